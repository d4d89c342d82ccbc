"""One request at a time to each API, as slowly as it asks for, and none once it does not want any."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import TypeVar

import httpx

from bot import __version__
from bot.links.apis.apis import Apis
from bot.links.apis.services import GITHUB, SERVICES, Service
from bot.links.apis.values import Answer, Barred, CannotAsk, Question, TryAgain
from bot.net.unpack import CannotUnpack, Damaged, unpacked

T = TypeVar("T")

# What reading an answer raises that is not what it should be.
NONSENSE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(slots=True)
class _Line:
    """How one API has answered so far; once it is ``closed``, it is not asked any more."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: float | None = None  # when the last request ended
    failures: int = 0  # in a row
    trouble: str = ""  # the last
    closed: bool = False


class Client:
    """Connections to the APIs, as a context manager."""

    def __init__(self, apis: Apis) -> None:
        self._apis = apis
        self._lines = {service.name: _Line() for service in SERVICES}
        self._http = httpx.AsyncClient(
            headers={"User-Agent": _user_agent(apis), "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(apis.silence, connect=apis.connect),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            # A proxy cannot reach what is on this machine.
            trust_env=not apis.local,
        )

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    @property
    def troubles(self) -> Mapping[str, str]:
        """Why APIs could not answer: the last reason of each, by its name."""
        return {name: line.trouble for name, line in self._lines.items() if line.trouble}

    async def ask(self, question: Question, read: Callable[[Answer], T]) -> T:
        """What ``read`` makes of the answer; raises CannotAsk."""
        line = self._lines[question.service.name]
        # Held while waiting, too: whoever is asked to slow down should not send others ahead.
        async with line.turn:
            if line.closed:
                raise Barred(line.trouble)
            try:
                found = _read(question.service, read, await self._patiently(question, line))
            except CannotAsk as error:
                line.trouble = str(error)
                line.failures += 1
                line.closed = isinstance(error, Barred) or line.failures >= self._apis.failures
                raise
            line.failures = 0
            return found

    async def _patiently(self, question: Question, line: _Line) -> Answer:
        """The answer, asked for once more where that may help."""
        try:
            return await self._in_turn(question, line)
        except TryAgain as error:
            await self._apis.sleep(self._apis.backoff if error.wait is None else error.wait)
        return await self._in_turn(question, line)

    async def _in_turn(self, question: Question, line: _Line) -> Answer:
        await self._wait(question.service, line)
        try:
            return await self._once(question)
        finally:
            line.free = self._apis.clock()

    async def _wait(self, service: Service, line: _Line) -> None:
        if line.free is not None:
            left = line.free + self._apis.pause(service) - self._apis.clock()
            if left > 0:
                await self._apis.sleep(left)

    async def _once(self, question: Question) -> Answer:
        title = question.service.title
        try:
            async with asyncio.timeout(self._apis.deadline), self._stream(question) as response:
                body = await _body(title, response, self._apis.most)
        except (httpx.TimeoutException, TimeoutError):
            raise TryAgain(f"{title} does not answer in time") from None
        except httpx.TransportError as error:
            raise TryAgain(f"{title} cannot be reached ({type(error).__name__})") from None
        except (httpx.InvalidURL, UnicodeError):
            raise CannotAsk(f"{title} cannot be asked about an address like this") from None
        answer = Answer(response.status_code, dict(response.headers), body)
        check(title, answer, question.answers, self._apis.longest_wait)
        return answer

    def _stream(self, question: Question) -> AbstractAsyncContextManager[httpx.Response]:
        service = question.service
        query = dict(question.query)
        if service.mailto and self._apis.mail:
            query["mailto"] = self._apis.mail
        headers = {"Accept": "*/*"}
        if service is GITHUB and self._apis.github_token:
            headers["Authorization"] = f"Bearer {self._apis.github_token}"
        return self._http.stream(
            "GET" if question.json is None else "POST",
            self._apis.root(service) + question.path,
            params=query or None,  # an empty one would replace that of the path
            json=question.json,
            headers=headers,
        )


def _read(service: Service, read: Callable[[Answer], T], answer: Answer) -> T:
    try:
        return read(answer)
    except NONSENSE:
        raise CannotAsk(f"{service.title} gives an answer that makes no sense") from None


def _user_agent(apis: Apis) -> str:
    contact = f"; mailto:{apis.mail}" if apis.mail else f"; +{apis.contact}" if apis.contact else ""
    return f"list-sync-bot/{__version__} (checks links{contact})"


async def _body(title: str, response: httpx.Response, most: int) -> bytes:
    """The body, unpacked, and never more of it than ``most`` bytes."""
    body = bytearray()
    encoding = response.headers.get("content-encoding", "identity").lower()
    try:
        async for chunk in unpacked(response.aiter_raw(), encoding, most):
            body += chunk
            if len(body) > most:
                raise CannotAsk(f"{title} gives an answer of more than {most / 2**20:.3g} MiB")
    except Damaged as error:
        raise TryAgain(f"the answer of {title} {error}") from None
    except CannotUnpack as error:
        raise CannotAsk(f"the answer of {title} is {error}") from None
    return bytes(body)


def check(title: str, answer: Answer, answers: frozenset[int], longest_wait: float) -> None:
    """Raises what stands in the way of reading ``answer``: a kind of CannotAsk."""
    status = answer.status
    if status in answers:
        if status == 200 and "html" in answer.headers.get("content-type", "").lower():
            raise CannotAsk(f"{title} answers with a web page where data was asked for")
        return
    wait = seconds(answer.headers.get("retry-after"))
    if wait is not None and wait > longest_wait:
        raise Barred(f"{title} wants no request for {wait:,.0f} seconds")
    if status == 429 or (status in {403, 503} and wait is not None):
        raise TryAgain(f"{title} asks to slow down (status {status})", wait)
    if status >= 500:
        raise TryAgain(f"{title} fails (status {status})", wait)
    if status in {401, 403}:
        raise Barred(f"{title} does not want to answer us (status {status})")
    raise CannotAsk(f"{title} does not answer (status {status})")


def seconds(retry_after: str | None) -> float | None:
    """What a Retry-After header asks for, given as seconds or as a date (RFC 9110, 10.2.3)."""
    value = (retry_after or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        until = parsedate_to_datetime(value)
        return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None
