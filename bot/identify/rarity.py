"""How much a word of a title says: the fewer titles use it, the more."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from bot import words as vocabulary

SMALL = vocabulary.sets("titles")["small"]


@cache
def _counts() -> tuple[Mapping[str, int], float]:
    """How many of the titles that bench/learn.py counted use each word, and the logarithm of their number."""
    counts = vocabulary.counts("titles")
    return counts, math.log(counts["#titles"])


def known(word: str) -> bool:
    """Whether titles use ``word``, so that it is hardly the misspelling of another."""
    return word in _counts()[0]


@lru_cache(maxsize=1 << 18)
def weight(word: str) -> float:
    """How much ``word`` says, from 0 for one in every title to 1 for one that no counted title has."""
    if word in SMALL:
        return 0.0
    counts, most = _counts()
    return 1.0 - math.log(counts.get(word, 1)) / most


def mass(words: Collection[str]) -> float:
    """How much ``words`` say together."""
    return sum(map(weight, words))
