"""Fixtures that stand on the fakes, for `tests/github` and for every test of the bot against GitHub."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from .emulate import EmulatedRepository, Emulator, emulator
from .server import FakeGitHub


@pytest.fixture
def github(tmp_path: Path) -> Iterator[FakeGitHub]:
    """A fake GitHub without repositories; the test fails when the official description was broken."""
    with FakeGitHub(tmp_path / "github") as server:
        yield server


@pytest.fixture(scope="session")
def emulated_github() -> Iterator[Emulator]:
    """The npm emulator, one for all tests of a process."""
    with emulator() as running:
        yield running


@pytest.fixture
def emulated_repository(
    emulated_github: Emulator,
) -> Callable[[Mapping[str, str] | None], EmulatedRepository]:
    """Makes a new repository with files in it on the emulator."""
    return emulated_github.create
