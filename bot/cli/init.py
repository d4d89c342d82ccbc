"""``bot init``: from nothing, or from a list kept by hand, to one that the bot keeps."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.shared import complain, progress_shown, today
from bot.errors import BotError

if TYPE_CHECKING:
    from jinja2 import BaseLoader

    from bot.config import Config
    from bot.init import Contents
    from bot.models import Entry, Source
    from bot.store import Edits, Folder

SET_ASIDE = 3
ACTION = re.compile(r"[\w.-]+/[\w.-]+(?:/[\w.-]+)*@[\w./-]+\Z", re.ASCII)
WORKFLOWS = ".github/workflows"
YAML = (".yml", ".yaml")
LARGEST = 10 * 2**20  # bytes of a document; GitHub shows none beyond half of one


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says."""

    title: str | None
    sources: tuple[str, ...]
    document: Path | None
    imports: bool
    left_out: tuple[str, ...]
    topics: tuple[str, ...]
    workflow: bool
    action: str | None
    templates: bool
    upstreams: Path | None
    offline: bool
    asks: bool
    dry: bool


@click.command(short_help="Start a list of your own, with its first catalog and a workflow.")
@click.option(
    "-C",
    "root",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Make the list in this folder; it need not be there yet.",
)
@click.option(
    "--title", metavar="TEXT", help="The list's name; else the README's title, or the folder's name."
)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="LIST",
    help="Follow this list: owner/name, an address on GitHub or anywhere, or a file here; may be repeated.",
)
@click.option(
    "--from",
    "document",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Begin with what this Markdown file lists; else with what README.md does.",
)
@click.option("--no-import", is_flag=True, help="Begin with an empty catalog.")
@click.option(
    "--leave-out",
    "left_out",
    multiple=True,
    metavar="NAME",
    help="Do not follow this list that the file has parts of.",
)
@click.option(
    "--topic", "topics", multiple=True, metavar="TITLE", help="A section, in place of those proposed."
)
@click.option("--workflow/--no-workflow", default=True, help="Write the workflow that runs the bot, or not.")
@click.option("--action", metavar="OWNER/NAME@REF", help="Where the bot itself is, for the workflow.")
@click.option("--templates", is_flag=True, help="Write the templates too, to change how the README looks.")
@click.option(
    "--upstreams",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read repositories from DIR/<owner>/<name>, pages from DIR/<host>/<path>.",
)
@click.option("--offline", is_flag=True, help="Do not look at the lists; take topics from the file alone.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing.")
@click.option("--dry-run", "dry", is_flag=True, help="Show what would be written; write nothing.")
def init(root: Path, no_import: bool, yes: bool, **options: Any) -> None:
    """Start an aggregated list of your own: configuration, README, workflow and first catalog.

    In a folder whose README.md is a list kept by hand, its entries become the first papers, their
    headings the topics; the text stays as it is. A file into which lists were pasted, each below the
    link of its repository, gives the lists to follow as well: what was pasted is what the first
    `bot sync` compares with. No file that is there already is overwritten.

    \b
    Examples:
      bot init --title "Graph learning" --source owner/list --source other/list
      bot init -C my-list --from notes.md
      bot init --from notes.md --leave-out owner/list --yes --dry-run
    """
    from bot.config import CONFIG
    from bot.render.folder import README
    from bot.store import Folder

    wanted = Wanted(imports=not no_import, asks=sys.stdin.isatty() and not yes, **options)
    _sensible(wanted)
    if wanted.document and wanted.document.resolve() == (root / README).resolve():
        wanted = replace(wanted, document=None)  # it is what a list begins with anyway
    folder = Folder(root)
    if not wanted.dry:
        folder.write({})  # what a run left that was cut off
    if folder.read(CONFIG) is None:
        _begin(folder, wanted)
    else:
        _complete(folder, wanted)


def _sensible(wanted: Wanted) -> None:
    if wanted.document and not wanted.imports:
        raise click.UsageError("--from names what to import, --no-import says not to: say one of them.")
    if wanted.action and not ACTION.match(wanted.action):
        raise click.UsageError("--action takes OWNER/NAME@REF, such as me/list-sync-bot@v1.")


def _begin(folder: Folder, wanted: Wanted) -> None:
    """A list where there is none: all of it is written at once, or nothing."""
    from bot.init import next_steps, notes, start, summary
    from bot.render import plain
    from bot.render.folder import README, loader_of

    _free(folder)
    readme = folder.read(README)
    found = _found(wanted, readme)
    title = _title(folder, wanted, readme)
    sources = _sources(wanted, found)
    listed, troubles = ({}, []) if wanted.offline else _listed(sources, folder.root, wanted.upstreams)
    if troubles and not any(listed.values()) and not found.own and not found.sources:
        # Topics would be a guess from nothing, and what is written is not proposed a second time.
        why = "none of the lists can be read, so nothing was written; with --offline it begins without them"
        raise BotError("\n".join([*troubles, why]))
    for trouble in troubles:  # before people are asked whether to write
        complain(trouble)
    started = start(title, sources, found, listed, wanted.topics, readme, loader_of(folder), today())
    started = replace(started, edits=_new(folder, {**started.edits, **_beside(folder, wanted)}))
    click.echo("\n".join([*summary(started, listed), ""]))
    if _written(folder, started.edits, wanted):
        for note in notes(started, by_hand=bool(readme) and not wanted.document):
            click.echo(f"\n{plain(note)}")
        click.echo("\n".join(["\nNext", *next_steps(folder.root, wanted.upstreams)]))
    if troubles:
        sys.exit(SET_ASIDE)


def _free(folder: Folder) -> None:
    """Raises BotError for what stands where the list's files would."""
    from bot.config import CONFIG
    from bot.render.folder import README
    from bot.store import CATALOG

    if folder.list(CATALOG):
        raise BotError(
            f"{CATALOG} holds a list already, but there is no {CONFIG}: bring that back with git, or move "
            "state/ away"
        )
    names = [file.name for file in folder.root.iterdir()] if folder.root.is_dir() else []
    other = next((name for name in names if name.lower() == README.lower() and name != README), None)
    if other:
        raise BotError(f"{other}: the bot writes {README}; rename it so first")


def _found(wanted: Wanted, readme: str | None) -> Contents:
    """What the file to begin with holds; raises BotError when people named one that lists nothing."""
    from bot.init import Contents, contents, without_sections
    from bot.markup.decode import decode
    from bot.render.folder import README

    if not wanted.imports:
        return Contents()
    if wanted.document:
        name = str(wanted.document)
        if wanted.document.stat().st_size > LARGEST:
            raise BotError(f"{name}: larger than {LARGEST // 2**20} MiB")
        found = contents(decode(wanted.document.read_bytes(), name), name)
        if not found.own and not found.sources:
            raise BotError(f"{name}: no entries found; this shows why: bot parse --explain {name}")
    else:
        found = contents(without_sections(readme or ""), README)
    known = {source.name.casefold() for source in (*found.sources, *found.spoken_of)}
    unknown = [name for name in wanted.left_out if name.casefold() not in known]
    if unknown:
        there = ", ".join(source.name for source in found.sources) or "none"
        raise click.UsageError(
            f"--leave-out {', '.join(unknown)}: the file has no such list; it has {there}."
        )
    return found.without(wanted.left_out)


def _title(folder: Folder, wanted: Wanted, readme: str | None) -> str:
    from bot.init import first_heading
    from bot.render import plain

    guess = first_heading(readme or "") or folder.root.resolve().name.replace("-", " ").replace("_", " ")
    title = wanted.title
    if title is None:
        title = click.prompt("The list's name", default=guess) if wanted.asks else guess
    if not plain(title):
        raise click.UsageError("--title takes the list's name.")
    return plain(title)


def _sources(wanted: Wanted, found: Contents) -> tuple[Source, ...]:
    """The lists to follow, at least one: named, or in the file, or asked for."""
    from bot.init import named, once

    sources = once([*named(wanted.sources), *found.sources])
    if sources:
        return sources
    hint = " ".join(source.name for source in found.spoken_of)
    if wanted.asks:
        said = click.prompt("The lists to follow (owner/name, by blanks)", default=hint or None)
        return named(str(said).replace(",", " ").split())
    some = f"; README.md speaks of {hint}" if hint else ""
    raise BotError(f"there is no list to follow yet: name one with --source owner/name{some}")


def _listed(
    sources: Sequence[Source], root: Path, upstreams: Path | None
) -> tuple[dict[str, tuple[Entry, ...]], list[str]]:
    """What each list has now, and what is wrong with those that have nothing."""
    from bot.fetch import CannotFetch, fetched
    from bot.listing import entries_of

    listed: dict[str, tuple[Entry, ...]] = {}
    troubles = []
    with progress_shown() as progress:
        had = fetched(sources, root, upstreams, {}, progress)
    for name in (source.name for source in sources):
        one = had[name]
        try:
            if isinstance(one, CannotFetch):
                raise one
            listed[name] = tuple(
                entry for path, data in one.files.items() for entry in entries_of(path, data, one.base)
            )
        except BotError as error:
            troubles.append(f"{name}: {error}")
            continue
        if not listed[name]:
            files = ", ".join(sorted(one.files))
            troubles.append(f"{name}: {files} lists nothing; name the files that do under its “paths:”")
    return listed, troubles


def _beside(folder: Folder, wanted: Wanted) -> dict[str, str]:
    """The files that a list has besides its own: those there already are left alone."""
    from bot.init import IGNORE, ignore_text
    from bot.render.folder import loader_of

    loader = loader_of(folder)
    edits = {IGNORE: ignore_text(folder.read(IGNORE))}
    if wanted.workflow:
        edits |= _workflow(folder, wanted, loader)
    if wanted.templates:
        from jinja2 import Environment

        for name in loader.list_templates():
            if "/" not in name and folder.read(f"templates/{name}") is None:
                edits[f"templates/{name}"] = loader.get_source(Environment(autoescape=True), name)[0]
    return edits


def _workflow(folder: Folder, wanted: Wanted, loader: BaseLoader) -> dict[str, str]:
    """The workflow that runs the bot, unless one does; raises BotError where another is in its place."""
    from bot.init import PLACEHOLDER, WORKFLOW, runs_already, with_action, workflow_text

    there = {path: folder.read(path) or "" for path in folder.list(WORKFLOWS) if path.endswith(YAML)}
    running = {path: text for path, text in there.items() if runs_already(text)}
    if not running:
        if WORKFLOW in there:
            raise BotError(
                f"{WORKFLOW} is there already and does not run the bot; move it, or say --no-workflow"
            )
        return {WORKFLOW: workflow_text(_action(wanted), loader)}
    if not wanted.action or any(wanted.action in text for text in running.values()):
        return {}
    open_ = {path: text for path, text in running.items() if PLACEHOLDER in text}
    if not open_:
        raise BotError(f"{min(running)} runs the bot already; to have it run {wanted.action}, edit it")
    return {path: with_action(text, wanted.action) for path, text in open_.items()}


def _action(wanted: Wanted) -> str | None:
    """Where the bot is, as people say or as pip recorded it."""
    from importlib.metadata import PackageNotFoundError, distribution

    from bot.init import action_of

    if wanted.action:
        return wanted.action
    try:
        recorded = action_of(distribution("list-sync-bot").read_text("direct_url.json"))
    except PackageNotFoundError:
        recorded = None
    if recorded or not wanted.asks:
        return recorded
    said: str = click.prompt(
        "Where the workflow finds the bot, as OWNER/NAME@REF of its repository (empty: later)",
        default="",
        show_default=False,
    )
    if said and not ACTION.match(said):
        raise click.UsageError(f"“{said}” is not OWNER/NAME@REF, such as me/list-sync-bot@v1.")
    return said or None


def _new(folder: Folder, edits: Edits) -> Edits:
    """Those of ``edits`` that change something; raises BotError for a file that would be overwritten."""
    from bot.init import IGNORE
    from bot.render.folder import README

    fresh = {path: text for path, text in edits.items() if folder.read(path) != text}
    for path in fresh:
        if path not in (README, IGNORE) and not path.startswith(WORKFLOWS) and folder.read(path) is not None:
            raise BotError(f"{path} is there already, and nothing is overwritten; move it away first")
    return fresh


def _complete(folder: Folder, wanted: Wanted) -> None:
    """A list that has its configuration: what is missing beside it is written, nothing else is touched."""
    from bot.config import CONFIG, load
    from bot.init import shown
    from bot.render.folder import README, loader_of
    from bot.render.markers import names
    from bot.store import load as load_state

    config = load(folder.root)
    catalog = load_state(folder).catalog
    _agreed(config, bool(catalog), wanted)
    edits = dict(_beside(folder, wanted))
    readme = folder.read(README)
    if readme is None or not names(readme):
        edits |= {
            path: text for path, text in shown(config, catalog, readme, loader_of(folder)).items() if text
        }
    fresh = _new(folder, edits)
    if not fresh:
        click.echo(f"{CONFIG} and all that goes with it are there already; nothing was changed.")
        return
    click.echo(f"{CONFIG} is there already and stays as it is.")
    _written(folder, fresh, wanted)


def _agreed(config: Config, begun: bool, wanted: Wanted) -> None:
    """Raises BotError where the command line asks for what the configuration does not say."""
    from bot.config import CONFIG
    from bot.init import named
    from bot.render import plain

    there = {name.casefold() for source in config.sources for name in (source.name, source.repo) if name}
    missing = [source.name for source in named(wanted.sources) if source.name.casefold() not in there]
    titles = {topic.title for topic in config.topics}
    asked = [f"--source {name}" for name in missing]
    asked += [f"--topic {topic}" for topic in wanted.topics if plain(topic) not in titles]
    if wanted.title and plain(wanted.title) != config.title:
        asked.append(f"--title {wanted.title}")
    if wanted.document and not begun:
        asked.append(f"--from {wanted.document}")
    if asked:
        raise BotError(f"{CONFIG} is there already and was left alone; to have {', '.join(asked)}, edit it")


def _written(folder: Folder, edits: Edits, wanted: Wanted) -> bool:
    """Writes all of ``edits``, if that is wanted; says so either way."""
    from bot.config import CONFIG
    from bot.init import count

    click.echo("Files")
    for path, text in sorted(edits.items()):
        change = "changed" if folder.read(path) is not None else "new"
        click.echo(f"  {path} ({change}, {count((text or '').count(chr(10)), 'line')})")
    if wanted.dry:
        if edits.get(CONFIG):
            click.echo(f"\n{CONFIG}\n\n{edits[CONFIG]}")
        click.echo("Nothing was written (dry run).")
        return False
    if wanted.asks and not click.confirm("\nWrite them?", default=True):
        click.echo("Nothing was written.")
        return False
    folder.root.mkdir(parents=True, exist_ok=True)
    folder.write(edits)
    click.echo("\nWritten.")
    return True
