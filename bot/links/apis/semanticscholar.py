"""Semantic Scholar: papers by its own ids, or by title: https://api.semanticscholar.org/api-docs/graph"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.identify.hosts import page
from bot.links.apis.reading import at, doi_url, items, names, published_in, record_of, text, words_of
from bot.links.apis.services import SEMANTIC_SCHOLAR
from bot.links.apis.values import Known, Lookup, Record, Search
from bot.net.values import Answer, Question

FIELDS = "title,year,venue,externalIds,authors.name"
# Its answer where it knows none of the ids at all.
NONE_VALID = "No valid paper ids given"


def asks(keys: Sequence[str]) -> Question:
    """One question about all ``keys``."""
    ids = [key.removeprefix("s2:") for key in keys]
    return Question("/graph/v1/paper/batch", {"fields": FIELDS}, {"ids": ids})


def reads(answer: Answer, keys: Sequence[str]) -> Known:
    """What a list as long as ``keys``, in their order, says of them."""
    papers = json.loads(answer.body)
    if at(papers, "error") == NONE_VALID:
        return dict.fromkeys(keys)
    if not isinstance(papers, list):
        raise TypeError("no list")
    return {key: None if paper is None else _record(paper) for key, paper in zip(keys, papers, strict=True)}


def asks_title(title: str) -> Question:
    """The question for the paper with ``title``."""
    return Question("/graph/v1/paper/search/match", {"query": words_of(title), "fields": FIELDS})


def reads_found(answer: Answer) -> Sequence[Record]:
    """The paper that matches best, if any does."""
    found = json.loads(answer.body)
    if answer.status == 404 and text(found["error"]):
        return []
    return [_record(paper) for paper in items(found["data"])]


def _record(paper: dict[str, Any]) -> Record:
    own = f"https://www.semanticscholar.org/paper/{text(paper['paperId'])}"
    pages = [*_pages(paper.get("externalIds")), own]
    venue, title = published_in(paper.get("venue")), text(paper["title"])
    authors = names(at(author, "name") for author in items(paper.get("authors")))
    return record_of("semanticscholar", title, pages, venue, paper.get("year"), authors)


def _pages(ids: Any) -> Iterable[str]:
    for name in ("ArXiv", "ACL"):
        if (id_ := text(at(ids, name))) and (known := page(f"{name.lower()}:{id_}")):
            yield known
    if doi := doi_url(at(ids, "DOI")):
        yield doi


LOOKUP = Lookup(SEMANTIC_SCHOLAR, asks, reads, answers=frozenset({200, 400}))
SEARCH = Search(SEMANTIC_SCHOLAR, asks_title, reads_found, frozenset({200, 404}))
