"""What a run on GitHub is made of: the files of the checkout, as GitHub has them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.publish.client import MovedOn
from bot.publish.target import same_commit


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    done = subprocess.run(["git", "-C", root, *who, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    for name in (".github/bot.yml", "state/catalog/nas.yml", "README.md", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a: 1\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Start")
    return tmp_path


def test_a_checkout_at_the_newest_commit_will_do(checkout: Path) -> None:
    (checkout / "notes.txt").write_text("b\n")  # nothing is made of these
    (checkout / "plan.json").write_text("{}\n")
    (checkout / "state/memory.yml").write_text("schema: 2\n")
    same_commit(checkout, git(checkout, "rev-parse", "HEAD"))


def test_a_checkout_elsewhere_is_told_of(checkout: Path) -> None:
    head = git(checkout, "rev-parse", "HEAD")
    with pytest.raises(
        MovedOn, match=f"the checkout is at {head[:7]}, the default branch at 1234567; pull first"
    ):
        same_commit(checkout, "1234567890")


@pytest.mark.parametrize(
    "name", ["state/decisions.yml", "state/catalog/nas.yml", ".github/bot.yml", "README.md"]
)
def test_g4_what_only_this_machine_knows_shapes_no_pull_request(checkout: Path, name: str) -> None:
    (checkout / name).write_text("a: 2\n")
    git(checkout, "add", "state")  # staged is not committed either
    with pytest.raises(BotError) as caught:
        same_commit(checkout, git(checkout, "rev-parse", "HEAD"))
    assert (
        str(caught.value)
        == f"{name} has changes that are not committed; commit and push them, or take them back"
    )


def test_a_folder_that_is_no_checkout_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="not a git repository"):
        same_commit(tmp_path, "1234567890")
