"""What is left to do → a work list, as a value: one function for each kind of work; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.config import Config
from bot.identify import names_of_paper, plain_name
from bot.publish.commands import Heard
from bot.publish.held import Held, HeldRow, packed, unpacked
from bot.publish.proposals import Proposal, Proposals, bots_alone
from bot.publish.remote import CLOSED, HANDS_OFF, MEMORY_BRANCH, Pull, Remote, aside
from bot.publish.review import Review, Standing, last_numbers
from bot.publish.words import skipped
from bot.render.pull import Text, rewritten
from bot.store import Edits, State
from bot.store.memory import Head, Memory

CLOSING = "bot:closing"


def remembers(remote: Remote, old: Memory, new: Memory) -> bool:
    """Whether the memory has to be written: how far was read alone is no reason, until it is much to read
    again."""
    if old == new:
        return False
    return remote.behind or bool(remote.damaged) or replace(old, until=new.until) != new


@dataclass(frozen=True, slots=True)
class Push:
    """A branch that is to hold one commit on the base; ``old`` is what it holds now, ``kept`` its other
    parents."""

    branch: str
    old: str | None
    title: str
    word: str
    edits: Edits
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """A pull request that is to be opened."""

    branch: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A pull request's new title and body; ``branch`` is what they tell of."""

    number: int
    branch: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """What every pull request gets."""

    number: int
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """A comment; ``answers`` is the comment that it answers, if it does."""

    number: int
    body: str
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Close:
    """A pull request to be closed, and its body, which says from then on who closed it."""

    number: int
    body: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, and the commit that it holds."""

    name: str
    head: str


@dataclass(frozen=True, slots=True)
class React:
    """A reaction to a comment."""

    comment: int
    content: str


@dataclass(frozen=True, slots=True)
class Work:
    """All that a run writes, in the order in which it is done; each item may be done twice without harm.

    ``aside`` keeps a damaged memory under another name. ``manners`` are for pull requests that are opened.
    """

    memory: Memory
    aside: tuple[Branch, ...] = ()
    pushes: tuple[Push, ...] = ()
    opens: tuple[Open, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    setups: tuple[SetUp, ...] = ()
    says: tuple[Say, ...] = ()
    closes: tuple[Close, ...] = ()
    prunes: tuple[Branch, ...] = ()
    reacts: tuple[React, ...] = ()
    dashboard: str | None = None
    manners: SetUp = field(default_factory=lambda: SetUp(0))
    draft: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is nothing in it but, perhaps, something to remember."""
        return self == Work(self.memory, manners=self.manners, draft=self.draft)


def decide(
    config: Config,
    state: State,
    remote: Remote,
    review: Review,
    heard: Heard,
    proposals: Proposals,
    rights: Mapping[str, bool],
    memory: Memory,
) -> Work:
    """What brings the repository from ``remote`` to ``proposals``; nothing if it is there already."""
    standing = {one.pull.number: one for one in review.standing}
    rebuild = review.rebuild | heard.rebuild
    numbers = {proposal.number for proposal in proposals.wanted}
    done = [
        one
        for one in review.standing
        if not one.theirs and one not in proposals.frozen and one.pull.number not in numbers
    ]
    closes = tuple(_closes(done))
    limits = config.proposals
    manners = SetUp(0, limits.labels, limits.reviewers, limits.assignees)
    prunes = tuple(_prunes(remote, review, proposals.wanted, done))
    return Work(
        _after(memory, done, prunes),
        tuple(_aside(remote)),
        tuple(_pushes(proposals.wanted, standing, remote, rebuild)),
        tuple(Open(p.branch, p.text.title, p.text.body) for p in proposals.wanted if not p.number),
        tuple(_rewrites(proposals.wanted, standing)),
        tuple(_setups(review, manners, {one.number for one in closes})),
        (
            *_goodbyes(done, config, state, review, heard),
            *_hands_off(review),
            *_closings(review, remote, rights),
            *_answers(heard, remote),
        ),
        closes,
        prunes,
        tuple(React(comment, content) for comment, content in heard.reactions),
        None,
        manners,
        limits.draft,
    )


def _after(memory: Memory, done: Iterable[Standing], prunes: Iterable[Branch]) -> Memory:
    """``memory`` as the next run would make it of what is closed and deleted now: then it writes nothing."""
    closing = {one.pull.number for one in done}
    gone = {branch.head for branch in prunes}
    return replace(
        memory,
        open=tuple(number for number in memory.open if number not in closing),
        settled=tuple(sorted({*memory.settled, *closing})),
        branches=last_numbers((one.pull.branch for one in done), memory.branches),
        heads={sha: head for sha, head in memory.heads.items() if sha not in gone},
        ready={number: labels for number, labels in memory.ready.items() if number not in closing},
        told={number: markers for number, markers in memory.told.items() if number not in closing},
    )


def _aside(remote: Remote) -> Iterator[Branch]:
    """A damaged memory stays where it can be looked at."""
    head = remote.refs.get(MEMORY_BRANCH)
    if remote.damaged and head and aside(head) not in remote.refs:
        yield Branch(aside(head), head)


def _pushes(
    wanted: Iterable[Proposal], standing: Mapping[int, Standing], remote: Remote, rebuild: frozenset[int]
) -> Iterator[Push]:
    for proposal in wanted:
        one = standing.get(proposal.number)
        old = remote.refs.get(proposal.branch)
        if one and old and one.held.edits == proposal.held.edits and proposal.number not in rebuild:
            continue
        if not one and old and _holds(remote, old, proposal.held):
            continue
        word = packed(proposal.held)
        yield Push(proposal.branch, old, proposal.text.title, word, proposal.edits, proposal.held.kept)


def _holds(remote: Remote, head: str, held: Held) -> bool:
    """Whether a commit is what an earlier run made of the same: it got no further than that."""
    there = remote.heads.get(head, Head())
    known = unpacked(there.word)
    return there.base == remote.head and known is not None and known.edits == held.edits


def _rewrites(wanted: Iterable[Proposal], standing: Mapping[int, Standing]) -> Iterator[Rewrite]:
    for proposal in wanted:
        if one := standing.get(proposal.number):
            text = rewritten(proposal.text, one.pull.title, one.pull.body)
            if text != Text(one.pull.title, one.pull.body):
                yield Rewrite(proposal.number, proposal.branch, text.title, text.body)


def _setups(review: Review, manners: SetUp, closing: set[int]) -> Iterator[SetUp]:
    for one in review.standing:
        number = one.pull.number
        known = review.memory.ready.get(number)
        if (
            not one.theirs
            and number not in closing
            and (known is None or not set(manners.labels) <= set(known))
        ):
            # Asked for once: whoever left the repository since is not asked for again.
            yield manners_for(number, manners) if known is None else SetUp(number, manners.labels)


def manners_for(number: int, manners: SetUp) -> SetUp:
    """What pull request ``number`` gets."""
    return replace(manners, number=number)


def _closes(done: Iterable[Standing]) -> Iterator[Close]:
    for one in done:
        # In the body, so that closing and saying who did it are one write: no memory has to know it.
        yield Close(one.pull.number, f"{one.pull.body.rstrip()}\n{CLOSED}")


def _goodbyes(
    done: Iterable[Standing], config: Config, state: State, review: Review, heard: Heard
) -> Iterator[Say]:
    names = {name for paper in state.catalog for name in names_of_paper(paper)} if done else set()
    no = skipped(heard.said) | {plain_name(name) for name in state.decisions.decline}
    sources = {source.name for source in config.sources}
    for one in done:
        if CLOSED[5:-4] in review.memory.told.get(one.pull.number, ()):
            continue
        why = Counter(_why_gone(row, names, no, sources) for row in one.held.of("in"))
        told = ", ".join(f"{count} {reason}" for reason, count in why.items())
        text = f"Nothing of this is left to do{f' ({told})' if told else ''}, so I close it."
        yield Say(one.pull.number, f"{text}\n{CLOSED}")


def _why_gone(row: HeldRow, names: Collection[str], no: Collection[str], sources: Collection[str]) -> str:
    if any(name in names for name in row.names):
        return "in the list by now"
    if any(name in no for name in (row.key, *row.names)):
        return "declined"
    if row.sources and not any(name in sources for name in row.sources):
        return "from lists that are no longer followed"
    return "no longer what the lists say"


def _hands_off(review: Review) -> Iterator[Say]:
    for one in review.standing:
        if one.theirs and HANDS_OFF[5:-4] not in review.memory.told.get(one.pull.number, ()):
            text = (
                f"This pull request has {one.theirs}: it is yours now, I leave it alone. "
                "To give it back, tick “Build it anew” or say `/bot rebase`; commits stay in the history."
            )
            yield Say(one.pull.number, f"{text}\n{HANDS_OFF}")


def _closings(review: Review, remote: Remote, rights: Mapping[str, bool]) -> Iterator[Say]:
    """What closing meant, where it may have been no person's wish: so that it can be taken back."""
    for pull in review.closings:
        gone = pull.branch not in remote.refs
        stranger = pull.closer and rights.get(pull.closer) is False
        if not (gone or stranger) or _said(remote, pull, CLOSING):
            continue
        why = "its branch was deleted" if gone else "somebody closed it who may not push here"
        how = "restore the branch and reopen this" if gone else "reopen this"
        text = (
            f"This is closed because {why}. I take that as a no to what it held. "
            f"To take it back, {how}, or say `/bot undo`."
        )
        yield Say(pull.number, f"{text}\n<!-- {CLOSING} -->")


def _said(remote: Remote, pull: Pull, marker: str) -> bool:
    mine = remote.accounts | {pull.user}
    return any(c.number == pull.number and c.user in mine and marker in c.body for c in remote.comments)


def _answers(heard: Heard, remote: Remote) -> Iterator[Say]:
    there = "\n".join(comment.body for comment in remote.comments if comment.user in remote.accounts)
    for number, comment, body in heard.answers:
        if body.rpartition("\n")[2] not in there:
            yield Say(number, body, comment)


def _prunes(
    remote: Remote, review: Review, wanted: Iterable[Proposal], done: Iterable[Standing]
) -> Iterator[Branch]:
    """The branches that the bot leaves behind with pull requests that it closed itself."""
    closing = {one.pull.number for one in done}
    used = {proposal.branch for proposal in wanted}
    used |= {one.pull.branch for one in review.standing if one.pull.number not in closing}
    for pull in remote.pulls:
        mine = pull.number in closing or (not pull.open and not pull.merged and CLOSED in pull.body)
        if mine and pull.branch not in used and bots_alone(remote, pull.branch):
            yield Branch(pull.branch, pull.head)
