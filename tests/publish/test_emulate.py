"""The publisher against somebody else's GitHub, npm `emulate`: opening, quiet, merging, closing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.publish.github import Hand, Manners, Proposal, decide, digest_of
from bot.publish.remote import Client, Remote, observe
from bot.publish.review import review
from bot.publish.target import Target
from bot.render.pull import Text, Written, pull_text
from bot.store.memory import read_memory
from tests.github.emulate import Emulator
from tests.github.fixtures import emulated_github

__all__ = ["emulated_github"]


class Elsewhere(Client):
    """A client of the emulator, which takes `issues/comments` for an issue: it is asked one by one."""

    def pages(self, path: str, **query: Any) -> list[Any]:
        if path != "/issues/comments":
            return super().pages(path, **query)
        numbers = [pull["number"] for pull in super().pages("/pulls", state="all")]
        return [
            row for number in numbers for row in super(Elsewhere, self).pages(f"/issues/{number}/comments")
        ]


@pytest.fixture
def client(emulated_github: Emulator) -> Client:
    at = emulated_github.create({"README.md": "# List\n"})
    made = Target(at.full_name, at.url, token=at.token).client()
    return Elsewhere(made._requester, at.full_name)


def proposal(remote: Remote, name: str) -> Proposal:
    """A proposal of one new file."""
    from jinja2 import FileSystemLoader

    edits: dict[str, str | None] = {f"state/catalog/{name}.yml": "papers: []\n"}
    written = Written(name, remote.head, digest_of(edits), "https://github.com/o/r/compare/b", 0, [], {}, {})
    text = pull_text([], [], written, FileSystemLoader("templates"))
    return Proposal(name, f"bot/{name}", edits, Text(f"Add {name}", text.body))


def run(client: Client, *names: str) -> tuple[list[int], int]:
    """One run that wants these proposals: what it opened, and how many it closed."""
    remote = observe(client)
    looked = review(remote, read_memory(remote.memory), "bot")
    work = decide(remote, looked, [proposal(remote, name) for name in names], looked.memory)
    return Hand(client, remote, Manners("main", ("bot",))).carry_out(work), len(work.closes)


def test_opened_once_then_merged(client: Client) -> None:
    assert run(client, "new-papers", "upkeep") == ([1, 2], 0)
    (upkeep, new) = sorted(observe(client).pulls, key=lambda pull: pull.branch, reverse=True)
    assert [(pull.title, pull.labels) for pull in (new, upkeep)] == [
        ("Add new-papers", ("bot",)),
        ("Add upkeep", ("bot",)),
    ]
    assert run(client, "new-papers", "upkeep") == ([], 0)
    client.put("/pulls/1/merge", merge_method="squash")
    remote = observe(client)
    assert [
        (pull.number, pull.open, pull.merged) for pull in sorted(remote.pulls, key=lambda p: p.number)
    ] == [
        (1, False, True),
        (2, True, False),
    ]


def test_what_is_no_longer_wanted_is_closed_with_a_sentence_and_its_branch_removed(client: Client) -> None:
    run(client, "new-papers")
    assert run(client) == ([], 1)
    remote = observe(client)
    assert ([pull.open for pull in remote.pulls], "bot/new-papers" in remote.refs) == ([False], False)
    assert ["Nothing of this is left" in comment.body for comment in remote.comments] == [True]


def test_what_people_close_stays_closed(client: Client) -> None:
    run(client, "new-papers")
    client.patch("/pulls/1", state="closed")
    remote = observe(client)
    looked = review(remote, read_memory(remote.memory), "bot")
    assert (looked.standing, remote.pulls[0].open) == ((), False)
