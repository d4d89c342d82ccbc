"""Lists in any form → entries: what a file lists, and why the rest of it is no entry."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from bot import markup
from bot.markup import Unreadable
from bot.models import Reading
from bot.parse.links import links
from bot.parse.reading import reading

__all__ = ["Unreadable", "links", "parse", "version"]


@cache
def version() -> str:
    """Return what changes whenever files or works may be told otherwise: a digest of code and words."""
    rooms = (files(f"bot.{room}") for room in ("identify", "markup", "parse", "words"))
    parts = [part for room in rooms for part in sorted(room.iterdir(), key=str) if part.is_file()]
    return sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def parse(path: str, text: str | bytes, base: str | None = None) -> Reading:
    """Read the entries of one file; its ``path`` says its form, and may hint at venue and year.

    The links of a web page are relative to ``base``. Raises BotError for what is not read as a list.
    """
    return reading(markup.document(path, text, base), path)
