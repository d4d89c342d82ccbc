"""What people did on GitHub since the last run: a fold over pull requests, purely, without asking anyone.

Each function folds one kind of act into what people said so far. The fold starts from what the memory holds,
or from nothing: then all pull requests there ever were are read, and it comes to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.models import Decisions
from bot.propose import FOLLOW, KEEP
from bot.publish.commands import Command, commands_in
from bot.publish.held import Held, HeldRow, unpacked
from bot.publish.remote import BRANCHES, CLOSED, Pull, Remote
from bot.publish.words import reconciled, taken_back
from bot.render.pull import ticked, wants_rebase, word_in
from bot.store.memory import Memory, Said

COMMITS = "commits that the bot did not push"
MARKER = re.compile(r"<!-- (bot:[a-z-]+) -->")
NUMBERED = re.compile(re.escape(BRANCHES) + r"(?P<name>.+?)(?:-(?P<number>[1-9]\d*))?\Z")


@dataclass(frozen=True, slots=True)
class Standing:
    """An open pull request of the bot's; ``theirs`` says why it is people's now, if it is."""

    pull: Pull
    held: Held
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The open pull requests, what people said so far, and the commands not yet acted on.

    ``rebuild`` are those to be built anew on somebody's request, ``closings`` those that somebody closed
    since the last run, ``back`` the names of what people ticked to have it back. ``memory`` has taken all
    of it in.
    """

    standing: tuple[Standing, ...]
    said: tuple[Said, ...]
    memory: Memory
    commands: tuple[Command, ...] = ()
    rebuild: frozenset[int] = frozenset()
    closings: tuple[Pull, ...] = ()
    back: frozenset[str] = frozenset()

    @property
    def people(self) -> frozenset[str]:
        """Those of whom has to be known whether they may push."""
        closers = {pull.closer for pull in self.closings if pull.closer}
        return frozenset({command.comment.user for command in self.commands} | closers)


def review(remote: Remote, memory: Memory, decisions: Decisions, label: str | None) -> Review:
    """What people did; ``label`` is the one whose removal takes the bot's hands off."""
    standing = tuple(_standing(remote, label))
    carried = _carried(remote.pulls)
    # What a merge brought into the file is the file's from then on, also if its line is gone again already.
    filed = (one.verb != "skip" and place_of(one) in carried for one in memory.said)
    said = tuple(replace(one, filed=one.filed or now) for one, now in zip(memory.said, filed, strict=True))
    said = _reopened(said, standing, carried, decisions)
    said = _closed(said, remote.pulls, memory, carried)
    said = _unticked(said, standing)
    said = _merged(said, remote.pulls, memory, carried)
    said = reconciled(said, decisions, memory, remembers=remote.remembers)
    commands, closings = tuple(_commands(remote, memory, carried)), _closings(remote, memory)
    open_ = {one.pull.number for one in standing}
    done = {pull.number for pull in remote.pulls if not pull.open}
    closed = [pull.branch for pull in remote.pulls if not pull.open and not pull.merged]
    memory = replace(
        memory,
        until=remote.until,
        open=tuple(sorted(open_)),
        said=said,
        settled=tuple(sorted({*memory.settled, *done} - open_)),
        branches=last_numbers(closed, memory.branches),
        heads=remote.heads,
        told=_told(remote, memory, open_),
        answered=_answered(standing, memory),
        ready={number: labels for number, labels in memory.ready.items() if number in open_},
    )
    rebuild = frozenset(one.pull.number for one in standing if wants_rebase(one.pull.body))
    return Review(standing, said, memory, commands, rebuild, closings, _back(standing))


def _standing(remote: Remote, label: str | None) -> Iterator[Standing]:
    for pull in remote.pulls:
        held = _held(pull)
        if not pull.open or held is None:
            continue
        theirs = "" if pull.mine else COMMITS
        if not theirs and label in pull.unlabelled:
            theirs = f"the label “{label}” taken off"
        yield Standing(pull, held, theirs)


def _held(pull: Pull) -> Held | None:
    """What it holds: what its body says, unless the branch holds other files by now or the body says
    nothing."""
    commit, body = (unpacked(word) if word else None for word in (pull.word, word_in(pull.body)))
    if pull.open and commit and body and commit.edits != body.edits:
        return commit
    # What stands behind the branch is for the branch to say.
    return replace(body, kept=commit.kept if commit else ()) if body else commit


def _carried(pulls: Iterable[Pull]) -> frozenset[str]:
    """The words of people that merged pull requests brought into decisions.yml: now the file is what
    counts."""
    helds = (_held(pull) for pull in pulls if pull.merged)
    return frozenset(word for held in helds if held for word in held.carried)


def said_of(row: HeldRow, number: int, how: str) -> Said:
    """No to a row: a new paper is declined by its names, any other change by its key."""
    names = tuple(name for name in row.names if ":" in name and not name.startswith(KEEP))
    if names:
        return Said("decline", names, number, how, row.title)
    return Said("skip", (row.key,), number, how, row.title)


def place_of(one: Said) -> str:
    """Where a word was said, as merged pull requests tell that they carried it; “-” where it was taken
    back."""
    place = {"closed": f"#{one.number}", "deleted": "deleted"}.get(one.how, one.how)
    place = f"#{one.number}:{one.how[4:]}" if one.how.startswith("row:") else place
    return f"-{place}" if one.back else place


def _with(said: Sequence[Said], new: Iterable[Said], carried: Iterable[str]) -> tuple[Said, ...]:
    """``said`` and what is new in it; what was carried into the file already is marked so.

    Who says again what was taken back means it again.
    """
    again = {(one.verb, one.row[0], one.number, one.how): one for one in new}
    there = set(carried)
    kept = tuple(
        replace(one, back=False, filed=one.filed and not one.back)
        if again.pop((one.verb, one.row[0], one.number, one.how), None)
        else one
        for one in said
    )
    return (
        *kept,
        *(replace(one, filed=one.verb != "skip" and place_of(one) in there) for one in again.values()),
    )


def _reopened(
    said: Sequence[Said], standing: Sequence[Standing], carried: frozenset[str], decisions: Decisions
) -> tuple[Said, ...]:
    """Reopening takes back what closing said, also what the file has of it by now."""
    open_ = {one.pull.number for one in standing}
    known = {one.number for one in said if one.how == "closed"}
    said = taken_back(said, lambda one: one.how == "closed" and one.number in open_)
    forgotten = [
        replace(said_of(row, one.pull.number, "closed"), filed=True, back=True)
        for one in standing
        if f"#{one.pull.number}" in carried and one.pull.number not in known
        for row in one.held.of("in", "ask")
        if row.names and row.names[0] in decisions.decline
    ]
    return (*said, *forgotten)


def _closed(
    said: Sequence[Said], pulls: Iterable[Pull], memory: Memory, carried: frozenset[str]
) -> tuple[Said, ...]:
    """Who closes a pull request says no to all that is in it.

    Of what the bot closed itself, only the rows count that people had unticked.
    """
    for pull in pulls:
        held = _held(pull)
        if pull.open or pull.merged or pull.number in memory.settled or not held:
            continue
        if CLOSED in pull.body:
            said = _boxes(said, pull, held.of("in", "out"), carried)
            continue
        said = _kept(said, held.of("in"))
        whole = [row for row in held.of("in") if row.names[0].startswith(FOLLOW)]
        refused = whole or held.of("in", "ask")  # who declines a source says nothing of its works
        said = _with(said, (said_of(row, pull.number, "closed") for row in refused), carried)
        said = _with(said, (said_of(row, pull.number, f"row:{row.key}") for row in held.of("out")), carried)
    return tuple(said)


def _kept(said: Sequence[Said], refused: Iterable[HeldRow]) -> tuple[Said, ...]:
    """Who refuses to have a paper removed takes back that it was declined."""
    kept = {name.removeprefix(KEEP) for row in refused for name in row.names if name.startswith(KEEP)}
    return taken_back(said, lambda one: one.verb == "decline" and not kept.isdisjoint(map(str, one.row)))


def _unticked(said: Sequence[Said], standing: Sequence[Standing]) -> tuple[Said, ...]:
    """A row's box, as it stands now: empty says no, ticked takes back what was said before."""
    for one in standing:
        said = _boxes(said, one.pull, one.held.of("in", "out"), frozenset())
    return tuple(said)


def _merged(
    said: Sequence[Said], pulls: Iterable[Pull], memory: Memory, carried: frozenset[str]
) -> tuple[Said, ...]:
    """Rows unticked and merged before a run could take them out: they are declined all the same."""
    for pull in pulls:
        held = _held(pull)
        if pull.merged and held and pull.number not in memory.settled:
            rows = [row for row in held.of("in", "out") if any(":" in name for name in row.names)]
            said = _boxes(said, pull, rows, carried)
    return tuple(said)


def _boxes(
    said: Sequence[Said], pull: Pull, rows: Sequence[HeldRow], carried: frozenset[str]
) -> tuple[Said, ...]:
    boxes = ticked(pull.body)
    # An empty box of a row that is out already says nothing new, unless nothing else tells why it is out.
    why = {str(name) for one in said if one.verb in ("decline", "skip") for name in one.row}
    no = [
        row
        for row in rows
        if not boxes.get((row.state, row.key), row.state == "in")
        if row.state == "in" or why.isdisjoint((row.key, *row.names))
    ]
    yes = [row for row in rows if boxes.get((row.state, row.key))]
    said = _kept(said, no)
    said = _with(said, (said_of(row, pull.number, f"row:{row.key}") for row in no), carried)
    hows = {f"row:{row.key}" for row in yes}
    # A box that the bot had emptied and somebody ticked is a later word than what emptied it.
    names = {name for row in yes if row.state == "out" for name in (*row.names, row.key)}
    return taken_back(
        said,
        lambda one: (
            (one.number == pull.number and one.how in hows)
            or (
                one.verb in ("decline", "skip")
                and one.how != "closed"
                and not names.isdisjoint(map(str, one.row))
            )
        ),
    )


def _back(standing: Iterable[Standing]) -> frozenset[str]:
    return frozenset(
        name
        for one in standing
        for row in one.held.of("out")
        if ticked(one.pull.body).get(("out", row.key))
        for name in row.names
    )


def _answered(standing: Sequence[Standing], memory: Memory) -> tuple[str, ...]:
    """The questions that people said yes to, in this run or before."""
    yes = {
        row.key
        for one in standing
        for row in one.held.of("ask")
        if ticked(one.pull.body).get(("ask", row.key))
    }
    return tuple(sorted(yes | set(memory.answered)))


def last_numbers(closed: Iterable[str], known: Mapping[str, int]) -> Mapping[str, int]:
    """The highest number of a branch whose pull request was closed, by proposal.

    Such a branch is not used again, so that its pull request can be reopened.
    """
    found = dict(known)
    for branch in closed:
        if named := NUMBERED.fullmatch(branch):
            found[named["name"]] = max(int(named["number"] or 1), found.get(named["name"], 0))
    return found


def _told(remote: Remote, memory: Memory, open_: set[int]) -> Mapping[int, tuple[str, ...]]:
    """What the bot said on pull requests that are open, by the markers in comments of its own account."""
    told = {number: set(markers) for number, markers in memory.told.items() if number in open_}
    for comment in remote.comments:
        after = comment.id > memory.given_back.get(comment.number, 0)
        if comment.user in remote.accounts and comment.number in open_ and after:
            told.setdefault(comment.number, set()).update(MARKER.findall(comment.body))
    return {number: tuple(sorted(markers)) for number, markers in told.items() if markers}


def _commands(remote: Remote, memory: Memory, carried: frozenset[str]) -> Iterator[Command]:
    for comment in remote.comments:
        found = commands_in(comment)
        new = found and memory.heard.get(comment.id) != found[0].digest
        if new and comment.user not in remote.accounts and f"comment:{comment.id}" not in carried:
            yield from found


def _closings(remote: Remote, memory: Memory) -> tuple[Pull, ...]:
    """The pull requests that somebody closed since the last run."""
    if not remote.remembers:
        return ()
    return tuple(
        pull
        for pull in remote.pulls
        if not pull.open and not pull.merged and CLOSED not in pull.body
        if pull.number not in memory.settled and _held(pull)
    )
