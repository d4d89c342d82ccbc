"""Looks at the repository once, at the start of a run: reads only, and only what changed since the last
run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from bot.errors import BotError, Invalid
from bot.publish.client import NONSENSE, PAGE, CannotPublish, Client, Refused
from bot.publish.held import word_of
from bot.publish.remote import (
    BRANCHES,
    CLOSED,
    DASHBOARD,
    MEMORY_BRANCH,
    MEMORY_FILE,
    Comment,
    Pull,
    Remote,
)
from bot.render.pull import word_in
from bot.store.memory import Head, Memory, read_memory

WEB_FLOW = "noreply@github.com"  # the committer of what is done by pressing a button on GitHub
UPDATE = re.compile(r"Merge branch '[^']+' into ")  # what “Update branch” calls its commit
DEEPEST = 10  # commits of people on top of the bot's that are looked through for it


@contextmanager
def making_sense() -> Iterator[None]:
    """Says of an answer that has not the shape that GitHub's description promises that it makes no sense."""
    try:
        yield
    except BotError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise CannotPublish(
            f"{NONSENSE} ({type(error).__name__}: {error}); the next run tries again"
        ) from error


def observe(client: Client, *, label: str | None = None, dashboard: bool = False) -> tuple[Remote, Memory]:
    """The repository as it stands, and the memory, which tells how far the last run had read.

    Five requests when nothing changed, none of them a write; one more with ``dashboard``. ``label`` is the
    one whose removal takes the bot's hands off. Raises CannotPublish.
    """
    with making_sense():
        commit = client.get("/commits", per_page=1)[0]  # of the default branch, whatever its name
        client.repository = _name(commit["url"]) or client.repository
        refs = {
            row["ref"].removeprefix("refs/heads/"): row["object"]["sha"]
            for row in client.get(f"/git/matching-refs/heads/{BRANCHES}")
        }
        text, memory, damaged = memory_at(client, refs.get(MEMORY_BRANCH))
        rows = list(_pulls(client, memory))
        heads = {sha: _head(client, sha, memory.heads) for ref, sha in refs.items() if _proposes(ref)}
        pulls = [_pull(row, refs, heads) for row in rows]
        known = text is not None and not damaged
        pulls = [
            _asked(client, pull, memory, label, known=known)
            for pull in pulls
            if pull.branch.startswith(BRANCHES)
        ]
        comments, newest, many = _comments(client, memory, {pull.number for pull in pulls})
        remote = Remote(
            client.repository,
            commit["sha"],
            commit["commit"]["tree"]["sha"],
            refs,
            heads,
            text,
            damaged,
            tuple(sorted(pulls, key=lambda pull: pull.number)),
            comments,
            max([memory.until, newest, *(row["updated_at"] for row in rows)]),
            behind=max(len(rows), many) >= PAGE,
        )
        found = _dashboard(client, memory, remote.accounts) if dashboard else None
    return replace(remote, dashboard=found), memory


def _name(url: str) -> str:
    """The repository's name now, as addresses of the API tell it: it may have been renamed."""
    parts = urlsplit(url).path.partition("/repos/")[2].split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else ""


def _proposes(branch: str) -> bool:
    return branch != MEMORY_BRANCH and not branch.startswith(f"{MEMORY_BRANCH}-")


def memory_at(client: Client, head: str | None) -> tuple[str | None, Memory, str]:
    """The memory's text, what it holds, and what is wrong with it: then it counts as none.

    It is not called damaged for one bad answer: then it is asked for by its git name, too.
    """
    if head is None:
        return None, Memory(), ""
    damage = ""
    for look in (_contents, _blob):
        text = look(client, head)
        try:
            if text is not None:
                return text, read_memory(text, MEMORY_BRANCH), ""
            damage = f"{MEMORY_BRANCH} has no {MEMORY_FILE}"
        except Invalid as invalid:
            damage = str(invalid.problems[0])
    return text, Memory(), damage


def _contents(client: Client, head: str) -> str | None:
    try:
        return str(client.raw(f"/contents/{quote(MEMORY_FILE)}", ref=head))
    except Refused as error:
        if error.status == 404:
            return None
        raise


def _blob(client: Client, head: str) -> str | None:
    rows = client.get(f"/git/trees/{head}")["tree"]
    sha = next((row["sha"] for row in rows if row["path"] == MEMORY_FILE and row["type"] == "blob"), None)
    return str(client.raw(f"/git/blobs/{sha}")) if sha else None


def _pulls(client: Client, memory: Memory) -> Iterator[Mapping[str, Any]]:
    """Those that changed since the last run, newest first, and those that were open then."""
    missing, page = set(memory.open), 1
    while True:
        rows = client.get("/pulls", state="all", sort="updated", direction="desc", per_page=PAGE, page=page)
        fresh = [row for row in rows if row["updated_at"] >= memory.until or row["number"] in missing]
        yield from fresh
        missing -= {row["number"] for row in fresh}
        if len(rows) < PAGE or rows[-1]["updated_at"] < memory.until:
            break
        page += 1
    if missing:  # others were busy since: those that are still open are found together
        rows = client.get("/pulls", state="open", sort="created", direction="asc", per_page=PAGE)
        yield from (row for row in rows if row["number"] in missing)
        missing -= {row["number"] for row in rows}
    for number in sorted(missing):
        yield client.get(f"/pulls/{number}")


def _pull(row: Mapping[str, Any], refs: Mapping[str, str], heads: Mapping[str, Head]) -> Pull:
    # A fork may have branches of the same names; they are strangers' and never the bot's.
    mine = row["head"]["repo"] and row["head"]["repo"]["full_name"] == row["base"]["repo"]["full_name"]
    branch = row["head"]["ref"] if mine else ""
    # What the list says of the head can be older than the branch: the ref decides.
    sha = refs.get(branch, row["head"]["sha"]) if row["state"] == "open" else row["head"]["sha"]
    head = heads.get(sha, Head())
    return Pull(
        row["number"],
        branch,
        sha,
        row["title"],
        row["body"] or "",
        (row["user"] or {}).get("login", ""),
        row["state"] == "open",
        bool(row["merged_at"]),
        tuple(label["name"] for label in row["labels"]),
        head.word,
        head.mine,
    )


def _asked(client: Client, pull: Pull, memory: Memory, label: str | None, *, known: bool) -> Pull:
    """``pull`` with what its row in the list does not say, where that matters."""
    if pull.open:
        if label and label not in pull.labels and label in memory.ready.get(pull.number, (label,)):
            return replace(pull, unlabelled=_unlabelled(client, pull.number))
        return pull
    if pull.number in memory.settled:
        return pull
    if word_in(pull.body) is None:
        pull = replace(pull, word=_head(client, pull.head, memory.heads).word)
    if not pull.merged and CLOSED not in pull.body and known:
        closed_by = client.get(f"/issues/{pull.number}").get("closed_by") or {}
        pull = replace(pull, closer=closed_by.get("login", ""))
    return pull


def _unlabelled(client: Client, number: int) -> tuple[str, ...]:
    """The labels that somebody took off; one that was renamed is not among them."""
    state: dict[str, bool] = {}
    for event in client.pages(f"/issues/{number}/events"):
        if event["event"] in ("labeled", "unlabeled"):
            state[event["label"]["name"]] = event["event"] == "labeled"
    return tuple(sorted(name for name, on in state.items() if not on))


def _head(client: Client, sha: str, known: Mapping[str, Head], deep: int = DEEPEST) -> Head:
    """What the bot wrote into a commit, or into the newest of its own that lies below it."""
    if sha in known:
        return known[sha]
    try:
        commit = client.get(f"/git/commits/{sha}")
    except Refused as error:
        if error.status in (404, 409, 422):
            return Head()
        raise
    parents = [parent["sha"] for parent in commit["parents"]]
    word = word_of(commit["message"], commit["tree"]["sha"], parents)
    # Who rebases or amends a commit of the bot's is its committer from then on, though its author stays.
    if word is not None and commit["author"] == commit["committer"]:
        return Head(word, mine=True, base=parents[0] if parents else "")
    if word is not None:
        return Head(word)
    below = _head(client, parents[0], known, deep - 1) if parents and deep else Head()
    button = commit["committer"]["email"] == WEB_FLOW and UPDATE.match(commit["message"])
    if below.mine and button and len(parents) == 2 and _adds_nothing(client, sha, parents):
        return below
    return replace(below, mine=False)


def _adds_nothing(client: Client, sha: str, parents: Sequence[str]) -> bool:
    """Whether a merge has nothing but what its two parents have.

    That is what GitHub's “Update branch” makes. A merge that says something of its own, as one with
    conflicts that somebody solved, is that person's commit.
    """
    below = client.get(f"/git/commits/{parents[0]}")
    while len(below["parents"]) == 2 and UPDATE.match(below["message"]):
        below = client.get(f"/git/commits/{below['parents'][0]['sha']}")
    before = _differences(client, below["parents"][0]["sha"], below["sha"])
    return bool(before) and before == _differences(client, parents[1], sha)


def _differences(client: Client, base: str, head: str) -> Sequence[object]:
    """What a commit changes, file by file, wherever in the file it stands."""
    compared = client.get(f"/compare/{base}...{head}")
    return sorted((file["filename"], file["status"], _lines(file)) for file in compared.get("files") or ())


def _lines(file: Mapping[str, Any]) -> str:
    """The lines that a file gained and lost; of a file too large for that, their numbers."""
    patch = file.get("patch")
    if patch is None:
        return f"+{file['additions']} -{file['deletions']}"
    return "\n".join(line for line in patch.split("\n") if line[:1] in ("+", "-"))


def _comments(client: Client, memory: Memory, numbers: set[int]) -> tuple[tuple[Comment, ...], str, int]:
    """The comments on ``numbers`` that are new or were edited since the last run, the newest change, and how
    many comments of all the repository these were among."""
    if not numbers:
        return (), "", 0
    # A minute earlier: whether “since” takes in the very second is not written anywhere.
    since = {"since": _earlier(memory.until)} if memory.until else {}
    rows = client.pages("/issues/comments", sort="updated", direction="asc", **since)
    found = (_comment(row) for row in rows)
    newest = max((row["updated_at"] for row in rows), default="")
    by_id = {comment.id: comment for comment in found if comment.number in numbers}
    return tuple(by_id[id_] for id_ in sorted(by_id)), newest, len(rows)


def _earlier(moment: str) -> str:
    at = datetime.fromisoformat(moment) - timedelta(minutes=1)
    return at.isoformat().replace("+00:00", "Z")


def _comment(row: Mapping[str, Any]) -> Comment:
    number = int(urlsplit(row["issue_url"]).path.rpartition("/")[2])
    user = (row["user"] or {}).get("login", "")
    return Comment(
        row["id"], number, user, row["body"] or "", bool((row.get("reactions") or {}).get("total_count"))
    )


def _dashboard(client: Client, memory: Memory, accounts: frozenset[str]) -> tuple[int, str] | None:
    """The bot's own issue: the one remembered, else one with the marker that its account opened."""
    if memory.dashboard:
        try:
            row = client.get(f"/issues/{memory.dashboard}")
            if row["state"] == "open" and DASHBOARD in (row["body"] or ""):
                return row["number"], row["body"] or ""
        except Refused as error:
            if error.status not in (404, 410):
                raise
    for row in client.pages("/issues", state="open", sort="created", direction="asc"):
        mine = (row["user"] or {}).get("login", "") in accounts
        if mine and "pull_request" not in row and DASHBOARD in (row["body"] or ""):
            return row["number"], row["body"]
    return None


def rights_of(client: Client, users: Iterable[str]) -> tuple[Mapping[str, bool], str]:
    """Whether each of ``users`` may push; and why it is not known of somebody, where it is not."""
    found: dict[str, bool] = {}
    for user in sorted(set(users)):
        try:
            with making_sense():
                row = client.get(f"/collaborators/{quote(user)}/permission")
                found[user] = row["permission"] in ("admin", "write")
        except Refused as error:
            if error.status == 404:  # nobody whom GitHub knows here
                found[user] = False
            elif error.status == 403:
                return found, f"this token may not ask who may command: {error}"
            else:
                raise
    return found, ""
