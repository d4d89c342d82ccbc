"""Items that say the same of a work, taken together: all that evidence is found between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.identify.compare import Title, read
from bot.identify.titles import words
from bot.identify.works import identifiers, kind, place
from bot.models import Described

_Said = tuple[str, str, tuple[str, ...], str, tuple[object, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Atom:
    """Items with one title, one set of identifiers, one kind; ``members`` are their positions in order."""

    title: Title
    ids: frozenset[str]
    arxiv: frozenset[str]
    kind: str
    places: frozenset[str]
    years: frozenset[int]
    venues: frozenset[str]
    authors: frozenset[str]
    sources: frozenset[str]
    members: tuple[int, ...]

    @property
    def look(self) -> tuple[str, str, frozenset[str]]:
        """What vetoes read: atoms that look the same have the same vetoes."""
        return self.title.key, self.kind, self.ids


def atoms(items: Sequence[Described], sources: Sequence[str] | None, apart: Collection[int]) -> list[Atom]:
    """The atoms of ``items``, sorted by what they say; items in ``apart`` are atoms of their own."""
    titles = _titles({item.title for item in items})
    said: defaultdict[_Said, list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        title = titles[item.title]
        ids = identifiers(item)
        detail = _detail(item, ids) if title.level < 3 else ()
        raw = item.title if title.level == 0 and not title.key else ""
        alone = (n,) if n in apart else ()
        said[(title.key, raw, ids, kind(item.url), detail, alone)].append(n)
    return [
        _atom(items, sources, titles[items[members[0]].title], frozenset(key[2]), key[3], members)
        for key, members in sorted(said.items(), key=lambda row: row[0])
    ]


def _titles(texts: Collection[str]) -> dict[str, Title]:
    """Each text's title, read from its most telling spelling: one whose halves and names can be made out."""
    best: dict[str, tuple[tuple[object, ...], Title]] = {}
    keys: dict[str, str] = {}
    for text in texts:
        title = read(text)
        keys[text] = title.key
        rank = (not title.head, -title.level, title.cut, text)
        if title.key not in best or rank < best[title.key][0]:
            best[title.key] = rank, title
    return {text: best[key][1] for text, key in keys.items()}


def _detail(item: Described, ids: tuple[str, ...]) -> tuple[object, ...]:
    """What else tells works with a short title apart."""
    return "" if ids else place(item.url), item.year or 0, tuple(sorted(_surnames(item.authors)))


def _atom(
    items: Sequence[Described],
    sources: Sequence[str] | None,
    title: Title,
    ids: frozenset[str],
    what: str,
    members: list[int],
) -> Atom:
    ones = [items[n] for n in members]
    return Atom(
        title,
        ids,
        frozenset(key for key in ids if key.startswith("arxiv:")),
        what,
        frozenset(place(one.url) for one in ones if one.url and not ids) - {""},
        frozenset(one.year for one in ones if one.year) | _arxiv_years(ids),
        frozenset(_venue(one.venue) for one in ones if one.venue),
        frozenset(name for one in ones for name in _surnames(one.authors)),
        frozenset(sources[n] for n in members) if sources else frozenset(),
        tuple(members),
    )


def _arxiv_years(ids: frozenset[str]) -> frozenset[int]:
    numbers = (key.removeprefix("arxiv:").rpartition("/")[2][:2] for key in ids if key.startswith("arxiv:"))
    return frozenset(int(number) + (1900 if number > "90" else 2000) for number in numbers)


def _venue(name: str) -> str:
    return "".join(words(name)).replace("neurip", "nip")


def _surnames(authors: tuple[str, ...]) -> frozenset[str]:
    if not authors:
        return frozenset()
    return frozenset(word for name in authors for word in words(name) if len(word) > 2 and word.isascii())
