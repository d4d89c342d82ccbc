"""``bot links``: the state of every link, and what replaces the broken ones."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.asking import Ways, asking
from bot.cli.shared import InOrder, console, in_folder, in_form, opened, taking_observations, today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.config import Links
    from bot.links.apis import Apis
    from bot.links.harvest import Wanted
    from bot.links.journal import Journal
    from bot.links.values import Observation
    from bot.links.verdict import History
    from bot.links.visit.engine import Progress
    from bot.models import Paper
    from bot.store import Folder
    from bot.store.memory import Memory, Suggested

BROKEN = 1
LOG_EVERY = 10.0  # seconds between two lines of progress in a log


@click.group(cls=InOrder)
def links() -> None:
    """Check links like a good guest, and fix what is broken.

    \b
    Examples:
      bot links check
      bot links fix --dry-run
    """


def _shard(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value or "1/1")
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise click.BadParameter("takes K/N, the K-th of N shards, such as 1/4")
    return int(found[1]), int(found[2])


@links.command(short_help="Look at every link of the catalog, or of Markdown files.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@in_folder
@in_form("jsonl")
@click.option("--shard", metavar="K/N", callback=_shard, help="Only the K-th of N parts, split by host.")
@click.option("--due", is_flag=True, help="Only links that it is time to look at again.")
@click.option("--from", "listed", metavar="FILE", help="The links that `bot links due` listed.")
@click.option("--remember", is_flag=True, help="Keep what was seen in the list's memory.")
@click.option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where a run that is cut off leaves what it found, for the next one to go on from.",
)
@click.option("--exit-code", is_flag=True, help="End with 1 when links are gone.")
@asking
def check(
    files: tuple[str, ...],
    root: Path,
    form: str,
    shard: tuple[int, int],
    due: bool,
    listed: str | None,
    remember: bool,
    journal: Path | None,
    exit_code: bool,
    contact: str | None,
    **ways_: object,
) -> None:
    """Look at every link of the catalog, or of Markdown files (- reads standard input).

    Each link is asked once, each host at its own pace, and papers by the batch from arXiv, Crossref and
    their like. A run that is cut off goes on where it was when the same command is given again.

    \b
    Outcomes:
      ok, moved (for good), redirected (for now)
      gone (404, 410, no such host), soft-404 (says 200, means not found)
      refused (401, 403, 429, bot walls), error (5xx, no answer), skipped (not asked)

    \b
    Examples:
      bot links check
      bot links check --format jsonl README.md docs/*.md
      bot links check --shard 2/4 --format jsonl > links-2.jsonl
      bot links check --from due.jsonl --shard 2/4 --format jsonl > links-2.jsonl
      bot links check --allow-network 127.0.0.0/8 local.md
    """
    from bot.links.harvest import shard_of
    from bot.links.rows import row_of

    if files and (due or remember):
        raise click.UsageError("--due and --remember are for the catalog, not for files.")
    if listed and (files or due):
        raise click.UsageError("--from says which links; leave --due and files away.")
    config = _config(root)
    ways = Ways(contact or config.contact, **ways_)  # type: ignore[arg-type]
    apis = ways.apis()
    chosen = _listed(listed) if listed else _in_files(files, apis) if files else _of_list(root, apis, due=due)
    chosen = shard_of(chosen, *shard)
    with _meter() as tick:
        found = _checked(chosen, ways, apis, journal, tick, twins=not files)
    if form == "jsonl":
        for link, one in zip(chosen, found, strict=True):
            for written in link.written:
                click.echo(row_of(one, written))
    else:
        from bot.links.report import link_lines
        from bot.report import show

        show(link_lines(found), console())
    if remember:
        _remember(root, found)
    if exit_code and any(one.outcome == "gone" for one in found):
        sys.exit(BROKEN)


def _in_files(names: Sequence[str], apis: Apis) -> list[Wanted]:
    from bot.links.harvest import wanted

    return wanted((url for name in names for url in _links_in(name)), apis.batched)


def _listed(name: str) -> list[Wanted]:
    from bot.cli.reading import input_of
    from bot.links.due import read_due
    from bot.markup.decode import decode

    return read_due(decode(input_of(name), name), name)


def _of_list(root: Path, apis: Apis, *, due: bool) -> list[Wanted]:
    """The links of the catalog, or those of them that are due."""
    from bot.links.due import due_of
    from bot.links.harvest import of_catalog, wanted

    config, _, state = opened(root)
    links = wanted(of_catalog(state.catalog), apis.batched)
    return due_of(links, state.memory.links, today(), config.links.recheck) if due else links


def _checked(
    chosen: Sequence[Wanted],
    ways: Ways,
    apis: Apis,
    journal: Path | None,
    tick: Callable[[Progress], None],
    *,
    twins: bool,
) -> list[Observation]:
    """What is found at each of the links; what an earlier run found that was cut off is not asked again."""
    import asyncio

    from bot.links.apis.desk import Desk
    from bot.links.check import check
    from bot.links.harvest import digest
    from bot.links.journal import Journal, sweep
    from bot.links.visit.engine import Engine, Limits
    from bot.links.visit.pace import Manners
    from bot.net.cache import cache

    async def run(journal: Journal) -> list[Observation]:
        async with ways.web() as web, Desk(apis) as desk:
            engine = Engine(
                web,
                limits=Limits(at_once=ways.at_once),
                manners=Manners(first=min(ways.at_first, ways.fastest), fastest=ways.fastest),
                seen=journal.add,
                tick=tick,
                twins=twins,
            )
            done = {one.url: one for one in journal.found}
            return await check(chosen, done, desk.look_up, engine.run, journal.add)

    sweep(cache(), datetime.now(UTC))
    with Journal(journal or cache() / f"links-{digest(chosen)}.jsonl") as kept:
        found = asyncio.run(run(kept))
    kept.done()
    return found


@contextmanager
def _meter() -> Iterator[Callable[[Progress], None]]:
    """How far a check is, on standard error: a line that changes on a terminal, one now and then in a log."""
    from bot.cli.shared import progress_shown

    said = 0.0
    terminal = sys.stderr.isatty()
    with progress_shown() as show:

        def tick(progress: Progress) -> None:
            nonlocal said
            now = time.monotonic()
            if progress.total and (terminal or now - said >= LOG_EVERY):
                said = now
                left = f"{progress.hosts:,} hosts left, about {progress.seconds:,.0f} s"
                show(f"checked {progress.done:,} of {progress.total:,} links; {left}")

        yield tick


@links.command(short_help="List the links that it is time to look at again.")
@in_folder
def due(root: Path) -> None:
    """List the links that it is time to look at again, as JSON lines, those of one host beside each other.

    The shards of a check share one such list, so that whatever happens between them, each link is in one.
    GitHub's API is asked about repositories only with a token, so set GITHUB_TOKEN here as for the check.

    \b
    Example:
      bot links due > due.jsonl && bot links check --from due.jsonl --shard 1/4 --format jsonl
    """
    from bot.links.due import due_line

    for link in _of_list(root, Ways().apis(), due=True):
        click.echo(due_line(link))


@links.command(short_help="Join what the shards of a check found.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@in_folder
@click.option("--remember", is_flag=True, help="Keep what was seen in the list's memory.")
def merge(files: tuple[str, ...], root: Path, remember: bool) -> None:
    """Join what the shards of a check found; of a link seen twice, the newer look counts.

    \b
    Example:
      bot links merge links-1.jsonl links-2.jsonl > links.jsonl
    """
    from bot.links.rows import row_of, seen_in
    from bot.links.whole import as_a_whole

    found = as_a_whole(seen_in(files).looks)
    for one in found:
        click.echo(row_of(one))
    if remember:
        _remember(root, found)


@links.command(short_help="Find what replaces dead and missing links.")
@in_folder
@click.option("--dry-run", "dry", is_flag=True, help="Show the fixes; write nothing.")
@taking_observations
@click.option(
    "--most", type=click.IntRange(0, 10_000), default=50, show_default=True, help="Papers to look up."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was found for `bot sync --observations`.",
)
@asking
def fix(
    root: Path,
    dry: bool,
    observations: tuple[str, ...],
    most: int,
    out: Path | None,
    contact: str | None,
    **ways_: object,
) -> None:
    """Find what replaces dead and missing links, and show what `bot sync` will propose.

    Where neither another list nor an identifier has a replacement, indexes of papers and the Wayback
    Machine are asked; what they say is remembered, so that nobody is asked twice.

    \b
    Examples:
      bot links fix --dry-run
      bot links fix --observations links.jsonl --out found.jsonl
    """
    import asyncio

    from bot.links.changes import with_fixes
    from bot.links.learn import Seen, learned
    from bot.links.rows import seen_in, suggested_line
    from bot.links.seek import unsought
    from bot.models import Plan
    from bot.report import plan_lines, show

    config, folder, state = opened(root)
    ways = Ways(contact or config.links.contact, **ways_)  # type: ignore[arg-type]
    enrich = config.links.enrich
    memory = learned(state.memory, seen_in(observations), state.catalog, enrich=enrich)
    papers = unsought(state.catalog, memory.links, memory.suggested, today()) if config.links.search else []
    papers = papers[:most]
    found = asyncio.run(_sought(ways, papers, memory.links)) if papers else {}
    memory = learned(memory, Seen(suggested=found), state.catalog, enrich=enrich)
    plan = with_fixes(Plan(), state.catalog, memory.links, memory.suggested)
    header = f"{config.title}: {len(plan.changes):,} papers with links or details to put right"
    footer = f"Looked for {len(papers):,} papers, found {sum(1 for one in found.values() if one.fixes):,}. "
    done = "Nothing was written (dry run)." if dry else "`bot sync` proposes what is to be put right."
    show(plan_lines(plan, config.topics, header, footer + done), console())
    if out and not dry:
        out.write_text("".join(f"{suggested_line(id_, one)}\n" for id_, one in found.items()), "utf-8")
    if not dry:
        _keep(folder, state.memory, memory)


@links.command(short_help="Add what was seen and found to the memory.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@in_folder
@click.option("--write", is_flag=True, help="Into the list's folder, not to GitHub.")
def remember(files: tuple[str, ...], root: Path, write: bool) -> None:
    """Add what `bot links check` saw and `bot links fix` found to the memory; nothing else is written.

    Where GITHUB_REPOSITORY names a repository, that is memory.yml on its branch bot/memory, with
    GITHUB_TOKEN; else, or with --write, state/memory.yml.

    Ends with 4 when GitHub does not take it, and with 5 when other runs wrote first five times in a row.

    \b
    Examples:
      bot links remember links.jsonl found.jsonl
      bot links remember --write links.jsonl
    """
    from bot.links.learn import learned
    from bot.links.rows import seen_in
    from bot.publish.target import target_of

    config, folder, state = opened(root)
    seen = seen_in(files)

    def learn(memory: Memory) -> Memory:
        return learned(memory, seen, state.catalog, enrich=config.links.enrich)

    target = None if write else target_of(os.environ)
    if target is None:
        done = _keep(folder, state.memory, learn(state.memory))
    elif target.token:
        from bot.links.remembered import remember_on_github

        done = remember_on_github(target.client(), learn)
    else:
        raise click.UsageError("set GITHUB_TOKEN, or say --write (this folder).")
    click.echo("Remembered." if done else "Nothing new to remember.")


async def _sought(
    ways: Ways, papers: Sequence[Paper], histories: Mapping[str, History]
) -> dict[str, Suggested]:
    from bot.links.apis.desk import Desk
    from bot.links.seek import seek
    from bot.links.visit.engine import Engine

    async with ways.web() as web, Desk(ways.apis()) as desk:

        async def visit(urls: Sequence[str]) -> Sequence[Observation]:
            return await Engine(web).run(urls)

        return await seek(papers, histories, desk, visit, today())


def _remember(root: Path, looks: Sequence[Observation]) -> None:
    """Adds looks to the memory of the list in ``root``."""
    from bot.links.learn import Seen, learned

    config, folder, state = opened(root)
    memory = learned(state.memory, Seen(tuple(looks)), state.catalog, enrich=config.links.enrich)
    _keep(folder, state.memory, memory)


def _keep(folder: Folder, old: Memory, new: Memory) -> bool:
    """Writes the memory into the list's folder; False where nothing changes."""
    from bot.store import MEMORY, memory_text, write

    if new == old:
        return False
    write(folder, {MEMORY: memory_text(new)})
    return True


def _links_in(name: str) -> Iterator[str]:
    from bot.cli.reading import input_of
    from bot.parse import links as links_in

    return (url for _, url in links_in(input_of(name), name))


def _config(root: Path) -> Links:
    """The configuration of the list in ``root``, if there is one: files can be checked anywhere."""
    from bot.config import CONFIG, Links, load

    return load(root).links if (root / CONFIG).is_file() else Links()
