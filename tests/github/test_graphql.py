"""`updateRefs` changes all refs or none, and says why not under 200."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from github import Auth, Github, GithubException
from github.Requester import Requester

from .gitstore import Identity
from .graphql import ZERO
from .records import Protection, Rule
from .repository import Repository
from .server import FakeGitHub

MUTATION = """
# Moves refs
mutation Move($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}
"""
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def update(github: FakeGitHub, listing: Repository, anyone: httpx.Client) -> Ask:
    """Sends updates of refs with a token that may write, unless another is given."""
    token = github.token("helper", "write")

    def ask(*updates: dict[str, Any], given: str = token) -> dict[str, Any]:
        id_ = anyone.get("/repos/owner/list").json()["node_id"]
        body = {"query": MUTATION, "variables": {"input": {"repositoryId": id_, "refUpdates": list(updates)}}}
        answer = anyone.post("/graphql", json=body, headers={"Authorization": f"Bearer {given}"})
        assert answer.status_code == 200
        document: dict[str, Any] = answer.json()
        return document

    return ask


def move(name: str, to: str | None, **more: Any) -> dict[str, Any]:
    return {"name": f"refs/heads/{name}", "afterOid": to or ZERO, **more}


def refused(answer: dict[str, Any]) -> str:
    assert answer["data"] == {"updateRefs": None}
    (error,) = answer["errors"]
    return f"{error['type']}: {error['message']}"


@pytest.fixture
def shas(listing: Repository) -> dict[str, str]:
    """Commits: `old` is on `a`, `new` goes on from it, `other` does not."""
    old = listing.commit({"a": "1"}, branch="a")
    new = listing.make_commit({"a": "2"}, "New", "ann", [old])
    other = listing.make_commit({"a": "3"}, "Other", "ann", [listing.head()])
    return {"old": old, "new": new, "other": other, "main": listing.head()}


def test_refs_are_made_moved_and_deleted_at_once(
    update: Ask, listing: Repository, shas: dict[str, str]
) -> None:
    listing.commit({"b": "1"}, branch="b")
    answer = update(
        move("a", shas["new"], beforeOid=shas["old"]),
        move("b", None),
        move("c/d", shas["other"], beforeOid=ZERO),
    )
    assert answer == {"data": {"updateRefs": {"clientMutationId": None}}}
    assert {name: listing.head(name) for name in listing.branches()} == {
        "a": shas["new"],
        "c/d": shas["other"],
        "main": shas["main"],
    }


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"name": "refs/heads/a", "afterOid": "new", "beforeOid": "main"}, "was expected to be at"),
        ({"name": "refs/heads/a", "afterOid": "new", "beforeOid": ZERO}, "was expected to be at"),
        ({"name": "refs/heads/none", "afterOid": "new", "beforeOid": "old"}, f"but is at {ZERO}"),
        ({"name": "refs/heads/a", "afterOid": "other"}, "Update is not a fast forward"),
        ({"name": "refs/heads/none", "afterOid": ZERO}, "Reference does not exist"),
        ({"name": "refs/heads/main", "afterOid": ZERO}, "Cannot delete the default branch"),
        ({"name": "refs/heads/a/b", "afterOid": "new"}, "Reference update failed"),
        ({"name": "refs/heads/first/x", "afterOid": "new"}, "Reference update failed"),
        ({"name": "refs/heads/a", "afterOid": "1" * 40}, "Object does not exist"),
        (
            {"name": "refs/heads/bot/x", "afterOid": "new"},
            "Cannot create ref due to creations being restricted.",
        ),
    ],
    ids=[
        "moved",
        "there",
        "gone",
        "rewrites",
        "nothing",
        "default",
        "folder",
        "each other",
        "object",
        "rule",
    ],
)
def test_one_that_is_refused_keeps_the_others_from_happening(
    update: Ask, listing: Repository, shas: dict[str, str], bad: dict[str, str], why: str
) -> None:
    listing.rules.append(Rule("creation", "bot/**"))
    before = listing.branches()
    given = {key: shas.get(value, value) for key, value in bad.items()}
    assert why in refused(update(move("first", shas["main"]), given))
    assert (listing.branches(), listing.head("a")) == (before, shas["old"])


def test_force_rewrites_unless_rules_forbid(update: Ask, listing: Repository, shas: dict[str, str]) -> None:
    assert "data" in update(move("a", shas["other"], force=True))
    assert listing.head("a") == shas["other"]
    listing.protection["a"] = Protection()
    assert (
        refused(update(move("a", shas["new"], force=True)))
        == "UNPROCESSABLE: Cannot force-push to this branch"
    )


def test_pull_requests_follow(
    update: Ask, github: FakeGitHub, listing: Repository, shas: dict[str, str]
) -> None:
    github.as_user("ann").open_pull("a")
    update(move("a", shas["new"]))
    assert listing.pull_for("a").pull.head_sha == shas["new"]  # type: ignore[union-attr]
    update(move("a", None))
    assert listing.issues[1].state == "closed"


def test_who_may(update: Ask, github: FakeGitHub, listing: Repository, shas: dict[str, str]) -> None:
    reader = github.token("ann", "read")
    app = github.token("sync[bot]", {"contents": "read", "pull_requests": "write"})
    change = move("a", shas["new"])
    assert (
        refused(update(change, given=reader)) == "FORBIDDEN: Resource not accessible by personal access token"
    )
    assert refused(update(change, given=app)) == "FORBIDDEN: Resource not accessible by integration"
    listing.archived = True
    assert refused(update(change)) == "FORBIDDEN: Repository was archived so is read-only."
    listing.private = True
    stranger = github.token("eve", "none")
    assert refused_id(github, stranger, listing) == "NOT_FOUND"


def refused_id(github: FakeGitHub, token: str, listing: Repository) -> str:
    """The error for a repository that this token cannot see, by its right id."""
    id_ = github.documents.repository(listing)["node_id"]
    body = {"query": MUTATION, "variables": {"input": {"repositoryId": id_, "refUpdates": []}}}
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{github.url}/graphql", json=body, headers=headers).json()
    return str(answer["errors"][0]["type"])


def test_a_workflow_needs_its_own_permission(update: Ask, github: FakeGitHub, listing: Repository) -> None:
    app = github.token("sync[bot]", {"contents": "write"})
    made = listing.make_commit({".github/workflows/x.yml": "on: push\n"}, "CI", "ann", [listing.head()])
    assert "without `workflows` permission" in refused(update(move("x", made), given=app))


@pytest.mark.parametrize(
    ("query", "variables", "problem"),
    [
        ("{ viewer { login ", {}, "Expected more"),
        ("{ viewer { name } }", {}, "Field 'name' doesn't exist on type 'User'"),
        ("{ viewer }", {}, "must have selections"),
        ("{ repository { id } }", {}, "Field 'repository' doesn't exist on type 'Query'"),
        ("{ viewer { login } } ; ", {}, "Parse error"),
        (MUTATION, {}, "was provided invalid value"),
        (MUTATION, {"input": {"repositoryId": "R_x"}}, "'refUpdates' on InputObject"),
        (MUTATION, {"input": {"repositoryId": "R_x", "refUpdates": {}}}, "to be a list"),
        (
            MUTATION,
            {"input": {"repositoryId": "R_x", "refUpdates": [{"name": "x", "afterOid": ZERO}]}},
            "GitRefname",
        ),
        (MUTATION, {"input": {"repositoryId": "R_x", "refUpdates": [move("x", "abc")]}}, "GitObjectID"),
        (
            MUTATION,
            {"input": {"repositoryId": "R_x", "refUpdates": [move("x", None, sha="")]}},
            "accept argument 'sha'",
        ),
        (MUTATION, {"input": {"repositoryId": "R_x", "refUpdates": []}}, "Could not resolve to a node"),
    ],
)
def test_a_query_that_is_wrong(
    github: FakeGitHub, listing: Repository, anyone: httpx.Client, query: str, variables: Any, problem: str
) -> None:
    headers = {"Authorization": f"Bearer {github.token('ann')}"}
    answer = anyone.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert (answer.status_code, problem in answer.json()["errors"][0]["message"]) == (200, True)


def test_arguments_may_stand_in_the_query_and_answers_be_renamed(
    github: FakeGitHub, listing: Repository, anyone: httpx.Client
) -> None:
    headers = {"Authorization": f"Bearer {github.token('ann')}"}
    id_ = anyone.get("/repos/owner/list").json()["node_id"]
    query = f"""mutation($updates: [RefUpdate!]!) {{ done: updateRefs(input: {{
        repositoryId: "{id_}", clientMutationId: "7", refUpdates: [{{name: "refs/heads/x",
        afterOid: "{listing.head()}", force: true}}]}}) {{ id: clientMutationId }} }}"""
    answer = anyone.post("/graphql", json={"query": query}, headers=headers)
    assert answer.json() == {"data": {"done": {"id": "7"}}}
    assert listing.head("x") == listing.head()


def test_without_a_token_and_without_graphql(
    github: FakeGitHub, listing: Repository, anyone: httpx.Client
) -> None:
    body = {"query": "{ viewer { login } }"}
    headers = {"Authorization": f"Bearer {github.token('github-actions[bot]')}"}
    assert anyone.post("/graphql", json=body).status_code == 401
    assert anyone.post("/graphql", json=body, headers=headers).json() == {
        "data": {"viewer": {"login": "github-actions[bot]"}}
    }
    assert [request.is_write for request in github.requests()] == [False, False]
    github.graphql = False
    assert anyone.post("/graphql", json=body, headers=headers).status_code == 404


def test_it_has_a_limit_of_its_own(github: FakeGitHub, listing: Repository, anyone: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {github.token('ann')}"}
    asked = {"query": "{ viewer { login } }"}
    first = anyone.post("/graphql", json=asked, headers=headers)
    assert (first.headers["X-RateLimit-Resource"], first.headers["X-RateLimit-Remaining"]) == (
        "graphql",
        "4999",
    )
    resources = anyone.get("/rate_limit", headers=headers).json()["resources"]
    assert (resources["core"]["used"], resources["graphql"]["used"]) == (0, 1)
    github.limit_of("ann", "graphql").used = 5000
    limited = anyone.post("/graphql", json=asked, headers=headers)
    assert (limited.status_code, limited.json()["errors"][0]["type"]) == (200, "RATE_LIMITED")


@pytest.fixture
def requester(github: FakeGitHub, listing: Repository) -> Iterator[Requester]:
    """What PyGithub asks with."""
    auth = Auth.Token(github.token("helper", "write"))
    with Github(base_url=github.url, auth=auth, retry=None, seconds_between_writes=None) as client:
        yield client.requester


def test_pygithub_reaches_it(requester: Requester, github: FakeGitHub, listing: Repository) -> None:
    head = listing.head()
    id_ = github.documents.repository(listing)["node_id"]
    _, found = requester.graphql_query("query { viewer { login } }", {})
    assert found["data"]["viewer"]["login"] == "helper"
    updates = [move("x", head, beforeOid=ZERO)]
    given = {"repositoryId": id_, "refUpdates": updates}
    requester.graphql_query(MUTATION, {"input": given})
    assert listing.head("x") == head
    requester.graphql_named_mutation(
        "updateRefs", {"repositoryId": id_, "refUpdates": [move("x", None)]}, "clientMutationId"
    )
    assert listing.sha("x") is None
    with pytest.raises(GithubException) as raised:
        requester.graphql_query(MUTATION, {"input": given | {"refUpdates": [move("none", None)]}})
    assert raised.value.data["errors"][0]["message"] == "Reference does not exist"


def test_signed_commits_only(update: Ask, listing: Repository, shas: dict[str, str]) -> None:
    listing.rules.append(Rule("required_signatures", "bot/**"))
    signed = Identity("GitHub", "noreply@github.com", listing.clock.now())
    made = listing.store.commit(listing.store.tree_of(shas["main"]), [shas["main"]], "m", signed, signed)
    assert "Commits must have verified signatures." in refused(update(move("bot/x", made)))
    listing.signed.add(made)
    assert "errors" not in update(move("bot/x", made))
