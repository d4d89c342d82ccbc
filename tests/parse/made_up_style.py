"""The styles in which made-up lists are written: one drawn by chance a seed, and only what a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("made_up.yml").read_text(encoding="utf-8"))
FORMS: dict[str, Any] = WORDS["forms"]
BULLETS = {
    "bullets -": "- ",
    "bullets *": "* ",
    "bullets +": "+ ",
    "numbers": "1. ",
    "nested": "- ",
    "details": "* ",
}
LINES = ("paragraphs", "br lines", "hard lines", "p and br")
TABLES = ("pipe table", "html td", "html th")
HTML = ("p and br", "html td", "html th")
_ORDERS = [
    "TAVR",
    "TVR",
    "TAV",
    "TV",
    "TR",
    "ATVR",
    "ATV",
    "VTR",
    "VT",
    "VTA",
    "VTAR",
    "YTR",
    "YT",
    "TAR",
    "TVAR",
]
_ORDERS += ["TRAV", "TRV", "TA", "YVTR", "TAYR", "TRN", "TVRN", "T", "AYTVR"]
_NAMES = ("et al.", "Last et al.", "native", *FORMS["names"])
_SET_OFF = ("round", "square", "bold square", "code", "bold", "bold code", "apostrophe")
_INVERTED = ("Last, F.", "Last, First;", "Last, First and", "MLA", "Last et al.")
_BELOW = ("sub-bullets", "one sub-bullet", "paragraph", "next line", "hard line", "br")


@dataclass(frozen=True, slots=True)
class Style:
    """How one list writes each of its entries."""

    kind: str
    container: str
    title: str
    order: str
    names: str
    authors: str
    venue: str
    resources: str
    separator: str
    below: str
    citation: str
    columns: str
    venues: str
    headings: str
    extra: str
    noise: float

    def features(self) -> dict[str, str]:
        """What tells this style from others, without the parts that it does not have."""
        shown = {f.name: str(getattr(self, f.name)) for f in fields(self)}
        parts = {"names": "A", "authors": "A", "venue": "V", "resources": "R"}
        gone = {key for key, part in parts.items() if part not in self.order}
        if self.kind != "papers":
            shown["title"] = f"{self.kind}: {self.title}"
            gone |= {"order", "separator", "headings"}
        if self.kind == "tools" or not (self.citation or "V" in self.order):
            gone.add("venues")
        if self.container in TABLES:
            gone.add("separator")
        return {key: value for key, value in shown.items() if value and key not in gone}


def style(seed: int) -> Style:
    """The style of the list that ``seed`` makes."""
    chance = Random(seed)
    while True:
        frame = _frame(chance)
        for _ in range(500):  # the frame stays, so that what is hard to combine is not rare
            if _readable(drawn := _drawn(chance, *frame)):
                return drawn


def _frame(c: Random) -> tuple[str, str, str, str]:
    """What a list holds, in which container, in which order, and where the facts stand when not beside the title."""
    kind = c.choice(["papers"] * 7 + ["citations"] * 2 + ["tools"])
    usual = [*BULLETS, "bullets -", "bullets -", "bullets *", "numbers", *LINES]
    tables = [*TABLES, "pipe table", "pipe table", "pipe table"]
    containers = {
        "citations": usual,
        "tools": usual + tables,
        "papers": [*usual, *tables, "headings", "headings"],
    }
    container = c.choice(containers[kind])
    orders = {"citations": ["T", "TR"], "tools": ["TN", "TN", "TRN"], "papers": _ORDERS}[kind]
    if container in TABLES or container == "headings":
        orders = [order for order in orders if order[1:] and (container in TABLES or order[0] == "T")]
    order = c.choice(orders)
    hangs = kind == "papers" and container in (*BULLETS, "paragraphs") and order[0] == "T" and order[1:]
    return kind, container, order, c.choice(_BELOW) if hangs and c.random() < 0.7 else ""


def _drawn(c: Random, kind: str, container: str, order: str, below: str) -> Style:
    headers = ["headed", "headed", "headed", "empty header", "empty first header"]
    citation = c.choice(list(FORMS["citation"])) if kind == "citations" else ""
    inside = [] if {"V", "Y"} & set(order) else ["year in link", "venue in link"] * 3
    venues = ["known", "known", "small"] + ["journals"] * ("proceedings" not in citation)
    return Style(
        kind, container, order=order, below=below,
        title=c.choice(["link", "bold link", "bold", "plain", "plain", *inside, *FORMS["title"]]),
        names=c.choice([*_NAMES, "First Last", "First Last", "et al."]),
        authors=c.choice(["plain", "plain", "labelled", "labelled", *FORMS["authors"]]),
        venue=c.choice([*FORMS["venue"], "labelled"]),
        resources=c.choice(list(FORMS["resources"])),
        separator=c.choice([", ", ". ", " - ", " | ", ": ", " — ", " ", ", ", ". ", "-"]),
        citation=citation,
        columns=c.choice(headers) if container == "pipe table" else "headed" if container in TABLES else "",
        venues="journals" if "12" in FORMS["citation"].get(citation, "") else c.choice(venues),
        headings=c.choice(["topics", "topics", "venue and year", "year"]),
        extra=c.choice(["", "", "", "emoji", "place", "footnote", "stars"]),
        noise=c.choice([0.0, 0.1, 0.2]),
    )  # fmt: skip


def _readable(s: Style) -> bool:
    """Whether a person could read every line of this style for certain."""
    linked = any(place in FORMS["title"][s.title] for place in ("{u}", "{k}"))
    rules = {"citations": _citations, "tools": _tools, "papers": _papers}
    return not any(_everywhere(s, linked)) and not any(rules[s.kind](s, linked))


def _everywhere(s: Style, linked: bool) -> Iterator[bool]:
    html = s.container in HTML
    yield html and (
        s.resources in ("reference", "badge", "bare", "pointy", "escaped")
        or s.title in ("reference link", "underscored")
    )
    yield html and (s.venue == "badge" or s.authors == "underscored")
    yield s.container in (*HTML, "headings") and s.extra in ("footnote", "stars")
    yield linked and s.resources in ("bare", "pointy") and "R" in s.order
    yield s.columns in ("empty header", "empty first header") and not (linked or "bold" in s.title)
    yield s.container in TABLES and s.resources in ("bar", "comma", "bare", "pointy")
    yield "R" not in s.order and s.extra == "stars"


def _citations(s: Style, linked: bool) -> Iterator[bool]:
    yield s.title not in ("plain", "link") or bool(s.below) or s.headings != "topics" or s.extra == "place"
    yield s.separator not in (" ", " | ")


def _tools(s: Style, linked: bool) -> Iterator[bool]:
    yield not linked or "in link" in s.title or s.title.startswith("quoted")
    yield (
        s.separator not in (" - ", " — ", ": ")
        or bool(s.below)
        or s.headings != "topics"
        or s.extra == "place"
    )


def _papers(s: Style, linked: bool) -> Iterator[bool]:
    has, first, table, plain = set(s.order), s.order[0], s.container in TABLES, s.title == "plain"
    loose = s.venue in ("plain", "comma", "in", "in italic", "year first", "italic comma")
    yield "in link" in s.title and (
        bool(has & {"V", "Y"}) or s.headings != "topics" or s.container == "headings"
    )
    yield s.title == "venue in link" and s.venues == "small"
    yield s.headings != "topics" and (bool(has & {"V", "Y"}) or s.container == "headings")
    yield s.container == "headings" and (s.title not in ("plain", "link") or s.noise > 0)
    yield s.extra == "place" and (plain or "A" in has)
    yield s.authors == "by" and (first == "A" or "Y" in has)
    apart = s.container == "headings" or s.below in ("sub-bullets", "hard line", "br")
    yield not apart and ((s.authors == "labelled" and "A" in has) or (s.venue == "labelled" and "V" in has))
    if table:
        yield s.authors in ("by", "labelled", "round")
        yield s.venue not in ("plain", "comma", "italic", "code", "year first", "apostrophe")
        return
    yield bool(s.below) and (len(s.order) < 2 or first != "T" or (plain and s.below == "next line"))
    yield s.container == "paragraphs" and s.below in ("sub-bullets", "one sub-bullet", "paragraph")
    yield s.container in LINES and plain and "R" not in has
    # What stands side by side must be told apart.
    yield s.separator == ": " and (first not in "AY" or s.order[1] != "T" or len(has - {"R"}) > 2)
    yield s.separator == "-" and (not linked or first != "Y" or "A" in has)
    yield s.separator == " " and ("A" in has or plain or ("V" in has and loose))
    yield plain and first in "AV" and s.separator in (", ", " ")
    yield plain and "A" in has and s.separator == ", " and s.names in ("native", "Last F", "LAST F")
    yield s.names in _INVERTED and s.separator == ", " and "A" in has
    yield s.venues == "journals" and loose and s.separator in (", ", " ") and "A" in has
    yield first == "V" and s.venue not in _SET_OFF
    yield first == "Y" and s.separator in (" ", ". ", ", ")
    yield s.venue == "code alone" and s.venues == "journals" and first == "V"
