"""git as a program: what it prints, and one sentence where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BotError
from bot.git import GitFailed, git


def test_what_git_prints_comes_as_it_is(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "trunk")
    assert git(tmp_path, "symbolic-ref", "HEAD") == b"refs/heads/trunk\n"


def test_why_git_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match=f"^{tmp_path}: git log failed: fatal: not a git repository"):
        git(tmp_path, "log")


def test_a_machine_without_git_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BotError, match="there is no git on this machine"):
        git(tmp_path, "status")
