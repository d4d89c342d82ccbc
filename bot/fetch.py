"""The files of a source: on this machine (a ``path:`` source, or any under ``--upstreams``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.config import matcher
from bot.errors import BotError
from bot.models import Source

LARGEST_FILE = 10 * 2**20  # bytes; GitHub itself shows no Markdown file beyond 512 kB
MOST_FILES = 2_000


class CannotFetch(BotError):
    """A source's files could not be had; the message is the reason that people are shown."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A source's files, by path, at one commit (``None`` when they are not from a repository)."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    commit: str | None = None


def from_folder(source: Source, folder: Path) -> Fetched:
    """The files of ``source`` that ``folder`` has; raises CannotFetch."""
    if not folder.is_dir():
        raise CannotFetch(f"there is no folder {folder}")
    wanted = matcher(source.paths)
    root = folder.resolve()
    files = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if not wanted(path) or not file.is_file():
            continue
        if not file.resolve().is_relative_to(root):
            raise CannotFetch(f"{path} is a link that leads out of {folder}")
        if file.stat().st_size > LARGEST_FILE:
            raise CannotFetch(f"{path} is larger than {LARGEST_FILE // 2**20} MiB")
        files[path] = file.read_bytes()
    return _complete(source, files)


def _complete(source: Source, files: Mapping[str, bytes]) -> Fetched:
    missing = [path for path in source.paths if path not in files and not set(path) & set("*?[")]
    if missing:
        raise CannotFetch(f"it has no {', '.join(missing)}")
    if not files:
        raise CannotFetch(f"none of its files is named by {', '.join(source.paths)}")
    if len(files) > MOST_FILES:
        raise CannotFetch(f"{len(files):,} files, more than {MOST_FILES:,}")
    return Fetched(files)
