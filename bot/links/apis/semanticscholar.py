"""Semantic Scholar: papers by its own ids, or by title: https://api.semanticscholar.org/api-docs/graph"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    papers = json_of(answer.body)
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
    found = json_of(answer.body)
    if answer.status == 404 and text(found["error"]):
        return []
    return [_record(paper) for paper in items(found["data"])]


def _record(paper: dict[str, Any]) -> Record:
    own = f"https://www.semanticscholar.org/paper/{text(paper['paperId'])}"
    pages = list(_pages(paper.get("externalIds")))
    venue = published_in(paper.get("venue"))
    return Record(
        "semanticscholar",
        text(paper["title"]),
        best_page([*pages, own]),
        keys_of([*pages, own]),
        venue=venue,
        year=year_in(paper.get("year")),
        published=published_page(pages) if venue else None,
        authors=names(at(author, "name") for author in items(paper.get("authors"))),
    )


def _pages(ids: Any) -> Iterable[str]:
    for name, page in (("ArXiv", "https://arxiv.org/abs/{}"), ("ACL", "https://aclanthology.org/{}/")):
        if id_ := text(at(ids, name)):
            yield page.format(id_)
    if doi := doi_url(at(ids, "DOI")):
        yield doi


LOOKUP = Lookup(SEMANTIC_SCHOLAR, asks, reads, answers=frozenset({200, 400}))
SEARCH = Search(SEMANTIC_SCHOLAR, asks_title, reads_found, frozenset({200, 404}))
