"""Tokens, permissions, pages, ETags, limits, redirects: what every answer has in common."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from .records import Rule
from .repository import Repository
from .server import FakeGitHub

WRITES = [
    ("POST", "git/refs", {"ref": "refs/heads/x", "sha": "HEAD"}),
    ("POST", "git/blobs", {"content": "x"}),
    ("POST", "issues/1/labels", {"labels": ["x"]}),
    ("PATCH", "issues/1", {"state": "closed"}),
    ("POST", "pulls", {"title": "x", "head": "x", "base": "main"}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=[path for _, path, _ in WRITES])
@pytest.mark.parametrize(
    ("permission", "status"), [(None, 401), ("read", 403)], ids=["anonymous", "a reader"]
)
def test_only_some_may_write(
    anyone: httpx.Client,
    github: FakeGitHub,
    listing: Repository,
    method: str,
    path: str,
    body: dict[str, str],
    permission: str | None,
    status: int,
) -> None:
    github.as_user("owner").open_issue("One")
    headers = {"Authorization": f"Bearer {github.token('ann', permission)}"} if permission else {}
    sent = {key: listing.sha() if value == "HEAD" else value for key, value in body.items()}
    answer = anyone.request(method, f"/repos/owner/list/{path}", json=sent, headers=headers)
    assert answer.status_code == status


def test_anyone_with_an_account_may_open_an_issue_but_not_label_it(
    github: FakeGitHub, api: httpx.Client
) -> None:
    api.headers["Authorization"] = f"Bearer {github.token('ann', 'read')}"
    assert api.post("/issues", json={"title": "Hello", "labels": ["x"]}).json()["labels"] == []
    assert api.patch("/issues/1", json={"title": "Mine"}).status_code == 200


def test_a_token_is_worth_no_more_than_its_user(github: FakeGitHub, api: httpx.Client) -> None:
    api.headers["Authorization"] = f"Bearer {github.token('ann', 'admin')}"
    github.collaborator("ann", "read")
    assert api.post("/git/blobs", json={"content": "x"}).status_code == 403


def test_a_private_repository_is_not_there_for_others(anyone: httpx.Client, github: FakeGitHub) -> None:
    github.create("owner/secret", {"a": "a"}, private=True)
    token = github.token("ann", "read")
    url = "/repos/owner/secret"
    assert anyone.get(url).status_code == 404
    assert anyone.get(url, headers={"Authorization": f"token {token}"}).status_code == 200


@pytest.mark.parametrize("authorization", ["Bearer nonsense", "Basic x"])
def test_a_bad_token_is_refused(
    anyone: httpx.Client, github: FakeGitHub, listing: Repository, authorization: str
) -> None:
    answer = anyone.get("/repos/owner/list", headers={"Authorization": authorization})
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


@pytest.mark.parametrize(("login", "status"), [("ann", 200), ("helper[bot]", 403)])
def test_an_app_is_nobody(
    anyone: httpx.Client, github: FakeGitHub, listing: Repository, login: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {github.token(login)}"}
    assert anyone.get("/user", headers=headers).status_code == status
    assert anyone.get(f"/users/{login}").json()["login"] == login


@pytest.mark.parametrize(
    ("level", "permission"),
    [("read", "read"), ("triage", "read"), ("write", "write"), ("maintain", "write"), ("admin", "admin")],
)
def test_permissions_of_others(github: FakeGitHub, api: httpx.Client, level: str, permission: str) -> None:
    github.collaborator("ann", level)
    document = api.get("/collaborators/ann/permission").json()
    assert (document["permission"], document["role_name"]) == (permission, level)
    assert api.get("/collaborators/nobody/permission").status_code == 404


def test_pages(api: httpx.Client, github: FakeGitHub, listing: Repository) -> None:
    for number in range(1, 6):
        github.as_user("ann").open_issue(f"Issue {number}")
    second = api.get("/issues?per_page=2&page=2&state=all")

    assert [issue["number"] for issue in second.json()] == [3, 2]
    assert second.links["next"]["url"] == (
        f"{github.url}/repositories/{listing.id}/issues?per_page=2&page=3&state=all"
    )
    assert set(second.links) == {"prev", "next", "first", "last"}
    last = api.get(second.links["last"]["url"])
    assert ([issue["number"] for issue in last.json()], set(last.links)) == ([1], {"prev", "first"})
    assert api.get("/issues").links == {}
    assert api.get("/issues?page=9").json() == []


def test_a_page_has_at_most_a_hundred(api: httpx.Client, github: FakeGitHub) -> None:
    ann = github.as_user("ann")
    for _ in range(101):
        ann.open_issue("One")
    assert (len(api.get("/issues").json()), len(api.get("/issues?per_page=500").json())) == (30, 100)


def test_an_unchanged_answer_costs_a_token_nothing(
    api: httpx.Client, github: FakeGitHub, listing: Repository
) -> None:
    first = api.get("/issues")
    condition = {"If-None-Match": first.headers["ETag"]}
    again = api.get("/issues", headers=condition)
    listing.open_issue(github.user("ann"), "One", None)
    changed = api.get("/issues", headers=condition)

    assert [(r.status, r.cost, r.conditional) for r in github.requests()] == [
        (200, 1, False),
        (304, 0, True),
        (200, 1, True),
    ]
    assert again.content == b""
    assert [a.headers["X-RateLimit-Remaining"] for a in (first, again, changed)] == ["4999", "4999", "4998"]


def test_without_a_token_even_an_unchanged_answer_costs(
    anyone: httpx.Client, github: FakeGitHub, listing: Repository
) -> None:
    url = "/repos/owner/list/commits/main"
    etag = anyone.get(url).headers["ETag"]
    assert anyone.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert github.quota().remaining == 58


def test_the_primary_limit(anyone: httpx.Client, github: FakeGitHub, listing: Repository) -> None:
    url = "/repos/owner/list"
    github.quota().used = 59
    assert [anyone.get(url).status_code for _ in range(2)] == [200, 403]
    refused = anyone.get(url)
    assert (refused.headers["X-RateLimit-Remaining"], refused.json()["message"][:23]) == (
        "0",
        "API rate limit exceeded",
    )
    assert anyone.get("/rate_limit").json()["resources"]["core"]["remaining"] == 0
    github.quota().reset = 0
    assert anyone.get(url).status_code == 200


@pytest.mark.parametrize("status", [403, 429])
def test_the_primary_limit_stops_writes_too_and_says_when_it_resets(
    api: httpx.Client, github: FakeGitHub, listing: Repository, status: int
) -> None:
    github.limit_status = status
    quota = github.limit_of("helper")
    quota.used = quota.limit
    refused = [api.get("/issues"), api.post("/issues", json={"title": "x"})]

    assert [answer.status_code for answer in refused] == [status, status]
    for answer in refused:
        assert answer.headers["X-RateLimit-Remaining"] == "0"
        assert int(answer.headers["X-RateLimit-Reset"]) == quota.reset
        assert "Retry-After" not in answer.headers
    assert listing.issues == {}
    quota.reset = 0
    assert api.post("/issues", json={"title": "x"}).status_code == 201


def test_a_renamed_repository_redirects(github: FakeGitHub, api: httpx.Client, listing: Repository) -> None:
    github.rename("owner/list", "other/papers")
    answer = api.get("/commits?per_page=1&sha=main&path=README.md")

    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        f"{github.url}/repositories/{listing.id}/commits?per_page=1&sha=main&path=README.md",
    )
    assert (
        api.get(f"{github.url}/repos/owner/list", follow_redirects=True).json()["full_name"] == "other/papers"
    )
    github.create("owner/list", {"a": "a"})
    assert api.get(f"{github.url}/repos/owner/list").json()["full_name"] == "owner/list"


def test_a_redirect_keeps_method_query_and_body(
    github: FakeGitHub, api: httpx.Client, listing: Repository
) -> None:
    listing.commit({"a": "a"}, branch="x")
    github.rename("owner/list", "other/papers")
    redirected = api.post("/issues", json={"title": "x"})
    assert (redirected.status_code, redirected.headers["Location"]) == (
        307,
        f"{github.url}/repositories/{listing.id}/issues",
    )
    assert api.post("/issues", json={"title": "x"}, follow_redirects=True).status_code == 201
    assert api.patch("/issues/1", json={"state": "closed"}, follow_redirects=True).json()["state"] == "closed"
    assert api.delete("/git/refs/heads/x", follow_redirects=True).status_code == 204
    closed = api.get("/issues?state=closed&sort=updated", follow_redirects=True)
    assert [issue["number"] for issue in closed.json()] == [1]
    last = github.requests()[-1]
    assert (last.method, last.query) == ("GET", {"state": "closed", "sort": "updated"})


def test_a_redirect_may_be_302_which_turns_a_post_into_a_get(
    github: FakeGitHub, api: httpx.Client, listing: Repository
) -> None:
    github.redirect_status = 302
    github.rename("owner/list", "other/papers")
    assert api.get("/issues?state=all").status_code == 302
    assert api.post("/issues", json={"title": "x"}, follow_redirects=True).json() == []
    assert listing.issues == {}


def test_the_owner_changes_the_repository(github: FakeGitHub, api: httpx.Client, listing: Repository) -> None:
    url = f"{github.url}/repos/owner/list"
    listing.commit({"a": "a"}, branch="trunk")
    assert api.patch(url, json={"default_branch": "trunk"}).status_code == 403
    api.headers["Authorization"] = f"Bearer {github.token('owner', 'admin')}"
    changed = api.patch(url, json={"default_branch": "trunk", "description": "d"}).json()
    assert (changed["default_branch"], changed["permissions"]["admin"]) == ("trunk", True)
    assert api.patch(url, json={"default_branch": "none"}).status_code == 422
    assert api.get("/actions/permissions/workflow").json()["can_approve_pull_request_reviews"] is True


def test_the_clock_is_the_test_s(api: httpx.Client, tmp_path: object) -> None:
    with FakeGitHub(now=datetime(2030, 1, 2, 3, 4, 5, 678, tzinfo=UTC)) as github:
        repository = github.create("a/b", {"a": "a"})
        github.clock.advance(days=1)
        issue = repository.open_issue(github.user("ann"), "One", None)
        assert (repository.created_at.isoformat(), issue.created_at.isoformat()) == (
            "2030-01-02T03:04:05+00:00",
            "2030-01-03T03:04:05+00:00",
        )


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [({"User-Agent": ""}, b"", 403), ({"X-GitHub-Api-Version": "1999-01-01"}, b"", 400), ({}, b"{", 400)],
    ids=["no user agent", "no such version", "no JSON"],
)
def test_requests_that_are_wrong_in_themselves(
    api: httpx.Client, headers: dict[str, str], content: bytes, status: int
) -> None:
    assert api.post("/issues", headers=headers, content=content).status_code == status


def test_a_classic_token_tells_its_scopes_and_other_kinds_do_not(
    anyone: httpx.Client, github: FakeGitHub, listing: Repository
) -> None:
    def scopes(token: str) -> str | None:
        answer = anyone.get("/repos/owner/list", headers={"Authorization": f"Bearer {token}"})
        told: str | None = answer.headers.get("X-OAuth-Scopes")
        return told

    assert scopes(github.token("ann", scopes=("repo", "workflow"))) == "repo, workflow"
    assert scopes(github.token("ann", scopes=())) == ""
    assert scopes(github.token("github-actions[bot]")) is None


def test_workflows_and_rules_are_as_the_test_set_them(api: httpx.Client, listing: Repository) -> None:
    listing.workflows[".github/workflows/sync.yml"] = "disabled_inactivity"
    listing.rules += [Rule("non_fast_forward", "bot/**"), Rule("deletion", "main")]
    found = api.get("/actions/workflows").json()
    assert [(row["name"], row["state"]) for row in found["workflows"]] == [("sync", "disabled_inactivity")]
    assert [rule["type"] for rule in api.get("/rules/branches/bot/not-yet").json()] == ["non_fast_forward"]
    assert [rule["type"] for rule in api.get("/rules/branches/main").json()] == ["deletion"]
