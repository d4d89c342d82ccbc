"""Entries → those that a person should look at: odd titles, links under two titles, fields missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.markup.inline import Piece
from bot.models import Entry
from bot.parse.evidence import SENTENCE
from bot.parse.item import sentence
from bot.parse.labels import local_page, names_resource, repository_of
from bot.parse.names import people
from bot.parse.text import words
from bot.parse.verdicts import plain_case
from bot.words import sets

BASE = 10  # entries that have a field, before its lack says something
MOST = 0.9  # the share of its section that has it: preprints among papers have no venue for a reason
LABELS = 4  # entries of one title: three works do share a name, a label is on many
SHARED = 3  # titles over one link: where there are more, it is a page about them all
ALIKE = 0.8  # letters that two titles have in common though they are one
LONG = 20  # words of a title in lower case, which titles of that length hardly are

_FILE = re.compile(r"\S.*\.(?:md|pdf|ipynb|docx?|pptx?|tex|bib|ya?ml|json|html?)$", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?://(?:www\.)?|www\.)", re.IGNORECASE)
_CUT = re.compile(r".*\S (?:a|an|and|at|by|for|from|in|of|on|or|the|to|via|with)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry to look at: its 1-based line, its title, and what is odd in one sentence."""

    kind: str
    line: int
    title: str
    sentence: str


def findings(entries: Sequence[Entry], page: Callable[[str], str] = str) -> tuple[Finding, ...]:
    """Find what to look at; ``page`` returns the landing page of the work that a URL leads to."""
    return (*_titles(entries), *_shared(entries, page), *_missing(entries))


# Titles -------------------------------------------------------------------------------------------


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _named(entry: Entry) -> bool:
    """Whether the link bears the title as a tool's site or repository does, not as ``/pdf/`` does."""
    url, name = _SCHEME.sub("", entry.url or ""), _folded(entry.title)
    host, *rest = url.rstrip("/").split("/")
    own = name in _folded(host) and len(rest) < 2
    within = name in map(_folded, rest) and entry.title.casefold() not in sets("labels")["paper"]
    return own or within or repository_of(entry.title, [Piece("link", "", entry.url or "")]) is not None


def _slug(entry: Entry) -> bool:
    title = entry.title
    joined = len(re.findall(r"[-_]", title)) >= 3 and title == title.lower() and " " not in title
    return (joined and not _named(entry)) or _FILE.match(title) is not None


def _sentence(title: str) -> bool:
    count = words(title)
    begins = count >= 5 and SENTENCE.match(title) is not None
    return (begins or sentence(title) or count > LONG) and plain_case(title)


def bare(entry: Entry) -> bool:
    """Whether nothing but its words says that it is an entry; a year may be its section's."""
    return not (entry.url or entry.links or entry.venue or entry.authors)


SAID = {
    "address": "its title is an address",
    "person": "its title reads like a person's name",
    "label": "its title reads like a link's label",
    "slug": "its title reads like a file's name",
    "sentence": "its title reads like a sentence",
    "cut": "its title breaks off",
    "short": "its title is too short to tell a work by",
    "heading": "its title is a heading of this file, and its link leads to no work",
}
ODD: tuple[tuple[str, Callable[[Entry], bool]], ...] = (
    ("address", lambda e: _SCHEME.match(e.title) is not None),
    ("person", lambda e: people(e.title).sure),
    ("label", lambda e: words(e.title) <= 3 and names_resource(e.title) and not _named(e)),
    ("slug", _slug),
    ("sentence", lambda e: _sentence(e.title)),
    ("cut", lambda e: _CUT.match(e.title) is not None),
    ("short", lambda e: len(_folded(e.title)) < 3 and _folded(e.title) not in _folded(e.url or "")),
)


def _titles(entries: Sequence[Entry]) -> Iterator[Finding]:
    """What is odd about a title, by its words, and by where and how often it stands."""
    headings = {_folded(heading) for entry in entries for heading in entry.section}
    links = defaultdict(set)
    for entry in entries:
        links[_folded(entry.title)].add(entry.url)
    listed = sum(map(bare, entries)) <= (1 - MOST) * len(entries)
    for entry in entries:
        name, kind = _folded(entry.title), next((kind for kind, holds in ODD if holds(entry)), None)
        if kind is None and len(links[name]) >= LABELS:
            kind = "label"
        elif kind is None and name in headings and _leads_nowhere(entry.url or ""):
            kind = "heading"
        elif kind is None and listed and bare(entry) and plain_case(entry.title):
            kind = "sentence"
        if kind is not None:
            yield Finding(kind, entry.line, entry.title, SAID[kind])


def _leads_nowhere(url: str) -> bool:
    return not url or "#" in url or local_page(Piece("link", "", url))


# Links and fields ---------------------------------------------------------------------------------


def _shared(entries: Sequence[Entry], page: Callable[[str], str]) -> Iterator[Finding]:
    """One link under two titles of several words; names of tools and models do share a page."""
    under: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.url and words(entry.title) >= 3:
            url, _, place = entry.url.partition("#")
            under[f"{_SCHEME.sub('', page(url)).rstrip('/')}#{place}"].append(entry)
    for first, *rest in under.values():
        if len({_folded(entry.title) for entry in (first, *rest)}) <= SHARED:
            said = f"its link is that of line {first.line}, “{first.title}”"
            others = (entry for entry in rest if not _alike(first.title, entry.title))
            yield from (Finding("same link", entry.line, entry.title, said) for entry in others)


def _alike(one: str, other: str) -> bool:
    """Whether two titles are one, but for a part that is left out and a few letters."""
    short, long = sorted((_folded(one)[:300], _folded(other)[:300]), key=len)
    return short in long or SequenceMatcher(None, short, long, autojunk=False).ratio() >= ALIKE


FIELDS: dict[str, Callable[[Entry], object]] = {
    "link": lambda e: e.url,
    "venue": lambda e: e.venue,
    "year": lambda e: e.year,
    "authors": lambda e: e.authors,
}


def _missing(entries: Sequence[Entry]) -> Iterator[Finding]:
    """A field that an entry lacks and most of its section have; a small section goes by the file, too."""
    sections: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        sections[entry.section].append(entry)
    for field, of in FIELDS.items():
        everywhere = _usual(entries, of)
        for group in sections.values():
            lacking = [entry for entry in group if not of(entry)]
            if _usual(group, of) or (everywhere and 2 * len(lacking) <= len(group)):
                said = f"it has no {field}; {len(group) - len(lacking)} of {len(group)} in its section have"
                yield from (Finding(f"no {field}", entry.line, entry.title, said) for entry in lacking)


def _usual(entries: Sequence[Entry], of: Callable[[Entry], object]) -> bool:
    having = sum(bool(of(entry)) for entry in entries)
    return having >= max(BASE, MOST * len(entries))
