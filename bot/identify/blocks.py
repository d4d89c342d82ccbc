"""Which titles are worth comparing: those that share a rare part, so that work stays linear in titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.identify.compare import Title

_RARE = 12  # titles that share a part before it says nothing
_LARGEST = 24  # members of a block compared all with all
_HUBS = 3  # beyond it, the first of a block are compared with the rest
_NEIGHBOURS = 3  # titles that follow in order, forwards and backwards, with which each is compared
_AFFIX = 10  # letters that such neighbours share
_RAREST = 3
_HALF = 4


def few_pairs(block: Sequence[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a small block; of a large one, those of its first members, the best known, with all."""
    if len(block) <= _LARGEST:
        yield from combinations(block, 2)
        return
    for n, hub in enumerate(block[:_HUBS]):
        yield from ((hub, other) for other in block[n + 1 :])


def close_titles(titles: Sequence[Title]) -> list[tuple[int, int]]:
    """Pairs of positions in ``titles`` that share a rare part; a part that many share is not rare."""
    usual = Counter(word for title in titles for word in title.content)
    blocks: defaultdict[object, list[int]] = defaultdict(list)
    for n, title in enumerate(titles):
        if title.level:
            for key in set(_parts(title, usual)):
                blocks[key].append(n)
    pairs = {pair for block in blocks.values() if 1 < len(block) <= _RARE for pair in combinations(block, 2)}
    pairs.update(_neighbours([title.key for title in titles]))
    pairs.update(_neighbours([title.key[::-1] for title in titles]))
    return sorted(pairs)


def _parts(title: Title, usual: Counter[str]) -> Iterator[object]:
    yield title.loose
    for half in (title.head, title.body):
        if len(half) >= _HALF:
            yield "".join(half)
    rarest = sorted({(usual[word], word) for word in title.content})[:_RAREST]
    yield from combinations(rarest, 2)


def _neighbours(keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    order = sorted(range(len(keys)), key=keys.__getitem__)
    for step in range(1, _NEIGHBOURS + 1):
        for m, n in zip(order, order[step:], strict=False):
            if keys[m][:_AFFIX] == keys[n][:_AFFIX]:
                yield (m, n) if m < n else (n, m)
