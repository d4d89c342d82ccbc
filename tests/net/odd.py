"""A server on loopback that says what a test tells it to, byte for byte."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# What is sent, byte for byte, piece by piece.
Reply = Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived; names of headers are in lower case."""

    target: str
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass(slots=True)
class Odd:
    """The server: what it was asked, and what it says to whom; ``root`` is its address."""

    root: str = ""
    asked: list[Asked] = field(default_factory=list)
    queue: list[Reply] = field(default_factory=list)

    def says(self, *replies: Reply) -> None:
        """Give ``replies`` to whatever is asked next, in this order."""
        self.queue += replies

    def reply_to(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return self.queue.pop(0) if self.queue else reply(404)


def reply(status: int, body: bytes = b"", **headers: str | int) -> list[bytes]:
    """A whole answer; ``_`` in a header's name stands for a hyphen."""
    all_ = {"content-length": len(body), "connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in all_.items()), "", ""]
    return ["\r\n".join(lines).encode() + body]


class Handler(socketserver.StreamRequestHandler):
    odd: Odd

    def handle(self) -> None:
        first = self.rfile.readline().decode()
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        method, target, _ = first.split(" ")
        body = self.rfile.read(int(headers.get("content-length", "0")))
        try:
            for piece in self.odd.reply_to(Asked(target, headers, method, body)):
                self.wfile.write(piece)
                self.wfile.flush()
        except OSError:
            self.close_connection = True  # the bot has heard enough, and hung up

    close_connection = True


class Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def serving() -> Iterator[Odd]:
    """The server while it listens."""
    odd = Odd()
    handler = type("OddHandler", (Handler,), {"odd": odd})
    with Listener(("127.0.0.1", 0), handler) as listener:
        odd.root = f"http://127.0.0.1:{listener.server_address[1]}"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield odd
        listener.shutdown()
        thread.join()
