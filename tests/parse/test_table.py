"""Rows of tables: which column holds the titles, and what the others say of them."""

from __future__ import annotations

import pytest

from bot.markup import inline
from bot.models import Entry
from bot.parse import table
from tests.parse.examples import BLOG, CODE, NET, OTHER, PAPER, SECOND, entries, made, reasons, titles, wrong

TWO = ("Ann Lee", "Bo Kim")
FACTS = made(NET, PAPER, venue="ICML", year=2020, authors=TWO, line=3)
PLAIN = made(NET, PAPER, links=[("pdf", PAPER)], venue="ICML", year=2020, authors=TWO, line=3)


def piped(*rows: str) -> str:
    """Return rows as a table of pipes, the first of them its header."""
    width = rows[0].count("|") + 1
    return "\n".join(f"| {row} |" for row in (rows[0], "|".join(["-"] * width), *rows[1:]))


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        pytest.param(piped("Title | Authors | Venue", f"[{NET}]({PAPER}) | Ann Lee, Bo Kim | ICML 2020"), FACTS, id="linked-title"),
        pytest.param(piped("Venue | Authors | Title | Link", f"ICML'20 | Ann Lee, Bo Kim | {NET} | [pdf]({PAPER})"), PLAIN, id="link-in-its-own-column"),
        pytest.param(piped("タイトル | 著者 | 学会", f"[{NET}]({PAPER}) | Ann Lee, Bo Kim | ICML 2020"), FACTS, id="Japanese-header"),
        pytest.param(piped("题目 | 作者 | 会议", f"[{NET}]({PAPER}) | Ann Lee, Bo Kim | ICML 2020"), FACTS, id="Chinese-header"),
        pytest.param(piped(" | Authors | Venue", f"[{NET}]({PAPER}) | Ann Lee, Bo Kim | ICML 2020"), FACTS, id="first-header-empty"),
        pytest.param(piped("Year | Paper", f"2020 | [{NET}]({PAPER})<br>Ann Lee, Bo Kim<br>ICML"), FACTS, id="all-in-one-cell"),
        pytest.param(piped("Title | Venue | Where | Paper", f"{NET} | Gate News | online | [pdf]({PAPER})"),
                     made(NET, PAPER, links=[("pdf", PAPER)], venue="Gate News", line=3), id="unknown-venue"),
        pytest.param(piped("Title | Code", f"[GateNet]({PAPER}): a kit that learns which gates to open | [code]({CODE})"),
                     made("GateNet", PAPER, links=[("GateNet", PAPER), ("code", CODE)], note="a kit that learns which gates to open", line=3), id="description-in-the-cell-of-the-title"),
        pytest.param(piped("Title | Code", f"{NET} | [code]({CODE})"), made(NET, links=[("code", CODE)], line=3), id="paper-with-code-alone"),
        pytest.param(piped("Model | Code", f"GateNet | [code]({CODE})"), made("GateNet", CODE, links=[("code", CODE)], line=3), id="tool-with-code-alone"),
        pytest.param(piped("Title | Link", f"{NET} | -"), made(NET, line=3), id="no-link"),
    ],
)  # fmt: skip
def test_reads_a_row(text: str, entry: Entry) -> None:
    assert entries(text) == [entry]


@pytest.mark.parametrize("cell", ["td", "th"])
def test_rows_of_html(cell: str) -> None:
    rows = ["<table>", "<tr><th>Title</th><th>Venue</th></tr>"]
    rows += [f"<tr><{cell}><a href='{u}'>{t}</a></{cell}><{cell}>{v}</{cell}></tr>" for t, u, v in ((NET, PAPER, "ICML 2020"), (OTHER, SECOND, "ICLR 2021"))]  # fmt: skip

    assert entries(*rows, "</table>") == [
        made(NET, PAPER, venue="ICML", year=2020, line=3),
        made(OTHER, SECOND, venue="ICLR", year=2021, line=4),
    ]


def test_a_table_without_a_header() -> None:
    assert titles(f"| {NET} | [pdf]({PAPER}) |\n| {OTHER} | [pdf]({SECOND}) |") == [NET, OTHER]


def test_rows_that_end_before_the_column_of_the_title() -> None:
    assert titles(f"| Year | Title |\n|-|-|\n| 2020\n| 2021 | {NET} |") == [NET]


# For each weight a table whose titles it decides: header, rows, titles.
COLUMNS = {
    "called title": (piped("x | Title", f"opens the gates of nets one by one | GateNet [pdf]({PAPER})", f"grows the trees of nets one by one | TreeNet [pdf]({SECOND})"), ["GateNet", "TreeNet"]),
    "called paper": (piped("Kind | Paper | About", f"Gates | GateNet [pdf]({PAPER}) | wide nets", f"Trees | TreeNet [pdf]({SECOND}) | deep nets"), ["GateNet", "TreeNet"]),
    "called nothing": (piped("x", f"GateNet [pdf]({PAPER}) | gate by gate", f"TreeNet [pdf]({SECOND}) | tree by tree"), ["GateNet", "TreeNet"]),
    "called by name": (piped("Model", f"GateNet [pdf]({PAPER}) | gate by gate", f"TreeNet [pdf]({SECOND}) | tree by tree"), ["GateNet", "TreeNet"]),
    "called note": (piped("Abstract | Who", f"what gates of nets do | GateNet [pdf]({PAPER})", f"how trees of nets grow | TreeNet [pdf]({SECOND})"), ["GateNet", "TreeNet"]),
    "called a fact": (piped("Authors | x", f"Wide Gate Group of the North | GateNet [pdf]({PAPER})", f"Tree Group of the South | TreeNet [pdf]({SECOND})"), ["GateNet", "TreeNet"]),
    "links by title": (piped("x | y", f"opens and closes the gates of a wide network | [GateNet]({PAPER})", f"grows the trees of a deep one, too | [TreeNet]({SECOND})"), ["GateNet", "TreeNet"]),
    "words": (piped("x | y", f"a gate | {NET} [pdf]({PAPER})", f"b tree | {OTHER} [pdf]({SECOND})"), [NET, OTHER]),
    "all differ": (piped("x | y", f"vision and speech | GateNet [pdf]({PAPER})", f"vision and speech | TreeNet [pdf]({SECOND})"), ["GateNet", "TreeNet"]),
    "facts": (piped("x | y", f"ICML 2020 | GateNet [pdf]({PAPER})", f"ICLR 2021 | TreeNet [pdf]({SECOND})"), ["GateNet", "TreeNet"]),
    "runs on": (piped("x | y", f"Gates of Nets [pdf]({PAPER}) | {'how gates of nets open ' * 8}", f"Trees of Nets [pdf]({SECOND}) | {'how trees of nets grow ' * 8}"), ["Gates of Nets", "Trees of Nets"]),
    "each to the right": (piped("x | y", f"GateNet | vision [pdf]({PAPER})", f"TreeNet | speech text [pdf]({SECOND})"), ["GateNet", "TreeNet"]),
}  # fmt: skip


@pytest.mark.parametrize("row", table._WEIGHTS)
def test_a_weight_decides_a_table(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, wanted = COLUMNS[row]

    assert titles(text) == wanted

    monkeypatch.setitem(table._WEIGHTS, row, (0.0, ""))  # type: ignore[arg-type]

    assert titles(text) != wanted


@pytest.mark.parametrize(
    ("called", "role"),
    [("Title", "title"), ("**Paper Title**", "title"), ("Paper", "work"), ("Authors", "authors"), ("Pub. Date", "year"), ("Conference", "venue"), ("PDF", "paper"),
     ("Code", "code"), ("Abstract", "note"), ("Model", "name"), ("作者", "authors"), ("タイトル", "title"), ("", None), ("Params", None)],
)  # fmt: skip
def test_what_headers_call_a_column(called: str, role: str | None) -> None:
    assert table.role(inline.read(called, {})) == role


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param("**Pruning** | ", (3, "group heading"), id="group"),
        pytest.param(" | ", (3, "empty"), id="empty"),
        pytest.param("![x](y) | ", (3, "image"), id="image"),
        pytest.param("[![x](y)](a) | [![x](y)](b)", (3, "contributors"), id="contributors"),
        wrong(
            "Your title here | [pdf](url)", (3, "placeholder"), id="sample", reason="a sample row is an entry"
        ),
    ],
)
def test_rows_that_are_no_entries(row: str, told: tuple[int, str]) -> None:
    text = piped("Title | Link", row, f"{NET} | [pdf]({PAPER})")

    assert titles(text) == [NET]
    assert reasons(text)[1:] == [told]


def test_a_row_of_one_cell_is_the_section_of_those_below_it() -> None:
    text = piped("Title | Link", f"{OTHER} | [pdf]({SECOND})", "**Pruning** | ", f"{NET} | [pdf]({PAPER})")

    assert [(e.title, e.section) for e in entries(text)] == [(OTHER, ()), (NET, ("Pruning",))]


@pytest.mark.parametrize(
    "text",
    [piped("Symbol | Meaning", "F | filters", "Q | bits"), piped("Model | Accuracy", "GateNet | 93.1", "TreeNet | 94.2")],
)  # fmt: skip
def test_a_legend_lists_nothing(text: str) -> None:
    assert {reason for _, reason in reasons(text)} == {"table header", "legend"}


def test_a_second_header_begins_a_second_table() -> None:
    text = piped("Title | Link", f"{NET} | [pdf]({PAPER})", "Link | Title", f"[pdf]({SECOND}) | {OTHER}")

    assert [(e.title, e.url) for e in entries(text)] == [(NET, PAPER), (OTHER, SECOND)]
    assert reasons(text) == [(1, "table header"), (4, "table header")]


def test_where_the_title_s_column_is_empty_another_is_read() -> None:
    text = piped("Title | Paper", f"{NET} | [pdf]({PAPER})", f" | [{OTHER}]({BLOG})")

    assert [(e.title, e.url) for e in entries(text)] == [(NET, PAPER), (OTHER, BLOG)]
