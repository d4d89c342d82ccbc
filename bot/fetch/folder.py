"""The files of a source on this machine: a ``path:`` source, or any under ``--upstreams``."""

from __future__ import annotations

from pathlib import Path

from bot.config import matcher
from bot.fetch.listed import complete
from bot.fetch.values import LARGEST_FILE, CannotFetch, Fetched
from bot.models import Source


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
    complete(source.paths, files)
    return Fetched(files)
