"""By which names people, and the bot's own files, call a work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.identify.hosts import KEYS, page
from bot.identify.titles import slug
from bot.identify.urls import canonical_url, identifier
from bot.identify.works import identifiers
from bot.models import Mention, Paper

# A number of arXiv or a DOI as citations write it, alone or behind what it is.
_ARXIV = re.compile(
    r"(?:arxiv[\s:.]*)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\s*\[[\w.-]+\])?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:doi[\s:.]*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\w+:?\s+)?(https?://\S.*|(?:[a-z\d-]+\.)+[a-z]{2,}/\S*)", re.IGNORECASE)
# Keys of proceedings had no year once: then they named a paper in each of several years.
_DIGEST = re.compile(r"^((?:neurips|mlsys|iclr):).*/([\da-f]{32})$")


@lru_cache(maxsize=1 << 16)  # the same names come with every paper and decision, and again in later steps
def plain_name(name: str) -> str:
    """A name as people write it (id, identifier, number, URL) in the form that names_of gives."""
    text = name.replace("%20", " ").strip(" \t<>\"'`“”")
    if number := _ARXIV.fullmatch(text):
        return identifier(f"arxiv:{number[1]}") or name
    if number := _DOI.fullmatch(text):
        return identifier(f"doi:{number[1]}") or name
    if address := _ADDRESS.fullmatch(text):
        return identifier(address[1]) or _with_scheme(address[1])
    space, colon, rest = (part.strip() for part in text.partition(":"))
    space = space.lower()
    if space == "title" and colon:
        return f"title:{rest if rest == rest.lower() and ' ' not in rest else slug(rest)}"
    if space in KEYS and rest and " " not in rest:
        return identifier(page(f"{space}:{rest}") or "") or f"{space}:{rest.lower()}"
    return name


@lru_cache(maxsize=1 << 16)
def _with_scheme(url: str) -> str:
    """An address in one form, whether it was written with or without its scheme."""
    return f"https://{canonical_url(url).removeprefix('https://').removeprefix('http://')}"


def older_form(key: str) -> str:
    """An identifier as it was before it had a year: old files and people may still call a work by it."""
    return _DIGEST.sub(r"\1\2", key)


@lru_cache(maxsize=1 << 15)
def names_of(mention: Mention) -> tuple[str, ...]:
    """The names by which a decision may call what a mention speaks of."""
    return tuple(_names_of(mention))


def _names_of(mention: Mention) -> Iterator[str]:
    yield f"title:{slug(mention.title)}"
    for key in identifiers(mention):
        yield key
        if (older := older_form(key)) != key:
            yield older
    if mention.url:
        yield _with_scheme(mention.url)


def stand_in(paper: Paper) -> Mention:
    """A paper as if a source mentioned it: so that one nobody lists is found again."""
    return Mention("", "", paper.title, paper.url, paper.links, (), paper.venue, paper.year, paper.authors)


@lru_cache(maxsize=1 << 14)
def names_of_paper(paper: Paper) -> frozenset[str]:
    """The names by which a decision may call a paper."""
    given = (paper.id, *paper.ids)
    names = frozenset((*given, *map(plain_name, given), *names_of(stand_in(paper))))
    return names.union(*(names_of(mention) for mention in paper.mentions or paper.former))


def lasting_names(paper: Paper) -> set[str]:
    """The names by which a work, and no other, is known again when its links are gone or others have come."""
    names = names_of_paper(paper)
    shared = {older for name in names if (older := older_form(name)) != name}
    return {name for name in names - shared if "://" not in name}
