"""The steps in order: fetch, parse, identify and merge; a source that fails never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.errors import BotError
from bot.fetch import Fetched
from bot.merge import Rules, deleted, distrust, merge
from bot.models import Decisions, Entry, Mention, Paper, Plan, SetAside, Source, Topic
from bot.parse import decode, parse

Fetch = Callable[[Source], Fetched]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source says now, and where: each mention's first line, and the commit it was read at."""

    mentions: tuple[Mention, ...]
    lines: Mapping[Mention, int] = field(default_factory=dict)
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class Synced:
    """What a run found out: the plan, the catalog as it would be, and the listings read.

    ``declined`` are the ids of papers that people took out of the catalog since the last run.
    """

    plan: Plan
    catalog: tuple[Paper, ...]
    listings: Mapping[str, Listing]
    declined: tuple[str, ...] = ()


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
    known: Collection[str] = (),
    only: Collection[str] = (),
    accept: Collection[str] = (),
    progress: Progress = lambda _: None,
) -> Synced:
    """One run over ``sources`` (over those in ``only`` if it names any), without a write anywhere.

    ``known`` are the papers that the catalog had after the last run: those that people took out since
    are declined. Of the sources in ``accept``, a person has said that their mass change is meant.
    """
    declined = tuple(id_ for id_ in deleted(known, catalog) if id_ not in decisions.decline)
    decisions = replace(decisions, decline=(*decisions.decline, *declined))
    listings: dict[str, Listing] = {}
    aside: list[SetAside] = []
    for source in sources:
        if only and source.name not in only:
            continue
        progress(f"reading {source.name}")
        try:
            listings[source.name], _ = believed(source, fetch(source), catalog, accept=source.name in accept)
        except BotError as error:
            aside.append(SetAside(source.name, str(error)))
    progress("merging")
    mentions = {name: listing.mentions for name, listing in listings.items()}
    plan = merge(catalog, mentions, unread(sources, listings), decisions, rules, today)
    plan = Plan(plan.changes, plan.quiet, tuple(aside))
    return Synced(plan, plan.apply(catalog), listings, declined)


def unread(sources: Iterable[Source], listings: Mapping[str, Listing]) -> list[str]:
    """The sources whose mentions stay as they are, since this run has no word of theirs."""
    return sorted({source.name for source in sources} - listings.keys())


class CannotBelieve(BotError):
    """A source looks broken, so that nothing is concluded from it."""


def believed(
    source: Source, fetched: Fetched, catalog: Iterable[Paper], *, accept: bool = False
) -> tuple[Listing, str | None]:
    """What the source says, with the doubt that ``accept`` overruled; raises BotError when not believed."""
    lines: dict[Mention, int] = {}
    for path, data in fetched.files.items():
        for entry in read(path, data):
            lines.setdefault(Mention.of(source.name, entry), entry.line)
    base = {mention for paper in catalog for mention in paper.mentions if mention.source == source.name}
    doubt = distrust(base, lines.keys())
    if doubt and not accept:
        raise CannotBelieve(doubt)
    return Listing(tuple(lines), lines, fetched.commit), doubt


def read(path: str, data: bytes) -> tuple[Entry, ...]:
    """The entries of one Markdown file; raises BotError when it is none."""
    text = decode(data, path)
    if text.lstrip()[:15].casefold().startswith(("<!doctype html", "<html")):
        raise CannotBelieve(f"{path} is an HTML page, not Markdown")
    return parse(path, text).entries
