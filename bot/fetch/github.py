"""The files of sources on GitHub: what changed since they were last seen, at one commit each.

An unchanged source costs one conditional request; a changed one, another for its tree and one for each
file that changed, unless an earlier run on this machine asked for them. Files come as git blobs: named by
their content, which proves that they arrived whole and at this commit, and without the detours of the
contents API, which follows symbolic links and submodules and answers otherwise beyond 1 MB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote

from bot import __version__
from bot.fetch.answers import commit_of, etag_of, file_of, name_of, tree_of
from bot.fetch.api import Api
from bot.fetch.client import GitHub
from bot.fetch.kept import Kept
from bot.fetch.listed import FOLDER, Node, in_folders, leads_to, listed, spelt
from bot.fetch.values import LARGEST_FILE, CannotFetch, Fetched, Seen
from bot.models import Source
from bot.net.client import Client, pool
from bot.net.values import CannotAsk

JSON = "application/vnd.github+json"
RAW = "application/vnd.github.raw+json"
ONLY_SHA = "application/vnd.github.sha"

LARGEST_ANSWER = 2**20  # bytes
LARGEST_TREE = 16 * 2**20  # bytes; GitHub cuts a tree at 7 MB
MOST_FOLDERS = 100  # requests to find a source's files, where the tree was cut

T = TypeVar("T")


def fetch_all(
    sources: Sequence[Source], seen: Mapping[str, Seen], api: Api, progress: Callable[[str], None]
) -> dict[str, Fetched | CannotFetch]:
    """See ``bot.fetch.from_github``; sources that are no repository are passed over."""
    return asyncio.run(_all([source for source in sources if source.repo], seen, api, progress))


async def _all(
    sources: Sequence[Source], seen: Mapping[str, Seen], api: Api, progress: Callable[[str], None]
) -> dict[str, Fetched | CannotFetch]:
    done = 0
    kept = Kept(api.kept)
    async with pool(f"list-sync-bot/{__version__}", api.manners, local=api.local) as http:
        github = GitHub(Client(http, "GitHub", api.root, api.manners, api.headers), kept)

        async def one(source: Source) -> Fetched | CannotFetch:
            nonlocal done
            fetched: Fetched | CannotFetch
            try:
                fetched = await _fetched(github, source, seen.get(source.name))
            except (CannotAsk, CannotFetch) as error:
                fetched = CannotFetch(str(error))
            done += 1
            progress(f"fetched {done} of {len(sources)}: {source.name}")
            return fetched

        results = await _together(one(source) for source in sources)
    kept.sweep()
    return {source.name: result for source, result in zip(sources, results, strict=True)}


async def _together(jobs: Iterable[Coroutine[object, object, T]]) -> list[T]:
    """What ``jobs``, run side by side, give; the first that fails calls the others off."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _fetched(github: GitHub, source: Source, seen: Seen | None) -> Fetched:
    if seen and seen.asked != _question(source):
        seen = None
    now = await _resolved(github, source, seen)
    if seen and now.commit == seen.commit:
        return Fetched({}, now.commit, frozenset(now.blobs), unchanged=True, moved_to=now.moved_to, seen=now)
    repo = now.moved_to or str(source.repo)
    there = await _nodes(github, repo, now.commit, source.paths)
    nodes = listed(spelt(source.paths, there), there)
    blobs = {path: node.sha for path, node in nodes.items()}
    changed = {path: sha for path, sha in blobs.items() if now.blobs.get(path) != sha}
    files = await _together(_file(github, repo, path, sha) for path, sha in changed.items())
    return Fetched(
        dict(zip(changed, files, strict=True)),
        now.commit,
        frozenset(blobs.keys() - changed.keys()),
        moved_to=now.moved_to,
        seen=replace(now, blobs=blobs),
    )


def _question(source: Source) -> str:
    return f"{source.repo}@{source.ref or 'HEAD'}: {', '.join(source.paths)}"


async def _resolved(github: GitHub, source: Source, seen: Seen | None) -> Seen:
    """Where the source stands now, with the blobs of ``seen`` yet."""
    # A renamed repository is asked for by its new name: one request in place of two, and whoever takes
    # the old name later is not mistaken for it.
    repo = (seen.moved_to if seen else None) or str(source.repo)
    ref = quote(source.ref or "HEAD", safe="")
    etag = seen.etag if seen else None
    answer = await github.get(f"/repos/{repo}/commits/{ref}", ONLY_SHA, LARGEST_ANSWER, etag)
    if seen and answer.status == 304:
        now = seen
    else:
        commit = commit_of(answer, repo, source.ref)
        blobs = seen.blobs if seen else {}
        now = Seen(commit, etag_of(answer, commit), blobs, _question(source))
    if answer.redirected:
        repo = name_of(await github.get(f"/repos/{repo}", JSON, LARGEST_ANSWER))
    return replace(now, moved_to=repo if repo.casefold() != str(source.repo).casefold() else None)


async def _nodes(github: GitHub, repo: str, commit: str, paths: Sequence[str]) -> dict[str, Node]:
    """All that may be one of ``paths``: mostly one request, folder by folder where GitHub cuts the tree."""
    found: dict[str, Node] = {}
    folders = [("", commit)]
    deep = in_folders(paths)
    asked = 0
    while folders:
        folder, sha = folders.pop()
        nodes, whole = await _tree(github, repo, sha, folder, deep)
        if not whole and deep:
            nodes, whole = await _tree(github, repo, sha, folder, deep=False)
            folders += [
                (path, node.sha)
                for path, node in nodes.items()
                if node.mode == FOLDER and leads_to(path, paths)
            ]
        if not whole:
            raise CannotFetch(f"{folder or 'its top folder'} holds more files than GitHub lists")
        found |= nodes
        asked += 1
        if asked + len(folders) > MOST_FOLDERS:
            raise CannotFetch("it has too many folders to look through; list its files one by one")
    return found


async def _tree(github: GitHub, repo: str, sha: str, folder: str, deep: bool) -> tuple[dict[str, Node], bool]:
    path = f"/repos/{repo}/git/trees/{sha}" + ("?recursive=1" if deep else "")
    return await github.get_lasting(path, JSON, LARGEST_TREE, lambda answer: tree_of(answer, folder))


async def _file(github: GitHub, repo: str, path: str, sha: str) -> bytes:
    where = f"/repos/{repo}/git/blobs/{sha}"
    return await github.get_lasting(where, RAW, LARGEST_FILE, lambda answer: file_of(answer, path, sha))
