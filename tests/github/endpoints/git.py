"""Refs, commits, trees and blobs: the Git Data API."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from .. import refs
from ..gitstore import Identity, NotInTree
from ..refs import RefChange
from ..repository import WEB_FLOW
from ..rules import Refused, check_path, too_large
from .call import Answer, Call, Listing, found_or_404, route

GIT = "/repos/{owner}/{repo}/git"


@route("GET", GIT + "/ref/{ref}", "contents=read")
def get_ref(call: Call) -> Answer:
    call.repository.require_commits()
    name = f"refs/{call.params['ref']}"
    found_or_404(call.repository.store.tip(name))
    return Answer(200, call.documents.ref(call.repository, name))


@route("GET", GIT + "/matching-refs/{ref}", "contents=read")
def matching_refs(call: Call) -> Answer:
    call.repository.require_commits()
    names = call.repository.store.refs(f"refs/{call.params['ref']}")
    return Answer(200, [call.documents.ref(call.repository, name) for name in names])


@route("POST", GIT + "/refs", "contents=write")
def create_ref(call: Call) -> Answer:
    call.need("write")
    call.repository.require_commits()
    name, sha = call.required("ref"), call.required("sha")
    call.repository.check_new(name, sha)
    refs.write(call.repository, call.actor, [RefChange(name, sha)])
    return Answer(201, call.documents.ref(call.repository, name))


@route("PATCH", GIT + "/refs/{ref}", "contents=write")
def update_ref(call: Call) -> Answer:
    call.need("write")
    call.repository.require_commits()
    name = f"refs/{call.params['ref']}"
    if call.repository.store.tip(name) is None:
        raise Refused(422, "Reference does not exist")
    change = RefChange(name, call.required("sha"), call.field("force", bool, False))
    refs.write(call.repository, call.actor, [change])
    return Answer(200, call.documents.ref(call.repository, name))


@route("DELETE", GIT + "/refs/{ref}", "contents=write")
def delete_ref(call: Call) -> Answer:
    call.need("write")
    call.repository.require_commits()
    refs.write(call.repository, call.actor, [RefChange(f"refs/{call.params['ref']}", None)])
    return Answer(204)


@route("GET", GIT + "/commits/{commit_sha}", "contents=read")
def get_commit(call: Call) -> Answer:
    call.repository.require_commits()
    sha = call.params["commit_sha"]
    if call.repository.store.kind(sha) != "commit":
        raise Refused(404, "Not Found")
    return Answer(200, call.documents.git_commit(call.repository, sha))


@route("POST", GIT + "/commits", "contents=write")
def create_commit(call: Call) -> Answer:
    call.need("write")
    call.repository.require_commits()
    store = call.repository.store
    tree, parents = call.required("tree"), call.field("parents", list, [])
    message = call.required("message")
    if store.kind(tree) != "tree":
        raise Refused(422, "Tree SHA does not exist")
    if any(store.kind(parent) != "commit" for parent in parents):
        raise Refused(422, "Parent SHA does not exist or is not a commit object")
    author, committer = call.field("author", dict), call.field("committer", dict)
    who = _identity(call, author or committer)
    by = _identity(call, committer or author)
    web = call.user.is_bot and not author and not committer
    if web:
        by = Identity(*WEB_FLOW, who.date)
    made = store.commit(tree, parents, message, who, by)
    if web:  # GitHub signs what an app commits in its own name, and nothing else
        call.repository.signed.add(made)
    return Answer(201, call.documents.git_commit(call.repository, made))


def _identity(call: Call, given: dict[str, Any] | None) -> Identity:
    now = call.repository.clock.now()
    if given is None:
        return Identity(call.user.login, call.user.email, now)
    if not given.get("name") or not given.get("email"):
        raise Refused(422, 'Invalid request.\n\n"name" and "email" are required.')
    date = datetime.fromisoformat(given["date"]) if given.get("date") else now
    return Identity(given["name"], given["email"], date if date.tzinfo else date.replace(tzinfo=UTC))


@route("GET", GIT + "/trees/{tree_sha}", "contents=read")
def get_tree(call: Call) -> Answer:
    call.repository.require_commits()
    store = call.repository.store
    name = call.params["tree_sha"]
    sha = name if store.kind(name) == "tree" else store.tree_of(found_or_404(store.resolve(name)))
    limit = call.repository.tree_limit
    items = list(store.items(sha, recursive="recursive" in call.query))
    document = call.documents.tree(call.repository, sha, items[:limit], truncated=len(items) > limit)
    return Answer(200, document)


@route("POST", GIT + "/trees", "contents=write")
def create_tree(call: Call) -> Answer:
    call.need("write")
    call.repository.require_commits()
    store = call.repository.store
    base, entries = call.field("base_tree"), call.required("tree", list)
    if base is not None and store.kind(base) == "commit":
        base = store.tree_of(base)
    if base is not None and store.kind(base) != "tree":
        raise Refused(422, "base_tree is not a valid tree oid")
    if not entries:
        raise Refused(422, "Invalid tree info")
    edits = {check_path(entry.get("path")): _edit(call, entry) for entry in entries}
    try:
        made = store.tree(base, edits)
    except NotInTree:
        raise Refused(422, "GitRPC::BadObjectState") from None
    document = call.documents.tree(call.repository, made, list(store.items(made)), truncated=False)
    return Answer(201, document)


def _edit(call: Call, entry: dict[str, Any]) -> tuple[str, str] | None:
    mode = entry.get("mode", "100644")
    if mode not in {"100644", "100755", "040000", "160000", "120000"}:
        raise Refused(422, "tree.mode is not a valid mode")
    if "sha" in entry and "content" in entry:
        raise Refused(422, "Must supply either tree.sha or tree.content, not both")
    if "content" in entry:
        return mode, call.repository.blob(entry["content"])
    if "sha" not in entry:
        raise Refused(422, "Must supply either tree.sha or tree.content")
    if entry["sha"] is None:
        return None
    kind = {"040000": "tree", "160000": None}.get(mode, "blob")
    if kind and call.repository.store.kind(entry["sha"]) != kind:
        raise Refused(422, f"tree.sha {entry['sha']} is not a valid {kind}")
    return mode, entry["sha"]


@route("GET", GIT + "/blobs/{file_sha}", "contents=read")
def get_blob(call: Call) -> Answer:
    call.repository.require_commits()
    sha = call.params["file_sha"]
    if call.repository.store.kind(sha) != "blob":
        raise Refused(404, "Not Found")
    content = call.repository.store.read(sha)
    if len(content) > call.repository.blob_limit:
        raise too_large()
    if "raw" in call.accept:
        return Answer(200, content, "application/vnd.github.raw; charset=utf-8")
    return Answer(200, call.documents.blob(call.repository, sha))


@route("POST", GIT + "/blobs", "contents=write")
def create_blob(call: Call) -> Answer:
    call.need("write")
    call.repository.require_commits()
    content, encoding = call.required("content"), call.field("encoding", str, "utf-8")
    if encoding not in {"utf-8", "base64"}:
        raise Refused(422, "Unsupported encoding")
    try:
        data = base64.b64decode(content) if encoding == "base64" else content.encode()
    except binascii.Error:
        raise Refused(422, "Invalid base64") from None
    sha = call.repository.blob(data)
    url = f"{call.documents.api}/repos/{call.repository.full_name}/git/blobs/{sha}"
    return Answer(201, {"sha": sha, "url": url})


@route("GET", "/repos/{owner}/{repo}/branches", "contents=read")
def list_branches(call: Call) -> Listing:
    repository = call.repository
    wanted = call.query.get("protected")
    names = [
        name
        for name in repository.branches()
        if wanted is None or (wanted == "true") == bool(repository.protection_for(name))
    ]
    return Listing(names, lambda name: call.documents.branch(repository, name))


@route("GET", "/repos/{owner}/{repo}/branches/{branch}/protection", "administration=read")
def get_protection(call: Call) -> Answer:
    call.need("admin")
    name = call.params["branch"]
    if call.repository.sha(name) is None:
        raise Refused(404, "Branch not found")
    rules = call.repository.protection_for(name)
    if rules is None:
        raise Refused(404, "Branch not protected")
    return Answer(200, call.documents.protection(call.repository, name, rules))


@route("GET", "/repos/{owner}/{repo}/branches/{branch}", "contents=read")
def get_branch(call: Call) -> Answer:
    if call.repository.sha(call.params["branch"]) is None:
        raise Refused(404, "Branch not found")
    return Answer(200, call.documents.whole_branch(call.repository, call.params["branch"]))
