"""Which pairs are compared: few enough for many titles, and those that may be one."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.identify.blocks import close_titles, few_pairs
from bot.identify.compare import read

SMALL_WORDS = ["of", "for", "in", "on", "to", "with", "by", "via", "and", "from", "using", "at", "into"]


def close(*titles: str) -> list[tuple[int, int]]:
    return close_titles([read(title) for title in titles])


def test_in_a_small_block_all_are_compared_with_all() -> None:
    assert list(few_pairs([7, 3, 5])) == [(7, 3), (7, 5), (3, 5)]
    assert list(few_pairs(range(24))) == list(combinations(range(24), 2))


def test_in_a_large_block_only_the_first_three_are_compared_with_the_rest() -> None:
    assert list(few_pairs(range(25))) == [(hub, other) for hub in range(3) for other in range(hub + 1, 25)]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        pytest.param("Yodels Squeezed by Goats", "Goats and Yodels in Boats", True, id="two rare words"),
        pytest.param("Yodels Squeezed by Goats", "Goats in Fast Networks", False, id="one rare word"),
        pytest.param("On Squeezed Yodels in", "By Squeezed Yodels at", True, id="all but small words"),
        pytest.param("Weightlessa", "Weightlessb", True, id="the first ten letters"),
        pytest.param("Weightlesa", "Weightlesb", False, id="the first nine letters"),
        pytest.param("Overparameterization", "Reparameterization", True, id="the last ten letters"),
        pytest.param("Code of", "For Code", False, id="titles that say nothing"),
    ],
)
def test_titles_are_compared_where_they_share_enough(one: str, other: str, found: bool) -> None:
    assert close(one, other) == close(other, one) == ([(0, 1)] if found else [])


def test_what_more_than_twelve_share_is_not_rare() -> None:
    titles = [f"{word} Squeezed Yodel {word}" for word in SMALL_WORDS]
    assert close(*titles[:12]) == list(combinations(range(12), 2))
    assert close(*titles) == []


def test_of_titles_that_begin_alike_each_is_compared_with_the_next_three() -> None:
    order = ["Weightlessc", "Weightlessa", "Weightlesse", "Weightlessb", "Weightlessd"]
    first_and_last = (1, 2)
    assert close(*order) == [pair for pair in combinations(range(5), 2) if pair != first_and_last]
