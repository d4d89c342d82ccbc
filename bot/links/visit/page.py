"""What a page says of itself in its first words: a title, or “not found” under a 200, or “prove who you are”.

A work may well be about missing pages. So a phrase counts only where a title, or one part of it beside the
site's name, consists of nothing but the words of error pages; and in the text only where a page says little
else.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from bot.links.visit.wordings import (
    AROUND,
    ELSEWHERE,
    GUARDS,
    LOGIN,
    NUMBER,
    SENTENCE,
    TELLING,
    VOCABULARY,
    WALL,
    WALLS,
)

LONGEST_TITLE, LONGEST_PART, LONGEST_SENTENCE = 500, 60, 300  # characters
LONGEST_ELSEWHERE = 75  # bytes, since a sentence in Chinese has few characters
MOST_WORDS = 24  # of an error message
LARGEST_REST = 0.2  # of the letters of an error message in another language that may mean anything
A_SENTENCE = 10  # words; what is shorter are menus, headings and messages
LITTLE_PROSE, MUCH_PROSE = 70, 100  # words in sentences; what says more than that is about something

_SEPARATORS = re.compile(r"\s*[|·•»«]\s*|\s+[>/\\–—-]+\s+|\s*::\s*|\s*[–—]\s*")
_TITLE = re.compile(r"<title\b[^>]*>(.*?)(?:</title|\Z)", re.IGNORECASE | re.DOTALL)
_META_TITLE = re.compile(
    r"<meta\b(?=[^>]*\b(?:name|property)\s*=\s*[\"']?(?:citation_title|og:title|dc\.title)\b)"
    r"[^>]*\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')",
    re.IGNORECASE,
)
_BLOCKS = re.compile(
    r"</?(?:p|div|h\d|li|br|tr|td|section|article|main|body|title)\b[^>]*>|[.!?。！？]+(?=\s|<|\Z)",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(
    r"<(script|style|noscript|template|svg|nav|footer|aside|head)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_HIDDEN = re.compile(
    r"<(\w+)\b[^>]*(?:\shidden\b|display\s*:\s*none)[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_HEADING = re.compile(r"<h[12]\b[^>]*>(.*?)</h[12]\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>?")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SLUG = re.compile(r"\S*[^\W\d_]\S*[-_]\S+")
_APOSTROPHE = re.compile(r"(?<=\w)['’`´](?=\w)")


@dataclass(frozen=True, slots=True)
class Page:
    """The beginning of a page: its title, the title it gives to machines, its heading, its text in runs.

    ``guarded`` says whether it carries the machinery of those who let only browsers in.
    """

    title: str
    named: str
    heading: str
    runs: tuple[str, ...]
    guarded: bool = False

    @property
    def prose(self) -> int:
        """How many words stand in sentences."""
        counts = (len(run.split()) or 0 for run in self.runs)
        return sum(count for count in counts if count >= A_SENTENCE)

    @property
    def has_a_subject(self) -> bool:
        """Whether the page names a work, or its heading says about what its title does."""
        title, heading = (set(_WORD.findall(text.casefold())) for text in (self.title, self.heading))
        return bool(self.named) or (" " in self.heading and 2 * len(heading & title) >= len(heading))


def read(body: bytes, content_type: str = "") -> Page:
    """The page whose first bytes are ``body``."""
    text = _decoded(body, content_type)
    title, named = _TITLE.search(text), _META_TITLE.search(text)
    visible = _HIDDEN.sub(" ", _INVISIBLE.sub(" ", text))
    heading = _HEADING.search(visible)
    runs = (_line(run) for run in _BLOCKS.sub("\n", visible).split("\n"))
    return Page(
        _line(title[1] if title else "")[:LONGEST_TITLE],
        _line((named[1] or named[2] or "") if named else "")[:LONGEST_TITLE],
        _line(heading[1] if heading else "")[:LONGEST_TITLE],
        tuple(run for run in runs if run),
        GUARDS.search(text) is not None,
    )


def _decoded(body: bytes, content_type: str) -> str:
    said = _CHARSET.search(content_type) or _CHARSET.search(body[:2048].decode("ascii", "replace"))
    try:
        return body.decode(said[1] if said else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _line(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def not_found(page: Page) -> str | None:
    """The words by which a page says that there is nothing; None where it does not."""
    prose = page.prose
    parts = (part for part in (page.title, *_SEPARATORS.split(page.title)) if part)
    found = next((part for part in parts if _is_error(part)), None) if prose <= MUCH_PROSE else None
    if found is None and prose <= LITTLE_PROSE:
        found = _message(page)
    return found[:LONGEST_PART] if found else None


def _message(page: Page) -> str | None:
    """What a page says is missing that says little else, and whose heading is about nothing else."""
    in_title = page.heading.casefold() in page.title.casefold()
    if _is_error(page.heading) or (not in_title and _names_missing(page.heading)):
        return page.heading
    if page.has_a_subject:
        return None
    return next((run for run in page.runs if _is_error(run) or _names_missing(run)), None)


def _folded(text: str) -> str:
    return _APOSTROPHE.sub("", text.casefold())


def _is_error(text: str) -> bool:
    """Whether a text is made of the words of error pages only, or is nearly that in another language."""
    words = _WORD.findall(_folded(text))
    if not words or len(words) > MOST_WORDS or _SLUG.fullmatch(text):
        return False
    if VOCABULARY.issuperset(words):
        line = " ".join(words)
        return TELLING.search(line) is not None or NUMBER.fullmatch(line) is not None
    if len(text) > LONGEST_PART:
        return False
    left, found = ELSEWHERE.subn(" ", text.casefold())
    rest = _WORD.findall(AROUND.sub(" ", left))
    return bool(found) and LARGEST_REST * sum(map(len, words)) >= sum(map(len, rest))


def _names_missing(run: str) -> bool:
    """Whether a run of a page that says little names what is missing, as servers do: “/x was not found”."""
    if len(run) > LONGEST_SENTENCE or ": " in run:
        return False
    elsewhere = len(run.encode()) <= LONGEST_ELSEWHERE and ELSEWHERE.search(run.casefold())
    return bool(elsewhere or SENTENCE.search(_folded(run)))


def wall(page: Page) -> str | None:
    """The words by which a page wants to know who is asking; None where it does not."""
    title = page.title.casefold()
    if page.prose > LITTLE_PROSE or len(title) > LONGEST_PART + 20:
        return None
    parts = [title, *_SEPARATORS.split(title), page.heading.casefold()]
    if any(WALL.fullmatch(part) or LOGIN.fullmatch(part) for part in parts) or WALLS.search(title):
        return page.title or page.heading
    return (page.title or "a challenge") if page.guarded else None
