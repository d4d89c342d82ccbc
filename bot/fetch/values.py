"""What fetching gives, and how much of it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import BotError

LARGEST_FILE = 10 * 2**20  # bytes; GitHub itself shows no Markdown file beyond 512 kB
LARGEST_SOURCE = 50 * 2**20  # bytes, all files of one source together
MOST_FILES = 2_000


class CannotFetch(BotError):
    """A source's files could not be had; the message is the reason that people are shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run leaves for the next one about a source: the commit it read, and each file's blob.

    Of a file on the web both are a digest of it, and ``etag`` is its validator, which may be a date.

    ``asked`` is what the configuration asked for then: any other question makes the rest worthless.
    ``moved_to`` is the name that the repository was found under, if not under the configured one.
    """

    commit: str
    etag: str
    blobs: Mapping[str, str]
    asked: str = ""
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A source's files, by path, at one commit (``None`` when they are not from a repository).

    ``files`` holds those that changed since they were last seen, ``same`` names the others; a path in
    neither is no longer there. ``unchanged`` says that the commit itself is the one last seen. ``seen``
    is to be remembered once this was read and believed: remembered earlier, it would hide from the
    next run what this one did not take in. ``base`` is what links within the files are relative to.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    commit: str | None = None
    same: frozenset[str] = frozenset()
    unchanged: bool = False
    moved_to: str | None = None
    seen: Seen | None = None
    base: str | None = None
