"""Where the work behind a dead or missing link is: indexes know it by its title, archives its address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from bot.identify import identifier, title_key
from bot.links.apis import Record
from bot.links.fix import Histories, same_title, wants_help
from bot.links.values import LIVING, Observation
from bot.models import Fix, Paper
from bot.store.memory import Suggested

ASKED_AGAIN = timedelta(90)  # after which those who had nothing are asked again


class Knows(Protocol):
    """Whoever can find a work by its title, and a page that an archive kept."""

    async def find(self, title: str, authors: tuple[str, ...], year: int | None) -> Record | None: ...
    async def snapshot(self, url: str) -> str | None: ...

    @property
    def troubles(self) -> Mapping[str, str]: ...


Visit = Callable[[Sequence[str]], Awaitable[Sequence[Observation]]]


def unsought(
    catalog: Iterable[Paper], histories: Histories, suggested: Mapping[str, Suggested], today: date
) -> list[Paper]:
    """The papers whose links only others can replace, and who were not asked about them lately."""
    return [
        paper
        for paper in catalog
        if (wants := wants_help(paper, histories)) and not _answered(suggested.get(paper.id), wants, today)
    ]


def _answered(found: Suggested | None, wants: Iterable[tuple[str, str | None]], today: date) -> bool:
    if found is None:
        return False
    had = {(fix.field, fix.old) for fix in found.fixes}
    return set(wants) <= had or today - found.day < ASKED_AGAIN


async def seek(
    papers: Iterable[Paper], histories: Histories, knows: Knows, visit: Visit, today: date
) -> dict[str, Suggested]:
    """What was found for each of ``papers``, by its id.

    That nobody had anything is worth remembering too, but not where somebody could not say.
    """
    found = {}
    for paper in papers:
        wants = wants_help(paper, histories)
        fixes = [await _sought(paper, field, old, knows, visit) for field, old in wants]
        if any(fixes) or not knows.troubles:
            found[paper.id] = Suggested(today, tuple(fix for fix in fixes if fix))
    return found


async def _sought(paper: Paper, field: str, old: str | None, knows: Knows, visit: Visit) -> Fix | None:
    if field == "url" and paper.kind == "paper":
        record = await knows.find(paper.title, paper.authors, paper.year)
        if record and record.url and (old is None or identifier(record.url) != identifier(old)):
            exact = title_key(record.title) == title_key(paper.title)
            why = f"{record.api} has it under its title" + ("" if exact else f", as “{record.title}”")
            return Fix("url", old, record.url, why, sure=exact)
    return await _kept(paper, field, old, knows, visit) if old else None


async def _kept(paper: Paper, field: str, old: str, knows: Knows, visit: Visit) -> Fix | None:
    """The page as an archive kept it; sure only where it shows the paper's title."""
    snapshot = await knows.snapshot(old)
    if snapshot is None:
        return None
    (seen,) = await visit([snapshot])
    if seen.outcome not in LIVING:
        return None
    shown = same_title(paper.title, seen.shows)
    return Fix(field, old, snapshot, "as the Wayback Machine kept it", sure=shown)
