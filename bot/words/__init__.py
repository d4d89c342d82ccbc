"""The project's vocabularies: data files beside this module, each read once, when it is first asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


def _text(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of ``<name>.txt``, caseless; lines that open with ``#`` are comments."""
    lines = (line for line in _text(f"{name}.txt").splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.casefold().split())


@cache
def abbreviations() -> frozenset[str]:
    """Return the words of ``abbreviations.txt`` as they are written."""
    lines = (line for line in _text("abbreviations.txt").splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@cache
def sets(name: str) -> Mapping[str, frozenset[str]]:
    """Return the sets of words of ``<name>.toml``, caseless, by their keys."""
    return {
        key: frozenset(text.casefold().split()) for key, text in tomllib.loads(_text(f"{name}.toml")).items()
    }


@dataclass(frozen=True, slots=True)
class Venues:
    """``usual`` maps each name, caseless, to the usual one; ``common`` holds those that are ordinary words too."""

    usual: Mapping[str, str]
    common: frozenset[str]


@cache
def venues() -> Venues:
    """Return the names of venues."""
    usual: dict[str, str] = {}
    common = set()
    for line in _text("venues.txt").splitlines():
        if line.startswith("#"):
            continue
        names = [name.strip() for name in line.split("|")]
        for name in names:
            usual[name.rstrip("?").casefold()] = names[0].rstrip("?")
            if name.endswith("?"):
                common.add(name.rstrip("?").casefold())
    return Venues(usual, frozenset(common))


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Return the patterns under ``key`` of ``<name>.toml`` as one, caseless."""
    return re.compile("|".join(tomllib.loads(_text(f"{name}.toml"))[key]), re.IGNORECASE)
