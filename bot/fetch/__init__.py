"""The files of a source: from a folder of this machine, or from GitHub at one commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.fetch.api import Api
from bot.fetch.folder import from_folder
from bot.fetch.values import CannotFetch, Fetched, Seen
from bot.models import Source

__all__ = ["Api", "CannotFetch", "Fetched", "Seen", "from_folder", "from_github"]


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
