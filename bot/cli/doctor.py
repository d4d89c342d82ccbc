"""``bot doctor``: what is wrong with token, repository, workflow and files, and what puts it right."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.shared import console, in_folder, in_form

if TYPE_CHECKING:
    from bot.config import Config
    from bot.doctor import Finding, Level
    from bot.errors import Problem
    from bot.fetch import Seen
    from bot.report import Line

WRONG = 1
STYLES = {"error": "red", "warning": "yellow", "unknown": "cyan", "ok": "green"}
LABEL = 9  # columns of the level


@click.command(short_help="Tell what is wrong with token, repository, workflow and files.")
@in_folder
@click.option("--offline", is_flag=True, help="Look at the folder only; ask nobody.")
@click.option("--strict", is_flag=True, help="End with 1 for warnings too.")
@in_form("json")
def doctor(root: Path, offline: bool, strict: bool, form: str) -> None:
    """Tell whether token, repository, workflow and files can do what the configuration asks.

    Whatever is wrong comes with the sentence that puts it right. What is on GitHub is looked at when
    GITHUB_REPOSITORY is set, as whoever GITHUB_TOKEN belongs to; nothing is ever written.

    \b
    Exit codes:
      0  nothing is wrong; warnings and what could not be seen do not count
      1  something is wrong (--strict: or will be)
      2  it could not run

    \b
    Examples:
      bot doctor
      bot doctor --offline --strict
      GITHUB_REPOSITORY=owner/list GITHUB_TOKEN=… bot doctor --format json
    """
    found = list(_found(root, offline=offline))
    if form == "json":
        click.echo(json.dumps({"findings": [asdict(one) for one in found]}, ensure_ascii=False, indent=1))
    else:
        from bot.report import show

        show(_lines(found), console())
    wrong = {"error", "warning"} if strict else {"error"}
    if any(one.level in wrong for one in found):
        sys.exit(WRONG)


def _found(root: Path, *, offline: bool) -> Iterator[Finding]:
    from datetime import UTC, datetime

    from bot import __version__
    from bot.doctor import Finding, examine, here, on_github, read_workflows
    from bot.fetch import Api
    from bot.net.cache import cache
    from bot.publish.target import target_of

    target = None if offline else target_of(os.environ)
    api = None if offline else Api.of_upstreams(os.environ, cache() / "github")
    config = _config(root)
    workflows = read_workflows(root)
    repository = target.repository if target else ""
    yield from examine(here(root, config, lambda: _problems(root), workflows, repository, __version__))
    if target:
        yield from on_github(target, config, workflows, datetime.now(UTC), api=api, seen=_seen(root, config))
    elif not offline:
        fix = "Set GITHUB_REPOSITORY=owner/name, and GITHUB_TOKEN, to have that looked at too."
        yield Finding(
            "unknown", "GITHUB_REPOSITORY is not set: nothing on GitHub was looked at", fix, "github"
        )


def _config(root: Path) -> Config | None:
    """The configuration, if it is valid; why it is not is said with the list's files."""
    from bot.config import load
    from bot.errors import BotError

    try:
        return load(root)
    except BotError:
        return None


def _seen(root: Path, config: Config | None) -> dict[str, Seen]:
    """What was last seen of the sources, so that what has not changed is not downloaded to look at it."""
    from bot.errors import BotError
    from bot.store import Folder, load

    try:
        memory = load(Folder(root)).memory
    except BotError:
        return {}
    return {name: one.seen for name, one in memory.sources.items() if one.seen} if config else {}


def _problems(root: Path) -> Sequence[Problem]:
    from bot.check import problems
    from bot.config import load
    from bot.render.folder import rendered
    from bot.store import Folder

    folder = Folder(root)
    return problems(lambda: load(root), folder, lambda config, state: rendered(config, folder, state.catalog))


def _lines(found: Sequence[Finding]) -> Iterator[Line]:
    from bot.doctor import LEVELS
    from bot.report import Line

    for level in LEVELS:
        for one in (one for one in found if one.level == level):
            label = f"{level}:" if level != "ok" else "ok"
            yield Line(one.what, hang=LABEL, style=STYLES[level], label=label)
            if one.fix:
                yield Line(f"→ {one.fix}", LABEL, 2)
    yield Line("")
    yield Line(_summary(Counter(one.level for one in found)), style="bold")


def _summary(count: Counter[Level]) -> str:
    def of(level: Level, word: str) -> list[str]:
        number = count[level]
        return [f"{number} {word}{'s' * (number != 1)}"] if number else []

    wrong = [*of("error", "error"), *of("warning", "warning")]
    unseen = f"; {count['unknown']} could not be seen" if count["unknown"] else ""
    return f"{', '.join(wrong) or 'Nothing is wrong'}{unseen}."
