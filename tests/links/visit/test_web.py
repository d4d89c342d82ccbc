"""G9 and G10 where a request meets the world: nobody special asks, little is read, nothing odd breaks it."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from bot import __version__
from bot.links.values import Answer, Forbidden, NoAnswer, Outcome
from bot.links.visit.guard import Guard
from bot.links.visit.web import MOST_READ, Patience, Web
from tests.links.visit.hosts import PUBLIC, QUICK, Asked, Host, Internet, Reply, internet
from tests.net.odd import reply

SITE = "http://site.example/"
SECURE = "https://site.example/"
HTML = {"content_type": "text/html"}
PAGE = reply(200, b"<title>A paper</title>", **HTML)
FINE = (Outcome.OK, 200, None, "answers 200")
HURRIED = Patience(connect=5.0, silence=5.0, whole=0.3)
NOT_IN_TIME = "NoAnswer('no answer within 0.3 seconds')"
BREAKS = "NoAnswer('the connection breaks (RemoteProtocolError)')"

# All that a server is ever told, in this order.
TOLD = (
    ("host", "site.example"),
    ("user-agent", f"list-sync-bot/{__version__} (checks links; +me@list.example)"),
    ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ("accept-encoding", "gzip"),
)


@pytest.fixture
def net() -> Iterator[Internet]:
    with internet() as net:
        yield net


def head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "connection: close", *lines, "", ""]).encode("latin-1")


def body(answer: object) -> bytes:
    assert isinstance(answer, Answer), answer
    return answer.body


# Nobody special


def test_g9_all_that_a_server_is_told_is_who_asks_for_what(net: Internet) -> None:
    site = net.host("site.example", {"/a?b=c": PAGE})
    net.ask(f"{SITE}a?b=c#d", contact="me@list.example")
    assert site.asked == [Asked("GET", "/a?b=c", TOLD)]


def test_g9_a_port_stands_in_the_host_header_and_nothing_else_changes(net: Internet) -> None:
    site = net.host("site.example", {"/": PAGE}, port=8080)
    net.ask("http://site.example:8080/", contact="me@list.example")
    assert site.asked == [Asked("GET", "/", (("host", "site.example:8080"), *TOLD[1:]))]


def test_g9_no_cookie_or_referer_is_sent_after_a_redirect(net: Internet) -> None:
    cookies = "session=1; Path=/\r\nset-cookie: more=2; Domain=example\r\nwww-authenticate: Basic realm=x"
    site = net.host(
        "site.example",
        {"/": reply(302, location="/2", set_cookie=cookies), "/2": reply(301, location="/3"), "/3": PAGE},
    )
    assert net.look(SITE, contact="me@list.example")[0] is Outcome.REDIRECTED
    assert site.asked == [Asked("GET", target, TOLD) for target in ("/", "/2", "/3")]


def test_g9_no_cookie_is_sent_with_the_next_request(net: Internet) -> None:
    site = net.host("site.example", {"/": reply(200, set_cookie="session=1", **HTML)})

    async def twice() -> None:
        async with Web(Guard(), "me@list.example", resolve=net.resolve) as web:
            await web.ask("GET", SITE)
            await web.ask("GET", SITE)

    asyncio.run(twice())
    assert site.asked == [Asked("GET", "/", TOLD)] * 2


def test_g9_a_demand_for_a_password_is_not_met(
    net: Internet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in (".netrc", "_netrc"):
        (tmp_path / name).write_text(
            "machine site.example login me password you\ndefault login me password you\n"
        )
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    site = net.host("site.example", {"/": reply(401, www_authenticate="Basic realm=x")})
    found = net.look(SITE, contact="me@list.example")
    assert found == (Outcome.REFUSED, 401, None, "answers 401")
    assert site.asked == [Asked("GET", "/", TOLD)]


def test_g9_a_name_and_password_in_an_address_are_sent_nowhere(net: Internet) -> None:
    site = net.host("site.example", {"/": reply(302, location="http://me:you@site.example/2"), "/2": PAGE})
    said = "the address carries a user name or password"
    assert net.look("http://me:you@site.example/") == (Outcome.SKIPPED, None, None, said)
    outcome, _, _, evidence = net.look(SITE, contact="me@list.example")
    assert (outcome, evidence) == (Outcome.SKIPPED, f"{said} where it redirects to")
    assert site.asked == [Asked("GET", "/", TOLD)]


# Proxies


@pytest.fixture
def proxy(net: Internet) -> Host:
    """A proxy that answers for one site, and connects nobody through."""
    away = {
        f"http://site.example/{n}": reply(302, location=to)
        for n, to in enumerate(("http://127.1/", "file:///x"))
    }
    pages = {SITE: PAGE, "site.example:443": reply(403), **away}
    return net.host("proxy.example", pages, address="127.0.0.9", port=3128)


PROXY = "http://127.0.0.9:3128"
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def test_g9_a_proxy_that_only_the_environment_names_is_not_used(
    net: Internet, proxy: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, PROXY)
    site = net.host("site.example", {"/": PAGE})
    assert net.look(SITE) == FINE
    assert (net.tried, site.accepts, proxy.accepts) == ([(PUBLIC, 80)], 1, 0)


def test_g9_a_proxy_that_was_asked_for_does_the_connecting(net: Internet, proxy: Host) -> None:
    assert net.look(SITE, proxy=PROXY, contact="me@list.example") == FINE
    assert proxy.asked[0].target == SITE
    assert {name for name, _ in proxy.asked[0].headers} == {name for name, _ in TOLD}
    assert (net.tried, net.looked_up) == ([("127.0.0.9", 3128)], [])


def test_g9_a_proxy_that_connects_nobody_through_is_no_answer(net: Internet, proxy: Host) -> None:
    assert repr(net.ask(SECURE, proxy=PROXY)) == "NoAnswer('the proxy does not connect to it')"
    [asked] = proxy.asked
    assert (asked.method, asked.target) == ("CONNECT", "site.example:443")
    assert {name for name, _ in asked.headers} <= {"host", "accept", "user-agent"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.1",
        "0",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fd00::1]",
        "[fe80::1%25eth0]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "printer.local",
        "metadata.google.internal",
        "metadata.google.internal.",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_g9_not_even_a_proxy_is_asked_for_a_private_address(
    net: Internet, proxy: Host, scheme: str, host: str
) -> None:
    answer = net.ask(f"{scheme}://{host}/", proxy=PROXY)
    assert isinstance(answer, Forbidden)
    assert str(answer).startswith("leads to ")
    assert (net.tried, proxy.accepts) == ([], 0)


@pytest.mark.parametrize(
    ("page", "said"),
    [("0", "leads to this machine (127.0.0.1)"), ("1", "not a web address (file)")],
)
def test_g9_a_redirect_through_a_proxy_is_checked_too(
    net: Internet, proxy: Host, page: str, said: str
) -> None:
    outcome, _, _, evidence = net.look(SITE + page, proxy=PROXY)
    assert (outcome, evidence) == (Outcome.SKIPPED, f"{said} where it redirects to")
    assert (len(net.tried), len(proxy.asked)) == (1, 1)


# Redirects


@pytest.mark.parametrize(
    ("hops", "found"),
    [
        (10, (Outcome.REDIRECTED, 302, f"{SITE}10", "redirects for the time being (302)")),
        (11, (Outcome.ERROR, 302, None, "redirects more than 10 times")),
    ],
)
def test_g10_ten_redirects_are_followed_and_no_more(
    net: Internet, hops: int, found: tuple[Outcome, int, str | None, str]
) -> None:
    steps = {f"/{n}": reply(302, location=f"/{n + 1}") for n in range(hops)}
    site = net.host("site.example", {**steps, f"/{hops}": PAGE})
    assert net.look(f"{SITE}0") == found
    assert [asked.target for asked in site.asked] == [f"/{n}" for n in range(11)]


@pytest.mark.parametrize(("locations", "asked"), [(["/0"], 1), (["/1", "/0"], 2), (["/1", "/2", "/1"], 3)])
def test_g10_a_circle_is_left_where_it_closes(net: Internet, locations: list[str], asked: int) -> None:
    site = net.host("site.example", {f"/{n}": reply(301, location=to) for n, to in enumerate(locations)})
    assert net.look(f"{SITE}0") == (Outcome.ERROR, 301, None, "redirects in a circle")
    assert len(site.asked) == asked


def test_g10_an_endless_way_is_not_walked(net: Internet) -> None:
    class Ever(dict[str, Reply]):
        def get(self, target: str, _: object = None) -> Reply:
            return reply(302, location=f"{target}x")

    site = net.host("site.example", Ever())
    assert net.look(SITE) == (Outcome.ERROR, 302, None, "redirects more than 10 times")
    assert len(site.asked) == 11


# No more is read than is looked at


def much(kind: str, pieces: int = 800) -> Callable[[], Reply]:
    """50 MiB."""

    def sent() -> Reply:
        yield head(f"content-type: {kind}", f"content-length: {pieces * 2**16}")
        yield from (b"x" * 2**16 for _ in range(pieces))

    return sent


def test_g10_of_a_page_its_beginning_is_read(net: Internet) -> None:
    site = net.host("site.example", {"/": much("text/html")})
    assert body(net.ask(SITE)) == b"x" * MOST_READ
    assert site.left.wait(5)
    assert site.sent < 2**20  # most of it in the buffers of the two ends


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "video/mp4", "text/plain"])
def test_g10_of_a_file_nothing_is_read(net: Internet, kind: str) -> None:
    site = net.host("site.example", {"/": much(kind)})
    assert body(net.ask(SITE)) == b""
    assert site.left.wait(5)
    assert site.sent < 2**20


def test_g10_a_file_is_asked_for_its_headers_only(net: Internet) -> None:
    site = net.host(
        "site.example", {"/a.pdf": [head("content-type: application/pdf", "content-length: 52428800")]}
    )
    assert net.look(f"{SITE}a.pdf") == FINE
    assert [asked.method for asked in site.asked] == ["HEAD"]


def test_g10_an_endless_page_ends(net: Internet) -> None:
    def endless() -> Reply:
        yield head("content-type: text/html")
        while True:
            yield b"x" * 2**16

    site = net.host("site.example", {"/": endless})
    assert body(net.ask(SITE)) == b"x" * MOST_READ
    assert site.left.wait(5)


def test_g10_an_endless_page_in_tiny_pieces_ends(net: Internet) -> None:
    def endless() -> Reply:
        yield head("content-type: text/html", "transfer-encoding: chunked")
        while True:
            yield b"1\r\nx\r\n" * 1000

    site = net.host("site.example", {"/": endless})
    assert body(net.ask(SITE)) == b"x" * MOST_READ
    assert site.left.wait(5)


# Packed bodies


def bomb(gibibytes: int) -> bytes:
    """The beginning of a gzip file of zeros: a mebibyte that is a gibibyte, without a GiB to make it from."""
    packer = zlib.compressobj(9, wbits=-15)
    mebibyte = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + mebibyte * (1024 * gibibytes)


def test_g10_a_small_package_does_not_become_large(net: Internet) -> None:
    packed = bomb(1)
    assert 2**19 < len(packed) < 2**21
    net.host("site.example", {"/": reply(200, packed, content_encoding="gzip", **HTML), "/small": PAGE})
    assert body(net.ask(f"{SITE}small")) == b"<title>A paper</title>"
    tracemalloc.start()
    try:
        assert body(net.ask(SITE)) == bytes(MOST_READ)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_g10_a_package_in_a_package_is_not_opened(net: Internet) -> None:
    twice = gzip.compress(bomb(1))
    net.host("site.example", {"/": reply(200, twice, content_encoding="gzip, gzip", **HTML)})
    assert body(net.ask(SITE)) == b""


@pytest.mark.parametrize(
    ("encoding", "sent", "read"),
    [
        pytest.param("gzip", gzip.compress(b"<title>A"), b"<title>A", id="gzip"),
        pytest.param("GZip", gzip.compress(b"<title>A"), b"<title>A", id="in capitals"),
        pytest.param("x-gzip", gzip.compress(b"<title>A"), b"<title>A", id="by its old name"),
        pytest.param("identity", b"<title>A", b"<title>A", id="not packed"),
        pytest.param("gzip", gzip.compress(b"<title>A")[:-8], b"<title>A", id="without its end"),
        pytest.param("gzip", gzip.compress(b"<title>A")[:-8] + b"\1" * 8, b"", id="with another sum"),
        pytest.param("gzip", b"<title>A", b"", id="not gzip"),
        pytest.param("gzip", b"\x1f\x8b", b"", id="two bytes"),
        pytest.param("gzip", b"", b"", id="nothing"),
        pytest.param("br", b"\x0b\x02\x80x\x03", b"", id="br"),
        pytest.param("zstd", b"x", b"", id="zstd"),
        pytest.param("deflate", zlib.compress(b"x"), b"", id="deflate"),
        pytest.param("nonsense", b"x", b"", id="nonsense"),
    ],
)
def test_g10_what_cannot_be_unpacked_says_nothing(
    net: Internet, encoding: str, sent: bytes, read: bytes
) -> None:
    net.host("site.example", {"/": reply(200, sent, content_encoding=encoding, **HTML)})
    answer = net.ask(SITE)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body) == (200, read)


# Odd headers


def test_g10_a_huge_header_is_not_read_to_its_end(net: Internet) -> None:
    def endless() -> Reply:
        yield b"HTTP/1.1 200 OK\r\nx-large: "
        while True:
            yield b"x" * 2**16

    site = net.host("site.example", {"/": endless})
    assert repr(net.ask(SITE)) == BREAKS
    assert site.left.wait(5)
    assert site.sent < 2**21


def test_g10_of_many_headers_a_hundred_are_kept(net: Internet) -> None:
    many = [f"h{n}: {n}" for n in range(5000)]
    net.host("site.example", {"/": [head(*many) + b"<title>A"]})
    answer = net.ask(SITE)
    assert isinstance(answer, Answer)
    assert dict(answer.headers) == {"connection": "close"} | {f"h{n}": str(n) for n in range(99)}


def test_g10_a_flood_of_headers_is_refused(net: Internet) -> None:
    net.host("site.example", {"/": [head(*(f"header-{n}: {n:09}" for n in range(10_000)))]})
    assert repr(net.ask(SITE)) == BREAKS


def test_g10_a_file_among_many_headers_is_still_a_file(net: Internet) -> None:
    kind = "content-type: application/pdf"
    net.host("site.example", {"/": [head(kind, *(f"h{n}: {n}" for n in range(500))) + b"%PDF"]})
    assert body(net.ask(SITE)) == b""


# What is not HTTP


def lying(length: str, *more: str, sent: bytes = b"<title>A paper</title>") -> list[bytes]:
    return [head("content-type: text/html", f"content-length: {length}", *more) + sent]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param([], BREAKS, id="hangs up"),
        pytest.param([b"HTTP/1.1 200 OK\r\n"], BREAKS, id="hangs up among the headers"),
        pytest.param([b"220 mail.example ESMTP\r\n"], BREAKS, id="mail"),
        pytest.param([b"SSH-2.0-OpenSSH_9.6\r\n"], BREAKS, id="ssh"),
        pytest.param([bytes(range(256)) * 64], BREAKS, id="noise"),
        pytest.param([b"<html><title>HTTP/0.9</title>"], BREAKS, id="a bare page"),
        pytest.param([b"HTTP/1.1 99999 X\r\n\r\n"], BREAKS, id="no status"),
        pytest.param([b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"], BREAKS, id="no header"),
        pytest.param(lying("99"), BREAKS, id="a body that is shorter than it says"),
        pytest.param(lying("ten"), BREAKS, id="a length that is no number"),
        pytest.param(lying("-1"), BREAKS, id="a negative length"),
        pytest.param(lying("7", "content-length: 8"), BREAKS, id="two lengths"),
        pytest.param(lying("0", "transfer-encoding: gzip"), BREAKS, id="another transfer encoding"),
    ],
)
def test_g10_what_is_not_http_is_no_answer(net: Internet, said: list[bytes], why: str) -> None:
    site = net.host("site.example", {"/": said})
    assert repr(net.ask(SITE)) == why
    assert site.accepts == 1


def test_g10_a_body_that_is_longer_than_it_says_is_cut_there(net: Internet) -> None:
    net.host("site.example", {"/": lying("7")})
    assert body(net.ask(SITE)) == b"<title>"


def test_g10_a_broken_end_does_not_spoil_a_beginning_that_is_enough(net: Internet) -> None:
    net.host("site.example", {"/": lying("99999999", sent=b"x" * MOST_READ)})
    assert body(net.ask(SITE)) == b"x" * MOST_READ


def test_g10_a_host_that_refuses_connections_is_said_to(net: Internet) -> None:
    site = net.host("site.example", {})
    site.port = 1
    assert repr(net.ask(SITE)) == "NoAnswer('refuses the connection')"


# Patience


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Set at the end of a test, so that no server outlives it."""
    event = threading.Event()
    yield event
    event.set()


def drip(over: threading.Event, *first: bytes, then: bytes) -> Callable[[], Reply]:
    def dripping() -> Reply:
        yield from first
        while not over.wait(0.02):
            yield then

    return dripping


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param([b"HTTP/1.1 200 OK\r\nx: "], b"x", id="a header"),
        pytest.param([b"HTTP/1.1 200 OK\r\n"], b"x: x\r\n", id="headers"),
        pytest.param([head("content-type: text/html")], b"x", id="a page"),
        pytest.param(
            [head("content-type: text/html", "content-encoding: gzip"), bomb(0)], b"", id="gzip, silent"
        ),
        pytest.param([], b"HTTP/1.1 100 Continue\r\n\r\n", id="to be continued"),
        pytest.param([], b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n", id="hints"),
        pytest.param([], b"", id="nothing"),
    ],
)
def test_g10_a_slow_drip_is_given_up(
    net: Internet, over: threading.Event, first: list[bytes], then: bytes
) -> None:
    net.host("site.example", {"/": drip(over, *first, then=then)})
    assert repr(net.ask(SITE, patience=HURRIED)) == NOT_IN_TIME


def test_g10_silence_is_given_up_before_the_whole_time(net: Internet, over: threading.Event) -> None:
    net.host("site.example", {"/": drip(over, then=b"")})
    answer = net.ask(SITE, patience=Patience(connect=5.0, silence=0.1, whole=5.0))
    assert repr(answer) == "NoAnswer('silent for 0.1 seconds')"


def test_g10_a_name_that_takes_too_long_to_look_up_is_given_up(net: Internet) -> None:
    async def never(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    assert repr(net.ask(SITE, patience=HURRIED, resolve=never)) == NOT_IN_TIME
    assert net.tried == []


def test_g10_a_host_that_is_left_in_the_middle_is_no_answer(net: Internet, over: threading.Event) -> None:
    net.host("site.example", {"/": drip(over, head("content-type: text/html"), then=b"x")})

    async def left() -> None:
        async with Web(Guard(), resolve=net.resolve, patience=QUICK) as web:
            asking = asyncio.create_task(web.ask("GET", SITE))
            await asyncio.sleep(0.1)
            await web.leave("site.example")
            await web.leave("nobody.example")
            await asking

    with pytest.raises(NoAnswer):
        asyncio.run(left())


# TLS


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(ca: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


def server(
    ca: trustme.CA, name: str = "site.example", *, days: int = 9, asked: list[str] | None = None
) -> ssl.SSLContext:
    """TLS for a server that calls itself ``name``, and writes down which name was ``asked`` for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    since = datetime.now(UTC) + timedelta(days=min(days, 0) - 1)
    ca.issue_cert(name, not_before=since, not_after=since + timedelta(days=abs(days))).configure_cert(context)
    context.set_alpn_protocols(["http/1.1"])
    if asked is not None:
        context.sni_callback = lambda _, name, __: asked.append(name or "")
    return context


@pytest.mark.usefixtures("trusted")
def test_g9_a_checked_address_is_spoken_to_under_its_name(net: Internet, ca: trustme.CA) -> None:
    names: list[str] = []
    site = net.host("site.example", {"/": PAGE}, tls=server(ca, asked=names))
    assert net.look(SECURE, contact="me@list.example") == FINE
    assert (net.tried, names) == ([(PUBLIC, 443)], ["site.example"])
    assert site.asked == [Asked("GET", "/", TOLD)]


@pytest.mark.usefixtures("trusted")
def test_g10_a_long_page_is_hung_up_on_under_tls_too(net: Internet, ca: trustme.CA) -> None:
    site = net.host("site.example", {"/": much("text/html")}, tls=server(ca))
    assert body(net.ask(SECURE)) == b"x" * MOST_READ
    assert site.protocols == ["http/1.1"]
    assert site.left.wait(5)
    assert site.sent < 2**20


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("name", "days", "why"),
    [
        ("other.example", 9, "Hostname mismatch, certificate is not valid for 'site.example'."),
        ("*.other.example", 9, "Hostname mismatch, certificate is not valid for 'site.example'."),
        ("site.example", -1, "certificate has expired"),
    ],
)
def test_g9_a_certificate_that_proves_nothing_is_no_answer(
    net: Internet, ca: trustme.CA, name: str, days: int, why: str
) -> None:
    site = net.host("site.example", {"/": PAGE}, tls=server(ca, name, days=days))
    assert repr(net.ask(SECURE)) == repr(NoAnswer(f"TLS fails ({why})"))
    assert (site.accepts, site.asked) == (1, [])


def test_g9_a_certificate_that_nobody_trusts_is_no_answer(net: Internet, ca: trustme.CA) -> None:
    site = net.host("site.example", {"/": PAGE}, tls=server(ca))
    assert repr(net.ask(SECURE)) == "NoAnswer('TLS fails (unable to get local issuer certificate)')"
    assert (site.accepts, site.asked) == (1, [])


@pytest.mark.usefixtures("trusted")
def test_g9_a_certificate_for_the_address_does_not_stand_for_the_name(net: Internet, ca: trustme.CA) -> None:
    site = net.host("site.example", {"/": PAGE}, tls=server(ca, PUBLIC))
    why = "Hostname mismatch, certificate is not valid for 'site.example'."
    assert repr(net.ask(SECURE)) == repr(NoAnswer(f"TLS fails ({why})"))
    assert site.asked == []


def test_g10_tls_to_a_server_without_it_is_no_answer(net: Internet) -> None:
    net.host("site.example", {}, port=443)
    answer = net.ask(SECURE)
    assert isinstance(answer, NoAnswer)
    assert str(answer).startswith("TLS fails (")


def test_g10_plain_words_to_a_server_with_tls_are_no_answer(net: Internet, ca: trustme.CA) -> None:
    net.host("site.example", {}, tls=server(ca), port=80)
    answer = net.ask(SITE)
    assert isinstance(answer, NoAnswer)
    assert str(answer).startswith("the connection breaks (")


def test_g10_a_server_that_never_comes_to_tls_is_given_up(net: Internet, over: threading.Event) -> None:
    net.host("site.example", {}, port=443).mute = over
    answer = net.ask(SECURE, patience=Patience(connect=0.2, silence=5.0, whole=5.0))
    assert repr(answer) == "NoAnswer('no connection within 0.2 seconds')"
