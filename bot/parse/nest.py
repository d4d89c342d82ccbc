"""What stands below what: whether an item is a group or an entry, and which lines below a title tell of it.

What one item leaves open, the list decides: how its siblings are built, which labels and keys come again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.markup.blocks import Block, Document
from bot.markup.inline import Piece
from bot.parse.item import Item, key_of, lead_of, sentence
from bot.parse.once import once
from bot.parse.text import collapse, words

LISTING = re.compile(r"\b(?:lists?|papers|resources|repositories|repos|projects|surveys)$", re.IGNORECASE)
_FACTS = ("resources", "key", "facts")
# A title is looked for above at most this many blocks of facts.
_REACH = 12
# A label that leads this many items below others names a resource; a word before this many colons is a key.
_AGAIN, _KEYS = 2, 3


@dataclass(slots=True)
class Notes:
    """What stands below an entry: notes, their blocks, and entries of their own with the notes above them."""

    items: list[Item] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    entries: list[tuple[Block, tuple[str, ...]]] = field(default_factory=list)


class Nest:
    """The items of one document, each made once, and what they say of each other."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._items: dict[int, Item] = {}
        self._votes: dict[int, bool | None] = {}

    def item_of(self, block: Block) -> Item:
        known = self._items.get(id(block))
        if known is None:
            known = Item(block.pieces or (), block.kind, block.line, block.text, block.children)
            self._items[id(block)] = known
        return known

    # groups --------------------------------------------------------------------------------------

    def is_group(self, item: Item, children: Sequence[Block], siblings: Sequence[Block]) -> bool:
        """Whether an item only names what its children have in common."""
        own = self._tells(item, children)
        if own is not None:
            return own
        vote = self._vote(siblings)
        return vote if vote is not None else _looks_like_group(item, children)

    def _vote(self, siblings: Sequence[Block]) -> bool | None:
        """Whether most of the siblings that tell are groups; None if none does."""
        if id(siblings) not in self._votes:
            items = (one for one in siblings if one.kind == "item" and one.children)
            told = [self._tells(self.item_of(one), one.children) for one in items]
            clear = [one for one in told if one is not None]
            self._votes[id(siblings)] = sum(clear) * 2 > len(clear) if clear else None
        return self._votes[id(siblings)]

    def _tells(self, item: Item, children: Sequence[Block]) -> bool | None:
        """Return what an item and its children tell of it; None where they leave it open."""
        draft = item.draft
        if not children or (draft is not None and draft.linked):
            return False
        kids = [self.item_of(c) for c in children if c.text]
        rows = any(c.kind in ("row", "header") for c in children)
        if draft is None:
            return bool(kids or rows)
        aspects = [self._aspect(kid) for kid in kids]
        if LISTING.search(draft.title):
            titles = (
                words(k.plain) >= 3 for a, k in zip(aspects, kids, strict=True) if a in ("title", "text")
            )
            return any(titles)
        if draft.links:
            return words(draft.title) <= 2 and "title" in aspects
        if draft.bracketed:
            return False
        lists = sum(any(g.kind == "item" for g in k.kids) for k in kids)
        if aspects.count("title") + lists > sum(a in ("resources", "facts") for a in aspects):
            return True
        if any(a in _FACTS for a in aspects) and "text" not in aspects:
            return False
        return True if item.text.strip().endswith((":", "：")) else None if kids else False

    def _aspect(self, item: Item) -> str:
        return "key" if self._keys[lead_of(item.text)] >= _KEYS else item.aspect

    def backs(self, children: Sequence[Block]) -> bool:
        """Whether what stands below an item makes it an entry, whatever its own words leave open."""
        kids = (self.item_of(c) for c in children if c.kind in ("item", "paragraph"))
        return any(kid.aspect in ("resources", "key") for kid in kids)

    def goes_on(self, children: Sequence[Block]) -> bool:
        """Whether what stands below something that is no entry is read on as what it heads."""
        return any(c.kind in ("item", "row", "header") for c in children)

    # notes ---------------------------------------------------------------------------------------

    def notes(self, children: Sequence[Block]) -> Notes:
        """Part what stands below an entry into notes and entries of their own."""
        notes = Notes()
        stack: list[tuple[Block, tuple[str, ...]]] = [(child, ()) for child in reversed(children)]
        # Beside links to resources, one of a few unknown words is one, too.
        alone = not any(self.item_of(c).aspect == "resources" for c in children if c.kind == "item")
        while stack:
            child, chain = stack.pop()
            if child.kind in ("row", "header"):
                notes.items += (Item(cell.pieces or (), "row", cell.line) for cell in child.cells)
                notes.blocks.append(child)
                continue
            item = self.item_of(child)
            if child.kind == "item" and item.aspect == "title" and self._own(item, alone=alone):
                notes.entries.append((child, chain))
                continue
            notes.items.append(item)
            if child.kind == "item" or item.pieces:
                notes.blocks.append(child)
            deeper = (*chain, collapse(item.text)) if child.kind == "item" else chain
            stack.extend((grandchild, deeper) for grandchild in reversed(child.children))
        return notes

    def _own(self, item: Item, *, alone: bool) -> bool:
        """Whether what stands below an entry is one, too: its label stands nowhere else so."""
        return (alone or words(item.name) > 3) and self._labels[item.name.casefold()] < _AGAIN

    @once
    def _nested(self) -> list[Item]:
        """The items below other items."""
        out, stack = [], [(block, False) for block in self.document.blocks]
        while stack:
            block, inside = stack.pop()
            if block.kind == "item" and inside:
                out.append(self.item_of(block))
            stack += [(child, inside or block.kind == "item") for child in block.children]
        return out

    @once
    def _keys(self) -> Counter[str]:
        """How often each text stands before a colon."""
        return Counter(lead for item in self._nested if (lead := lead_of(item.text)))

    @once
    def _labels(self) -> Counter[str]:
        """How often each label leads."""
        firsts = (item.links[0].text for item in self._nested if item.links)
        return Counter(label.strip().casefold() for label in firsts)

    # below ---------------------------------------------------------------------------------------

    def below(
        self, siblings: Sequence[Block], at: int, *, linked: bool = True, whole: bool = False
    ) -> tuple[list[Item], int]:
        """Return the facts that follow a title, and how many blocks they fill; with ``linked`` a link is due.

        A title that is ``whole`` has links and facts of its own.
        """
        title, facts, consumed = siblings[at], list[Item](), 0
        for ahead, block in enumerate(siblings[at + 1 : at + 1 + _REACH], start=1):
            if block.kind not in ("paragraph", "item") or any(c.kind == "item" for c in block.children):
                break
            item = self.item_of(block)
            if self._begins(block, item, title, whole=whole):
                if block.kind == "item" and not (facts and title.kind == "item"):
                    return [], 0
                break
            facts.append(item)
            consumed = ahead
        return (facts, consumed) if not linked or any(p.url for i in facts for p in i.outer) else ([], 0)

    def _begins(self, block: Block, item: Item, title: Block, *, whole: bool) -> bool:
        """Whether a block below a title is something else: another title, prose, the next entry."""
        if block.kind == "item" == title.kind or item.aspect not in _FACTS:
            return True
        if whole and item.outer:
            return True
        note = key_of(item.text) == "note"
        return note or (block.kind == "paragraph" and (set_off(item) or is_bold_line(item.pieces)))


def _looks_like_group(item: Item, children: Sequence[Block]) -> bool:
    """Whether an item whose siblings leave it open, too, reads as the name of a group."""
    draft, text = item.draft, item.text.strip()
    if draft is None or words(text) <= 4 or (draft.emphasised and words(text) <= 6):
        return True
    if words(text) >= 6:
        return False
    below = [c.text for c in children if c.kind == "item"]
    return sum(words(t) >= 3 for t in below) * 2 > len(below) and not any(sentence(t) for t in below)


def set_off(item: Item) -> bool:
    """Whether a paragraph sets a title of its own in bold."""
    first = next((p for p in item.pieces if words(p.text.strip(" []().0123456789"))), None)
    return first is not None and first.bold and words(first.text) >= 3


def is_bold_line(pieces: Sequence[Piece]) -> bool:
    """Whether all text outside of links is bold."""
    seen = [p for p in pieces if p.kind == "text" and p.text.strip(" :：\n")]
    return bool(seen) and all(p.bold for p in seen)
