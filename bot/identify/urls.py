"""What work a URL leads to, and the page of it that is best shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

from bot.identify.hosts import ARXIV, DOI_ENDS, REDIRECT, TRACKING, Rule, filled, site

LONGEST = 4096  # no paper's address comes near; beyond it, text is not worth reading as one

_ARXIV_ID = re.compile(ARXIV, re.IGNORECASE)
_DOI = re.compile(r"(?:/(?:doi:?)?|[?&]doi=)(10\.\d{4,9}/[^\s?#&]+)", re.IGNORECASE)
# What hosts put behind a DOI. Behind anything else it is not known where the DOI ends.
_TAIL = (
    r"/(?:full|abstract|e?pdf|pdf(?:direct|plus)|html|meta|full-?text|summary|references|citations|metrics)(?:\.html?)?"
    r"|(?:\.full(?:-text)?)?\.e?pdf(?:\+html)?|\.full(?:-text)?|\.abstract|\.html?|\.xml|/"
)
_DOI_TAIL = re.compile(rf"(?:{_TAIL})$", re.IGNORECASE)
_DOI_REST = re.compile(
    rf"(?:v\d+)?(?:/(?:figures|tables)/\d+|/\d{{5,}}(?:/[\w.-]+)?)?(?:{_TAIL})*", re.IGNORECASE
)
_NO_PAGE = "10.5555/"  # what ACM gives out by itself; doi.org knows none of it
_SCHEMELESS = re.compile(r"(?:www\.)?[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/", re.IGNORECASE)
_AMPERSANDS = re.compile(r"&(?:amp;|#38;)+")
_SLASHES = re.compile(r"/{2,}")
_ARCHIVED = re.compile(r"/web/\d{4,14}[a-z_]*/(https?:/{1,2}.+)", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{"}

# The key of a work, and its landing page if that says all that the address does.
Found = tuple[str, str | None]


def identifier(url: str) -> str | None:
    """The key of the work that ``url`` leads to, such as ``arxiv:1510.00149``; None where none is known.

    A repository's key, ``github:owner/repo``, names the repository and not the paper beside it.
    """
    found = _resolve(url)
    return found[0] if found else _archived_key(url)


def leads_to(url: str) -> str:
    """By one name for all its addresses, what ``url`` leads to: the key of a work, or else the page."""
    return identifier(url) or canonical_url(url)


def canonical_url(url: str) -> str:
    """The landing page of the work behind ``url``, or else ``url`` without what only tracks its reader."""
    found = _resolve(url)
    return found[1] if found and found[1] else tidy_url(url)


@lru_cache(maxsize=1 << 16)
def _resolve(url: str) -> Found | None:
    # What it is shown as may be read where it itself may not: `…/a"?utm_source=x` is shown as `…/a`.
    return _read(url) or (_read(shown) if (shown := tidy_url(url)) != url else None)


def _read(url: str) -> Found | None:
    parts = _split(url)
    if parts is None:
        return None
    if parts.scheme in ("doi", "arxiv"):
        return _READERS[parts.scheme](parts.path)
    path = _SLASHES.sub("/", unquote(parts.path))
    target = f"{path}?{unquote(parts.query)}" if parts.query else path
    for rule in site(parts.hostname or "").rules:
        if found := _apply(rule, target):
            return found
    return _doi_within(target) if "10." in target else None


def _archived_key(url: str) -> str | None:
    """The key of the page that a web archive kept; the archive's own address stays the one to show."""
    if "web.archive.org/web/" not in url[:40]:
        return None
    inner = _ARCHIVED.search(_clean(url))
    found = _resolve(re.sub(r":/+", "://", inner[1], count=1)) if inner else None
    return found[0] if found else None


def _apply(rule: Rule, target: str) -> Found | None:
    match = rule.pattern.search(target)
    if match is None:
        return None
    key = filled(rule.form, match)
    reader = _READERS.get(rule.space)
    return reader(key) if reader else (f"{rule.space}:{key}", _quoted(filled(rule.page, match)))


def _arxiv(text: str) -> Found | None:
    match = _ARXIV_ID.search(f"/{text}")
    if match is None:
        return None
    new, archive, old = match["new"], match["archive"], match["old"]
    yymm, digits = (new[:4], len(new) - 5) if new else (old[:4], 5)
    if not 1 <= int(yymm[2:]) <= 12 or (new and digits != (5 if yymm >= "1501" else 4)):
        return None
    id_ = new or f"{archive.lower()}/{old}"
    return f"arxiv:{id_}", f"https://arxiv.org/abs/{id_}"


def _doi_within(target: str) -> Found | None:
    """The DOI in a publisher's address, if its end is certain; its page, if what follows is known."""
    match = _DOI.search(target)
    if match is None:
        return None
    text = _trim(match[1].lower())
    doi, certain = _trim_doi(text), DOI_ENDS.match(text)
    found = _doi(doi) if certain or doi.count("/") == 1 else None
    shown = (not certain or _DOI_REST.fullmatch(text, certain.end())) and not doi.startswith(_NO_PAGE)
    return found if shown or not found else (found[0], None)


def _doi(text: str) -> Found | None:
    match = _DOI.match(f"/{text}")
    doi = _trim_doi(match[1].lower()) if match else ""
    if "/" not in doi:
        return None
    for rule in site("doi.org").rules:
        if rule.space != "doi" and (found := _apply(rule, f"/{doi}")):
            return found
    return f"doi:{doi}", f"https://doi.org/{quote(doi, safe='/:;()._-+,')}"


def _trim_doi(doi: str) -> str:
    """``doi`` without what its host or the text put behind it."""
    certain = DOI_ENDS.match(doi)
    doi = certain[0] if certain else doi
    while (shorter := _DOI_TAIL.sub("", _trim(doi))) != doi:
        doi = shorter
    return doi


_READERS: dict[str, Callable[[str], Found | None]] = {"doi": _doi, "arxiv": _arxiv}


def _split(url: str) -> SplitResult | None:
    """The parts of ``url``, without what the text around it left on it; None where it is no web address."""
    text = _clean(url)
    if len(text) > LONGEST:
        return None
    if _SCHEMELESS.match(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https", "doi", "arxiv") else None


def host_and_path(url: str) -> tuple[str, str]:
    """The host, without ``www.``, and the path of an address; both empty where it is none."""
    parts = _split(url)
    return ((parts.hostname or "").removeprefix("www."), parts.path) if parts else ("", "")


def tidy_url(url: str) -> str:
    """``url`` without what only tracks its reader and what the text around it left on it; no spaces."""
    if len(url) > LONGEST:
        return url.strip()
    while (shorter := _untracked(url)) != url:
        url = shorter
    return url.replace(" ", "%20")


def _untracked(url: str) -> str:
    text = _clean(url)
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or "://" not in text[:12]:
        return text
    netloc = parts.netloc if "@" in parts.netloc else parts.netloc.lower()
    kept = [pair for pair in parts.query.split("&") if pair.partition("=")[0].lower() not in TRACKING]
    fragment = "" if parts.fragment.startswith(":~:") else parts.fragment
    query = f"?{query}" if (query := "&".join(kept)) else ""
    return f"{parts.scheme}://{netloc}{parts.path}{query}{'#' if fragment else ''}{fragment}"


def _clean(url: str) -> str:
    text = _trim(_AMPERSANDS.sub("&", url.strip(" \t\r\n\f\v<>\u200b\ufeff")))
    leads_on = REDIRECT.match(text) if len(text) <= LONGEST else None
    return _clean(unquote(leads_on[1])) if leads_on else text


def _trim(text: str) -> str:
    """``text`` without the punctuation of the sentence around it; brackets that it opened stay closed."""
    extra = {closer: text.count(closer) - text.count(opener) for closer, opener in _CLOSERS.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if extra.get(last, 0) > 0:
            extra[last] -= 1
        elif last not in " \t\r\n.,;:!'\"<>\\`":
            break
        end -= 1
    return text[:end]


def _quoted(page: str) -> str:
    return quote(page, safe="/:?=&;()._-+,~#!@%'*$")
