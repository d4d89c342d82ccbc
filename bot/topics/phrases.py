"""Phrases that point to topics, and finding them in headings and titles.

A phrase is words in a row, compared without case, accents and punctuation; a word that ends in ``*``
stands for every word that starts so (``quantiz*``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

# Chinese, Japanese and Korean do not put spaces between words: each character is a word.
WORD = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")

# What every list of a field of computing says of everything. A heading or phrase of these alone
# ("Structure", "Model compression") files what fits nowhere else, so anything more telling beats it.
_VAGUE = """
a accelerat accelerate accelerated accelerating acceleration accleration algorithm algorithms and approach
approaches architecture architectures cnn cnns compact compress compressed compressing compression
convolutional deep design dnn dnns efficiency efficient fast faster for gated general high in learning
lightweight long lstm lstms machine memory method methods misc miscellaneous model models net nets network
networks neural of on other others overview paper papers performance recurrent rnn rnns short small
speeding speedup structure structures system systems technique techniques term the tiny units up
"""
VAGUE = frozenset(_VAGUE.split())


def words(text: str) -> list[str]:
    """The words of ``text`` as they are compared."""
    if text.isascii():
        return WORD.findall(text.lower())
    folded = unicodedata.normalize("NFKD", text).casefold()
    return WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))


def vague(text: str) -> bool:
    """Whether ``text`` is made of words that say nothing in particular."""
    return VAGUE.issuperset(words(text))


class Hit(NamedTuple):
    """A phrase that a text says; ``weight`` is how telling it is: its words, or 0 where all are vague."""

    phrase: str
    weight: int


class Phrases:
    """The phrases of all topics, found in time linear in the text."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """``phrases`` are pairs of phrase and topic."""
        self._starts: dict[str, list[tuple[tuple[str, ...], str, Hit]]] = {}
        self._words: dict[str, set[str]] = {}
        for phrase, topic in phrases:
            self._words.setdefault(topic, set()).update(words(phrase))
            parts = tuple(part for word in phrase.split() for part in _parts(word))
            if parts:
                hit = Hit(phrase, 0 if vague(phrase) else len(parts))
                self._starts.setdefault(parts[0], []).append((parts, topic, hit))
        self._stems = sorted({len(start) - 1 for start in self._starts if start.endswith("*")})
        self._starting = lru_cache(maxsize=8192)(self._starting_with)

    def find(self, text: str) -> dict[str, Hit]:
        """The topics that ``text`` names, each with the first of the most telling phrases that do."""
        found: dict[str, Hit] = {}
        said = words(text)
        for at, word in enumerate(said):
            for parts, topic, hit in self._starting(word):
                if (topic not in found or hit.weight > found[topic].weight) and _follows(said, at, parts):
                    found[topic] = hit
        return found

    def words(self, topic: str) -> frozenset[str]:
        """The words of all phrases of a topic."""
        return frozenset(self._words.get(topic, ()))

    def _starting_with(self, word: str) -> tuple[tuple[tuple[str, ...], str, Hit], ...]:
        """The phrases whose first word ``word`` is; a text has few words that are not in the next one too."""
        stems = (f"{word[:length]}*" for length in self._stems if length <= len(word))
        return tuple(phrase for start in (word, *stems) for phrase in self._starts.get(start, ()))


def _parts(word: str) -> list[str]:
    """The words of one written word (``low-rank`` is two), the last with the star if it had one."""
    parts = words(word)
    if parts and word.endswith("*"):
        parts[-1] += "*"
    return parts


def _follows(said: Sequence[str], at: int, parts: Sequence[str]) -> bool:
    """Whether the words from ``at`` on are ``parts``, whose first is known to be."""
    return len(said) - at >= len(parts) and all(
        said[at + step] == parts[step]
        or (parts[step][-1] == "*" and said[at + step].startswith(parts[step][:-1]))
        for step in range(1, len(parts))
    )
