"""`bot links remember`: what was seen becomes part of the memory, on GitHub or in a folder, and no more."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import commands
from bot.errors import BotError
from bot.links.verdict import History
from bot.models import Fix
from bot.store import MEMORY
from bot.store.memory import Head, Memory, Said, Suggested, memory_text, read_memory
from tests.github import FakeGitHub, Fault, Repository

BRANCH, FILE = "bot/memory", "memory.yml"
PAPER = "https://arxiv.org/abs/1708.06519"
CONFIG = """\
title: Efficient networks
sources: [{path: lists, name: ours}]
topics: [{id: pruning, title: Pruning, headings: [pruning]}]
"""
LIST = f"# List\n\n## Pruning\n\n- [Network Slimming]({PAPER})\n"
SEEN = {"url": f"{PAPER}#top", "outcome": "ok", "status": 200, "target": None, "evidence": "", "seconds": 0.1}
OTHERS = Memory(
    said=(Said("decline", ("arxiv:1811.08886",), 7, "closed", "HAQ"),), heads={"0" * 40: Head("w", mine=True)}
)
KNOWN = {PAPER: History(date(2026, 11, 24))}
FOUND = {"arxiv:1708.06519": Suggested(date(2026, 11, 24), (Fix("venue", None, "ICCV", "dblp"),))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A list with one paper, what was seen of its link, and what was found for it."""
    root = tmp_path / "list"
    for name, text in {".github/bot.yml": CONFIG, "lists/README.md": LIST}.items():
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
    assert CliRunner().invoke(commands, ["sync", "--write", "-C", str(root)]).exit_code == 0
    (tmp_path / "links.jsonl").write_text(json.dumps({**SEEN, "at": "2026-11-24T10:00:00Z"}) + "\n")
    row = {"field": "venue", "old": None, "new": "ICCV", "why": "dblp"}
    line = {"paper": "arxiv:1708.06519", "day": "2026-11-24", "fixes": [row]}
    (tmp_path / "found.jsonl").write_text(json.dumps(line) + "\n")
    return root


class Listed:
    """The list's repository, what its branch for the memory holds, and the command, run with a token."""

    def __init__(self, github: FakeGitHub, folder: Path) -> None:
        self.github = github
        self.folder = folder
        self.repository: Repository = github.create("owner/list", files={"README.md": "# List\n"})
        self.token = github.token("github-actions[bot]", "write", "owner/list")

    def others_remember(self, memory: Memory) -> None:
        """What another run of the bot leaves."""
        self.repository.commit({FILE: memory_text(memory)}, "Remember", author="bot", branch=BRANCH)

    def memory(self) -> Memory:
        return read_memory(str(self.repository.files(BRANCH)[FILE]))

    def run(self, *words: str, token: str | None = None) -> Result:
        return remember(
            self.folder,
            *words,
            GITHUB_REPOSITORY="owner/list",
            GITHUB_API_URL=self.github.url,
            GITHUB_TOKEN=self.token if token is None else token,
        )

    def writes(self) -> list[str]:
        return [f"{one.method} {one.path}" for one in self.github.requests(writes=True)]


def remember(folder: Path, *words: str, **env: str) -> Result:
    files = [str(folder.parent / name) for name in ("links.jsonl", "found.jsonl")]
    clean = dict.fromkeys((name for name in os.environ if name.startswith("GITHUB_")), None)
    return CliRunner().invoke(
        commands, ["links", "remember", *files, "-C", str(folder), *words], env={**clean, **env}
    )


@pytest.fixture
def listed(folder: Path) -> Iterator[Listed]:
    with FakeGitHub() as github:
        yield Listed(github, folder)


def test_the_looks_join_what_is_remembered_and_nothing_else_is_written(listed: Listed) -> None:
    listed.others_remember(OTHERS)
    before = listed.repository.sha(BRANCH)
    result = listed.run()
    assert (result.exit_code, result.output) == (0, "Remembered.\n")
    assert listed.memory() == replace(OTHERS, links=KNOWN, suggested=FOUND)
    assert before not in listed.repository.commits(BRANCH)
    git = "/repos/owner/list/git"
    assert listed.writes() == [f"POST {git}/trees", f"POST {git}/commits", "POST /graphql"]


def test_the_first_look_makes_the_branch_which_has_no_history(listed: Listed) -> None:
    assert listed.run().exit_code == 0
    assert listed.memory() == Memory(links=KNOWN, suggested=FOUND)
    assert len(listed.repository.commits(BRANCH)) == 1


def test_g1_looks_that_are_known_are_not_written_again(listed: Listed) -> None:
    listed.run()
    written = listed.writes()
    assert listed.run().output == "Nothing new to remember.\n"
    assert listed.writes() == written


def test_what_another_run_remembers_meanwhile_is_kept(listed: Listed) -> None:
    listed.others_remember(Memory(open=(1,)))
    listed.github.faults.call(lambda: listed.others_remember(OTHERS), at=3, writes_only=True)
    assert listed.run().exit_code == 0
    assert listed.memory() == replace(OTHERS, links=KNOWN, suggested=FOUND)


def test_what_another_run_remembers_first_of_all_is_kept(listed: Listed) -> None:
    listed.github.faults.call(lambda: listed.others_remember(OTHERS), at=3, writes_only=True)
    assert listed.run().exit_code == 0
    assert listed.memory() == replace(OTHERS, links=KNOWN, suggested=FOUND)


def test_it_gives_up_when_others_are_first_five_times(listed: Listed) -> None:
    for number in range(1, 6):
        listed.github.faults.call(
            lambda number=number: listed.others_remember(Memory(open=(number,))),
            at=3 * number,
            writes_only=True,
        )
    result = listed.run()
    assert isinstance(result.exception, BotError)
    assert (result.exception.exit_code, str(result.exception)) == (
        5,
        "other runs wrote bot/memory first, 5 times; run again",
    )
    assert listed.memory() == Memory(open=(5,))


def test_what_github_does_not_take_is_told(listed: Listed) -> None:
    result = listed.run(token=listed.github.token("github-actions[bot]", "read", "owner/list"))
    assert isinstance(result.exception, BotError)
    assert result.exception.exit_code == 4
    assert str(result.exception).startswith("GitHub answered 403: ")


def test_a_refusal_is_no_other_run(listed: Listed) -> None:
    listed.github.faults.arm(Fault.INVALID, at=3, writes_only=True)
    result = listed.run()
    assert isinstance(result.exception, BotError)
    assert result.exception.exit_code == 4
    assert str(result.exception).startswith("GitHub answered 422: ")
    assert [one.path for one in listed.github.requests() if one.method == "POST"] == [
        "/repos/owner/list/git/trees",
        "/repos/owner/list/git/commits",
        "/graphql",
    ]


@pytest.mark.parametrize(
    "files",
    [{FILE: "links: [1]\n"}, {FILE: "schema: 2\n"}, {FILE: None, "other.txt": ""}],
    ids=["a mistake", "another schema", "no file"],
)
def test_a_damaged_memory_is_kept_beside_the_new_one(listed: Listed, files: dict[str, str | None]) -> None:
    listed.others_remember(OTHERS)
    before = listed.repository.commit(files, "By hand", author="ann", branch=BRANCH)
    assert listed.run().output == "Remembered.\n"
    assert listed.memory() == Memory(links=KNOWN, suggested=FOUND)
    assert listed.repository.sha(f"bot/memory-{before[:7]}") == before


def test_in_a_folder_a_damaged_memory_is_put_aside(folder: Path) -> None:
    (folder / MEMORY).write_text("links: [1]\n")
    assert remember(folder, "--write").output == "Remembered.\n"
    assert read_memory((folder / MEMORY).read_text()) == Memory(links=KNOWN, suggested=FOUND)
    assert (folder / "state/memory.damaged.yml").read_text() == "links: [1]\n"


def test_without_a_token_it_asks_for_one(listed: Listed) -> None:
    result = listed.run(token="")
    assert (result.exit_code, listed.github.requests()) == (2, [])
    assert "set GITHUB_TOKEN, or say --write (this folder)." in result.output


@pytest.mark.parametrize("words", [(), ("--write",)], ids=["no repository is named", "--write"])
def test_in_a_folder_it_is_a_file(listed: Listed, words: tuple[str, ...]) -> None:
    result = listed.run(*words) if words else remember(listed.folder)
    assert (result.exit_code, result.output) == (0, "Remembered.\n")
    assert read_memory((listed.folder / MEMORY).read_text()) == Memory(links=KNOWN, suggested=FOUND)
    assert listed.github.requests() == []
