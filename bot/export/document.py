"""JSON of our own: everything that is exported, in the shape that docs/export.md describes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.export.record import About, Record


def write(records: Sequence[Record], about: About) -> str:
    """One object: ``title``, ``topics`` and ``papers``; a paper has every key, null for what is unknown."""
    topics = [{"id": id_, "title": title} for id_, title in about.topics.items()]
    whole = {"title": about.title, "topics": topics, "papers": [_paper(record) for record in records]}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _paper(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "key": record.key,
        "title": record.title,
        "kind": record.kind,
        "authors": [*record.authors],
        "more_authors": record.others,
        "venue": record.venue or None,
        "year": record.year,
        "url": record.url,
        "links": [{"label": label, "url": target} for label, target in record.links],
        "topic": record.topic,
        "topics": [*record.topics],
        "ids": [*record.ids],
        "sources": [*record.sources],
        "added": record.added.isoformat(),
    }
