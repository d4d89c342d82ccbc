"""GET from one API: within its host, within limits of size and time, again where that helps."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

from bot import __version__
from bot.fetch.answers import Answer, Barred, TryAgain, check
from bot.fetch.api import Api
from bot.fetch.kept import Kept
from bot.fetch.values import CannotFetch
from bot.net.unpack import CannotUnpack, Damaged, unpacked

T = TypeVar("T")

MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}


class Client:
    """A pool of connections to one API, as a context manager.

    Once the server has barred us, no further request is sent.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._at_once = asyncio.Semaphore(api.at_once)
        self._barred: Barred | None = None
        self._kept = Kept(api.kept)
        self._http = httpx.AsyncClient(
            headers=_headers(api),
            timeout=api.silence,
            follow_redirects=False,
            # A proxy cannot reach what is on this machine.
            trust_env=not api.local,
        )

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()
        self._kept.sweep()

    async def get_lasting(self, path: str, accept: str, most: int, read: Callable[[Answer], T]) -> T:
        """What ``read`` makes of the answer, for what git names by its content: asked for once, and kept.

        Raises CannotFetch, as ``read`` does for an answer that is not what was asked for; that is not kept.
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

    async def get(self, path: str, accept: str, most: int, etag: str | None = None) -> Answer:
        """The answer at ``path`` below the API's root, of at most ``most`` bytes; raises CannotFetch."""
        headers = {"Accept": accept} | ({"If-None-Match": etag} if etag else {})
        again = AsyncRetrying(
            retry=retry_if_exception_type(TryAgain),
            stop=stop_after_attempt(self._api.attempts),
            wait=_waits(self._api.pause),
            sleep=self._api.sleep,
            reraise=True,
        )
        # Held while waiting, too: whoever is asked to slow down should not send others ahead.
        async with self._at_once:
            return await again(self._following, httpx.URL(self._api.root + path), headers, most)

    async def _following(self, url: httpx.URL, headers: dict[str, str], most: int) -> Answer:
        """The answer behind any redirects, all of which have to stay on the API's host."""
        for hop in range(MOST_REDIRECTS + 1):
            answer = await self._once(url, headers, most, redirected=hop > 0)
            if answer.status not in REDIRECTS:
                return answer
            url = _target(url, answer.headers.get("location", ""))
        raise CannotFetch("GitHub redirects in a circle")

    async def _once(self, url: httpx.URL, headers: dict[str, str], most: int, *, redirected: bool) -> Answer:
        if self._barred:
            raise self._barred
        try:
            async with (
                asyncio.timeout(self._api.deadline),
                self._http.stream("GET", url, headers=headers) as response,
            ):
                body = await _body(response, most)
        except (httpx.TimeoutException, TimeoutError):
            raise TryAgain("GitHub does not answer in time") from None
        except httpx.TransportError as error:
            raise TryAgain(f"GitHub cannot be reached ({type(error).__name__})") from None
        answer = Answer(response.status_code, dict(response.headers), body, redirected)
        if answer.status not in REDIRECTS:
            self._check(answer)
        return answer

    def _check(self, answer: Answer) -> None:
        try:
            check(answer, self._api.longest_wait)
        except Barred as barred:
            self._barred = barred
            raise


def _headers(api: Api) -> dict[str, str]:
    return {
        "User-Agent": f"list-sync-bot/{__version__}",
        "X-GitHub-Api-Version": "2022-11-28",
        "Accept-Encoding": "gzip",
    } | ({"Authorization": f"Bearer {api.token}"} if api.token else {})


def _waits(pause: float) -> Callable[[RetryCallState], float]:
    """What the server asked for, else ever longer."""
    backoff = wait_exponential(multiplier=pause) + wait_random(0, pause)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return error.wait if isinstance(error, TryAgain) and error.wait is not None else backoff(state)

    return wait


def _target(url: httpx.URL, location: str) -> httpx.URL:
    target = url.join(location)  # httpx has refused what is no address at all
    if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port) or target.userinfo:
        raise CannotFetch("GitHub redirects to another host, which is not followed")
    return target


async def _body(response: httpx.Response, most: int) -> bytes:
    """The body, unpacked. Of a refusal, no more than its beginning."""
    body = bytearray()
    encoding = response.headers.get("content-encoding", "identity")
    try:
        async for chunk in unpacked(response.aiter_raw(), encoding, most):
            body += chunk
            if len(body) > most:
                if response.status_code != 200:
                    break
                raise CannotFetch(f"GitHub's answer is larger than {most / 2**20:.3g} MiB")
    except Damaged as error:
        raise TryAgain(f"GitHub's answer {error}") from None
    except CannotUnpack as error:
        raise CannotFetch(f"GitHub's answer is {error}") from None
    return bytes(body)
