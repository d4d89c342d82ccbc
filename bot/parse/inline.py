"""Inline Markdown and HTML → a flat run of pieces: text, links, images, line breaks.

markdown-it's inline rules are not used, for three reasons. They cost most of its time and are
quadratic on unclosed brackets and emphasis, while one pass with a stack is linear. They percent-encode
targets, while an entry's URL is kept byte for byte. And they refuse what authors write and mean:
``[A] (u)``, targets with spaces, ``**bold **``.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "link", "image", "break"]


@dataclass(slots=True)
class Piece:
    """A run of text of one style, a link with its label, an image with its description, or a break.

    ``line`` counts from the start of the text. A link made of an image alone is a ``badge``; a URL
    that stands for itself is ``bare``.
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


@dataclass(slots=True)
class _Mark:
    """A run of emphasis characters whose role is not yet known."""

    char: str
    count: int
    opens: bool
    closes: bool


_SPECIAL = re.compile(r"[\\`*_~\[\]!<\n$]|https?://", re.IGNORECASE)
_BARE = re.compile(
    r"https?://[^\s<>\[\]()\"`|，。；、）】]+(?:\([^\s<>\[\]()]*\)[^\s<>\[\]()\"`|，。；、）】]*)*",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[\s/][^<>]*)?)>")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_ANGLE = re.compile(r"\s*<([^<>\n]*)>\s*(?:\"[^\"]*\"\s*|'[^']*'\s*)?\)")
_BLANK = re.compile(r"\s*")
_STOP = re.compile(r"[\s()]")
_AFTER_TARGET = re.compile(r"\s*(?:\"[^\"]*\"\s*|'[^']*'\s*)?\)")
_SPACED = re.compile(r"([^()\[\]\n<>\"]*)\)")
_ANCHOR = re.compile(r"(#[^()\n]{0,200}(?:\([^()\n]{0,80}\)[^()\n]{0,80}){0,3})\)")
_REFERENCE = re.compile(r"\[([^\[\]]{0,999})\]")
_MATH = re.compile(r"\$(?=\S)[^$\n]{0,300}\$")
# Footnote marks: raised or lowered text that holds links within the page and nothing else.
_WITHIN = (
    r"(?:\[{1,2}[^\[\]\n]{0,80}\]{1,2}\(#[^()\s]{0,200}\)\]?|"
    r"<a\s[^<>]{0,200}?href=[\"']?#[^<>]{0,200}>[^<>]{0,80}</a>)"
)
_FOOTNOTES = re.compile(
    rf"<(su[bp])(?:\s[^<>]{{0,80}})?>(?:[\s,;·]*+{_WITHIN})++[\s,;·]*+</\1\s*>", re.IGNORECASE
)
_SPACES = re.compile(r"[ \t]{3,}")
_MAX_PARENS = 32
_HTML_WORDS = """
    a abbr b big blockquote br center cite code dd del details div dl dt em figcaption figure font
    h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark nobr ol p picture pre q s samp section small source
    span strike strong style sub summary sup svg table tbody td tfoot th thead tr tt u ul var video
    iframe path
"""
_HTML_NAMES = frozenset(_HTML_WORDS.split())
_BOLD = frozenset(("b", "strong"))
_ITALIC = frozenset(("i", "em", "cite"))


def attributes(source: str) -> dict[str, str]:
    """Return an HTML tag's attributes, values as written."""
    return {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(source)}


def label_key(label: str) -> str:
    """Return the form under which a reference definition is found."""
    return " ".join(label.split()).casefold()


def read(source: str, references: Mapping[str, str]) -> list[Piece]:
    """Split inline source into pieces in reading order; ``references`` maps label keys to targets."""
    if "   " in source:
        # Patterns further on look for white space around things; long runs would cost them quadratic time.
        source = _SPACES.sub("  ", source)
    if _SPECIAL.search(source) is None:
        text = html.unescape(source) if "&" in source else source
        return [Piece("text", text)] if text else []
    return _Reader(source, references).run()


class _Reader:
    """One left-to-right pass over one text, with a stack of open brackets."""

    def __init__(self, source: str, references: Mapping[str, str]) -> None:
        self.source = source
        self.references = references
        self.out: list[Piece | _Mark] = []
        self.brackets: list[tuple[int, bool]] = []
        self.anchor: tuple[int, str] | None = None
        self.line = 0
        self.ticks: dict[int, list[int]] | None = None
        self.bold = self.italic = 0

    def run(self) -> list[Piece]:
        source, position, end = self.source, 0, len(self.source)
        while position < end:
            match = _SPECIAL.search(source, position)
            if match is None:
                self.text(source[position:])
                break
            start = match.start()
            if start > position:
                self.text(source[position:start])
            position = self.special(source[start], start)
        self.close_anchor()
        return _styled(self.out)

    def text(self, text: str) -> None:
        if text:
            if "&" in text:
                text = html.unescape(text)
            piece = Piece("text", text, "", self.line, self.bold > 0, self.italic > 0)
            self.out.append(piece)

    def special(self, char: str, at: int) -> int:
        handler = _HANDLERS.get(char, _Reader.bare)
        return handler(self, at)

    def literal(self, start: int, end: int) -> int:
        self.text(self.source[start:end])
        return end

    def open_bracket(self, at: int) -> int:
        self.brackets.append((len(self.out), False))
        return self.literal(at, at + 1)

    def exclamation(self, at: int) -> int:
        if not self.source.startswith("[", at + 1):
            return self.literal(at, at + 1)
        self.brackets.append((len(self.out), True))
        return self.literal(at, at + 2)

    def close_bracket(self, at: int) -> int:
        if not self.brackets:
            return self.literal(at, at + 1)
        opened, image = self.brackets.pop()
        target = self.target(at + 1, opened)
        if target is None:
            return self.literal(at, at + 1)
        end, url = target
        inner = self.out[opened + 1 :]
        del self.out[opened:]
        if not image:
            # Links do not nest: brackets opened before this one stay text.
            self.brackets.clear()
        self.out.append(self.joined("image" if image else "link", _styled(inner), url))
        self.line += self.source.count("\n", at, end)
        return end

    def joined(self, kind: Kind, inner: Sequence[Piece], url: str) -> Piece:
        label = "".join(" " if p.kind == "break" else p.text for p in inner)
        seen = [p for p in inner if p.text.strip()]
        badge = (
            kind == "link" and any(p.kind == "image" for p in inner) and all(p.kind == "image" for p in seen)
        )
        bold = bool(seen) and all(p.bold for p in seen)
        line = inner[0].line if inner else self.line
        image = next((p.url for p in inner if p.kind == "image"), "") if badge else ""
        return Piece(kind, label, url, line, bold or self.bold > 0, self.italic > 0, badge, image=image)

    def target(self, at: int, opened: int) -> tuple[int, str] | None:
        """Return where a link's target ends and what it is, if one follows a closing bracket."""
        source = self.source
        if source.startswith("(#", at):
            anchor = _ANCHOR.match(source, at + 1)
            if anchor is not None:
                return anchor.end(), anchor[1]
        if source.startswith("(", at):
            found = _destination(source, at + 1)
            if found is not None:
                return found
        elif source.startswith(" (", at):
            found = _destination(source, at + 2)
            if found is not None and found[1].startswith(("http://", "https://", "www.")):
                return found
        elif source.startswith("（http", at):
            closing = source.find("）", at, at + 2000)
            if closing > 0 and not any(c.isspace() for c in source[at:closing]):
                return closing + 1, source[at + 1 : closing]
        return self.reference(at, opened) if self.references else None

    def reference(self, at: int, opened: int) -> tuple[int, str] | None:
        match = _REFERENCE.match(self.source, at)
        if match is not None and match[1].strip():
            url = self.references.get(label_key(match[1]))
            return None if url is None else (match.end(), url)
        label = "".join(
            p.text if isinstance(p, Piece) else p.char * p.count for p in self.out[opened + 1 :][:50]
        )
        url = self.references.get(label_key(label))
        if url is None:
            return None
        return (match.end() if match is not None else at), url

    def emphasis(self, at: int) -> int:
        source, end, char = self.source, at + 1, self.source[at]
        while source.startswith(char, end):
            end += 1
        if char == "~":
            return end if end - at >= 2 else self.literal(at, end)
        before = source[at - 1] if at else " "
        after = source[end] if end < len(source) else " "
        opens, closes = not after.isspace(), not before.isspace()
        if char == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        self.out.append(_Mark(char, end - at, opens, closes))
        return end

    def newline(self, at: int) -> int:
        hard = self.source.endswith(("  ", "\\"), 0, at)
        self.line += 1
        if hard:
            self.out.append(Piece("break", "\n", "", self.line))
        else:
            self.text("\n")
        return at + 1

    def escape(self, at: int) -> int:
        following = self.source[at + 1 : at + 2]
        if following and following in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~":
            self.out.append(Piece("text", following, "", self.line, self.bold > 0, self.italic > 0))
            return at + 2
        if following == "\n":
            return at + 1
        return self.literal(at, at + 1)

    def code(self, at: int) -> int:
        if self.ticks is None:
            self.ticks = {}
            for match in re.finditer(r"`+", self.source):
                self.ticks.setdefault(match.end() - match.start(), []).append(match.start())
        end = at
        while self.source.startswith("`", end):
            end += 1
        runs = self.ticks.get(end - at, [])
        following = bisect_right(runs, at)
        if following >= len(runs):
            return self.literal(at, end)
        closing = runs[following]
        inner = self.source[end:closing]
        piece = Piece(
            "text", inner.replace("\n", " "), "", self.line, self.bold > 0, self.italic > 0, code=True
        )
        self.out.append(piece)
        self.line += inner.count("\n")
        return closing + end - at

    def math(self, at: int) -> int:
        match = _MATH.match(self.source, at)
        if match is None or not any(c in "\\^_{" for c in match[0]):
            return self.literal(at, at + 1)
        return self.literal(at, match.end())

    def bare(self, at: int) -> int:
        match = _BARE.match(self.source, at)
        if match is None:
            return self.literal(at, at + 4)
        url = match[0].rstrip(".,;:!?'*_~")
        inside = self.brackets and self.source.find("](", at, at + len(match[0]) + 40) == at + len(match[0])
        if self.anchor is not None or inside:
            return self.literal(at, at + len(url))
        self.out.append(Piece("link", url, url, self.line, self.bold > 0, self.italic > 0, bare=True))
        return at + len(url)

    def angle(self, at: int) -> int:
        source = self.source
        if source.startswith("<!--", at):
            end = source.find("-->", at + 4)
            end = len(source) if end < 0 else end + 3
            self.line += source.count("\n", at, end)
            return end
        notes = _FOOTNOTES.match(source, at)
        if notes is not None:
            self.line += notes[0].count("\n")
            return notes.end()
        link = _AUTOLINK.match(source, at)
        if link is not None:
            self.out.append(Piece("link", link[1], link[1], self.line, bare=True))
            return link.end()
        tag = _TAG.match(source, at)
        if tag is None or tag[2].lower() not in _HTML_NAMES:
            return self.literal(at, at + 1)
        self.tag(tag[2].lower(), bool(tag[1]), tag[3])
        self.line += tag[0].count("\n")
        return tag.end()

    def tag(self, name: str, closing: bool, rest: str) -> None:
        if name == "a":
            self.close_anchor()
            if not closing:
                href = attributes(rest).get("href")
                if href is not None:
                    self.anchor = (len(self.out), href.strip())
        elif name in _BOLD:
            self.bold = max(0, self.bold - 1) if closing else self.bold + 1
        elif name in _ITALIC:
            self.italic = max(0, self.italic - 1) if closing else self.italic + 1
        elif name == "img" and not closing:
            given = attributes(rest)
            self.out.append(Piece("image", given.get("alt", ""), given.get("src", ""), self.line))
        elif name in ("br", "p", "div", "li", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "summary"):
            self.out.append(Piece("break", "\n", "", self.line))

    def close_anchor(self) -> None:
        if self.anchor is None:
            return
        opened, href = self.anchor
        self.anchor = None
        inner = self.out[opened:]
        del self.out[opened:]
        self.brackets = [b for b in self.brackets if b[0] < opened] if self.brackets else self.brackets
        self.out.append(self.joined("link", _styled(inner), href))


_HANDLERS: Mapping[str, Callable[[_Reader, int], int]] = {
    "[": _Reader.open_bracket,
    "]": _Reader.close_bracket,
    "!": _Reader.exclamation,
    "*": _Reader.emphasis,
    "_": _Reader.emphasis,
    "~": _Reader.emphasis,
    "\n": _Reader.newline,
    "<": _Reader.angle,
    "`": _Reader.code,
    "\\": _Reader.escape,
    "$": _Reader.math,
}


def _destination(source: str, at: int) -> tuple[int, str] | None:
    """Return the end and the text of a target in parentheses that starts at ``at``.

    The nesting of parentheses is capped as in other parsers, which keeps hostile ``](((((`` linear.
    """
    angle = _ANGLE.match(source, at)
    if angle is not None:
        return angle.end(), angle[1]
    start = end = _BLANK.match(source, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    depth = opened = 0
    for stop in _STOP.finditer(source, start):
        end, char = stop.start(), stop[0]
        if char == "(":
            depth, opened = depth + 1, opened + 1
        elif char == ")" and depth:
            depth -= 1
        elif char == ")":
            return end + 1, source[start:end]
        if opened > _MAX_PARENS:
            return None
        if char.isspace():
            break
    titled = _AFTER_TARGET.match(source, end)
    if titled is not None and depth == 0:
        return titled.end(), source[start:end]
    spaced = _SPACED.match(source, start)
    if spaced is not None and ("/" in spaced[1] or "." in spaced[1]):
        return spaced.end(), spaced[1].strip()
    return None


def _styled(pieces: Sequence[Piece | _Mark]) -> list[Piece]:
    """Resolve emphasis marks into styles, and join neighbours of one style."""
    if not any(isinstance(p, _Mark) for p in pieces):
        return _merged(pieces)
    roles = _pair(pieces)
    out: list[Piece] = []
    bold = italic = 0
    for index, piece in enumerate(pieces):
        if isinstance(piece, _Mark):
            change_bold, change_italic, literal = roles[index]
            bold, italic = bold + change_bold, italic + change_italic
            if literal:
                out.append(Piece("text", piece.char * literal, "", 0, bold > 0, italic > 0))
        else:
            piece.bold, piece.italic = piece.bold or bold > 0, piece.italic or italic > 0
            out.append(piece)
    return _merged(out)


def _pair(pieces: Sequence[Piece | _Mark]) -> dict[int, tuple[int, int, int]]:
    """Return for each mark how it changes bold and italic, and how many characters stay literal."""
    effect: dict[int, list[int]] = {}
    left: dict[int, int] = {}
    stacks: dict[str, list[int]] = {"*": [], "_": []}
    for index, mark in enumerate(pieces):
        if not isinstance(mark, _Mark):
            continue
        effect[index], left[index] = [0, 0], mark.count
        stack = stacks[mark.char]
        while mark.closes and stack and left[index]:
            opener = stack[-1]
            used = 2 if min(left[opener], left[index]) >= 2 else 1
            effect[opener][2 - used] += 1
            effect[index][2 - used] -= 1
            left[opener] -= used
            left[index] -= used
            if not left[opener]:
                stack.pop()
        if mark.opens and left[index]:
            stack.append(index)
    return {i: (e[0], e[1], 0 if left[i] >= 2 else left[i]) for i, e in effect.items()}


def _merged(pieces: Sequence[Piece | _Mark]) -> list[Piece]:
    out: list[Piece] = []
    run: list[str] = []
    for piece in pieces:
        if isinstance(piece, _Mark):
            continue
        last = out[-1] if out else None
        same = (
            last is not None
            and piece.kind == "text" == last.kind
            and (piece.bold, piece.italic, piece.code) == (last.bold, last.italic, last.code)
        )
        if same:
            run.append(piece.text)
            continue
        if last is not None and len(run) > 1:
            last.text = "".join(run)
        out.append(piece)
        run = [piece.text]
    if out and len(run) > 1:
        out[-1].text = "".join(run)
    return out
