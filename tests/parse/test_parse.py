"""One way of writing an entry at a time."""

from __future__ import annotations

import pytest

from bot.errors import BotError
from bot.markup import inline
from bot.markup.decode import decode
from bot.markup.inline import Piece
from bot.models import Entry, Link, Skipped
from bot.parse import parse

NET = "Learning Efficient Convolutional Networks"
PAPER = "https://arxiv.org/abs/1708.06519"
CODE = "https://github.com/liuzhuang13/slimming"


def only(text: str, path: str = "list.md") -> Entry:
    (entry,) = parse(path, text).entries
    return entry


def reasons(text: str) -> list[str]:
    reading = parse("list.md", text)
    assert reading.entries == ()
    return [s.reason for s in reading.skipped]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"- [{NET}]({PAPER})", id="bullet"),
        pytest.param(f"-[{NET}]({PAPER})", id="no-space-after-dash"),
        pytest.param(f"1.[{NET}]({PAPER})", id="no-space-after-number"),
        pytest.param(f"2、[{NET}]({PAPER})", id="chinese-number"),
        pytest.param(f"• [{NET}]({PAPER})", id="typed-bullet"),
        pytest.param(f"        - [{NET}]({PAPER})", id="indented-like-code"),
        pytest.param(f"- [{NET}] ({PAPER})", id="space-before-target"),
        pytest.param(f"- [{NET}]( {PAPER} )", id="spaces-in-target"),
        pytest.param(f"- [{NET}]({PAPER} 'tip')", id="link-title"),
        pytest.param(f"- [{NET}][1]\n\n[1]: {PAPER}", id="reference"),
        pytest.param(f"- [{NET}]\n\n[{NET}]: <{PAPER}>", id="shortcut-reference"),
        pytest.param(f"- 🔥 **[{NET}]({PAPER})** ⭐", id="bold-and-emoji"),
        pytest.param(f"- [ ] [{NET}]({PAPER})", id="task"),
        pytest.param(f"- ~~[{NET}]({PAPER})~~", id="struck-out"),
        pytest.param("- [Learning Efficient\n  Convolutional Networks](" + PAPER + ")", id="over-two-lines"),
        pytest.param(f"- **{NET}** [[paper]]({PAPER})", id="bold-title-outside"),
        pytest.param(f"- {NET} - [PDF]({PAPER})", id="plain-title-outside"),
        pytest.param(f"- [[pdf]({PAPER})] {NET}", id="link-before-title"),
        pytest.param(f"- {NET} {PAPER}", id="bare-url"),
        pytest.param(f"- {NET} [![arXiv](https://img.shields.io/x.svg)]({PAPER})", id="linked-badge"),
        pytest.param(f"- {NET}\n  - [Paper]({PAPER})", id="link-in-child"),
        pytest.param(f"**{NET}**\n\n[paper]({PAPER})", id="bold-paragraph"),
        pytest.param(f"#### {NET}\n\n- Paper: {PAPER}\n- Code: None", id="heading"),
        pytest.param(f"[{NET}]({PAPER})\n\n[![x](y)](#top)", id="paragraph"),
        pytest.param(f"| Title | Link |\n|---|---|\n| {NET} | [pdf]({PAPER}) |", id="table"),
        pytest.param(f"Link | Title\n-- | --\n[pdf]({PAPER}) | {NET}", id="table-without-outer-pipes"),
        pytest.param(f"| Title | Link |\n|---|\n| {NET} | [pdf]({PAPER}) |", id="bad-separator"),
        pytest.param(f"<ul><li><a href='{PAPER}'>{NET}</a></ul>", id="html-list"),
        pytest.param(f"<table><tr><td>{NET}<td><a href={PAPER}>pdf</a></table>", id="html-table"),
        pytest.param(f"<details>\n<summary></summary>\n- [{NET}]({PAPER})\n</details>", id="details"),
    ],
)
def test_finds_title_and_link(text: str) -> None:
    entry = only(text)

    assert (entry.title, entry.url) == (NET, PAPER)
    assert {link.url for link in entry.links} == {PAPER}


@pytest.mark.parametrize(
    ("text", "venue", "year"),
    [
        pytest.param("[CVPR'17]", "CVPR", 2017, id="short-year"),
        pytest.param("(NeurIPS 2020 Oral)", "NeurIPS", 2020, id="oral"),
        pytest.param("(@CVPR2015)", "CVPR", 2015, id="at"),
        pytest.param("*ICLR 2018*", "ICLR", 2018, id="italics"),
        pytest.param(", CVPR-18", "CVPR", 2018, id="dash"),
        pytest.param(". In Proc. of ICML, 2019.", "ICML", 2019, id="proceedings"),
        pytest.param("arXiv preprint arXiv:1510.00149 (2015)", "arXiv", 2015, id="preprint"),
        pytest.param("(Jul 2024)", None, 2024, id="month"),
        pytest.param("[MobiSys ’17]", "MobiSys", 2017, id="unknown-acronym-with-year"),
        pytest.param("by Tim Dettmers et al., 2022.", None, 2022, id="names-and-year"),
        pytest.param("- a faster sequel to the 2012 network of the same group", None, None, id="description"),
        pytest.param("", None, None, id="never-from-an-arxiv-number"),
        pytest.param("![](https://img.shields.io/badge/ICLR-2024-blue)", "ICLR", 2024, id="badge"),
    ],
)
def test_reads_venue_and_year(text: str, venue: str | None, year: int | None) -> None:
    entry = only(f"- [{NET}]({PAPER}) {text}")

    assert (entry.venue, entry.year) == (venue, year)


@pytest.mark.parametrize(
    "before",
    [
        "2017-ICCV-",
        "[ICCV 2017] ",
        "(ICCV'17) ",
        "ICCV 2017 | ",
        "**ICCV2017**: ",
        "`ICCV 2017` ",
        "【ICCV 2017】",
    ],
)
def test_reads_venue_and_year_before_a_title(before: str) -> None:
    entry = only(f"- {before}[{NET}]({PAPER})")

    assert (entry.title, entry.venue, entry.year) == (NET, "ICCV", 2017)


def test_inherits_venue_and_year_from_the_section() -> None:
    entry = only(f"# Papers\n## 2017\n### ICCV\n- [{NET}]({PAPER})")

    assert (entry.section, entry.venue, entry.year) == (("2017", "ICCV"), "ICCV", 2017)


def test_inherits_venue_and_year_from_the_path() -> None:
    entry = only(f"- [{NET}]({PAPER})", path="recent conferences/2017-ICCV/pruning.md")

    assert (entry.venue, entry.year) == ("ICCV", 2017)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        pytest.param(
            f'- Zhuang Liu, Jianguo Li. "{NET}." ICCV, 2017.', ("Zhuang Liu", "Jianguo Li"), id="quoted"
        ),
        pytest.param(f"- {NET}. Liu, Zhuang et al. ICCV 2017", ("Zhuang Liu et al.",), id="et-al"),
        pytest.param(
            f"- {NET} - Zhuang Liu, Gao Huang - ICCV 2017", ("Zhuang Liu", "Gao Huang"), id="dashes"
        ),
        pytest.param(
            f"- Liu, Z., & Huang, G. (2017). {NET}. ICCV.",
            ("Z. Liu", "G. Huang"),
            id="apa",
        ),
        pytest.param(f"- {NET}, Zhuang Liu, Gao Huang, ICCV 2017", ("Zhuang Liu", "Gao Huang"), id="commas"),
    ],
)
def test_parts_names_from_a_title(text: str, authors: tuple[str, ...]) -> None:
    entry = only(text)

    assert (entry.title, entry.authors, entry.venue, entry.year) == (NET, authors, "ICCV", 2017)


def test_keeps_every_link_in_order_and_byte_for_byte() -> None:
    entry = only(f"- [{NET}](http://a.b/x%20y_(1).pdf?q=ü&amp;r) [[code]]({CODE})\n  - [解读](http://c.d)")

    assert entry.url == "http://a.b/x%20y_(1).pdf?q=ü&amp;r"
    assert entry.links == (Link(NET, entry.url), Link("[code]", CODE), Link("解读", "http://c.d"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"- [{NET}]()", id="empty-target"),
        pytest.param(f"- [{NET}]", id="brackets-without-target"),
        pytest.param(f"- {NET}. (University of Somewhere)", id="affiliation"),
        pytest.param(f"- {NET} ([code]({CODE}))", id="only-code"),
    ],
)
def test_an_entry_may_lead_nowhere(text: str) -> None:
    entry = only(text)

    assert (entry.title, entry.url) == (NET, None)


@pytest.mark.parametrize(
    "mark",
    [
        "<sup>[B C](#lists)</sup>",
        "<sup>[1](#a), [2](#b)</sup>",
        "<sub>[[1]](#fn)</sub>",
        "<sup id='r1'><a href='#fn1'>†</a></sup>",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"- [{NET}]({PAPER}) · ICLR 2017", id="linked"),
        pytest.param(f"- {NET} · ICLR 2017", id="venue"),
        pytest.param(f"- {NET}", id="title"),
        pytest.param("- TODO", id="no-entry"),
        pytest.param(f"[{NET}]({PAPER})", id="paragraph"),
        pytest.param("## News\n- [A net](http://x.y)", id="news"),
    ],
)
def test_a_footnote_mark_is_no_part_of_what_is_said(text: str, mark: str) -> None:
    marked, plain = parse("list.md", f"{text} {mark}"), parse("list.md", text)

    assert marked.entries == plain.entries
    assert [skipped.reason for skipped in marked.skipped] == [skipped.reason for skipped in plain.skipped]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("L<sub>0</sub>", [Piece("text", "L0")]),
        ("a<sup>[b](http://x.y)</sup>", [Piece("text", "a"), Piece("link", "b", "http://x.y")]),
        ("<sub>5 works, [top](#x)</sub>", [Piece("text", "5 works, "), Piece("link", "top", "#x")]),
        ("`<sup>[1](#a)</sup>`", [Piece("text", "<sup>[1](#a)</sup>", code=True)]),
    ],
)
def test_other_raised_and_lowered_text_stays(text: str, seen: list[Piece]) -> None:
    assert list(inline.read(text, {})) == seen


@pytest.mark.parametrize("end", ["· ICLR 2017", "· ICLR · 2017", "· ICLR 2017 · [code](" + CODE + ")"])
def test_dots_part_a_title_from_what_follows(end: str) -> None:
    entry = only(f"- {NET} {end}")

    assert (entry.title, entry.venue, entry.year) == (NET, "ICLR", 2017)


def test_bullets_that_group_others_are_sections() -> None:
    entry = only(f"## Pruning\n- Channels:\n  - [{NET}]({PAPER})")

    assert entry.section == ("Pruning", "Channels")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("- [Pruning](#pruning)\n  - Filters", "table of contents", id="contents"),
        pytest.param("[![Awesome](a.svg)](http://awesome.re)", "badge", id="badge"),
        pytest.param("## License\n- Code: [MIT](LICENSE)", "licence or contribution", id="licence"),
        pytest.param("## News\n- We added [a paper on nets](http://x.y)", "news", id="news"),
        pytest.param("Please [open an issue](http://x.y).", "prose", id="prose"),
        pytest.param("```bibtex\n@article{x}\n```", "BibTeX", id="bibtex"),
        pytest.param("| Symbol | Meaning |\n|---|---|\n| F | Filter |", "legend", id="legend"),
        pytest.param("- TODO", "placeholder", id="placeholder"),
        pytest.param("- … and 1,204 more", "placeholder", id="more"),
        pytest.param("- notes.md", "file name", id="file-name"),
    ],
)
def test_says_why_something_is_no_entry(text: str, reason: str) -> None:
    assert reason in reasons(text)


def test_a_section_ends_what_was_said_of_the_one_before() -> None:
    """Two sections of the same name under different parents are judged each by its own."""
    text = f"## News\n### 2017\n- [{NET}]({CODE})\n## Papers\n### 2017\n- [{NET}]({PAPER})"

    assert only(text).url == PAPER


def test_notes_below_an_entry_are_its_notes() -> None:
    reading = parse("list.md", f"- [{NET}]({PAPER})\n  - prunes channels by their scale\n")

    assert len(reading.entries) == 1
    assert reading.skipped == (
        Skipped("list.md", 2, "prunes channels by their scale", "note of the entry above"),
    )


def test_decodes_with_and_without_a_byte_order_mark() -> None:
    assert decode("# 剪枝".encode(), "a.md") == "# 剪枝"
    assert decode("# 剪枝".encode("utf-8-sig"), "a.md") == "# 剪枝"
    assert decode("# 剪枝".encode("utf-16"), "a.md") == "# 剪枝"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"a\nb\xff", "a.md:2: not UTF-8 text; save the file as UTF-8.", id="not-utf-8"),
        pytest.param(b"\xff\xfea", "a.md:1: not UTF-16 text; save the file as UTF-8.", id="half-a-character"),
        pytest.param(b"a\n\n\0", "a.md:3: a NUL byte; this is not a text file.", id="nul"),
    ],
)
def test_refuses_what_is_no_text(data: bytes, message: str) -> None:
    with pytest.raises(BotError) as caught:
        decode(data, "a.md")

    assert str(caught.value) == message
