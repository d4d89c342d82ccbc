"""Which fresh mention is which old one: an entry edited in place is one mention, not one gone and one new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from bot.identify import leads_to, title_key
from bot.models import Mention, Paper

ALIKE = 75.0  # percent; below it, two titles in one section are two entries
SAME_LIST = 0.8  # of an old list's mentions that a new one has, if it is that list renamed
LARGEST_BLOCK = 250_000  # pairs compared in one section; beyond it, a section was rewritten, not edited


def lineage(base: Iterable[Mention], fresh: Iterable[Mention]) -> Mapping[Mention, Mention]:
    """For each fresh mention that stood in ``base`` already, as it was or edited, the one it was.

    Both are of one source. What is surest goes first: equal, same title and link, same link, same title,
    and last alike titles in one section.
    """
    old, new = set(base), set(fresh)
    found = {mention: mention for mention in old & new}
    old -= found.keys()
    new -= found.keys()
    keys: tuple[Callable[[Mention], Hashable], ...] = (
        lambda mention: (mention.title, mention.url, mention.section),
        lambda mention: (mention.title, mention.url),
        lambda mention: (title_key(mention.title), _place(mention)),
        lambda mention: _place(mention),
        lambda mention: title_key(mention.title) or None,  # of a title without a word, nothing is known
    )
    for key in keys:
        if not old or not new:
            return found
        pairs = _only_ones(old, new, key)
        found |= pairs
        new -= pairs.keys()
        old -= set(pairs.values())
    return found | _alike(old, new)


def follow(
    catalog: Sequence[Paper], listings: Mapping[str, Iterable[Mention]], aside: Collection[str]
) -> tuple[Paper, ...]:
    """``catalog`` with the mentions of sources that go by another name now under that name."""
    base: dict[str, list[Mention]] = {}
    for paper in catalog:
        for mention in paper.mentions:
            base.setdefault(mention.source, []).append(mention)
    gone = sorted(base.keys() - listings.keys() - set(aside))
    names: dict[str, str] = {}
    for new in sorted(listings.keys() - base.keys()):
        for old in gone:
            under_new_name = [replace(mention, source=new) for mention in base[old]]
            if len(lineage(under_new_name, listings[new])) >= SAME_LIST * len(base[old]):
                names.setdefault(old, new)
    return tuple(_renamed(paper, names) for paper in catalog)


def _renamed(paper: Paper, names: Mapping[str, str]) -> Paper:
    if not any(mention.source in names for mention in paper.mentions):
        return paper
    renamed = (replace(m, source=names.get(m.source, m.source)) for m in paper.mentions)
    return replace(paper, mentions=tuple(sorted(set(renamed), key=repr)))


def _place(mention: Mention) -> str | None:
    return leads_to(mention.url) if mention.url else None


def _only_ones(
    old: set[Mention], new: set[Mention], key: Callable[[Mention], Hashable]
) -> dict[Mention, Mention]:
    """The pairs that share a key which no other mention of either side has."""
    old_keys, new_keys = [Counter(map(key, side)) for side in (old, new)]
    by_key = {key(mention): mention for mention in old}
    return {
        mention: by_key[k]
        for mention in new
        if (k := key(mention)) is not None and old_keys[k] == new_keys[k] == 1
    }


def _alike(old: set[Mention], new: set[Mention]) -> dict[Mention, Mention]:
    sections: dict[Hashable, tuple[list[Mention], list[Mention]]] = {}
    for side, mentions in enumerate((old, new)):
        for mention in mentions:
            sections.setdefault((mention.path, mention.section), ([], []))[side].append(mention)
    found: dict[Mention, Mention] = {}
    for gone, come in sections.values():
        if gone and come and len(gone) * len(come) <= LARGEST_BLOCK:
            found |= _best_pairs(gone, come)
    return found


def _best_pairs(gone: list[Mention], come: list[Mention]) -> dict[Mention, Mention]:
    from rapidfuzz.fuzz import ratio

    scored = (
        (ratio(title_key(a.title), title_key(b.title), score_cutoff=ALIKE), a, b) for a in gone for b in come
    )
    ranked = sorted(
        (row for row in scored if row[0]), key=lambda row: (-row[0], row[1].title, row[2].title, str(row[1:]))
    )
    found: dict[Mention, Mention] = {}
    taken: set[Mention] = set()
    for _, a, b in ranked:
        if a not in taken and b not in found:
            found[b] = a
            taken.add(a)
    return found
