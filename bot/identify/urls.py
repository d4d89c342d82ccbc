"""What work a URL leads to, and the page of it that is best shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

from bot.identify.hosts import ARXIV, DOI_KEYS, RULES, TRACKING, Rule

LONGEST = 4096  # no paper's address comes near; beyond it, text is not worth reading as one

_ARXIV_ID = re.compile(ARXIV, re.IGNORECASE)
_DOI = re.compile(r"/(?:doi:?)?(10\.\d{4,9}/[^\s?#]+)", re.IGNORECASE)
_DOI_TAIL = re.compile(
    r"(?:/(?:full|abstract|pdf|epdf|html|meta|fulltext|summary)(?:\.html?)?|\.pdf|\.html?|/)$", re.IGNORECASE
)
_PREPRINT_TAIL = re.compile(r"v\d+(?:\.full|\.abstract|\.full-text)*$", re.IGNORECASE)
_SCHEMELESS = re.compile(r"(?:www\.)?[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/", re.IGNORECASE)
_AMPERSANDS = re.compile(r"&(?:amp;|#38;)+")
_SLASHES = re.compile(r"/{2,}")
_ARCHIVED = re.compile(r"/web/\d{4,14}[a-z_]*/(https?:/{1,2}.+)", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{"}

Found = tuple[str, str]  # the key of a work, and its landing page


def identifier(url: str) -> str | None:
    """The key of the work that ``url`` leads to, such as ``arxiv:1510.00149``; None where none is known.

    A repository's key, ``github:owner/repo``, names the repository and not the paper beside it.
    """
    found = _resolve(url)
    return found[0] if found else _archived_key(url)


def canonical_url(url: str) -> str:
    """The landing page of the work behind ``url``, or else ``url`` without what only tracks its reader."""
    found = _resolve(url)
    return found[1] if found else tidy_url(url)


@lru_cache(maxsize=1 << 16)
def _resolve(url: str) -> Found | None:
    parts = _split(url)
    if parts is None:
        return None
    if parts.scheme in ("doi", "arxiv"):
        return _doi(parts.path) if parts.scheme == "doi" else _arxiv(f"/abs/{parts.path}")
    host = (parts.hostname or "").removeprefix("www.")
    target = _SLASHES.sub("/", unquote(parts.path))
    query = f"{target}?{unquote(parts.query)}" if parts.query else target
    for rule in _rules(host):
        if found := _apply(rule, host, query):
            return found
    return _arxiv(target) if host.endswith("arxiv.org") else _doi(target) if "10." in target else None


def _archived_key(url: str) -> str | None:
    """The key of the page that a web archive kept; the archive's own address stays the one to show."""
    if "web.archive.org/web/" not in url[:40]:
        return None
    inner = _ARCHIVED.search(_clean(url))
    found = _resolve(re.sub(r":/+", "://", inner[1], count=1)) if inner else None
    return found[0] if found else None


def _rules(host: str) -> tuple[Rule, ...]:
    """The rules of ``host``, or of the nearest host above it that has some for all those below."""
    if host in RULES:
        return RULES[host]
    while "." in host:
        host = host.partition(".")[2]
        if f".{host}" in RULES:
            return RULES[f".{host}"]
    return ()


def _apply(rule: Rule, host: str, target: str) -> Found | None:
    match = rule.pattern.search(target)
    if match is None:
        return None
    fields = {name: value or "" for name, value in match.groupdict().items()} | {"host": host}
    reader = _READERS.get(rule.key)
    if reader is not None:
        return reader(rule.page.format_map(fields))
    if rule.tidy is not None:
        fields = rule.tidy(fields)
    if any(value == "/" for value in fields.values()) or _reserved(rule, fields):
        return None
    key = rule.key.format_map(fields)
    return (key if rule.keep_case else key.lower()), _quoted(rule.page.format_map(fields))


def _reserved(rule: Rule, fields: dict[str, str]) -> bool:
    return fields.get("owner", "").lower() in rule.not_owners


def _arxiv(path: str) -> Found | None:
    match = _ARXIV_ID.search(path)
    if match is None:
        return None
    new, archive, old = match["new"], match["archive"], match["old"]
    yymm, digits = (new[:4], len(new) - 5) if new else (old[:4], 5)
    if not 1 <= int(yymm[2:]) <= 12 or (new and digits != (5 if yymm >= "1501" else 4)):
        return None
    id_ = new or f"{archive.lower()}/{old}"
    return f"arxiv:{id_}", f"https://arxiv.org/abs/{id_}"


def _doi(path: str) -> Found | None:
    match = _DOI.search(f"/{path}")
    if match is None:
        return None
    doi = _trim_doi(match[1].lower())
    if "/" not in doi:
        return None
    if doi.startswith(("10.1101/", "10.64898/")):
        doi = _PREPRINT_TAIL.sub("", doi)
    for pattern, read in DOI_KEYS:
        if known := pattern.fullmatch(doi):
            return _resolve(read.format_map(known.groupdict()))
    return f"doi:{doi}", f"https://doi.org/{quote(doi, safe='/:;()._-+,')}"


def _trim_doi(doi: str) -> str:
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
    return _trim(_AMPERSANDS.sub("&", url.strip(" \t\r\n\f\v<>\u200b\ufeff")))


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
