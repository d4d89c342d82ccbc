"""The GitHub that sources live on: what it answers is checked, and kept where it never changes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.fetch.answers import checked
from bot.fetch.kept import Kept
from bot.fetch.values import CannotFetch
from bot.net.client import Client
from bot.net.values import Answer, Question

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GitHub:
    """Asks what ``kept`` does not have."""

    client: Client
    kept: Kept

    async def get(self, path: str, accept: str, most: int, etag: str | None = None) -> Answer:
        """The answer at ``path``, of at most ``most`` bytes; raises CannotAsk or CannotFetch."""
        headers = {"Accept": accept} | ({"If-None-Match": etag} if etag else {})
        longest = self.client.manners.longest_wait
        question = Question(path, headers=headers, most=most)
        return await self.client.ask(question, lambda answer: checked(answer, longest, time.time()))

    async def get_lasting(self, path: str, accept: str, most: int, read: Callable[[Answer], T]) -> T:
        """What ``read`` makes of the answer, for what git names by its content: asked for once, and kept.

        Raises CannotAsk, and CannotFetch as ``read`` does for what was not asked for; that is not kept.
        """
        question = f"{self.client.root}{path} {accept}"
        body = self.kept.get(question)
        if body is not None:
            with contextlib.suppress(CannotFetch):  # somebody changed the file
                return read(Answer(200, body=body))
        answer = await self.get(path, accept, most)
        value = read(answer)
        self.kept.put(question, answer.body)
        return value
