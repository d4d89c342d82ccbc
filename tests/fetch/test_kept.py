"""What git names by its content is asked for once on a machine, and the folder for it is never in the way."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.fetch import Api
from bot.fetch.kept import SUFFIX, UNUSED, Kept
from tests.github import FakeGitHub

from .test_github import FILES, NOTES, QUICK, asked, fetch


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub() as fake:
        fake.create("o/notes", FILES)
        yield fake


@pytest.fixture
def api(github: FakeGitHub, tmp_path: Path) -> Api:
    return Api(github.url, kept=tmp_path / "kept", manners=QUICK)


def kinds(github: FakeGitHub, since: int = 0) -> list[str]:
    """What was asked of the repository: commits, git/trees, git/blobs."""
    return sorted(path.removeprefix("/repos/o/notes/").rpartition("/")[0] for path in asked(github, since))


def test_a_second_run_that_remembers_nothing_asks_only_for_the_newest_commit(
    github: FakeGitHub, api: Api
) -> None:
    [first] = fetch(api, NOTES)
    assert kinds(github) == ["commits", "git/blobs", "git/blobs", "git/blobs", "git/trees"]
    since = len(github.requests())
    assert fetch(api, NOTES) == [first]
    assert kinds(github, since) == ["commits"]
    github.repositories["o/notes"].commit({"README.md": "# More notes\n"}, "Change")
    since = len(github.requests())
    [changed] = fetch(api, NOTES)
    assert changed.files == first.files | {"README.md": b"# More notes\n"}
    assert kinds(github, since) == ["commits", "git/blobs", "git/trees"]


def test_a_file_that_was_changed_there_is_asked_for_again(github: FakeGitHub, api: Api) -> None:
    [first] = fetch(api, NOTES)
    assert api.kept
    for file in api.kept.iterdir():
        file.write_bytes(b"something else")
    since = len(github.requests())
    assert fetch(api, NOTES) == [first]
    assert len(kinds(github, since)) == 5
    since = len(github.requests())
    assert fetch(api, NOTES) == [first]
    assert kinds(github, since) == ["commits"]


def test_a_folder_that_cannot_be_made_costs_requests_and_not_the_run(
    github: FakeGitHub, api: Api, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    [first] = fetch(replace(api, kept=tmp_path / "file" / "kept"), NOTES)
    assert first.files.keys() == {path for path in FILES if path.endswith(".md")}


def test_what_no_run_needed_for_long_goes(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for question in ("old", "used", "new"):
        kept.put(question, question.encode())
    long_ago = time.time() - UNUSED - 60
    for file in tmp_path.iterdir():
        if file.read_bytes() != b"new":
            os.utime(file, (long_ago, long_ago))
    assert kept.get("used") == b"used"
    kept.sweep()
    assert {question: kept.get(question) for question in ("old", "used", "new")} == {
        "old": None,
        "used": b"used",
        "new": b"new",
    }
    assert {file.suffix for file in tmp_path.iterdir()} == {SUFFIX}


def test_without_a_folder_nothing_is_kept() -> None:
    kept = Kept(None)
    kept.put("a", b"a")
    kept.sweep()
    assert kept.get("a") is None
