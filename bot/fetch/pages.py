"""The files of sources on the web: asked for as links are, so never off the public Internet (G9).

What people call gone, moved, a login or “prove who you are” is so here too: ``bot.links.visit`` decides. An
unchanged file whose host gives validators costs one conditional request; each host is asked one thing at a
time (G10).
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from bot.errors import BotError
from bot.fetch.values import LARGEST_FILE, CannotFetch, Fetched, Seen
from bot.links.values import LIVING, Answer, Outcome, host_of
from bot.links.visit.classify import Finding, failed, finding, next_hop
from bot.links.visit.guard import Guard
from bot.links.visit.web import MOST_READ, Patience, Resolve, Web, resolve
from bot.models import Source
from bot.net.values import CannotAsk, Manners
from bot.net.wait import retry_after

if TYPE_CHECKING:
    from bot.links.visit.guard import Network

MOST_HOPS = 5
LONGEST_VALIDATOR = 500  # characters
INDEX = "index.html"  # what a folder on the web shows, mostly
MANNERS = Manners(attempts=3, pause=1.0, backoff=2.0)


@dataclass(frozen=True, slots=True)
class Ways:
    """How the web is asked: networks that are not public and yet ``allowed``, how names are looked up."""

    allowed: tuple[Network, ...] = ()
    manners: Manners = MANNERS
    resolve: Resolve = resolve

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Ways:
        """As the environment says: BOT_ALLOW_NETWORK names networks, separated by blanks."""
        from ipaddress import ip_network

        try:
            return cls(tuple(ip_network(text) for text in environ.get("BOT_ALLOW_NETWORK", "").split()))
        except ValueError as error:
            raise BotError(f"BOT_ALLOW_NETWORK: {error}") from None


def fetch_all(
    sources: Sequence[Source], seen: Mapping[str, Seen], ways: Ways, progress: Callable[[str], None]
) -> dict[str, Fetched | CannotFetch]:
    """See ``bot.fetch.from_web``."""
    return asyncio.run(_all(sources, seen, ways, progress))


def below(folder: Path, url: str) -> Path:
    """Where the file at ``url`` lies below ``folder``, by host and path; raises CannotFetch."""
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path).lstrip("/"))
    if ".." in path.parts or "\\" in str(path) or "\0" in str(path):
        raise CannotFetch(f"{url} leads out of its folder")
    place = folder / str(parts.hostname) / path
    return place / INDEX if place.is_dir() else place


def name_of(url: str) -> str:
    """What the file at ``url`` is called."""
    path = unquote(urlsplit(url).path)
    return INDEX if path.endswith("/") or not path else PurePosixPath(path).name


async def _all(
    sources: Sequence[Source], seen: Mapping[str, Seen], ways: Ways, progress: Callable[[str], None]
) -> dict[str, Fetched | CannotFetch]:
    found: dict[str, Fetched | CannotFetch] = {}
    hosts: dict[str, list[Source]] = {}
    for source in sources:
        hosts.setdefault(host_of(str(source.url)), []).append(source)
    async with Web(Guard(ways.allowed), patience=Patience(whole=60.0), resolve=ways.resolve) as web:

        async def host(mine: Sequence[Source]) -> None:
            for number, source in enumerate(mine):
                if number:
                    await ways.manners.sleep(ways.manners.pause)
                try:
                    found[source.name] = await _fetched(web, source, seen.get(source.name), ways.manners)
                except (CannotAsk, CannotFetch) as error:
                    found[source.name] = CannotFetch(str(error))
                progress(f"fetched {len(found)} of {len(sources)}: {source.name}")

        await asyncio.gather(*(host(mine) for mine in hosts.values()))
    return {source.name: found[source.name] for source in sources}


async def _fetched(web: Web, source: Source, seen: Seen | None, manners: Manners) -> Fetched:
    url, name = str(source.url), name_of(str(source.url))
    if seen and seen.asked != url:
        seen = None
    for attempt in range(manners.attempts):
        hops, failure = await _followed(web, url, seen)
        if failure:
            found, wait = failed(url, hops, failure), None
        elif hops[-1].status == 304 and seen:
            return Fetched({}, seen.commit, frozenset(seen.blobs), unchanged=True, seen=seen)
        else:
            found, wait = _found(url, hops)
            if found.outcome in LIVING:
                moved = found.target if found.outcome is Outcome.MOVED else None
                return _read(hops[-1], url, name, seen, moved)
        if not (found.again or wait is not None) or (wait or 0) > manners.longest_wait:
            break
        if attempt + 1 < manners.attempts:
            await manners.sleep(manners.backoff * 2**attempt if wait is None else wait)
    raise CannotFetch(found.evidence)


def _found(url: str, hops: Sequence[Answer]) -> tuple[Finding, float | None]:
    """What the answers amount to, and how many seconds the last of them asks to wait."""
    last = hops[-1]
    page = "html" in last.headers.get("content-type", "html").lower()
    shown = replace(last, body=last.body[:MOST_READ] if page else b"")
    wait = retry_after(last.headers, time.time()) if last.status in (429, 503) else None
    return finding(url, [*hops[:-1], shown]), wait


async def _followed(web: Web, url: str, seen: Seen | None) -> tuple[list[Answer], CannotAsk | None]:
    """The answers behind any redirects, and why no further one came; each address is checked anew."""
    asked = {} if seen is None else _conditions(seen.etag)
    hops: list[Answer] = []
    at: str | None = url
    while at is not None:
        try:
            answer = await web.ask("GET", at, most=LARGEST_FILE, headers=asked)
        except CannotAsk as error:
            return hops, error
        hops.append(answer)
        at = next_hop(answer)
        if len(hops) > MOST_HOPS:
            return [], CannotAsk(f"redirects more than {MOST_HOPS} times")
    return hops, None


def _conditions(validator: str) -> dict[str, str]:
    """What asks for a file only if it changed (https://www.rfc-editor.org/rfc/rfc9110#section-13)."""
    tag = validator.startswith(('"', 'W/"'))
    return {"If-None-Match" if tag else "If-Modified-Since": validator}


def _read(answer: Answer, url: str, name: str, seen: Seen | None, moved: str | None) -> Fetched:
    body = _in_utf8(answer)
    digest = hashlib.sha256(body).hexdigest()[:40]
    if seen and seen.blobs.get(name) == digest:
        return Fetched({}, digest, frozenset(seen.blobs), unchanged=True, moved_to=moved, seen=seen)
    validator = answer.headers.get("etag") or answer.headers.get("last-modified") or ""
    usable = validator.isascii() and validator.isprintable() and 0 < len(validator) <= LONGEST_VALIDATOR
    # Without a validator there is nothing to ask with the next time, so nothing to remember.
    kept = Seen(digest, validator, {name: digest}, url) if usable else None
    return Fetched({name: body}, digest, moved_to=moved, seen=kept, base=answer.url)


def _in_utf8(answer: Answer) -> bytes:
    """The body, put into UTF-8 if the host says that it is in something else."""
    said = Message()
    said["content-type"] = answer.headers.get("content-type", "")
    charset = said.get_content_charset("utf-8")
    try:
        return answer.body if charset == "utf-8" else answer.body.decode(charset, "replace").encode()
    except LookupError:
        return answer.body
