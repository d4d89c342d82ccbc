"""The parts of a topic."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Mention, Paper, Topic
from bot.topics.groups import LEAST, grouped

TOPICS = (
    Topic("ice", "Ice and snow", ("glacier*", "snow")),
    Topic("sand", "Sand", ("dune*",)),
)


def papers(*sections: tuple[str, ...], source: str = "a/list") -> list[Paper]:
    """As many papers of one section each as make a part."""
    return [
        Paper(f"x:{source}-{section}-{n}", f"T{n}", "ice", date(2026, 1, 1),
              mentions=(Mention(source, "README.md", f"T{n}", section=section),))
        for section in sections
        for n in range(LEAST)
    ]  # fmt: skip


def sizes(found: list[Paper]) -> dict[str, int]:
    return {name: len(some) for name, some in grouped(found, TOPICS).items()}


def test_headings_that_say_more_than_the_topic_are_its_parts_the_largest_first() -> None:
    found = papers(("Glaciers", "Calving"), ("Glaciers", "Melting glaciers")) + papers(
        ("Calving of glaciers",), source="b/list"
    )
    assert sizes(found) == {"Calving": 2 * LEAST, "Melting glaciers": LEAST}


@pytest.mark.parametrize(
    "section",
    [
        ("Glaciers",),
        ("Glaciers and snow",),
        ("Melting", "Glaciers"),
        ("Glaciers", "2019"),
        ("Glaciers", "Before 2020"),
        ("Glaciers", "Other papers"),
        ("Wandering dunes",),
        (),
    ],
    ids=str,
)
def test_what_names_no_part(section: tuple[str, ...]) -> None:
    assert sizes(papers(section, ("Calving",))) == {"Calving": LEAST, "": LEAST}


def test_a_few_make_no_part() -> None:
    assert sizes(papers(("Calving",), ("Melting",))[1:]) == {"Melting": LEAST, "": LEAST - 1}


def test_a_heading_above_all_of_a_list_is_no_part() -> None:
    assert sizes(papers(("A table of calving",))) == {"": LEAST}


@given(st.permutations(papers(("Calving",), ("Melting",), ("2019",))))
def test_g2_the_order_of_papers_does_not_matter(found: list[Paper]) -> None:
    by_name = {name: {paper.id for paper in some} for name, some in grouped(found, TOPICS).items()}
    assert {name: len(ids) for name, ids in by_name.items()} == {
        "Calving": LEAST,
        "Melting": LEAST,
        "": LEAST,
    }
