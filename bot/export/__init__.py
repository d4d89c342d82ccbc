"""The catalog for other programs: bibliographies, tables, a feed; the same bytes at every run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import cast

from bot.export.record import About, Record, record_of
from bot.models import Paper

__all__ = ["FORMATS", "About", "Record", "export"]

# Each format is a module of its own, read only when it is asked for, with write(records, about) -> text.
FORMATS = ("bibtex", "csl", "csv", "json", "atom")
MODULES = {"csv": "table", "json": "document"}  # what would hide a module of the standard library


def export(form: str, papers: Iterable[Paper], about: About) -> str:
    """``papers`` in the format ``form``, one of FORMATS, sorted by id (atom: newest first)."""
    write = import_module(f"bot.export.{MODULES.get(form, form)}").write
    records = sorted(map(record_of, papers), key=lambda record: record.id)
    return cast("Callable[[Sequence[Record], About], str]", write)(records, about)
