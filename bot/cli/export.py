"""``bot export``: the catalog for reference managers, spreadsheets, programs and feed readers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.shared import in_folder, opened

if TYPE_CHECKING:
    from bot.export import About
    from bot.models import Paper


@click.command(
    short_help="Write the catalog as BibTeX, CSL-JSON, CSV, JSON or a feed.",
    context_settings={"allow_extra_args": True},  # refused below, in words of our own
)
@click.pass_context
@in_folder
@click.option(
    "--format",
    "form",
    type=click.Choice(["bibtex", "csl", "csv", "json", "atom"]),
    default="bibtex",
    show_default=True,
    help="What it is written as.",
)
@click.option("--topic", "topics", multiple=True, metavar="ID", help="Only this topic; may be repeated.")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file, not to the terminal.",
)
@click.option("--most", type=click.IntRange(1), help="Entries in the feed, at most; 100 if nothing is said.")
@click.option("--self", "address", metavar="URL", help="Where the feed itself will be found.")
def export(
    context: click.Context,
    root: Path,
    form: str,
    topics: tuple[str, ...],
    out: Path | None,
    most: int | None,
    address: str | None,
) -> None:
    """Write the catalog as a bibliography (bibtex, csl), a table (csv), data (json) or a feed (atom).

    The same catalog gives the same bytes. A paper's citation key is made of its id, and stays. The feed is
    named after the repository in GITHUB_REPOSITORY, as GitHub Actions sets it.

    \b
    Examples:
      bot export -o papers.bib
      bot export --format csv --topic pruning --topic quantization -o pruning.csv
      bot export --format csl | jq length
      bot export --format atom --self https://example.org/papers.atom -o papers.atom
    """
    from bot.export import About
    from bot.export import export as text_of
    from bot.render import plain

    _refuse(context.args)
    if form != "atom" and (most or address):
        raise click.UsageError(f"--most and --self are for --format atom, not {form}.")
    config, _, state = opened(root)
    about = About(config.title, {topic.id: topic.title for topic in config.topics})
    if form == "atom":
        about = _published(about, most, address)
    papers = _chosen(state.catalog, topics, list(about.topics))
    data = text_of(form, papers, about).encode()
    if out:
        out.write_bytes(data)
        count = min(len(papers), about.most) if form == "atom" else len(papers)
        click.echo(f"{count:,} {'work' if count == 1 else 'works'} written to {plain(str(out))}", err=True)
    else:
        click.echo(data, nl=False)


def _refuse(words: Sequence[str]) -> None:
    """Raises UsageError for ``words`` that no option takes; a format among them is told how it is said."""
    from bot.export import FORMATS

    if words:
        said = next((word.lower() for word in words if word.lower() in FORMATS), None)
        hint = f"; say --format {said}" if said else ""
        noun = "argument" if len(words) == 1 else "arguments"
        raise click.UsageError(f"Got unexpected extra {noun} ({' '.join(words)}){hint}.")


def _published(about: About, most: int | None, address: str | None) -> About:
    """``about`` with what a feed says of where it is found."""
    from bot.export.record import address as encoded
    from bot.publish.target import target_of

    there = encoded(address)
    if address and not there:
        raise click.BadParameter("takes an http or https address", param_hint="--self")
    about = replace(about, most=most or about.most, address=there or "")
    target = target_of(os.environ)
    if not target:
        click.echo("bot: set GITHUB_REPOSITORY before this feed is published: its ids are named so", err=True)
        return about
    return replace(about, repository=target.repository, server=target.server)


def _chosen(catalog: Sequence[Paper], wanted: Sequence[str], known: Sequence[str]) -> list[Paper]:
    """The papers of the topics ``wanted``, as their main topic or a further one; all if none is named."""
    unknown = sorted(set(wanted) - {*known, *(paper.topic for paper in catalog)})
    if unknown:
        raise click.BadParameter(
            f"there is no topic {', '.join(unknown)}; there are {', '.join(known)}", param_hint="--topic"
        )
    return [paper for paper in catalog if not wanted or {paper.topic, *paper.topics} & {*wanted}]
