"""The files of one list: read once, as text, and written all or nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from fcntl import LOCK_EX, flock
from pathlib import Path, PurePosixPath

from bot.errors import BotError

JOURNAL = "state/.journal.json"

# New texts by path; None deletes.
Edits = Mapping[str, str | None]


class Folder:
    """The files of one list in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pending = self._journal()

    def _journal(self) -> dict[str, str | None]:
        try:
            pending: dict[str, str | None] = json.loads((self.root / JOURNAL).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            pending = {}
        if not pending or not isinstance(pending, dict):
            raise BotError(f"{JOURNAL}: not what a run that was cut off leaves; look at it, then delete it")
        return pending

    def read(self, path: str) -> str | None:
        """The text of a file, or ``None`` when there is none; raises BotError when it is not UTF-8."""
        if path in self._pending:
            return self._pending[path]
        try:
            return (self.root / path).read_bytes().decode()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except UnicodeDecodeError as error:
            raise BotError(f"{path}: not UTF-8 (byte {error.start})") from None

    def list(self, folder: str) -> list[str]:
        """The paths of the files directly in ``folder``, sorted."""
        at = self.root / folder
        there = {f"{folder}/{file.name}" for file in at.iterdir() if file.is_file()} if at.is_dir() else set()
        pending = {path for path in self._pending if str(PurePosixPath(path).parent) == folder}
        return sorted(path for path in there | pending if self._pending.get(path, "") is not None)

    def write(self, edits: Edits) -> None:
        """All of ``edits`` or, if the machine dies in between, all of them at the next write.

        The journal is what makes several files change as one: from its rename on, readers see the new
        texts, whichever of the files have been replaced already.
        """
        self._pending |= edits
        if not self._pending:
            return
        here = os.open(self.root, os.O_RDONLY)
        try:
            flock(here, LOCK_EX)  # another run in this folder goes on when this one has written
            self._carry_out()
        finally:
            os.close(here)

    def _carry_out(self) -> None:
        _replace(self.root / JOURNAL, json.dumps(self._pending, ensure_ascii=False))
        for path, text in sorted(self._pending.items()):
            if text is None:
                (self.root / path).unlink(missing_ok=True)
            else:
                _replace(self.root / path, text)
        (self.root / JOURNAL).unlink()
        self._pending = {}


def _replace(file: Path, text: str) -> None:
    """The new text under the file's name, whole or not at all, even if the power goes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    with new.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    new.chmod(file.stat().st_mode & 0o7777 if file.exists() else 0o644)
    new.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
