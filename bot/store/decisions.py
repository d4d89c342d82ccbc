"""``state/decisions.yml`` ↔ what people decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import Any

from bot.errors import Invalid, Problem
from bot.models import KINDS, Decisions
from bot.store.document import SCHEMA, document

DECISIONS = "state/decisions.yml"

UNQUOTED = re.compile(r"[A-Za-z][\w.:/?&=%+-]*(?<!:)")  # what is plain YAML, inside brackets as well
PIN_FIELDS = ("title", "url", "venue", "year", "kind")
DECISION_ROWS = {
    "decline": (1, "the paper, or a list of names of one paper"),
    "same": (2, "[one, other]: two names of one work"),
    "different": (2, "[one, other]: the two works"),
    "pin": (3, f"[paper, field, value], the field one of {', '.join(PIN_FIELDS)}"),
    "topic": (2, "[paper, topic]"),
}


def read_decisions(text: str) -> tuple[Decisions, Sequence[Problem]]:
    """The decisions in the text of ``state/decisions.yml``, and what is wrong with it."""
    try:
        node, form, _ = document(DECISIONS, text, list(DECISION_ROWS))
    except Invalid as invalid:
        return Decisions(), invalid.problems
    found: dict[str, tuple[Any, ...]] = {}
    for key, (width, expected) in DECISION_ROWS.items():
        rows: list[Any] = []
        for row, line in form.rows(node.get(key), key, node.lines.get(key, 1)):
            cells = row if isinstance(row, list) else [row]
            right = all(_cell(cells, key)) and (key == "decline" or len(cells) == width)
            if not right:
                form.complain(line, f"“{key}” takes {expected}")
            elif key == "decline":
                rows += cells
            else:
                rows.append(tuple(cells))
        found[key] = tuple(rows)
    return Decisions(**found), form.problems


def _cell(cells: list[Any], key: str) -> Iterable[bool]:
    """Whether the cells of a row are what its verb takes."""
    yield bool(cells)
    names = cells[:1] if key in ("pin", "topic") else cells
    yield all(isinstance(name, str) and name for name in names)
    if key == "pin" and len(cells) == 3:
        yield pinnable(cells[1], cells[2])
    if key == "topic" and len(cells) == 2:
        yield isinstance(cells[1], str) and bool(cells[1])
    if key in ("same", "different"):
        yield len(set(cells)) == len(cells)


def pinnable(field: Any, value: Any) -> bool:
    """Whether a field may be pinned to a value."""
    if field == "title":
        return isinstance(value, str) and bool(value.strip())
    if value is None:
        return field in ("url", "venue", "year")
    if field == "year":
        return type(value) is int and 1800 <= value <= 2200
    if field == "url":
        return isinstance(value, str) and value.startswith(("http://", "https://"))
    return value in KINDS if field == "kind" else field == "venue" and isinstance(value, str) and bool(value)


def decisions_text(text: str | None, verb: str, row: Sequence[str | int | None]) -> str:
    """The text of the file with one more row under ``verb``, the rest of it as people wrote it."""
    from ruamel.yaml.comments import CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

    with _edited(text) as (node, out):
        rows = node.get(verb)
        if rows is None:
            rows = node[verb] = CommentedSeq()
        cells = CommentedSeq(
            Quoted(c) if isinstance(c, str) and not UNQUOTED.fullmatch(c) else c for c in row
        )
        cells.fa.set_flow_style()
        rows.append(cells[0] if len(row) == 1 else cells)
    return out.getvalue()


def without(text: str, verb: str, row: Sequence[str | int | None]) -> str:
    """The text of the file without the last such row under ``verb``, the rest of it as people wrote it."""
    with _edited(text) as (node, out):
        rows = node.get(verb) or []
        for place in reversed(range(len(rows))):
            cells = rows[place] if isinstance(rows[place], list) else [rows[place]]
            if list(cells) == list(row):
                del rows[place]
                break
        if verb in node and not rows:
            del node[verb]
    return out.getvalue()


@contextmanager
def _edited(text: str | None) -> Iterator[tuple[Any, StringIO]]:
    """What the file holds, to be changed, and where its new text goes."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    yaml = YAML()
    yaml.width = 2**20
    yaml.preserve_quotes = True
    out = StringIO()
    node = (yaml.load(text) if text else None) or CommentedMap(schema=SCHEMA)
    yield node, out
    yaml.dump(node, out)
