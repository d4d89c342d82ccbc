"""What was worked out before, kept by all that it was worked out from: nothing is read or compared twice.

A folder that cannot be written, and what is damaged in it, only cost the time to work it out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from bot.models import Described, Entry, Paper
from bot.version import version

if TYPE_CHECKING:
    from bot.identify import Grouping

# A list has a few files and changes some every week; the results that were not used for longest go first.
_MOST = 2_000

Value = TypeVar("Value")
Pairs = Iterable[tuple[int, int]]
Entries = Callable[[str, bytes, str | None], tuple[Entry, ...]]


def kept_entries(folder: Path, read: Entries) -> Entries:
    """``read``, but what it has said of the same file before is taken from ``folder``."""

    def entries(path: str, data: bytes, base: str | None) -> tuple[Entry, ...]:
        asked = "\0".join((path, base or "", "")).encode() + data
        return _kept(folder, asked, tuple[Entry, ...], lambda: read(path, data, base))

    return entries


def kept_grouping(folder: Path) -> Callable[..., Grouping]:
    """``bot.identify.group``, but what it has said of the same items before is taken from ``folder``."""
    from bot.identify import Grouping, group

    def grouping(
        items: Sequence[Described], *, same: Pairs, different: Pairs, sources: Sequence[str]
    ) -> Grouping:
        asked = msgspec.json.encode([items, same, different, sources])
        return _kept(
            folder,
            asked,
            Grouping,
            lambda: group(items, same=same, different=different, sources=sources),
        )

    return grouping


def kept_papers(folder: Path, text: str, read: Callable[[], list[Paper]]) -> list[Paper]:
    """What ``read`` gives of one file's ``text``, which ends in an exception where that has a mistake."""
    return _kept(folder, text.encode(), list[Paper], read)


def _kept(folder: Path, asked: bytes, form: type[Value], work_out: Callable[[], Value]) -> Value:
    """What ``work_out`` gives, of type ``form``, kept by ``asked`` and the version of the code."""
    file = folder / f"{sha256(version().encode() + asked).hexdigest()[:40]}.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=form)
    except (OSError, msgspec.DecodeError):
        found = work_out()
    try:
        _write(file, msgspec.json.encode(found))
    except OSError:
        return found
    return found


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_bytes(data)
    new.replace(file)
    older = sorted(file.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)[:-_MOST]
    for one in older:
        one.unlink(missing_ok=True)
