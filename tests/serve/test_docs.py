"""What the docs say of the server is what it does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import pytest

from bot.cli.serve import serve
from bot.config import Schedule, parse
from bot.serve.metrics import Metrics
from bot.serve.steps import Outcome

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/self-hosting.md").read_text("utf-8")


def block(language: str) -> str:
    """The first block of code in this language."""
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_the_schedule_that_is_shown_is_the_default() -> None:
    head = "title: T\nsources: [{repo: a/b}]\ntopics: [{id: a, title: A}]\n"
    assert parse(head + block("yaml")).schedule == Schedule()


def test_the_metrics_that_are_listed_are_those_that_there_are() -> None:
    told = set(re.findall(r"^\| `(list_sync_bot_\w+)`", PAGE, re.MULTILINE))
    kinds = {"counter": "_total", "info": "_info"}
    there = {
        family.name + kinds.get(family.type, "")
        for family in Metrics(["sync"]).registry.collect()
        if family.name.startswith("list_sync_bot")
    }
    assert told == there


def test_every_outcome_is_told() -> None:
    assert [outcome for outcome in get_args(Outcome) if f"`{outcome}`" not in PAGE] == []


def test_every_option_that_is_shown_exists() -> None:
    there = {option for parameter in serve.params for option in parameter.opts} | {"-C"}
    shown = {
        option
        for line in re.findall(r"bot serve (.*)", PAGE)
        for option in re.findall(r"--?[a-zA-Z][\w-]*", line)
    }
    assert shown
    assert shown <= there


def test_the_container_asks_the_port_that_the_server_answers_on() -> None:
    text = (ROOT / "Containerfile").read_text("utf-8")
    port = next(parameter.default for parameter in serve.params if parameter.name == "port")
    assert set(re.findall(r"(?:EXPOSE |127\.0\.0\.1:)(\d+)", text)) == {str(port)}


def test_what_the_image_copies_is_enough_to_install_the_bot(tmp_path: Path) -> None:
    text = (ROOT / "Containerfile").read_text("utf-8")
    for names, to in re.findall(r"^COPY (.*) (/src\S*)$", text, re.MULTILINE):
        for name in names.split():
            target = tmp_path / to[1:] / (name if to.endswith("/") else "")
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, target)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path]
    subprocess.run(build, cwd=tmp_path / "src", check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as inside:
        assert {"bot/cli/__init__.py", "bot/templates/pull.md"} <= set(inside.namelist())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = tmp_path / "list-sync-bot.service"
    unit.write_text(block("ini").replace("/opt/list-sync-bot/bin/bot", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
