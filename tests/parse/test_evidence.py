"""What one segment shows on its own, and what its neighbours make certain."""

from __future__ import annotations

import pytest

from bot.markup import inline
from bot.parse.evidence import AFFILIATION, NONE, PREFIX, SENTENCE, Evidence, evidence, reading
from bot.parse.names import Names
from bot.parse.segments import cut
from tests.parse.examples import PAPER, weighed


def shown(text: str) -> dict[str, Evidence]:
    """Return what the segments of a text show, without those that show nothing."""
    segments = cut(inline.read(text, {})).segments
    return {s.text: e for s, e in zip(segments, evidence(segments), strict=True) if e != NONE}


def venue(name: str, year: int | None = None) -> Evidence:
    return Evidence(name, year, sure=True)


def year(value: int) -> Evidence:
    return Evidence(year=value, sure=True)


NUMBERS = Evidence(numbers=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ICML 2020", venue("ICML", 2020)),
        ("ICML", venue("ICML")),
        ("2020", year(2020)),
        ("Journal of Gates", Evidence("Journal of Gates")),
        ("Journal of Gates 12(3)", Evidence("Journal of Gates")),
        ("Biometrika 70", Evidence("Biometrika", sure=True)),
        ("Learning Systems 2011", venue("Learning Systems", 2011)),
        ("12(3):4-15", NUMBERS),
        ("vol. 12", NUMBERS),
        ("pp. 4-15", NUMBERS),
        ("in", NUMBERS),
        ("A text of some words", NONE),
        ("Local Demo", NONE),
        ("University of Gates 2011", NONE),
        ("Ann Lee 2011", Evidence(year=2011, people=Names(("Ann Lee",), 2.0), sure=True)),
        ("x" * 500, NONE),
    ],
)
def test_one_segment(text: str, found: Evidence) -> None:
    assert reading(text, bracketed=False, linked=False) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ICML 2020, Oral", venue("ICML", 2020)),
        ("Google, ICML 2020", Evidence("ICML", 2020)),
        ("Ann Lee, ICML 2020", Evidence("ICML", 2020, Names(("Ann Lee",), 2.0))),
        ("SIG 20", venue("SIG", 2020)),
        ("of a kind", NONE),
    ],
)
def test_what_stands_in_brackets_may_be_several_facts(text: str, found: Evidence) -> None:
    assert reading(text, bracketed=True, linked=False) == found


def test_a_link_s_label_is_no_journal_by_its_form_alone() -> None:
    assert reading("Learning Systems 2011", bracketed=False, linked=True) == NONE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("PR, 2020", {"PR": Evidence("PR"), "2020": year(2020)}, id="a-common-word-beside-its-year"),
        pytest.param("SOSP: Gates of nets", {}, id="a-method-that-a-venue-shares"),
        pytest.param("A long title of words, Gate News, 12(3)",
                     {"Gate News": Evidence("Gate News"), "12": NUMBERS, "3": NUMBERS}, id="unknown-journal-before-its-volume"),
        pytest.param("A long title of words. Gate Reviews (2020)",
                     {"Gate Reviews": Evidence("Gate Reviews"), "2020": year(2020)}, id="unknown-journal-before-its-year"),
        pytest.param("A long title of words[J]. Gate News, 2020",
                     {"Gate News": Evidence("Gate News"), "2020": year(2020)}, id="unknown-journal-behind-a-type"),
        pytest.param("In *ICML*", {"In": NUMBERS, "ICML": venue("ICML")}, id="what-only-leads"),
    ],
)  # fmt: skip
def test_what_neighbours_make_certain(text: str, found: dict[str, Evidence]) -> None:
    assert shown(text) == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lin & Berg, 2024, Gates of wide networks", ("Lin", "Berg")),
        ("Liu, Z., & Huang, G. (2020). Tiny gates", ("Z. Liu", "G. Huang")),
        ("A. Lee and B. Kim. Tiny gates of nets", ("A. Lee", "B. Kim")),
        ("Lee A, Kim B. Tiny gates of nets", ("Lee A", "Kim B")),
        ("Ann Lee, Bo Kim, and Cy Ode. Tiny gates", ("Ann Lee", "Bo Kim", "Cy Ode")),
        (f"[Ann Lee]({PAPER}), [Bo Kim]({PAPER}), tiny gates", ("Ann Lee", "Bo Kim")),
    ],
)
def test_names_that_only_a_run_makes_certain(text: str, names: tuple[str, ...]) -> None:
    segments = cut(inline.read(text, {})).segments

    assert tuple(n for e in evidence(segments) if e.sure for n in e.names) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"[Tiny gates of nets]({PAPER}) - Lindt, Bergen (1948)", ("Lindt", "Bergen")),
        (f"[Tiny gates of nets]({PAPER}) - van Lindt, Sant'Anna (2020)", ("van Lindt", "Sant'Anna")),
        (f"[Tiny gates of nets]({PAPER}) - Lindt, Bergen, de Rijk (2011)", ("Lindt", "Bergen", "de Rijk")),
        (f"[Tiny gates of nets]({PAPER}) - Pruning, Training (2020)", ()),
        (f"[Tiny gates of nets]({PAPER}) - Lindt, Bergen", ()),
    ],
)
def test_family_names_before_a_year_in_brackets(text: str, names: tuple[str, ...]) -> None:
    item = weighed(text)

    assert (item.draft.authors if item.draft is not None else None) == names


@pytest.mark.parametrize("text", ["Google", "University of Gates", "清华大学", "Gate Labs", "OpenAI Inc"])
def test_affiliations(text: str) -> None:
    assert AFFILIATION.search(text)


@pytest.mark.parametrize("text", ["Survey", "a survey", "Must-read", "论文", "Talks", "Dataset"])
def test_words_of_kind(text: str) -> None:
    assert PREFIX.match(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("This paper shows gates", True), ("We open gates", True), ("Proposes gates", True), ("is a tool", True),
     ("Weighted gates", False), ("This Is Not a Gate", False), ("Itinerant gates", False), ("area codes", False)],
)  # fmt: skip
def test_how_descriptions_begin(text: str, sentence: bool) -> None:
    assert (SENTENCE.match(text) is not None) is sentence


def test_evidence_knows_what_it_holds() -> None:
    both = Evidence("ICML", 2020, Names(("Ann Lee",), 2.0))

    assert (both.fact, both.names) == (True, ("Ann Lee",))
    assert (NONE.fact, NONE.names) == (False, ())
