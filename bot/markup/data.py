"""CSV, JSON, YAML and BibTeX → the records in them, wherever they lie, with their lines."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from bot.markup.records import AUTHORS, LINK, PARTS, YEAR, Record, address, plain, title_of

DEEPEST = 40  # levels of records within records

_AND = re.compile(r"\s+and\s+")


class _Object(dict[str, Any]):
    """A JSON object with the 1-based lines on which it, and its keys whose values are text, begin."""

    line = 1

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.lines: dict[str, int] = {}


def of_csv(text: str, delimiter: str | None = None) -> list[Record]:
    """The rows of a table whose first row names its columns; raises ValueError."""
    import csv

    first = text.lstrip().partition("\n")[0]
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter or max(",;\t|", key=first.count))
    found: list[Record] = []
    names: list[str] = []
    start = 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                if names:
                    # The first of two columns of one name counts.
                    found.append(Record(start, dict(reversed(list(zip(names, row, strict=False))))))
                names = names or [plain(name) for name in row]
            start = rows.line_num + 1
    except csv.Error as error:
        raise ValueError(f"line {rows.line_num}: {error}") from None
    return found


def of_json(text: str) -> list[Record]:
    """The objects with a title in a JSON document, however deep; raises ValueError."""
    return list(_found(_json(text, 1), (), 0))


def of_json_lines(text: str) -> list[Record]:
    """The objects with a title in JSON lines; raises ValueError."""
    lines = enumerate(text.split("\n"), 1)
    return [one for number, line in lines if line.strip() for one in _found(_json(line, number), (), 0)]


def of_yaml(text: str, path: str) -> list[Record]:
    """The mappings with a title in a YAML document, however deep; raises Invalid, naming ``path``."""
    from bot.yamlio import read

    return list(_found(read(text, path), (), 0))


def of_bibtex(text: str) -> list[Record]:
    """The entries of a BibTeX file, also those of which the keys are there twice."""
    from bibtexparser.middlewares import LatexDecodingMiddleware
    from bibtexparser.middlewares.parsestack import default_parse_stack
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry
    from bibtexparser.splitter import Splitter

    # It tells the log of each entry that it cannot read, which nobody asked it.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    library = Splitter(text).split()
    for number, block in enumerate(library.failed_blocks):
        if isinstance(block, DuplicateBlockKeyBlock) and isinstance(block.ignore_error_block, Entry):
            block.ignore_error_block.key += f" {number}"
            library.add(block.ignore_error_block)
    for middleware in (*default_parse_stack(), LatexDecodingMiddleware()):
        library = middleware.transform(library)
    found = []
    for entry in sorted(library.entries, key=lambda entry: entry.start_line or 0):
        fields = {
            plain(one.key): re.sub(r"[{}]|\s+(?=\s)", "", str(one.value)).strip() for one in entry.fields
        }
        for name in AUTHORS:
            if name in fields:
                fields[name] = ", ".join(map(_forwards, _AND.split(fields[name])))
        found.append(Record((entry.start_line or 0) + 1, fields))
    return found


def _forwards(name: str) -> str:
    """A name of BibTeX as it is spoken: “Han, Song” is Song Han."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name.strip()


def _json(text: str, line: int) -> Any:
    """A JSON value whose objects know their lines, of which ``line`` is the first; raises ValueError."""
    import json
    from json import decoder, scanner

    starts = [match.start() for match in re.finditer("\n", text)]

    def parse_object(at: tuple[str, int], *rest: Any) -> tuple[_Object, int]:
        value, end = decoder.JSONObject(at, *rest)  # type: ignore[attr-defined]
        made = _Object(value)
        place = at[1] - 1  # of the brace
        made.line = line + bisect_right(starts, place)
        for key in (key for key, one in made.items() if isinstance(one, str)):
            place = max(place, text.find(f'"{key}"', place, end))
            made.lines[key] = line + bisect_right(starts, place)
        return made, end

    reader: Any = json.JSONDecoder()
    reader.parse_object = parse_object
    reader.scan_once = scanner.py_make_scanner(reader)  # type: ignore[attr-defined]
    return reader.decode(text)


def _found(node: Any, section: tuple[str, ...], depth: int) -> Iterator[Record]:
    """The records at or below ``node``, in their order."""
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        for item in node:
            yield from _found(item, section, depth + 1)
    elif isinstance(node, dict):
        fields = {plain(key): value for key, value in node.items()}
        title = title_of(fields)
        told = bool(title) and any(fields.get(name) for name in (*LINK, *AUTHORS, *YEAR))
        below = [key for key, one in node.items() if plain(key) not in PARTS and _holds(one, told, depth)]
        if title and not below:
            yield Record(getattr(node, "line", 1), fields, section)
            return
        for key in below if title else node:
            line = getattr(node, "lines", {}).get(key, getattr(node, "line", 1))
            yield from _named(key, node[key], (*section, title) if title else section, depth, line)


def _named(key: str, value: Any, section: tuple[str, ...], depth: int, line: int) -> Iterator[Record]:
    """The records of what stands under a key; one that has no title of its own is called as its key."""
    if isinstance(value, str):
        if plain(key) not in PARTS and address("", value):
            yield Record(line, {"title": key, "url": value}, section)
    elif isinstance(value, dict) and (record := _called(value, key, section, depth)):
        yield record
    else:
        yield from _found(value, (*section, key.replace("_", " ")), depth + 1)


def _called(node: dict[str, Any], key: str, section: tuple[str, ...], depth: int) -> Record | None:
    """The record that stands under ``key``, if it is one and not several."""
    fields = {plain(name): value for name, value in node.items()}
    if any(_holds(value, True, depth) for value in node.values()):
        return None
    if not title_of(fields) and any(fields.get(name) for name in LINK):
        fields["title"] = key
    return Record(getattr(node, "line", 1), fields, section) if title_of(fields) else None


def _holds(value: Any, told: bool, depth: int) -> bool:
    """Whether there are records in a value; of a record that is ``told`` of, only those with titles."""
    if depth > DEEPEST:
        return False
    if isinstance(value, list):
        return any(_holds(item, told, depth + 1) for item in value)
    if not isinstance(value, dict):
        return False
    fields = {plain(key): one for key, one in value.items()}
    if title_of(fields) or (
        not told and any(isinstance(one, str) and address("", one) for one in fields.values())
    ):
        return True
    return any(_holds(one, told, depth + 1) for one in value.values())
