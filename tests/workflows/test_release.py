"""What a release carries: packages, their bill of materials, and the example workflow, pinned to its commit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot import __version__

from .act import ROOT, WORKFLOWS
from .test_lint import findings

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def command(name: str) -> str:
    """The command of one step of the job that builds."""
    release = YAML(typ="safe", pure=True).load((WORKFLOWS / "release.yml").read_text("utf-8"))
    return str(next(step["run"] for step in release["jobs"]["build"]["steps"] if step["name"] == name))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """This repository as it stands, committed."""
    made = tmp_path / "checkout"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, made / name)
    git = ["git", "-c", "user.name=ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Release"]):
        subprocess.run([*git, *words], cwd=made, check=True)
    return made


def test_the_packages_are_built_and_what_is_inside_them_is_listed(checkout: Path, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "TAG": f"v{__version__}", "RUNNER_TEMP": str(tmp_path), "PATH": path}
    for name in ("Build the packages", "List what is inside"):
        subprocess.run(["bash", "-e", "-c", command(name)], cwd=checkout, env=env, check=True)
    names = sorted(file.name for file in (checkout / "dist").iterdir())
    assert names == [f"list_sync_bot-{__version__}-py3-none-any.whl", f"list_sync_bot-{__version__}.tar.gz"]
    bill = json.loads((checkout / "list-sync-bot.cdx.json").read_text("utf-8"))
    assert bill["metadata"]["component"].items() >= {"name": "list-sync-bot", "version": __version__}.items()
    inside = {one["name"].lower() for one in bill["components"] if one["version"]}
    assert inside >= {"click", "httpx", "jinja2", "markdown-it-py", "pygithub", "ruamel.yaml"}
    assert inside.isdisjoint({"pip", "setuptools", "pytest"})


def test_a_tag_that_is_not_the_version_builds_no_release(tmp_path: Path) -> None:
    *_, last = command("Build the packages").strip().splitlines()
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / f"list_sync_bot-{__version__}-py3-none-any.whl").touch()
    codes = [
        subprocess.run(["bash", "-c", last], cwd=tmp_path, env={"TAG": tag}, check=False).returncode
        for tag in (f"v{__version__}", "v99.0.0")
    ]
    assert codes == [0, 1]


def test_the_example_workflow_is_pinned_to_the_release(tmp_path: Path) -> None:
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    env = {
        "REPOSITORY": "someone/list-sync-bot",
        "COMMIT": COMMIT,
        "TAG": "v1.2.3",
        "PATH": os.environ["PATH"],
    }
    subprocess.run(
        ["bash", "-e", "-c", command("Pin the example workflow")], cwd=tmp_path, env=env, check=True
    )
    pinned = (tmp_path / "workflow.yml").read_text("utf-8")
    assert pinned.count(f"        uses: someone/list-sync-bot@{COMMIT} # v1.2.3\n") == 2
    assert "OWNER" not in pinned.partition("name: Sync")[2]
    assert findings(tmp_path / "workflow.yml") == []
