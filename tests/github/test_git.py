"""Refs, commits, trees, blobs, files and history follow GitHub's rules and are really in git."""

from __future__ import annotations

import base64
import subprocess
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from .repository import EXECUTABLE, FILE, SUBMODULE, SYMLINK, Repository
from .server import FakeGitHub


def git(repository: Repository, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", repository.path, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(api: httpx.Client, parent: str, entries: list[dict[str, Any]], message: str = "Change") -> str:
    tree = api.post("/git/trees", json={"base_tree": parent, "tree": entries}).json()["sha"]
    body = {"message": message, "tree": tree, "parents": [parent]}
    return str(api.post("/git/commits", json=body).json()["sha"])


def entry(path: str, content: str) -> dict[str, Any]:
    return {"path": path, "mode": "100644", "type": "blob", "content": content}


def gone(path: str) -> dict[str, Any]:
    return {"path": path, "mode": "100644", "type": "blob", "sha": None}


def message(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["message"]


def test_a_commit_through_the_git_data_api_is_a_commit_in_git(api: httpx.Client, listing: Repository) -> None:
    head = listing.head()
    blob = api.post("/git/blobs", json={"content": "é\n", "encoding": "utf-8"}).json()["sha"]
    entries = [
        entry("state/new.yml", "x: 1\n"),
        {"path": "docs/é.md", "mode": "100644", "type": "blob", "sha": blob},
    ]
    made = commit(api, head, [*entries, gone("state/catalog/pruning.yml")], "Add x\n\nBody")
    answer = api.post("/git/refs", json={"ref": "refs/heads/bot/new", "sha": made})

    assert answer.status_code == 201
    assert answer.json()["url"].endswith("/repos/owner/list/git/refs/heads/bot/new")
    assert listing.files("bot/new") == {
        "README.md": "# List\n",
        "docs/é.md": "é\n",
        "state/new.yml": "x: 1\n",
    }
    assert git(listing, "log", "--format=%P %an %s", "bot/new", "-1") == f"{head} helper Add x"
    assert git(listing, "fsck", "--strict") == ""


def test_a_commit_keeps_the_people_it_is_given(api: httpx.Client, listing: Repository) -> None:
    tree = api.get("/git/trees/main").json()["sha"]
    who = {"name": "Ann", "email": "ann@example.org", "date": "2024-02-03T04:05:06Z"}
    made = api.post(
        "/git/commits", json={"message": "m", "tree": tree, "parents": [listing.head()], "author": who}
    ).json()

    assert (made["author"], made["committer"], made["verification"]["verified"]) == (who, who, False)


@pytest.mark.parametrize(("login", "verified"), [("helper[bot]", True), ("ann", False)])
def test_an_app_that_names_nobody_gets_a_signature(
    github: FakeGitHub, api: httpx.Client, listing: Repository, login: str, verified: bool
) -> None:
    api.headers["Authorization"] = f"token {github.token(login)}"
    made = commit(api, listing.head(), [entry("a", "a")])
    assert api.get(f"/git/commits/{made}").json()["verification"]["verified"] is verified
    assert api.get(f"/commits/{made}").json()["author"]["login"] == login


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"ref": "refs/heads/main", "sha": "HEAD"}, "Reference already exists"),
        ({"ref": "refs/heads/main/x", "sha": "HEAD"}, "Reference update failed"),
        ({"ref": "refs/heads/x", "sha": "0" * 40}, "Object does not exist"),
        ({"ref": "heads/x", "sha": "HEAD"}, "Reference name must start"),
        ({"ref": "refs/heads/a..b", "sha": "HEAD"}, "Reference name must start"),
        ({"ref": "refs/heads/a.lock", "sha": "HEAD"}, "Reference name must start"),
    ],
    ids=["exists", "a folder of another", "no such object", "short", "two dots", "lock"],
)
def test_a_ref_that_cannot_be_made(
    api: httpx.Client, listing: Repository, body: dict[str, str], expected: str
) -> None:
    answer = api.post(
        "/git/refs", json={key: listing.head() if v == "HEAD" else v for key, v in body.items()}
    )
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(expected)


def test_a_ref_moves_forward_only_unless_forced(api: httpx.Client, listing: Repository) -> None:
    start = listing.head()
    ours, theirs = (commit(api, start, [entry("a", text)]) for text in ("ours", "theirs"))
    api.post("/git/refs", json={"ref": "refs/heads/x", "sha": start})
    statuses = [
        api.patch("/git/refs/heads/x", json=body).status_code
        for body in ({"sha": ours}, {"sha": theirs}, {"sha": theirs, "force": True}, {"sha": "1" * 40})
    ]

    assert statuses == [200, 422, 200, 422]
    assert listing.head("x") == theirs
    assert message(api.patch("/git/refs/heads/y", json={"sha": ours})) == (422, "Reference does not exist")


def test_refs_are_found_by_prefix_and_deleted(api: httpx.Client, listing: Repository) -> None:
    for name in ("bot/a", "bot/b", "other"):
        api.post("/git/refs", json={"ref": f"refs/heads/{name}", "sha": listing.head()})
    found = [ref["ref"] for ref in api.get("/git/matching-refs/heads/bot/").json()]

    assert found == ["refs/heads/bot/a", "refs/heads/bot/b"]
    assert api.get("/git/matching-refs/heads/none").json() == []
    assert api.delete("/git/refs/heads/bot/a").status_code == 204
    assert api.get("/git/ref/heads/bot/a").status_code == 404
    assert api.delete("/git/refs/heads/bot/a").status_code == 422
    assert listing.branches() == ["bot/b", "main", "other"]


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ([gone("nowhere")], "GitRPC::BadObjectState"),
        ([entry("../x", "")], "tree.path contains a malformed path component"),
        ([entry("/x", "")], "tree.path contains a malformed path component"),
        ([entry("a/.git/x", "")], "tree.path contains a malformed path component"),
        (
            [{"path": "a", "mode": "100644", "type": "blob", "sha": "0" * 40}],
            f"tree.sha {'0' * 40} is not a valid blob",
        ),
        ([], "Invalid tree info"),
    ],
    ids=["deletes what is not there", "dots", "slash", "dot git", "no such blob", "empty"],
)
def test_a_tree_that_cannot_be_made(
    api: httpx.Client, listing: Repository, tree: list[Any], expected: str
) -> None:
    answer = api.post("/git/trees", json={"base_tree": listing.head(), "tree": tree})
    assert message(answer) == (422, expected)


def test_a_tree_is_read_flat_or_deep_and_says_when_it_is_cut(api: httpx.Client, listing: Repository) -> None:
    def paths(query: str) -> tuple[list[str], bool]:
        document = api.get(f"/git/trees/main{query}").json()
        return [item["path"] for item in document["tree"]], document["truncated"]

    assert paths("") == (["README.md", "state"], False)
    everything = ["README.md", "state", "state/catalog", "state/catalog/pruning.yml"]
    assert paths("?recursive=1") == (everything, False)
    listing.tree_limit = 2
    assert paths("?recursive=1") == (everything[:2], True)


def test_files_come_as_documents_raw_or_directories(api: httpx.Client, listing: Repository) -> None:
    document = api.get("/contents/README.md").json()
    raw = api.get("/contents/README.md", headers={"Accept": "application/vnd.github.raw+json"})

    assert base64.b64decode(document["content"]) == b"# List\n" == raw.content
    assert raw.headers["Content-Type"].startswith("application/vnd.github.raw")
    assert [(i["type"], i["path"]) for i in api.get("/contents").json()] == [
        ("file", "README.md"),
        ("dir", "state"),
    ]
    assert [i["path"] for i in api.get("/contents/state/").json()] == ["state/catalog"]
    assert api.get("/contents/nothing").status_code == 404
    assert api.get("/contents/README.md?ref=nowhere").status_code == 404
    assert api.get("/git/blobs/" + document["sha"]).json()["content"] == document["content"]


def test_submodules_symlinks_and_large_files(api: httpx.Client, listing: Repository) -> None:
    store, head = listing.store, listing.head()
    large = "x" * 1_000_001
    edits = {
        "sub": (SUBMODULE, "1" * 40),
        "inside": (SYMLINK, listing.blob("README.md")),
        "outside": (SYMLINK, listing.blob("../elsewhere")),
        "run": (EXECUTABLE, listing.blob("#!/bin/sh\n")),
        "large": (FILE, listing.blob(large)),
    }
    author, committer = store.identities(head)
    tree = store.tree(store.tree_of(head), edits)
    listing.move("refs/heads/main", store.commit(tree, [head], "Odd files", author, committer), listing.owner)
    found = {path: api.get(f"/contents/{path}").json() for path in edits}

    assert {path: document["type"] for path, document in found.items()} == {
        "sub": "submodule",
        "inside": "file",
        "outside": "symlink",
        "run": "file",
        "large": "file",
    }
    assert found["outside"]["target"] == "../elsewhere"
    assert base64.b64decode(found["inside"]["content"]) == b"# List\n"
    assert (found["large"]["content"], found["large"]["encoding"]) == ("", "none")
    assert api.get("/contents/large", headers={"Accept": "application/vnd.github.raw"}).text == large


def test_history_by_path_date_and_author(api: httpx.Client, github: FakeGitHub, listing: Repository) -> None:
    first = listing.head()
    old = listing.commit({"a": "1"}, "Old", "ann", datetime(2020, 1, 1, tzinfo=UTC))
    new = listing.commit({"README.md": "# New\n"}, "New", github.user("ben"))

    def shas(**query: str) -> list[str]:
        return [found["sha"] for found in api.get("/commits", params=query).json()]

    assert shas(sha="main") == [new, old, first]
    assert shas(path="README.md") == [new, first]
    assert shas(path="state/catalog") == [first]
    assert shas(until="2020-06-01T00:00:00Z") == [old]
    assert shas(author="ben") == [new]
    assert api.get("/commits?sha=nowhere").status_code == 404
    sha = api.get("/commits/main", headers={"Accept": "application/vnd.github.sha"})
    assert (sha.text, sha.headers["ETag"]) == (new, f'"{new}"')
    assert api.get(f"/commits/{new[:7]}").json()["files"][0]["filename"] == "README.md"
    assert message(api.get("/commits/nowhere")) == (422, "No commit found for SHA: nowhere")


@pytest.mark.parametrize(
    ("base", "head", "status", "ahead", "behind"),
    [
        ("main", "main", "identical", 0, 0),
        ("main", "one", "ahead", 1, 0),
        ("one", "main", "behind", 0, 1),
        ("one", "owner:two", "diverged", 1, 1),
    ],
)
def test_comparisons(
    api: httpx.Client, listing: Repository, base: str, head: str, status: str, ahead: int, behind: int
) -> None:
    for name in ("one", "two"):
        listing.commit({name: name}, branch=name)
    document = api.get(f"/compare/{base}...{head}").json()

    assert (document["status"], document["ahead_by"], document["behind_by"]) == (status, ahead, behind)
    assert len(document["commits"]) == len(document["files"]) == ahead


def test_renames_show_as_renames(api: httpx.Client, listing: Repository) -> None:
    text = "".join(f"{n}\n" for n in range(50))
    listing.commit({"old": text})
    listing.commit({"old": None, "new": text}, branch="x")
    files = api.get("/compare/main...x").json()["files"]
    assert [(f["filename"], f["previous_filename"], f["status"]) for f in files] == [
        ("new", "old", "renamed")
    ]


def test_branches_and_their_protection(api: httpx.Client, github: FakeGitHub, listing: Repository) -> None:
    listing.commit({"a": "a"}, branch="bot/new")
    listing.protect("main", reviews=1)
    made = commit(api, listing.head(), [entry("b", "b")])

    assert [(b["name"], b["protected"]) for b in api.get("/branches").json()] == [
        ("bot/new", False),
        ("main", True),
    ]
    assert [b["name"] for b in api.get("/branches?protected=true").json()] == ["main"]
    assert api.get("/branches/bot/new").json()["commit"]["sha"] == listing.head("bot/new")
    assert api.get("/branches/bot%2Fnew").json()["name"] == "bot/new"
    assert api.get("/branches/none").status_code == 404
    assert message(api.patch("/git/refs/heads/main", json={"sha": made})) == (
        422,
        "Changes must be made through a pull request.",
    )
    assert api.get("/branches/main/protection").status_code == 403
    admin = {"Authorization": f"Bearer {github.token('boss', 'admin')}"}
    rules = api.get("/branches/main/protection", headers=admin).json()
    assert rules["required_pull_request_reviews"]["required_approving_review_count"] == 1
    assert message(api.get("/branches/bot/new/protection", headers=admin)) == (404, "Branch not protected")


def test_branches_merge_or_conflict(api: httpx.Client, listing: Repository) -> None:
    listing.commit({"README.md": "# Theirs\n"}, branch="x")
    merged = api.post("/merges", json={"base": "main", "head": "x"})
    assert (merged.status_code, len(merged.json()["parents"])) == (201, 2)
    assert api.post("/merges", json={"base": "main", "head": "x"}).status_code == 204
    listing.commit({"README.md": "# Ours\n"})
    listing.commit({"README.md": "# Others\n"}, branch="x")
    assert message(api.post("/merges", json={"base": "main", "head": "x"})) == (409, "Merge conflict")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("git/ref/heads/main", 409),
        ("git/trees/main", 409),
        ("commits", 409),
        ("contents/README.md", 404),
        ("branches", 200),
    ],
)
def test_an_empty_repository(github: FakeGitHub, anyone: httpx.Client, path: str, status: int) -> None:
    github.create("owner/empty")
    assert anyone.get(f"/repos/owner/empty/{path}").status_code == status
