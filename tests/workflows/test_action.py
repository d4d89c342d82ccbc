"""The action in one job, as somebody may use it who does not need two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github import FakeGitHub

from .conftest import HAQ, HOURLY, SLIMMING, Hosted

WORKFLOW = """\
name: One job
on:
  schedule:
    - cron: "{cron}"
concurrency:
  group: list-sync-bot
jobs:
  sync:
    runs-on: ubuntu-24.04
    steps:
      - name: Check out
        uses: actions/checkout@0000000000000000000000000000000000000000
        with: {{persist-credentials: false}}
      - name: Sync
        id: bot
        uses: OWNER/list-sync-bot@0000000000000000000000000000000000000000
        with: {given}
      - name: After
        if: always()
        run: command -v bot || echo no bot here
"""
NOTHING = {"new": "0", "changed": "0", "set-aside": "0", "opened": "", "idle": "", "exit-code": "0"}


@pytest.fixture
def hosted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hosted]:
    """A list whose workflow gives the action what the test is parametrized with."""
    file = tmp_path / "one.yml"
    file.write_text(WORKFLOW.format(cron=HOURLY, given=request.param), "utf-8")
    with FakeGitHub() as github:
        made = Hosted(github, tmp_path, file)
        made.say("ann/bullets", SLIMMING)
        made.say("bob/table", HAQ)
        yield made


@pytest.mark.parametrize("hosted", ["{}"], indirect=True)
def test_without_a_word_it_syncs_and_tells_what_it_opened(hosted: Hosted) -> None:
    run = hosted.hour()
    assert run.jobs["sync"].steps["Sync"].outputs == {**NOTHING, "new": "2", "opened": "1"}, run.log
    assert hosted.open() == {1: "bot/new-papers"}
    assert run.jobs["sync"].summary.startswith("## Efficient networks\n\n2 new, 0 changed.\n")


@pytest.mark.parametrize("hosted", ["{dry-run: true, sources: bob/table}"], indirect=True)
def test_g8_dry_means_dry(hosted: Hosted) -> None:
    run = hosted.hour()
    assert run.jobs["sync"].steps["Sync"].outputs == {**NOTHING, "new": "1"}, run.log
    assert "1 new, 0 changed" in run.jobs["sync"].summary
    assert hosted.writes() == []


@pytest.mark.parametrize(
    "hosted", ["{command: delete}", "{dry-run: perhaps}", "{command: '$(id)'}"], indirect=True
)
def test_what_it_does_not_know_it_does_not_do(hosted: Hosted) -> None:
    run = hosted.hour()
    assert run.results == {"sync": "failure"}
    assert "::error::command takes sync, plan or apply; dry-run takes true or false\n" in run.log
    assert hosted.github.requests() == []


@pytest.mark.parametrize("hosted", ["{}"], indirect=True)
def test_later_steps_see_nothing_of_its_python(hosted: Hosted) -> None:
    run = hosted.hour()
    assert run.jobs["sync"].steps["After"].log == "no bot here\n"
