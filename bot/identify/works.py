"""What one entry says of the work it names: identifiers, place, kind."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from bot.identify.urls import canonical_url, identifier
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
_ARTICLES = """
medium.com towardsdatascience.com blog.csdn.net zhuanlan.zhihu.com zhihu.com jianshu.com
mp.weixin.qq.com twitter.com x.com reddit.com substack.com wordpress.com blogspot.com dev.to
hackernoon.com jiqizhixin.com news.ycombinator.com linkedin.com machinelearningmastery.com
lilianweng.github.io wikipedia.org quora.com
"""
_FRONT = re.compile(r"^https?://(?:www\.)?")
_ARTICLE_PATH = re.compile(r"/(?:blogs?|posts?|articles?|news|\d{4}/\d{2})/", re.IGNORECASE)
_TALK_HOSTS = ("youtube.com", "youtu.be", "vimeo.com", "slideshare.net", "slideslive.com", "bilibili.com")
_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "gist.github.com", "colab.research.google.com")


@lru_cache(maxsize=1 << 16)
def kind(url: str | None) -> str:
    """What ``url`` leads to by its host and form: paper, code, article, talk, page, or "" without a link."""
    if not url:
        return ""
    key = identifier(url)
    if key:
        return {"github": "code", "youtube": "talk"}.get(key.partition(":")[0], "paper")
    try:
        parts = urlsplit(canonical_url(url))
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.path.lower().endswith((".pdf", ".ps", ".ps.gz")):
        return "paper"
    for name, hosts in (("code", _CODE_HOSTS), ("talk", _TALK_HOSTS), ("article", _ARTICLES.split())):
        if any(host == known or host.endswith(f".{known}") for known in hosts):
            return name
    article = host.startswith("blog.") or ".blog" in host or _ARTICLE_PATH.search(parts.path)
    return "article" if article else "page"


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
            if (key := identifier(link.url)) and not key.startswith(("github:", "youtube:"))
        }
    return tuple(sorted(filter(None, keys), key=lambda key: (_rank(key), key)))


def _names_paper(label: str) -> bool:
    text = label.strip(" \t[]()【】:*_`")
    return (_PAPER_LABEL.fullmatch(text) or _VENUE_LABEL.fullmatch(text)) is not None


def _rank(key: str) -> int:
    return {"arxiv": 0, "doi": 1, "openreview": 2}.get(key.partition(":")[0], 3)
