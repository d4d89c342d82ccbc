"""The vocabularies: each file is read, says each thing once, and is caseless."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from bot.words import abbreviations, pattern, sets, union, venues, words

LISTS = ["family", "given", "ordinary", "particles", "small"]


def lines(name: str) -> list[str]:
    return [
        line
        for line in (files("bot.words") / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_words_are_caseless_and_say_each_once(name: str) -> None:
    written = [word for line in lines(f"{name}.txt") for word in line.split()]

    assert words(name) == {word.casefold() for word in written}
    assert [word for word, count in Counter(written).items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "some", "none"),
    [
        ("given", "ann", "gates"),
        ("family", "zhang", "pruning"),
        ("ordinary", "abstraction", "zhang"),
        ("particles", "van", "zhang"),
        ("small", "via", "gates"),
    ],
)
def test_what_lists_of_words_hold(name: str, some: str, none: str) -> None:
    assert some in words(name)
    assert none not in words(name)


def test_no_venue_stands_twice() -> None:
    names = [name.strip().rstrip("?").casefold() for line in lines("venues.txt") for name in line.split("|")]

    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert "" not in names


@pytest.mark.parametrize(
    ("name", "certain"),
    [("corr", True), ("arxiv preprint", True), ("neurips", True), ("acl", False), ("pr", False)],
)
def test_the_name_of_a_venue_may_be_an_ordinary_word(name: str, certain: bool) -> None:
    assert name in venues().names
    assert (name in venues().certain) is certain


def test_every_certain_name_is_a_venue() -> None:
    assert venues().certain < venues().names


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("columns", {"title", "name", "work", "authors", "year", "venue", "paper", "code", "note"}),
        ("labels", {"resource", "filler", "code", "aside", "paper", "shown", "here"}),
    ],
)
def test_sets_of_words(name: str, keys: set[str]) -> None:
    assert sets(name).keys() == keys
    assert all(found for found in sets(name).values())
    assert all(word == word.casefold() for found in sets(name).values() for word in found)


def test_sets_of_words_as_one() -> None:
    both = union("labels", "code", "paper")

    assert both == sets("labels")["code"] | sets("labels")["paper"]
    assert both is union("labels", "code", "paper")


@pytest.mark.parametrize("one", sets("columns"))
def test_a_header_calls_its_column_one_thing(one: str) -> None:
    others = {word for key, found in sets("columns").items() if key != one for word in found}

    assert sets("columns")[one] & others == set()


@pytest.mark.parametrize("key", ["code", "aside", "paper"])
def test_what_leads_somewhere_names_a_resource_or_stands_beside_one(key: str) -> None:
    known = sets("labels")["resource"] | sets("labels")["filler"] | sets("labels")["here"]

    assert sets("labels")[key] - known == set()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("contents", "Table of Contents"),
        ("contents", "目录"),
        ("none", "How to contribute"),
        ("none", "Licence"),
        ("none", "Citation"),
        ("news", "Latest updates"),
        ("placeholder", "TBD"),
        ("placeholder", "… and 1,204 more"),
    ],
)
def test_headings_and_lines_below_which_nothing_is(key: str, text: str) -> None:
    assert pattern("headings", key).match(text)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("contents", "Contents of gates"),
        ("none", "Usage of gates"),
        ("none", "Contributing factors"),
        ("news", "News papers"),
        ("placeholder", "To do list makers"),
    ],
)  # fmt: skip
def test_headings_that_only_begin_so(key: str, text: str) -> None:
    assert pattern("headings", key).match(text) is None


def test_abbreviations_are_as_they_are_written() -> None:
    assert {"Proc", "al", "Commun"} <= abbreviations()
    assert "proc" not in abbreviations()
