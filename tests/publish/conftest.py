"""A list on the fake GitHub, with its sources, its checkout, and runs of the bot against it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import commands
from bot.errors import BotError
from tests.github import FakeGitHub, Repository

CONFIG = """\
title: Efficient networks
sources:
  - repo: ann/bullets
  - repo: bob/table
topics:
  - {id: pruning, title: Pruning, headings: [prun*, slimming]}
  - {id: quantization, title: Quantization, headings: [quantiz*]}
"""
README = "# Efficient networks\n\n<!-- bot:papers start -->\n<!-- bot:papers end -->\n"
SLIMMING = "- [Learning Efficient Convolutional Networks through Network Slimming](https://arxiv.org/abs/1708.06519)\n"
HAQ = (
    "- [HAQ: Hardware-Aware Automated Quantization with Mixed Precision](https://arxiv.org/abs/1811.08886)\n"
)
FILTERS = "- [Pruning Filters for Efficient ConvNets](https://arxiv.org/abs/1608.08710)\n"
XNOR = "- [XNOR-Net: ImageNet Classification Using Binary Convolutional Neural Networks](https://arxiv.org/abs/1603.05279)\n"


class World:
    """The list's repository on the fake GitHub, its sources in a folder, and a checkout that runs start from."""

    def __init__(self, github: FakeGitHub, folder: Path, config: str = CONFIG) -> None:
        self.github = github
        self.upstreams = folder / "upstreams"
        self.checkout = folder / "checkout"
        self.repository: Repository = github.create(
            "owner/list", files={".github/bot.yml": config, "README.md": README}
        )
        self.token = github.token("listbot", "write", "owner/list")
        self.env: dict[str, str] = {}
        subprocess.run(["git", "clone", "-q", str(self.repository.path), str(self.checkout)], check=True)

    def say(self, source: str, *lines: str) -> None:
        """What a source says from now on, under a heading that says nothing."""
        file = self.upstreams / source / "README.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("# List\n\n## Papers\n\n" + "".join(lines))

    def run(self, *words: str, token: bool = True) -> Result:
        """One run of the bot on the newest checkout; a failure is the result's exit code and output."""
        for git in (["fetch", "-q", "origin"], ["reset", "-q", "--hard", "origin/HEAD"]):
            subprocess.run(["git", "-C", str(self.checkout), *git], check=True)
        env: Mapping[str, str | None] = {
            **dict.fromkeys((name for name in os.environ if name.startswith("GITHUB_")), None),
            "GITHUB_REPOSITORY": "owner/list",
            "GITHUB_API_URL": self.github.url,
            "GITHUB_TOKEN": self.token if token else None,
            "SOURCE_DATE_EPOCH": "1795400000",
            **self.env,
        }
        command = [words[0] if words else "sync", "-C", str(self.checkout), *words[1:]]
        if command[0] == "sync" and "BOT_UPSTREAM_API_URL" not in self.env:
            command += ["--upstreams", str(self.upstreams)]
        result = CliRunner().invoke(commands, command, env=env)
        if result.exception and not isinstance(result.exception, SystemExit | BotError):
            raise result.exception
        return result

    def catalog(self) -> str:
        """The text of all catalog files on the default branch."""
        files = self.repository.files("main")
        return "\n".join(
            text.decode() if isinstance(text, bytes) else text
            for path, text in sorted(files.items())
            if path.startswith("state/catalog")
        )

    def writes(self, since: int = 0) -> list[str]:
        """The write requests since a point in the log."""
        return [
            f"{request.method} {request.path}" for request in self.github.requests(writes=True, since=since)
        ]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with FakeGitHub() as github:
        made = World(github, tmp_path)
        made.say("ann/bullets", SLIMMING, HAQ)
        made.say("bob/table", HAQ, FILTERS)
        yield made
