"""The commands on the list's own files: decide, render, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.shared import complain, in_folder, opened

if TYPE_CHECKING:
    from bot.config import Config
    from bot.errors import Problem
    from bot.store import Edits, State

CHANGES = 1


@click.command(short_help="Write the README's sections, pages and charts from state/.")
@in_folder
@click.option("--check", is_flag=True, help="Write nothing; end with 1 when something is stale.")
def render(root: Path, check: bool) -> None:
    """Write the README's sections, and the pages and charts beside it, from state/.

    \b
    Examples:
      bot render
      bot render --check
    """
    from bot.render.folder import rendered

    config, folder, state = opened(root)
    stale = rendered(config, folder, state.catalog)
    for path in sorted(stale):
        click.echo(f"{path} is stale" if check else f"wrote {path}")
    if not check:
        folder.write(stale)
    elif stale:
        click.echo("Bring them up to date with: bot render", err=True)
        sys.exit(CHANGES)


@click.command(short_help="Tell whether configuration, state and README agree.")
@in_folder
@click.option("--quality", is_flag=True, help="Name the papers whose titles look wrong, by file and line.")
def check(root: Path, quality: bool) -> None:
    """Tell whether configuration, state and README are valid and agree; every problem at once.

    Papers that may be one work are told, too, with the command that settles it; they are no mistake, and
    neither is what --quality names.

    \b
    Examples:
      bot check -C examples/mini
      bot check --quality
    """
    from bot.check import problems
    from bot.check import quality as look_at
    from bot.config import load as load_config
    from bot.errors import Invalid
    from bot.merge.doubles import doubles
    from bot.render.escape import log_safe
    from bot.render.folder import rendered, unmarked
    from bot.store import Folder

    folder = Folder(root)
    notes: list[str] = []
    looks: list[Problem] = []

    def render(config: Config, state: State) -> Edits:
        notes.extend(doubles(state.catalog, state.decisions))
        looks.extend(look_at(state) if quality else ())
        return rendered(config, folder, state.catalog)

    found = problems(lambda: load_config(root), folder, render)
    if found:
        raise Invalid(found)
    click.echo("Configuration, state and README are valid and agree.")
    for look in looks:
        click.echo(log_safe(str(look)))
    for note in (*notes, *filter(None, [unmarked(folder)])):
        complain(note)


@click.command()
@click.argument("verb", type=click.Choice(["decline", "same", "different", "pin", "topic", "keep"]))
@click.argument("words", nargs=-1, required=True, metavar="PAPER [PAPER | TOPIC | FIELD VALUE]")
@in_folder
def decide(verb: str, words: tuple[str, ...], root: Path) -> None:
    """Record what you decide; the next sync carries it out. To undo, delete the line it wrote.

    \b
      decline PAPER           leave it out of the list for good
      same PAPER PAPER        they are one work; the older id stays
      different NAME NAME     they are two works; a name is an identifier, URL or title:<slug>
      pin PAPER FIELD VALUE   title, url, venue, year or kind stay so (null: empty)
      topic PAPER TOPIC       it belongs there
      keep PAPER              nobody lists it any more, but this list does

    \b
    Examples:
      bot decide topic arxiv:1510.00149 quantization
      bot decide different arxiv:1704.04861 title:mobilenetv2
    """
    from bot.decide import decide
    from bot.store import DECISIONS

    config, folder, state = opened(root)
    edits = decide(state, [topic.id for topic in config.topics], verb, words)
    folder.write(edits)
    if edits:
        click.echo(
            f"Recorded in {', '.join(edits)}. The next run follows it; one on GitHub, once it is pushed."
        )
    else:
        click.echo(f"{DECISIONS} says so already.")
