"""Workflow files: what they say of the bot, and what is made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doctor.values import Finding
from bot.doctor.workflows import Job, Workflow, judge, whose_token, workflow

GOOD = """\
on:
  schedule: [{cron: "23 4 * * *"}]
concurrency: {group: list-sync-bot, cancel-in-progress: false}
permissions: {}
jobs:
  sync:
    permissions: {contents: write, pull-requests: write}
    steps:
      - run: pip install list-sync-bot==1.2.3
      - run: bot sync
        env: {GITHUB_TOKEN: "${{ secrets.BOT_TOKEN }}"}
"""
RIGHTS = {"contents": "write", "pull-requests": "write"}
CI = "on: [push, pull_request]\njobs: {test: {steps: [{run: pytest}]}}\n"


def found(*texts: str, version: str = "1.2.3", **more: bool) -> list[tuple[str, str]]:
    """Level and text of what is found in workflows w0.yml, w1.yml, …"""
    workflows = [workflow(f"w{number}.yml", text) for number, text in enumerate(texts)]
    return [(one.level, one.what) for one in judge(workflows, version, **more)]


def test_what_a_workflow_says() -> None:
    assert workflow("sync.yml", GOOD) == Workflow(
        "sync.yml",
        scheduled=True,
        runs_bot=True,
        exclusive=True,
        writers=(Job("sync", "own", RIGHTS),),
        versions=("1.2.3",),
    )


def test_a_good_one_has_nothing_wrong() -> None:
    assert found(GOOD, CI) == [
        ("ok", "w0.yml: the job “sync” writes with a token of its own"),
        ("ok", "w0.yml runs the same version as this, 1.2.3"),
    ]


def test_what_is_wrong_comes_with_what_puts_it_right() -> None:
    text = """\
on: push
jobs:
  sync:
    permissions: {contents: read, pull-requests: write}
    steps:
      - run: |
          pip install 'list-sync-bot[all]==1.0.0'
          bot sync --dry-run --out plan.json &&
          bot apply plan.json
        env: {GITHUB_TOKEN: "${{ github.token }}"}
"""
    assert list(judge([workflow("w.yml", text), workflow("ci.yml", CI)], "1.2.3", dashboard=True)) == [
        Finding(
            "warning",
            "w.yml: no workflow that runs the bot has a schedule",
            "Add `on: {schedule: [{cron: '17 4 * * *'}]}` to one of them.",
        ),
        Finding(
            "error",
            "w.yml: the job “sync” lacks `contents: write`, `issues: write`",
            "Make it `permissions: {contents: write, pull-requests: write, issues: write}`.",
        ),
        Finding(
            "warning",
            "w.yml: two runs may overlap; the second finds the first's work half done",
            "Add `concurrency: {group: list-sync-bot, cancel-in-progress: false}`.",
        ),
        Finding(
            "warning",
            "ci.yml: waits for somebody to approve it on each of the bot's pull requests: they are opened with the token of GitHub Actions",
            "Give the bot the token of a GitHub App (or a personal one), or press “Approve workflows to run” on each; do not close and reopen one, that declines it.",
        ),
        Finding(
            "warning",
            "w.yml runs list-sync-bot 1.0.0, but this is 1.2.3",
            "Name 1.2.3 there, or install 1.0.0 here: pip install list-sync-bot==1.0.0",
        ),
    ]


@pytest.mark.parametrize(
    ("step", "writes"),
    [
        ("run: bot sync", True),
        ("run: python -m bot -C list sync --format json", True),
        ("run: .venv/bin/bot apply plan.json", True),
        ("run: bot sync --dry-run", False),
        ("run: bot sync --write", False),
        ("run: bot links check", False),
        ("run: echo a robot sync", False),
        ("run: '# bot sync'", False),
        ("uses: ann/list-sync-bot@v1", True),
        ("uses: ann/list-sync-bot@v1\n        with: {command: plan}", False),
        ("uses: ann/list-sync-bot@v1\n        with: {dry-run: 'true'}", False),
        ("uses: ./\n        with: {command: apply}", True),
        ("uses: ./\n        with: {command: setup}", False),
        ("uses: ./", False),
        ("uses: ann/other@v1", False),
    ],
)
def test_which_steps_open_pull_requests(step: str, writes: bool) -> None:
    text = f"jobs:\n  a:\n    steps:\n      - {step}\n"
    assert bool(workflow("w.yml", text).writers) is writes


@pytest.mark.parametrize(
    ("env", "whose"),
    [
        ("${{ secrets.GITHUB_TOKEN }}", "actions"),
        ("${{ github.token }}", "actions"),
        ("${{ secrets.BOT_TOKEN }}", "own"),
        ("${{ steps.app.outputs.token || github.token }}", "either"),
        ("", "none"),
    ],
)
@pytest.mark.parametrize("place", ["step", "job", "workflow"])
def test_whose_token_it_is_wherever_it_is_given(env: str, whose: str, place: str) -> None:
    given = dict.fromkeys(("step", "job", "workflow"), "{}") | {place: f'{{GITHUB_TOKEN: "{env}"}}'}
    text = (
        f"env: {given['workflow']}\n"
        f"jobs:\n  a:\n    env: {given['job']}\n"
        f"    steps:\n      - run: bot sync\n        env: {given['step']}\n"
    )
    assert whose_token([workflow("w.yml", text)]) == whose


def test_a_fallback_to_the_token_of_actions_is_only_perhaps_a_problem() -> None:
    text = GOOD.replace("secrets.BOT_TOKEN", "secrets.BOT_TOKEN || github.token")
    assert [level for level, what in found(text, CI) if what.startswith("w1.yml")] == ["unknown"]


def test_permissions_that_are_not_said_are_a_matter_of_a_setting_elsewhere() -> None:
    silent = GOOD.replace("    permissions: {contents: write, pull-requests: write}\n", "").replace(
        "permissions: {}\n", ""
    )
    silent = silent.replace("secrets.BOT_TOKEN", "github.token")
    assert found(silent)[0] == (
        "warning",
        "w0.yml: the job “sync” says no `permissions`; what its token may do depends on a setting elsewhere",
    )


@pytest.mark.parametrize(
    ("line", "versions"),
    [
        ("uses: ann/list-sync-bot@v1.2.3", ("1.2.3",)),
        (f"uses: ann/list-sync-bot@{'a' * 40} # v1.2.3", ("1.2.3",)),
        (f"uses: ann/list-sync-bot@{'a' * 40}", ()),
        ("run: pip install list-sync-bot==0.9 && bot sync", ("0.9",)),
        ("run: pip install git+https://github.com/ann/list-sync-bot.git@v2.0.1 && bot sync", ("2.0.1",)),
        ("run: pip install list-sync-bot && bot sync", ()),
    ],
)
def test_which_version_a_workflow_names(line: str, versions: tuple[str, ...]) -> None:
    assert workflow("w.yml", f"jobs:\n  a:\n    steps:\n      - {line}\n").versions == versions


def test_the_bot_of_this_very_repository_has_no_version_to_differ() -> None:
    text = GOOD.replace("list-sync-bot==1.2.3", ".")
    assert found(text, version="9.9.9") == [("ok", "w0.yml: the job “sync” writes with a token of its own")]


def test_a_version_that_is_not_named_cannot_be_compared() -> None:
    text = GOOD.replace("list-sync-bot==1.2.3", "list-sync-bot")
    assert found(text)[1:] == [("unknown", "w0.yml: names no version of list-sync-bot to compare with")]


def test_a_workflow_that_does_not_say_yet_where_the_bot_is() -> None:
    step = "uses: OWNER/list-sync-bot@0000000000000000000000000000000000000000 # v0.0.0"
    text = GOOD.replace("run: pip install list-sync-bot==1.2.3", step)
    assert found(text) == [
        (
            "error",
            "w0.yml does not say yet where the bot is: OWNER/list-sync-bot stands for its repository",
        ),
        ("ok", "w0.yml: the job “sync” writes with a token of its own"),
    ]


@pytest.mark.parametrize(("said", "level"), [("write-all", "ok"), ("read-all", "error"), ("{}", "error")])
def test_permissions_in_a_word(said: str, level: str) -> None:
    text = GOOD.replace("{contents: write, pull-requests: write}", said).replace(
        "secrets.BOT_TOKEN", "github.token"
    )
    assert found(text)[0][0] == level


def test_a_job_without_a_token_cannot_write() -> None:
    text = GOOD.replace("${{ secrets.BOT_TOKEN }}", "")
    assert found(text)[0] == (
        "error",
        "w0.yml: the job “sync” gives the bot no GITHUB_TOKEN, so it cannot open pull requests",
    )


def test_without_a_workflow_something_else_has_to_run_it() -> None:
    nobody = ("warning", "no workflow in .github/workflows runs the bot, so nothing runs by itself")
    assert found(CI) == [nobody]
    assert [level for level, _ in found(CI, served=True)] == ["ok"]


def test_a_workflow_that_is_not_yaml_is_told_by_line() -> None:
    assert found("on: push\njobs: {\n")[0] == ("error", "w0.yml:3: not YAML")
    assert found("[" * 100_000)[0] == ("error", "w0.yml:1: nested too deeply")


@given(st.text() | st.text("jobs: stepruno-[]{},\n &*!|>'\"#botync"))
def test_no_text_breaks_the_reading(text: str) -> None:
    list(judge([workflow("w.yml", text)], "1.0"))
