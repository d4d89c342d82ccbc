"""What the tests of situations share: sources on a GitHub of their own, and what stands on the list's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from click.testing import Result

from bot.errors import BotError
from tests.github import FakeGitHub, Repository

from .conftest import CONFIG, World

DAY = 86_400
START = 1_795_400_000
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su")


class Elsewhere(World):
    """A world whose sources are repositories on another GitHub, which may fail while the list's does not."""

    def __init__(self, github: FakeGitHub, upstream: FakeGitHub, folder: Path, config: str = CONFIG) -> None:
        super().__init__(github, folder, config)
        self.upstream = upstream
        self.sources: dict[str, Repository] = {}
        self.env = {"BOT_UPSTREAM_API_URL": upstream.url}

    def say(self, source: str, *lines: str) -> None:
        self.write(source, "# List\n\n## Papers\n\n" + "".join(lines))

    def write(self, source: str, text: str | None) -> None:
        """What the source's file holds from now on; None takes it away."""
        if source not in self.sources:
            self.sources[source] = self.upstream.create(source, files={"README.md": text})
        else:
            self.sources[source].commit({"README.md": text}, "Change", author="ann")


def word(number: int) -> str:
    """A word that no other number gives."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:04}").capitalize()


def studies(*numbers: int) -> list[str]:
    """Entries no two of which are alike; that of number 7 is `arxiv:2101.00007`."""
    return [
        f"- [{word(7 * n)} {word(13 * n + 1)} {word(29 * n + 2)} Pruning](https://arxiv.org/abs/2101.{n:05})\n"
        for n in numbers
    ]


def title(number: int) -> str:
    """The title of a study."""
    return studies(number)[0].partition("[")[2].partition("]")[0]


def code(result: Result) -> int:
    """What the bot ended with."""
    return result.exception.exit_code if isinstance(result.exception, BotError) else result.exit_code


def told(result: Result) -> str:
    """All that the run said, on one line."""
    said = f"{result.exception}" if isinstance(result.exception, BotError) else ""
    return " ".join(f"{result.output} {said}".split())


def ids(world: World, revision: str = "main") -> set[str]:
    """The ids of the papers at a branch."""
    files = world.repository.files(revision)
    texts = [text for path, text in files.items() if path.startswith("state/catalog/")]
    return {line[6:] for text in texts for line in text.splitlines() if line.startswith("- id: ")}


def proposed(world: World) -> dict[int, set[str]]:
    """The papers that each open pull request adds or takes away."""
    open_ = {pull.number: pull.pull.head_ref for pull in world.repository.pulls("open") if pull.pull}
    return {number: ids(world, branch) ^ ids(world) for number, branch in open_.items()}


def seen(world: World, number: int) -> tuple[str | None, str, str, str]:
    """What people see of a pull request: its branch's head, its title, its body, its state."""
    issue = world.repository.issues[number]
    assert issue.pull
    return world.repository.sha(issue.pull.head_ref), issue.title, issue.body or "", issue.state


def comments(world: World, number: int = 1) -> list[str]:
    """What was said on a pull request."""
    return [comment.body for comment in world.repository.thread(number)]


def reactions(world: World, number: int = 1) -> list[list[str]]:
    """The reactions to each comment."""
    return [[one.content for one in comment.reactions] for comment in world.repository.thread(number)]


def rerun(world: World, *words: str) -> list[str]:
    """The write requests of one more run."""
    since = len(world.github.requests())
    world.run(*words)
    return world.writes(since)


def decisions(world: World, revision: str = "main") -> str:
    """The list's own file."""
    return world.repository.files(revision).get("state/decisions.yml", "")


def configured(world: World, more: str = "", old: str = "", new: str = "") -> None:
    """Pushes another configuration to the default branch."""
    text = world.repository.files("main")[".github/bot.yml"]
    assert old in text
    world.github.as_user("owner").push("main", {".github/bot.yml": text.replace(old, new) + more})


def marked(body: str) -> Mapping[str, bool]:
    """The rows of a body by their titles, and whether they are ticked."""
    rows = re.findall(r"^- \[([ x])\] \[?(.+?)(?:\]\(| ·| <!--)", body, re.MULTILINE)
    return {title: box == "x" for box, title in rows}
