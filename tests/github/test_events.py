"""What happened to a thread can be read from it, and what changed since can be asked for."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .people import Person
from .repository import Repository
from .server import FakeGitHub


@pytest.fixture
def ann(github: FakeGitHub, listing: Repository) -> Person:
    """Somebody with a pull request open, number 1."""
    person = github.as_user("ann")
    person.push("topic", {"a": "1\n"}, "Add a")
    person.open_pull("topic", "Add a")
    return person


def told(api: httpx.Client, number: int = 1) -> list[tuple[str, str]]:
    return [(e["event"], e["actor"]["login"]) for e in api.get(f"/issues/{number}/events").json()]


def test_what_people_and_the_bot_do_becomes_events(
    api: httpx.Client, ann: Person, listing: Repository
) -> None:
    api.post("/issues/1/labels", json={"labels": ["bot", "new"]})
    ann.unlabel(1, "new")
    ann.edit_title(1, "Add b")
    ann.amend("topic", {"b": "2\n"})
    ann.close(1)
    api.patch("/pulls/1", json={"state": "open"})
    api.post("/pulls/1/requested_reviewers", json={"reviewers": ["owner"]})
    ann.merge(1)
    ann.delete_branch("topic")

    assert told(api) == [
        ("labeled", "helper"),
        ("labeled", "helper"),
        ("unlabeled", "ann"),
        ("renamed", "ann"),
        ("head_ref_force_pushed", "ann"),
        ("closed", "ann"),
        ("reopened", "helper"),
        ("review_requested", "helper"),
        ("merged", "ann"),
        ("closed", "ann"),
        ("head_ref_deleted", "ann"),
    ]
    events = api.get("/issues/1/events").json()
    assert events[2]["label"] == {"name": "new", "color": "ededed"}
    assert events[3]["rename"] == {"from": "Add a", "to": "Add b"}
    assert events[7]["requested_reviewer"]["login"] == "owner"
    assert events[8]["commit_id"] == listing.head()
    latest = api.get("/issues/events?per_page=1").json()
    assert [(event["event"], event["issue"]["number"]) for event in latest] == [("head_ref_deleted", 1)]


def test_a_branch_deleted_and_restored(api: httpx.Client, ann: Person) -> None:
    ann.delete_branch("topic")
    ann.restore_branch(1)
    ann.reopen(1)
    assert [event for event, _ in told(api)] == [
        "closed",
        "head_ref_deleted",
        "head_ref_restored",
        "reopened",
    ]


def test_who_closed_an_issue(api: httpx.Client, github: FakeGitHub) -> None:
    github.as_user("ann").open_issue("One")
    tom = github.as_user("tom", permission="triage")
    tom.close(1, "not_planned")
    document = api.get("/issues/1").json()
    assert (document["closed_by"]["login"], document["state_reason"]) == ("tom", "not_planned")
    assert told(api) == [("closed", "tom")]
    assert api.get("/issues/1/timeline").json()[0]["state_reason"] == "not_planned"
    assert api.get("/collaborators/tom/permission").json()["role_name"] == "triage"


def test_a_timeline_has_commits_comments_and_events_in_order(api: httpx.Client, ann: Person) -> None:
    ann.comment(1, "Hello")
    ann.label(1, "bot")
    entries = api.get("/issues/1/timeline").json()
    assert [entry["event"] for entry in entries] == ["committed", "commented", "labeled"]
    assert (entries[0]["message"], entries[1]["body"]) == ("Add a", "Hello")


def test_a_renamed_label_has_its_new_name_everywhere_and_no_event(
    api: httpx.Client, ann: Person, listing: Repository
) -> None:
    ann.label(1, "bot")
    renamed = api.patch(
        "/labels/BOT", json={"new_name": "robot", "color": "0e8a16", "description": "d"}
    ).json()
    assert (renamed["name"], renamed["color"], renamed["description"]) == ("robot", "0e8a16", "d")
    assert [label["name"] for label in api.get("/issues/1/labels").json()] == ["robot"]
    assert [event for event, _ in told(api)] == ["labeled"]
    ann.rename_label("robot", "machine")
    assert listing.issues[1].labels == ["machine"]
    assert [issue["number"] for issue in api.get("/issues?labels=machine").json()] == [1]
    ann.label(1, "other")
    assert (
        api.patch("/labels/other", json={"new_name": "Machine"}).json()["errors"][0]["code"]
        == "already_exists"
    )
    assert api.patch("/labels/none", json={"new_name": "x"}).status_code == 404


CHANGES = [
    ("comment", lambda ann, api: ann.comment(1, "Hello")),
    ("edit", lambda ann, api: ann.edit_body(1, "New")),
    ("label", lambda ann, api: ann.label(1, "bot")),
    ("push", lambda ann, api: ann.push("topic", {"b": "2\n"})),
    ("close", lambda ann, api: ann.close(1)),
    ("review", lambda ann, api: api.post("/pulls/1/requested_reviewers", json={"reviewers": ["owner"]})),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_what_is_done_to_a_pull_request_moves_its_date(
    api: httpx.Client, github: FakeGitHub, ann: Person, change: Any
) -> None:
    before = api.get("/pulls/1").json()
    github.clock.advance(minutes=1)
    change(ann, api)
    after = api.get("/pulls/1").json()
    assert (before["created_at"], before["updated_at"] < after["updated_at"]) == (after["created_at"], True)


def test_an_edited_comment_is_newer(api: httpx.Client, github: FakeGitHub, ann: Person) -> None:
    first, second = (ann.comment(1, text) for text in ("/bot help", "Thanks"))
    github.clock.advance(minutes=1)
    ann.edit_comment(first, "/bot rebase")
    found = api.get("/issues/comments?sort=updated&direction=desc").json()

    assert [comment["id"] for comment in found] == [first.id, second.id]
    assert found[0]["body"] == "/bot rebase"
    assert found[0]["created_at"] < found[0]["updated_at"]
    since = found[0]["updated_at"]
    assert [c["id"] for c in api.get(f"/issues/comments?since={since}&sort=updated").json()] == [first.id]
    assert [c["id"] for c in api.get(f"/issues/1/comments?since={since}").json()] == [first.id]
    github.clock.advance(minutes=1)
    answer = api.patch(f"/issues/comments/{second.id}", json={"body": "Thank you"}).json()
    assert answer["updated_at"] > since
    assert [c["id"] for c in api.get("/issues/comments?direction=desc").json()] == [first.id, second.id]
    ann.delete_comment(second)
    assert api.get(f"/issues/comments/{second.id}").status_code == 404


def test_lists_are_sorted_and_cut_by_date(api: httpx.Client, github: FakeGitHub, ann: Person) -> None:
    ann.push("other", {"b": "2\n"})
    ann.open_pull("other")
    github.clock.advance(minutes=1)
    ann.comment(1, "Hello")
    since = api.get("/pulls/1").json()["updated_at"]

    def numbers(path: str) -> list[int]:
        return [found["number"] for found in api.get(path).json()]

    assert numbers("/pulls?state=open&sort=updated&direction=desc") == [1, 2]
    assert numbers("/pulls?sort=updated") == [2, 1]
    assert numbers("/pulls?sort=created&direction=desc&base=main") == [2, 1]
    assert numbers("/pulls?head=owner:other&sort=updated") == [2]
    assert numbers(f"/issues?state=all&creator=Ann&since={since}&sort=updated") == [1]
    assert numbers("/issues?sort=comments&direction=asc") == [2, 1]


def test_what_a_workflow_is_started_with(api: httpx.Client, listing: Repository) -> None:
    listing.workflows |= {
        ".github/workflows/sync.yml": "active",
        ".github/workflows/off.yml": "disabled_manually",
    }
    listing.workflows[".github/workflows/push.yml"] = "active"
    listing.commit({".github/workflows/push.yml": "on: push\n"})
    start = "/actions/workflows/{}/dispatches"

    assert api.post(start.format("sync.yml"), json={"ref": "main", "inputs": {"a": "b"}}).status_code == 204
    assert api.post(start.format("1"), json={"ref": "refs/heads/main"}).status_code == 204
    assert [(d.path, d.inputs) for d in listing.dispatches] == [
        (".github/workflows/sync.yml", {"a": "b"}),
        (".github/workflows/sync.yml", {}),
    ]
    assert api.post(start.format("none.yml"), json={"ref": "main"}).status_code == 404
    refused = [api.post(start.format(name), json={"ref": "main"}) for name in ("off.yml", "push.yml")]
    refused.append(api.post(start.format("sync.yml"), json={"ref": "none"}))
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert refused[1].json()["message"] == "Workflow does not have 'workflow_dispatch' trigger"


def test_a_comparison_tells_each_file(api: httpx.Client, listing: Repository) -> None:
    listing.commit({"README.md": "# New\n", "new": "x\n", "state/catalog/pruning.yml": None}, branch="x")
    document = api.get("/compare/main...x").json()
    files = {file["filename"]: file for file in document["files"]}

    assert {
        name: (f["status"], f["additions"], f["deletions"], f["changes"]) for name, f in files.items()
    } == {
        "README.md": ("modified", 1, 1, 2),
        "new": ("added", 1, 0, 1),
        "state/catalog/pruning.yml": ("removed", 0, 1, 1),
    }
    assert files["README.md"]["patch"] == "@@ -1 +1 @@\n-# List\n+# New"
    assert files["new"]["sha"] == api.get("/contents/new?ref=x").json()["sha"]
    assert [commit["sha"] for commit in document["commits"]] == [listing.head("x")]
    assert api.get("/compare/main...x?page=2").json()["files"] == []


def test_large_files_come_raw_only_and_the_largest_not_at_all(api: httpx.Client, listing: Repository) -> None:
    listing.inline_limit, listing.blob_limit = 10, 20
    shas = {n: listing.commit({str(n): "x" * n}, branch="x") for n in (10, 11, 21)}
    raw = {"Accept": "application/vnd.github.raw+json"}

    def content(size: int, **headers: str) -> tuple[int, str]:
        answer = api.get(f"/contents/{size}?ref={shas[21]}", headers=headers)
        return answer.status_code, answer.json().get("encoding", "")

    assert [content(size) for size in (10, 11, 21)] == [(200, "base64"), (200, "none"), (403, "")]
    assert api.get("/contents/11?ref=x", headers=raw).text == "x" * 11
    refused = api.get("/contents/21?ref=x", headers=raw)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "too_large")
    blobs = {name: listing.store.item(listing.store.tree_of(shas[21]), name) for name in ("11", "21")}
    statuses = [api.get(f"/git/blobs/{item.sha}", headers=raw).status_code for item in blobs.values() if item]
    assert statuses == [200, 403]
