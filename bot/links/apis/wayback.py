"""The Wayback Machine: the last page it kept of an address: https://archive.org/help/wayback_api.php

Its API of availability is often limited and often wrong, so the page itself is asked for and where it leads
is read: https://github.com/lycheeverse/lychee/pull/2167
"""

from __future__ import annotations

import re

from bot.net.values import Answer, Question

ANSWERS = frozenset({302, 404})

_PAGE = re.compile(r"https?://[^/?#\s]+[^#\s]*")
_SNAPSHOT = re.compile(r"(?:https?://[^/]+)?(?:/[\w-]+)?/web/(\d{14})[a-z_]*/(https?:/{1,2}[^\s#]+)")


def kept_page(url: str) -> str | None:
    """``url`` as an archive may have kept it; None where it would not have."""
    page = _PAGE.match(url.strip())
    return page[0] if page and "//web.archive.org/" not in page[0] else None


def asks(page: str) -> Question:
    """The question for the last snapshot of ``page``."""
    return Question(f"/web/{page}")


def reads(answer: Answer) -> str | None:
    """The path of the snapshot, below the archive's root; None where there is none."""
    if answer.status == 404:
        return None
    found = _SNAPSHOT.fullmatch(answer.headers.get("location", ""))
    if not found:
        raise ValueError("leads to no snapshot")
    return f"/web/{found[1]}/{found[2]}"
