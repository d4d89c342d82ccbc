"""The GitHub that sources live on: what it answers is checked, and kept where it never changes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import TypeVar

import httpx

from bot import __version__
from bot.fetch.answers import checked
from bot.fetch.api import Api
from bot.fetch.kept import Kept
from bot.fetch.values import CannotFetch
from bot.net.client import Client, pool
from bot.net.values import Answer, Question

T = TypeVar("T")


def connections(api: Api) -> httpx.AsyncClient:
    """Connections to ``api``, as a context manager."""
    return pool(f"list-sync-bot/{__version__}", api.manners, local=api.local)


class GitHub:
    """Asks ``api`` over connections that somebody else closes."""

    def __init__(self, http: httpx.AsyncClient, api: Api) -> None:
        own = {"Authorization": f"Bearer {api.token}"} if api.token else {}
        headers = {"X-GitHub-Api-Version": "2022-11-28"} | own
        self._client = Client(http, "GitHub", api.root, api.manners, headers)
        self._api = api
        self._kept = Kept(api.kept)

    async def get(self, path: str, accept: str, most: int, etag: str | None = None) -> Answer:
        """The answer at ``path``, of at most ``most`` bytes; raises CannotAsk or CannotFetch."""
        headers = {"Accept": accept} | ({"If-None-Match": etag} if etag else {})
        longest = self._api.manners.longest_wait
        question = Question(path, headers=headers, most=most)
        return await self._client.ask(question, lambda answer: checked(answer, longest, time.time()))

    async def get_lasting(self, path: str, accept: str, most: int, read: Callable[[Answer], T]) -> T:
        """What ``read`` makes of the answer, for what git names by its content: asked for once, and kept.

        Raises CannotAsk, and CannotFetch as ``read`` does for what was not asked for; that is not kept.
        """
        question = f"{self._api.root}{path} {accept}"
        body = self._kept.get(question)
        if body is not None:
            with contextlib.suppress(CannotFetch):  # somebody changed the file
                return read(Answer(200, body=body))
        answer = await self.get(path, accept, most)
        value = read(answer)
        self._kept.put(question, answer.body)
        return value

    def sweep(self) -> None:
        """Remove what was kept and is not needed."""
        self._kept.sweep()
