"""``bot sources``: which lists are followed, and which to follow next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.shared import console, in_folder, in_form, opened

if TYPE_CHECKING:
    from bot.config import Config
    from bot.models import Paper
    from bot.report import Line
    from bot.suggest import Suggestion

SHOWN = 20


@click.command(short_help="Show the lists followed, or suggest more.")
@click.option("--suggest", is_flag=True, help="Rank the lists that those followed lead to.")
@click.option("--all", "whole", is_flag=True, help="Show every suggestion.")
@in_form("jsonl")
@in_folder
def sources(suggest: bool, whole: bool, form: str, root: Path) -> None:
    """Show the lists followed with what each has, or with --suggest those to follow next.

    Nothing is asked of GitHub: it is told from the catalog.

    \b
    Examples:
      bot sources
      bot sources --suggest
      bot sources --suggest --format jsonl
    """
    from bot.render.escape import json_line
    from bot.report import show
    from bot.suggest import suggestions

    config, _, state = opened(root)
    if not suggest:
        show(_followed(config, state.catalog), console())
        return
    found = suggestions(state.catalog, config.sources)
    if form == "jsonl":
        for one in found:
            click.echo(json_line({**asdict(one), "reason": one.reason}))
    elif found:
        show(_suggested(found, len(found) if whole else SHOWN), console())
    else:
        click.echo("The lists followed lead to no list that is not followed yet.")


def _suggested(found: Sequence[Suggestion], most: int) -> Iterator[Line]:
    from bot.report import Line

    for one in found[:most]:
        yield Line(one.repo)
        yield Line(one.reason, 4, 4)
    if len(found) > most:
        yield Line(f"{len(found) - most:,} more; --all shows them")


def _followed(config: Config, catalog: tuple[Paper, ...]) -> Iterator[Line]:
    from bot.report import Line

    for source in config.sources:
        having = [paper for paper in catalog if any(m.source == source.name for m in paper.mentions)]
        alone = sum(1 for paper in having if len({m.source for m in paper.mentions}) == 1)
        yield Line(source.name)
        yield Line(f"{len(having):,} works, {alone:,} only here", 4, 4)
