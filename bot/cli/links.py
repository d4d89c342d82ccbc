"""``bot links``: the state of every link, and what replaces the broken ones."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.shared import InOrder, cache, console, in_folder, in_form, opened, taking_observations, today
from bot.errors import BotError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.config import Links
    from bot.links.apis import Apis
    from bot.links.harvest import Wanted
    from bot.links.journal import Journal
    from bot.links.learn import Seen
    from bot.links.values import Observation
    from bot.links.verdict import History
    from bot.links.visit.engine import Progress
    from bot.links.visit.guard import Network
    from bot.links.visit.web import Web
    from bot.models import Paper
    from bot.store.memory import Suggested

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


def _networks(_: click.Context, __: click.Parameter, value: Sequence[str]) -> tuple[Network, ...]:
    from ipaddress import ip_network

    try:
        return tuple(ip_network(text) for text in value)
    except ValueError as error:
        raise click.BadParameter(f"{error}") from None


def _shard(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value or "1/1")
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise click.BadParameter("takes K/N, the K-th of N shards, such as 1/4")
    return int(found[1]), int(found[2])


@dataclass(frozen=True, slots=True)
class Ways:
    """How the world is asked: what a person said on the command line, and the configuration."""

    contact: str = ""
    allowed: tuple[Network, ...] = ()
    at_once: int = 128
    at_first: float = 4.0
    fastest: float = 20.0
    proxy: bool = False

    def web(self) -> Web:
        """The connections to the world, not yet open."""
        from bot.links.visit.guard import Guard
        from bot.links.visit.web import Web

        return Web(Guard(self.allowed), self.contact, proxy=_proxy() if self.proxy else None)

    def apis(self) -> Apis:
        """The APIs that know of papers."""
        from bot.links.apis import Apis

        return Apis.of(os.environ, self.contact)


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that asks the world."""
    for option in (
        click.option("--proxy", is_flag=True, help="Use the proxy that HTTPS_PROXY or ALL_PROXY names."),
        click.option(
            "--at-first",
            type=click.FloatRange(0.1, 1000),
            default=4.0,
            show_default=True,
            help="Requests a second to a host of which nothing is known yet.",
        ),
        click.option(
            "--fastest",
            type=click.FloatRange(0.1, 1000),
            default=20.0,
            show_default=True,
            help="Requests a second to one host, at most.",
        ),
        click.option(
            "--at-once",
            type=click.IntRange(1, 1000),
            default=128,
            show_default=True,
            help="Requests under way.",
        ),
        click.option(
            "--allow-network",
            "allowed",
            multiple=True,
            metavar="NETWORK",
            callback=_networks,
            help="Connect to this network although it is not public, such as 127.0.0.0/8.",
        ),
        click.option("--contact", metavar="ADDRESS", help="Where the hosts that are asked reach you."),
    ):
        command = option(command)
    return command


@links.command(short_help="Look at every link of the catalog, or of Markdown files.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@in_folder
@in_form("jsonl")
@click.option("--shard", metavar="K/N", callback=_shard, help="Only the K-th of N parts, split by host.")
@click.option("--due", is_flag=True, help="Only links that it is time to look at again.")
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
      bot links check --allow-network 127.0.0.0/8 local.md
    """
    from bot.links.harvest import of_catalog, shard_of, wanted
    from bot.links.rows import row_of
    from bot.links.verdict import due as is_due

    if files and (due or remember):
        raise click.UsageError("--due and --remember are for the catalog, not for files.")
    config = _config(root) if files else opened(root)[0].links
    ways = Ways(contact or config.contact, **ways_)  # type: ignore[arg-type]
    apis = ways.apis()
    if files:
        chosen = wanted((url for name in files for url in _links_in(name)), apis.batched)
    else:
        state = opened(root)[2]
        chosen = wanted(of_catalog(state.catalog), apis.batched)
        if due:
            seen, day = state.memory.links, today()
            chosen = [w for w in chosen if is_due(w.asked, seen.get(w.asked), day, config.recheck)]
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
    from bot.links.rows import row_of
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
    from bot.links.rows import suggested_line
    from bot.links.seek import unsought
    from bot.models import Plan
    from bot.report import plan_lines, show
    from bot.store import MEMORY, memory_text

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
    if not dry and memory != state.memory:
        folder.write({MEMORY: memory_text(memory)})


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


def seen_in(names: Sequence[str]) -> Seen:
    """What files hold of links; raises BotError where one cannot be read, Invalid for lines not ours."""
    from bot.links.learn import Seen

    if not names:
        return Seen()
    from bot.links.rows import joined, read

    found = [read(_text(name), name) for name in names]
    suggested = {id_: one for part in found for id_, one in part.suggested.items()}
    return Seen(tuple(joined(part.looks for part in found)), suggested)


def _remember(root: Path, looks: Sequence[Observation]) -> None:
    """Adds looks to the memory of the list in ``root``."""
    from bot.links.learn import Seen, learned
    from bot.store import MEMORY, memory_text

    config, folder, state = opened(root)
    memory = learned(state.memory, Seen(tuple(looks)), state.catalog, enrich=config.links.enrich)
    if memory != state.memory:
        folder.write({MEMORY: memory_text(memory)})


def _links_in(name: str) -> Iterator[str]:
    from bot.parse import links as links_in

    return (url for _, url in links_in(_text(name)))


def _text(name: str) -> str:
    from bot.cli.reading import input_of
    from bot.parse import decode

    return decode(input_of(name), name)


def _config(root: Path) -> Links:
    """The configuration of the list in ``root``, if there is one: files can be checked anywhere."""
    from bot.config import CONFIG, Links, load

    return load(root).links if (root / CONFIG).is_file() else Links()


def _proxy() -> str:
    """The proxy that the environment names; raises BotError where it names none."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        if os.environ.get(name):
            return os.environ[name]
    raise BotError("--proxy: neither HTTPS_PROXY nor ALL_PROXY names one")
