"""The project's vocabularies: data files beside this module, each read once, when it is first asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


def _text(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")


def _lines(name: str) -> Iterator[str]:
    return (line for line in _text(name).splitlines() if not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of ``<name>.txt``, caseless; lines that open with ``#`` are comments."""
    return frozenset(word for line in _lines(f"{name}.txt") for word in line.casefold().split())


@cache
def abbreviations() -> frozenset[str]:
    """Return the words of ``abbreviations.txt`` as they are written."""
    return frozenset(word for line in _lines("abbreviations.txt") for word in line.split())


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return what ``<name>.toml`` says."""
    return tomllib.loads(_text(f"{name}.toml"))


@cache
def sets(name: str) -> Mapping[str, frozenset[str]]:
    """Return the sets of words of ``<name>.toml``, caseless, by their keys."""
    return {key: frozenset(text.casefold().split()) for key, text in table(name).items()}


@cache
def union(name: str, *keys: str) -> frozenset[str]:
    """Return the words of several sets of ``<name>.toml`` as one."""
    return frozenset().union(*(sets(name)[key] for key in keys))


@dataclass(frozen=True, slots=True)
class Venues:
    """The names of venues, caseless; ``certain`` are those that are no ordinary words, too."""

    names: frozenset[str]
    certain: frozenset[str]


@cache
def venues() -> Venues:
    """Return the names of venues."""
    found = [name.strip().casefold() for line in _lines("venues.txt") for name in line.split("|")]
    common = {name.rstrip("?") for name in found if name.endswith("?")}
    names = frozenset(name.rstrip("?") for name in found)
    return Venues(names, names - common)


@cache
def venue_names() -> tuple[tuple[str, ...], ...]:
    """Return the names of each venue, its usual one first."""
    rows = ([name.strip() for name in line.split("|")] for line in _lines("venues.txt") if line.strip())
    return tuple(tuple(name.rstrip("?") for name in row) for row in rows)


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Return the patterns under ``key`` of ``<name>.toml`` as one, caseless."""
    return re.compile("|".join(table(name)[key]), re.IGNORECASE)


@cache
def counts(name: str) -> Mapping[str, int]:
    """Return the numbers of ``<name>.tsv``, each behind its word."""
    rows = (line.split("\t") for line in _text(f"{name}.tsv").splitlines())
    return {word: int(number) for word, number in rows}
