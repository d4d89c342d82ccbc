"""Issues, labels, comments and reactions behave as on GitHub."""

from __future__ import annotations

import httpx
import pytest

from .repository import Repository
from .server import FakeGitHub


def names(answer: httpx.Response) -> list[str]:
    return [label["name"] for label in answer.json()]


def test_an_issue_from_opening_to_reopening(api: httpx.Client) -> None:
    made = api.post("/issues", json={"title": "Status", "body": "b", "labels": ["bot"]}).json()
    closed = api.patch("/issues/1", json={"state": "closed", "state_reason": "not_planned"}).json()
    again = api.patch("/issues/1", json={"state": "open", "body": "c"}).json()

    assert (made["number"], made["state"], [label["name"] for label in made["labels"]]) == (
        1,
        "open",
        ["bot"],
    )
    assert (closed["state_reason"], closed["closed_by"]["login"]) == ("not_planned", "helper")
    assert (again["state"], again["body"], again["closed_by"], again["closed_at"]) == (
        "open",
        "c",
        None,
        None,
    )
    assert api.get("/issues/2").status_code == 404


def test_pull_requests_are_issues_too(api: httpx.Client, listing: Repository) -> None:
    listing.commit({"a": "a"}, branch="x")
    api.post("/issues", json={"title": "One", "labels": ["Bot"]})
    api.post("/pulls", json={"title": "Two", "head": "x", "base": "main"})
    api.post("/issues/2/labels", json={"labels": ["bot", "new"]})

    def found(query: str) -> list[tuple[int, bool]]:
        return [(i["number"], "pull_request" in i) for i in api.get(f"/issues?{query}").json()]

    assert found("labels=bot") == [(2, True), (1, False)]
    assert found("labels=BOT,new") == [(2, True)]
    assert found("creator=ann") == []
    api.patch("/issues/2", json={"state": "closed"})
    assert (found(""), found("state=closed")) == ([(1, False)], [(2, True)])
    assert listing.issues[2].labels == ["Bot", "new"]


def test_labels_of_an_issue(api: httpx.Client) -> None:
    api.post("/issues", json={"title": "One"})
    assert names(api.post("/issues/1/labels", json=["a", "b"])) == ["a", "b"]
    assert names(api.post("/issues/1/labels", json={"labels": ["b", "c d"]})) == ["a", "b", "c d"]
    assert names(api.delete("/issues/1/labels/c%20d")) == ["a", "b"]
    assert api.delete("/issues/1/labels/zzz").json()["message"] == "Label does not exist"
    assert names(api.put("/issues/1/labels", json={"labels": ["z"]})) == ["z"]
    assert api.delete("/issues/1/labels").status_code == 204
    assert names(api.get("/issues/1/labels")) == []
    assert names(api.get("/labels")) == ["a", "b", "c d", "z"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "BOT"}, "already_exists"),
        ({"name": "x" * 51}, "custom"),
        ({"name": "x", "color": "#fff"}, "invalid"),
        ({"name": " "}, "missing_field"),
    ],
    ids=["exists", "long", "color", "blank"],
)
def test_a_label_that_cannot_be_made(api: httpx.Client, body: dict[str, str], code: str) -> None:
    assert api.post("/labels", json={"name": "bot", "color": "0E8A16", "description": "d"}).status_code == 201
    answer = api.post("/labels", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_a_label_goes_from_everywhere(api: httpx.Client, listing: Repository) -> None:
    api.post("/issues", json={"title": "One", "labels": ["a"]})
    assert api.get("/labels/A").json()["name"] == "a"
    assert api.delete("/labels/a").status_code == 204
    assert api.get("/labels/a").status_code == 404
    assert listing.issues[1].labels == []


def test_comments(api: httpx.Client, github: FakeGitHub, listing: Repository) -> None:
    ann = github.as_user("ann")
    ann.open_issue("One")
    theirs = ann.comment(1, "/bot rebase")
    github.clock.advance(minutes=1)
    mine = api.post("/issues/1/comments", json={"body": "Done."}).json()
    since = mine["created_at"]

    assert [c["body"] for c in api.get("/issues/1/comments").json()] == ["/bot rebase", "Done."]
    assert [c["id"] for c in api.get(f"/issues/comments?since={since}").json()] == [mine["id"]]
    assert api.get("/issues/comments?sort=created&direction=desc").json()[0]["id"] == mine["id"]
    assert api.get("/issues/1").json()["comments"] == 2
    assert api.get(f"/issues/comments/{theirs.id}").json()["author_association"] == "COLLABORATOR"
    assert api.patch(f"/issues/comments/{mine['id']}", json={"body": "Really."}).json()["body"] == "Really."
    assert api.delete(f"/issues/comments/{mine['id']}").status_code == 204
    assert [comment.body for comment in listing.thread(1)] == ["/bot rebase"]
    assert api.get(f"/issues/comments/{mine['id']}").status_code == 404


@pytest.mark.parametrize("body", ["", " \n", "x" * 65_537], ids=["empty", "blank", "long"])
def test_a_comment_that_cannot_be_made(api: httpx.Client, body: str) -> None:
    api.post("/issues", json={"title": "One"})
    assert api.post("/issues/1/comments", json={"body": body}).status_code == 422


def test_a_reaction_counts_once(api: httpx.Client, github: FakeGitHub) -> None:
    ann = github.as_user("ann")
    ann.open_issue("One")
    where = f"/issues/comments/{ann.comment(1, 'hello').id}/reactions"
    first, second = (api.post(where, json={"content": "+1"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert [r["user"]["login"] for r in api.get(where + "?content=%2B1").json()] == ["helper"]
    assert api.get(where + "?content=eyes").json() == []
    assert api.delete(f"{where}/{first.json()['id']}").status_code == 204
    assert api.post("/issues/1/reactions", json={"content": "rocket"}).status_code == 201
    assert api.get("/issues/1").json()["reactions"]["rocket"] == 1
    assert [r["content"] for r in api.get("/issues/1/reactions").json()] == ["rocket"]


def test_assignees(api: httpx.Client, github: FakeGitHub) -> None:
    github.collaborator("ann", "read")
    github.user("stranger")
    api.post("/issues", json={"title": "One", "assignees": ["ann"]})
    assert api.get("/issues?assignee=ann").json()[0]["assignee"]["login"] == "ann"
    gone = api.request("DELETE", "/issues/1/assignees", json={"assignees": ["ann"]})
    assert (gone.json()["assignee"], api.get("/issues?assignee=ann").json()) == (None, [])
    added = api.post("/issues/1/assignees", json={"assignees": ["ann", "stranger", "nobody"]})
    assert (added.status_code, [user["login"] for user in added.json()["assignees"]]) == (201, ["ann"])
    assert api.patch("/issues/1", json={"assignees": ["stranger"]}).status_code == 422
