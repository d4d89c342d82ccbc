"""How evidence becomes groups: never across a veto, people first, and the best of what was left apart."""

from __future__ import annotations

from itertools import product
from typing import Any

from bot.identify import Group, Grouping, Join, group
from bot.models import Entry, Link

TITLE = "Brittle Lattices under Frost Bend"
TYPED = "Brittle Lattices under the Frost Bend"
SMALL_WORDS = "same title but for small words or abbreviations"
STEAM = "Sparse Crystals over Steam Grow"
ARXIV, OTHER_ARXIV = "https://arxiv.org/abs/1801.00001", "https://arxiv.org/abs/1901.00002"
DOI = "https://doi.org/10.1000/a"


def entry(title: str, url: str | None = None, *papers: str, **more: Any) -> Entry:
    """An entry whose links labelled as papers lead to ``papers``."""
    return Entry("README.md", 1, title, url, links=tuple(Link("paper", paper) for paper in papers), **more)


def alone(*members: int) -> tuple[Group, ...]:
    return tuple(Group((n,), ()) for n in members)


def test_each_item_is_joined_to_its_group_once_with_the_best_reason() -> None:
    items = [
        entry(TITLE.upper()),
        entry(STEAM),
        entry(TITLE, DOI),
        entry(TITLE),
        entry("The Frost Paper of Lattices", DOI),
        entry(TITLE, DOI),
    ]
    assert group(items) == Grouping(
        (
            Group(
                (0, 2, 3, 4, 5),
                (
                    Join(0, 2, "same title"),
                    Join(0, 3, "same title"),
                    Join(2, 4, "same DOI 10.1000/a, short label"),
                    Join(2, 5, "same title and doi:10.1000/a"),
                ),
            ),
            Group((1,), ()),
        ),
        (),
    )


def test_what_people_said_is_the_reason_or_the_objection() -> None:
    items = [entry(TITLE), entry(STEAM), entry(TITLE)]
    assert group(items, same=[(1, 0)], different=[(2, 0)]) == Grouping(
        (Group((0, 1), (Join(0, 1, "said to be the same"),)), Group((2,), ())),
        (Join(0, 2, "same title, but said to be different"),),
    )


def test_an_item_is_neither_the_same_as_nor_different_from_itself() -> None:
    assert group([entry(TITLE), entry(STEAM)], same=[(0, 0)], different=[(1, 1)]) == Grouping(alone(0, 1), ())


def test_a_group_keeps_what_each_of_its_members_forbids() -> None:
    # The DOI has told already that 1 is the work of 2, and what 2 says forbids 0.
    items = [entry(TITLE, ARXIV), entry(TITLE, DOI), entry(TITLE, OTHER_ARXIV, DOI)]
    assert group(items) == Grouping(
        (Group((0,), ()), Group((1, 2), (Join(1, 2, "same DOI 10.1000/a"),))),
        (Join(0, 2, "same title, but arXiv ids differ"),),
    )


def test_what_people_joined_takes_in_what_agrees_with_one_member_and_nothing_else() -> None:
    items = [entry(TITLE, ARXIV), entry(TITLE, OTHER_ARXIV), entry(TYPED, ARXIV), entry(TYPED, OTHER_ARXIV)]
    items += [entry(TITLE, "https://arxiv.org/abs/2001.00001")]
    assert group(items, same=[(0, 1)]) == Grouping(
        (
            Group(
                (0, 1, 2, 3),
                (
                    Join(0, 1, "said to be the same"),
                    Join(0, 2, f"same arXiv id 1801.00001, {SMALL_WORDS}"),
                    Join(1, 3, f"same arXiv id 1901.00002, {SMALL_WORDS}"),
                ),
            ),
            Group((4,), ()),
        ),
        (Join(0, 4, "same title, but arXiv ids differ"),),
    )


def test_a_link_that_everyone_pastes_holds_two_hundred_titles_together_and_no_more() -> None:
    labels = ["".join(letters) for letters in product("klmnpr", repeat=3)]
    full = group([entry(label, ARXIV) for label in labels[:200]])
    assert [len(one.members) for one in full.groups] == [200]
    assert full.near == ()
    over = group([entry(label, ARXIV) for label in labels[:201]])
    assert [len(one.members) for one in over.groups] == [200, 1]
    assert over.near == (Join(0, 200, "same arXiv id 1801.00001, short label, but too many titles share it"),)


def test_of_one_work_three_that_look_like_it_are_shown() -> None:
    items = [entry(TITLE, f"https://arxiv.org/abs/180{n}.00001") for n in range(1, 6)]
    why = "same title, but arXiv ids differ"
    assert group(items) == Grouping(
        alone(0, 1, 2, 3, 4),
        tuple(Join(a, b, why) for a, b in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]),
    )


def test_one_list_that_gives_one_link_to_two_works_keeps_them_apart_whatever_the_years() -> None:
    for years in ((2019, 2020), (2020, 2019)):
        items = [
            entry("Moraine Boulder Gravel Basalt", DOI),
            entry("Moraine Boulder Gravel Basalt: Quartz Zircon Topaz Opal"),
            *(entry("Quartz Zircon Topaz Opal", DOI, year=year) for year in years),
        ]
        found = group(items, sources=["a", "c", "a", "b"]).groups
        assert [one.members for one in found] == [(0, 1), (2, 3)]
