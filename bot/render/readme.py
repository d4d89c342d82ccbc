"""The README's sections from the catalog, and the pages and charts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.errors import BotError
from bot.models import Paper, Source, Topic
from bot.render import chart
from bot.render.escape import attribute, markdown, safe_url
from bot.render.markers import fill, names
from bot.render.rows import Legend, kind_marker, published, shown_links
from bot.render.shelf import Shelf, shares, shelved
from bot.render.templates import Templates
from bot.topics import untitled

if TYPE_CHECKING:
    from jinja2 import BaseLoader

# GitHub cuts a README at 512 kB: https://docs.github.com/repositories (“About READMEs”).
LIMIT = 400_000
RECENT = 10

CHARTS = {scheme: f"assets/chart-{scheme}.svg" for scheme in chart.SCHEMES}
PAGES = "pages/"
MADE = "<!-- Made by the bot; what is written here is lost at the next run. -->"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The README's new text, and the files beside it by path."""

    readme: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """What a template says of a topic as a whole."""

    id: str
    title: str
    count: int
    years: str

    @property
    def anchor(self) -> str:
        return _anchor(self.id)


def _anchor(topic: str) -> str:
    return f"topic-{topic}"


def render(
    readme: str,
    catalog: Iterable[Paper],
    topics: Sequence[Topic],
    sources: Sequence[Source],
    loader: BaseLoader,
) -> Rendered:
    """``readme`` with its sections as ``catalog`` has them; ``loader`` gives the templates' sources.

    A README stays below 400 kB: the largest sections then show their newest, and lead to pages with all.
    Raises Invalid for markers that do not pair up or that name no section, BotError for a broken template.
    """
    return _Renderer(readme, tuple(catalog), topics, sources, Templates(loader)).render()


class _Renderer:
    """One rendering: the catalog sorted by topic, and what every section needs."""

    def __init__(
        self,
        readme: str,
        catalog: Sequence[Paper],
        topics: Sequence[Topic],
        sources: Sequence[Source],
        templates: Templates,
    ) -> None:
        self.readme = readme
        self.names = names(readme)
        self.catalog = catalog
        self.sources = sources
        self.templates = templates
        self.legend = Legend.of(sources)
        self.titles = _titles(catalog, topics)
        self.headings = {id_: markdown(title) for id_, title in self.titles.items()}
        self.by_topic: dict[str, list[Paper]] = {id_: [] for id_ in self.titles}
        self.guests: dict[str, list[Paper]] = {id_: [] for id_ in self.titles}
        for paper in catalog:
            self.by_topic[paper.topic].append(paper)
            for id_ in dict.fromkeys(paper.topics):
                if id_ in self.guests and id_ != paper.topic:
                    self.guests[id_].append(paper)
        self.shown = [id_ for id_, papers in self.by_topic.items() if papers]
        self.line = templates.macro("row.md", "line")

    def render(self) -> Rendered:
        makers = {
            "summary": self._summary,
            "chart": self._chart,
            "contents": self._contents,
            "recent": self._recent,
            "sources": self._sources,
        }
        apart = [name.removeprefix("topic:") for name in self.names if name.startswith("topic:")]
        together = [id_ for id_ in self.shown if id_ not in apart] if "papers" in self.names else []
        sections = {name: make() if name in self.names else "" for name, make in makers.items()}
        sections |= dict.fromkeys(["papers", *(f"topic:{id_}" for id_ in self.titles)], "")
        room = LIMIT - _size(fill(self.readme, sections))
        texts, pages = self._topics([*together, *apart], room)
        sections["papers"] = "\n\n".join(texts[id_] for id_ in together)
        sections |= {f"topic:{id_}": texts[id_] for id_ in apart}
        return Rendered(self._checked(fill(self.readme, sections)), {**self._charts(), **pages})

    def _checked(self, readme: str) -> str:
        size = _size(readme)
        if size > LIMIT:
            raise BotError(
                f"README.md would have {size:,} bytes, more than {LIMIT:,}: people's own text is too long"
            )
        return readme

    def _summary(self) -> str:
        dates = [paper.added.isoformat() for paper in self.catalog]
        return self.templates.render(
            "summary.md", papers=len(self.catalog), sources=len(self.sources), changed=max(dates, default="")
        )

    def _chart(self) -> str:
        described = attribute(chart.described(chart.series(self.catalog, self.titles)))
        return self.templates.render("chart.md", description=described, **CHARTS)

    def _charts(self) -> dict[str, str]:
        if "chart" not in self.names:
            return {}
        data = chart.series(self.catalog, self.titles)
        return {path: chart.svg(data, chart.SCHEMES[scheme]) for scheme, path in CHARTS.items()}

    def _contents(self) -> str:
        return self.templates.render("contents.md", topics=[self._head(id_) for id_ in self.shown])

    def _recent(self) -> str:
        newest = sorted(self.catalog, key=lambda p: (p.added, p.year or 0, p.title, p.id), reverse=True)[
            :RECENT
        ]
        days = []
        for date in dict.fromkeys(paper.added for paper in newest):
            lines = [self._line(paper, dated=True, filed=True) for paper in newest if paper.added == date]
            count = sum(1 for paper in self.catalog if paper.added == date)
            days.append({"date": date.isoformat(), "lines": lines, "count": count})
        return self.templates.render("recent.md", days=days)

    def _sources(self) -> str:
        works = dict.fromkeys(self.legend.letters, 0)
        alone = dict.fromkeys(self.legend.letters, 0)
        for paper in self.catalog:
            said = {mention.source for mention in paper.mentions} & works.keys()
            for name in said:
                works[name] += 1
                alone[name] += len(said) == 1
        rows = [
            {
                "letter": self.legend.letters[source.name],
                "name": markdown(source.name),
                "url": _address(source),
                "works": works[source.name],
                "alone": alone[source.name],
            }
            for source in self.sources
        ]
        by_people = sum(1 for paper in self.catalog if not paper.mentions)
        return self.templates.render("sources.md", sources=rows, by_people=by_people)

    def _topics(self, ids: Sequence[str], room: int) -> tuple[dict[str, str], dict[str, str]]:
        """The sections of the topics by id, in ``room`` bytes together, and the pages that some lead to."""
        shelves = {id_: shelved(self.by_topic[id_], self.guests[id_], self._line) for id_ in ids}
        share = shares([shelf.size for shelf in shelves.values()], room)
        texts: dict[str, str] = {}
        pages: dict[str, str] = {}
        for id_, shelf in shelves.items():
            fits = shelf.within(share)
            own = {} if fits is shelf else self._pages(id_)
            pages |= own
            texts[id_] = self._section(id_, fits, next(iter(own), None))
        return texts, pages

    def _section(self, id_: str, shelf: Shelf, page: str | None) -> str:
        return self.templates.render(
            "topic.md",
            topic=self._head(id_),
            groups=shelf.groups(),
            page=page,
            shown=len(shelf.lines),
            contents="contents" in self.names,
        )

    def _pages(self, id_: str) -> dict[str, str]:
        """All of a topic, as files by path, the newest first."""
        home = partial(self._line, home="../README.md")
        whole = shelved(self.by_topic[id_], self.guests[id_], home)
        parts = whole.pages(LIMIT)
        paths = [f"{PAGES}{id_}{f'-{part + 1}' if part else ''}.md" for part in range(len(parts))]
        around = ["", *(path.removeprefix(PAGES) for path in paths), ""]
        return {
            path: self.templates.render(
                "page.md",
                made=MADE,
                topic=self._head(id_),
                groups=parts[part].groups(),
                part=part + 1,
                parts=len(parts),
                previous=around[part],
                next=around[part + 2],
            )
            + "\n"
            for part, path in enumerate(paths)
        }

    def _head(self, id_: str) -> Head:
        papers = self.by_topic[id_]
        years = sorted({paper.year for paper in papers if paper.year})
        span = "–".join(dict.fromkeys(str(year) for year in (*years[:1], *years[-1:])))
        return Head(id_, self.headings[id_], len(papers), span)

    def _line(self, paper: Paper, *, dated: bool, filed: bool = False, home: str = "") -> str:
        """A row; ``filed`` names its topic, ``home`` leads to the README."""
        return self.line(
            markdown(paper.title) or "(untitled)",
            safe_url(paper.url),
            kind_marker(paper),
            published(paper, dated=dated),
            shown_links(paper),
            [(self.headings[paper.topic], f"{home}#{_anchor(paper.topic)}")] if filed else [],
            self.legend.of_paper(paper),
            f"{home}#lists" if "sources" in self.names else "",
        )


def _titles(catalog: Iterable[Paper], topics: Iterable[Topic]) -> dict[str, str]:
    """Titles by topic, the configuration’s first; a paper may lie under one that it no longer has."""
    titles = {topic.id: topic.title for topic in topics}
    others = sorted({paper.topic for paper in catalog} - titles.keys())
    return titles | {id_: untitled(id_) for id_ in others}


def _address(source: Source) -> str | None:
    """Where a reader finds the source: its repository, its address, or its folder beside the README."""
    if source.repo:
        return safe_url(f"https://github.com/{source.repo}")
    if source.url:
        return safe_url(source.url)
    return quote(source.path or "", errors="replace") or None


def _size(text: str) -> int:
    return len(text.encode())
