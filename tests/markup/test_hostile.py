"""Any text at all gives a reading, in work that grows with its length and no faster."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.markup import blocks
from bot.markup.decode import decode
from bot.parse import parse

_WORDS = (
    "- ", "* ", "1. ", "1.", "# ", "#", "> ", "\n", "\n\n", "    ", "|", "|-|-|\n", "---", "===", "```", "`", "**",
    "*", "_", "[", "]", "(", ")", "](", "![", "\\", "<table>", "<tr>", "<td>", "</td>", "</table>", "<li>", "</ul>",
    "<details>", "<summary>", "</details>", "<a href='u'>", "</a>", "<br>", "<!--", "-->", "&amp;", "$x^2$", "http://x.y",
    "[A](u)", "[Title of a paper](http://a.b/c)", "[[paper]](http://p)", "[![arXiv](s)](http://q)", "[a]: http://r\n",
    "CVPR 2019", "'18", ". ", ": ", "Authors: ", "Song Han, Jeff Pool", "et al.", "Learning Efficient Networks",
    "中文标题", "《", "》", "，", "🔥", "\r\n", "\t", "\u2028", "News", "Contents", "License",
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.lists(st.sampled_from(_WORDS), max_size=40).map("".join), st.text(max_size=200)))
def test_any_text_gives_a_reading(text: str) -> None:
    reading = parse("2018-CVPR.md", text)
    lines = len(re.split(r"\r\n|\r|\n", text))

    assert all(1 <= e.line <= lines and e.title.strip() for e in reading.entries)
    assert all(1 <= s.line <= lines and s.reason for s in reading.skipped)
    assert all(link.url for e in reading.entries for link in e.links)
    assert reading == parse("2018-CVPR.md", text)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_give_text_or_a_clear_error(data: bytes) -> None:
    message = ""
    try:
        parse("list.md", decode(data, "list.md"))
    except BotError as error:
        message = str(error)

    assert not message or re.fullmatch(r"list\.md:\d+: .+\.", message)


def calls(text: str) -> int:
    """Count the calls that reading a text makes: work, measured without a clock."""
    count = 0

    def on_event(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(on_event)
    try:
        parse("list.md", text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: "[" * n, id="open-brackets"),
        pytest.param(lambda n: "[" * n + "a" + "](u)" * n, id="nested-links"),
        pytest.param(lambda n: "[a](" * n, id="open-targets"),
        pytest.param(lambda n: "*a **b " * n, id="open-emphasis"),
        pytest.param(lambda n: "".join("`" * (i % 60) + " " for i in range(n)), id="backticks"),
        pytest.param(lambda n: "<div>" * n, id="divs"),
        pytest.param(lambda n: "<!-- " * n, id="comments"),
        pytest.param(lambda n: "<a href='u'>" * n, id="anchors"),
        pytest.param(lambda n: "<sup>" + "[a](#b)" * n, id="footnotes"),
        pytest.param(lambda n: "> " * n + "x", id="quotes"),
        pytest.param(lambda n: "- " * n + "x", id="bullets"),
        pytest.param(lambda n: "\n".join("  " * min(i, 40) + "- a" for i in range(n)), id="nesting"),
        pytest.param(lambda n: "|" * n + "\n" + "|-" * n, id="pipes"),
        pytest.param(lambda n: "|a|b|\nx\n" * n, id="rows-and-text"),
        pytest.param(lambda n: "- " + "https://a(b" * n, id="urls"),
        pytest.param(lambda n: "<details><summary>a</summary>\n\n" * n, id="details"),
        pytest.param(lambda n: "**Some long title**\n\n[paper](u)\n\n" * n, id="bold-titles"),
        pytest.param(lambda n: f"- [Title of paper]({'u'}) CVPR 2019\n" * n, id="items"),
        pytest.param(lambda n: "[^1]: a\n" * n + "[^1]" * n, id="markdown-footnotes"),
        pytest.param(lambda n: "[^1]: a\n" + "b\n" * n, id="one-long-footnote"),
        pytest.param(lambda n: "--> <!-- " * n, id="comments-the-wrong-way-round"),
        pytest.param(lambda n: "<table>\n" + "<!-- a -->\n" * n, id="comments-in-html"),
        pytest.param(lambda n: "<td>a\n\nb\n\n" * n, id="cells-over-paragraphs"),
        pytest.param(lambda n: "<td>" + "<b>" * n, id="tags-in-a-cell"),
        pytest.param(lambda n: "<tr><th>a" * n, id="header-cells"),
        pytest.param(lambda n: "<ul>" * n + "<li>" * n, id="html-lists"),
        pytest.param(lambda n: "".join(f"[a{i}]: u\n\n[a{i}] [b]\n\n" for i in range(n)), id="references"),
        pytest.param(lambda n: "[x]: u\n\n" + "[a][b" * n, id="open-references"),
        pytest.param(lambda n: "![![a](b)" * n, id="open-images"),
        pytest.param(lambda n: "**a **b" * n + "__c ***d" * n, id="marks-of-every-kind"),
        pytest.param(lambda n: "a\n-\n" * n + "# b\n" * n, id="headings"),
    ],
)
def test_work_grows_with_length(make: Callable[[int], str]) -> None:
    parse("list.md", make(200))
    once = calls(make(400))

    assert calls(make(800)) <= 2.5 * once + 2000


@pytest.mark.parametrize(
    "piece",
    [
        "[", "](", "![", "[a](<", "[a](#b(", "[a](u \"", "[^1", "*", "_a_", "**a ", "~~", "`", "$", "&", "&nbsp;", "\\", "!",
        "<", "<!--", "<a href=x>", "<a x='", "<b>", "<td>", "<sup>[1](#x)", "http://", "]（http", "|", "|a", " ", "\t", "\u00a0", "中",
    ],
)  # fmt: skip
def test_time_grows_with_the_length_of_one_line(piece: str) -> None:
    """Work that calls do not show, copies and patterns that look far ahead, shows in time, roughly told."""

    def seconds(size: int) -> float:
        text = "- x " + piece * (size // len(piece))
        start = time.process_time()
        blocks.read(text)
        return time.process_time() - start

    seconds(10_000)
    assert seconds(200_000) <= 16 * seconds(50_000) + 2


@pytest.mark.parametrize(
    "piece", ["[", "]", "|", "*", "_", "`", "<", "(", "](", "a", "- ", "> ", "中", " ", "1.", "Aa Bb, "]
)
def test_a_megabyte_on_one_line_is_read(piece: str) -> None:
    text = "- x " + piece * (1_000_000 // len(piece))

    assert len(parse("list.md", text).entries) <= 1


@pytest.mark.parametrize("piece", [">", "- ", "[", "*", "<div>", "<ul><li>", "> - ", "1. "])
def test_ten_thousand_levels_are_read(piece: str) -> None:
    assert len(parse("list.md", piece * 10_000 + "x").entries) <= 1
