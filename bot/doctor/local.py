"""What can be seen in the list's folder, without network and without a token."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.values import Finding, error, ok, warning
from bot.doctor.workflows import FOLDER, Workflow, workflow
from bot.errors import BotError, Invalid, Problem
from bot.git import GitFailed
from bot.git import git as run_git

if TYPE_CHECKING:
    from bot.config import Config

README = "README.md"
CUT = 512_000  # bytes; https://docs.github.com/repositories (“About READMEs”)
OLDEST_PYTHON = (3, 11)
MOST_PROBLEMS = 20  # of one kind; `bot check` shows the rest
REPOSITORY_IN_URL = re.compile(r"[/:]([A-Za-z0-9-]+/[A-Za-z0-9._-]+?)(?:\.git)?/?\Z")


@dataclass(frozen=True, slots=True)
class Git:
    """The checkout: where it comes from, on which branch it is, and which is the default one there."""

    origin: str | None = None
    branch: str | None = None
    default: str | None = None


def read_workflows(root: Path) -> list[Workflow]:
    """The workflows in ``root``, by path; a file that is not UTF-8 is read as well as can be."""
    files = sorted(file for file in (root / FOLDER).glob("*") if file.suffix in (".yml", ".yaml"))
    return [workflow(f"{FOLDER}/{file.name}", file.read_text("utf-8", "replace")) for file in files]


def git(root: Path) -> Git | None:
    """The checkout in ``root``; None where there is none. Raises BotError without git."""
    if _said(root, "rev-parse", "--git-dir") is None:
        return None
    default = _said(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    return Git(
        _said(root, "config", "--get", "remote.origin.url"),
        _said(root, "symbolic-ref", "--short", "HEAD"),
        default.removeprefix("origin/") if default else None,
    )


def _said(root: Path, *words: str) -> str | None:
    try:
        return run_git(root, *words).decode(errors="replace").strip()
    except GitFailed:
        return None


def judge_python(version: Sequence[int]) -> Iterator[Finding]:
    """Whether this Python is one that the bot runs on."""
    said, oldest = ".".join(map(str, version[:3])), ".".join(map(str, OLDEST_PYTHON))
    if tuple(version[:2]) < OLDEST_PYTHON:
        yield error(f"this is Python {said}", f"Install Python {oldest} or later.")
    else:
        yield ok(f"Python {said}")


def problems_of(look: Callable[[], Sequence[Problem]]) -> list[Problem]:
    """What is wrong with the list's own files; a file that cannot be read at all is one problem."""
    try:
        return list(look())
    except Invalid as invalid:
        return list(invalid.problems)
    except BotError as cannot:
        path, _, message = str(cannot).partition(": ")
        return [Problem(path, 0, message)]


def judge_files(problems: Sequence[Problem]) -> Iterator[Finding]:
    """Whether configuration, state and README are valid and agree."""
    for problem in problems[:MOST_PROBLEMS]:
        if not problem.line:
            missing = problem.message.startswith("there is no such file")
            fix = "Make one: bot init." if missing else "Put it right, then run `bot check`."
            yield error(f"{problem.path}: {problem.message}", fix)
        elif "bot render" in problem.message:
            yield error(f"{problem.path} does not say what state/ says", "Run `bot render`, and commit it.")
        else:
            yield error(str(problem), f"Correct {problem.path}; `bot check` says when it is right.")
    more = len(problems) - MOST_PROBLEMS
    if more > 0:
        yield error(f"{more:,} more problems of this kind", "Run `bot check` to see them all.")
    if not problems:
        yield ok("configuration, state and README are valid and agree")


def judge_readme(readme: bytes | None, topics: Sequence[str], limit: int) -> Iterator[Finding]:
    """Whether the README is there, short enough for GitHub, and has places for the papers."""
    from bot.render.markers import names

    if readme is None:
        fix = (
            "Write one with `<!-- bot:papers start -->` and `<!-- bot:papers end -->` on lines of their own."
        )
        yield error("there is no README.md, so nobody sees the list", fix)
        return
    size = len(readme)
    shorter = "Move what people wrote in it to a page of its own; the bot's sections shrink by themselves."
    if size > CUT:
        yield error(f"README.md has {size:,} bytes; GitHub shows the first {CUT:,}", shorter)
    elif size > limit:
        yield warning(f"README.md has {size:,} bytes, the bot keeps it below {limit:,}", shorter)
    else:
        yield ok(f"README.md has {size:,} of {limit:,} bytes")
    try:
        there = names(readme.decode("utf-8", "replace"))
    except Invalid:
        return  # said with the list's files
    apart = {name.removeprefix("topic:") for name in there if name.startswith("topic:")}
    missing = [topic for topic in topics if topic not in apart]
    if "papers" not in there and missing:
        what = f"README.md has no place for {len(missing)} of {len(topics)} topics: {', '.join(missing)}"
        fix = (
            "Put `<!-- bot:papers start -->` and `<!-- bot:papers end -->` on lines of their own where they"
            " should stand, then run `bot render`."
        )
        yield error(what, fix)


def judge_git(found: Git | None, repository: str) -> Iterator[Finding]:
    """Whether the checkout is one of ``repository`` (empty: not said), on its default branch."""
    if found is None:
        what = "this folder is no git checkout, so no pull request can be made from it"
        yield warning(what, "Clone the list's repository, and run the bot in the clone.")
        return
    if found.origin is None:
        fix = "Add it: git remote add origin https://github.com/OWNER/NAME.git"
        yield warning("the checkout has no remote “origin”", fix)
        return
    match = REPOSITORY_IN_URL.search(found.origin)
    comes_from = match[1] if match else ""
    hosted = "://" in found.origin or "@" in found.origin  # a clone of a folder has no owner to compare
    if repository and hosted and comes_from.casefold() != repository.casefold():
        what = f"GITHUB_REPOSITORY is {repository}, but the checkout comes from {comes_from or 'elsewhere'}"
        yield warning(what, f"Correct GITHUB_REPOSITORY, or run in a clone of {repository}.")
    if found.default and found.branch and found.branch != found.default:
        what = f"the checkout is on “{found.branch}”, the default branch is “{found.default}”"
        yield warning(what, f"Pull requests are made from the default branch: git switch {found.default}")
    else:
        yield ok(f"the checkout is on {found.branch or 'a commit'}")


def judge_folders(found: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """Whether sources in folders can be read; of each its name, and why not, or nothing."""
    for name, reason in found:
        if reason:
            yield error(f"source {name}: {reason}", "Correct its `path` or `paths` in .github/bot.yml.")
    good = sum(1 for _, reason in found if not reason)
    if good:
        yield ok(f"{good} of {len(found)} sources in folders can be read")


def read_folders(root: Path, config: Config) -> list[tuple[str, str]]:
    """Each source that is a folder, and why it cannot be read, if it cannot."""
    from bot.fetch import CannotFetch, from_folder

    found = []
    for source in config.sources:
        if source.path:
            try:
                from_folder(source, root / source.path)
                found.append((source.name, ""))
            except CannotFetch as cannot:
                found.append((source.name, str(cannot)))
    return found


def python_version() -> Sequence[int]:
    return sys.version_info[:3]
