"""A token has permissions by kind, and each operation asks for its own."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .endpoints import ROUTES
from .repository import Repository
from .server import FakeGitHub

APP, PERSON = "sync[bot]", "ben"
PULL = {"title": "x", "head": "x", "base": "main"}


@pytest.fixture(autouse=True)
def threads(github: FakeGitHub, listing: Repository) -> None:
    """Issue 1 with a comment, pull request 2 from `x`, and a branch `y`."""
    ann = github.as_user("ann")
    ann.open_issue("One")
    ann.comment(1, "Hello")
    for name in ("x", "y"):
        ann.push(name, {name: name})
    ann.open_pull("x")
    listing.label("bot")


def asks(github: FakeGitHub, api: httpx.Client, login: str = APP, **kinds: str) -> httpx.Client:
    api.headers["Authorization"] = f"Bearer {github.token(login, kinds)}"
    return api


CASES: list[tuple[str, str, Any, str]] = [
    ("POST", "/git/blobs", {"content": "x"}, "contents=write"),
    ("DELETE", "/git/refs/heads/y", None, "contents=write"),
    ("POST", "/pulls", PULL | {"head": "y"}, "pull_requests=write"),
    ("PATCH", "/pulls/2", {"title": "y"}, "pull_requests=write"),
    ("PUT", "/pulls/2/merge", None, "contents=write"),
    ("POST", "/pulls/2/requested_reviewers", {"reviewers": ["owner"]}, "pull_requests=write"),
    ("POST", "/issues", {"title": "x"}, "issues=write"),
    ("PATCH", "/issues/1", {"title": "y"}, "issues=write"),
    ("PATCH", "/issues/2", {"title": "y"}, "pull_requests=write"),
    ("POST", "/issues/1/comments", {"body": "x"}, "issues=write"),
    ("POST", "/issues/2/comments", {"body": "x"}, "pull_requests=write"),
    ("POST", "/issues/1/labels", {"labels": ["bot"]}, "issues=write"),
    ("POST", "/issues/2/labels", {"labels": ["bot"]}, "pull_requests=write"),
    ("POST", "/issues/1/reactions", {"content": "+1"}, "issues=write"),
    ("POST", "/labels", {"name": "new"}, "issues=write"),
    ("GET", "/actions/permissions", None, "administration=read"),
    ("GET", "/collaborators/ann/permission", None, "metadata=read"),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "needed"), CASES, ids=[f"{m} {p}" for m, p, _, _ in CASES]
)
def test_an_operation_needs_its_permission(
    github: FakeGitHub, api: httpx.Client, method: str, path: str, body: Any, needed: str
) -> None:
    kind, level = needed.split("=")
    everything = ("contents", "issues", "pull_requests", "metadata", "administration", "actions", "workflows")
    lower = {"write": "read", "read": "none"}[level]
    without = asks(github, api, **dict.fromkeys(everything, "write") | {kind: lower})
    refused = without.request(method, path, json=body)

    assert (refused.status_code, refused.json()["message"]) in [
        (403, "Resource not accessible by integration"),
        (403, "You do not have permission to create labels on this repository."),
    ]
    assert needed in refused.headers["X-Accepted-GitHub-Permissions"].split("; ")
    only = asks(github, api, **{kind: level})
    assert only.request(method, path, json=body).status_code < 300


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/pulls", "pull_requests"),
        ("GET", "/issues", "issues"),
        ("GET", "/git/ref/heads/main", "contents"),
        ("GET", "/contents/README.md", "contents"),
        ("GET", "/actions/workflows", "actions"),
        ("GET", "/issues/comments", "issues"),
        ("GET", "/issues/2/comments", "pull_requests"),
    ],
)
def test_reading_needs_it_in_private_only(
    github: FakeGitHub, api: httpx.Client, listing: Repository, method: str, path: str, kind: str
) -> None:
    assert asks(github, api).request(method, path).status_code == 200
    listing.private = True
    assert api.request(method, path).status_code == 403
    assert asks(github, api, **{kind: "read"}).request(method, path).status_code == 200
    assert api.get(f"{github.url}/repos/owner/list").status_code == 200


def test_a_fine_grained_token_of_a_person(github: FakeGitHub, api: httpx.Client, listing: Repository) -> None:
    answer = asks(github, api, PERSON, issues="write").post("/git/blobs", json={"content": "x"})
    assert (answer.status_code, answer.json()["message"]) == (
        403,
        "Resource not accessible by personal access token",
    )
    assert "X-OAuth-Scopes" not in answer.headers
    listing.collaborators[PERSON] = "read"  # it is worth no more than its owner
    assert (
        asks(github, api, PERSON, contents="write").post("/git/blobs", json={"content": "x"}).status_code
        == 403
    )


def test_names_may_be_written_as_in_a_workflow(github: FakeGitHub, api: httpx.Client) -> None:
    api.headers["Authorization"] = f"Bearer {github.token(APP, {'pull-requests': 'write'})}"
    assert api.post("/pulls", json=PULL | {"head": "y"}).status_code == 201


def test_a_new_label_on_a_pull_request_needs_issues(github: FakeGitHub, api: httpx.Client) -> None:
    asks(github, api, pull_requests="write")
    answer = api.post("/issues/2/labels", json={"labels": ["new"]})
    assert (answer.status_code, answer.json()["errors"]) == (
        403,
        [{"resource": "Repository", "field": "label", "code": "unauthorized"}],
    )


def test_updating_a_branch_needs_contents_too(
    github: FakeGitHub, api: httpx.Client, listing: Repository
) -> None:
    listing.commit({"other": "x"})
    assert asks(github, api, pull_requests="write").put("/pulls/2/update-branch").status_code == 403
    assert (
        asks(github, api, pull_requests="write", contents="write").put("/pulls/2/update-branch").status_code
        == 202
    )


@pytest.mark.parametrize(("login", "status"), [("sync[bot]", 403), ("helper", 403)])
def test_nobody_is_told_permissions_where_the_test_says_so(
    github: FakeGitHub, api: httpx.Client, listing: Repository, login: str, status: int
) -> None:
    listing.tells_permissions = False
    api.headers["Authorization"] = f"Bearer {github.token(login)}"
    assert api.get("/collaborators/ann/permission").status_code == status


def test_a_simple_token_may_all_and_tells_no_permissions(api: httpx.Client) -> None:
    answer = api.post("/issues", json={"title": "x"})
    assert (answer.status_code, "X-Accepted-GitHub-Permissions" in answer.headers) == (201, False)


def test_all_of_a_repository_s_operations_name_what_they_need() -> None:
    assert [r.template for r in ROUTES if not r.needs] == ["/user", "/users/{username}", "/rate_limit"]
