"""What an answer means: status, headers and body in, a value or one sentence out."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.fetch.answers import checked, commit_of, etag_of, file_of, name_of, tree_of
from bot.fetch.listed import Node
from bot.fetch.values import CannotFetch
from bot.net.values import Answer, Barred, TryAgain

SHA = "3b18e512dba79e4c8300dd08aeb37f8e728b8dad"  # the blob "hello world\n"
NOW = 1795473660
NONSENSE = "GitHub's answer makes no sense"
UNTIL = {"x-ratelimit-remaining": "0", "x-ratelimit-limit": "60", "x-ratelimit-reset": "1795477260"}


def saying(message: str) -> bytes:
    return json.dumps({"message": message}).encode()


@pytest.mark.parametrize("status", [200, 304, 404, 409, 422])
def test_an_answer_that_depends_on_the_question_passes(status: int) -> None:
    answer = Answer(status, {"content-type": "application/json"})
    assert checked(answer, 60, NOW) is answer


@pytest.mark.parametrize(
    ("answer", "kind", "why"),
    [
        pytest.param(
            Answer(403, UNTIL),
            Barred,
            "GitHub's limit of 60 requests an hour is used up until 23:41 UTC; a token in GITHUB_TOKEN raises it",
            id="anonymous limit",
        ),
        pytest.param(
            Answer(429, {**UNTIL, "x-ratelimit-limit": "5000"}),
            Barred,
            "GitHub's limit of 5,000 requests an hour is used up until 23:41 UTC",
            id="a token's limit",
        ),
        pytest.param(
            Answer(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon", "x-ratelimit-limit": "?"}),
            Barred,
            "GitHub's limit is used up for up to an hour",
            id="limit without figures",
        ),
        pytest.param(Answer(401), Barred, "GitHub does not accept the token in GITHUB_TOKEN", id="bad token"),
        pytest.param(Answer(451), CannotFetch, "GitHub blocks access to it", id="legally blocked"),
        pytest.param(
            Answer(403, {}, saying("Repository access blocked")),
            CannotFetch,
            "GitHub blocks access to it",
            id="blocked by GitHub",
        ),
        pytest.param(Answer(403), CannotFetch, "GitHub refuses to show it (status 403)", id="forbidden"),
        pytest.param(Answer(204), CannotFetch, "GitHub refuses to show it (status 204)", id="no content"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_said_in_one_sentence(
    answer: Answer, kind: type[BotError], why: str
) -> None:
    with pytest.raises(BotError) as raised:
        checked(answer, 60, NOW)
    assert (type(raised.value), str(raised.value)) == (kind, why)


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        pytest.param(Answer(500), None, id="500"),
        pytest.param(Answer(502), None, id="502"),
        pytest.param(Answer(503, {"retry-after": "7"}), 7, id="503 that says when"),
        pytest.param(Answer(503, {"retry-after": "3600"}), 3600, id="503 for an hour"),
        pytest.param(Answer(429, {"retry-after": "61"}), 61, id="429 for longer than we wait"),
        pytest.param(
            Answer(403, {**UNTIL, "x-ratelimit-reset": str(NOW + 20)}), 20, id="limit that is soon over"
        ),
        pytest.param(Answer(403, {"retry-after": "60"}), 60, id="secondary limit that says when"),
        pytest.param(Answer(429), 60, id="429 that does not say when"),
        pytest.param(
            Answer(403, {}, saying("You have exceeded a secondary rate limit")),
            60,
            id="secondary limit that does not say when",
        ),
        pytest.param(Answer(429, {"retry-after": "-1"}), 60, id="a wait that is none"),
        pytest.param(Answer(403, {**UNTIL, "retry-after": "5"}), 5, id="retry-after comes before the limit"),
    ],
)
def test_what_passes_is_tried_again(answer: Answer, wait: float | None) -> None:
    with pytest.raises(TryAgain) as raised:
        checked(answer, 60, NOW)
    assert raised.value.wait == wait


def test_the_commit_is_read() -> None:
    assert commit_of(Answer(200, {}, SHA.encode() + b"\n"), "o/r", None) == SHA


@pytest.mark.parametrize(
    ("answer", "ref", "why"),
    [
        (Answer(404), None, "GitHub shows no repository o/r: it is gone, private or misspelt"),
        (Answer(404), "v1", "GitHub shows no repository o/r with a branch, tag or commit v1: it is gone, private or misspelt"),
        (Answer(409), None, "o/r is empty: it has no commit yet"),
        (Answer(422), "v1", "o/r has no branch, tag or commit v1"),
        (Answer(200, {}, b'{"sha": 1}'), None, NONSENSE),
        (Answer(200, {}, b"\xff" * 40), None, NONSENSE),
        (Answer(200), None, NONSENSE),
        (Answer(304), None, NONSENSE),
    ],
)  # fmt: skip
def test_no_commit_is_explained(answer: Answer, ref: str | None, why: str) -> None:
    with pytest.raises(CannotFetch) as raised:
        commit_of(answer, "o/r", ref)
    assert str(raised.value) == why


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ('"abc"', '"abc"'),
        ('W/"abc"', 'W/"abc"'),
        ("", f'"{SHA}"'),
        ("abc", f'"{SHA}"'),
        ('"a\r\nX-Evil: 1"', f'"{SHA}"'),
        ('"' + "a" * 201 + '"', f'"{SHA}"'),
    ],
)
def test_an_etag_is_kept_if_it_is_one(given_: str, kept: str) -> None:
    assert etag_of(Answer(200, {"etag": given_}), SHA) == kept


def test_the_name_is_read() -> None:
    assert name_of(Answer(200, {}, b'{"full_name": "new/name", "private": false}')) == "new/name"


@pytest.mark.parametrize(
    "name", [None, 1, "", "name", "a/b/c", "../..", "a/b?x=1", "a/b\n", ["a/b"]], ids=repr
)
def test_no_name_leads_elsewhere(name: object) -> None:
    with pytest.raises(CannotFetch, match=f"^{NONSENSE}$"):
        name_of(Answer(200, {}, json.dumps({"full_name": name}).encode()))


def test_a_tree_is_read() -> None:
    tree = {
        "tree": [
            {"path": "a.md", "mode": "100644", "type": "blob", "sha": SHA, "size": 12, "url": "…"},
            {"path": "sub", "mode": "160000", "type": "commit", "sha": SHA},
        ],
        "truncated": False,
    }
    read = tree_of(Answer(200, {}, json.dumps(tree).encode()), "notes")
    assert read == ({"notes/a.md": Node("100644", SHA, 12), "notes/sub": Node("160000", SHA)}, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha": "../../user"},
        {"sha": SHA[:-1]},
        {"sha": None},
        {"mode": 100644},
        {"size": "12"},
        {"path": 1},
        {"path": "\ud800.md"},
    ],
    ids=str,
)
def test_a_tree_with_an_odd_item_is_nonsense(wrong: dict[str, object]) -> None:
    tree = {"tree": [{"path": "a.md", "mode": "100644", "sha": SHA} | wrong]}
    with pytest.raises(CannotFetch, match=f"^{NONSENSE}$"):
        tree_of(Answer(200, {}, json.dumps(tree).encode()), "")


def test_a_cut_tree_says_so() -> None:
    assert tree_of(Answer(200, {}, b'{"tree": [], "truncated": true}'), "") == ({}, False)


def test_files_that_vanish_are_said() -> None:
    with pytest.raises(CannotFetch, match=r"^its files vanished while they were read \(status 404\)$"):
        tree_of(Answer(404), "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just(SHA),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["tree", "path", "mode", "sha", "size", "truncated"]), inner)
    ),
)


@given(JSON.map(lambda value: json.dumps(value).encode()) | st.binary() | st.just(b"[" * 10**5))
def test_any_bytes_are_a_tree_or_nonsense(body: bytes) -> None:
    with suppress(CannotFetch):
        nodes, _ = tree_of(Answer(200, {}, body), "")
        assert all(isinstance(node, Node) for node in nodes.values())


def test_a_file_is_what_its_name_says() -> None:
    assert file_of(Answer(200, {}, b"hello world\n"), "a.md", SHA) == b"hello world\n"


@pytest.mark.parametrize("body", [b"", b"hello world", b"hello\nworld\n", b"<html>"])
def test_another_content_than_asked_for_is_refused(body: bytes) -> None:
    with pytest.raises(CannotFetch, match=r"^a\.md arrived damaged$"):
        file_of(Answer(200, {}, body), "a.md", SHA)


def test_an_lfs_pointer_is_refused() -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n"
    with pytest.raises(CannotFetch, match=r"^a\.md is kept in Git LFS, which is not read$"):
        file_of(Answer(200, {}, pointer), "a.md", "8e93440af0b2c5c0b0937d4b49b4db34476d14e9")
