"""HTTP/2, spoken with a server that offers it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from bot.links.values import Answer
from bot.links.visit.guard import Guard
from bot.links.visit.web import MOST_READ, Web

PAGES = {"/short": b"<title>A paper</title>", "/long": b"<title>A paper</title>".ljust(200_000)}


class Site:
    """The server: the version of HTTP of each request, and the connection it came by."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.port = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.asked.append((scope["http_version"], scope["client"][1]))
        head = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]}
        await send(head)
        await send({"type": "http.response.body", "body": PAGES[scope["path"]]})


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    cert = ca.issue_cert("site.example")
    cert.private_key_pem.write_to_path(tmp_path / "key.pem")
    cert.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    config = Config()
    config.bind = ["127.0.0.1:0"]
    config.certfile, config.keyfile = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    config.errorlog = config.accesslog = None
    (socket,) = config.create_sockets().secure_sockets
    monkeypatch.setattr(
        config,
        "create_sockets",
        lambda: type("S", (), {"secure_sockets": [socket], "insecure_sockets": [], "quic_sockets": []})(),
    )
    found = Site()
    socket.listen(64)
    found.port = socket.getsockname()[1]
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(serve(found, config, shutdown_trigger=over.wait))
    )  # type: ignore[arg-type]
    thread.start()
    yield found
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


def ask(site: Site, path: str, times: int, at_once: int = 1) -> Sequence[Answer]:
    async def resolve(_: str, __: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async def run() -> list[Answer]:
        slots = asyncio.Semaphore(at_once)
        url = f"https://site.example:{site.port}{path}"

        async def one() -> Answer:
            async with slots:
                return await web.ask("GET", url)

        async with Web(Guard((ip_network("127.0.0.0/8"),)), resolve=resolve) as web:
            return await asyncio.gather(*(one() for _ in range(times)))

    return asyncio.run(run())


def test_short_pages_come_by_one_connection(site: Site) -> None:
    answers = ask(site, "/short", 20, at_once=4)
    assert {answer.body for answer in answers} == {PAGES["/short"]}
    assert {version for version, _ in site.asked} == {"2"}
    assert len({connection for _, connection in site.asked}) == 1


@pytest.mark.parametrize("at_once", [1, 4])
def test_g10_long_pages_that_are_not_read_to_their_end_clog_nothing(site: Site, at_once: int) -> None:
    answers = ask(site, "/long", 60, at_once)
    assert {len(answer.body) for answer in answers} == {MOST_READ}
    assert {version for version, _ in site.asked} == {"2"}
