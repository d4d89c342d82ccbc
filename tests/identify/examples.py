"""Entries written as the scorecard writes its examples, for tests that read as examples."""

from __future__ import annotations

from bot.identify.pairs import Pair
from bot.identify.run import Run
from bot.identify.sides import Side, sides
from bot.models import Entry


def entries(text: str) -> tuple[list[Entry], list[str]]:
    """The entries of ``title | authors | venue | year | address | list ~ …``, and their lists.

    Each is in a list of its own, where none is written.
    """
    items, lists = [], []
    for n, row in enumerate(text.split("~")):
        title, authors, venue, year, url, source = ([cell.strip() for cell in row.split("|")] + [""] * 5)[:6]
        people = tuple(name.strip() for name in authors.split(",") if name.strip())
        items.append(
            Entry(
                "",
                1,
                title,
                url or None,
                venue=venue or None,
                year=int(year) if year else None,
                authors=people,
            )
        )
        lists.append(source or f"list {n}")
    return items, lists


def sides_of(text: str) -> list[Side]:
    """The side of each entry, in the order of the text."""
    items, lists = entries(text)
    return sorted(sides(items, lists, range(len(items))), key=lambda side: side.members)


def pair(text: str) -> Pair:
    """The first two entries compared, in the light of the others."""
    return Run(sides_of(text)).compare(0, 1)
