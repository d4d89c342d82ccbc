"""From nothing, or from a list kept by hand, to a pull request on the fake GitHub."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import commands
from bot.errors import BotError
from tests.github import FakeGitHub, Repository

from .lists import ANN, BOB, BY_HAND, NEWER


class Beginning:
    """Somebody's repository on the fake GitHub, its clone, and lists of a field of theirs beside it."""

    def __init__(self, github: FakeGitHub, folder: Path, readme: str) -> None:
        self.github = github
        self.clone = folder / "graph-list"
        self.repository: Repository = github.create(
            "me/graph-list", files={"README.md": readme} if readme else None
        )
        self.ann = github.create("ann/awesome-graphs", files={"README.md": ANN})
        github.create("bob/graph-papers", files={"README.md": BOB})
        self.token = github.token("listbot", "write", "me/graph-list")
        self.git("clone", "-q", str(self.repository.path), str(self.clone), at=folder)

    def git(self, *words: str, at: Path | None = None) -> None:
        who = ["-c", "user.name=Me", "-c", "user.email=me@example.org"]
        subprocess.run(["git", "-C", str(at or self.clone), *who, *words], check=True, capture_output=True)

    def bot(self, *words: str, alone: bool = False) -> Result:
        """One command in the clone, its sources read from the fake GitHub; ``alone``: with no repository."""
        online = words[0] == "sync" and not alone
        env = {
            **dict.fromkeys((name for name in os.environ if name.startswith("GITHUB_")), None),
            "GITHUB_REPOSITORY": "me/graph-list" if online else None,
            "GITHUB_API_URL": self.github.url,
            "BOT_UPSTREAM_API_URL": self.github.url,
            "GITHUB_TOKEN": self.token if online else None,
            "SOURCE_DATE_EPOCH": "1795400000",
        }
        result = CliRunner().invoke(commands, [words[0], "-C", str(self.clone), *words[1:]], env=env)
        if result.exception and not isinstance(result.exception, SystemExit | BotError):
            raise result.exception
        return result

    def push(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Start the list")
        self.git("push", "-q", "origin", "HEAD:main")


Begin = Callable[[str], Beginning]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    with FakeGitHub() as github:
        yield lambda readme: Beginning(github, tmp_path, readme)


SOURCES = ["--source", "ann/awesome-graphs", "--source", "https://github.com/bob/graph-papers"]


def test_an_empty_repository_has_a_pull_request_four_commands_later(begin: Begin) -> None:
    mine = begin("")
    assert mine.bot("init", "--title", "Graph learning", *SOURCES).exit_code == 0
    assert [request.user for request in mine.github.requests(writes=True)] == []
    assert "8 new, 0 changed." in " ".join(mine.bot("sync", "--dry-run", alone=True).output.split())
    mine.push()
    assert mine.bot("check").exit_code == 0
    done = mine.bot("sync")
    assert done.exit_code == 0, done.output
    (pull,) = mine.repository.pulls("open")
    assert pull.title == "Add 8 papers: Spectral methods, Attention, Sampling, Tools"
    mine.github.as_user("me").merge(pull.number, "squash")
    readme = mine.repository.files("main")["README.md"]
    text = readme.decode() if isinstance(readme, bytes) else readme
    for heading in ("## Spectral methods", "## Attention", "## Sampling", "## Tools", "**8 papers**"):
        assert heading in text
    mine.git("pull", "-q", "origin", "main")
    assert mine.bot("check").exit_code == 0
    assert mine.bot("sync").exit_code == 0
    assert mine.repository.pulls("open") == []


def test_g4_a_list_kept_by_hand_gets_a_pull_request_with_what_it_lacks(begin: Begin) -> None:
    mine = begin(BY_HAND)
    assert mine.bot("init", *SOURCES).exit_code == 0
    mine.push()
    assert mine.bot("sync").exit_code == 0
    pulls = mine.repository.pulls("open")
    new = next(pull for pull in pulls if pull.title.startswith("Add "))
    assert new.title.startswith("Add 6 papers: ")
    for pull in pulls:
        assert pull.pull
        readme = mine.repository.files(pull.pull.head_ref)["README.md"]
        assert (readme.decode() if isinstance(readme, bytes) else readme).startswith(BY_HAND)


def test_a_pasted_list_gets_a_pull_request_with_what_came_since(begin: Begin, tmp_path: Path) -> None:
    mine = begin("")
    (tmp_path / "notes.md").write_text(f"https://github.com/ann/awesome-graphs\n\n{ANN}")
    mine.ann.commit(
        {"README.md": ANN.replace("## Attention\n", f"{NEWER}\n## Attention\n")}, "Add", author="ann"
    )
    assert mine.bot("init", "--title", "G", "--from", str(tmp_path / "notes.md")).exit_code == 0
    mine.push()
    assert mine.bot("sync").exit_code == 0
    assert [pull.title for pull in mine.repository.pulls("open")] == [
        "Add Wavelets on Graphs via Spectral Graph Theory"
    ]


def test_a_list_that_github_does_not_have_is_told_of(begin: Begin) -> None:
    mine = begin("")
    done = mine.bot("init", "--title", "G", "--source", "no/where", *SOURCES)
    assert done.exit_code == 3
    assert "bot: no/where: " in done.output
