"""Where a finished run goes: publishers of one shape. A dry run is one that writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.models import Paper, Source, Topic
from bot.pipeline import Synced
from bot.render import MADE, PAGES, render
from bot.store import Edits, Folder

if TYPE_CHECKING:
    from jinja2 import BaseLoader

README = "README.md"


class Publisher(Protocol):
    """Takes what a run found out, and what it would write."""

    def publish(self, synced: Synced, edits: Edits) -> None: ...


@dataclass(frozen=True, slots=True)
class DryRun:
    """Shows the plan."""

    show: Callable[[Synced], None]

    def publish(self, synced: Synced, edits: Edits) -> None:
        del edits
        self.show(synced)


@dataclass(frozen=True, slots=True)
class WorkingTree:
    """Writes the plan into the list's own folder, and shows it."""

    show: Callable[[Synced], None]
    folder: Folder

    def publish(self, synced: Synced, edits: Edits) -> None:
        self.folder.write(edits)
        self.show(synced)


def sections(
    folder: Folder,
    catalog: Sequence[Paper],
    topics: Sequence[Topic],
    sources: Sequence[Source],
    loader: BaseLoader,
) -> Edits:
    """The edits that bring README, charts and pages up to date with ``catalog``."""
    made = render(folder.read(README) or "", catalog, topics, sources, loader)
    wanted: dict[str, str | None] = {README: made.readme, **made.files}
    for path in folder.list(PAGES.rstrip("/")):
        if path not in wanted and (folder.read(path) or "").startswith(MADE):
            wanted[path] = None
    return {path: text for path, text in wanted.items() if folder.read(path) != text}
