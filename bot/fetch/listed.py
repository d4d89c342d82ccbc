"""Which files of a source are its lists, and why a source's files cannot be its lists; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.config import matcher
from bot.fetch.values import LARGEST_FILE, LARGEST_SOURCE, MOST_FILES, CannotFetch
from bot.models import README

DEEPEST = 32  # folders
GLOB = frozenset("*?[")
READMES = (".md", ".markdown", ".mdown", ".mkd", ".rst", ".adoc", ".asciidoc", ".org", ".txt", "")

FOLDER, SYMLINK, SUBMODULE = "040000", "120000", "160000"
UNREADABLE = {
    FOLDER: "is a folder; list its files, or write {path}/**/*.md",
    SYMLINK: "is a symbolic link; list the file that it leads to",
    SUBMODULE: "is a submodule, another repository; make that a source of its own",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One item of a git tree; ``mode`` is git's, ``size`` is in bytes and known for files only."""

    mode: str
    sha: str
    size: int = 0


def listed(paths: Sequence[str], nodes: Mapping[str, Node]) -> dict[str, Node]:
    """The files among ``nodes`` that ``paths`` name, sorted by path; raises CannotFetch."""
    wanted = matcher(paths)
    found = {
        path: node
        for path, node in sorted(nodes.items())
        if (path in paths if node.mode == FOLDER else wanted(path))
    }
    for path, node in found.items():
        if node.mode in UNREADABLE:
            raise CannotFetch(f"{path} {UNREADABLE[node.mode].format(path=path)}")
        if node.size > LARGEST_FILE:
            raise CannotFetch(f"{path} is larger than {LARGEST_FILE // 2**20} MiB")
        if path.count("/") > DEEPEST:
            raise CannotFetch(f"{path} lies more than {DEEPEST} folders deep")
    for path in paths:
        _not_behind(path, nodes)
    complete(paths, found)
    if sum(node.size for node in found.values()) > LARGEST_SOURCE:
        raise CannotFetch(f"its files are larger than {LARGEST_SOURCE // 2**20} MiB together")
    return found


def _not_behind(path: str, nodes: Mapping[str, Node]) -> None:
    """Refuses a path that leads through what git does not look into."""
    for parent in map(str, PurePosixPath(path).parents):
        if parent in nodes and nodes[parent].mode in {SYMLINK, SUBMODULE}:
            raise CannotFetch(f"{path}: {parent} {UNREADABLE[nodes[parent].mode]}")


def spelt(paths: Sequence[str], there: Iterable[str]) -> Sequence[str]:
    """``paths``, with the README that is ``there`` where its usual name is asked for and not to be had.

    GitHub shows a README in any spelling and form: the first of those that lists come in is taken.
    """
    if tuple(paths) != README or README[0] in (there := set(there)):
        return paths
    names = ((PurePosixPath(path), path) for path in sorted(there) if "/" not in path)
    readmes = [(name, path) for name, path in names if name.stem.lower() == "readme"]
    ranked = [
        (READMES.index(name.suffix.lower()), path) for name, path in readmes if name.suffix.lower() in READMES
    ]
    return (min(ranked)[1],) if ranked else paths


def complete(paths: Sequence[str], found: Collection[str]) -> None:
    """Refuses what is not all of the files that ``paths`` name, or more of them than there may be."""
    missing = [path for path in paths if path not in found and not GLOB & set(path)]
    if missing:
        raise CannotFetch(f"it has no {', '.join(missing)}")
    if not found:
        raise CannotFetch(f"none of its files is named by {', '.join(paths)}")
    if len(found) > MOST_FILES:
        raise CannotFetch(f"{len(found):,} files, more than {MOST_FILES:,}")


def in_folders(paths: Sequence[str]) -> bool:
    """Whether any of ``paths`` may name a file that is not at the top."""
    return any("/" in path or GLOB & set(path) for path in paths)


def leads_to(folder: str, paths: Sequence[str]) -> bool:
    """Whether ``folder`` may hold a file, at any depth, that ``paths`` name."""
    inside = f"{folder}/"
    return any(
        stem.startswith(inside) or (stem != path and inside.startswith(stem))
        for path, stem in ((path, _stem(path)) for path in paths)
    )


def _stem(path: str) -> str:
    """What every file that ``path`` names starts with."""
    return path[: next((at for at, char in enumerate(path) if char in GLOB), len(path))]
