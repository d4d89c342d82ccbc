"""OpenAlex: works by title: https://developers.openalex.org/api-reference/works"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.links.apis.reading import at, doi_url, items, names, published_in, record_of, text, words_of
from bot.links.apis.services import OPENALEX
from bot.links.apis.values import Record, Search
from bot.net.values import Answer, Question

FIELDS = "display_name,doi,publication_year,type,authorships,primary_location,locations"


def asks_title(title: str) -> Question:
    """The question for works with ``title``."""
    wanted = f"title.search:{words_of(title)}"
    return Question("/works", {"filter": wanted, "per_page": "5", "select": FIELDS})


def reads_found(answer: Answer) -> Sequence[Record]:
    """The works in a list."""
    return [_record(work) for work in items(json.loads(answer.body)["results"])]


def _record(work: dict[str, Any]) -> Record:
    doi = doi_url(work.get("doi"))
    pages = [doi, *(text(at(place, "landing_page_url")) for place in items(work.get("locations")))]
    source = at(work, "primary_location", "source")
    at_home = at(source, "type") not in (None, "repository") and work.get("type") != "preprint"
    venue = published_in(at(source, "display_name")) if at_home else None
    authors = names(at(one, "author", "display_name") for one in items(work.get("authorships")))
    return record_of(
        "openalex", text(work["display_name"]), pages, venue, work.get("publication_year"), authors
    )


SEARCH = Search(OPENALEX, asks_title, reads_found)
