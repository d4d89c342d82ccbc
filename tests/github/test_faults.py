"""Faults strike at the request that was ordered, before or after its effect."""

from __future__ import annotations

import time

import httpx
import pytest

from .faults import HTML, SPOILT, Fault
from .repository import Repository
from .server import FakeGitHub

ANSWERED = [fault for fault in Fault if fault.answer]
SILENT = [fault for fault in Fault if "no answer" in fault.value or "reset" in fault.value]
REDIRECTS = [fault for fault in Fault if fault.redirects]


@pytest.mark.parametrize("fault", ANSWERED, ids=lambda fault: fault.name)
def test_a_bad_answer(github: FakeGitHub, api: httpx.Client, listing: Repository, fault: Fault) -> None:
    github.faults.arm(fault, at=2, retry_after=7)
    answers = [api.post("/issues", json={"title": title}) for title in "abc"]

    assert [a.status_code == 201 for a in answers] == [True, False, True]
    assert answers[1].status_code == int(fault.value[:3])
    limited = fault in {Fault.SECONDARY_LIMIT, Fault.TOO_MANY}
    assert answers[1].headers.get("Retry-After") == ("7" if limited else None)
    assert [issue.title for issue in listing.issues.values()] == (
        ["a", "b", "c"] if fault.after else ["a", "c"]
    )


@pytest.mark.parametrize("fault", SILENT, ids=lambda fault: fault.name)
def test_no_answer(github: FakeGitHub, api: httpx.Client, listing: Repository, fault: Fault) -> None:
    github.faults.arm(fault)
    slow = "TIMEOUT" in fault.name
    with pytest.raises(httpx.ReadTimeout if slow else httpx.ReadError):
        api.post("/issues", json={"title": "a"}, timeout=1 if slow else 10)

    assert len(listing.issues) == fault.after
    assert api.post("/issues", json={"title": "b"}).status_code == 201
    assert [request.status for request in github.requests()] == [None, 201]


def test_every_fault_is_of_one_kind() -> None:
    assert sorted(fault.name for fault in (*ANSWERED, *SILENT, *REDIRECTS, *SPOILT, Fault.PAGE)) == sorted(
        fault.name for fault in Fault
    )


@pytest.mark.parametrize("fault", [Fault.SECONDARY_LIMIT, Fault.TOO_MANY], ids=lambda fault: fault.name)
@pytest.mark.parametrize(("seconds", "told"), [(3600, "3600"), (None, None)])
def test_a_secondary_limit_may_say_when_to_come_again(
    github: FakeGitHub, api: httpx.Client, fault: Fault, seconds: int | None, told: str | None
) -> None:
    github.faults.arm(fault, retry_after=seconds)
    answer = api.post("/issues", json={"title": "a"})
    assert answer.json()["message"].startswith("You have exceeded a secondary rate limit")
    assert answer.headers.get("Retry-After") == told
    assert "X-RateLimit-Remaining" not in answer.headers


@pytest.mark.parametrize(
    "fault", [Fault.PRIMARY_LIMIT, Fault.PRIMARY_LIMIT_429], ids=lambda fault: fault.name
)
def test_a_primary_limit_says_when_it_resets(github: FakeGitHub, api: httpx.Client, fault: Fault) -> None:
    github.faults.arm(fault, retry_after=600)
    answer = api.get("/issues")
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert 590 < int(answer.headers["X-RateLimit-Reset"]) - time.time() < 610
    assert "Retry-After" not in answer.headers


@pytest.mark.parametrize("fault", SPOILT, ids=lambda fault: fault.name)
def test_a_right_answer_spoilt(
    github: FakeGitHub, api: httpx.Client, listing: Repository, fault: Fault
) -> None:
    github.faults.arm(fault, times=2)
    answers = [api.post("/issues", json={"title": "a"}), api.get("/issues")]

    assert [answer.status_code for answer in answers] == [201, 200]
    assert len(listing.issues) == fault.after == 1
    for answer in answers:
        with pytest.raises(ValueError, match=r"Expecting|Unterminated|decode|char"):
            answer.json()
    assert api.get("/issues").json()[0]["title"] == "a"


def test_a_spoilt_list_of_nothing(github: FakeGitHub, api: httpx.Client) -> None:
    github.faults.arm(Fault.NOT_UTF8)
    assert api.get("/issues").content == b"[]\xe9"


def test_a_page_for_people_has_no_effect(github: FakeGitHub, api: httpx.Client, listing: Repository) -> None:
    github.faults.arm(Fault.PAGE)
    answer = api.post("/issues", json={"title": "a"})
    assert (answer.status_code, answer.text, len(listing.issues)) == (200, HTML, 0)
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("fault", REDIRECTS, ids=lambda fault: fault.name)
def test_a_redirect_to_nowhere(
    github: FakeGitHub, api: httpx.Client, listing: Repository, fault: Fault
) -> None:
    github.faults.arm(fault, times=2)
    answers = [api.get("/issues"), api.post("/issues", json={"title": "a"})]
    found = fault is Fault.REDIRECT_FOUND

    assert [answer.status_code for answer in answers] == ([302, 302] if found else [301, 307])
    host = "localhost" if fault is Fault.REDIRECT_AWAY else "127.0.0.1"
    assert {httpx.URL(answer.headers["Location"]).host for answer in answers} == {host}
    assert listing.issues == {}


def test_whoever_follows_a_redirect_is_seen(github: FakeGitHub, api: httpx.Client) -> None:
    github.faults.arm(Fault.REDIRECT_AWAY)
    assert api.get("/issues", follow_redirects=True).status_code == 404
    assert [(request.path, request.user) for request in github.requests()][1] == ("/elsewhere", None)
    github.faults.arm(Fault.REDIRECT, location=f"{github.url}/repos/owner/list/labels")
    assert api.get("/issues", follow_redirects=True).json() == []
    assert github.requests()[-1].path == "/repos/owner/list/labels"


def test_only_writes_count_when_asked(github: FakeGitHub, api: httpx.Client) -> None:
    github.faults.arm(Fault.ERROR_500, at=1, writes_only=True, times=2)
    assert [api.get("/issues").status_code for _ in range(2)] == [200, 200]
    statuses = [api.post("/issues", json={"title": "a"}).status_code for _ in range(3)]
    assert statuses == [500, 500, 201]


def test_orders_can_be_taken_back(github: FakeGitHub, api: httpx.Client) -> None:
    github.faults.arm(Fault.ERROR_500)
    github.faults.clear()
    assert api.get("/issues").status_code == 200


@pytest.mark.parametrize(("after", "there"), [(False, 0), (True, 1)], ids=["before", "after"])
def test_something_happens_while_a_request_waits(
    github: FakeGitHub, api: httpx.Client, listing: Repository, after: bool, there: int
) -> None:
    seen: list[int] = []
    github.faults.call(lambda: seen.append(len(listing.issues)), at=1, after=after)
    api.post("/issues", json={"title": "a"})
    api.post("/issues", json={"title": "b"})
    assert seen == [there]
