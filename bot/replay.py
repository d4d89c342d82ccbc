"""A list's past, run again: what would have been proposed at each version of its sources.

Every plan is merged as it comes, the questions in it answered with yes. A source that the guard sets
aside is accepted, as a maintainer would after a look, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import process_time

from bot.errors import BotError
from bot.fetch import Fetched
from bot.history import Version
from bot.listing import Listing, believed, unread
from bot.merge import Rules, merge
from bot.models import Decisions, Mention, Paper, Plan, Source


@dataclass(frozen=True, slots=True)
class Step:
    """One version merged: the plan of that day, and the CPU seconds it took."""

    version: Version
    plan: Plan
    catalog: tuple[Paper, ...]
    accepted: str | None
    failed: str | None
    seconds: float


def replay(
    sources: Sequence[Source], versions: Iterable[Version], rules: Rules, decisions: Decisions = Decisions()
) -> Iterator[Step]:
    """The steps, oldest first, from an empty catalog."""
    named = {source.name: source for source in sources}
    listings: dict[str, Listing] = {}
    catalog: tuple[Paper, ...] = ()
    ordered = sorted(versions, key=lambda version: (version.date, version.source, version.commit))
    for version in ordered:
        began = process_time()
        source, accepted, failed = named[version.source], None, None
        fetched = Fetched(
            {path: version.load(blob) for path, blob in sorted(version.files.items())}, version.commit
        )
        try:
            listing, accepted = believed(source, fetched, _base(catalog, source.name), accept=True)
            listings[source.name] = listing
        except BotError as error:
            failed = str(error)
        mentions = {name: listing.mentions for name, listing in listings.items()}
        plan = merge(
            catalog,
            mentions,
            sorted(unread(sources, listings, _mentioned(catalog))),
            decisions,
            rules,
            version.date.date(),
        )
        catalog = plan.apply(catalog, answered=True)
        yield Step(version, plan, catalog, accepted, failed, process_time() - began)


def at_once(
    sources: Sequence[Source], versions: Iterable[Version], rules: Rules, decisions: Decisions = Decisions()
) -> tuple[Paper, ...]:
    """The catalog of one run over the last of the versions of each source."""
    last: dict[str, Version] = {}
    for version in sorted(versions, key=lambda version: version.date):
        last[version.source] = version
    catalog: tuple[Paper, ...] = ()
    for step in replay(sources, last.values(), rules, decisions):
        catalog = step.catalog
    return catalog


def comparable(catalog: Iterable[Paper]) -> frozenset[Paper]:
    """The catalog as G3 compares it: without ids, dates and papers that nobody lists any more."""
    return frozenset(replace(paper, id="", ids=(), added=date.min) for paper in catalog if paper.mentions)


def _base(catalog: Iterable[Paper], source: str) -> set[Mention]:
    return {mention for paper in catalog for mention in paper.mentions if mention.source == source}


def _mentioned(catalog: Iterable[Paper]) -> set[str]:
    return {mention.source for paper in catalog for mention in paper.mentions}
