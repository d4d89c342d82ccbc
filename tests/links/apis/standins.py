"""Stand-ins for the APIs that know of papers, over real HTTP: they answer, and refuse, as documented.

What each of them takes and says is written down in contracts.md beside this file. A world is declared as
values; every stand-in tells its part of it, below its own name: ``http://127.0.0.1:PORT/arxiv/api/query``.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote
from xml.sax.saxutils import escape

DATACITE, CROSSREF = "datacite", "crossref"


@dataclass(frozen=True, slots=True)
class Work:
    """One work, and by which identifiers who knows it; ``year`` is the preprint's if ``appeared`` is set.

    ``indexed`` are the APIs whose search finds it by its title.
    """

    title: str
    authors: tuple[str, ...] = ()
    year: int = 2016
    arxiv: str = ""
    doi: str = ""
    agency: str = CROSSREF
    preprint: bool = False
    published: str = ""
    openreview: str = ""
    first_api: bool = False
    s2: str = ""
    acl: str = ""
    venue: str = ""
    appeared: int | None = None
    withdrawn: bool = False
    indexed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository on GitHub, which may now go by another name."""

    name: str
    now: str = ""
    archived: bool = False
    private: bool = False
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """All that is known; ``snapshots`` maps an address to the moment of its last snapshot (14 digits)."""

    works: tuple[Work, ...] = ()
    repositories: tuple[Repository, ...] = ()
    snapshots: Mapping[str, str] = field(default_factory=dict)
    lies: bool = False

    def about(self, work: Work) -> Work:
        """What is told of ``work``."""
        return replace(work, title="Another Matter Altogether in Marine Biology") if self.lies else work


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived; ``at`` is when, on the clock that was given. Headers are in lower case."""

    api: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; ``delay`` in seconds; ``lost`` hangs up in place of it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    lost: bool = False


def said(value: Any, status: int = 200) -> Reply:
    """JSON."""
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


# Misbehaviours

Fault = Callable[[World], World] | Reply

HANGS_UP = Reply(lost=True)
MALFORMED = Reply(body=b'{"message": [<entry>', headers={"Content-Type": "application/json"})
CHALLENGE = Reply(
    body=b"<!DOCTYPE html><html><title>Just a moment...</title><form id=challenge></form></html>",
    headers={"Content-Type": "text/html; charset=UTF-8"},
)
FORBIDDEN = replace(CHALLENGE, status=403)
HUGE = Reply(body=b"[" + b" " * (6 * 2**20) + b"]", headers={"Content-Type": "application/json"})


def empty(_: World) -> World:
    """Answers as if there were nothing in the world."""
    return World()


def wrong(world: World) -> World:
    """Answers with another paper wherever it is asked for one."""
    return replace(world, lies=True)


def limited(after: str | None = None, status: int = 429) -> Reply:
    return Reply(status, b"Rate exceeded.", {"Retry-After": after} if after is not None else {})


def failing(status: int = 500) -> Reply:
    return Reply(status, b"Internal Server Error")


def slow(seconds: float) -> Reply:
    return Reply(delay=seconds)


def bomb(megabytes: int = 256) -> Reply:
    """A small answer that unpacks to a large one."""
    body = gzip.compress(b" " * 2**20, 9) * megabytes
    return Reply(body=body, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})


# The stand-ins


def words(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", title.casefold())


def similar(world: World, api: str, title: str) -> list[Work]:
    """The works that a search finds: at least half of the words, most of them first."""
    wanted = set(words(title))
    ranked = [
        (-len(wanted & set(words(work.title))), n, work)
        for n, work in enumerate(world.works)
        if api in work.indexed
    ]
    return [world.about(work) for score, _, work in sorted(ranked) if -2 * score >= len(wanted)]


def arxiv(world: World, asked: Asked) -> Reply:
    if asked.path != "/api/query" or not {"id_list", "search_query"} & set(asked.query):
        return Reply(400)
    most = int(asked.query.get("max_results", "10"))
    if most > 2000:
        return Reply(400)
    ids = [id_ for id_ in asked.query.get("id_list", "").split(",") if id_]
    for id_ in ids:
        if not re.fullmatch(r"([0-5]\d(0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+/\d{7})(v\d+)?", id_):
            return feed([_error(f"incorrect id format for {id_}")])
    if ids:
        works = [world.about(work) for id_ in ids for work in world.works if work.arxiv == id_]
    else:
        phrase = re.fullmatch(r'ti:"([^"]*)"', asked.query["search_query"])
        if not phrase:
            return feed([_error("malformed query")])
        wanted = words(phrase[1])
        works = [
            world.about(work)
            for work in world.works
            if work.arxiv and "arxiv" in work.indexed and _phrase(wanted, words(work.title))
        ]
    return feed([_entry(work) for work in works[:most]])


def _phrase(wanted: Sequence[str], title: Sequence[str]) -> bool:
    return any(title[n : n + len(wanted)] == wanted for n in range(len(title)))


def feed(entries: Sequence[str]) -> Reply:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">\n'
        f"<id>https://arxiv.org/api/x</id><title>arXiv Query</title>"
        f"<opensearch:totalResults>{len(entries)}</opensearch:totalResults>\n{''.join(entries)}</feed>"
    )
    return Reply(body=body.encode(), headers={"Content-Type": "application/atom+xml; charset=utf-8"})


def _error(message: str) -> str:
    page = f"https://arxiv.org/api/errors#{message.replace(' ', '_')}"
    return f"<entry><id>{escape(page)}</id><title>Error</title><summary>{escape(message)}</summary></entry>"


def _entry(work: Work) -> str:
    first, _, rest = work.title.partition(" ")
    comment = "This paper has been withdrawn by the authors" if work.withdrawn else "12 pages"
    doi = f"<arxiv:doi>{escape(work.published)}</arxiv:doi>" if work.published else ""
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in work.authors)
    return (
        f"<entry><id>http://arxiv.org/abs/{work.arxiv}v5</id><title>{escape(first)}\n  {escape(rest)}</title>"
        f"<updated>{work.year + 1}-02-15T04:26:44Z</updated><published>{work.year}-10-01T08:00:00Z</published>"
        f"<summary>We say things.</summary>{authors}<arxiv:comment>{comment}</arxiv:comment>{doi}"
        f'<link href="https://arxiv.org/abs/{work.arxiv}v5" rel="alternate" type="text/html"/></entry>\n'
    )


SELECTABLE = {"DOI", "title", "subtitle", "author", "issued", "container-title", "type", "relation"}


def crossref(world: World, asked: Asked) -> Reply:
    rows = int(asked.query.get("rows", "20"))
    selected = set(asked.query.get("select", "DOI").split(","))
    if asked.path != "/v1/works" or rows > 1000 or not selected <= SELECTABLE:
        return said({"status": "failed", "message": [{"type": "parameter-not-allowed"}]}, 400)
    if wanted := asked.query.get("filter"):
        dois = []
        for part in wanted.split(","):
            name, _, value = part.partition(":")
            if name != "doi" or not re.fullmatch(r"10\.\d{4,9}/[-._;()/\w]+", value):
                return said({"status": "failed", "message": [{"type": "filter-not-available"}]}, 400)
            dois.append(value.lower())
        works = [
            world.about(work) for work in world.works if work.agency == CROSSREF and work.doi.lower() in dois
        ]
    else:
        found = similar(world, "crossref", asked.query.get("query.bibliographic", ""))
        works = [work for work in found if work.doi and work.agency == CROSSREF]
    message = {"total-results": len(works), "items": [_crossref(work) for work in works[:rows]]}
    return said({"status": "ok", "message-type": "work-list", "message": message})


def _crossref(work: Work) -> dict[str, Any]:
    title, _, subtitle = work.title.partition(": ")
    related = {"is-preprint-of": [{"id-type": "doi", "id": work.published, "asserted-by": "subject"}]}
    return {
        "DOI": work.doi,
        "type": "posted-content" if work.preprint else "proceedings-article",
        "title": [title],
        **({"subtitle": [subtitle]} if subtitle else {}),
        "author": [
            {"given": name.rpartition(" ")[0], "family": name.rpartition(" ")[2], "sequence": "first"}
            for name in work.authors
        ],
        "issued": {"date-parts": [[work.appeared or work.year, 6]]},
        "container-title": [work.venue] if work.venue else [],
        **({"relation": related} if work.preprint and work.published else {}),
    }


def doi(world: World, asked: Asked) -> Reply:
    wanted = unquote(asked.path.removeprefix("/api/handles/"))
    if any(work.doi.lower() == wanted.lower() for work in world.works):
        value = {"format": "string", "value": "https://example.org/"}
        values = [{"index": 1, "type": "URL", "data": value, "ttl": 86400}]
        return said({"responseCode": 1, "handle": wanted, "values": values})
    return said({"responseCode": 100, "handle": wanted}, 404)


def openalex(world: World, asked: Asked) -> Reply:
    name, _, value = asked.query.get("filter", "").partition(":")
    if asked.path != "/works" or name != "title.search" or int(asked.query.get("per_page", "25")) > 200:
        return said({"error": "Invalid query parameters error.", "message": "…"}, 400)
    works = similar(world, "openalex", value)
    return said(
        {"meta": {"count": len(works)}, "results": [_openalex(work) for work in works], "group_by": []}
    )


def _openalex(work: Work) -> dict[str, Any]:
    pages = ([f"https://doi.org/{work.doi}"] if work.doi else []) + (
        [f"http://arxiv.org/abs/{work.arxiv}"] if work.arxiv else []
    )
    source = {"display_name": work.venue or "arXiv (Cornell University)"}
    source["type"] = "conference" if work.venue else "repository"
    places = [{"landing_page_url": page, "source": source} for page in pages]
    return {
        "display_name": work.title,
        "doi": f"https://doi.org/{work.doi}" if work.doi else None,
        "publication_year": work.appeared or work.year,
        "type": "article" if work.venue else "preprint",
        "authorships": [{"author": {"display_name": name}} for name in work.authors],
        "primary_location": places[0] if places else None,
        "locations": places,
    }


def dblp(world: World, asked: Asked) -> Reply:
    if asked.path != "/search/publ/api" or not asked.query.get("q") or asked.query.get("format") != "json":
        return Reply(400)
    works = similar(world, "dblp", asked.query["q"])
    hits: dict[str, Any] = {"@total": str(len(works)), "@sent": str(len(works)), "@first": "0"}
    if works:
        hits["hit"] = [{"@score": "9", "@id": str(n), "info": _dblp(work)} for n, work in enumerate(works)]
    return said({"result": {"query": "…", "status": {"@code": "200", "text": "OK"}, "hits": hits}})


def _dblp(work: Work) -> dict[str, Any]:
    authors = [{"@pid": "1/2", "text": name} for name in work.authors]
    pages = ([f"https://doi.org/{work.doi}"] if work.doi else []) + (
        [f"http://arxiv.org/abs/{work.arxiv}"] if work.arxiv else []
    )
    return {
        "authors": {"author": authors[0] if len(authors) == 1 else authors},
        "title": f"{escape(work.title)}.",
        "venue": work.venue or "CoRR",
        "year": str(work.appeared or work.year),
        "ee": pages[0] if len(pages) == 1 else pages,
        "url": "https://dblp.org/rec/conf/x/Y16",
        **({"doi": work.doi} if work.doi else {}),
    }


def semanticscholar(world: World, asked: Asked) -> Reply:
    if asked.path == "/graph/v1/paper/search/match" and asked.query.get("query"):
        found = similar(world, "semanticscholar", asked.query["query"])[:1]
        if not found:
            return said({"error": "Title match not found"}, 404)
        return said({"data": [{"matchScore": 99.9} | _semanticscholar(work) for work in found]})
    if asked.path != "/graph/v1/paper/batch" or asked.method != "POST":
        return said({"error": "Missing query"}, 400)
    ids = asked.json["ids"]
    if len(ids) > 500:
        return said({"error": "Too many ids"}, 400)
    known = {work.s2: _semanticscholar(world.about(work)) for work in world.works if work.s2}
    if not any(id_ in known for id_ in ids):
        return said({"error": "No valid paper ids given"}, 400)
    return said([known.get(id_) for id_ in ids])


def _semanticscholar(work: Work) -> dict[str, Any]:
    ids = {"ArXiv": work.arxiv, "DOI": work.doi, "ACL": work.acl}
    return {
        "paperId": work.s2,
        "externalIds": {"CorpusId": 7} | {name: id_ for name, id_ in ids.items() if id_},
        "title": work.title,
        "venue": work.venue or "arXiv.org",
        "year": work.appeared or work.year,
        "authors": [{"authorId": "1", "name": name} for name in work.authors],
    }


def openreview(world: World, asked: Asked) -> Reply:
    first = asked.api == "openreview-v1"
    if asked.path != "/notes/search" or asked.method != "POST" or len(asked.json["ids"]) > 1000:
        return said({"name": "BadRequestError", "status": 400}, 400)
    works = [
        world.about(work)
        for work in world.works
        if work.openreview in asked.json["ids"] and work.first_api == first
    ]
    return said({"notes": [_note(work) for work in works], "count": len(works)})


def _note(work: Work) -> dict[str, Any]:
    venue = f"{work.venue} {work.appeared} poster" if work.venue else "Submitted to ICLR 2024"
    content = {"title": work.title, "authors": list(work.authors)}
    content["venue"] = f"ICLR {work.year} Conference Withdrawn Submission" if work.withdrawn else venue
    return {
        "id": work.openreview,
        "forum": work.openreview,
        "cdate": (work.year - 1970) * 31_556_952_000 + 86_400_000,
        "content": content if work.first_api else {name: {"value": value} for name, value in content.items()},
    }


def github(world: World, asked: Asked) -> Reply:
    if asked.path != "/graphql" or asked.method != "POST":
        return said({"message": "Not Found"}, 404)
    if not asked.headers.get("authorization", "").startswith("Bearer "):
        return said({"message": "Requires authentication"}, 401)
    data: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []
    given = asked.json["variables"]
    for alias, owner, name in re.findall(
        r"(\w+): repository\(owner: \$(\w+), name: \$(\w+)\)", asked.json["query"]
    ):
        full = f"{given[owner]}/{given[name]}".casefold()
        found = next((one for one in world.repositories if one.name.casefold() == full), None)
        data[alias] = None
        if found is None or found.forbidden:
            kind = "FORBIDDEN" if found else "NOT_FOUND"
            errors.append({"type": kind, "path": [alias], "message": "Could not resolve to a Repository"})
        else:
            data[alias] = {
                "nameWithOwner": found.now or found.name,
                "isArchived": found.archived,
                "isPrivate": found.private,
            }
    return said({"data": data} | ({"errors": errors} if errors else {}))


def wayback(world: World, asked: Asked) -> Reply:
    page = asked.path.removeprefix("/web/")
    moment = world.snapshots.get(page)
    if moment is None:
        return Reply(
            404, b"<html>Wayback Machine has not archived that URL.</html>", {"Content-Type": "text/html"}
        )
    return Reply(302, headers={"Location": f"https://web.archive.org/web/{moment}/{page}"})


STANDINS: Mapping[str, Callable[[World, Asked], Reply]] = {
    "arxiv": arxiv,
    "crossref": crossref,
    "doi": doi,
    "openalex": openalex,
    "dblp": dblp,
    "semanticscholar": semanticscholar,
    "openreview": openreview,
    "openreview-v1": openreview,
    "github": github,
    "wayback": wayback,
}


@dataclass(slots=True)
class Standins:
    """The stand-ins while they listen: what they were asked, in order; ``root`` is where they are.

    ``busiest`` is how many requests each API had to answer at once.
    """

    world: World
    clock: Callable[[], float] = time.monotonic
    root: str = ""
    asked: list[Asked] = field(default_factory=list)
    at_once: Counter[str] = field(default_factory=Counter)
    busiest: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _always: dict[str, Fault] = field(default_factory=dict)

    def breaks(self, api: str, *faults: Fault) -> None:
        """Give these answers to what ``api`` is asked next, in this order."""
        self._faults[api].extend(faults)

    def stays_broken(self, api: str, fault: Fault) -> None:
        """Give this answer to whatever ``api`` is asked from now on."""
        self._always[api] = fault

    def of(self, api: str) -> list[Asked]:
        """What ``api`` was asked."""
        return [one for one in self.asked if one.api == api]

    @contextmanager
    def attending(self, api: str) -> Iterator[None]:
        """While a request to ``api`` is under way."""
        with self._lock:
            self.at_once[api] += 1
            self.busiest[api] = max(self.busiest[api], self.at_once[api])
        try:
            yield
        finally:
            with self._lock:
                self.at_once[api] -= 1

    def reply_to(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if asked.api not in STANDINS:
            return Reply(404)
        queue = self._faults[asked.api]
        fault = queue.popleft() if queue else self._always.get(asked.api)
        if isinstance(fault, Reply):
            time.sleep(fault.delay)
            return fault
        world = fault(self.world) if fault else self.world
        return STANDINS[asked.api](world, asked)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    standins: Standins

    def answer(self) -> None:
        _, api, path = self.path.split("/", 2)
        target, _, query = path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(
            api,
            self.command,
            f"/{path}" if api == "wayback" else f"/{target}",
            dict(parse_qsl(query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
            self.standins.clock(),
        )
        with self.standins.attending(api):
            reply = self.standins.reply_to(asked)
        try:
            self.send(reply)
        except OSError:
            self.close_connection = True  # the bot has heard enough, and hung up

    do_GET = do_POST = answer  # noqa: N815 - the names that http.server looks for

    def send(self, reply: Reply) -> None:
        if reply.lost:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of a bot that hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving_apis(world: World, clock: Callable[[], float] = time.monotonic) -> Iterator[Standins]:
    """The stand-ins for ``world``, while they listen."""
    standins = Standins(world, clock)
    handler = type("StandinsHandler", (Handler,), {"standins": standins})
    with Listener(("127.0.0.1", 0), handler) as listener:
        standins.root = f"http://127.0.0.1:{listener.server_address[1]}"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield standins
        finally:
            listener.shutdown()
            thread.join()


def environ(standins: Standins, **more: str) -> dict[str, str]:
    """The environment in which the bot asks the stand-ins."""
    return {"BOT_APIS": standins.root, **more}


def moments(asked: Iterable[Asked]) -> list[float]:
    """When requests arrived, in seconds after the first."""
    times = [one.at for one in asked]
    return [round(at - times[0], 6) for at in times]
