"""``/healthz`` and ``/metrics``: who is asked nothing else answers nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socket import AF_INET6
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client.exposition import make_wsgi_app

from bot.errors import BotError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from prometheus_client import CollectorRegistry

SILENCE = 10  # seconds that a client may say nothing


def application(
    health: Callable[[], tuple[bool, dict[str, Any]]], registry: CollectorRegistry
) -> WSGIApplication:
    """What is answered to whom; ``health`` says whether all is well, and more."""
    metrics: WSGIApplication = make_wsgi_app(registry)

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        if path not in ("/healthz", "/metrics"):
            return _say(start, "404 Not Found", {"paths": ["/healthz", "/metrics"]})
        if method not in ("GET", "HEAD"):
            return _say(start, "405 Method Not Allowed", {"methods": ["GET", "HEAD"]})
        if path == "/metrics":
            return metrics(environ, start)
        well, document = health()
        return _say(start, "200 OK" if well else "503 Service Unavailable", document)

    return answer


def _say(start: StartResponse, status: str, document: dict[str, Any]) -> Iterable[bytes]:
    body = json.dumps(document).encode() + b"\n"
    start(
        status,
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ],
    )
    return [body]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        # The inherited one asks DNS for a name that nobody needs.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or says nothing, is none of our errors."""
        del request, client_address


class _Server6(_Server):
    address_family = AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = SILENCE

    def log_message(self, format: str, *words: Any) -> None:  # noqa: A002 -- the base class calls it so
        """What is asked every few seconds is not worth a line."""
        del format, words


@contextmanager
def listening(host: str, port: int, app: WSGIApplication) -> Iterator[str]:
    """Answers on ``host`` and ``port`` (0: one that is free) in the background; gives the address.

    Raises BotError where it cannot.
    """
    kind = _Server6 if ":" in host else _Server
    try:
        server = make_server(host, port, app, kind, _Handler)
    except (OSError, OverflowError) as error:
        raise BotError(f"cannot listen on {host}:{port}: {str(error).lower()}") from None
    thread = threading.Thread(target=server.serve_forever, name="http", daemon=True)
    thread.start()
    try:
        yield f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
