"""Faults strike at the request that was ordered, before or after its effect."""

from __future__ import annotations

import httpx
import pytest

from .faults import Fault
from .repository import Repository
from .server import FakeGitHub

ANSWERED = [fault for fault in Fault if fault.answer]
SILENT = [fault for fault in Fault if not fault.answer]


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
