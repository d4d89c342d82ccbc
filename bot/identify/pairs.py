"""Two entries compared: what of their titles, authors, years, venues and addresses agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.identify.align import Difference, align
from bot.identify.sides import Person, Side

# Of what a gap says, that titles are unlike for it.
_OFF = {"swapped": 1.0, "inside": 1.0, "front": 0.5, "end": 0.5, "subtitle": 0.5, "name": 0.3}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides compared.

    ``likeness`` is how much of what the titles say is shared, from 0 to 1; ``masses`` what the gaps of each
    kind say. ``agree`` of ``people`` persons are on both sides; ``gap`` are the years between them, None
    where one says none. ``clash`` names the space in which their identifiers differ. ``astray``: a title is
    known under another identifier, too; ``settled``: both titles, which differ, stand in several lists;
    ``label``: one list gives the title of both to several addresses.
    """

    a: Side
    b: Side
    difference: Difference
    masses: Mapping[str, float]
    likeness: float
    exact: bool
    at_one_place: bool
    one_list: bool
    agree: int
    people: int
    gap: int | None
    forms: frozenset[str]
    clash: str
    astray: bool
    settled: bool
    label: bool


def compare(a: Side, b: Side, *, astray: bool, settled: bool, label: bool) -> Pair:
    """Two sides, in whichever order, compared."""
    if (b.title.key, b.title.words) < (a.title.key, a.title.words):
        a, b = b, a
    people = min(len(a.people), len(b.people))
    difference = align(a.title, b.title)
    masses = difference.masses
    off = sum(_OFF.get(kind, 0.0) * mass for kind, mass in masses.items())
    return Pair(
        a=a,
        b=b,
        difference=difference,
        masses=masses,
        likeness=difference.shared / (difference.shared + off) if difference.shared else 0.0,
        exact=a.title.key == b.title.key,
        at_one_place=not a.places.isdisjoint(b.places),
        one_list=not a.sources.isdisjoint(b.sources),
        agree=agreeing(a.people, b.people) if people else 0,
        people=people,
        gap=min((abs(x - y) for x in a.years for y in b.years), default=None),
        forms=frozenset((a.form, b.form)),
        clash=_clash(a.ids, b.ids),
        astray=astray,
        settled=settled,
        label=label,
    )


def _clash(a: frozenset[str], b: frozenset[str]) -> str:
    """The first space in which identifiers differ, where none is shared; "" where there is none."""
    if not a or not b or not a.isdisjoint(b):
        return ""
    spaces = {key.partition(":")[0] for key in a} & {key.partition(":")[0] for key in b}
    return min(spaces, default="")


def agreeing(a: tuple[Person, ...], b: tuple[Person, ...]) -> int:
    """How many persons are on both sides."""
    few, many = sorted((a, b), key=len)
    left = list(many)
    for person in few:
        hit = next((n for n, other in enumerate(left) if _same_person(person, other)), None)
        if hit is not None:
            del left[hit]
    return len(many) - len(left)


def _same_person(a: Person, b: Person) -> bool:
    if len(a.names) > 1 and a.names == b.names:
        return True
    if not (a.family in b.names or b.family in a.names or _near(a.family, b.family)):
        return _turned(a, b)
    return not (a.initials and b.initials) or a.initials[0] in b.initials or b.initials[0] in a.initials


def _turned(a: Person, b: Person) -> bool:
    """Whether one gives the family name and the other the given one, each with the other's initial."""
    return len(a.names) == len(b.names) == 1 and (a.family[0], b.family[0]) == (b.initials, a.initials)


def _near(x: str, y: str) -> bool:
    """Whether two names are one, cut or misspelt."""
    least = min(len(x), len(y))
    if least < 5 or abs(len(x) - len(y)) > 2:
        return False
    limit = 1 if least < 8 else 2
    return x.startswith(y) or y.startswith(x) or OSA.distance(x, y, score_cutoff=limit) <= limit
