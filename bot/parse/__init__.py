"""Markdown lists → entries: what a file lists, and why the rest of it is no entry."""

from __future__ import annotations

from bot.models import Reading
from bot.parse import blocks
from bot.parse.decode import decode
from bot.parse.links import links
from bot.parse.reading import reading

__all__ = ["decode", "links", "parse"]


def parse(path: str, text: str) -> Reading:
    """Read the entries of one Markdown file; ``path`` may hint at venue and year (``2018-CVPR.md``)."""
    return reading(blocks.read(text), path)
