"""The tree of blocks → candidates under their headings and groups, and the reason for all that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from bot.markup.blocks import Block, Document
from bot.markup.inline import Piece
from bot.models import Skipped
from bot.parse import table
from bot.parse.entry import Draft
from bot.parse.item import Item
from bot.parse.labels import external, is_resource, local_page
from bot.parse.nest import Nest, is_bold_line, set_off
from bot.parse.outline import PSEUDO, Heading, Outline, plain_heading
from bot.parse.split import gallery, keyed, split
from bot.parse.text import collapse, words
from bot.parse.verdicts import AS_A_PARAGRAPH, AT_A_GLANCE, BY_ITS_WORDS, too_long, verdict
from bot.words import pattern

_UNSAYING = re.compile(
    r"(?:click|expand|abstract|bibtex|more|details?|show|citation|tl;?dr|摘要|展开)\b", re.IGNORECASE
)


@dataclass(eq=False)
class Found:
    """A candidate that is an entry: what it says, what stands below it, and where it stands."""

    item: Item
    draft: Draft
    line: int
    headings: tuple[Heading, ...]
    groups: tuple[str, ...]
    below: list[Item] = field(default_factory=list)


@dataclass(eq=False)
class Walker:
    """Reads the blocks of one document from top to bottom."""

    document: Document
    path: str
    outline: Outline = field(default_factory=Outline)
    found: list[Found] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    introduced: bool = False
    nest: Nest = field(init=False)

    def __post_init__(self) -> None:
        self.nest = Nest(self.document)

    def walk(self) -> None:
        self.blocks(self.document.blocks, ())

    def blocks(self, siblings: Sequence[Block], groups: tuple[str, ...]) -> None:
        at = 0
        while at < len(siblings):
            block = siblings[at]
            if block.kind != "item":
                self.introduced = self.introduces(block)
            reader = _READERS.get(block.kind)
            at += 1 + (reader(self, siblings, at, groups) if reader is not None else self.code(block))

    def item_of(self, block: Block) -> Item:
        """Return a block as a candidate, the same one each time."""
        known = self.nest.item_of(block)
        known.forbidden = self.outline.forbidden("item")
        return known

    def code(self, block: Block) -> int:
        self.skip(block, "BibTeX" if block.level or "@" in block.text[:2000] else "code block")
        return 0

    def introduces(self, block: Block) -> bool:
        """Whether a paragraph is a sentence that the list below it completes."""
        text = self.item_of(block).text.rstrip() if block.text.rstrip("*_ ").endswith((":", "：")) else ""
        return words(text) >= 5

    # headings ------------------------------------------------------------------------------------

    def heading(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        block = siblings[at]
        item = self.item_of(block)
        text = heading_text(item.pieces)
        links = item.outer
        entry = block.level > 1 and words(text) >= 3 and item.forbidden is None
        if entry and pattern("headings", "none").match(plain_heading(text)) is None:
            below, consumed = self.nest.below(siblings, at)
            titled = bool(item.titled) and words(item.titled[0].text) >= 3
            if titled or (below and not links):
                draft = item.draft
                if draft is not None:
                    self.outline.leave(block.level)
                    self.entry(item, block.line, groups, below)
                    return consumed
        self.outline.enter(block.level, text)
        if links:
            self.skip(block, "badge" if all(p.badge for p in links) else "heading")
        return 0

    def summary(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        block = siblings[at]
        item = self.item_of(block)
        text = heading_text(item.pieces)
        if any(p.url for p in item.outer):
            inside = list(takewhile(lambda one: one.kind not in ("end", "heading"), siblings[at + 1 :]))
            notes = self.nest.notes(inside)
            below = notes.items if not notes.entries else []
            self.entry(item, block.line, groups, below)
            text = ""
            if below:
                self.outline.enter_details("")
                return len(inside)
        self.outline.enter_details("" if _UNSAYING.match(text) else text)
        return 0

    def end(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        self.outline.end_details()
        return 0

    # quotes --------------------------------------------------------------------------------------

    def quote(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        for child in siblings[at].children:
            if child.kind == "paragraph" or (child.kind == "item" and not self.linked_within(child)):
                self.skip_links(child, "prose")
            else:
                self.blocks([child], groups)
        return 0

    def linked_within(self, block: Block) -> bool:
        kids = (c for c in block.children if c.kind in ("item", "paragraph"))
        return bool(self.item_of(block).links) or any(self.linked_within(c) for c in kids)

    # items ---------------------------------------------------------------------------------------

    def item(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        block = siblings[at]
        item = self.item_of(block)
        parts = keyed(item)
        if parts is not None:
            return 0 * self.one(parts[0], block.children, siblings, groups, parts[1])
        lines = split(item)
        if lines is not None:
            lines[-1].kids = block.children
            for line in lines:
                self.one(line, block.children if line is lines[-1] else (), siblings, groups)
            return 0
        following, consumed = self.nest.below(siblings, at, linked=False) if not block.children else ([], 0)
        return consumed if self.one(item, block.children, siblings, groups, following) else 0

    def one(
        self,
        item: Item,
        children: Sequence[Block],
        siblings: Sequence[Block],
        groups: tuple[str, ...],
        following: Sequence[Item] = (),
        *,
        contents: bool = False,
    ) -> bool:
        """Read one item with its children; whether it is an entry."""
        reason = verdict(AT_A_GLANCE, item)
        if reason is None and contents and not item.titled:
            reason = "table of contents"
        if reason is not None:
            self.skip_tree(item, children, reason, groups)
            return False
        if self.nest.is_group(item, children, siblings):
            self.group(item, children, groups)
            return False
        item.backed = self.nest.backs(children)
        draft = item.draft
        reason = "prose" if draft is None else verdict(BY_ITS_WORDS, item, draft)
        if reason is not None and self.nest.goes_on(children):
            self.group(item, children, groups)
        elif reason is not None or draft is None or (self.introduced and bare(draft)):
            self.skip_item(item, reason or "prose")
        else:
            self.listed(item, draft, children, groups, following)
            return True
        return False

    def listed(
        self,
        item: Item,
        draft: Draft,
        children: Sequence[Block],
        groups: tuple[str, ...],
        following: Sequence[Item],
    ) -> None:
        """Add an item as an entry, or each of those that it names in a row, with what stands below."""
        several = gallery(item)
        for one in several:
            self.entry(one, item.line, groups, [])
        if several:
            return
        notes = self.nest.notes(children)
        for block in notes.blocks:
            self.skip(block, "note of the entry above")
        self.entry(item, item.line, groups, [*notes.items, *following])
        for child, chain in notes.entries:
            self.blocks([child], (*groups, draft.title, *chain))

    def group(self, item: Item, children: Sequence[Block], groups: tuple[str, ...]) -> None:
        self.skip_item(item, "group heading")
        said = "".join(
            p.text for p in item.pieces if p.kind == "text" or (p.kind == "link" and not is_resource(p))
        )
        name = collapse(said.replace("()", "")).rstrip(":：").strip()
        self.blocks(children, (*groups, name))

    # paragraphs ----------------------------------------------------------------------------------

    def paragraph(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        item = self.item_of(siblings[at])
        if too_long(item):
            self.skip(siblings[at], "too long")
            return 0
        if not item.links:
            return self.linkless(siblings, at, groups)
        outer = [p for p in item.outer if not local_page(p)]
        reason = item.forbidden
        if len(outer) * 2 < len(item.links):
            reason = "table of contents"
        elif all(p.badge for p in item.links) and not words(item.text):
            reason = "badge"
        if reason is not None:
            self.skip_item(item, reason)
            return 0
        lines = split(item)
        for line in lines or ():
            self.single(line, groups)
        if lines is not None or not self.single(item, groups):
            return 0
        draft = self.found[-1].draft
        whole = bool(draft.authors or draft.venue or draft.year)
        below, consumed = self.nest.below(siblings, at, linked=False, whole=whole)
        self.found[-1].below += below
        return consumed

    def single(self, item: Item, groups: tuple[str, ...]) -> bool:
        rules, draft = BY_ITS_WORDS if item.kind == "line" else AS_A_PARAGRAPH, item.draft
        reason = "prose" if draft is None else verdict(rules, item, draft)
        if reason is not None:
            self.skip_item(item, reason)
            return False
        for one in gallery(item) or [item]:
            self.entry(one, item.line, groups, [])
        return True

    def linkless(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        block, item = siblings[at], self.item_of(siblings[at])
        text = collapse(item.text)
        if not text:
            if any(p.kind == "image" for p in item.pieces):
                self.skip(block, "image")
            return 0
        following = siblings[at + 1] if at + 1 < len(siblings) else None
        if set_off(item) and item.forbidden is None:
            below, consumed = self.nest.below(siblings, at)
            if below:
                self.entry(item, block.line, groups, below)
                return consumed
        lines = split(item) if item.forbidden is None else None
        if (
            lines is not None
            and sum(line.draft is not None and not bare(line.draft) for line in lines) * 3 > len(lines) * 2
        ):
            for line in lines:
                self.single(line, groups)
            return 0
        listed = following is not None and following.kind in ("item", "row", "header")
        short = text.endswith((":", "：")) and words(text) <= 4 and listed
        if following is not None and ((is_bold_line(item.pieces) and words(text) <= 14) or short):
            self.outline.enter(PSEUDO, text.rstrip(":：").strip())
        return 0

    # tables --------------------------------------------------------------------------------------

    def rows(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        end = at
        while end < len(siblings) and siblings[end].kind in ("row", "header"):
            end += 1
        forbidden = self.outline.forbidden("row")
        group: tuple[str, ...] = ()
        for row in table.read(siblings[at:end]):
            if row.reason == "group heading":
                group = (row.text,)
            reason = row.reason or forbidden
            if reason is not None or row.draft is None:
                self.skipped.append(Skipped(self.path, row.line, row.text, reason or "prose"))
            else:
                self.found.append(
                    Found(row.item, row.draft, row.line, tuple(self.outline.headings), groups + group)
                )
        return end - at - 1

    # results -------------------------------------------------------------------------------------

    def entry(self, item: Item, line: int, groups: tuple[str, ...], below: Iterable[Item]) -> None:
        if item.draft is not None:
            headings = tuple(self.outline.headings)
            self.found.append(Found(item, item.draft, line, headings, groups, list(below)))

    def skip(self, block: Block, reason: str) -> None:
        text = block.text.strip() or " | ".join(c.text for c in block.cells)
        self.skipped.append(Skipped(self.path, block.line, text, reason))

    def skip_item(self, item: Item, reason: str) -> None:
        self.skipped.append(Skipped(self.path, item.line, item.source.strip(), reason))

    def skip_links(self, block: Block, reason: str) -> None:
        if self.item_of(block).links:
            self.skip(block, reason)

    def skip_tree(self, item: Item, children: Sequence[Block], reason: str, groups: tuple[str, ...]) -> None:
        self.skip_item(item, reason)
        for child in children:
            if child.kind == "item" and reason == "table of contents":
                self.one(self.item_of(child), child.children, children, groups, contents=True)
            elif child.kind in ("item", "quote"):
                self.skip_tree(self.item_of(child), child.children, reason, groups)
            elif child.kind in ("row", "header", "paragraph", "code"):
                self.skip(child, reason)


_READERS: Mapping[str, Callable[[Walker, Sequence[Block], int, tuple[str, ...]], int]] = {
    "heading": Walker.heading,
    "paragraph": Walker.paragraph,
    "summary": Walker.summary,
    "row": Walker.rows,
    "header": Walker.rows,
    "item": Walker.item,
    "quote": Walker.quote,
    "end": Walker.end,
}


def bare(draft: Draft) -> bool:
    """Whether nothing but its words says that it is an entry."""
    return not (draft.links or draft.venue or draft.year or draft.authors)


def heading_text(pieces: Sequence[Piece]) -> str:
    """Return what a heading says, without the badges and in-page links behind it."""
    kept = [p for p in pieces if p.kind != "image" and not p.badge]
    if any(p.kind == "text" and words(p.text) for p in kept):
        while (kept[-1].kind == "link" or not words(kept[-1].text)) and ")" not in kept[-1].text:
            if kept[-1].kind == "link" and external(kept[-1]):
                break
            kept.pop()
    return collapse("".join(p.text if p.kind != "break" else " " for p in kept)).rstrip(":：").strip()
