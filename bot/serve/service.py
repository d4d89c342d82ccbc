"""The server: jobs on a schedule, never two at once, and what is seen of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.errors import BotError
from bot.schedule import trigger
from bot.serve.health import Last, report
from bot.serve.log import Level, Log
from bot.serve.metrics import Metrics
from bot.serve.run import Result
from bot.serve.steps import GOOD

if TYPE_CHECKING:
    from apscheduler.schedulers.base import BaseScheduler
    from apscheduler.triggers.base import BaseTrigger

    from bot.config import Schedule


SAID = ("new", "changed", "set-aside", "opened")  # what `bot sync` says of itself, and a log wants to know


def _now() -> datetime:
    return datetime.now(UTC)


class Service:
    """Runs jobs when the scheduler says so, and remembers how they ended.

    ``run`` carries out a job while ``lock`` is held; ``now`` and ``clock`` (seconds) are the time.
    """

    def __init__(
        self,
        schedule: Schedule,
        run: Callable[[str, int], Result],
        lock: Callable[[], AbstractContextManager[int | None]],
        log: Log,
        now: Callable[[], datetime] = _now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run, self._lock, self._log, self._now, self._clock = run, lock, log, now, clock
        self.whens = {
            job: when for job, when in (("sync", schedule.sync), ("links", schedule.links)) if when != "never"
        }
        self._jitter = schedule.jitter * 60
        # The other job may come first, and take its time as well.
        self._slack = timedelta(minutes=schedule.jitter + 2 * schedule.limit)
        self.lasts = {job: Last(now()) for job in self.whens}
        self.metrics = Metrics(self.whens)
        self._stopping = False
        self.idle = threading.Event()
        self.idle.set()
        self._scheduler: BaseScheduler | None = None

    def schedule_on(self, scheduler: BaseScheduler, *, at_once: bool = False) -> None:
        """Gives the jobs to ``scheduler``; ``at_once`` lets each run right away too."""
        from apscheduler.events import EVENT_JOB_MAX_INSTANCES

        for job, when in self.whens.items():
            soon = {"next_run_time": self._now()} if at_once else {}
            scheduler.add_job(self.tick, trigger(when, self._jitter, self._now()), [job], id=job, **soon)
        scheduler.add_listener(
            lambda event: self._skip(event.job_id, "it is under way or waits for its turn"),
            EVENT_JOB_MAX_INSTANCES,
        )
        self._scheduler = scheduler

    def tick(self, job: str) -> None:
        """A job is due: runs it, unless another run holds the lock. Never raises."""
        self.idle.clear()
        try:
            if not self._stopping:
                self._take_turn(job)
        finally:
            self.idle.set()

    def _take_turn(self, job: str) -> None:
        try:
            with self._lock() as lock:
                if lock is None:
                    self._skip(job, "another run is under way")
                else:
                    self._carry_out(job, lock)
        except OSError as error:
            self._log("error", "cannot-lock", job=job, reason=str(error))
            self._ended(job, Result("failed"), 0.0)

    def _carry_out(self, job: str, lock: int) -> None:
        began, self.lasts[job] = self._clock(), replace(self.lasts[job], began=self._now())
        self.metrics.began(job)
        self._log("info", "began", job=job)
        try:
            result = self._run(job, lock)
        except BotError as error:
            self._log("error", "cannot-run", job=job, reason=str(error))
            result = Result("failed")
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next run may do better
            self._log("error", "crashed", job=job, reason=f"{type(error).__name__}: {error}")
            result = Result("crashed")
        self._ended(job, result, self._clock() - began)

    def _ended(self, job: str, result: Result, seconds: float) -> None:
        now, last = self._now(), self.lasts[job]
        good = result.outcome in GOOD
        failures = 0 if good else last.failures + (result.outcome != "stopped")
        self.lasts[job] = replace(
            last,
            outcome=result.outcome,
            ended=now,
            succeeded=now if good else last.succeeded,
            failures=failures,
        )
        self.metrics.ended(job, result, seconds, now.timestamp())
        level: Level = "info" if result.outcome == "done" else "warning" if good or failures < 2 else "error"
        counts = {name.replace("-", "_"): result.outputs[name] for name in SAID if name in result.outputs}
        self._log(
            level, "ended", job=job, outcome=result.outcome, seconds=seconds, failures=failures, **counts
        )

    def _skip(self, job: str, why: str) -> None:
        self.metrics.skipped(job)
        self._log("warning", "skipped", job=job, reason=why)

    def stop(self) -> None:
        """From now on no run begins."""
        self._stopping = True
        if self._scheduler and self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Whether all is well, and the document that says so."""
        scheduler = self._scheduler
        alive = bool(scheduler and scheduler.running) and not self._stopping
        upcoming = {job.id: job.next_run_time for job in scheduler.get_jobs()} if scheduler else {}
        return report(self._triggers(), self.lasts, upcoming, self._now(), self._slack, alive=alive)

    def _triggers(self) -> Mapping[str, BaseTrigger]:
        found = {job: trigger(when, 0, self.lasts[job].since) for job, when in self.whens.items()}
        return {job: one for job, one in found.items() if one is not None}


def background() -> BaseScheduler:
    """A scheduler with a thread of its own, and one more for runs: one at a time, the next waits its turn.

    Moments that were missed (the machine slept, a run took longer) become one run, however late.
    """
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    return BackgroundScheduler(
        timezone=UTC, executors={"default": ThreadPoolExecutor(1)}, job_defaults=JOB_DEFAULTS
    )


JOB_DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
