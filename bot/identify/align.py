"""How two titles differ: their words aligned, and each gap between what they share named and weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, LCSseq
from rapidfuzz.fuzz import partial_ratio

from bot import words as vocabulary
from bot.identify.rarity import known, mass, weight
from bot.identify.sides import Title
from bot.identify.titles import words

Words = tuple[str, ...]

_SLIP = 0.8  # of what a word says, where the other title misspells it
_GLUED = 85  # percent of letters that words without spaces share with the title that has them
_OTHER_WORK = frozenset(words(vocabulary.table("titles")["other_work"]))
_LIGATURES = ("ffi", "ff", "fi", "fl")  # what a copy out of a PDF loses
_ENDING = re.compile(r"(?:ation|ition|ization|ized|izing|ize|ing|ion|ed|al|able|ly|ment|ic|ity|ng|e|y|s)$")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_COUNT = re.compile(r"v?(\d{1,5}(?:\.\d+)?)")
_NUMBER = re.compile(r"\d+")
_VERSION = re.compile(r"([a-z]+?)v?(\d+|plus)?")


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands in one title where the other has something else; ``kind`` says where and what it is.

    ``swapped``: other words; ``name``: other names before a colon or in brackets; ``subtitle``: all behind
    a colon; ``front``, ``inside``, ``end``: words that only one has; ``slip``: a misspelling; ``short``:
    initials. ``mass`` is what the words say.
    """

    kind: str
    ours: Words
    theirs: Words
    mass: float


@dataclass(frozen=True, slots=True)
class Difference:
    """What two titles share, by weight, and the gaps; ``other`` and ``veto`` say why they are two works."""

    shared: float
    gaps: tuple[Gap, ...] = ()
    other: str = ""
    veto: str = ""

    @property
    def masses(self) -> dict[str, float]:
        """What the gaps of each kind say."""
        found: dict[str, float] = {}
        for gap in self.gaps:
            found[gap.kind] = found.get(gap.kind, 0.0) + gap.mass
        return found


def align(a: Title, b: Title) -> Difference:
    """The difference of two titles."""
    if a.key == b.key:
        return Difference(max(a.says, b.says))
    if _run_together(a, b):
        spaced = max(a, b, key=lambda title: len(title.words))
        length = min(len(a.key), len(b.key)) / len(spaced.key)
        return Difference(spaced.says * min(length, 1.0), (Gap("slip", a.words, b.words, 0.0),))
    numbered = a.numbered or b.numbered
    shared, gaps, other, veto = 0.0, [], "", ""
    for same, (i, j), (k, m) in _spans(a.words, b.words):
        if same:
            shared += mass(a.words[i:j])
            continue
        common, x, y = _one_word(a.words[i:j], b.words[k:m])
        shared += sum(gap.mass for gap in common)
        gaps += common
        if not x and not y:
            continue
        if numbered:
            veto = veto or _numbers(x, y, a.words[:i], a if x else b)
        if not (x and y):
            other = other or " ".join(sorted(_OTHER_WORK.intersection(x or y)))
        gaps.append(Gap(_kind(a, b, (i, j), (k, m), x, y), x, y, _mass(x, y)))
    return Difference(shared, tuple(gaps), other, veto)


def _mass(x: Words, y: Words) -> float:
    """What a gap says; a year that only one title has says nothing."""
    said = [tuple(word for word in words if not _YEAR.fullmatch(word)) for words in (x, y)]
    return max(map(mass, said))


def _spans(x: Words, y: Words) -> Iterator[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """The runs of words that both share, and what lies between them."""
    i = k = 0
    for block in LCSseq.opcodes(x, y).as_matching_blocks():
        if (i, k) != (block.a, block.b):
            yield False, (i, block.a), (k, block.b)
        i, k = block.a + block.size, block.b + block.size
        if block.size:
            yield True, (block.a, i), (block.b, k)


def _kind(a: Title, b: Title, ours: tuple[int, int], theirs: tuple[int, int], x: Words, y: Words) -> str:
    """Where a gap lies."""
    first = ours[0] == theirs[0] == 0
    if x and y:
        return "name" if first and a.head >= ours[1] and b.head >= theirs[1] else "swapped"
    title, (start, end) = (a, ours) if x else (b, theirs)
    if (first and end <= title.head) or 0 < len(title.words) - title.bracket <= start:
        return "name"
    if end < len(title.words):
        return "front" if first else "inside"
    return "subtitle" if start == title.head else "end"


def _one_word(x: Words, y: Words) -> tuple[list[Gap], Words, Words]:
    """What of a gap is one thing written in two ways, and what is left of both sides."""
    if not x or not y:
        return [], x, y
    if "".join(x) == "".join(y):
        return [Gap("slip", x, y, max(mass(x), mass(y)))], (), ()
    if _initials(x, y) or _initials(y, x):
        return [Gap("short", x, y, max(mass(x), mass(y)))], (), ()
    found: list[Gap] = []
    left: list[str] = []
    right: Words = ()
    rest = y
    for word in x:
        at = next((n for n, other in enumerate(rest) if is_slip(word, other)), None)
        if at is None:
            left.append(word)
            continue
        found.append(Gap("slip", (word,), (rest[at],), _SLIP * min(weight(word), weight(rest[at]))))
        right, rest = right + rest[:at], rest[at + 1 :]
    if left and "".join(left) == "".join(right + rest):
        return [*found, Gap("slip", tuple(left), right + rest, mass(tuple(left)))], (), ()
    return found, tuple(left), right + rest


def _initials(x: Words, y: Words) -> bool:
    """Whether one word is short for several, as GNN and graph neural network, P2P and peer-to-peer."""
    if len(x) != 1 or len(y) < 2 or not 2 <= len(x[0]) <= 6:
        return False
    return x[0].replace("2", "") == "".join(word[0] for word in y)


@lru_cache(maxsize=1 << 18)
def is_slip(x: str, y: str) -> bool:
    """Whether one word is the other misspelt or bent: few letters apart, and not both words of titles."""
    short, long = sorted((x, y), key=len)
    apart = len(long) - len(short)
    if 0 < apart < 4 and len(short) > 1 and any(long.replace(lost, "") == short for lost in _LIGATURES):
        return True
    if len(short) < 4 or x[-1].isdigit() or y[-1].isdigit():
        return False
    if x[:3] == y[:3] and len(_stem(x)) > 3 and _stem(x) == _stem(y):
        return True
    limit = 2 if len(short) > 6 else 1
    both, neither = known(x) and known(y), not known(x) and not known(y)
    if apart > limit or both or (neither and len(short) < 6):
        return False
    return OSA.distance(x, y, score_cutoff=limit) <= limit


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    return _ENDING.sub("", word)


def _run_together(a: Title, b: Title) -> bool:
    """Whether one has words without spaces between them, and its letters lie in the other's."""
    if not (a.runs or b.runs) or min(len(a.key), len(b.key)) < 17:
        return False
    return any(
        word not in other.words
        and partial_ratio(word, other.key, score_cutoff=_GLUED)
        and not any(is_slip(word, one) for one in other.words)
        for title, other in ((a, b), (b, a))
        for word in title.runs
    ) and bool(partial_ratio(a.key, b.key, score_cutoff=_GLUED + 3))


def _numbers(x: Words, y: Words, before: Words, title: Title) -> str:
    """Why numbers make two works of what a gap tells apart; "" where they do not.

    Part, version and plus count where only one side has them; a year or a long number does not.
    """
    for ours, theirs in ((_count(x), _count(y)), (_year(x), _year(y))):
        if ours and theirs and ours != theirs:
            return f"{ours} is not {theirs}"
    if x and y:
        if ("plus" in x) != ("plus" in y) and _letters(x) == _letters(y):
            return "only one has a plus"
        return next((f"{u} is not {v}" for u in x for v in y if _versions_differ(u, v)), "")
    words = x or y
    if words[0] == "part" and _count(words[1:2]):
        return f"only one is part {words[1]}"
    if not before:
        return ""
    if words[0] == "plus":
        return "only one has a plus" if len(before) <= max(title.head, 2) else ""
    return f"only one has number {words[0]}" if _counts_up(words[0]) else ""


def _count(words: Words) -> str:
    """The first number of ``words`` that is no year."""
    numbers = (match[1] for word in words if (match := _COUNT.fullmatch(word)))
    return next((number for number in numbers if not _YEAR.fullmatch(number)), "")


def _letters(words: Words) -> str:
    return "".join(words).replace("plus", "")


def _year(words: Words) -> str:
    return next(filter(_YEAR.fullmatch, words), "")


def _counts_up(word: str) -> bool:
    number = _COUNT.fullmatch(word)
    return number is not None and (word[0] == "v" or float(number[1]) < 20)


def _versions_differ(u: str, v: str) -> bool:
    """Whether two words are one name with other numbers, as YOLO and YOLOv3, 7B and 13B."""
    one, other = _VERSION.fullmatch(u), _VERSION.fullmatch(v)
    if one and other:
        return one[1] == other[1] and one[2] != other[2]
    return _NUMBER.sub("0", u) == _NUMBER.sub("0", v)
