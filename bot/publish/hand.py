"""Carries out a work list: one write at a time, each checked against what the run looked at, each failing
alone.

The order makes a crash harmless at any point: branches, then pull requests, then what hangs on them, and last
the memory, which only spares the next run work. Whatever is there already is found there by the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.errors import BotError
from bot.publish.branches import Branches
from bot.publish.client import Client, MovedOn, Refused
from bot.publish.held import message
from bot.publish.observe import making_sense
from bot.publish.remote import MEMORY_BRANCH, Remote
from bot.publish.work import Branch, Push, SetUp, Work, manners_for, remembers
from bot.render.outcome import DASHBOARD_TITLE
from bot.store.memory import Head, Memory

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """What was opened, and each refusal in one sentence."""

    opened: tuple[int, ...] = ()
    refused: tuple[str, ...] = ()
    exit_code: int = 0


class Hand:
    """One run's writes. What is refused is kept; what rests on it is left out, the rest is done."""

    def __init__(self, client: Client, remote: Remote, memory: Memory) -> None:
        self._client, self._remote, self._memory = client, remote, memory
        self._refused: list[tuple[str, BotError]] = []
        self._failed: set[str] = set()  # branches that are not as they were to be
        self._branches, self._base = Branches(client), ""

    def carry_out(self, work: Work) -> Done:
        """Does ``work``. Raises nothing for the refusal of an item: that is told at the end."""
        if not work.nothing or self._remembers(work.memory):
            self._try("look at the repository", self._look)
        for one in work.aside:
            self._try(f"keep the damaged memory as {one.name}", self._branches.swap, one.name, None, one.head)
        # Whose a commit is, this run's own look tells: a plan cannot give somebody's work away.
        heads = {sha: head for sha, head in self._remote.heads.items() if sha in work.memory.heads}
        for push in work.pushes:
            made = self._try(f"push {push.branch}", self._push, push, rests=push.branch)
            if made:
                heads.pop(push.old or "", None)
                heads[made] = Head(push.word, mine=True, base=self._remote.head)
        opened = self._open(work)
        ready = self._set_up((*work.setups, *(manners_for(number, work.manners) for number in opened)))
        self._tend(work)
        unheard = self._speak(work)
        memory = replace(
            work.memory,
            open=tuple(sorted({*work.memory.open, *opened})),
            heads=heads,
            ready={**work.memory.ready, **ready},
            heard={id_: digest for id_, digest in work.memory.heard.items() if id_ not in unheard},
            dashboard=self._show(work.dashboard) or work.memory.dashboard,
        )
        if self._remembers(memory):
            head = self._remote.refs.get(MEMORY_BRANCH)
            self._try("remember what was done", self._branches.remember, head, memory)
        code = min((error.exit_code for _, error in self._refused), default=0)
        return Done(tuple(opened), tuple(f"could not {what}: {why}" for what, why in self._refused), code)

    def _remembers(self, memory: Memory) -> bool:
        return remembers(self._remote, self._memory, memory)

    def _try(self, what: str, do: Callable[..., T], *words: Any, rests: str = "", **named: Any) -> T | None:
        """What ``do`` gives for the rest. Its refusal stops nothing but what ``rests`` on that branch."""
        if any(isinstance(error, Refused) and error.ends for _, error in self._refused):
            self._failed.add(rests)
            return None
        try:
            with making_sense():
                return do(*words, **named)
        except BotError as error:
            self._failed.add(rests)
            self._refused.append((what, error))
            return None

    def _look(self) -> None:
        row = self._client.get("")
        self._branches, self._base = Branches(self._client, row["node_id"]), row["default_branch"]

    def _push(self, push: Push) -> str:
        parents = [self._remote.head, *push.kept]
        tree = self._branches.tree(push.edits, self._remote.tree)
        commit = self._branches.commit(message(push.title, push.word, tree, parents), tree, parents)
        self._branches.swap(push.branch, push.old, commit)
        return commit

    def _open(self, work: Work) -> list[int]:
        opened = []
        for one in work.opens:
            if one.branch in self._failed:
                continue
            words = {"title": one.title, "body": one.body, "head": one.branch, "base": self._base}
            number = self._try(f"open a pull request for {one.branch}", self._opened, words, draft=work.draft)
            opened += [number] if number else []
        return opened

    def _opened(self, words: dict[str, str], draft: bool) -> int:
        try:
            return int(self._client.post("/pulls", draft=draft, **words)["number"])
        except Refused as error:
            if "already exists" in error.said:
                raise MovedOn("somebody opened it meanwhile; the next run will see it") from error
            if not draft or "raft" not in error.said:
                raise
            # Not every plan has drafts; without them the pull request is worth having all the same.
            number = int(self._client.post("/pulls", draft=False, **words)["number"])
            self._refused.append((f"open #{number} as a draft", error))
            return number

    def _set_up(self, setups: Sequence[SetUp]) -> dict[int, tuple[str, ...]]:
        """Labels, assignees and reviewers: each asked for once, whatever becomes of the others."""
        ready: dict[int, tuple[str, ...]] = {}
        for one in setups:
            issue, name = f"/issues/{one.number}", f"#{one.number}"
            ready[one.number] = one.labels
            if one.labels:
                labels = list(one.labels)
                done = self._try(f"label {name}", self._client.post, f"{issue}/labels", labels=labels)
                ready[one.number] = one.labels if done is not None else ()
            if one.assignees:
                people = list(one.assignees)
                self._try(f"assign {name}", self._client.post, f"{issue}/assignees", assignees=people)
            # One by one: GitHub asks nobody where one of them is none whom it may ask.
            for reviewer in one.reviewers:
                team = reviewer.rpartition("/")[2] if "/" in reviewer else ""
                asked: dict[str, Any] = {"team_reviewers": [team]} if team else {"reviewers": [reviewer]}
                where = f"/pulls/{one.number}/requested_reviewers"
                self._try(f"ask {reviewer} for a review of {name}", self._client.post, where, **asked)
        return ready

    def _tend(self, work: Work) -> None:
        """What pull requests say, and whether they stand."""
        for text in work.rewrites:
            if text.branch not in self._failed:
                words = {"title": text.title, "body": text.body}
                self._try(f"rewrite #{text.number}", self._written, text.number, **words)
        for say in (say for say in work.says if not say.answers):
            self._try(f"comment on #{say.number}", self._comment, say.number, say.body)
        for close in work.closes:
            self._try(f"close #{close.number}", self._written, close.number, state="closed", body=close.body)
        for branch in work.prunes:
            self._try(f"delete {branch.name}", self._prune, branch)

    def _written(self, number: int, **words: str) -> None:
        """Writes title and body, unless people wrote there since this run looked: that is theirs."""
        seen = next(pull for pull in self._remote.pulls if pull.number == number)
        row = self._client.get(f"/pulls/{number}")
        if (row["title"], row["body"] or "") != (seen.title, seen.body):
            raise MovedOn(f"somebody wrote #{number} while this run was at work; the next run will see it")
        self._client.patch(f"/pulls/{number}", **words)

    def _comment(self, number: int, body: str) -> None:
        self._client.post(f"/issues/{number}/comments", body=body)

    def _prune(self, branch: Branch) -> None:
        try:
            self._branches.swap(branch.name, branch.head, None)
        except MovedOn:  # somebody deleted it meanwhile, or works there now: it is theirs
            return

    def _speak(self, work: Work) -> set[int]:
        """Answers and reactions to comments; gives those comments that have to be heard again."""
        unheard = set()
        for say in (say for say in work.says if say.answers):
            before = len(self._refused)
            self._try(f"answer on #{say.number}", self._comment, say.number, say.body)
            unheard |= {say.answers} if len(self._refused) > before else set()
        for one in work.reacts:
            where = f"/issues/comments/{one.comment}/reactions"
            done = self._try("react to a comment", self._client.post, where, content=one.content)
            unheard |= set() if done else {one.comment}
        return unheard

    def _show(self, text: str | None) -> int:
        if text is None:
            return 0
        if self._remote.dashboard:
            number = self._remote.dashboard[0]
            self._try("rewrite the dashboard", self._client.patch, f"/issues/{number}", body=text)
            return number
        made = self._try("open the dashboard", self._client.post, "/issues", title=DASHBOARD_TITLE, body=text)
        return int(made["number"]) if made else 0


def carry_out(client: Client, remote: Remote, memory: Memory, work: Work) -> Done:
    """Does ``work`` on the repository that ``remote`` is a look at; ``memory`` is what was remembered
    there."""
    return Hand(client, remote, memory).carry_out(work)
