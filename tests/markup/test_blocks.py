"""One way of writing blocks at a time, as a tree."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.markup.blocks import Block, read
from bot.markup.inline import Piece

Tree = list[tuple[object, ...]]


def said(pieces: Sequence[Piece] | None) -> str:
    """Return pieces as a short text: links as label→target, breaks as a slash."""
    shapes = {"break": "/", "image": "!"}
    return "".join(
        f"{p.text}→{p.url}" if p.kind == "link" else shapes.get(p.kind, p.text) for p in pieces or ()
    ).replace("\n", " ")


def tree(blocks: list[Block]) -> Tree:
    """Return each block's kind, line and what it says, then its children."""
    out: Tree = []
    for block in blocks:
        words = [said(cell.pieces) for cell in block.cells] or said(block.pieces) or block.text
        out.append((block.kind, block.line, words, *([tree(block.children)] if block.children else [])))
    return out


def shape(text: str) -> Tree:
    return tree(read(text).blocks)


def test_the_kinds_of_blocks() -> None:
    text = "# [T](u) x\n\nA\nb\n\n- c\n\n  d [e](f)\n  1. g\n> h\n\n```bibtex\n@a{b}\n```\nU [v](w)\n=====\n"

    assert shape(text) == [
        ("heading", 1, "T→u x"),
        ("paragraph", 3, "A b"),
        ("item", 6, "c", [("paragraph", 8, "d e→f"), ("item", 9, "g")]),
        ("quote", 10, "", [("paragraph", 10, "h")]),
        ("code", 12, "@a{b}\n"),
        ("heading", 15, "U v→w"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "-[A](u)\n-[B](v)", "- [A](u)\n- [B](v)", "1.[A](u)\n2.[B](v)", "1、[A](u)\n2、[B](v)", "（1）[A](u)\n（2）[B](v)", "•[A](u)\n• [B](v)",
        "*[A](u)\n*[B](v)", "- [A](u)\r\n- [B](v)", "<ul><li>[A](u)\n<li>[B](v)</ul>",
        "- " * 20 + "[A](u)\n- [B](v)",
    ],
)  # fmt: skip
def test_what_is_an_item(text: str) -> None:
    assert shape(text) == [("item", 1, "A→u"), ("item", 2, "B→v")]


@pytest.mark.parametrize("tag", ["<div>", "<div align=center><img src=x>", "<p>", "<summary>S</summary>", "<br>", "<img src=x>", "<a name=x>", "</details>"])  # fmt: skip
def test_html_left_open_does_not_swallow_the_markdown_below(tag: str) -> None:
    assert shape(f"{tag}\n- A\n\n  [B](u)\n\n  [C](v)\n# D\n")[-2:] == [
        ("item", 2, "A", [("paragraph", 4, "B→u"), ("paragraph", 6, "C→v")]),
        ("heading", 7, "D"),
    ]


def test_paragraphs_in_items_below_html_left_open() -> None:
    text = "### R\n<div x><img src=s>\n\n  - In\n    \n    - Q\n      \n      [A](u)\n\n      [B](v)\n"

    assert shape(text) == [
        ("heading", 1, "R"),
        ("paragraph", 2, "!"),
        ("item", 4, "In", [("item", 6, "Q", [("paragraph", 8, "A→u"), ("paragraph", 10, "B→v")])]),
    ]


def test_lines_of_html() -> None:
    text = '<p>\n&nbsp;&nbsp; <a href="u"><b>A</b></a> - is x.<br>\n&nbsp;&nbsp; <a href="v"><b>B</b></a> - y.<br>\n</p>'

    (block,) = read(text).blocks

    assert (block.kind, block.line) == ("paragraph", 2)
    assert list(block.pieces or ()) == [
        Piece("text", " "),
        Piece("link", "A", "u", bold=True),
        Piece("text", " - is x."),
        Piece("break", "\n"),
        Piece("text", "\n"),
        Piece("link", "B", "v", line=1, bold=True),
        Piece("text", " - y.", line=1),
        Piece("break", "\n", line=1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("|T|L|\n|-|-|\n|A \\| B|x<br>[p](u)|\n|C|", id="pipes"),
        pytest.param("T|L\n:--|---\nA \\| B | x<br>[p](u)\nC|", id="no-outer-pipes"),
        pytest.param("| T | L |\n|---|\n| A \\| B | x<br>[p](u) |\n| C |", id="broken-separator"),
    ],
)  # fmt: skip
def test_tables_of_pipes(text: str) -> None:
    rows = [(kind, line, [word for word in words if word]) for kind, line, words in shape(text)]  # type: ignore[attr-defined, misc]

    assert rows == [("header", 1, ["T", "L"]), ("row", 3, ["A | B", "x/p→u"]), ("row", 4, ["C"])]


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ("<tr><th>A</th><th>B</th></tr><tr><td>a</td><td>b</td></tr>", ["header", "row"]),
        ("<tr><th>A</th></tr><tr><th>B</th></tr><tr><td>a</td></tr>", ["header", "header", "row"]),
        ("<tr><th>A</th></tr><tr><td>a</td></tr><tr><th>B</th></tr>", ["header", "row", "row"]),
        ("<tr><th>A</th></tr><tr><th>b</th></tr><tr><th>c</th></tr>", ["header", "row", "row"]),
        ("<tr><th>A</th><td>a</td></tr><tr><th>B</th><td>b</td></tr>", ["row", "row"]),
        ("<tr><td>A<td>a<tr><td>B<td>b", ["row", "row"]),
    ],
)  # fmt: skip
def test_which_rows_of_html_are_headers(rows: str, kinds: list[str]) -> None:
    blocks = read(f"<table>{rows}</table>\n\n<table><tr><th>other</th></tr></table>").blocks

    assert [block.kind for block in blocks] == [*kinds, "header"]


def test_markdown_in_cells_of_html() -> None:
    text = "<table><tr>\n<td>\n\n- [A](u)\n- [B](v)\n\n</td>\n<td>c<br/>d</td></tr></table>\n\ne"

    assert shape(text) == [("row", 2, ["A→u/B→v", "c/d"]), ("paragraph", 10, "e")]


@pytest.mark.parametrize(
    "summary", ["<summary>S [A](u)</summary>", "<summary>\n\n  S [A](u)\n\n  </summary>"]
)
def test_details_in_an_item(summary: str) -> None:
    blocks = read(f"- a\n  <details>\n  {summary}\n\n  b [C](v)\n  - d\n\n  </details>\n- e").blocks

    assert [(b.kind, said(b.pieces)) for b in blocks] == [("item", "a"), ("item", "e")]
    assert [(b.kind, said(b.pieces)) for b in blocks[0].children] == [
        ("summary", "S A→u"), ("paragraph", "b C→v"), ("item", "d"), ("end", ""),
    ]  # fmt: skip


def test_details_in_a_cell() -> None:
    text = "|a|b|\n|-|-|\n|c|<details><summary>s</summary>[d](u)</details>|\n"

    assert [said(cell.pieces).replace("/", " ").split() for cell in read(text).blocks[1].cells] == [
        ["c"],
        ["s", "d→u"],
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("- a\n<!-- - [b](u)\n- c -->\n- d", [("item", 1, "a"), ("item", 4, "d")], id="items"),
        pytest.param("- a\n- <!-- [b](u) -->\n- d", [("item", 1, "a"), ("item", 2, ""), ("item", 3, "d")], id="an-item"),
        pytest.param("|a|b|\n|-|-|\n<!-- |c|d| -->\n|e|f|", [("header", 1, ["a", "b"]), ("row", 4, ["e", "f"])], id="row"),
        pytest.param("|a|<!-- b|c --> d|\n|-|-|", [("header", 1, ["a", "d"])], id="in-a-row"),
        pytest.param("<table>\n<!-- <tr>\n\n<td>a</td>\n</tr> -->\n<tr><td>b</td></tr>\n</table>", [("row", 6, ["b"])], id="html-row"),
        pytest.param("a\n\n<!--\n[b](u)\n\n# c", [("paragraph", 1, "a")], id="never-closed"),
        pytest.param("```\n<!--\n```\na `<!--` b", [("code", 1, "<!--\n"), ("paragraph", 4, "a <!-- b")], id="code"),
    ],
)  # fmt: skip
def test_what_is_commented_out_is_gone(text: str, left: Tree) -> None:
    assert shape(text) == left


def test_footnotes_are_told_by_themselves() -> None:
    text = (
        "- A[^1]\n- B [^Two] |\n\n[^1]: C. [p](u)\n  more\n\n    and more\n\n[^two]: D\n[r]: <v w> 't'\nE [r]"
    )

    document = read(text)

    assert tree(document.blocks) == [("item", 1, "A"), ("item", 2, "B  |"), ("paragraph", 11, "E r→v w")]
    assert [block.notes for block in document.blocks] == [["1"], ["two"], []]
    assert document.references == {"r": "v w"}
    assert {key: (note.line, said(note.pieces)) for key, note in document.notes.items()} == {
        "1": (4, "C. p→u more  and more"), "two": (9, "D"),
    }  # fmt: skip


_WORDS = (
    "- ", "1. ", "# ", "> ", "\n", "\n\n", "    ", "|", "|-|-|\n", "```", "[a](u)", "[^1]", "[^1]: ", "[a]: u\n", "===", "<table>", "<tr>", "<td>", "<th>",
    "</td>", "</table>", "<li>", "<ul>", "</ul>", "<details>", "<summary>", "</details>", "<h2>", "<div>", "<br>", "<!--", "-->", "x", "\r\n", "\t",
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(_WORDS), max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_is_a_tree(text: str) -> None:
    document = read(text)
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    stack = [*document.blocks, *document.notes.values()]
    while stack:
        block = stack.pop()
        assert 1 <= block.line <= lines
        assert all(1 <= cell.line <= lines for cell in block.cells)
        assert (block.pieces is None) == (block.kind in ("row", "header", "code"))
        stack += block.children
