"""How the titles of each topic read, learned from what the lists' own headings file there.

Naive Bayes over words and pairs of neighbouring words, each topic against all others (Manning, Raghavan and
Schütze, Introduction to Information Retrieval, chapter 13). It is made anew in each run from what the lists
say then, so it depends on nothing else: not on the order of sources, nor on earlier runs (G2, G3).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from bot.identify.titles import words

_PRIOR = 3.0  # titles that count for a topic with words as they are everywhere, so that rare words say little
_SHARE = (
    0.5  # of all log odds that counts: the words of a title are not independent, and lists differ in size
)
_PEOPLE = 3  # times that a title counts which people filed themselves
_FEW = 40  # titles, of which nothing can be learned yet
_LIKE = 2  # titles that are named as examples


@dataclass(frozen=True, slots=True, eq=False)
class Titles:
    """What is known of titles: how many there are of each topic, and with each word."""

    all: int = 0
    of: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    words_of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    filed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def learned(
        cls, listed: Iterable[tuple[str, Collection[str]]], by_people: Iterable[tuple[str, str]] = ()
    ) -> Titles:
        """From titles with the topics that headings file them under, and those that people filed."""
        filed: defaultdict[str, set[str]] = defaultdict(set)
        for title, topics in listed:
            filed[title].update(topics)
        people = dict(by_people)
        filed.update((title, {topic}) for title, topic in people.items())
        if len(filed) < _FEW:
            return cls()
        of: Counter[str] = Counter()
        said: Counter[str] = Counter()
        words_of: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for title, topics in filed.items():
            for _ in range(_PEOPLE if title in people else 1):
                found = _said(title)
                said.update(found)
                of.update(topics)
                for topic in topics:
                    words_of[topic].update(found)
        times = len(filed) + (_PEOPLE - 1) * len(people)
        return cls(times, of, said, words_of, {title: frozenset(topics) for title, topics in filed.items()})

    def odds(self, title: str, topic: str) -> float:
        """The log odds that a title belongs to a topic; minus infinity where nothing is known of that."""
        there = self.of.get(topic, 0)
        if not 0 < there < self.all:
            return -math.inf
        weights = (self._weight(word, topic) for word in sorted(_said(title)) if self.words.get(word, 0) > 1)
        return _SHARE * (math.log(there / (self.all - there)) + sum(weights))

    def _weight(self, word: str, topic: str) -> float:
        """The log of how much more often titles of a topic have a word than others do."""
        here, there = self.words_of[topic].get(word, 0), self.of[topic]
        usual = _PRIOR * self.words[word] / self.all
        ours = (here + usual) / (there + _PRIOR)
        theirs = (self.words[word] - here + usual) / (self.all - there + _PRIOR)
        return math.log(ours / theirs)

    def like(self, title: str, topic: str) -> tuple[str, ...]:
        """The titles of a topic that speak most for one more being there, at most two."""
        mine = {word: self._weight(word, topic) for word in _said(title) if self.words.get(word, 0) > 1}
        shared = (
            (sum(mine.get(word, 0.0) for word in _said(other)) / math.sqrt(len(_said(other))), other)
            for other, topics in self.filed.items()
            if topic in topics and other != title and _said(other)
        )
        return tuple(other for weight, other in sorted(shared, reverse=True)[:_LIKE] if weight > 0)


@lru_cache(maxsize=1 << 14)
def _said(title: str) -> frozenset[str]:
    """The words of a title and its pairs of neighbouring words, folded."""
    return frozenset(_grams(words(title)))


def _grams(found: tuple[str, ...]) -> Iterator[str]:
    yield from found
    yield from map(" ".join, pairwise(found))
