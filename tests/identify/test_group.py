from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.identify import Grouping, Join, group, identifiers
from bot.models import Entry, Link

HERE = Path(__file__).parent
PAIRS = ["pairs.jsonl", "pairs_second.jsonl", "pairs_third.jsonl"]
ARXIV = "https://arxiv.org/abs/"
SQUEEZE = "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters"


def entry(title: str, url: str | None = None, year: int | None = None, **more: Any) -> Entry:
    return Entry("README.md", 1, title, url, year=year, **more)


def parts(grouping: Grouping) -> list[tuple[int, ...]]:
    return [found.members for found in grouping.groups]


def pairs(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def sides(rows: Sequence[dict[str, Any]]) -> tuple[list[Entry], list[str]]:
    found = [row[side] for row in rows for side in "ab"]
    items = [entry(one["title"], one.get("url"), one.get("year"), venue=one.get("venue")) for one in found]
    return items, [one["list"] for one in found]


@pytest.mark.parametrize("name", PAIRS)
def test_hard_pairs_grouped_in_one_go(name: str) -> None:
    rows = pairs(name)
    items, sources = sides(rows)
    work = {member: n for n, one in enumerate(group(items, sources=sources).groups) for member in one.members}
    joined = [work[2 * n] == work[2 * n + 1] for n in range(len(rows))]
    wrong = [row["why"] for row, found in zip(rows, joined, strict=True) if found != row["same"]]
    assert wrong == []


@pytest.mark.parametrize("row", [row for name in PAIRS for row in pairs(name)], ids=lambda row: row["why"])
def test_hard_pair_by_itself(row: dict[str, Any]) -> None:
    items, sources = sides([row])
    assert parts(group(items, sources=sources)) == ([(0, 1)] if row["same"] else [(0,), (1,)])


def test_joins_span_a_group_and_say_why() -> None:
    items = [
        entry(SQUEEZE, ARXIV + "1602.07360"),
        entry("SqueezeNet", "https://arxiv.org/pdf/1602.07360v4.pdf"),
        entry("SQUEEZENET: ALEXNET-LEVEL ACCURACY WITH 50X FEWER PARAMETERS"),
    ]
    (only,) = group(items).groups
    assert only.members == (0, 1, 2)
    assert only.joins == (
        Join(0, 1, "same arXiv id 1602.07360, short label"),
        Join(0, 2, "same title"),
    )


def test_a_link_that_one_list_gives_to_two_titles_is_no_identity() -> None:
    link = "https://papers.nips.cc/paper/2021/hash/23e582ad8087f2c03a5a31c125123f9a-Abstract.html"
    first, second = "Random Features of Kernel Machines", "Sparse Attention over Long Documents"
    items = [entry(first, link), entry(second, link), entry(first, link), entry(second)]
    grouping = group(items, sources=["a", "a", "b", "c"])
    assert parts(grouping) == [(0, 2), (1, 3)]
    assert [(join.a, join.b) for join in grouping.near] == [(0, 1)]


def test_a_title_between_two_versions_joins_neither_chain() -> None:
    items = [
        entry("Tracker Networks for Crowded Urban Scenes"),
        entry("Tracker Networks V2 for Crowded Urban Scenes"),
    ]
    grouping = group(items)
    assert parts(grouping) == [(0,), (1,)]
    assert [join.reason for join in grouping.near] == [
        "titles 96% alike, but “network 2” is not “network without number”"
    ]


def test_decisions_override_evidence_and_different_wins() -> None:
    items = [entry(SQUEEZE), entry(SQUEEZE), entry("Deep Compression"), entry("EIE")]
    assert parts(group(items, different=[(0, 1)])) == [(0,), (1,), (2,), (3,)]
    assert parts(group(items, same=[(2, 3)])) == [(0, 1), (2, 3)]
    assert parts(group(items, same=[(3, 2)], different=[(2, 3)])) == [(0, 1), (2,), (3,)]


def test_what_people_joined_still_takes_in_what_matches_either() -> None:
    items = [
        entry("One Paper of Widths", ARXIV + "1801.00001"),
        entry("One Paper of Widths", ARXIV + "1901.00002"),
    ]
    items += [entry("One Paper of Widths", ARXIV + "1901.00002")]
    assert parts(group(items)) == [(0,), (1, 2)]
    assert parts(group(items, same=[(0, 1)])) == [(0, 1, 2)]


@pytest.mark.parametrize(
    ("url", "links", "expected"),
    [
        (ARXIV + "1510.00149", [("code", "https://github.com/a/b")], ("arxiv:1510.00149",)),
        (
            "https://openreview.net/forum?id=r1rqJyHKg",
            [("PDF", ARXIV + "1510.00149"), ("slides", ARXIV + "1601.00001")],
            ("arxiv:1510.00149", "openreview:r1rqJyHKg"),
        ),
        (
            None,
            [("[paper]", ARXIV + "1510.00149"), ("CVPR'17", "https://doi.org/10.1/x")],
            ("arxiv:1510.00149",),
        ),
        ("https://github.com/a/b", [("paper", ARXIV + "1510.00149")], ("github:a/b",)),
        ("https://medium.com/@a/b", [("paper", ARXIV + "1510.00149")], ()),
        (None, [("code", "https://github.com/a/b")], ()),
    ],
)
def test_identifiers_are_those_of_the_work_itself(
    url: str | None, links: list[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    assert identifiers(entry("T", url, links=tuple(Link(*link) for link in links))) == expected


ROWS = [row for name in PAIRS for row in pairs(name)]


@given(st.randoms(use_true_random=False), st.integers(5, 120))
@settings(max_examples=40, deadline=None)
def test_the_partition_does_not_depend_on_the_order(rng: random.Random, size: int) -> None:
    items, sources = sides(rng.sample(ROWS, size))
    order = list(range(len(items)))
    rng.shuffle(order)
    shuffled = group([items[n] for n in order], sources=[sources[n] for n in order])
    back = sorted(tuple(sorted(order[n] for n in members)) for members in parts(shuffled))
    assert back == parts(group(items, sources=sources))


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=12), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_decisions_are_kept(pairs_: list[tuple[int, int]], cut: int) -> None:
    items, sources = sides(ROWS[100:110])
    same, different = pairs_[:cut], [pair for pair in pairs_[cut:] if pair[0] != pair[1]]
    found = group(items, sources=sources, same=same, different=different).groups
    work = {member: n for n, one in enumerate(found) for member in one.members}
    assert sorted(work) == list(range(len(items)))
    assert all(len(one.joins) == len(one.members) - 1 for one in found)
    assert all(work[a] != work[b] for a, b in different)
    if not different:
        assert all(work[a] == work[b] for a, b in same)


@given(st.lists(st.builds(entry, st.text(max_size=30), st.none() | st.text(max_size=30)), max_size=8))
def test_any_text_is_grouped(items: list[Entry]) -> None:
    assert sorted(n for members in parts(group(items)) for n in members) == list(range(len(items)))


def test_many_items_with_one_title_are_grouped_in_linear_time() -> None:
    items = [entry("A Rather Common Title of Many Papers", f"https://example.org/{n}") for n in range(20_000)]
    assert len(group(items).groups) == 1
