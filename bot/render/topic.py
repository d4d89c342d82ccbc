"""A topic's section of the README, and its pages: what most lists agree on here, all of it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.models import Paper, Topic
from bot.render.escape import markdown
from bot.render.rows import Legend, agreed_first, newest_first
from bot.topics.groups import grouped

AGREED = 2  # lists that name a work, from which they agree on it
LEAST = 5  # works that a section shows, though no two lists may agree on them
UNDATED = "Year unknown"
REST = "More"

# Up to so many rows need no years between them.
PLAIN = 30


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a page under a heading of their own ("" for none), by year where they are many."""

    name: str
    years: Sequence[tuple[str, Sequence[str]]]

    @property
    def count(self) -> int:
        return sum(len(rows) for _, rows in self.years)


def chosen(papers: Sequence[Paper], legend: Legend, most: int) -> list[Paper]:
    """What a section shows of a topic: all of it if that is little, else what most lists agree on.

    Where they agree on hardly anything, the newest make up for it.
    """
    if len(papers) <= most:
        return newest_first(papers)
    agreed = [paper for paper in agreed_first(papers, legend) if legend.lists(paper) >= AGREED]
    known = {paper.id for paper in agreed}
    newest = [paper for paper in newest_first(papers) if paper.id not in known]
    return (agreed[:most] + newest[: max(0, LEAST - len(agreed))])[:most]


def parts(papers: Sequence[Paper], topics: Sequence[Topic], rows: Mapping[str, str]) -> Iterator[Part]:
    """The parts of a topic's page; ``rows`` are the lines by a paper's id."""
    groups = grouped(papers, topics)
    for name, some in groups.items():
        title = markdown(name) if name else REST if len(groups) > 1 else ""
        years: dict[str, list[str]] = {}
        for paper in newest_first(some):
            year = "" if len(some) <= PLAIN else str(paper.year or UNDATED)
            years.setdefault(year, []).append(rows[paper.id])
        yield Part(title, tuple(years.items()))


def split(parts_: Sequence[Part], size: int) -> list[list[Part]]:
    """``parts_`` on pages of about ``size`` bytes each; what is cut goes on under its name and year."""
    pages: list[list[Part]] = [[]]
    left = size
    for part in parts_:
        pages[-1].append(replace(part, years=()))
        for year, rows in part.years:
            fresh: list[str] = []
            for row in rows:
                left -= len(row.encode()) + 2
                if left < 0:
                    _add(pages[-1], year, fresh)
                    pages.append([replace(part, years=())])
                    left, fresh = size - len(row.encode()), []
                fresh.append(row)
            _add(pages[-1], year, fresh)
    return [[part for part in page if part.years] for page in pages]


def _add(page: list[Part], year: str, rows: Sequence[str]) -> None:
    if rows:
        page[-1] = replace(page[-1], years=(*page[-1].years, (year, tuple(rows))))
