"""Which pairs are compared: few enough for many titles, and those that may be one."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.identify.blocks import candidates
from tests.identify.examples import sides_of

X, Y = "https://x.org/a", "https://y.org/b"


def compared(*entries: str) -> set[tuple[int, int]]:
    return candidates(sides_of(" ~ ".join(entries)))


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        pytest.param("Deep Nets", "deep nets!", True, id="one title"),
        pytest.param("On the", "On the", True, id="one title, of small words"),
        pytest.param("Yodels Squeezed by Goats", "Goats and Yodels in Boats", True, id="two rare words"),
        pytest.param("Yodels Squeezed by Goats", "Goats in Fast Networks", False, id="one rare word"),
        pytest.param("Glacier", "Glacier Moraine", False, id="nothing but one rare word"),
        pytest.param("On Squeezed Yodels in", "By Squeezed Yodels at", True, id="all but small words"),
        pytest.param("Code of", "For Code", False, id="titles that say nothing"),
        pytest.param(
            "Deep Learning in Glacier Moraine Boulder Gravel",
            "Deep Learning in Basalt Quartz Zircon Topaz",
            False,
            id="two words of which each has four that are rarer",
        ),
        pytest.param(
            "Deep Learning in Glacier Moraine", "Deep Learning in Basalt Quartz", False, id="too little of it"
        ),
        pytest.param(
            "Glacier Moraine Yodel Goat Zither", "Glacier Moraine Tuba", True, id="two words of five"
        ),
        pytest.param(
            "Glacier Moraine Zither Goat Yodel Tuba Bassoon",
            "Glacier Moraine Abacus Bonbon Conga Dodo Emu",
            False,
            id="two words of seven",
        ),
        pytest.param("Abacus Bonbon Goat Moraine", "Abacus Bonbon Conga Dodo", True, id="two of four each"),
        pytest.param(
            "Abacus Bonbon Goat Moraine Tuba", "Abacus Bonbon Conga Dodo Emu", False, id="two of five each"
        ),
        # Of letters the twelve at both ends, where lists cut and add; but they have to share words, too.
        pytest.param("Weightlessabc of Ice", "Weightlessab: Ice", True, id="the first twelve letters"),
        pytest.param("Weightlessa of Ice", "Weightlessa by Goats", False, id="the first eleven"),
        pytest.param("Ice overparameterizing", "Ice reparameterizing", True, id="the last twelve letters"),
        pytest.param(
            "Deep Learningefficientlattices", "Learning Efficient Lattices", True, id="lost its spaces"
        ),
        pytest.param(
            "Deep Learningefficientlattices", "Learning Frozen Moraines", False, id="of other letters"
        ),
        pytest.param(
            "Glaciersconvolutionalnetwork",
            "On Convolutional Networks",
            True,
            id="the end of what lost its spaces",
        ),
        pytest.param(
            "Goats and Yodels | Bo Marsh", "Yodels | Bo Marsh", True, id="a person and the second word"
        ),
        pytest.param("Goats, Yodels of Ice | Bo Marsh", "Ice | Bo Marsh", False, id="a person and a third"),
        pytest.param("Goat | Ann Lee", "Goat of Ice | A. Lee", False, id="one name, and no first name"),
        pytest.param("Goat | Ann Marsh", "Goat of Ice | A. Marsh", True, id="a person and a rare word"),
        pytest.param("Goat | Bo Marsh", "Yodels | Bo Marsh", False, id="a person alone"),
        pytest.param("Goat | Bo Fox, Bo Marsh", "Goat of Ice | Bo Marsh", True, id="the second person"),
        pytest.param("Goat | Bo Fox, Bo Ray, Bo Marsh", "Goat of Ice | Bo Marsh", False, id="the third"),
        pytest.param(
            "Ice of Goats, Yodels | Bo Marsh",
            "Ice of Tubas, Zithers | Bo Marsh",
            False,
            id="a person and the third word",
        ),
        pytest.param("Glacier: Ice", "Glacier: Deep Nets", True, id="one name in front"),
        pytest.param("Old Glacier: Ice", "Glacier: Deep Nets", False, id="and another"),
        pytest.param("Glacier", "Glacier: Deep Nets", False, id="a name and a whole title"),
        pytest.param(f"Glacier | | | | {X}", f"Deep Nets | | | | {X}", True, id="one address"),
        pytest.param(f"Glacier | | | | {X}", f"Deep Nets | | | | {Y}", False, id="two addresses"),
        pytest.param("🚀", "🎉", True, id="two titles without words"),
    ],
)
def test_entries_are_compared_where_they_share_enough(one: str, other: str, found: bool) -> None:
    assert compared(one, other) == compared(other, one) == ({(0, 1)} if found else set())


def test_each_pair_is_named_once_with_the_lower_first() -> None:
    assert compared("Glacier Ice", "Deep Nets", f"Glacier Ice | | | | {X}", "Glacier Ice | Ann Lee") == {
        (0, 2),
        (0, 3),
        (2, 3),
    }


def test_in_a_block_of_thirty_all_are_compared_with_all() -> None:
    rows = [f"Glacier{n:02} | | | | {X}" for n in range(30)]
    assert compared(*rows) == set(combinations(range(30), 2))


def test_in_a_larger_block_each_is_compared_with_the_next_four_titles() -> None:
    order = [n * 7 % 31 for n in range(31)]  # the titles do not come sorted
    rows = [f"Glacier{n:02} | | | | {X}" for n in order]
    near = {(a, b) for a, b in combinations(range(31), 2) if abs(order[a] - order[b]) <= 4}
    assert compared(*rows) == near


def test_g2_what_is_compared_does_not_depend_on_the_order() -> None:
    rows = [f"Yodel Goat {'Moraine' if n % 3 else 'Ice'} {n} | | | {2000 + n % 5}" for n in range(40)]
    forth = {frozenset((rows[a], rows[b])) for a, b in compared(*rows)}
    back = {frozenset((rows[39 - a], rows[39 - b])) for a, b in compared(*rows[::-1])}
    assert 100 < len(forth) < len(list(combinations(rows, 2)))
    assert forth == back
