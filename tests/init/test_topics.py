"""Which topics headings make: those that tell something, each once, found again by what lists call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import TOPIC_ID
from bot.errors import BotError
from bot.init.topics import PAPERS, from_titles, propose
from bot.models import Entry, Mention, Topic
from bot.topics import classify

from .lists import ANN, BOB, BY_HAND


def entries(*rows: tuple[str, ...], url: str = "https://arxiv.org/abs/1710.10903") -> list[Entry]:
    """An entry for each row: its title, then its headings."""
    return [Entry("README.md", line, title, url, (), tuple(s)) for line, (title, *s) in enumerate(rows, 1)]


def of(text: str) -> list[Entry]:
    from bot.parse import parse

    return list(parse("README.md", text).entries)


def test_lists_that_call_it_otherwise_have_one_topic() -> None:
    assert propose([of(ANN), of(BOB)]).topics == (
        Topic("spectral-methods", "Spectral methods", ("spectral",)),
        Topic("attention", "Attention", ("attent*",)),
        Topic("sampling", "Sampling", ("sampl*",)),
        Topic("tools", "Tools"),
    )


def test_what_people_call_their_sections_stays_in_their_order() -> None:
    proposed = propose([of(BY_HAND), of(BOB)], own=True)
    assert [topic.title for topic in proposed.topics] == [
        "Spectral methods", "Attention", "Sampling", "Software", "See also",
    ]  # fmt: skip
    assert [proposed.topic_of(entry) for entry in of(BY_HAND)] == [
        "spectral-methods", "attention", "tools", "lists",
    ]  # fmt: skip


def test_years_venues_and_headings_of_most_of_a_list_are_no_topics() -> None:
    rows = [
        ("A", "Graphs", "2019", "Pooling"), ("B", "Graphs", "2020", "Pooling"), ("C", "Graphs", "ICLR 2021", "Pooling"),
        ("D", "Graphs", "Papers", "Sampling"), ("E", "Graphs", "Papers", "Sampling"), ("F", "Misc"),
    ]  # fmt: skip
    assert [topic.id for topic in propose([entries(*rows)]).topics] == ["pooling", "sampling"]


def test_a_heading_that_a_list_has_beside_another_stays_apart_from_it() -> None:
    rows = [("A", "Attention"), ("B", "Attention"), ("C", "Graph attention"), ("D", "Graph attention")]
    assert [topic.id for topic in propose([entries(*rows)]).topics] == ["graph-attention", "attention"]


def test_of_two_topics_that_a_heading_names_the_narrower_comes_first() -> None:
    rows = [
        ("A", "Graph neural networks"),
        ("B", "Graph neural networks"),
        ("C", "Graph pooling"),
        ("D", "Graph pooling"),
    ]
    assert propose([entries(*rows)]).topics == (
        Topic("graph-neural-networks", "Graph neural networks", ("graph neural network*",)),
        Topic("graph-pooling", "Graph pooling", ("graph pool*",)),
    )
    assert [topic.id for topic in propose([entries(*(("A", "Graphs"), ("B", "Graphs"), *rows))]).topics] == [
        "graph-neural-networks", "graph-pooling", "graphs",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [[], [("A",), ("B",)], [("A", "2019"), ("B", "2020")], [("A", "Papers"), ("B", "Papers")]],
    ids=["none", "bare", "years", "papers"],
)
def test_without_a_telling_heading_there_is_one_section_for_all(rows: list[tuple[str, ...]]) -> None:
    for own in (False, True):
        assert propose([entries(*rows)], own=own).topics == (PAPERS,)


def test_a_list_of_a_thousand_headings_makes_twenty_topics() -> None:
    rows = [
        (f"T{n}", f"Word{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{n // 100}x") for n in range(1000)
    ]
    assert len(propose([entries(*rows)]).topics) == 20


def test_topics_that_people_name_are_taken_as_they_are() -> None:
    assert from_titles(["Graph pooling", "图", "Graph pooling", "Graph-Pooling!"]).topics == (
        Topic("graph-pooling", "Graph pooling", ("graph pool*",)),
        Topic("topic", "图", ("图",)),
        Topic("graph-pooling-2", "Graph-Pooling!", ("graph pool*",)),
    )
    with pytest.raises(BotError, match="--topic takes a heading, not “!”"):
        from_titles(["!"])


HEADINGS = st.lists(
    st.text(max_size=12) | st.sampled_from(["Pooling", "Graph pooling", "2019", "Tools"]), max_size=3
)


@given(st.lists(HEADINGS, max_size=12), st.booleans())
def test_every_topic_can_be_written_and_finds_its_heading(rows: list[list[str]], own: bool) -> None:
    document = entries(*(("A title", *row) for row in rows))
    proposed = propose([document], own=own)
    ids = [topic.id for topic in proposed.topics]
    assert len(ids) == len(set(ids))
    assert all(map(TOPIC_ID.match, ids))
    assert all(topic.title.strip() and "\n" not in topic.title for topic in proposed.topics)
    for heading, id_ in proposed.of.items():
        mention = Mention("ann/graphs", "README.md", "Untold", section=(heading,))
        place = classify("Untold", "paper", [mention], proposed.topics)
        assert id_ in (place.topic, *place.topics) or id_ in ("tools", "lists", "papers")
