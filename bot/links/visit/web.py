"""One request to any host of the world: to an address that was checked, within limits, as nobody special.

The layer below httpx's client does this, because the client itself cannot be told where to connect: it has
no cookies, no netrc and no redirects of its own, and its network backend is what a connection is made by.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import httpcore
import httpx

from bot import __version__
from bot.links.values import Answer, Forbidden, NoAnswer, NoSuchHost
from bot.links.visit.guard import Guard
from bot.net.unpack import CannotUnpack, unpacked
from bot.net.values import CannotAsk

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

MOST_READ = 32 * 2**10  # bytes of a page: its title and its first words stand there
HEADERS_KEPT = 100
NO_SUCH_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for a connection, for silence on it, and for one request as a whole."""

    connect: float = 10.0
    silence: float = 20.0
    whole: float = 30.0


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host; raises NoSuchHost or NoAnswer."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in NO_SUCH_HOST:
            raise NoSuchHost("no such host") from None
        raise NoAnswer("the host's name cannot be looked up at present") from None
    except UnicodeError:
        raise NoSuchHost("no such host: its name is not one") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Checked(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that were checked, so that no later answer of DNS can put in others."""

    def __init__(self, guard: Guard, resolve: Resolve) -> None:
        self._guard = guard
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = self._guard.addresses(await self._resolve(host, port), port)
        failure: Exception = NoSuchHost("the host has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(slots=True, eq=False)
class _Line:
    """The connections to one host, and how many requests are under way on them.

    httpcore does not tell a server of HTTP/2 when an answer is not read to its end: the server goes on
    sending until the connection is clogged. So a line on which that happened takes no more requests, and is
    closed with the last of those under way.
    """

    pool: httpcore.AsyncConnectionPool
    under_way: int = 0
    retired: bool = False


class Web:
    """Connections to many hosts, as a context manager; each host has a pool of its own.

    ``proxy`` is the address of a proxy that people asked for: it does the connecting then, and only
    addresses written as numbers are checked here.
    """

    def __init__(
        self,
        guard: Guard,
        contact: str = "",
        *,
        patience: Patience = Patience(),
        resolve: Resolve = resolve,
        proxy: str | None = None,
    ) -> None:
        self._guard = guard
        self._patience = patience
        self._backend = _Checked(guard, resolve)
        self._proxy = proxy
        self._tls: ssl.SSLContext | None = None
        self._lines: dict[str, _Line] = {}
        about = f"; +{contact}" if contact else ""
        self._headers = [
            (b"User-Agent", f"list-sync-bot/{__version__} (checks links{about})".encode("ascii", "replace")),
            (b"Accept", b"text/html,application/xhtml+xml,*/*;q=0.8"),
            (b"Accept-Encoding", b"gzip"),
        ]

    async def __aenter__(self) -> Web:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for host in list(self._lines):
            await self.leave(host)

    async def leave(self, host: str) -> None:
        """Closes the connections to a host that nothing more is asked of."""
        line = self._lines.pop(host, None)
        if line:
            await line.pool.aclose()

    async def ask(
        self, method: str, url: str, *, most: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to one request, of its body no more than is looked at; raises CannotAsk.

        With ``most``, the whole body of an answer of any type, which raises NoAnswer where it is longer.
        """
        parsed = self._guard.url(url)
        try:
            async with asyncio.timeout(self._patience.whole):
                return await self._answer(method, url, parsed, most, headers or {})
        except CannotAsk:
            raise
        except httpcore.ConnectTimeout:
            raise NoAnswer(f"no connection within {self._patience.connect:g} seconds") from None
        except (httpcore.ReadTimeout, httpcore.WriteTimeout):
            raise NoAnswer(f"silent for {self._patience.silence:g} seconds") from None
        except (TimeoutError, httpcore.TimeoutException):
            raise NoAnswer(f"no answer within {self._patience.whole:g} seconds") from None
        except ssl.SSLError as error:
            raise NoAnswer(f"TLS fails ({error.reason or 'no reason given'})") from None
        except httpcore.ConnectError as error:
            raise NoAnswer(_connecting(error)) from None
        except httpcore.ProxyError:
            raise NoAnswer("the proxy does not connect to it") from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise NoAnswer(f"the connection breaks ({type(error).__name__})") from None

    async def _answer(
        self, method: str, url: str, parsed: httpx.URL, most: int | None, more: Mapping[str, str]
    ) -> Answer:
        scheme, host, path = parsed.raw_scheme, parsed.raw_host, parsed.raw_path
        target = httpcore.URL(scheme=scheme, host=host, port=parsed.port, target=path)
        asked = [(name.encode("ascii"), value.encode("latin-1")) for name, value in more.items()]
        headers = [(b"Host", parsed.netloc), *self._headers, *asked]
        wait = {"connect": self._patience.connect, "pool": self._patience.whole}
        silence = {"read": self._patience.silence, "write": self._patience.silence}
        timeout = {"timeout": wait | silence}
        async with (
            self._on_line(_host(parsed)) as line,
            line.pool.stream(method, target, headers=headers, extensions=timeout) as response,
        ):
            answered = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers[:HEADERS_KEPT]
            }
            body, whole = b"", method == "HEAD"
            if most is not None and response.status == 200:
                body, whole = await _whole(response, answered, most), True
            elif not whole and _is_page(answered):
                body, whole = await _beginning(response, answered)
            line.retired |= not whole and response.extensions.get("http_version") == b"HTTP/2"
        return Answer(url, response.status, answered, body)

    @asynccontextmanager
    async def _on_line(self, host: str) -> AsyncIterator[_Line]:
        """A host's line for one request; one pool for all hosts would look through all of them at each."""
        line = self._lines.get(host)
        if line is None or line.retired:
            self._tls = self._tls or httpx.create_ssl_context(trust_env=True)
            line = self._lines[host] = _Line(self._made(host))
        line.under_way += 1
        try:
            yield line
        finally:
            line.under_way -= 1
            if line.retired and not line.under_way:
                await line.pool.aclose()

    def _made(self, host: str) -> httpcore.AsyncConnectionPool:
        if self._proxy:
            _check_number(self._guard, host)
            return httpcore.AsyncHTTPProxy(self._proxy, ssl_context=self._tls)
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls, http2=True, keepalive_expiry=30.0, network_backend=self._backend
        )


def _host(url: httpx.URL) -> str:
    """The host's name as people write it, or as it travels where that cannot be told."""
    try:
        return url.host
    except UnicodeError:
        return url.raw_host.decode("ascii")


def _check_number(guard: Guard, host: str) -> None:
    """Raises Forbidden for an address that not even a proxy should be asked for."""
    name = host.removesuffix(".")
    try:
        guard.addresses([_number(name)], 443)
    except ValueError:
        if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
            raise Forbidden(f"leads to a private name ({host})") from None


def _number(host: str) -> str:
    """An IPv4 address as it is usually written: 127.1 and 2130706433 are addresses too."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return host


def _is_page(headers: dict[str, str]) -> bool:
    return "html" in headers.get("content-type", "html").lower()


async def _beginning(response: httpcore.Response, headers: dict[str, str]) -> tuple[bytes, bool]:
    """As much of a page as is looked at, and whether that is all. What cannot be unpacked says nothing."""
    body = bytearray()
    try:
        async for chunk in unpacked(
            response.aiter_stream(), headers.get("content-encoding", "identity").lower(), MOST_READ
        ):
            body += chunk
            if len(body) >= MOST_READ:
                return bytes(body[:MOST_READ]), False
    except CannotUnpack:
        return b"", False
    return bytes(body), True


async def _whole(response: httpcore.Response, headers: dict[str, str], most: int) -> bytes:
    """All of a body; raises NoAnswer where that cannot be had, or is more than ``most`` bytes."""
    body = bytearray()
    try:
        async for chunk in unpacked(
            response.aiter_stream(), headers.get("content-encoding", "identity").lower(), most
        ):
            body += chunk
            if len(body) > most:
                raise NoAnswer(f"the answer is larger than {most / 2**20:.3g} MiB")
    except CannotUnpack as error:
        raise NoAnswer(f"the answer cannot be unpacked: {error}") from None
    return bytes(body)


def _connecting(error: Exception) -> str:
    """Why no connection came about, in a word."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"TLS fails ({cause.verify_message})"
        if isinstance(cause, ssl.SSLError):
            return f"TLS fails ({cause.reason or 'no reason given'})"
        if isinstance(cause, ConnectionRefusedError):
            return "refuses the connection"
        cause = cause.__cause__ or cause.__context__
    return "cannot be connected to"
