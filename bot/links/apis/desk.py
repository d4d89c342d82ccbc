"""What the APIs know of works: asked in batches, by title, and of an archive; polite, and never in doubt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from bot.links.apis import (
    arxiv,
    crossref,
    dblp,
    github,
    handles,
    openalex,
    openreview,
    semanticscholar,
    wayback,
)
from bot.links.apis.apis import Apis
from bot.links.apis.match import Sought, chosen, sayable
from bot.links.apis.reading import read_by
from bot.links.apis.services import GITHUB, SERVICES, WAYBACK, Service
from bot.links.apis.values import Lookup, Record, Unfit
from bot.net.client import Client, pool
from bot.net.values import Answer, CannotAsk, Question

T = TypeVar("T")

# Who knows the works behind a kind of key. What one does not know, or cannot be asked, the next is asked.
LOOKUPS: Mapping[str, tuple[Lookup, ...]] = {
    "arxiv": (arxiv.LOOKUP,),
    "doi": (crossref.LOOKUP, handles.LOOKUP),
    "openreview": (openreview.LOOKUP, openreview.LOOKUP_V1),
    "github": (github.LOOKUP,),
    "s2": (semanticscholar.LOOKUP,),
}
SEARCHES = (arxiv.SEARCH, crossref.SEARCH, openalex.SEARCH, dblp.SEARCH, semanticscholar.SEARCH)


class Desk(AbstractAsyncContextManager["Desk"]):
    """Asks the APIs, as a context manager; what one of them answered decides how it is asked later on."""

    def __init__(self, apis: Apis) -> None:
        self._apis = apis
        self._http = pool(apis.user_agent, apis.manners, local=apis.local)
        self._clients = {service.name: self._client(service) for service in SERVICES}

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    @property
    def troubles(self) -> Mapping[str, str]:
        """Why APIs could not answer, if only once: the last reason of each, by its name."""
        return {name: client.trouble for name, client in self._clients.items() if client.trouble}

    def _client(self, service: Service) -> Client:
        token = self._apis.github_token if service is GITHUB else None
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        query = {"mailto": self._apis.mail} if service.mailto and self._apis.mail else {}
        root, manners = self._apis.root(service), self._apis.manners_with(service)
        return Client(self._http, service.title, root, manners, headers, query)

    async def _ask(
        self, service: Service, question: Question, answers: frozenset[int], reads: Callable[[Answer], T]
    ) -> T:
        """What ``reads`` makes of an answer with one of the statuses ``answers``; raises CannotAsk."""
        return await self._clients[service.name].ask(
            question, lambda answer: read_by(service.title, answer, answers, reads, time.time())
        )

    async def look_up(
        self, keys: Collection[str], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> dict[str, Record | None]:
        """What the APIs know of the works behind ``keys``; None for a work that they do not know.

        A key is left out if no API could say. ``progress`` is told how many keys of how many are settled.
        """
        kinds: dict[str, list[str]] = {}
        for key in sorted(set(filter(self._apis.batched, keys))):
            kinds.setdefault(key.partition(":")[0], []).append(key)
        total, settled = sum(map(len, kinds.values())), 0

        def tell(more: int) -> None:
            nonlocal settled
            settled += more
            progress(settled, total)

        found = await asyncio.gather(
            *(self._known(LOOKUPS[kind], some, tell) for kind, some in kinds.items())
        )
        return {key: record for part in found for key, record in part.items()}

    async def _known(
        self, lookups: Sequence[Lookup], keys: list[str], tell: Callable[[int], None]
    ) -> dict[str, Record | None]:
        known: dict[str, Record | None] = {}
        for lookup in lookups:
            asked = [key for key in keys if lookup.takes(key)]
            last = lookup is lookups[-1]
            left = [key for key in keys if not lookup.takes(key)]
            for start in range(0, len(asked), lookup.service.batch):
                batch = asked[start : start + lookup.service.batch]
                found = await self._batch(lookup, batch)
                unknown = [] if last else [key for key in batch if key in found and found[key] is None]
                known |= {key: record for key, record in found.items() if key not in unknown}
                left += unknown
                tell(len(batch) - len(unknown))
            keys = left
        return known

    async def _batch(self, lookup: Lookup, keys: Sequence[str]) -> dict[str, Record | None]:
        try:
            found = await self._ask(
                lookup.service, lookup.asks(keys), lookup.answers, lambda answer: lookup.reads(answer, keys)
            )
        except Unfit as unfit:
            rest = [key for key in keys if key != unfit.key]
            return {unfit.key: None} | (await self._batch(lookup, rest) if rest else {})
        except CannotAsk:
            return {}
        return {key: found[key] for key in keys if key in found}

    async def find(self, title: str, authors: tuple[str, ...] = (), year: int | None = None) -> Record | None:
        """The work of this title, if an API has it beyond reasonable doubt."""
        if not sayable(title):
            return None
        sought = Sought(title, authors, year)
        for search in SEARCHES:
            try:
                records = await self._ask(search.service, search.asks(title), search.answers, search.reads)
            except CannotAsk:
                continue
            if record := chosen(records, sought):
                return record
        return None

    async def snapshot(self, url: str) -> str | None:
        """Where the Wayback Machine has the last page that it kept of ``url``, if it says that it has one."""
        page = wayback.kept_page(url)
        if page is None:
            return None
        try:
            path = await self._ask(WAYBACK, wayback.asks(page), wayback.ANSWERS, wayback.reads)
        except CannotAsk:
            return None
        return self._apis.root(WAYBACK) + path if path else None
