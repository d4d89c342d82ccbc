"""``state/decisions.yml`` ↔ what people decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.errors import Invalid, Problem
from bot.models import Decisions
from bot.store.document import SCHEMA, document

DECISIONS = "state/decisions.yml"

PIN_FIELDS = ("title", "url", "venue", "year", "kind")
DECISION_ROWS = {
    "decline": (1, "the paper"),
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
        rows = []
        for row, line in form.rows(node.get(key), key, node.lines.get(key, 1)):
            cells = [row] if width == 1 else row
            if not isinstance(cells, list) or len(cells) != width or not all(_cell(cells, key)):
                form.complain(line, f"“{key}” takes {expected}")
            else:
                rows.append(row if width == 1 else tuple(row))
        found[key] = tuple(rows)
    return Decisions(**found), form.problems


def _cell(cells: list[Any], key: str) -> Iterable[bool]:
    yield isinstance(cells[0], str) and bool(cells[0])
    if key == "pin":
        yield cells[1] in PIN_FIELDS
        yield cells[2] is None or type(cells[2]) is (int if cells[1] == "year" else str)
    elif len(cells) > 1:
        yield isinstance(cells[1], str) and bool(cells[1])


def decisions_text(text: str | None, verb: str, row: Sequence[str | int | None]) -> str:
    """The text of the file with one more row under ``verb``, the rest of it as people wrote it."""
    from io import StringIO

    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    yaml = YAML()
    yaml.width = 2**20
    yaml.preserve_quotes = True
    node = (yaml.load(text) if text else None) or CommentedMap(schema=SCHEMA)
    rows = node.get(verb)
    if rows is None:
        rows = node[verb] = CommentedSeq()
    cells = CommentedSeq(row)
    cells.fa.set_flow_style()
    rows.append(row[0] if len(row) == 1 else cells)
    out = StringIO()
    yaml.dump(node, out)
    return out.getvalue()
