"""The steps in order: fetch, parse, identify and merge; a source that fails never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.errors import BotError
from bot.fetch import Fetched, Seen
from bot.merge import Rules, deleted, distrust, lasting_names, merge
from bot.models import Decisions, Entry, Mention, Paper, Plan, SetAside, Source, Topic
from bot.parse import decode, parse
from bot.store.known import few_missing
from bot.store.memory import Memory, Remembered

Fetch = Callable[[Source], Fetched]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source says now, and where: each mention's first line, and the commit it was read at.

    The line of a mention is known where the file was read, and of mentions that the catalog lacks.
    """

    mentions: tuple[Mention, ...]
    lines: Mapping[Mention, int] = field(default_factory=dict)
    commit: str | None = None
    seen: Seen | None = None

    def remembered(self, catalog: Iterable[Paper], source: str) -> Remembered | None:
        """What the next run needs to know of it, given what ``catalog`` has; ``None`` for a folder."""
        if self.seen is None:
            return None
        base = _base(catalog, source)
        said = set(self.mentions)
        return Remembered(self.seen, {m: self.lines.get(m, 0) for m in said - base}, frozenset(base - said))


@dataclass(frozen=True, slots=True)
class Synced:
    """What a run found out: the plan, the catalog as it would be, and the listings read.

    ``declined`` are the papers that people took out of the catalog, each by the names it goes by.
    """

    plan: Plan
    catalog: tuple[Paper, ...]
    listings: Mapping[str, Listing]
    declined: tuple[tuple[str, ...], ...] = ()


def rules_of(topics: Iterable[Topic], sources: Iterable[Source]) -> Rules:
    """What the configuration says of topics."""
    return Rules(tuple(topics), {source.name: source.topic for source in sources if source.topic})


def sync(
    sources: Sequence[Source],
    catalog: Sequence[Paper],
    decisions: Decisions,
    rules: Rules,
    fetch: Fetch,
    today: date,
    *,
    known: frozenset[str] = frozenset(),
    memory: Memory = Memory(),
    only: Collection[str] = (),
    accept: Collection[str] = (),
    progress: Progress = lambda _: None,
) -> Synced:
    """One run over ``sources`` (over those in ``only`` if it names any), without a write anywhere.

    ``known`` are the papers that the bot left in the catalog: those that people took out since are
    declined. Of the sources in ``accept``, a person has said that their mass change is meant. Raises
    BotError when so much is missing from the catalog that it looks like an accident.
    """
    declined = tuple(id_ for id_ in deleted(known, catalog) if id_ not in decisions.decline)
    few_missing(known, len(declined))
    listings: dict[str, Listing] = {}
    aside: list[SetAside] = []
    for source in sources:
        if only and source.name not in only:
            continue
        progress(f"reading {source.name}")
        try:
            listings[source.name], _ = believed(
                source, fetch(source), catalog, memory.sources.get(source.name), accept=source.name in accept
            )
        except BotError as error:
            aside.append(SetAside(source.name, str(error)))
    progress("merging")
    mentions = {name: listing.mentions for name, listing in listings.items()}
    aside_ = unread(sources, listings, catalog)
    names = _names_of(declined, merge(catalog, mentions, aside_, decisions, rules, today)) if declined else {}
    decisions = replace(
        decisions, decline=(*decisions.decline, *(name for row in names.values() for name in row))
    )
    plan = merge(catalog, mentions, aside_, decisions, rules, today)
    if memory.links or memory.suggested:
        from bot.links.changes import with_fixes

        plan = with_fixes(plan, catalog, memory.links, memory.suggested)
    plan = Plan(plan.changes, plan.quiet, tuple(aside))
    return Synced(plan, plan.apply(catalog), listings, tuple(names.values()))


def unread(sources: Iterable[Source], listings: Mapping[str, Listing], catalog: Iterable[Paper]) -> list[str]:
    """The sources whose mentions stay as they are, since this run has no word of theirs.

    Where a source that was never read before fails, it may be an old one under a new name: then sources
    that are no longer followed keep their mentions too, until that is known.
    """
    base = {mention.source for paper in catalog for mention in paper.mentions}
    names = {source.name for source in sources}
    failed = names - listings.keys()
    return sorted(failed | (base - names if failed - base else set()))


def _names_of(ids: Iterable[str], plan: Plan) -> dict[str, tuple[str, ...]]:
    """The names of papers that people took out, as far as the lists still tell them."""
    new = [paper for change in plan.changes if change.kind == "add" for paper in change.after]
    found = {id_: next((paper for paper in new if id_ in lasting_names(paper)), None) for id_ in ids}
    return {
        id_: (id_, *sorted(lasting_names(paper) - {id_})) if paper else (id_,) for id_, paper in found.items()
    }


class CannotBelieve(BotError):
    """A source looks broken, so that nothing is concluded from it."""


def believed(
    source: Source,
    fetched: Fetched,
    catalog: Sequence[Paper],
    remembered: Remembered | None = None,
    *,
    accept: bool = False,
) -> tuple[Listing, str | None]:
    """What the source says, with the doubt that ``accept`` overruled; raises BotError when not believed.

    Files that did not change say what is ``remembered`` of them.
    """
    base = _base(catalog, source.name)
    lines: dict[Mention, int] = {}
    if remembered and fetched.same:
        said = {**dict.fromkeys(sorted(base - remembered.gone, key=repr), 0), **remembered.news}
        lines = {mention: line for mention, line in said.items() if mention.path in fetched.same}
    for path, data in fetched.files.items():
        for entry in read(path, data):
            lines.setdefault(Mention.of(source.name, entry), entry.line)
    doubt = distrust(base, lines.keys())
    if doubt and not accept:
        raise CannotBelieve(doubt)
    return Listing(tuple(lines), lines, fetched.commit, fetched.seen), doubt


def _base(catalog: Iterable[Paper], source: str) -> set[Mention]:
    return {mention for paper in catalog for mention in paper.mentions if mention.source == source}


def read(path: str, data: bytes) -> tuple[Entry, ...]:
    """The entries of one Markdown file; raises BotError when it is none."""
    text = decode(data, path)
    if text.lstrip()[:15].casefold().startswith(("<!doctype html", "<html")):
        raise CannotBelieve(f"{path} is an HTML page, not Markdown")
    return parse(path, text).entries
