"""What was worked out by one version of the code does not hold for another."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files


@cache
def version() -> str:
    """What changes whenever files may be read, or works told apart, otherwise: a digest of code and words."""
    rooms = [files("bot").joinpath(room) for room in ("identify", "markup", "parse", "store", "words")]
    parts = [part for room in rooms for part in sorted(room.iterdir(), key=str) if part.is_file()]
    parts.append(files("bot").joinpath("models.py"))
    return sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:16]
