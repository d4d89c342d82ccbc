"""A Markdown file's text → its lines as CommonMark should see them, and what is defined between them.

Comments go, reference and footnote definitions are taken out, and lines that CommonMark does not read as
their authors meant (``-[A](u)``, ``#Heading``, Markdown right below ``<summary>``) are mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.markup.inline import label_key

_FENCE = re.compile(r"\s{0,3}(?:>\s?)*\s*(`{3,}|~{3,})(.*)")
_COMMENT = re.compile(r"<!--.*?-->")
_COMMENT_BLOCK = re.compile(r"([ \t>]*(?:[-*+][ \t]+)?)<!--")
_DEFINITION = re.compile(
    r"[ \t]{0,8}\[([^\[\]^][^\[\]]{0,998})\]:[ \t]*(?:<([^<>]*)>|(\S+))(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|"
    r"\([^()]*\)))?[ \t]*$"
)
MARK = re.compile(r"\[\^([^\[\]\s]{1,80})\]")
_NOTE = re.compile(r"[ \t]{0,8}\[\^([^\[\]\s]{1,80})\]:[ \t]*")
_NEEDS_MENDING = re.compile(r"[ \t>]*(?:[-*+#<•·●▪◦‣–—]|\d{1,4}[.)、．）]|[（(]\d{1,4}[)）])")
# A star that another one closes opens italics, and is no bullet: *[A. Name](u), [B. Name](v)*
_STAR, _SINGLE = re.compile(r"([ \t>]*\*)(?=[\[!<])"), re.compile(r"(?<!\*)\*(?!\*)")
# What is read in place of the beginning of a line; the first that fits.
_MENDS = (
    (re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){13,}[ \t]*"), "- "),
    (
        re.compile(r"([ \t>]*(?:-(?!-)|\+(?!\+)))(?=[\[\"“《【!<*]|[A-Z][^|]|[^\W\d_a-zA-Z])(?!<!--)"),
        r"\1 ",
    ),
    (_STAR, r"\1 "),
    (re.compile(r"([ \t>]*\d{1,4}[.)])(?=[\[*\"“《【A-Za-z<!]|[^\W\d_a-zA-Z])"), r"\1 "),
    (re.compile(r"([ \t>]*)(?:\d{1,4}[、．）]|[（(]\d{1,4}[)）])\s*"), r"\1- "),
    (re.compile(r"([ \t>]*)[•·●▪◦‣–—]\s*(?=\S)"), r"\1- "),
    (re.compile(r"([ \t]{0,3}#{1,6})(?=[^\s#!])"), r"\1 "),
)
_HTML_LINE = re.compile(
    r"\s*(?:</?(?:details|summary|div|center|p|br|table|td|tr|tbody|section|font|b|h\d)\b|</?[a-z][^<>]*>\s*$)",
    re.IGNORECASE,
)
_MARKDOWN_LINE = re.compile(r"\s*(?:[-*+]\s|[-*+]\[|#{1,6}\s|\||\d{1,4}[.)]\s|\[|\*\*|>)")


def mend(text: str) -> Mended:
    """Read the lines of a Markdown file; any text is one."""
    mended = Mended()
    for number, line, code in _uncommented(text):
        mended.take(number, line, code)
    return mended


class Mended:
    """Lines, the 1-based line that each was, and by label key what was defined between them.

    A reference has a target, a footnote its first line and what it says.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.origins: list[int] = []
        self.references: dict[str, str] = {}
        self.notes: dict[str, tuple[int, list[str]]] = {}
        self._note: tuple[int, list[str]] | None = None
        self._after_html = False

    def take(self, number: int, line: str, code: bool) -> None:
        if not code:
            if ("]:" in line or self._note is not None) and self._defines(number, line):
                line = ""
            if self._after_html and _MARKDOWN_LINE.match(line):
                self._add(number, "")
            if _NEEDS_MENDING.match(line):
                line = _mended(line)
            self._after_html = "<" in line and _HTML_LINE.match(line) is not None
        self._add(number, line)

    def _add(self, number: int, line: str) -> None:
        self.lines.append(line)
        self.origins.append(number)

    def _defines(self, number: int, line: str) -> bool:
        """Keep what a line defines, or says more of the footnote above; the first of a label counts."""
        if (note := _NOTE.match(line)) is not None:
            self._note = self.notes.setdefault(label_key(note[1]), (number, []))
            self._note[1].append(line[note.end() :])
            return True
        if self._note is not None and line.strip():
            gap = number - self._note[0] - len(self._note[1])
            begins = gap or _MARKDOWN_LINE.match(line) or _NEEDS_MENDING.match(line)
            if line.startswith(("    ", "\t")) or not begins:
                self._note[1].extend([*[""] * gap, line.strip()])
                return True
            self._note = None
        if (match := _DEFINITION.match(line)) is not None:
            self.references.setdefault(label_key(match[1]), match[2] or match[3])
        return match is not None


def _mended(line: str) -> str:
    for pattern, replacement in _MENDS:
        match = pattern.match(line)
        if match is not None and not (pattern is _STAR and len(_SINGLE.findall(line)) % 2 == 0):
            return match.expand(replacement) + line[match.end() :]
    return line


def _uncommented(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield each line's 1-based number, what of it is no comment, and whether it is in a code block.

    In place of a comment in HTML an empty one stays, since an empty line would end the HTML.
    """
    fence, hidden, html = "", False, False
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        code, comment = bool(fence), hidden
        if hidden:
            _, end, line = line.partition("-->")
            hidden = not end
        if not hidden and ("```" in line or "~~~" in line) and (opening := _FENCE.match(line)) is not None:
            code = True
            if not fence and not ("`" in opening[2] and opening[1][0] == "`"):
                fence = opening[1]
            elif fence and opening[1].startswith(fence) and not opening[2].strip():
                fence = ""
        elif "<!--" in line and not code and "`" not in line:
            (line, hidden), comment = _cut(line), True
        if comment and html and not line.strip():
            line = "<!---->"
        html = not code and bool(line.strip()) and (html or line.lstrip().startswith("<"))
        yield number, line, code


def _cut(line: str) -> tuple[str, bool]:
    """Take the comments out of a line; returns also whether the next line is still in one."""
    end = line.rfind("-->") + 3
    if end > 2:
        line = _COMMENT.sub("", line[:end]) + line[end:]
    opened = _COMMENT_BLOCK.match(line)
    return (line, False) if opened is None else (opened[1], True)
