"""A word says the more, the fewer titles use it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words as vocabulary
from bot.identify.rarity import SMALL, known, mass, weight

COUNTED = vocabulary.counts("titles")


@pytest.mark.parametrize("word", ["the", "of", "for", "with", "by"])
def test_a_small_word_says_nothing(word: str) -> None:
    assert word in SMALL
    assert weight(word) == 0.0


def test_a_word_of_no_title_says_most() -> None:
    assert (known("glacier"), weight("glacier")) == (False, 1.0)


def test_words_of_ever_fewer_titles_say_ever_more() -> None:
    ordered = ["the", "network", "pruning", "transformer", "lattice", "frost", "glacier"]
    assert sorted(ordered, key=weight) == ordered


def test_every_tenfold_of_titles_takes_the_same_from_a_word() -> None:
    most = math.log10(COUNTED["#titles"])
    for word in ("network", "pruning", "frost"):
        assert known(word)
        assert weight(word) == pytest.approx(1 - math.log10(COUNTED[word]) / most)


def test_a_word_that_titles_use_is_known_and_a_misspelt_one_is_not() -> None:
    assert known("convolutional")
    assert not known("convolutinal")


def test_words_say_together_what_each_says_as_often_as_it_stands_there() -> None:
    assert mass([]) == 0.0
    assert mass(["glacier", "the", "glacier"]) == 2.0
    assert mass(("frost", "network")) == pytest.approx(weight("frost") + weight("network"))


@given(st.text(max_size=20) | st.sampled_from(sorted(COUNTED.keys() - {"#titles"})))
def test_what_a_word_says_lies_between_nothing_and_one(word: str) -> None:
    assert 0.0 <= weight(word) <= 1.0
    assert known(word) or word in SMALL or weight(word) == 1.0
