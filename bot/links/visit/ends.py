"""Where a redirect cannot end, if it is to be what the link was meant for; pure."""

from __future__ import annotations

import re
from urllib.parse import SplitResult

FRONT = re.compile(
    r"/?(?:(?:index|default|home|main)(?:\.\w+)?|(?:en|de|fr|es|ja|zh|cn|en-us|zh-cn|en-gb)/?)?/?\Z",
    re.IGNORECASE,
)
ERROR_PAGE = re.compile(
    r"(?:^|/)(?:404|410|errors?(?:[-_]?page)?|(?:page)?[-_]?not[-_]?found)(?:\.\w+)?/?\Z", re.IGNORECASE
)


def lost(asked: SplitResult, end: SplitResult) -> str | None:
    """Why the end of a redirect cannot be what the link was meant for; None where it can."""
    if FRONT.fullmatch(asked.path) and not asked.query:
        return None
    if ERROR_PAGE.search(end.path):
        return f"leads to an error page ({end.path})"
    same_site = _site(asked.hostname or "") == _site(end.hostname or "")
    if same_site and FRONT.fullmatch(end.path) and not end.query:
        return "leads to the front page"
    return None


def _site(host: str) -> str:
    """About the part of a host's name that one owner has."""
    labels = host.removeprefix("www.").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-keep:])
