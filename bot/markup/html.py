"""HTML → the blocks that Markdown becomes: of a whole page its content, without menus and what runs in it.

lxml (libxml2) does the parsing, since it knows each tag's line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from bot.markup.blocks import Block, Cell

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DEEPEST = 200  # levels of tags; below them a page's text is read, and not its structure

_SPECIAL = re.compile(r"(https?://[^\s<>\"]+)|[\\`*_\[\]~$|]", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_DROPPED = frozenset((
    "head", "header", "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button",
    "select", "input", "textarea", "iframe", "svg", "object", "canvas", "audio", "video", "dialog",
))  # fmt: skip
_ROLES = frozenset((
    "navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog",
))  # fmt: skip
_LAYOUT = frozenset(("table", *(f"h{level}" for level in range(1, 7))))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HEADED = frozenset((*_HEADINGS, "section"))
_STYLES = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i"}
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
))  # fmt: skip
# What themes call the parts of a page that are not its content, in classes and ids.
_ASIDE = frozenset((
    "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "sidebar", "header", "masthead",
    "footer", "comment", "comments", "disqus", "recommend", "recommended", "share", "sharing", "social",
    "toolbar",
    "pagination", "pager", "cookie", "cookies", "advert", "ads", "popup", "modal", "login", "related", "toc",
))  # fmt: skip
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_BREAKS = re.compile(r"(?:<br>\s*)+")  # where a text begins
_LITTLE = 0.4  # of a page's text: what holds more is no menu, whatever it is called
_MARKS = frozenset(("", "¶", "#", "§", "🔗", "↩"))  # links to a heading itself


def escaped(text: str) -> str:
    """``text`` as inline Markdown that says just that; addresses stay addresses."""
    marked = _SPECIAL.sub(lambda m: m[0] if m[1] else "\\" + m[0], text)
    return marked.replace("<", "&lt;")


def read(text: str, base: str | None = None, *, page: bool = True) -> list[Block]:
    """The blocks of ``text``; of a whole ``page`` only its content. Links are relative to ``base``."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    if root is None:
        return []
    if base and (said := root.find(".//base[@href]")) is not None:
        base = urljoin(base, said.get("href", ""))
    reader = _Reader(base)
    reader.inside(_content(root) if page else root, reader.blocks, 0)
    reader.flush(reader.blocks)
    return reader.blocks


def _content(root: Element) -> Element:
    """The part of a page that says what the page is about."""
    whole = _size(root)
    for node in list(root.iter("*")):
        if node.getparent() is not None and node.tag != "body" and _beside(node, whole):
            _drop(node)
    left = _size(root)
    for wanted in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(wanted)
        if len(found) == 1 and 2 * _size(found[0]) >= left:
            return found[0]
    return root


def _beside(node: Element, whole: int) -> bool:
    """Whether a part of a page is there for something else than its content."""
    if node.tag in _DROPPED or node.get("role") in _ROLES or node.get("hidden") is not None:
        return True
    if "display:none" in node.get("style", "").replace(" ", ""):
        return True
    names = [node.get("class", "")]
    if node.tag not in _HEADED and "section" not in names[0]:
        names.append(node.get("id", ""))  # of sections it is made of the heading: “related-work” is content
    words = {name.lower() for name in " ".join(names).split()}
    words.update(word.lower() for name in names for word in _NAME.findall(name))
    return not words.isdisjoint(_ASIDE) and _size(node) < _LITTLE * whole


def _size(node: Element) -> int:
    return sum(len(text.strip()) for text in node.itertext())


def _drop(node: Element) -> None:
    """Take a node away; the text behind it stays."""
    parent, tail = node.getparent(), node.tail or ""
    if parent is None:
        return
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


class _Reader:
    """Walks the tree; running text is collected until a tag ends the paragraph."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.blocks: list[Block] = []
        self.line = 1
        self.flow: list[str] = []
        self.start = 1

    def inside(self, node: Element, into: list[Block], depth: int) -> None:
        """Read what a tag holds, text and tags."""
        if depth > DEEPEST:
            self.text("".join(node.itertext()))
            return
        self.text(node.text)
        for child in node:
            self.line = max(self.line, child.sourceline or 0)
            self.element(child, into, depth + 1)
            self.text(child.tail)

    def element(self, node: Element, into: list[Block], depth: int) -> None:
        tag = str(node.tag)
        if tag == "br":
            self.text_raw("<br>")
        elif tag in _INLINE:
            self.inline(node, into, depth)
        elif tag in _DROPPED:
            return
        else:
            self.flush(into)
            _BLOCKS.get(tag, _Reader.container)(self, node, into, depth)
            self.flush(into)

    def text(self, text: str | None) -> None:
        if text:
            if not self.flow:
                stripped = text.lstrip()
                self.line += text.count("\n", 0, len(text) - len(stripped))
                text = stripped
            if text:
                self.text_raw(escaped(_SPACES.sub(" ", text)))
                self.line += text.count("\n")

    def text_raw(self, text: str) -> None:
        if not self.flow:
            self.start = self.line
        self.flow.append(text)

    def taken(self) -> str:
        """The text collected so far, which ends here."""
        text, self.flow = "".join(self.flow).strip(), []
        while text.endswith("<br>"):
            text = text[:-4].rstrip()
        begins = _BREAKS.match(text)
        return text[begins.end() :] if begins else text

    def flush(self, into: list[Block]) -> None:
        start, text = self.start, self.taken()
        if text:
            into.append(Block("paragraph", start, text))

    def inline(self, node: Element, into: list[Block], depth: int) -> None:
        """A tag within running text; what it holds of other kinds ends that text all the same."""
        tag = str(node.tag)
        if tag == "a":
            self.link(node, into, depth)
        elif tag in _STYLES:
            self.text_raw(f"<{_STYLES[tag]}>")
            self.inside(node, into, depth)
            self.text_raw(f"</{_STYLES[tag]}>")
        elif tag != "img":
            self.inside(node, into, depth)

    def link(self, node: Element, into: list[Block], depth: int) -> None:
        href = (node.get("href") or "").strip()
        label = "".join(node.itertext()).strip()
        if href.startswith("#") and label in _MARKS:
            return
        if not href or href.startswith(("#", "javascript:")):
            self.inside(node, into, depth)
            return
        at = len(self.flow)
        self.text_raw(f'<a href="{escape(self.absolute(href))}">')
        before = len(into)
        if label:
            self.inside(node, into, depth)
        else:
            pictures = "".join(f'<img alt="{escape(img.get("alt", ""))}">' for img in node.iter("img"))
            self.text_raw(pictures or escaped(node.get("title", "")))
        if len(into) > before or len(self.flow) <= at:
            return  # a link around whole blocks: it went with the first of them
        self.text_raw("</a>")

    def absolute(self, href: str) -> str:
        try:
            return urljoin(self.base, href) if self.base else href
        except ValueError:
            return href

    # tags that end a paragraph ---------------------------------------------------------------------

    def container(self, node: Element, into: list[Block], depth: int) -> None:
        self.inside(node, into, depth)

    def heading(self, node: Element, into: list[Block], depth: int) -> None:
        held: list[Block] = []
        self.inside(node, held, depth)
        start, text = self.start, self.taken()
        text = " ".join([*(block.text for block in held), text]).strip()
        if text:
            into.append(Block("heading", held[0].line if held else start, text, _HEADINGS[str(node.tag)]))

    def item(self, node: Element, into: list[Block], depth: int) -> None:
        block = Block("item", self.line)
        self.inside(node, block.children, depth)
        self.flush(block.children)
        self.own(block, into)

    def own(self, item: Block, into: list[Block]) -> None:
        """Add an item, whose first paragraph is its own text."""
        if item.children and item.children[0].kind == "paragraph":
            first = item.children.pop(0)
            item.text, item.line = first.text, first.line
        if item.text or item.children:
            into.append(item)

    def definitions(self, node: Element, into: list[Block], depth: int) -> None:
        """A term with what is said of it, as an item."""
        item = Block("item", self.line)
        for part in node.iter("dt", "dd"):
            if next(part.iterancestors("dl"), None) is not node:
                continue
            self.line = max(self.line, part.sourceline or 0)
            if part.tag == "dt" and item.children:
                self.own(item, into)
                item = Block("item", self.line)
            self.inside(part, item.children, depth)
            self.flush(item.children)
        self.own(item, into)

    def quote(self, node: Element, into: list[Block], depth: int) -> None:
        block = Block("quote", self.line)
        self.inside(node, block.children, depth)
        self.flush(block.children)
        into.append(block)

    def code(self, node: Element, into: list[Block], depth: int) -> None:
        del depth
        text = "".join(node.itertext())
        into.append(Block("code", self.line, text))
        self.line += text.count("\n")

    def details(self, node: Element, into: list[Block], depth: int) -> None:
        self.inside(node, into, depth)
        self.flush(into)
        into.append(Block("end", self.line))

    def summary(self, node: Element, into: list[Block], depth: int) -> None:
        held: list[Block] = []
        self.inside(node, held, depth)
        start, text = self.start, self.taken()
        into.append(Block("summary", start, " ".join([*(block.text for block in held), text]).strip()))

    def table(self, node: Element, into: list[Block], depth: int) -> None:
        rows = [row for row in node.iter("tr") if next(row.iterancestors("table"), None) is node]
        widest = max((len(row.findall("td")) + len(row.findall("th")) for row in rows), default=0)
        if widest < 2 or any(part is not node and part.tag in _LAYOUT for part in node.iter("*")):
            self.inside(node, into, depth)  # a table that only says where things stand
            return
        for row in rows:
            self.line = max(self.line, row.sourceline or 0)
            cells = [self.cell(cell, depth) for cell in row if cell.tag in ("td", "th")]
            headed = bool(cells) and all(cell.tag == "th" for cell in row)
            into.append(Block("header" if headed else "row", self.line_of(cells), cells=cells))

    def line_of(self, cells: list[Cell]) -> int:
        return cells[0].line if cells else self.line

    def cell(self, node: Element, depth: int) -> Cell:
        self.line = max(self.line, node.sourceline or 0)
        held: list[Block] = []
        self.start = self.line
        self.inside(node, held, depth)
        self.flush(held)
        texts = [one.text for block in held for one in (block, *block.children)]
        return Cell(held[0].line if held else self.line, "<br>".join(text for text in texts if text))


_Reading = Callable[[_Reader, Any, list[Block], int], None]
_BLOCKS: Mapping[str, _Reading] = {
    **dict.fromkeys(_HEADINGS, _Reader.heading),
    "li": _Reader.item,
    "dl": _Reader.definitions,
    "blockquote": _Reader.quote,
    "pre": _Reader.code,
    "details": _Reader.details,
    "summary": _Reader.summary,
    "table": _Reader.table,
}
