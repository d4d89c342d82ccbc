"""Persons as made-up lists write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from tests.parse.made_up_style import FORMS, WORDS

CITED = {
    "APA": "Last, F.",
    "MLA": "MLA",
    "IEEE": "IEEE",
    "Chicago": "MLA",
    "GB/T": "LAST F",
    "Vancouver": "Last F",
}


def _shown(people: Sequence[tuple[str, str]], form: str) -> str:
    """Persons as a list writes them."""
    first, other, between, last = FORMS["names"][form]
    written = []
    for number, (given, family) in enumerate(people):
        initials = [word[0].upper() for word in re.split("[ -]", given)]
        words = {
            "g": given,
            "f": family,
            "F": family.upper(),
            "i": ". ".join(initials) + ".",
            "b": "".join(initials),
        }
        written.append((other if number else first).format(**words))
    if len(written) == 2 and first == other:
        last = last.replace(", and", " and")
    return last.join([*[between.join(written[:-1])] * (len(written) > 1), written[-1]])


def people(c: Random, form: str) -> tuple[str, tuple[str, ...]]:
    """Names as shown, and whose they are."""
    if form == "native":
        names = c.choice(WORDS["natives"])
        names = c.sample(names, c.randint(1, min(4, len(names))))
        return c.choice([", ", "、"] if names[0][0] > "⺀" else [", "]).join(names), tuple(names)
    chosen = [(given, family) for given, family in c.sample(WORDS["people"], c.choice([1, 2, 2, 3, 4, 6]))]
    full = tuple(f"{given} {family}" for given, family in chosen)
    if form == "et al.":
        return f"{full[0]} et al.", full[:1]
    if form == "Last et al.":
        return f"{chosen[0][1]} et al.", (chosen[0][1],)
    shown = _shown(chosen, form)
    return shown, full if "{g}" in FORMS["names"][form][0] else tuple(family for _, family in chosen)
