"""Crossref: works by DOI or title: https://www.crossref.org/documentation/retrieve-metadata/rest-api/"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.links.apis.reading import at, doi_url, items, keys_of, names, published_in, text, year_in
from bot.links.apis.services import CROSSREF
from bot.links.apis.values import Known, Lookup, Record, Search
from bot.net.values import Answer, Question

FIELDS = "DOI,title,subtitle,author,issued,container-title,type,relation"
PREPRINT = "posted-content"
# A filter's value cannot hold a comma, and other signs have been known to spoil the whole filter.
_PLAIN = re.compile(r"[\w.;()/-]+")


def takes(key: str) -> bool:
    """Whether a filter can hold the DOI."""
    return _PLAIN.fullmatch(key.removeprefix("doi:")) is not None


def asks(keys: Sequence[str]) -> Question:
    """One question about all ``keys``."""
    wanted = ",".join(key for key in keys)  # a filter of one name holds for any of its values
    return Question("/v1/works", {"filter": wanted, "rows": str(len(keys)), "select": FIELDS})


def reads(answer: Answer, keys: Sequence[str]) -> Known:
    """What a list of works says of ``keys``."""
    known = {f"doi:{text(work['DOI']).lower()}": work for work in _works(answer)}
    return {key: _record(known[key]) if key in known else None for key in keys}


def asks_title(title: str) -> Question:
    """The question for works with ``title``."""
    return Question("/v1/works", {"query.bibliographic": title, "rows": "5", "select": FIELDS})


def reads_found(answer: Answer) -> Sequence[Record]:
    """The works in a list."""
    return [_record(work) for work in _works(answer)]


def _works(answer: Answer) -> list[dict[str, Any]]:
    message = json.loads(answer.body)["message"]
    works = message["items"]
    if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
        raise ValueError("no list of works")
    return works


def _record(work: dict[str, Any]) -> Record:
    page = doi_url(work["DOI"])
    preprint = work.get("type") == PREPRINT
    published = next(_related(work, "is-preprint-of"), None) if preprint else page
    return Record(
        "crossref",
        _title(work),
        page,
        keys_of([page, published, *_related(work, "has-preprint")]),
        venue=None if preprint else published_in(at(work, "container-title", 0)),
        year=year_in(at(work, "issued", "date-parts", 0, 0)),
        published=published,
        authors=names(map(_name, items(work.get("author")))),
    )


def _title(work: dict[str, Any]) -> str:
    title, rest = text(at(work, "title", 0)), text(at(work, "subtitle", 0))
    return f"{title}: {rest}" if rest and rest.casefold() not in title.casefold() else title


def _name(author: Any) -> str:
    given, family = text(at(author, "given")), text(at(author, "family"))
    return f"{given} {family}".strip() or text(at(author, "name"))


def _related(work: dict[str, Any], how: str) -> Iterator[str]:
    links = (doi_url(one["id"]) for one in items(at(work, "relation", how)) if at(one, "id-type") == "doi")
    return (link for link in links if link)


LOOKUP = Lookup(CROSSREF, asks, reads, takes)
SEARCH = Search(CROSSREF, asks_title, reads_found)
