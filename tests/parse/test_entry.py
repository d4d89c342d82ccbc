"""One item read alone: each example is Markdown, and the whole entry that a person reads in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import inline
from bot.models import Entry
from bot.parse.entry import drafted, solo
from tests.parse.examples import BLOG, CODE, NET, OTHER, PAPER, SECOND, entries, made, wrong

PDF = (("pdf", PAPER),)
TWO = ("Ann Lee", "Bo Kim")
FACTS = made(NET, PAPER, venue="ICML", year=2020, authors=TWO)
PLAIN = replace(FACTS, links=made(NET, links=PDF).links)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        pytest.param(f"- Ann Lee, Bo Kim. 2020. [{NET}]({PAPER}). ICML", FACTS, id="names-year-linked-title"),
        pytest.param(f"- [{NET}]({PAPER}), Ann Lee, Bo Kim, ICML 2020", FACTS, id="linked-title-first"),
        pytest.param(f"- [{NET}]({PAPER}) (ICML 2020) by Ann Lee and Bo Kim", FACTS, id="by"),
        pytest.param(f"- ICML 2020 | [{NET}]({PAPER}) | Ann Lee, Bo Kim", FACTS, id="bars"),
        pytest.param(f"- **Ann Lee, Bo Kim**, “{NET}”, ICML 2020 [pdf]({PAPER})", PLAIN, id="bold-names-quoted-title"),
        pytest.param(f"- “{NET}” `ICML 2020` Ann Lee, Bo Kim [pdf]({PAPER})", PLAIN, id="quoted-then-code"),
        pytest.param(f"- **ICML 2020** {NET}, Ann Lee, Bo Kim [[pdf]({PAPER})]", PLAIN, id="bold-venue-first"),
        pytest.param(f"- {NET}. *Ann Lee and Bo Kim*. ICML'20. [[pdf]({PAPER})]", PLAIN, id="names-in-italics"),
        pytest.param(f"- {NET} - Ann Lee, Bo Kim - ICML 2020 - [pdf]({PAPER})", PLAIN, id="dashes"),
        pytest.param(f"- {NET}<br>Ann Lee, Bo Kim<br>ICML 2020 [pdf]({PAPER})", PLAIN, id="three-lines"),
        pytest.param(
            f"- {NET} (2017), Ann Lee, Bo Kim. [[pdf]({PAPER})]",
            made(NET, PAPER, links=PDF, year=2017, authors=TWO),
            id="bare-year-behind-the-title",
        ),
        pytest.param(
            f"- [Ann Lee and Bo Kim, 2024, {NET}]({PAPER})",
            made(NET, PAPER, links=[(f"Ann Lee and Bo Kim, 2024, {NET}", PAPER)], year=2024, authors=TWO),
            id="names-and-year-in-the-label",
        ),
        pytest.param(
            f"- {NET}. Ann Lee, Bo Kim, and Cy Ode. [10.1145/12.34](https://doi.org/10.1145/12.34)",
            made(
                NET,
                "https://doi.org/10.1145/12.34",
                links=[("10.1145/12.34", "https://doi.org/10.1145/12.34")],
                authors=(*TWO, "Cy Ode"),
            ),
            id="doi-as-a-label-and-a-last-name-after-comma-and",
        ),
        pytest.param(
            f"- [{NET}]({PAPER}). SSL@WWW 2021", made(NET, PAPER, venue="SSL@WWW", year=2021), id="workshop-at"
        ),
        pytest.param(
            f"- [{NET}]({PAPER}), Annals of Gates, 2020",
            made(NET, PAPER, venue="Annals of Gates", year=2020),
            id="unknown-journal",
        ),
        pytest.param(
            f"- [Gates of Nets - Fall 2019 - Gate Hall]({PAPER}) ([Fall 2018]({SECOND}))",
            made(
                "Gates of Nets - Fall 2019 - Gate Hall",
                PAPER,
                links=[("Gates of Nets - Fall 2019 - Gate Hall", PAPER), ("Fall 2018", SECOND)],
                year=2019,
            ),
            id="a-year-amid-a-label-is-in-the-title",
        ),
        pytest.param(
            f"- [Gates of Nets - Fall 2019]({PAPER})",
            made("Gates of Nets", PAPER, links=[("Gates of Nets - Fall 2019", PAPER)], year=2019),
            id="a-year-that-ends-a-label-is-not",
        ),
        pytest.param(
            f"- {NET}. Gate Letters 2020 [pdf]({PAPER})",
            made(NET, PAPER, links=PDF, venue="Gate Letters", year=2020),
            id="unknown-letters",
        ),
        pytest.param(
            f"- [[GATECONF 2020]({PAPER})] {NET}",
            made(NET, PAPER, links=[("GATECONF 2020", PAPER)], venue="GATECONF", year=2020),
            id="unknown-dated-venue-is-the-link",
        ),
        pytest.param(
            f"- [[GATECONF]({PAPER})] {NET}",
            made(NET, PAPER, links=[("GATECONF", PAPER)], venue="GATECONF"),
            id="unknown-venue-is-the-link",
        ),
        pytest.param(f"- [{NET}]()", made(NET), id="no-target"),
        pytest.param(
            f"- :fire: :star: :tada: [{NET}]({PAPER}) :rocket:", made(NET, PAPER), id="emoji-codes-in-a-row"
        ),
        pytest.param(
            f"- :fire::star: {NET} :rocket: [[pdf]({PAPER})]",
            made(NET, PAPER, links=PDF),
            id="emoji-codes-around-an-unlinked-title",
        ),
        pytest.param(
            f"- [{NET}]({PAPER}), 2017 :+1:",
            made(NET, PAPER, year=2017),
            id="emoji-code-of-no-letter",
        ),
        pytest.param(
            f"- GateNet [[Code]({CODE})]", made("GateNet", CODE, links=[("Code", CODE)]), id="tool-with-code-alone"
        ),
        pytest.param(
            f"- {NET} ([code]({CODE}))", made(NET, links=[("code", CODE)]), id="paper-with-code-alone"
        ),
        pytest.param(
            f"- **Flow 3** - a tool for [gates]({BLOG})",
            made("Flow 3", BLOG, links=[("gates", BLOG)], note="a tool for gates"),
            id="bold-tool-and-what-it-is",
        ),
    ],
)  # fmt: skip
def test_reads_title_and_facts(text: str, entry: Entry) -> None:
    assert entries(text) == [entry]


@pytest.mark.parametrize(
    "form", ["- [{}]({})", "- {} [pdf]({})", "| Reference | Link |\n|-|-|\n| {} | [pdf]({}) |"]
)
@pytest.mark.parametrize(
    ("citation", "names"),
    [
        pytest.param(f"Lee, Ann, and Bo Kim. “{NET}.” Journal of Gates 12.3 (2020): 4-15.", TWO, id="MLA"),
        pytest.param(f"Lee, Ann, and Bo Kim. “{NET}.” Journal of Gates 12, no. 3 (2020): 4–15.", TWO, id="Chicago"),
        pytest.param(f"A. Lee and B. Kim, “{NET},” Journal of Gates, vol. 12, no. 3, pp. 4–15, 2020.", ("A. Lee", "B. Kim"), id="IEEE"),
        pytest.param(f"Lee A, Kim B. {NET}. Journal of Gates. 2020;12(3):4-15.", ("Lee A", "Kim B"), id="Vancouver"),
        pytest.param(f"Lee A, Kim B. {NET}[J]. Journal of Gates, 2020, 12(3): 4-15.", ("Lee A", "Kim B"), id="GB/T-7714"),
        pytest.param(f"Lee, A., & Kim, B. (2020). {NET}. Journal of Gates, 12(3), 4–15.", ("A. Lee", "B. Kim"), id="APA"),
    ],
)  # fmt: skip
def test_reads_a_whole_citation_as_the_text_of_one_link_or_cell(
    form: str, citation: str, names: tuple[str, ...]
) -> None:
    (entry,) = entries(form.format(citation, PAPER))

    assert (entry.title, entry.url, entry.venue, entry.year) == (NET, PAPER, "Journal of Gates", 2020)
    assert entry.authors == names


JAPANESE = ("田中 一郎, 鈴木 花子", ("田中 一郎", "鈴木 花子"))
RUSSIAN = ("Иван Петров, Анна Смирнова", ("Иван Петров", "Анна Смирнова"))
NAMES = [
    pytest.param("김민수, 이지은", ("김민수", "이지은"), id="Korean"),
    pytest.param("Łukasz Żak, José Núñez", ("Łukasz Żak", "José Núñez"), id="accents"),
    pytest.param("王伟，李娜", ("王伟", "李娜"), id="Chinese"),
]


@pytest.mark.parametrize(
    ("names", "authors"),
    [*NAMES, pytest.param(*JAPANESE, id="Japanese"), pytest.param(*RUSSIAN, id="Russian")],
)
def test_reads_names_in_any_script_before_a_title(names: str, authors: tuple[str, ...]) -> None:
    entry = made(NET, PAPER, venue="ICML", year=2020, authors=authors)

    assert entries(f"- {names}. [{NET}]({PAPER}), ICML 2020") == [entry]


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        *NAMES,
        wrong(
            *JAPANESE, id="Japanese", reason="names that are read are a note, too, where they are not sure"
        ),
        wrong(*RUSSIAN, id="Russian", reason="names that are read are a note, too, where they are not sure"),
    ],
)
def test_reads_names_in_any_script_behind_a_title(names: str, authors: tuple[str, ...]) -> None:
    entry = made(NET, PAPER, venue="ICML", year=2020, authors=authors)

    assert entries(f"- [{NET}]({PAPER}), {names}, ICML 2020") == [entry]


@pytest.mark.parametrize(
    "title",
    [
        "YOLOv10",
        "MiniMax-01",
        "CSE291-I00 Learning with Gates",
        "Gates 2000: a Game",
        "Local Demo",
        "Best Paper",
        "Social Simulation",
        "Civil Engineering",
        wrong(
            "TACO",
            id="TACO",
            reason="a title that a venue shares is the venue, and its description the title",
        ),
        wrong("Papers with Code", id="Papers with Code", reason="a title of words of labels is a resource"),
    ],
)
def test_a_linked_name_is_the_title_whatever_else_it_may_mean(title: str) -> None:
    assert entries(f"- [{title}]({PAPER}): controls of many gates") == [
        made(title, PAPER, note="controls of many gates")
    ]


@pytest.mark.parametrize("words", ["Local Demo", "Best Paper", "Social Simulation", "Civil Engineering"])
def test_two_capitalised_words_are_no_person(words: str) -> None:
    (entry,) = entries(f"- [{NET}]({PAPER}), {words}, ICML 2020")

    assert entry.authors == ()


@pytest.mark.parametrize(
    ("links", "url"),
    [
        pytest.param(f"[blog]({BLOG}) [paper]({PAPER})", PAPER, id="label"),
        pytest.param(f"{BLOG} {PAPER}", PAPER, id="host"),
        pytest.param(f"[code]({CODE}) [slides]({BLOG})", None, id="neither-leads-to-it"),
        pytest.param(f"[slides]({BLOG}) [link]({PAPER})", PAPER, id="link"),
    ],
)
def test_the_link_is_the_one_that_leads_to_the_paper(links: str, url: str | None) -> None:
    (entry,) = entries(f"- {NET} {links}")

    assert (entry.title, entry.url) == (NET, url)


@pytest.mark.parametrize(
    "text",
    [
        wrong(f"- [{NET}]({BLOG}) [{NET}]({PAPER})", id="same-title", reason="of two titles the first one's link wins"),
        wrong(f"- [Notes of ours on gates]({BLOG}) [{NET}]({PAPER})", id="post-then-paper", reason="of two titles the first one's link wins"),
    ],
)  # fmt: skip
def test_of_two_titles_in_a_row_the_paper_s_host_wins(text: str) -> None:
    (entry,) = entries(text)

    assert (entry.title, entry.url) == (NET, PAPER)


_WORDS = st.lists(
    st.sampled_from(
        [
            "gates",
            "nets",
            "of",
            "A.",
            "Ann",
            "Lee",
            ",",
            ".",
            ":",
            "(",
            ")",
            '"',
            "ICML",
            "2020",
            "`x`",
            "**b**",
            "[t](u)",
            "—",
            "|",
            "<br>",
            "门",
        ]
    ),
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(_WORDS | st.lists(st.text(max_size=8), max_size=6))
def test_a_title_stands_in_its_text(parts: list[str]) -> None:
    pieces = inline.read(" ".join(parts), {})
    seen = " ".join(
        "".join("\n" if p.kind == "break" else p.text for p in pieces if p.kind != "image").split()
    )

    draft = drafted(solo(pieces))

    assert draft is None or draft.title in seen


def test_an_entry_of_two_is_read_as_it_is_alone() -> None:
    first, second = f"- [{NET}]({PAPER}), Ann Lee, ICML 2020", f"- [{OTHER}]({BLOG}), Bo Kim, ICLR 2021"

    assert entries(first, second) == [*entries(first), *(replace(e, line=2) for e in entries(second))]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        (f"[Sled]({PAPER}): Gliding over Frozen Gates", "Sled: Gliding over Frozen Gates"),
        (f"[Sled]({PAPER}): Gliding over Frozen Gates | SOSP' 24", "Sled: Gliding over Frozen Gates"),
        (f"[Sled]({PAPER}): Gliding over Frozen Gates | UW", "Sled: Gliding over Frozen Gates"),
        (f"[Sled]({CODE}): Gliding over Frozen Gates", "Sled"),
        (f"[Sled]({PAPER}): glides over frozen gates", "Sled"),
        (f"[Sled on Gates]({PAPER}): Gliding over Frozen Gates", "Sled on Gates"),
        ("Gates for Cross-Modal _Sledding_. Demo, Ann et al. ICML 2020", "Gates for Cross-Modal Sledding"),
    ],
)
def test_a_title_goes_on_behind_its_link_or_in_another_style(item: str, title: str) -> None:
    assert [entry.title for entry in entries(f"- {item}")] == [title]
