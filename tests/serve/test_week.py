"""Weeks of simulated time: APScheduler's own scheduler and triggers, a clock that tests move, made-up runs."""

from __future__ import annotations

import io
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.base import BaseScheduler
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.config import Schedule
from bot.serve.lock import locked
from bot.serve.log import Log
from bot.serve.run import Result, Runner
from bot.serve.service import JOB_DEFAULTS, Service
from bot.serve.steps import steps
from tests.publish.conftest import World
from tests.publish.test_sources import world as world

START = datetime(2026, 3, 2, 0, 1, tzinfo=UTC)  # a Monday
LIMIT = timedelta(minutes=120)


class Simulated(BaseScheduler):
    """A scheduler that moves the clock to the next moment instead of waiting; runs take their turn in it."""

    def __init__(self, clock: time_machine.Coordinates) -> None:
        super().__init__(timezone=UTC, executors={"default": DebugExecutor()}, job_defaults=JOB_DEFAULTS)
        self.clock = clock

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)

    def wakeup(self) -> None:
        """Nobody sleeps here."""

    def go_on_until(self, end: datetime) -> None:
        while (now := datetime.now(UTC)) < end:
            wait = self._process_jobs()
            left = (end - datetime.now(UTC)).total_seconds()
            self.clock.shift(max(0.000001, min(left, left if wait is None else wait)))
            assert datetime.now(UTC) > now


class Simulation:
    """A service under a simulated clock; ``run`` is what each run does."""

    def __init__(
        self, clock: time_machine.Coordinates, run: Callable[[str], Result], schedule: Schedule | None = None
    ) -> None:
        self.clock = clock
        self.stream = io.StringIO()
        self.held = False
        self.began: list[tuple[str, datetime]] = []
        self._what = run

        def now() -> datetime:
            return datetime.now(UTC)

        self.service = Service(
            schedule or Schedule(),
            self._run,
            self._lock,
            Log(self.stream, now=now),
            now,
            lambda: now().timestamp(),
        )
        self.scheduler = Simulated(clock)
        self.service.schedule_on(self.scheduler)
        self.scheduler.start()

    @contextmanager
    def _lock(self) -> Iterator[int | None]:
        yield None if self.held else 0

    def _run(self, job: str, lock: int) -> Result:
        self.began.append((job, datetime.now(UTC).replace(microsecond=0)))
        return self._what(job)

    def days(self, number: float) -> None:
        self.scheduler.go_on_until(datetime.now(UTC) + timedelta(days=number))

    def log(self, event: str) -> list[dict[str, Any]]:
        rows = [json.loads(line) for line in self.stream.getvalue().splitlines()]
        return [row for row in rows if row["event"] == event]

    def metric(self, name: str, **labels: str) -> float:
        text = generate_latest(self.service.metrics.registry).decode()
        (value,) = (
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == f"list_sync_bot_{name}" and sample.labels == labels
        )
        return value


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    random.seed(7)  # the jitter
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def test_a_week_with_sources_that_fail_crash_and_hang(clock: time_machine.Coordinates) -> None:
    lots = random.Random(11)
    made: Counter[tuple[str, str]] = Counter()

    def run(job: str) -> Result:
        what = lots.choice(["done", "done", "set-aside", "failed", "crash", "hung"])
        took = LIMIT if what == "hung" else timedelta(seconds=lots.randint(1, 900))
        clock.shift(took)
        made[job, "crashed" if what == "crash" else what] += 1
        if what == "crash":
            raise MemoryError("a run that goes wrong in a way that nobody thought of")
        return Result(what, {"set-aside": "2"} if what == "set-aside" else {})  # type: ignore[arg-type]

    simulation = Simulation(clock, run)
    for _ in range(7):
        simulation.days(1)
        well, document = simulation.service.health()
        assert (well, document["status"]) == (True, "ok")

    assert Counter(job for job, _ in simulation.began) == {"sync": 27, "links": 7}
    assert len({outcome for _, outcome in made}) == 5
    for (job, outcome), count in made.items():
        assert simulation.metric("runs_total", job=job, outcome=outcome) == count
    assert simulation.metric("run_seconds_count", job="sync") == 27
    assert len(simulation.log("ended")) == 34
    last = simulation.service.lasts["sync"]
    assert last.ended
    assert simulation.metric("last_run_timestamp_seconds", job="sync") == last.ended.timestamp()


def test_a_run_that_fails_is_tried_again_at_its_next_moment_and_not_before(
    clock: time_machine.Coordinates,
) -> None:
    simulation = Simulation(clock, lambda job: Result("failed"), Schedule(links="never", jitter=0))
    simulation.days(1)
    moments = [moment - START for _, moment in simulation.began]
    assert moments == [timedelta(hours=hours) for hours in (6, 12, 18)]
    assert simulation.metric("failures_in_a_row", job="sync") == 3
    assert [row["level"] for row in simulation.log("ended")] == ["warning", "error", "error"]


def test_one_success_ends_the_row_of_failures(clock: time_machine.Coordinates) -> None:
    answers = iter(["failed", "failed", "done"])
    simulation = Simulation(clock, lambda job: Result(next(answers)), Schedule(links="never", jitter=0))  # type: ignore[arg-type]
    simulation.days(1)
    assert simulation.metric("failures_in_a_row", job="sync") == 0
    assert (
        simulation.metric("last_success_timestamp_seconds", job="sync")
        == (START + timedelta(hours=18)).timestamp()
    )


def test_what_was_missed_while_the_machine_slept_is_one_run(clock: time_machine.Coordinates) -> None:
    simulation = Simulation(clock, lambda job: Result("done"), Schedule(links="never", jitter=0))
    clock.shift(timedelta(days=3, hours=1))  # asleep
    simulation.days(0.5)
    assert [moment - START for _, moment in simulation.began] == [
        timedelta(days=3, hours=1),
        timedelta(days=3, hours=6),
        timedelta(days=3, hours=12),
    ]


def test_a_run_that_takes_longer_than_its_interval_is_followed_by_one(
    clock: time_machine.Coordinates,
) -> None:
    def run(job: str) -> Result:
        clock.shift(timedelta(hours=13))
        return Result("done")

    simulation = Simulation(clock, run, Schedule(links="never", jitter=0))
    simulation.days(1.5)
    assert [moment - START for _, moment in simulation.began] == [
        timedelta(hours=6),
        timedelta(hours=19),
        timedelta(hours=32),
    ]


def test_runs_are_put_off_by_lot_but_not_by_more_than_the_jitter(clock: time_machine.Coordinates) -> None:
    schedule = Schedule(sync="0 */6 * * *", links="never", jitter=30)
    simulation = Simulation(clock, lambda job: Result("done"), schedule)
    simulation.days(7.1)
    late = [(moment.hour % 6) * 60 + moment.minute for _, moment in simulation.began]
    assert len(late) == 28
    assert max(late) <= 30
    assert len(set(late)) > 10


def test_a_run_that_finds_the_lock_held_is_skipped_and_counted(clock: time_machine.Coordinates) -> None:
    simulation = Simulation(clock, lambda job: Result("done"), Schedule(links="never", jitter=0))
    simulation.held = True
    simulation.days(0.5)
    simulation.held = False
    simulation.days(0.5)
    assert [moment - START for _, moment in simulation.began] == [timedelta(hours=12), timedelta(hours=18)]
    assert simulation.metric("runs_total", job="sync", outcome="skipped") == 1
    assert [row["reason"] for row in simulation.log("skipped")] == ["another run is under way"]


def test_health_is_lost_when_a_job_did_not_run_for_three_of_its_moments(
    clock: time_machine.Coordinates,
) -> None:
    simulation = Simulation(clock, lambda job: Result("done"), Schedule(links="never", jitter=10, limit=30))
    simulation.days(1)
    simulation.held = True  # somebody else never lets go
    simulation.days(0.5)
    assert simulation.service.health()[0] is True
    simulation.days(0.3)
    well, document = simulation.service.health()
    assert (well, document["status"], document["jobs"]["sync"]["overdue"]) == (False, "overdue", True)
    simulation.held = False
    simulation.days(0.3)
    assert simulation.service.health()[0] is True


def test_health_is_lost_when_the_scheduler_does_not_move_any_more(clock: time_machine.Coordinates) -> None:
    simulation = Simulation(clock, lambda job: Result("done"), Schedule(links="never", limit=30))
    simulation.days(1)
    clock.shift(timedelta(hours=8))
    assert simulation.service.health()[1]["status"] == "overdue"


def test_after_the_end_no_run_begins_and_health_says_so(clock: time_machine.Coordinates) -> None:
    simulation = Simulation(clock, lambda job: Result("done"))
    simulation.service.stop()
    simulation.service.tick("sync")
    assert simulation.began == []
    well, document = simulation.service.health()
    assert (well, document["status"]) == (False, "stopping")


class Real(Simulation):
    """The same with the bot itself: its processes, its lock, git, and the fake GitHub; ``before`` each run."""

    def __init__(
        self, clock: time_machine.Coordinates, world: World, before: Callable[[], Mapping[str, str]]
    ) -> None:
        self.root = world.checkout
        self.environ: Mapping[str, str] = {}

        def run(job: str) -> Result:
            at = str(int(datetime.now(UTC).timestamp()))
            self.environ = {
                **{name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")},
                "GITHUB_REPOSITORY": "owner/list",
                "GITHUB_API_URL": world.github.url,
                "GITHUB_TOKEN": world.token,
                "SOURCE_DATE_EPOCH": at,
                **world.env,
                **before(),
            }
            return self.runner(job, self.handle)

        super().__init__(clock, run, Schedule(sync="0 */12 * * *", links="never", jitter=30))
        self.runner = Runner(
            lambda job, work: steps(job, self.root, work, write=False),
            lambda: self.environ,
            60,
            Log(self.stream),
        )

    @contextmanager
    def _lock(self) -> Iterator[int | None]:
        with locked(self.root) as handle:
            assert handle is not None
            self.handle = handle
            yield handle


def test_g5_a_week_of_the_bot_itself_with_sources_that_fail(
    clock: time_machine.Coordinates, world: World
) -> None:
    table = world.github.repositories["bob/table"]
    good = table.files()["README.md"]

    def before() -> Mapping[str, str]:
        """What goes wrong, day by day; in the end all is well again."""
        day = (datetime.now(UTC) - START).days
        if day == 1:
            world.github.repositories.pop("bob/table", None)  # gone, or private
        if day == 2:
            world.github.repositories["bob/table"] = table
            table.commit({"README.md": "<!doctype html><html><body>Unicorn!</body></html>"}, "Oops")
        if day == 3:
            table.commit({"README.md": ""}, "Empty")
        if day == 5 and not table.files()["README.md"]:
            table.commit({"README.md": good}, "Back again")
        if day >= 5:
            for pull in world.repository.pulls("open"):
                world.github.as_user("ann", "owner/list").merge(pull.number, "squash")
        return {"GITHUB_TOKEN": "expired"} if day == 4 else {}

    simulation = Real(clock, world, before)
    simulation.days(7.1)
    outcomes = [row["outcome"] for row in simulation.log("ended")]
    assert outcomes == [
        "done",
        *["set-aside"] * 6,  # twice a day
        *["partly"] * 2,
        *["done"] * 5,
    ]
    assert world.repository.pulls("open") == []
    titles = ("Network Slimming", "HAQ", "Pruning Filters")
    assert all(title in world.catalog() for title in titles)
    assert simulation.service.health()[0]


def test_what_is_never_to_run_does_not(clock: time_machine.Coordinates) -> None:
    simulation = Simulation(clock, lambda job: Result("done"), Schedule(sync="never", links="0 3 * * sun"))
    simulation.days(14)
    assert [(job, moment.date().isoformat()) for job, moment in simulation.began] == [
        ("links", "2026-03-08"),
        ("links", "2026-03-15"),
    ]
