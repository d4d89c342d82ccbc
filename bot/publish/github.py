"""Proposals → pull requests: what is to be done is decided purely, then done one write at a time.

The order makes a crash harmless at any point: objects that nothing refers to first; then the memory, which
names every commit that the bot is about to push; then branches; then pull requests; then what hangs on them.
The next run finds what is there and does the rest.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import quote

from bot.publish.remote import (
    MEMORY_BRANCH,
    MEMORY_FILE,
    Client,
    MovedOn,
    Remote,
    status_of,
)
from bot.publish.review import HANDS_OFF, Review
from bot.render.outcome import DASHBOARD_TITLE
from bot.render.pull import Text, rewritten
from bot.store import Edits
from bot.store.memory import Memory, memory_text

CLOSED = "<!-- bot:closed -->"
CLOSING = "Nothing of this is left to do, so I close it."
MARKERS = (HANDS_OFF, CLOSED)
HEADS_KEPT = 5  # commits remembered for each branch; a killed run leaves one more


@dataclass(frozen=True, slots=True)
class Proposal:
    """One pull request as it is to be: its files' edits on the base, and its text."""

    name: str
    branch: str
    edits: Edits
    text: Text


@dataclass(frozen=True, slots=True)
class Manners:
    """What every pull request gets."""

    base: str
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Push:
    """A branch that is to hold one commit on the base; ``old`` is what it holds now."""

    branch: str
    old: str | None
    message: str
    edits: Edits


@dataclass(frozen=True, slots=True)
class Work:
    """All that a run writes, in the order in which it is done."""

    memory: Memory
    pushes: tuple[Push, ...] = ()
    opens: tuple[Proposal, ...] = ()
    rewrites: tuple[tuple[int, Text], ...] = ()
    setups: tuple[int, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()
    closes: tuple[int, ...] = ()
    prunes: tuple[tuple[str, str], ...] = ()
    reactions: tuple[tuple[int, str], ...] = ()
    updates: tuple[int, ...] = ()
    dashboard: str | None = None


def digest_of(edits: Edits) -> str:
    """A fingerprint of file edits."""
    return sha256(json.dumps(sorted(edits.items()), ensure_ascii=False).encode()).hexdigest()[:16]


def free_branch(name: str, review: Review, remote: Remote, memory: Memory) -> str:
    """The branch of a proposal: its own name, unless people have taken that over."""
    number = 1
    while True:
        branch = f"bot/{name}" if number == 1 else f"bot/{name}-{number}"
        held = any(one.theirs and one.pull.branch == branch for one in review.standing)
        if not held and (branch not in remote.refs or remote.refs[branch] in memory.heads.get(branch, ())):
            return branch
        number += 1


def decide(remote: Remote, review: Review, proposals: Sequence[Proposal], memory: Memory) -> Work:
    """What brings the repository from ``remote`` to ``proposals``; nothing if it is there already."""
    mine = {one.pull.branch: one for one in review.standing if not one.theirs}
    pushes, opens, rewrites = [], [], []
    for proposal in proposals:
        one = mine.pop(proposal.branch, None)
        old = remote.refs.get(proposal.branch)
        if one is None or one.data.edits != digest_of(proposal.edits) or old is None:
            pushes.append(Push(proposal.branch, old, message(proposal), proposal.edits))
        if one is None:
            opens.append(proposal)
            continue
        text = rewritten(proposal.text, one.pull.title, one.pull.body, one.data)
        if text != Text(one.pull.title, one.pull.body):
            rewrites.append((one.pull.number, text))
    told = {
        (comment.number, marker)
        for comment in remote.comments
        for marker in MARKERS
        if marker in comment.body
    }
    closes = [one.pull for one in mine.values()]
    setups = [
        one.pull.number for one in review.standing if not one.theirs and one.pull.number not in memory.ready
    ]
    comments = [(pull.number, f"{CLOSING}\n{CLOSED}") for pull in closes if (pull.number, CLOSED) not in told]
    comments += [
        (
            one.pull.number,
            f"This pull request has {one.theirs}: it is yours now, I leave it alone.\n{HANDS_OFF}",
        )
        for one in review.standing
        if one.theirs and (one.pull.number, HANDS_OFF) not in told
    ]
    closing = {pull.number for pull in closes}
    return Work(
        replace(memory, closed=tuple(sorted({*memory.closed, *closing}))),
        tuple(pushes),
        tuple(opens),
        tuple(rewrites),
        tuple(number for number in setups if number not in closing),
        tuple(comments),
        tuple(sorted(closing)),
        tuple(
            _prunes(remote, review, {*memory.closed, *closing}, {proposal.branch for proposal in proposals})
        ),
    )


def _prunes(
    remote: Remote, review: Review, closed: Collection[int], wanted: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The branches that the bot leaves behind with pull requests that it closed itself."""
    used = {*wanted, *(one.pull.branch for one in review.standing if one.pull.number not in closed)}
    for pull in remote.pulls:
        if pull.number in closed and pull.branch not in used and remote.refs.get(pull.branch) == pull.head:
            yield pull.branch, pull.head


def message(proposal: Proposal) -> str:
    """The commit message: the title, which is inert already."""
    return f"{proposal.text.title}\n\nProposed by the list-sync bot."


class Hand:
    """Carries out one run's work; every write is checked against what the run looked at."""

    def __init__(self, client: Client, remote: Remote, manners: Manners) -> None:
        self.client = client
        self.remote = remote
        self.manners = manners
        self.memory_head = remote.refs.get(MEMORY_BRANCH)

    def carry_out(self, work: Work) -> list[int]:
        """Does ``work``; returns the numbers of the pull requests opened. Raises CannotPublish, MovedOn."""
        base = [self.remote.head]
        commits = [self._commit(push.message, push.edits, base, self.remote.tree) for push in work.pushes]
        heads = {branch: shas for branch, shas in work.memory.heads.items() if branch in self.remote.refs}
        for push, commit in zip(work.pushes, commits, strict=True):
            heads[push.branch] = (*heads.get(push.branch, ()), commit)[-HEADS_KEPT:]
        memory = replace(work.memory, heads=heads)
        self._remember(memory)
        for push, commit in zip(work.pushes, commits, strict=True):
            self._point(push, commit)
        opened = [self._open(proposal) for proposal in work.opens]
        ready = (*work.setups, *opened)
        self._tend(work, ready)
        self._remember(replace(memory, ready=tuple(sorted({*memory.ready, *ready}))))
        return opened

    def _tend(self, work: Work, ready: Sequence[int]) -> None:
        """Everything that hangs on pull requests; each of it may be done twice without harm."""
        for number, text in work.rewrites:
            self.client.patch(f"/pulls/{number}", title=text.title, body=text.body)
        for number in ready:
            self._set_up(number)
        for number, body in work.comments:
            self.client.post(f"/issues/{number}/comments", body=body)
        for number in work.closes:
            self.client.patch(f"/pulls/{number}", state="closed")
        for branch, head in work.prunes:
            self._prune(branch, head)
        for number in work.updates:
            self._update(number)
        for comment, content in work.reactions:
            self.client.post(f"/issues/comments/{comment}/reactions", content=content)
        if work.dashboard is not None:
            self._show(work.dashboard)

    def _show(self, text: str) -> None:
        if self.remote.dashboard is None:
            self.client.post("/issues", title=DASHBOARD_TITLE, body=text)
        else:
            self.client.patch(f"/issues/{self.remote.dashboard[0]}", body=text)

    def _commit(self, text: str, edits: Edits, parents: Sequence[str], base: str | None) -> str:
        rows = [
            {
                "path": path,
                "mode": "100644",
                "type": "blob",
                **({"sha": None} if new is None else {"content": new}),
            }
            for path, new in sorted(edits.items())
        ]
        tree = self.client.post("/git/trees", tree=rows, **({"base_tree": base} if base else {}))
        commit = self.client.post("/git/commits", message=text, tree=tree["sha"], parents=list(parents))
        return str(commit["sha"])

    def _remember(self, memory: Memory) -> None:
        """The memory as a commit on its own branch; fails when another run wrote there first."""
        text = memory_text(memory)
        if text == (self.remote.memory or memory_text(Memory())):
            return
        parents = [self.memory_head] if self.memory_head else []
        commit = self._commit("Remember", {MEMORY_FILE: text}, parents, None)
        self._swap(MEMORY_BRANCH, self.memory_head, commit, force=False)
        self.memory_head = commit
        self.remote = replace(self.remote, memory=text)

    def _point(self, push: Push, commit: str) -> None:
        if push.old is not None and self._head(push.branch) != push.old:
            raise MovedOn(
                f"somebody pushed to {push.branch} while this run was at work; the next run will see it"
            )
        self._swap(push.branch, push.old, commit, force=True)

    def _head(self, branch: str) -> str | None:
        for row in self.client.get(f"/git/matching-refs/heads/{quote(branch)}"):
            if row["ref"] == f"refs/heads/{branch}":
                return str(row["object"]["sha"])
        return None

    def _swap(self, branch: str, old: str | None, new: str, *, force: bool) -> None:
        from github import GithubException

        try:
            if old is None:
                self.client.post("/git/refs", ref=f"refs/heads/{branch}", sha=new)
            else:
                self.client.patch(f"/git/refs/heads/{quote(branch)}", sha=new, force=force)
        except GithubException as error:
            if status_of(error) in (409, 422):
                raise MovedOn(f"another run wrote {branch} first; the next run will see it") from error
            raise

    def _open(self, proposal: Proposal) -> int:
        made = self.client.post(
            "/pulls",
            title=proposal.text.title,
            body=proposal.text.body,
            head=proposal.branch,
            base=self.manners.base,
            draft=self.manners.draft,
        )
        return int(made["number"])

    def _set_up(self, number: int) -> None:
        if self.manners.labels:
            self.client.post(f"/issues/{number}/labels", labels=list(self.manners.labels))
        if self.manners.assignees:
            self.client.post(f"/issues/{number}/assignees", assignees=list(self.manners.assignees))
        people = [name for name in self.manners.reviewers if "/" not in name]
        teams = [name.rpartition("/")[2] for name in self.manners.reviewers if "/" in name]
        if people or teams:
            self.client.post(f"/pulls/{number}/requested_reviewers", reviewers=people, team_reviewers=teams)

    def _update(self, number: int) -> None:
        from github import GithubException

        try:
            self.client.put(f"/pulls/{number}/update-branch")
        except GithubException as error:
            if status_of(error) != 422:  # nothing new on the base, or a conflict that is people's to solve
                raise

    def _prune(self, branch: str, head: str) -> None:
        from github import UnknownObjectException

        if self._head(branch) == head:
            with suppress(UnknownObjectException):  # somebody deleted it meanwhile
                self.client.delete(f"/git/refs/heads/{quote(branch)}")
