"""However an API behaves: it is asked politely, never too often, and what it costs is bounded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.errors import BotError
from bot.links.apis import Apis, Record
from bot.links.apis.desk import Desk
from bot.links.apis.services import SERVICES
from bot.net.values import Answer
from tests.links.apis.conftest import CONTACT, Clock, found, looked_up, troubles
from tests.links.apis.standins import (
    CHALLENGE,
    FORBIDDEN,
    HANGS_UP,
    HUGE,
    MALFORMED,
    STANDINS,
    Fault,
    Reply,
    Repository,
    Standins,
    Work,
    World,
    bomb,
    environ,
    failing,
    limited,
    moments,
    slow,
    wrong,
)

HASH = "a" * 40
WORLD = World(
    (
        Work("On arXiv", ("A B",), arxiv="1601.00001"),
        Work("At Crossref", ("A B",), doi="10.1000/1"),
        Work("At OpenReview", ("A B",), openreview="H1note", venue="ICLR", appeared=2024),
        Work("At Semantic Scholar", ("A B",), s2=HASH),
    ),
    (Repository("o/r"),),
)
KEYS = {
    "arxiv": "arxiv:1601.00001",
    "crossref": "doi:10.1000/1",
    "openreview": "openreview:H1note",
    "github": "github:o/r",
    "semanticscholar": f"s2:{HASH}",
}
FAULTS = [
    pytest.param(MALFORMED, id="malformed"),
    pytest.param(CHALLENGE, id="challenge"),
    pytest.param(FORBIDDEN, id="forbidden"),
    pytest.param(HANGS_UP, id="hangs up"),
    pytest.param(HUGE, id="huge"),
    pytest.param(bomb(), id="bomb"),
    pytest.param(failing(500), id="500"),
    pytest.param(failing(503), id="503"),
    pytest.param(limited(), id="429"),
    pytest.param(limited("7"), id="429 for a while"),
    pytest.param(limited("900"), id="429 for long"),
    pytest.param(Reply(200), id="nothing"),
    pytest.param(Reply(400), id="400"),
    pytest.param(Reply(302, headers={"Location": "https://evil.example/"}), id="redirect"),
    pytest.param(Reply(body=b"{}", headers={"Content-Encoding": "br"}), id="packed otherwise"),
    pytest.param(Reply(body=b"{}", headers={"Content-Encoding": "gzip"}), id="damaged"),
]


@pytest.fixture(autouse=True)
def _the_world(standins: Standins) -> None:
    standins.world = WORLD


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("api", KEYS)
def test_an_api_that_cannot_say_leaves_its_keys_out_and_the_others_go_on(
    standins: Standins, apis: Apis, api: str, fault: Reply
) -> None:
    standins.stays_broken(api, fault)
    known = looked_up(apis, *KEYS.values())
    assert set(known) == set(KEYS.values()) - {KEYS[api]}
    assert all(known.values())


@pytest.mark.parametrize("api", sorted(KEYS))
def test_another_paper_is_told_as_it_is(standins: Standins, apis: Apis, api: str) -> None:
    standins.stays_broken(api, wrong)
    record = looked_up(apis, KEYS[api])[KEYS[api]]
    assert record is not None
    assert record.title in {"Another Matter Altogether in Marine Biology", "o/r"}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_doi_system_that_cannot_say_leaves_the_doi_out(
    standins: Standins, apis: Apis, fault: Reply
) -> None:
    standins.stays_broken("doi", fault)
    assert looked_up(apis, "doi:10.1000/1", "doi:10.1000/none").keys() == {"doi:10.1000/1"}


def test_the_first_api_of_openreview_that_cannot_say_leaves_its_notes_out(
    standins: Standins, apis: Apis
) -> None:
    standins.stays_broken("openreview-v1", FORBIDDEN)
    assert looked_up(apis, "openreview:H1note", "openreview:other").keys() == {"openreview:H1note"}


# Asking again


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        pytest.param(failing(500), [5], id="500"),
        pytest.param(HANGS_UP, [5], id="hangs up"),
        pytest.param(limited(), [5], id="429"),
        pytest.param(limited("7"), [7], id="429 for a while"),
        pytest.param(limited("40", 503), [40], id="503 for a while"),
        pytest.param(limited("0"), [0, 3], id="429 for no time"),
        pytest.param(limited("Tue, 01 Jan 2019 00:00:00 GMT"), [0, 3], id="429 until a day past"),
    ],
)
def test_g10_what_passes_is_tried_once_more_when_it_was_asked_to(
    standins: Standins, apis: Apis, clock: Clock, fault: Reply, waits: list[float]
) -> None:
    standins.breaks("arxiv", fault)
    assert looked_up(apis, "arxiv:1601.00001")["arxiv:1601.00001"] is not None
    assert (clock.slept, len(standins.asked)) == (waits, 2)


@pytest.mark.parametrize("fault", [MALFORMED, CHALLENGE, FORBIDDEN, HUGE, limited("900"), Reply(404)])
def test_what_stays_is_not_tried_again(standins: Standins, apis: Apis, clock: Clock, fault: Reply) -> None:
    standins.breaks("arxiv", fault)
    assert looked_up(apis, "arxiv:1601.00001") == {}
    assert (clock.slept, len(standins.asked)) == ([], 1)


def many(count: int) -> list[str]:
    return [f"arxiv:1601.{n:05}" for n in range(count)]


@pytest.mark.parametrize(
    ("fault", "requests", "why"),
    [
        (limited("900"), 1, "arXiv asks to slow down (status 429) and wants no request for 900 seconds"),
        (FORBIDDEN, 1, "arXiv does not want to answer us (status 403)"),
        (Reply(401), 1, "arXiv does not want to answer us (status 401)"),
        (MALFORMED, 3, "arXiv gives an answer that makes no sense"),
        (CHALLENGE, 3, "arXiv answers with a web page where data was asked for"),
        (HUGE, 3, "arXiv's answer is larger than 5 MiB"),
        (Reply(400), 3, "arXiv gives an answer that makes no sense"),
        (Reply(404), 3, "arXiv does not answer (status 404)"),
        (failing(), 6, "arXiv fails (status 500)"),
        (limited(), 6, "arXiv asks to slow down (status 429)"),
        (HANGS_UP, 6, "arXiv cannot be reached (RemoteProtocolError)"),
    ],
)
def test_g10_an_api_that_fails_three_times_in_a_row_is_left_alone(
    standins: Standins, apis: Apis, fault: Fault, requests: int, why: str
) -> None:
    standins.stays_broken("arxiv", fault)
    assert troubles(apis, *many(2000)) == {"arxiv": why}
    assert len(standins.asked) == requests


def test_an_answer_in_between_is_a_new_start(standins: Standins, apis: Apis) -> None:
    standins.world = World(tuple(Work("X", arxiv=key[6:]) for key in many(1400)))
    good = tuple[Fault, ...]((lambda world: world,))
    standins.breaks("arxiv", MALFORMED, MALFORMED, *good, MALFORMED, MALFORMED, *good)
    assert len(looked_up(apis, *many(1400))) == 600
    assert len(standins.asked) == 7


def test_g10_what_was_learned_of_an_api_holds_for_the_whole_run(
    standins: Standins, apis: Apis, clock: Clock
) -> None:
    standins.stays_broken("crossref", FORBIDDEN)

    async def run() -> None:
        async with Desk(apis) as desk:
            await desk.look_up(["doi:10.1000/1", "arxiv:1601.00001"])
            await desk.find("A Wholly Unheard Title about Nothing Whatsoever")
            await desk.find("Another Wholly Unheard Title about Nothing Whatsoever")

    asyncio.run(run())
    assert len(standins.of("crossref")) == 1
    assert moments(standins.of("arxiv"))[1] >= 3
    for api in ("arxiv", "dblp", "openalex", "semanticscholar"):
        pause = next(service.pause for service in SERVICES if service.name == api)
        assert all(b - a >= pause for a, b in pairwise(moments(standins.of(api))))


def test_g10_requests_to_one_api_never_overlap(standins: Standins, apis: Apis) -> None:
    for api in ("arxiv", "crossref"):
        standins.stays_broken(api, replace(MALFORMED, delay=0.02))

    async def run() -> None:
        async with Desk(apis) as desk:
            await asyncio.gather(*(desk.look_up([key, "doi:10.1000/1"]) for key in many(3)))

    asyncio.run(run())
    assert standins.busiest == {"arxiv": 1, "crossref": 1}
    assert len(standins.asked) == 6


# What one request may cost


def test_a_slow_answer_is_not_waited_for(standins: Standins, apis: Apis) -> None:
    standins.stays_broken("arxiv", slow(1.5))
    started = time.monotonic()
    assert troubles(
        replace(apis, manners=replace(apis.manners, deadline=0.1, failures=1)), "arxiv:1601.00001"
    ) == {"arxiv": "arXiv does not answer in time"}
    assert time.monotonic() - started < 1.4


def test_a_bomb_is_not_unpacked(standins: Standins, apis: Apis) -> None:
    import tracemalloc

    standins.stays_broken("arxiv", bomb())
    tracemalloc.start()
    assert looked_up(apis, "arxiv:1601.00001") == {}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 2**20


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE f [<!ENTITY a "&b;&b;">]><feed xmlns="http://www.w3.org/2005/Atom">&a;</feed>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE f [<!ENTITY x "y">]><f>&x;</f>'.encode("utf-16"),
        b"<feed xmlns='http://www.w3.org/2005/Atom'>&undefined;</feed>",
        b"<feed/>",
        b"<a>" * 200_000,
        b"\xff\xfe",
    ],
)
def test_xml_that_is_no_feed_is_refused(standins: Standins, apis: Apis, body: bytes) -> None:
    standins.stays_broken("arxiv", Reply(body=body, headers={"Content-Type": "application/atom+xml"}))
    assert looked_up(apis, "arxiv:1601.00001") == {}


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"data": ' + b"9" * 5000 + b"}", b"null", b"[]", b'"x"'])
@pytest.mark.parametrize("api", sorted(set(KEYS) - {"arxiv"}))
def test_json_of_another_kind_is_refused(standins: Standins, apis: Apis, api: str, body: bytes) -> None:
    standins.stays_broken(api, Reply(body=body, headers={"Content-Type": "application/json"}))
    assert looked_up(apis, KEYS[api]) == {}


def test_g9_no_cookie_is_kept(standins: Standins, apis: Apis) -> None:
    standins.breaks("arxiv", Reply(500, headers={"Set-Cookie": "a=b; Path=/"}))
    looked_up(apis, "arxiv:1601.00001")
    assert [asked.headers.get("cookie") for asked in standins.asked] == [None, None]


def test_g9_a_redirect_is_not_followed(standins: Standins, apis: Apis) -> None:
    standins.stays_broken("arxiv", Reply(302, headers={"Location": f"{standins.root}/dblp/search/publ/api"}))
    assert looked_up(apis, "arxiv:1601.00001") == {}
    assert {asked.api for asked in standins.asked} == {"arxiv"}


# Who asks


def test_g10_each_request_says_who_asks(standins: Standins, apis: Apis) -> None:
    looked_up(apis, *KEYS.values())
    agents = {asked.headers["user-agent"] for asked in standins.asked}
    assert len(agents) == 1
    assert agents.pop().endswith(f" (checks links; mailto:{CONTACT})")
    assert {asked.api for asked in standins.asked if "mailto" in asked.query} == {"crossref"}
    assert {asked.headers["accept-encoding"] for asked in standins.asked} == {"gzip"}


def test_a_web_address_is_a_contact_too(standins: Standins, apis: Apis) -> None:
    looked_up(replace(apis, contact="https://a.example/list"), "doi:10.1000/1")
    looked_up(replace(apis, contact=""), "doi:10.1000/1")
    assert [asked.headers["user-agent"].partition(" ")[2] for asked in standins.asked] == [
        "(checks links; +https://a.example/list)",
        "(checks links)",
    ]
    assert not any("mailto" in asked.query for asked in standins.asked)


def test_g10_openalex_is_told_whom_to_write_to(standins: Standins, apis: Apis) -> None:
    found(apis, "A Wholly Unheard Title about Nothing Whatsoever")
    assert {asked.api for asked in standins.asked if "mailto" in asked.query} == {"crossref", "openalex"}


# Which APIs


def test_the_stand_ins_are_below_one_root(standins: Standins) -> None:
    apis = Apis.of(environ(standins, GITHUB_TOKEN="x"), "")  # noqa: S106 - of no use anywhere
    assert apis.roots == {name: f"{standins.root}/{name}" for name in STANDINS}
    assert (apis.github_token, apis.local, "x" in repr(apis.github_token or "")) == ("x", True, True)


def test_without_stand_ins_the_real_ones_are_asked() -> None:
    apis = Apis.of({}, "")
    assert [apis.root(service) for service in SERVICES] == [service.root for service in SERVICES]
    assert all(service.root.startswith("https://") for service in SERVICES)
    assert (apis.local, apis.github_token) == (False, None)


@pytest.mark.parametrize(
    ("environment", "token"),
    [
        ({"GITHUB_TOKEN": " t "}, "t"),
        ({"GITHUB_TOKEN": "t", "GITHUB_API_URL": "https://api.github.com"}, "t"),
        ({"GITHUB_TOKEN": "t", "GITHUB_API_URL": "https://github.example/api/v3"}, None),
        ({"GITHUB_TOKEN": ""}, None),
    ],
)
def test_g9_the_token_of_another_github_is_not_shown_to_this_one(
    environment: dict[str, str], token: str | None
) -> None:
    apis = Apis.of(environment, "")
    assert apis.github_token == token
    assert "'t'" not in repr(apis)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Apis.of({"BOT_APIS": "http://10.0.0.1"}, ""), "http://10.0.0.1 would be asked without"),
        (lambda: Apis.of({"BOT_APIS": "https://a.example"}, ""), "BOT_APIS is for APIs on this machine"),
        (lambda: Apis.of({"BOT_APIS": "nonsense"}, ""), "nonsense is not the address of an API"),
        (lambda: Apis.of({"BOT_APIS": "http://[::1"}, ""), "is not the address of an API"),
        (lambda: Apis.of({"BOT_APIS": "http://u:p@127.0.0.1"}, ""), "carries no user name or password"),
        (lambda: Apis.of({}, "a@b.example\r\nX: y"), "a contact is an e-mail address or a web address"),
        (lambda: Apis.of({"GITHUB_TOKEN": "a\nb"}, ""), "GITHUB_TOKEN holds characters"),
    ],
)
def test_g9_what_is_unsafe_is_refused_at_once(make: Callable[[], Apis], message: str) -> None:
    with pytest.raises(BotError) as caught:
        make()
    assert message in str(caught.value)


def test_what_cannot_be_asked_is_said_in_one_sentence(standins: Standins, apis: Apis) -> None:
    standins.stays_broken("arxiv", failing(502))
    assert troubles(apis, "arxiv:1601.00001") == {"arxiv": "arXiv fails (status 502)"}
    assert (Record("x", "t", None, ()).note, Answer(200).body) == ("", b"")


def test_importing_the_values_is_cheap() -> None:
    import subprocess
    import sys

    code = "import sys, bot.links.apis; print({'httpx', 'asyncio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
