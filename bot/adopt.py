"""A source that is new in the configuration: it is taken in whole, by a proposal of its own, one at a time.

What fits into an ordinary pull request needs no other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.identify import canonical_url
from bot.listing import Listing
from bot.models import Entry, Paper, Plan, Reading, Source
from bot.parse.findings import Finding
from bot.parse.health import Health, health
from bot.propose import FOLLOW, sources_of


@dataclass(frozen=True, slots=True)
class Adoption:
    """A source about to be followed: how many entries it has, how well it was read, and what of it is new."""

    source: str
    entries: int
    new: int
    known: int
    health: Health

    @property
    def line(self) -> str:
        """It in a line: ``Follow ann/papers: 841 entries, 312 new works``."""
        works = "work" if self.new == 1 else "works"
        return f"Follow {self.source}: {self.entries:,} entries, {self.new:,} new {works}"

    @property
    def read(self) -> str:
        """How well it was read, in a line."""
        counts = self.health.counts
        having = {
            "with link": counts.entries - counts.without_link,
            "venue": counts.with_venue,
            "year": counts.with_year,
            "authors": counts.with_authors,
        }
        facts = ", ".join(f"{count:,} {name}" for name, count in having.items() if count)
        return f"{self.health.verdict} ({self.health.reason}): {facts}"

    @property
    def findings(self) -> Sequence[Finding]:
        """What to look at in it."""
        return self.health.findings


def newcomers(
    sources: Iterable[Source], catalog: Iterable[Paper], listings: Mapping[str, Listing], most: int
) -> list[str]:
    """The sources of which the catalog has nothing yet and that list more than ``most`` works, in order."""
    known = {mention.source for paper in catalog for mention in (*paper.mentions, *paper.former)}
    return [
        source.name
        for source in sources
        if source.name in listings
        and source.name not in known
        and len(set(listings[source.name].mentions)) > most
    ]


def next_of(names: Sequence[str], declined: Collection[str]) -> str:
    """The source whose turn it is; "" where there is none, or people declined them all."""
    return next((name for name in names if f"{FOLLOW}{name}" not in declined), "")


def adoption(source: str, listing: Listing, plan: Plan) -> Adoption:
    """What following ``source`` brings, told from ``plan``."""
    entries = tuple(
        Entry(
            mention.path,
            listing.lines.get(mention, 0),
            mention.title,
            mention.url,
            mention.links,
            mention.section,
            mention.venue,
            mention.year,
            mention.authors,
        )
        for mention in listing.mentions
    )
    mine = [change for change in plan.changes if source in sources_of(change)]
    new = sum(1 for change in mine if change.kind == "add")
    read = health(Reading(tuple(sorted(entries, key=lambda one: (one.path, one.line))), ()), canonical_url)
    return Adoption(source, len(entries), new, len(mine) - new, read)
