"""What a proposal holds ↔ one word, and the mark by which the bot knows a commit of its own."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import replace
from zlib import compress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.publish.held import LARGEST, Held, HeldRow, mark, message, packed, unpacked, word_of

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
SHA = st.text("0123456789abcdef", min_size=40, max_size=40)
ROWS = st.builds(
    HeldRow,
    TEXT,
    TEXTS,
    TEXTS,
    st.sampled_from(["in", "ask", "out"]),
    st.just("") | st.dates().map(str),
    TEXT,
)
HELDS = st.builds(
    Held,
    st.sampled_from(["new-papers", "fixed-links", "upkeep", "removals"]),
    st.lists(ROWS, max_size=3).map(tuple),
    TEXT,
    TEXTS,
    st.lists(SHA, max_size=2).map(tuple),
)
HAQ = HeldRow(
    "0123456789abcdef", ("arxiv:1811.08886", "title:haq"), ("a/b", "c/d"), "in", "2026-11-24", "HAQ"
)
HELD = Held("new-papers", (HAQ, replace(HAQ, key="f" * 16, state="out")), "0" * 16, ("#7",), ("c" * 40,))
TREE, PARENTS = "a" * 40, ["b" * 40]


@given(HELDS)
def test_what_is_packed_is_unpacked_again(held: Held) -> None:
    word = packed(held)
    assert unpacked(word) == held
    assert re.fullmatch(r"[A-Za-z0-9_=-]+", word)


def test_each_source_is_told_once() -> None:
    rows = tuple(replace(HAQ, key=f"{number:016x}", sources=("ann/awesome-list",)) for number in range(200))
    assert len(packed(Held("upkeep", rows))) < 3_000


def word(content: bytes) -> str:
    return urlsafe_b64encode(compress(content)).decode()


@pytest.mark.parametrize(
    "text",
    [
        *("", "=", "e30=", "abc", "“”", "\ud800", "x" * 7_001, packed(HELD)[:-40], packed(HELD)[4:]),
        *(word(b""), word(b"{}"), word(b"[1]"), word(b"\xff"), word(b"[" * 5_000)),
        word(b'["upkeep", [], [["k", ["n"], [0], "in", "", ""]], "", [], []]'),
        word(b'["upkeep", [], [["k", "n", [], "in", "", ""]], "", [], []]'),
        word(b'["upkeep", ["' + b"x" * LARGEST + b'"], [], "", [], []]'),
    ],
    ids=range(17),
)
def test_a_word_that_the_bot_did_not_make_holds_nothing(text: str) -> None:
    assert unpacked(text) is None


@pytest.mark.parametrize(
    "changed",
    [
        replace(HELD, rows=(replace(HAQ, added="soon"),)),
        replace(HELD, rows=(replace(HAQ, state="perhaps"),)),
        replace(HELD, kept=("main",)),
    ],
    ids=["no day", "no state", "no commit"],
)
def test_a_word_that_somebody_forged_in_a_body_holds_nothing(changed: Held) -> None:
    assert unpacked(packed(changed)) is None


@given(st.text(max_size=40) | st.text("abcdefABCDEF0123456789-_=", max_size=40))
def test_any_other_word_raises_nothing(text: str) -> None:
    unpacked(text)


def test_the_message_ties_the_word_to_its_commit() -> None:
    word = packed(HELD)
    told = message("Add HAQ", word, TREE, PARENTS)
    assert told.split("\n")[:4] == ["Add HAQ", "", "Proposed by the list-sync bot.", ""]
    assert word_of(told, TREE, PARENTS) == word


@pytest.mark.parametrize(
    ("tree", "parents"),
    [
        ("c" * 40, PARENTS),
        (TREE, ["c" * 40]),
        (TREE, []),
        (TREE, [*PARENTS, "c" * 40]),
        (TREE, [*PARENTS, *PARENTS]),
    ],
    ids=["other files", "other parent", "no parent", "merged", "twice"],
)
def test_a_commit_that_somebody_changed_is_not_the_bots(tree: str, parents: list[str]) -> None:
    assert word_of(message("Add HAQ", packed(HELD), TREE, PARENTS), tree, parents) is None


@given(st.data())
def test_a_mark_rejects_any_change_of_the_trailer(data: st.DataObject) -> None:
    told = message("Add HAQ", packed(HELD), TREE, PARENTS)
    where = data.draw(st.integers(told.index("List-Sync-Bot"), len(told) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda one: one not in (told[where], "\n", "\r")))
    assert word_of(f"{told[:where]}{other}{told[where + 1 :]}", TREE, PARENTS) is None


def test_parents_count_in_their_order() -> None:
    assert mark(TREE, ["b" * 40, "c" * 40], "w") != mark(TREE, ["c" * 40, "b" * 40], "w")


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("{}", True),
        ("{}\n", True),
        ("{}\n\nSigned-off-by: Ann <ann@example.org>", True),
        ("Squashed\n\n* {}", True),
        ("  {}", False),
        ("", False),
    ],
)
def test_the_trailer_is_a_line_of_its_own(written: str, known: bool) -> None:
    trailer = message("Add HAQ", packed(HELD), TREE, PARENTS).rpartition("\n")[2]
    text = written.format(trailer if not written.startswith("Squashed") else f"Add HAQ\n\n{trailer}")
    assert (word_of(text, TREE, PARENTS) is not None) == known


def test_its_rows_and_sources() -> None:
    asked = replace(HAQ, key="1" * 16, state="ask", sources=("e/f",))
    gone = replace(HAQ, key="2" * 16, state="out", sources=("g/h",))
    held = Held("new-papers", (HAQ, asked, gone), "0" * 16)
    assert held.of("in", "ask") == (HAQ, asked)
    assert held.sources == {"a/b", "c/d", "e/f"}
