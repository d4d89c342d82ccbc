"""The repositories that people name or link to → the sources that a configuration follows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from bot.config import REPOSITORY, place_of
from bot.errors import BotError
from bot.markup import SUFFIXES
from bot.models import README, Source

# A repository's front page, its files, or one of them; whatever else is on GitHub is no list.
ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?github\.com/(?P<repo>[^/\s?#]+/[^/\s?#]+)"
    r"(?:/(?:blob|tree)/(?P<ref>[^/\s?#]+)(?:/(?P<path>[^\s?#]*))?)?/?(?:[?#]\S*)?\Z",
    re.IGNORECASE,
)
# What GitHub calls a default branch; to say none keeps to it when it is renamed.
DEFAULT_REFS = ("main", "master", "HEAD")
NO_OWNERS = ("topics", "orgs", "users", "search", "features", "collections", "sponsors", "marketplace")


def source_of(text: str) -> Source | None:
    """The source that ``owner/name`` or an address on GitHub means; None if it means none."""
    address = ADDRESS.match(text.strip())
    repo = (address["repo"] if address else text.strip()).removesuffix(".git")
    if not REPOSITORY.match(repo) or repo.split("/")[0].lower() in NO_OWNERS:
        return None
    ref, path = (address["ref"], unquote(address["path"] or "")) if address else (None, "")
    if path and (not path.lower().endswith(SUFFIXES) or not _inside(path)):
        return None
    paths = (path,) if path else README
    return Source(repo, repo, None, None if ref in DEFAULT_REFS else ref, paths)


def _inside(path: str) -> bool:
    """Whether a configuration takes it as a path within a folder."""
    parts = PurePosixPath(path).parts
    return not path.startswith("/") and ".." not in parts and "\\" not in path and ":" not in parts[0]


def named(texts: Iterable[str]) -> tuple[Source, ...]:
    """The sources that people named, each once; raises BotError for what is none.

    Beside what ``source_of`` knows, the path of a file in the list's own folder is one, and any address.
    """
    found = []
    for text in texts:
        source = _file(text) or source_of(text) or _page(text)
        if source is None:
            raise BotError(
                f"“{text}” names no list: a source is owner/name, the address of a repository on GitHub or "
                "of a file in it, the address of a page, or a file in this folder"
            )
        found.append(source)
    return once(found)


def _file(text: str) -> Source | None:
    path = PurePosixPath(text)
    if path.suffix.lower() not in SUFFIXES or "//" in text or ADDRESS.match(text) or not _inside(text):
        return None
    return Source(str(path), None, str(path.parent), None, (path.name,))


def _page(text: str) -> Source | None:
    """The list at an address that is not on GitHub, if ``text`` is one that a configuration takes."""
    if not text.startswith(("https://", "http://")) or re.match(r"https?://(?:www\.)?github\.com/", text):
        return None
    return Source(place_of(text), url=text)


def once(sources: Iterable[Source]) -> tuple[Source, ...]:
    """``sources`` without those whose repository came before: GitHub's names ignore case."""
    found: dict[str, Source] = {}
    for source in sources:
        found.setdefault(source.name.casefold(), source)
    return tuple(found.values())
