"""OpenAlex: works by title: https://developers.openalex.org/api-reference/works"""

from __future__ import annotations

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
    return [_record(work) for work in items(json_of(answer.body)["results"])]


def _record(work: dict[str, Any]) -> Record:
    doi = doi_url(work.get("doi"))
    pages = [doi, *(text(at(place, "landing_page_url")) for place in items(work.get("locations")))]
    source = at(work, "primary_location", "source")
    at_home = at(source, "type") not in (None, "repository") and work.get("type") != "preprint"
    venue = published_in(at(source, "display_name")) if at_home else None
    keys = keys_of(pages)
    return Record(
        "openalex",
        text(work["display_name"]),
        best_page(pages),
        keys,
        venue=venue,
        year=year_in(work.get("publication_year")),
        published=published_page(pages) if venue else None,
        authors=names(at(one, "author", "display_name") for one in items(work.get("authorships"))),
    )


SEARCH = Search(OPENALEX, asks_title, reads_found)
