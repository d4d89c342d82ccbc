"""The same happy path with PyGithub on the fake and on npm `emulate`: they agree where they should."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from github import Auth, Github, InputGitTreeElement
from github.Repository import Repository

from .emulate import EmulatedRepository
from .server import FakeGitHub

FILES = {"README.md": "# List\n", "state/catalog/pruning.yml": "[]\n"}


@dataclass(frozen=True)
class Story:
    """What can be seen after each step."""

    files: dict[str, str]
    opened: tuple[Any, ...]
    labels: list[str]
    comments: list[str]
    found: list[int]
    closed: tuple[Any, ...]
    merged: tuple[Any, ...]


@pytest.fixture(params=["fake", "emulate"])
def repository(
    request: pytest.FixtureRequest,
    github: FakeGitHub,
    emulated_repository: Callable[[Mapping[str, str] | None], EmulatedRepository],
) -> Iterator[Repository]:
    """The same repository on either server, through PyGithub."""
    if request.param == "fake":
        github.create("owner/list", FILES)
        url, token, name = github.url, github.token("owner", "admin"), "owner/list"
    else:
        made = emulated_repository(FILES)
        url, token, name = made.url, made.token, made.full_name
    with Github(
        base_url=url,
        auth=Auth.Token(token),
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
    ) as client:
        yield client.get_repo(name)


def commit(repository: Repository, branch: str, path: str, content: str) -> None:
    """One commit on a new branch through the Git Data API."""
    head = repository.get_branch(repository.default_branch).commit.sha
    parent = repository.get_git_commit(head)
    element = InputGitTreeElement(path, "100644", "blob", content=content)
    tree = repository.create_git_tree([element], repository.get_git_tree(parent.tree.sha))
    made = repository.create_git_commit(f"Add {path}", tree, [parent])
    repository.create_git_ref(f"refs/heads/{branch}", made.sha)


def test_the_happy_path(repository: Repository) -> None:
    commit(repository, "bot/new", "state/catalog/new.yml", "x: 1\n")
    tree = repository.get_git_tree("bot/new", recursive=True).tree
    pull = repository.create_pull(base="main", head="bot/new", title="Add x", body="- [x] x\n")
    pull.add_to_labels("bot")
    pull.create_issue_comment("Hello")
    opened = (pull.number, pull.state, pull.title, pull.body, pull.draft)
    labels, comments = (
        [label.name for label in pull.get_labels()],
        [c.body for c in pull.get_issue_comments()],
    )
    found = [p.number for p in repository.get_pulls(state="open", head=f"{repository.owner.login}:bot/new")]
    pull.edit(state="closed", title="Add x, closed")
    closed = repository.get_pull(pull.number)
    commit(repository, "bot/second", "state/catalog/second.yml", "y: 1\n")
    second = repository.create_pull(base="main", head="bot/second", title="Add y", body="")
    status = second.merge(merge_method="squash")
    merged = repository.get_pull(second.number)

    assert Story(
        {item.path: item.type for item in tree},
        opened,
        labels,
        comments,
        found,
        (closed.state, closed.merged, closed.title),
        (merged.state, merged.merged, status.sha == repository.get_branch("main").commit.sha),
    ) == Story(
        {
            "README.md": "blob",
            "state": "tree",
            "state/catalog": "tree",
            "state/catalog/new.yml": "blob",
            "state/catalog/pruning.yml": "blob",
        },
        (1, "open", "Add x", "- [x] x\n", False),
        ["bot"],
        ["Hello"],
        [1],
        ("closed", False, "Add x, closed"),
        ("closed", True, True),
    )
