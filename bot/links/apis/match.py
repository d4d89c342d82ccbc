"""Which of the works that a search found is the one that was sought, if any is; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.identify.compare import SAME, TYPED, alike, contradiction, read
from bot.identify.titles import folded
from bot.links.apis.values import Record

TELLING, BEYOND_DOUBT = 2, 3  # levels of a title
YEARS_APART = 2  # between a preprint and its publication

_OTHERS = re.compile(r"\W*\b(?:et al\b\.?|and others)\W*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the work that is looked for."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None


def sayable(title: str) -> bool:
    """Whether ``title`` says enough to look for it."""
    return read(title).level >= TELLING


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
    a, b = read(found), read(sought)
    level = min(a.level, b.level)
    if level < TELLING or contradiction(a, b):
        return False
    how = alike(a, b)
    return how is not None and (how[0] == SAME or (how[0] == TYPED and level >= BEYOND_DOUBT))


def _strangers(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether both sides name authors, and no surname is on both."""
    ours, theirs = surnames(a), surnames(b)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def surnames(authors: Iterable[str]) -> frozenset[str]:
    """The surnames of authors who are written "Song Han", "S. Han", "Han, Song" or "Song Han et al."."""
    return frozenset(name for author in authors if (name := _surname(author)))


def _surname(author: str) -> str | None:
    family, comma, _ = _OTHERS.sub("", author).partition(",")
    words = [word for word in _WORD.findall(folded(family)) if comma or word not in _SUFFIXES]
    return words[-1] if words else None
