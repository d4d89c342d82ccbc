"""Many links at once, each host at its own pace: the largest host sets the time, so only it is hurried."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from bot.links.values import Answer, NoSuchHost, Observation, Outcome, host_of
from bot.links.visit.classify import Finding, failed, finding, is_plain, names_file, next_hop, says_enough
from bot.links.visit.pace import Manners, Pace
from bot.net.values import CannotAsk
from bot.net.wait import retry_after

MOST_HOPS = 10
MANNERS = Manners()
TICK = 0.5  # seconds between two looks at how far the hosts are


class Asks(Protocol):
    """Whoever sends one request and returns its answer; raises CannotAsk."""

    async def ask(self, method: str, url: str) -> Answer: ...
    async def leave(self, host: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is under way at once, and how often one link is tried; seconds for the first wait."""

    at_once: int = 128
    per_host: int = 8
    tries: int = 3
    backoff: float = 0.8
    silent: int = 3  # links in a row that a host did not answer before the rest is spared
    walls: int = 5  # links in a row that it refused


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: links, hosts with links left, and about how many seconds it will still take."""

    done: int
    total: int
    hosts: int
    seconds: float


class _Limited(Exception):
    """The host asks us to slow down, again and again."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


@dataclass(slots=True)
class _Host:
    """One host during a run: its links, its pace, and what it did to the last of them."""

    pace: Pace
    slots: asyncio.Semaphore
    waiting: deque[str] = field(default_factory=deque)
    under_way: int = 0
    silent: int = 0
    walls: int = 0
    answered: bool = False
    closed: Finding | None = None  # what is said of all its other links

    @property
    def left(self) -> int:
        return len(self.waiting) + self.under_way

    @property
    def seconds(self) -> float:
        return self.left / self.pace.rate


class Engine:
    """One run over many links; ``seen`` is told of each as soon as it is done.

    With ``twins``, what is served without encryption is asked for under https too.
    """

    def __init__(
        self,
        web: Asks,
        *,
        limits: Limits = Limits(),
        manners: Manners = MANNERS,
        seen: Callable[[Observation], None] = lambda _: None,
        tick: Callable[[Progress], None] = lambda _: None,
        twins: bool = False,
        rng: random.Random | None = None,
    ) -> None:
        self._web = web
        self._limits = limits
        self._manners = manners
        self._seen = seen
        self._tick = tick
        self._twins = twins
        self._rng = rng or random.Random()  # noqa: S311 - it spreads load
        self._hosts: dict[str, _Host] = {}
        self._under_way = asyncio.Semaphore(limits.at_once)
        self._slowest = 0.0
        self._done: list[Observation] = []

    async def run(self, urls: Iterable[str]) -> Sequence[Observation]:
        """An observation for each of ``urls``, in the order in which they were done."""
        for url in dict.fromkeys(urls):
            self._host(url).waiting.append(url)
        total = sum(len(host.waiting) for host in self._hosts.values())
        ticker = asyncio.create_task(self._ticking(total))
        try:
            async with asyncio.TaskGroup() as group:
                for name, host in sorted(self._hosts.items(), key=lambda item: -len(item[1].waiting)):
                    group.create_task(self._work(name, host))
        except ExceptionGroup as failures:
            raise _first(failures) from failures  # a full disk, say: one reason is enough
        finally:
            ticker.cancel()
            with suppress(asyncio.CancelledError):
                await ticker
        return self._done

    def _host(self, url: str) -> _Host:
        name = host_of(url)
        if name not in self._hosts:
            pace = Pace(self._manners, self._rng)
            self._hosts[name] = _Host(pace, asyncio.Semaphore(self._limits.per_host))
        return self._hosts[name]

    async def _ticking(self, total: int) -> None:
        while True:
            self._slowest = max((host.seconds for host in self._hosts.values()), default=0.0)
            hosts = sum(1 for host in self._hosts.values() if host.left)
            self._tick(Progress(len(self._done), total, hosts, self._slowest))
            await asyncio.sleep(TICK)

    async def _work(self, name: str, host: _Host) -> None:
        """All links of one host."""
        async with asyncio.TaskGroup() as group:
            while host.waiting:
                await host.slots.acquire()
                host.under_way += 1
                group.create_task(self._one(host.waiting.popleft(), host))
        await self._web.leave(name)

    async def _one(self, url: str, host: _Host) -> None:
        started = time.monotonic()
        try:
            found = host.closed or await self._look(url, host)
            if self._twins and found.outcome is Outcome.OK and found.shows and is_plain(url):
                found = await self._secured(url, found)
        finally:
            host.under_way -= 1
            host.slots.release()
        seconds = round(time.monotonic() - started, 3)
        now = datetime.now(UTC).replace(microsecond=0)
        observation = Observation(
            url, found.outcome, found.status, found.target, found.evidence, seconds, now, found.shows
        )
        self._done.append(observation)
        self._seen(observation)

    async def _look(self, url: str, host: _Host) -> Finding:
        """What is found at a link, at the last of several tries if need be."""
        found = Finding(Outcome.ERROR)
        for attempt in range(self._limits.tries):
            if attempt:
                await asyncio.sleep(self._limits.backoff * 2 ** (attempt - 1) * self._rng.uniform(1, 2))
            found = host.closed or await self._follow(url)
            if not found.again:
                break
        self._note(host, url, found)
        return found

    async def _secured(self, url: str, found: Finding) -> Finding:
        """What was found, with the address under https where that serves the same."""
        twin = url.replace("http:", "https:", 1)
        other = await self._follow(twin)
        same = other.outcome is Outcome.OK and other.shows == found.shows
        return (
            replace(found, target=twin, evidence=f"{found.evidence}; serves the same under https")
            if same
            else found
        )

    def _note(self, host: _Host, url: str, found: Finding) -> None:
        """Draws from a link what goes for its host: that it is silent, or lets nobody in.

        What another host did, to which it redirects, says nothing of it.
        """
        here = found.target is None or host_of(found.target) == host_of(url)
        alive = found.status is not None or not here
        host.answered |= alive
        host.silent = 0 if alive else host.silent + (found.outcome is Outcome.ERROR)
        host.walls = host.walls + 1 if found.outcome is Outcome.REFUSED and here else 0
        if host.closed or not host.waiting:
            return
        if host.silent >= self._limits.silent and not host.answered:
            said = f"not asked: {found.evidence} for {host.silent} other links"
            host.closed = Finding(Outcome.ERROR, evidence=said)
        elif host.walls >= self._limits.walls:
            said = f"not asked: the host refused {host.walls} other links in a row"
            host.closed = Finding(Outcome.REFUSED, evidence=said)

    async def _follow(self, url: str) -> Finding:
        """What is found at the end of a link's redirects."""
        hops: list[Answer] = []
        at = url
        try:
            while True:
                answer = await self._ask(at)
                onward = next_hop(answer)
                hops.append(answer)
                if onward is None:
                    return finding(url, hops)
                at = onward.partition("#")[0]
                if any(hop.url == at for hop in hops):
                    return Finding(Outcome.ERROR, answer.status, None, "redirects in a circle")
                if len(hops) > MOST_HOPS:
                    said = f"redirects more than {MOST_HOPS} times"
                    return Finding(Outcome.ERROR, answer.status, None, said)
        except _Limited as limited:
            outcome = Outcome.REFUSED if limited.status == 429 else Outcome.ERROR
            return Finding(outcome, limited.status, None, f"asks to slow down ({limited.status})")
        except CannotAsk as failure:
            if isinstance(failure, NoSuchHost) and not hops:
                self._host(url).closed = failed(url, (), failure)
            return failed(url, hops, failure)

    async def _ask(self, url: str) -> Answer:
        """The answer to HEAD where that says enough, else to GET.

        Of a page HEAD says nothing: it may be “not found” under a 200. So pages are asked once, by GET.
        """
        if names_file(url):
            answer = await self._paced("HEAD", url)
            if says_enough(answer):
                return answer
        return await self._paced("GET", url)

    async def _paced(self, method: str, url: str) -> Answer:
        """The answer of a host that is not asking for a pause; raises _Limited where it never stops to."""
        host = self._host(url)
        pace, status = host.pace, 429
        while not pace.wall:
            await self._turn(pace)
            async with self._under_way:
                sent = time.monotonic()
                pace.sent(sent)
                answer = await self._web.ask(method, url)
            now = time.monotonic()
            after = retry_after(answer.headers, time.time())
            if answer.status != 429 and not (answer.status == 503 and after is not None):
                pace.accepted(hurry=host.seconds >= 0.8 * self._slowest)
                return answer
            status = answer.status
            pace.limited(sent, now, after)
        host.closed = host.closed or Finding(
            Outcome.REFUSED, 429, None, "not asked: the host asks to slow down again and again"
        )
        raise _Limited(status)

    async def _turn(self, pace: Pace) -> None:
        while True:
            now = time.monotonic()
            await asyncio.sleep(pace.turn(now) - now)
            if not pace.paused(time.monotonic()):
                return


def _first(failures: ExceptionGroup[Exception]) -> Exception:
    """The first of several exceptions, however they are nested."""
    failure = failures.exceptions[0]
    return _first(failure) if isinstance(failure, ExceptionGroup) else failure
