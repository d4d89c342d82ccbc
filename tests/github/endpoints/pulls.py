"""Pull requests."""

from __future__ import annotations

from dataclasses import replace

from .. import merging
from ..documents import pull_changes
from ..records import Issue, Pull
from ..rules import Refused, check_body, check_title, invalid
from .call import Answer, Call, Listing, route
from .issues import change_state, edit_text, ordered

PULLS = "/repos/{owner}/{repo}/pulls"
PULL = PULLS + "/{pull_number}"


def _pull(issue: Issue) -> Pull:
    assert issue.pull is not None
    return issue.pull


def _told(issue: Issue) -> Issue:
    """A pull request as GitHub tells it, whose head may lag behind the ref for some answers."""
    pull = _pull(issue)
    if not pull.lag or pull.old_head is None:
        return issue
    pull.lag -= 1
    return replace(issue, pull=replace(pull, head_sha=pull.old_head))


@route("GET", PULLS, "pull_requests=read")
def list_pulls(call: Call) -> Listing:
    repository, query = call.repository, call.query
    found = repository.pulls(query.get("state", "open"))
    if head := query.get("head"):  # GitHub ignores a head without an owner
        owner, colon, branch = head.partition(":")
        mine = owner == repository.owner.login
        found = [i for i in found if not colon or (mine and _pull(i).head_ref == branch)]
    if base := query.get("base"):
        found = [issue for issue in found if _pull(issue).base_ref == base]
    default = "desc" if query.get("sort", "created") == "created" else "asc"
    return Listing(ordered(call, found, default), lambda issue: call.documents.pull(repository, _told(issue)))


@route("POST", PULLS, "pull_requests=write")
def create_pull(call: Call) -> Answer:
    repository = call.repository
    call.need("write")
    if call.user.login == "github-actions[bot]" and not repository.actions_may_open_pulls:
        raise Refused(403, "GitHub Actions is not permitted to create or approve pull requests.")
    draft = call.field("draft", bool, False)
    if draft and not repository.drafts:
        raise Refused(422, "Draft pull requests are not supported in this repository.")
    issue = merging.open_pull(
        repository,
        call.user,
        check_title(call.field("title"), "PullRequest"),
        check_body(call.field("body"), "PullRequest"),
        call.required("head"),
        call.required("base"),
        draft=draft,
    )
    _pull(issue).maintainer_can_modify = call.field("maintainer_can_modify", bool, False)
    return Answer(201, call.documents.whole_pull(repository, issue))


@route("GET", PULL, "pull_requests=read")
def get_pull(call: Call) -> Answer:
    if "diff" in call.accept:
        pull, store = _pull(call.pull), call.repository.store
        start = store.merge_base(pull.base_sha, pull.head_sha)
        diff = store.diff(store.tree_of(start) if start else None, store.tree_of(pull.head_sha))
        return Answer(200, diff.patch or "", "application/vnd.github.diff; charset=utf-8")
    return Answer(200, call.documents.whole_pull(call.repository, _told(call.pull)))


@route("PATCH", PULL, "pull_requests=write")
def edit_pull(call: Call) -> Answer:
    issue = call.pull
    if issue.user != call.user:
        call.need("write")
    base = call.field("base", str, _pull(issue).base_ref)
    sha = call.repository.sha(base)
    if sha is None and base != _pull(issue).base_ref:
        raise invalid("PullRequest", "base")
    edit_text(call, issue, "PullRequest")
    if sha and base != _pull(issue).base_ref:
        _pull(issue).base_ref, _pull(issue).base_sha = base, sha
        call.repository.note(issue, "base_ref_changed", call.user)
    change_state(call, issue)
    return Answer(200, call.documents.whole_pull(call.repository, issue))


@route("GET", PULL + "/merge", "pull_requests=read")
def is_merged(call: Call) -> Answer:
    if _pull(call.pull).merged_at is None:
        raise Refused(404, "Not Found")
    return Answer(204)


@route("PUT", PULL + "/merge", "contents=write")
def merge_pull(call: Call) -> Answer:
    call.need("write")
    sha = merging.merge(
        call.repository,
        call.pull,
        call.actor,
        call.field("merge_method", str, "merge"),
        call.field("sha"),
        call.field("commit_title"),
        call.field("commit_message"),
    )
    return Answer(200, {"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


@route("PUT", PULL + "/update-branch", "pull_requests=write")
def update_branch(call: Call) -> Answer:
    call.need("write")
    call.need_kind(
        "contents"
    )  # "you must also have permissions to write the contents of the head repository"
    merging.update_branch(call.repository, call.pull, call.actor, call.field("expected_head_sha"))
    url = f"{call.documents.api}/repos/{call.repository.full_name}/pulls/{call.pull.number}"
    return Answer(202, {"message": "Updating pull request branch.", "url": url})


@route("GET", PULL + "/files", "pull_requests=read")
def list_files(call: Call) -> Listing:
    repository, pull = call.repository, call.pull
    return Listing(
        pull_changes(repository, pull),
        lambda change: call.documents.change(repository, change, _pull(pull).head_sha),
    )


@route("GET", PULL + "/commits", "pull_requests=read")
def list_commits(call: Call) -> Listing:
    pull = _pull(call.pull)
    commits = call.repository.store.between(pull.base_sha, pull.head_sha)[:250]
    return Listing(commits, lambda sha: call.documents.commit(call.repository, sha))


@route("GET", PULL + "/requested_reviewers", "pull_requests=read")
def list_reviewers(call: Call) -> Answer:
    users = [call.documents.user(user) for user in _pull(call.pull).reviewers]
    return Answer(200, {"users": users, "teams": []})


@route("POST", PULL + "/requested_reviewers", "pull_requests=write")
def request_reviewers(call: Call) -> Answer:
    call.need("write")
    pull = _pull(call.pull)
    logins = call.field("reviewers", list) or []
    if call.pull.user.login in logins:
        raise Refused(422, "Review cannot be requested from pull request author.")
    new = call.members(logins)
    if len(new) < len(logins) or call.field("team_reviewers", list):
        raise Refused(
            422,
            "Reviews may only be requested from collaborators. One or more of the users or teams "
            f"you specified is not a collaborator of the {call.repository.full_name} repository.",
        )
    for user in new:
        if user not in pull.reviewers:
            call.repository.request_review(call.pull, user, call.user)
    return Answer(201, call.documents.pull(call.repository, call.pull))


@route("DELETE", PULL + "/requested_reviewers", "pull_requests=write")
def unrequest_reviewers(call: Call) -> Answer:
    call.need("write")
    gone = set(call.required("reviewers", list))
    pull = _pull(call.pull)
    pull.reviewers = [user for user in pull.reviewers if user.login not in gone]
    return Answer(200, call.documents.pull(call.repository, call.pull))
