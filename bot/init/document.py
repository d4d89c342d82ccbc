"""A document that people put together → the lists pasted into it, and what is their own.

A pasted list stands below a line that holds little more than its repository's link, and begins with a
heading that is not below any heading of what stands before it. A link of that sort with nothing below it
names a list too, if it stands among pasted ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.init.sources import once, source_of
from bot.markup import blocks
from bot.markup.blocks import Block
from bot.models import Entry, Source
from bot.parse import parse
from bot.topics import kind_of
from bot.topics.phrases import words

FEW_WORDS = 6  # beside a link that heads a list; more make a sentence that only mentions it
A_LIST = 3  # entries below a heading that is a link, for it to be a list and not one project

URL = r"https?://[^\s<>()\[\]（）【】，。]+"
LINK = re.compile(rf"\[[^\[\]]*\]\(\s*<?({URL})>?[^()]*\)|<?({URL})>?")
PICTURES = re.compile(r"(?:\[?!\[[^\[\]]*\]\([^()]*\)(?:\]\([^()]*\))?\s*)+\Z")


@dataclass(frozen=True, slots=True)
class Pasted:
    """One list as it was when people copied it; ``line`` is that of its repository's link."""

    source: Source
    line: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a document holds: lists pasted or only linked, people's own entries, and lists that these name."""

    pasted: tuple[Pasted, ...] = ()
    linked: tuple[Source, ...] = ()
    own: tuple[Entry, ...] = ()
    spoken_of: tuple[Source, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        return once([*(part.source for part in self.pasted), *self.linked])

    def under(self, sources: Sequence[Source]) -> Contents:
        """The same with lists called as ``sources`` call them: GitHub's names ignore case."""
        named = {source.name.casefold(): source for source in sources}
        pasted = []
        for part in self.pasted:
            source = named.get(part.source.name.casefold(), part.source)
            entries = (replace(entry, path=source.paths[0]) for entry in part.entries)
            pasted.append(Pasted(source, part.line, tuple(entries)))
        return replace(self, pasted=tuple(pasted))

    def without(self, names: Sequence[str]) -> Contents:
        """The same when the lists called ``names`` are not followed: what was pasted of them is people's."""
        left = {name.casefold() for name in names}
        kept = tuple(part for part in self.pasted if part.source.name.casefold() not in left)
        freed = [entry for part in self.pasted if part not in kept for entry in part.entries]
        return Contents(
            kept,
            tuple(source for source in self.linked if source.name.casefold() not in left),
            (*self.own, *freed),
            tuple(source for source in self.spoken_of if source.name.casefold() not in left),
        )


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that may divide the document: a heading (``level`` above 0), a link, or other text."""

    line: int
    level: int = 0
    source: Source | None = None


def contents(text: str, path: str) -> Contents:
    """What the document ``text`` holds; ``path`` is what its entries are said to stand in."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks = list(_marks(blocks.read("\n".join(lines)).blocks))
    opening = _opening(marks, lines)
    linked = _linked(marks, opening)
    pasted: list[Pasted] = []
    empty: list[Source] = []
    owned = list(lines)
    for start, (source, end) in opening.items():
        inner = [*lines[start:end]]
        for line in (line for line in linked if start < line <= end):
            inner[line - start - 1] = ""
        entries = parse(source.paths[0], "\n".join(inner)).entries
        if entries:
            placed = tuple(replace(entry, line=entry.line + start) for entry in entries)
            pasted.append(Pasted(source, start, placed))
        else:
            empty.append(source)
        owned[start - 1 : end] = [""] * (end - start + 1)
    for line in linked:
        owned[line - 1] = ""
    own = _own(owned, path)
    return Contents(tuple(pasted), once([*empty, *linked.values()]), own, _spoken_of(own))


def _marks(found: Sequence[Block]) -> Iterator[_Mark]:
    for block in found:
        if block.kind not in ("heading", "paragraph"):
            yield _Mark(block.line)
            continue
        for offset, line in enumerate(block.text.split("\n")):
            if not PICTURES.match(line.strip()):  # a badge stands between a link and its heading
                yield _Mark(block.line + offset, block.level if block.kind == "heading" else 0, _headed(line))


def _headed(line: str) -> Source | None:
    """The source whose link is nearly all that ``line`` holds."""
    found = LINK.findall(line)
    if len(found) != 1 or "![" in line or len(words(LINK.sub(" ", line))) > FEW_WORDS:
        return None
    return source_of(found[0][0] or found[0][1])


def _opening(marks: Sequence[_Mark], lines: Sequence[str]) -> dict[int, tuple[Source, int]]:
    """The lists pasted, by the line of their link, each with the last line that is its."""
    found: dict[int, tuple[Source, int]] = {}
    highest = 7  # the level of the topmost heading in the present part
    inside = 0  # the level of the heading that is the present part's link, if it is one
    since = 0  # the line that the present part begins on, if it is a list
    for at, mark in enumerate(marks):
        after = marks[at + 1] if at + 1 < len(marks) else None
        begins = mark.source and (
            _lists(mark, islice(marks, at + 1, None), lines)
            if mark.level
            else after is not None and 0 < after.level <= highest and not after.source
        )
        if since and (begins or 0 < mark.level <= inside):
            found[since] = (found[since][0], mark.line - 1)
            since, highest, inside = 0, 7, 0
        if mark.source and begins:
            since, inside, highest = mark.line, mark.level, 7
            found[since] = (mark.source, len(lines))
        elif mark.level:
            highest = min(highest, mark.level)
    return found


def _lists(mark: _Mark, rest: Iterable[_Mark], lines: Sequence[str]) -> bool:
    """Whether a heading that is a link has a list below it, and does not just name a project."""
    ends = (other.line - 1 for other in rest if 0 < other.level <= mark.level)
    below = lines[mark.line : next(ends, len(lines))]
    return len(parse("README.md", "\n".join(below)).entries) >= A_LIST


def _linked(marks: Sequence[_Mark], opening: Mapping[int, object]) -> dict[int, Source]:
    """The lists only linked, by line: nothing but links stands between them and a pasted list, or the end."""
    found: dict[int, Source] = {}
    ends = bool(opening)
    for mark in reversed(marks):
        if mark.line in opening:
            ends = True
        elif ends and mark.source and not mark.level:
            found[mark.line] = mark.source
        else:
            ends = False
    return dict(sorted(found.items()))


def _own(lines: Sequence[str], path: str) -> tuple[Entry, ...]:
    """The entries among ``lines``; a line that is nothing but an address is one too."""
    text = "\n".join(f"- {line}" if re.fullmatch(rf"<?{URL}>?\s*", line) else line for line in lines)
    return tuple(
        replace(entry, title=address(entry.title)) if entry.title == entry.url else entry
        for entry in parse(path, text).entries
    )


def address(url: str) -> str:
    """An address as the title of what has no other."""
    return re.sub(r"\Ahttps?://(?:www\.)?|/+\Z", "", url) or url


def _spoken_of(own: Sequence[Entry]) -> tuple[Source, ...]:
    """Lists that people's own entries name: not followed unless they say so."""
    found = (source_of(entry.url) for entry in own if entry.url and kind_of(entry) == "list")
    return once(source for source in found if source)
