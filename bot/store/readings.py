"""What files say, kept by their bytes and by the reader that read them: none is read twice."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec

from bot.models import Entry
from bot.parse import version

# Files, of which a list has a few, and changes some every week; the oldest go first.
_MOST = 2_000

Entries = Callable[[str, bytes, str | None], tuple[Entry, ...]]


def kept(folder: Path, read: Entries) -> Entries:
    """``read``, but what it has said of the same file before is taken from ``folder``.

    A folder that cannot be written, and what is damaged in it, only cost the time to read again.
    """

    def entries(path: str, data: bytes, base: str | None) -> tuple[Entry, ...]:
        asked = "\0".join((version(), path, base or "", "")).encode() + data
        file = folder / f"{sha256(asked).hexdigest()[:40]}.json"
        try:
            return msgspec.json.decode(file.read_bytes(), type=tuple[Entry, ...])
        except (OSError, msgspec.DecodeError):
            found = read(path, data, base)
        try:
            _write(file, msgspec.json.encode(found))
        except OSError:
            return found
        return found

    return entries


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_bytes(data)
    new.replace(file)
    older = sorted(file.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)[:-_MOST]
    for one in older:
        one.unlink(missing_ok=True)
