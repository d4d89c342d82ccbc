"""Whatever an API says: it is read as records, or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links.apis.desk import LOOKUPS, SEARCHES
from bot.links.apis.reading import (
    NONSENSE,
    at,
    best_page,
    doi_url,
    items,
    published_in,
    published_page,
    text,
    year_in,
)
from bot.links.apis.values import Known, Lookup, Record, Search
from bot.links.apis.wayback import reads as reads_snapshot
from bot.net.values import Answer, CannotAsk, Question
from tests.links.apis.standins import STANDINS, Asked, Repository, Work, World

KEYS: dict[str, tuple[str, ...]] = {
    "arxiv": ("arxiv:1601.00001", "arxiv:math/0309136"),
    "crossref": ("doi:10.1000/1", "doi:10.1000/2"),
    "doi": ("doi:10.1000/1",),
    "openreview": ("openreview:H1note", "openreview:other"),
    "openreview-v1": ("openreview:H1note", "openreview:other"),
    "github": ("github:o/r", "github:o/other"),
    "semanticscholar": ("s2:" + "a" * 40, "s2:" + "b" * 40),
}
WORLD = World(
    (
        Work(
            "A Telling Title of Some Work", ("A B",), arxiv="1601.00001", doi="10.1000/1", openreview="H1note",
            s2="a" * 40, venue="ICLR", appeared=2017, indexed=tuple(STANDINS),
        ),
    ),
    (Repository("o/r", now="o/new"),),
)  # fmt: skip
ALL_LOOKUPS = {lookup.service.name: lookup for some in LOOKUPS.values() for lookup in some}
ALL_SEARCHES = {search.service.name: search for search in SEARCHES}


def looked_up(lookup: Lookup, answer: Answer) -> Known | None:
    """What is read in ``answer``; None where it is refused."""
    try:
        return lookup.reads(answer, KEYS[lookup.service.name])
    except (CannotAsk, *NONSENSE):
        return None


def searched(search: Search, answer: Answer) -> Sequence[Record] | None:
    try:
        return search.reads(answer)
    except (CannotAsk, *NONSENSE):
        return None


def check_record(record: Record) -> None:
    """Whether ``record`` is what it promises to be, and can be written down."""
    for value in (record.title, record.url, record.venue, record.published, record.note, *record.authors):
        assert value is None or isinstance(value, str)
        (value or "").encode()
        assert "\n" not in (value or "")
    assert all(isinstance(id_, str) for id_ in record.ids)
    assert list(record.ids) == sorted(set(record.ids))
    assert record.year is None or 1900 <= record.year <= 2100
    assert record.url is None or record.url.startswith("https://") or record.url.startswith("http://")


def check_known(known: Known | None, keys: Sequence[str]) -> None:
    if known is not None:
        assert set(known) <= set(keys)
        for record in known.values():
            if record is not None:
                check_record(record)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
statuses = st.sampled_from([200, 302, 400, 404])


@pytest.mark.parametrize("api", ALL_LOOKUPS)
@given(body=st.binary() | values.map(lambda value: json.dumps(value).encode()), status=statuses)
def test_anything_at_all_is_read_or_refused(api: str, body: bytes, status: int) -> None:
    check_known(looked_up(ALL_LOOKUPS[api], Answer(status, {}, body)), KEYS[api])


@pytest.mark.parametrize("api", ALL_SEARCHES)
@given(body=st.binary() | values.map(lambda value: json.dumps(value).encode()), status=statuses)
def test_anything_at_all_is_found_or_refused(api: str, body: bytes, status: int) -> None:
    for record in searched(ALL_SEARCHES[api], Answer(status, {}, body)) or ():
        check_record(record)


@given(location=st.text())
def test_g9_anything_at_all_is_a_snapshot_or_refused(location: str) -> None:
    try:
        path = reads_snapshot(Answer(302, {"location": location}))
    except NONSENSE:
        return
    assert path is not None
    assert path.startswith("/web/")


# A right answer, in which something has been put in place of something else


def good_answer(api: str, question: Question) -> Answer:
    asked = Asked(
        api,
        "POST" if question.json else "GET",
        question.path,
        question.query,
        {"authorization": "Bearer x"},
        json.dumps(question.json).encode(),
        0.0,
    )
    reply = STANDINS[api](WORLD, asked)
    return Answer(reply.status, {}, reply.body)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for step, one in inner for place in places(one, (*path, step))]


def changed(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


def disturbed(answer: Answer, data: st.DataObject) -> Answer:
    right = json.loads(answer.body)
    wrong = changed(right, data.draw(st.sampled_from(places(right))), data.draw(values))
    return Answer(answer.status, {}, json.dumps(wrong).encode())


@pytest.mark.parametrize("api", [api for api in ALL_LOOKUPS if api != "arxiv"])
@given(data=st.data())
def test_something_wrong_anywhere_is_read_or_refused(api: str, data: st.DataObject) -> None:
    lookup = ALL_LOOKUPS[api]
    answer = disturbed(good_answer(api, lookup.asks(KEYS[api])), data)
    check_known(looked_up(lookup, answer), KEYS[api])


@pytest.mark.parametrize("api", [api for api in ALL_SEARCHES if api != "arxiv"])
@given(data=st.data())
def test_something_wrong_anywhere_is_found_or_refused(api: str, data: st.DataObject) -> None:
    search = ALL_SEARCHES[api]
    answer = disturbed(good_answer(api, search.asks("A Telling Title of Some Work")), data)
    for record in searched(search, answer) or ():
        check_record(record)


@given(data=st.data())
def test_a_feed_with_something_wrong_is_read_or_refused(data: st.DataObject) -> None:
    lookup = ALL_LOOKUPS["arxiv"]
    body = good_answer("arxiv", lookup.asks(KEYS["arxiv"])).body
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 40)))
    answer = Answer(200, {}, body[:start] + data.draw(st.binary(max_size=20)) + body[end:])
    check_known(looked_up(lookup, answer), KEYS["arxiv"])


# The helpers


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("  A\n  B\t", "A B"),
        ("a <i>b</i> <scp>C</scp> <jats:sup>2</jats:sup>", "a b C 2"),
        ("Mean &amp; Variance of &lt;i&gt;X&lt;/i&gt;&#10;", "Mean & Variance of X"),
        ("Attention <mask> Decoding", "Attention <mask> Decoding"),
        ("p < 0.1 and q > 3", "p < 0.1 and q > 3"),
        ("a\x00b\ud800c", "a b c"),
        (7, ""),
        (None, ""),
    ],
)
def test_text(given_: object, read: str) -> None:
    assert text(given_) == read


def test_text_is_bounded() -> None:
    assert len(text("x" * 10**6)) == 2000
    assert len(text("<" * 10**6)) == 2000


def test_at_items_and_years() -> None:
    assert at({"a": [{"b": 1}]}, "a", 0, "b") == 1
    assert [at(None, "a"), at([], 0), at({"a": 1}, 0), at("abc", 0), at({}, "a")] == [None] * 5
    assert [items(None), items([1]), items({"a": 1})] == [[], [1], [{"a": 1}]]
    assert [year_in(2016), year_in("2016-01"), year_in("16"), year_in(True), year_in(3), year_in(None)] == [
        2016, 2016, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("venue", ["arXiv.org", "CoRR", "bioRxiv", "SSRN Electronic Journal", "", None, "  "])
def test_a_preprint_server_is_no_venue(venue: object) -> None:
    assert published_in(venue) is None


def test_what_is_a_venue() -> None:
    assert [published_in(venue) for venue in ("ICLR", "Corrosion Science", "Halifax Meeting")] == [
        "ICLR", "Corrosion Science", "Halifax Meeting",
    ]  # fmt: skip


def test_links() -> None:
    assert doi_url("10.1109/X.1") == doi_url("https://doi.org/10.1109/X.1") == "https://doi.org/10.1109/x.1"
    assert [doi_url("x"), doi_url(""), doi_url(None), doi_url("https://a.example/")] == [None] * 4
    pages = ["https://doi.org/10.1/x", "javascript:alert(1)", "http://arxiv.org/pdf/1601.00001v2", None]
    assert best_page(pages) == "https://arxiv.org/abs/1601.00001"
    assert best_page(["javascript:alert(1)"]) is None
    assert published_page([None, "https://doi.org/10.48550/arXiv.1601.00001"]) is None
    assert published_page([*pages, "https://a.example/b?utm_source=x"]) == "https://doi.org/10.1/x"
