"""The fixtures of the fakes' own tests."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from .fixtures import emulated_github, emulated_repository, github
from .repository import Repository
from .server import FakeGitHub

__all__ = ["anyone", "api", "emulated_github", "emulated_repository", "github", "listing"]


@pytest.fixture
def listing(github: FakeGitHub) -> Repository:
    """A repository with two files."""
    return github.create("owner/list", {"README.md": "# List\n", "state/catalog/pruning.yml": "[]\n"})


@pytest.fixture
def anyone(github: FakeGitHub) -> Iterator[httpx.Client]:
    """What somebody without a token asks."""
    with httpx.Client(base_url=github.url, verify=False, timeout=60) as client:  # noqa: S501 -- plain HTTP
        yield client


@pytest.fixture
def api(github: FakeGitHub, listing: Repository) -> Iterator[httpx.Client]:
    """What a bot with write access asks below `/repos/owner/list`."""
    token = github.token("helper", "write")
    url, headers = f"{github.url}/repos/owner/list", {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, verify=False, timeout=60) as client:  # noqa: S501 -- plain HTTP
        yield client
