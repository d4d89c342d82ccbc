"""What the readers of all APIs have in common; pure. What makes no sense raises a plain error."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from bot.identify import canonical_url, identifier
from bot.identify.hosts import rank
from bot.links.apis.values import Record
from bot.net.values import Answer, Barred, CannotAsk, TryAgain
from bot.net.wait import retry_after

T = TypeVar("T")

LONGEST = 2000  # characters of a name or title; the rest is noise or worse

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+")
# The marks that publishers put into titles; any other word in angle brackets is part of the title.
_MARKS = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|sc|scp|tt|ovl|p|title|(?:jats|mml):[\w-]+)(?:\s[^<>]{0,80})?/?>",
    re.IGNORECASE,
)
_PREPRINTS = re.compile(
    r"arxiv|corr\b|computing research repository|(?:bio|med|chem|tech|psy|eng)rxiv|ssrn|openreview|preprint"
    r"|research square|authorea|zenodo|hal\b",
    re.IGNORECASE,
)
# What reading an answer raises that is not what it should be.
NONSENSE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def read_by(
    title: str, answer: Answer, answers: frozenset[int], reads: Callable[[Answer], T], now: float
) -> T:
    """What ``reads`` makes of ``answer`` if its status is one of ``answers``; raises CannotAsk.

    ``now`` is in seconds since 1970.
    """
    if answer.status not in answers:
        raise _refusal(title, answer.status, retry_after(answer.headers, now))
    try:
        return reads(answer)
    except NONSENSE:
        raise CannotAsk(f"{title} gives an answer that makes no sense") from None


def _refusal(title: str, status: int, wait: float | None) -> CannotAsk:
    if status == 429 or (status in {403, 503} and wait is not None):
        return TryAgain(f"{title} asks to slow down (status {status})", wait)
    if status >= 500:
        return TryAgain(f"{title} fails (status {status})", wait)
    if status in {401, 403}:
        return Barred(f"{title} does not want to answer us (status {status})")
    return CannotAsk(f"{title} does not answer (status {status})")


def at(value: Any, *path: str | int) -> Any:
    """What stands at ``path`` in a JSON value; None where nothing does."""
    for step in path:
        if isinstance(value, dict) if isinstance(step, str) else isinstance(value, list):
            try:
                value = value[step]
            except (KeyError, IndexError):
                return None
        else:
            return None
    return value


def items(value: Any) -> list[Any]:
    """``value`` as a list: of itself where it is one thing, empty where it is none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def text(value: Any) -> str:
    """``value`` as one line of text, without marks and what no text holds; empty where it is no text."""
    if not isinstance(value, str):
        return ""
    plain = _MARKS.sub("", html.unescape(value[: 2 * LONGEST]))
    return _SPACES.sub(" ", _UNREADABLE.sub(" ", plain)).strip()[:LONGEST]


def names(values: Iterable[Any]) -> tuple[str, ...]:
    """The names among ``values``, in their order."""
    return tuple(name for value in values if (name := text(value)))


def year_in(value: Any) -> int | None:
    """The year that a number, or the beginning of a text, says."""
    if isinstance(value, str) and value[:4].isascii() and value[:4].isdigit():
        value = int(value[:4])
    return value if type(value) is int and 1900 <= value <= 2100 else None


def published_in(venue: Any) -> str | None:
    """``venue`` if it is one where works are published: no preprint server, and not nothing."""
    name = text(venue)
    return name if name and not _PREPRINTS.match(name) else None


def doi_url(value: Any) -> str | None:
    """The canonical link of a DOI; None where ``value`` is none."""
    doi = text(value)
    url = doi if doi.startswith("http") else f"https://doi.org/{doi}"
    return canonical_url(url) if doi and identifier(url) else None


def keys_of(urls: Iterable[str | None]) -> tuple[str, ...]:
    """Our keys of the works that ``urls`` lead to, sorted."""
    return tuple(sorted({key for url in urls if url and (key := identifier(url))}))


def best_page(urls: Iterable[str | None]) -> str | None:
    """The best of ``urls`` to show, canonical; None where there is none."""
    pages = [url for url in urls if url and url.startswith(("http://", "https://"))]
    return canonical_url(min(pages, key=lambda url: rank(identifier(url)))) if pages else None


def published_page(urls: Iterable[str | None]) -> str | None:
    """The first of ``urls`` that is no preprint's and no index's, canonical; None where there is none."""
    pages = (url for url in urls if url and url.startswith(("http://", "https://")))
    published = (url for url in pages if not (identifier(url) or "").startswith(("arxiv:", "s2:")))
    return next(map(canonical_url, published), None)


def record_of(
    api: str, title: str, pages: Sequence[str | None], venue: str | None, year: Any, authors: Iterable[str]
) -> Record:
    """What an API says of a work that has ``pages``."""
    best, published = best_page(pages), published_page(pages) if venue else None
    return Record(api, title, best, keys_of(pages), venue, year_in(year), published, tuple(authors))


def words_of(title: str) -> str:
    """The words of a title, for a search that would take punctuation for orders."""
    return " ".join(_WORDS.findall(title))
