"""One API asked politely: within its host, within limits of size and time, again where that helps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

from bot.net.unpack import CannotUnpack, Damaged, unpacked
from bot.net.values import Answer, Barred, CannotAsk, Manners, Question, TryAgain

T = TypeVar("T")

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def pool(user_agent: str, manners: Manners, *, local: bool) -> httpx.AsyncClient:
    """Connections for any number of clients, as a context manager; ``local`` if one is of this machine."""
    return httpx.AsyncClient(
        headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
        timeout=httpx.Timeout(manners.silence, connect=manners.connect),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        follow_redirects=False,
        # A proxy cannot reach what is on this machine.
        trust_env=not local,
    )


@dataclass(slots=True, eq=False, repr=False)  # the headers may hold a token
class Client:
    """Asks the API at ``root``, which people know as ``title``.

    ``headers`` and ``query`` go with each request, and never to another host. Once the API has barred us,
    or failed too often, no further request is sent. ``trouble`` is the last reason why it could not answer.
    """

    http: httpx.AsyncClient
    title: str
    root: str
    manners: Manners
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    _turns: asyncio.Semaphore = field(init=False)
    _free: float | None = field(default=None, init=False)  # when the last request ended
    _failures: int = field(default=0, init=False)  # in a row
    _closed: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(self.manners.at_once)

    async def ask(self, question: Question, read: Callable[[Answer], T]) -> T:
        """What ``read`` makes of the answer, whatever its status; raises CannotAsk, and what ``read`` raises.

        Where ``read`` raises TryAgain, the question is asked again.
        """
        again = AsyncRetrying(
            retry=retry_if_exception_type(TryAgain),
            stop=stop_after_attempt(self.manners.attempts),
            wait=_waits(self.manners),
            sleep=self.manners.sleep,
            reraise=True,
        )
        # Held while waiting, too: whoever is asked to slow down should not send others ahead.
        async with self._turns:
            try:
                found: T = await again(self._read, question, read)
            except CannotAsk as error:
                self._note(error)
                raise
            self._failures = 0
            return found

    def _note(self, error: CannotAsk) -> None:
        if not self._closed:  # what closed it explains all that comes after
            self.trouble = str(error)
            self._failures += 1
            self._closed = isinstance(error, Barred) or self._failures == self.manners.failures

    async def _read(self, question: Question, read: Callable[[Answer], T]) -> T:
        try:
            return read(await self._followed(question))
        except TryAgain as error:
            if error.wait is not None and error.wait > self.manners.longest_wait:
                raise Barred(f"{error} and wants no request for {error.wait:,.0f} seconds") from None
            raise

    async def _followed(self, question: Question) -> Answer:
        """The answer behind any redirects, all of which have to stay on the API's host."""
        url = self._url(question)
        answer = await self._once(url, question)
        for _ in range(self.manners.redirects):
            if answer.status not in REDIRECTS:
                break
            url = self._target(url, answer.headers.get("location", ""))
            answer = replace(await self._once(url, question), redirected=True)
        if self.manners.redirects and answer.status in REDIRECTS:
            raise CannotAsk(f"{self.title} redirects in a circle")
        return answer

    def _url(self, question: Question) -> httpx.URL:
        try:
            url = httpx.URL(self.root + question.path)
            query = {**question.query, **self.query}
            # An empty query would replace that of the path.
            return url.copy_merge_params(query) if query else url
        except (httpx.InvalidURL, UnicodeError):
            raise CannotAsk(f"{self.title} cannot be asked about an address like this") from None

    def _target(self, url: httpx.URL, location: str) -> httpx.URL:
        target = url.join(location)  # httpx has refused what is no address at all
        if _origin(target) != _origin(url) or target.userinfo:
            raise CannotAsk(f"{self.title} redirects to another host, which is not followed")
        # The same is asked elsewhere, whether or not the server repeats the question.
        return target if target.query or not url.query else target.copy_with(query=url.query)

    async def _once(self, url: httpx.URL, question: Question) -> Answer:
        await self._turn()
        method = "GET" if question.json is None else "POST"
        headers = {**self.headers, **question.headers}
        try:
            async with (
                asyncio.timeout(self.manners.deadline),
                self.http.stream(method, url, json=question.json, headers=headers) as response,
            ):
                body = await self._body(response, question.most)
        except (httpx.TimeoutException, TimeoutError):
            raise TryAgain(f"{self.title} does not answer in time") from None
        except httpx.TransportError as error:
            raise TryAgain(f"{self.title} cannot be reached ({type(error).__name__})") from None
        except (httpx.InvalidURL, UnicodeError):  # httpx looks at a redirect, though it does not follow it
            raise CannotAsk(f"{self.title} redirects to what is no address") from None
        finally:
            self._free = self.manners.clock()
        if response.status_code == 200 and "html" in response.headers.get("content-type", "").lower():
            raise CannotAsk(f"{self.title} answers with a web page where data was asked for")
        return Answer(response.status_code, dict(response.headers), body)

    async def _turn(self) -> None:
        """The moment for the next request; raises Barred where there is none."""
        if self._closed:
            raise Barred(self.trouble)
        left = 0.0 if self._free is None else self._free + self.manners.pause - self.manners.clock()
        if left > 0:
            await self.manners.sleep(left)

    async def _body(self, response: httpx.Response, most: int) -> bytes:
        """The body, unpacked. Of a refusal, no more than its beginning."""
        body = bytearray()
        encoding = response.headers.get("content-encoding", "identity").lower()
        try:
            async for chunk in unpacked(response.aiter_raw(), encoding, most):
                body += chunk
                if len(body) > most:
                    if response.status_code != 200:
                        break
                    raise CannotAsk(f"{self.title}'s answer is larger than {most / 2**20:.3g} MiB")
        except Damaged as error:
            raise TryAgain(f"{self.title}'s answer {error}") from None
        except CannotUnpack as error:
            raise CannotAsk(f"{self.title}'s answer is {error}") from None
        return bytes(body)


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


def _waits(manners: Manners) -> Callable[[RetryCallState], float]:
    """What the server asked for, else ever longer."""
    backoff = wait_exponential(multiplier=manners.backoff) + wait_random(0, manners.jitter)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return error.wait if isinstance(error, TryAgain) and error.wait is not None else backoff(state)

    return wait
