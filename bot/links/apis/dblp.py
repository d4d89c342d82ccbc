"""DBLP: publications by title: https://dblp.org/faq/13501473.html"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from bot.links.apis.reading import at, doi_url, items, names, published_in, record_of, text, words_of
from bot.links.apis.services import DBLP
from bot.links.apis.values import Record, Search
from bot.net.values import Answer, Question

_NAMESAKE = re.compile(r" \d{4}$")  # "Wei Wang 0001"


def asks_title(title: str) -> Question:
    """The question for publications with ``title``."""
    return Question("/search/publ/api", {"q": words_of(title), "format": "json", "h": "5", "c": "0"})


def reads_found(answer: Answer) -> Sequence[Record]:
    """The publications among the hits."""
    hits = json.loads(answer.body)["result"]["hits"]
    return [_record(hit["info"]) for hit in items(hits.get("hit"))]


def _record(info: dict[str, Any]) -> Record:
    pages = [doi_url(info.get("doi")), *names(items(info.get("ee")))]
    venue = published_in(at(items(info.get("venue")), 0))
    authors = (_NAMESAKE.sub("", text(at(one, "text"))) for one in items(at(info, "authors", "author")))
    title = text(info["title"]).removesuffix(".")
    return record_of("dblp", title, pages, venue, info.get("year"), filter(None, authors))


SEARCH = Search(DBLP, asks_title, reads_found)
