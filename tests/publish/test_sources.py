"""A whole run over HTTP: the sources on GitHub too, asked no more than it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github import FakeGitHub, Repository

from .conftest import FILTERS, HAQ, SLIMMING, XNOR, World


class Upstream(World):
    """A world whose sources are repositories."""

    def __init__(self, github: FakeGitHub, folder: Path) -> None:
        super().__init__(github, folder)
        self.sources: dict[str, Repository] = {}
        self.env = {"BOT_UPSTREAM_API_URL": github.url}

    def say(self, source: str, *lines: str) -> None:
        text = "# List\n\n## Papers\n\n" + "".join(lines)
        if source not in self.sources:
            self.sources[source] = self.github.create(source, files={"README.md": text})
        else:
            self.sources[source].commit({"README.md": text}, "Change", author="ann")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Upstream]:
    with FakeGitHub() as github:
        made = Upstream(github, tmp_path)
        made.say("ann/bullets", SLIMMING, HAQ)
        made.say("bob/table", HAQ, FILTERS)
        yield made


def test_rows_lead_to_the_line_at_the_commit(world: Upstream) -> None:
    assert world.run().exit_code == 0
    commit = world.sources["bob/table"].sha()
    assert f"(https://github.com/bob/table/blob/{commit}/README.md?plain=1#L6)" in (
        world.repository.pulls()[0].body or ""
    )


def test_g10_an_unchanged_run_asks_each_source_once_conditionally_and_the_target_five_times(
    world: Upstream,
) -> None:
    world.run()
    since = len(world.github.requests())
    result = world.run()
    assert "nothing to write" in result.output
    asked = world.github.requests(since=since)
    assert [request.method for request in asked] == ["GET"] * 7
    upstream = [request for request in asked if not request.path.startswith("/repos/owner/list")]
    assert [(request.status, request.conditional, request.cost) for request in upstream] == [
        (304, True, 0)
    ] * 2


def test_only_what_changed_is_downloaded_and_the_rest_is_remembered(world: Upstream) -> None:
    world.run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    since = len(world.github.requests())
    world.run()
    blobs = [request.path for request in world.github.requests(since=since) if "/git/blobs/" in request.path]
    assert len(blobs) == 1
    assert "Add 4 papers" in world.repository.pulls("open")[0].title
    world.github.as_user("ann").merge(1)
    world.run()
    since = len(world.github.requests())
    assert "nothing to write" in world.run().output
    assert world.writes(since) == []


def test_a_source_that_is_gone_is_named_and_keeps_its_papers(world: Upstream) -> None:
    world.run()
    world.github.as_user("ann").merge(1)
    del world.github.repositories["bob/table"]
    result = world.run()
    assert result.exit_code == 3
    assert "bob/table:" in result.output
    assert world.repository.pulls("open") == []


def test_a_renamed_source_is_followed_and_reported(world: Upstream) -> None:
    world.run()
    world.github.rename("bob/table", "bob/tables")
    result = world.run()
    assert result.exit_code == 0
    assert "bob/table is called bob/tables now; name it so in the configuration" in result.stderr
    assert len(world.repository.pulls("open")) == 1
