"""The APIs as stand-ins, and a clock that only moves when somebody sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pytest

from bot.links.apis import Apis, Record
from bot.links.apis.desk import Desk
from bot.net.values import Manners
from tests.links.apis.standins import Standins, World, environ, serving_apis

CONTACT = "list@example.org"
TOKEN = "t0ken"  # noqa: S105 - of no use anywhere


@dataclass(slots=True)
class Clock:
    """Seconds that pass only while somebody sleeps; ``slept`` is for how long each time."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def standins(clock: Clock) -> Iterator[Standins]:
    with serving_apis(World(), clock) as serving:
        yield serving


@pytest.fixture
def apis(standins: Standins, clock: Clock) -> Apis:
    """The APIs with a token and a contact, on the stopped clock."""
    of = Apis.of(environ(standins, GITHUB_TOKEN=TOKEN), CONTACT)
    return replace(of, manners=Manners(sleep=clock.sleep, clock=clock, deadline=10.0))


def looked_up(apis: Apis, *keys: str) -> dict[str, Record | None]:
    """What comes of one lookup."""

    async def run() -> dict[str, Record | None]:
        async with Desk(apis) as desk:
            return await desk.look_up(keys)

    return asyncio.run(run())


def troubles(apis: Apis, *keys: str) -> Mapping[str, str]:
    """Why APIs could not answer a lookup."""

    async def run() -> Mapping[str, str]:
        async with Desk(apis) as desk:
            await desk.look_up(keys)
            return desk.troubles

    return asyncio.run(run())


def found(apis: Apis, title: str, authors: tuple[str, ...] = (), year: int | None = None) -> Record | None:
    """What comes of one search."""

    async def run() -> Record | None:
        async with Desk(apis) as desk:
            return await desk.find(title, authors, year)

    return asyncio.run(run())


def snapshots(apis: Apis, *urls: str) -> list[str | None]:
    """What the archive has of ``urls``."""

    async def run() -> list[str | None]:
        async with Desk(apis) as desk:
            return [await desk.snapshot(url) for url in urls]

    return asyncio.run(run())
