"""Inline Markdown and HTML → a flat run of pieces: text, links, images, line breaks.

markdown-it parses; here its tokens are put together, and what HTML's tags say is read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.markup.markdown import SPECIAL, TAG, markdown_it

if TYPE_CHECKING:
    from markdown_it.token import Token

Kind = Literal["text", "link", "image", "break"]


class Piece(NamedTuple):
    """A run of text of one style, a link with its label, an image with its description, or a break.

    ``line`` counts from the start of the text. A link made of an image alone is a ``badge``, and ``image`` is
    where that is; a URL that stands for itself is ``bare``.
    """

    kind: Kind
    text: str
    url: str = ""
    line: int = 0
    bold: bool = False
    italic: bool = False
    badge: bool = False
    bare: bool = False
    code: bool = False
    image: str = ""


# Of longer texts only the beginning is kept, as it stands: no one item or paragraph has as much to say.
LONGEST = 200_000
# Longer texts are read in parts: markdown-it copies what it has read of a text at every step.
_PART = 20_000
# Texts up to this length are kept: lists repeat themselves, and one version of a list the one before.
_KEPT = 2000
_LINE_END = re.compile("\n")
_SPACES = re.compile(r"[ \t]{0,2}(?:(?:&nbsp;|\xa0)[ \t]*+)+")
# What is mended before anything is read, and what a text must hold for that to be of any use.
_MENDS: Sequence[tuple[str, re.Pattern[str], str]] = (
    # Patterns look for white space around things; long runs would cost them quadratic time.
    ("   ", re.compile(r"[ \t]{3,}"), "  "),
    ("&nbsp;", _SPACES, " "),
    ("\xa0", _SPACES, " "),
    ("[^", re.compile(r"(`[^`]*`)|\[\^[^\[\]\s]{1,80}\](?!\()"), r"\1"),
    ("] (", re.compile(r"\] \(\s?(?=https?://|www\.)"), "]("),
    ("]（", re.compile(r"\]（(https?://[^\s（）]{1,2000})）"), r"](\1)"),
)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_STYLES = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic"}
_BREAKS = frozenset(("br", "p", "div", "li", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "details", "summary"))


def attributes(source: str) -> dict[str, str]:
    """Return an HTML tag's attributes, with their entities decoded."""
    return {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(source)}


def label_key(label: str) -> str:
    """Return the form under which a reference definition is found."""
    return " ".join(label.split()).casefold()


def read(source: str, references: Mapping[str, str]) -> tuple[Piece, ...]:
    """Split inline source into pieces in reading order; ``references`` maps label keys to targets."""
    if len(source) > LONGEST:
        return (Piece("text", source[:LONGEST]),)
    return _read(source, references) if references or len(source) > _KEPT else _kept(source)


def _read(source: str, references: Mapping[str, str]) -> tuple[Piece, ...]:
    for sign, pattern, replacement in _MENDS:
        if sign in source:
            source = pattern.sub(replacement, source)
    if SPECIAL.search(source) is None:
        return (Piece("text", source),) if source else ()

    def find(label: str, _: object) -> object:
        target = references.get(label_key(label))
        return None if target is None else {"href": target, "title": ""}

    reader, markdown = _Reader(), markdown_it()
    for part in _parts(source):
        env: dict[str, object] = {"lines": [match.start() for match in _LINE_END.finditer(part)]}
        if references:
            env["references"] = SimpleNamespace(get=find)
        reader.tokens(markdown.inline.parse(part, markdown, env, []))
    return tuple(reader.finish())


@lru_cache(maxsize=2048)
def _kept(source: str) -> tuple[Piece, ...]:
    return _read(source, {})


def _parts(source: str) -> Iterator[str]:
    start = 0
    while len(source) - start > _PART:
        end = start + _PART
        end = max(source.rfind(" ", start, end), source.rfind("\n", start, end)) + 1 or end
        yield source[start:end]
        start = end
    yield source[start:]


class _Reader:
    """Turns tokens into pieces; ``open`` are links not closed yet: where, whereto, whether of HTML."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.open: list[tuple[int, str, bool]] = []
        self.line = 0
        self.levels = {"bold": 0, "italic": 0}

    def tokens(self, tokens: Sequence[Token]) -> None:
        above = self.line
        for token in tokens:
            if token.type in _TEXTS:
                self.text(token.type, token.content)
            else:
                self.mark(token)
            if token.map is not None:
                self.line = above + token.map[1]

    def finish(self) -> list[Piece]:
        while self.open:
            self.close()
        return _merged(self.pieces)

    def add(self, kind: Kind, text: str, url: str = "", *, bare: bool = False, code: bool = False) -> None:
        bold, italic = self.levels["bold"] > 0, self.levels["italic"] > 0
        self.pieces.append(Piece(kind, text, url, self.line, bold, italic, bare=bare, code=code))

    def style(self, style: str, change: int) -> None:
        self.levels[style] = max(0, self.levels[style] + change)

    def text(self, kind: str, text: str) -> None:
        if kind == "bare" and not self.open:
            self.add("link", text, text, bare=True)
        elif text:
            self.add("text", text, code=kind == "code_inline")

    def mark(self, token: Token) -> None:
        kind = token.type
        if kind in ("softbreak", "hardbreak"):
            self.add("text" if kind == "softbreak" else "break", "\n")
            self.line += 1
        elif kind in ("strong_open", "strong_close", "em_open", "em_close"):
            self.style(_STYLES[token.tag], token.nesting)
        elif kind == "image":
            label = _Reader()
            label.tokens(token.children or ())
            self.add("image", _label(label.finish()), str(token.attrs["src"]))
        elif kind == "link_open":
            self.open.append((len(self.pieces), str(token.attrs["href"]), False))
        elif kind == "link_close":
            self.close_anchor()
            self.close()
        elif kind == "html":
            self.html(token.content)

    def html(self, source: str) -> None:
        closing, name, rest = TAG.match(source).groups()  # type: ignore[union-attr]  # the rule has seen it
        name = name.lower()
        if name == "a":
            self.close_anchor()
            href = None if closing else attributes(rest).get("href")
            if href is not None:
                self.open.append((len(self.pieces), href.strip(), True))
        elif name in _STYLES:
            self.style(_STYLES[name], -1 if closing else 1)
        elif name == "img" and not closing:
            given = attributes(rest)
            self.add("image", given.get("alt", ""), given.get("src", ""))
        elif name in _BREAKS:
            self.add("break", "\n")

    def close_anchor(self) -> None:
        if self.open and self.open[-1][2]:
            self.close()

    def close(self) -> None:
        """Make a link of what has been read since it was opened."""
        at, url, _ = self.open.pop()
        inner = _merged(self.pieces[at:])
        del self.pieces[at:]
        seen = [p for p in inner if p.text.strip()]
        images = [p for p in inner if p.kind == "image"]
        line = inner[0].line if inner else self.line
        bold = self.levels["bold"] > 0 or (bool(seen) and all(p.bold for p in seen))
        badge = bool(images) and all(p.kind == "image" for p in seen)
        image = images[0].url if badge else ""
        style = (bold, self.levels["italic"] > 0, badge)
        self.pieces.append(Piece("link", _label(inner), url, line, *style, image=image))


_TEXTS = frozenset(("text", "text_special", "code_inline", "bare"))


def _label(pieces: Sequence[Piece]) -> str:
    return "".join(" " if piece.kind == "break" else piece.text for piece in pieces)


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Join neighbours that are text of one style."""
    out: list[Piece] = []
    for style, run in groupby(pieces, lambda p: (p.bold, p.italic, p.code) if p.kind == "text" else None):
        if style is not None:
            first, *others = run
            if others:
                first = first._replace(text="".join([first.text, *(p.text for p in others)]))
            run = iter((first,))
        out += run
    return out
