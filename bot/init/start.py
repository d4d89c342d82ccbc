"""Everything a new list begins with, as one value: nothing is read or written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.config import CONFIG, Config, parse
from bot.errors import BotError
from bot.init.document import Contents
from bot.init.files import config_text, readme_text
from bot.init.first import first_catalog
from bot.init.topics import PAPERS, Proposed, from_titles, propose
from bot.merge import Rules
from bot.models import Decisions, Entry, Paper, Source
from bot.render import render
from bot.render.folder import README
from bot.store import Edits, Memory, State

if TYPE_CHECKING:
    from jinja2 import BaseLoader


@dataclass(frozen=True, slots=True)
class Started:
    """The new list: its configuration, what it begins with, and the files that hold that."""

    config: Config
    found: Contents
    catalog: tuple[Paper, ...]
    edits: Edits


def start(
    title: str,
    sources: Sequence[Source],
    found: Contents,
    listed: Mapping[str, Sequence[Entry]],
    topics: Sequence[str],
    readme: str | None,
    loader: BaseLoader,
    today: date,
) -> Started:
    """The list called ``title`` that follows ``sources`` and begins with what was ``found``.

    ``listed`` are the entries that sources have now, which topics are proposed from unless ``topics`` names
    them; ``readme`` is the README as it is. Raises BotError when a README would be too large.
    """
    found = found.under(sources)
    proposed = from_titles(topics) if topics else _proposed(found, listed)
    default = PAPERS.id if PAPERS in proposed.topics else ""
    sources = [replace(source, topic=source.topic or default or None) for source in sources]
    text = config_text(title, sources, proposed.topics, loader)
    config = parse(text)
    rules = Rules.of(config.topics, config.sources)
    catalog = first_catalog(found.own, found.pasted, proposed, rules, today)
    kept = State((), Decisions(), Memory(), {}, {}).edits(catalog)
    return Started(config, found, catalog, {CONFIG: text, **kept, **shown(config, catalog, readme, loader)})


def _proposed(found: Contents, listed: Mapping[str, Sequence[Entry]]) -> Proposed:
    pasted = {part.source.name for part in found.pasted}
    documents = [
        *([found.own] if found.own else []),
        *(part.entries for part in found.pasted),
        *(entries for name, entries in listed.items() if name not in pasted),
    ]
    return propose(documents, own=bool(found.own))


def shown(config: Config, catalog: Sequence[Paper], readme: str | None, loader: BaseLoader) -> Edits:
    """The README with its sections, and what lies beside it; raises BotError when it would be too large."""
    text = readme_text(readme, config.title, loader)
    try:
        made = render(text, catalog, config.topics, config.sources, loader)
    except BotError as error:
        if readme is None:
            raise
        raise BotError(
            f"{error}; move it to another file and say --from that file, then README.md is made anew"
        ) from error
    return {README: made.readme, **made.files}
