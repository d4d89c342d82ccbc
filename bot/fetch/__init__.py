"""The files of a source: from a folder of this machine, from GitHub at one commit, or from the web."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.fetch.api import Api
from bot.fetch.folder import from_folder
from bot.fetch.values import CannotFetch, Fetched, Seen
from bot.models import Source
from bot.net.cache import cache

__all__ = ["Api", "CannotFetch", "Fetched", "Seen", "fetched", "from_folder", "from_github", "from_web"]


def fetched(
    sources: Sequence[Source],
    root: Path,
    upstreams: Path | None,
    seen: Mapping[str, Seen],
    progress: Callable[[str], None],
) -> dict[str, Fetched | CannotFetch]:
    """The files of ``sources``, from folders where they are said to be, else from GitHub and the web."""
    found: dict[str, Fetched | CannotFetch] = {}
    for source in sources:
        if source.path or upstreams:
            try:
                found[source.name] = from_folder(source, _folder(source, root, upstreams))
            except CannotFetch as error:
                found[source.name] = error
    rest = [source for source in sources if source.name not in found]
    repositories = [source for source in rest if source.repo]
    if repositories:
        found |= from_github(repositories, seen, Api.of_upstreams(os.environ, cache() / "github"), progress)
    return found | from_web([source for source in rest if source.url], seen, progress)


def _folder(source: Source, root: Path, upstreams: Path | None) -> Path:
    """Where a source's files are on this machine; raises CannotFetch for what leads out of there."""
    if source.path or upstreams is None:
        return root / str(source.path)
    if source.url:
        from bot.fetch.pages import below

        return below(upstreams, source.url)
    return upstreams / str(source.repo)


def from_web(
    sources: Sequence[Source], seen: Mapping[str, Seen], progress: Callable[[str], None] = lambda _: None
) -> dict[str, Fetched | CannotFetch]:
    """What each source on the web has now, by the source's name; one that fails never stops the others.

    ``seen`` is what earlier runs were told to remember. Must not be called from a running event loop.
    """
    if not sources:
        return {}
    from bot.fetch.pages import Ways, fetch_all

    return fetch_all(sources, seen, Ways.of(os.environ), progress)


def from_github(
    sources: Sequence[Source],
    seen: Mapping[str, Seen],
    api: Api,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Fetched | CannotFetch]:
    """What each source on GitHub has now, by the source's name; one that fails never stops the others.

    ``seen`` is what earlier runs were told to remember, by the source's name; a file that has not changed
    since is not downloaded. Must not be called from a running event loop.
    """
    # Only here does the network's weight (httpx, asyncio) come in; most commands need none of it.
    from bot.fetch.github import fetch_all

    return fetch_all(sources, seen, api, progress)
