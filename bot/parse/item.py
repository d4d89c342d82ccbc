"""One item, row, line or paragraph as a candidate: its pieces, and what they show at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.markup.blocks import Block
from bot.markup.inline import Piece
from bot.parse.entry import Draft, Solo, solo
from bot.parse.labels import is_resource, names_repository, only_labels, outer
from bot.parse.names import people
from bot.parse.once import once
from bot.parse.text import collapse, label_words, words
from bot.words import sets

KEY = re.compile(r"\s*[*_]*([^\W\d][\w ./()-]{1,28}?)[*_]*\s*[:：]\s*[*_]*\s*")


@dataclass(eq=False)
class Item:
    """A candidate; ``kind`` is item, paragraph, line, heading or summary, ``kids`` are the blocks inside it.

    ``backed`` says that facts below it make it an entry, whatever its own words leave open.
    """

    pieces: Sequence[Piece]
    kind: str = "item"
    line: int = 1
    source: str = ""
    kids: Sequence[Block] = field(default_factory=tuple)
    forbidden: str | None = None
    backed: bool = False

    @once
    def links(self) -> list[Piece]:
        return [p for p in self.pieces if p.kind == "link"]

    @once
    def outer(self) -> list[Piece]:
        """Links that leave the page."""
        return outer(self.pieces)

    @once
    def titled(self) -> list[Piece]:
        """Links whose labels may be titles."""
        return [p for p in self.outer if not is_resource(p)]

    @once
    def text(self) -> str:
        """All text outside links."""
        return text_of(self.pieces)

    @once
    def plain(self) -> str:
        """All visible text."""
        return collapse(
            "".join(" " if p.kind == "break" else p.text for p in self.pieces if p.kind != "image")
        )

    @property
    def name(self) -> str:
        """The first label that may be a title, else what is read as one."""
        if self.titled:
            return self.titled[0].text.strip()
        return self.draft.title if self.draft is not None else ""

    @once
    def solo(self) -> Solo:
        return solo(self.pieces)

    @once
    def draft(self) -> Draft | None:
        return self.solo.draft

    @once
    def aspect(self) -> str:
        """What the item is beside a title above it: resources, key, facts, title or text."""
        return _aspect(self)


def text_of(pieces: Sequence[Piece]) -> str:
    """Return all text outside links."""
    return "".join(
        p.text if p.kind == "text" else " " if p.kind == "link" else "\n" if p.kind == "break" else ""
        for p in pieces
    )


def _aspect(item: Item) -> str:
    key = key_of(item.text)
    if key and not item.titled:
        return "key"
    segments = item.solo.segments
    if not segments:
        return "text" if item.plain else "empty"
    if item.outer and not item.titled and _known(item.text):
        return "resources"
    if people(", ".join(p.text for p in item.titled)).sure:
        return "facts"
    if item.titled:
        return "title" if own_entry(item) else "text"
    named = segments[0].bold and not segments[0].resource
    if named and item.outer and item.draft is not None and item.draft.emphasised:
        return "title"
    found = item.solo.found
    explained = sum(
        words(s.text)
        for s, e in zip(segments, found, strict=True)
        if s.resource or e.fact or e.numbers or e.people.weight > 0.5
    )
    total = sum(words(s.text) for s in segments)
    if total - explained <= 6 and not item.outer and any(e.year is not None for e in found):
        return "facts"  # a few words and a year, below a title: where it came out
    return "facts" if explained * 4 >= total * 3 else "text"


def lead_of(text: str) -> str:
    """Return what stands before a text's first colon, caseless; nothing if that is long."""
    match = KEY.match(text)
    return match[1].strip().casefold() if match is not None else ""


def _known(text: str) -> bool:
    """Whether a text says nothing but what its links lead to."""
    found = label_words(text)
    if len(found) < 2 and text.strip().endswith((":", "：")):
        return True
    return len(found) <= 4 and only_labels(found)


def key_of(text: str) -> str:
    """Return the part of an entry that a text names before its colon: a key of the columns, or nothing."""
    match = KEY.match(text)
    if match is None:
        return ""
    name = match[1].strip().casefold()
    named = next((k for k, known in sets("columns").items() if name.replace(" ", "-") in known), "")
    if not named and only_labels(label_words(name)):
        named = "paper"
    return named


def own_entry(item: Item) -> bool:
    """Whether an item below an entry names another resource and does not talk about it."""
    at = item.pieces.index(item.titled[0])
    if names_repository(item.pieces[at]):
        return False
    before = "".join(p.text for p in item.pieces[:at] if p.kind == "text")
    after = "".join(p.text for p in item.pieces[at + 1 :] if p.kind == "text").strip()
    tells = after[:1].isalnum() and (after[0].islower() or words(after) > 12)
    return words(before) == 0 and not tells


def sentence(text: str) -> bool:
    """Whether a text reads as a sentence and not as a title."""
    text = text.strip()
    return (text.endswith((".", "。", "！", "!")) and words(text) > 8) or words(text) > 25
