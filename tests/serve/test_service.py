"""The service with APScheduler's real threads, in real time but for a moment, and runs that go wrong."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Schedule
from bot.errors import BotError
from bot.serve.health import Last, overdue
from bot.serve.log import Log
from bot.serve.run import Result
from bot.serve.service import Service, background

from .test_week import START


@contextmanager
def free() -> Iterator[int | None]:
    yield 0


def until(holds: Callable[[], bool]) -> None:
    """Waits for something that another thread does."""
    for _ in range(3_000):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not happen")


def rows(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("error", "outcome", "event"),
    [
        (BotError("the token cannot be read"), "failed", "cannot-run"),
        (RuntimeError("a mistake of ours"), "crashed", "crashed"),
    ],
)
def test_a_run_that_raises_is_told_and_ends_nothing(error: Exception, outcome: str, event: str) -> None:
    def run(job: str, lock: int) -> Result:
        raise error

    stream = io.StringIO()
    service = Service(Schedule(), run, free, Log(stream))
    service.tick("sync")
    service.tick("sync")
    assert service.lasts["sync"].outcome == outcome
    assert service.lasts["sync"].failures == 2
    assert [row["event"] for row in rows(stream)] == ["began", event, "ended"] * 2
    assert service.idle.is_set()


def test_a_folder_that_cannot_be_locked_is_a_failure_of_the_run() -> None:
    @contextmanager
    def gone() -> Iterator[int | None]:
        raise FileNotFoundError(2, "No such file or directory", "/list/.github")
        yield 0

    stream = io.StringIO()
    service = Service(Schedule(), lambda job, lock: Result("done"), gone, Log(stream))
    service.tick("links")
    assert service.lasts["links"].outcome == "failed"
    assert [row["event"] for row in rows(stream)] == ["cannot-lock", "ended"]


def test_with_real_threads_one_job_waits_for_the_other_and_none_overlaps_itself() -> None:
    inside, going, order = threading.Lock(), threading.Event(), []
    both = threading.Semaphore(0)

    def run(job: str, lock: int) -> Result:
        assert inside.acquire(blocking=False), "two runs at once"
        order.append(job)
        going.wait()
        inside.release()
        both.release()
        return Result("done")

    stream = io.StringIO()
    service = Service(Schedule(jitter=0), run, free, Log(stream))
    scheduler = background()
    service.schedule_on(scheduler, at_once=True)
    scheduler.start()
    try:
        until(lambda: bool(order))
        scheduler.modify_job(order[0], next_run_time=datetime.now(UTC))  # it is due again while it runs
        until(lambda: "skipped" in stream.getvalue())
        going.set()
        assert both.acquire(timeout=30)
        assert both.acquire(timeout=30)
    finally:
        going.set()
        service.stop()
    service.idle.wait(30)
    assert sorted(order) == ["links", "sync"]
    ended = [row for row in rows(stream) if row["event"] == "ended"]
    assert {row["outcome"] for row in ended} == {"done"}


@pytest.mark.parametrize(("hours", "late"), [(17, False), (18.9, False), (19.1, True)])
def test_overdue_after_three_moments_and_a_little(hours: float, late: bool) -> None:
    from bot.schedule import trigger

    found = trigger("every 6 hours", start=START)
    assert found is not None
    last = Last(START, ended=START)
    assert overdue(found, last, START + timedelta(hours=hours), timedelta(hours=1)) is late
