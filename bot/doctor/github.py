"""What can be seen on GitHub by reading alone; everything is asked by GET.

https://docs.github.com/rest says of each endpoint who may ask it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.doctor.values import Finding, error, ok, unknown, warning
from bot.doctor.workflows import Workflow, whose_token
from bot.publish.client import Refused
from bot.publish.remote import BRANCHES, MEMORY_BRANCH

if TYPE_CHECKING:
    from bot.fetch import CannotFetch, Fetched
    from bot.publish.client import Client

# “scheduled workflows are automatically disabled when no repository activity has occurred in 60 days”:
# https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
DISABLED_AFTER = timedelta(days=60)
TELL_AFTER = timedelta(days=45)
EXPIRES_SOON = timedelta(days=14)
OF_AN_APP = "ghs_"
EXPIRY = "github-authentication-token-expiration"

# What a rule for the bot's branches keeps it from.
HINDERS = {
    "creation": "making them",
    "update": "writing to them",
    "deletion": "deleting them",
    "non_fast_forward": "rebuilding them on the newest default branch (force-push)",
    "pull_request": "writing to them but by pull request",
    "required_status_checks": "writing to them before checks have passed",
    "required_signatures": "writing to them, where its commits are not signed",
    "required_linear_history": "",
    "branch_name_pattern": "making them, if the pattern is another",
    "commit_message_pattern": "writing to them, if the pattern is another",
    "commit_author_email_pattern": "writing to them, if the pattern is another",
    "committer_email_pattern": "writing to them, if the pattern is another",
}
SETTINGS = "Settings → Actions → General → Workflow permissions"
STATES = {
    "disabled_inactivity": "GitHub disabled it after 60 days without activity in the repository",
    "disabled_manually": "somebody disabled it",
    "disabled_fork": "GitHub disables schedules in a fork",
    "deleted": "it was deleted",
}


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository, as far as the bot is concerned; ``may_push`` is the right of the token's account."""

    name: str
    default: str
    private: bool
    archived: bool
    issues: bool
    may_push: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """The repository's workflows on GitHub (state by path), and the default branch's newest commit."""

    states: Mapping[str, str]
    newest: datetime


def repository(client: Client) -> Repository:
    """The repository; raises Refused."""
    row = client.get("")
    rights = row.get("permissions") or {}
    return Repository(
        row["full_name"],
        row["default_branch"],
        bool(row["private"]),
        bool(row["archived"]),
        bool(row["has_issues"]),
        bool(rights.get("push")),
    )


def judge_no_repository(refused: Refused, name: str) -> Finding:
    """What it means when the repository itself cannot be read."""
    if refused.status == 401:
        return error("GitHub does not accept the token in GITHUB_TOKEN", "Make a new one, and set it there.")
    if refused.status == 404:
        what = f"there is no repository {name}, or this token may not see it"
        return error(what, "Correct GITHUB_REPOSITORY, or give the token access to the repository.")
    return unknown(f"{name}: {refused.plainly}", "Try again later.")


def judge_repository(found: Repository, name: str, token: str, *, dashboard: bool) -> Iterator[Finding]:
    """Whether the bot may write to the repository at all."""
    if found.name.casefold() != name.casefold():
        yield warning(f"{name} is called {found.name} now", f"Set GITHUB_REPOSITORY={found.name}.")
    if found.archived:
        fix = "Unarchive it under Settings → General, or stop the bot."
        yield error(f"{found.name} is archived: nobody can open pull requests", fix)
    if dashboard and not found.issues:
        fix = "Turn issues on under Settings → General, or set `dashboard: false`."
        yield error("`dashboard` needs an issue, and issues are off in this repository", fix)
    if found.may_push:
        yield ok(f"the token's account may write to {found.name}")
    elif not token:
        what = f"{found.name} can be read; without a token nothing can be written"
        yield unknown(what, "Set GITHUB_TOKEN.")
    elif token.startswith(OF_AN_APP):  # GitHub says of no such token what it may do
        fix = "Look at the job's `permissions`, or the App's: Contents and Pull requests have to be write."
        yield unknown(f"GitHub does not say whether this token may write to {found.name}", fix)
    else:
        fix = "Invite its account with the role Write, and give the token Contents and Pull requests: write."
        yield error(f"the token's account may not write to {found.name}", fix)


def judge_token(token: str, headers: Mapping[str, str], now: datetime, *, private: bool) -> Iterator[Finding]:
    """What kind of token it is, what it was made for, and how long it lasts."""
    # https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
    if token.startswith(("ghp_", "gho_")) or "x-oauth-scopes" in headers:
        scopes = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
        enough = {"repo"} if private else {"repo", "public_repo"}
        if scopes & enough:
            yield ok(f"the token's scopes are enough: {', '.join(sorted(scopes))}")
        else:
            has = ", ".join(sorted(scopes - {""})) or "none"
            fix = f"Tick `{'repo' if private else 'public_repo'}` in the token's settings."
            yield error(f"the token lacks a scope that the bot needs; it has {has}", fix)
    else:
        kinds = {OF_AN_APP: "of an App or of GitHub Actions", "github_pat_": "fine-grained"}
        kind = next((kinds[start] for start in kinds if token.startswith(start)), "of a kind without scopes")
        yield ok(f"the token is {kind}; what it may do is said by its permissions")
    yield from _expiry(headers.get(EXPIRY), now)


def _expiry(said: str | None, now: datetime) -> Iterator[Finding]:
    if not said:
        return
    zoned = said.strip().replace(" UTC", " +0000")  # GitHub writes both
    ends = datetime.fromisoformat(re.sub(r"(\d) ([+-]\d{4})$", r"\1\2", zoned))
    # Of some fine-grained tokens GitHub gives the moment of the answer instead:
    # https://github.com/google/go-github/issues/3708
    if timedelta(minutes=5) < ends - now < EXPIRES_SOON:
        yield warning(
            f"the token expires on {ends:%Y-%m-%d}", "Make a new one before, and set it in its place."
        )


def actions(client: Client) -> Mapping[str, Any]:
    """What the repository lets GitHub Actions do: the settings of both pages, as GitHub calls them."""
    return {**client.get("/actions/permissions"), **client.get("/actions/permissions/workflow")}


def judge_actions(
    settings: Mapping[str, Any], workflows: Sequence[Workflow], *, dashboard: bool
) -> Iterator[Finding]:
    """Whether the bot's workflows run, and may open pull requests where they use the token of Actions."""
    ours = [workflow.path for workflow in workflows if workflow.runs_bot]
    if ours and not settings["enabled"]:
        what = f"GitHub Actions is off in this repository, so {', '.join(ours)} never runs"
        yield error(what, f"Allow actions under {SETTINGS.rpartition(' → ')[0]}.")
    if ours and settings.get("allowed_actions") == "local_only":
        what = "this repository allows only actions of its own and of its owner"
        yield warning(what, f"Allow those that {', '.join(ours)} names, there too.")
    whose = whose_token(workflows)
    if whose not in ("actions", "either"):
        yield ok("no workflow here opens pull requests with the token of GitHub Actions")
        return
    if settings["can_approve_pull_request_reviews"]:
        yield ok("GitHub Actions may create pull requests")
    else:
        what = "GitHub Actions may not create pull requests in this repository"
        fix = f"Tick “Allow GitHub Actions to create and approve pull requests” under {SETTINGS}."
        if whose == "either":
            yield warning(f"{what}, so the bot needs a token of its own", f"Give it one, or: {fix}")
        else:
            yield error(what, fix)
    silent = [
        workflow.path
        for workflow in workflows
        for job in workflow.writers
        if job.whose == "actions" and job.permissions is None
    ]
    if silent and settings["default_workflow_permissions"] != "write":
        needed = "contents: write, pull-requests: write" + (", issues: write" if dashboard else "")
        what = f"{', '.join(silent)}: says no `permissions`, and the repository's default is to read"
        yield error(what, f"Add `permissions: {{{needed}}}` to the job.")


def schedule(client: Client) -> Schedule:
    """The workflows as GitHub has them, and when the default branch was last written to."""
    rows: list[Mapping[str, Any]] = []
    page, more = 1, True
    while more:
        number = page
        answer = client.get("/actions/workflows", per_page=100, page=number)
        rows += answer["workflows"]
        more, page = len(rows) < answer["total_count"] and bool(answer["workflows"]), page + 1
    (commit,) = client.get("/commits", per_page=1)
    newest = datetime.fromisoformat(commit["commit"]["committer"]["date"])
    return Schedule({row["path"]: row["state"] for row in rows}, newest)


def judge_schedule(
    found: Schedule, workflows: Iterable[Workflow], now: datetime, *, private: bool
) -> Iterator[Finding]:
    """Whether the workflows that run the bot are on, and stay on."""
    ours = [workflow for workflow in workflows if workflow.runs_bot]
    for workflow in ours:
        state = found.states.get(workflow.path)
        if state is None:
            what = f"{workflow.path} is not on the default branch on GitHub, so its schedule does not run"
            yield error(what, "Commit it to the default branch.")
        elif state != "active":
            name = workflow.path.rpartition("/")[2]
            fix = f"Turn it on again: gh workflow enable {name}, or the button in the Actions tab."
            yield error(f"{workflow.path} is off: {STATES.get(state, state)}", fix)
        else:
            yield ok(f"{workflow.path} is on")
    idle = now - found.newest
    if any(workflow.scheduled for workflow in ours) and not private and idle > TELL_AFTER:
        what = f"the default branch had no commit for {idle.days} days"
        after = f"; GitHub turns schedules off after {DISABLED_AFTER.days}"
        yield warning(what + after, "Merge one of the bot's pull requests, or push any commit, before that.")


def branches(client: Client, default: str) -> tuple[list[str], list[str], list[str]]:
    """The kinds of rules for the bot's branches, which of these are protected, the default one's checks."""
    rules = client.pages(f"/rules/branches/{quote(MEMORY_BRANCH)}")
    protected = client.pages("/branches", protected="true")
    required = client.pages(f"/rules/branches/{quote(default)}")
    row = client.get(f"/branches/{quote(default)}")
    checks = [
        check["context"]
        for rule in required
        if rule["type"] == "required_status_checks"
        for check in rule["parameters"]["required_status_checks"]
    ]
    summary = (row.get("protection") or {}).get("required_status_checks") or {}
    checks += summary.get("contexts") or []
    names = [branch["name"] for branch in protected]
    return (
        list(dict.fromkeys(rule["type"] for rule in rules)),
        [name for name in names if name.startswith(BRANCHES)],
        list(dict.fromkeys(checks)),
    )


def judge_branches(
    found: tuple[Sequence[str], Sequence[str], Sequence[str]], default: str, workflows: Sequence[Workflow]
) -> Iterator[Finding]:
    """Whether the bot may write to its branches, and whether its pull requests can ever be merged."""
    rules, protected, checks = found
    hindered = [f"{kind} keeps it from {HINDERS[kind]}" for kind in rules if HINDERS.get(kind)]
    if hindered:
        what = f"rules bind the bot's branches ({BRANCHES}**): {'; '.join(hindered)}"
        fix = (
            f"Leave {BRANCHES}** out of that ruleset, or let the bot's account bypass it (Settings → Rules)."
        )
        yield error(what, fix)
    if protected:
        what = f"protected, so that the bot cannot rewrite them: {', '.join(protected)}"
        yield error(what, f"Change the pattern under Settings → Branches so that it leaves out {BRANCHES}**.")
    if not hindered and not protected:
        yield ok(f"nothing binds the bot's branches ({BRANCHES}**)")
    whose = whose_token(workflows)
    if checks and whose in ("actions", "either"):
        what = (
            f"{default} asks for checks ({', '.join(checks)}) that wait for “Approve workflows to run” on"
            " pull requests opened with the token of GitHub Actions"
        )
        fix = "Give the bot the token of a GitHub App (or a personal one)."
        yield error(what, fix) if whose == "actions" else warning(what, fix)


def missing_labels(client: Client, labels: Sequence[str]) -> list[str]:
    """Those of ``labels`` that the repository lacks."""
    missing = []
    for label in labels:
        name = quote(label, safe="")
        try:
            client.get(f"/labels/{name}")
        except Refused as no:
            if no.status != 404:
                raise
            missing.append(label)
    return missing


def judge_labels(missing: Sequence[str], wanted: Sequence[str]) -> Iterator[Finding]:
    """Whether the labels that the configuration names are there."""
    for label in missing:
        what = f"the repository has no label “{label}”, which `proposals: labels` names"
        yield warning(what, f'Make it: gh label create "{label}"; or take it out of .github/bot.yml.')
    if wanted and not missing:
        yield ok(f"the repository has the labels: {', '.join(wanted)}")


def judge_sources(found: Mapping[str, Fetched | CannotFetch], where: str = "on GitHub") -> Iterator[Finding]:
    """Whether the lists that the bot follows can be read."""
    good = 0
    for name, fetched in found.items():
        if isinstance(fetched, Exception):
            fix = (
                "Correct its `repo`, `ref`, `paths` or `url` in .github/bot.yml; its papers stay until then."
            )
            yield error(f"source {name}: {fetched}", fix)
        elif fetched.moved_to:
            key = "url" if "://" in fetched.moved_to else "repo"
            fix = f"Write `{key}: {fetched.moved_to}` in .github/bot.yml."
            yield warning(f"source {name} is called {fetched.moved_to} now", fix)
        else:
            good += 1
    if good:
        yield ok(f"{good} of {len(found)} sources {where} can be read")
