"""Every version of a list, as its repository keeps them: what ``bot replay`` runs over.

A folder ``<owner>/<name>`` is a git repository (a clone, bare or not), or it has a ``versions.json``
(``{"versions": [{"commit", "date", "files": {path: blob}}]}``) and the blobs beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.config import matcher
from bot.errors import BotError
from bot.fetch.listed import spelt
from bot.git import git
from bot.models import Source


@dataclass(frozen=True, slots=True)
class Version:
    """A source's listed files at one commit; ``files`` maps a path to a blob that ``load`` reads."""

    source: str
    commit: str
    date: datetime
    files: Mapping[str, str]
    load: Callable[[str], bytes]


def versions(source: Source, folder: Path) -> list[Version]:
    """The versions of ``source`` in ``folder``, oldest first; raises BotError when it has no history."""
    if (folder / "versions.json").is_file():
        return _from_json(source, folder)
    if (folder / ".git").exists() or (folder / "HEAD").is_file():
        return _from_git(source, folder)
    raise BotError(f"{folder}: neither a git repository nor a folder with versions.json")


def _from_json(source: Source, folder: Path) -> list[Version]:
    file = folder / "versions.json"
    blobs = {path.stem: path for path in (folder / "blobs").iterdir()}
    try:
        rows = json.loads(file.read_text("utf-8"))["versions"]
        return [
            Version(
                source.name,
                row["commit"],
                datetime.fromisoformat(row["date"]).astimezone(UTC),
                {path: blob for path, blob in _listed(source, row["files"]).items() if blob in blobs},
                lambda blob: blobs[blob].read_bytes(),
            )
            for row in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BotError(f"{file}: not a list of versions ({error})") from None


def _listed(source: Source, files: Mapping[str, str]) -> dict[str, str]:
    """Those of ``files`` that are the source's lists."""
    wanted = matcher(spelt(source.paths, files))
    return {path: blob for path, blob in files.items() if wanted(path)}


def _from_git(source: Source, folder: Path) -> list[Version]:
    found: list[Version] = []
    log = git(folder, "log", "--first-parent", "--reverse", "--format=%H %cI", source.ref or "HEAD").decode()
    for line in log.splitlines():
        commit, _, when = line.partition(" ")
        files = {}
        for row in git(folder, "ls-tree", "-rz", commit).decode(errors="replace").split("\0"):
            about, _, path = row.partition("\t")
            if path and about.split()[1] == "blob":
                files[path] = about.split()[2]
        files = _listed(source, files)
        if files and (not found or files != found[-1].files):
            date = datetime.fromisoformat(when).astimezone(UTC)
            found.append(
                Version(source.name, commit, date, files, lambda blob: git(folder, "cat-file", "blob", blob))
            )
    return found
