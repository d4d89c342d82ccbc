"""What Prometheus is told: https://prometheus.io/docs/practices/naming/."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.process_collector import ProcessCollector

from bot import __version__
from bot.serve.run import Result
from bot.serve.steps import GOOD

PREFIX = "list_sync_bot"
SECONDS = (1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14400)


class Metrics:
    """Counts runs; every job is there from the start, so that a rate of nothing is zero and not absent."""

    def __init__(self, jobs: Iterable[str]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info(PREFIX, "The bot", registry=self.registry).info({"version": __version__})
        self._runs = Counter(
            f"{PREFIX}_runs", "Runs by job and outcome", ["job", "outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            f"{PREFIX}_run_seconds", "How long runs took", ["job"], registry=self.registry, buckets=SECONDS
        )
        self._success = self._gauge("last_success_timestamp_seconds", "When a run last ended well")
        self._last = self._gauge("last_run_timestamp_seconds", "When a run last ended, however it did")
        self._row = self._gauge("failures_in_a_row", "Runs that failed since one ended well")
        self._busy = self._gauge("running", "Whether a run is under way")
        self._aside = Gauge(
            f"{PREFIX}_sources_set_aside", "Sources set aside by the last sync", registry=self.registry
        )
        self._opened = Counter(
            f"{PREFIX}_pull_requests_opened", "Pull requests opened", registry=self.registry
        )
        for job in jobs:
            self._runs.labels(job, "done")
            for gauge in (self._row, self._busy):
                gauge.labels(job).set(0)

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(f"{PREFIX}_{name}", about, ["job"], registry=self.registry)

    def began(self, job: str) -> None:
        self._busy.labels(job).set(1)

    def skipped(self, job: str) -> None:
        self._runs.labels(job, "skipped").inc()

    def ended(self, job: str, result: Result, seconds: float, at: float) -> None:
        """``at`` is the end, in seconds since 1970."""
        self._busy.labels(job).set(0)
        self._runs.labels(job, result.outcome).inc()
        self._seconds.labels(job).observe(seconds)
        self._last.labels(job).set(at)
        if result.outcome in GOOD:
            self._success.labels(job).set(at)
            self._row.labels(job).set(0)
        elif result.outcome != "stopped":
            self._row.labels(job).inc()
        aside = result.outputs.get("set-aside", "")
        if aside.isdecimal():
            self._aside.set(int(aside))
        self._opened.inc(sum(1 for number in result.outputs.get("opened", "").split(",") if number))
