"""An item's pieces → segments: the runs of text that style, separators, brackets, quotes, links or lines part.

Offsets into the item's flat text are kept, so that a title that spans several segments stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.markup.inline import Piece
from bot.parse.labels import external, is_resource
from bot.parse.text import NOISE, words
from bot.words import abbreviations

# No item that a person wrote has more; what is beyond costs bounded time.
MAX_SEGMENTS, _MAX_PIECES, _MAX_TEXT = 80, 400, 4000

# What may part two segments: signs, and where no sign is, what stands there. Most text holds none of them, so
# one class of characters is looked for, and only where one stands is it asked which of its rules holds.
_SIGN = re.compile(
    r"[\n\[\](){}（）【】〔〕\"“”«»「」『』《》„.:：;,，；、|｜•·?!。/–—~\-\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]"
)
_OPEN, _CLOSE, _QUOTE = "[(（【{〔", "])）】}〕", '"“”«»「」『』《》„'
_RULES: Mapping[str, Sequence[tuple[str, re.Pattern[str]]]] = {
    char: [(kind, re.compile(pattern)) for kind, pattern in rules]
    for chars, rules in (
        ("\n", [("soft", r"\n")]),
        # The type of a work in citations: ``[J]``, ``[C]//``.
        ("[", [("type", r"\[(?:[JCMDRPSNAZ]|EB|DB|CP|OL|(?:EB|DB|CP|J|C|M)/OL)\](?:\s?//|\.)?"), ("bracket", r"\[")]),
        (_OPEN[1:] + _CLOSE + _QUOTE, [("bracket", r".")]),
        (":", [("emoji", r":[a-z][a-z0-9_+\-]{1,29}:(?![a-z/])"), ("colon", r":(?=\s|$|[^\W\d_a-z/])(?!//)")]),
        ("：", [("colon", "：")]),
        (";", [("comma", r";(?:\s|$|(?=[A-Z\d]))")]),
        (",", [("comma", r",(?:\s|$|(?=[A-Z]))")]),
        ("，；、", [("comma", r".")]),
        ("|｜•·", [("bar", r".")]),
        ("/", [("bar", r"(?<=\s)/{1,2}(?=\s)")]),
        ("~–", [("dash", r"(?<=\s)[-–—~]{1,3}(?=\s|$)|(?<![^\s])[-–—]{1,2}(?=\s)")]),
        ("—", [("dash", r"—+")]),
        # ``A title - what it is``, ``2020-ICLR-A title``.
        ("-", [("dash", r"(?<=\s)-{1,3}(?=\s|$)|^--?(?=\s)|(?<=\b20\d\d)-(?=[A-Za-z]{3})|(?<=\b19\d\d)-(?=[A-Za-z]{3})|"
                       r"(?<=[A-Z])-(?=(?:19|20)\d\d[-_\s])|(?<=[A-Z]{4})-(?=[A-Z][a-z]+ )")]),
        ("?!", [("stop", r"[?!](?:\s|$)")]),
        ("。", [("stop", "。")]),
        (".", [("initial", r"(?<=\b[^\W\d_a-z])(?<!Ph\.D)\.(?:\s|$|(?=-?[A-Z]\.))"), ("stop", r"\.(?:\s|$)|(?<=[a-z]{2})\.(?=[A-Z][a-z])|(?<=et al)\.(?=[A-Za-z])")]),
    )
    for char in chars
}  # fmt: skip
_EMOJI = [("emoji", re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]+"))]
_BEHIND = re.compile(r"\w+$")
_BY = re.compile(r"(?:(?<=\s)|^)[bB]y(?=\s[^\W\d_a-z]|\s@|:\s):?")
# A known form of venue and year that no sign sets off: ``A title ICLR 2020``.
_GAP = re.compile(
    r"(?<!ACM)(?<!IEEE)(?<!AAAI)(?<!USENIX)(?<!IFIP)\s(?=@?(?:[A-Z][A-Za-z&]*[A-Z]|arXiv)[A-Za-z&]{0,9}[\s'’]{0,2}"
    r"(?:(?:19|20)\d\d|['’]\d\d)\b|arXiv:\s?\d{4}\.)"
)
_BLANK = re.compile(r"(?<=\S)[ \xa0]{2,}(?=[A-Z])")
STRENGTH = (
    "by",
    "line",
    "bar",
    "type",
    "dash",
    "stop",
    "colon",
    "comma",
    "initial",
    "blank",
    "emoji",
    "bracket",
    "soft",
    "gap",
    "",
)
_RANK = {kind: rank for rank, kind in enumerate(STRENGTH)}
_LEAD = re.compile(
    r"\s*(?:\[\s?[xX✓]?\s?\]|\[\d{1,3}\]|\(\d{1,3}\)|#\d{1,4}\b|\d{1,3}(?:[.)、．](?=\s|\D)|\s*$))\s*(?:[-*+•]\s+)?"
)
_EDGE = " \t\u200b\ufeff\u00a0\u3000*_-–—~.,;:：|/\\&\n、，"
_PAIRS = {
    "(": ")",
    "[": "]",
    "（": "）",
    "【": "】",
    "{": "}",
    "“": "”",
    "《": "》",
    '"': '"',
    "«": "»",
    "「": "」",
}


@dataclass(slots=True)
class Segment:
    """One run of text; ``start`` and ``end`` are its place in the item's flat text, ``line`` its line in the item.

    ``sep`` is the strongest separator before it; ``bracket`` the innermost bracket that is open around it.
    """

    text: str
    start: int
    end: int
    sep: str
    line: int
    link: Piece | None = None
    bold: bool = False
    italic: bool = False
    code: bool = False
    bracket: str = ""
    quoted: bool = False
    resource: bool = False

    @property
    def style(self) -> str:
        return "b" * self.bold + "i" * self.italic + "c" * self.code


@dataclass(slots=True)
class Cut:
    """An item's flat text and its segments; ``closing`` is the separator behind the last one."""

    flat: str = ""
    segments: list[Segment] = field(default_factory=list)
    closing: str = ""


def cut(pieces: Iterable[Piece]) -> Cut:
    """Cut an item's pieces into segments."""
    out, state = Cut(), _State()
    flat: list[str] = []
    for piece in list(pieces)[:_MAX_PIECES]:
        text = piece.text[:_MAX_TEXT]
        if piece.kind == "image" or (piece.kind == "link" and not external(piece)):
            flat.append(" ")
            state.at += 1
        elif piece.kind == "break":
            flat.append("\n")
            state.at += 1
            state.sep = "line"
        elif piece.kind == "link" and is_resource(piece):
            flat.append(text)
            if len(out.segments) < MAX_SEGMENTS:
                out.segments.append(_segment(piece, text, (0, len(text)), state, resource=True))
            state.at += len(text)
        else:
            flat.append(text)
            _pieces(piece, text, state, out)
            state.at += len(text)
    out.flat, out.closing = "".join(flat), state.sep
    return out


@dataclass(slots=True)
class _State:
    at: int = 0
    sep: str = "line"
    brackets: str = ""
    quoted: str = ""


def _pieces(piece: Piece, text: str, state: _State, out: Cut) -> None:
    line, at = piece.line, 0
    for start, end, kind in (*_signs(text, piece.kind == "link"), (len(text), -1, "")):
        if start < at:
            continue
        stop = start + (end > 0 and text[start] in "?!")
        kept = _trimmed(text, at, stop, first=not out.segments and piece.kind != "link")
        if kept is not None and len(out.segments) < MAX_SEGMENTS and _says(text, kept, piece):
            out.segments.append(_segment(piece, text, kept, state, line=line))
            state.sep = ""
        if end > 0:
            at = end
            line += kind == "soft"
            _turn(kind, text[start], state)


def _signs(text: str, linked: bool) -> list[tuple[int, int, str]]:
    """Return where something parts the text, up to where, and its kind; in a link's label emoji are text."""
    out = []
    for match in _SIGN.finditer(text):
        at, char = match.start(), match[0]
        for kind, pattern in _RULES.get(char, _EMOJI):
            found = pattern.match(text, at)
            if (
                found is None
                or (linked and kind == "emoji")
                or (char == "." and kind == "stop" and _short(text, at))
            ):
                continue
            out.append((at, found.end(), kind))
            break
    if "y" in text:
        out += [(m.start(), m.end(), "by") for m in _BY.finditer(text)]
    if "20" in text or "19" in text or "rXiv:" in text or "’" in text or "'" in text:
        out += [(m.start(), m.end(), "gap") for m in _GAP.finditer(text)]
    if "  " in text:
        out += [(m.start(), m.end(), "blank") for m in _BLANK.finditer(text)]
    out.sort()
    return out


def _short(text: str, at: int) -> bool:
    """Whether a full stop only shortens the word before it (``Commun. ACM``)."""
    behind = _BEHIND.search(text, max(0, at - 12), at)
    return behind is not None and behind[0] in abbreviations() and not text.startswith("et al", at - 5)


def _turn(kind: str, sign: str, state: _State) -> None:
    if kind == "bracket" and sign in _OPEN:
        state.brackets += "(" if sign in "(（" else "["
    elif kind == "bracket" and sign in _CLOSE:
        state.brackets = state.brackets[:-1]
    elif kind == "bracket":
        state.quoted = "" if state.quoted else sign
    state.sep = min(state.sep, kind, key=_RANK.__getitem__)


def _says(text: str, kept: tuple[int, int], piece: Piece) -> bool:
    return piece.kind == "link" or words(text[kept[0] : kept[1]]) > 0


def _segment(
    piece: Piece, text: str, kept: tuple[int, int], state: _State, *, line: int = -1, resource: bool = False
) -> Segment:
    start, end = kept
    return Segment(
        text[start:end],
        state.at + start,
        state.at + end,
        state.sep,
        piece.line if line < 0 else line,
        piece if piece.kind == "link" else None,
        piece.bold,
        piece.italic,
        piece.code,
        state.brackets[-1:],
        bool(state.quoted),
        resource,
    )


def _trimmed(text: str, start: int, end: int, *, first: bool) -> tuple[int, int] | None:
    """Return where a stretch of text says something; the first of an item sheds its number or box."""
    if first:
        noise = NOISE.match(text, start, end)
        start = noise.end() if noise else start
        lead = _LEAD.match(text, start, end)
        start = lead.end() if lead and lead.end() <= end else start
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return (start, end) if start < end else None


def between(cut: Cut, first: int, last: int) -> str:
    """Return the text from one segment to another, with the brackets and quotes that it opens or closes."""
    start, end = cut.segments[first].start, cut.segments[last].end
    flat = cut.flat
    text = flat[start:end]
    for opened, close in _PAIRS.items():
        if opened == close:
            lack = text.count(opened) % 2 == 1
            more = False
        else:
            lack, more = text.count(opened) > text.count(close), text.count(close) > text.count(opened)
        if lack and flat[end : end + 1] == close:
            text, end = text + close, end + 1
        elif (more or lack) and flat[start - 1 : start] == opened:
            text, start = opened + text, start - 1
    return text


def leading(segments: Sequence[Segment], at: int) -> bool:
    """Whether nothing but resources stands before a segment."""
    return all(s.resource for s in segments[:at])
