"""A small web on loopback whose pages say by their path how they behave, and which counts what it is asked."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = {
    "ok": b"<title>A paper</title><h1>A paper</h1>",
    "soft": b"<title>404 - Page not found</title>",
    "landed": b"<title>A paper</title>",
}
STATUSES = {"dead": 404, "gone": 410, "moved": 301, "away": 302, "wall": 403, "broken": 500}
OUTCOMES = {
    "ok": "ok",
    "soft": "soft-404",
    "dead": "gone",
    "gone": "gone",
    "moved": "moved",
    "away": "redirected",
    "wall": "refused",
    "broken": "error",
}


class Web(ThreadingHTTPServer):
    """The server; ``asked`` counts the requests for each path of each host."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("0.0.0.0", 0), Handler)  # noqa: S104 - every loopback address is a host of its own
        self.asked: Counter[str] = Counter()
        self.pause = 0.0
        self.lock = threading.Lock()

    def url(self, kind: str, number: int, host: int = 1) -> str:
        return f"http://127.0.0.{host}:{self.server_address[1]}/{kind}/{number}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Web

    def do_GET(self) -> None:
        url = f"http://{self.headers['host']}{self.path}"
        with self.server.lock:
            self.server.asked[url] += 1
        time.sleep(self.server.pause)
        kind = self.path.strip("/").partition("/")[0]
        body = PAGES.get(kind, b"")
        self.send_response(STATUSES.get(kind, 200))
        if kind in ("moved", "away"):
            self.send_header("Location", self.path.replace(kind, "landed"))
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@contextmanager
def serving() -> Iterator[Web]:
    """The web while it is up."""
    web = Web()
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        web.shutdown()
        thread.join()
        web.server_close()
