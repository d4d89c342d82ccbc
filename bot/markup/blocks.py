"""Markdown text → a tree of blocks: headings, items, rows, paragraphs, each with its pieces.

Block structure is markdown-it's, of lines that were mended before it sees them. That of HTML is read here,
and so are pipe tables, so that rows without a header, ragged or behind a broken separator are rows too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bot.markup.inline import Piece, label_key
from bot.markup.inline import read as read_inline
from bot.markup.lines import MARK, mend
from bot.markup.markdown import MAX_NESTING, markdown_it

if TYPE_CHECKING:
    from markdown_it.token import Token

Kind = Literal["heading", "item", "paragraph", "quote", "code", "header", "row", "summary", "end"]


@dataclass(slots=True)
class Cell:
    """A table cell's inline source, the line it starts on, and its pieces."""

    line: int
    text: str
    pieces: Sequence[Piece] | None = None


@dataclass(slots=True)
class Block:
    """One block with its 1-based line; ``text`` is inline source, ``level`` a heading's depth.

    ``pieces`` are those of ``text``; a row's are in its cells, and code has none.
    """

    kind: Kind
    line: int
    text: str = ""
    level: int = 0
    children: list[Block] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    pieces: Sequence[Piece] | None = None

    @property
    def notes(self) -> list[str]:
        """The labels of the footnotes that are marked in the text and the cells, as keys."""
        texts = (self.text,) if self.text else [cell.text for cell in self.cells]
        return [label_key(label) for text in texts if "[^" in text for label in MARK.findall(text)]


@dataclass(frozen=True, slots=True)
class Document:
    """A file's blocks, and by label key the targets of its reference definitions and its footnotes."""

    blocks: list[Block]
    references: Mapping[str, str]
    notes: Mapping[str, Block] = field(default_factory=dict)


def read(text: str) -> Document:
    """Read a Markdown file; any text is one."""
    mended = mend(text)
    builder = _Builder(mended.origins)
    for token in markdown_it().parse("\n".join(mended.lines)):
        builder.token(token)
    builder.end_table()
    notes = {key: Block("paragraph", at, "\n".join(lines)) for key, (at, lines) in mended.notes.items()}
    return filled(Document(builder.root.children, mended.references, notes))


def filled(document: Document) -> Document:
    """Give each block and cell of a document, that has none yet, the pieces of its text."""
    stack = [*document.blocks, *document.notes.values()]
    while stack:
        block = stack.pop()
        for cell in block.cells:
            if cell.pieces is None:
                cell.pieces = read_inline(cell.text, document.references)
        if block.pieces is None and block.kind not in ("row", "header", "code"):
            block.pieces = read_inline(block.text, document.references)
        stack += block.children
    return document


_SEPARATOR = re.compile(r"(?=[^\n]*\|)(?=[^\n]*[-=])[\s|:=+\-—–]+$")
_PIPE = re.compile(r"(?<!\\)\|")
_HTML_TOKEN = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[\s/][^<>]*)?)>")
_TABLE = frozenset(("table", "thead", "tbody", "tr"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# These end a paragraph, and do nothing else.
_FLOW = frozenset(("p", "div", "center", "section", "article", "figure", "figcaption", "blockquote", "hr"))
_BLOCKS = _FLOW | _HEADINGS | {"header", "footer", "dl", "dd", "dt", "ul", "ol", "li", "details", "summary"}


class _Builder:
    """Collects markdown-it's tokens, and the tags of HTML blocks among them, into one tree.

    ``stack`` holds the containers that are open, ``marks`` how many there were before each list of HTML and
    each item or quote of Markdown. ``flow`` is text between tags, and ``into`` what it will be the text of: a
    paragraph, if nothing else.
    """

    def __init__(self, origins: Sequence[int]) -> None:
        self.origins = origins
        self.root = Block("paragraph", 1)
        self.stack = [self.root]
        self.marks: list[tuple[int, bool]] = []
        self.heading = 0
        self.flow: list[str] = []
        self.flow_line = 0
        self.into: Block | Cell | None = None
        self.row: Block | None = None
        self.row_marks = 0
        self.rows: list[Block] = []

    def token(self, token: Token) -> None:
        line = self.origins[token.map[0]] if token.map and token.map[0] < len(self.origins) else 1
        kind = token.type
        if kind == "inline":
            self.inline(line, token.content)
        elif kind in ("list_item_open", "blockquote_open"):
            self.marks.append((len(self.stack), False))
            self.open("quote" if kind == "blockquote_open" else "item", line)
        elif kind in ("list_item_close", "blockquote_close"):
            self.close(html=False)
        elif kind == "heading_open":
            self.heading = int(token.tag[1])
        elif kind == "heading_close":
            self.heading = 0
        elif kind == "fence":
            self.add(Block("code", line, token.content, 1 if "bib" in token.info else 0))
        elif kind == "html_block":
            self.html(line, token.content)

    def add(self, block: Block) -> None:
        if isinstance(self.into, Cell):
            self.flow_text(block.line, "<br>" + block.text if self.flow else block.text)
        else:
            self.stack[-1].children.append(block)

    def open(self, kind: Kind, line: int) -> None:
        if not isinstance(self.into, Cell):
            self.flush()
            block = Block(kind, line)
            self.add(block)
            self.stack.append(block)

    def close(self, *, html: bool) -> None:
        """Close the innermost container of Markdown, and what HTML left open in it, or a list of HTML."""
        if self.row is not None and len(self.marks) <= self.row_marks:
            self.end_table()
        elif not isinstance(self.into, Cell):
            self.flush()
        while self.marks and (not html or self.marks[-1][1]):
            depth, list_of_html = self.marks.pop()
            del self.stack[depth:]
            if html or not list_of_html:
                break

    def inline(self, line: int, text: str) -> None:
        if isinstance(self.into, Block):
            # A heading or summary of HTML with Markdown in it.
            empty = not self.flow
            if empty:
                self.flow_text(line, text)
            self.flush()
            if empty:
                return
        if 0 < self.heading < 3:
            # A table never closed must not swallow the sections below it.
            self.end_table()
        if self.heading and "\n" in text and self.into is None:
            # A setext underline below several lines: only the last of them is the heading.
            above, _, text = text.rpartition("\n")
            self.paragraph(line, above)
            line += above.count("\n") + 1
        if self.heading:
            self.add(Block("heading", line, text, self.heading))
        else:
            self.paragraph(line, text)

    def paragraph(self, line: int, text: str) -> None:
        if "|" in text and not isinstance(self.into, Cell):
            text, line = self.pipes(line, text)
            if not text.strip():
                return
        within = self.stack[-1]
        if within.kind == "item" and not (within.text or within.children or isinstance(self.into, Cell)):
            within.text = text
        else:
            self.add(Block("paragraph", line, text))

    def pipes(self, line: int, text: str) -> tuple[str, int]:
        """Add the table rows among a paragraph's lines; returns what follows or surrounds them."""
        lines = text.split("\n")
        rules = {i for i, one in enumerate(lines) if "|" in one and _SEPARATOR.match(one)}
        rows = [i for i, one in enumerate(lines) if _is_row(one)]
        if not rules and (not rows or (len(rows) == 1 and lines[rows[0]].count("|") < 3)):
            return text, line
        rest = 0
        for index in range(max(min(rules) - 1, 0) if rules else rows[0], len(lines)):
            if "|" not in lines[index]:
                continue
            if index > rest:
                self.add(Block("paragraph", line + rest, "\n".join(lines[rest:index])))
            rest = index + 1
            if index not in rules:
                self.add(_row("header" if rest in rules else "row", line + index, lines[index]))
        return "\n".join(lines[rest:]), line + rest

    # HTML blocks ---------------------------------------------------------------------------------

    def html(self, line: int, source: str) -> None:
        position = 0
        for match in _HTML_TOKEN.finditer(source):
            if match.start() < position:
                continue
            self.flow_text(line, source[position : match.start()])
            line += source.count("\n", position, match.start())
            position = match.end()
            if match[0] == "<!--":
                end = source.find("-->", position)
                position = len(source) if end < 0 else end + 3
            else:
                self.tag(line, match[2].lower(), bool(match[1]), match[0])
            line += source.count("\n", match.start(), position)
        self.flow_text(line, source[position:])
        if self.into is None:
            self.flush()

    def flow_text(self, line: int, text: str) -> None:
        if not self.flow:
            stripped = text.lstrip()
            self.flow_line = line + text.count("\n", 0, len(text) - len(stripped))
            text = stripped
        if text:
            self.flow.append(text)

    def flush(self) -> None:
        """End the paragraph, heading, summary or cell whose text is being collected."""
        text, into = "".join(self.flow).strip(), self.into
        self.flow, self.into = [], None
        if into is not None:
            into.text, into.line = text, self.flow_line if text else into.line
        if isinstance(into, Cell) and self.row is not None:
            self.row.cells.append(into)
        elif isinstance(into, Block):
            self.add(into)
        elif text:
            self.paragraph(self.flow_line, text)

    def tag(self, line: int, name: str, closing: bool, source: str) -> None:
        if name in ("td", "th"):
            self.flush()
            if not closing:
                self.begin_cell(line, "header" if name == "th" else "row")
        elif name in _TABLE:
            self.end_row()
            if name == "table":
                self.end_table()
        elif isinstance(self.into, Cell) or name not in _BLOCKS:
            self.flow_text(line, source)
        elif self.into is None or name not in _FLOW:
            self.flush()
            self.boundary(line, name, closing)

    def boundary(self, line: int, name: str, closing: bool) -> None:
        """Begin or end what a tag stands for, outside tables."""
        if name == "li":
            # Authors leave </li> out: a new item ends the one before it in the same list.
            depth, list_of_html = self.marks[-1] if self.marks else (1, True)
            del self.stack[depth if list_of_html else depth + 1 :]
            if not closing and len(self.stack) < MAX_NESTING:
                self.open("item", line)
        elif closing:
            if name in ("ul", "ol"):
                self.close(html=True)
            elif name == "details":
                self.add(Block("end", line))
        elif name in ("ul", "ol"):
            self.marks.append((len(self.stack), True))
        elif name == "summary":
            self.into = Block("summary", line)
        elif name in _HEADINGS:
            self.into = Block("heading", line, level=int(name[1]))

    def begin_cell(self, line: int, kind: Kind) -> None:
        if self.row is None:
            self.flush()
            self.row, self.row_marks = Block(kind, line), len(self.marks)
        elif kind == "row":
            self.row.kind = "row"
        self.into = Cell(line, "")

    def end_row(self) -> None:
        self.flush()
        if self.row is not None:
            self.add(self.row)
            self.rows.append(self.row)
        self.row = None

    def end_table(self) -> None:
        """Say which rows are a table's header: the first, and others above its rows of ordinary cells."""
        self.end_row()
        first = next((i for i, row in enumerate(self.rows) if row.kind == "row"), 1)
        for row in self.rows[first:]:
            row.kind = "row"
        self.rows = []


def _is_row(line: str) -> bool:
    stripped = line.strip()
    return stripped.startswith("|") and stripped.count("|") > 1


def _row(kind: Kind, line: int, source: str) -> Block:
    inner = source.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    cells = [Cell(line, cell.strip().replace("\\|", "|")) for cell in _PIPE.split(inner)]
    return Block(kind, line, source.strip(), cells=cells)
