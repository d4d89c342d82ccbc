"""What a run has found so far, on disk line by line: after a kill, the next run goes on from there."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from bot.errors import Invalid
from bot.links.rows import read, row_of
from bot.links.values import Observation

KEPT = timedelta(hours=24)  # what is older is not worth going on from


def sweep(folder: Path, now: datetime) -> None:
    """Deletes the journals in a folder that are too old to go on from."""
    for file in folder.glob("*.jsonl"):
        if now - datetime.fromtimestamp(file.stat().st_mtime, UTC) > KEPT:
            file.unlink(missing_ok=True)


class Journal:
    """A file of observations, as a context manager; ``found`` are those of a run that was cut off."""

    def __init__(self, file: Path, now: datetime | None = None) -> None:
        self._file = file
        self.found = _left(file, now or datetime.now(UTC))
        self._out = -1

    def __enter__(self) -> Journal:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{row_of(one)}\n" for one in self.found)
        new = self._file.with_name(f"{self._file.name}.new")
        new.write_text(text, "utf-8")
        new.replace(self._file)  # without the half line at which the other run was cut off
        self._out = os.open(self._file, os.O_WRONLY | os.O_APPEND)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._out)

    def add(self, one: Observation) -> None:
        """Keeps an observation; it is there as soon as this returns, whatever becomes of the process."""
        os.write(self._out, f"{row_of(one)}\n".encode())

    def done(self) -> None:
        """The run is over: nothing is left to go on from."""
        with suppress(FileNotFoundError):
            self._file.unlink()


def _left(file: Path, now: datetime) -> list[Observation]:
    """What a run that was cut off found, but for a last line that it did not get to finish."""
    try:
        text = file.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return []
    whole = text[: text.rfind("\n") + 1]
    try:
        found = read(whole, str(file)).looks
    except Invalid:  # not ours, or of another version: begin anew
        return []
    return [one for one in found if now - one.at < KEPT]
