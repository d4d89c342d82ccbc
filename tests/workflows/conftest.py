"""A list on the fake GitHub whose sources are there too, and GitHub Actions that runs its workflows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.github import FakeGitHub, Person, Repository

from .act import ROOT, WORKFLOWS, Actions, Run, files_of_action, load

HOURLY = "23 * * * *"
EPOCH = "1795400000"
CONFIG = """\
title: Efficient networks
sources:
  - repo: ann/bullets
  - repo: bob/table
topics:
  - {id: pruning, title: Pruning, headings: [prun*, slimming]}
  - {id: quantization, title: Quantization, headings: [quantiz*]}
"""
README = "# Efficient networks\n\n<!-- bot:papers start -->\n<!-- bot:papers end -->\n"
SLIMMING = "- [Learning Efficient Convolutional Networks through Network Slimming](https://arxiv.org/abs/1708.06519)\n"
HAQ = (
    "- [HAQ: Hardware-Aware Automated Quantization with Mixed Precision](https://arxiv.org/abs/1811.08886)\n"
)
FILTERS = "- [Pruning Filters for Efficient ConvNets](https://arxiv.org/abs/1608.08710)\n"
XNOR = "- [XNOR-Net: ImageNet Classification Using Binary Convolutional Neural Networks](https://arxiv.org/abs/1603.05279)\n"


def listing(*lines: str) -> str:
    """The README of a source, under a heading that says nothing."""
    return "# List\n\n## Papers\n\n" + "".join(lines)


class Hosted:
    """The list's repository, its sources, and what happens there: each event is run by the workflow."""

    def __init__(self, github: FakeGitHub, folder: Path, workflow: Path) -> None:
        self.github = github
        self.workflow = workflow
        ours = (
            files_of_action() if workflow.parent == WORKFLOWS else {}
        )  # other lists have the action instead
        files = {**ours, ".github/bot.yml": CONFIG, "README.md": README}
        self.repository: Repository = github.create("owner/list", files=files)
        self.sources: dict[str, Repository] = {}
        machine = {"BOT_UPSTREAM_API_URL": github.url, "SOURCE_DATE_EPOCH": EPOCH}
        self.actions = Actions(github, self.repository, folder, machine)
        self.ann: Person = github.as_user("ann")

    def say(self, source: str, *lines: str) -> None:
        """What a source says from now on."""
        files = {"README.md": listing(*lines)}
        if source in self.sources:
            self.sources[source].commit(files, "Change", author="bob")
        else:
            self.sources[source] = self.github.create(source, files=files)

    def happens(
        self,
        event: str,
        payload: dict[str, Any] | None = None,
        *,
        job: str | None = None,
        token: str | None = None,
        **inputs: str,
    ) -> Run:
        """The run of the workflow for an event."""
        told = {**(payload or {}), **({"inputs": inputs} if inputs else {})}
        return self.actions.run(self.workflow, event, told, job=job, token=token)

    def group(self, event: str, payload: dict[str, Any] | None = None, **inputs: str) -> str:
        """The concurrency group of a run for an event: its expression, worked out in a step."""
        workflow = load(self.workflow)
        step = {"name": "Say", "env": {"GROUP": workflow["concurrency"]["group"]}, "run": 'echo "$GROUP"'}
        job = {"runs-on": "ubuntu-24.04", "steps": [step]}
        file = self.actions.folder / "group.yml"
        with file.open("w", encoding="utf-8") as stream:
            YAML(typ="safe", pure=True).dump({"on": workflow["on"], "jobs": {"group": job}}, stream)
        told = {**(payload or {}), **({"inputs": inputs} if inputs else {})}
        return self.actions.run(file, event, told).jobs["group"].steps["Say"].log.strip()

    def hour(self) -> Run:
        """The next run of the schedule."""
        return self.happens("schedule", {"schedule": HOURLY})

    def merged(self, number: int) -> Run:
        """Somebody merges a pull request, which GitHub tells as a push to the default branch."""
        return self.happens("push", {"ref": "refs/heads/main", "after": self.ann.merge(number)})

    def pull_event(
        self, action: str, number: int, owner: str = "owner", *, merged: bool = False
    ) -> dict[str, Any]:
        """What GitHub tells of a pull request."""
        pull = self.repository.issues[number].pull
        assert pull is not None
        head = {"ref": pull.head_ref, "repo": {"full_name": f"{owner}/list"}}
        return {"action": action, "number": number, "pull_request": {"merged": merged, "head": head}}

    def open(self) -> dict[int, str]:
        """The open pull requests: number and branch."""
        return {one.number: one.pull.head_ref for one in self.repository.pulls("open") if one.pull}

    def writes(self, since: int = 0) -> list[str]:
        """The write requests since a point in the log."""
        return [f"{one.method} {one.path}" for one in self.github.requests(writes=True, since=since)]


BOTH = {"sync.yml": WORKFLOWS / "sync.yml", "of bot init": ROOT / "templates" / "init" / "workflow.yml"}


@pytest.fixture
def hosted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hosted]:
    """Run by this repository's workflow, or by the one that the test is parametrized with (`with_both`)."""
    with FakeGitHub() as github:
        made = Hosted(github, tmp_path, getattr(request, "param", BOTH["sync.yml"]))
        made.say("ann/bullets", SLIMMING, HAQ)
        made.say("bob/table", HAQ, FILTERS)
        yield made


with_both = pytest.mark.parametrize("hosted", BOTH.values(), ids=BOTH.keys(), indirect=True)
