"""Which of the works that a search found is the one that was sought, if any is; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from bot.identify.align import align
from bot.identify.pairs import agreeing
from bot.identify.sides import persons, read_title
from bot.links.apis.values import Record

TELLING, BEYOND_DOUBT = 0.9, 2.0  # what a title says that names a work, and one that may be misspelt
YEARS_APART = 2  # between a preprint and its publication


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the work that is looked for."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None


def sayable(title: str) -> bool:
    """Whether ``title`` says enough to look for it."""
    return read_title(title).says >= TELLING


def chosen(records: Iterable[Record], sought: Sought) -> Record | None:
    """The first of ``records`` that is the work sought; None where none is, or where different works are."""
    fits = [record for record in records if record.url and matches(record, sought)]
    if any(_strangers(a.authors, b.authors) for a, b in combinations(fits, 2)):
        return None
    return fits[0] if fits else None


def matches(record: Record, sought: Sought) -> bool:
    """Whether ``record`` is the work sought, beyond reasonable doubt."""
    if not _same_title(record.title, sought.title) or _strangers(record.authors, sought.authors):
        return False
    return not (record.year and sought.year) or abs(record.year - sought.year) <= YEARS_APART


def _same_title(found: str, sought: str) -> bool:
    a, b = read_title(found), read_title(sought)
    if a.key == b.key:
        return a.says >= TELLING
    return min(a.says, b.says) >= BEYOND_DOUBT and all(gap.kind == "slip" for gap in align(a, b).gaps)


def _strangers(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether both sides name authors, and nobody is on both."""
    ours, theirs = persons(a), persons(b)
    return bool(ours and theirs) and not agreeing(ours, theirs)
