"""What one entry says of the work that it names, in the forms in which two entries are compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot import words as vocabulary
from bot.identify.rarity import SMALL, known, mass, weight
from bot.identify.titles import folded, plain, title_key, words, words_of
from bot.identify.urls import identifier
from bot.identify.works import identifiers, kind, place
from bot.models import Described

_SPLIT = re.compile(r":\s+|:(?=\S)|\s[-–—|]+\s|[–—]|_(?=[^_]*\s)")
_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]\W*$")
_PAPER = 2.0  # what a title says, from which it is no mere name of a tool
_RUN = 10  # letters, from which a word that no title uses may be several without spaces
_RAREST = 4
_APOSTROPHE = re.compile("['’](?=\\d)")  # before a year: NIPS'17
_NAMES = re.compile(r"\s*(?:,|;|\band\b|&|\|)\s*")
_NAME = re.compile(r"[^\W\d_]+")
_NOBODY = frozenset(["et", "al", "others", "other", "jr", "team"])


@dataclass(frozen=True, slots=True)
class Title:
    """What comparison reads of one title.

    ``words`` are folded, without small ones; the first ``head`` of them stand before its first colon or
    dash, the last ``bracket`` in brackets, ``rarest`` say most. ``says`` is their weight; ``runs`` are
    those that may be several.
    """

    key: str
    words: tuple[str, ...]
    bag: frozenset[str]
    rarest: tuple[str, ...]
    head: int
    bracket: int
    says: float
    numbered: bool
    runs: tuple[str, ...]
    column: bool


@dataclass(frozen=True, slots=True)
class Person:
    """The long parts of a name, the last of them, and the first letters of all others."""

    names: frozenset[str]
    family: str
    initials: str


@dataclass(frozen=True, slots=True)
class Side:
    """Entries that say the same; ``members`` are their positions in order.

    ``places`` are all by which its address names the work: identifiers, or else the address;
    ``form`` is that of its venue: journal, conference, preprint.
    """

    title: Title
    ids: frozenset[str]
    kind: str
    places: frozenset[str]
    years: frozenset[int]
    venues: frozenset[str]
    form: str
    people: tuple[Person, ...]
    sources: frozenset[str]
    members: tuple[int, ...]


def sides(items: Sequence[Described], sources: Sequence[str] | None, apart: Collection[int]) -> list[Side]:
    """What ``items`` say, each once, in an order of their own; those in ``apart`` are not taken together."""
    said: defaultdict[tuple[str, tuple[str, ...], str, Hashable, int], list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        ids = _ids(item)
        # An identifier and the title leave nothing open; without one, all that is said counts.
        rest = () if ids else (place(item.url), item.year or 0, item.venue or "", item.authors)
        alone = n if n in apart else -1
        said[(item.title, ids, _kind(item), rest, alone)].append(n)
    order = sorted(said.items(), key=lambda row: repr(row[0]))
    return [_side([items[n] for n in at], ids, sources, tuple(at)) for (_, ids, *_), at in order]


def _side(
    ones: Sequence[Described], ids: tuple[str, ...], sources: Sequence[str] | None, members: tuple[int, ...]
) -> Side:
    first = ones[0]
    venues = [read_venue(one.venue) for one in ones if one.venue]
    form = min((form for _, form in venues if form), default="")
    archived = {year for key in ids if (year := _arxiv_year(key))}
    return Side(
        title=read_title(first.title),
        ids=frozenset(ids),
        kind=_kind(first),
        places=frozenset(ids or filter(None, (place(first.url),))),
        years=frozenset({one.year for one in ones if one.year} | archived),
        venues=frozenset(name for names, _ in venues for name in names),
        form=form or ("preprint" if archived else ""),
        people=max((persons(one.authors) for one in ones), key=_told),
        sources=frozenset(sources[n] for n in members) if sources else frozenset(),
        members=members,
    )


def _told(people: tuple[Person, ...]) -> tuple[int, list[tuple[list[str], str]]]:
    """How much names tell, and an order of those that tell as much."""
    return len(people), [(sorted(person.names, reverse=True), person.initials) for person in people]


def _kind(item: Described) -> str:
    """What an entry names; one that tells where or when it appeared is the paper, though it links to code."""
    what = kind(item.url)
    published = item.venue or item.year or item.authors
    if what == "code" and published and read_title(item.title).says > _PAPER:
        return ""
    return what or ("paper" if item.venue else "")


def _ids(item: Described) -> tuple[str, ...]:
    """The identifiers of an entry; of a row of several works, its own link's alone."""
    ids = identifiers(item)
    spaces = [key.partition(":")[0] for key in ids]
    if len(set(spaces)) == len(spaces):
        return ids
    own = identifier(item.url) if item.url else None
    return (own,) if own else ()


def _arxiv_year(key: str) -> int:
    if not key.startswith("arxiv:"):
        return 0
    year = int(key.removeprefix("arxiv:").rpartition("/")[2][:2])
    return year + (1900 if year > 90 else 2000)


@lru_cache(maxsize=1 << 16)
def read_title(text: str) -> Title:
    """The features of a title."""
    folded_words = words(text)
    found = tuple(word for word in folded_words if word not in SMALL) or folded_words
    shown = plain(text).strip()
    parts = _SPLIT.split(shown, maxsplit=1)
    bracket = _BRACKET.search(shown) if shown[-1:] in ")]" else None
    return Title(
        key=title_key(text),
        words=found,
        bag=frozenset(found),
        rarest=tuple(sorted(set(found), key=lambda word: (-weight(word), word))[:_RAREST]),
        head=min(_size(parts[0]), len(found)) if len(parts) > 1 and parts[1].strip() else 0,
        bracket=_size(bracket[1]) if bracket else 0,
        says=mass(found),
        numbered="plus" in found or any(not word.isalpha() for word in found),
        runs=tuple(word for word in found if len(word) >= _RUN and word.isalpha() and not known(word)),
        column=all(word in _columns() or word.isdigit() for word in found),
    )


def _size(part: str) -> int:
    return sum(word not in SMALL for word in words_of(part))


@cache
def _columns() -> frozenset[str]:
    return frozenset(words(vocabulary.table("titles")["column"]))


@lru_cache(maxsize=1 << 16)
def persons(authors: tuple[str, ...]) -> tuple[Person, ...]:
    """The persons behind names as lists write them; “et al.” is nobody."""
    return tuple(filter(None, (_person(name) for text in authors for name in _NAMES.split(folded(text)))))


def _person(name: str) -> Person | None:
    parts = [part for part in _NAME.findall(name) if part not in _NOBODY]
    long = [part for part in parts if len(part) > 2]
    long = long or [part for part in parts if len(part) > 1][-1:]
    if not long:
        return None
    return Person(frozenset(long), long[-1], "".join(part[0] for part in parts if part != long[-1]))


@lru_cache(maxsize=1 << 14)
def read_venue(text: str) -> tuple[frozenset[str], str]:
    """The known names of a venue, and its form."""
    found = words(_APOSTROPHE.sub(" ", text))
    spelled = f" {' '.join(found)} "
    names = frozenset(name for name, others in _venues() if any(other in spelled for other in others))
    said = {*found, *(word for name in names for word in words(name))}
    return names, next((form for form, of in _forms().items() if not of.isdisjoint(said)), "")


@cache
def _venues() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = vocabulary.venue_names()
    return tuple((names[0], tuple(f" {' '.join(words(name))} " for name in names)) for names in rows)


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    return {form: frozenset(words(text)) for form, text in vocabulary.table("forms").items()}
