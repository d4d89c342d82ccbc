"""Which fresh mention is which old one, and which list goes by another name now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bot.merge.match import follow, lineage
from bot.models import Mention, Paper

SLIMMING, ARXIV = "Convolutional Networks through Network Slimming", "https://arxiv.org/abs/1708.06519"
XNOR, PAGE = "XNOR-Net: ImageNet Classification", "https://example.org/xnor.html"


def said(
    title: str, url: str | None = None, *section: str, path: str = "README.md", source: str = "a/one"
) -> Mention:
    return Mention(source, path, title, url, section=section)


def pairs(base: Sequence[Mention], fresh: Sequence[Mention]) -> dict[int, int]:
    """The lineage by position: which of ``fresh`` was which of ``base``."""
    found = lineage(base, fresh)
    return {number: base.index(found[mention]) for number, mention in enumerate(fresh) if mention in found}


# One list, as it was and as it is


@pytest.mark.parametrize(
    ("base", "fresh", "expected"),
    [
        pytest.param([said(XNOR), said(SLIMMING)], [said(SLIMMING), said(XNOR)], {0: 1, 1: 0}, id="equal, moved about"),
        pytest.param([said(XNOR, PAGE, "A"), said(XNOR, PAGE, "B")],
                     [said(XNOR, PAGE, "B", path="papers.md"), said(XNOR, PAGE, "A", path="papers.md")],
                     {0: 1, 1: 0}, id="listed twice, each under its heading"),
        pytest.param([said(XNOR, PAGE, "A")], [said(XNOR, PAGE, "B")], {0: 0}, id="another section"),
        pytest.param([said("Pruning Nets", f"{ARXIV}v1", "A"), said("Pruning Net", f"{ARXIV}v2", "A")],
                     [said("Pruning Net", f"{ARXIV}v2", "B"), said("Pruning Nets", f"{ARXIV}v1", "B")],
                     {0: 1, 1: 0}, id="title and link as written"),
        pytest.param([said(title, url, "A") for title in ("Pruning Nets", XNOR) for url in (ARXIV, PAGE)],
                     [said(title, url, "B") for title in ("pruning net", XNOR.upper()) for url in (f"{ARXIV}v2", PAGE)],
                     {0: 0, 1: 1, 2: 2, 3: 3}, id="title and link in other forms"),
        pytest.param([said(XNOR, ARXIV, "A")], [said(SLIMMING, f"{ARXIV}v2", "B")], {0: 0}, id="same link"),
        pytest.param([said(XNOR, ARXIV, "A")], [said(XNOR.upper(), None, "B")], {0: 0}, id="same title"),
        pytest.param([said(XNOR, PAGE, "A")], [said(XNOR, ARXIV, "B"), said(SLIMMING, PAGE, "B")], {1: 0},
                     id="a link says more than a title"),
        pytest.param([said(XNOR, None, "A")], [said("HAQ", None, "B")], {},
                     id="that two have no link makes them no pair"),
        pytest.param([said(XNOR, PAGE, "A"), said(XNOR, ARXIV, "B")], [said(XNOR, None, "C")], {},
                     id="a title that two have tells nothing"),
        pytest.param([said(XNOR, PAGE, "A")], [said("HAQ", PAGE, "B"), said("TAQ", PAGE, "C")], {},
                     id="a link that two have tells nothing"),
    ],
)  # fmt: skip
def test_what_is_surest_tells_which_mention_is_which(
    base: list[Mention], fresh: list[Mention], expected: dict[int, int]
) -> None:
    assert pairs(base, fresh) == expected


@pytest.mark.parametrize(
    ("base", "fresh", "expected"),
    [
        pytest.param([said("Pruning Filters", PAGE)], [said("Pruned Filters", ARXIV)], {0: 0}, id="alike"),
        pytest.param([said("abcd")], [said("abce")], {0: 0}, id="three in four"),
        pytest.param([said("abcdefg")], [said("abcdexy")], {}, id="a little less"),
        pytest.param([said("Pruning Filters", None, "A")], [said("Pruned Filters", None, "B")], {}, id="another section"),
        pytest.param([said("Pruning Filters")], [said("Pruned Filters", path="old.md")], {}, id="another file"),
        pytest.param([said("Pruning Filters"), said("Hashing Tricks", None, "B")],
                     [said("Hashing Trick Two", None, "B"), said("Pruned Filters"), said("abcd", None, "C")],
                     {0: 1, 1: 0}, id="section by section"),
        pytest.param([said("Pruning Filters"), said("Pruned Filterz")], [said("Pruned Filter One")], {0: 1}, id="most alike"),
        pytest.param([said("abcx"), said("abcy")], [said("abcd")], {0: 0}, id="of two old ones the first by title"),
        pytest.param([said("abcd")], [said("abcy"), said("abcx")], {1: 0}, id="of two new ones the first by title"),
        pytest.param([said("abcdefgx"), said("abcdefxy")], [said("abcdefgh"), said("abcdefgy")], {0: 0, 1: 1},
                     id="each is one only"),
    ],
)  # fmt: skip
def test_last_come_alike_titles_in_one_section(
    base: list[Mention], fresh: list[Mention], expected: dict[int, int]
) -> None:
    assert pairs(base, fresh) == expected


def test_mentions_that_share_a_title_pair_in_the_order_of_their_links() -> None:
    base = [said("Pruning Filters", f"https://old.example.org/{n}") for n in range(5)]
    fresh = [said("Pruned Filters", f"https://new.example.org/{n}") for n in range(5)]
    assert pairs(base, fresh) == {n: n for n in range(5)}


@pytest.mark.parametrize(("entries", "found"), [(500, 500), (501, 0)])
def test_a_large_section_rewritten_as_a_whole_is_not_compared_title_by_title(
    entries: int, found: int
) -> None:
    base = [said(f"{chr(0x4E00 + n) * 3}a") for n in range(500)]
    fresh = [said(f"{chr(0x4E00 + n) * 3}b") for n in range(entries)]
    assert len(lineage(base, fresh)) == found


# A list under another name

TITLES = ("HAQ", "Lottery Tickets", "Deep Compression", "Network Slimming", "Quantized Nets")
DAY = date(2026, 11, 23)


def papers(*sources: str) -> tuple[Paper, ...]:
    """A catalog of five papers that each of ``sources`` lists."""
    return tuple(
        Paper(
            f"title:{n}", title, "nas", DAY, mentions=tuple(said(title, source=source) for source in sources)
        )
        for n, title in enumerate(TITLES)
    )


def listed(source: str, count: int = 5) -> list[Mention]:
    return [said(title, source=source) for title in TITLES[:count]]


@pytest.mark.parametrize(
    ("listings", "aside", "expected"),
    [
        pytest.param({"b/new": listed("b/new")}, (), "b/new", id="all of it"),
        pytest.param({"b/new": listed("b/new", 4)}, (), "b/new", id="four in five"),
        pytest.param({"b/new": listed("b/new", 3)}, (), "a/one", id="less"),
        pytest.param({"b/new": listed("b/new")}, ("a/one",), "a/one", id="the old one is only set aside"),
        pytest.param({"b/new": listed("b/new"), "a/one": []}, (), "a/one", id="the old one is still followed"),
        pytest.param({"c/new": listed("c/new"), "b/new": listed("b/new", 4)}, (), "b/new", id="the first by name"),
    ],
)  # fmt: skip
def test_a_new_list_with_most_of_what_a_gone_one_had_is_that_list(
    listings: dict[str, list[Mention]], aside: tuple[str, ...], expected: str
) -> None:
    assert follow(papers("a/one"), listings, aside) == papers(expected)


def test_two_lists_that_became_one_say_a_thing_once() -> None:
    assert follow(papers("a/one", "b/two"), {"c/new": listed("c/new")}, ()) == papers("c/new")


def test_beside_a_renamed_list_the_others_stay_and_mentions_are_in_order_again() -> None:
    alone = Paper("title:xnor-net", XNOR, "nas", DAY, mentions=(said(XNOR, source="b/two"),))
    listings = {"c/new": listed("c/new"), "b/two": [*listed("b/two"), said(XNOR, source="b/two")]}
    assert follow((*papers("a/one", "b/two"), alone), listings, ()) == (*papers("b/two", "c/new"), alone)
