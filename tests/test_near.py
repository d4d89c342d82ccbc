"""Papers named by words: which one is found, and which are suggested where none is."""

from __future__ import annotations

from datetime import date

import pytest

from bot.decide import find
from bot.errors import BotError
from bot.models import Link, Mention, Paper


def paper(id_: str, title: str, *, label: str = "code", lists: int = 1) -> Paper:
    links = (Link(label, f"https://github.com/owner/{id_[-5:]}"),)
    mentions = tuple(Mention(f"owner/list{n}", "README.md", title) for n in range(lists))
    return Paper(id_, title, "pruning", date(2026, 11, 23), links=links, mentions=mentions)


WANDA = paper("arxiv:2306.11695", "A Simple and Effective Pruning Approach", label="Wanda")
FILTERS = paper("arxiv:1608.08710", "Pruning Filters")
SQUEEZE = paper(
    "arxiv:1602.07360", "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB size"
)
CATALOG = [
    paper("arxiv:1905.01067", "Deconstructing Lottery Tickets"),
    paper("arxiv:2107.00001", "Lottery Tickets on a Data Diet"),
    paper("arxiv:1803.03635", "The Lottery Ticket Hypothesis", lists=2),
    paper("arxiv:2002.00585", "Proving the Lottery Ticket Hypothesis"),
    WANDA,
    FILTERS,
    SQUEEZE,
]
ASK = "give an id, an identifier, a URL or words of the title"


@pytest.mark.parametrize(
    ("wanted", "one"),
    [("filters", FILTERS), ("Squeeze-Net", SQUEEZE), ("wanda", WANDA), ("arxiv:2306.11695", WANDA)],
    ids=["words of the title", "spelled otherwise", "the short name of a link", "id"],
)
def test_finds_a_paper_by_what_people_call_it(wanted: str, one: Paper) -> None:
    assert find(CATALOG, wanted) == one


LOTTERY = """did you mean “The Lottery Ticket Hypothesis” (arxiv:1803.03635), \
“Lottery Tickets on a Data Diet” (arxiv:2107.00001) or “Deconstructing Lottery Tickets” (arxiv:1905.01067)?"""
LONG = "“SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and …” (arxiv:1602.07360)"


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        pytest.param("lotery ticket", LOTTERY, id="those first that begin so"),
        pytest.param("filter prunning", "did you mean “Pruning Filters” (arxiv:1608.08710)?", id="any order"),
        pytest.param("squeze net", f"did you mean {LONG}?", id="spaces, and a long title"),
        pytest.param("pruning is cool", ASK, id="letters in a row that are no words"),
        pytest.param("code", ASK, id="a label that is no name"),
        pytest.param("arxiv:1803.99999", ASK, id="id"),
        pytest.param("?!", ASK, id="no letters"),
        pytest.param("", ASK, id="nothing"),
    ],
)
def test_suggests_what_is_near_and_nothing_that_is_not(wanted: str, hint: str) -> None:
    with pytest.raises(BotError) as error:
        find(CATALOG, wanted)
    assert str(error.value) == f"no paper is called “{wanted}”; {hint}"


def test_of_several_that_fit_those_that_begin_so_come_first() -> None:
    with pytest.raises(BotError) as error:
        find(CATALOG, "pruning")
    assert str(error.value) == (
        "“pruning” fits 2 papers; give the id of one:\n"
        "  arxiv:1608.08710  Pruning Filters\n"
        "  arxiv:2306.11695  A Simple and Effective Pruning Approach"
    )
