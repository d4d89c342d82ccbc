"""CSL-JSON, what citation processors and reference managers read.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html, and the schema csl-data.json of CSL 1.0.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from bot.export.names import parts
from bot.export.record import About, Record

TYPES = {
    "article": "webpage",
    "tool": "software",
    "dataset": "dataset",
    "talk": "speech",
    "book": "book",
    "list": "webpage",
}
MARKUP = re.compile(r"<(?=/?(?:i|b|sc|sub|sup)>|/?span\b)", re.IGNORECASE)


def write(records: Sequence[Record], _about: About) -> str:
    """A JSON array with one item a paper; its ``id`` is the citation key that BibTeX has too."""
    return json.dumps([_item(record) for record in records], ensure_ascii=False, indent=1) + "\n"


def _item(record: Record) -> dict[str, Any]:
    names = [parts(name) for name in record.authors]
    if names and record.others:
        names.append({"literal": "others"})
    item = {
        "id": record.key,
        "type": _type(record),
        "title": text(record.title),
        "author": names,
        "issued": {"date-parts": [[record.year]]} if record.year else None,
        "container-title": text(record.published),
        "DOI": record.doi,
        "URL": record.url,
        **_archive(record),
        "keyword": ", ".join(record.topics),
    }
    return {name: value for name, value in item.items() if value}


def _type(record: Record) -> str:
    if record.kind in TYPES:
        return TYPES[record.kind]
    if record.published:
        return "article-journal" if record.in_journal else "paper-conference"
    return "article" if record.arxiv else "document"  # an article that is in no journal: a preprint


def _archive(record: Record) -> dict[str, str]:
    if not record.arxiv:
        return {}
    if record.published:
        return {"archive": "arXiv", "archive_location": record.arxiv}
    return {"publisher": "arXiv", "number": f"arXiv:{record.arxiv}"}


def text(plain: str) -> str:
    """``plain`` without the tags that processors read as italics and the like, held off by a thin space."""
    return MARKUP.sub("<\N{THIN SPACE}", plain)
