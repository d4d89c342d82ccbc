"""What a reviewer reads of a change: one detail for each thing that a reader would notice, in fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from bot.identify import stand_in
from bot.merge.diff import KINDS, change_of, ranked, removal
from bot.merge.people import Item
from bot.models import Change, Detail, Link, Mention, Paper

DAY = date(2026, 11, 23)
ONE = Mention("a/one", "README.md", "Network Slimming", "https://arxiv.org/abs/1708.06519")
TWO, THREE = replace(ONE, source="b/two"), replace(ONE, source="c/three")
SLIMMING = Paper(
    "arxiv:1708.06519",
    ONE.title,
    "pruning",
    DAY,
    url=ONE.url,
    topic_reason="pruning: heading",
    mentions=(ONE,),
)
XNOR = Paper("title:xnor-net", "XNOR-Net", "quantization", DAY, mentions=(replace(TWO, title="XNOR-Net"),))
CODE, TALK = Link("code", "https://github.com/ann/slimming"), Link("", "https://talks.example.org/slimming")


def change(
    before: Paper, after: Paper, *items: Item, why: Mapping[Mention, str] | None = None
) -> Change | None:
    return change_of((before,), (after,), (), items, why or {}, ())


def edit(before: Mention, **changed: object) -> Item:
    """What a source changed of its mention of a paper."""
    return Item(replace(before, **changed), SLIMMING.id, before)  # type: ignore[arg-type]


# Papers as wholes


def test_where_nothing_differs_there_is_no_change() -> None:
    assert change_of([SLIMMING], (SLIMMING,), (), (), {}, ("like “Slimming”",)) is None


def test_what_comes_in_names_its_lists_once_each_and_what_it_looks_like() -> None:
    new = replace(SLIMMING, mentions=(TWO, ONE, replace(ONE, section=("Channels",))))
    assert change_of((), [new], (), (), {}, ("like “B”", "like “A”", "like “B”")) == Change(
        "add", (), (new,), (Detail("add", "new in a/one, b/two"),), ("like “A”", "like “B”")
    )


def test_what_people_declined_goes() -> None:
    assert change_of((SLIMMING,), (), (), (), {}, ()) == Change(
        "remove", (SLIMMING,), (), (Detail("remove", "people declined it"),)
    )


def test_papers_that_become_one_are_told_by_the_id_that_stays() -> None:
    twin = replace(SLIMMING, id="title:network-slimming")
    assert change_of((SLIMMING, twin, XNOR), (SLIMMING,), (), (), {}, ()) == Change(
        "join",
        (SLIMMING, twin, XNOR),
        (SLIMMING,),
        (
            Detail("join", "title:network-slimming is the same work as arxiv:1708.06519"),
            Detail("join", "title:xnor-net is the same work as arxiv:1708.06519"),
        ),
    )


def test_a_paper_that_becomes_several_is_told_by_the_ids_that_are_new() -> None:
    twin = replace(SLIMMING, id="title:network-slimming")
    assert change_of((SLIMMING,), (SLIMMING, XNOR, twin), (), (), {}, ()) == Change(
        "split",
        (SLIMMING,),
        (SLIMMING, XNOR, twin),
        (
            Detail("split", "title:network-slimming is another work than arxiv:1708.06519"),
            Detail("split", "title:xnor-net is another work than arxiv:1708.06519"),
        ),
    )


def test_what_no_reader_sees_is_recorded() -> None:
    moved = replace(SLIMMING, mentions=(replace(ONE, path="papers.md"),))
    reason = "what a list says changed, but nothing that a reader sees"
    assert change(SLIMMING, moved) == Change("record", (SLIMMING,), (moved,), (Detail("record", reason),))


def test_a_paper_that_nobody_lists_is_asked_about_by_its_last_lists() -> None:
    left = replace(SLIMMING, mentions=(), former=(THREE, ONE, replace(ONE, section=("Channels",))))
    reason = "nobody lists it any more; the last was a/one, c/three"
    assert removal(left) == Change("unlisted", (left,), (), (Detail("unlisted", reason),))


# Which lists have it


def test_lists_that_come_and_go_are_named_with_what_a_new_mention_was_recognised_by() -> None:
    after = replace(SLIMMING, mentions=(TWO, THREE))
    why = {THREE: "same arxiv:1708.06519", ONE: "same title", TWO: ""}
    assert change(SLIMMING, after, why=why) == Change(
        "mention",
        (SLIMMING,),
        (after,),
        (
            Detail("mention", "now listed in b/two", "b/two"),
            Detail("mention", "now listed in c/three (same arxiv:1708.06519)", "c/three"),
            Detail("delist", "no longer listed in a/one", "a/one"),
        ),
    )


def test_the_last_list_that_leaves_is_told_so() -> None:
    after = replace(SLIMMING, mentions=(), former=(ONE,))
    reason = "no longer listed in a/one; nobody lists it any more"
    assert change(SLIMMING, after) == Change(
        "delist", (SLIMMING,), (after,), (Detail("delist", reason, "a/one"),)
    )


# Fields


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ({}, {"title": "Slimming"}, ("title", "title", "Network Slimming", "Slimming")),
        ({}, {"url": None}, ("link", "url", "https://arxiv.org/abs/1708.06519", None)),
        ({}, {"venue": "ICCV"}, ("metadata", "venue", None, "ICCV")),
        ({"year": 2016}, {"year": 2017}, ("metadata", "year", "2016", "2017")),
        ({}, {"kind": "tool"}, ("metadata", "kind", "paper", "tool")),
        # Authors are one value; of links and topics, a reader sees which came and which went.
        (
            {"authors": ("Ann Lee",)},
            {"authors": ("Ann Lee", "Bo Yu")},
            ("metadata", "authors", "Ann Lee", "Ann Lee, Bo Yu"),
        ),
        (
            {"links": (CODE, Link("talk", TALK.url))},
            {"links": (CODE, TALK, Link("poster", TALK.url))},
            ("metadata", "links", f"talk: {TALK.url}", f"{TALK.url}, poster: {TALK.url}"),
        ),
        ({"links": (CODE,)}, {"links": ()}, ("metadata", "links", f"code: {CODE.url}", None)),
        ({"topics": ("nas",)}, {"topics": ("nas", "hardware")}, ("topic", "topics", None, "hardware")),
    ],
)
def test_a_field_that_changed_is_shown_as_it_was_and_as_it_is(
    was: dict[str, object], now: dict[str, object], expected: tuple[str, str, str | None, str | None]
) -> None:
    before = replace(SLIMMING, **was)  # type: ignore[arg-type]
    after = replace(before, **now)  # type: ignore[arg-type]
    kind, field, old, new = expected
    detail = Detail(kind, "from all its lists", None, field, old, new)
    assert change(before, after) == Change(kind, (before,), (after,), (detail,))


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("nas: keyword “search: fast” in its title", "keyword “search: fast” in its title"),
        ("people put it here", "people put it here"),
    ],
)
def test_a_paper_that_moves_says_why_without_naming_its_topic_again(reason: str, told: str) -> None:
    after = replace(SLIMMING, topic="nas", topic_reason=reason)
    detail = Detail("topic", told, None, "topic", "pruning", "nas")
    assert change(SLIMMING, after) == Change("topic", (SLIMMING,), (after,), (detail,))


ICCV = replace(TWO, venue="ICCV")


@pytest.mark.parametrize(
    ("items", "told"),
    [
        pytest.param((edit(ONE, venue="ICCV"),), "a/one changed it", id="an edit"),
        pytest.param((Item(ICCV),), "b/two says so", id="a new mention"),
        pytest.param((edit(ONE, venue="ICCV"), Item(ICCV)), "from all its lists", id="two lists"),
        pytest.param((edit(TWO, venue="ICCV"), Item(ICCV)), "b/two says so", id="one list twice"),
        pytest.param((edit(ONE, url=None), Item(ICCV)), "b/two says so", id="another field changed elsewhere"),
        pytest.param((Item(ONE, SLIMMING.id, ONE), Item(ICCV)), "b/two says so", id="nothing changed elsewhere"),
        pytest.param((Item(stand_in(SLIMMING), SLIMMING.id), Item(ICCV)), "b/two says so", id="beside a stand-in"),
        pytest.param((Item(ONE, SLIMMING.id, ONE),), "from all its lists", id="nothing changed at all"),
    ],
)  # fmt: skip
def test_a_value_is_credited_to_a_list_that_alone_brought_it(items: tuple[Item, ...], told: str) -> None:
    after = replace(SLIMMING, venue="ICCV")
    detail = Detail("metadata", told, None, "venue", None, "ICCV")
    assert change(SLIMMING, after, *items) == Change("metadata", (SLIMMING,), (after,), (detail,))


def test_a_value_that_people_pinned_is_theirs_whatever_lists_changed() -> None:
    after = replace(SLIMMING, venue="ICCV", decided=('pin venue "ICCV"',))
    detail = Detail("metadata", "people say so", None, "venue", None, "ICCV")
    assert change(SLIMMING, after, edit(ONE, venue="ICCV")) == Change(
        "metadata", (SLIMMING,), (after,), (detail,)
    )


def test_another_kind_may_come_of_anything_that_a_list_changed() -> None:
    after = replace(SLIMMING, kind="talk")
    detail = Detail("metadata", "a/one changed it", None, "kind", "paper", "talk")
    assert change(SLIMMING, after, edit(ONE, url="https://www.youtube.com/watch?v=3OZ5EMcBLZs")) == Change(
        "metadata", (SLIMMING,), (after,), (detail,)
    )


def test_further_topics_may_come_of_anything_that_a_list_changed() -> None:
    after = replace(SLIMMING, topics=("nas",))
    detail = Detail("topic", "a/one changed it", None, "topics", None, "nas")
    assert change(SLIMMING, after, edit(ONE, section=("Search",)), Item(TWO, SLIMMING.id, TWO)) == Change(
        "topic", (SLIMMING,), (after,), (detail,)
    )


# Order


def test_details_come_by_weight_and_the_first_names_the_change() -> None:
    after = replace(SLIMMING, title="Slimming", topic="nas", url=None, year=2017, mentions=(TWO,))
    conflict = Detail("conflict", "people wrote “ICCV”", None, "venue", "ICCV", "CVPR")
    told = change_of((SLIMMING, XNOR), (after,), [conflict], (), {}, ())
    assert told is not None
    kinds = ["join", "conflict", "link", "title", "metadata", "topic", "mention", "delist"]
    assert [detail.kind for detail in told.details] == kinds
    assert told.kind == "join"


def test_changes_are_shown_by_kind_then_topic_then_id() -> None:
    shown = [
        Change("add", (), (SLIMMING,), ()),
        Change("add", (), (replace(SLIMMING, id="arxiv:9999.00001"),), ()),
        Change("add", (), (replace(XNOR, id="arxiv:1603.05279"),), ()),
        *(Change(kind, (SLIMMING,), (), ()) for kind in KINDS if kind != "add"),
    ]
    assert ranked(reversed(shown)) == tuple(shown)
