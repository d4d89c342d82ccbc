"""A reading → its health: what was read, what looks wrong, and one verdict with its reason; opens no file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from bot.markup.inline import read
from bot.models import Reading
from bot.parse.findings import FIELDS, SAID, Finding, bare, findings
from bot.parse.labels import outer

FEW = 10  # items and links, of which some must be entries
MANY = 20  # items and links, none of which is an entry by no accident
NAMES = 3  # chapters that the reason names

_CHAPTER = re.compile(r"(?!www\.)[^\s/].*(?:\.(?:md|markdown)|/)$", re.IGNORECASE)
_HOSTED = re.compile(r"https?://git(?:hub|lab)\.com/[^/]+/[^/]+/(?:-/)?(?:blob|tree)/[^/]+/", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:readme(?:[._-]\w+)?|contributing|code.of.conduct|licen[cs]e|changelog|security)\.\w+$", re.IGNORECASE
)
# Skipped text that is no item or link of its own.
_ASIDE = ("note of the entry above", "code block", "BibTeX", "badge", "image")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was read of one file.

    ``records`` are its entries and the items, rows and links that are none; ``odd`` entries have a title that
    looks wrong, ``bare`` ones nothing but a title; ``chapters`` are other files of its repository.
    """

    records: int
    entries: int
    odd: int
    bare: int
    without_link: int
    with_venue: int
    with_year: int
    with_authors: int
    links: int
    chapters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """How one file was read: ``good``, ``look at these`` or ``not read``, and why in one sentence."""

    verdict: str
    reason: str
    counts: Counts
    findings: tuple[Finding, ...]


def health(reading: Reading, page: Callable[[str], str] = str) -> Health:
    """Tell how a file was read; ``page`` returns the landing page of the work that a URL leads to."""
    found = findings(reading.entries, page)
    counts = _counts(reading, len({finding.line for finding in found if finding.kind in SAID}))
    verdict, _, reason = next(row for row in VERDICTS if row[1](counts, len(found)))
    names = ", ".join(counts.chapters[:NAMES]) + ", …" * (len(counts.chapters) > NAMES)
    said = reason.format(c=counts, n=len(found), s="s" * (len(found) != 1), names=names)
    return Health(verdict, said, counts, found)


def _counts(reading: Reading, odd: int) -> Counts:
    entries, skipped = reading.entries, [s for s in reading.skipped if s.reason not in _ASIDE]
    links = [(entry.line, link.url) for entry in entries for link in entry.links]
    links += [(s.line, p.url) for s in skipped for p in outer(read(s.text, {}))]
    named = [(s.line, s.text) for s in skipped if s.reason == "file name"]
    paths = [_HOSTED.sub("", url.partition("#")[0]).removeprefix("./") for _, url in sorted(links + named)]
    having = {field: sum(bool(of(entry)) for entry in entries) for field, of in FIELDS.items()}
    return Counts(
        records=len(entries) + len(skipped),
        entries=len(entries),
        odd=odd,
        bare=sum(map(bare, entries)),
        without_link=len(entries) - having["link"],
        with_venue=having["venue"],
        with_year=having["year"],
        with_authors=having["authors"],
        links=len(links),
        chapters=tuple(dict.fromkeys(unquote(path) for path in paths if _chapter(path))),
    )


def _chapter(path: str) -> bool:
    """Whether a path is another file of the repository, and none that is about the list."""
    return _CHAPTER.match(path) is not None and "//" not in path and _ABOUT.match(path) is None


def _in_chapters(c: Counts) -> bool:
    """Whether most links lead to other files of the list, and hardly any entry elsewhere."""
    return len(c.chapters) > 1 and len(c.chapters) * 2 > max(c.links, c.entries - c.without_link)


# The first row that holds: a verdict, when, and its reason. Of some sixty lists, none has more than
# a ninth of odd titles, fewer than six entries to ten items and links, or most entries bare beside text.
VERDICTS: tuple[tuple[str, Callable[[Counts, int], bool], str], ...] = (
    (
        "not read",
        lambda c, n: _in_chapters(c),
        "these are files: add `paths:` with {names}",
    ),
    (
        "not read",
        lambda c, n: not c.entries and c.records >= MANY,
        "none of {c.records} items and links is an entry: is it Markdown?",
    ),
    (
        "not read",
        lambda c, n: not c.entries,
        "it lists nothing",
    ),
    (
        "not read",
        lambda c, n: c.odd * 3 > c.entries,
        "{c.odd} of {c.entries} titles look wrong",
    ),
    (
        "not read",
        lambda c, n: c.bare * 2 > c.entries and c.entries < 0.9 * c.records,
        "{c.bare} of {c.entries} entries are only words, beside other text: is it a list?",
    ),
    (
        "not read",
        lambda c, n: c.records >= FEW and c.entries * 3 < c.records,
        "only {c.entries} of {c.records} items and links are entries",
    ),
    (
        "look at these",
        lambda c, n: n > 0,
        "{n} finding{s}",
    ),
    (
        "good",
        lambda c, n: True,
        "nothing stands out",
    ),
)
