"""A run against GitHub: look, hear what people said, work out the proposals, and what is left to write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.config import Config
from bot.decide import decision_row
from bot.errors import BotError
from bot.merge.people import names_of_paper
from bot.models import Change, Decisions, Mention, Paper, Plan
from bot.pipeline import Synced
from bot.propose import Part, parts, row_of
from bot.publish.github import Proposal, Work, decide, digest_of, free_branch
from bot.publish.remote import Client, Remote, status_of
from bot.publish.review import HELP, Command, Review, review, still_spoken, with_spoken
from bot.render.escape import markdown
from bot.render.outcome import dashboard
from bot.render.pull import Written, permalink, pull_text
from bot.store import DECISIONS, Edits, State, decisions_text
from bot.store.memory import Memory, Remembered, Spoken, read_memory

if TYPE_CHECKING:
    from jinja2 import BaseLoader

Sync = Callable[[Decisions, Memory], Synced]
Make = Callable[[Sequence[Paper]], Edits]


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of the comments: decisions, answers, and pull requests to be built anew."""

    spoken: tuple[Spoken, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()
    reactions: tuple[tuple[int, str], ...] = ()
    rebuild: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a run against GitHub works with.

    ``learn`` adds to the memory what was seen of links, ``make`` gives the edits that a catalog leads to.
    """

    config: Config
    state: State
    sync: Sync
    learn: Callable[[Memory], Memory]
    make: Make
    loader: BaseLoader
    server: str
    repository: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found, the proposals it wants, those that wait, and the work that is left."""

    synced: Synced
    parts: tuple[Part, ...]
    waiting: tuple[Part, ...]
    work: Work


def work_out(desk: Desk, remote: Remote, allowed: Callable[[str], bool]) -> Outcome:
    """What a run would do to the repository as it stands; ``allowed`` tells who may command."""
    memory = desk.learn(read_memory(remote.memory, "bot/memory"))
    label = next(iter(desk.config.proposals.labels), None)
    looked = review(remote, memory, label)
    spoken = still_spoken(desk.state.decisions, looked.memory.spoken)
    synced = desk.sync(with_spoken(desk.state.decisions, spoken), memory)
    heard = hear(desk, looked, synced, allowed)
    if heard.spoken:
        spoken = tuple(dict.fromkeys((*spoken, *heard.spoken)))
        synced = desk.sync(with_spoken(desk.state.decisions, spoken), memory)
    spoken = tuple(dict.fromkeys((*spoken, *(Spoken("decline", names) for names in synced.declined))))
    memory = replace(
        looked.memory,
        spoken=spoken,
        heard=tuple(sorted({*looked.memory.heard, *heard.ids})),
        answered=_still_asked(looked.memory.answered, synced.plan),
        links=memory.links,
        suggested=memory.suggested,
        sources=remembered(desk.state.catalog, memory, synced),
    )
    wanted, waiting = _in_turn(desk, looked, synced)
    # What no reader sees opens no pull request; it rides in the first that there is.
    quiet = [synced.plan.quiet if part is wanted[0] else () for part in wanted]
    proposals = [
        _proposal(desk, remote, looked, memory, synced, part, silent)
        for part, silent in zip(wanted, quiet, strict=True)
    ]
    if heard.rebuild:
        looked = _rebuilt(looked, heard.rebuild)
    work = decide(remote, looked, proposals, memory)
    theirs = {one.pull.number for one in looked.standing if one.theirs}
    work = replace(
        work,
        comments=(*work.comments, *heard.comments),
        reactions=(*work.reactions, *heard.reactions, *_unanswered(remote, looked.memory)),
        updates=tuple(number for number in heard.rebuild if number in theirs),
    )
    if desk.config.dashboard:
        work = replace(work, dashboard=_dashboard(desk, remote, looked, [*wanted, *waiting], synced))
    return Outcome(synced, tuple(wanted), tuple(waiting), work)


def _still_asked(answered: Sequence[str], plan: Plan) -> tuple[str, ...]:
    """Of the questions that people said yes to, those that still stand."""
    asked = {row_of(change).key for change in plan.changes if change.kind == "question"} if answered else ()
    return tuple(key for key in answered if key in asked)


def _dashboard(
    desk: Desk, remote: Remote, looked: Review, found: Sequence[Part], synced: Synced
) -> str | None:
    """The dashboard's new text, ``None`` if it says so already.

    It tells of what stood when the run began: what this run opens is on it from the next run on.
    """
    standing = {one.data.proposal: one.pull.number for one in looked.standing}
    waits = [part for part in found if part.name not in standing]
    text = dashboard(standing, waits, looked.memory.declined, synced.plan, desk.loader)
    return None if remote.dashboard and remote.dashboard[1] == text else text


def remembered(catalog: Sequence[Paper], memory: Memory, synced: Synced) -> Mapping[str, Remembered]:
    """What to remember of the sources: of those that were not read or not believed, what it was."""
    found = {name: listing.remembered(catalog, name) for name, listing in synced.listings.items()}
    return {**memory.sources, **{name: one for name, one in found.items() if one}}


def _unanswered(remote: Remote, memory: Memory) -> tuple[tuple[int, str], ...]:
    """Comments that an interrupted run acted on, but did not get to mark."""
    return tuple((c.id, "+1") for c in remote.comments if c.id in memory.heard and not c.reactions)


def _rebuilt(looked: Review, numbers: Sequence[int]) -> Review:
    """``looked`` as if those pull requests were built on something else, so that they are built again."""
    return replace(
        looked,
        standing=tuple(
            replace(one, data=replace(one.data, edits="")) if one.pull.number in numbers else one
            for one in looked.standing
        ),
    )


def _in_turn(desk: Desk, looked: Review, synced: Synced) -> tuple[list[Part], list[Part]]:
    """The proposals that may stand now, people's pull requests counted, and those that wait."""
    limits = desk.config.proposals
    topics = [topic.id for topic in desk.config.topics]
    found = parts(synced.plan, topics, looked.taken, limits.papers, looked.memory.answered)
    room = max(0, limits.open - sum(1 for one in looked.standing if one.theirs))
    return found[:room], found[room:]


def _proposal(
    desk: Desk,
    remote: Remote,
    looked: Review,
    memory: Memory,
    synced: Synced,
    part: Part,
    quiet: tuple[Change, ...],
) -> Proposal:
    catalog = Plan(part.plan.changes, quiet).apply(desk.state.catalog, answered=True)
    edits = dict(desk.make(catalog))
    text = desk.state.texts.get(DECISIONS)
    names = {name for paper in catalog for name in names_of_paper(paper)} if memory.spoken else set()
    for said in still_spoken(desk.state.decisions, memory.spoken):
        # In the list's own file, a decision on a paper that is not in the catalog would be a mistake.
        if said.verb == "decline" or _speaks_of(said, names):
            text = edits[DECISIONS] = decisions_text(text, said.verb, said.row)
    branch = free_branch(part.name, looked, remote, memory)
    number = next(
        (one.pull.number for one in looked.standing if one.pull.branch == branch and not one.theirs), 0
    )
    written = Written(
        part.name,
        remote.head,
        digest_of(edits),
        f"{desk.server}/{desk.repository}/compare/{branch}",
        part.waiting,
        [f"{aside.source}: {aside.reason}" for aside in synced.plan.set_aside],
        {topic.id: topic.title for topic in desk.config.topics},
        places(desk, synced),
    )
    taken_out = [(d.key, d.title) for d in memory.declined if d.unticked and d.number == number]
    rows, asked = ([(row.key, row.names, row.change) for row in these] for these in (part.rows, part.asked))
    return Proposal(part.name, branch, edits, pull_text(rows, taken_out, written, desk.loader, asked))


def _speaks_of(said: Spoken, names: Collection[str]) -> bool:
    named = said.row if said.verb in ("same", "different") else said.row[:1]
    return all(name in names for name in named)


def places(desk: Desk, synced: Synced) -> Mapping[Mention, str]:
    """Where each fresh mention stands, as a permanent link."""
    found = {}
    for source in desk.config.sources:
        listing = synced.listings.get(source.name)
        if source.repo and listing and listing.commit:
            for mention, line in listing.lines.items():
                found[mention] = permalink(
                    "https://github.com", source.repo, listing.commit, mention.path, line
                )
    return found


def hear(desk: Desk, looked: Review, synced: Synced, allowed: Callable[[str], bool]) -> Heard:
    """Acts on the commands that people wrote; each is answered once."""
    heard = Heard()
    catalog = [
        *desk.state.catalog,
        *(p for change in synced.plan.changes if change.kind == "add" for p in change.after),
    ]
    may: dict[str, bool] = {}
    for command in looked.commands:
        comment = command.comment
        if comment.user not in may:
            may[comment.user] = allowed(comment.user)
        heard = replace(heard, ids=(*heard.ids, comment.id))
        if not may[comment.user]:
            heard = replace(heard, reactions=(*heard.reactions, (comment.id, "confused")))
        else:
            heard = _obeyed(heard, desk, catalog, command)
    return heard


def _obeyed(heard: Heard, desk: Desk, catalog: Sequence[Paper], command: Command) -> Heard:
    comment = command.comment
    verb, *words = command.words or ("",)
    done = (*heard.reactions, (comment.id, "+1"))
    if verb == "rebase" and not words:
        return replace(heard, rebuild=(*heard.rebuild, comment.number), reactions=done)
    try:
        row = decision_row(catalog, [topic.id for topic in desk.config.topics], verb, words)
    except BotError as error:
        said = markdown(str(error).partition("\n")[0])
        end = "" if said.endswith("?") else "."
        answer = (comment.number, f"I could not do this: {said}{end} I know {HELP}.")
        return replace(
            heard, comments=(*heard.comments, answer), reactions=(*heard.reactions, (comment.id, "confused"))
        )
    return replace(heard, spoken=(*heard.spoken, Spoken(verb, tuple(row))), reactions=done)


def may_write(client: Client, user: str) -> bool:
    """Whether a user may push to the repository; nobody may whom GitHub does not know."""
    from github import GithubException

    try:
        return client.get(f"/collaborators/{user}/permission")["permission"] in ("admin", "write")
    except GithubException as error:
        if status_of(error) in (403, 404):
            return False
        raise
