"""What one entry says of the work it names: identifiers, place, kind."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.identify.hosts import KEYS, order, site
from bot.identify.urls import canonical_url, host_and_path, identifier
from bot.models import Described

_PAPER_LABEL = re.compile(
    r"(?:the |full |original |conference |journal |preprint )?"
    r"(?:paper|pdf|arxiv|ar\s?xiv version|abs|abstract|preprint|doi|link|html|openreview|open ?access|"
    r"publication|proceedings|published|full text|manuscript|camera[- ]ready|acm|ieee|springer|"
    r"论文|原文|论文链接)"
    r"(?: link| pdf| version| page)?\W*(?:\d{1,4})?",
    re.IGNORECASE,
)
_VENUE_LABEL = re.compile(r"[A-Za-z]{2,12}[\s'’-]{0,2}\d{2,4}")
_ARTICLE_HOST = re.compile(r"(?:blogs?|news|newsletters?)\.|.*\.blog(?:$|\.)")
_ARTICLE_PATH = re.compile(
    r"/(?:blogs?|news|posts?)/|/(?:19|20)\d\d/(?:0[1-9]|1[0-2])/|/(?:19|20)\d\d/\d\d/\d\d/", re.IGNORECASE
)
_IN_A_REPOSITORY = re.compile(
    r"/[^/]+/[^/]+/(?:-/)?(?:blob|tree|src|issues|pull|wiki|releases|discussions|commit)s?/"
)
_FILES = (".pdf", ".ps", ".ps.gz", ".djvu")
_FRONT = re.compile(r"^https?://(?:www\.)?")


@lru_cache(maxsize=1 << 16)
def kind(url: str | None) -> str:
    """What ``url`` leads to: paper, code, data, article, talk, course, page, or "" without a link."""
    key = identifier(url) if url else None
    if key:
        return KEYS[key.partition(":")[0]].kind
    host, path = host_and_path(url or "")
    if not host:  # a file of the list's own, or no address at all
        path = "" if "://" in (url or "") else url or ""
    if path.lower().endswith(_FILES):
        return "paper"
    found = site(host).kind
    if found == "code":
        return "page" if _IN_A_REPOSITORY.match(f"{path}/") else "code"
    if found in ("paper", "talk") and path.strip("/"):
        return found
    if found == "article" or _ARTICLE_HOST.match(host) or _ARTICLE_PATH.search(path):
        return "article"
    return found if found in ("data", "course") else "page" if host or path else ""


def place(url: str | None) -> str:
    """One form of an address for comparison; "" without one or for a host's front page."""
    if not url:
        return ""
    bare = _FRONT.sub("", canonical_url(url)).rstrip("/")
    return bare if "/" in bare else ""


def identifiers(item: Described) -> tuple[str, ...]:
    """The keys of the work itself, preferred first: arXiv, DOI, OpenReview, then the others sorted.

    Read from the entry's link, and from other links whose label says that they are the paper too.
    """
    keys = {identifier(item.url)} if item.url else set()
    if kind(item.url) not in ("code", "article", "talk"):
        keys |= {
            key
            for link in item.links
            if link.url != item.url and _names_paper(link.label)
            if (key := identifier(link.url)) and is_work(key)
        }
    return tuple(sorted(filter(None, keys), key=order))


def _names_paper(label: str) -> bool:
    text = label.strip(" \t[]()【】:*_`")
    return (_PAPER_LABEL.fullmatch(text) or _VENUE_LABEL.fullmatch(text)) is not None


def is_work(key: str) -> bool:
    """Whether an identifier is a work's own, and not that of its code or of a talk about it."""
    known = KEYS.get(key.partition(":")[0])
    return known is not None and known.kind == "paper"
