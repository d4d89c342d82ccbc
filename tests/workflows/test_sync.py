"""From an event to the pull requests, by the steps of the workflow, once in this repository and once in another."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import HOURLY, XNOR, Hosted, with_both


@with_both
def test_the_schedule_opens_pull_requests(hosted: Hosted) -> None:
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "success"}, run.log
    assert hosted.open() == {1: "bot/new-papers"}
    assert hosted.repository.issues[1].title == "Add 3 papers: Pruning, Quantization"
    assert (
        run.jobs["plan"].steps["Plan"].outputs.items()
        >= {
            "new": "3",
            "changed": "0",
            "set-aside": "0",
            "opened": "",
            "idle": "false",
            "exit-code": "0",
        }.items()
    )
    assert run.jobs["write"].steps["Apply"].outputs["opened"] == "1"
    assert run.jobs["plan"].summary.startswith("## Efficient networks\n\n3 new, 0 changed.\n")
    assert run.jobs["write"].summary == "Done; opened #1.\n"


def test_g1_a_second_hour_starts_no_job_that_may_write(hosted: Hosted) -> None:
    hosted.hour()
    since = len(hosted.github.requests())
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "skipped"}
    assert hosted.writes(since) == []


@with_both
def test_a_token_that_only_reads_is_enough_to_plan(hosted: Hosted) -> None:
    run = hosted.happens("schedule", {"schedule": HOURLY}, job="plan", token=hosted.actions.reads)
    assert run.jobs["plan"].steps["Plan"].outputs["idle"] == "false", run.log
    assert run.results == {"plan": "success", "write": "skipped"}


@with_both
def test_g8_a_manual_dry_run_shows_and_writes_nothing(hosted: Hosted) -> None:
    run = hosted.happens("workflow_dispatch", **{"dry-run": "true"})
    assert run.results == {"plan": "success", "write": "skipped"}
    assert (hosted.writes(), hosted.open()) == ([], {})
    assert "would be 1 pushed, 1 opened" in run.jobs["plan"].summary


def test_a_manual_run_takes_the_sources_that_it_is_told(hosted: Hosted) -> None:
    run = hosted.happens("workflow_dispatch", sources="bob/table")
    assert run.results == {"plan": "success", "write": "success"}
    assert hosted.repository.issues[1].title == "Add 2 papers: Pruning, Quantization"


def test_a_manual_run_believes_the_mass_change_that_it_is_told_to(hosted: Hosted) -> None:
    hosted.hour()
    hosted.ann.merge(1)
    hosted.say("ann/bullets", XNOR)
    run = hosted.happens("workflow_dispatch")
    assert run.jobs["plan"].steps["Plan"].outputs["exit-code"] == "3"
    run = hosted.happens("workflow_dispatch", accept="ann/bullets")
    assert run.results == {"plan": "success", "write": "success"}, run.log
    assert run.jobs["plan"].steps["Plan"].outputs["exit-code"] == "0"


@with_both
def test_what_is_typed_in_is_a_name_and_never_a_command(hosted: Hosted) -> None:
    run = hosted.happens("workflow_dispatch", sources="$(touch pwned) --write '; touch pwned; '")
    assert run.results == {"plan": "failure", "write": "skipped"}
    assert "there is no source" in run.log
    assert list(hosted.actions.folder.rglob("pwned")) == []
    assert hosted.writes() == []


def test_a_comment_by_someone_with_write_access_takes_a_row_out(hosted: Hosted) -> None:
    hosted.hour()
    hosted.ann.comment(1, "/bot decline arxiv:1811.08886")
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "success"}, run.log
    assert hosted.repository.issues[1].title == "Add 2 papers: Pruning"
    assert "HAQ" not in hosted.repository.files("bot/new-papers")["README.md"]


def test_merging_a_proposal_is_a_push_after_which_nothing_is_left_to_do(hosted: Hosted) -> None:
    hosted.hour()
    assert hosted.merged(1).results["plan"] == "success"
    assert hosted.open() == {}
    assert hosted.hour().results == {"plan": "success", "write": "skipped"}


def test_what_people_decide_on_a_proposal_is_heard_at_once(hosted: Hosted) -> None:
    hosted.hour()
    hosted.ann.untick(1, "HAQ")
    run = hosted.happens("pull_request", hosted.pull_event("edited", 1))
    assert run.results == {"plan": "success", "write": "success"}, run.log
    assert hosted.repository.issues[1].title == "Add 2 papers: Pruning"
    hosted.ann.close(1)
    run = hosted.happens("pull_request", hosted.pull_event("closed", 1))
    assert run.results["plan"] == "success", run.log
    assert hosted.open() == {}


def test_g5_a_source_set_aside_is_a_warning_and_the_others_go_on(hosted: Hosted) -> None:
    del hosted.github.repositories["bob/table"]
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "success"}
    assert run.jobs["plan"].steps["Plan"].outputs["exit-code"] == "3"
    assert "::warning::A source was set aside" in run.log
    assert "- set aside bob/table: " in run.jobs["plan"].summary
    assert hosted.repository.issues[1].title == "Add 2 papers: Pruning, Quantization"


def test_g4_a_repository_that_moved_on_between_the_jobs_is_left_alone(hosted: Hosted) -> None:
    hosted.happens("schedule", {"schedule": HOURLY}, job="plan")
    asked = len(hosted.github.requests())
    hosted.github.faults.call(lambda: hosted.ann.push("main", {"NEWS.md": "ours"}) and None, at=asked + 1)
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "success"}
    assert "::warning::The repository moved on meanwhile" in run.jobs["write"].steps["Apply"].log
    assert hosted.writes() == []


def test_a_mistake_in_the_configuration_fails_the_run_and_says_where(hosted: Hosted) -> None:
    hosted.ann.push("main", {".github/bot.yml": "title: [\n"})
    run = hosted.hour()
    assert run.results == {"plan": "failure", "write": "skipped"}
    assert "bot: .github/bot.yml:" in run.log
    assert run.jobs["plan"].steps["Plan"].outputs["exit-code"] == "2"


def test_what_github_does_not_take_fails_the_run(hosted: Hosted) -> None:
    hosted.repository.actions_may_open_pulls = False
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "failure"}
    assert run.jobs["write"].steps["Apply"].outputs["exit-code"] == "4"
    assert "GitHub Actions is not permitted to create or approve pull requests" in run.log


@pytest.mark.parametrize("given", ["a person's token", "an App"])
def test_a_token_of_its_own_opens_the_pull_requests_when_there_is_one(hosted: Hosted, given: str) -> None:
    own = hosted.github.token("listbot", "write")
    if given == "an App":
        hosted.actions.variables = {"BOT_APP_ID": "1"}
        hosted.actions.secrets = {"BOT_APP_PRIVATE_KEY": "key"}
        hosted.actions.app_token = own
    else:
        hosted.actions.secrets = {"BOT_TOKEN": own}
    hosted.hour()
    assert hosted.repository.issues[1].user.login == "listbot"
    assert {one.user for one in hosted.github.requests(writes=True)} == {"listbot"}


def test_no_token_is_in_the_plan_or_in_a_log(hosted: Hosted) -> None:
    run = hosted.hour()
    plans = list(hosted.actions.folder.rglob("plan.json"))
    assert plans
    text = run.log + "".join(plan.read_text("utf-8") for plan in plans)
    assert hosted.actions.writes not in text


def head(branch: str, owner: str, *, merged: bool = False) -> dict[str, Any]:
    """What GitHub tells of a pull request that was closed."""
    return {
        "action": "closed",
        "pull_request": {"merged": merged, "head": {"ref": branch, "repo": {"full_name": f"{owner}/list"}}},
    }


OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "a pull request that is not the bot's": ("pull_request", head("topic", "owner")),
    "a stranger's fork": ("pull_request", head("bot/new-papers", "eve")),
    "merged, which is a push as well": ("pull_request", head("bot/new-papers", "owner", merged=True)),
    "a push to a branch of the bot's": ("push", {"ref": "refs/heads/bot/new-papers"}),
    "a tag of the same name": ("push", {"ref": "refs/tags/main"}),
}


@with_both
def test_what_concerns_nobody_starts_nothing_and_takes_nobodys_place(hosted: Hosted) -> None:
    for event, payload in OTHERS.values():
        assert hosted.happens(event, payload).results == {"plan": "skipped", "write": "skipped"}
        assert re.fullmatch(r"list-sync-bot-\d+", hosted.group(event, payload))
    assert hosted.github.requests() == []


@with_both
def test_runs_that_may_write_wait_for_each_other_and_dry_ones_for_nobody(hosted: Hosted) -> None:
    assert [
        hosted.group("schedule", {"schedule": HOURLY}),
        hosted.group("push", {"ref": "refs/heads/main"}),
        hosted.group("pull_request", head("bot/new-papers", "owner")),
        hosted.group("workflow_dispatch", **{"dry-run": "false"}),
    ] == ["list-sync-bot"] * 4
    assert re.fullmatch(r"list-sync-bot-\d+", hosted.group("workflow_dispatch", **{"dry-run": "true"}))
