"""What people said or did (G4): the names of works, what decisions do to a paper, and who belongs together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from bot.identify import names_of_paper, plain_name
from bot.merge.people import (
    Item,
    Pairs,
    deleted,
    edited,
    recorded,
    shaped,
    shaping,
    spoken,
)
from bot.models import Decisions, Link, Mention, Paper

DAY = date(2026, 11, 23)
ARXIV, DOI = "https://arxiv.org/abs/1708.06519", "https://doi.org/10.1109/iccv.2017.298"
ONE = Mention(
    "a/one", "README.md", "Network Slimming", f"{ARXIV}v2", (Link("code", "https://github.com/Ann/Slim"),)
)
SLIMMING = Paper(
    "title:slimming", "Slimming Nets", "pruning", DAY, "paper", "https://slim.example.org/?utm_source=x", "ICCV", 2017,
    ("Ann Lee",), ("nas", "speech"), "pruning: heading", (Link("doi", DOI),), ("openreview:abc",), (ONE,),
)  # fmt: skip
HAQ = Paper("arxiv:1811.08886", "HAQ", "quantization", DAY, url="https://arxiv.org/abs/1811.08886")
CANONICAL = "https://slim.example.org/"
LASTING = {
    "title:slimming", "title:slimming-nets", "title:network-slimming", "openreview:abc",
    "doi:10.1109/iccv.2017.298", "arxiv:1708.06519",
}  # fmt: skip


def test_a_paper_that_people_took_out_answers_to_its_id_no_more() -> None:
    joined = replace(SLIMMING, ids=("arxiv:1811.08886",))
    known = {"title:slimming", "title:b", "title:a", "arxiv:1811.08886"}
    assert deleted(known, iter([joined])) == ("title:a", "title:b")
    assert deleted(known, [SLIMMING]) == ("arxiv:1811.08886", "title:a", "title:b")
    assert deleted({"title:slimming"}, [SLIMMING, HAQ]) == ()


# Decisions and the paper that they shaped

DECISIONS = Decisions(
    decline=("title:slimming",),
    same=(("title:slimming", "title:b"), (HAQ.id, "title:c"), ("title:a", ARXIV)),
    different=(("title:b", "title:slimming"), ("title:d", HAQ.id)),
    pin=((ARXIV, "venue", "Säle"), (HAQ.id, "venue", "CVPR"), ("title:slimming", "year", None)),
    topic=((f"{ARXIV}v1", "nas"), (HAQ.id, "quantization")),
)
LINES = (
    "different title:b title:slimming",
    'pin venue "Säle"',
    "pin year null",
    "same title:a https://arxiv.org/abs/1708.06519",
    "same title:slimming title:b",
    "topic nas",
)


def test_a_paper_keeps_the_decisions_on_it_as_lines() -> None:
    assert shaping(DECISIONS, names_of_paper(SLIMMING)) == LINES
    twice = Decisions(topic=(("title:slimming", "nas"), (ARXIV, "nas")))
    assert shaping(twice, names_of_paper(SLIMMING)) == ("topic nas",)


def test_a_decision_on_a_link_with_a_space_is_read_back() -> None:
    spaced = replace(SLIMMING, url="https://example.org/a b", ids=(), mentions=())
    decisions = Decisions(same=(("https://example.org/a b", "title:b"),))
    lines = shaping(decisions, names_of_paper(spaced))
    assert lines == ("same https://example.org/a%20b title:b",)
    (pair,) = recorded(lines).same
    assert plain_name(pair[0]) in names_of_paper(spaced)


def test_g4_of_two_decisions_on_one_field_the_later_holds() -> None:
    changed = Decisions(
        pin=(("title:slimming", "venue", "ICCV"), (ARXIV, "year", 2017), (ARXIV, "venue", "CVPR")),
        topic=(("title:slimming", "quantization"), (ARXIV, "nas")),
    )
    assert shaping(changed, names_of_paper(SLIMMING)) == ('pin venue "CVPR"', "pin year 2017", "topic nas")


def test_what_is_one_work_is_read_back_from_the_lines() -> None:
    assert recorded([*reversed(LINES), *LINES]) == Decisions(
        same=(("title:a", ARXIV), ("title:slimming", "title:b")),
        different=(("title:b", "title:slimming"),),
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], SLIMMING),
        (["same title:a title:b", "different title:a title:c"], SLIMMING),
        (['pin title "A: \\"B\\" C"', "pin year null"], replace(SLIMMING, title='A: "B" C', year=None)),
        (
            ["pin year null", "topic hardware"],
            replace(SLIMMING, year=None, topic="hardware", topic_reason="decided by people"),
        ),
        (["topic nas"], replace(SLIMMING, topic="nas", topic_reason="decided by people", topics=("speech",))),
    ],
)
def test_lines_give_a_paper_its_values(lines: list[str], expected: Paper) -> None:
    assert shaped(SLIMMING, lines) == expected


# Who belongs together

ITEMS = (
    Item(ONE, "title:slimming", ONE),  # 0
    Item(replace(ONE, source="b/two")),  # 1
    Item(Mention("a/one", "README.md", "HAQ", f"{ARXIV}v1"), HAQ.id),  # 2
    Item(Mention("b/two", "README.md", "HAQ", "https://haq.example.org/"), HAQ.id),  # 3
    Item(Mention("", "", "XNOR-Net"), "title:xnor"),  # 4
)


def pairs(same: Iterable[tuple[int, int]] = (), different: Iterable[tuple[int, int]] = ()) -> Pairs:
    return Pairs(frozenset(same), frozenset(different))


@pytest.mark.parametrize(
    ("one", "other", "same", "different"),
    [
        pytest.param("title:xnor-net", "title:network-slimming", {(0, 1), (1, 4)}, {(0, 4), (1, 4)}, id="titles"),
        pytest.param("https://haq.example.org/?utm_source=x", "title:xnor-net", {(3, 4)}, {(3, 4)}, id="a link"),
        pytest.param("title:slimming", "title:xnor", {(0, 4)}, {(0, 4)}, id="ids of papers"),
        pytest.param("doi:10.1/old", "title:xnor", {(2, 3), (3, 4)}, {(2, 4), (3, 4)}, id="an alias"),
        pytest.param("title:nothing", "title:haq", set(), set(), id="a name of nothing"),
        pytest.param("title:haq", "title:nothing", set(), set(), id="and of nothing"),
        # What both names match belongs to the narrower one.
        pytest.param("arxiv:1708.06519", "title:network-slimming", {(0, 1), (1, 2)}, {(0, 2), (1, 2)}, id="wider first"),
        pytest.param("title:network-slimming", "arxiv:1708.06519", {(0, 1), (1, 2)}, {(0, 2), (1, 2)}, id="wider last"),
        pytest.param("title:haq", "arxiv:1811.08886", {(2, 3)}, set(), id="two names of the same"),
    ],
)  # fmt: skip
def test_decisions_name_items_that_belong_together_or_apart(
    one: str, other: str, same: set[tuple[int, int]], different: set[tuple[int, int]]
) -> None:
    aliases = {"doi:10.1/old": HAQ.id}
    assert spoken(Decisions(same=((one, other),)), ITEMS, aliases) == pairs(same)
    assert spoken(Decisions(different=((one, other),)), ITEMS, aliases) == pairs((), different)


def test_a_paper_s_name_does_not_mean_what_another_has_whatever_address_a_list_gave_that() -> None:
    pasted = Item(Mention("c/three", "README.md", "XNOR-Net", ARXIV), "title:xnor")
    items = (*ITEMS, pasted)  # 5
    said = Decisions(different=((HAQ.id, "title:xnor"),))
    apart = {(2, 4), (2, 5), (3, 4), (3, 5)}
    assert spoken(said, items, {HAQ.id: HAQ.id, "title:xnor": "title:xnor"}).different <= apart
    assert (4, 5) not in spoken(said, items, {HAQ.id: HAQ.id, "title:xnor": "title:xnor"}).different


def test_of_two_names_as_narrow_the_first_has_what_both_match() -> None:
    page = Item(Mention("c/three", "README.md", "Hardware-Aware Quantization", "https://haq.example.org/"))
    apart = Decisions(different=(("title:haq", "https://haq.example.org/"),))  # (2, 3) and (3, 4)
    assert spoken(apart, (*ITEMS[:4], page), {}) == pairs((), {(2, 4), (3, 4)})


def test_decisions_add_up_and_only_those_on_what_is_one_work_count() -> None:
    said = Decisions(
        same=(("title:haq", "title:xnor-net"), ("title:slimming", "title:xnor")),
        different=(("title:haq", "title:slimming"), ("title:slimming", "title:xnor")),
    )
    assert spoken(said, ITEMS, {}) == pairs({(2, 3), (3, 4), (0, 4)}, {(0, 2), (0, 3), (0, 4)})
    assert spoken(Decisions(pin=(("title:haq", "year", 2019),)), ITEMS, {}) == pairs()


def test_g4_what_people_say_outright_comes_before_what_their_edits_seem_to_say() -> None:
    said = pairs([(0, 1), (1, 2), (5, 6)], [(3, 4)])
    edits = pairs([(2, 3)], [(0, 2), (0, 3), (2, 5)])
    assert said.over(edits) == pairs([(0, 1), (1, 2), (5, 6), (2, 3)], [(3, 4), (0, 3), (2, 5)])


def of(*papers: str | None) -> list[Item]:
    """Items that belong to ``papers``."""
    return [Item(replace(ONE, title=f"{n}"), paper) for n, paper in enumerate(papers)]


@pytest.mark.parametrize(
    ("base", "groups", "theirs", "expected"),
    [
        pytest.param(of("a", "a", "b"), [[0, 1], [2]], of("a", "b", "a"), pairs(), id="as the rules have it"),
        pytest.param(of("a", "a", "a"), [[0], [1, 2]], of("b", "a", None, "a", "a"), pairs({(1, 3), (3, 4)}), id="joined"),
        pytest.param(of("a", "b", "b"), [[0, 1, 2]], of("b", "a", None, "b"), pairs((), {(0, 1), (1, 3)}), id="split"),
        pytest.param(of("b", "c", "a"), [[0, 1, 2]], of("a", "b", "c"), pairs((), {(0, 1), (0, 2), (1, 2)}), id="split in three"),
        pytest.param(of("a", "a", "b"), [[0], [1, 2]], of("a", "a", "b"), pairs({(0, 1)}, {(0, 2), (1, 2)}), id="regrouped"),
        pytest.param(of("a", None, "b"), [[0, 1], [2]], of("a", "a", "b"), pairs(), id="an item of no paper"),
        pytest.param(of("a", "a", "b"), [[0], [1, 2]], of("b", "b"), pairs(), id="a paper nobody speaks of, first"),
        pytest.param(of("a", "b", "b"), [[0, 1], [2]], of("a", "a"), pairs(), id="a paper nobody speaks of, last"),
    ],
)  # fmt: skip
def test_g4_people_regrouped_where_the_catalog_differs_from_the_rules(
    base: list[Item], groups: list[list[int]], theirs: list[Item], expected: Pairs
) -> None:
    assert edited(base, groups, theirs) == expected
