"""Accounts, repositories, their files and history."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from ..gitstore import Item
from ..merging import merge_commit
from ..policy import Step, check_merge
from ..records import Dispatch
from ..repository import SYMLINK
from ..rules import Refused, invalid, too_large
from .call import REPOSITORY, Answer, Call, Listing, found_or_404, route


@route("GET", "/user")
def get_user(call: Call) -> Answer:
    if call.user.is_bot:
        raise Refused(403, "Resource not accessible by integration")
    return Answer(200, call.documents.account(call.user))


@route("GET", "/users/{username}")
def get_username(call: Call) -> Answer:
    user = found_or_404(call.github.users.get(call.params["username"]))
    return Answer(200, call.documents.profile(user))


@route("GET", "/rate_limit")
def rate_limit(call: Call) -> Answer:
    core = call.github.quota(call.actor).document()
    search = {"limit": 30, "used": 0, "remaining": 30, "reset": int(time.time()) + 60}
    graphql = call.github.quota(call.actor, "graphql").document()
    resources = {"core": core, "search": search, "graphql": graphql}
    return Answer(200, {"resources": resources, "rate": core}, free=True)


@route("GET", REPOSITORY, "metadata=read")
def get_repository(call: Call) -> Answer:
    level = call.repository.allows(call.actor) if call.actor.user else None
    return Answer(200, call.documents.full_repository(call.repository, level))


@route("PATCH", REPOSITORY, "administration=write")
def edit_repository(call: Call) -> Answer:
    call.need("admin")
    repository = call.repository
    repository.archived = call.field("archived", bool, repository.archived)
    branch = call.field("default_branch", str, repository.default_branch)
    if repository.sha(branch) is None:
        raise invalid("Repository", "default_branch")
    repository.default_branch = branch
    repository.description = call.field("description", str, repository.description)
    if "delete_branch_on_merge" in call.body:
        repository.delete_branch_on_merge = call.required("delete_branch_on_merge", bool)
    if (name := call.field("name", str, repository.name)) != repository.name:
        call.github.rename(repository.full_name, f"{repository.owner.login}/{name}")
    return get_repository(call)


@route("GET", REPOSITORY + "/commits", "contents=read")
def list_commits(call: Call) -> Listing:
    repository, query = call.repository, call.query
    repository.require_commits()
    start = repository.store.resolve(query.get("sha", repository.default_branch))
    shas = list(repository.store.log(found_or_404(start), query.get("path") or None))
    since, until = _moment(query.get("since")), _moment(query.get("until"))
    return Listing(
        [sha for sha in shas if _fits(call, sha, since, until)],
        lambda sha: call.documents.commit(repository, sha),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _fits(call: Call, sha: str, since: datetime | None, until: datetime | None) -> bool:
    author, committer = call.repository.store.identities(sha)
    for name, identity in (("author", author), ("committer", committer)):
        wanted = call.query.get(name)
        if wanted and wanted not in {identity.email, identity.email.partition("@")[0].rpartition("+")[2]}:
            return False
    return (since is None or committer.date >= since) and (until is None or committer.date <= until)


@route("GET", REPOSITORY + "/commits/{ref}", "contents=read")
def get_commit(call: Call) -> Answer:
    repository, name = call.repository, call.params["ref"]
    repository.require_commits()
    sha = repository.sha() if name == "HEAD" else repository.store.resolve(name)
    if sha is None:
        raise Refused(422, f"No commit found for SHA: {name}")
    if "vnd.github.sha" in call.accept or "vnd.github.v3.sha" in call.accept:
        media = "application/vnd.github.sha; charset=utf-8"
        return Answer(200, sha, media, {"ETag": f'"{sha}"'})
    if "diff" in call.accept:
        parents = repository.store.parents(sha)
        return _diff(call, repository.store.tree_of(parents[0]) if parents else None, sha)
    return Answer(200, call.documents.commit_with_files(repository, sha))


def _diff(call: Call, base_tree: str | None, head: str) -> Answer:
    store = call.repository.store
    text = store.diff(base_tree, store.tree_of(head)).patch or ""
    return Answer(200, text, "application/vnd.github.diff; charset=utf-8")


@route("GET", REPOSITORY + "/compare/{basehead}", "contents=read")
def compare(call: Call) -> Answer:
    repository, documents = call.repository, call.documents
    base_name, dots, head_name = call.params["basehead"].partition("...")
    base = found_or_404(repository.store.resolve(_local(call, base_name)))
    head = found_or_404(repository.store.resolve(_local(call, head_name)) if dots else None)
    merge_base = repository.store.merge_base(base, head)
    if merge_base is None:
        raise Refused(404, f"No common ancestor between {base_name} and {head_name}.")
    if "diff" in call.accept:
        return _diff(call, repository.store.tree_of(merge_base), head)
    ahead, behind = repository.store.between(base, head), repository.store.between(head, base)
    status = {(0, 0): "identical", (1, 0): "ahead", (0, 1): "behind"}.get(
        (bool(ahead), bool(behind)), "diverged"
    )
    trees = repository.store.tree_of(merge_base), repository.store.tree_of(head)
    page, size = call.github.page(call.query)
    changes = repository.store.changes(*trees) if page == 1 else []  # "only shown on the first page"
    url = f"{documents.api}/repos/{repository.full_name}/compare/{base_name}...{head_name}"
    web = f"https://github.com/{repository.full_name}/compare/{base_name}...{head_name}"
    document = {
        "url": url,
        "html_url": web,
        "permalink_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "base_commit": documents.commit(repository, base),
        "merge_base_commit": documents.commit(repository, merge_base),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [documents.commit(repository, sha) for sha in ahead[(page - 1) * size : page * size]],
        "files": [documents.change(repository, change, head) for change in changes[:300]],
    }
    return Answer(200, document)


def _local(call: Call, name: str) -> str:
    return name.removeprefix(f"{call.repository.owner.login}:")


@route("GET", REPOSITORY + "/contents/{path}", "contents=read")
def get_contents(call: Call) -> Answer:
    repository = call.repository
    if not repository.store.refs("refs/"):
        raise Refused(404, "This repository is empty.")
    revision = call.query.get("ref") or repository.default_branch
    sha = repository.store.resolve(revision)
    if sha is None:
        raise Refused(404, f"No commit found for the ref {revision}")
    path = call.params["path"].strip("/")
    item = _followed(call, sha, path)
    if item.kind == "tree":
        return Answer(200, _directory(call, item, revision))
    content = repository.store.read(item.sha) if item.kind == "blob" else b""
    if len(content) > repository.blob_limit:
        raise too_large()
    if "raw" in call.accept and item.kind == "blob":
        return Answer(200, content, "application/vnd.github.raw; charset=utf-8")
    return Answer(200, call.documents.content(repository, item, revision, whole=True))


def _followed(call: Call, commit: str, path: str) -> Item:
    """What stands at a path; a symlink to a file of the same repository is followed, as GitHub does."""
    store = call.repository.store
    tree = store.tree_of(commit)
    if not path:
        return Item("", "040000", "tree", tree)
    item = found_or_404(store.item(tree, path))
    if item.mode == SYMLINK:
        folder = path.rpartition("/")[0]
        target = store.read(item.sha).decode()
        there = store.item(tree, f"{folder}/{target}".strip("/"))
        if there and there.kind == "blob":
            return Item(path, there.mode, "blob", there.sha)
    return item


def _directory(call: Call, folder: Item, revision: str) -> Any:
    prefix = f"{folder.path}/" if folder.path else ""
    items = call.repository.store.items(folder.sha, prefix=prefix)
    return [call.documents.content(call.repository, item, revision, whole=False) for item in items]


@route("POST", REPOSITORY + "/merges", "contents=write")
def merge_branches(call: Call) -> Answer:
    call.need("write")
    repository = call.repository
    branch, head = call.required("base"), call.required("head")
    base, theirs = repository.sha(branch), repository.store.resolve(head)
    if base is None:
        raise Refused(404, "Base does not exist")
    if theirs is None:
        raise Refused(404, "Head does not exist")
    if repository.store.is_ancestor(theirs, base):
        return Answer(204)
    message = call.field("commit_message", str, f"Merge {head} into {branch}")
    made = merge_commit(repository, base, theirs, message, call.actor)
    if made is None:
        raise Refused(409, "Merge conflict")
    check_merge(repository, call.actor, Step(branch, base, made), 409)
    repository.move(f"refs/heads/{branch}", made, call.user)
    return Answer(201, call.documents.commit_with_files(repository, made))


@route("GET", REPOSITORY + "/collaborators/{username}/permission", "metadata=read")
def permission(call: Call) -> Answer:
    # "Metadata" (read), which every app's token has, is all that an app needs; a person needs push access.
    if not call.repository.tells_permissions:
        raise call.inaccessible()
    call.need("read" if call.user.is_bot else "write")
    user = call.github.users.get(call.params["username"])
    if user is None:
        raise Refused(404, f"{call.params['username']} is not a user")
    return Answer(200, call.documents.permission(call.repository, user))


@route("GET", REPOSITORY + "/actions/permissions", "administration=read")
def actions_permissions(call: Call) -> Answer:
    call.need("admin")
    allowed = call.repository.actions_allowed
    return Answer(200, {"enabled": bool(allowed), **({"allowed_actions": allowed} if allowed else {})})


@route("GET", REPOSITORY + "/actions/permissions/workflow", "administration=read")
def workflow_permissions(call: Call) -> Answer:
    call.need("admin")
    allowed = call.repository.actions_may_open_pulls
    rights = "write" if call.repository.actions_may_write else "read"
    return Answer(200, {"default_workflow_permissions": rights, "can_approve_pull_request_reviews": allowed})


@route("GET", REPOSITORY + "/actions/workflows", "actions=read")
def list_workflows(call: Call) -> Answer:
    # The one list that comes inside an object, so that no page of it is cut by the others' rules.
    page, size = call.github.page(call.query)
    paths = list(call.repository.workflows)
    shown = paths[(page - 1) * size : page * size]
    rows = [call.documents.workflow(call.repository, path) for path in shown]
    return Answer(200, {"total_count": len(paths), "workflows": rows})


@route("POST", REPOSITORY + "/actions/workflows/{workflow_id}/dispatches", "actions=write")
def dispatch_workflow(call: Call) -> Answer:
    call.need("write")
    repository, wanted = call.repository, call.params["workflow_id"]
    paths = list(repository.workflows)
    names = {path.rpartition("/")[2]: path for path in paths} | {
        str(id_): path for id_, path in enumerate(paths, 1)
    }
    path, ref = found_or_404(names.get(wanted)), call.required("ref").removeprefix("refs/heads/")
    if repository.store.resolve(ref) is None:
        raise Refused(422, f"No ref found for: {ref}")
    if repository.workflows[path] != "active":
        raise Refused(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    if "workflow_dispatch" not in repository.files(ref).get(path, "workflow_dispatch"):
        raise Refused(422, "Workflow does not have 'workflow_dispatch' trigger")
    repository.dispatches.append(Dispatch(path, ref, call.field("inputs", dict, {}), call.user))
    return Answer(204)


@route("GET", REPOSITORY + "/rules/branches/{branch}", "metadata=read")
def branch_rules(call: Call) -> Listing:
    # "The branch does not need to exist; rules that would apply to a branch with that name will be returned."
    return Listing(
        call.repository.rules_for(call.params["branch"]),
        lambda rule: call.documents.rule(call.repository, rule),
    )
