"""DBLP: publications by title: https://dblp.org/faq/13501473.html"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.links.apis.reading import (
    at,
    best_page,
    doi_url,
    items,
    json_of,
    keys_of,
    names,
    published_in,
    published_page,
    text,
    words_of,
    year_in,
)
from bot.links.apis.services import DBLP
from bot.links.apis.values import Record, Search
from bot.net.values import Answer, Question

_NAMESAKE = re.compile(r" \d{4}$")  # "Wei Wang 0001"


def asks_title(title: str) -> Question:
    """The question for publications with ``title``."""
    return Question("/search/publ/api", {"q": words_of(title), "format": "json", "h": "5", "c": "0"})


def reads_found(answer: Answer) -> Sequence[Record]:
    """The publications among the hits."""
    hits = json_of(answer.body)["result"]["hits"]
    return [_record(hit["info"]) for hit in items(hits.get("hit"))]


def _record(info: dict[str, Any]) -> Record:
    pages = [doi_url(info.get("doi")), *names(items(info.get("ee")))]
    venue = published_in(at(items(info.get("venue")), 0))
    return Record(
        "dblp",
        text(info["title"]).removesuffix("."),
        best_page(pages),
        keys_of(pages),
        venue=venue,
        year=year_in(info.get("year")),
        published=published_page(pages) if venue else None,
        authors=tuple(
            _NAMESAKE.sub("", name)
            for name in names(at(one, "text") for one in items(at(info, "authors", "author")))
        ),
    )


SEARCH = Search(DBLP, asks_title, reads_found)
