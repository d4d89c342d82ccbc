"""What is seen in the folder alone: files, README, checkout, and checks that stand alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.config import parse
from bot.doctor.local import (
    Git,
    git,
    judge_files,
    judge_folders,
    judge_git,
    judge_python,
    judge_readme,
    problems_of,
    read_folders,
    read_workflows,
)
from bot.doctor.values import Check, Finding, examine, ok
from bot.errors import BotError, Invalid, Problem

MARKED = b"# List\n\n<!-- bot:papers start -->\n<!-- bot:papers end -->\n"


def test_a_check_that_cannot_look_says_so_and_the_others_go_on() -> None:
    def cannot(error: Exception) -> object:
        raise error

    checks = [
        Check("a", lambda: cannot(BotError("no way in")), lambda _: [ok("never said")], "Find one."),
        Check("b", dict, lambda row: [ok(row["absent"])]),
        Check("c", lambda: Path("/nowhere").read_text(), lambda _: []),
        Check("d", lambda: 1, lambda one: [ok(f"it is {one}")]),
    ]
    assert list(examine(checks)) == [
        Finding("unknown", "a: no way in", "Find one.", "a"),
        Finding("unknown", "b: the answer is not understood (KeyError: 'absent')", "", "b"),
        Finding("unknown", "c: /nowhere: no such file or directory", "", "c"),
        Finding("ok", "it is 1", "", "d"),
    ]


@pytest.mark.parametrize(
    ("version", "finding"),
    [
        ((3, 11, 7), Finding("ok", "Python 3.11.7")),
        ((3, 10, 2), Finding("error", "this is Python 3.10.2", "Install Python 3.11 or later.")),
    ],
)
def test_python(version: tuple[int, ...], finding: Finding) -> None:
    assert list(judge_python(version)) == [finding]


def test_problems_of_files_come_with_what_to_do() -> None:
    def invalid() -> list[Problem]:
        raise Invalid([Problem("state/decisions.yml", 7, "not YAML")])

    def missing() -> list[Problem]:
        raise BotError("README.md: not UTF-8 (byte 7)")

    stale = Problem("README.md", 1, "does not say what state/ says; bring it up to date with: bot render")
    assert list(judge_files(problems_of(lambda: [Problem(".github/bot.yml", 3, "“x” is wrong"), stale]))) == [
        Finding(
            "error",
            ".github/bot.yml:3: “x” is wrong",
            "Correct .github/bot.yml; `bot check` says when it is right.",
        ),
        Finding("error", "README.md does not say what state/ says", "Run `bot render`, and commit it."),
    ]
    assert [one.what for one in judge_files(problems_of(invalid))] == ["state/decisions.yml:7: not YAML"]
    assert [one.what for one in judge_files(problems_of(missing))] == ["README.md: not UTF-8 (byte 7)"]
    assert [one.level for one in judge_files([])] == ["ok"]


def test_many_problems_are_told_by_the_first_and_their_number() -> None:
    found = list(judge_files([Problem("a.yml", line, "wrong") for line in range(1, 101)]))
    assert len(found) == 21
    assert found[-1] == Finding("error", "80 more problems of this kind", "Run `bot check` to see them all.")


@pytest.mark.parametrize(
    ("readme", "found"),
    [
        (None, [("error", "there is no README.md, so nobody sees the list")]),
        (MARKED, [("ok", "README.md has 58 of 100 bytes")]),
        (MARKED + b"x" * 100, [("warning", "README.md has 158 bytes, the bot keeps it below 100")]),
        (MARKED + b"x" * 512_000, [("error", "README.md has 512,058 bytes; GitHub shows the first 512,000")]),
        (
            b"# List\n",
            [
                ("ok", "README.md has 7 of 100 bytes"),
                ("error", "README.md has no place for 2 of 2 topics: pruning, theory"),
            ],
        ),
        (
            b"<!-- bot:topic:theory start -->\n<!-- bot:topic:theory end -->\n",
            [
                ("ok", "README.md has 62 of 100 bytes"),
                ("error", "README.md has no place for 1 of 2 topics: pruning"),
            ],
        ),
    ],
    ids=[
        "none",
        "good",
        "over the bot's limit",
        "over GitHub's limit",
        "no markers",
        "a topic without place",
    ],
)
def test_readme(readme: bytes | None, found: list[tuple[str, str]]) -> None:
    assert [(one.level, one.what) for one in judge_readme(readme, ["pruning", "theory"], 100)] == found


def test_the_checkout_is_read_with_git(tmp_path: Path) -> None:
    def run(*words: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True, capture_output=True)

    assert git(tmp_path) is None
    run("init", "-q", "-b", "main")
    assert git(tmp_path) == Git(None, "main", None)
    run("remote", "add", "origin", "git@github.com:ann/list.git")
    run("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert git(tmp_path) == Git("git@github.com:ann/list.git", "main", "trunk")


@pytest.mark.parametrize(
    ("found", "repository", "said"),
    [
        (Git("https://x:secret@github.com/ann/list.git", "main", "main"), "Ann/List", ("ok", "the checkout is on main")),
        (Git("git@github.com:ann/list.git", "main", None), "", ("ok", "the checkout is on main")),
        (Git("/srv/mirror", "main", None), "ann/list", ("ok", "the checkout is on main")),
        (Git("https://github.com/ann/list", None, "main"), "ann/list", ("ok", "the checkout is on a commit")),
        (Git(None, "main", None), "", ("warning", "the checkout has no remote “origin”")),
        (None, "", ("warning", "this folder is no git checkout, so no pull request can be made from it")),
        (
            Git("https://github.com/ann/list", "fix", "main"),
            "",
            ("warning", "the checkout is on “fix”, the default branch is “main”"),
        ),
    ],
)  # fmt: skip
def test_checkout(found: Git | None, repository: str, said: tuple[str, str]) -> None:
    assert [(one.level, one.what) for one in judge_git(found, repository)] == [said]


def test_a_checkout_of_another_repository_is_told() -> None:
    found = list(judge_git(Git("https://github.com/bob/fork.git", "main", "main"), "ann/list"))
    assert found[0] == Finding(
        "warning",
        "GITHUB_REPOSITORY is ann/list, but the checkout comes from bob/fork",
        "Correct GITHUB_REPOSITORY, or run in a clone of ann/list.",
    )


def test_sources_in_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/a.md").write_text("- [A](https://a.example)\n")
    config = parse("title: T\nsources: [{path: lists/a.md}, {path: gone}]\ntopics: [{id: a, title: A}]\n")
    found = read_folders(tmp_path, config)
    assert found == [("lists/a.md", ""), ("gone", f"there is no folder {tmp_path / 'gone'}")]
    assert [one.level for one in judge_folders(found)] == ["error", "ok"]


def test_workflow_files_are_found_by_either_ending(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    for name in ("b.yaml", "a.yml", "readme.md"):
        (folder / name).write_bytes(b"on: push # \xff\n")
    assert [one.path for one in read_workflows(tmp_path)] == [
        ".github/workflows/a.yml",
        ".github/workflows/b.yaml",
    ]
    assert read_workflows(tmp_path / "elsewhere") == []
