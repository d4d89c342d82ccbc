"""OpenReview: many notes by id, the way its own client asks.

https://docs.openreview.net/getting-started/using-the-api; asked as in get_notes_by_ids of
https://github.com/openreview/openreview-py. Guests without a name often meet a challenge (403) instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.links.apis.reading import at, items, names, published_in, text, year_in
from bot.links.apis.services import OPENREVIEW, OPENREVIEW_V1
from bot.links.apis.values import Known, Lookup, Record
from bot.net.values import Answer, Question

_VENUE = re.compile(
    r"(?:accepted (?:by|at|to) )?(?P<name>.+?)(?: (?P<year>(?:19|20)\d\d)\b.*)?", re.IGNORECASE
)
_UNPUBLISHED = re.compile(r"submitted|withdrawn|reject|under review|submission", re.IGNORECASE)


def asks(keys: Sequence[str]) -> Question:
    """One question about all ``keys``."""
    return Question("/notes/search", json={"ids": [key.removeprefix("openreview:") for key in keys]})


def reads(answer: Answer, keys: Sequence[str]) -> Known:
    """What a list of notes says of ``keys``; its fields are plain values, or ``{"value": …}``."""
    notes = json.loads(answer.body)["notes"]
    if not isinstance(notes, list):
        raise TypeError("no list of notes")
    known = {f"openreview:{note['id']}": note for note in notes}
    return {key: _record(key, known[key]) if key in known else None for key in keys}


def _record(key: str, note: dict[str, Any]) -> Record:
    content = note["content"]
    said = text(_value(content, "venue"))
    venue, year = (None, None) if _UNPUBLISHED.search(said) else _venue(said)
    return Record(
        "openreview",
        text(_value(content, "title")),
        f"https://openreview.net/forum?id={key.removeprefix('openreview:')}",
        (key,),
        venue=venue,
        year=year or _year(note.get("pdate")) or _year(note.get("cdate")),
        authors=names(items(_value(content, "authors"))),
        note="withdrawn" if "withdrawn" in said.casefold() else "",
    )


def _value(content: Any, name: str) -> Any:
    value = at(content, name)
    return at(value, "value") if isinstance(value, dict) else value


def _venue(said: str) -> tuple[str | None, int | None]:
    """Venue and year of "ICLR 2024 poster"."""
    match = _VENUE.fullmatch(said)
    venue = published_in(match["name"]) if match else None
    return venue, year_in(match["year"]) if match and venue else None


def _year(milliseconds: Any) -> int | None:
    """The year of a moment."""
    if type(milliseconds) is not int or not 0 <= milliseconds < 2**42:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).year


LOOKUP = Lookup(OPENREVIEW, asks, reads)
LOOKUP_V1 = Lookup(OPENREVIEW_V1, asks, reads)
