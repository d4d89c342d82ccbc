"""The tree of blocks → candidates under their headings and groups, and the reason for all that is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.markup.blocks import Block, Document
from bot.markup.inline import Piece
from bot.models import Skipped
from bot.parse import table
from bot.parse.entry import Draft
from bot.parse.item import Item, key_of, lead_of, sentence
from bot.parse.labels import external, is_resource, local_page
from bot.parse.outline import PSEUDO, Heading, Outline, plain_heading
from bot.parse.split import gallery, keyed, split
from bot.parse.text import collapse, words
from bot.parse.verdicts import AS_A_PARAGRAPH, AT_A_GLANCE, BY_ITS_WORDS, verdict
from bot.words import pattern

_UNSAYING = re.compile(
    r"(?:click|expand|abstract|bibtex|more|details?|show|citation|tl;?dr|摘要|展开)\b", re.IGNORECASE
)
_LISTING = re.compile(r"\b(?:lists?|papers|resources|repositories|repos|projects|surveys)$", re.IGNORECASE)
_FACTS = ("resources", "key", "facts")
# A title is looked for above at most this many blocks of facts.
_REACH = 12


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
    _items: dict[int, Item] = field(default_factory=dict)

    def walk(self) -> None:
        self.blocks(self.document.blocks, ())

    def blocks(self, siblings: Sequence[Block], groups: tuple[str, ...]) -> None:
        at = 0
        while at < len(siblings):
            block = siblings[at]
            if block.kind != "item":
                self.introduced = block.kind == "paragraph" and self.introduces(block)
            reader = _READERS.get(block.kind)
            at += 1 + (reader(self, siblings, at, groups) if reader is not None else self.code(block))

    def item_of(self, block: Block) -> Item:
        """Return a block as a candidate, the same one each time."""
        known = self._items.get(id(block))
        if known is None:
            known = Item(block.pieces or [], block.kind, block.line, block.text, block.children)
            self._items[id(block)] = known
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
        links = [p for p in item.outer if p.url]
        entry = block.level > 1 and words(text) >= 3 and item.forbidden is None
        if entry and pattern("headings", "none").match(plain_heading(text)) is None:
            below, consumed = self.below(siblings, at)
            titled = bool(item.titled) and words(item.titled[0].text) >= 3
            if titled or (below and not links and not _LISTING.search(text)):
                draft = item.draft
                if draft is not None and draft.linked == titled:
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
        if any(p.url for p in item.outer) and item.forbidden is None:
            if item.draft is not None and words(item.draft.title) >= 2:
                self.entry(item, block.line, groups, [])
                text = ""
        self.outline.enter_details("" if _UNSAYING.match(text) else text)
        return 0

    def end(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        self.outline.end_details()
        return 0

    def below(self, siblings: Sequence[Block], at: int, *, linked: bool = True, whole: bool = False) -> tuple[list[Item], int]:
        """Return the facts that stand below a title, and how many blocks they fill; with ``linked`` a link is due.

        A title that is ``whole`` has links and facts of its own.
        """
        facts: list[Item] = []
        consumed = 0
        for ahead, block in enumerate(siblings[at + 1 : at + 1 + _REACH], start=1):
            if block.kind == "code" and facts:
                consumed = ahead
                continue
            if block.kind not in ("paragraph", "item") or any(c.kind == "item" for c in block.children):
                break
            item = self.item_of(block)
            if block.kind == "paragraph" and not item.outer and is_bold_line(item.pieces):
                break
            if whole and item.outer and item.aspect == "facts":
                break  # the next entry, which names its title in few words
            told = item.aspect not in _FACTS or (item.aspect == "key" and key_of(item.text) == "note")
            if told or (block.kind == "paragraph" and _set_off(item)):
                if block.kind == "item" and not (facts and siblings[at].kind == "item"):
                    return [], 0
                break
            if block.kind == "item" and siblings[at].kind == "item":
                break
            facts.append(item)
            consumed = ahead
        return (facts, consumed) if not linked or any(i.outer for i in facts) else ([], 0)

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
        following, consumed = self.below(siblings, at, linked=False) if not block.children else ([], 0)
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
        if reason == "placeholder" and children:
            reason = None
        if reason is not None:
            self.skip_tree(item, children, reason, groups)
            return False
        if self.groups(item, children, siblings):
            self.group(item, children, groups)
            return False
        item.backed = any(
            self.item_of(c).aspect in ("resources", "key")
            for c in children
            if c.kind in ("item", "paragraph")
        )
        reason = verdict(BY_ITS_WORDS, item)
        if (reason is not None and (reason == "group heading" or item.draft is None) and children) or (
            reason is not None and any(c.kind in ("item", "row", "header") for c in children)
        ):
            self.group(item, children, groups)
        elif reason is not None or (self.introduced and item.draft is not None and bare(item.draft)):
            self.skip_item(item, reason or "prose")
        else:
            for piece_of in gallery(item):
                self.entry(piece_of, item.line, groups, [])
            if len(gallery(item)) == 0:
                below, own = self.nested(children)
                self.entry(item, item.line, groups, [*below, *following])
                assert item.draft is not None
                for child, chain in own:
                    self.blocks([child], (*groups, item.draft.title, *chain))
            return True
        return False

    def groups(self, item: Item, children: Sequence[Block], siblings: Sequence[Block]) -> bool:
        """Whether an item only names what its children have in common; what it leaves open its siblings decide."""
        own = self._group(item, children)
        if own is not None or not children:
            return bool(own)
        votes = [
            vote
            for other in siblings
            if other.kind == "item"
            and other.children
            and (vote := self._group(self.item_of(other), other.children)) is not None
        ]
        return sum(votes) * 2 > len(votes) if votes else _looks_like_group(item, children)

    def _group(self, item: Item, children: Sequence[Block]) -> bool | None:
        """Return what an item and its children tell of it; None where they leave it open."""
        kids = [self.item_of(c) for c in children if c.kind in ("item", "paragraph") and c.text]
        rows = any(c.kind in ("row", "header") for c in children)
        draft = item.draft
        if not children or (draft is not None and draft.linked):
            return False
        if draft is None:
            return bool(kids or rows)
        aspects = ["key" if self.nested_keys[lead_of(k.text)] > 2 else k.aspect for k in kids]
        titles = aspects.count("title") + sum(
            any(g.kind == "item" for g in k.kids) and k.aspect != "key" for k in kids
        )
        if draft.links and _LISTING.search(draft.title) and words(draft.title) <= 3:
            return any(a in ("title", "text") and words(k.plain) >= 3 for a, k in zip(aspects, kids, strict=True))
        if draft.links:
            return not draft.emphasised and words(draft.title) <= 2 and "title" in aspects
        if rows and not kids:
            return True
        if draft.bracketed:
            return False
        if titles > sum(a in ("resources", "facts") for a in aspects):
            return True
        if any(a in _FACTS for a in aspects) and "text" not in aspects:
            return False
        if item.text.strip().endswith((":", "：")):
            return True
        return None if kids else False

    def group(self, item: Item, children: Sequence[Block], groups: tuple[str, ...]) -> None:
        self.skip_item(item, "group heading")
        said = "".join(
            p.text for p in item.pieces if p.kind == "text" or (p.kind == "link" and not is_resource(p))
        )
        name = collapse(said.replace("()", "")).rstrip(":：").strip() or heading_text(item.pieces)
        self.blocks(children, (*groups, name) if name else groups)

    def nested(self, children: Sequence[Block]) -> tuple[list[Item], list[tuple[Block, tuple[str, ...]]]]:
        """Return the notes of an entry, and the entries among them with the notes above them."""
        below: list[Item] = []
        own: list[tuple[Block, tuple[str, ...]]] = []
        stack: list[tuple[Block, tuple[str, ...]]] = [(child, ()) for child in reversed(children)]
        # Beside links to resources, one of a few unknown words is one, too.
        alone = not any(self.item_of(c).aspect == "resources" for c in children if c.kind == "item")
        while stack:
            child, chain = stack.pop()
            if child.kind in ("row", "header"):
                for cell in child.cells:
                    below.append(Item(cell.pieces, "row", cell.line))
                self.skip(child, "note of the entry above")
                continue
            item = self.item_of(child)
            if child.kind == "item" and item.aspect == "title" and self.own(item, alone=alone):
                own.append((child, chain))
                continue
            below.append(item)
            if child.kind == "item" or (item.pieces and child.kind != "quote"):
                self.skip(child, "note of the entry above")
            deeper = (*chain, collapse(item.text)) if child.kind == "item" else chain
            stack.extend((grandchild, deeper) for grandchild in reversed(child.children))
        return below, own

    def own(self, item: Item, *, alone: bool) -> bool:
        """Whether a link below an entry is an entry, and no resource of it: its label stands nowhere else so."""
        label = item.name
        return (alone or words(label) > 3) and self.nested_labels[label.casefold()] < 2

    @cached_property
    def nested_keys(self) -> Counter[str]:
        """How often each text stands before a colon in items below others."""
        counts: Counter[str] = Counter()
        for block in self.document.blocks:
            if block.kind == "item":
                stack = list(block.children)
                while stack:
                    child = stack.pop()
                    counts[lead_of(self.item_of(child).text)] += child.kind == "item"
                    stack += child.children
        counts.pop("", None)
        return counts

    @cached_property
    def nested_labels(self) -> Counter[str]:
        """How often each label leads an item below another item."""
        counts: Counter[str] = Counter()
        stack = [(block, False) for block in self.document.blocks]
        while stack:
            block, inside = stack.pop()
            if block.kind == "item" and inside:
                link = next((p for p in block.pieces or () if p.kind == "link"), None)
                counts[link.text.strip().casefold() if link is not None else ""] += 1
            stack += [(child, inside or block.kind == "item") for child in block.children]
        return counts

    # paragraphs ----------------------------------------------------------------------------------

    def paragraph(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        item = self.item_of(siblings[at])
        if not item.links:
            return self.linkless(siblings, at, groups)
        outer = [p for p in item.outer if not local_page(p)]
        reason = item.forbidden
        if not outer or len(outer) * 2 < len(item.links):
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
        whole = bool(draft.links) and bool(draft.authors or draft.venue or draft.year)
        below, consumed = self.below(siblings, at, linked=False, whole=whole)
        self.found[-1].below += below
        return consumed

    def single(self, item: Item, groups: tuple[str, ...]) -> bool:
        reason = verdict(BY_ITS_WORDS if item.kind == "line" else AS_A_PARAGRAPH, item)
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
        if _set_off(item) and item.forbidden is None:
            below, consumed = self.below(siblings, at)
            if below and item.draft is not None:
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
                self.add(Found(row.item, row.draft, row.line, tuple(self.outline.headings), groups + group))
        return end - at - 1

    # results -------------------------------------------------------------------------------------

    def entry(self, item: Item, line: int, groups: tuple[str, ...], below: Iterable[Item]) -> None:
        draft = item.draft
        assert draft is not None
        self.add(Found(item, draft, line, tuple(self.outline.headings), groups, list(below)))

    def add(self, found: Found) -> None:
        self.found.append(found)

    def skip(self, block: Block, reason: str) -> None:
        text = block.text.strip() or " | ".join(c.text for c in block.cells)
        self.skipped.append(Skipped(self.path, block.line, text, reason))

    def skip_item(self, item: Item, reason: str) -> None:
        if item.kind != "paragraph" or item.links:
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


def _looks_like_group(item: Item, children: Sequence[Block]) -> bool:
    """Whether an item whose siblings leave it open, too, reads as the name of a group."""
    draft, text = item.draft, item.text.strip()
    assert draft is not None
    if words(text) <= 4 or (draft.emphasised and words(text) <= 6):
        return True
    if words(text) >= 6 or draft.venue is not None or draft.year is not None:
        return False
    below = [c.text for c in children if c.kind == "item"]
    return sum(words(t) >= 3 for t in below) * 2 > len(below) and not any(sentence(t) for t in below)


def _set_off(item: Item) -> bool:
    """Whether a paragraph sets a title of its own in bold."""
    first = next((p for p in item.pieces if words(p.text.strip(" []().0123456789"))), None)
    return first is not None and first.bold and not is_resource_piece(first) and words(first.text) >= 3


def is_resource_piece(piece: Piece) -> bool:
    return piece.kind == "link" and is_resource(piece)


def is_bold_line(pieces: Sequence[Piece]) -> bool:
    seen = [p for p in pieces if p.kind == "text" and p.text.strip(" :：\n")]
    return bool(seen) and all(p.bold for p in seen)


def heading_text(pieces: Sequence[Piece]) -> str:
    """Return what a heading says, without the badges and in-page links behind it."""
    kept = [p for p in pieces if p.kind != "image" and not p.badge]
    if any(p.kind == "text" and words(p.text) for p in kept):
        while kept and (kept[-1].kind == "link" or not words(kept[-1].text)) and ")" not in kept[-1].text:
            if kept[-1].kind == "link" and external(kept[-1]):
                break
            kept.pop()
    return collapse("".join(p.text if p.kind != "break" else " " for p in kept)).rstrip(":：").strip()
