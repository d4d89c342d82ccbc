"""The headings above the present block: sections, and those below which nothing is an entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.words import pattern

# Bold lines act as headings below all real ones, and so do the summaries of <details>.
PSEUDO = 7
_DETAILS = 20
# Every entry carries its headings, so their number must be bounded.
_MAX_DETAILS = 8
_DOCUMENT_TITLE = re.compile(
    r"\b(?:awesome|curated|collection|reading list|paper list|list of|resources|papers)\b|列表|合集|汇总",
    re.IGNORECASE,
)


def plain_heading(text: str) -> str:
    """Return a heading's words, without the marks and short codes around them."""
    return re.sub(r"^[^\w]+|:\w+:\s*", "", text).strip(" :：*_.").strip()


@dataclass(slots=True, eq=False)
class Heading:
    """One heading; two of the same text are still two."""

    level: int
    text: str


class Outline:
    """The stack of open headings while a document is read from top to bottom."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.titles: list[Heading] = []
        self._verdicts: dict[str, str | None] = {}

    def enter(self, level: int, text: str) -> None:
        """Open a section, which ends those of its level and below."""
        self.leave(level)
        heading = Heading(level, text)
        if level == 1:
            self.titles.append(heading)
        if text:
            self.headings.append(heading)

    def leave(self, level: int) -> None:
        """End the sections of a level and below."""
        self._verdicts.clear()
        while self.headings and self.headings[-1].level >= level:
            self.headings.pop()

    def enter_details(self, text: str) -> None:
        self._verdicts.clear()
        depth = sum(h.level >= _DETAILS for h in self.headings)
        if depth < _MAX_DETAILS:
            self.headings.append(Heading(_DETAILS + depth, text))

    def end_details(self) -> None:
        self._verdicts.clear()
        for index in range(len(self.headings) - 1, -1, -1):
            if self.headings[index].level >= _DETAILS:
                del self.headings[index:]
                return

    def forbidden(self, kind: str) -> str | None:
        """Return why nothing of a kind is an entry below the present headings."""
        if kind not in self._verdicts:
            self._verdicts[kind] = self._forbidden(kind)
        return self._verdicts[kind]

    def _forbidden(self, kind: str) -> str | None:
        if not self.headings:
            return None
        innermost = self.headings[-1]
        if pattern("headings", "contents").match(plain_heading(innermost.text)):
            return "table of contents"
        for heading in self.headings:
            if heading.level > 1 or heading is innermost:
                text = plain_heading(heading.text)
                if pattern("headings", "none").match(text):
                    return "licence or contribution"
                if kind != "row" and pattern("headings", "news").match(text):
                    return "news"
        return None

    def document_title(self, above: Sequence[Sequence[Heading]]) -> Heading | None:
        """Return the heading that names the document and not a section of it, from each entry's headings.

        It is the first level-1 heading, if it is the only one or no entry stands under it before the next.
        """
        if not self.titles:
            return None
        first = self.titles[0]
        below = sum(first in headings for headings in above)
        named = _DOCUMENT_TITLE.search(first.text) is not None
        return first if len(self.titles) == 1 or named or below in (0, len(above)) else None
