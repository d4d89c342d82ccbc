"""The chart of papers by year and topic, as SVG for light and for dark pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.models import Paper
from bot.render.escape import attribute

LARGEST = 8
NAME = 34
YEARS = 12
TITLE = "Papers by year and topic"
OTHER = "Other topics"

WIDTH, BARS, TOP, LEFT, ROW = 480, 200, 36, 6, 21
FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Scheme:
    """Colours for one kind of page; ``faint`` is for text beside the point."""

    text: str
    faint: str
    topics: tuple[str, ...]
    other: str


# Paul Tol's "muted" and "light" qualitative schemes, told apart with any colour vision:
# https://sronpersonalpages.nl/~pault/
SCHEMES = {
    "light": Scheme(
        "#1f2328",
        "#59636e",
        ("#332288", "#88ccee", "#44aa99", "#117733", "#ddcc77", "#cc6677", "#882255", "#aa4499"),
        "#bbbbbb",
    ),
    "dark": Scheme(
        "#f0f6fc",
        "#9198a1",
        ("#77aadd", "#eedd88", "#44bb99", "#ffaabb", "#bbcc33", "#ee8866", "#99ddff", "#aaaa00"),
        "#6e7681",
    ),
}


@dataclass(frozen=True, slots=True)
class Series:
    """How many papers each topic has in each column; ``undated`` ones are in no column."""

    columns: tuple[str, ...]
    topics: tuple[tuple[str, tuple[int, ...]], ...]
    undated: int

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(counts) for counts in zip(*(counts for _, counts in self.topics), strict=True))


def series(papers: Iterable[Paper], titles: Mapping[str, str]) -> Series:
    """The largest topics by year, in the order of ``titles`` (topic id to title); the rest as one."""
    cells = Counter((paper.topic, paper.year or 0) for paper in papers)
    undated = sum(count for (_, year), count in cells.items() if not year)
    years = sorted({year for _, year in cells if year})
    columns = years[-YEARS:]
    place = {year: max(0, at - len(years) + len(columns)) for at, year in enumerate(years)}
    large = _largest(cells, tuple(titles))
    table = {topic: [0] * len(columns) for topic in (*large, "")}
    for (topic, year), count in cells.items():
        if year:
            table[topic if topic in table else ""][place[year]] += count
    names = [str(year) for year in columns]
    if columns != years:
        names[0] = f"≤{names[0]}"
    rows = ((titles.get(topic, topic) if topic else OTHER, tuple(row)) for topic, row in table.items())
    return Series(tuple(names), tuple(row for row in rows if any(row[1])), undated)


def _largest(cells: Mapping[tuple[str, int], int], order: Sequence[str]) -> list[str]:
    """The topics with the most dated papers, in ``order``."""
    sizes: Counter[str] = Counter()
    for (topic, year), count in cells.items():
        if topic and year:
            sizes[topic] += count
    place = {topic: at for at, topic in enumerate(order)}

    def rank(topic: str) -> tuple[int, str]:
        return place.get(topic, len(place)), topic

    return sorted(sorted(sizes, key=lambda topic: (-sizes[topic], rank(topic)))[:LARGEST], key=rank)


def described(data: Series) -> str:
    """What the chart shows, in a sentence for those who do not see it."""
    years = ", ".join(f"{name}: {total}" for name, total in zip(data.columns, data.totals, strict=True))
    undated = f" {data.undated} more have no year." if data.undated else ""
    return f"{TITLE}. {years}.{undated}"


def svg(data: Series, scheme: Scheme) -> str:
    """The chart of ``data``: stacked bars, their totals, a legend."""
    colours = _colours(data, scheme)
    rows = -(-len(data.topics) // 2)
    height = TOP + BARS + 36 + ROW * rows + 8
    note = f"{data.undated:,} without a year not shown" if data.undated else ""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"',
            f'  width="{WIDTH}" height="{height}" role="img" aria-labelledby="title desc"',
            f'  font-family="{FONT}" font-size="12">',
            f'<title id="title">{TITLE}</title>',
            f'<desc id="desc">{attribute(described(data))}</desc>',
            f'<text x="{LEFT}" y="20" font-size="15" font-weight="600" fill="{scheme.text}">{TITLE}</text>',
            f'<text x="{WIDTH - LEFT}" y="20" text-anchor="end" fill="{scheme.faint}">{note}</text>',
            *_bars(data, colours, scheme),
            *_legend(data, colours, scheme),
            "</svg>",
            "",
        ]
    )


def _colours(data: Series, scheme: Scheme) -> list[str]:
    return [
        scheme.other if name == OTHER and at == len(data.topics) - 1 else scheme.topics[at % LARGEST]
        for at, (name, _) in enumerate(data.topics)
    ]


def _bars(data: Series, colours: Sequence[str], scheme: Scheme) -> list[str]:
    """Bars from the bottom up, a hair's breadth between segments."""
    shapes = []
    step = (WIDTH - 2 * LEFT) / max(1, len(data.columns))
    wide = min(step * 0.74, 44)
    scale = (BARS - 18) / max(1, *data.totals, 1)
    bottom = TOP + BARS
    for at, (name, total) in enumerate(zip(data.columns, data.totals, strict=True)):
        middle = LEFT + step * (at + 0.5)
        top = float(bottom)
        for (topic, counts), colour in zip(data.topics, colours, strict=True):
            tall = counts[at] * scale
            top -= tall
            if tall:
                shapes.append(
                    f'<rect x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" '
                    f'height="{max(tall - 1, 0.6):.1f}" fill="{colour}">'
                    f"<title>{attribute(topic)}, {name}: {counts[at]}</title></rect>"
                )
        shapes.append(_label(middle, top - 6, f"{total:,}", scheme.faint))
        shapes.append(_label(middle, bottom + 16, name, scheme.text))
    shapes.append(
        f'<path d="M{LEFT} {bottom + 0.5}H{WIDTH - LEFT}" stroke="{scheme.faint}" stroke-width="1"/>'
    )
    return shapes


def _label(x: float, y: float, text: str, colour: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="middle"'
    return f'<text {place} fill="{colour}">{attribute(text)}</text>'


def _short(name: str) -> str:
    return name if len(name) <= NAME else f"{name[: NAME - 1].rstrip()}…"


def _legend(data: Series, colours: Sequence[str], scheme: Scheme) -> list[str]:
    """Two columns, in the order of the stacks."""
    rows = -(-len(data.topics) // 2)
    shapes = []
    for at, ((topic, counts), colour) in enumerate(zip(data.topics, colours, strict=True)):
        x = LEFT + (at // rows) * (WIDTH - 2 * LEFT) / 2
        y = TOP + BARS + 36 + ROW * (at % rows)
        shapes.append(f'<rect x="{x:.1f}" y="{y}" width="12" height="12" rx="2" fill="{colour}"/>')
        shapes.append(
            f'<text x="{x + 18:.1f}" y="{y + 10}" fill="{scheme.text}">{attribute(_short(topic))} '
            f'<tspan fill="{scheme.faint}">{sum(counts):,}</tspan></text>'
        )
    return shapes
