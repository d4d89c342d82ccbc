"""Papers of the catalog that may be one work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.merge.doubles import MOST, doubles
from bot.models import Decisions, Paper

SLIMMING = Paper(
    "arxiv:1708.06519",
    "Network Slimming",
    "pruning",
    date(2026, 11, 23),
    url="https://arxiv.org/abs/1708.06519",
)
WIDE = replace(
    SLIMMING, id="title:wide-nets", title="Wide Nets", url="https://arxiv.org/pdf/1708.06519v2.pdf"
)
TWIN = replace(SLIMMING, id="title:network-slimming", url=None)
SETTLED = (
    "settle it with bot decide same arxiv:1708.06519 title:wide-nets, "
    "or bot decide different arxiv:1708.06519 title:wide-nets"
)


def test_two_papers_at_one_address_are_told_with_what_settles_it() -> None:
    assert doubles((SLIMMING, WIDE), Decisions()) == [
        f"“Network Slimming” and “Wide Nets” have one address; {SETTLED}"
    ]


def test_two_papers_of_one_title_are_told_once() -> None:
    both = replace(TWIN, url=SLIMMING.url)
    assert doubles((SLIMMING, both), Decisions()) == [
        (
            "“Network Slimming” and “Network Slimming” have one title; settle it with bot decide same "
            "arxiv:1708.06519 title:network-slimming, or bot decide different arxiv:1708.06519 title:network-slimming"
        )
    ]


@pytest.mark.parametrize(
    ("one", "other", "decisions"),
    [
        (SLIMMING, WIDE, Decisions(different=(("arXiv:1708.06519", "title:wide-nets"),))),
        (SLIMMING, WIDE, Decisions(different=(("title:wide-nets", "title:network-slimming"),))),
        (SLIMMING, replace(TWIN, title="Slim Nets"), Decisions()),
        (replace(SLIMMING, title="Editorial"), replace(TWIN, title="Editorial"), Decisions()),
        (SLIMMING, replace(TWIN, url="https://github.com/a/slimming"), Decisions()),
        (SLIMMING, replace(WIDE, title="Network Slimming, part 2"), Decisions()),
    ],
)
def test_what_people_told_apart_or_nobody_would_take_for_one_is_not_told(
    one: Paper, other: Paper, decisions: Decisions
) -> None:
    assert doubles((one, other), decisions) == []


def test_an_address_of_many_is_a_page_that_names_them() -> None:
    names = ("Slim Nets", "Wide Hats", "Deep Seas", "Tall Trees")
    papers = [replace(WIDE, id=f"title:{name}", title=name) for name in names]
    assert [len(doubles(papers[:n], Decisions())) for n in (2, 3, 4)] == [1, 3, 0]


def test_many_are_counted() -> None:
    papers = [replace(SLIMMING, id=f"title:{n}", url=None) for n in range(7)]
    told = doubles(papers, Decisions())
    assert len(told) == MOST + 1
    assert told[-1] == f"{7 * 6 // 2 - MOST} more papers may be one work with another"
