"""A topic's rows in groups by year, and as many of them as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.models import Paper
from bot.render.rows import newest_first

UNDATED = "Year unknown"
ELSEWHERE = "More on this, filed under other topics"

# Up to so many, a topic is one plain list; beyond, it folds up by year, the newest open.
PLAIN = 30
OPEN = 25

# What templates put around a group of lines and around a section, at most.
AROUND_GROUP = 120
AROUND_SECTION = 1_000


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one name (none in a plain list); ``open`` where they show without a click."""

    name: str
    lines: tuple[str, ...]
    open: bool = True


@dataclass(frozen=True, slots=True)
class Shelf:
    """All lines of a topic in order, each with the name of its group."""

    lines: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Bytes of a section with all of it, at most."""
        return AROUND_SECTION + sum(_sizes(self.lines))

    def within(self, size: int) -> Shelf:
        """The first lines of it whose section takes no more than ``size`` bytes; none is possible."""
        left = size - AROUND_SECTION
        for count, needed in enumerate(_sizes(self.lines)):
            left -= needed
            if left < 0:
                return Shelf(self.lines[:count])
        return self

    def pages(self, size: int) -> list[Shelf]:
        """All of it on pages of no more than ``size`` bytes; a line longer than that stands alone."""
        pages: list[list[tuple[str, str]]] = [[]]
        left = size - AROUND_SECTION
        for line, needed in zip(self.lines, _sizes(self.lines), strict=True):
            if needed > left and pages[-1]:
                pages.append([])
                left = size - AROUND_SECTION - AROUND_GROUP
            left -= needed
            pages[-1].append(line)
        return [Shelf(tuple(page)) for page in pages]

    def groups(self) -> tuple[Group, ...]:
        """The lines by group; groups are open until enough lines show."""
        found: dict[str, list[str]] = {}
        for name, line in self.lines:
            found.setdefault(name, []).append(line)
        shown = 0
        groups = []
        for name, lines in found.items():
            groups.append(Group(name, tuple(lines), shown < OPEN and name != ELSEWHERE))
            shown += len(lines)
        return tuple(groups)


def shelved(papers: Iterable[Paper], guests: Iterable[Paper], line: Callable[..., str]) -> Shelf:
    """``papers`` newest first, then ``guests`` whose main topic is another; ``line`` writes each."""
    own = newest_first(papers)
    plain = len(own) <= PLAIN
    lines = [("" if plain else _year(paper), line(paper, dated=plain)) for paper in own]
    lines += [(ELSEWHERE, line(paper, dated=True, filed=True)) for paper in newest_first(guests)]
    return Shelf(tuple(lines))


def _year(paper: Paper) -> str:
    return str(paper.year) if paper.year else UNDATED


def _sizes(lines: Sequence[tuple[str, str]]) -> Iterator[int]:
    """Bytes that each line takes with its line ending, the start of its group included."""
    before = None
    for name, line in lines:
        yield len(line.encode()) + 2 + (AROUND_GROUP if name != before else 0)
        before = name


def shares(sizes: Sequence[int], room: int) -> int:
    """The most that each may take so that all fit in ``room``; small ones leave more to the large."""
    left = room
    for place, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - place)
        if size > share:
            return max(0, share)
        left -= size
    return max(sizes, default=0)
