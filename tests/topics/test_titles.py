"""How titles of a topic read, learned from what headings file there."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Mention, Topic
from bot.topics import READS_LIKE, Placement, Titles, classify, examples

GLACIERS = [f"{how} of Glaciers in the {where}" for how, where in product(
    ("Melting", "Sliding", "Calving", "Mapping"), ("Alps", "Andes", "North", "South", "Himalaya"))]  # fmt: skip
DUNES = [f"{how} of Sand Dunes in the {where}" for how, where in product(
    ("Wandering", "Singing", "Growth", "Mapping"), ("Sahara", "Gobi", "North", "South", "Namib"))]  # fmt: skip
LISTED = [*((title, {"ice"}) for title in GLACIERS), *((title, {"sand"}) for title in DUNES)]
TOPICS = (Topic("ice", "Ice"), Topic("sand", "Sand"))
TITLES = Titles.learned(LISTED)


@pytest.mark.parametrize(
    ("title", "topic", "reason"),
    [
        ("How Glaciers Slide", "ice", READS_LIKE),
        ("A Sand Dune That Sings", "sand", READS_LIKE),
        ("Mapping the North", "unsorted", "neither headings nor title say"),
        ("Untold", "unsorted", "neither headings nor title say"),
    ],
)
def test_a_title_goes_where_others_read_like_it(title: str, topic: str, reason: str) -> None:
    assert classify(title, "paper", (), TOPICS, {}, TITLES) == Placement(topic, (), reason)


def test_what_a_title_reads_like_settles_which_of_two_headings_files_it() -> None:
    both = (Mention("a/list", "README.md", "", section=("Ice", "Sand and ice")),)
    topics = (Topic("ice", "Ice", ("ice",)), Topic("sand", "Sand", ("sand",)))
    for title, topic in (("Singing Sand Dunes", "sand"), ("Melting Glaciers", "ice"), ("Untold", "ice")):
        assert classify(title, "paper", both, topics, {}, TITLES).topic == topic


def test_it_is_told_which_titles_it_reads_like() -> None:
    assert TITLES.like("Calving in the Andes", "ice") == (
        "Calving of Glaciers in the Andes",
        "Sliding of Glaciers in the Andes",
    )
    assert TITLES.like("Untold", "ice") == ()


def test_g4_where_people_filed_a_title_weighs_most() -> None:
    said = "Glaciers of Sand"
    by_people = Titles.learned([*LISTED, (said, {"ice"})], [(said, "sand"), ("Glaciers in a Desert", "sand")])
    assert by_people.odds("Glaciers in the Desert", "sand") > TITLES.odds("Glaciers in the Desert", "sand")
    assert by_people.filed[said] == {"sand"}


def test_of_few_titles_nothing_is_learned() -> None:
    assert classify(GLACIERS[0], "paper", (), TOPICS, {}, Titles.learned(LISTED[:30])).topic == "unsorted"


def test_what_headings_and_sources_file() -> None:
    topics = (Topic("ice", "Ice", ("ice", "snow")), Topic("sand", "Sand", ("sand",)))
    mentions = [
        Mention("a/list", "README.md", "A", section=("Ice", "2019")),
        Mention("a/list", "README.md", "B", section=("2020",)),
        Mention("b/dunes", "README.md", "C", section=("2020",)),
    ]
    assert list(examples(mentions, topics, {"b/dunes": "sand"})) == [("A", ("ice",)), ("C", ("sand",))]


@given(st.permutations(LISTED), st.text(max_size=30) | st.sampled_from(DUNES + GLACIERS))
def test_g2_the_order_in_which_titles_come_does_not_matter(
    listed: list[tuple[str, set[str]]], title: str
) -> None:
    other = Titles.learned(listed)
    for topic in ("ice", "sand"):
        assert other.odds(title, topic) == TITLES.odds(title, topic)
        assert other.like(title, topic) == TITLES.like(title, topic)
