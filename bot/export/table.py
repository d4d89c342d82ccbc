"""CSV as RFC 4180 has it, with a header; nothing in it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from bot.export.record import About, Record

COLUMNS = (
    *("key", "title", "authors", "year", "venue", "kind", "topic", "topics"),
    *("url", "links", "id", "ids", "added", "sources"),
)
# What spreadsheets start a formula with: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write(records: Sequence[Record], _about: About) -> str:
    """One row a paper; several values in one cell stand apart by "; "."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([[cell(value) for value in _row(record)] for record in records])
    return stream.getvalue()


def _row(record: Record) -> tuple[str, ...]:
    return (
        record.key,
        record.title,
        "; ".join([*record.authors, *(["et al."] if record.others else [])]),
        str(record.year or ""),
        record.venue,
        record.kind,
        record.topic,
        "; ".join(record.topics),
        record.url or "",
        " ".join(target for _, target in record.links),
        record.id,
        "; ".join(record.ids),
        record.added.isoformat(),
        "; ".join(record.sources),
    )


def cell(value: str) -> str:
    """``value`` behind an apostrophe where a spreadsheet would reckon with it."""
    return f"'{value}" if value.startswith(FORMULA) else value
