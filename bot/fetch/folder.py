"""The files of a source on this machine: a ``path:`` source, or any under ``--upstreams``."""

from __future__ import annotations

from pathlib import Path

from bot.config import matcher
from bot.fetch.listed import complete, spelt
from bot.fetch.values import LARGEST_FILE, CannotFetch, Fetched
from bot.models import Source


def from_folder(source: Source, folder: Path) -> Fetched:
    """The files of ``source`` that ``folder`` has, or the file that it is; raises CannotFetch."""
    if folder.is_file():
        return Fetched({folder.name: _read(folder, folder.parent)})
    if not folder.is_dir():
        raise CannotFetch(f"there is no folder {folder}")
    paths = spelt(source.paths, (file.name for file in folder.iterdir() if file.is_file()))
    wanted = matcher(paths)
    named = ((file.relative_to(folder).as_posix(), file) for file in sorted(folder.rglob("*")))
    files = {path: _read(file, folder) for path, file in named if wanted(path) and file.is_file()}
    complete(paths, files)
    return Fetched(files)


def _read(file: Path, folder: Path) -> bytes:
    """What a file holds; raises CannotFetch for one outside of ``folder``, or too large."""
    path = file.relative_to(folder).as_posix()
    if not file.resolve().is_relative_to(folder.resolve()):
        raise CannotFetch(f"{path} is a link that leads out of {folder}")
    if file.stat().st_size > LARGEST_FILE:
        raise CannotFetch(f"{path} is larger than {LARGEST_FILE // 2**20} MiB")
    return file.read_bytes()
