"""HTTP on loopback: reads requests, plays the faults that are due, writes answers."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import sys
import threading
import traceback
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from .endpoints import Answer, encoded
from .faults import HTML, SPOILT, Fault, Order
from .records import Request
from .rules import Refused

if TYPE_CHECKING:
    from .server import FakeGitHub


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, github: FakeGitHub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.github = github
        self.stopping = threading.Event()
        self.open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that went away go; anything else is a mistake of the fake's, and fails the test."""
        error = sys.exception()
        if error and not isinstance(error, OSError):
            self.github.broken.append("".join(traceback.format_exception(error)))


class Listener:
    """The server in its thread."""

    def __init__(self, github: FakeGitHub) -> None:
        self._server = _Server(github)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody."""
        self._server.stopping.set()
        self._server.shutdown()
        self._thread.join()
        for connection in list(self._server.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing on stderr."""

    def _handle(self) -> None:
        github = self.server.github
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        path, _, query = self.path.partition("?")
        with github.lock:
            number = len(github.log) + 1
            conditional = "if-none-match" in headers
            request = Request(
                number, self.command, path, dict(parse_qsl(query, keep_blank_values=True)), None, conditional
            )
            github.log.append(request)
            orders = github.faults.due(self.command)
        if self._fails(request, orders):
            return
        answer = github.answer(request, self.path, headers, raw)
        if not self._fails(request, orders, answer):
            self._send(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815

    def _fails(self, request: Request, orders: list[Order], answer: Answer | None = None) -> bool:
        """Play what is due: with an answer, what comes after the effect."""
        after = answer is not None
        for order in orders:
            if order.call and order.after == after:
                order.call()
        faults = [order for order in orders if order.fault and order.fault.after == after]
        if not faults:
            return False
        self._fail(request, faults[0], answer)
        return True

    def _fail(self, request: Request, order: Order, answer: Answer | None) -> None:
        fault = order.fault
        assert fault is not None
        request.status = None
        if sent := self._answer(request, order, answer):
            request.status = sent.status
            self._send(sent)
        elif fault in {Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER}:
            self._wait_for_hangup()
            self.close_connection = True
        else:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

    def _answer(self, request: Request, order: Order, answer: Answer | None) -> Answer | None:
        """What is sent in place of the right answer, if anything is."""
        fault = order.fault
        assert fault is not None
        if fault in SPOILT and answer:
            return replace(answer, content=fault.spoilt(encoded(answer.content)))
        if fault is Fault.PAGE:
            return Answer(200, HTML, "text/html; charset=utf-8")
        if fault.redirects:
            return self._redirect(request, order)
        if fault.answer:
            return self.server.github.refusal(Refused(*fault.answer, headers=order.headers()))
        return None

    def _redirect(self, request: Request, order: Order) -> Answer:
        here = self.server.github.url
        if order.fault is Fault.REDIRECT_AWAY:
            here = here.replace("127.0.0.1", "localhost")
        status = 302 if order.fault is Fault.REDIRECT_FOUND else 307 if request.is_write else 301
        return self.server.github.redirection(status, order.location or f"{here}/elsewhere")

    def _wait_for_hangup(self) -> None:
        while not self.server.stopping.is_set():
            if select.select([self.connection], [], [], 0.05)[0]:
                return

    def _send(self, answer: Answer) -> None:
        content = encoded(answer.content)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("X-GitHub-Media-Type", "github.v3; format=json")
        self.send_header("X-GitHub-Request-Id", "FAKE:1")
        if content:
            self.send_header("Content-Type", answer.media)
        if answer.status not in {204, 304}:
            self.send_header("Content-Length", str(len(content)))
        self._headers_buffer: list[bytes]
        head = b"".join([*self._headers_buffer, b"\r\n"])  # one packet, or Nagle holds the second back
        self._headers_buffer.clear()
        with contextlib.suppress(OSError):
            self.wfile.write(head + content)
