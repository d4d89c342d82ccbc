"""An item's pieces → segments: runs of text that style, separators, brackets, quotes, links or lines part.

Offsets into the item's flat text are kept, so that a title of several segments stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from bot.markup.inline import Piece
from bot.parse.labels import external, is_resource
from bot.parse.text import NOISE, words
from bot.words import abbreviations

# No item that a person wrote has more; what is beyond costs bounded time.
MAX_SEGMENTS, _MAX_PIECES, _MAX_TEXT = 80, 400, 4000
# Texts up to this length come again often enough to be kept.
_KEPT = 400

# What may part two segments: signs, and where no sign is, what stands there. Most text holds none of them, so
# one class of characters is looked for, and only where one stands is it asked which of its rules holds.
_SIGN = re.compile(
    r"[\n\[\]()（）【】〔〕\"“”«»「」『』《》„.:：;,，；、|｜•·?!。/–—~\-\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]"
)
_OPEN, _CLOSE, _QUOTE = "[(（【〔", "])）】〕", '"“”«»「」『』《》„'
_RULES: Mapping[str, Sequence[tuple[str, re.Pattern[str]]]] = {
    char: [(kind, re.compile(pattern)) for kind, pattern in rules]
    for chars, rules in (
        ("\n", [("soft", r"\n")]),
        (
            "[",
            [
                # The type of a work in citations: ``[J]``, ``[C]//``.
                ("type", r"\[(?:[JCMDRPSNAZ]|EB|DB|CP|OL|(?:EB|DB|CP|J|C|M)/OL)\](?:\s?//|\.)?"),
                ("bracket", r"\["),
            ],
        ),
        (_OPEN[1:] + _CLOSE + _QUOTE, [("bracket", r".")]),
        (
            ":",
            [
                ("emoji", r":(?:[a-z][a-z0-9_+\-]{1,29}|[+-]1):(?![a-z/])"),
                ("colon", r":(?=\s|$|[^\W\d_a-z/])(?!//)"),
            ],
        ),
        ("：", [("colon", "：")]),
        (";", [("comma", r";(?:\s|$|(?=[A-Z\d]))")]),
        (",", [("comma", r",(?:\s|$|(?=[A-Z])|(?<=[A-Za-z],)(?=(?:19|20)\d\d\b))")]),
        ("，；、", [("comma", r".")]),
        ("|｜•·", [("bar", r".")]),
        ("/", [("bar", r"(?<=\s)/{1,2}(?=\s)")]),
        ("~–", [("dash", r"(?<=\s)[-–—~]{1,3}(?=\s|$)|(?<![^\s])[-–—]{1,2}(?=\s)")]),
        ("—", [("dash", r"—+")]),
        (
            "-",
            [
                ("dash", r"(?<=\s)-{1,3}(?=\s|$)|^--?(?=\s)"),  # A title - what it is
                ("dash", r"(?:(?<=\b20\d\d)|(?<=\b19\d\d))-(?=[A-Za-z]{3})"),  # 2020-ICLR
                ("dash", r"(?<=[A-Z])-(?=(?:19|20)\d\d[-_\s])"),  # ICLR-2020-A title
                ("dash", r"(?<=[A-Z]{4})-(?=[A-Z][a-z]+ )|(?<=\b20\d\d-[A-Z]{4})-"),  # ICLR-A title
            ],
        ),
        ("?!", [("stop", r"[?!](?:\s|$)")]),
        ("。", [("stop", "。")]),
        (
            ".",
            [
                ("initial", r"(?<=\b[^\W\d_a-z])(?<!Ph\.D)\.(?:\s|$|(?=-?[A-Z]\.))"),
                ("stop", r"\.(?:\s|$)|(?<=[a-z]{2})\.(?=[A-Z][a-z]|arXiv)|(?<=et al)\.(?=[A-Za-z])"),
            ],
        ),
    )
    for char in chars
}
_EMOJI = [("emoji", re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]+"))]
# What parts though no sign stands there, and what one of which a text must hold for it to be looked for.
_UNSIGNED: Sequence[tuple[str, tuple[str, ...], re.Pattern[str]]] = (
    ("by", ("by", "By"), re.compile(r"(?:(?<=\s)|^)[bB]y(?=\s[^\W\d_a-z]|\s@|:\s):?")),
    # A known form of venue and year: ``A title ICLR 2020``.
    (
        "gap",
        ("20", "19", "rXiv:", "’", "'"),
        re.compile(
            r"(?<!ACM)(?<!IEEE)(?<!AAAI)(?<!USENIX)(?<!IFIP)(?<!Findings of)\s"
            r"(?=@?(?:[A-Z][A-Za-z&]*[A-Z]|arXiv)"
            r"[A-Za-z&]{0,9}[\s'’]{0,2}(?:(?:19|20)\d\d|['’]\d\d)\b|arXiv:\s?\d{4}\.)"
        ),
    ),
    ("blank", ("  ",), re.compile(r"(?<=\S)[ \xa0]{2,}(?=[A-Z])")),
)
_BEHIND = re.compile(r"\w+$")
# Separators, the strongest first.
_STRENGTH = """by line bar type dash stop colon comma initial blank emoji bracket soft gap"""
_RANK = {kind: rank for rank, kind in enumerate([*_STRENGTH.split(), ""])}
# The number or box of an item.
_LEAD = re.compile(
    r"\s*(?:\[\s?[xX✓]?\s?\]|\[\d{1,3}\]|\(\d{1,3}\)|#\d{1,4}\b|\d{1,3}(?:[.)、．](?=\s|\D)|\s*$))"
    r"\s*(?:[-*+•]\s+)?"
)
_EDGE = " \t\u200b\ufeff\u00a0\u3000*_-–—~.,;:：|/\\&\n、，"
_PAIRS = dict(zip('([（【{“《"«「', ')]）】}”》"»」', strict=True))
_PAIRED = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_PAIRS.values())) + "]")


@dataclass(slots=True)
class Segment:
    """One run of text; ``start`` and ``end`` are its place in the item's flat text, ``line`` its line there.

    ``sep`` is the strongest separator before it, ``bracket`` the innermost bracket that is open around it,
    ``count`` its words, ``style`` a letter for each of bold, italic and code.
    """

    text: str
    start: int
    end: int
    sep: str
    line: int
    link: Piece | None
    bold: bool
    italic: bool
    code: bool
    style: str
    bracket: str
    quoted: bool
    count: int
    resource: bool = False


@dataclass(slots=True)
class Cut:
    """An item's flat text and its segments."""

    flat: str
    segments: list[Segment]


def cut(pieces: Iterable[Piece]) -> Cut:
    """Cut an item's pieces into segments."""
    cutter = _Cutter()
    flat: list[str] = []
    for piece in islice(pieces, _MAX_PIECES):
        text = piece.text[:_MAX_TEXT]
        if piece.kind == "break":
            text, cutter.sep = "\n", "line"
        elif piece.kind == "image" or not external(piece):
            text = " "
        else:
            cutter.take(piece, text)
        flat.append(text)
        cutter.at += len(text)
    return Cut("".join(flat), cutter.segments)


class _Cutter:
    """What has been cut so far, and what is open: the place, the separator, the brackets, the quote."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.at = 0
        self.sep = "line"
        self.brackets = ""
        self.quoted = ""

    def take(self, piece: Piece, text: str) -> None:
        linked = piece.kind == "link"
        if linked and is_resource(piece):
            self.add(piece, _Run(text, 0, words(text)), resource=True, ends=False)
            return
        steps = _kept if len(text) < _KEPT else _steps
        for run, kind, sign in steps(text, linked, not linked and not self.segments):
            if run is not None:
                self.add(piece, run)
            if kind:
                self.turn(kind, sign)

    def add(self, piece: Piece, run: _Run, *, resource: bool = False, ends: bool = True) -> None:
        if len(self.segments) >= MAX_SEGMENTS:
            return
        text, start, count, line = run
        start += self.at
        self.segments.append(
            Segment(
                text,
                start,
                start + len(text),
                self.sep,
                piece.line + line,
                piece if piece.kind == "link" else None,
                piece.bold,
                piece.italic,
                piece.code,
                "b" * piece.bold + "i" * piece.italic + "c" * piece.code,
                self.brackets[-1:],
                self.quoted != "",
                count,
                resource,
            )
        )
        if ends:
            self.sep = ""

    def turn(self, kind: str, sign: str) -> None:
        if kind == "bracket":
            if sign in _OPEN:
                self.brackets += "(" if sign in "(（" else "["
            elif sign in _CLOSE:
                self.brackets = self.brackets[:-1]
            else:
                self.quoted = "" if self.quoted else sign
        if _RANK[kind] < _RANK[self.sep]:
            self.sep = kind


class _Run(NamedTuple):
    """A run of a piece's text, where it starts, its words, and how many lines stand before it."""

    text: str
    start: int
    said: int
    line: int = 0


def _steps(text: str, linked: bool, first: bool) -> tuple[tuple[_Run | None, str, str], ...]:
    """Return each run of a piece's text, if it says something, with the kind and sign of what ends it."""
    out: list[tuple[_Run | None, str, str]] = []
    at = line = 0
    for start, end, kind in (*_signs(text, linked), (len(text), len(text) + 1, "")):
        if start < at:
            continue
        sign = text[start : start + 1]
        run = _run(text, at, start + (sign in "?!" and kind != ""), line, first=first)
        if run is not None and run.said:
            first = False
        else:
            run = None
        out.append((run, kind, sign))
        at = end
        line += kind == "soft"
    return tuple(out)


_kept = lru_cache(maxsize=8192)(_steps)


def _signs(text: str, linked: bool) -> list[tuple[int, int, str]]:
    """Return where something parts the text, up to where, and its kind; in a link's label emoji are text."""
    out = []
    for match in _SIGN.finditer(text):
        at, char = match.start(), match[0]
        for kind, pattern in _RULES.get(char, _EMOJI):
            found = pattern.match(text, at)
            if found is None or (linked and kind == "emoji"):
                continue
            if char == "." and kind == "stop" and _short(text, at):
                continue
            out.append((at, found.end(), kind))
            break
    for kind, needs, pattern in _UNSIGNED:
        if any(map(text.__contains__, needs)):
            out += [(*match.span(), kind) for match in pattern.finditer(text)]
    out.sort()
    return out


def _short(text: str, at: int) -> bool:
    """Whether a full stop only shortens the word before it (``Commun. ACM``)."""
    behind = _BEHIND.search(text, max(0, at - 12), at)
    if text.startswith(("Ph.D", "e.g", "i.e"), max(0, at - 4)) or text.startswith(
        ("e.g", "i.e"), max(0, at - 3)
    ):
        return True
    return behind is not None and behind[0] in abbreviations() and not text.startswith("et al", at - 5)


def _run(text: str, start: int, end: int, line: int, *, first: bool) -> _Run | None:
    """Return a stretch of text without its edges; the first of an item sheds its number or box, too."""
    if first:
        noise = NOISE.match(text, start, end)
        start = noise.end() if noise else start
        lead = _LEAD.match(text, start, end)
        start = lead.end() if lead else start
    kept = text[start:end].lstrip(_EDGE)
    start = end - len(kept)
    kept = kept.rstrip(_EDGE)
    return _Run(kept, start, words(kept), line) if kept else None


def between(cut: Cut, first: int, last: int) -> str:
    """Return the text from one segment to another, with the brackets and quotes that it opens or closes."""
    start, end = cut.segments[first].start, cut.segments[last].end
    text = cut.flat[start:end]
    if _PAIRED.search(text) is None:
        return text
    for opened, close in _PAIRS.items():
        if opened == close:
            lack, more = text.count(opened) % 2 == 1, False
        else:
            lack, more = text.count(opened) > text.count(close), text.count(close) > text.count(opened)
        if lack and cut.flat[end : end + 1] == close:
            text, end = text + close, end + 1
        elif (more or lack) and cut.flat[start - 1 : start] == opened:
            text, start = opened + text, start - 1
    return text
