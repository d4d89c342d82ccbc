"""What each source says now: read, believed, set aside, or as it was when last read (G5, G11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.fetch import CannotFetch, Fetched, Seen
from bot.listing import (
    CannotBelieve,
    Listing,
    Read,
    believed,
    digest_of,
    entries_of,
    read,
    relative_to,
    remembered_of,
    seen_of,
    unread,
)
from bot.models import Mention, Paper, SetAside, Source
from bot.store.memory import Memory, Remembered
from bot.version import version

A, B = Source("ann/a", repo="ann/a"), Source("bob/b", repo="bob/b")
SEEN = Seen("c" * 40, '"etag"', {"README.md": "b" * 40})


def mention(number: int, source: str = "ann/a") -> Mention:
    return Mention(
        source,
        "README.md",
        f"A Study of Pruning, Part {number}",
        f"https://arxiv.org/abs/1608.{number:05}",
        section=("Pruning",),
    )


def text(*numbers: int) -> bytes:
    rows = [f"- [{mention(n).title}]({mention(n).url})\n" for n in numbers]
    return f"# List\n\n## Pruning\n\n{''.join(rows)}".encode()


def fetched(*numbers: int) -> Fetched:
    return Fetched({"README.md": text(*numbers)}, SEEN.commit, seen=SEEN)


SAME = Fetched({}, SEEN.commit, frozenset({"README.md"}), unchanged=True, seen=SEEN)
GONE = CannotFetch("no such repository")


def paper(*mentions: Mention) -> Paper:
    return Paper(f"x:{mentions[0].title}", mentions[0].title, "pruning", date(2026, 1, 1), mentions=mentions)


CATALOG = tuple(paper(mention(number)) for number in (1, 2))
SINCE = {"README.md": SEEN.commit}
WENT_ON = Remembered(
    digest_of([mention(1), mention(3)]),
    SEEN,
    ((mention(3), 7),),
    (mention(2),),
    since=SINCE,
    reader=version(),
)


def said(found: Read, name: str = "ann/a") -> set[Mention]:
    return set(found.listings[name].mentions)


def test_a_source_that_was_read_says_what_its_files_say() -> None:
    found = read([A], {"ann/a": fetched(1, 3)}, CATALOG, {})
    listing = found.listings["ann/a"]
    assert (found.fetched, found.aside, found.unknown) == ({"ann/a"}, (), frozenset())
    assert listing == Listing(
        (mention(1), mention(3)), {mention(1): 5, mention(3): 6}, SEEN, SINCE, accepted=False
    )
    assert found.memory == {"ann/a": replace(WENT_ON, news=((mention(3), 6),))}


@pytest.mark.parametrize(
    "files", [{}, {"ann/a": GONE}, {"ann/a": fetched()}], ids=["not read", "gone", "not believed"]
)
def test_g11_a_source_that_was_not_read_or_believed_says_what_it_said_last(
    files: Mapping[str, Fetched | CannotFetch],
) -> None:
    found = read([A], files, CATALOG, {"ann/a": WENT_ON})
    assert (said(found), found.listings["ann/a"].lines) == ({mention(1), mention(3)}, {mention(3): 7})
    assert (found.memory, found.unknown, found.fetched) == ({"ann/a": WENT_ON}, frozenset(), frozenset())


def test_g11_of_what_was_never_read_nothing_is_known() -> None:
    found = read([A, B], {"ann/a": GONE, "bob/b": fetched(1)}, CATALOG, {})
    assert (found.unknown, found.aside) == ({"ann/a"}, (SetAside("ann/a", "no such repository"),))
    assert found.listings.keys() == {"bob/b"}


def test_files_that_did_not_change_say_what_is_remembered_of_them() -> None:
    found = read([A], {"ann/a": SAME}, CATALOG, {"ann/a": WENT_ON})
    assert (said(found), found.memory, found.fetched) == (
        {mention(1), mention(3)},
        {"ann/a": WENT_ON},
        {"ann/a"},
    )


def test_what_another_reader_read_is_asked_for_whole() -> None:
    known = remembered_of(Memory(sources={"ann/a": replace(WENT_ON, reader="older")}), CATALOG)
    assert (known.keys(), seen_of(known, [A])) == ({"ann/a"}, {})


SHORTER = replace(A, skip=("slides",))


def test_what_stands_under_a_heading_that_is_skipped_is_not_taken() -> None:
    files = {"README.md": text(1) + b"\n## Slides and posters\n\n" + text(2).split(b"\n\n")[-1]}
    slides = replace(mention(2), section=("Slides and posters",))
    for source, mentions in ((A, {mention(1), slides}), (SHORTER, {mention(1)})):
        assert said(read([source], {"ann/a": Fetched(files)}, (), {})) == mentions


def test_what_is_skipped_from_now_on_is_no_mass_delisting() -> None:
    slides = [replace(mention(number), section=("Slides",)) for number in range(2, 30)]
    listing, doubt = believed(SHORTER, fetched(1), [mention(1), *slides])
    assert (listing.mentions, doubt) == ((mention(1),), None)


def test_a_source_is_read_again_when_what_it_skips_changes() -> None:
    known = read([SHORTER], {"ann/a": fetched(1)}, (), {}).memory
    assert (seen_of(known, [SHORTER]), seen_of(known, [A])) == ({"ann/a": SEEN}, {})


def test_of_a_file_that_is_no_longer_there_nothing_is_remembered() -> None:
    other = replace(mention(9), path="more.md")
    known = Remembered(digest_of([mention(1), mention(2), other]), SEEN, ((other, 7),))
    (listing, doubt) = believed(A, SAME, {mention(1), mention(2)}, known)
    assert (set(listing.mentions), doubt) == ({mention(1), mention(2)}, None)


MANY = tuple(paper(mention(number)) for number in range(30))
FEW = fetched(*range(20))


def test_g5_what_looks_like_an_accident_is_set_aside() -> None:
    found = read([A], {"ann/a": FEW}, MANY, {})
    assert found.aside == (SetAside("ann/a", "10 of its 30 mentions gone at once"),)
    assert (found.listings, found.unknown, found.memory) == ({}, {"ann/a"}, {})


def test_what_people_accept_once_is_believed_as_long_as_it_is_just_that() -> None:
    found = read([A], {"ann/a": FEW}, MANY, {}, ["ann/a"])
    known = remembered_of(Memory(sources=found.memory), MANY)
    assert (found.aside, known["ann/a"].accepted, len(said(found))) == ((), True, 20)
    again = read([A], {"ann/a": FEW}, MANY, known)
    assert (again.aside, again.memory) == ((), found.memory)
    fewer = read([A], {"ann/a": fetched(*range(10))}, MANY, known)
    assert fewer.aside == (SetAside("ann/a", "20 of its 30 mentions gone at once"),)
    assert said(fewer) == said(found)


def test_what_is_no_doubt_any_more_needs_nobody_to_accept_it() -> None:
    known = read([A], {"ann/a": FEW}, MANY, {}, ["ann/a"]).memory
    found = read([A], {"ann/a": fetched(*range(30))}, MANY, known)
    assert (found.memory["ann/a"].accepted, found.aside) == (False, ())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<!DOCTYPE html><html></html>", "README.md is an HTML page, not Markdown"),
        (b"\n  <HTML>", "README.md is an HTML page, not Markdown"),
        (b"a\x00b", "README.md:1: a NUL byte; this is not a text file."),
    ],
)
def test_what_is_no_markdown_is_not_believed(data: bytes, why: str) -> None:
    with pytest.raises(BotError) as caught:
        entries_of("README.md", data)
    assert str(caught.value) == why


PAGE = Source("blog.example/a", url="https://blog.example/a")


def page(*numbers: int, etag: str, more: str = "") -> Fetched:
    rows = "".join(f'<li><a href="{mention(n).url}">{mention(n).title}</a></li>' for n in numbers)
    seen = Seen(etag, etag, {"a": etag}, PAGE.url or "")
    return Fetched(
        {"a": f"<html><h2>Pruning</h2><ul>{rows}</ul>{more}".encode()}, etag, seen=seen, base=PAGE.url
    )


def test_g1_a_page_that_changes_in_what_is_no_list_is_nothing_to_write_down() -> None:
    first = read([PAGE], {PAGE.name: page(1, 2, etag="one")}, (), {})
    again = read([PAGE], {PAGE.name: page(1, 2, etag="two", more="<p>42 visitors</p>")}, (), first.memory)
    assert again.memory == first.memory
    other = read([PAGE], {PAGE.name: page(1, 2, 3, etag="three")}, (), again.memory)
    assert other.memory[PAGE.name].seen == Seen("three", "three", {"a": "three"}, "https://blog.example/a")


def test_links_of_a_page_are_relative_to_where_it_was_found() -> None:
    entries = entries_of(
        "a", b'<html><ul><li><a href="x.pdf">A Study of Pruning</a></li></ul>', "https://b.example/u/a"
    )
    assert [entry.url for entry in entries] == ["https://b.example/u/x.pdf"]


def test_g5_a_page_that_lists_nothing_is_set_aside() -> None:
    found = read([PAGE], {PAGE.name: page(etag="one", more="<p>Enable JavaScript</p>")}, (), {})
    assert found.aside == (SetAside(PAGE.name, "no entries found"),)


def test_one_bad_file_sets_its_source_aside_and_no_other() -> None:
    files = {"ann/a": Fetched({"README.md": b"<html>"}), "bob/b": fetched(1)}
    found = read([A, B], files, CATALOG, {})
    assert [one.source for one in found.aside] == ["ann/a"]
    assert found.listings.keys() == {"bob/b"}
    with pytest.raises(CannotBelieve):
        believed(A, files["ann/a"], ())


@pytest.mark.parametrize(
    ("catalog", "kept"),
    [
        (CATALOG, True),
        (CATALOG[:1], True),  # what is gone from the list is gone from the catalog too
        ((*CATALOG, paper(mention(3))), True),
        (CATALOG[1:], False),  # a paper was deleted that the list still has
        ((*CATALOG, paper(mention(4))), False),  # a merge was reverted, or an older memory came back
        ((), False),
    ],
)
def test_g12_a_memory_that_does_not_go_with_the_catalog_is_read_again(
    catalog: tuple[Paper, ...], kept: bool
) -> None:
    found = remembered_of(Memory(sources={"ann/a": WENT_ON}), catalog)
    assert (found, seen_of(found, [A])) == (({"ann/a": WENT_ON}, {"ann/a": SEEN}) if kept else ({}, {}))


@pytest.mark.parametrize(
    ("known", "mentioned", "unknown"),
    [
        ({"ann/a", "bob/b"}, {"ann/a", "old/c"}, set()),
        ({"bob/b"}, {"ann/a", "old/c"}, {"ann/a"}),
        ({"bob/b"}, {"bob/b", "old/c"}, {"ann/a", "old/c"}),  # ann/a may be old/c under a new name
        (set(), set(), {"ann/a", "bob/b"}),
    ],
)
def test_g11_whose_mentions_stay_as_they_are(known: set[str], mentioned: set[str], unknown: set[str]) -> None:
    assert unread([A, B], known, mentioned) == unknown


NUMBERS = st.sets(st.integers(1, 6), max_size=6)


@given(NUMBERS, NUMBERS)
def test_what_is_remembered_is_what_was_said_whatever_the_catalog_has(has: set[int], says: set[int]) -> None:
    catalog = tuple(paper(mention(number)) for number in sorted(has))
    found = read([A], {"ann/a": fetched(*sorted(says))}, catalog, {}, ["ann/a"])
    known = remembered_of(Memory(sources=found.memory), catalog)
    again = read([A], {}, catalog, known)
    assert said(again) == said(found) == {mention(number) for number in says}
    assert again.memory == found.memory


@given(NUMBERS, NUMBERS)
def test_a_run_that_wrote_the_catalog_remembers_what_goes_with_it(has: set[int], says: set[int]) -> None:
    before, after = (tuple(paper(mention(number)) for number in sorted(numbers)) for numbers in (has, says))
    found = relative_to(read([A], {"ann/a": fetched(*sorted(says))}, before, {}, ["ann/a"]), [A], after)
    assert (found.memory["ann/a"].news, found.memory["ann/a"].gone) == ((), ())
    assert remembered_of(Memory(sources=found.memory), after) == found.memory


def test_of_a_folder_nothing_is_remembered_when_its_catalog_was_written() -> None:
    found = read([A], {"ann/a": Fetched({"README.md": text(1)})}, (), {})
    assert relative_to(found, [A], ()).memory == {}


def test_a_digest_is_of_what_is_said_whatever_the_order() -> None:
    assert digest_of([mention(1), mention(2)]) == digest_of([mention(2), mention(1), mention(2)])
    assert digest_of([mention(1)]) != digest_of([mention(2)])
