"""What is asked over HTTP, how politely, and what comes of it; pure."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.errors import BotError


@dataclass(frozen=True, slots=True)
class Question:
    """One request to an API, at ``path`` below its root; with ``json`` it is a POST.

    Of an answer at most ``most`` bytes are taken.
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = 5 * 2**20


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, whole and unpacked; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    redirected: bool = False


class CannotAsk(BotError):
    """A question got no answer; the message says why in one sentence."""


class TryAgain(CannotAsk):
    """It may get one soon: after ``wait`` seconds if the server said when."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Barred(CannotAsk):
    """The server wants no more requests for now, whatever they ask for."""


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Manners:
    """How one API is asked; all times are in seconds.

    ``at_once`` requests are under way at most, ``pause`` passes between the end of one and the next. What
    may work soon is asked ``attempts`` times in all: when the server wants it, unless that is later than
    ``longest_wait``; else ``backoff`` later, twice that at each further time, and up to ``jitter`` more.
    ``connect`` is the longest time for a connection, ``silence`` that without a byte, ``deadline`` that for
    one answer. An API that fails ``failures`` times in a row is left alone; 0 is for one that never is. At
    most ``redirects`` are followed; without any, a redirect is an answer like others.
    """

    at_once: int = 1
    pause: float = 0.0
    attempts: int = 2
    backoff: float = 5.0
    jitter: float = 0.0
    longest_wait: float = 60.0
    connect: float = 10.0
    silence: float = 20.0
    deadline: float = 30.0
    failures: int = 3
    redirects: int = 0
    sleep: Callable[[float], Awaitable[None]] = _sleep
    clock: Callable[[], float] = time.monotonic
