"""YAML in, values with their lines out."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.yamlio import Map, Seq, read, write

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(string.printable, max_size=40), inner),
    max_leaves=20,
)


def test_values_remember_their_lines() -> None:
    found = read("title: A list\nsources:\n- one\n-\n  two: 2\n", "bot.yml")
    assert found == {"title": "A list", "sources": ["one", {"two": 2}]}
    assert isinstance(found, Map)
    assert found.lines == {"title": 1, "sources": 2}
    assert isinstance(found["sources"], Seq)
    assert found["sources"].lines == [3, 5]


def test_only_true_and_false_are_booleans() -> None:
    assert read("[true, false, yes, off, null, ~, 2016, '2016', 1.5, 2016-05-02]", "f") == [
        True, False, "yes", "off", None, None, 2016, "2016", "1.5", "2016-05-02",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a: 1\nb: [", "f:3: not YAML: did not find expected node content", id="unclosed"),
        pytest.param("a: 1\nb: 2\na: 3\n", "f:3: “a” stands here twice (first on line 1)", id="duplicate"),
        pytest.param("a: &x [1]\nb: *x\n", "f:1: anchors and aliases (& and *) are not allowed", id="bomb"),
        pytest.param("a: !!python/object:os.system x\n", "f:1: anchors and tags (& and !)", id="tag"),
        pytest.param("a: 1\n---\nb: 2\n", "f:2: a second document begins here", id="second document"),
        pytest.param("a: \x07", "f:1: not YAML: control characters are not allowed", id="control character"),
        pytest.param("[" * 50 + "]" * 50, "f:1: nested deeper than 40 levels", id="deep"),
        pytest.param("? [1]\n: 2\n", "f:1: a key has to be plain text", id="key"),
    ],
)
def test_what_is_refused_is_named_by_line(text: str, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(text, "f")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        "08",
        "-09",
        "-0",
        "007",
        "0",
        "-1",
        "1e3",
        "1_0",
        "0x1f",
        "12:30",
        "true",
        "~",
        "",
        "9" * 19,
        "=",
        "<<",
    ],
)
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    assert read(write({"title": text, "links": {text: text}}), "f") == {"title": text, "links": {text: text}}


@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert read(write(value), "f") == value


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text, "f")
    except Invalid as invalid:
        lines = [problem.line for problem in invalid.problems]
        assert all(line >= 1 for line in lines)
