"""The one parser of Markdown: markdown-it, with rules that read what authors write and mean.

CommonMark's own are replaced where they would lose it: targets are kept byte for byte and may hold spaces,
``**bold **`` ends, a bare URL is a link, and of HTML what GitHub shows is told apart from other ``<words>``.
Tokens that markdown-it does not have: ``bare`` (a URL that stands for itself), ``html`` (a known tag),
``comment`` (what is not shown) and ``mark`` (stars and underscores that turned out to mean nothing).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

    Rule = Callable[[StateInline, bool], bool]

# Levels of links, lists and quotes that are read. Those that people write have a few, and for each of them
# every line, and every bracket that stays open, is looked at again.
MAX_NESTING = 24
_MAX_RUN = 8

SPECIAL = re.compile(r"[\\`*_~\[\]<\n$&]|!(?=\[)|[Hh][Tt][Tt][Pp][Ss]?://")
# A link's target, as written, and its title: in angle brackets; within the page; with balanced parentheses;
# with spaces. Nothing is tried twice, so that what is never closed costs one look.
_TITLE = r"\s*+(?:\"[^\"]*+\"\s*+|'[^']*+'\s*+)?\)"
_IN_PARENS = r"\((?:[^\s()]++|\((?:[^\s()]++|\([^\s()]*+\))*+\))*+\)"
_TARGETS = (
    re.compile(rf"\s*+<([^<>\n]*+)>{_TITLE}"),
    re.compile(r"(#[^()\n]{0,200}(?:\([^()\n]{0,80}\)[^()\n]{0,80}){0,3})\)"),
    re.compile(rf"\s*+((?:[^\s()]++|{_IN_PARENS})*+){_TITLE}"),
    re.compile(r"\s*+(?=[^()\[\]\n<>\"/.]*+[/.])([^()\[\]\n<>\"]*+)\)"),
)
_BARE = r"(https?://[^\s<>\[\]()\"`|，。；、）】]+(?:\([^\s<>\[\]()]*\)[^\s<>\[\]()\"`|，。；、）】]*)*(?<![.,;:!?'*_~]))"
# Raised or lowered text that holds links within the page and nothing else is a footnote mark.
_WITHIN = (
    r"(?:\[{1,2}[^\[\]\n]{0,80}\]{1,2}\(#[^()\s]{0,200}\)\]?|"
    r"<a\s[^<>]{0,200}?href=[\"']?#[^<>]{0,200}>[^<>]{0,80}</a>)"
)
_FOOTNOTE = rf"<(?:su[bp])(?:\s[^<>]{{0,80}})?>(?:[\s,;·]*+{_WITHIN})++[\s,;·]*+</su[bp]\s*>()"
_HTML_NAMES = """
    abbr|a|blockquote|big|br|b|center|cite|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|h[1-6r]|
    iframe|img|ins|i|kbd|li|mark|nobr|ol|path|picture|pre|p|q|samp|section|small|source|span|strike|strong|
    style|sub|summary|sup|svg|s|table|tbody|td|tfoot|thead|th|tr|tt|ul|u|var|video
"""
TAG = re.compile(rf"<(/?)({''.join(_HTML_NAMES.split())})((?:[\s/][^<>]*)?)>", re.IGNORECASE)
# By its first character, what is none of CommonMark's: the type of its token, and its content as group 1.
_OWN = {
    char: [(kind, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for kind, pattern in known]
    for char, known in {
        "<": (
            ("comment", "<!--.*?(?:-->|\\Z)()"),
            ("comment", _FOOTNOTE),
            ("bare", r"<(https?://[^\s<>]*)>"),
            ("html", f"({TAG.pattern})"),
        ),
        "h": (("bare", _BARE),),
        "H": (("bare", _BARE),),
        "$": (("text", r"(\$(?=\S)(?=[^$\n]{0,300}[\\^_{])[^$\n]{0,300}\$)"),),
    }.items()
}


@cache
def markdown_it() -> MarkdownIt:
    """Return the parser for blocks, and for what is in them by ``.inline.parse``.

    Its environment has ``lines``, where lines end, by which tokens get their lines, and ``references``.
    """
    from markdown_it import MarkdownIt, helpers, rules_inline

    # Indented code is off: in lists it is nearly always an item indented too far. Reference definitions are
    # read beforehand, and inline text once it is known what is a table's cell.
    markdown = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    markdown.disable(["code", "reference", "inline", "text_join", "fragments_join"])
    own: Any = markdown
    own.normalizeLink, own.validateLink = str, bool
    own.helpers = SimpleNamespace(
        parseLinkLabel=helpers.parseLinkLabel,
        parseLinkDestination=_target,
        parseLinkTitle=lambda *_: SimpleNamespace(ok=False),
    )
    # The first character tells which rule may match, so no other is asked.
    rules: dict[str, Rule] = {
        "\n": rules_inline.newline, "\\": rules_inline.escape, "`": rules_inline.backtick,
        "[": _closed(rules_inline.link), "!": _closed(rules_inline.image), "&": rules_inline.entity,
        **dict.fromkeys("*_~", _emphasis), **dict.fromkeys(_OWN, _own),
    }  # fmt: skip

    def by_character(state: StateInline, silent: bool) -> bool:
        rule = rules.get(state.src[state.pos])
        done = rule is not None and rule(state, silent)
        if done and not silent and state.tokens and state.env["lines"]:
            state.tokens[-1].map = [0, bisect_left(state.env["lines"], state.pos)]
        return done

    markdown.inline.ruler.at("text", _text)
    markdown.inline.ruler.push("by_character", by_character)
    markdown.inline.ruler.enableOnly(["text", "by_character"])
    return markdown


def _closed(rule: Rule) -> Rule:
    """Ask a rule of brackets only where one is closed: it looks at all that it may hold."""
    return lambda state, silent: state.src.find("]", state.pos) >= 0 and rule(state, silent)


def _text(state: StateInline, silent: bool) -> bool:
    start, match = state.pos, SPECIAL.search(state.src, state.pos, state.posMax)
    state.pos = state.posMax if match is None else match.start()
    if not silent:
        state.pending += state.src[start : state.pos]
    return state.pos > start


def _own(state: StateInline, silent: bool) -> bool:
    for kind, pattern in _OWN[state.src[state.pos]]:
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is not None:
            if not silent:
                state.push(kind, "", 0).content = match[1]
            state.pos = match.end()
            return True
    return False


def _emphasis(state: StateInline, silent: bool) -> bool:
    if silent:
        return False
    from markdown_it.rules_inline.state_inline import Delimiter

    source, start, char = state.src, state.pos, state.src[state.pos]
    can_open, can_close, count = state.scanDelims(start, char == "*")
    if char == "~" and count == 1:
        return False
    state.pos = end = start + count
    if char == "*" and count > 1:
        # In CJK text nothing need stand around bold. A blank before two stars that end it is a slip.
        can_open = bool(source[end : min(end + 1, state.posMax)].strip())
        line = source.find("\n", end)
        later = source.count("**", end, line if line >= 0 else len(source))
        can_close = bool(source[start - 1 : start].strip()) or (later % 2 == 0 and bool(state.delimiters))
    for _ in range(count if char != "~" and count <= _MAX_RUN else 0):
        # One that turns out to mean nothing is text; two or more were meant to mean something.
        literal = count == 1 or not (can_open or can_close)
        state.push("text" if literal else "mark", "", 0).content = char
        at = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(char), count, at, -1, can_open, can_close))
    return True


def _target(source: str, at: int, maximum: int) -> Any:
    """Read a link's target and title, in markdown-it's form: up to the parenthesis that closes them."""
    for pattern in _TARGETS:
        match = pattern.match(source, at, maximum)
        if match is not None:
            return SimpleNamespace(ok=match.end() - 1 > at, pos=match.end() - 1, str=match[1].strip())
    return SimpleNamespace(ok=False)
