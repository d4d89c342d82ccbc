"""What is made from the catalog in a list's folder: README, charts, pages; and whose templates make it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Config
from bot.models import Paper
from bot.render import MADE, PAGES, render
from bot.render.markers import names
from bot.store import Edits, Folder

if TYPE_CHECKING:
    from jinja2 import BaseLoader

README = "README.md"


def rendered(config: Config, folder: Folder, catalog: Sequence[Paper]) -> Edits:
    """The edits that bring README, charts and pages up to date with ``catalog``; none without a README."""
    readme = folder.read(README)
    if readme is None:
        return {}
    made = render(readme, catalog, config.topics, config.sources, loader_of(folder))
    wanted: dict[str, str | None] = {README: made.readme, **made.files}
    for path in folder.list(PAGES.rstrip("/")):
        if path not in wanted and (folder.read(path) or "").startswith(MADE):
            wanted[path] = None
    return {path: text for path, text in wanted.items() if folder.read(path) != text}


def unmarked(folder: Folder) -> str:
    """What to tell people of a README that the list cannot go into; empty where it can."""
    readme = folder.read(README)
    if readme is None:
        return f"there is no {README}, so the list is shown nowhere"
    if not any(name == "papers" or name.startswith("topic:") for name in names(readme)):
        return (
            f"{README} has no place for papers: put <!-- bot:papers start --> and <!-- bot:papers end --> "
            "on lines of their own where the list is to stand"
        )
    return ""


def loader_of(folder: Folder) -> BaseLoader:
    """The templates: the list's own first, then ours."""
    from jinja2 import ChoiceLoader, FileSystemLoader

    ours = Path(__file__).parents[1] / "templates"  # in the wheel; beside the package in a checkout
    ours = ours if ours.is_dir() else Path(__file__).parents[2] / "templates"
    return ChoiceLoader([FileSystemLoader(folder.root / "templates"), FileSystemLoader(ours)])
