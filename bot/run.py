"""One run, straight down: observe → review → fetch → read → merge → hear → propose → decide → carry out.

A dry run leaves the last step out; a run in a folder has no people to hear, and carries out by writing files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adopt import adoption, newcomers, next_of
from bot.check import agreement
from bot.config import Config
from bot.config import load as load_config
from bot.errors import BotError, Invalid
from bot.fetch import fetched
from bot.identify import lasting_names
from bot.listing import Read, entries_of, read, relative_to, remembered_of, seen_of, without
from bot.merge import Rules, deleted, merge
from bot.merge.doubles import doubles
from bot.models import Decisions, Mention, Paper, Plan, Source
from bot.net.cache import cache
from bot.propose import FOLLOW, Part, row_of
from bot.render.folder import README, loader_of, rendered, unmarked
from bot.store import (
    CATALOG,
    DECISIONS,
    KNOWN,
    MEMORY,
    Edits,
    Folder,
    State,
    decisions_text,
    known_text,
    load,
    memory_text,
)
from bot.store.kept import kept_entries, kept_grouping
from bot.store.known import few_missing
from bot.store.memory import Memory, Said

if TYPE_CHECKING:
    from bot.fetch import CannotFetch, Fetched
    from bot.publish.hand import Done
    from bot.publish.remote import Remote
    from bot.publish.review import Review, Standing
    from bot.publish.target import Target
    from bot.publish.work import Work

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked for: the list's folder, the day, which sources, whose mass change is meant.

    ``upstreams`` is a folder to read repositories from, ``observations`` are files with what was seen of
    links.
    """

    root: Path
    day: date
    only: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    upstreams: Path | None = None
    observations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """The list: its configuration, its folder, and what ``state/`` says."""

    config: Config
    folder: Folder
    state: State


@dataclass(frozen=True, slots=True)
class Merged:
    """The plan, the catalog as it would be, and the papers that people took out, each by its names."""

    plan: Plan
    catalog: tuple[Paper, ...]
    declined: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to; ``notes`` are what people should know besides, a sentence each."""

    config: Config
    read: Read
    merged: Merged
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveRun(Run):
    """A run on GitHub: what it looked at, what was remembered, the proposals, and the work that is left."""

    remote: Remote
    memory: Memory
    parts: tuple[Part, ...]
    waiting: tuple[Part, ...]
    work: Work


def opened(root: Path) -> List:
    """The list in ``root``; raises Invalid with every mistake of its files."""
    folder = Folder(root)
    return List(load_config(root), folder, load(folder))


def on_github(asked: Asked, target: Target, progress: Progress) -> LiveRun:
    """What a run would do to the repository as it stands; nothing is written."""
    from bot.publish.commands import hear
    from bot.publish.observe import observe, rights_of
    from bot.publish.proposals import Setting, given_back, propose
    from bot.publish.review import review
    from bot.publish.target import same_commit
    from bot.publish.words import effective
    from bot.publish.work import decide

    here = opened(asked.root)
    config, state = here.config, here.state
    sensible(here, {*asked.only, *asked.accept}, alone=False)
    client = target.client()
    label = next(iter(config.proposals.labels), None)
    remote, old = observe(client, label=label, dashboard=config.dashboard)
    same_commit(here.folder.root, remote.head)

    reviewed = review(remote, learned(asked, here, old), state.decisions, label)
    reviewed = replace(reviewed, said=not_put_back(reviewed.said, state.catalog))
    rights, unasked = rights_of(client, reviewed.people) if target.token else ({}, "")
    known = remembered_of(reviewed.memory, state.catalog)
    seen = seen_of(known, config.sources)
    files = fetched(chosen(asked, config), asked.root, asked.upstreams, seen, progress)
    said = read(
        config.sources, files, state.catalog, known, asked.accept, kept_entries(cache() / "read", entries_of)
    )
    decisions = effective(state.decisions, reviewed.said)
    new = newcomers(config.sources, state.catalog, said.listings, config.proposals.papers)
    adopting = next_of(new, decisions.decline)
    said = without(said, set(new) - {adopting})
    merged = merged_with(asked, here, said, decisions, reviewed.memory)

    papers = (*state.catalog, *spoken_of(asked, here, said, merged, reviewed))
    topics = [topic.id for topic in config.topics]
    back = frozenset() if remote.remembers else reviewed.back
    open_ = {one.pull.number for one in reviewed.standing}
    heard = hear(
        reviewed.commands,
        reviewed.said,
        papers,
        topics,
        rights,
        standing=open_,
        back=back,
        anew=not remote.remembers,
    )
    if heard.said != reviewed.said:
        merged = merged_with(asked, here, said, effective(state.decisions, heard.said), reviewed.memory)

    words = with_deleted(heard.said, merged)
    newest = max((comment.id for comment in remote.comments), default=0)
    reviewed = given_back(reviewed, reviewed.rebuild | heard.rebuild, newest)
    taken_in = adoption(adopting, said.listings[adopting], merged.plan) if adopting else None
    setting = Setting(
        config,
        state,
        lambda papers: made(here, papers),
        loader_of(here.folder),
        places(config, said),
        taken_in,
    )
    proposals = propose(setting, remote, reviewed, words, merged.plan, said.unknown)
    memory = memory_after(reviewed.memory, words, heard.digests, state.decisions, merged.plan, said)
    work = decide(config, state, remote, reviewed, heard, proposals, rights, memory)
    if config.dashboard:
        shown = dashboard_of(
            here, reviewed.standing, (*proposals.parts, *proposals.waiting), words, merged.plan
        )
        work = replace(work, dashboard=None if remote.dashboard and remote.dashboard[1] == shown else shown)
    notes = (
        *notes_of(here, files, remote, unasked),
        *([f"{taken_in.line}; {taken_in.read}"] if taken_in else []),
        *waiting_lists([name for name in new if name != adopting], decisions.decline),
        *doubles(merged.catalog, effective(state.decisions, heard.said)),
    )
    return LiveRun(config, said, merged, notes, remote, old, proposals.parts, proposals.waiting, work)


def waiting_lists(names: Sequence[str], declined: Sequence[str]) -> tuple[str, ...]:
    """What is said of lists that are new, and whose turn has not come."""
    names = [name for name in names if f"{FOLLOW}{name}" not in declined]
    if not names:
        return ()
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return (f"{names[0]}{more} will be taken in one at a time, each when the one before is merged or closed",)


def carried_out(target: Target, run: LiveRun) -> Done:
    """Does on GitHub what ``run`` came to."""
    from bot.publish.hand import carry_out

    client = target.client()
    client.repository = run.remote.repository  # it may have been renamed
    return carry_out(client, run.remote, run.memory, run.work)


def applied(root: Path, plan: Path, target: Target) -> Done:
    """Carries out a plan file. Raises NotAdmitted for what no run would plan, MovedOn when things moved
    on."""
    from bot.publish.admit import admit
    from bot.publish.client import MovedOn
    from bot.publish.hand import carry_out
    from bot.publish.observe import observe
    from bot.publish.planfile import fingerprint, read_plan

    here, wanted, client = opened(root), read_plan(plan), target.client()
    proposals = here.config.proposals
    remote, memory = observe(
        client, label=next(iter(proposals.labels), None), dashboard=here.config.dashboard
    )
    if fingerprint(remote) != wanted.made_for:
        raise MovedOn("the repository moved on since the plan was made; make a new one")
    admit(wanted.work, remote, memory, here.config, here.folder.read(README))
    return carry_out(client, remote, memory, wanted.work)


def in_folder(asked: Asked, progress: Progress) -> tuple[Run, Edits]:
    """What a run would make of the list's folder, and the edits of its files."""
    here = opened(asked.root)
    config, state = here.config, here.state
    sensible(here, {*asked.only, *asked.accept}, alone=True)
    memory = learned(asked, here, state.memory)
    known = remembered_of(memory, state.catalog)
    seen = seen_of(known, config.sources)
    files = fetched(chosen(asked, config), asked.root, asked.upstreams, seen, progress)
    said = read(
        config.sources, files, state.catalog, known, asked.accept, kept_entries(cache() / "read", entries_of)
    )
    merged = merged_with(asked, here, said, state.decisions, memory)
    edits = dict(made(here, merged.catalog))
    text = state.texts.get(DECISIONS)
    if merged.declined:
        edits[KNOWN] = known_text(merged.catalog)
    for names in merged.declined:
        text = edits[DECISIONS] = decisions_text(text, "decline", names)
    memory = replace(memory, sources=relative_to(said, config.sources, merged.catalog).memory)
    if memory != state.memory or state.damaged:
        edits[MEMORY] = memory_text(memory)
    new = newcomers(config.sources, state.catalog, said.listings, config.proposals.papers)
    taken_in = [adoption(name, said.listings[name], merged.plan) for name in new]
    notes = (
        *notes_of(here, files, None, ""),
        *(f"{one.line}; {one.read}" for one in taken_in),
        *doubles(merged.catalog, state.decisions),
    )
    return Run(config, said, merged, notes), edits


def sensible(here: List, named: set[str], *, alone: bool) -> None:
    """Raises Invalid for decisions that make no sense, BotError for sources that there are not."""
    # A topic that the configuration dropped is no reason to stop: this very run files its papers anew.
    found = agreement(here.config, here.state, dangling=alone)
    contradictions = tuple(problem for problem in found if problem.path == DECISIONS)
    if contradictions:
        raise Invalid(contradictions)
    names = [source.name for source in here.config.sources]
    unknown = sorted(named - {*names, CATALOG})
    if unknown:
        raise BotError(f"there is no source {', '.join(unknown)}; there are {', '.join(names)}.")


def learned(asked: Asked, here: List, memory: Memory) -> Memory:
    """``memory`` with what was observed of links since."""
    if not asked.observations:
        return memory
    from bot.links.learn import learned
    from bot.links.rows import seen_in

    return learned(memory, seen_in(asked.observations), here.state.catalog, enrich=here.config.links.enrich)


def chosen(asked: Asked, config: Config) -> tuple[Source, ...]:
    """The sources that are to be read now; the others say what they said when they were last read."""
    return tuple(source for source in config.sources if not asked.only or source.name in asked.only)


def merged_with(asked: Asked, here: List, said: Read, decisions: Decisions, memory: Memory) -> Merged:
    """The plan that brings the catalog in line with what the sources say and people decided.

    Raises BotError when so much is missing from the catalog that it looks like an accident.
    """
    config, state = here.config, here.state
    missing = tuple(id_ for id_ in deleted(state.known, state.catalog) if id_ not in decisions.decline)
    if CATALOG not in asked.accept:
        few_missing(state.known, missing)
    mentions = {name: listing.mentions for name, listing in said.listings.items()}
    rules = Rules.of(config.topics, config.sources)
    aside = sorted(said.unknown)

    def planned(decisions: Decisions) -> Plan:
        return merge(
            state.catalog, mentions, aside, decisions, rules, asked.day, kept_grouping(cache() / "works")
        )

    names = _names_of(missing, planned(decisions)) if missing else {}
    declined = (*decisions.decline, *(name for row in names.values() for name in row))
    plan = planned(replace(decisions, decline=declined))
    if memory.links or memory.suggested:
        from bot.links.changes import with_fixes

        plan = with_fixes(plan, state.catalog, memory.links, memory.suggested)
    plan = Plan(plan.changes, plan.quiet, said.aside)
    return Merged(plan, plan.apply(state.catalog), tuple(names.values()))


def _names_of(ids: Sequence[str], plan: Plan) -> dict[str, tuple[str, ...]]:
    """The names of papers that people took out, as far as the lists still tell them."""
    new = [paper for change in plan.changes if change.kind == "add" for paper in change.after]
    found = {id_: next((paper for paper in new if id_ in lasting_names(paper)), None) for id_ in ids}
    return {
        id_: (id_, *sorted(lasting_names(paper) - {id_})) if paper else (id_,) for id_, paper in found.items()
    }


def spoken_of(asked: Asked, here: List, said: Read, merged: Merged, reviewed: Review) -> tuple[Paper, ...]:
    """The new papers that commands may speak of: those that people declined meanwhile are among them."""
    if reviewed.commands:
        merged = merged_with(asked, here, said, here.state.decisions, Memory())
    return tuple(paper for change in merged.plan.changes if change.kind == "add" for paper in change.after)


def not_put_back(said: Sequence[Said], catalog: Sequence[Paper]) -> tuple[Said, ...]:
    """What people said; who puts a paper back into the catalog takes back that it was taken out."""
    there = {paper.id for paper in catalog}
    return tuple(one for one in said if one.how != "deleted" or one.filed or one.row[0] not in there)


def with_deleted(said: Sequence[Said], merged: Merged) -> tuple[Said, ...]:
    """What people said, with the papers that they took out of the catalog."""
    known = {one.row[0] for one in said if one.verb == "decline"}
    new = (Said("decline", names, 0, "deleted") for names in merged.declined if names[0] not in known)
    return (*said, *new)


def made(here: List, catalog: Sequence[Paper]) -> Edits:
    """All file edits that lead from the catalog to ``catalog``: state/, README, charts, pages."""
    return {**here.state.edits(catalog), **rendered(here.config, here.folder, catalog)}


def places(config: Config, said: Read) -> Mapping[Mention, str]:
    """Where each fresh mention stands: on GitHub as a permanent link, else at the source's address."""
    from bot.render.pull import permalink

    pages = {
        mention: source.url
        for source in config.sources
        if source.url and (listing := said.listings.get(source.name))
        for mention in listing.lines
    }
    return pages | {
        mention: permalink("https://github.com", source.repo, commit, mention.path, line)
        for source in config.sources
        if source.repo and (listing := said.listings.get(source.name))
        for mention, line in listing.lines.items()
        if (commit := listing.since.get(mention.path))
    }


def memory_after(
    memory: Memory,
    words: Sequence[Said],
    heard: Mapping[int, str],
    decisions: Decisions,
    plan: Plan,
    said: Read,
) -> Memory:
    """What the next run is to know."""
    from bot.publish.words import row_digests

    asked = (
        {row_of(change).key for change in plan.changes if change.kind == "question"}
        if memory.answered
        else ()
    )
    return replace(
        memory,
        said=tuple(words),
        heard={**memory.heard, **heard},
        rows=row_digests(decisions),
        answered=tuple(key for key in memory.answered if key in asked),
        sources=said.memory,
    )


def dashboard_of(
    here: List, standing: Sequence[Standing], found: Sequence[Part], words: Sequence[Said], plan: Plan
) -> str:
    """The dashboard's text, of what stood when the run began: what this run opens is on it from the next
    run on."""
    from bot.render.outcome import dashboard

    open_ = {one.held.proposal: one.pull.number for one in standing}
    waits = [part for part in found if part.name not in open_]
    declined = [one for one in words if one.verb in ("decline", "skip") and not one.filed and not one.back]
    return dashboard(open_, waits, declined, plan, loader_of(here.folder))


def notes_of(
    here: List, files: Mapping[str, Fetched | CannotFetch], remote: Remote | None, unasked: str
) -> tuple[str, ...]:
    """What people should know besides the plan, a sentence each."""
    from bot.publish.remote import MEMORY_BRANCH

    notes = [
        f"{name} is called {one.moved_to} now; name it so in the configuration"
        for name, one in files.items()
        if not isinstance(one, Exception) and one.moved_to
    ]
    damaged, where = (remote.damaged, MEMORY_BRANCH) if remote else (here.state.damaged, MEMORY)
    if damaged:
        notes.append(
            f"the memory is damaged ({damaged}); it is kept aside beside {where} and begun anew from what "
            "stands on GitHub and in state/; nothing has to be done"
        )
    if unasked:
        notes.append(f"{unasked}; their commands wait")
    if missing := unmarked(here.folder):
        notes.append(missing)
    return tuple(notes)
