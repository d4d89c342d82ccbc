"""Packages from npm are installed whole or not at all, and git never sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import packages
from .openapi import DESCRIPTION, VERSION


def test_a_package_that_does_not_install_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "CACHE", tmp_path / "cache" / "npm")
    with pytest.raises(packages.CannotInstall, match="nothing@file:"):
        packages.installed("nothing", f"file:{tmp_path / 'missing.tgz'}")
    assert list((tmp_path / "cache" / "npm").iterdir()) == []
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"


def test_an_installed_package_is_where_it_says() -> None:
    assert (packages.installed("@octokit/openapi", VERSION, DESCRIPTION) / DESCRIPTION).is_file()
