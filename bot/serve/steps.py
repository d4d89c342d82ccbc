"""What a run consists of: the very commands that people give."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SYNC, LINKS = "sync", "links"

Outcome = Literal[
    "done", "set-aside", "partly", "moved-on", "failed", "crashed", "hung", "stopped", "skipped"
]
OUTCOMES: dict[int, Outcome] = {0: "done", 3: "set-aside", 4: "partly", 5: "moved-on"}
GOOD = ("done", "set-aside")  # GitHub has all that a run had to tell; the rest is for the next one


@dataclass(frozen=True, slots=True)
class Step:
    """One command; ``out`` is the file for its standard output, ``failing`` what its failure means."""

    command: tuple[str, ...]
    out: Path | None = None
    failing: str = ""
    git: bool = False


def bot(*words: str) -> tuple[str, ...]:
    """The bot itself, as it is installed, whatever the current folder holds."""
    return (sys.executable, "-P", "-m", "bot", *words)


def outcome_of(code: int) -> Outcome:
    """What an exit code means; a negative one is a signal."""
    return "crashed" if code < 0 else OUTCOMES.get(code, "failed")


def steps(job: str, root: Path, work: Path, *, write: bool) -> Sequence[Step]:
    """The steps of ``job`` for the list in ``root``; ``work`` is a folder for what one hands to the next.

    With ``write`` changes go into the folder; else to GitHub, from the newest default branch.
    """
    before = [] if write else newest(root)
    here = ("-C", str(root))
    sync = ("sync", *here, *(["--write"] if write else []))
    if job == SYNC:
        return [*before, Step(bot(*sync))]
    seen, found = work / "links.jsonl", work / "found.jsonl"
    found.touch()  # `links fix` writes none when there is nothing to look for
    given = ("--observations", str(seen))
    return [
        *before,
        Step(bot("links", "check", *here, "--due", "--remember", "--format", "jsonl"), out=seen),
        Step(bot("links", "fix", *here, *given, "--out", str(found))),
        Step(bot(*sync, *given, "--observations", str(found))),
    ]


def newest(root: Path) -> Sequence[Step]:
    """Brings the checkout to the default branch's head, or fails: nothing that people left there is lost."""
    git = ("git", "-C", str(root))
    dirty = "the checkout has changes that are not committed; commit them elsewhere, or drop them"
    apart = "the checkout went another way than the default branch; put it right by hand with git"
    away = "the repository cannot be fetched; what git says stands above"
    return [
        Step((*git, "diff", "--quiet", "HEAD", "--"), failing=dirty, git=True),
        Step((*git, "fetch", "--quiet", "origin", "HEAD"), failing=away, git=True),
        Step((*git, "merge", "--quiet", "--ff-only", "FETCH_HEAD"), failing=apart, git=True),
    ]
