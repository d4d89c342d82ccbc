"""arXiv: many papers by id, or by title, as an Atom feed: https://info.arxiv.org/help/api/user-manual.html"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from bot.identify import canonical_url, identifier
from bot.links.apis.reading import doi_url, keys_of, names, text, words_of, year_in
from bot.links.apis.services import ARXIV
from bot.links.apis.values import Known, Lookup, Record, Search, Unfit
from bot.net.values import Answer, CannotAsk, Question

ATOM = "{http://www.w3.org/2005/Atom}"
OWN = "{http://arxiv.org/schemas/atom}"
NO_ID = re.compile(r"incorrect[ _]id[ _]format[ _]for[ _](\S+)")
# Under load arXiv answers with no papers at all; of so many ids, at least one should be known.
DOUBTFUL = 5

_WITHDRAWN = re.compile(
    r"\b(?:paper|submission|article|manuscript|work|preprint) (?:has been|is|was) withdrawn\b"
    r"|^withdrawn\b",
    re.IGNORECASE,
)
_STATUSES = frozenset({200, 400})  # an error may come as a feed with either


def asks(keys: Sequence[str]) -> Question:
    """One question about all ``keys``."""
    ids = ",".join(key.removeprefix("arxiv:") for key in keys)
    return Question("/api/query", _query(id_list=ids, most=len(keys)))


def reads(answer: Answer, keys: Sequence[str]) -> Known:
    """What a feed says of ``keys``; raises Unfit for an id that arXiv takes for none."""
    known = {identifier(record.url or ""): record for record in _records(answer, keys)}
    found = {key: known.get(key) for key in keys}
    if len(keys) >= DOUBTFUL and not any(found.values()):
        raise CannotAsk(f"arXiv claims to know none of {len(keys)} papers, as it does under load")
    return found


def asks_title(title: str) -> Question:
    """The question for papers with ``title``."""
    phrase = f'ti:"{words_of(title)}"'
    return Question("/api/query", _query(search_query=phrase, most=5))


def reads_found(answer: Answer) -> Sequence[Record]:
    """The papers in a feed."""
    return _records(answer, ())


def _query(most: int, **query: str) -> dict[str, str]:
    return {**query, "start": "0", "max_results": str(most)}


def _records(answer: Answer, keys: Sequence[str]) -> list[Record]:
    entries = _feed(answer.body).findall(f"{ATOM}entry")
    for entry in entries:
        _check(entry, keys)
    return [_record(entry) for entry in entries]


def _feed(body: bytes) -> ET.Element:
    """The feed in ``body``; raises ValueError. What no feed needs is refused before it is parsed."""
    markup = body.decode("utf-8")
    if "<!doctype" in markup.casefold():
        raise ValueError("a document type")
    try:
        feed = ET.fromstring(markup)  # noqa: S314 - without a document type there are no entities
    except ET.ParseError:
        raise ValueError("no XML") from None
    if feed.tag != f"{ATOM}feed":
        raise ValueError("no feed")
    return feed


def _check(entry: ET.Element, keys: Sequence[str]) -> None:
    """Raises for an entry that is an error in disguise."""
    if "/api/errors" not in _said(entry, f"{ATOM}id"):
        return
    name = NO_ID.search(_said(entry, f"{ATOM}summary"))
    if name and (unfit := f"arxiv:{name[1]}") in keys:
        raise Unfit(f"arXiv takes {name[1]} for no id", unfit)
    raise CannotAsk("arXiv does not understand the question")


def _record(entry: ET.Element) -> Record:
    page = _said(entry, f"{ATOM}id")
    key = identifier(page)
    if not key or not key.startswith("arxiv:"):
        raise ValueError("an entry without an id")
    published = doi_url(_said(entry, f"{OWN}doi").partition(" ")[0])  # some give several
    return Record(
        "arxiv",
        _said(entry, f"{ATOM}title"),
        canonical_url(page),
        keys_of([page, published]),
        year=year_in(_said(entry, f"{ATOM}published")),
        published=published if published and identifier(published) != key else None,
        authors=names(_said(author, f"{ATOM}name") for author in entry.findall(f"{ATOM}author")),
        note="withdrawn" if _withdrawn(entry) else "",
    )


def _withdrawn(entry: ET.Element) -> bool:
    said = (_said(entry, f"{OWN}comment"), _said(entry, f"{ATOM}summary")[:200])
    return any(_WITHDRAWN.search(words) for words in said)


def _said(entry: ET.Element, tag: str) -> str:
    return text(entry.findtext(tag))


LOOKUP = Lookup(ARXIV, asks, reads, answers=_STATUSES)
SEARCH = Search(ARXIV, asks_title, reads_found, _STATUSES)
