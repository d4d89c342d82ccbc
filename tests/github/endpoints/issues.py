"""Issues, and what they share with pull requests: labels, assignees, comments, reactions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .. import merging
from ..records import Comment, Issue, Reaction, User
from ..rules import Refused, check_body, check_color, check_title, invalid
from .call import Answer, Call, Listing, found_or_404, route

ISSUES = "/repos/{owner}/{repo}/issues"
LABELS = "/repos/{owner}/{repo}/labels"
READ, WRITE = "issues=read; pull_requests=read", "issues=write; pull_requests=write"


@route("GET", ISSUES, "issues=read")
def list_issues(call: Call) -> Listing:
    repository, query = call.repository, call.query
    state = query.get("state", "open")
    labels = {name.lower() for name in query.get("labels", "").split(",") if name}
    since = datetime.fromisoformat(query["since"]) if "since" in query else None
    found = [
        issue
        for issue in repository.issues.values()
        if state in {"all", issue.state}
        and labels <= {name.lower() for name in issue.labels}
        and query.get("creator", issue.user.login).lower() == issue.user.login.lower()
        and (since is None or issue.updated_at >= since)
        and _assigned(issue, query.get("assignee"))
    ]
    return Listing(ordered(call, found), lambda issue: call.documents.issue(repository, issue))


def _assigned(issue: Issue, wanted: str | None) -> bool:
    logins = {user.login for user in issue.assignees}
    return {None: True, "*": bool(logins), "none": not logins}.get(wanted, wanted in logins)


def ordered(call: Call, issues: list[Issue], default: str = "desc") -> list[Issue]:
    """Sorted as asked; by creation, newest first, when not."""
    repository, query = call.repository, call.query
    keys: dict[str, Callable[[Issue], Any]] = {
        "created": lambda issue: (issue.created_at, issue.number),
        "updated": lambda issue: (issue.updated_at, issue.number),
        "comments": lambda issue: (len(repository.thread(issue.number)), issue.number),
    }
    key = keys.get(query.get("sort", "created"), keys["created"])
    return sorted(issues, key=key, reverse=query.get("direction", default) == "desc")


@route("POST", ISSUES, "issues=write")
def create_issue(call: Call) -> Answer:
    call.need("read")
    title = check_title(call.field("title"), "Issue")
    body = check_body(call.field("body"), "Issue")
    issue = call.repository.open_issue(call.user, title, body)
    if call.allows("triage"):  # GitHub drops these without a word for anyone else
        label(call, issue, [_label_name(label) for label in call.field("labels", list) or []])
        issue.assignees = _assignable(call, call.field("assignees", list) or [])
    return Answer(201, call.documents.issue(call.repository, issue, whole=True))


def _assignable(call: Call, logins: list[str]) -> list[User]:
    users = call.members(logins)
    if len(users) < len(logins):
        raise invalid("Issue", "assignees")
    return users


def _label_name(label: Any) -> str:
    return str(label["name"] if isinstance(label, dict) else label)


@route("GET", ISSUES + "/{issue_number}", "issues=read")
def get_issue(call: Call) -> Answer:
    return Answer(200, call.documents.issue(call.repository, call.issue, whole=True))


@route("PATCH", ISSUES + "/{issue_number}", WRITE)
def edit_issue(call: Call) -> Answer:
    issue, repository = call.issue, call.repository
    if issue.user != call.user:
        call.need("triage")
    edit_text(call, issue, "Issue")
    if (labels := call.field("labels", list)) is not None:
        call.need("triage")
        label(call, issue, [_label_name(label) for label in labels])
    if (assignees := call.field("assignees", list)) is not None:
        issue.assignees = _assignable(call, assignees)
    change_state(call, issue)
    return Answer(200, call.documents.issue(repository, issue, whole=True))


def edit_text(call: Call, issue: Issue, resource: str) -> None:
    """Set the title and body that the request brings; nothing when it asks to reopen what cannot be reopened."""
    if call.field("state") == "open":
        merging.check_reopen(call.repository, issue)
    title, body = issue.title, issue.body
    if call.field("title") is not None:
        title = check_title(call.field("title"), resource)
    if "body" in (call.body or {}):
        body = check_body(call.field("body"), resource)
    call.repository.retitle(issue, title, call.user)
    issue.body = body


def change_state(call: Call, issue: Issue) -> None:
    """Close or reopen as the request says."""
    if call.field("state") == "closed":
        call.repository.close(issue, call.user, call.field("state_reason"))
    elif call.field("state") == "open":
        merging.reopen(call.repository, issue, call.user)


@route("POST", ISSUES + "/{issue_number}/assignees", WRITE)
def add_assignees(call: Call) -> Answer:
    call.need("triage")
    new = call.members(call.field("assignees", list) or [])  # the others drop out silently
    call.issue.assignees = list(dict.fromkeys([*call.issue.assignees, *new]))
    call.repository.touch(call.issue)
    return Answer(201, call.documents.issue(call.repository, call.issue, whole=True))


@route("DELETE", ISSUES + "/{issue_number}/assignees", WRITE)
def remove_assignees(call: Call) -> Answer:
    call.need("triage")
    gone = set(call.field("assignees", list) or [])
    call.issue.assignees = [user for user in call.issue.assignees if user.login not in gone]
    call.repository.touch(call.issue)
    return Answer(200, call.documents.issue(call.repository, call.issue, whole=True))


# labels


@route("GET", LABELS, READ)
def list_labels(call: Call) -> Listing:
    labels = sorted(call.repository.labels.values(), key=lambda label: label.name.lower())
    return Listing(labels, lambda label: call.documents.label(call.repository, label))


@route("POST", LABELS, WRITE)
def create_label(call: Call) -> Answer:
    call.need("triage")
    _check_may_make_labels(call)
    color = call.field("color", str, "ededed")
    made = call.repository.new_label(call.required("name"), color, call.field("description"))
    return Answer(201, call.documents.label(call.repository, made))


def _check_may_make_labels(call: Call) -> None:
    if not call.repository.labels_may_be_made or not call.actor.may("issues", "write"):
        error = {"resource": "Repository", "field": "label", "code": "unauthorized"}
        raise Refused(403, "You do not have permission to create labels on this repository.", [error])


@route("GET", LABELS + "/{name}", READ)
def get_label(call: Call) -> Answer:
    found = found_or_404(call.repository.labels.get(call.params["name"].lower()))
    return Answer(200, call.documents.label(call.repository, found))


@route("PATCH", LABELS + "/{name}", WRITE)
def edit_label(call: Call) -> Answer:
    call.need("triage")
    found = found_or_404(call.repository.labels.get(call.params["name"].lower()))
    color = check_color(call.field("color", str, found.color))
    call.repository.rename_label(found.name, call.field("new_name", str, found.name))
    found.color, found.description = color, call.field("description", str, found.description)
    return Answer(200, call.documents.label(call.repository, found))


@route("DELETE", LABELS + "/{name}", WRITE)
def delete_label(call: Call) -> Answer:
    call.need("triage")
    call.repository.remove_label(call.params["name"])
    return Answer(204)


@route("GET", ISSUES + "/{issue_number}/labels", READ)
def list_issue_labels(call: Call) -> Listing:
    repository = call.repository
    return Listing(
        call.issue.labels, lambda name: call.documents.label(repository, repository.labels[name.lower()])
    )


def _label_names(call: Call) -> list[str]:
    given = call.body.get("labels", []) if isinstance(call.body, dict) else call.body or []
    return [_label_name(label) for label in given]


def label(call: Call, issue: Issue, names: list[str]) -> None:
    """Put exactly these labels on; making one that is new needs a permission of its own."""
    if any(name.lower() not in call.repository.labels for name in names):
        _check_may_make_labels(call)
    call.repository.set_labels(issue, names, call.user)


@route("POST", ISSUES + "/{issue_number}/labels", WRITE)
def add_labels(call: Call) -> Listing:
    call.need("triage")
    label(call, call.issue, [*call.issue.labels, *_label_names(call)])
    return list_issue_labels(call)


@route("PUT", ISSUES + "/{issue_number}/labels", WRITE)
def set_labels(call: Call) -> Listing:
    call.need("triage")
    label(call, call.issue, _label_names(call))
    return list_issue_labels(call)


@route("DELETE", ISSUES + "/{issue_number}/labels", WRITE)
def clear_labels(call: Call) -> Answer:
    call.need("triage")
    label(call, call.issue, [])
    return Answer(204)


@route("DELETE", ISSUES + "/{issue_number}/labels/{name}", WRITE)
def remove_label(call: Call) -> Listing:
    call.need("triage")
    call.repository.drop_label(call.issue, call.params["name"], call.user)
    return list_issue_labels(call)


# comments


@route("GET", ISSUES + "/{issue_number}/comments", READ)
def list_comments(call: Call) -> Listing:
    return _listed(call, call.repository.thread(call.issue.number))


@route("GET", ISSUES + "/comments", READ)
def list_all_comments(call: Call) -> Listing:
    comments = list(call.repository.comments.values())
    if call.query.get("sort") == "updated":
        comments.sort(key=lambda comment: (comment.updated_at, comment.id))
    if "sort" in call.query and call.query.get("direction") == "desc":  # "ignored without the sort parameter"
        comments.reverse()
    return _listed(call, comments)


def _listed(call: Call, comments: list[Comment]) -> Listing:
    since = datetime.fromisoformat(call.query["since"]) if "since" in call.query else None
    recent = [comment for comment in comments if since is None or comment.updated_at >= since]
    return Listing(recent, lambda comment: call.documents.comment(call.repository, comment))


@route("POST", ISSUES + "/{issue_number}/comments", WRITE)
def create_comment(call: Call) -> Answer:
    call.need("read")
    body = check_body(call.required("body"), "IssueComment", required=True)
    comment = call.repository.comment(call.issue, call.user, body or "")
    return Answer(201, call.documents.comment(call.repository, comment))


def _comment(call: Call) -> Comment:
    return found_or_404(call.repository.comments.get(call.number("comment_id")))


@route("GET", ISSUES + "/comments/{comment_id}", READ)
def get_comment(call: Call) -> Answer:
    return Answer(200, call.documents.comment(call.repository, _comment(call)))


@route("PATCH", ISSUES + "/comments/{comment_id}", WRITE)
def edit_comment(call: Call) -> Answer:
    comment = _comment(call)
    if comment.user != call.user:
        call.need("write")
    body = check_body(call.required("body"), "IssueComment", required=True)
    call.repository.edit_comment(comment, body or "")
    return Answer(200, call.documents.comment(call.repository, comment))


@route("DELETE", ISSUES + "/comments/{comment_id}", WRITE)
def delete_comment(call: Call) -> Answer:
    comment = _comment(call)
    if comment.user != call.user:
        call.need("write")
    del call.repository.comments[comment.id]
    return Answer(204)


# reactions


def _react(call: Call, reactions: list[Reaction]) -> Answer:
    call.need("read")
    content = call.required("content")
    for reaction in reactions:
        if (reaction.user, reaction.content) == (call.user, content):
            return Answer(200, call.documents.reaction(reaction))
    made = Reaction(call.repository.ids(), call.user, content, call.repository.clock.now())
    reactions.append(made)
    return Answer(201, call.documents.reaction(made))


def _reacted(call: Call, reactions: list[Reaction]) -> Listing:
    wanted = call.query.get("content")
    return Listing([r for r in reactions if wanted in {None, r.content}], call.documents.reaction)


def _unreact(call: Call, reactions: list[Reaction]) -> Answer:
    id_ = call.number("reaction_id")
    mine = [reaction for reaction in reactions if reaction.id == id_]
    if not mine:
        raise Refused(404, "Not Found")
    if mine[0].user != call.user:
        call.need("admin")
    reactions.remove(mine[0])
    return Answer(204)


@route("GET", ISSUES + "/comments/{comment_id}/reactions", READ)
def list_comment_reactions(call: Call) -> Listing:
    return _reacted(call, _comment(call).reactions)


@route("POST", ISSUES + "/comments/{comment_id}/reactions", WRITE)
def react_to_comment(call: Call) -> Answer:
    return _react(call, _comment(call).reactions)


@route("DELETE", ISSUES + "/comments/{comment_id}/reactions/{reaction_id}", WRITE)
def unreact_to_comment(call: Call) -> Answer:
    return _unreact(call, _comment(call).reactions)


@route("GET", ISSUES + "/{issue_number}/reactions", READ)
def list_issue_reactions(call: Call) -> Listing:
    return _reacted(call, call.issue.reactions)


@route("POST", ISSUES + "/{issue_number}/reactions", WRITE)
def react_to_issue(call: Call) -> Answer:
    return _react(call, call.issue.reactions)


@route("DELETE", ISSUES + "/{issue_number}/reactions/{reaction_id}", WRITE)
def unreact_to_issue(call: Call) -> Answer:
    return _unreact(call, call.issue.reactions)
