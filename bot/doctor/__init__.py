"""Whether token, repository, workflow and files can do what the configuration asks, and what puts it right.

Each check gets its facts by reading alone, and judges them by a pure function; a check that cannot look says
so and never stops the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.local import (
    README,
    git,
    judge_files,
    judge_folders,
    judge_git,
    judge_python,
    judge_readme,
    problems_of,
    python_version,
    read_folders,
    read_workflows,
)
from bot.doctor.values import LEVELS, Check, Finding, Level, examine
from bot.doctor.workflows import Workflow
from bot.doctor.workflows import judge as judge_workflows

if TYPE_CHECKING:
    from bot.config import Config
    from bot.errors import Problem
    from bot.fetch import Api, Seen
    from bot.publish.target import Target

__all__ = ["LEVELS", "Check", "Finding", "Level", "examine", "here", "on_github", "read_workflows"]


def here(
    root: Path,
    config: Config | None,
    problems: Callable[[], Sequence[Problem]],
    workflows: Sequence[Workflow],
    repository: str,
    version: str,
) -> Iterator[Check]:
    """What can be looked at in the folder ``root`` alone; ``config`` is None where none is valid."""
    from bot.render.readme import LIMIT

    topics = [topic.id for topic in config.topics] if config else []
    dashboard, served = bool(config and config.dashboard), bool(config and config.schedule)
    yield Check("python", python_version, judge_python)
    yield Check("files", lambda: problems_of(problems), judge_files)
    yield Check("readme", lambda: _bytes(root / README), lambda text: judge_readme(text, topics, LIMIT))
    yield Check("git", lambda: git(root), lambda found: judge_git(found, repository), "Install git.")
    yield Check(
        "workflows",
        lambda: workflows,
        lambda found: judge_workflows(found, version, dashboard=dashboard, served=served),
    )
    if config:
        yield Check("folders", lambda: read_folders(root, config), judge_folders)


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def on_github(
    target: Target,
    config: Config | None,
    workflows: Sequence[Workflow],
    now: datetime,
    *,
    api: Api | None = None,
    seen: Mapping[str, Seen] | None = None,
) -> Iterator[Finding]:
    """What can be seen of ``target``, and with ``api`` of the sources too; sends nothing but GETs."""
    from bot.doctor import github
    from bot.publish.client import Refused

    client = target.client()
    dashboard = bool(config and config.dashboard)
    if config and api:
        pages = [_pages(config, seen or {})] if any(source.url for source in config.sources) else []
        yield from examine([_sources(config, api, seen or {}), *pages])
    try:
        found = github.repository(client)
    except Refused as refused:
        finding = github.judge_no_repository(refused, target.repository)
        yield from examine([Check("repository", lambda: finding, lambda one: [one])])
        return
    yield from examine(
        [
            Check(
                "repository",
                lambda: found,
                lambda one: github.judge_repository(
                    one, target.repository, target.token or "", dashboard=dashboard
                ),
            ),
            *([_token(target, now, private=found.private)] if target.token else []),
            Check(
                "actions",
                lambda: github.actions(client),
                lambda settings: github.judge_actions(settings, workflows, dashboard=dashboard),
                "Only administrators can ask this; look whether actions are allowed, and “Allow GitHub"
                f" Actions to create and approve pull requests” is ticked, under {github.SETTINGS}.",
            ),
            Check(
                "schedule",
                lambda: github.schedule(client),
                lambda one: github.judge_schedule(one, workflows, now, private=found.private),
                "Give the token the permission Actions: read.",
            ),
            Check(
                "branches",
                lambda: github.branches(client, found.default),
                lambda one: github.judge_branches(one, found.default, workflows),
                "Look yourself under Settings → Rules and Settings → Branches.",
            ),
            *([_labels(target, config)] if config else []),
        ]
    )


def _token(target: Target, now: datetime, *, private: bool) -> Check:
    from bot.doctor import github

    return Check(
        "token",
        lambda: target.client().headers(""),
        lambda headers: github.judge_token(target.token or "", headers, now, private=private),
    )


def _labels(target: Target, config: Config) -> Check:
    from bot.doctor import github

    labels = config.proposals.labels
    return Check(
        "labels",
        lambda: github.missing_labels(target.client(), labels),
        lambda missing: github.judge_labels(missing, labels),
        "Look yourself under Issues → Labels.",
    )


def _sources(config: Config, api: Api, seen: Mapping[str, Seen]) -> Check:
    from bot.doctor import github
    from bot.fetch import from_github

    sources = [source for source in config.sources if source.repo]
    return Check(
        "sources",
        lambda: from_github(sources, seen, api) if sources else {},
        github.judge_sources,
        "Look whether this machine reaches GitHub.",
    )


def _pages(config: Config, seen: Mapping[str, Seen]) -> Check:
    from bot.doctor import github
    from bot.fetch import from_web

    pages = [source for source in config.sources if source.url]
    return Check(
        "pages",
        lambda: from_web(pages, seen),
        lambda found: github.judge_sources(found, "on the web"),
        "Look whether this machine reaches the web.",
    )
