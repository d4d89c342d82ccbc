"""The tree of blocks: groups and entries, facts below a title, lines and galleries, and what is told of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import Entry, Skipped
from bot.parse import parse
from bot.parse.split import gallery, split
from tests.parse.examples import (
    BLOG,
    CODE,
    NET,
    OTHER,
    PAPER,
    SECOND,
    entries,
    item,
    made,
    reasons,
    titles,
    wrong,
)

TWO = ("Ann Lee", "Bo Kim")
FIRST, LATER = made(NET, PAPER), made(OTHER, SECOND)
FACTS = made(NET, PAPER, links=[("pdf", PAPER)], venue="ICML", year=2020, authors=TWO)
ALL_FACTS = made(NET, PAPER, links=[("pdf", PAPER), ("code", CODE)], venue="ICML", year=2020, authors=TWO)
THIRD = "A Third Way to Prune Them"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        pytest.param(f"- {NET}\n  - Ann Lee, Bo Kim, ICML 2020 [[pdf]({PAPER})]", FACTS, id="sub-bullet"),
        pytest.param(f"- {NET}\n  - Ann Lee, Bo Kim\n  - ICML 2020\n  - [pdf]({PAPER}) [code]({CODE})", ALL_FACTS, id="sub-bullets"),
        pytest.param(f"- {NET}\n\n  Ann Lee, Bo Kim. ICML 2020.\n\n  [pdf]({PAPER})", FACTS, id="paragraphs-in-the-bullet"),
        pytest.param(f"- {NET}\n  Ann Lee, Bo Kim\n  ICML 2020 [pdf]({PAPER})", FACTS, id="lines-of-the-bullet"),
        pytest.param(f"**{NET}**\n\nAnn Lee, Bo Kim. ICML 2020. [[pdf]({PAPER})]", FACTS, id="paragraph-below-a-bold-one"),
        pytest.param(f"**{NET}**\\\nAnn Lee, Bo Kim\\\nICML 2020 [pdf]({PAPER})", FACTS, id="hard-lines"),
        pytest.param(f"**{NET}**\n\n- Authors: Ann Lee, Bo Kim\n- Venue: ICML 2020\n- [pdf]({PAPER})", FACTS, id="keys-below-a-bold-one"),
        pytest.param(f"#### {NET}\n\nAnn Lee, Bo Kim\n\nICML 2020\n\n[pdf]({PAPER})", FACTS, id="paragraphs-below-a-heading"),
        pytest.param(f"[{NET}]({PAPER})\n\n*[Ann Lee](a), [Bo Kim](b)*", made(NET, PAPER, links=[(NET, PAPER), ("Ann Lee", "a"), ("Bo Kim", "b")], authors=TWO), id="linked-author-line"),
        pytest.param(f"- [{NET}]({PAPER})\n  - `pip install gates`\n  - opens the gates of nets", FIRST, id="install-line-and-note"),
        wrong(f"- [{NET}]({PAPER})\n  - [Reading notes]({BLOG})", made(NET, PAPER, links=[(NET, PAPER), ("Reading notes", BLOG)]), id="reading-notes",
              reason="reading notes below an entry are an entry"),
    ],
)  # fmt: skip
def test_facts_below_a_title_are_its_own(text: str, entry: Entry) -> None:
    assert entries(text) == [entry]


def test_a_line_of_linked_authors_alone_is_no_entry() -> None:
    assert titles("*[Ann Lee](https://a.org), [Bo Kim](https://b.org)*") == []


@pytest.mark.parametrize(
    ("text", "section", "lines"),
    [
        pytest.param(f"- Lotteries:\n  - [{NET}]({PAPER})\n  - [{OTHER}]({SECOND})", ("Lotteries",), (2, 3), id="colon"),
        pytest.param(f"- Lotteries\n\n  [{NET}]({PAPER})\n\n  [{OTHER}]({SECOND})", ("Lotteries",), (3, 5), id="paragraphs-inside"),
        pytest.param(f"- **Lotteries**\n  1. [{NET}]({PAPER})\n  2. [{OTHER}]({SECOND})", ("Lotteries",), (2, 3), id="bold"),
        pytest.param(f"- Talks\n  - Ann Lee\n    - [{NET}]({PAPER})\n    - [{OTHER}]({SECOND})", ("Talks", "Ann Lee"), (3, 4), id="two-deep"),
        pytest.param(f"**Lotteries**\n\n- [{NET}]({PAPER})\n- [{OTHER}]({SECOND})", ("Lotteries",), (3, 4), id="bold-paragraph"),
        pytest.param(f"<details><summary>Lotteries</summary>\n\n- [{NET}]({PAPER})\n- [{OTHER}]({SECOND})\n</details>", ("Lotteries",), (3, 4), id="details"),
        pytest.param(f"- [Ann Lee](https://a.org)\n  - [{NET}]({PAPER})\n  - [{OTHER}]({SECOND})", ("Ann Lee",), (2, 3), id="person"),
    ],
)  # fmt: skip
def test_groups_are_sections(text: str, section: tuple[str, ...], lines: tuple[int, int]) -> None:
    assert entries(text) == [
        made(NET, PAPER, section=section, line=lines[0]),
        made(OTHER, SECOND, section=section, line=lines[1]),
    ]


def test_an_entry_below_an_entry_has_it_for_a_group() -> None:
    text = f"- [{NET}]({PAPER})\n  - [{OTHER}]({SECOND}), ICLR 2021"

    assert entries(text) == [FIRST, made(OTHER, SECOND, venue="ICLR", year=2021, section=(NET,), line=2)]


def test_what_each_entry_carries_below_it_is_none() -> None:
    text = (
        f"- [{NET}]({PAPER})\n  - [My own notes]({BLOG})\n- [{OTHER}]({SECOND})\n  - [My own notes]({CODE})"
    )

    assert titles(text) == [NET, OTHER]
    assert reasons(text) == [(2, "note of the entry above"), (4, "note of the entry above")]


def test_items_whose_siblings_have_notes_are_no_groups() -> None:
    text = f"- Gates of nets\n  - short\n- {NET}\n  - [pdf]({PAPER})\n- {OTHER}\n  - [pdf]({SECOND})"

    assert titles(text) == ["Gates of nets", NET, OTHER]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"- [{NET}]({PAPER})<br>[{OTHER}]({SECOND})", id="br-in-a-bullet"),
        pytest.param(f"[{NET}]({PAPER})<br>[{OTHER}]({SECOND})", id="br-in-a-paragraph"),
        pytest.param(f"- [{NET}]({PAPER}), [{OTHER}]({SECOND})", id="commas"),
        pytest.param(f"- Gates: [{NET}]({PAPER}), [{OTHER}]({SECOND})", id="commas-behind-a-word"),
        pytest.param(f"[{NET}]({PAPER})、[{OTHER}]({SECOND})", id="Chinese-commas"),
    ],
)
def test_several_entries_in_one_line(text: str) -> None:
    assert entries(text) == [FIRST, LATER]


@pytest.mark.xfail(strict=True, reason="what leads a gallery says nothing of its entries")
def test_what_leads_several_entries_holds_for_each() -> None:
    (first, second) = entries(f"- ICML 2020: [{NET}]({PAPER}), [{OTHER}]({SECOND})")

    assert (first.venue, first.year, second.venue, second.year) == ("ICML", 2020, "ICML", 2020)


@pytest.mark.parametrize("end", ["  \n", "\\\n", "<br>\n", "<br/>\n", "\n"])
def test_lines_with_a_link_each(end: str) -> None:
    text = end.join([f"[{NET}]({PAPER})", f"[{OTHER}]({SECOND})", f"[{THIRD}]({BLOG})"])

    assert [(e.title, e.url, e.line) for e in entries(text)] == [
        (NET, PAPER, 1),
        (OTHER, SECOND, 2),
        (THIRD, BLOG, 3),
    ]


@pytest.mark.parametrize("end", ["  \n", "\\\n", "<br>\n"])
def test_lines_of_one_form_whose_links_do_not_lead(end: str) -> None:
    text = end.join([f"{NET} [pdf]({PAPER})", f"{OTHER} [pdf]({SECOND})", f"{THIRD} [pdf]({BLOG})"])

    assert titles(text) == [NET, OTHER, THIRD]


def test_lines_of_one_entry_stay_together() -> None:
    assert split(item(f"[{NET}]({PAPER})  \nAnn Lee, Bo Kim  \n[code]({CODE})")) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"[{NET}]({PAPER}), [{OTHER}]({SECOND})", 2),
        (f"Gates: [A]({PAPER}) / [B]({SECOND})", 2),
        (f"[Ann Lee]({PAPER}), [Bo Kim]({SECOND})", 0),
        (f"[{NET}]({PAPER}), [{OTHER}]({PAPER})", 0),
        (f"[{NET}]({PAPER}), [{OTHER}]({SECOND}) show it", 0),
        (f"[{NET}]({PAPER}) and [{OTHER}]({SECOND})", 0),
        (f"[{NET}]({PAPER}), [code]({CODE})", 0),
    ],
)
def test_what_is_a_gallery(text: str, count: int) -> None:
    assert len(gallery(item(text))) == count


def test_contents_lead_elsewhere() -> None:
    text = f"- [Pruning](./#pruning)\n- [Filters](other.md#filters)\n- [Trees](#trees)\n- [{NET}]({PAPER})"

    assert titles(text) == [NET]
    assert reasons(text) == [(line, "table of contents") for line in (1, 2, 3)]


def test_a_paragraph_may_lead_nowhere() -> None:
    assert titles(f"[{NET}]()") == [NET]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("**Gates of Nets** [pdf]({})", "**Tiny Trees** [pdf]({})", id="bold"),
        pytest.param("Gates of Nets：{}", "Tiny Trees：{}", id="bare"),
        pytest.param("[Gates of Nets]({})", "[Tiny Trees]({})", id="linked"),
    ],
)  # fmt: skip
def test_paragraphs_of_short_titles_are_each_an_entry(first: str, second: str) -> None:
    assert titles(f"{first.format(PAPER)}\n\n{second.format(SECOND)}") == ["Gates of Nets", "Tiny Trees"]


def test_skipped_text_says_where_and_why() -> None:
    reading = parse("list.md", f"- [{NET}]({PAPER})\n- TODO\n- ![x](y)")

    assert reading.skipped == (
        Skipped("list.md", 2, "TODO", "placeholder"),
        Skipped("list.md", 3, "![x](y)", "badge"),
    )


_LINES = st.sampled_from([
    f"- [{NET}]({PAPER})", f"- {OTHER} [pdf]({SECOND})", "- Pruning", "- Pruning:", f"  - [pdf]({CODE})", "  - a note", "  - Ann Lee, Bo Kim", "- TODO", "-",
    f"    - [{OTHER}]({SECOND})", "| Title | Link |", "|-|-|", f"| {NET} | [pdf]({PAPER}) |", "| a | b |", "| **Group** | |", "", "## Pruning", "**Bold line**",
    "## News", f"See [here]({BLOG}).", f"[{OTHER}]({SECOND})<br>[{NET}]({PAPER})", "> - quoted", "  ", "text of some words", "- [a](#b)", "ICML 2020",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=14))
def test_every_item_and_row_is_an_entry_or_told_why_not(lines: list[str]) -> None:
    reading = parse("list.md", "\n".join(lines))
    told = {e.line for e in reading.entries} | {s.line for s in reading.skipped}

    # A line of text right below an item goes on with it, and its title may stand there.
    ends = ("- ", "  - ", "    - ", "## ")
    lost = [
        line
        for at, (line, after) in enumerate(zip(lines, [*lines[1:], ""], strict=False), 1)
        if line.startswith("- ") and at not in told and (not after or after.startswith(ends))
    ]
    assert lost == []


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=14))
def test_every_link_is_an_entry_s_or_stands_in_what_was_skipped(lines: list[str]) -> None:
    text = "\n".join(lines)
    reading = parse("list.md", text)
    told = {link.url for entry in reading.entries for link in entry.links}
    skipped = "\n".join(one.text for one in reading.skipped)

    assert [
        url for url in (PAPER, SECOND, CODE, BLOG) if url in text and url not in told and url not in skipped
    ] == []


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=14) | st.lists(st.text(max_size=20), max_size=9))
def test_any_text_is_read_and_each_title_stands_in_it(lines: list[str]) -> None:
    text = "\n".join(lines)
    reading = parse("list.md", text)

    assert reading == parse("list.md", text)
    assert all(e.title and 1 <= e.line <= len(text.split("\n")) for e in reading.entries)
