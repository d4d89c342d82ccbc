"""A list on the fake GitHub whose sources are there too, and GitHub Actions that runs its workflows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.github import FakeGitHub, Person, Repository
from tests.publish.conftest import CONFIG, FILTERS, HAQ, README, SLIMMING

from .runner import ROOT, WORKFLOWS, Actions, Run

HOURLY = "23 * * * *"


class Hosted:
    """The list's repository, its sources, and what happens there: each event is run by the workflow."""

    def __init__(self, github: FakeGitHub, folder: Path, workflow: Path) -> None:
        self.github = github
        self.workflow = workflow
        files = {
            ".github/bot.yml": CONFIG,
            ".github/as-step": (ROOT / ".github" / "as-step").read_text("utf-8"),
            "pyproject.toml": "",
            "README.md": README,
        }
        self.repository: Repository = github.create("owner/list", files=files)
        self.sources: dict[str, Repository] = {}
        machine = {"BOT_UPSTREAM_API_URL": github.url, "SOURCE_DATE_EPOCH": "1795400000"}
        self.actions = Actions(github, self.repository, folder, machine)
        self.ann: Person = github.as_user("ann")

    def say(self, source: str, *lines: str) -> None:
        """What a source says from now on."""
        files = {"README.md": "# List\n\n## Papers\n\n" + "".join(lines)}
        if source in self.sources:
            self.sources[source].commit(files, "Change", author="bob")
        else:
            self.sources[source] = self.github.create(source, files=files)

    def happens(self, event: str, payload: dict[str, Any] | None = None, **inputs: Any) -> Run:
        """The run for an event that the workflow listens to."""
        run = self.actions.run(self.workflow, event, payload, inputs)
        assert run is not None, f"nothing listens to {event}"
        return run

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
