"""What all the entries of a run tell of two of them."""

from __future__ import annotations

import pytest

from bot.identify.pairs import Pair
from bot.identify.rarity import mass
from bot.identify.run import Run
from tests.identify.examples import pair, sides_of

ARXIV, OTHER = "https://arxiv.org/abs/2306.11695", "https://arxiv.org/abs/2207.01234"
DOI, OTHER_DOI = "https://doi.org/10.1145/1", "https://doi.org/10.1145/2"
X, Y = "https://x.org/a", "https://y.org/b"


def test_a_run_knows_where_each_title_stands_however_it_is_spelled() -> None:
    run = Run(
        sides_of(
            f"Old Ice | | | | {ARXIV} | one ~ old ices | | | | {DOI} | two ~ Old Ice | | | | {X} | two ~ Frost"
        )
    )
    assert run.lists == {"oldice": {"one", "two"}, "frost": {"list 3"}}
    assert run.homes == {"oldice": {"arxiv:2306.11695", "doi:10.1145/1"}, "frost": set()}
    assert run.crowded == set()


@pytest.mark.parametrize(
    ("text", "crowded"),
    [
        (f"Ice | | | | {X} | one ~ Frost | | | | {X} | one ~ Snow | | | | {X} | one", {"x.org/a"}),
        (
            f"Ice | | | | {ARXIV} | one ~ Frost | | | | {ARXIV} | one ~ Snow | | | | {ARXIV} | one",
            {"arxiv:2306.11695"},
        ),
        # Two of one list, and three of several lists, may be one work's titles.
        (f"Ice | | | | {X} | one ~ Frost | | | | {X} | one ~ Snow | | | | {X} | two", set()),
        (f"Ice | | | | {X} | one ~ Frost | | | | {X} | one ~ ice! | | | | {X} | one", set()),
        ("Ice | | | | | one ~ Frost | | | | | one ~ Snow | | | | | one", set()),
    ],
)
def test_an_address_that_one_list_gives_to_a_crowd_of_titles(text: str, crowded: set[str]) -> None:
    assert Run(sides_of(text)).crowded == crowded


CROWD = f"Ice | | | | {X} | one ~ Frost | | | | {X} | one ~ Snow | | | | {X} | one"


def test_what_stands_at_a_crowded_address_is_astray() -> None:
    run = Run(sides_of(f"{CROWD} ~ Icicle | | | | {X} | two ~ Rime | | | | {Y} | two"))
    assert [run.compare(3, n).astray for n in (0, 1, 2, 4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("title", "here", "elsewhere", "astray"),
    [
        ("Frozen Lattices", DOI, ARXIV, True),
        ("Frozen Lattices", OTHER, ARXIV, True),
        ("Frozen Lattices", ARXIV, ARXIV, False),
        # Two works of one title do not tell which of them is meant, and DOIs are given twice.
        ("Frozen Lattices", ARXIV, DOI, False),
        ("Frozen Lattices", X, ARXIV, False),
        ("Frozen Lattices", "", ARXIV, False),
        # A title that says little may be that of another work.
        ("Deep Learning", DOI, ARXIV, False),
        ("Glacier", DOI, ARXIV, False),
    ],
)
def test_a_title_that_is_known_under_another_identifier_is_astray(
    title: str, here: str, elsewhere: str, astray: bool
) -> None:
    for text in (f"{title} | | | | {here} ~ Moraine", f"Moraine ~ {title} | | | | {here}"):
        assert pair(f"{text} ~ {title} | | | | {elsewhere}").astray is astray


def test_a_title_tells_from_a_certain_weight_on() -> None:
    assert 1.3 < mass(["net", "lattice"]) < 1.5 <= mass(["lattice", "late"])
    for title, astray in (("Net Lattice", False), ("Late Lattice", True)):
        assert pair(f"{title} | | | | {DOI} ~ Ice ~ {title} | | | | {ARXIV}").astray is astray


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (f"Hub | | | | {X} | one ~ Hub | | | | {Y} | one ~ hubs | | | | {DOI} | one", {"hub"}),
        (f"Hub | | | | {X} | one ~ Hub | | | | {Y} | one ~ Hub | | | | {DOI} | two", set()),
        (f"Hub | | | | {X} | one ~ Hub | | | | {Y} | one ~ Hub | | | | | one", set()),
        (
            f"Brittle Hub | | | | {X} | one ~ Brittle Hub | | | | {Y} | one ~ Brittle Hub | | | | {DOI} | one",
            set(),
        ),
    ],
)
def test_a_short_title_that_one_list_gives_to_many_addresses_is_a_label(text: str, labels: set[str]) -> None:
    assert Run(sides_of(text)).labels == labels


SLIM, SLIMMED = "Slim nets", "Slimmed nets"


def settled(*rows: tuple[str, str]) -> bool:
    found: Pair = pair(" ~ ".join(f"{title} | | | | | {source}" for title, source in rows))
    return found.settled


def test_titles_that_several_lists_have_are_settled() -> None:
    both = [(SLIM, "one"), (SLIMMED, "one"), (SLIM, "two"), (SLIMMED, "two")]
    assert settled(*both)
    assert settled((SLIM, "one"), (SLIMMED, "three"), (SLIM, "two"), (SLIMMED, "four"))
    assert not settled(*both[:3])
    assert not settled(both[0], both[1], both[3])
    # A title is no other one, in however many lists.
    assert not settled((SLIM, "one"), (SLIM, "two"), *both)
    # One list is one list, however often it has the title.
    assert not settled((SLIM, "one"), (SLIMMED, "one"), (SLIM, "one"), (SLIMMED, "one"))
