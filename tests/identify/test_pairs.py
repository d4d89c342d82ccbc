"""Two entries compared: how alike their titles are, which persons they share, where identifiers clash."""

from __future__ import annotations

from itertools import product

import pytest

from bot.identify.pairs import agreeing, compare
from bot.identify.rarity import mass
from bot.identify.sides import persons
from tests.identify.examples import pair, sides_of

A, B = "https://arxiv.org/abs/2306.11695", "https://arxiv.org/abs/2207.01234"
DOI, OTHER_DOI = "https://doi.org/10.1145/1", "https://doi.org/10.1145/2"
X = "https://x.org/a"
CODE, OTHER_CODE = "https://github.com/a/b", "https://github.com/c/d"


@pytest.mark.parametrize(
    ("text", "likeness"),
    [
        ("Brittle Ice ~ Brittle Ice", 1.0),
        ("Ice ~ Frost", 0.0),
        ("Glacier Ice ~ Glacier Moraine", 0.5),
        ("Glacier Old Moraine ~ Glacier Moraine", 2 / (2 + mass(["old"]))),
        ("Old Glacier ~ Glacier", 1 / (1 + mass(["old"]) / 2)),
        ("Glacier in Old ~ Glacier", 1 / (1 + mass(["old"]) / 2)),
        ("Glacier: Old ~ Glacier", 1 / (1 + mass(["old"]) / 2)),
        ("Moraine: Glacier ~ Glacier", 1 / 1.3),
        ("Brittle Ice ~ The Brittle Ice!", 1.0),
        ("Convolutinal Brittle Ice ~ Convolutional Brittle Ice", 1.0),
    ],
)
def test_titles_are_the_less_alike_the_more_stands_between_what_they_share(
    text: str, likeness: float
) -> None:
    assert pair(text).likeness == pytest.approx(likeness, abs=0.03)


def test_what_a_run_knows_is_part_of_the_pair() -> None:
    one, other = sides_of("Ice ~ Frost")
    for known in product((True, False), repeat=3):
        found = compare(one, other, astray=known[0], settled=known[1], label=known[2])
        assert (found.astray, found.settled, found.label) == known


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (A, B, "arxiv"),
        (DOI, OTHER_DOI, "doi"),
        (CODE, OTHER_CODE, "github"),
        (A, A, ""),
        (A, DOI, ""),
        (A, X, ""),
        (A, "", ""),
    ],
)
def test_identifiers_clash_where_they_differ_in_one_space(one: str, other: str, clash: str) -> None:
    assert pair(f"Ice | | | | {one} ~ Ice | | | | {other}").clash == clash


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("Mingjie Sun, Z. Liu", "M. Sun, Zhuang Liu", 2),
        ("Zhuang Liu, Mingjie Sun", "M. Sun, Z. Liu", 2),
        ("Sun Mingjie", "Mingjie Sun", 1),
        ("Sun, M.", "Mingjie Sun", 1),
        ("Sun", "Mingjie Sun", 1),
        ("Ann Lee", "Bo Lee", 0),
        ("A. Lee", "B. Lee", 0),
        ("J. A. Lee", "A. J. Lee", 1),
        ("J. A. Lee", "B. A. Lee", 0),
        ("J. Lee", "A. J. Lee", 1),
        ("Ann Marsh", "Ann Stone", 0),
        ("Ann Lee", "Ann Lee, Ann Lee", 1),  # one person is on one side once
        ("Ann Lee, Ann Lee", "Ann Lee", 1),
        ("Ann Lee", "", 0),
        # Misspelt or cut.
        ("Ian Goodfellow", "I. Goodfelow", 1),
        ("Ian Goodfellow", "I. Goodfeloww", 1),
        ("Ian Goodfellow", "I. Goodfellows", 1),
        ("Ian Goodfellow", "I. Goodfell", 1),
        ("Ian Goodfellow", "I. Goodfel", 0),
        ("Ian Goodfellow", "I. Hoodfellaw", 1),
        ("Ian Goodfellow", "I. Hoodfallaw", 0),
        ("Ed Smith", "E. Smyth", 1),
        ("Ed Smith", "E. Smiht", 1),
        ("Ed Smith", "E. Snyth", 0),
        ("Ed Smithes", "E. Snythes", 0),  # two of seven letters
        ("Ed Smithers", "E. Smythars", 1),  # and of eight
        ("Ed Chen", "E. Chan", 0),  # too short
        ("Ed Chen", "E. Chens", 0),
        ("Ed Smiths", "E. Smithst", 1),
        ("Ed Smithes", "E. Smith", 1),
        ("Ed Smith", "E. Smithson", 0),
        # Turned round, each with the other's initial.
        ("Mingjie S.", "M. Sun", 1),
        ("Mingjie S.", "Z. Sun", 0),
        ("Mingjie T.", "M. Sun", 0),
        ("Mingjie S.", "Sun", 0),
    ],
)
def test_persons_are_known_by_their_names_and_initials(one: str, other: str, both: int) -> None:
    x, y = persons((one,)), persons((other,))
    assert agreeing(x, y) == agreeing(y, x) == both
