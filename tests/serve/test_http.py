"""What the server answers, over real HTTP on loopback."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import BotError
from bot.serve.http import application, listening
from bot.serve.metrics import Metrics
from bot.serve.run import Result

WELL: dict[str, Any] = {"status": "ok", "jobs": {}}


def test_health_and_metrics_and_nothing_else() -> None:
    metrics = Metrics(["sync"])
    metrics.began("sync")
    metrics.ended("sync", Result("set-aside", {"set-aside": "2", "opened": "7,9"}), 12.5, 1_000.0)
    health = [(True, WELL)]
    with listening("127.0.0.1", 0, application(lambda: health[0], metrics.registry)) as address:
        answer = httpx.get(f"{address}/healthz")
        assert (answer.status_code, answer.json()) == (200, WELL)
        health[0] = (False, {"status": "overdue"})
        answer = httpx.get(f"{address}/healthz")
        assert (answer.status_code, answer.json()) == (503, {"status": "overdue"})
        assert httpx.get(f"{address}/").status_code == 404
        assert httpx.get(f"{address}/metrics/../etc").status_code == 404
        assert httpx.post(f"{address}/healthz").status_code == 405
        assert httpx.post(f"{address}/metrics").status_code == 405
        assert httpx.head(f"{address}/healthz").status_code == 503
        text = httpx.get(f"{address}/metrics").text
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["list_sync_bot_runs_total", "sync", "set-aside"] == 1
    assert samples["list_sync_bot_runs_total", "sync", "done"] == 0
    assert samples["list_sync_bot_run_seconds_sum", "sync"] == 12.5
    assert samples["list_sync_bot_last_success_timestamp_seconds", "sync"] == 1_000
    assert samples["list_sync_bot_last_run_timestamp_seconds", "sync"] == 1_000
    assert samples["list_sync_bot_failures_in_a_row", "sync"] == 0
    assert samples["list_sync_bot_running", "sync"] == 0
    assert samples[("list_sync_bot_sources_set_aside",)] == 2
    assert samples[("list_sync_bot_pull_requests_opened_total",)] == 2


def test_a_client_that_says_nothing_keeps_nobody_else_waiting() -> None:
    with listening("127.0.0.1", 0, application(lambda: (True, WELL), Metrics([]).registry)) as address:
        url = httpx.URL(address)
        with socket.create_connection((url.host, url.port)):
            assert httpx.get(f"{address}/healthz").status_code == 200


def test_a_port_that_is_taken_is_told() -> None:
    app = application(lambda: (True, WELL), Metrics([]).registry)
    with listening("127.0.0.1", 0, app) as address:
        port = httpx.URL(address).port
        assert port
        with (
            pytest.raises(BotError, match=f"cannot listen on 127.0.0.1:{port}: .*in use"),
            listening("127.0.0.1", port, app),
        ):
            pass
