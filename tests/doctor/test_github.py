"""What is seen on GitHub: real answers over HTTP, nothing but GETs, and what each of them means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor.github import Repository, judge_repository, judge_token
from bot.doctor.values import Finding
from tests.github import Fault, Rule
from tests.publish.conftest import World
from tests.publish.test_sources import world as world  # the sources are repositories too

WORKFLOW = """\
on:
  schedule: [{cron: "23 4 * * *"}]
concurrency: list-sync-bot
jobs:
  sync:
    permissions: {contents: write, pull-requests: write}
    steps:
      - run: pip install list-sync-bot==0.0.1 && bot sync
        env: {GITHUB_TOKEN: "${{ github.token }}"}
"""
SYNC = ".github/workflows/sync.yml"


@pytest.fixture
def healthy(world: World) -> Iterator[World]:
    """A list where all is well: an administrator's token, a workflow that is on, the label."""
    world.token = world.github.token("owner", "admin")
    world.repository.commit({SYNC: WORKFLOW}, "Run it")
    world.repository.workflows[SYNC] = "active"
    world.repository.label("bot")
    return world


def found(world: World, *, token: bool = True) -> dict[str, list[tuple[str, str]]]:
    """Level and text of what a run finds, by check; a run sends nothing but GETs."""
    result = world.run("doctor", "--format", "json", token=token)
    assert world.writes() == []
    by_check: dict[str, list[tuple[str, str]]] = {}
    for row in json.loads(result.stdout)["findings"]:
        by_check.setdefault(row["check"], []).append((row["level"], row["what"]))
    assert result.exit_code == any(level == "error" for said in by_check.values() for level, _ in said)
    return by_check


def test_all_is_well(healthy: World) -> None:
    said = found(healthy)
    assert {name: said[name] for name in ("repository", "token", "actions", "schedule", "branches", "labels", "sources")} == {
        "repository": [("ok", "the token's account may write to owner/list")],
        "token": [("ok", "the token's scopes are enough: repo")],
        "actions": [("ok", "GitHub Actions may create pull requests")],
        "schedule": [("ok", f"{SYNC} is on")],
        "branches": [("ok", "nothing binds the bot's branches (bot/**)")],
        "labels": [("ok", "the repository has the labels: bot")],
        "sources": [("ok", "2 of 2 sources on GitHub can be read")],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        ("", ("error", f"GitHub Actions is off in this repository, so {SYNC} never runs")),
        ("local_only", ("warning", "this repository allows only actions of its own and of its owner")),
    ],
)
def test_actions_that_are_not_allowed_to_run(healthy: World, allowed: str, said: tuple[str, str]) -> None:
    healthy.repository.actions_allowed = allowed
    assert found(healthy)["actions"] == [said, ("ok", "GitHub Actions may create pull requests")]


def test_actions_that_may_not_open_pull_requests(healthy: World) -> None:
    healthy.repository.actions_may_open_pulls = False
    assert found(healthy)["actions"] == [
        ("error", "GitHub Actions may not create pull requests in this repository")
    ]


def test_actions_that_may_not_open_pull_requests_matter_less_where_another_token_comes_first(
    healthy: World,
) -> None:
    healthy.repository.actions_may_open_pulls = False
    text = WORKFLOW.replace("github.token", "secrets.BOT_TOKEN || github.token")
    healthy.repository.commit({SYNC: text}, "Own token first")
    assert found(healthy)["actions"] == [
        (
            "warning",
            "GitHub Actions may not create pull requests in this repository, so the bot needs a token of its own",
        )
    ]
    healthy.repository.commit({SYNC: WORKFLOW.replace("github.token", "secrets.BOT_TOKEN")}, "Own token")
    assert found(healthy)["actions"] == [
        ("ok", "no workflow here opens pull requests with the token of GitHub Actions")
    ]


def test_permissions_that_nobody_gives(healthy: World) -> None:
    silent = WORKFLOW.replace("    permissions: {contents: write, pull-requests: write}\n", "")
    healthy.repository.commit({SYNC: silent}, "Say less")
    assert found(healthy)["actions"][1:] == [
        ("error", f"{SYNC}: says no `permissions`, and the repository's default is to read")
    ]
    healthy.repository.actions_may_write = True
    assert found(healthy)["actions"][1:] == []


def test_what_only_administrators_may_ask_is_unknown_and_the_rest_is_seen(
    healthy: World, caplog: pytest.LogCaptureFixture
) -> None:
    healthy.token = healthy.github.token("helper", "write")
    with caplog.at_level("INFO"):
        said = found(healthy)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("github")] == []
    assert said["actions"] == [
        ("unknown", "actions: GitHub answered 403: Resource not accessible by personal access token")
    ]
    assert said["labels"] == [("ok", "the repository has the labels: bot")]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (
            "disabled_inactivity",
            "is off: GitHub disabled it after 60 days without activity in the repository",
        ),
        ("disabled_manually", "is off: somebody disabled it"),
        (None, "is not on the default branch on GitHub, so its schedule does not run"),
    ],
)
def test_a_schedule_that_does_not_run(healthy: World, state: str | None, why: str) -> None:
    if state:
        healthy.repository.workflows[SYNC] = state
    else:
        del healthy.repository.workflows[SYNC]
    assert found(healthy)["schedule"] == [("error", f"{SYNC} {why}")]


@pytest.mark.parametrize(("days", "told"), [(44, False), (50, True), (70, True)])
def test_sixty_days_without_a_commit(healthy: World, days: int, told: bool) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=days)
    healthy.repository.commit({"a": "a"}, "Long ago", date=long_ago)
    expected = f"the default branch had no commit for {days} days; GitHub turns schedules off after 60"
    assert found(healthy)["schedule"][1:] == ([("warning", expected)] if told else [])


def test_rules_that_bind_the_bots_branches(healthy: World) -> None:
    healthy.repository.rules += [Rule("non_fast_forward", "~ALL"), Rule("deletion", "main")]
    assert found(healthy)["branches"] == [
        (
            "error",
            "rules bind the bot's branches (bot/**): non_fast_forward keeps it from rebuilding them on the newest default branch (force-push)",
        )
    ]


def test_protection_of_the_bots_branches(healthy: World) -> None:
    healthy.repository.commit({"a": "a"}, "Add", branch="bot/new-papers")
    healthy.repository.protect("bot/new-papers")
    assert found(healthy)["branches"] == [
        ("error", "protected, so that the bot cannot rewrite them: bot/new-papers")
    ]


@pytest.mark.parametrize("by", ["protection", "ruleset"])
def test_checks_that_are_asked_for_and_wait_for_somebody(healthy: World, by: str) -> None:
    if by == "protection":
        healthy.repository.protect("main", checks=("test",))
    else:
        parameters = {
            "required_status_checks": [{"context": "test"}],
            "strict_required_status_checks_policy": False,
        }
        healthy.repository.rules.append(Rule("required_status_checks", "main", parameters))
    assert found(healthy)["branches"][1:] == [
        (
            "error",
            "main asks for checks (test) that wait for “Approve workflows to run” on pull requests opened with the token of GitHub Actions",
        )
    ]
    healthy.repository.commit({SYNC: WORKFLOW.replace("github.token", "secrets.BOT_TOKEN")}, "Own token")
    assert found(healthy)["branches"][1:] == []


def test_missing_labels(healthy: World) -> None:
    healthy.repository.remove_label("bot")
    assert found(healthy)["labels"] == [
        ("warning", "the repository has no label “bot”, which `proposals: labels` names")
    ]


def test_a_source_that_is_gone_and_one_that_moved(healthy: World) -> None:
    healthy.github.rename("ann/bullets", "ann/items")
    del healthy.github.repositories["bob/table"]
    said = found(healthy)["sources"]
    assert said[0] == ("warning", "source ann/bullets is called ann/items now")
    assert said[1][0] == "error"
    assert said[1][1].startswith("source bob/table: ")
    assert len(said) == 2


def test_a_label_that_cannot_be_looked_for_is_not_a_missing_one(healthy: World) -> None:
    found(healthy)  # what never changes is asked for once
    before = len(healthy.github.requests())
    found(healthy)
    paths = [request.path for request in healthy.github.requests(since=before)]
    healthy.github.faults.arm(Fault.ERROR_500, at=paths.index("/repos/owner/list/labels/bot") + 1, times=5)
    assert [level for level, _ in found(healthy)["labels"]] == ["unknown"]


@pytest.mark.parametrize(
    ("scopes", "private", "level"),
    [
        (("repo",), True, "ok"),
        (("public_repo",), False, "ok"),
        (("public_repo",), True, "error"),
        (("gist", "read:user"), False, "error"),
        ((), False, "error"),
    ],
)
def test_scopes(healthy: World, scopes: tuple[str, ...], private: bool, level: str) -> None:
    healthy.repository.private = private
    healthy.token = healthy.github.token("owner", "admin", scopes=scopes)
    assert [one for one, _ in found(healthy)["token"]] == [level]


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("ghs_x", "of an App or of GitHub Actions"),
        ("github_pat_x", "fine-grained"),
        ("x", "of a kind without scopes"),
    ],
)
def test_tokens_without_scopes(token: str, kind: str) -> None:
    assert list(judge_token(token, {}, datetime(2026, 1, 1, tzinfo=UTC), private=True)) == [
        Finding("ok", f"the token is {kind}; what it may do is said by its permissions")
    ]


@pytest.mark.parametrize(("day", "told"), [("2026-01-10", True), ("2026-03-01", False)])
@pytest.mark.parametrize("zone", ["UTC", "+0000"])
def test_a_token_that_expires_soon(day: str, told: bool, zone: str) -> None:
    headers = {"github-authentication-token-expiration": f"{day} 12:00:00 {zone}"}
    said = list(judge_token("github_pat_x", headers, datetime(2026, 1, 1, tzinfo=UTC), private=True))[1:]
    assert [one.what for one in said] == ([f"the token expires on {day}"] if told else [])


def test_a_moment_of_expiry_that_is_now_is_a_known_mistake_of_github() -> None:
    now = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    headers = {"github-authentication-token-expiration": "2026-01-01 17:00:02 +0500"}
    assert len(list(judge_token("github_pat_x", headers, now, private=True))) == 1


def test_a_token_that_may_only_read(healthy: World) -> None:
    healthy.token = healthy.github.token("guest", "read")
    assert found(healthy)["repository"] == [("error", "the token's account may not write to owner/list")]


def test_of_an_apps_token_github_does_not_say_what_it_may_do() -> None:
    found = Repository("owner/list", "main", private=False, archived=False, issues=True, may_push=False)
    assert list(judge_repository(found, "owner/list", "ghs_x", dashboard=False)) == [
        Finding(
            "unknown",
            "GitHub does not say whether this token may write to owner/list",
            "Look at the job's `permissions`, or the App's: Contents and Pull requests have to be write.",
        )
    ]


def test_an_archived_repository_and_one_without_issues(healthy: World) -> None:
    config = healthy.repository.files()[".github/bot.yml"]
    healthy.repository.commit({".github/bot.yml": f"{config}dashboard: true\n"}, "Ask for a dashboard")
    healthy.repository.archived = True
    healthy.repository.has_issues = False
    assert found(healthy)["repository"] == [
        ("error", "owner/list is archived: nobody can open pull requests"),
        ("error", "`dashboard` needs an issue, and issues are off in this repository"),
        ("ok", "the token's account may write to owner/list"),
    ]


def test_a_repository_that_was_renamed(healthy: World) -> None:
    healthy.github.rename("owner/list", "owner/papers")
    assert found(healthy)["repository"][0] == ("warning", "owner/list is called owner/papers now")


def test_a_bad_token_and_a_wrong_repository_end_the_looking_on_github(healthy: World) -> None:
    healthy.token = "ghp_stale"  # noqa: S105 -- one that never was
    assert found(healthy)["repository"] == [("error", "GitHub does not accept the token in GITHUB_TOKEN")]
    del healthy.github.repositories["owner/list"]
    said = found(healthy, token=False)
    assert said["repository"] == [
        ("error", "there is no repository owner/list, or this token may not see it")
    ]
    assert "labels" not in said


def test_without_a_token_what_is_public_is_seen(healthy: World) -> None:
    said = found(healthy, token=False)
    assert said["repository"] == [
        ("unknown", "owner/list can be read; without a token nothing can be written")
    ]
    assert said["schedule"] == [("ok", f"{SYNC} is on")]
    assert said["actions"] == [("unknown", "actions: GitHub answered 401: Requires authentication")]
    assert "token" not in said


def test_an_answer_that_fails_is_unknown_and_the_others_are_seen(healthy: World) -> None:
    found(healthy)  # what never changes is asked for once
    before = len(healthy.github.requests())
    found(healthy)
    paths = [request.path for request in healthy.github.requests(since=before)]
    workflows = paths.index("/repos/owner/list/actions/workflows") + 1
    healthy.github.faults.arm(Fault.ERROR_500, at=workflows, times=5)
    said = found(healthy)
    assert [level for level, _ in said["schedule"]] == ["unknown"]
    assert said["labels"] == [("ok", "the repository has the labels: bot")]


def test_it_reads_at_eighty_columns_and_tells_the_token_to_nobody(healthy: World, tmp_path: Path) -> None:
    healthy.repository.actions_may_open_pulls = False
    healthy.repository.commit({"state/decisions.yml": "decline: 3\n"}, "By hand")
    result = healthy.run("doctor")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith("2 errors, ")
    assert healthy.token not in result.output
    assert "error:   GitHub Actions may not create pull requests in this repository" in lines
    where = lines.index("error:   GitHub Actions may not create pull requests in this repository")
    assert lines[where + 1] == "         → Tick “Allow GitHub Actions to create and approve pull requests”"
