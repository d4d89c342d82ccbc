"""One API asked politely, whatever it says; what sources make of it is in tests/fetch, of services in tests/links."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.net.client import Client, pool
from bot.net.values import Answer, Barred, CannotAsk, Manners, Question, TryAgain
from tests.net.odd import Odd, reply


@dataclass(slots=True)
class Clock:
    """Seconds that pass only while somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def manners(clock: Clock) -> Manners:
    return Manners(sleep=clock.sleep, clock=clock, redirects=2)


def read(answer: Answer) -> Answer:
    """What a reader makes of an answer: 429, 401 and 418 are refusals of three kinds."""
    if answer.status == 429:
        raise TryAgain("It asks to slow down", float(answer.headers["retry-after"]))
    if answer.status == 401:
        raise Barred("It does not know us")
    if answer.status == 418:
        raise CannotAsk("It is a teapot")
    return answer


def asked(odd: Odd, manners: Manners, *questions: Question, at_once: bool = False) -> list[Answer | str]:
    """What comes of each question, or why nothing does."""

    async def run() -> list[Answer | str]:
        async with pool("a test", manners, local=True) as http:
            client = Client(http, "It", odd.root, manners, {"X-Own": "mine"}, {"mailto": "me"})

            assert "mine" not in repr(client)

            async def one(question: Question) -> Answer | str:
                try:
                    return await client.ask(question, read)
                except CannotAsk as error:
                    assert client.trouble
                    return str(error)

            if at_once:
                return list(await asyncio.gather(*map(one, questions)))
            return [await one(question) for question in questions]

    return asyncio.run(run())


PLACE = Question("/place?a=1", {"b": "2 3"}, headers={"Accept": "text/plain"})


def test_a_question_is_asked_as_it_is_put(odd: Odd, manners: Manners) -> None:
    odd.says(reply(200, b"yes", x_said="so"))
    [answer] = asked(odd, manners, PLACE)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.headers["x-said"], answer.redirected) == (
        200,
        b"yes",
        "so",
        False,
    )
    [request] = odd.asked
    assert (request.method, request.target) == ("GET", "/place?a=1&b=2+3&mailto=me")
    kept = ("x-own", "accept", "user-agent", "accept-encoding")
    assert [request.headers[name] for name in kept] == ["mine", "text/plain", "a test", "gzip"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_keeps_method_query_and_body(odd: Odd, manners: Manners, status: int) -> None:
    odd.says(reply(status, location="/moved"), reply(200, b"{}"))
    [answer] = asked(odd, manners, replace(PLACE, json={"c": 3}))
    assert isinstance(answer, Answer)
    assert answer.redirected
    assert [(one.method, one.target, json.loads(one.body)) for one in odd.asked] == [
        ("POST", "/place?a=1&b=2+3&mailto=me", {"c": 3}),
        ("POST", "/moved?a=1&b=2+3&mailto=me", {"c": 3}),
    ]


def test_a_redirect_is_an_answer_where_none_is_followed(odd: Odd, manners: Manners) -> None:
    odd.says(reply(302, location="http://elsewhere.example/"))
    [answer] = asked(odd, replace(manners, redirects=0), PLACE)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.headers["location"]) == (302, "http://elsewhere.example/")


LOCATIONS = st.text(
    st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"), max_size=40
)
HOSTS = st.sampled_from(
    ["//xn--a", "http://xn--zz--", "http://[::1", "javascript:x", "http://\xff.example", "/\xff"]
)


@given(location=LOCATIONS | HOSTS | st.builds("//{}/".format, LOCATIONS), follows=st.booleans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_redirect_is_followed_here_or_said_in_one_sentence(
    odd: Odd, manners: Manners, location: str, follows: bool
) -> None:
    odd.queue.clear()
    odd.says(
        *[[f"HTTP/1.1 301 X\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n".encode("latin-1")]] * 9
    )
    [answer] = asked(odd, replace(manners, redirects=2 * follows), PLACE)
    if isinstance(answer, str):
        assert answer.startswith("It ")
        assert "\n" not in answer


# Waiting


def test_it_waits_as_asked_and_no_longer(odd: Odd, manners: Manners, clock: Clock) -> None:
    odd.says(reply(429, retry_after=60), reply(200), reply(429, retry_after=3600), reply(200))
    said = asked(odd, manners, PLACE, PLACE, PLACE)
    assert said[1:] == ["It asks to slow down and wants no request for 3,600 seconds"] * 2
    assert (clock.slept, len(odd.asked)) == ([60], 3)


def test_it_waits_longer_and_longer_where_nobody_says_how_long(
    odd: Odd, manners: Manners, clock: Clock
) -> None:
    odd.says(*[[]] * 9)
    assert asked(odd, replace(manners, attempts=4), PLACE) == ["It cannot be reached (RemoteProtocolError)"]
    assert (clock.slept, len(odd.asked)) == ([5, 10, 20], 4)


def test_it_keeps_the_pace_of_the_api(odd: Odd, manners: Manners, clock: Clock) -> None:
    odd.says(reply(200), reply(429, retry_after=1), reply(200), reply(200))
    asked(odd, replace(manners, pause=3.0), PLACE, PLACE, PLACE)
    assert clock.slept == [3, 1, 2, 3]


@pytest.mark.parametrize(
    ("failures", "replies", "sent"),
    [
        pytest.param(3, [418] * 9, 3, id="three in a row"),
        pytest.param(3, [418, 418, 200, 418, 418, 200], 6, id="an answer in between"),
        pytest.param(0, [418] * 6, 6, id="however often"),
        pytest.param(3, [418, 401, 200], 2, id="barred"),
        pytest.param(0, [401, 200], 1, id="barred at once"),
    ],
)
def test_once_it_has_enough_it_is_asked_no_more(
    odd: Odd, manners: Manners, failures: int, replies: Sequence[int], sent: int
) -> None:
    odd.says(*[reply(status) for status in replies])
    said = asked(odd, replace(manners, failures=failures), *[PLACE] * 6)
    assert len(odd.asked) == sent
    assert all(one == said[sent - 1] for one in said[sent:])


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_are_under_way_at_once_than_it_takes(odd: Odd, manners: Manners, most: int) -> None:
    under_way, peak, lock = 0, 0, threading.Lock()

    def slow() -> Iterator[bytes]:
        nonlocal under_way, peak
        with lock:
            under_way += 1
            peak = max(peak, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        yield from reply(200)

    odd.says(*[slow() for _ in range(6)])
    asked(odd, replace(manners, at_once=most), *[PLACE] * 6, at_once=True)
    assert (peak, len(odd.asked)) == (most, 6)


@pytest.mark.parametrize(
    ("path", "query"),
    [("/" + "x" * 70_000, {}), ("/\x00", {}), ("/a", {"b": "\ud800"})],
    ids=["long", "zero", "text"],
)
def test_what_cannot_be_sent_is_said(odd: Odd, manners: Manners, path: str, query: dict[str, str]) -> None:
    assert asked(odd, manners, Question(path, query)) == ["It cannot be asked about an address like this"]
    assert odd.asked == []
