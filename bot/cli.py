"""The commands. Builds the real collaborators; turns a BotError into a message and an exit code.

Exit codes, the same for every command:
  0  done, or nothing to do
  1  what was asked about is so: the plan has changes (--exit-code), the README is stale (--check)
  2  a mistake in the call, in the configuration, in state/ or in an input file
  3  done, but a source was set aside
  4  GitHub did not take all of it; the next run does the rest
  5  the repository is not as this run or its plan took it to be; nothing was lost, run again
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__
from bot.errors import BotError

if TYPE_CHECKING:
    from jinja2 import BaseLoader
    from rich.console import Console

    from bot.config import Config
    from bot.fetch import CannotFetch, Fetched
    from bot.models import Decisions, Paper, Source
    from bot.pipeline import Synced
    from bot.publish.github import Work
    from bot.publish.remote import Remote
    from bot.publish.target import Target
    from bot.store import Edits, Folder, Memory, State

CHANGES, SET_ASIDE = 1, 3
DRY = "Nothing was written (dry run)."


def main() -> None:
    """The door: every BotError ends here, as one message."""
    try:
        commands(standalone_mode=False)
    except BrokenPipeError:
        # Whoever reads us (head, less) has seen enough; the interpreter must not flush into the pipe again.
        sys.stdout = None
        sys.exit(0)
    except BotError as error:
        _complain(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        _complain(f"{error.filename or 'a file'}: {(error.strerror or str(error)).lower()}")
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted")
        sys.exit(130)


def _complain(message: str) -> None:
    from bot.render import plain

    for line in message.splitlines():
        click.echo(f"bot: {plain(line)}", err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="bot")
def commands() -> None:
    """Keeps one aggregated list of papers in sync with the lists it grew from.

    \b
    Exit codes:
      0  done, or nothing to do
      1  what was asked about is so: changes (--exit-code), stale (--check)
      2  a mistake in the call, the configuration, state/ or an input file
      3  done, but a source was set aside
      4  GitHub did not take all of it; the next run does the rest
      5  the repository moved on meanwhile; run again
    """


in_folder = click.option(
    "-C",
    "root",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Run for the list in this folder.",
)


@commands.command()
@in_folder
@click.option("--dry-run", "dry", is_flag=True, help="Show what would change; write nothing.")
@click.option("--write", is_flag=True, help="Write it into the list's folder, not to GitHub.")
@click.option("--source", "only", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option(
    "--upstreams",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read repositories from DIR/<owner>/<name> in place of GitHub.",
)
@click.option("--accept", multiple=True, metavar="NAME", help="Believe this source's mass change once.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan for `bot apply`."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--exit-code", is_flag=True, help="End with 1 when the plan has changes.")
def sync(
    root: Path,
    dry: bool,
    write: bool,
    only: tuple[str, ...],
    upstreams: Path | None,
    accept: tuple[str, ...],
    out: Path | None,
    form: str,
    exit_code: bool,
) -> None:
    """Compare the lists with the catalog, and propose, show or write what changed.

    Without --dry-run or --write it opens and looks after pull requests on the repository that
    GITHUB_REPOSITORY names, with GITHUB_TOKEN. With --dry-run it needs no token.

    \b
    Examples:
      bot sync --dry-run
      bot sync --dry-run --upstreams ../clones --source he-y/Awesome-Pruning
      bot sync --write --upstreams ../clones
      bot sync
    """
    from bot.pipeline import rules_of, sync
    from bot.publish.target import target_of

    if dry and write:
        raise click.UsageError("--dry-run writes nothing, --write does: say one of them.")
    config, folder, state = _opened(root)
    unknown = {*only, *accept} - {source.name for source in config.sources}
    if unknown:
        names = ", ".join(source.name for source in config.sources)
        raise click.UsageError(f"there is no source {', '.join(sorted(unknown))}; there are {names}.")
    target = None if write else target_of(os.environ)
    if not dry and not write and (target is None or not target.token):
        how = "say --dry-run (show) or --write (this folder), or set GITHUB_REPOSITORY and GITHUB_TOKEN."
        raise click.UsageError(how)
    if out and not target:
        raise click.UsageError("--out is for a run on GitHub: set GITHUB_REPOSITORY.")
    fetched: dict[str, Fetched | CannotFetch] = {}

    def synced_with(decisions: Decisions, memory: Memory) -> Synced:
        with _progress() as progress:
            if not fetched:
                chosen = [source for source in config.sources if not only or source.name in only]
                fetched.update(_fetched(chosen, root, upstreams, memory, progress))
            return sync(
                config.sources,
                state.catalog,
                decisions,
                rules_of(config.topics, config.sources),
                lambda source: _given(fetched[source.name]),
                _today(),
                known=state.known,
                memory=memory,
                only=only,
                accept=accept,
                progress=progress,
            )

    if target:
        synced = _on_github(target, config, folder, state, synced_with, dry=dry, out=out)
        done = DRY if dry else ""
    else:
        synced = synced_with(state.decisions, state.memory)
        edits = _edits(config, folder, state, synced) if write else {}
        folder.write(edits)
        done = DRY if not write else "Written." if edits else "Nothing was written."
    _shown(synced, config, form, done)
    if synced.plan.set_aside:
        sys.exit(SET_ASIDE)
    if exit_code and synced.plan.changes:
        sys.exit(CHANGES)


def _on_github(
    target: Target,
    config: Config,
    folder: Folder,
    state: State,
    synced_with: Callable[[Decisions, Memory], Synced],
    *,
    dry: bool,
    out: Path | None,
) -> Synced:
    """One run against the target; nothing is written there when ``dry``."""
    from github import GithubException

    from bot.publish.desk import Desk, may_write, work_out
    from bot.publish.planfile import plan_text
    from bot.publish.remote import cannot, observe
    from bot.publish.target import same_commit
    from bot.render.outcome import DASHBOARD
    from bot.report import outcome_lines, show

    client = target.client()
    try:
        remote = observe(client, DASHBOARD if config.dashboard else "")
        same_commit(folder.root, remote.head)
        desk = Desk(
            config,
            state,
            synced_with,
            lambda catalog: {**state.edits(catalog), **_rendered(config, folder, catalog)},
            _loader(folder),
            target.server,
            target.repository,
        )
        outcome = work_out(desk, remote, lambda user: bool(target.token) and may_write(client, user))
        if out:
            out.write_text(plan_text(remote, outcome.work), "utf-8")
        opened = [] if dry else _carry_out(target, config, remote, outcome.work)
    except GithubException as error:
        raise cannot(error) from error
    lines = list(outcome_lines(outcome, opened, dry=dry))
    show(lines, _console())
    _tell_actions(config, outcome.synced, [line.text for line in lines if line.indent], opened)
    return outcome.synced


def _tell_actions(config: Config, synced: Synced, lines: Sequence[str], opened: Sequence[int]) -> None:
    """The job summary and the step's outputs, where GitHub Actions asks for them."""
    from bot.render.outcome import job_summary, outputs
    from bot.report import counts

    for name, text in (
        ("GITHUB_STEP_SUMMARY", job_summary(config.title, counts(synced.plan), lines, synced.plan)),
        ("GITHUB_OUTPUT", outputs(synced.plan, opened)),
    ):
        if os.environ.get(name):
            with Path(os.environ[name]).open("a", encoding="utf-8") as stream:
                stream.write(text)


def _carry_out(target: Target, config: Config, remote: Remote, work: Work) -> list[int]:
    from bot.publish.github import Hand, Manners

    limits = config.proposals
    client = target.client()
    base = client.get("")["default_branch"] if work.opens else ""
    manners = Manners(base, limits.labels, limits.reviewers, limits.assignees, limits.draft)
    return Hand(client, remote, manners).carry_out(work)


@commands.command()
@in_folder
@click.argument("plan", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def apply(root: Path, plan: Path) -> None:
    """Carry out exactly the plan that `bot sync --dry-run --out PLAN` wrote.

    Ends with 5, and writes nothing, when the repository is no longer as it was for the plan.

    \b
    Example:
      bot sync --dry-run --out plan.json && bot apply plan.json
    """
    from github import GithubException

    from bot.config import load as load_config
    from bot.publish.planfile import fingerprint, read_plan
    from bot.publish.remote import MovedOn, cannot, observe
    from bot.publish.target import target_of
    from bot.render.outcome import DASHBOARD

    config = load_config(root)
    target = target_of(os.environ)
    if target is None or not target.token:
        raise click.UsageError("set GITHUB_REPOSITORY and GITHUB_TOKEN.")
    wanted, work = read_plan(plan)
    try:
        remote = observe(target.client(), DASHBOARD if config.dashboard else "")
        if fingerprint(remote) != wanted:
            raise MovedOn("the repository moved on since the plan was made; make a new one")
        opened = _carry_out(target, config, remote, work)
    except GithubException as error:
        raise cannot(error) from error
    numbers = ", ".join(f"#{number}" for number in opened)
    click.echo(f"Done; opened {numbers}." if opened else "Done.")


def _shown(synced: Synced, config: Config, form: str, done: str) -> None:
    if form == "json":
        _show_json(synced)
    else:
        _show_plan(synced, config, done)


@commands.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option("--explain", is_flag=True, help="Show what is not an entry, and why.")
def parse(files: tuple[str, ...], form: str, explain: bool) -> None:
    """Print the entries that the bot sees in Markdown files (- reads standard input).

    \b
    Examples:
      bot parse README.md
      bot parse --format jsonl README.md papers/*.md
      bot parse --explain README.md
    """
    from bot.models import Reading
    from bot.parse import decode
    from bot.parse import parse as parse_markdown

    failed: list[str] = []
    for name in files:
        try:
            reading: Reading = parse_markdown(name, decode(_input(name), name))
        except BotError as error:
            failed.append(str(error))
            continue
        _print_reading(reading, form, explain=explain)
    if failed:
        raise BotError("\n".join(failed))


def _input(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BotError(f"{name}: {(error.strerror or 'cannot be read').lower()}") from None


def _print_reading(reading: Any, form: str, *, explain: bool) -> None:
    if form == "jsonl":
        for row in reading.skipped if explain else reading.entries:
            click.echo(json.dumps(_row(row), ensure_ascii=False))
        return
    from bot.report import reading_lines, show

    show(reading_lines(reading, explain=explain), _console())


def _row(value: Any) -> dict[str, Any]:
    """A value as a JSON object, its optional lists ``null`` when empty."""
    row = asdict(value)
    if "authors" in row:
        row["authors"] = list(row["authors"]) or None
    return row


@commands.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def dedupe(files: tuple[str, ...], form: str) -> None:
    """Print which entries are the same work.

    Reads Markdown files, or JSON lines as `bot parse` prints them, each with an "id" and perhaps the
    "source" that it comes from; - reads standard input.

    \b
    Examples:
      bot dedupe README.md other.md
      bot parse --format jsonl *.md | bot dedupe -
    """
    from bot.identify import group
    from bot.records import records

    rows = [row for name in files for row in records(name, _input(name))]
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
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    from bot.report import grouping_lines, show

    show(grouping_lines(rows, grouping), _console())


@commands.command()
@click.argument("paper")
@in_folder
def explain(paper: str, root: Path) -> None:
    """Tell where a paper came from, why its entries are one work, and what people decided.

    PAPER is an id, another identifier, a URL, or words of its title.

    \b
    Examples:
      bot explain arxiv:1510.00149
      bot explain "deep compression"
    """
    from bot.decide import find
    from bot.explain import explain_lines
    from bot.report import show

    _, _, state = _opened(root)
    show(explain_lines(find(state.catalog, paper)), _console())


@commands.command()
@in_folder
@click.option("--check", is_flag=True, help="Write nothing; end with 1 when something is stale.")
def render(root: Path, check: bool) -> None:
    """Write the README's sections, and the pages and charts beside it, from state/.

    \b
    Examples:
      bot render
      bot render --check
    """
    config, folder, state = _opened(root)
    stale = _rendered(config, folder, state.catalog)
    for path in sorted(stale):
        click.echo(f"{path} is stale" if check else f"wrote {path}")
    if not check:
        folder.write(stale)
    elif stale:
        click.echo("Bring them up to date with: bot render", err=True)
        sys.exit(CHANGES)


@commands.command()
@in_folder
def check(root: Path) -> None:
    """Tell whether configuration, state and README are valid and agree; every problem at once.

    \b
    Example:
      bot check -C examples/mini
    """
    from bot.check import problems
    from bot.config import load as load_config
    from bot.errors import Invalid
    from bot.store import Folder

    folder = Folder(root)
    found = problems(
        lambda: load_config(root), folder, lambda config, state: _rendered(config, folder, state.catalog)
    )
    if found:
        raise Invalid(found)
    click.echo("Configuration, state and README are valid and agree.")


@commands.command()
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

    config, folder, state = _opened(root)
    edits = decide(state, [topic.id for topic in config.topics], verb, words)
    folder.write(edits)
    click.echo(f"Recorded in {', '.join(edits)}." if edits else f"{DECISIONS} says so already.")


@commands.command()
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
    from bot.pipeline import rules_of
    from bot.replay import at_once, comparable, replay
    from bot.report import plan_lines, show, step_line

    config, _, state = _opened(root)
    rules = rules_of(config.topics, config.sources)
    sources = [source for source in config.sources if source.repo and (history / source.repo).is_dir()]
    past = [version for source in sources for version in versions(source, history / str(source.repo))]
    console = _console()
    catalog: tuple[Paper, ...] = ()
    for step in replay(sources, past, rules, state.decisions):
        catalog = step.catalog
        show([step_line(step)], console)
        if details:
            show(plan_lines(step.plan, config.topics, "", ""), console)
    once = comparable(at_once(sources, past, rules, state.decisions))
    differ = comparable(catalog) ^ once
    click.echo(
        f"{len(past)} versions, {len(catalog):,} papers; {len(differ)} differ from one run at the end."
    )
    for paper in sorted(differ, key=lambda paper: paper.title):
        click.echo(f"  {'replayed' if paper not in once else 'at once '} {paper.title}")
    if differ:
        sys.exit(CHANGES)


def _opened(root: Path) -> tuple[Config, Folder, State]:
    from bot.config import load as load_config
    from bot.store import Folder, load

    config = load_config(root)
    folder = Folder(root)
    return config, folder, load(folder)


def _fetched(
    sources: Sequence[Source],
    root: Path,
    upstreams: Path | None,
    memory: Memory,
    progress: Callable[[str], None],
) -> dict[str, Fetched | CannotFetch]:
    """The files of ``sources``, from folders where they are said to be, else from GitHub."""
    from bot.fetch import Api, CannotFetch, from_folder, from_github

    found: dict[str, Fetched | CannotFetch] = {}
    for source in sources:
        folder = root / source.path if source.path else upstreams / str(source.repo) if upstreams else None
        if folder is not None:
            try:
                found[source.name] = from_folder(source, folder)
            except CannotFetch as error:
                found[source.name] = error
    rest = [source for source in sources if source.name not in found]
    if rest:
        seen = {name: remembered.seen for name, remembered in memory.sources.items()}
        found |= from_github(rest, seen, Api.of_upstreams(os.environ), progress)
    return found


def _given(fetched: Fetched | CannotFetch) -> Fetched:
    if isinstance(fetched, Exception):
        raise fetched
    return fetched


def _today() -> date:
    """The day that new papers are dated with; SOURCE_DATE_EPOCH, if set, makes it repeatable."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and not epoch.isdecimal():
        raise BotError(f"SOURCE_DATE_EPOCH takes seconds, not “{epoch}”")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()


def _edits(config: Config, folder: Folder, state: State, synced: Synced) -> Edits:
    """All that a run writes: catalog, decisions, memory, and what is made from them."""
    from bot.publish.desk import remembered
    from bot.store import DECISIONS, KNOWN, MEMORY, decisions_text, known_text, memory_text

    edits = {**state.edits(synced.catalog), **_rendered(config, folder, synced.catalog)}
    text = state.texts.get(DECISIONS)
    if synced.declined:
        edits[KNOWN] = known_text(paper.id for paper in synced.catalog)
    for names in synced.declined:
        text = edits[DECISIONS] = decisions_text(text, "decline", names)
    memory = replace(
        state.memory,
        sources=remembered(synced.catalog, state.memory, synced),
    )
    if memory != state.memory:
        edits[MEMORY] = memory_text(memory)
    return edits


def _rendered(config: Config, folder: Folder, catalog: Sequence[Paper]) -> Edits:
    """What is made from ``catalog`` and is not yet as it should be: README, charts, pages."""
    from bot.publish import README, sections

    if folder.read(README) is None:
        return {}
    return sections(folder, catalog, config.topics, config.sources, _loader(folder))


def _loader(folder: Folder) -> BaseLoader:
    """The templates: the list's own first, then ours."""
    from jinja2 import ChoiceLoader, FileSystemLoader

    ours = Path(__file__).parent / "templates"  # in the wheel; beside the package in a checkout
    ours = ours if ours.is_dir() else Path(__file__).parents[1] / "templates"
    return ChoiceLoader([FileSystemLoader(folder.root / "templates"), FileSystemLoader(ours)])


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Where a run is, on standard error: one line that changes on a terminal, plain lines in a log."""
    if not sys.stderr.isatty():
        yield lambda text: click.echo(f"{text} …", err=True)
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield status.update


def _show_plan(synced: Synced, config: Config, done: str) -> None:
    from bot.report import counts, plan_lines, show

    mentions = sum(len(paper.mentions) for paper in synced.catalog)
    header = f"{config.title}: {len(synced.listings)} of {len(config.sources)} lists read"
    footer = (
        f"{counts(synced.plan)}. The catalog: {len(synced.catalog):,} papers, {mentions:,} mentions. {done}"
    )
    show(plan_lines(synced.plan, config.topics, header, footer, synced.declined), _console())


def _show_json(synced: Synced) -> None:
    from bot.report import plan_json

    click.echo(json.dumps(plan_json(synced.plan), ensure_ascii=False, indent=1, default=str))
