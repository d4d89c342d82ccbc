"""The commands that only look: at lists, at one paper, at the lists' past."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.shared import console, in_folder, in_form, opened
from bot.errors import BotError

if TYPE_CHECKING:
    from bot.models import Paper, Reading
    from bot.parse.findings import Finding
    from bot.parse.health import Health
    from bot.report import Line

CHANGES = 1
SHOWN = 10  # findings of a kind
STYLES = {"good": "green", "look at these": "yellow", "not read": "red"}


@click.command(short_help="Print the entries that the bot sees in lists.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="For people, or for programs: one object a line.",
)
@click.option("--explain", is_flag=True, help="Show what is not an entry, and why.")
@click.option(
    "--health", is_flag=True, help="Tell for each file whether it was read well, and what to look at."
)
def parse(files: tuple[str, ...], form: str, explain: bool, health: bool) -> None:
    """Print the entries that the bot sees in lists (- reads standard input).

    Reads Markdown, HTML, reStructuredText, BibTeX, CSV, JSON and YAML, and with the extra “formats” AsciiDoc,
    Org, MediaWiki and Textile. A file that is no list is named, and the exit code is 2.

    \b
    Examples:
      bot parse README.md
      bot parse --format jsonl README.md papers/*.md papers.bib
      bot parse --explain README.md
      bot parse --health README.md
    """
    from bot.parse import parse as parse_file

    if explain and health:
        raise click.UsageError("--explain and --health are two questions: ask one")
    failed: list[str] = []
    for name in files:
        try:
            reading: Reading = parse_file(name, input_of(name))
        except BotError as error:
            failed.append(str(error))
            continue
        if health:
            _print_health(name, reading, form)
        else:
            _print_reading(reading, form, explain=explain)
    if failed:
        raise BotError("\n".join(failed))


def input_of(name: str) -> bytes:
    """What a file holds, or standard input for ``-``; raises BotError."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BotError(f"{name}: {(error.strerror or 'cannot be read').lower()}") from None


def _print_reading(reading: Any, form: str, *, explain: bool) -> None:
    if form != "text":
        from bot.render.escape import json_line

        for row in reading.skipped if explain else reading.entries:
            click.echo(json_line(_row(row)))
        return
    from bot.report import reading_lines, show

    show(reading_lines(reading, explain=explain), console())


def _row(value: Any) -> dict[str, Any]:
    """A value as a JSON object, its optional lists ``null`` when empty."""
    row = asdict(value)
    if "authors" in row:
        row["authors"] = list(row["authors"]) or None
    return row


def _print_health(name: str, reading: Reading, form: str) -> None:
    from bot.identify import canonical_url
    from bot.parse.health import health

    found = health(reading, canonical_url)
    if form != "text":
        from bot.render.escape import json_line

        rows = [asdict(finding) for finding in found.findings]
        told = {"path": name, "verdict": found.verdict, "reason": found.reason}
        click.echo(json_line({**told, **asdict(found.counts), "findings": rows}))
        return
    from bot.report import show

    show(_health_lines(name, found), console())


def _health_lines(name: str, found: Health) -> Iterator[Line]:
    """One file's verdict, what was counted in it, and its findings by kind, the first of each."""
    from bot.report import Line

    yield Line(f"{name}: {found.verdict} ({found.reason})", 0, 2, STYLES[found.verdict])
    counts = found.counts
    with_link = counts.entries - counts.without_link
    having = (with_link, counts.with_venue, counts.with_year, counts.with_authors)
    fields = [
        f"{number:,} with {field}"
        for number, field in zip(having, ("link", "venue", "year", "authors"), strict=True)
    ]
    yield Line(f"{counts.entries:,} of {counts.records:,} items and links", 2, 10, label="entries")
    if counts.entries:
        yield Line(", ".join(fields), 2, 10, label="of them")
    if counts.chapters:
        yield Line(f"{len(counts.chapters):,} linked or named", 2, 10, label="files")
    kinds: dict[str, list[Finding]] = {}
    for finding in found.findings:
        kinds.setdefault(finding.kind, []).append(finding)
    for group in kinds.values():
        yield from _finding_lines(name, group)
    yield Line("")


def _finding_lines(name: str, group: Sequence[Finding]) -> Iterator[Line]:
    """The findings of one kind; what all of them say is said once."""
    from bot.report import Line

    same = len({finding.sentence for finding in group}) == 1
    yield Line("")
    said = group[0].sentence if same else group[0].kind
    yield Line(f"{said[0].upper()}{said[1:]} ({len(group):,})", 2, 2, "bold")
    for finding in group[:SHOWN]:
        yield Line(f"{name}:{finding.line}: {finding.title}", 4, 2)
        if not same:
            yield Line(finding.sentence, 6, style="dim")
    if len(group) > SHOWN:
        yield Line(f"and {len(group) - SHOWN:,} more", 4)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@in_form("jsonl")
def dedupe(files: tuple[str, ...], form: str) -> None:
    """Print which entries are the same work.

    Reads lists in any form that `bot parse` reads, or JSON lines as it prints them, each with an "id" and
    perhaps the "source" that it comes from; - reads standard input.

    \b
    Examples:
      bot dedupe README.md other.md
      bot parse --format jsonl *.md | bot dedupe -
    """
    from bot.identify import group
    from bot.records import records
    from bot.render.escape import json_line

    rows = [row for name in files for row in records(name, input_of(name))]
    grouping = group([row.entry for row in rows], sources=[row.source for row in rows])
    if form == "jsonl":
        for found in grouping.groups:
            members = [rows[member] for member in found.members]
            why = list(dict.fromkeys(join.reason for join in found.joins))
            row = {
                "id": members[0].id,
                "title": members[0].entry.title,
                "members": [m.id for m in members],
                "why": why,
            }
            click.echo(json_line(row))
        return
    from bot.report import grouping_lines, show

    show(grouping_lines(rows, grouping), console())


@click.command(short_help="Tell where a paper came from, and why its entries are one work.")
@click.argument("words", nargs=-1, required=True, metavar="PAPER")
@in_folder
def explain(words: tuple[str, ...], root: Path) -> None:
    """Tell where a paper came from, why its entries are one work, and what people decided.

    PAPER is an id, another identifier, a URL, or words of its title.

    \b
    Examples:
      bot explain arxiv:1510.00149
      bot explain "deep compression"
    """
    from bot.decide import find
    from bot.explain import explain_lines
    from bot.merge import Rules
    from bot.report import show
    from bot.topics import READS_LIKE

    config, _, state = opened(root)
    paper = find(state.catalog, " ".join(words))
    like: tuple[str, ...] = ()
    if paper.topic_reason.endswith(READS_LIKE):
        mentions = (mention for other in state.catalog for mention in other.mentions)
        rules = Rules.of(config.topics, config.sources).reading(mentions, state.catalog)
        like = rules.titles.like(paper.title, paper.topic)
    show(explain_lines(paper, like), console())


@click.command(short_help="Run over every past version of the lists.")
@in_folder
@click.option(
    "--history",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of <owner>/<name>: clones, or folders with versions.json and blobs/.",
)
@click.option("--details", is_flag=True, help="Show every plan, not only its counts.")
def replay(root: Path, history: Path, details: bool) -> None:
    """Run over every past version of the sources, oldest first: what would have been proposed that day.

    Ends with 1 when the catalog it ends in is not that of one run over the last versions.

    \b
    Example:
      bot replay --history ../clones
    """
    from bot.history import versions
    from bot.merge import Rules
    from bot.replay import at_once, comparable, replay
    from bot.report import plan_lines, show, step_line

    config, _, state = opened(root)
    rules = Rules.of(config.topics, config.sources)
    sources = [source for source in config.sources if source.repo and (history / source.repo).is_dir()]
    past = [version for source in sources for version in versions(source, history / str(source.repo))]
    terminal = console()
    catalog: tuple[Paper, ...] = ()
    for step in replay(sources, past, rules, state.decisions):
        catalog = step.catalog
        show([step_line(step)], terminal)
        if details:
            show(plan_lines(step.plan, config.topics, "", ""), terminal)
    once = comparable(at_once(sources, past, rules, state.decisions))
    differ = comparable(catalog) ^ once
    click.echo(
        f"{len(past)} versions, {len(catalog):,} papers; {len(differ)} differ from one run at the end."
    )
    for paper in sorted(differ, key=lambda paper: paper.title):
        click.echo(f"  {'replayed' if paper not in once else 'at once '} {paper.title}")
    if differ:
        sys.exit(CHANGES)
