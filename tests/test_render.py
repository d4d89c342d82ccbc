"""The README's sections, and the pages and charts beside it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader
from markdown_it import MarkdownIt

from bot.config import parse
from bot.errors import BotError, Invalid
from bot.models import Link, Mention, Paper, Source, Topic
from bot.render import CHARTS, LIMIT, MADE, Rendered, fill, plain, render
from bot.render.folder import loader_of, rendered, unmarked
from bot.render.readme import PAGE
from bot.render.rows import Legend
from bot.store import Folder

TEMPLATES = FileSystemLoader(Path(__file__).parent.parent / "templates")
SOURCES = (
    Source("a/one", repo="a/one"),
    Source("b/two", repo="b/two"),
    Source("notes", path="lists/my notes"),
)
TOPICS = (
    Topic("pruning", "Pruning"),
    Topic("quantization", "Quantization & co"),
    Topic("articles", "Articles"),
)

DEEP = Paper(
    "arxiv:1510.00149",
    "Deep Compression",
    "pruning",
    date(2026, 11, 20),
    url="https://arxiv.org/abs/1510.00149",
    venue="ICLR",
    year=2016,
    topics=("quantization",),
    links=(
        Link("code", "https://github.com/a/deep"),
        Link("PyTorch(Author)", "https://github.com/b/deep"),
        Link("paper", "https://a.example/deep.pdf"),
        Link("x", "javascript:alert(1)"),
    ),
    mentions=(
        Mention("b/two", "README.md", "Deep Compression"),
        Mention("a/one", "README.md", "Deep compression"),
    ),
)
UNLINKED = Paper(
    "title:x", "No *link* <b>", "pruning", date(2026, 11, 23), mentions=(Mention("notes", "n.md", "x"),)
)
GUIDE = Paper(
    "title:guide",
    "A guide",
    "articles",
    date(2026, 11, 23),
    kind="article",
    url="https://a.example/g",
    year=2024,
)
CATALOG = (DEEP, UNLINKED, GUIDE)

ALL = "".join(
    f"<!-- bot:{name} start -->\n<!-- bot:{name} end -->\n"
    for name in ("summary", "chart", "contents", "recent", "papers", "sources")
)


def marked(name: str) -> str:
    return f"<!-- bot:{name} start -->\n<!-- bot:{name} end -->\n"


def section(name: str, catalog: Sequence[Paper] = CATALOG, beside: str = "") -> list[str]:
    """The lines of one section; ``beside`` are markers of others."""
    readme = render(marked(name) + beside, catalog, TOPICS, SOURCES, TEMPLATES).readme
    text = readme.split(f"<!-- bot:{name} start -->\n")[1].split(f"<!-- bot:{name} end -->")[0]
    return text.splitlines()


def test_summary() -> None:
    (line,) = section("summary")
    assert line == (
        "**3 papers** and other resources, merged from **3 lists**; 1 in two of them or more · "
        "newest entry 2026-11-23"
    )


def test_contents() -> None:
    assert section("contents")[4:6] == [
        "| [Pruning](#topic-pruning) | 2 | 1 | 2016 |",
        "| [Articles](#topic-articles) | 1 |  | 2024 |",
    ]


def test_papers() -> None:
    deep = (
        "[Deep Compression](https://arxiv.org/abs/1510.00149) · ICLR 2016 · [code](https://github.com/a/deep)"
        " · [PyTorch(Author)](https://github.com/b/deep) · [PDF](https://a.example/deep.pdf)"
    )
    assert section("papers") == [
        '<a id="topic-pruning"></a>',
        "",
        "## Pruning",
        "",
        "<sub>2 works · 2016</sub>",
        "",
        f"- {deep} <sup>A B</sup>",
        "- No \\*link\\* \\<b> <sup>C</sup>",
        "",
        '<a id="topic-articles"></a>',
        "",
        "## Articles",
        "",
        "<sub>1 work · 2024</sub>",
        "",
        "- [A guide](https://a.example/g) · 2024",
    ]


def test_links_lead_to_the_sections_that_are_there() -> None:
    lines = section("papers", beside=marked("sources") + marked("contents"))
    assert lines[4] == '<sub>2 works · 2016 · <a href="#contents">topics</a></sub>'
    assert lines[7] == "- No \\*link\\* \\<b> <sup>[C](#lists)</sup>"


def test_every_work_stands_once() -> None:
    text = render(ALL, CATALOG, TOPICS, SOURCES, TEMPLATES).readme.split("bot:papers start")[1]
    assert [text.count(f"{title}](") for title in ("Deep Compression", "A guide")] == [1, 1]


def test_a_topic_with_a_place_of_its_own_is_not_among_the_others() -> None:
    assert "## Articles" not in section("papers", beside=marked("topic:articles"))
    assert "## Articles" in section("topic:articles", beside=marked("papers"))


def named(number: int, *lists: str, year: int | None = 2020) -> Paper:
    mentions = tuple(Mention(name, "README.md", f"Paper {number:03}") for name in lists)
    title = f"Paper {number:03}"
    return replace(DEEP, id=f"x{number}", title=title, year=year, topics=(), links=(), mentions=mentions)


MANY = [
    *(named(n, "a/one", "b/two", "notes") for n in range(4)),
    *(named(n, "a/one", "notes", year=2021) for n in range(4, 8)),
    *(named(n, "a/one", year=2022 + n % 2) for n in range(8, 600)),
]


def test_of_a_large_list_topics_show_what_most_lists_agree_on() -> None:
    rendered = render(ALL, MANY, TOPICS, SOURCES, TEMPLATES)
    papers = rendered.readme.split("bot:papers start")[1].split("bot:papers end")[0].splitlines()
    assert [line.split("]")[0] for line in papers if line.startswith("- ")] == [
        f"- [Paper {n:03}" for n in range(8)
    ]
    assert papers[5] == (
        '<sub>600 works · 2020–2023 · <a href="pages/pruning.md">all on a page of their own</a>'
        ' · <a href="#contents">topics</a></sub>'
    )
    assert "| [Pruning](pages/pruning.md) | 600 | 8 | 2020–2023 |" in rendered.readme


def test_where_lists_agree_on_little_the_newest_make_up_for_it() -> None:
    readme = render(ALL, MANY[7:], TOPICS, SOURCES, TEMPLATES).readme
    rows = [line for line in readme.split("bot:papers start")[1].splitlines() if line.startswith("- [")]
    assert [row.split("]")[0][-3:] for row in rows] == ["007", "009", "011", "013", "015"]


def test_a_row_says_how_many_lists_name_it_where_they_are_many_and_the_page_says_which() -> None:
    sources = [Source(f"s{n}", repo=f"a/s{n}") for n in range(5)]
    catalog = [named(0, *(source.name for source in sources)), *(named(n, "s0") for n in range(1, 600))]
    rendered = render(ALL, catalog, TOPICS, sources, TEMPLATES)
    assert " · [5 lists](#lists)" in rendered.readme
    assert "<sup>[A B C D E](../README.md#lists)</sup>" in rendered.files["pages/pruning.md"]


def test_a_page_has_a_topic_whole_by_part_and_year() -> None:
    under = [
        replace(paper, mentions=tuple(replace(m, section=("Filters", "Soft")) for m in paper.mentions))
        for paper in MANY[:20]
    ]
    page = render(ALL, [*under, *MANY[20:]], TOPICS, SOURCES, TEMPLATES).files["pages/pruning.md"]
    assert [line for line in page.splitlines() if line.startswith("#")] == [
        "# Pruning", "## Soft", "## More", "### 2023", "### 2022",
    ]  # fmt: skip
    assert len(set(re.findall(r"Paper \d{3}", page))) == len(re.findall(r"Paper \d{3}", page)) == 600
    assert page.splitlines()[4].endswith("· [the whole list](../README.md#topic-pruning)")


def test_without_a_year_the_latest_preprint_comes_first() -> None:
    catalog = [
        replace(UNLINKED, id=id_, title=title, ids=(id_,))
        for id_, title in [("arxiv:1503.02531", "March"), ("title:a", "A"), ("arxiv:1612.00001", "December")]
    ]
    assert [line.split()[1] for line in section("papers", catalog)[6:]] == ["December", "March", "A"]


def test_what_came_in_the_month_up_to_the_newest_is_new() -> None:
    old = replace(DEEP, id="old", title="Old", added=date(2026, 10, 20))
    assert section("recent", [*CATALOG, old]) == [
        "- [A guide](https://a.example/g) · 2024 · in [Articles](#topic-articles)",
        section("papers")[6].replace(" <sup>", " · in [Pruning](#topic-pruning) <sup>"),
        "- No \\*link\\* \\<b> · in [Pruning](#topic-pruning) <sup>C</sup>",
    ]


def test_what_a_list_brought_as_it_was_taken_in_is_no_news() -> None:
    brought = [replace(paper, added=date(2026, 11, 22)) for paper in MANY[8:40]]
    later = replace(MANY[50], added=date(2026, 11, 23), title="Later")
    by_people = replace(GUIDE, added=date(2026, 11, 22))
    assert [line.split("]")[0] for line in section("recent", [*brought, by_people, later])] == ["- [Later"]
    assert section("recent", brought) == [
        "Nothing in the last month but what came with a list that was taken in."
    ]


def test_sources() -> None:
    assert section("sources")[4:] == [
        "| **A** · [a/one](https://github.com/a/one) | 1 | 0 · 0 % | 2026-11-20 |",
        "| **B** · [b/two](https://github.com/b/two) | 1 | 0 · 0 % | 2026-11-20 |",
        "| **C** · [notes](lists/my%20notes) | 1 | 1 · 100 % | 2026-11-23 |",
        "| added by people | 1 | 1 | |",
    ]


def test_letters_go_on_after_z() -> None:
    sources = [Source(f"s{n}", repo=f"a/s{n}") for n in range(30)]
    paper = replace(UNLINKED, mentions=tuple(Mention(f"s{n}", "r.md", "x") for n in (0, 25, 26, 29)))
    assert " · 4 lists" in render(marked("papers"), [paper], TOPICS, sources, TEMPLATES).readme
    assert Legend.of(sources).of_paper(paper) == "A Z AA AD"
    paper = replace(paper, mentions=paper.mentions[1:])
    assert "<sup>Z AA AD</sup>" in render(marked("papers"), [paper], TOPICS, sources, TEMPLATES).readme


def test_a_kind_is_marked_where_the_topic_does_not_say_it() -> None:
    assert section("papers", [replace(GUIDE, topic="pruning")])[-1] == (
        "- [A guide](https://a.example/g) `article` · 2024"
    )


def test_topics_that_are_no_longer_configured_stay_in_sight() -> None:
    assert section("contents", [replace(DEEP, topic="old-topic")])[4] == (
        "| [Old topic](#topic-old-topic) | 1 | 1 | 2016 |"
    )


def test_an_empty_catalog() -> None:
    rendered = render(ALL, [], TOPICS, SOURCES, TEMPLATES)
    assert "**0 papers** and other resources, merged from **3 lists**\n" in rendered.readme
    assert sorted(rendered.files) == sorted(CHARTS.values())


def test_a_second_rendering_changes_nothing() -> None:
    first = render(ALL, CATALOG, TOPICS, SOURCES, TEMPLATES)
    assert render(first.readme, CATALOG, TOPICS, SOURCES, TEMPLATES) == first


def test_the_order_of_the_catalog_does_not_matter() -> None:
    backwards = render(ALL, CATALOG[::-1], TOPICS, SOURCES, TEMPLATES)
    assert backwards == render(ALL, CATALOG, TOPICS, SOURCES, TEMPLATES)


def test_a_readme_without_markers_gets_nothing() -> None:
    readme = "# Mine\r\n\r\nno final line ending"
    assert render(readme, CATALOG, TOPICS, SOURCES, TEMPLATES) == Rendered(readme, {})


# What people write between, before and after: any bytes but markers.
PROSE = st.text("ab \t\r\n<!->#|\u2028é", max_size=40).map(lambda text: text if "bot:" not in text else "")


@given(before=PROSE, between=PROSE, old=PROSE, after=PROSE, newline=st.sampled_from(["\n", "\r\n"]))
def test_people_s_text_stays_byte_for_byte(
    before: str, between: str, old: str, after: str, newline: str
) -> None:
    def readme(one: str, two: str) -> str:
        parts = [before, "<!-- bot:one start -->", one + "<!-- bot:one end -->", between]
        return newline.join([*parts, "<!-- bot:two start -->", two + "<!-- bot:two end -->", after])

    filled = fill(readme(old and old + newline, ""), {"one": "1\n\n2", "two": ""})
    assert filled == readme(f"1{newline}{newline}2{newline}", "")


@pytest.mark.parametrize(
    ("readme", "problems"),
    [
        pytest.param(
            "a\n<!-- bot:papers start -->\n", ["README.md:2: “bot:papers start” has no end"], id="no end"
        ),
        pytest.param(
            "<!-- bot:papers end -->", ["README.md:1: “bot:papers end” has no start"], id="no start"
        ),
        pytest.param(
            marked("papers") + "\n" + marked("papers"),
            ["README.md:4: “bot:papers” stands here twice"],
            id="twice",
        ),
        pytest.param(
            "<!-- bot:papers start -->\n" + marked("recent") + "<!-- bot:papers end -->\n",
            [
                "README.md:2: “bot:recent start” stands inside “bot:papers”, which has no end before it",
                "README.md:4: “bot:papers end” has no start",
            ],
            id="nested",
        ),
        pytest.param(marked("paper"), ["README.md:1: there is no section “paper”"], id="unknown"),
        pytest.param(
            marked("topic:cars"), ["README.md:1: there is no section “topic:cars”"], id="unknown topic"
        ),
    ],
)
def test_markers_that_make_no_sense(readme: str, problems: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        render(readme, CATALOG, TOPICS, SOURCES, TEMPLATES)
    assert str(caught.value).splitlines() == problems


def test_markers_shown_as_code_or_inside_a_line_are_none() -> None:
    readme = "    <!-- bot:papers start -->\n`<!-- bot:papers end -->`\n"
    assert render(readme, CATALOG, TOPICS, SOURCES, TEMPLATES).readme == readme


def many(count: int) -> list[Paper]:
    topics = [topic.id for topic in TOPICS] + ["pruning"] * 3
    return [
        replace(
            DEEP,
            id=f"x{n}",
            title=f"Paper number {n} on things",
            topic=topics[n % 6],
            topics=(),
            year=1990 + n % 35,
        )
        for n in range(count)
    ]


def titles(text: str) -> set[str]:
    return set(re.findall(r"Paper number \d+", text))


def test_a_hundred_thousand_papers() -> None:
    """The README stays small, nothing is lost, and time is linear."""
    began = time.process_time()
    catalog = many(100_000)
    rendered = render(ALL, catalog, TOPICS, SOURCES, TEMPLATES)
    assert time.process_time() - began < 60
    assert len(rendered.readme.encode()) <= LIMIT
    pages = {path: text for path, text in rendered.files.items() if path.startswith("pages/")}
    assert all(len(text.encode()) <= PAGE + 1_000 and text.startswith(MADE) for text in pages.values())
    assert titles("".join(pages.values())) == {f"Paper number {n}" for n in range(100_000)}
    assert 'href="pages/pruning.md"' in rendered.readme
    assert "[further](pruning-2.md)" in pages["pages/pruning.md"]
    assert "[before](pruning.md)" in pages["pages/pruning-2.md"]
    assert "(../README.md#lists)" in pages["pages/pruning.md"]


def test_a_small_list_stands_in_the_readme_whole() -> None:
    rendered = render(ALL, many(100), TOPICS, SOURCES, TEMPLATES)
    assert titles(rendered.readme) == {f"Paper number {n}" for n in range(100)}
    assert not [path for path in rendered.files if path.startswith("pages/")]


def test_people_s_own_text_counts() -> None:
    rendered = render("x" * 140_000 + "\n" + ALL, many(1000), TOPICS, SOURCES, TEMPLATES)
    assert len(rendered.readme.encode()) <= LIMIT
    assert "pages/pruning.md" in rendered.files
    with pytest.raises(BotError, match="people's own text is too long"):
        render("x" * LIMIT + "\n" + ALL, many(1), TOPICS, SOURCES, TEMPLATES)


def test_a_template_of_one_s_own() -> None:
    own = ChoiceLoader([DictLoader({"summary.md": "{{ papers }} in all\n"}), TEMPLATES])
    assert "\n3 in all\n" in render(ALL, CATALOG, TOPICS, SOURCES, own).readme


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ papers", "templates/summary.md:1: unexpected end of template"),
        ("{{ nothing }}", "templates/summary.md: 'nothing' is undefined"),
        (
            "{{ papers.__class__ }}",
            "templates/summary.md: access to attribute '__class__' of 'int' object is unsafe.",
        ),
    ],
)
def test_a_broken_template_is_named(template: str, message: str) -> None:
    with pytest.raises(BotError) as caught:
        render(ALL, CATALOG, TOPICS, SOURCES, ChoiceLoader([DictLoader({"summary.md": template}), TEMPLATES]))
    assert str(caught.value).startswith(message)


HOSTILE = [
    "<script>alert(1)</script>",
    "](https://evil.example) [x](javascript:alert(1))",
    "\n<!-- bot:papers end -->\n# Evil",
    "| a | b |\n|--|--|",
    "</details></sub> <img src=x>",
    "\u202e@user fixes #1 `$x$` :smile:",
    "\x1b[31m\x00\ud800",
    '" onload="x',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_changes_no_structure(text: str) -> None:
    """G7 for the whole page: same elements as with harmless text, chart included."""

    def page(word: str) -> Rendered:
        paper = replace(
            DEEP,
            title=word,
            venue=word,
            authors=(word,),
            links=(Link(word[:20], f"https://a.example/{word}"), Link("x", word)),
            mentions=(Mention("s", word, word, word, (), (word,)),),
        )
        topics = [Topic("pruning", word), Topic("quantization", "Q")]
        other = replace(paper, id="y", topic="quantization", topics=("pruning",), year=None)
        return render(
            ALL, [paper, other], topics, [Source("s", path=word), Source(word, repo="a/b")], TEMPLATES
        )

    def elements(rendered: Rendered) -> list[str]:
        html = MarkdownIt("gfm-like", {"html": True}).render(rendered.readme)
        return [tag for tag in re.findall(r"<(/?[a-zA-Z]+)", html) if tag.strip("/") != "span"]

    hostile, harmless = page(text), page("harmless")
    assert elements(hostile) == elements(harmless)
    assert fill(
        hostile.readme, dict.fromkeys(("summary", "chart", "contents", "recent", "papers", "sources"), "")
    )
    for path in CHARTS.values():
        root = ET.fromstring(hostile.files[path])  # noqa: S314 - our own
        assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
            *("svg", "title", "desc", "text", "tspan", "rect", "path")
        }
        shown = [element.text or "" for element in root.iter() if element.tag.endswith("}title")]
        assert any(plain(text) in title for title in shown)


CONFIG = """\
title: T
sources: [{path: lists, name: ours}]
topics: [{id: pruning, title: Pruning}]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no README.md, so the list is shown nowhere"),
        (
            "# T\n",
            "README.md has no place for papers: put <!-- bot:papers start --> and <!-- bot:papers end --> on lines of their own where the list is to stand",
        ),
        ("<!-- bot:papers start -->\n<!-- bot:papers end -->\n", ""),
        ("<!-- bot:topic:pruning start -->\n<!-- bot:topic:pruning end -->\n", ""),
    ],
)
def test_a_readme_without_a_place_for_papers_is_told(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "README.md").write_text(text)
    assert unmarked(Folder(tmp_path)) == said


def test_what_is_made_of_the_catalog_is_written_where_it_differs_and_deleted_where_it_is_gone(
    tmp_path: Path,
) -> None:
    for name, page in {"pages/old.md": f"{MADE}\nOld.\n", "pages/mine.md": "Mine.\n"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page)
    config, folder = parse(CONFIG), Folder(tmp_path)
    assert rendered(config, folder, [DEEP]) == {}
    (tmp_path / "README.md").write_text("Mine.\n<!-- bot:papers start -->\n<!-- bot:papers end -->\n")
    edits = rendered(config, folder, [DEEP])
    assert (edits.keys(), edits["pages/old.md"]) == ({"README.md", "pages/old.md"}, None)
    assert re.match(r"Mine\.\n<!-- bot:papers start -->\n[^$]+Deep Compression", edits["README.md"] or "")
    folder.write(edits)
    assert rendered(config, folder, [DEEP]) == {}


def test_a_lists_own_template_comes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/dashboard.md").write_text("Ours.\n")
    loader, environment = loader_of(Folder(tmp_path)), Environment(autoescape=True)
    assert loader.get_source(environment, "dashboard.md")[0] == "Ours.\n"
    assert "bot:rows start" in loader.get_source(environment, "pull.md")[0]
