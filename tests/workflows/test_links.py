"""The weekly look at links: what is due, shards, merging, what is remembered, and the sync that proposes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import commands
from bot.store import MEMORY
from tests.github import FakeGitHub
from tests.links.apis.standins import Standins, Work, World, environ, serving_apis

from .act import ROOT, WORKFLOWS, Run, files_of_action, load
from .conftest import CONFIG, EPOCH, FILTERS, HAQ, README, SLIMMING, Hosted, listing
from .test_lint import findings

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
    config = CONFIG + "links: {search: false, enrich: true}\n"
    with FakeGitHub() as github:
        made = Hosted(github, tmp_path, WORKFLOWS / "links.yml")
        made.actions.machine |= environ(standins)
        made.actions.programs = {"gh": '#!/bin/sh\necho "gh $*"\n'}
        made.ann.push("main", {".github/bot.yml": config, **catalog(tmp_path / "list", config)})
        made.say("ann/bullets", SLIMMING, HAQ)
        made.say("bob/table", HAQ, FILTERS)
        yield made


def catalog(folder: Path, config: str) -> dict[str, str]:
    """What `bot sync --write` makes of a list whose sources say all three papers."""
    texts = {"list/README.md": README, "list/.github/bot.yml": config}
    texts |= {"ann/bullets/README.md": listing(SLIMMING, HAQ), "bob/table/README.md": listing(HAQ, FILTERS)}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    words = ["sync", "--write", "-C", f"{folder}/list", "--upstreams", str(folder)]
    assert CliRunner().invoke(commands, words, env={"SOURCE_DATE_EPOCH": EPOCH}).exit_code == 0
    made = [folder / "list/README.md", *(folder / "list/state").rglob("*.yml")]
    files = {file.relative_to(folder / "list").as_posix(): file.read_text("utf-8") for file in made}
    return {name: text for name, text in files.items() if name != MEMORY}


DONE = dict.fromkeys(("due", "check", "find", "remember"), "success")


def week(hosted: Hosted, **words: str) -> Run:
    return hosted.happens("schedule", {"schedule": WEEKLY}, **words)


def remembered(hosted: Hosted) -> str:
    """What the bot remembers, after `links:` up to the next key."""
    text = str(hosted.repository.files("bot/memory")["memory.yml"])
    return text.partition("\nlinks:")[2].partition("\nsources:")[0]


def test_what_four_shards_see_is_remembered_and_the_next_sync_proposes_it(listed: Hosted) -> None:
    since = len(listed.github.requests())
    run = week(listed)
    assert run.results == DONE, run.log
    assert [url in remembered(listed) for url in ("1708.06519", "1811.08886", "1608.08710")] == [True] * 3
    git = "/repos/owner/list/git"
    assert listed.writes(since) == [
        f"POST {git}/trees",
        f"POST {git}/commits",
        "POST /graphql",
    ]
    assert run.jobs["remember"].steps["Start a sync"].log == "gh workflow run sync.yml --repo owner/list\n"
    listed.workflow = WORKFLOWS / "sync.yml"
    listed.hour()
    assert [listed.repository.issues[number].title for number in listed.open()] == [
        "Fix links of Pruning Filters for Efficient ConvNets",
        "Update 2 papers: Pruning, Quantization",
    ]


def test_every_link_that_is_due_is_asked_once_and_not_again_next_week(
    listed: Hosted, standins: Standins
) -> None:
    week(listed)
    parts = sorted(listed.actions.folder.glob("run-1/artifacts/links-*/*.jsonl"))
    rows = {
        part.name: [row["url"] for row in map(json.loads, part.read_text("utf-8").splitlines())]
        for part in parts
    }
    due = sorted(f"https://arxiv.org/abs/{work.arxiv}" for work in WORKS)
    assert rows == {"1.jsonl": due, "2.jsonl": [], "3.jsonl": [], "4.jsonl": []}  # one API, so one part
    asked, written = len(standins.asked), listed.writes()
    assert week(listed).results == DONE
    assert (len(standins.asked), listed.writes()) == (asked, written)


def test_only_the_job_that_remembers_needs_a_token_that_writes(listed: Hosted) -> None:
    reads = listed.actions.reads
    run = week(listed, job="find", token=reads)
    assert run.results == {**DONE, "remember": "skipped"}, run.log


def test_a_part_that_fails_does_not_lose_what_the_others_saw(listed: Hosted) -> None:
    script = '#!/bin/sh\n[ "${SHARD-}" = 2 ] && [ "$*" = links ] && exit 1; exec /bin/mkdir "$@"\n'
    listed.actions.programs["mkdir"] = script
    run = week(listed)
    assert run.results == {**DONE, "check": "failure"}, run.log
    assert "1708.06519" in remembered(listed)


def test_a_sync_neither_waits_for_a_check_nor_takes_its_place(listed: Hosted) -> None:
    assert listed.group("schedule", {"schedule": WEEKLY}) == "list-sync-bot-links"
    assert [name for name, job in load(WORKFLOWS / "links.yml")["jobs"].items() if "concurrency" in job] == []


def test_another_list_takes_the_workflow_as_the_docs_say(listed: Hosted, tmp_path: Path) -> None:
    listed.ann.push("main", dict.fromkeys(files_of_action()))
    docs = (ROOT / "docs" / "actions.md").read_text("utf-8")
    ((before, after),) = re.findall(r"put this in place of “(.+?)”:\n\n```yaml\n(.+?)```", docs, re.DOTALL)
    text = (WORKFLOWS / "links.yml").read_text("utf-8")
    step = re.compile(rf"      - name: {before}\n(?:        .*\n)+")
    assert len(step.findall(text)) == 4
    listed.workflow = tmp_path / "links.yml"
    listed.workflow.write_text(step.sub(after, text), "utf-8")
    assert week(listed, job="check").results == {**DONE, "find": "skipped", "remember": "skipped"}
    assert findings(listed.workflow) == []
