"""Pull requests open, follow their branches, close, reopen and merge as on GitHub."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .repository import Repository
from .server import FakeGitHub


@pytest.fixture
def head(listing: Repository) -> str:
    """A branch with one commit on it."""
    listing.commit({"new.yml": "x\n"}, "Add x", "helper", branch="bot/new")
    return "bot/new"


@pytest.fixture
def pull(api: httpx.Client, head: str) -> dict[str, Any]:
    """An open pull request, number 1."""
    document: dict[str, Any] = opened(api, head).json()
    return document


def opened(api: httpx.Client, head: str, **more: Any) -> httpx.Response:
    return api.post(
        "/pulls", json={"title": "Add x", "body": "- [x] x\n", "head": head, "base": "main", **more}
    )


def state(api: httpx.Client, number: int = 1) -> tuple[str, bool]:
    document = api.get(f"/pulls/{number}").json()
    return document["state"], document["merged"]


def reason(answer: httpx.Response) -> str:
    assert answer.status_code == 422
    return str(answer.json()["errors"][0]["message"])


def test_a_new_pull_request(pull: dict[str, Any], listing: Repository) -> None:
    assert (pull["number"], pull["state"], pull["mergeable"], pull["changed_files"]) == (1, "open", True, 1)
    assert pull["head"]["sha"] == listing.head("bot/new")
    assert pull["base"]["sha"] == listing.head("main")
    assert pull["user"]["login"] == "helper"
    assert listing.pull_for("bot/new").body == "- [x] x\n"


def test_one_open_pull_request_for_a_head_and_base(
    api: httpx.Client, pull: dict[str, Any], head: str
) -> None:
    assert reason(opened(api, head)) == "A pull request already exists for owner:bot/new."
    api.patch("/pulls/1", json={"state": "closed"})
    assert opened(api, head).json()["number"] == 2


def test_nothing_to_pull(api: httpx.Client, listing: Repository) -> None:
    listing.create_ref("refs/heads/same", listing.head(), None)
    assert reason(opened(api, "same")) == "No commits between main and same"


@pytest.mark.parametrize(
    ("head", "base", "field"),
    [("none", "main", "head"), ("stranger:bot/new", "main", "head"), ("bot/new", "none", "base")],
)
def test_a_head_or_base_that_is_not_there(
    api: httpx.Client, listing: Repository, head: str, base: str, field: str
) -> None:
    listing.commit({"a": "a"}, branch="bot/new")
    answer = opened(api, head, base=base)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_lists_are_filtered(api: httpx.Client, pull: dict[str, Any], listing: Repository) -> None:
    listing.commit({"b": "b"}, branch="bot/other")
    opened(api, "owner:bot/other")
    api.patch("/pulls/1", json={"state": "closed"})

    def numbers(query: str) -> list[int]:
        return [found["number"] for found in api.get(f"/pulls?{query}").json()]

    assert numbers("") == [2]
    assert numbers("state=all") == [2, 1]
    assert numbers("state=all&sort=created&direction=asc") == [1, 2]
    assert numbers("state=closed&head=owner:bot/new") == [1]
    assert numbers("state=all&head=stranger:bot/new") == []
    assert numbers("state=all&head=bot/new") == [2, 1]
    assert numbers("base=none") == []


def test_a_push_moves_the_head(api: httpx.Client, github: FakeGitHub, pull: dict[str, Any]) -> None:
    sha = github.as_user("ann").push("bot/new", {"y.yml": "y\n"})
    document = api.get("/pulls/1").json()
    assert (document["head"]["sha"], document["commits"], document["state"]) == (sha, 2, "open")
    assert [found["filename"] for found in api.get("/pulls/1/files").json()] == ["new.yml", "y.yml"]
    assert api.get("/pulls/1/commits").json()[-1]["author"]["login"] == "ann"


def test_a_conflict_shows_and_stops_a_merge(
    api: httpx.Client, pull: dict[str, Any], listing: Repository
) -> None:
    listing.commit({"new.yml": "other\n"})
    document = api.get("/pulls/1").json()
    assert (document["mergeable"], document["mergeable_state"]) == (False, "dirty")
    for method in ("merge", "squash", "rebase"):
        assert api.put("/pulls/1/merge", json={"merge_method": method}).status_code == 405
    assert api.put("/pulls/1/update-branch").status_code == 422


def test_mergeable_may_take_its_time(api: httpx.Client, pull: dict[str, Any], listing: Repository) -> None:
    listing.lazy_mergeable = True
    assert [api.get("/pulls/1").json()["mergeable"] for _ in range(3)] == [None, True, True]
    listing.commit({"other": "x"})
    assert api.get("/pulls/1").json()["mergeable_state"] == "unknown"


@pytest.mark.parametrize(("method", "parents"), [("merge", 2), ("squash", 1), ("rebase", 1)])
def test_merging(
    api: httpx.Client, pull: dict[str, Any], listing: Repository, method: str, parents: int
) -> None:
    listing.commit({"other": "x"})
    answer = api.put("/pulls/1/merge", json={"merge_method": method, "sha": pull["head"]["sha"]})
    document = api.get("/pulls/1").json()

    assert answer.json()["sha"] == listing.head() == document["merge_commit_sha"]
    assert (document["state"], document["merged"], document["merged_by"]["login"]) == (
        "closed",
        True,
        "helper",
    )
    assert len(listing.store.parents(listing.head())) == parents
    assert listing.files() == {
        "README.md": "# List\n",
        "new.yml": "x\n",
        "other": "x",
        "state/catalog/pruning.yml": "[]\n",
    }
    assert listing.head("bot/new") == pull["head"]["sha"]
    assert api.get("/pulls/1/merge").status_code == 204
    assert api.put("/pulls/1/merge").status_code == 405
    assert api.patch("/pulls/1", json={"state": "open"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "change", "status"),
    [
        ({"sha": "0" * 40}, {}, 409),
        ({}, {"draft": True}, 405),
        ({"merge_method": "squash"}, {"methods": {"merge"}}, 405),
        ({}, {"protected": True}, 405),
    ],
    ids=["head moved", "draft", "method off", "needs a review"],
)
def test_merging_refused(
    api: httpx.Client,
    listing: Repository,
    head: str,
    body: dict[str, str],
    change: dict[str, Any],
    status: int,
) -> None:
    opened(api, head, draft=change.get("draft", False))
    listing.merge_methods = change.get("methods", listing.merge_methods)
    if change.get("protected"):
        listing.protect(reviews=1)
        assert api.get("/pulls/1").json()["mergeable_state"] == "blocked"
    assert api.put("/pulls/1/merge", json=body).status_code == status
    assert state(api) == ("open", False)


def test_a_base_that_got_the_commits_by_a_push_counts_as_merged(
    api: httpx.Client, github: FakeGitHub, pull: dict[str, Any], listing: Repository
) -> None:
    github.as_user("ann").merge_branch("main", "bot/new")
    assert state(api) == ("closed", True)
    assert api.get("/pulls/1").json()["merge_commit_sha"] == listing.head()


def test_a_deleted_branch_closes_and_a_restored_one_reopens(
    api: httpx.Client, github: FakeGitHub, pull: dict[str, Any]
) -> None:
    assert api.delete("/git/refs/heads/bot/new").status_code == 204
    assert state(api) == ("closed", False)
    assert api.get("/issues/1").json()["closed_by"]["login"] == "helper"
    assert "has been deleted" in reason(api.patch("/pulls/1", json={"state": "open"}))
    github.as_user("ann").restore_branch(1)
    assert api.patch("/pulls/1", json={"state": "open"}).json()["state"] == "open"


def test_a_head_without_commits_of_its_own_closes(
    api: httpx.Client, pull: dict[str, Any], listing: Repository
) -> None:
    api.patch("/git/refs/heads/bot/new", json={"sha": listing.head(), "force": True})
    assert state(api) == ("closed", False)


def test_a_branch_rewritten_while_closed_does_not_reopen(
    api: httpx.Client, github: FakeGitHub, pull: dict[str, Any]
) -> None:
    ann = github.as_user("ann")
    ann.close(1)
    ann.amend("bot/new", {"new.yml": "z\n"})
    assert api.get("/pulls/1").json()["head"]["sha"] == pull["head"]["sha"]
    assert "force-pushed or recreated" in reason(api.patch("/pulls/1", json={"state": "open"}))


@pytest.mark.parametrize("path", ["/pulls/1", "/issues/1"])
@pytest.mark.parametrize(
    "rewrite",
    [
        lambda ann: ann.amend("bot/new", {"new.yml": "z\n"}),
        lambda ann: (ann.delete_branch("bot/new"), ann.push("bot/new", {"new.yml": "z\n"})),
        lambda ann: ann.rebase("bot/new"),
    ],
    ids=["force-pushed", "recreated", "rebased"],
)
def test_what_was_rewritten_while_closed_stays_closed_and_as_it_was(
    api: httpx.Client, github: FakeGitHub, pull: dict[str, Any], listing: Repository, rewrite: Any, path: str
) -> None:
    ann = github.as_user("ann")
    ann.close(1)
    ann.push("main", {"other": "x"})
    rewrite(ann)
    answer = api.patch(path, json={"state": "open", "title": "New"})

    assert reason(answer) == "state cannot be changed. The bot/new branch was force-pushed or recreated."
    assert (answer.json()["errors"][0]["code"], answer.json()["errors"][0]["field"]) == ("custom", "state")
    document = api.get("/pulls/1").json()
    assert (document["state"], document["title"], document["head"]["sha"]) == (
        "closed",
        "Add x",
        pull["head"]["sha"],
    )


@pytest.mark.parametrize("path", ["/pulls/1", "/issues/1"])
def test_what_went_on_or_came_back_while_closed_reopens(
    api: httpx.Client, github: FakeGitHub, pull: dict[str, Any], listing: Repository, path: str
) -> None:
    ann = github.as_user("ann")
    ann.close(1)
    ann.amend("bot/new", {"new.yml": "z\n"})
    ann.reset("bot/new", pull["head"]["sha"])
    sha = ann.push("bot/new", {"more.yml": "x\n"})
    assert api.patch(path, json={"state": "open"}).json()["state"] == "open"
    assert api.get("/pulls/1").json()["head"]["sha"] == sha


def test_a_merged_one_does_not_reopen_as_an_issue(api: httpx.Client, pull: dict[str, Any]) -> None:
    api.put("/pulls/1/merge")
    assert "was merged" in reason(api.patch("/issues/1", json={"state": "open"}))


def test_the_head_may_lag_behind_the_ref(
    api: httpx.Client, github: FakeGitHub, pull: dict[str, Any], listing: Repository
) -> None:
    listing.head_lag = 2
    sha = github.as_user("ann").push("bot/new", {"y.yml": "y\n"})
    old = pull["head"]["sha"]

    assert api.get("/git/ref/heads/bot/new").json()["object"]["sha"] == sha
    assert api.get("/pulls").json()[0]["head"]["sha"] == old
    assert api.get("/git/matching-refs/heads/bot/").json()[0]["object"]["sha"] == sha
    late = api.get("/pulls/1").json()
    assert (late["head"]["sha"], late["commits"]) == (old, 1)
    assert [api.get("/pulls/1").json()["head"]["sha"], api.get("/pulls").json()[0]["head"]["sha"]] == [
        sha,
        sha,
    ]
    assert api.put("/pulls/1/merge", json={"sha": sha}).status_code == 200


def test_one_does_not_reopen_beside_its_successor(api: httpx.Client, pull: dict[str, Any], head: str) -> None:
    api.patch("/pulls/1", json={"state": "closed"})
    opened(api, head)
    assert "already an open pull request" in reason(api.patch("/pulls/1", json={"state": "open"}))


def test_branches_go_on_merge_where_the_repository_says_so(
    api: httpx.Client, pull: dict[str, Any], listing: Repository
) -> None:
    listing.delete_branch_on_merge = True
    api.put("/pulls/1/merge")
    assert listing.branches() == ["main"]
    assert state(api) == ("closed", True)


def test_update_branch_merges_the_base_in(
    api: httpx.Client, pull: dict[str, Any], listing: Repository
) -> None:
    assert api.put("/pulls/1/update-branch").status_code == 422
    base = listing.commit({"other": "x"})
    assert api.put("/pulls/1/update-branch", json={"expected_head_sha": "0" * 40}).status_code == 422
    assert api.put("/pulls/1/update-branch").status_code == 202
    assert listing.store.parents(listing.head("bot/new")) == [pull["head"]["sha"], base]


def test_reviewers(api: httpx.Client, github: FakeGitHub, pull: dict[str, Any]) -> None:
    github.collaborator("ann", "read")
    github.user("stranger")

    def request(login: str) -> int:
        return api.post("/pulls/1/requested_reviewers", json={"reviewers": [login]}).status_code

    assert [request(login) for login in ("ann", "stranger", "helper")] == [201, 422, 422]
    assert [u["login"] for u in api.get("/pulls/1/requested_reviewers").json()["users"]] == ["ann"]
    gone = api.request("DELETE", "/pulls/1/requested_reviewers", json={"reviewers": ["ann"]})
    assert gone.json()["requested_reviewers"] == []


def test_edits(api: httpx.Client, pull: dict[str, Any], listing: Repository) -> None:
    edited = api.patch("/pulls/1", json={"title": "Add y", "body": "new"}).json()
    assert (edited["title"], edited["body"]) == ("Add y", "new")
    assert api.patch("/pulls/1", json={"title": "Add z"}).json()["body"] == "new"
    listing.commit({"c": "c"}, branch="release")
    assert api.patch("/pulls/1", json={"base": "release"}).json()["base"]["ref"] == "release"
    assert api.patch("/pulls/1", json={"base": "none"}).status_code == 422


@pytest.mark.parametrize(("field", "longest"), [("title", 256), ("body", 65_536)], ids=["title", "body"])
def test_lengths(api: httpx.Client, pull: dict[str, Any], field: str, longest: int) -> None:
    assert api.patch("/pulls/1", json={field: "é" * longest}).status_code == 200
    assert api.patch("/pulls/1", json={field: "é" * (longest + 1)}).status_code == 422


def test_a_blank_title_is_refused(api: httpx.Client, head: str) -> None:
    assert opened(api, head, title=" ").status_code == 422


def test_actions_may_be_forbidden_to_open_pull_requests(
    github: FakeGitHub, api: httpx.Client, listing: Repository, head: str
) -> None:
    listing.actions_may_open_pulls = False
    token = github.token("github-actions[bot]")
    api.headers["Authorization"] = f"Bearer {token}"
    answer = opened(api, head)
    assert (answer.status_code, "not permitted to create" in answer.json()["message"]) == (403, True)


def test_a_diff(api: httpx.Client, pull: dict[str, Any]) -> None:
    text = api.get("/pulls/1", headers={"Accept": "application/vnd.github.diff"}).text
    assert text.startswith("diff --git a/new.yml b/new.yml\nnew file mode 100644")
