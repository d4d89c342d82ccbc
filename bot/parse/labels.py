"""Links by their labels: which are titles, which name a kind of resource, which lead to the work itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.parse.draft import label_words
from bot.parse.facts import part
from bot.parse.inline import Piece
from bot.parse.words import ASIDE, CODE, FILLERS, PAPERISH, RESOURCE, VENUES

NOISE = re.compile(
    r"[\s\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u200b-\u200f\ufe0f\u20e3\u2022·]+"
)
_QUALIFIER = re.compile(r"(?<=\w)\s*[(（][^()（）]{1,40}[)）]$")
_JOURNAL = re.compile(r"(?:(?:ieee|acm)(?:/\w+)? )?(?:transactions|journal|proceedings)\b", re.IGNORECASE)
_KEYED = re.compile(r"(?:code|paper|pdf|project|demo|video|代码|论文)\s*[:：]\s*\S+$", re.IGNORECASE)
_SITE = frozenset(("website", "homepage", "site"))
_REPOSITORY = re.compile(r"[\w.-]+(?:/[\w.-]+)+$")
_ARXIV_ID = re.compile(r"(?:arxiv:?\s*)?\d{4}\.\d{4,5}(?:v\d+)?$", re.IGNORECASE)
_PAPER_HOST = re.compile(
    r"arxiv\.org|openreview\.net|doi\.org|thecvf\.com|cv-foundation|nips\.cc|neurips\.cc|mlr\.press|"
    r"jmlr\.org|aclanthology|aclweb|aaai\.org|"
    r"ieee(?:xplore)?\.|acm\.org|springer|sciencedirect|semanticscholar|ecva\.net|usenix\.org|ijcai\.org|"
    r"hal\.|biorxiv|\.pdf(?:$|[?#])|"
    r"ssrn|nature\.com|isca-speech|bmvc|huggingface\.co/papers",
    re.IGNORECASE,
)
_CODE_HOST = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|gitee\.com|bitbucket\.org|colab\.research|"
    r"huggingface\.co/(?!papers|blog))",
    re.IGNORECASE,
)


def external(link: Piece) -> bool:
    """Whether a link leads out of the page."""
    return not link.url.startswith("#") and not link.url.startswith(("mailto:", "javascript:"))


def is_resource(link: Piece) -> bool:
    """Whether a link's label names a kind of resource (paper, code, video) and not a title."""
    return link.badge or link.bare or names_resource(link.text)


@lru_cache(maxsize=8192)
def names_resource(text: str) -> bool:
    """Whether a text names a kind of resource."""
    if len(text) > 120:
        return False
    label = NOISE.sub(" ", text).strip(" []【】.…:：|,→>«»-")
    label = _QUALIFIER.sub("", label).strip(" ()（）")
    if not label:
        return True
    if _ARXIV_ID.match(label) or _KEYED.match(label):
        return True
    if len(label) > 60:
        return False
    found = [w for whole in label_words(label) for w in ([whole] if whole in RESOURCE else whole.split("-"))]
    if 0 < len(found) <= 6:
        known = [
            w in RESOURCE or w.rstrip("0123456789") in RESOURCE or w.rstrip("s") in RESOURCE for w in found
        ]
        if any(known) and all(
            k or w in FILLERS or w.isdigit() or len(w) == 1 or w.rstrip("0123456789") in VENUES
            for k, w in zip(known, found, strict=True)
        ):
            return True
    return (len(found) <= 5 or _JOURNAL.match(label) is not None) and part(label) is not None


def names_repository(link: Piece) -> bool:
    """Whether a label is the path of a repository of code (``owner/name``)."""
    return _REPOSITORY.match(link.text.strip()) is not None and _CODE_HOST.match(link.url) is not None


def generic(link: Piece) -> bool:
    """Whether a label can only name a resource, not a tool (``PyTorch``)."""
    if link.badge or link.bare:
        return True
    found = set(label_words(link.text))
    return (
        not found
        or bool(
            found & (PAPERISH | ASIDE | {"code", "project", "video", "slides", "page", "website", "demo"})
        )
        or part(link.text.strip(" []()")) is not None
    )


def choose(links: Sequence[Piece]) -> str | None:
    """Return the link that leads to the resource, not to its code or to talk about it."""
    usable = [link for link in links if link.url]
    for link in usable:
        if not link.bare and names_paper(link):
            return link.url
    for link in usable:
        if _PAPER_HOST.search(link.url) and not set(label_words(link.text)) & ASIDE:
            return link.url
    for link in usable:
        found = set(label_words(link.text))
        aside = found & (CODE | ASIDE) and not found & _SITE
        if link.bare or not (aside or _CODE_HOST.match(link.url)):
            return link.url
    return None


def names_paper(link: Piece) -> bool:
    """Whether a label promises the paper itself: ``pdf``, an arXiv number, a venue; not ``code link``."""
    found = set(label_words(link.text))
    if _ARXIV_ID.match(link.text.strip(" []()")) or _names_venue(link):
        return True
    if found & {"paper", "pdf"}:
        return True
    if not found & PAPERISH or found & ASIDE:
        return False
    vague = not found & PAPERISH - {"link", "url", "here", "html"}
    return not (vague and (found & CODE or (len(found) > 1 and _CODE_HOST.match(link.url))))


def _names_venue(link: Piece) -> bool:
    label = link.text.strip(" []()")
    return len(label) < 60 and part(label) is not None
