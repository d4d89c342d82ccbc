"""The files of sources on the web: what is asked, what is believed, what is never connected to."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.fetch import CannotFetch, Fetched, Seen
from bot.fetch.pages import MANNERS, Ways, below, fetch_all, name_of
from bot.models import Source
from tests.links.visit.hosts import Internet, internet

URL = "http://blog.example/u/list.html"
SOURCE = Source("blog.example/u/list.html", url=URL)
BODY = (
    b"<html><head><title>A list of papers</title></head><body><p>"
    + b"Words about pruning. " * 60
    + b"</p></body></html>"
)


@pytest.fixture
def net() -> Iterator[Internet]:
    with internet() as net:
        yield net


def answer(status: int = 200, body: bytes = BODY, **headers: str) -> tuple[bytes, ...]:
    said = {"content-type": "text/html", "content-length": str(len(body)), "connection": "close"} | headers
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
    return (f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode("latin-1"), body)


def fetched(
    net: Internet, seen: Seen | None = None, source: Source = SOURCE, waits: list[float] | None = None
) -> Fetched | str:
    async def sleep(seconds: float) -> None:
        (waits if waits is not None else []).append(seconds)

    ways = Ways(manners=replace(MANNERS, sleep=sleep), resolve=net.resolve)
    found = fetch_all([source], {source.name: seen} if seen else {}, ways, lambda _: None)[source.name]
    return str(found) if isinstance(found, CannotFetch) else found


def test_a_page_is_fetched_as_it_stands_without_any_token(
    net: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    host = net.host("blog.example", {"/u/list.html": answer()})
    assert fetched(net) == Fetched({"list.html": BODY}, fetched(net).commit, base=URL)
    assert not [value for asked in host.asked for _, value in asked.headers if "secret" in value]


def test_g10_what_did_not_change_is_not_sent_again(net: Internet) -> None:
    host = net.host("blog.example", {"/u/list.html": answer(etag='"one"')})
    seen = fetched(net).seen
    assert seen == Seen(seen.commit, '"one"', {"list.html": seen.commit}, URL)
    host.pages = {"/u/list.html": answer(304, b"")}
    assert fetched(net, seen) == Fetched({}, seen.commit, frozenset({"list.html"}), unchanged=True, seen=seen)
    assert ("if-none-match", '"one"') in host.asked[-1].headers
    dated = replace(seen, etag="Mon, 30 Nov 2026 22:30:29 GMT")
    assert fetched(net, dated).unchanged
    assert ("if-modified-since", dated.etag) in host.asked[-1].headers
    assert fetched(net, replace(seen, asked="http://other.example/")) == "answers 304 without saying where to"


def test_g1_the_same_bytes_under_another_validator_are_unchanged(net: Internet) -> None:
    host = net.host("blog.example", {"/u/list.html": answer(etag='"one"')})
    seen = fetched(net).seen
    host.pages = {"/u/list.html": answer(etag='"two"')}
    assert fetched(net, seen) == Fetched({}, seen.commit, frozenset({"list.html"}), unchanged=True, seen=seen)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("http://127.0.0.1/x", "leads to this machine (127.0.0.1) where it redirects to"),
        ("http://10.1.2.3/", "leads to a private or reserved address (10.1.2.3) where it redirects to"),
        (
            "http://169.254.169.254/latest",
            "leads to a link-local address (169.254.169.254) where it redirects to",
        ),
        ("http://100.64.0.1/", "leads to a private or reserved address (100.64.0.1) where it redirects to"),
        ("http://[::ffff:127.0.0.1]/", "leads to this machine (::ffff:"),
        ("file:///etc/passwd", "not a web address (file) where it redirects to"),
    ],
)
def test_g9_a_redirect_leads_to_no_forbidden_address(net: Internet, target: str, why: str) -> None:
    net.host("blog.example", {"/u/list.html": answer(302, b"", location=target)})
    assert str(fetched(net)).startswith(why)
    assert net.trap.accepts == 0


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://localhost/", "http://inside.example/"])
def test_g9_no_forbidden_address_is_asked(net: Internet, url: str) -> None:
    net.names["localhost"], net.names["inside.example"] = ("127.0.0.1",), ("192.168.1.1",)
    assert str(fetched(net, source=Source("x", url=url))).startswith("leads to ")
    assert (net.tried, net.trap.accepts) == ([], 0)


def test_a_move_to_another_host_is_followed_and_told(net: Internet) -> None:
    net.host("blog.example", {"/u/list.html": answer(301, b"", location="http://new.example/l/")})
    net.host("new.example", {"/l/": answer()}, address="93.184.216.35")
    found = fetched(net)
    assert (found.files, found.moved_to, found.base) == (
        {"list.html": BODY},
        "http://new.example/l/",
        "http://new.example/l/",
    )


WALL = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (answer(404, b""), "answers 404"),
        (answer(403, b""), "answers 403"),
        (answer(200, WALL), "asks who is there: “Just a moment...”"),
        (answer(200, b"<title>404 Not Found</title>"), "says “404 Not Found”"),
        (answer(200, b"x", content_encoding="br"), "the answer cannot be unpacked: packed in a way that was not asked for"),
        (answer(302, b"", location="/u/list.html"), "redirects more than 5 times"),
        (
            answer(200, gzip.compress(bytes(11 * 2**20)), content_encoding="gzip"),
            "the answer is larger than 10 MiB",
        ),
    ],
)  # fmt: skip
def test_g5_what_is_no_list_of_papers_is_set_aside(net: Internet, said: tuple[bytes, ...], why: str) -> None:
    net.host("blog.example", {"/u/list.html": said})
    assert fetched(net) == why


def test_g10_a_host_is_given_the_time_that_it_asks_for(net: Internet) -> None:
    replies = iter([answer(429, b"", retry_after="7"), answer(503, b""), answer()])
    net.host("blog.example", {"/u/list.html": lambda: next(replies)})
    waits: list[float] = []
    assert fetched(net, waits=waits).files == {"list.html": BODY}
    assert waits == [7.0, 4.0]


def test_a_page_in_another_encoding_comes_in_utf_8(net: Internet) -> None:
    text = "剪枝论文"
    net.host(
        "blog.example",
        {"/u/list.html": answer(body=text.encode("gbk"), content_type="text/html; charset=GBK")},
    )
    assert fetched(net).files == {"list.html": text.encode()}


def test_a_file_lies_below_a_folder_by_host_and_path(tmp_path: Path) -> None:
    (tmp_path / "a.example/d").mkdir(parents=True)
    assert below(tmp_path, "https://a.example:8443/x%20y.md?q") == tmp_path / "a.example/x y.md"
    assert below(tmp_path, "https://a.example/d/") == tmp_path / "a.example/d/index.html"
    with pytest.raises(CannotFetch, match="leads out of its folder"):
        below(tmp_path, "https://a.example/%2e%2e/%2e%2e/etc/passwd")
    assert [name_of(f"https://a.example{path}") for path in ("", "/d/", "/p/78441332?x=1")] == [
        "index.html",
        "index.html",
        "78441332",
    ]
