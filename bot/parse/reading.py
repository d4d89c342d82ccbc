"""A document → its entries: candidates with their sections, and what section and path add to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.markup.blocks import Document
from bot.markup.inline import Piece, label_key
from bot.markup.lines import MARK
from bot.models import Entry, Reading, Skipped
from bot.parse.entry import Draft, describe, links_of, tool_of
from bot.parse.facts import from_heading, from_path, part
from bot.parse.item import KEY, Item, key_of
from bot.parse.labels import choose
from bot.parse.names import people
from bot.parse.outline import Heading
from bot.parse.siblings import settle
from bot.parse.walk import Found, Walker, bare

# What stands beside so many entries of one file is none of theirs.
_COMMON = 8


def reading(document: Document, path: str) -> Reading:
    """Read every block of a document."""
    walker = Walker(document, path)
    walker.walk()
    found, skipped = walker.found, walker.skipped
    title = walker.outline.document_title([f.headings for f in found])
    settle(found)
    prose = _prose(found)
    entries = []
    for one in found:
        draft = with_notes(one.draft, one.below)
        if not draft.links:
            # Where an entry's only link is its footnote's, that leads to the resource.
            notes = (document.notes.get(label_key(mark)) for mark in MARK.findall(one.item.source))
            draft = with_notes(draft, [Item(note.pieces or ()) for note in notes if note is not None])
        if bare(draft) and (one.headings, one.groups) in prose:
            skipped.append(Skipped(path, one.line, draft.title, "prose"))
            continue
        section = (*(h.text for h in one.headings if h is not title and h.text), *one.groups)
        entries.append(_placed(_entry(one, draft, path), section, path))
    skipped.sort(key=lambda s: s.line)
    return Reading(tuple(_less_what_all_link(entries)), tuple(skipped))


def _less_what_all_link(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Leave out what a list links beside many entries: the page of a kind, of a dataset, of the list."""
    beside = Counter(url for entry in entries for url in {link.url for link in entry.links} - {entry.url})
    common = {url for url, times in beside.items() if times >= _COMMON}
    for entry in entries:
        kept = tuple(link for link in entry.links if link.url not in common or link.url == entry.url)
        yield entry if kept == entry.links else replace(entry, links=kept)


def _entry(found: Found, draft: Draft, path: str) -> Entry:
    line = found.line + draft.line
    notes = draft.note or None
    return Entry(
        path,
        line,
        draft.title,
        draft.url,
        tuple(draft.links),
        (),
        draft.venue,
        draft.year,
        draft.authors,
        notes,
    )


def with_notes(draft: Draft, below: Sequence[Item]) -> Draft:
    """Add to a draft what the items below it say."""
    if not below:
        return draft
    links = [link for item in below for link in links_of(item.pieces)]
    url = draft.url
    if url is None and links:
        found = [Piece("link", link.label, link.url, bare=link.label == link.url) for link in links]
        url = choose(found) or tool_of(draft, found)
    draft = replace(draft, links=[*draft.links, *links], url=url)
    for item in below:
        learn(draft, item)
    return draft


def learn(draft: Draft, item: Item) -> None:
    """Take the names, venue and year that a note states by key (``Venue: …``) or by its form."""
    key = key_of(item.text)
    if key:
        value = item.text[KEY.match(item.text).end() :].strip()  # type: ignore[union-attr]  # a key has matched
        _keyed(draft, key, value)
    elif item.aspect in ("facts", "resources"):
        describe(draft, item.solo)


def _keyed(draft: Draft, key: str, value: str) -> None:
    if key == "authors":
        named = people(value).names or tuple(v.strip() for v in value.split(",") if v.strip())
        draft.authors = draft.authors or named
    elif key in ("venue", "year"):
        draft.learn(*(part(value, expected=True) or (None, None)))


def _prose(found: Sequence[Found]) -> set[tuple[tuple[Heading, ...], tuple[str, ...]]]:
    """Return the sections that list no link, venue, year or name in a file that nearly always does."""
    places = [(f.headings, f.groups, bare(f.draft) and not f.below) for f in found]
    if sum(b for _, _, b in places) * 4 > len(places):
        return set()
    telling = {(headings, groups) for headings, groups, empty in places if not empty}
    return {(headings, groups) for headings, groups, _ in places} - telling


def _placed(entry: Entry, section: tuple[str, ...], path: str) -> Entry:
    venue, year = entry.venue, entry.year
    for text in reversed(section):
        section_venue, section_year = from_heading(text)
        if venue is None and section_venue is not None and (year is None or section_year in (None, year)):
            venue = section_venue
        year = section_year if year is None else year
    path_venue, path_year = from_path(path)
    if venue is None and path_venue is not None and year in (None, path_year):
        venue = path_venue
    year = path_year if year is None else year
    return replace(entry, section=section, venue=venue, year=year)
