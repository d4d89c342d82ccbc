"""Text and URLs from outside made inert for the place they go to, reading as they did.

GitHub acts on text twice. Markdown is held off with backslashes. What it looks for afterwards in the text
of the finished page (mentions, references, emoji, bare URLs, math) ignores backslashes and entities, but it
looks at one run of text at a time, so a ``<span>`` around the telling characters holds it off.
"""

from __future__ import annotations

import html
import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

# Whatever is not to be seen but changes what is: controls, bidi and zero-width characters, tags, surrogates.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
ANSI = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|\x1b[ -/]*[0-Z\\\\^-~]"
)

UNPRINTABLE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

LIVE = re.compile(
    r"""
      (?P<markdown> [\\`*\[\]~|] | (?<![^\W_])_ | _(?![^\W_]) | <(?=[A-Za-z/!?]) )
    | (?P<entity> &(?=\#?[0-9A-Za-z]{1,32};) )
    | (?P<later> \$ | @(?=[0-9A-Za-z]) | \#(?=\d) | ://(?=\S) | :(?=[\w+-]{1,64}:)
        | (?<![0-9A-Za-z]) (?: [Ww]{3}(?=\.) | (?:gh|GH|Gh|gH|GHSA|CVE)(?=-[0-9A-Za-z]) ) )
    | (?P<commit> (?<![0-9A-Za-z]) [0-9A-Fa-f]{7,64} (?![0-9A-Za-z]) )
    """,
    re.VERBOSE,
)
BLOCK = re.compile(r"(\d{1,9})?(?:(?<=\d)[.)](?=\s|\Z)|(?<!\d)(?:[-+](?=[\s+-]|\Z)|=+\Z|>|\#{1,6}(?=\s|\Z)))")

ORDINARY = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9/._~%+=?#:,;-]*)?\Z")
ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]{1,32};)")

# ``quote`` keeps letters, digits and ``_.-~``; a percent sign stays, as what is encoded already must.
KEPT_IN_URL = "%/:?#[]@!&'*+,;="


def plain(text: str) -> str:
    """``text`` on one line for a terminal, a log or a title: nothing unseen, no escape sequences."""
    if not (text.isascii() and text.isprintable()):
        text = UNSEEN.sub("", ANSI.sub("", text))
    return " ".join(text.split())


def log_safe(text: str) -> str:
    """``text`` on one line that GitHub Actions does not take for a command.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions; ``##[`` is the older
    form, which the runner finds anywhere in a line.
    """
    line = plain(text).replace("##[", "# #[")
    return f":{line.replace('::', ' :', 1)}" if line.startswith("::") else line


def json_line(value: Any) -> str:
    """``value`` as JSON on one line, any script as it is, but no character that a terminal would obey."""
    line = json.dumps(value, ensure_ascii=False)
    return line if line.isprintable() else UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


@lru_cache(maxsize=4096)  # venues, labels and headings come again and again
def markdown(text: str) -> str:
    """``text`` as inert inline Markdown: in a paragraph, item, heading, table cell or link label."""
    line = LIVE.sub(_held_off, plain(text))
    if line.endswith("#"):  # else a heading takes it for its closing sequence
        line = f"{line[:-1]}\\#"
    start = BLOCK.match(line)
    if start:
        at = len(start[1] or "")
        line = f"{line[:at]}\\{line[at:]}"
    return line


def _held_off(match: re.Match[str]) -> str:
    found = match[0]
    if match.lastgroup == "markdown":
        return f"\\{found}"
    if match.lastgroup == "entity":
        return "&amp;"
    if match.lastgroup == "commit":  # an abbreviated commit has seven digits at least
        return "".join(f"<span>{found[at : at + 6]}</span>" for at in range(0, len(found), 6))
    return f"<span>{found}</span>"


def safe_url(url: str | None) -> str | None:
    """``url`` as the target of a Markdown link; None where it is no http, https or mailto URL."""
    stripped = (url or "").strip()
    if ORDINARY.match(stripped):
        return stripped
    try:
        parts = urlsplit(stripped)
        netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:  # also what a host raises that cannot be encoded
        return None
    addressed = (
        "@" in parts.path if parts.scheme == "mailto" else parts.scheme in ("http", "https") and netloc
    )
    if not addressed or not stripped.lower().startswith(f"{parts.scheme}:"):
        return None
    target = quote(stripped.replace(parts.netloc, netloc, 1), safe=KEPT_IN_URL, errors="replace")
    return ENTITY.sub("&amp;", target)


def attribute(text: str) -> str:
    """``text`` for a quoted attribute, or the text, of HTML and SVG."""
    return html.escape(plain(text))
