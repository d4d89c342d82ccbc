"""What the bot left in the catalog, so that what is missing since is known to be taken out."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import BotError, Invalid
from bot.models import Paper
from bot.store.known import few_missing, known_text, read_known

PAPERS = [
    Paper(id_, id_, topic, date(2026, 1, 1))
    for id_, topic in (("arxiv:2", "surveys"), ("arxiv:3", "pruning"), ("arxiv:1", "pruning"))
]
TEXT = """\
# Made by the bot: what it left in the catalog. What is missing there since, people took out.
schema: 2
papers:
  pruning:
  - arxiv:1
  - arxiv:3
  surveys:
  - arxiv:2
"""
KNOWN = {"arxiv:1": "pruning", "arxiv:3": "pruning", "arxiv:2": "surveys"}


def test_each_topic_has_its_ids_in_order() -> None:
    assert known_text(PAPERS) == TEXT
    assert read_known(TEXT) == KNOWN


@pytest.mark.parametrize("text", [None, "", "schema: 2\npapers: {}\n"])
def test_where_nothing_is_known_nothing_is_missing(text: str | None) -> None:
    assert read_known(text) == {}


def test_a_file_of_before_has_ids_without_topics() -> None:
    assert read_known("schema: 2\npapers:\n- arxiv:1\n- arxiv:2\n") == {"arxiv:1": "", "arxiv:2": ""}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("papers: arxiv:1\n", "state/known.yml:1: “papers” takes a list"),
        ("papers:\n- arxiv:1\n- 7\n", "state/known.yml:3: “papers” takes ids"),
        ("papers:\n  pruning:\n  - [arxiv:1]\n", "state/known.yml:3: “papers” takes ids"),
        ("papers: {pruning: arxiv:1}\n", "state/known.yml:1: “papers” takes a list"),
    ],
)
def test_what_is_none_is_named(text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_known(text)
    assert str(caught.value) == said


def many(topic: str, count: int) -> dict[str, str]:
    return {f"{topic}:{number}": topic for number in range(count)}


@pytest.mark.parametrize(
    ("known", "missing", "where"),
    [
        (many("a", 10), 5, ""),  # five may always go
        (many("a", 10), 6, "state/catalog/a.yml lost 6 of 10 papers"),
        (many("a", 100), 10, ""),
        (many("a", 100), 11, "state/catalog/a.yml lost 11 of 100 papers"),
        (many("a", 6) | many("b", 1_000), 6, "state/catalog/a.yml lost 6 of 6 papers"),  # each file alone
        (many("", 2_000), 1_500, "state/catalog lost 1,500 of 2,000 papers"),
    ],
)
def test_g5_an_emptied_file_is_no_wish(known: dict[str, str], missing: int, where: str) -> None:
    gone = list(known)[:missing]
    if not where:
        return few_missing(known, gone)
    with pytest.raises(BotError) as caught:
        few_missing(known, gone)
    assert str(caught.value) == (
        f"{where} since the bot wrote it. Is that meant? If so, run once with --accept state/catalog, and they "
        "are declined; if not, bring them back with git, or delete state/known.yml to have them read anew from "
        "the lists"
    )
    return None
