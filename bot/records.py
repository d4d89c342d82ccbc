"""Entries from outside for ``bot dedupe``: JSON lines as ``bot parse`` prints them, or any list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import Invalid, Problem
from bot.markup import form_named
from bot.markup.decode import decode
from bot.models import Entry, Link
from bot.parse import parse


@dataclass(frozen=True, slots=True)
class Record:
    """An entry, what to call it, and which list it comes from."""

    id: str
    source: str
    entry: Entry


def records(name: str, data: bytes) -> list[Record]:
    """The entries in ``data``, JSON lines or a list as it may be; raises BotError."""
    form = form_named(name)
    if form is None and (rows := _array(data)) is not None:
        data = "\n".join(json.dumps(row) for row in rows).encode()
    if form not in (None, "jsonl") or (form is None and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{"):
        return [Record(f"{entry.path}:{entry.line}", name, entry) for entry in parse(name, data).entries]
    text = decode(data, name)
    found, problems = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(_record(json.loads(line), name, number))
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            problems.append(Problem(name, number, f"not an entry as `bot parse` prints them: {error}"))
    if problems:
        raise Invalid(problems)
    return found


def _array(data: bytes) -> list[Any] | None:
    """The objects of a JSON array, as `jq -s` makes it of lines; None for any other text."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"[":
        return None
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError):
        return None  # Markdown begins with a bracket, too
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else None


def _record(row: Any, name: str, number: int) -> Record:
    if not isinstance(row, Mapping):
        raise TypeError("a line takes one JSON object")
    title = row.get("title")
    if not isinstance(title, str) or not title.strip():
        raise ValueError("“title” takes text")
    path, line = row.get("path") or name, row.get("line") or number
    entry = Entry(
        path=_checked("path", path, str),
        line=_checked("line", line, int),
        title=title,
        url=_checked("url", row.get("url"), str, type(None)),
        links=tuple(_links(row.get("links") or ())),
        section=_texts("section", row.get("section")),
        venue=_checked("venue", row.get("venue"), str, type(None)),
        year=_checked("year", row.get("year"), int, type(None)),
        authors=_texts("authors", row.get("authors")),
        note=_checked("note", row.get("note"), str, type(None)),
    )
    return Record(str(row.get("id") or f"{path}:{line}"), str(row.get("source") or path), entry)


def _checked(key: str, value: Any, *types: type) -> Any:
    if not isinstance(value, types) or isinstance(value, bool):
        raise TypeError(f"“{key}” takes {types[0].__name__}")
    return value


def _texts(key: str, value: Any) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value or []
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise TypeError(f"“{key}” takes a list of texts")
    return tuple(texts)


def _links(rows: Iterable[Any]) -> Iterable[Link]:
    for row in rows:
        if not isinstance(row, Mapping) or not isinstance(row.get("url"), str | None):
            raise TypeError("“links” takes objects with label and url")
        if row.get("url") is not None:
            yield Link(str(row.get("label") or ""), row["url"])
