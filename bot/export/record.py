"""What is exported of one paper, made inert in one place for every format (G7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit, urlunsplit

from bot.export.keys import key_of
from bot.models import Paper
from bot.render.escape import plain, safe_url

ET_AL = re.compile(r"[\s,]*\b(?:et\.?\s+al\b\.?|and others|等)\s*\Z", re.IGNORECASE)
PREPRINT = frozenset({"arxiv", "corr", "biorxiv", "medrxiv", "ssrn", "openreview"})
JOURNAL = re.compile(
    r"(?i:.*\b(?:journal|transactions|trans\.|letters|magazine)\b.*)"
    r"|(?:JMLR|TMLR|JAIR|IJCV|IJRR|CVIU|PNAS|PVLDB|PACMI|PACMPL|POMACS|TACL|JSSC|JBHI|JSTSP|RA-?L|SPL|PRL|NCA|PAMI)"
    # IEEE and ACM Transactions; the rest of what starts with T and has only capitals are conferences
    r"|T-?(?:PAMI|BD|C|CAD|CAS|CAS-I|CAS-II|CDS|COM|CSVT|CYB|DSC|ECS|ETC|GRS|IFS|IP|IST|ITS|IV|KDD|KDE|MC|MI"
    r"|MM|NN|NNLS|NSM|OCS|ODAES|OG|OIS|OMM|OMPECS|OPS|PDS|RETS|RO|SE|SG|SMC|SP|VCG|VLSI|VT|WC|ASLP|AI|ACO)"
    r"|(?:Nature|Science|Neurocomputing|Neural Networks|Neural Computation|Pattern Recognition)\b.*"
)


@dataclass(frozen=True, slots=True)
class About:
    """The list that is exported; ``topics`` are titles by id, ``most`` bounds a feed's entries.

    ``repository`` (owner/name on ``server``) and ``address``, the feed's own, are empty when not known.
    """

    title: str
    topics: Mapping[str, str]
    repository: str = ""
    server: str = "https://github.com"
    address: str = ""
    most: int = 100


@dataclass(frozen=True, slots=True)
class Record:
    """One paper, its text on one line without unseen characters, its addresses http(s) and encoded.

    ``authors`` are the known ones; ``others`` tells that there are more. ``links`` are (label, address).
    """

    key: str
    id: str
    title: str
    kind: str
    authors: tuple[str, ...]
    others: bool
    venue: str
    year: int | None
    url: str | None
    links: tuple[tuple[str, str], ...]
    topic: str
    topics: tuple[str, ...]
    ids: tuple[str, ...]
    sources: tuple[str, ...]
    added: date

    @property
    def published(self) -> str:
        """The conference or journal; "" for what is not published, or only as a preprint."""
        return "" if self.venue.casefold() in PREPRINT else self.venue

    @property
    def in_journal(self) -> bool:
        return bool(JOURNAL.fullmatch(self.published))

    @property
    def arxiv(self) -> str:
        """The number on arXiv, if there is one."""
        return self._number("arxiv:")

    @property
    def doi(self) -> str:
        return self._number("doi:")

    def _number(self, scheme: str) -> str:
        return next((id_.removeprefix(scheme) for id_ in self.ids if id_.startswith(scheme)), "")


def record_of(paper: Paper) -> Record:
    """What is exported of ``paper``."""
    authors, others = _authors(paper.authors)
    url = address(paper.url)
    links = {target: plain(link.label) for link in reversed(paper.links) if (target := address(link.url))}
    links.pop(url or "", None)
    return Record(
        key_of(paper.id),
        plain(paper.id),
        plain(paper.title) or plain(paper.id) or "untitled",
        plain(paper.kind),
        authors,
        others,
        plain(paper.venue or ""),
        paper.year,
        url,
        tuple((label, target) for target, label in reversed(links.items())),
        plain(paper.topic),
        tuple(dict.fromkeys(map(plain, (paper.topic, *paper.topics)))),
        tuple(dict.fromkeys(plain(id_) for id_ in (paper.id, *paper.ids) if not id_.startswith("title:"))),
        tuple(sorted({plain(mention.source) for mention in paper.mentions})),
        paper.added,
    )


def _authors(names: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    given = [plain(name) for name in names]
    known = [ET_AL.sub("", name).strip(" ,") for name in given]
    return tuple(filter(None, known)), any(map(ET_AL.search, given))


def address(url: str | None) -> str | None:
    """``url`` as RFC 3986 has it, without braces, quotes or brackets; None where it is not http(s)."""
    inert = safe_url(url)
    if inert is None or not inert.lower().startswith("http"):
        return None
    parts = urlsplit(inert.replace("&amp;", "&"))  # undoes what safe_url does for Markdown, and only that
    encoded = [
        re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(part, safe="%/:?@!&'*+,;="))
        for part in (parts.path, parts.query, parts.fragment)
    ]
    return urlunsplit((parts.scheme, parts.netloc, *encoded))
