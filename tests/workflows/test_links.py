"""The weekly look at links: shards, merging, planning, writing, and what is remembered until the next week."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github import FakeGitHub
from tests.links.apis.standins import Standins, Work, World, environ, serving_apis
from tests.publish.conftest import CONFIG, FILTERS, HAQ, SLIMMING

from .conftest import Hosted
from .runner import WORKFLOWS, Run

WEEKLY = "41 2 * * 1"
WORKS = (
    Work("Learning Efficient Convolutional Networks through Network Slimming", arxiv="1708.06519"),
    Work("HAQ: Hardware-Aware Automated Quantization with Mixed Precision", arxiv="1811.08886"),
    Work("Pruning Filters for Efficient ConvNets", arxiv="1608.08710", venue="ICLR", published="10.5555/3"),
)


@pytest.fixture
def standins() -> Iterator[Standins]:
    with serving_apis(World(WORKS)) as serving:
        yield serving


@pytest.fixture
def listed(tmp_path: Path, standins: Standins) -> Iterator[Hosted]:
    """A list with three papers on arXiv, which are to be enriched."""
    with FakeGitHub() as github:
        made = Hosted(github, tmp_path, WORKFLOWS / "sync.yml")
        made.actions.machine |= environ(standins)
        made.ann.push("main", {".github/bot.yml": CONFIG + "links: {search: false, enrich: true}\n"})
        made.say("ann/bullets", SLIMMING, HAQ)
        made.say("bob/table", HAQ, FILTERS)
        made.hour()
        made.merged(1)
        made.workflow = WORKFLOWS / "links.yml"
        yield made


def week(hosted: Hosted) -> Run:
    return hosted.happens("schedule", {"schedule": WEEKLY})


def remembered(hosted: Hosted) -> str:
    """What the bot remembers, after `links:` up to the next key."""
    text = str(hosted.repository.files("bot/memory")["memory.yml"])
    return text.partition("\nlinks:")[2].partition("\nsources:")[0]


def test_what_four_shards_see_is_remembered_and_proposed(listed: Hosted, standins: Standins) -> None:
    run = week(listed)
    assert run.results == {"check": "success", "plan": "success", "write": "success"}, run.log
    assert [step.name for step in run.jobs["check"].steps].count("Check") == 4
    assert [url in remembered(listed) for url in ("1708.06519", "1811.08886", "1608.08710")] == [True] * 3
    tokens = {
        name: {step.env.get("GITHUB_TOKEN") for step in job.steps} - {None} for name, job in run.jobs.items()
    }
    assert tokens == {
        "check": {listed.actions.reads},
        "plan": {listed.actions.reads},
        "write": {listed.actions.writes},
    }
    assert [listed.repository.issues[number].title for number in listed.open()] == [
        "Fix links of Pruning Filters for Efficient ConvNets",
        "Update 2 papers: Pruning, Quantization",
    ]


def test_what_was_seen_last_week_is_not_looked_at_again(listed: Hosted, standins: Standins) -> None:
    week(listed)
    asked = len(standins.asked)
    run = week(listed)
    assert run.results == {"check": "success", "plan": "success", "write": "skipped"}
    assert len(standins.asked) == asked


def test_a_part_that_fails_does_not_lose_what_the_others_saw(listed: Hosted) -> None:
    listed.actions.tools = {"mkdir": '#!/bin/sh\n[ "$SHARD" = 2 ] && exit 1; exec /bin/mkdir "$@"\n'}
    run = week(listed)
    assert run.results == {"check": "failure", "plan": "success", "write": "success"}, run.log
    assert "1708.06519" in remembered(listed)
