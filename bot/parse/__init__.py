"""Lists in any form → entries: what a file lists, and why the rest of it is no entry."""

from __future__ import annotations

from bot import markup
from bot.markup import Unreadable
from bot.models import Reading
from bot.parse.links import links
from bot.parse.reading import reading

__all__ = ["Unreadable", "links", "parse"]


def parse(path: str, text: str | bytes, base: str | None = None) -> Reading:
    """Read the entries of one file; its ``path`` says its form, and may hint at venue and year.

    The links of a web page are relative to ``base``. Raises BotError for what is not read as a list.
    """
    return reading(markup.document(path, text, base), path)
