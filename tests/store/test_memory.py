"""The memory ↔ its file: read back as it was written, and never more than a file that is lost (G12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import BotError, Invalid
from bot.fetch.values import Seen
from bot.links.values import Outcome
from bot.links.verdict import History, Look
from bot.models import Fix, Link, Mention
from bot.store import DECISIONS, MEMORY, Folder, load
from bot.store.memory import (
    Head,
    Memory,
    Remembered,
    Said,
    Suggested,
    memory_text,
    read_memory,
)

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = WORDS.filter(bool)
NUMBERS = st.integers(1, 10**9)
KEYS = st.text("0123456789abcdef", min_size=12, max_size=16)


def several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=3, unique=True).map(tuple)


def in_order(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """What has no order of its own is written sorted."""
    return several(one).map(lambda values: tuple(sorted(values)))


def by(keys: st.SearchStrategy[Any], one: st.SearchStrategy[Any]) -> st.SearchStrategy[Mapping[Any, Any]]:
    return st.dictionaries(keys, one, max_size=3)


LOOKS = st.builds(
    Look, st.dates(), st.sampled_from(Outcome), st.none() | st.integers(100, 999), st.none() | NAMES, WORDS, WORDS
)  # fmt: skip
HISTORIES = st.builds(History, st.none() | st.dates(), several(LOOKS)).filter(lambda one: one != History())
FIXES = st.builds(Fix, NAMES, st.none() | NAMES | NUMBERS, st.none() | NAMES | NUMBERS, NAMES, st.booleans())
LINKS = st.builds(Link, NAMES, NAMES)
MENTIONS = st.builds(
    Mention, NAMES, NAMES, NAMES, st.none() | NAMES, several(LINKS), several(NAMES), st.none() | NAMES, st.none() | NUMBERS, several(NAMES)
)  # fmt: skip
BLOBS = st.dictionaries(NAMES, NAMES, min_size=1, max_size=3)
SEEN = st.builds(Seen, NAMES, NAMES, BLOBS, WORDS, st.none() | NAMES)
REMEMBERED = st.builds(
    Remembered,
    KEYS,
    st.none() | SEEN,
    several(st.tuples(MENTIONS, NUMBERS)),
    several(MENTIONS),
    st.booleans(),
)
SAID = st.builds(
    Said,
    st.sampled_from(["decline", "skip", "same", "different", "pin", "topic"]),
    st.lists(NAMES | NUMBERS | st.none(), min_size=1, max_size=3).map(tuple),
    st.integers(0, 10**9),
    WORDS,
    WORDS,
    st.booleans(),
    st.booleans(),
)
MEMORIES = st.builds(
    Memory,
    until=WORDS,
    open=in_order(NUMBERS),
    said=several(SAID),
    settled=in_order(NUMBERS),
    branches=by(NAMES, NUMBERS),
    heads=by(KEYS, st.builds(Head, WORDS, st.booleans())),
    heard=by(NUMBERS, KEYS),
    ready=by(NUMBERS, several(NAMES)),
    told=by(NUMBERS, several(NAMES).filter(bool)),
    answered=in_order(KEYS),
    rows=in_order(KEYS),
    dashboard=st.integers(0, 10**9),
    links=by(NAMES, HISTORIES),
    suggested=by(NAMES, st.builds(Suggested, st.dates(), several(FIXES))),
    sources=by(NAMES, REMEMBERED),
)
MENTION = Mention(
    "a/b", "README.md", "HAQ", "https://a.org", (Link("code", "https://b.org"),), ("Papers",), "CVPR", 2019, ("Ann Lee",)
)  # fmt: skip
WHOLE = Memory(
    until="2026-11-24T10:00:00Z",
    open=(1, 2),
    said=(Said("pin", ("arxiv:1", "year", None), 7, "comment:8", "HAQ", filed=True),),
    settled=(3,),
    branches={"new-papers": 2},
    heads={"0" * 40: Head("d29yZA==", mine=True)},
    heard={8: "0123456789ab"},
    ready={1: ("bot",)},
    told={1: ("bot:hands-off",)},
    answered=("0123456789abcdef",),
    rows=("1e1234567890",),
    dashboard=9,
    links={"https://a.org": History(date(2026, 11, 24)), "https://b.org": History(None, (Look(date(2026, 11, 24), Outcome.GONE, 404),))},
    suggested={"arxiv:1": Suggested(date(2026, 11, 24), (Fix("venue", None, "ICCV", "dblp", sure=False),))},
    sources={"a/b": Remembered("0" * 16, Seen("c" * 40, '"etag"', {"README.md": "b" * 40}), ((MENTION, 7),), (MENTION,), accepted=True)},
)  # fmt: skip


@given(MEMORIES)
@example(WHOLE)
@example(Memory(ready={1: ()}))
def test_any_memory_is_read_back_as_written(memory: Memory) -> None:
    assert read_memory(memory_text(memory)) == memory
    assert memory_text(read_memory(memory_text(memory))) == memory_text(memory)


def test_the_same_memory_is_the_same_text_whatever_order_it_came_in() -> None:
    one = Memory(open=(2, 1), heads={"b": Head(), "a": Head()}, heard={2: "b", 1: "a"})
    two = Memory(open=(1, 2), heads={"a": Head(), "b": Head()}, heard={1: "a", 2: "b"})
    assert memory_text(one) == memory_text(two)


def sealed(rest: str) -> str:
    """A file that says of itself that it is as the bot wrote it."""
    digest = sha256(rest.encode()).hexdigest()[:16]
    return f"# What the bot remembers between runs; it may be deleted. Schema 3, {digest}.\n{rest}"


def test_what_is_nothing_takes_no_room() -> None:
    assert memory_text(Memory()) == sealed("{}\n")
    living = Memory(links={"https://a.org": History(date(2026, 11, 24))})
    assert memory_text(living) == sealed("links:\n  https://a.org: '2026-11-24'\n")


def test_where_there_is_no_file_nothing_is_remembered() -> None:
    assert read_memory(None) == Memory()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not as the bot wrote it"),
        ("# What the bot remembers between runs.\nschema: 2\n", "not as the bot wrote it"),
        (sealed("until: x\n").replace("Schema 3", "Schema 2"), "not as the bot wrote it"),
        (sealed("until: x\n").replace("until: x", "until: y"), "not as the bot wrote it"),
        (sealed("until: x\n").replace("\n", "\r\n"), "not as the bot wrote it"),
        (sealed("open: [x]\n"), "not what the bot remembers (Expected `int`, got `str` - at `$.open[0]`)"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_memory(text)
    assert str(caught.value) == f"state/memory.yml:1: {said}"


def read_or_refused(text: str) -> Memory | None:
    """What is read of a text; nothing but a BotError may come of a damaged one."""
    try:
        return read_memory(text)
    except BotError:
        return None


@pytest.mark.parametrize("where", range(1, len(memory_text(WHOLE)), 7))
def test_g12_a_memory_that_is_cut_is_damaged(where: int) -> None:
    assert read_or_refused(memory_text(WHOLE)[:where]) is None
    assert read_or_refused(memory_text(WHOLE)[where:]) is None


@given(st.integers(0, len(memory_text(WHOLE))), NAMES)
def test_g12_a_memory_that_people_wrote_into_is_damaged(where: int, text: str) -> None:
    whole = memory_text(WHOLE)
    assert read_or_refused(whole[:where] + text + whole[where:]) is None


@given(WORDS | st.sampled_from(["---\n", "a: [", "a: &x 1\n", "- 1\n", "x\n", "[" * 5_000]))
def test_g12_no_yaml_stops_anything_whatever_its_seal_says(rest: str) -> None:
    read_or_refused(sealed(rest))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
FIELDS = tuple(field for field in Memory.__dataclass_fields__)


@given(st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=3))
def test_g12_a_field_that_holds_something_else_stops_nothing(values: dict[str, Any]) -> None:
    from bot.yamlio import write

    read_or_refused(sealed(write(values)))


@given(
    st.binary(max_size=60)
    | st.sampled_from([b"\xff\xfe\x00no text", b"\x00", b"[" * 9_000, b"# \n", b"---\n"])
)
@example(memory_text(WHOLE).encode()[:200])
def test_g12_bytes_of_any_kind_stop_no_run_in_a_folder(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    root = tmp_path_factory.mktemp("list")
    (root / "state").mkdir()
    (root / MEMORY).write_bytes(data)
    state = load(Folder(root))
    assert state.memory == Memory() or not state.damaged


def test_g12_a_damaged_memory_hides_no_mistake_of_peoples(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / MEMORY).write_text("schema: 2\n")
    assert load(Folder(tmp_path)).damaged == "state/memory.yml:1: not as the bot wrote it"
    (tmp_path / DECISIONS).write_text("decline: [3]\n")
    with pytest.raises(Invalid) as caught:
        load(Folder(tmp_path))
    assert [problem.path for problem in caught.value.problems] == [DECISIONS]
