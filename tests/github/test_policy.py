"""What the owner of a repository forbids is refused in GitHub's own words."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .people import Person
from .records import Protection, Rule
from .repository import Repository
from .rules import fits
from .server import FakeGitHub

VIOLATIONS = "Repository rule violations found\n\n{}\n\n"
CHECKS = {"required_status_checks": [{"context": "test"}]}
SYNC = ".github/workflows/sync.yml"


@pytest.fixture
def shas(listing: Repository) -> dict[str, str]:
    """`bot/x` stands at `old`; `new` goes on from it, `other` does not, `merge` joins them."""
    old = listing.commit({"a": "1"}, branch="bot/x")
    new = listing.make_commit({"a": "2"}, "New", "ann", [old])
    other = listing.make_commit({"b": "3"}, "Other", "ann", [listing.head()])
    merge = listing.make_commit({}, "Merge", "ann", [old, other])
    return {"old": old, "new": new, "other": other, "merge": merge, "main": listing.head()}


def act(api: httpx.Client, what: str, sha: str, branch: str = "bot/x") -> tuple[int, str]:
    """Create, update, force or delete a branch; status and message."""
    if what == "create":
        answer = api.post("/git/refs", json={"ref": f"refs/heads/{branch}", "sha": sha})
    elif what == "delete":
        answer = api.delete(f"/git/refs/heads/{branch}")
    else:
        answer = api.patch(f"/git/refs/heads/{branch}", json={"sha": sha, "force": what == "force"})
    return answer.status_code, answer.json()["message"] if answer.status_code >= 400 else ""


@pytest.mark.parametrize(
    ("rule", "what", "to", "message"),
    [
        (Rule("creation", "bot/**"), "create", "old", "Cannot create ref due to creations being restricted."),
        (Rule("update", "bot/**"), "update", "new", "Cannot update this protected ref."),
        (Rule("update", "bot/**"), "force", "other", "Cannot update this protected ref."),
        (Rule("deletion", "bot/**"), "delete", "old", "Cannot delete this branch"),
        (Rule("non_fast_forward", "~ALL"), "force", "other", "Cannot force-push to this branch"),
        (Rule("pull_request", "bot/*"), "update", "new", "Changes must be made through a pull request."),
        (Rule("required_signatures", "bot/*"), "update", "new", "Commits must have verified signatures."),
        (
            Rule("required_linear_history", "bot/*"),
            "update",
            "merge",
            "This branch must not contain merge commits.",
        ),
        (
            Rule("required_status_checks", "bot/*", CHECKS),
            "create",
            "old",
            'Required status check "test" is expected.',
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Rule) else "",
)
def test_rules_refuse(
    api: httpx.Client, listing: Repository, shas: dict[str, str], rule: Rule, what: str, to: str, message: str
) -> None:
    listing.rules.append(rule)
    branch = "bot/new" if what == "create" else "bot/x"
    before = listing.branches()
    assert act(api, what, shas[to], branch) == (422, VIOLATIONS.format(message))
    assert (listing.branches(), listing.head("bot/x")) == (before, shas["old"])
    listing.bypass.add("helper")
    assert act(api, what, shas[to], branch)[0] < 300


@pytest.mark.parametrize(
    ("what", "to", "branch"),
    [("create", "old", "bot/new"), ("update", "new", "bot/x"), ("delete", "old", "bot/x")],
)
def test_rules_for_other_things_allow(
    api: httpx.Client, listing: Repository, shas: dict[str, str], what: str, to: str, branch: str
) -> None:
    listing.rules += [
        Rule("non_fast_forward", "bot/**"),
        Rule("update", "main"),
        Rule("creation", "release/*"),
    ]
    if what == "create":
        listing.rules.append(Rule("pull_request", "bot/**"))
    assert act(api, what, shas[to], branch)[0] < 300


def test_several_broken_rules_are_all_told(
    api: httpx.Client, listing: Repository, shas: dict[str, str]
) -> None:
    listing.rules += [Rule("update", "~ALL"), Rule("non_fast_forward", "bot/**")]
    _, message = act(api, "force", shas["other"])
    assert message == VIOLATIONS.format(
        "Cannot update this protected ref.\n\nCannot force-push to this branch"
    )


@pytest.mark.parametrize(
    ("protection", "what", "to", "message"),
    [
        (Protection(), "force", "other", "Cannot force-push to this branch"),
        (Protection(), "delete", "old", "Cannot delete this protected branch"),
        (Protection(reviews=1), "update", "new", "Changes must be made through a pull request."),
        (Protection(restrict_pushes=True), "update", "new", "You're not authorized to push to this branch."),
        (Protection(restrict_creations=True), "create", "old", "Reference update failed"),
    ],
    ids=["force", "delete", "reviews", "pushes", "creations"],
)
def test_a_protected_pattern_refuses(
    api: httpx.Client,
    github: FakeGitHub,
    listing: Repository,
    shas: dict[str, str],
    protection: Protection,
    what: str,
    to: str,
    message: str,
) -> None:
    listing.protection["bot/**"] = protection
    branch = "bot/new" if what == "create" else "bot/x"
    assert act(api, what, shas[to], branch) == (422, message)
    assert api.get("/branches/bot/x").json()["protected"] is True
    api.headers["Authorization"] = f"Bearer {github.token('boss', 'admin')}"
    assert (act(api, what, shas[to], branch)[0] < 300) == (what != "delete")  # admins may, except delete


def test_a_protected_pattern_allows_the_rest(
    api: httpx.Client, listing: Repository, shas: dict[str, str]
) -> None:
    listing.protect("bot/**", allow_force_pushes=True, allow_deletions=True)
    steps = (("update", "new"), ("force", "other"), ("delete", "old"))
    assert [act(api, what, shas[to])[0] for what, to in steps] == [200, 200, 204]


@pytest.mark.parametrize(
    ("pattern", "branch", "fit"),
    [
        ("bot/**", "bot/x", True),
        ("bot/**", "bot/x/y", False),
        ("bot/**/*", "bot/x/y", True),
        ("bot/**/*", "bot/x", True),
        ("bot/*", "bot", False),
        ("*", "main", True),
        ("*", "bot/x", False),
        ("~ALL", "bot/x", True),
        ("ma?n", "main", True),
        ("m.in", "main", False),
    ],
)
def test_patterns(pattern: str, branch: str, fit: bool) -> None:
    assert fits(pattern, branch) is fit


def test_the_default_branch_has_a_pattern_of_its_own(api: httpx.Client, listing: Repository) -> None:
    listing.rules.append(Rule("deletion", "~DEFAULT_BRANCH"))
    assert [len(api.get(f"/rules/branches/{name}").json()) for name in ("main", "bot/x")] == [1, 0]


def test_a_branch_called_like_the_folder_of_others(api: httpx.Client, listing: Repository) -> None:
    listing.commit({"a": "a"}, branch="bot")
    assert act(api, "create", listing.head(), "bot/x") == (422, "Reference update failed")


# merging


@pytest.fixture
def ann(github: FakeGitHub, listing: Repository, shas: dict[str, str]) -> Person:
    """Somebody who has opened a pull request from `bot/x`, number 1."""
    person = github.as_user("ann")
    person.open_pull("bot/x")
    return person


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        (Rule("pull_request", "main"), 200),
        (Rule("pull_request", "main", {"required_approving_review_count": 1}), 405),
        (Rule("update", "main"), 405),
        (Rule("required_linear_history", "main"), 405),
        (Rule("required_status_checks", "main", CHECKS), 405),
    ],
    ids=["pull request", "reviews", "update", "linear", "checks"],
)
def test_merging_under_rules(
    api: httpx.Client, ann: Person, listing: Repository, rule: Rule, status: int
) -> None:
    listing.rules.append(rule)
    answer = api.put("/pulls/1/merge")
    assert (answer.status_code, listing.issues[1].state) == (status, "closed" if status == 200 else "open")


def test_merging_branches_under_rules_conflicts(api: httpx.Client, ann: Person, listing: Repository) -> None:
    listing.rules.append(Rule("update", "main"))
    answer = api.post("/merges", json={"base": "main", "head": "bot/x"})
    assert (answer.status_code, answer.json()["message"]) == (
        409,
        VIOLATIONS.format("Cannot update this protected ref."),
    )


def test_updating_a_branch_under_rules(api: httpx.Client, ann: Person, listing: Repository) -> None:
    listing.commit({"other": "x"})
    listing.rules.append(Rule("update", "bot/**"))
    assert api.put("/pulls/1/update-branch").status_code == 422


def test_a_branch_that_may_not_be_deleted_outlives_its_merge(
    api: httpx.Client, ann: Person, listing: Repository
) -> None:
    listing.delete_branch_on_merge = True
    listing.protect("bot/**")
    assert api.put("/pulls/1/merge").status_code == 200
    assert "bot/x" in listing.branches()


# workflow files


def with_workflow(listing: Repository, text: str = "on: push\n", **more: str) -> str:
    return listing.make_commit({SYNC: text, **more}, "CI", "ann", [listing.head()])


TOKENS: list[tuple[str, Any, tuple[str, ...], str]] = [
    ("sync[bot]", {"contents": "write"}, (), "a GitHub App … without `workflows` permission"),
    ("sync[bot]", {"contents": "write", "workflows": "write"}, (), ""),
    ("sync[bot]", "write", (), ""),
    ("github-actions[bot]", "write", (), "a GitHub App … without `workflows` permission"),
    ("ben", {"contents": "write"}, (), "a Personal Access Token … without `workflows` permission"),
    ("ben", "write", ("repo",), "a Personal Access Token … without `workflow` scope"),
    ("ben", "write", ("repo", "workflow"), ""),
]


@pytest.mark.parametrize(("login", "permission", "scopes", "refusal"), TOKENS)
def test_a_commit_that_changes_a_workflow(
    github: FakeGitHub,
    api: httpx.Client,
    listing: Repository,
    login: str,
    permission: Any,
    scopes: tuple[str, ...],
    refusal: str,
) -> None:
    api.headers["Authorization"] = f"Bearer {github.token(login, permission, scopes=scopes)}"
    who, _, what = refusal.partition(" … ")
    expected = (422, f"refusing to allow {who} to create or update workflow `{SYNC}` {what}")
    assert act(api, "create", with_workflow(listing)) == (expected if refusal else (201, ""))


def test_a_workflow_that_is_not_changed_may_be_pushed(
    github: FakeGitHub, api: httpx.Client, listing: Repository
) -> None:
    api.headers["Authorization"] = f"Bearer {github.token('github-actions[bot]')}"
    listing.commit({SYNC: "on: push\n"})
    on_old = listing.make_commit({"a": "a"}, "Old", "ann", [listing.head()])
    listing.commit({SYNC: "on: pull_request\n"})
    on_new = listing.make_commit({"a": "a"}, "New", "ann", [listing.head()])
    assert act(api, "create", on_old, "bot/old")[0] == 201
    assert act(api, "create", on_new, "bot/new")[0] == 201
    assert act(api, "create", with_workflow(listing, "on: push\n"), "bot/back")[0] == 422


def test_a_classic_token_may_carry_what_another_branch_has(api: httpx.Client, listing: Repository) -> None:
    listing.commit({SYNC: "on: push\n"}, branch="ci")
    assert act(api, "create", with_workflow(listing))[0] == 201


def test_merging_and_updating_with_workflows(
    github: FakeGitHub, api: httpx.Client, listing: Repository, ann: Person
) -> None:
    token = github.token("sync[bot]", {"contents": "write", "pull_requests": "write"})
    api.headers["Authorization"] = f"Bearer {token}"
    listing.commit({SYNC: "on: push\n"})
    updated = api.put("/pulls/1/update-branch")
    assert (updated.status_code, SYNC in updated.json()["message"]) == (403, True)
    ann.update_branch(1)
    ann.push("bot/x", {SYNC: "on: []\n"})
    assert api.put("/pulls/1/merge").status_code == 403
    assert api.post("/merges", json={"base": "main", "head": "bot/x"}).status_code == 403
    assert listing.store.identities(listing.commits("bot/x")[1])[1].name == "GitHub"


# archives, reviewers, drafts, labels

WRITES = [
    ("POST", "/git/refs", {"ref": "refs/heads/y", "sha": "0" * 40}),
    ("POST", "/issues", {"title": "x"}),
    ("POST", "/issues/1/comments", {"body": "x"}),
    ("PATCH", "/pulls/1", {"title": "x"}),
    ("DELETE", "/git/refs/heads/bot/x", None),
    ("POST", "/labels", {"name": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=[f"{m} {p}" for m, p, _ in WRITES])
def test_an_archive_refuses_every_write(
    api: httpx.Client, ann: Person, listing: Repository, method: str, path: str, body: Any
) -> None:
    listing.archived = True
    answer = api.request(method, path, json=body)
    assert (answer.status_code, answer.json()["message"]) == (403, "Repository was archived so is read-only.")
    assert api.get("/pulls/1").status_code == 200


def test_an_archive_is_opened_again_by_its_owner(
    api: httpx.Client, github: FakeGitHub, listing: Repository
) -> None:
    listing.archived = True
    api.headers["Authorization"] = f"Bearer {github.token('owner', 'admin')}"
    url = f"{github.url}/repos/owner/list"
    assert api.patch(url, json={"description": "d"}).status_code == 403
    assert api.patch(url, json={"archived": False}).json()["archived"] is False
    assert api.post("/issues", json={"title": "x"}).status_code == 201


def test_a_revoked_token_is_bad(api: httpx.Client, github: FakeGitHub) -> None:
    github.revoke(api.headers["Authorization"].removeprefix("Bearer "))
    assert api.get("/issues").json()["message"] == "Bad credentials"


@pytest.mark.parametrize("login", ["stranger", "nobody"])
def test_a_reviewer_who_is_no_collaborator(
    api: httpx.Client, github: FakeGitHub, ann: Person, login: str
) -> None:
    github.user("stranger")
    answer = api.post("/pulls/1/requested_reviewers", json={"reviewers": [login, "owner"]})
    assert (answer.status_code, answer.json()["message"]) == (
        422,
        "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the owner/list repository.",
    )
    assert api.get("/pulls/1").json()["requested_reviewers"] == []


def test_drafts_where_the_plan_has_none(api: httpx.Client, listing: Repository, shas: dict[str, str]) -> None:
    listing.drafts = False
    body = {"title": "x", "head": "bot/x", "base": "main"}
    answer = api.post("/pulls", json=body | {"draft": True})
    assert (answer.status_code, answer.json()["message"], "errors" in answer.json()) == (
        422,
        "Draft pull requests are not supported in this repository.",
        False,
    )
    assert api.post("/pulls", json=body).status_code == 201


def test_labels_that_may_not_be_made(api: httpx.Client, listing: Repository, ann: Person) -> None:
    listing.label("bot")
    listing.labels_may_be_made = False
    refused = [
        api.post("/labels", json={"name": "new"}),
        api.post("/issues/1/labels", json={"labels": ["bot", "new"]}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403]
    assert refused[1].json()["message"] == "You do not have permission to create labels on this repository."
    assert listing.issues[1].labels == []
    assert api.post("/issues/1/labels", json={"labels": ["BOT"]}).status_code == 200
