"""What was put right stays so, for as long as the lists say what it put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.merge.fixes import also_fixed, put_right
from bot.models import Fix, Link, Paper

ARXIV = "https://arxiv.org/abs/1708.06519"
OLD, NEW = "https://github.com/ann/slim", "https://github.com/bob/slim"
PAGE = "https://slim.example.org/talk"
CODE, POSTER = Link("code", OLD), Link("poster", "https://slim.example.org/poster")
SLIMMING = Paper(
    "arxiv:1708.06519", "Network Slimming", "pruning", date(2026, 11, 23), url="http://old.example.org/", year=2016,
    links=(CODE, POSTER),
)  # fmt: skip


def fix(field: str, old: str | int | None, new: str | int | None) -> Fix:
    return Fix(field, old, new, "crossref says so")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(fix("year", 2016, 2017), {"year": 2017}, id="another value"),
        pytest.param(fix("venue", None, "ICCV"), {"venue": "ICCV"}, id="a value that was missing"),
        pytest.param(fix("title", "Network Slimming", OLD), {"title": OLD}, id="a title, whatever the links"),
        pytest.param(fix("url", "http://old.example.org/", ARXIV), {"url": ARXIV}, id="a link"),
        pytest.param(fix("url", "http://old.example.org/", f"{OLD}/"), {"url": f"{OLD}/", "links": (POSTER,)},
                     id="a link that was a further one"),
        pytest.param(fix("link", OLD, NEW), {"links": (Link("code", NEW), POSTER)}, id="a further link keeps its label"),
        pytest.param(fix("link", POSTER.url, PAGE), {"links": (CODE, Link("poster", PAGE))}, id="and the order"),
        pytest.param(fix("link", OLD, f"{POSTER.url}?utm_source=x"), {"links": (Link("code", f"{POSTER.url}?utm_source=x"),)},
                     id="a further link, once"),
        pytest.param(fix("link", OLD, "http://old.example.org/?utm_source=x"), {"links": (POSTER,)},
                     id="a further link that is the link"),
        pytest.param(fix("link", None, PAGE), {"links": (CODE, POSTER, Link("", PAGE))}, id="one more link"),
        pytest.param(fix("link", OLD, None), {"links": (POSTER,)}, id="one link less"),
    ],
)  # fmt: skip
def test_a_fix_puts_right_what_it_finds_and_is_kept(wanted: Fix, expected: dict[str, object]) -> None:
    assert put_right(SLIMMING, [wanted]) == replace(SLIMMING, **expected, fixed=(wanted,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "idle", [fix("year", 2015, 2017), fix("venue", "CVPR", None), fix("url", ARXIV, PAGE), fix("link", PAGE, NEW),
             fix("link", PAGE, None)],
)  # fmt: skip
def test_a_fix_that_does_not_find_what_it_puts_right_is_dropped(idle: Fix) -> None:
    assert put_right(SLIMMING, [idle]) is SLIMMING
    assert put_right(replace(SLIMMING, fixed=(idle,)), [idle]) == SLIMMING


def test_fixes_build_on_each_other_and_what_people_said_yes_to_is_sure() -> None:
    first, second = replace(fix("link", OLD, NEW), sure=False), fix("link", NEW, None)
    bare = replace(SLIMMING, url=None, links=(CODE,))
    assert put_right(bare, [first]) == replace(
        bare, links=(Link("code", NEW),), fixed=(fix("link", OLD, NEW),)
    )
    assert put_right(bare, [first, second]) == replace(bare, links=(), fixed=(fix("link", OLD, NEW), second))


def test_of_links_to_one_place_each_keeps_its_order_by_label() -> None:
    bare = replace(SLIMMING, url=None, links=(Link("z", PAGE), Link("a", PAGE), CODE))
    wanted = fix("link", OLD, NEW)
    assert put_right(bare, [wanted]) == replace(
        bare, links=(Link("code", NEW), Link("a", PAGE), Link("z", PAGE)), fixed=(wanted,)
    )


def test_more_fixes_are_kept_beside_those_that_a_paper_has() -> None:
    earlier, wanted, idle = fix("venue", None, "ICCV"), fix("year", 2016, 2017), fix("year", 1999, 2000)
    paper = replace(SLIMMING, venue="ICCV", fixed=(earlier,))
    assert also_fixed(paper, [wanted, idle]) == replace(paper, year=2017, fixed=(earlier, wanted))
    assert also_fixed(paper, [idle]) == paper
    assert also_fixed(replace(paper, venue=None), [earlier]) == paper  # and none twice
