"""A small Internet on loopback: names, public addresses and raw servers, and every connection that is tried.

Whatever address a connection is tried to, it ends at a server here: at the one that has the address, else at
``trap``, which counts who comes. So a check that fails is seen from both ends.
"""

from __future__ import annotations

import asyncio
import random
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.links.values import Answer, CannotAsk, NoSuchHost, Outcome
from bot.links.visit.engine import Engine, Limits
from bot.links.visit.guard import Guard
from bot.links.visit.pace import Manners
from bot.links.visit.web import Patience, Web, resolve

PUBLIC = "93.184.216.34"
STRICT = Guard()
QUICK = Patience(connect=5.0, silence=5.0, whole=5.0)
# What is sent, byte for byte, piece by piece.
Reply = Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived; names of headers are in lower case."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Host:
    """A server: what it says to whom, and what it saw; ``sent`` are bytes that were taken from it."""

    pages: Mapping[str, Reply | Callable[[], Reply]]
    tls: ssl.SSLContext | None = None
    port: int = 0
    accepts: int = 0
    asked: list[Asked] = field(default_factory=list)
    sent: int = 0
    protocols: list[str | None] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)  # somebody hung up in the middle
    mute: threading.Event | None = None  # until this is set, nothing is said

    def reply_to(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        said = self.pages.get(asked.target, NOTHING)
        return said() if callable(said) else said


NOTHING = (b"HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",)


class _Handler(socketserver.BaseRequestHandler):
    host: Host

    def handle(self) -> None:
        try:
            self._serve(self._secured())
        except OSError:
            self.host.left.set()

    def _secured(self) -> socket.socket:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**15)
        if self.host.tls is None:
            return self.request
        connection = self.host.tls.wrap_socket(self.request, server_side=True)
        self.host.protocols.append(connection.selected_alpn_protocol())
        return connection

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as read:
            if self.host.mute:
                self.host.mute.wait(5)
                return
            if not read.peek(1)[:1].isalpha():
                connection.sendall(b"HTTP/1.1 400 X\r\n\r\n")
                return
            words = read.readline().decode("latin-1").split(" ")
            lines = iter(lambda: read.readline().decode("latin-1").strip(), "")
            headers = tuple(
                (name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)
            )
            if len(words) != 3:
                return
            for piece in self.host.reply_to(Asked(words[0], words[1], headers)):
                connection.sendall(piece)
                self.host.sent += len(piece)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, host: Host) -> None:
        super().__init__(("127.0.0.1", 0), type("Handler", (_Handler,), {"host": host}))
        self.host = host

    def get_request(self) -> tuple[socket.socket, Any]:
        connection = super().get_request()
        self.host.accepts += 1
        return connection


@contextmanager
def _listening(host: Host) -> Iterator[None]:
    with _Listener(host) as listener:
        host.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield
        listener.shutdown()
        thread.join()


@dataclass(slots=True)
class Internet:
    """Which names there are, who has which address, and every connection that was ``tried``."""

    trap: Host
    stack: ExitStack
    names: dict[str, Sequence[str]] = field(default_factory=dict)
    routes: dict[tuple[str, int], Host] = field(default_factory=dict)
    tried: list[tuple[str, int]] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)

    def host(
        self,
        name: str,
        pages: Mapping[str, Reply | Callable[[], Reply]],
        *,
        tls: ssl.SSLContext | None = None,
        address: str = PUBLIC,
        port: int | None = None,
    ) -> Host:
        """A new server under a name and an address."""
        host = Host(pages, tls)
        self.stack.enter_context(_listening(host))
        self.names[name] = (address,)
        self.routes[address, port or (443 if tls else 80)] = host
        return host

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Names are looked up in ``names``; numbers are read by the system, which needs no network for it."""
        self.looked_up.append(host)
        if host in self.names:
            return self.names[host]
        try:
            socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
        except (socket.gaierror, UnicodeError):
            raise NoSuchHost("no such host") from None
        return await resolve(host, port)

    def ask(self, url: str, method: str = "GET", guard: Guard = STRICT, **web: Any) -> Answer | CannotAsk:
        """The answer to one request, or why there is none."""

        async def asking() -> Answer:
            async with Web(guard, **({"resolve": self.resolve, "patience": QUICK} | web)) as asked:
                return await asked.ask(method, url)

        try:
            return asyncio.run(asking())
        except CannotAsk as failure:
            return failure

    def look(self, url: str, **web: Any) -> tuple[Outcome, int | None, str | None, str]:
        """What the whole checker finds at a link: the outcome, the status, the target, the evidence."""

        async def looking() -> tuple[Outcome, int | None, str | None, str]:
            manners = Manners(first=1000.0, fastest=1000.0)
            async with Web(STRICT, **({"resolve": self.resolve, "patience": QUICK} | web)) as asked:
                engine = Engine(asked, limits=Limits(tries=1), manners=manners, rng=random.Random(0))
                [found] = await engine.run([url])
            return found.outcome, found.status, found.target, found.evidence

        return asyncio.run(looking())


@contextmanager
def internet() -> Iterator[Internet]:
    """The Internet while it is up. Every way to connect in Python ends in the two methods taken over here."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        net = Internet(Host({}), stack)
        stack.enter_context(_listening(net.trap))

        def over(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
            def connected(self: socket.socket, address: Any) -> Any:
                if self.family not in (socket.AF_INET, socket.AF_INET6):
                    return connect(self, address)
                net.tried.append(address[:2])
                loopback = "127.0.0.1" if self.family == socket.AF_INET else "::ffff:127.0.0.1"
                return connect(self, (loopback, net.routes.get(address[:2], net.trap).port))

            return connected

        patch.setattr(socket.socket, "connect", over(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", over(socket.socket.connect_ex))
        yield net
