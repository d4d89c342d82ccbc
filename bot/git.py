"""git as a program: what it says of a repository on this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bot.errors import BotError


class GitFailed(BotError):
    """git could not do what it was asked, and said why."""


def git(folder: Path, *words: str) -> bytes:
    """What ``git WORDS`` prints in ``folder``; raises GitFailed, or BotError where there is no git."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *words],  # noqa: S607
            capture_output=True,
            check=False,
            # Hooks and helpers of git have no business with the token.
            env={name: value for name, value in os.environ.items() if "TOKEN" not in name} | {"LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise BotError("there is no git on this machine") from None
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()
        raise GitFailed(f"{folder}: git {words[0]} failed: {why}")
    return done.stdout
