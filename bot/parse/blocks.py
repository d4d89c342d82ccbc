"""Markdown text → a tree of blocks: headings, items, rows, paragraphs.

Block structure is markdown-it's. Lines that CommonMark does not read as their authors meant
(``-[A](u)``, ``#Heading``, Markdown right below ``<summary>``) are mended before it sees them; pipe
tables are read here, so that rows without a header, ragged or behind a broken separator are rows too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Literal

from bot.parse.inline import Piece, label_key

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Kind = Literal["heading", "item", "paragraph", "quote", "code", "header", "row", "summary", "end"]


@dataclass(slots=True)
class Cell:
    """A table cell's inline source and the line it starts on."""

    line: int
    text: str


@dataclass(slots=True)
class Block:
    """One block with its 1-based line; ``text`` is inline source, ``level`` a heading's depth.

    ``pieces`` are those of ``text``, once it has been read.
    """

    kind: Kind
    line: int
    text: str = ""
    level: int = 0
    children: list[Block] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    pieces: list[Piece] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file's blocks and the targets of its reference definitions, by label key."""

    blocks: list[Block]
    references: Mapping[str, str]


# markdown-it visits every enclosing container for every line, so depth must be bounded for time to stay
# linear; lists written by people are a few levels deep.
_MAX_NESTING = 24
_MAX_MARKERS = 12

_FENCE = re.compile(r"\s{0,3}(?:>\s?)*\s*(`{3,}|~{3,})(.*)")
_DEFINITION = re.compile(
    r"[ \t]{0,8}\[([^\[\]^][^\[\]]{0,998})\]:[ \t]*(?:<([^<>]*)>|(\S+))(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|"
    r"\([^()]*\)))?[ \t]*$"
)
_NEEDS_MENDING = re.compile(r"[ \t>]*(?:[-*+#<•·●▪◦‣–—]|\d{1,4}[.)、．）]|[（(]\d{1,4}[)）])")
_TIGHT_BULLET = re.compile(r"([ \t>]*[-+])(?=[\[\"“《【!<*]|[A-Z][^|]|[^\W\d_a-zA-Z])(?!<!--)")
_TIGHT_STAR = re.compile(r"([ \t>]*\*)(?=[\[!<])")
_TIGHT_NUMBER = re.compile(r"([ \t>]*\d{1,4}[.)])(?=[\[*\"“《【A-Za-z<!]|[^\W\d_a-zA-Z])")
_CJK_NUMBER = re.compile(r"([ \t>]*)(?:(\d{1,4})[、．）]|[（(](\d{1,4})[)）])\s*")
_DOT_BULLET = re.compile(r"([ \t>]*)[•·●▪◦‣–—]\s*(?=\S)")
_TIGHT_HEADING = re.compile(r"([ \t]{0,3}#{1,6})(?=[^\s#!])")
_HTML_LINE = re.compile(
    r"\s*</?(?:details|summary|div|center|p|br|table|td|tr|tbody|section|font|b|h\d)\b", re.IGNORECASE
)
_MARKDOWN_LINE = re.compile(r"\s*(?:[-*+]\s|[-*+]\[|#{1,6}\s|\||\d{1,4}[.)]\s|\[|\*\*|>)")
_MARKER_RUN = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){13,}")
_SEPARATOR = re.compile(r"(?=[^\n]*\|)(?=[^\n]*[-=])[\s|:=+\-—–]+$")
_PIPE = re.compile(r"(?<!\\)\|")
_HTML_TOKEN = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[\s/][^<>]*)?)>")
_FLOW = frozenset(
    [
        "p",
        "div",
        "center",
        "section",
        "article",
        "figure",
        "figcaption",
        "blockquote",
        "header",
        "footer",
        "dl",
        "dd",
        "dt",
        "hr",
    ]
)
_CAPTURED = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary"))


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Indented code is off: in lists it is nearly always an item indented too far.
    return MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).disable(
        ["code", "reference", "inline", "text_join"]
    )


def read(text: str) -> Document:
    """Read the blocks of a Markdown file."""
    lines, origins, references = _mend(text)
    tokens = _markdown().parse("\n".join(lines))
    builder = _Builder(origins)
    for token in tokens:
        builder.token(token)
    builder.finish()
    return Document(builder.root, references)


def _mend(text: str) -> tuple[list[str], list[int], dict[str, str]]:
    """Rewrite lines that CommonMark would misread.

    Returns them, each one's 1-based origin, and the reference definitions taken out of them. Definitions
    are read here and not by markdown-it, whose rule looks at every paragraph and percent-encodes targets.
    """
    references: dict[str, str] = {}
    lines: list[str] = []
    origins: list[int] = []
    fence = ""
    after_html = False
    for number, line in zip(
        count(1), text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), strict=False
    ):
        opening = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if opening is not None:
            if not fence and not ("`" in opening[2] and opening[1][0] == "`"):
                fence = opening[1]
            elif fence and opening[1].startswith(fence) and not opening[2].strip():
                fence = ""
        elif not fence:
            if "]:" in line and _define(line, references):
                line = ""
            if after_html and _MARKDOWN_LINE.match(line):
                lines.append("")
                origins.append(number)
            if _NEEDS_MENDING.match(line):
                line = _mended(line)
            after_html = "<" in line and _HTML_LINE.match(line) is not None
        lines.append(line)
        origins.append(number)
    return lines, origins, references


def _define(line: str, references: dict[str, str]) -> bool:
    """Keep a line's reference definition, if it is one; the first of a label counts."""
    match = _DEFINITION.match(line)
    if match is None:
        return False
    references.setdefault(label_key(match[1]), match[2] or match[3])
    return True


def _mended(line: str) -> str:
    run = _MARKER_RUN.match(line) if len(line) > _MAX_MARKERS else None
    if run is not None:
        line = "- " + line[run.end() :].lstrip()
    if _TIGHT_BULLET.match(line) and not _TIGHT_EMPHASIS.match(line):
        return _TIGHT_BULLET.sub(r"\1 ", line, count=1)
    for pattern, replacement in _MENDS:
        mended, hits = pattern.subn(replacement, line, count=1) if pattern.match(line) else (line, 0)
        if hits:
            return mended
    return line


_TIGHT_EMPHASIS = re.compile(r"[ \t>]*\+\+|[ \t>]*--")
_MENDS: Sequence[tuple[re.Pattern[str], str]] = (
    (_TIGHT_STAR, r"\1 "),
    (_TIGHT_NUMBER, r"\1 "),
    (_CJK_NUMBER, r"\1- "),
    (_DOT_BULLET, r"\1- "),
    (_TIGHT_HEADING, r"\1 "),
)


class _Builder:
    """Collects markdown-it's tokens, and the tags of HTML blocks among them, into one tree."""

    def __init__(self, origins: Sequence[int]) -> None:
        self.origins = origins
        self.root: list[Block] = []
        self.stack: list[list[Block]] = [self.root]
        self.items: list[Block] = []
        self.depths: list[int] = []
        self.html_lists: list[int] = []
        self.heading = 0
        self.row: Block | None = None
        self.cell: Cell | None = None
        self.flow: list[str] = []
        self.flow_line = 0
        self.capture: tuple[Kind, int, int] | None = None
        self.comment = False

    def token(self, token: Token) -> None:
        line = self.origins[token.map[0]] if token.map and token.map[0] < len(self.origins) else 1
        kind = token.type
        if kind == "inline":
            self.inline(line, token.content)
        elif kind == "list_item_open":
            self.depths.append(len(self.items))
            self.open("item", line)
        elif kind == "blockquote_open":
            self.depths.append(len(self.items))
            self.open("quote", line)
        elif kind in ("list_item_close", "blockquote_close"):
            self.close()
        elif kind == "heading_open":
            self.heading = int(token.tag[1])
        elif kind == "heading_close":
            self.heading = 0
        elif kind == "fence":
            self.add(Block("code", line, token.content, 1 if "bib" in token.info else 0))
        elif kind == "html_block":
            self.html(line, token.content)

    def add(self, block: Block) -> None:
        if self.cell is not None:
            self.cell.text += "<br>" + block.text
        else:
            self.stack[-1].append(block)

    def open(self, kind: Kind, line: int) -> None:
        if self.cell is None:
            self.flush()
            block = Block(kind, line)
            self.stack[-1].append(block)
            self.stack.append(block.children)
            self.items.append(block)

    def close(self) -> None:
        """Close the innermost Markdown container, and HTML items left open inside it."""
        if self.cell is None and self.items:
            depth = self.depths.pop() if self.depths else 0
            self.close_to(depth)

    def close_to(self, depth: int) -> None:
        self.flush()
        del self.items[depth:]
        del self.stack[depth + 1 :]
        while self.html_lists and self.html_lists[-1] > depth:
            self.html_lists.pop()

    def inline(self, line: int, text: str) -> None:
        if self.heading and "\n" in text and self.cell is None:
            # A setext underline below several lines: only the last of them is the heading.
            above, _, text = text.rpartition("\n")
            self.paragraph(line, above)
            line += above.count("\n") + 1
        if self.heading:
            self.add(Block("heading", line, text, self.heading))
        else:
            self.paragraph(line, text)

    def paragraph(self, line: int, text: str) -> None:
        if self.cell is not None:
            self.cell.text += "<br>" + text
            return
        if "|" in text:
            text, line = self.pipes(line, text)
            if not text.strip():
                return
        item = self.items[-1] if self.items else None
        if item is not None and not item.text and not item.children:
            item.text = text
            if item.kind == "quote":
                item.text = ""
                item.children.append(Block("paragraph", line, text))
        else:
            self.stack[-1].append(Block("paragraph", line, text))

    def pipes(self, line: int, text: str) -> tuple[str, int]:
        """Add the table rows among a paragraph's lines; returns what follows or surrounds them."""
        lines = text.split("\n")
        separators = [i for i, one in enumerate(lines) if "|" in one and _SEPARATOR.match(one)]
        first = separators[0] - 1 if separators and separators[0] > 0 else None
        if first is None:
            ruled = [i for i, one in enumerate(lines) if _is_row(one)]
            first = ruled[0] if ruled and (len(ruled) > 1 or lines[ruled[0]].count("|") > 2) else None
            if separators and (first is None or separators[0] < first):
                first = separators[0]
        if first is None:
            return text, line
        if first:
            self.stack[-1].append(Block("paragraph", line, "\n".join(lines[:first])))
        ruled_off = set(separators)
        rest = first
        for index in range(first, len(lines)):
            if "|" not in lines[index]:
                continue
            if index > rest:
                self.stack[-1].append(Block("paragraph", line + rest, "\n".join(lines[rest:index])))
            rest = index + 1
            if index not in ruled_off:
                kind: Kind = "header" if index + 1 in ruled_off else "row"
                self.stack[-1].append(_row(kind, line + index, lines[index]))
        return "\n".join(lines[rest:]), line + rest

    # HTML blocks ---------------------------------------------------------------------------------

    def html(self, line: int, source: str) -> None:
        position = 0
        current = line
        for match in _HTML_TOKEN.finditer(source):
            if match.start() < position:
                continue
            self.flow_text(current, source[position : match.start()])
            current += source.count("\n", position, match.start())
            if match[0] == "<!--":
                end = source.find("-->", match.end())
                end = len(source) if end < 0 else end + 3
            else:
                end = match.end()
                self.tag(current, match[2].lower(), bool(match[1]), match[0])
            current += source.count("\n", match.start(), end)
            position = end
        self.flow_text(current, source[position:])
        if self.capture is None:
            self.flush()

    def flow_text(self, line: int, text: str) -> None:
        if self.cell is not None:
            self.cell.text += text
        elif text:
            if not self.flow:
                stripped = text.lstrip()
                if not stripped:
                    return
                line += text.count("\n", 0, len(text) - len(stripped))
                text, self.flow_line = stripped, line
            self.flow.append(text)

    def flush(self) -> None:
        """End the paragraph, heading or summary whose text is being collected."""
        text = "".join(self.flow).strip()
        self.flow = []
        capture, self.capture = self.capture, None
        if capture is not None:
            self.stack[-1].append(Block(capture[0], self.flow_line or capture[1], text, capture[2]))
        elif text:
            self.paragraph(self.flow_line, text)

    def tag(self, line: int, name: str, closing: bool, source: str) -> None:
        if name in ("td", "th"):
            self.end_cell()
            if not closing:
                self.begin_row(line, "header" if name == "th" else "row")
                self.cell = Cell(line, "")
        elif name in ("tr", "table", "tbody", "thead"):
            self.end_row()
        elif self.cell is not None:
            self.cell.text += source
        elif name in ("ul", "ol"):
            self.html_list(closing)
        elif name == "li":
            self.list_item(line, closing)
        elif name in _CAPTURED or name == "details":
            self.captured(line, name, closing)
        elif name not in _FLOW:
            self.flow_text(line, source)
        elif self.capture is None:
            self.flush()

    def captured(self, line: int, name: str, closing: bool) -> None:
        self.flush()
        if name == "details":
            if closing:
                self.stack[-1].append(Block("end", line))
        elif not closing:
            self.capture = ("summary", line, 0) if name == "summary" else ("heading", line, int(name[1]))

    def html_list(self, closing: bool) -> None:
        self.flush()
        if not closing:
            self.html_lists.append(len(self.items))
        elif self.html_lists:
            self.close_to(self.html_lists[-1])
            if self.html_lists:
                self.html_lists.pop()

    def list_item(self, line: int, closing: bool) -> None:
        # Authors leave </li> out: a new item ends the one before it in the same list.
        base = self.html_lists[-1] if self.html_lists else self.depths[-1] + 1 if self.depths else 0
        if len(self.items) > base:
            self.close_to(base)
        if not closing and len(self.stack) < _MAX_NESTING:
            self.open("item", line)

    def begin_row(self, line: int, kind: Kind) -> None:
        if self.row is None:
            self.flush()
            self.row = Block(kind, line)
        elif kind == "row":
            self.row.kind = "row"

    def end_cell(self) -> None:
        if self.cell is not None and self.row is not None:
            text = self.cell.text
            stripped = text.lstrip()
            self.cell.line += text.count("\n", 0, len(text) - len(stripped))
            self.cell.text = stripped.rstrip()
            self.row.cells.append(self.cell)
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        row, self.row = self.row, None
        if row is not None:
            self.stack[-1].append(row)

    def finish(self) -> None:
        self.end_row()
        self.flush()


def _is_row(line: str) -> bool:
    stripped = line.strip()
    return stripped.startswith("|") and stripped.count("|") > 1


def _row(kind: Kind, line: int, source: str) -> Block:
    inner = source.strip()
    inner = inner.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    cells = [Cell(line, cell.strip().replace("\\|", "|")) for cell in _PIPE.split(inner)]
    return Block(kind, line, source.strip(), cells=cells)
