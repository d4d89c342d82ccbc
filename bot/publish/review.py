"""What people did since the last run, read off the repository: purely, without asking anyone."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.models import Decisions
from bot.publish.remote import Comment, Pull, Remote
from bot.render.pull import Data, data_of, ticked
from bot.store.memory import Declined, Memory, Spoken

HELP = (
    "`/bot decline PAPER`, `/bot topic PAPER TOPIC`, `/bot same PAPER PAPER`, `/bot different NAME NAME`, "
    "`/bot pin PAPER FIELD VALUE`, `/bot rebase`"
)
HANDS_OFF = "<!-- bot:hands-off -->"
LOST = Data("", "", "", "", "", "", {}, {}, ())  # of a pull request whose body people wrote anew


@dataclass(frozen=True, slots=True)
class Standing:
    """An open pull request of the bot's; ``theirs`` says why it is people's now, if it is."""

    pull: Pull
    data: Data
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a comment that speaks to the bot."""

    comment: Comment
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The open pull requests, what people declined or took back, and the commands not yet acted on."""

    standing: tuple[Standing, ...]
    memory: Memory
    commands: tuple[Command, ...] = ()

    @property
    def taken(self) -> frozenset[str]:
        """The names of changes that are not to be proposed: declined, or in a pull request of people's."""
        declined = {name for declined in self.memory.declined for name in declined.names}
        held = (names for one in self.standing if one.theirs for names in one.data.names.values())
        return frozenset(declined.union(*held))


def review(remote: Remote, memory: Memory, label: str | None) -> Review:
    """What people did to pull requests; ``label`` is the one whose removal takes the bot's hands off."""
    standing = tuple(_standing(remote, memory, label))
    open_ = {one.pull.number for one in standing}
    kept = [d for d in memory.declined if d.unticked or d.number not in open_]  # reopening takes closing back
    known = {declined.number for declined in kept if not declined.unticked} | set(memory.closed)
    kept += (
        declined
        for pull in remote.pulls
        if not pull.open and not pull.merged and pull.number not in known
        for declined in _declined(pull, data_of(pull.body), {})
    )
    answered = set(memory.answered)
    for one in standing:
        boxes = ticked(one.pull.body)
        kept = [d for d in kept if not (d.unticked and d.number == one.pull.number and boxes.get(d.key))]
        answered |= {key for key in one.data.asks if boxes.get(key)}
        there = {(declined.number, declined.key) for declined in kept}
        kept += (d for d in _declined(one.pull, one.data, boxes) if (d.number, d.key) not in there)
    memory = _merged(remote, replace(memory, declined=tuple(kept), answered=tuple(sorted(answered))))
    return Review(standing, memory, tuple(_commands(remote, memory)))


def _standing(remote: Remote, memory: Memory, label: str | None) -> Iterator[Standing]:
    for pull in remote.pulls:
        mine = pull.head in memory.heads.get(pull.branch, ())
        data = data_of(pull.body) or (LOST if mine else None)
        if not pull.open or data is None:
            continue
        theirs = ""
        if not mine:
            theirs = "commits that the bot did not push"
        elif label and label not in pull.labels and pull.number in memory.ready:
            theirs = f"the label “{label}” taken off"
        yield Standing(pull, data, theirs)


def _merged(remote: Remote, memory: Memory) -> Memory:
    """Rows unticked and then merged before a run could take them out: they are declined all the same."""
    for pull in remote.pulls:
        if not pull.merged or pull.number not in memory.ready:
            continue
        data, boxes = data_of(pull.body), ticked(pull.body)
        rows = {key: names for key, names in data.names.items() if key not in data.asks} if data else {}
        unticked = [names for key, names in rows.items() if not boxes.get(key, True)]
        named = [tuple(name for name in names if ":" in name) for names in unticked]
        declined = tuple(Spoken("decline", names) for names in named if names)
        memory = replace(
            memory,
            spoken=tuple(dict.fromkeys((*memory.spoken, *declined))),
            ready=tuple(number for number in memory.ready if number != pull.number),
        )
    return memory


def _declined(pull: Pull, data: Data | None, boxes: Mapping[str, bool]) -> Iterator[Declined]:
    """The rows of a closed pull request, or the unticked ones (those whose box in ``boxes`` is empty)."""
    for key, names in (data.names if data else {}).items():
        asked = data is not None and key in data.asks
        if pull.open and (asked or boxes.get(key, True)):
            continue
        yield Declined(
            tuple(names), pull.number, key, data.titles.get(key, "") if data else "", unticked=pull.open
        )


def _commands(remote: Remote, memory: Memory) -> Iterator[Command]:
    for comment in remote.comments:
        if comment.id in memory.heard:
            continue
        for line in comment.body.splitlines():
            if line.startswith("/bot"):
                yield Command(comment, _words(line))


def _words(line: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(line)[1:])
    except ValueError:  # an apostrophe in a title opens a quotation that nobody closes
        return tuple(line.split()[1:])


def with_spoken(decisions: Decisions, spoken: Sequence[Spoken]) -> Decisions:
    """``decisions`` with those that people said in comments."""
    for said in spoken:
        rows = getattr(decisions, said.verb)
        new = said.row if said.verb == "decline" else (said.row,)
        decisions = replace(decisions, **{said.verb: tuple(dict.fromkeys((*rows, *new)))})
    return decisions


def still_spoken(decisions: Decisions, spoken: Sequence[Spoken]) -> tuple[Spoken, ...]:
    """The decisions by comment that the list's own file does not have yet."""
    return tuple(
        said
        for said in spoken
        if (said.row[0] if said.verb == "decline" else said.row) not in getattr(decisions, said.verb)
    )
