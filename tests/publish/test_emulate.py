"""The bot against somebody else's GitHub, npm `emulate`: opening, quiet, merging, closing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.config import Config, parse
from bot.models import Decisions
from bot.publish.client import Client
from bot.publish.commands import Heard
from bot.publish.hand import Done, carry_out
from bot.publish.held import Held, HeldRow, packed
from bot.publish.observe import observe
from bot.publish.proposals import Proposal, Proposals, digest_of
from bot.publish.remote import Remote
from bot.publish.review import review
from bot.publish.target import Target
from bot.publish.work import Work, decide
from bot.render.pull import Body, Text, Written
from bot.store import State
from bot.store.memory import Memory, Said
from tests.github.emulate import Emulator
from tests.github.fixtures import emulated_github

__all__ = ["emulated_github"]

CONFIG = "title: T\nsources: [{repo: ann/bullets}]\ntopics: [{id: pruning, title: Pruning}]\n"
EMPTY = State((), Decisions(), Memory(), {}, {})


class Elsewhere(Client):
    """A client of the emulator, which takes `issues/comments` for an issue, and no pull request for one."""

    def get(self, path: str, **query: Any) -> Any:
        if re.fullmatch(r"/issues/\d+", path):
            return super().get(path.replace("issues", "pulls"))
        if path != "/issues/comments":
            return super().get(path, **query)
        numbers = [pull["number"] for pull in super().get("/pulls", state="all")]
        return [row for number in numbers for row in super(Elsewhere, self).get(f"/issues/{number}/comments")]

    def merge(self, number: int) -> None:
        """Somebody merges a pull request."""
        self._ask("PUT", f"/pulls/{number}/merge", input={"merge_method": "squash"})


@pytest.fixture
def client(emulated_github: Emulator) -> Elsewhere:
    at = emulated_github.create({"README.md": "# List\n"})
    made = Target(at.full_name, at.url, token=at.token).client()
    return Elsewhere(made._requester, at.full_name, longest=3.0, pause=0.0)


def proposal(name: str, number: int) -> Proposal:
    """A proposal of one new file."""
    from jinja2 import FileSystemLoader

    edits: dict[str, str | None] = {f"state/catalog/{name}.yml": "papers: []\n"}
    row = HeldRow("0123456789abcdef", (f"title:{name}",), ("ann/bullets",), title=name)
    held = Held(name, (row,), digest_of(edits))
    body = Body([], [], Written(name, 0, {}, {}), FileSystemLoader("templates")).text(packed(held))
    return Proposal(f"bot/{name}", number, held, edits, Text(f"Add {name}", body.body))


def planned(client: Client, *names: str) -> tuple[Remote, Work]:
    """What a run sees, and what it would do where it wants these proposals."""
    config: Config = parse(CONFIG)
    remote, memory = observe(client, label="bot")
    looked = review(remote, memory, Decisions(), "bot")
    numbers = {one.held.proposal: one.pull.number for one in looked.standing}
    wanted = tuple(proposal(name, numbers.get(name, 0)) for name in names)
    memory = replace(looked.memory, said=looked.said)
    heard = Heard(looked.said, digests={})
    return remote, decide(config, EMPTY, remote, looked, heard, Proposals(wanted, (), (), ()), {}, memory)


def run(client: Client, *names: str) -> Done:
    """One run that wants these proposals."""
    _, memory = observe(client, label="bot")
    remote, work = planned(client, *names)
    return carry_out(client, remote, memory, work)


def test_opened_once_then_merged(client: Elsewhere) -> None:
    assert run(client, "new-papers", "upkeep") == Done((1, 2))
    new, upkeep = observe(client)[0].pulls
    assert [(pull.branch, pull.title, pull.labels, pull.mine) for pull in (new, upkeep)] == [
        ("bot/new-papers", "Add new-papers", ("bot",), True),
        ("bot/upkeep", "Add upkeep", ("bot",), True),
    ]
    assert planned(client, "new-papers", "upkeep")[1].nothing
    client.merge(1)
    assert run(client, "upkeep") == Done()
    assert [(pull.number, pull.open, pull.merged) for pull in observe(client)[0].pulls] == [
        (1, False, True),
        (2, True, False),
    ]


def test_what_is_no_longer_wanted_is_closed_with_a_sentence_and_its_branch_removed(client: Elsewhere) -> None:
    run(client, "new-papers")
    assert run(client) == Done()
    remote = observe(client)[0]
    assert ([pull.open for pull in remote.pulls], "bot/new-papers" in remote.refs) == ([False], False)
    assert ["Nothing of this is left" in comment.body for comment in remote.comments] == [True]


def test_what_people_close_stays_closed_and_is_declined(client: Elsewhere) -> None:
    run(client, "new-papers")
    client.patch("/pulls/1", state="closed")
    remote, work = planned(client)
    assert (remote.pulls[0].open, work.closes, work.opens) == (False, (), ())
    assert work.memory.said == (Said("decline", ("title:new-papers",), 1, "closed", "new-papers"),)


def test_the_memory_is_one_commit_that_the_next_run_reads(client: Elsewhere) -> None:
    run(client, "new-papers")
    remote, memory = observe(client)
    assert (memory.open, memory.ready, remote.damaged) == ((1,), {1: ("bot",)}, "")
    head = client.get(f"/git/commits/{remote.refs['bot/memory']}")
    assert (head["message"], head["parents"]) == ("Remember", [])
