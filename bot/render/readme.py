"""The README's sections from the catalog, and the pages and charts beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.errors import BotError
from bot.identify.venues import dated
from bot.models import Paper, Source, Topic
from bot.render import chart
from bot.render.escape import attribute, markdown, safe_url
from bot.render.markers import fill, names
from bot.render.rows import Legend, kind_marker, newest_first, published, shown_links
from bot.render.templates import Templates
from bot.render.topic import AGREED, chosen, parts, split
from bot.topics import untitled

if TYPE_CHECKING:
    from jinja2 import BaseLoader

# A README is a front page; GitHub cuts it at 512 kB: https://docs.github.com/repositories (“About READMEs”).
LIMIT = 150_000
PAGE = 400_000
# A list whose rows take less stands in the README whole; of a larger one each topic shows so many works.
WHOLE = 40_000
ROW = 20  # bytes of a row, at least
SHOWN = (10, 5, 3, 1, 0)
NAMED = 3  # lists that a row of the README names; of more it says how many
# New is what came in the month up to the newest. A day on which a list brought so many works, and such a
# share of all that it has, was an import, which is no news.
RECENT, DAYS = 15, 31
IMPORT, SHARE = 20, 0.1

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
    """What a template says of a topic as a whole; ``page`` has all of it, if the README has not."""

    id: str
    title: str
    count: int
    agreed: int
    years: str
    page: str = ""

    @property
    def anchor(self) -> str:
        return f"topic-{self.id}"


def render(
    readme: str,
    catalog: Iterable[Paper],
    topics: Sequence[Topic],
    sources: Sequence[Source],
    loader: BaseLoader,
) -> Rendered:
    """``readme`` with its sections as ``catalog`` has them; ``loader`` gives the templates' sources.

    A README stays below 150 kB: of a larger list, each topic shows what most lists agree on, and leads to a
    page with all. Raises Invalid for markers that do not pair up or that name no section, BotError for a
    broken template.
    """
    return _Renderer(readme, tuple(map(dated, catalog)), topics, sources, Templates(loader)).render()


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
        self.topics = topics
        self.sources = sources
        self.templates = templates
        self.legend = Legend.of(sources)
        self.titles = _titles(catalog, topics)
        self.headings = {id_: markdown(title) for id_, title in self.titles.items()}
        self.by_topic: dict[str, list[Paper]] = {id_: [] for id_ in self.titles}
        for paper in catalog:
            self.by_topic[paper.topic].append(paper)
        self.shown = [id_ for id_, papers in self.by_topic.items() if papers]
        self.line = templates.macro("row.md", "line")

    def render(self) -> Rendered:
        apart = [name.removeprefix("topic:") for name in self.names if name.startswith("topic:")]
        together = [id_ for id_ in self.shown if id_ not in apart] if "papers" in self.names else []
        own = _size(fill(self.readme, self._sections({}, (), (), 0)))
        room = min(WHOLE, LIMIT - own)
        whole = len(self.catalog) * ROW <= room and sum(_size(self._row(p)) for p in self.catalog) <= room
        pages = {} if whole else self._pages([*together, *apart])
        heads = {id_: self._head(id_, f"{PAGES}{id_}.md" in pages) for id_ in self.titles}
        size = own
        for most in (len(self.catalog),) if whole else SHOWN:
            readme = fill(self.readme, self._sections(heads, together, apart, most))
            size = _size(readme)
            if size <= LIMIT:
                return Rendered(readme, {**self._charts(), **pages})
        raise BotError(
            f"README.md would have {size:,} bytes, more than {LIMIT:,}: people's own text is too long"
        )

    def _sections(
        self,
        heads: Mapping[str, Head],
        together: Sequence[str],
        apart: Sequence[str],
        most: int,
    ) -> dict[str, str]:
        """Every section by its name; a topic's shows at most so many works."""
        makers = {
            "summary": self._summary,
            "chart": self._chart,
            "contents": lambda: self._contents([heads[id_] for id_ in self.shown if id_ in heads]),
            "recent": self._recent,
            "sources": self._sources,
        }
        texts = {
            id_: self.templates.render(
                "topic.md",
                topic=heads[id_],
                rows=[self._row(paper) for paper in chosen(self.by_topic[id_], self.legend, most)],
                contents="contents" in self.names,
            )
            for id_ in (*together, *apart)
        }
        return {
            **{name: make() if name in self.names else "" for name, make in makers.items()},
            "papers": "\n\n".join(texts[id_] for id_ in together),
            **{f"topic:{id_}": texts.get(id_, "") for id_ in self.titles},
        }

    def _summary(self) -> str:
        dates = [paper.added.isoformat() for paper in self.catalog]
        return self.templates.render(
            "summary.md",
            papers=len(self.catalog),
            sources=len(self.sources),
            agreed=sum(1 for paper in self.catalog if self.legend.lists(paper) >= AGREED),
            changed=max(dates, default=""),
        )

    def _chart(self) -> str:
        described = attribute(chart.described(chart.series(self.catalog, self.titles)))
        return self.templates.render("chart.md", description=described, **CHARTS)

    def _charts(self) -> dict[str, str]:
        if "chart" not in self.names:
            return {}
        data = chart.series(self.catalog, self.titles)
        return {path: chart.svg(data, chart.SCHEMES[scheme]) for scheme, path in CHARTS.items()}

    def _contents(self, heads: Sequence[Head]) -> str:
        return self.templates.render("contents.md", topics=heads)

    def _recent(self) -> str:
        new = news(self.catalog)
        lines = [self._row(paper, filed=True) for paper in newest_first(new)[:RECENT]]
        return self.templates.render(
            "recent.md", lines=lines, more=len(new) - len(lines), all=len(self.catalog)
        )

    def _sources(self) -> str:
        works = dict.fromkeys(self.legend.letters, 0)
        alone = dict.fromkeys(self.legend.letters, 0)
        newest: dict[str, str] = dict.fromkeys(self.legend.letters, "")
        for paper in self.catalog:
            said = {mention.source for mention in paper.mentions} & works.keys()
            for name in said:
                works[name] += 1
                alone[name] += len(said) == 1
                newest[name] = max(newest[name], paper.added.isoformat())
        rows = [
            {
                "letter": self.legend.letters[source.name],
                "name": markdown(source.name),
                "url": _address(source),
                "works": works[source.name],
                "alone": alone[source.name],
                "newest": newest[source.name],
            }
            for source in self.sources
        ]
        by_people = sum(1 for paper in self.catalog if not paper.mentions)
        return self.templates.render("sources.md", sources=rows, by_people=by_people)

    def _pages(self, ids: Sequence[str]) -> dict[str, str]:
        """All of each topic, as files by path; what its section has room for needs none."""
        return {
            path: text
            for id_ in ids
            if len(self.by_topic[id_]) > SHOWN[0]
            for path, text in self._pages_of(id_)
        }

    def _pages_of(self, id_: str) -> Iterable[tuple[str, str]]:
        rows = {paper.id: self._row(paper, home="../README.md") for paper in self.by_topic[id_]}
        pages = split(list(parts(self.by_topic[id_], self.topics, rows)), PAGE)
        paths = [f"{PAGES}{id_}{f'-{number + 1}' if number else ''}.md" for number in range(len(pages))]
        around = ["", *(path.removeprefix(PAGES) for path in paths), ""]
        for number, path in enumerate(paths):
            text = self.templates.render(
                "page.md",
                made=MADE,
                topic=self._head(id_, True),
                groups=pages[number],
                part=number + 1,
                parts=len(pages),
                previous=around[number],
                next=around[number + 2],
            )
            yield path, f"{text}\n"

    def _head(self, id_: str, paged: bool) -> Head:
        papers = self.by_topic[id_]
        years = sorted({paper.year for paper in papers if paper.year})
        span = "–".join(dict.fromkeys(str(year) for year in (*years[:1], *years[-1:])))
        agreed = sum(1 for paper in papers if self.legend.lists(paper) >= AGREED)
        page = f"{PAGES}{id_}.md" if paged else ""
        return Head(id_, self.headings[id_], len(papers), agreed, span, page)

    def _row(self, paper: Paper, *, filed: bool = False, home: str = "") -> str:
        """A row; ``filed`` names its topic, ``home`` leads to the README."""
        return self.line(
            markdown(paper.title) or "(untitled)",
            safe_url(paper.url),
            kind_marker(paper),
            published(paper),
            shown_links(paper),
            [(self.headings[paper.topic], f"{home}#topic-{paper.topic}")] if filed else [],
            self.legend.of_paper(paper, most=None if home else NAMED),
            f"{home}#lists" if "sources" in self.names else "",
        )


def news(catalog: Sequence[Paper]) -> list[Paper]:
    """What came in the month up to the newest addition, but for what lists brought as they were taken in."""
    of_list: Counter[str] = Counter()
    on_day: Counter[tuple[str, str]] = Counter()
    for paper in catalog:
        for source in {mention.source for mention in paper.mentions}:
            of_list[source] += 1
            on_day[source, paper.added.isoformat()] += 1
    imports = {
        (source, day) for (source, day), n in on_day.items() if n >= max(IMPORT, SHARE * of_list[source])
    }
    days = {day for _, day in imports}

    def imported(paper: Paper) -> bool:
        day = paper.added.isoformat()
        return any((mention.source, day) in imports for mention in paper.mentions) or (
            not paper.mentions and day in days
        )

    since = max((paper.added for paper in catalog), default=date.max) - timedelta(days=DAYS)
    return [paper for paper in catalog if paper.added > since and not imported(paper)]


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
