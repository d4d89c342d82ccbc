"""Bytes of a Markdown file → text, or a sentence that says what is wrong and where."""

from __future__ import annotations

import codecs

from bot.errors import BotError


def decode(data: bytes, path: str) -> str:
    """Read strict UTF-8, or UTF-16 with a byte order mark; anything else is a BotError."""
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
        raise BotError(f"{path}:{line}: not {name} text; save the file as UTF-8.") from error
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise BotError(f"{path}:{line}: a NUL byte; this is not a text file.")
    return text


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"
