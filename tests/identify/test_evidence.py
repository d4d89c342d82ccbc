"""What speaks for two entries being one work, how strongly, and the sentence that says why it does not count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.identify.atoms import atoms
from bot.identify.evidence import Evidence, Lookout
from bot.models import Entry, Link

BY_ID, BY_TITLE, BY_ID_ALONE, BY_LIKENESS, TYPED, NAMED, CUT = range(7)

FROST = "Brittle Lattices under Frost Bend"  # a title beyond doubt
FROST_TOO = "Brittle Lattices under the Frost Bend"
FROST_AND_MORE = f"{FROST}: Evidence from Ice in Several Cold Towns"
STEAM = "Sparse Crystals over Steam Grow"  # another
LABEL = "Glacier"
PAIR = "Frozen Lattices"  # a title that two works may have
TOPIC = "Deep Learning for Image Recognition"
SHORT_TOPIC = "Deep Image Recognition"

ARXIV, OTHER_ARXIV = "https://arxiv.org/abs/1801.00001", "https://arxiv.org/abs/1901.00002"
DOI, OTHER_DOI = "https://doi.org/10.1000/a", "https://doi.org/10.1000/b"
REVIEW = "https://openreview.net/forum?id=r1rqJyHKg"
PMLR = "https://proceedings.mlr.press/v70/kim17b.html"
PAGE, OTHER_PAGE = "https://example.org/a:b", "https://example.org/c"
CODE, OTHER_CODE = "https://github.com/a/b", "https://github.com/a/c"
TALK, OTHER_TALK = "https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcR"


def entry(title: str, url: str | None = None, *papers: str, **more: Any) -> Entry:
    """An entry whose links labelled as papers lead to ``papers``."""
    return Entry("README.md", 1, title, url, links=tuple(Link("paper", paper) for paper in papers), **more)


def found(*items: Entry, lists: Sequence[str] | None = None) -> list[tuple[int, str, str | None]]:
    """All evidence between ``items``: its strength, what speaks for them, and what against."""
    evidence = sorted(Lookout(atoms(items, lists, ())).all())
    return [(one.strength, one.reason, one.against) for one in evidence]


def test_evidence_names_two_atoms_in_the_order_of_what_they_say() -> None:
    items = [entry(FROST, DOI, year=2020), entry(FROST, ARXIV), entry(FROST_TOO)]
    assert sorted(Lookout(atoms(items, None, ())).all()) == [
        Evidence(BY_TITLE, 0, 1, "same title"),
        Evidence(TYPED, 0, 2, "same title but for small words or abbreviations"),
        Evidence(TYPED, 1, 2, "same title but for small words or abbreviations"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (entry(FROST, ARXIV), entry(FROST, ARXIV, REVIEW), (BY_ID, "same arXiv id 1801.00001", None)),
        (entry(FROST, REVIEW), entry(FROST, REVIEW, DOI), (BY_ID, "same OpenReview id r1rqJyHKg", None)),
        (
            entry(FROST, ARXIV),
            entry(FROST_TOO, ARXIV),
            (BY_ID, "same arXiv id 1801.00001, same title but for small words or abbreviations", None),
        ),
        (
            entry(FROST, ARXIV, DOI),
            entry(FROST, OTHER_ARXIV, DOI),
            (BY_ID, "same DOI 10.1000/a", "arXiv ids differ"),
        ),
        (entry(LABEL, PMLR), entry(FROST, PMLR), (BY_ID_ALONE, "same pmlr id v70/kim17b, short label", None)),
        (entry(FROST, CODE), entry(LABEL, CODE), (BY_ID_ALONE, "same repository a/b, short label", None)),
        (
            entry(LABEL, PAGE),
            entry(FROST, PAGE),
            (BY_ID_ALONE, "same link example.org/a:b, short label", None),
        ),
        (
            entry(FROST, PAGE),
            entry("Why Lattices Bend under Ice", PAGE),
            (BY_ID_ALONE, "same link example.org/a:b, retitled", None),
        ),
        (
            entry(FROST, ARXIV),
            entry(STEAM, ARXIV),
            (BY_ID_ALONE, "same arXiv id 1801.00001, retitled", "titles have nothing in common"),
        ),
        (
            entry(f"Glacier 2: {FROST}", DOI),
            entry("Glacier 3: Lattices", DOI),
            (BY_ID_ALONE, "same DOI 10.1000/a, short label", "“glacier 2” is not “glacier 3”"),
        ),
    ],
)
def test_a_link_in_common(one: Entry, other: Entry, expected: tuple[int, str, str | None]) -> None:
    assert found(one, other) == found(other, one) == [expected]


@pytest.mark.parametrize(
    ("title", "other", "counts"),
    [
        (FROST, STEAM, False),
        (FROST, FROST_AND_MORE, True),  # the same without its subtitle
        (FROST, LABEL, True),  # a nickname may be of any work
        (FROST, "Sparse Steam", True),
        (FROST, "Sparse Growing Steam", False),  # no nickname has three words
        ("Sparse Growing Steam", PAIR, False),  # and a title of three is too short to have one
        (
            "Glacier Moraine Boulder Gravel Basalt Granite Marble Quartz Zircon Topaz",
            "Glacier Moraine Boulder Gravel Basalt Granite Marble Coal Peat Amber",
            True,  # seven words of ten
        ),
        (
            "Glacier Moraine Boulder Gravel Basalt Granite Marble Quartz Zircon Topaz Opal",
            "Glacier Moraine Boulder Gravel Basalt Granite Marble Coal Peat Amber Jet",
            False,
        ),
    ],
)
def test_two_titles_that_one_list_gives_one_link(title: str, other: str, counts: bool) -> None:
    _, _, against = found(entry(title, DOI), entry(other, DOI), lists=["a", "a"])[0]
    assert against == (None if counts else "one list gives one link to both")
    _, _, against = found(entry(title, PAGE), entry(other, PAGE), lists=["a", "a"])[0]
    assert against == (None if counts else "titles differ clearly")


def test_a_link_that_was_copied_by_mistake_says_nothing_to_other_lists_either() -> None:
    items = [entry(FROST, DOI), entry(STEAM, DOI), entry("Growing Crystals with Steam", DOI)]
    copied, label = "same DOI 10.1000/a, retitled", "same DOI 10.1000/a, short label"
    assert found(*items, lists=["a", "a", "b"]) == [
        (BY_ID_ALONE, label, "titles differ clearly"),
        (BY_ID_ALONE, copied, "one list gives one link to both"),
        (BY_ID_ALONE, label, "titles differ clearly"),
    ]


def test_only_those_that_share_the_copied_link_are_kept_apart_by_it() -> None:
    lookout = Lookout(atoms([entry(FROST, DOI), entry(STEAM, DOI), entry(STEAM, REVIEW)], ["a"] * 3, ()))
    frost, steam, reviewed = lookout.atoms
    assert lookout.veto(frost, steam) == "one list gives one link to both"
    assert lookout.veto(frost, reviewed) is None
    assert lookout.veto(steam, reviewed) is None


@pytest.mark.parametrize(
    ("title", "against"),
    [
        (FROST, "the title is known under another one"),
        (PAIR, "the title is known under another one"),
        (TOPIC, None),
    ],
)
def test_a_title_that_has_its_own_arxiv_id_is_not_pasted_over_another(
    title: str, against: str | None
) -> None:
    known, pasted, label = entry(title, OTHER_ARXIV, year=2019), entry(title, DOI), entry(LABEL, DOI)
    assert (BY_ID_ALONE, "same DOI 10.1000/a, short label", against) in found(known, pasted, label)


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        (entry(FROST, ARXIV), entry(FROST, OTHER_ARXIV), "arXiv ids differ"),
        (entry(FROST, CODE), entry(FROST, OTHER_CODE), "links differ"),
        (entry(FROST, TALK), entry(FROST, OTHER_TALK), "links differ"),
        (entry(FROST, TALK), entry(FROST, PMLR), "one is a talk, the other a paper"),
        (entry(FROST, CODE), entry(FROST, PMLR), "one is code, the other a paper"),
        (entry(FROST, "https://medium.com/@a/b"), entry(FROST, PMLR), "one is an article, the other a paper"),
        (entry(FROST, DOI), entry(FROST, OTHER_DOI), None),
        (entry(FROST, PAGE, authors=("Ada Stone",)), entry(FROST, DOI, authors=("Bo Marsh",)), None),
        (entry(FROST, PAGE, year=1999), entry(FROST, DOI, year=2020), None),
        # A short title may be that of two works.
        (entry(PAIR, PAGE), entry(PAIR, DOI), None),
        (entry(PAIR, authors=("Ada Stone",)), entry(PAIR, authors=("Bo Marsh",)), "authors differ"),
        (entry(PAIR, authors=("Ada Stone",)), entry(PAIR, authors=("A. Stone", "Bo Marsh")), None),
        (entry(PAIR, authors=("Ada Stone",)), entry(PAIR), None),
        (entry(PAIR, year=2016), entry(PAIR, year=2019), None),
        (entry(PAIR, year=2016), entry(PAIR, year=2020), "years differ"),
        (entry(PAIR, DOI), entry(PAIR, OTHER_DOI), "identifiers differ"),
        (
            entry(PAIR, "https://doi.org/10.1000/a:b"),
            entry(PAIR, "https://doi.org/10.1000/c:d"),
            "identifiers differ",
        ),
        (entry(PAIR, DOI), entry(PAIR, REVIEW), None),
        # A topic needs something else that agrees.
        (entry(TOPIC), entry(TOPIC, PAGE), "the title is too general"),
        (entry(TOPIC, PAGE, venue="CVPR"), entry(TOPIC, OTHER_PAGE, venue="cvpr"), None),
        (entry(TOPIC, PAGE, authors=("Ada Stone",)), entry(TOPIC, OTHER_PAGE, authors=("A. Stone",)), None),
        (entry(TOPIC, PAGE, year=2016), entry(TOPIC, OTHER_PAGE, year=2017), None),
        (entry(TOPIC, PAGE, year=2016), entry(TOPIC, OTHER_PAGE, year=2018), "the title is too general"),
        (entry(SHORT_TOPIC, PAGE, year=2016), entry(SHORT_TOPIC, OTHER_PAGE, year=2016), None),
        (entry(SHORT_TOPIC, PAGE, year=2016), entry(SHORT_TOPIC, year=2017), None),
        (
            entry(SHORT_TOPIC, PAGE, year=2016),
            entry(SHORT_TOPIC, OTHER_PAGE, year=2017),
            "the title is too general",
        ),
    ],
)
def test_a_title_in_common(one: Entry, other: Entry, against: str | None) -> None:
    assert found(one, other) == found(other, one) == [(BY_TITLE, "same title", against)]


@pytest.mark.parametrize(
    ("one", "two", "against"),
    [
        (entry(PAIR, DOI), entry(PAIR, OTHER_DOI), "the title is too general"),
        (entry(PAIR, ARXIV), entry(PAIR, OTHER_ARXIV), "the title is too general"),
        (entry(PAIR, ARXIV), entry(PAIR, OTHER_DOI), None),
        (entry(PAIR, DOI), entry(PAIR, PMLR), None),
        (entry(FROST, ARXIV), entry(FROST, OTHER_ARXIV), None),
    ],
)
def test_a_short_title_of_two_known_works_leaves_open_which_a_third_entry_means(
    one: Entry, two: Entry, against: str | None
) -> None:
    third = entry(one.title)
    for items in ([one, two, third], [one, one, one, third, third, two]):
        lookout = Lookout(atoms(items, None, ()))
        assert lookout.atoms[0].ids == frozenset()  # the third, which sorts first
        assert [found.against for found in lookout.all() if found.a == 0] == [against, against]


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        (entry(FROST), entry(FROST_TOO), None),
        (entry(FROST, ARXIV), entry(FROST_TOO, OTHER_ARXIV), "arXiv ids differ"),
        (entry(FROST, DOI), entry(FROST_TOO, OTHER_DOI), "identifiers differ"),
        (entry(FROST, authors=("Ada Stone",)), entry(FROST_TOO, authors=("Bo Marsh",)), "authors differ"),
        (entry(FROST, authors=("Ada Stone",)), entry(FROST_TOO, authors=("A. Stone",)), None),
        (entry(FROST, year=2016), entry(FROST_TOO, year=2020), "years differ"),
        (entry(FROST, year=2016), entry(FROST_TOO, year=2019), None),
    ],
)
def test_titles_that_are_alike(one: Entry, other: Entry, against: str | None) -> None:
    why = "same title but for small words or abbreviations"
    assert found(one, other) == found(other, one) == [(TYPED, why, against)]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (f"Glacier: {FROST}", (NAMED, "same title but for its short name", None)),
        ("Brittle Lattices under Fr...", (CUT, "one title is cut off", None)),
        (
            "Brittle Lattices under Frost Send",
            (BY_LIKENESS, "titles 96% alike", "the words differ"),
        ),
        (
            "Brittle Lattices 2 under Frost Bend",
            (BY_LIKENESS, "titles 98% alike", "“lattice 2” is not “lattice without number”"),
        ),
    ],
)
def test_the_less_titles_agree_the_weaker_they_speak(
    other: str, expected: tuple[int, str, str | None]
) -> None:
    assert found(entry(FROST), entry(other)) == [expected]


def test_of_many_entries_with_one_title_a_few_stand_for_all() -> None:
    many = [entry(FROST, f"https://doi.org/10.1000/{n}") for n in range(10)]
    other = [entry(FROST_TOO, f"https://doi.org/10.2000/{n}") for n in range(10)]
    assert len([one for one in found(*many, *other) if one[0] == TYPED]) == 64
