"""Which sides are worth comparing: those that share an address or something rare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

from rapidfuzz.fuzz import partial_ratio

from bot.identify.rarity import mass
from bot.identify.sides import Side, Title

_LARGEST = 30  # members of a block that are compared all with all
_NEXT = 4  # in a larger one, each with those that follow it in order of title
_LEAST = 0.5  # of the lighter title's weight that both share, without which nothing joins
_STRETCH = 12  # letters that make two titles worth a look where their words do not


def candidates(sides: Sequence[Side]) -> set[tuple[int, int]]:
    """The pairs of positions worth comparing."""
    blocks: defaultdict[Hashable, list[int]] = defaultdict(list)
    for n, side in enumerate(sides):
        for key in set(_keys(side)):
            blocks[key].append(n)
    pairs: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) > _LARGEST:
            block.sort(key=lambda n: (sides[n].title.key, n))
            for step in range(1, _NEXT + 1):
                pairs.update((min(pair), max(pair)) for pair in zip(block, block[step:], strict=False))
        elif len(block) > 1:
            pairs.update(combinations(block, 2))
    return {(a, b) for a, b in pairs if _promising(sides[a], sides[b])}


def _keys(side: Side) -> Iterator[Hashable]:
    title = side.title
    yield from side.places
    yield title.key
    rare = title.rarest
    yield from combinations(sorted(rare), 2)
    for person in side.people[:2]:
        name = max(sorted(person.names), key=len)
        yield from ((name, "", word) for word in rare[:2])
    yield from _stretches(title)
    if title.head:
        yield "".join(title.words[: title.head]), ""


def _stretches(title: Title) -> set[str]:
    """The letters at both ends of a title, since lists cut and add there; all of one that lost its spaces."""
    last = max(len(title.key) - _STRETCH, 0)
    return {title.key[at : at + _STRETCH] for at in (range(last + 1) if title.runs else (0, last))}


def _promising(a: Side, b: Side) -> bool:
    return not a.places.isdisjoint(b.places) or _alike(a.title, b.title)


def _alike(x: Title, y: Title) -> bool:
    if x.key == y.key or mass(x.bag & y.bag) >= _LEAST * min(x.says, y.says):
        return True
    return bool((x.runs or y.runs) and partial_ratio(x.key, y.key, score_cutoff=88))
