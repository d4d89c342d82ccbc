"""The server as people start it: a process of its own, real signals, real git, the fake GitHub."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from bot.cli import commands
from bot.errors import BotError
from bot.serve.lock import locked
from tests.publish.conftest import CONFIG, World
from tests.publish.test_sources import world as world  # the sources are repositories too

SCHEDULE = "schedule: {sync: every 6 hours, links: never, jitter: 0, grace: GRACE}\n"
PATIENCE = 60


class Server:
    """A running `bot serve --now`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []

    def until(self, event: str) -> dict[str, Any]:
        """Reads on to the next line of this event."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.append(json.loads(line))
            if self.log[-1]["event"] == event:
                return self.log[-1]
        raise AssertionError(f"the server ended without “{event}”: {self.log}")

    def end(self, number: int = signal.SIGTERM) -> int:
        """Sends a signal, reads to the end, and gives the exit code."""
        self.process.send_signal(number)
        return self.rest()

    def rest(self) -> int:
        output, _ = self.process.communicate(timeout=PATIENCE)
        self.log += [json.loads(line) for line in output.splitlines()]
        return self.process.returncode


@contextmanager
def serving(world: World, *words: str) -> Iterator[Server]:
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")},
        "GITHUB_REPOSITORY": "owner/list",
        "GITHUB_API_URL": world.github.url,
        "GITHUB_TOKEN": world.token,
        "SOURCE_DATE_EPOCH": "1795400000",
        **world.env,
    }
    command = [
        sys.executable,
        "-m",
        "bot",
        "serve",
        "-C",
        str(world.checkout),
        "--port",
        "0",
        "--now",
        *words,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        try:
            yield Server(process)
        finally:
            process.kill()


def configure(world: World, grace: int = 5) -> None:
    """Sets the schedule on the default branch, which the checkout learns of by itself, or here at once."""
    text = CONFIG + SCHEDULE.replace("GRACE", str(grace))
    world.repository.commit({".github/bot.yml": text}, "Schedule")
    git(world, "pull", "-q")


def git(world: World, *words: str) -> str:
    command = ["git", "-C", str(world.checkout), "-c", "user.name=a", "-c", "user.email=a@b", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_run_on_the_newest_default_branch_and_what_is_told_of_it(world: World) -> None:
    configure(world)
    newest = world.repository.commit({"NOTES.md": "new\n"}, "After the clone")
    with serving(world) as server:
        address = server.until("started")["address"]
        ended = server.until("ended")
        assert {name: ended[name] for name in ("job", "outcome", "failures", "new", "opened")} == {
            "job": "sync",
            "outcome": "done",
            "failures": 0,
            "new": "3",
            "opened": "1",
        }
        assert [pull.number for pull in world.repository.pulls("open")] == [1]
        assert git(world, "rev-parse", "HEAD").strip() == newest
        health = httpx.get(f"{address}/healthz")
        assert (health.status_code, health.json()["jobs"]["sync"]["outcome"]) == (200, "done")
        samples = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(httpx.get(f"{address}/metrics").text)
            for sample in family.samples
        }
        assert samples["list_sync_bot_runs_total", "sync", "done"] == 1
        assert samples[("list_sync_bot_pull_requests_opened_total",)] == 1
        assert server.end() == 0
    assert [row["event"] for row in server.log[-2:]] == ["stopping", "stopped"]
    assert world.token not in json.dumps(server.log)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_under_way_may_finish(world: World, number: int) -> None:
    configure(world)
    with serving(world) as server:
        world.github.faults.call(lambda: server.process.send_signal(number), at=1, writes_only=True)
        assert server.rest() == 0
    events = [(row["event"], row.get("outcome")) for row in server.log if row["event"] != "output"]
    assert events[-3:] == [("stopping", None), ("ended", "done"), ("stopped", None)]
    assert [pull.number for pull in world.repository.pulls("open")] == [1]


def test_a_run_that_takes_longer_than_the_grace_time_is_ended(world: World) -> None:
    configure(world, grace=0)

    def stop() -> None:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(PATIENCE)  # the answer goes out only when the server is gone

    with serving(world) as server:
        world.github.faults.call(stop, at=1, after=True, writes_only=True)
        assert server.rest() == 0
    assert [row["outcome"] for row in server.log if row["event"] == "ended"] == ["stopped"]
    assert world.run().exit_code == 0  # the next run ends where an unbroken one would
    assert [pull.number for pull in world.repository.pulls("open")] == [1]


def test_a_second_signal_ends_the_run_at_once(world: World) -> None:
    configure(world, grace=60)

    def stop() -> None:
        server.process.send_signal(signal.SIGTERM)
        server.process.send_signal(signal.SIGINT)
        server.process.wait(PATIENCE)

    with serving(world) as server:
        world.github.faults.call(stop, at=1, after=True, writes_only=True)
        assert server.rest() == 0
    assert [row["outcome"] for row in server.log if row["event"] == "ended"] == ["stopped"]


def test_g4_what_people_changed_in_the_checkout_is_left_alone_and_told(world: World) -> None:
    configure(world)
    readme = world.checkout / "README.md"
    readme.write_text("by hand\n")
    world.repository.commit({"README.md": "elsewhere\n"}, "Elsewhere")
    with serving(world) as server:
        assert server.until("ended")["outcome"] == "failed"
        assert server.end() == 0
    assert readme.read_text() == "by hand\n"
    assert [row["reason"] for row in server.log if row["event"] == "cannot-run"] == [
        "the checkout has changes that are not committed; commit them elsewhere, or drop them"
    ]


def test_g4_a_commit_that_nobody_else_has_is_not_lost(world: World) -> None:
    configure(world)
    git(world, "commit", "-q", "--allow-empty", "-m", "Mine")
    mine = git(world, "rev-parse", "HEAD")
    world.repository.commit({"NOTES.md": "theirs\n"}, "Theirs")
    with serving(world) as server:
        assert server.until("ended")["outcome"] == "failed"
        assert server.end() == 0
    assert git(world, "rev-parse", "HEAD") == mine
    assert [row["reason"] for row in server.log if row["event"] == "cannot-run"] == [
        "the checkout went another way than the default branch; put it right by hand with git"
    ]


def test_while_another_process_holds_the_lock_nothing_runs(world: World) -> None:
    configure(world)
    with locked(world.checkout) as handle:
        assert handle is not None
        with serving(world) as server:
            assert server.until("skipped")["reason"] == "another run is under way"
            assert server.end() == 0
    assert world.github.requests() == []


def test_of_two_servers_only_one_runs_at_a_time(world: World) -> None:
    configure(world)
    with serving(world) as one:
        inside: list[str] = []

        def second() -> None:
            with serving(world) as two:
                inside.append(two.until("skipped")["job"])
                two.end()

        world.github.faults.call(second, at=1)
        assert one.until("ended")["outcome"] == "done"
        assert one.end() == 0
    assert inside == ["sync"]


def test_write_needs_no_git_no_token_and_no_github(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/a.md").write_text(
        "# A\n\n## Pruning\n\n- [Optimal Brain Damage](https://a.example/obd)\n"
    )
    (tmp_path / ".github/bot.yml").write_text(
        "title: T\nsources: [{path: lists/a.md}]\ntopics: [{id: pruning, title: Pruning, headings: [pruning]}]\n"
        "schedule: {links: never}\n"
    )
    command = [sys.executable, "-m", "bot", "serve", "-C", str(tmp_path), "--write", "--now", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        server = Server(process)
        assert server.until("ended")["outcome"] == "done"
        assert server.end() == 0
    assert "Optimal Brain Damage" in (tmp_path / "state/catalog/pruning.yml").read_text()


def test_a_token_is_read_from_its_file_and_needed(world: World, tmp_path: Path) -> None:
    configure(world)
    file = tmp_path / "token"
    file.write_text(f"{world.token}\n")
    world.token = "nothing"  # noqa: S105 -- the file counts
    with serving(world, "--token-file", str(file)) as server:
        assert server.until("ended")["outcome"] == "done"
        assert server.end() == 0
    assert {request.user for request in world.github.requests(writes=True)} == {"listbot"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "say --write (this folder), or set GITHUB_REPOSITORY and GITHUB_TOKEN."),
        (["--token-file", "/nowhere"], "/nowhere: the token cannot be read (FileNotFoundError)"),
        (["--port", "70000"], "70000 is not in the range 0<=x<=65535"),
    ],
)
def test_what_it_cannot_start_with_is_told(world: World, words: list[str], message: str) -> None:
    environ = {name: None for name in os.environ if name.startswith("GITHUB_")}
    result = CliRunner().invoke(commands, ["serve", "-C", str(world.checkout), *words], env=environ)
    assert result.exit_code == (1 if isinstance(result.exception, BotError) else 2)
    assert message in (str(result.exception) if isinstance(result.exception, BotError) else result.output)
