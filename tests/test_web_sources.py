"""A list on a web page, followed from end to end: over real HTTP, on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import commands
from bot.errors import BotError

PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>模型压缩论文整理</title></head><body>
<ul class="nav"><li><a href="/">博客园</a></li></ul>
<article><h1>模型压缩论文整理</h1><p>最近在做深度学习模型压缩，整理了一些相关的论文。</p><h2>剪枝 Pruning</h2>
<ul><li><a href="https://arxiv.org/abs/1510.00149">Deep Compression of Neural Networks</a>，ICLR 2016</li>
<li><a href="thin.pdf">Thin Pruning of Decoders</a></li></ul></article></body></html>"""
CONFIG = """title: Slim
sources:
- {url: "http://127.0.0.1:PORT/u/list", name: A blog}
- {url: "http://127.0.0.1:PORT/gone", name: Gone}
- {url: "http://127.0.0.1:PORT/refs.bib", name: References}
topics:
- {id: pruning, title: Pruning, headings: [pruning]}
- {id: other, title: Other}
"""
PAGES = {
    "/u/list": ("text/html; charset=utf-8", PAGE),
    "/refs.bib": ("text/plain", "@misc{a, title={Quick Nets of Glass}, url={https://a.example/q}}\n"),
}


class Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, str | None, str | None]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["if-none-match"], self.headers["authorization"]))
        kind, text = PAGES.get(self.path, ("text/html", ""))
        same = bool(text) and self.headers["if-none-match"] == f'"{len(text)}"'
        body = b"" if same else text.encode()
        self.send_response(304 if same else 200 if text else 404)
        for name, value in (
            ("Content-Type", kind),
            ("ETag", f'"{len(text)}"'),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def asked() -> list[tuple[str, str | None, str | None]]:
    return []


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, str | None, str | None]]
) -> Iterator[Path]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("One", (Handler,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/bot.yml").write_text(CONFIG.replace("PORT", str(server.server_port)), "utf-8")
    (tmp_path / "README.md").write_text("<!-- bot:sources start -->\n<!-- bot:sources end -->\n", "utf-8")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.setenv("BOT_ALLOW_NETWORK", "127.0.0.0/8")
    yield tmp_path
    server.shutdown()
    server.server_close()


def bot(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(commands, [*words, "-C", str(folder)])


def test_a_page_is_followed_and_what_fails_is_set_aside(
    folder: Path, asked: list[tuple[str, str | None, str | None]]
) -> None:
    done = bot(folder, "sync", "--write")
    assert done.exit_code == 3
    assert "Gone: answers 404" in done.output
    catalog = "".join(path.read_text("utf-8") for path in sorted((folder / "state/catalog").iterdir()))
    assert [
        title in catalog for title in ("Deep Compression of", "Thin Pruning of", "Quick Nets of", "博客园")
    ] == [
        True,
        True,
        True,
        False,
    ]
    assert "/u/thin.pdf" in catalog  # relative to the page
    assert "](http://127.0.0.1:" in (folder / "README.md").read_text("utf-8")
    assert {authorization for *_, authorization in asked} == {None}


def test_g1_g10_an_unchanged_page_is_asked_with_its_validator_and_writes_nothing(
    folder: Path, asked: list[tuple[str, str | None, str | None]]
) -> None:
    bot(folder, "sync", "--write")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    asked.clear()
    done = bot(folder, "sync", "--write")
    assert "Nothing was written" in " ".join(done.output.split())
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    tags = {path: f'"{len(text)}"' for path, (_, text) in PAGES.items()}
    assert sorted((path, tag) for path, tag, _ in asked) == sorted({**tags, "/gone": None}.items())


def test_g9_without_leave_nothing_on_this_machine_is_asked(
    folder: Path, asked: list[tuple[str, str | None, str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BOT_ALLOW_NETWORK")
    done = bot(folder, "sync", "--dry-run")
    assert (done.exit_code, asked) == (3, [])
    assert "leads to this machine (127.0.0.1)" in done.output


def test_a_network_that_is_none_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_ALLOW_NETWORK", "here")
    with pytest.raises(
        BotError, match=r"^BOT_ALLOW_NETWORK: 'here' does not appear to be an IPv4 or IPv6 network$"
    ):
        commands(["sync", "--dry-run", "-C", str(folder)], standalone_mode=False)


def test_pages_are_read_from_a_folder_too(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    upstreams = tmp_path_factory.mktemp("up")
    (upstreams / "127.0.0.1/u").mkdir(parents=True)
    (upstreams / "127.0.0.1/u/list").write_text(PAGE, "utf-8")
    done = bot(folder, "sync", "--dry-run", "--upstreams", str(upstreams), "--source", "A blog")
    assert "2 new, 0 changed. The catalog: 2 papers" in done.output
