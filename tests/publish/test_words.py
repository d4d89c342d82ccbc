"""What people said, and the list's own file: which words hold, and what the file is to say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Decisions
from bot.publish.words import (
    decisions_after,
    effective,
    in_file,
    is_for_file,
    pending,
    reconciled,
    row_digests,
    skipped,
    spoken,
    subject_of,
    taken_back,
)
from bot.store.decisions import decisions_text, read_decisions
from bot.store.memory import Memory, Said

NO = Said("decline", ("arxiv:1", "title:a"), 7, "closed", "A")
SKIP = Said("skip", ("0123456789abcdef",), 7, "row:0123456789abcdef", "A")
SAME = Said("same", ("arxiv:1", "arxiv:2"), 7, "comment:8")
APART = Said("different", ("arxiv:2", "arxiv:1"), 7, "comment:9")
YEAR = Said("pin", ("arxiv:1", "year", 2016), 7, "comment:8")
TOPIC = Said("topic", ("arxiv:1", "pruning"), 7, "comment:8")


def filed(one: Said) -> Said:
    return replace(one, filed=True)


def back(one: Said) -> Said:
    return replace(one, filed=True, back=True)


def test_what_is_taken_back_goes_and_what_the_file_has_is_to_go_there() -> None:
    assert taken_back([NO, filed(YEAR), SAME], lambda one: one.verb != "same") == (back(YEAR), SAME)


@pytest.mark.parametrize(
    ("one", "decisions", "there"),
    [
        (NO, Decisions(decline=("arxiv:1",)), True),
        (NO, Decisions(decline=("title:a",)), False),
        (SAME, Decisions(same=(("arxiv:1", "arxiv:2"),)), True),
        (SAME, Decisions(same=(("arxiv:2", "arxiv:1"),)), False),
        (SKIP, Decisions(), False),
    ],
)
def test_what_the_file_says_too(one: Said, decisions: Decisions, there: bool) -> None:
    assert in_file(one, decisions) == there


EMPTY = Decisions()
PINNED = Decisions(pin=(("arxiv:1", "year", 2016),))
OTHERWISE = Decisions(pin=(("arxiv:1", "year", 1999),))


@pytest.mark.parametrize(
    ("one", "old", "decisions", "rows", "kept"),
    [
        (YEAR, True, EMPTY, EMPTY, (YEAR,)),  # pending
        (YEAR, True, PINNED, EMPTY, (filed(YEAR),)),  # merged since
        (YEAR, False, PINNED, EMPTY, ()),  # the file had it first
        (filed(YEAR), True, PINNED, PINNED, (filed(YEAR),)),
        (filed(YEAR), True, EMPTY, PINNED, ()),  # people deleted the line
        (back(YEAR), True, PINNED, PINNED, (back(YEAR),)),
        (back(YEAR), True, EMPTY, PINNED, ()),  # done
        (YEAR, True, OTHERWISE, EMPTY, ()),  # people wrote otherwise since
        (YEAR, True, OTHERWISE, OTHERWISE, (YEAR,)),  # they wrote so before
        (SKIP, True, PINNED, EMPTY, (SKIP,)),
    ],
)
def test_g4_the_file_is_what_counts_once_it_has_a_word(
    one: Said, old: bool, decisions: Decisions, rows: Decisions, kept: tuple[Said, ...]
) -> None:
    memory = Memory("2026-11-24T10:00:00Z", said=(one,) if old else (), rows=row_digests(rows))
    assert reconciled([one], decisions, memory, remembers=True) == kept


def test_g12_without_a_memory_no_line_of_the_file_is_new() -> None:
    assert reconciled([YEAR], OTHERWISE, Memory(), remembers=False) == (YEAR,)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (SAME, APART, True),
        (YEAR, replace(YEAR, row=("arxiv:1", "year", 1999)), True),
        (YEAR, replace(YEAR, row=("arxiv:1", "venue", "CVPR")), False),
        (TOPIC, replace(TOPIC, row=("arxiv:1", "surveys")), True),
        (TOPIC, NO, False),
    ],
)
def test_what_a_word_is_about(one: Said, other: Said, alike: bool) -> None:
    assert (subject_of(one.verb, one.row) == subject_of(other.verb, other.row)) == alike


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ((), NO, (NO,)),
        (
            (NO,),
            replace(NO, how="comment:9"),
            (replace(NO, how="comment:9"),),
        ),  # the later is what undo finds
        ((filed(NO),), replace(NO, how="comment:9"), (filed(NO),)),
        ((back(NO),), replace(NO, how="comment:9"), (back(NO), replace(NO, how="comment:9"))),
        ((SAME,), APART, (APART,)),
        ((filed(SAME),), APART, (back(SAME), APART)),
        ((YEAR,), TOPIC, (YEAR, TOPIC)),
    ],
)
def test_the_later_word_on_a_pair_holds(before: tuple[Said, ...], new: Said, after: tuple[Said, ...]) -> None:
    assert spoken(before, new) == after


def test_what_holds_is_the_file_with_what_is_pending_and_without_what_was_taken_back() -> None:
    decisions = Decisions(decline=("arxiv:3", "arxiv:1"), pin=(("arxiv:1", "year", 2016),))
    assert effective(decisions, [SAME, back(YEAR), filed(NO), SKIP, replace(NO, row=("arxiv:9",))]) == Decisions(
        decline=("arxiv:3", "arxiv:1", "arxiv:9"), same=(("arxiv:1", "arxiv:2"),)
    )  # fmt: skip


def test_a_line_of_peoples_own_stays_where_the_same_word_is_taken_back() -> None:
    twice = Decisions(pin=(("arxiv:1", "year", 2016), ("arxiv:1", "year", 2016)))
    assert effective(twice, [back(YEAR)]) == PINNED


def test_what_is_not_to_be_proposed() -> None:
    assert skipped([NO, SKIP, YEAR, back(replace(NO, row=("arxiv:9",)))]) == {
        "arxiv:1",
        "title:a",
        "0123456789abcdef",
    }


def written(text: str | None, said: Iterable[Said]) -> str | None:
    """The file after a proposal of a catalog that has one paper."""
    return decisions_after(text, [one for one in pending(said) if is_for_file(one, {"arxiv:1"})])


def test_the_file_gets_what_is_pending_and_nothing_else() -> None:
    text = "# Ours\ndecline:\n- arxiv:3  # no\n"
    assert written(text, [NO, SKIP, filed(TOPIC), YEAR, SAME]) == (
        "# Ours\ndecline:\n- arxiv:3  # no\n- [arxiv:1, title:a]\npin:\n- [arxiv:1, year, 2016]\n"
    )


def test_the_file_loses_what_was_taken_back_and_keeps_the_rest_as_people_wrote_it() -> None:
    text = "# Ours\ndecline:\n- arxiv:3  # no\n- [arxiv:1, title:a]\npin:\n- [arxiv:1, year, 2016]\n"
    assert written(text, [back(NO), back(YEAR)]) == "# Ours\ndecline:\n- arxiv:3  # no\n"


@pytest.mark.parametrize("said", [(), (SKIP,), (filed(NO),), (SAME,)])
def test_where_there_is_nothing_to_say_the_file_stays(said: tuple[Said, ...]) -> None:
    assert written("decline: [arxiv:1]\n", said) is None
    assert written(None, said) is None


def test_what_is_pending() -> None:
    assert pending([NO, SKIP, filed(TOPIC), back(YEAR)]) == (NO, back(YEAR))


NAMES = st.sampled_from(["arxiv:1", "arxiv:2", "title:a", "title:b"])
ROWS = {
    "decline": st.lists(NAMES, min_size=1, max_size=2, unique=True).map(tuple),
    "same": st.lists(NAMES, min_size=2, max_size=2, unique=True).map(tuple),
    "different": st.lists(NAMES, min_size=2, max_size=2, unique=True).map(tuple),
    "pin": st.tuples(NAMES, st.just("year"), st.integers(2000, 2003)),
    "topic": st.tuples(NAMES, st.sampled_from(["pruning", "surveys"])),
}
WORDS = st.sampled_from(sorted(ROWS)).flatmap(
    lambda verb: st.builds(Said, st.just(verb), ROWS[verb], st.integers(1, 3), st.just("comment:8"))
)


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=4))
def test_g4_what_is_written_into_the_file_is_what_held_before(lines: list[Said], said: list[Said]) -> None:
    text = None
    for one in dict.fromkeys((one.verb, one.row) for one in lines):
        text = decisions_text(text, *one)
    decisions, _ = read_decisions(text or "")
    words: tuple[Said, ...] = ()
    for one in said:
        if not in_file(one, decisions):
            words = spoken(words, one)
    after = decisions_after(text, pending(words))
    told, problems = read_decisions(after or text or "")
    held = effective(decisions, words)
    assert problems == []
    assert (set(told.decline), told.same, told.different, told.pin, told.topic) == (
        *(set(held.decline), held.same, held.different, held.pin, held.topic),
    )


def test_a_later_word_on_one_thing_takes_the_place_of_the_earlier_and_of_no_other() -> None:
    words = (
        Said("pin", ("x:a", "venue", "ICLR"), 1, "comment:1"),
        Said("pin", ("x:a", "year", 2019), 1, "comment:2"),
        Said("same", ("x:a", "x:b"), 1, "comment:3"),
        Said("same", ("x:a", "x:c"), 1, "comment:4"),
        Said("topic", ("x:a", "pruning"), 1, "comment:5"),
        Said("pin", ("x:a", "venue", "NeurIPS"), 1, "comment:6"),
        Said("topic", ("x:a", "quantization"), 1, "comment:7"),
    )
    said: tuple[Said, ...] = ()
    for word in words:
        said = spoken(said, word)
    assert said == (words[1], words[2], words[3], words[5], words[6])
