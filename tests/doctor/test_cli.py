"""The command: what it prints, how it ends, and that a folder is enough."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import commands

ROOT = Path(__file__).parents[2]
CONFIG = "title: T\nsources: [{path: a.md}]\ntopics: [{id: pruning, title: Pruning}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/bot.yml").write_text(CONFIG)
    (tmp_path / "a.md").write_text("- [A](https://a.example)\n")
    (tmp_path / "README.md").write_text("# T\n\n<!-- bot:papers start -->\n<!-- bot:papers end -->\n")
    return tmp_path


def run(folder: Path, *words: str, **environ: str) -> Result:
    env = {name: None for name in os.environ if name.startswith("GITHUB_")} | environ
    return CliRunner().invoke(commands, ["doctor", "-C", str(folder), *words], env=env)


def tree(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_folder_is_looked_at_without_network_and_left_as_it_is(folder: Path) -> None:
    before = tree(folder)
    result = run(folder, "--offline")
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[:5] == [
        "warning: this folder is no git checkout, so no pull request can be made from it",
        "         → Clone the list's repository, and run the bot in the clone.",
        "warning: no workflow in .github/workflows runs the bot, so nothing runs by",
        "         itself",
        "         → Add one, as `bot init` writes it, or keep `bot serve` running.",
    ]
    assert lines[5].startswith("ok       Python 3.")
    assert lines[6:] == [
        "ok       configuration, state and README are valid and agree",
        "ok       README.md has 55 of 150,000 bytes",
        "ok       1 of 1 sources in folders can be read",
        "",
        "2 warnings.",
    ]
    assert tree(folder) == before


def test_strict_counts_warnings(folder: Path) -> None:
    assert run(folder, "--offline", "--strict").exit_code == 1


def test_mistakes_in_the_configuration_leave_the_rest_to_be_seen(folder: Path) -> None:
    (folder / ".github/bot.yml").write_text(f"{CONFIG}proposals: {{open: 0}}\n")
    (folder / "state").mkdir()
    (folder / "state/decisions.yml").write_text("decline: 3\n")
    result = run(folder, "--offline", "--format", "json")
    found = json.loads(result.stdout)["findings"]
    assert result.exit_code == 1
    assert [row["what"] for row in found if row["level"] == "error"] == [
        ".github/bot.yml:4: “open” takes a number from 1 to 50, not “0”",
        "state/decisions.yml:1: “decline” takes a list",
    ]
    assert {row["check"] for row in found} == {"python", "files", "readme", "git", "workflows"}


def test_a_folder_without_anything_in_it(tmp_path: Path) -> None:
    result = run(tmp_path, "--offline", "--format", "json")
    found = json.loads(result.stdout)["findings"]
    assert found[1] == {
        "check": "files",
        "level": "error",
        "what": f"{tmp_path}/.github/bot.yml: there is no such file; it says which lists to follow, and `bot init` writes it",
        "fix": "Make one: bot init.",
    }
    assert [row["what"] for row in found if row["level"] == "error"][1:] == [
        "there is no README.md, so nobody sees the list"
    ]


def test_what_was_not_looked_at_for_want_of_a_repository_is_said(folder: Path) -> None:
    result = run(folder)
    assert "unknown: GITHUB_REPOSITORY is not set: nothing on GitHub was looked at" in result.output
    assert result.output.endswith("2 warnings; 1 could not be seen.\n")


def test_it_cannot_run_where_the_call_makes_no_sense(folder: Path) -> None:
    assert run(folder / "nowhere").exit_code == 2
    result = run(folder, GITHUB_REPOSITORY="no/such/name")
    assert str(result.exception) == "GITHUB_REPOSITORY takes owner/name, not “no/such/name”"


def test_hostile_names_are_inert(folder: Path) -> None:
    (folder / ".github/workflows").mkdir()
    workflow = 'jobs: {"::error::\\e[31m\\u202ex": {steps: [{run: bot sync}]}}\n'
    (folder / ".github/workflows/w.yml").write_text(workflow)
    output = run(folder, "--offline").output
    assert "the job “::error::x” gives the bot no GITHUB_TOKEN" in " ".join(output.split())
    assert not any(line.startswith("::") for line in output.splitlines())
    assert "\x1b" not in output
    assert "\u202e" not in output


def test_nothing_is_wrong_with_the_workflows_of_this_repository_and_that_of_bot_init() -> None:
    from bot.doctor.workflows import judge, whose_token, workflow
    from bot.init.files import with_action

    ours = [
        workflow(str(file), file.read_text("utf-8"))
        for file in sorted((ROOT / ".github/workflows").glob("*.yml"))
    ]
    template = (ROOT / "templates/init/workflow.yml").read_text("utf-8")
    theirs = [workflow("sync.yml", with_action(template, f"me/list-sync-bot@{'0' * 40} # v0.0.0"))]
    for workflows in (ours, theirs):
        assert whose_token(workflows) == "either"
        assert any(one.scheduled and one.runs_bot for one in workflows)
        found = list(judge(workflows, "0.0.0", dashboard=True))
        assert {one.level for one in found} <= {"ok", "unknown"}
