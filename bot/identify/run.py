"""What a whole run knows of a title: the lists and the identifiers that it stands under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.identify.pairs import Pair, compare
from bot.identify.sides import Side

_CROWD = 2  # titles that one list may give one address, and addresses that it may give one title
_TELLING = 1.5  # what a title says, from which it is hardly that of another work


class Run:
    """All sides of a run; compares two of them in the light of the others."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sides = sides
        self.lists: defaultdict[str, set[str]] = defaultdict(set)
        self.homes: defaultdict[str, set[str]] = defaultdict(set)
        given: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        called: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for side in sides:
            self.lists[side.title.key] |= side.sources
            self.homes[side.title.key] |= side.ids
            for place in side.places:
                for source in side.sources:
                    given[place, source].add(side.title.key)
            for source in side.sources if side.places and side.title.says < _TELLING else ():
                called[side.title.key, source].add(min(side.places))
        self.crowded = {place for (place, _), titles in given.items() if len(titles) > _CROWD}
        self.labels = {title for (title, _), places in called.items() if len(places) > _CROWD}

    def compare(self, a: int, b: int) -> Pair:
        """The pair of two sides, by their positions."""
        one, other = self.sides[a], self.sides[b]
        crowded = not self.crowded.isdisjoint(one.places & other.places)
        astray = crowded or self._astray(one) or self._astray(other)
        x, y = one.title.key, other.title.key
        settled = x != y and min(len(self.lists[x]), len(self.lists[y])) > 1
        return compare(one, other, astray=astray, settled=settled, label=x == y and x in self.labels)

    def _astray(self, side: Side) -> bool:
        """Whether a title that tells is also listed under an arXiv id that the side does not have."""
        if not side.ids or side.title.says < _TELLING:
            return False
        return any(key.startswith("arxiv:") for key in self.homes[side.title.key] - side.ids)
