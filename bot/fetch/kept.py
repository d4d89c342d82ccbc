"""Answers that never change, kept in a folder: what git names by its content is asked for once.

Without a token GitHub answers 60 requests an hour, and a first dry run of eight lists takes half of them.
The folder only saves requests: it may be deleted at any time, and what cannot be read or written there is
asked for.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

UNUSED = 60 * 86400.0  # seconds after which an answer that no run needed goes
SUFFIX = ".answer"


class Kept:
    """Bodies of answers by what was asked; without a folder, nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, question: str) -> bytes | None:
        """The body that was answered to ``question``, if it is here."""
        if self._folder is None:
            return None
        file = self._file(self._folder, question)
        try:
            body = file.read_bytes()
            os.utime(file)
        except OSError:
            return None
        return body

    def put(self, question: str, body: bytes) -> None:
        """Keep ``body``: whole or not at all, also when two runs keep it at once."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):  # a full disk or a read-only home costs requests, not the run
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, made = tempfile.mkstemp(dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(body)
                Path(made).replace(self._file(self._folder, question))
            finally:
                Path(made).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what no run has needed for long."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            for file in self._folder.glob(f"*{SUFFIX}"):
                if file.stat().st_mtime < time.time() - UNUSED:
                    file.unlink(missing_ok=True)

    @staticmethod
    def _file(folder: Path, question: str) -> Path:
        return folder / f"{hashlib.sha256(question.encode()).hexdigest()}{SUFFIX}"
