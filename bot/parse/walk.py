"""The tree of blocks → entries with their sections, and the reason for all that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.models import Entry, Link, Reading, Skipped
from bot.parse import table
from bot.parse.blocks import Block, Document
from bot.parse.draft import Draft, collapse, words
from bot.parse.entry import read
from bot.parse.facts import from_heading, from_path, part, people
from bot.parse.inline import Piece
from bot.parse.inline import read as read_inline
from bot.parse.judge import (
    KEY,
    describe,
    has_bold_title,
    has_long_link,
    has_title_link,
    heading_text,
    is_bold_line,
    learn,
    links_of,
    local_page,
    only_resources,
    own_entry,
    paragraph_entry,
    plain_heading,
    refused,
    resources_of,
    sentence,
    text_of,
)
from bot.parse.labels import external, is_resource
from bot.parse.outline import PSEUDO, Heading, Outline
from bot.parse.words import NO_ENTRIES, PLACEHOLDER

_FILE_NAME = re.compile(r"[\w./ -]+\.(?:md|py|ipynb|txt|pdf|ya?ml|json|sh)$|[\w-]+/$", re.IGNORECASE)
_KEYED = re.compile(
    r"\s*[^\W\d][\w ]{1,24}[:：]\s*.{0,300}$|\s*(?:none|n/a|-)?\s*$", re.IGNORECASE | re.DOTALL
)
_UNSAYING = re.compile(
    r"(?:click|expand|abstract|bibtex|more|details?|show|citation|tl;?dr|摘要|展开)\b", re.IGNORECASE
)
_LISTING = re.compile(r"\b(?:lists?|papers|resources|repositories|repos|projects|surveys)$", re.IGNORECASE)
_LINE_ENTRY = re.compile(r"\s*(?:\d{1,4}[.)、]\s*|[-*+•]\s*|\[\d{1,4}\]\s*)?(?:\*\*|<b>)?\s*(?:!?\[|<a\b|【)")


def walk(document: Document, path: str) -> Reading:
    """Read every block of a document."""
    walker = _Walker(document, path)
    walker.blocks(document.blocks, ())
    return walker.reading()


class _Walker:
    def __init__(self, document: Document, path: str) -> None:
        self.references = document.references
        self.path = path
        self.outline = Outline()
        self.found: list[tuple[Entry, tuple[Heading, ...], tuple[str, ...]]] = []
        self.skipped: list[Skipped] = []
        self.path_facts = from_path(path)
        self.introduced = False

    def pieces(self, block: Block) -> list[Piece]:
        if block.pieces is None:
            block.pieces = read_inline(block.text, self.references)
        return block.pieces

    # blocks --------------------------------------------------------------------------------------

    def blocks(self, siblings: Sequence[Block], groups: tuple[str, ...]) -> None:
        at = 0
        while at < len(siblings):
            at += 1 + self.block(siblings, at, groups)

    def block(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        """Read one block; returns how many of those after it were read with it."""
        block = siblings[at]
        reader = _READERS.get(block.kind)
        if block.kind != "item":
            self.introduced = block.kind == "paragraph" and self.introduces(block)
        if reader is not None:
            return reader(self, siblings, at, groups)
        if block.kind == "item":
            self.item(block, groups, toc=False)
        elif block.kind == "quote":
            self.quote(block, groups)
        elif block.kind == "end":
            self.outline.end_details()
        else:
            self.skip(block, "BibTeX" if block.level or "@" in block.text[:2000] else "code block")
        return 0

    def introduces(self, block: Block) -> bool:
        """Whether a paragraph is a sentence that the list below it completes."""
        text = text_of(self.pieces(block)).rstrip() if block.text.rstrip("*_ ").endswith((":", "：")) else ""
        return words(text) >= 5

    def heading_block(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        block = siblings[at]
        pieces = self.pieces(block)
        links = [p for p in pieces if p.kind == "link" and external(p) and p.url]
        text = heading_text(pieces)
        titled = [p for p in links if not is_resource(p)]
        asked = NO_ENTRIES.match(plain_heading(text)) is not None
        if (
            block.level > 1
            and titled
            and not asked
            and words(titled[0].text) >= 3
            and not self.outline.forbidden("item")
        ):
            draft = read(pieces)
            if draft is not None and draft.linked:
                self.outline.leave(block.level)
                below, consumed = self.resources_below(siblings, at, draft)
                self.entry(block, draft, groups, below)
                return consumed
        listing = _LISTING.search(text) is not None
        if (
            block.level > 1
            and words(text) >= 3
            and not links
            and not listing
            and not self.outline.forbidden("item")
        ):
            draft = read(pieces)
            below, consumed = self.resources_below(siblings, at, draft) if draft is not None else ([], 0)
            if below:
                self.outline.leave(block.level)
                if draft is not None:
                    self.entry(block, draft, groups, below)
                    return consumed
        self.outline.enter(block.level, text)
        if links:
            self.skip(block, "badge" if all(p.badge for p in links) else "heading")
        return 0

    def resources_below(
        self, siblings: Sequence[Block], at: int, draft: Draft | None = None
    ) -> tuple[list[Link], int]:
        """Return the links below a title, if all that stands there are links to its resources.

        What else stands there, names and venue, goes into ``draft``.
        """
        links: list[Link] = []
        consumed = 0
        for ahead, block in enumerate(siblings[at + 1 : at + 12], start=1):
            if block.kind not in ("paragraph", "item") or block.children:
                if block.kind == "code" and links:
                    consumed = ahead
                    continue
                break
            pieces = self.pieces(block)
            own = [p for p in pieces if p.kind == "link" and external(p)]
            if (is_bold_line(pieces) and not own) or (block.kind == "paragraph" and has_bold_title(pieces)):
                break
            if own and not resources_of(pieces, own):
                return ([], 0) if block.kind == "item" else (links, consumed)
            if not own and block.kind == "item" and not _KEYED.match(text_of(pieces)):
                return [], 0
            if not own and links and block.kind == "paragraph" and not people(text_of(pieces)):
                break
            links += [Link(collapse(p.text) or p.url, p.url) for p in own if p.url]
            if draft is not None and not links[: len(links) - len(own)]:
                describe(draft, pieces)
            if own:
                consumed = ahead
        return links, consumed if links else 0

    def summary(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        block = siblings[at]
        pieces = self.pieces(block)
        text = heading_text(pieces)
        links = [p for p in pieces if p.kind == "link" and external(p) and p.url]
        if links and not self.outline.forbidden("item"):
            draft = read(pieces)
            if draft is not None and words(draft.title) >= 2:
                self.entry(block, draft, groups, [])
                text = ""
        self.outline.enter_details("" if _UNSAYING.match(text) else text)
        return 0

    def quote(self, block: Block, groups: tuple[str, ...]) -> None:
        for child in block.children:
            if child.kind == "paragraph" or (child.kind == "item" and not self.links_in(child)):
                self.skip_links(child, "prose")
            else:
                self.blocks([child], groups)

    def links_in(self, item: Block) -> bool:
        found = any(p.kind == "link" for p in self.pieces(item))
        return found or any(self.links_in(c) for c in item.children if c.kind in ("item", "paragraph"))

    # items ---------------------------------------------------------------------------------------

    def item(self, block: Block, groups: tuple[str, ...], toc: bool) -> None:
        pieces = self.pieces(block)
        lines = self.split(block, pieces) if "\n" in block.text and not toc else None
        if lines is not None:
            lines[-1].children = block.children
            for line in lines:
                line.kind = "item"
                self.item(line, groups, toc)
            return
        reason = self.no_entry(block, pieces, toc)
        if reason is not None:
            self.skip_tree(block, reason, groups)
            return
        draft = read(pieces)
        reason = self.no_resource(block, draft, pieces)
        if reason == "group heading":
            self.group(block, pieces, groups)
        elif draft is None or reason is not None or (self.introduced and _bare(draft)):
            self.skip(block, reason or "prose")
        else:
            nested, own = self.nested(block, draft)
            self.entry(block, draft, groups, nested)
            for child, chain in own:
                self.item(child, (*groups, draft.title, *chain), toc=False)

    def no_resource(self, block: Block, draft: Draft | None, pieces: Sequence[Piece]) -> str | None:
        """Return why what an item says is no resource: it names a group, or it only talks."""
        kids = [c for c in block.children if c.kind == "item"]
        rows = any(c.kind in ("row", "header") for c in block.children)
        if draft is None:
            empty = "prose" if words(text_of(pieces)) else "empty"
            return "group heading" if block.children else empty
        if kids and not draft.linked and self.is_group(block, draft, kids, pieces):
            return "group heading"
        reason = refused(draft, pieces)
        if reason is not None:
            return "group heading" if kids or rows else reason
        return "group heading" if rows and not kids and not draft.links else None

    def no_entry(self, block: Block, pieces: Sequence[Piece], toc: bool) -> str | None:
        forbidden = self.outline.forbidden("item")
        away = has_title_link(pieces) and any("//" in p.url for p in pieces if p.kind == "link")
        if forbidden is not None and not (forbidden == "table of contents" and away):
            return forbidden
        links = [p for p in pieces if p.kind == "link"]
        inner = sum(not external(p) for p in links)
        led = bool(links) and not external(links[0]) and all(not external(p) or local_page(p) for p in links)
        if led or (inner and inner * 2 >= len(links) and not has_title_link(pieces)):
            return "table of contents"
        if toc and not has_title_link(pieces):
            return "table of contents"
        if inner and inner >= 2:
            return "table of contents"
        text = collapse(text_of(pieces))
        if not links and (not text or (PLACEHOLDER.match(text) and not block.children)):
            return "placeholder" if text else ("badge" if pieces else None)
        if not links and _FILE_NAME.match(text):
            return "file name"
        if links and all(local_page(p) and words(p.text) <= 3 for p in links):
            return "table of contents"
        if links and all(p.badge for p in links) and not words(text_of(pieces)):
            return "badge"
        return None

    def is_group(self, block: Block, draft: Draft, kids: Sequence[Block], pieces: Sequence[Piece]) -> bool:
        """Whether an item only names what its children have in common."""
        if draft.links:
            return bool(
                not draft.emphasised
                and words(draft.title) <= 2
                and any(has_title_link(self.pieces(k)) for k in kids)
            )
        if draft.bracketed:
            return False
        kinds = [self.kind_of(kid) for kid in kids]
        if "title" in kinds:
            return True
        if "resource" in kinds and "text" not in kinds:
            return False
        text = text_of(pieces).strip()
        if text.endswith((":", "：")) or words(text) <= 4 or (draft.emphasised and words(text) <= 6):
            return True
        long = sum(words(text_of(self.pieces(k))) >= 3 for k in kids)
        if words(text) >= 6:
            return False
        return (
            draft.venue is None
            and draft.year is None
            and long * 2 > len(kids)
            and not any(sentence(text_of(self.pieces(k))) for k in kids)
        )

    def kind_of(self, item: Block) -> str:
        pieces = self.pieces(item)
        links = [p for p in pieces if p.kind == "link" and external(p)]
        if not links:
            text = text_of(pieces)
            return "key" if KEY.match(text) or people(text) or part(text) is not None else "text"
        if only_resources(pieces, links):
            return "resource"
        return "title"

    def group(self, block: Block, pieces: Sequence[Piece], groups: tuple[str, ...]) -> None:
        self.skip(block, "group heading")
        name = collapse(text_of(pieces)).rstrip(":：").strip() or heading_text(pieces)
        self.blocks(block.children, (*groups, name) if name else groups)

    def nested(self, block: Block, draft: Draft) -> tuple[list[Link], list[tuple[Block, tuple[str, ...]]]]:
        """Return the links of an entry's notes, and the entries among them with the notes above them."""
        if not block.children:
            return [], []
        links: list[Link] = []
        own: list[tuple[Block, tuple[str, ...]]] = []
        stack: list[tuple[Block, tuple[str, ...]]] = [(child, ()) for child in reversed(block.children)]
        while stack:
            child, chain = stack.pop()
            if child.kind in ("row", "header"):
                for cell in child.cells:
                    links += links_of(read_inline(cell.text, self.references))
                self.skip(child, "note of the entry above")
                continue
            pieces = self.pieces(child)
            if child.kind == "item" and has_title_link(pieces) and own_entry(pieces):
                own.append((child, chain))
                continue
            links += links_of(pieces)
            learn(draft, pieces)
            if child.kind == "item" or (pieces and child.kind != "quote"):
                self.skip(child, "note of the entry above")
            below = (*chain, collapse(text_of(pieces))) if child.kind == "item" else chain
            stack.extend((grandchild, below) for grandchild in reversed(child.children))
        return links, own

    # paragraphs ----------------------------------------------------------------------------------

    def paragraph(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        block = siblings[at]
        pieces = self.pieces(block)
        links = [p for p in pieces if p.kind == "link"]
        if not links:
            return self.linkless(siblings, at, pieces, groups)
        reason = self.outline.forbidden("item")
        outer = [p for p in links if external(p) and not local_page(p)]
        if not outer or len(outer) * 2 < len(links):
            reason = "table of contents"
        elif all(p.badge for p in links) and not words(text_of(pieces)):
            reason = "badge"
        if reason is not None:
            self.skip_links(block, reason)
            return 0
        parts_ = self.split(block, pieces)
        if parts_ is not None:
            for one in parts_:
                self.single(one, groups, several=True)
            return 0
        if self.single(block, groups, several=False):
            below, consumed = self.resources_below(siblings, at)
            if below:
                entry, headings, names = self.found[-1]
                self.found[-1] = (_with_links(entry, below), headings, names)
            return consumed
        return 0

    def linkless(
        self, siblings: Sequence[Block], at: int, pieces: Sequence[Piece], groups: tuple[str, ...]
    ) -> int:
        block = siblings[at]
        text = collapse(text_of(pieces))
        if not text:
            if any(p.kind == "image" for p in pieces):
                self.skip(block, "image")
            return 0
        following = siblings[at + 1] if at + 1 < len(siblings) else None
        bold = is_bold_line(pieces)
        titled = next((p for p in pieces if p.kind == "text" and p.text.strip()), None)
        if (
            titled is not None
            and titled.bold
            and words(titled.text) >= 3
            and self.outline.forbidden("item") is None
        ):
            draft = read(pieces)
            below, consumed = self.resources_below(siblings, at, draft) if draft is not None else ([], 0)
            if draft is not None and below:
                self.entry(block, draft, groups, below)
                return consumed
        if following is not None and (
            (bold and words(text) <= 14)
            or (
                text.endswith((":", "："))
                and words(text) <= 4
                and following.kind in ("item", "row", "header")
            )
        ):
            self.outline.enter(PSEUDO, text.rstrip(":：").strip())
        return 0

    def split(self, block: Block, pieces: Sequence[Piece]) -> list[Block] | None:
        """Split a paragraph whose lines are entries of their own."""
        if "\n" not in block.text and not any(p.kind == "break" for p in pieces):
            return None
        lines = list(re.split(r"\n|<br\s*/?>", block.text, flags=re.IGNORECASE))
        starts = [one for one in lines if _LINE_ENTRY.match(one)]
        if not starts:
            return None
        filled = [one for one in lines if one.strip()]
        if len(starts) < 2 or (len(starts) * 2 <= len(filled) and len(starts) != len(filled)):
            return None
        if block.kind == "item" and not (
            lines[0] == starts[0] or has_long_link(read_inline(lines[0], self.references))
        ):
            return None
        titled = sum(has_long_link(read_inline(one, self.references)) for one in starts)
        if titled < 2 or titled < len(starts):
            return None
        out: list[Block] = []
        line = block.line
        for one in re.split(r"(\n|<br\s*/?>)", block.text, flags=re.IGNORECASE):
            if one == "\n":
                line += 1
            elif _LINE_ENTRY.match(one) or not out:
                out.append(Block("paragraph", line, one))
            elif not one.lower().startswith("<br"):
                out[-1].text += "\n" + one
        return [b for b in out if b.text.strip()]

    def single(self, block: Block, groups: tuple[str, ...], several: bool) -> bool:
        pieces = self.pieces(block)
        draft = read(pieces)
        if draft is None or not paragraph_entry(draft, pieces, several):
            self.skip_links(block, "prose")
            return False
        self.entry(block, draft, groups, [])
        return True

    # tables --------------------------------------------------------------------------------------

    def rows(self, siblings: Sequence[Block], at: int, groups: tuple[str, ...]) -> int:
        end = at
        while end < len(siblings) and siblings[end].kind in ("row", "header"):
            end += 1
        rows = siblings[at:end]
        reason = self.outline.forbidden("row")
        group: tuple[str, ...] = ()
        for result in table.read(rows, self.references):
            if isinstance(result, Draft):
                if reason is None:
                    self.entry(Block("row", result.line), result, groups + group, [])
                else:
                    text = " ".join([result.title, *(link.url for link in result.links)])
                    self.skipped.append(Skipped(self.path, result.line, text, reason))
            elif result.reason == "group heading":
                group = (result.text,)
                self.skipped.append(Skipped(self.path, result.line, result.text, result.reason))
            else:
                self.skipped.append(Skipped(self.path, result.line, result.text, result.reason))
        return len(rows) - 1

    # results -------------------------------------------------------------------------------------

    def entry(self, block: Block, draft: Draft, groups: tuple[str, ...], nested: Sequence[Link]) -> None:
        line = block.line + (draft.line if block.kind != "row" else 0)
        links = (*draft.links, *nested)
        url = draft.url
        if url is None and not draft.linked and nested:
            url = table.choose([*nested])
        found = Entry(
            self.path,
            line,
            draft.title,
            url,
            links,
            (),
            draft.venue,
            draft.year,
            draft.authors,
            draft.note or None,
        )
        self.found.append((found, tuple(self.outline.headings), groups))

    def skip(self, block: Block, reason: str) -> None:
        text = block.text.strip() or " | ".join(c.text for c in block.cells)
        self.skipped.append(Skipped(self.path, block.line, text, reason))

    def skip_links(self, block: Block, reason: str) -> None:
        if any(p.kind == "link" for p in self.pieces(block)):
            self.skip(block, reason)

    def skip_tree(self, block: Block, reason: str, groups: tuple[str, ...]) -> None:
        self.skip(block, reason)
        for child in block.children:
            if child.kind == "item" and reason == "table of contents":
                self.item(child, groups, toc=True)
            elif child.kind in ("item", "quote"):
                self.skip_tree(child, reason, groups)
            elif child.kind in ("row", "header", "paragraph", "code"):
                self.skip(child, reason)

    def reading(self) -> Reading:
        title = self.outline.document_title([headings for _, headings, _ in self.found])
        entries = []
        prose = self.prose()
        for entry, headings, groups in self.found:
            if _bare(entry) and (headings, groups) in prose:
                self.skipped.append(Skipped(self.path, entry.line, entry.title, "prose"))
                continue
            section = (*(h.text for h in headings if h is not title and h.text), *groups)
            entries.append(self.placed(entry, section))
        self.skipped.sort(key=lambda s: s.line)
        return Reading(tuple(entries), tuple(self.skipped))

    def prose(self) -> set[tuple[tuple[Heading, ...], tuple[str, ...]]]:
        """Return the sections that list no link, venue, year or name in a file that nearly always does."""
        bare = sum(_bare(entry) for entry, _, _ in self.found)
        if bare * 4 > len(self.found):
            return set()
        telling = {(headings, groups) for entry, headings, groups in self.found if not _bare(entry)}
        return {(headings, groups) for _, headings, groups in self.found} - telling

    def placed(self, entry: Entry, section: tuple[str, ...]) -> Entry:
        venue, year = entry.venue, entry.year
        for text in reversed(section):
            section_venue, section_year = from_heading(text)
            if venue is None and section_venue is not None and (year is None or section_year in (None, year)):
                venue = section_venue
            year = section_year if year is None else year
        path_venue, path_year = self.path_facts
        if venue is None and path_venue is not None and year in (None, path_year):
            venue = path_venue
        year = path_year if year is None else year
        return replace(entry, section=section, venue=venue, year=year)


def _bare(entry: Draft | Entry) -> bool:
    """Whether nothing but its words says that it is an entry."""
    return not (entry.links or entry.venue or entry.year or entry.authors)


def _with_links(entry: Entry, links: Sequence[Link]) -> Entry:
    url = entry.url or table.choose(links)
    return replace(entry, url=url, links=(*entry.links, *links))


_READERS: Mapping[str, Callable[[_Walker, Sequence[Block], int, tuple[str, ...]], int]] = {
    "heading": _Walker.heading_block,
    "paragraph": _Walker.paragraph,
    "summary": _Walker.summary,
    "row": _Walker.rows,
    "header": _Walker.rows,
}
