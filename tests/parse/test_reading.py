"""A whole file: sections, what section and path add, footnotes, notes below, and sections that only talk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import Entry, Link
from bot.parse import parse
from tests.parse.examples import BLOG, CODE, NET, OTHER, PAPER, SECOND, entries, made, reasons, titles

ITEM = f"- [{NET}]({PAPER})"


@pytest.mark.parametrize(
    ("text", "section"),
    [
        pytest.param(f"# Gates\n{ITEM}", (), id="document-title"),
        pytest.param(f"# Gates\n## Pruning\n{ITEM}", ("Pruning",), id="section"),
        pytest.param(f"## Pruning\n### Filters\n{ITEM}", ("Pruning", "Filters"), id="two-deep"),
        pytest.param(f"# Awesome Gates\n{ITEM}\n# Pruning\n", (), id="several-first-levels"),
        pytest.param(
            f"# Trees\n- [{OTHER}]({SECOND})\n# Gates\n{ITEM}", ("Gates",), id="first-levels-as-sections"
        ),
        pytest.param(f"## Pruning [![x](y)](z) [↑](#top)\n{ITEM}", ("Pruning",), id="badges-behind"),
        pytest.param(f"## Pruning\n### Filters\n## Trees\n{ITEM}", ("Trees",), id="a-section-ends"),
        pytest.param(f"Pruning\n=======\n\nFilters\n-------\n{ITEM}", ("Filters",), id="underlined"),
        pytest.param(f"<h2>Pruning</h2>\n\n{ITEM}", ("Pruning",), id="html"),
        pytest.param(f"## Pruning\n**Filters**\n\n{ITEM}", ("Pruning", "Filters"), id="bold-line"),
    ],
)
def test_sections(text: str, section: tuple[str, ...]) -> None:
    assert [e.section for e in entries(text) if e.title == NET] == [section]


@pytest.mark.parametrize(
    ("path", "text", "venue", "year"),
    [
        pytest.param("list.md", f"## ICML 2020\n{ITEM}", "ICML", 2020, id="section"),
        pytest.param("list.md", f"## 2020\n### ICML\n{ITEM}", "ICML", 2020, id="two-sections"),
        pytest.param("list.md", f"## ICML 2020\n{ITEM}, ICLR 2021", "ICLR", 2021, id="the-entry-first"),
        pytest.param("list.md", f"## ICML 2020\n{ITEM}, 2019", None, 2019, id="another-year's-venue"),
        pytest.param("list.md", f"## ICML 2020\n{ITEM}, 2020", "ICML", 2020, id="the-same-year"),
        pytest.param("list.md", f"## Before 2018\n{ITEM}", None, None, id="open-range"),
        pytest.param("2020-ICML.md", ITEM, "ICML", 2020, id="path"),
        pytest.param("2020-ICML.md", f"## 2019\n{ITEM}", None, 2019, id="section-before-path"),
    ],
)
def test_what_section_and_path_add(path: str, text: str, venue: str | None, year: int | None) -> None:
    (entry,) = parse(path, text).entries

    assert (entry.path, entry.venue, entry.year) == (path, venue, year)


@pytest.mark.parametrize("mark", ["[^1]", " [^1]", "[^note]", "<sup>[1](#a)</sup>"])
def test_footnote_marks_are_no_text(mark: str) -> None:
    assert entries(f"{ITEM}{mark}, ICML 2020", "", "[^1]: Read in 2019.", "", "[^note]: Read.") == [
        made(NET, PAPER, venue="ICML", year=2020)
    ]


def test_where_the_only_link_is_a_footnote_s_it_leads_to_the_work() -> None:
    assert entries(f"- {NET}[^1]", "", f"[^1]: Ann Lee, [pdf]({PAPER})") == [
        made(NET, PAPER, links=[("pdf", PAPER)], authors=("Ann Lee",))
    ]


@pytest.mark.parametrize(
    ("note", "entry"),
    [
        pytest.param(f"[pdf]({PAPER})", made(NET, PAPER, links=[("pdf", PAPER)]), id="paper"),
        pytest.param(f"[code]({CODE})", made(NET, links=[("code", CODE)]), id="code"),
        pytest.param(f"[talk]({BLOG}) [pdf]({PAPER})", made(NET, PAPER, links=[("talk", BLOG), ("pdf", PAPER)]), id="both"),
        pytest.param(f"ICML 2020 [pdf]({PAPER})", made(NET, PAPER, links=[("pdf", PAPER)], venue="ICML", year=2020), id="facts-beside-a-link"),
        pytest.param(f"Paper: {PAPER}", made(NET, PAPER, links=[(PAPER, PAPER)]), id="key"),
        pytest.param(f"Venue: PR\n  - [pdf]({PAPER})", made(NET, PAPER, links=[("pdf", PAPER)], venue="PR"), id="a-venue-by-its-key"),
        pytest.param(f"Authors: Gatekeeper, Zuzu, Opener\n  - [pdf]({PAPER})", made(NET, PAPER, links=[("pdf", PAPER)], authors=("Gatekeeper", "Zuzu", "Opener")), id="authors-by-their-key"),
    ],
)  # fmt: skip
def test_what_notes_add(note: str, entry: Entry) -> None:
    assert entries(f"- {NET}\n  - {note}") == [entry]


def test_sections_that_only_talk_are_prose() -> None:
    linked = [f"- [{NET} {at}]({PAPER}{at})" for at in range(9)]
    text = ["## Why", "- Automated cleaning of data", "- Search of architectures", "## Papers", *linked]

    assert {e.section for e in entries(*text)} == {("Papers",)}
    assert reasons(*text) == [(2, "prose"), (3, "prose")]


def test_lines_are_counted_from_one_with_any_end_of_line() -> None:
    for end in ("\n", "\r\n", "\r"):
        reading = parse("list.md", end.join(["# Gates", "", ITEM, "- TODO"]))

        assert [e.line for e in reading.entries] == [3]
        assert [s.line for s in reading.skipped] == [4]


def test_links_keep_label_order_and_target() -> None:
    (entry,) = entries(f"- [{NET}]({PAPER}?a=1&amp;b) [[code]({CODE})] [slides](<a b.pdf>)")

    assert entry.links == (
        Link(NET, f"{PAPER}?a=1&amp;b"),
        Link("code", CODE),
        Link("slides", "a b.pdf"),
    )


_TITLES = st.sampled_from([NET, OTHER, "Gates of Nets", "Trees in Deep Woods", "Nets that Learn Slowly"])
_SECTIONS = st.lists(
    st.lists(st.tuples(_TITLES, st.sampled_from(["", ", ICML 2020", ", Ann Lee", ". Gate News"])), min_size=1, max_size=4),
    min_size=2,
    max_size=4,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_SECTIONS, st.randoms(use_true_random=False))
def test_the_order_of_sections_does_not_change_their_entries(
    sections: list[list[tuple[str, str]]], random: object
) -> None:
    parts = [
        "\n".join([f"## Part {at}", *(f"- [{t}]({PAPER}/{at}){tail}" for t, tail in items)])
        for at, items in enumerate(sections)
    ]

    there = {replace(e, line=0) for e in entries(*parts)}
    back = {replace(e, line=0) for e in entries(*reversed(parts))}

    assert there == back


_ANY = st.lists(
    st.sampled_from(["# a", "## License", "- ", f"[{NET}]({PAPER})", f"[pdf]({CODE})", "|", "|-|-|", "\n", "\n\n", "<br>", "<table><tr><td>", "</td></tr></table>",
                     "[^1]", "[^1]: x", "**", "`", "> ", "    ", "ICML 2020", "Ann Lee, ", "<details><summary>", "</summary>", "门", "\u200b", "﻿"])
    | st.text(max_size=6),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(_ANY)
def test_any_text_is_read_twice_the_same(text: str) -> None:
    reading = parse("list.md", text)

    assert reading == parse("list.md", text)
    assert all(entry.title.strip() for entry in reading.entries)
    assert list(reading.skipped) == sorted(reading.skipped, key=lambda s: s.line)


def test_a_file_without_entries() -> None:
    assert titles("", "# Gates", "", "Some words.") == []


def test_what_stands_beside_many_entries_is_none_of_theirs() -> None:
    rows = [
        f"- [A Study of Pruning, Part {n}](https://arxiv.org/abs/1608.{n:05}) "
        f"[code](https://github.com/ann/{n}) [Type](https://ann.dev/filters)\n"
        for n in range(8)
    ]
    for some, beside in ((rows, 1), (rows[:7], 2)):
        found = parse("README.md", "# L\n\n" + "".join(some)).entries
        assert [len(entry.links) - 1 for entry in found] == [beside] * len(some)
