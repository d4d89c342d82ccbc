"""G9: nothing that is not on the public Internet is connected to, however its address is dressed up."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links.values import Answer, Forbidden, NoAnswer, NoSuchHost, Outcome
from bot.links.visit.guard import Guard, private
from bot.links.visit.web import Web, resolve
from bot.net.values import CannotAsk
from tests.links.visit.hosts import PUBLIC, Internet, internet
from tests.net.odd import reply

HTML = {"content_type": "text/html"}
PAGE = reply(200, b"<title>A paper</title>", **HTML)
HERE = "leads to this machine (127.0.0.1)"
NOT_ONE = "not a web address"
LINK_LOCAL = "leads to a link-local address"
MULTICAST = "leads to a multicast address"
RESERVED = "leads to a private or reserved address"
WITH_NAME = "the address carries a user name or password"

NAMES = {
    "localhost": ("127.0.0.1", "::1"),
    "localhost.": ("127.0.0.1", "::1"),
    "anything.localhost": ("127.0.0.1",),
    "127.0.0.1.": ("127.0.0.1",),
    "intranet.example": ("10.1.2.3",),
    "mixed.example": (PUBLIC, "127.0.0.1"),
    "mixed-too.example": ("192.168.0.1", PUBLIC),
    "mapped.example": ("::ffff:10.0.0.1",),
    "zone.example": ("fe80::1%1",),
    "metadata.google.internal": ("169.254.169.254",),
    "xn--mnchen-3ya.example": ("127.0.0.1",),
    "good.example": (PUBLIC,),
}


@pytest.fixture
def net() -> Iterator[Internet]:
    with internet() as net:
        net.names |= NAMES
        yield net


def test_g9_the_count_of_connections_sees_those_that_are_made(net: Internet) -> None:
    site = net.host("site.example", {"/": PAGE})
    assert net.look("http://site.example/") == (Outcome.OK, 200, None, "answers 200")
    assert (net.tried, site.accepts, net.trap.accepts) == ([(PUBLIC, 80)], 1, 0)


def test_g9_the_count_of_connections_sees_every_way_to_connect(net: Internet) -> None:
    async def ways() -> None:
        loop = asyncio.get_running_loop()
        with socket.socket() as raw:
            raw.setblocking(False)
            await loop.sock_connect(raw, ("192.0.2.1", 1))
        _, writer = await asyncio.open_connection("192.0.2.2", 2)
        writer.close()

    asyncio.run(ways())
    socket.create_connection(("192.0.2.3", 3)).close()
    with socket.socket() as raw:
        raw.connect_ex(("192.0.2.4", 4))
    assert net.tried == [("192.0.2.1", 1), ("192.0.2.2", 2), ("192.0.2.3", 3), ("192.0.2.4", 4)]


def test_g9_an_address_that_a_person_allowed_is_connected_to(net: Internet) -> None:
    guard = Guard((ip_network("127.0.0.2/32"),))
    answer = net.ask("http://127.0.0.2:8123/", guard=guard)
    assert isinstance(answer, Answer)
    assert (answer.status, net.tried, net.trap.accepts) == (404, [("127.0.0.2", 8123)], 1)
    for url, why in {
        "http://127.0.0.3:8123/": "leads to this machine (127.0.0.3)",
        "http://[::ffff:127.0.0.2]:8123/": "leads to this machine (::ffff:7f00:2)",
        "http://[::1]:8123/": "leads to this machine (::1)",
        "http://10.0.0.2:8123/": f"{RESERVED} (10.0.0.2)",
        f"http://{PUBLIC}:8123/": "port 8123 is not one of the web's",
    }.items():
        refused = net.ask(url, guard=guard)
        assert isinstance(refused, Forbidden)
        assert str(ip_shown(str(refused))) == str(ip_shown(why))
    assert len(net.tried) == 1


def ip_shown(said: str) -> str:
    """``said`` with its address in one way: versions of Python write mapped addresses differently."""
    before, opening, shown = said.partition("(")
    try:
        return f"{before}({int(ip_address(shown.removesuffix(')')))})" if opening else said
    except ValueError:
        return said


# Addresses

REFUSED = {
    # IPv4, in all the ways that it is read
    "http://127.0.0.1/": HERE,
    "https://127.0.0.1/": HERE,
    "http://127.0.0.1:8080/": HERE,
    "http://127.255.255.254/": "leads to this machine (127.255.255.254)",
    "http://127.1/": HERE,
    "http://127.0.1/": HERE,
    "http://2130706433/": HERE,
    "http://017700000001/": HERE,
    "http://0177.1/": HERE,
    "http://0177.0.0.1/": NOT_ONE,
    "http://0x7f000001/": HERE,
    "http://0x7f.0.0.1/": HERE,
    "http://0X7F.1/": HERE,
    "http://0/": "leads to this machine (0.0.0.0)",
    "http://0.0.0.0/": "leads to this machine (0.0.0.0)",
    "http://0.1.2.3/": f"{RESERVED} (0.1.2.3)",
    "http://10.0.0.1/": f"{RESERVED} (10.0.0.1)",
    "http://172.16.0.1/": f"{RESERVED} (172.16.0.1)",
    "http://172.31.255.255/": f"{RESERVED} (172.31.255.255)",
    "http://192.168.1.1/": f"{RESERVED} (192.168.1.1)",
    "http://3232235777/": f"{RESERVED} (192.168.1.1)",
    "http://100.64.0.1/": f"{RESERVED} (100.64.0.1)",
    "http://100.127.255.255/": f"{RESERVED} (100.127.255.255)",
    "http://169.254.169.254/latest/meta-data/": f"{LINK_LOCAL} (169.254.169.254)",
    "http://0xa9fea9fe/latest/meta-data/": f"{LINK_LOCAL} (169.254.169.254)",
    "http://192.0.0.8/": f"{RESERVED} (192.0.0.8)",
    "http://192.0.0.192/": f"{RESERVED} (192.0.0.192)",
    "http://192.0.2.1/": f"{RESERVED} (192.0.2.1)",
    "http://192.88.99.1/": f"{RESERVED} (192.88.99.1)",
    "http://198.18.0.1/": f"{RESERVED} (198.18.0.1)",
    "http://198.51.100.1/": f"{RESERVED} (198.51.100.1)",
    "http://203.0.113.1/": f"{RESERVED} (203.0.113.1)",
    "http://224.0.0.1/": f"{MULTICAST} (224.0.0.1)",
    "http://239.255.255.250/": f"{MULTICAST} (239.255.255.250)",
    "http://240.0.0.1/": f"{RESERVED} (240.0.0.1)",
    "http://255.255.255.255/": f"{RESERVED} (255.255.255.255)",
    # IPv6, and the IPv4 in it
    "http://[::1]/": "leads to this machine (::1)",
    "http://[0:0:0:0:0:0:0:1]/": "leads to this machine (::1)",
    "http://[::]/": "leads to this machine (::)",
    "http://[::ffff:127.0.0.1]/": "leads to this machine (::ffff:7f00:1)",
    "http://[::ffff:a9fe:a9fe]/": f"{LINK_LOCAL} (::ffff:a9fe:a9fe)",
    "http://[::ffff:10.0.0.1]/": f"{RESERVED} (::ffff:a00:1)",
    "http://[::127.0.0.1]/": "leads to this machine (::7f00:1)",
    "http://[::ffff:0:127.0.0.1]/": f"{RESERVED} (::ffff:0:7f00:1)",
    "http://[2002:7f00:1::]/": "leads to this machine (2002:7f00:1::)",
    "http://[2002:c0a8:101::1]/": f"{RESERVED} (2002:c0a8:101::1)",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/": "leads to this machine (2001:0:4136:e378:8000:63bf:80ff:fffe)",
    "http://[64:ff9b::127.0.0.1]/": "leads to this machine (64:ff9b::7f00:1)",
    "http://[64:ff9b::a9fe:a9fe]/": f"{LINK_LOCAL} (64:ff9b::a9fe:a9fe)",
    "http://[64:ff9b:1:7f00:0:100:808:808]/": f"{RESERVED} (64:ff9b:1:7f00:0:100:808:808)",
    "http://[64:ff9b:1::8.8.8.8]/": f"{RESERVED} (64:ff9b:1::808:808)",
    "http://[fc00::1]/": f"{RESERVED} (fc00::1)",
    "http://[fd00:ec2::254]/latest/meta-data/": f"{RESERVED} (fd00:ec2::254)",
    "http://[fe80::1]/": f"{LINK_LOCAL} (fe80::1)",
    "http://[fec0::1]/": f"{RESERVED} (fec0::1)",
    "http://[ff02::1]/": f"{MULTICAST} (ff02::1)",
    "http://[2001:db8::1]/": f"{RESERVED} (2001:db8::1)",
    "http://[3fff::1]/": f"{RESERVED} (3fff::1)",
    "http://[2001:2::1]/": f"{RESERVED} (2001:2::1)",
    "http://[100::1]/": f"{RESERVED} (100::1)",
    "http://[4000::1]/": f"{RESERVED} (4000::1)",
    "http://[5f00::1]/": f"{RESERVED} (5f00::1)",
    # names
    "http://localhost/": HERE,
    "http://LocalHost/": HERE,
    "http://localhost./": HERE,
    "http://anything.localhost/": HERE,
    "http://127.0.0.1./": HERE,
    "http://intranet.example/": f"{RESERVED} (10.1.2.3)",
    "http://mixed.example/": HERE,
    "http://mixed-too.example/": f"{RESERVED} (192.168.0.1)",
    "http://mapped.example/": f"{RESERVED} (::ffff:a00:1)",
    "http://zone.example/": f"{LINK_LOCAL} (fe80::1%1)",
    "http://metadata.google.internal/": f"{LINK_LOCAL} (169.254.169.254)",
    "http://münchen.example/": HERE,
    # digits and dots of other scripts
    "http://127。0。0。1/": HERE,
    "http://127.0．0.1/": HERE,
    "http://127.0.0｡1/": HERE,
    "http://１２７.０.０.１/": NOT_ONE,
    "http://①②⑦.⓪.⓪.①/": NOT_ONE,
    "http://ⓛocalhost/": NOT_ONE,
    "http://local\u00adhost/": NOT_ONE,
    # who is asked, and who is only named
    "http://good.example@127.0.0.1/": WITH_NAME,
    "http://good.example:80@127.0.0.1/": WITH_NAME,
    "http://127.0.0.1@good.example/": WITH_NAME,
    "http://me:you@good.example/": WITH_NAME,
    "http://:@127.0.0.1/": WITH_NAME,
    "http://@127.0.0.1/": HERE,
    "http://127.0.0.1#@good.example/": HERE,
    "http://127.0.0.1?@good.example/": HERE,
    "http://127.0.0.1/@good.example/": HERE,
    "http://good.example\\@127.0.0.1/": WITH_NAME,
    "http://127.0.0.1\\@good.example/": WITH_NAME,
    "http://good.example%2f@127.0.0.1/": WITH_NAME,
    # ports
    "http://good.example:22/": "port 22 is not one of the web's",
    "http://good.example:25/": "port 25 is not one of the web's",
    "http://good.example:6379/": "port 6379 is not one of the web's",
    f"https://{PUBLIC}:11211/": "port 11211 is not one of the web's",
    "http://good.example:0/": "there is no port 0",
    "http://good.example:-1/": "there is no port -1",
    "http://good.example:65616/": "there is no port 65616",  # 80 and 2**16
    "http://good.example:80a/": NOT_ONE,
    "http://good.example:80:80/": NOT_ONE,
    # no address of the web
    "file:///etc/passwd": "not a web address (file)",
    "ftp://good.example/": "not a web address (ftp)",
    "gopher://127.0.0.1:6379/_INFO": "not a web address (gopher)",
    "dict://127.0.0.1:11211/stats": "not a web address (dict)",
    "ws://good.example/": "not a web address (ws)",
    "javascript:alert(1)": "not a web address (javascript)",
    "data:text/html,hello": "not a web address (data)",
    "//127.0.0.1/": "not a web address (no scheme)",
    " http://127.0.0.1/": "not a web address (no scheme)",
    "": "not a web address (no scheme)",
    "http://": "the address names no host",
    "http:///path": "the address names no host",
    "http://:80/": "the address names no host",
    "http:127.0.0.1": "the address names no host",
    "http:\\\\127.0.0.1\\": "the address names no host",
    "http://good.example/\r\nX-Bad: 1": NOT_ONE,
    "http://good.example\r\nX-Bad: 1/": NOT_ONE,
    "http://127.0.0.1\t/": NOT_ONE,
    "http://127.0.0.1\0.good.example/": NOT_ONE,
    "http://good.example/\ud800": NOT_ONE,
    "http://good.example/" + "x" * 4096: "the address is longer than 4,096 characters",
}


@pytest.mark.parametrize(
    ("url", "why"), [pytest.param(*case, id=ascii(case[0])[:60]) for case in REFUSED.items()]
)
def test_g9_an_address_that_is_not_public_is_skipped_without_a_connection(
    net: Internet, url: str, why: str
) -> None:
    outcome, status, target, evidence = net.look(url)
    assert (outcome, status, target, ip_shown(evidence)) == (Outcome.SKIPPED, None, None, ip_shown(why))
    assert (net.tried, net.trap.accepts) == ([], 0)


@pytest.mark.parametrize(
    "url",
    [
        "http://good.example%40127.0.0.1/",
        "http://127.0.0.1%2f.good.example/",
        "http://127.0.0.1%00.good.example/",
        "http://%31%32%37.0.0.1/",
        "http://127.0.0.1%0d%0a/",
        "http://127.0.0.1\\/",
        "http://127.0.0.1\\.good.example/",
        "http://[fe80::1%25eth0]/",
        "http://127.0.0.0.1/",
        "http://0x/",
        "http://4294967296/",
        "http://0x7f.0x0.0x0.0x100/",
        "http://xn--/",
        "http://xn--a/",
        "http://nobody.example/",
    ],
)
def test_g9_what_only_looks_like_a_private_address_is_no_host(net: Internet, url: str) -> None:
    assert net.look(url) == (Outcome.GONE, None, None, "no such host")
    assert (net.tried, net.trap.accepts) == ([], 0)


@pytest.mark.parametrize(
    "url", ["http://[::1/", "http://[127.0.0.1]/", "http://[x]/", "http://℀.example/", "http://h＃.example/"]
)
def test_g9_what_no_parser_reads_is_forbidden(net: Internet, url: str) -> None:
    assert repr(net.ask(url)) == "Forbidden('not a web address')"
    assert (net.tried, net.looked_up) == ([], [])


@pytest.mark.parametrize("name", ["a..b", "." * 3, "x" * 64, f"{'x' * 64}.example", ".example"])
def test_g9_a_name_that_cannot_be_one_is_no_host(name: str) -> None:
    with pytest.raises(NoSuchHost, match=r"\Ano such host"):
        asyncio.run(resolve(name, 80))


# Redirects

ONWARD = {
    "http://127.0.0.1/": HERE,
    "http://127.0.0.3:8080/": "leads to this machine (127.0.0.3)",
    "//127.0.0.1/": HERE,
    "http://localhost/": HERE,
    "http://localhost:6379/": HERE,
    "http://[::1]/": "leads to this machine (::1)",
    "http://[::ffff:127.0.0.1]/": "leads to this machine (::ffff:7f00:1)",
    "http://2130706433/": HERE,
    "http://0x7f.1/": HERE,
    "http://169.254.169.254/latest/meta-data/": f"{LINK_LOCAL} (169.254.169.254)",
    "http://intranet.example/": f"{RESERVED} (10.1.2.3)",
    "http://mixed.example/": HERE,
    "http://127.0.0.1\t/": HERE,
    "http://127。0。0。1/": HERE,
    "http://good.example@127.0.0.1/": WITH_NAME,
    "http://good.example\\@127.0.0.1/": WITH_NAME,
    "//me:you@good.example/": WITH_NAME,
    "http://good.example:22/": "port 22 is not one of the web's",
    "file:///etc/passwd": "not a web address (file)",
    "ftp://127.0.0.1/": "not a web address (ftp)",
    "gopher://127.0.0.1:6379/_INFO": "not a web address (gopher)",
    "javascript:alert(1)": "not a web address (javascript)",
    "data:text/html,hello": "not a web address (data)",
    "http://:80/": "the address names no host",
    "http://good.example/" + "x" * 4096: "the address is longer than 4,096 characters",
}


def sent_on(location: str) -> list[bytes]:
    head = b"HTTP/1.1 302 X\r\nconnection: close\r\ncontent-length: 0\r\nlocation: "
    return [head + location.encode() + b"\r\n\r\n"]


@pytest.mark.parametrize("hop", [1, 2])
@pytest.mark.parametrize(
    ("location", "why"), [pytest.param(*case, id=ascii(case[0])[:60]) for case in ONWARD.items()]
)
def test_g9_a_redirect_is_checked_like_a_link(net: Internet, location: str, why: str, hop: int) -> None:
    away = sent_on(location)
    site = net.host("site.example", {"/": away if hop == 1 else reply(302, location="/2"), "/2": away})
    outcome, status, _, evidence = net.look("http://site.example/")
    said = ip_shown(evidence.removesuffix(" where it redirects to"))
    assert (outcome, status, said) == (Outcome.SKIPPED, None, ip_shown(why))
    assert evidence.endswith(" where it redirects to")
    assert (net.tried, site.accepts, net.trap.accepts) == ([(PUBLIC, 80)] * hop, hop, 0)


@pytest.mark.parametrize("location", ["http://[::1", "http://[x]/", ""])
def test_g9_a_redirect_to_what_is_no_address_goes_nowhere(net: Internet, location: str) -> None:
    net.host("site.example", {"/": sent_on(location)})
    said = "answers 302 without saying where to"
    assert net.look("http://site.example/") == (Outcome.ERROR, 302, None, said)
    assert (net.tried, net.trap.accepts) == ([(PUBLIC, 80)], 0)


@pytest.mark.parametrize("sign", ["\r", "\0"])
def test_g9_a_redirect_with_a_control_sign_is_no_http(net: Internet, sign: str) -> None:
    net.host("site.example", {"/": sent_on(f"/a{sign}Host: evil")})
    said = "the connection breaks (RemoteProtocolError)"
    assert net.look("http://site.example/") == (Outcome.ERROR, None, None, said)
    assert net.tried == [(PUBLIC, 80)]


def test_g9_a_redirect_with_packed_line_ends_adds_no_header(net: Internet) -> None:
    site = net.host("site.example", {"/": sent_on("/a%0d%0aX-Bad:%201"), "/a%0d%0aX-Bad:%201": PAGE})
    outcome, *_ = net.look("http://site.example/")
    assert outcome is Outcome.REDIRECTED
    assert [(asked.target, len(asked.headers)) for asked in site.asked] == [
        ("/", 4),
        ("/a%0d%0aX-Bad:%201", 4),
    ]


# Names that change their mind


def answers(*rounds: str) -> tuple[list[str], Any]:
    """A stand-in for the system's look-up, that gives another address each time; and the names asked."""
    left, asked = list(rounds), []

    def getaddrinfo(host: Any, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (left.pop(0), port))]

    return asked, getaddrinfo


def test_g9_a_name_is_looked_up_once_and_that_address_connected_to(
    net: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    net.host("rebind.example", {"/": PAGE})
    asked, getaddrinfo = answers(PUBLIC, "127.0.0.1", "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert net.look("http://rebind.example/", resolve=resolve) == (Outcome.OK, 200, None, "answers 200")
    assert (asked, net.tried, net.trap.accepts) == (["rebind.example"], [(PUBLIC, 80)], 0)


def test_g9_each_new_connection_is_checked_anew(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    net.host("rebind.example", {"/": reply(302, location="/2"), "/2": PAGE})
    _, getaddrinfo = answers(PUBLIC, "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    outcome, _, _, evidence = net.look("http://rebind.example/", resolve=resolve)
    assert (outcome, evidence) == (Outcome.SKIPPED, f"{HERE} where it redirects to")
    assert (net.tried, net.trap.accepts) == ([(PUBLIC, 80)], 0)


def test_g9_the_next_address_is_tried_where_one_refuses(net: Internet) -> None:
    net.host("two.example", {"/": PAGE})
    dead = net.host("dead.example", {}, address="93.184.216.35")
    net.names["two.example"] = ("93.184.216.35", PUBLIC)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead.port = free.getsockname()[1]
        assert net.look("http://two.example/") == (Outcome.OK, 200, None, "answers 200")
    assert net.tried == [("93.184.216.35", 80), (PUBLIC, 80)]


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (socket.EAI_NONAME, NoSuchHost, "no such host"),
        (socket.EAI_AGAIN, NoAnswer, "the host's name cannot be looked up at present"),
        (socket.EAI_FAIL, NoAnswer, "the host's name cannot be looked up at present"),
    ],
)
def test_g9_a_name_that_is_not_found_is_told_from_one_that_is_not_found_today(
    monkeypatch: pytest.MonkeyPatch, code: int, kind: type[CannotAsk], said: str
) -> None:
    def getaddrinfo(*_: Any, **__: Any) -> None:
        raise socket.gaierror(code, "no")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(kind, match=rf"\A{said}\Z"):
        asyncio.run(resolve("site.example", 80))


# All addresses, all texts


CARRIERS = [
    int(IPv6Address(text)) for text in ("::ffff:0:0", "::", "64:ff9b::", "64:ff9b:1::", "::ffff:0:0:0")
]


def special(address: IPv4Address | IPv6Address) -> bool:
    """Whether Python's own list has ``address``, or the IPv4 address in it, as not public."""
    if isinstance(address, IPv6Address):
        low = IPv4Address(int(address) & 0xFFFFFFFF)
        carried = (
            low if int(address) - int(low) in CARRIERS else None,
            address.sixtofour,
            address.teredo and address.teredo[1],
        )
        inner = next((found for found in carried if found), None)
        if inner is not None:
            return special(inner)
    return not address.is_global


FOURS = st.ip_addresses(v=4) | st.sampled_from([IPv4Address("127.0.0.1"), IPv4Address("169.254.169.254")])
CARRIED = st.builds(lambda four, six: IPv6Address(six + int(four)), FOURS, st.sampled_from(CARRIERS))
SIX_TO_FOUR = st.builds(lambda four: IPv6Address((0x2002 << 112) | (int(four) << 80)), FOURS)
TEREDO = st.builds(lambda four: IPv6Address((0x20010000 << 96) | (int(four) ^ 0xFFFFFFFF)), FOURS)


@given(FOURS | st.ip_addresses(v=6) | CARRIED | SIX_TO_FOUR | TEREDO)
def test_g9_no_address_that_is_special_to_python_passes(address: IPv4Address | IPv6Address) -> None:
    if special(address):
        with pytest.raises(Forbidden):
            Guard().addresses([PUBLIC, str(address)], 443)


@pytest.mark.parametrize(
    "address",
    [
        PUBLIC,
        "8.8.8.8",
        "2606:4700::1111",
        f"::ffff:{PUBLIC}",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "100.63.255.255",
    ],
)
def test_g9_what_is_public_passes(address: str) -> None:
    assert private(ip_address(address)) is None
    assert [Guard().addresses([address], port) for port in (80, 443, 8080, 8443)] == [(address,)] * 4


PIECES = st.sampled_from(
    ["http", "https", "://", ":", "/", "//", "@", "#", "?", "%", "[", "]", "::1", "127.0.0.1", "localhost", ".", "。", "xn--"]
)  # fmt: skip
TEXTS = st.text() | st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join)
ADDRESSES = (
    TEXTS | TEXTS.map(lambda text: f"http://{text}") | TEXTS.map(lambda text: f"https://x.example{text}")
)


@given(ADDRESSES)
def test_g9_any_text_is_an_address_or_forbidden(text: str) -> None:
    try:
        parsed = Guard().url(text)
    except Forbidden:
        return
    assert parsed.scheme in ("http", "https")
    assert parsed.raw_host
    assert not parsed.userinfo


@given(ADDRESSES)
def test_g9_any_text_is_asked_or_not_and_nothing_breaks(text: str) -> None:
    async def nobody(host: str, port: int) -> list[str]:
        raise NoSuchHost("no such host")

    async def asking() -> None:
        async with Web(Guard(), resolve=nobody) as web:
            await web.ask("GET", text)

    with pytest.raises(CannotAsk, match=r"\A(?:no such host|not a web|the address|there is no port)"):
        asyncio.run(asking())
