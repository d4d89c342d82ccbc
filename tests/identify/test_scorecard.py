"""The scorecard: what each row of it counts and does not, and the sentence that tells it."""

from __future__ import annotations

import pytest

from bot.identify.pairs import compare
from bot.identify.rarity import mass
from bot.identify.scorecard import EVIDENCE, VETOES, Evidence, Veto, score, sentence, veto, weights
from tests.identify.examples import pair, sides_of

ROWS = {row.name: row for row in EVIDENCE}
A, B = "https://arxiv.org/abs/2306.11695", "https://arxiv.org/abs/2207.01234"
DOI, OTHER_DOI = "https://doi.org/10.1145/1", "https://doi.org/10.1145/2"
X, Y = "https://x.org/a", "https://y.org/b"
CODE, OTHER_CODE = "https://github.com/a/b", "https://github.com/c/d"
TALK, OTHER_TALK = "https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcR"
POST = "https://medium.com/@a/b"
LONG = "Brittle Lattices under Frost Bend"
HUB, FULL = f"Hub | | | | {X} | one ~ Hub | | | | {Y} | one", "Brittle Hub"


@pytest.mark.parametrize("row", EVIDENCE, ids=lambda row: row.name)
def test_evidence_counts_in_its_example(row: Evidence) -> None:
    assert row.measure(pair(row.example)) > 0


@pytest.mark.parametrize("row", VETOES, ids=[str(number) for number in range(len(VETOES))])
def test_a_veto_speaks_in_its_example(row: Veto) -> None:
    found = pair(row.example)
    assert row.why(found) != ""
    # No other row says it, so that the example is its own.
    assert [other for other in VETOES if other.why(found)] == [row]


def test_every_evidence_has_a_weight_and_the_other_way_round() -> None:
    assert list(weights()) == [row.name for row in EVIDENCE]
    assert len(ROWS) == len(EVIDENCE)


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("any", -1),  # two entries are two works until something speaks for one
        ("exact", 1),
        ("spelled", 1),
        ("shared", 1),
        ("shared_more", 1),
        ("swapped", -1),
        ("inside", -1),
        ("front", -1),
        ("several", -1),
        ("authors", 1),
        ("authors_all", 1),
        ("authors_other", -1),
        ("authors_none", -1),
        ("year_same", 1),
        ("year_2", -1),
        ("year_far", -1),
        ("venues_apart", -1),
        ("venue_other", -1),
        ("same_place", 1),
        ("label", 1),
        ("one_list", -1),
        ("astray", -1),
        ("clash", -1),
        ("clash_arxiv", -1),
        ("column", -1),
        ("settled", -1),
    ],
)
def test_evidence_speaks_for_or_against(name: str, sign: int) -> None:
    assert weights()[name] * sign > 0


def test_what_is_further_apart_speaks_more_against() -> None:
    known = weights()
    assert known["year_far"] < known["year_2"] < 0
    assert known["swapped"] < known["inside"] < 0
    assert known["authors_none"] < known["authors_other"] < 0
    assert known["clash_arxiv"] < known["clash"] < 0


VALUES = [
    ("any", "Ice ~ Frost", 1),
    ("exact", "Deep Ice ~ Deep Frost", 0),
    ("exact", "Guest Editorial ~ Guest editorial", 0),  # the title of a column is no work's
    ("spelled", "Convolutinal Ice ~ Convolutional Ice", 1),
    ("spelled", "GNNs on Ice ~ Graph Neural Networks on Ice", 1),
    ("spelled", "Convolutinal Old Ice ~ Convolutional Ice", 0),
    ("spelled", "Ice ~ Ice", 0),  # the same title speaks for itself
    ("shared", "Ice ~ Frost", 0),
    ("shared", "Brittle Lattices ~ Lattices", mass(["lattice"])),
    ("shared", f"{LONG} ~ {LONG}", 3),
    ("shared_more", "Brittle Lattices ~ Brittle Lattices", 0),
    ("shared_more", f"{LONG} ~ {LONG}", mass(["brittle", "lattice", "under", "frost", "bend"]) - 3),
    ("shared_more", f"{LONG} Late after Sudden Icicles ~ {LONG} Late after Sudden Icicles", 3),
    ("swapped", "Brittle Ice ~ Brittle Frost", mass(["ice"])),
    ("swapped", "Brittle Ice ~ Brittle Ice in Glaciers", 0),
    ("swapped", "Ice of Glaciers, Moraines, Icicles ~ Ice of Yodels, Zithers, Tubas, Goats", 3),
    ("inside", "Old Brittle Ice ~ Brittle Ice", 0),
    ("inside", "Brittle Old Ice ~ Brittle Ice", mass(["old"])),
    ("front", "Old Brittle Ice ~ Brittle Ice", mass(["old"])),
    ("front", "Old: Brittle Ice ~ Brittle Ice", 0),
    ("several", "Old Ice of Goats ~ Late Ice of Tubas", 1),
    ("several", "Old Ice of Goats ~ Ice", 1),
    ("several", "Old Ice of Goats ~ Ice of Goats", 0),
    ("several", "Goats: Old Ice ~ Tubas: Ice", 0),  # another name is none of them
    ("several", "Convolutinal Old Ice ~ Convolutional Ice", 0),  # nor is another spelling
    ("subtitle", "Brittle Ice: Old ~ Brittle Ice", mass(["old"])),
    ("subtitle", "Brittle Ice in Old ~ Brittle Ice", 0),
    ("inside", "Brittle Goats, Yodels, Tubas, Zithers Ice ~ Brittle Ice", 3),
    ("front", "Goats, Yodels, Tubas, Zithers of Ice ~ Ice", 3),
    ("subtitle", "Ice: Goats, Yodels, Tubas, Zithers ~ Ice", 3),
    ("authors", "Ice | Ann Lee ~ Ice", 0),
    ("authors", "Ice | Ann Lee ~ Ice | Ann Lee", 1),
    ("authors", "Ice | Ann Lee, Bo Li ~ Ice | Ann Lee, Jo Wu", 0.5),
    ("authors", "Ice | Ann Lee, Bo Li ~ Ice | Ann Lee", 1),  # who is left out does not differ
    ("authors", "Ice | Ann Lee, Bo Li ~ Ice | Bo Li, Ann Lee, Jo Wu", 2**0.5),
    (
        "authors",
        "Ice | Ann Lee, Bo Li, Jo Wu, Al Ray, Ed Fox ~ Ice | Ann Lee, Bo Li, Jo Wu, Al Ray, Ed Fox",
        2,
    ),
    ("authors_all", "Ice | Ann Lee, Bo Li ~ Ice | Ann Lee, Jo Wu", 0),
    ("authors_all", "Ice | Ann Lee, Bo Li ~ Ice | Ann Lee", 1),
    ("authors_all", "Ice ~ Ice", 0),
    ("authors_other", "Ice | Ann Lee ~ Ice", 0),
    ("authors_other", "Ice | Ann Lee, Bo Li, Jo Wu, Ed Fox ~ Ice | Ann Lee, Al Ray, Ike Orr, Cy Poe", 0.75),
    ("authors_other", "Ice | Ann Lee ~ Ice | Ann Lee", 0),
    ("authors_none", "Ice | Ann Lee, Bo Li ~ Ice | Ann Lee, Jo Wu", 0),
    ("authors_none", "Ice ~ Ice", 0),
    ("authors_none", "Ice | Ann Lee ~ Ice", 0),
    ("year_same", "Ice ~ Ice", 0),
    ("year_same", "Ice | | | 2023 ~ Ice", 0),
    ("year_same", "Ice | | | 2023 ~ Ice | | | 2022", 0),
    # The number of arXiv tells a year, too, and the nearest counts.
    ("year_same", f"Ice | | | 2023 ~ Ice | | | 2025 | {A}", 1),
    ("year_2", "Ice | | | 2023 ~ Ice | | | 2022", 0),
    ("year_2", "Ice | | | 2023 ~ Ice | | | 2021", 1),
    ("year_2", "Ice | | | 2020 ~ Ice | | | 2023", 1),
    ("year_2", "Ice | | | 2019 ~ Ice | | | 2023", 0),
    ("year_far", "Ice | | | 2020 ~ Ice | | | 2023", 0),
    ("year_far", "Ice | | | 2019 ~ Ice | | | 2023", 1),
    ("year_far", "Ice | | | 2019 ~ Ice", 0),
    ("venues_apart", "Ice | | ICLR 2017 ~ Ice | | ICLR", 0),
    ("venues_apart", "Ice | | ICLR ~ Ice | | TPAMI", 0),
    ("venues_apart", "Ice | | JMLR ~ Ice | | TPAMI", 1),
    ("venues_apart", "Ice | | ICLR ~ Ice", 0),
    ("venues_apart", "Ice ~ Ice | | ICLR", 0),
    ("venues_apart", "Ice | | arXiv ~ Ice | | CoRR", 0),
    ("venues_apart", "Ice | | Glacier Conference ~ Ice | | ICLR", 0),  # it may be the same one's other name
    ("venue_other", "Ice | | ICLR ~ Ice | | NeurIPS", 0),
    ("venue_other", "Ice | | ICLR ~ Ice | | arXiv", 0),
    ("venue_other", "Ice | | ICLR ~ Ice", 0),
    ("journal_later", "Ice | | ICLR | 2023 ~ Ice | | TPAMI | 2023", 0),
    ("journal_later", "Ice | | ICLR | 2023 ~ Ice | | TPAMI", 0),
    ("journal_later", "Ice | | ICLR | 2023 ~ Ice | | NeurIPS | 2024", 0),
    ("pages", f"Ice | | | | {X} ~ Ice | | | | {X}", 0),
    ("pages", f"Ice | | | | {X} ~ Ice", 0),
    ("pages", f"Ice ~ Ice | | | | {X}", 0),
    ("pages", f"Ice | | | | {X} ~ Ice | | | | {A}", 0),
    ("pages", f"Ice | | | | {A} ~ Ice | | | | {X}", 0),
    ("same_place", f"Ice | | | | {X} ~ Ice | | | | {Y}", 0),
    ("same_place", "Ice ~ Ice", 0),
    ("same_place", "Ice | | | | https://www.x.org/a/?utm_source=x ~ Ice | | | | http://x.org/a", 1),
    ("place_like", f"Ice | | | | {X} ~ Ice | | | | {X}", 1),
    ("place_like", f"Ice | | | | {X} ~ Frost | | | | {X}", 0),
    ("place_like", f"Ice | | | | {X} ~ Ice | | | | {Y}", 0),
    ("place_venues", "Ice | | ICLR ~ Ice | | NeurIPS", 0),
    ("place_venues", f"Ice | | ICLR | | {X} ~ Ice | | ICLR | | {X}", 0),
    ("label", f"Ice | | | | {X} ~ Ice: Brittle Lattices | | | | {Y}", 0),
    ("label", f"Old Deep Ice | | | | {X} ~ Brittle Lattices Bend | | | | {X}", 0),  # three words
    ("label", f"Deep Ice | | | | {X} ~ Brittle Lattices Bend | | | | {X}", 1),
    ("label", f"Brittle Lattices Bend | | | | {X} ~ Deep Ice | | | | {X}", 1),
    # The other one has a name of its own.
    ("label", f"Glacier | | | | {X} ~ Moraine: Brittle Lattices | | | | {X}", 0),
    ("label", f"Glacier | | | | {X} ~ Glaciers2: Brittle Lattices | | | | {X}", 1),
    ("label", f"Glacier | | | | {X} ~ The Old Moraine: Brittle Lattices | | | | {X}", 0),
    # What three words say before a colon is no name.
    ("label", f"Glacier | | | | {X} ~ Moraines on Old Ice: Brittle Lattices | | | | {X}", 1),
    (
        "label",
        f"Glacier Ice | | | | {A} ~ Moraine Lattices | | | | {A} ~ Glacier Ice | | | | {B}",
        0,  # the title is another work's
    ),
    ("one_list", f"Ice | | | | {X} | one ~ Frost | | | | {X} | two", 0),
    ("one_list", f"Ice | | | | {X} | one ~ Frost | | | | {Y} | one", 0),
    ("one_list", f"Ice | | | | {X} | one ~ Ice | | | | {X} | one", 0),
    ("astray", f"Glacier Ice | | | | {A} ~ Moraine | | | | {X} ~ Glacier Ice | | | | {B}", 0),
    ("astray", f"Glacier Ice | | | | {A} ~ Glacier Ice | | | | {A} ~ Glacier Ice | | | | {B}", 0),
    ("clash", f"Ice | | | | {DOI} ~ Ice | | | | {DOI}", 0),
    ("clash", f"Ice | | | | {DOI} ~ Ice | | | | {A}", 0),  # of two spaces
    ("clash", f"Ice | | | | {DOI} ~ Ice | | | | {X}", 0),
    ("clash", f"Ice | | | | {X} ~ Ice | | | | {DOI}", 0),
    ("clash_arxiv", f"Ice | | | | {DOI} ~ Ice | | | | {OTHER_DOI}", 0),
    ("clash_arxiv", f"Ice | | | | {A} ~ Ice | | | | {A}", 0),
    ("clash_exact", f"Ice | | | | {A} ~ Frost | | | | {B}", 0),
    ("clash_exact", f"Ice | | | | {A} ~ Ice | | | | {A}", 0),
    ("column", "Editorial ~ Ice", mass(["editorial"])),
    ("column", "Ice ~ Guest Editorial", mass(["guest", "editorial"])),
    ("column", "Ice ~ Frost", 0),
    ("column", f"Editorial | | | | {X} ~ Editorial | | | | {X}", 0),
    ("settled", "Slim ice | | | | | one ~ Slimmed ice | | | | | one ~ Slim ice | | | | | two", 0),
    (
        "settled",
        f"Slim ice | | | | {X} | one ~ Slims | | | | {X} | one ~ Slim ice | | | | | two ~ Slims | | | | | two",
        0,
    ),
]


@pytest.mark.parametrize(("name", "text", "value"), VALUES)
def test_how_much_evidence_there_is(name: str, text: str, value: float) -> None:
    assert float(ROWS[name].measure(pair(text))) == pytest.approx(value)


def test_every_evidence_has_a_counter_example() -> None:
    assert {name for name, _, value in VALUES if value == 0} == {*ROWS, "any"} - {"any"}


VETOED = [
    ("Learning Ice, Part 1 ~ Learning Ice, Part 2", "1 is not 2"),
    (f"Glacier V2: Old Ice | | | | {X} ~ Glacier V3: Old Ice | | | | {X}", "2 is not 3"),
    (f"Ice | | | | {CODE} ~ Ice | | | | {A}", "one is code, the other paper"),
    (f"Ice | | | | {A} ~ Ice | | | | {POST}", "one is paper, the other article"),
    (f"Ice | | | | {TALK} ~ Ice | | | | {POST}", "one is talk, the other article"),
    (f"Ice | | | | {CODE} ~ Ice | | | | {X}", ""),  # a page may be anything's
    (f"Ice | | | | {CODE} ~ Ice", ""),
    (f"Ice | | | | {A} ~ Ice | | | | {DOI}", ""),
    ("Ice ~ A Survey of Ice", "only one is “survey”"),
    ("A Survey of Ice ~ A Survey of Old Ice", ""),
    (f"Ice | | | | {X} ~ A Survey of Ice | | | | {X}", ""),  # at one address it may be a longer title
    ("Guest Editorial | | | 2001 ~ Guest Editorial | | | 2003", "a column of another year"),
    ("Guest Editorial | | | 2001 ~ Guest Editorial | | | 2001", ""),
    ("Guest Editorial | | | 2001 ~ Guest Editorial", ""),
    ("Guest Editorial | | | 2001 ~ Old Ice | | | 2003", ""),
    ("Old Ice | | | 2001 ~ Old Ice | | | 2003", ""),
    (f"Guest Editorial | | | 2001 | {X} ~ Guest Editorial | | | 2003 | {X}", ""),
    (
        "Old Ice | | ICLR | | | one ~ Old Ice | | TPAMI | | | one",
        "one list gives both, the journal's and the conference's",
    ),
    (
        "Old Ice: Deep Moraines of Glaciers | | TPAMI | | | one ~ Ice: Deep Moraines of Glaciers | | ICLR | | | one",
        "one list gives both, the journal's and the conference's",
    ),
    ("Old Ice | | ICLR | | | one ~ Old Ice | | TPAMI | | | two", ""),
    ("Old Ice | | ICLR | | | one ~ Old Ice | | ICLR 2017 | | | one", ""),
    ("Old Ice | | ICLR | | | one ~ Deep Ice | | TPAMI | | | one", ""),
    ("Glacier Moraine of Ice | | ICLR | | | one ~ Glacier Moraine | | TPAMI | | | one", ""),  # 82 % alike
    (f"Old Ice | | ICLR | | {X} | one ~ Old Ice | | TPAMI | | {X} | one", ""),
    (f"{HUB} ~ Hub | | | | https://z.org/a | one", "one list gives this title to several addresses"),
    (f"{HUB} ~ Hub | | | | https://z.org/a | two", ""),
    (f"{HUB}", ""),  # two of them may be one's
    (f"Hub | | | | {X} | two ~ {HUB} ~ Hub | | | | https://z.org/a | one", ""),
    (f"Hub | | | | | two ~ {HUB} ~ Hub | | | | https://z.org/a | one", ""),
    (f"{HUB.replace('Hub', FULL)} ~ {FULL} | | | | https://z.org/a | one", ""),  # this one tells
    (f"Ice | | | | {CODE} ~ Ice | | | | {OTHER_CODE}", "links differ"),
    (f"Ice | | | | {TALK} ~ Ice | | | | {OTHER_TALK}", "links differ"),
    (f"Ice | | | | {DOI} ~ Ice | | | | {OTHER_DOI}", ""),
    (f"Ice | | | | {CODE} ~ Frozen ice | | | | {CODE}", ""),
    (LONG + " ~ " + LONG, ""),
]


@pytest.mark.parametrize(("text", "why"), VETOED)
def test_what_forbids_a_join_whatever_else_agrees(text: str, why: str) -> None:
    found = pair(text)
    kinds = why.removeprefix("one is ").split(", the other ")
    # Which of two kinds stands first is no matter.
    assert veto(found) in {why, f"one is {kinds[-1]}, the other {kinds[0]}"}


def test_the_first_veto_is_told() -> None:
    text = f"Glacier V2 | | | | {CODE} ~ Glacier V3 | | | | {A}"
    assert veto(pair(text)) == "2 is not 3"


SAYS = [
    (f"{LONG} ~ {LONG.upper()}", "same title"),
    (
        f"{LONG} | Ann Lee, Bo Li | | 2017 ~ {LONG} | A. Lee, B. Li | | 2017",
        "same title, same year, authors agree",
    ),
    (
        f"{LONG} | | | | {A} ~ Glacier: {LONG} | | | | {A}",
        "titles share 94% of what they say, same arXiv id 2306.11695, same year, but only one has “glacier”",
    ),
    (
        f"{LONG} | | | | {X} ~ Frost Bend | | | | {X}",
        "same address, titles share 61% of what they say, one is a short label, but only one has “brittle lattice under”",
    ),
    (
        f"Old Ice | Ann Lee ~ {LONG} | Bo Marsh",
        "titles share 0% of what they say, but “brittle lattice under frost bend” against “old ice”, authors differ",
    ),
    (
        f"{LONG} | | | 2010 | {DOI} ~ {LONG} | | | 2013 | {OTHER_DOI}",
        "same title, but two or three years apart, other identifiers",
    ),
    (
        "Glacier V2: Deep Moraines ~ Glacier V3: Deep Moraines",
        "titles share 76% of what they say, but 2 is not 3, “v2” against “v3”",
    ),
    # Of several gaps the two that say most.
    (
        "Deep Brittle Old Lattices bend under Frost ~ Lattices fast under Frost Glaciers of Snow",
        "titles share 43% of what they say, but only one has “deep brittle old”, only one has “glacier snow”",
    ),
    (
        "Old Convolutinal Lattices of Ice ~ Old Convolutional Lattices of Ice",
        "same title, but for its spelling",
    ),
    ("GNNs on Brittle Ice ~ Graph Neural Networks on Brittle Ice", "same title, but for its spelling"),
]


@pytest.mark.parametrize(("text", "expected"), SAYS)
def test_a_sentence_tells_what_speaks_for_a_pair_and_then_what_against(text: str, expected: str) -> None:
    assert sentence(pair(text)) == expected


def test_a_sentence_opens_with_words_where_nothing_speaks_for_a_pair() -> None:
    assert not sentence(pair("Guest Editorial ~ Guest Editorial")).startswith(",")


def test_a_sentence_says_nothing_twice() -> None:
    text = f"{LONG} | Ann Lee | ICLR | | {X} ~ {LONG} | Bo Marsh | NeurIPS | | {X}"
    assert sentence(pair(text)) == (
        "same address, same title, but at two conferences, or in two journals, authors differ"
    )


@pytest.mark.parametrize(
    "text", ["Lattices on Crystals ~ Lattices for Crystals", "Lattices of Ice 2019 ~ Lattices of Ice"]
)
def test_a_sentence_is_never_empty(text: str) -> None:
    assert sentence(pair(text)) != ""


def test_the_same_title_is_no_label() -> None:
    assert not ROWS["label"].measure(pair(f"Deep Ice | | | | {X} ~ Deep Ice | | | | {X}"))


def test_a_score_is_the_sum_of_what_the_evidence_weighs() -> None:
    known = weights()
    found = pair("Old Ice | Mingjie Sun, Zhuang Liu | | 2023 ~ Old Ice | M. Sun, Anna Bair | | 2023")
    assert score(found) == pytest.approx(
        known["any"]
        + known["exact"]
        + known["shared"] * mass(["old", "ice"])
        + known["authors"] * 0.5
        + known["authors_other"] * 0.5
        + known["year_same"]
    )


@pytest.mark.parametrize("text", [text for _, text, _ in VALUES] + [text for text, _ in VETOED])
def test_g2_a_pair_is_the_same_whichever_side_comes_first(text: str) -> None:
    one, other, *_ = sides_of(text)
    found, turned = (
        compare(a, b, astray=True, settled=True, label=True) for a, b in ((one, other), (other, one))
    )
    measures = [[row.measure(of) for row in EVIDENCE] for of in (found, turned)]
    assert measures[0] == measures[1]
    assert found.difference == turned.difference or found.exact
    assert bool(veto(found)) is bool(veto(turned))
