"""From an event to the pull requests, by the steps of the workflow, once with the action and once without."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.publish.conftest import FILTERS, HAQ, SLIMMING, XNOR

from .conftest import Hosted, with_both
from .runner import Job

WRITE_STEP = "Apply"


def tokens(job: Job) -> set[str]:
    """The tokens that the steps of a job were given."""
    return {step.env["GITHUB_TOKEN"] for step in job.steps if "GITHUB_TOKEN" in step.env}


@with_both
def test_the_schedule_opens_pull_requests(hosted: Hosted) -> None:
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "success"}, run.log
    assert hosted.open() == {1: "bot/new-papers"}
    assert hosted.repository.issues[1].title == "Add 3 papers: Pruning, Quantization"
    assert (
        run.jobs["plan"].step("Plan").outputs.items()
        >= {
            "new": "3",
            "changed": "0",
            "set-aside": "0",
            "opened": "",
            "idle": "false",
            "exit-code": "0",
        }.items()
    )
    assert run.jobs["write"].step(WRITE_STEP).outputs["opened"] == "1"
    assert run.jobs["plan"].summary.startswith("## Efficient networks\n\n3 new, 0 changed.\n")
    assert run.jobs["write"].summary == "Done; opened #1.\n"


def test_g1_a_second_hour_starts_no_job_that_may_write(hosted: Hosted) -> None:
    hosted.hour()
    since = len(hosted.github.requests())
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "skipped"}
    assert hosted.writes(since) == []


@with_both
def test_only_the_job_that_writes_has_a_token_that_may(hosted: Hosted) -> None:
    run = hosted.hour()
    assert tokens(run.jobs["plan"]) == {hosted.actions.reads}
    assert tokens(run.jobs["write"]) == {hosted.actions.writes}
    refused = httpx.post(
        f"{hosted.github.url}/repos/owner/list/labels",
        json={"name": "x"},
        headers={"Authorization": f"Bearer {hosted.actions.reads}"},
    )
    assert refused.status_code == 403


@with_both
def test_g8_a_manual_dry_run_shows_and_writes_nothing(hosted: Hosted) -> None:
    run = hosted.happens("workflow_dispatch", **{"dry-run": True})
    assert run.results == {"plan": "success", "write": "skipped"}
    assert (hosted.writes(), hosted.open()) == ([], {})
    assert "would be 1 pushed, 1 opened" in run.jobs["plan"].summary


@with_both
def test_a_manual_run_takes_the_sources_that_it_is_told(hosted: Hosted) -> None:
    run = hosted.happens("workflow_dispatch", sources="bob/table")
    assert run.results == {"plan": "success", "write": "success"}
    assert hosted.repository.issues[1].title == "Add 2 papers: Pruning, Quantization"


@with_both
@pytest.mark.parametrize("sources", ["bob/tables", "$(touch pwned)", "--write", "'; touch pwned; '"])
def test_what_is_typed_in_is_a_name_and_never_a_command(hosted: Hosted, sources: str) -> None:
    run = hosted.happens("workflow_dispatch", sources=sources)
    assert run.results == {"plan": "failure", "write": "skipped"}
    assert "there is no source" in run.log
    assert list(hosted.actions.folder.rglob("pwned")) == []
    assert hosted.writes() == []


@with_both
def test_a_comment_by_someone_with_write_access_takes_a_row_out(hosted: Hosted) -> None:
    hosted.hour()
    hosted.ann.comment(1, "/bot decline arxiv:1811.08886")
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "success"}, run.log
    assert hosted.repository.issues[1].title == "Add 2 papers: Pruning"
    assert "HAQ" not in hosted.repository.files("bot/new-papers")["README.md"]
    assert hosted.hour().results["write"] == "skipped"


def test_a_comment_by_a_stranger_changes_nothing(hosted: Hosted) -> None:
    hosted.hour()
    body, head = hosted.repository.issues[1].body, hosted.repository.sha("bot/new-papers")
    hosted.github.collaborator("eve", "read")
    eve = hosted.github.as_user("eve")
    said = eve.comment(1, "/bot decline arxiv:1811.08886\n$(touch pwned) ${{ github.token }}")
    since = len(hosted.github.requests())
    hosted.hour()
    written = [one for one in hosted.writes(since) if "/git/" not in one]  # it remembers having heard
    assert written == [f"POST /repos/owner/list/issues/comments/{said.id}/reactions"]
    assert (hosted.repository.issues[1].body, hosted.repository.sha("bot/new-papers")) == (body, head)


@with_both
def test_merging_a_proposal_rebuilds_its_siblings(hosted: Hosted) -> None:
    hosted.hour()
    hosted.merged(1)
    elsewhere = SLIMMING.replace("arxiv.org/abs/1708.06519", "example.org/slimming.html")
    hosted.say("ann/bullets", elsewhere, HAQ, XNOR)
    hosted.say("bob/table", HAQ, FILTERS, SLIMMING)
    hosted.hour()
    numbers = {branch: number for number, branch in hosted.open().items()}
    assert len(numbers) == 2
    run = hosted.merged(numbers.pop("bot/new-papers"))
    assert run.results == {"plan": "success", "write": "success"}, run.log
    ((branch, number),) = numbers.items()
    assert hosted.repository.commits(branch)[1] == hosted.repository.sha("main")
    hosted.merged(number)
    assert hosted.hour().results["write"] == "skipped"
    assert hosted.open() == {}


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
    assert hosted.hour().results["write"] == "skipped"


@with_both
def test_g5_a_source_set_aside_is_a_warning_and_the_others_go_on(hosted: Hosted) -> None:
    del hosted.github.repositories["bob/table"]
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "success"}
    assert run.jobs["plan"].step("Plan").outputs["exit-code"] == "3"
    assert "::warning::A source was set aside" in run.log
    assert "- set aside bob/table: " in run.jobs["plan"].summary
    assert hosted.repository.issues[1].title == "Add 2 papers: Pruning, Quantization"


def test_g4_a_repository_that_moved_on_between_the_jobs_is_left_alone(hosted: Hosted) -> None:
    hosted.actions.between["write"] = lambda: hosted.ann.push("main", {"NEWS.md": "ours"}) and None
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "success"}
    assert "::warning::The repository moved on meanwhile" in run.jobs["write"].log
    assert hosted.writes() == []
    assert hosted.hour().results == {"plan": "success", "write": "success"}
    assert hosted.open() == {1: "bot/new-papers"}


@with_both
def test_a_mistake_in_the_configuration_fails_the_run_and_says_where(hosted: Hosted) -> None:
    hosted.ann.push("main", {".github/bot.yml": "title: [\n"})
    run = hosted.hour()
    assert run.results == {"plan": "failure", "write": "skipped"}
    assert "bot: .github/bot.yml:" in run.log
    assert run.jobs["plan"].step("Plan").outputs["exit-code"] == "2"


def test_what_github_does_not_take_fails_the_run_and_the_next_does_the_rest(hosted: Hosted) -> None:
    hosted.repository.actions_may_open_pulls = False
    run = hosted.hour()
    assert run.results == {"plan": "success", "write": "failure"}
    assert run.jobs["write"].step(WRITE_STEP).outputs["exit-code"] == "4"
    assert "GitHub Actions is not permitted to create or approve pull requests" in run.log
    hosted.repository.actions_may_open_pulls = True
    assert hosted.hour().results == {"plan": "success", "write": "success"}
    assert hosted.open() == {1: "bot/new-papers"}


@pytest.mark.parametrize("given", ["a person's token", "an App"])
def test_a_token_of_its_own_opens_the_pull_requests_when_there_is_one(hosted: Hosted, given: str) -> None:
    own = hosted.github.token("listbot", "write")
    if given == "an App":
        hosted.actions.variables = {"BOT_APP_ID": "1"}
        hosted.actions.secrets = {"BOT_APP_PRIVATE_KEY": "key"}
        hosted.actions.app_token = own
    else:
        hosted.actions.secrets = {"BOT_TOKEN": own}
    run = hosted.hour()
    assert tokens(run.jobs["plan"]) == {hosted.actions.reads}
    assert hosted.repository.issues[1].user.login == "listbot"


def test_no_token_is_in_the_plan_or_in_a_log(hosted: Hosted) -> None:
    run = hosted.hour()
    plans = list(hosted.actions.folder.rglob("plan.json"))
    assert plans
    text = run.log + "".join(plan.read_text("utf-8") for plan in plans)
    assert hosted.actions.reads not in text
    assert hosted.actions.writes not in text


OTHERS = [
    ("a branch that is not the bot's", "topic", "owner", False),
    ("a stranger's fork", "bot/new-papers", "eve", False),
    ("merged, which is a push as well", "bot/new-papers", "owner", True),
]


@pytest.mark.parametrize(
    ("branch", "owner", "merged"), [case[1:] for case in OTHERS], ids=[c[0] for c in OTHERS]
)
def test_other_pull_requests_start_nothing_and_take_nobodys_place(
    hosted: Hosted, branch: str, owner: str, merged: bool
) -> None:
    head = {"ref": branch, "repo": {"full_name": f"{owner}/list"}}
    event: dict[str, Any] = {"action": "closed", "pull_request": {"merged": merged, "head": head}}
    run = hosted.happens("pull_request", event)
    assert run.results == {"plan": "skipped", "write": "skipped"}
    assert run.group == "list-sync-bot-1"
    assert hosted.github.requests() == []


@with_both
@pytest.mark.parametrize("ref", ["refs/heads/bot/new-papers", "refs/heads/topic", "refs/tags/main"])
def test_pushes_elsewhere_start_nothing_and_take_nobodys_place(hosted: Hosted, ref: str) -> None:
    run = hosted.happens("push", {"ref": ref})
    assert run.results == {"plan": "skipped", "write": "skipped"}
    assert run.group == "list-sync-bot-1"
    assert hosted.github.requests() == []


@with_both
def test_runs_that_may_write_wait_for_each_other_and_dry_ones_for_nobody(hosted: Hosted) -> None:
    assert hosted.hour().group == "list-sync-bot"
    assert hosted.happens("push", {"ref": "refs/heads/main"}).group == "list-sync-bot"
    assert hosted.happens("pull_request", hosted.pull_event("edited", 1)).group == "list-sync-bot"
    assert hosted.happens("workflow_dispatch", **{"dry-run": True}).group == "list-sync-bot-4"
