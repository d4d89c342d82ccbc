"""Where a finished run goes: into the list's own folder, or to GitHub as pull requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.models import Paper, Source, Topic
from bot.render import MADE, PAGES, render
from bot.store import Edits, Folder

if TYPE_CHECKING:
    from jinja2 import BaseLoader

README = "README.md"


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
