"""G6: whatever request fails, however, and wherever the bot is killed, the next run ends where an unbroken one does.

A run of the tests tries every third point with each kind of fault, all points over all kinds;
``BOT_SWEEP=all`` tries every point with every kind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import BotError
from tests.github import FakeGitHub, Fault

from .conftest import FILTERS, HAQ, SLIMMING, XNOR, World
from .test_github import state

CALM = [SLIMMING, HAQ, FILTERS]
BUSY = [
    HAQ,
    XNOR,
    FILTERS.replace("Pruning Filters", "Prunning Filters"),
    SLIMMING.replace("arxiv.org/abs/1708.06519", "example.org/slimming.html"),
]


def begun(github: FakeGitHub, folder: Path) -> World:
    """A list in sync whose sources have just changed so that three pull requests are due."""
    folder.mkdir(parents=True)
    world = World(github, folder)
    world.say("ann/bullets", *CALM)
    world.say("bob/table", *CALM)
    world.run()
    world.github.as_user("ann").merge(1)
    world.run()
    world.say("ann/bullets", *BUSY)
    return world


def settled(world: World) -> object:
    """The state after as many runs as it takes until one has nothing to write."""
    for _ in range(4):
        since = len(world.github.requests())
        result = world.run()
        assert result.exit_code == 0, result.output
        if not world.writes(since):
            return state(world)
    raise AssertionError("it never comes to rest")


def points(requests: int, kind: int) -> range:
    """The requests at which a kind of fault is tried."""
    return (
        range(1, requests + 1)
        if os.environ.get("BOT_SWEEP") == "all"
        else range(1 + kind % 3, requests + 1, 3)
    )


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, int]:
    """The state that a run without faults ends in, and how many requests the first of its runs sends."""
    with FakeGitHub() as github:
        world = begun(github, tmp_path_factory.mktemp("unbroken") / "w")
        since = len(github.requests())
        world.run()
        count = len(github.requests(since=since))
        return settled(world), count


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_g6_a_fault_at_any_request_changes_nothing_in_the_end(
    tmp_path: Path, unbroken: tuple[object, int], fault: Fault
) -> None:
    wanted, requests = unbroken
    assert requests <= 40
    for point in points(requests, list(Fault).index(fault)):
        with FakeGitHub() as github:
            world = begun(github, tmp_path / str(point))
            github.faults.arm(fault, at=point, retry_after=0)
            broken = world.run()
            github.faults.clear()
            assert broken.exit_code in (0, 4, 5) or isinstance(broken.exception, BotError)
            assert settled(world) == wanted, f"{fault} at request {point}"


def test_g6_killed_at_any_request_the_next_run_goes_on(tmp_path: Path, unbroken: tuple[object, int]) -> None:
    wanted, requests = unbroken
    for point in points(requests, 0):
        with FakeGitHub() as github:
            world = begun(github, tmp_path / str(point))
            subprocess.run(["git", "-C", str(world.checkout), "pull", "-q"], check=True)
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "bot",
                    "sync",
                    "-C",
                    str(world.checkout),
                    "--upstreams",
                    str(world.upstreams),
                ],
                env={
                    **os.environ,
                    "GITHUB_REPOSITORY": "owner/list",
                    "GITHUB_API_URL": github.url,
                    "GITHUB_TOKEN": world.token,
                    "SOURCE_DATE_EPOCH": "1795400000",
                },
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            github.faults.call(lambda: process.send_signal(signal.SIGKILL), at=point, after=bool(point % 2))  # noqa: B023
            assert process.wait(60) == -signal.SIGKILL
            github.faults.clear()
            assert settled(world) == wanted, f"killed at request {point}"
