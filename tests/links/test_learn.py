"""What was seen becomes memory, and what APIs say of papers becomes suggestions, if that is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.links.apis import Record
from bot.links.learn import Seen, learned
from bot.links.rows import read, row_of, suggested_line
from bot.links.values import Observation, Outcome
from bot.links.verdict import History, Look
from bot.models import Fix
from bot.store.memory import Memory, Suggested, memory_text, read_memory
from tests.links.test_fix import ARXIV, OLD, OTHER, TITLE, gone, paper
from tests.store.test_memory import sealed

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = date(2026, 11, 24)
RECORD = Record(
    "crossref", TITLE, ARXIV, ("arxiv:1708.06519",), "ICCV", 2017, "https://doi.org/10.1109/iccv.2017.298"
)
PAPER = paper(OTHER)
LOOK = Observation(
    ARXIV, Outcome.OK, None, None, "known to arxiv as arxiv:1708.06519", 0.1, AT, TITLE, RECORD
)


def suggested(record: Record, **changed: object) -> tuple[Fix, ...]:
    seen = Seen((replace(LOOK, says=record),))
    one = replace(PAPER, **changed)
    found = learned(Memory(), seen, [one], enrich=True).suggested
    return found[one.id].fixes if found else ()


def test_what_an_api_says_is_suggested_where_nothing_is_known() -> None:
    assert suggested(RECORD) == (
        Fix("venue", None, "ICCV", "crossref says so"),
        Fix("year", None, 2017, "crossref says so"),
        Fix("link", None, "https://doi.org/10.1109/iccv.2017.298", "the published version, crossref says"),
    )


def test_a_preprint_gives_way_to_the_published_version_and_nothing_else_does() -> None:
    plain = replace(RECORD, published=None)
    assert suggested(plain, venue="arXiv", year=2016) == (
        Fix("venue", "arXiv", "ICCV", "crossref says so"),
        Fix("year", 2016, 2017, "crossref says so"),
    )
    assert suggested(plain, venue="CVPR", year=2016) == ()


def test_an_answer_about_another_title_says_nothing() -> None:
    assert suggested(replace(RECORD, title="On the Migration of Arctic Terns in Winter")) == ()


def test_without_enrich_nothing_is_suggested() -> None:
    assert learned(Memory(), Seen((LOOK,)), [PAPER], enrich=False) == Memory(links={ARXIV: History(DAY)})


def test_links_and_papers_that_are_no_longer_there_are_let_go() -> None:
    memory = Memory(links={OLD: gone()}, suggested={"title:gone": Suggested(DAY)})
    after = learned(memory, Seen((replace(LOOK, url="https://else.org/1"), LOOK)), [PAPER], enrich=False)
    assert (list(after.links), after.suggested) == ([ARXIV], {})


def test_g1_nothing_seen_changes_nothing() -> None:
    memory = Memory(links={OLD: gone()})
    assert learned(memory, Seen(), [], enrich=True) is memory


def test_the_memory_is_read_back_as_written() -> None:
    fixes = (Fix("url", OLD, ARXIV, "arxiv has it"), Fix("year", None, 2017, "so", sure=False))
    memory = Memory(
        answered=("0123456789abcdef",),
        links={
            ARXIV: History(DAY),
            OLD: gone(),
            "https://a.org": History(DAY, (Look(DAY, Outcome.MOVED, 301, OLD),)),
        },
        suggested={PAPER.id: Suggested(DAY, fixes), "title:x": Suggested(DAY)},
    )
    assert read_memory(memory_text(memory)) == memory


@pytest.mark.parametrize(
    ("links", "why"),
    [
        ("[1]", "'Seq' object has no attribute 'items'"),
        ("{a: b}", "Invalid RFC3339 encoded date - at `$.links[...].living`"),
        (
            "{a: {looks: [{day: 2026-11-24, outcome: fine}]}}",
            "Invalid enum value 'fine' - at `$.links[...].looks[0].outcome`",
        ),
        ("{a: 7}", "Expected `object`, got `int` - at `$.links[...]`"),
    ],
)
def test_a_memory_of_links_that_is_none_is_named(links: str, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_memory(sealed(f"links: {links}\n"))
    assert str(caught.value) == f"state/memory.yml:1: not what the bot remembers ({why})"


WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
OBSERVATIONS = st.builds(
    Observation,
    WORDS,
    st.sampled_from(Outcome),
    st.none() | st.integers(100, 999),
    st.none() | WORDS,
    WORDS,
    st.floats(0, 1e6),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    WORDS,
    st.none() | st.builds(Record, WORDS, WORDS, st.none() | WORDS, st.lists(WORDS, max_size=3).map(tuple)),
)


@given(st.lists(OBSERVATIONS, max_size=5))
def test_rows_are_read_back_as_written(looks: list[Observation]) -> None:
    text = "".join(f"{row_of(one)}\n" for one in looks)
    assert read(text, "rows.jsonl") == Seen(tuple(looks))


def test_what_was_found_is_read_back_as_written() -> None:
    found = Suggested(DAY, (Fix("url", None, ARXIV, "arxiv has it"),))
    assert read(suggested_line("title:x", found) + "\n", "found.jsonl") == Seen((), {"title:x": found})


@pytest.mark.parametrize(
    "line", ["x", "7", "[]", "{}", '{"url": 1}', '{"paper": "a"}', '{"paper": "a", "day": "x"}']
)
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(Invalid, match=r"^rows.jsonl:2: not a line that"):
        read(f"\n{line}\n", "rows.jsonl")
