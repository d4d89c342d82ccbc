"""What an answer of GitHub's REST API means; pure: status, headers and body in, values or errors out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from bot.config import REPOSITORY
from bot.fetch.listed import Node
from bot.fetch.values import CannotFetch
from bot.net.values import Answer, Barred, TryAgain
from bot.net.wait import asked_to_wait, used_up

SHA = re.compile(r"[0-9a-f]{40}\Z")
ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{1,200}"\Z')
LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
NONSENSE = "GitHub's answer makes no sense"


def checked(answer: Answer, longest_wait: float, now: float) -> Answer:
    """``answer`` if it can be read, whatever was asked; raises CannotFetch, TryAgain or Barred.

    Whether 404, 409 and 422 are a failure depends on the question, so they pass. ``now`` is in seconds
    since 1970.
    """
    status = answer.status
    if status in {200, 304, 404, 409, 422}:
        return answer
    if status == 401:
        raise Barred("GitHub does not accept the token in GITHUB_TOKEN")
    limit = used_up(status, answer.headers, now)
    wait = asked_to_wait(status, answer.headers, answer.body, now)
    if limit and wait is not None and wait > longest_wait:
        raise Barred(limit)
    if status >= 500:
        raise TryAgain(f"GitHub fails (status {status})", wait)
    if wait is not None:
        raise TryAgain(limit or "GitHub asks to slow down", wait)
    if status == 451 or (status == 403 and "blocked" in _message(answer)):
        raise CannotFetch("GitHub blocks access to it")
    raise CannotFetch(f"GitHub refuses to show it (status {status})")


def _message(answer: Answer) -> str:
    try:
        return str(_json(answer.body)["message"]).casefold()
    except (CannotFetch, KeyError):
        return ""


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise CannotFetch(f"{NONSENSE}: not JSON") from None
    if not isinstance(value, dict):
        raise CannotFetch(NONSENSE)
    return value


def commit_of(answer: Answer, repo: str, ref: str | None) -> str:
    """The commit that ``ref`` of ``repo`` (``None``: its default branch) names; raises CannotFetch."""
    if answer.status == 404:
        which = f"{repo} with a branch, tag or commit {ref}" if ref else repo
        raise CannotFetch(f"GitHub shows no repository {which}: it is gone, private or misspelt")
    if answer.status == 409:
        raise CannotFetch(f"{repo} is empty: it has no commit yet")
    if answer.status == 422:
        raise CannotFetch(f"{repo} has no branch, tag or commit {ref or 'to start from'}")
    sha = answer.body.decode("ascii", "replace").strip()
    if answer.status != 200 or not SHA.match(sha):
        raise CannotFetch(NONSENSE)
    return sha


def etag_of(answer: Answer, commit: str) -> str:
    """The validator to ask again with.

    The commit itself is one too: https://docs.github.com/en/rest/commits/commits#get-a-commit
    """
    etag = answer.headers.get("etag", "")
    return etag if ETAG.match(etag) else f'"{commit}"'


def name_of(answer: Answer) -> str:
    """The name (owner/name) that a repository goes by; raises CannotFetch."""
    name = _json(_found(answer)).get("full_name")
    if not isinstance(name, str) or not REPOSITORY.match(name):
        raise CannotFetch(NONSENSE)
    return name


def tree_of(answer: Answer, folder: str) -> tuple[dict[str, Node], bool]:
    """The items of ``folder`` by their path in the repository, and whether these are all.

    Raises CannotFetch.
    """
    tree = _json(_found(answer))
    inside = f"{folder}/" if folder else ""
    try:
        nodes = {inside + item["path"]: _node(item) for item in tree["tree"]}
        return nodes, tree.get("truncated") is not True
    except (KeyError, TypeError, ValueError):
        raise CannotFetch(NONSENSE) from None


def _node(item: Mapping[str, Any]) -> Node:
    mode, sha, size = item["mode"], item["sha"], item.get("size", 0)
    item["path"].encode()  # JSON can spell what is no text, and no file of ours could hold
    if not isinstance(mode, str) or not SHA.match(sha) or type(size) is not int:
        raise ValueError
    return Node(mode, sha, size)


def file_of(answer: Answer, path: str, sha: str) -> bytes:
    """The content of the blob ``sha``, which stands at ``path``; raises CannotFetch."""
    body = _found(answer)
    # Git's name of a blob; comparing it notices any answer that is cut, stale or somebody else's.
    name = hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
    if name != sha:
        raise CannotFetch(f"{path} arrived damaged")
    if body.startswith(LFS_POINTER):
        raise CannotFetch(f"{path} is kept in Git LFS, which is not read")
    return body


def _found(answer: Answer) -> bytes:
    if answer.status != 200:
        raise CannotFetch(f"its files vanished while they were read (status {answer.status})")
    return answer.body
