"""``bot sync`` and ``bot apply``: the run itself."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.shared import (
    console,
    fetched,
    in_folder,
    in_form,
    loader_of,
    opened,
    progress_shown,
    rendered,
    taking_observations,
    today,
)

if TYPE_CHECKING:
    from bot.config import Config
    from bot.fetch import CannotFetch, Fetched
    from bot.models import Decisions, Source
    from bot.pipeline import Synced
    from bot.publish.github import Work
    from bot.publish.remote import Remote
    from bot.publish.target import Target
    from bot.store import Edits, Folder, Memory, State

CHANGES, SET_ASIDE = 1, 3
DRY = "Nothing was written (dry run)."


@click.command(short_help="Propose, show or write what changed in the lists.")
@in_folder
@click.option("--dry-run", "dry", is_flag=True, help="Show what would change; write nothing.")
@click.option("--write", is_flag=True, help="Write it into the list's folder, not to GitHub.")
@click.option(
    "--source",
    "only",
    multiple=True,
    metavar="NAME",
    envvar="BOT_SOURCES",
    help="Only this source; may be repeated (or BOT_SOURCES, separated by spaces).",
)
@click.option(
    "--upstreams",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read repositories from DIR/<owner>/<name> in place of GitHub.",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="NAME",
    envvar="BOT_ACCEPT",
    help="Believe this source's mass change once (or BOT_ACCEPT, separated by spaces).",
)
@taking_observations
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan for `bot apply`."
)
@in_form("json")
@click.option("--exit-code", is_flag=True, help="End with 1 when the plan has changes.")
def sync(
    root: Path,
    dry: bool,
    write: bool,
    only: tuple[str, ...],
    upstreams: Path | None,
    accept: tuple[str, ...],
    observations: tuple[str, ...],
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
    config, folder, state = opened(root)
    target = None if write else target_of(os.environ)
    _sensible(config, state, {*only, *accept}, alone=target is None)
    if not dry and not write and (target is None or not target.token):
        how = "say --dry-run (show) or --write (this folder), or set GITHUB_REPOSITORY and GITHUB_TOKEN."
        raise click.UsageError(how)
    if out and not target:
        raise click.UsageError("--out is for a run on GitHub: set GITHUB_REPOSITORY.")
    learn = _learning(observations, config, state)

    had: dict[str, Fetched | CannotFetch] = {}

    def synced_with(decisions: Decisions, memory: Memory) -> Synced:
        with progress_shown() as progress:
            if not had:
                chosen = [source for source in config.sources if not only or source.name in only]
                had.update(_fetched(chosen, root, upstreams, memory, progress))
            return sync(
                config.sources,
                state.catalog,
                decisions,
                rules_of(config.topics, config.sources),
                lambda source: _given(had[source.name]),
                today(),
                known=state.known,
                memory=memory,
                only=only,
                accept=accept,
                progress=progress,
            )

    if target:
        synced = _on_github(target, config, folder, state, synced_with, learn, dry=dry, out=out)
        done = DRY if dry else ""
    else:
        memory = learn(state.memory)
        synced = synced_with(state.decisions, memory)
        edits = _edits(config, folder, state, synced, memory) if write else {}
        folder.write(edits)
        done = DRY if not write else "Written." if edits else "Nothing was written."
    _shown(synced, config, form, done)
    if synced.plan.set_aside:
        sys.exit(SET_ASIDE)
    if exit_code and synced.plan.changes:
        sys.exit(CHANGES)


@click.command(short_help="Carry out the plan that `bot sync --dry-run --out` wrote.")
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
    done = f"Done; opened {numbers}." if opened else "Done."
    click.echo(done)
    _append("GITHUB_STEP_SUMMARY", f"{done}\n")
    _append("GITHUB_OUTPUT", f"opened={','.join(map(str, opened))}\n")


def _learning(observations: Sequence[str], config: Config, state: State) -> Callable[[Memory], Memory]:
    """What makes of a memory one that knows what was observed of links; without any, links stay unloaded."""
    if not observations:
        return lambda memory: memory
    from bot.cli.links import seen_in
    from bot.links.learn import learned

    seen = seen_in(observations)
    return lambda memory: learned(memory, seen, state.catalog, enrich=config.links.enrich)


def _sensible(config: Config, state: State, named: set[str], *, alone: bool) -> None:
    """Raises Invalid for decisions that make no sense, UsageError for sources that there are not."""
    from bot.check import agreement
    from bot.errors import Invalid
    from bot.store import DECISIONS

    # A topic that the configuration dropped is no reason to stop: this very run files its papers anew.
    problems = agreement(config, state, dangling=alone)
    contradictions = tuple(problem for problem in problems if problem.path == DECISIONS)
    if contradictions:
        raise Invalid(contradictions)
    names = [source.name for source in config.sources]
    unknown = sorted(named - set(names))
    if unknown:
        raise click.UsageError(f"there is no source {', '.join(unknown)}; there are {', '.join(names)}.")


def _on_github(
    target: Target,
    config: Config,
    folder: Folder,
    state: State,
    synced_with: Callable[[Decisions, Memory], Synced],
    learn: Callable[[Memory], Memory],
    *,
    dry: bool,
    out: Path | None,
) -> Synced:
    """One run against the target; nothing is written there when ``dry``."""
    from github import GithubException

    from bot.publish.desk import Desk, may_write, work_out
    from bot.publish.planfile import idle, plan_text
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
            learn,
            lambda catalog: {**state.edits(catalog), **rendered(config, folder, catalog)},
            loader_of(folder),
            target.server,
            target.repository,
        )
        outcome = work_out(desk, remote, lambda user: bool(target.token) and may_write(client, user))
        if out:
            out.write_text(plan_text(remote, outcome.work), "utf-8")
            _append("GITHUB_OUTPUT", f"idle={json.dumps(idle(remote, outcome.work))}\n")
        opened = [] if dry else _carry_out(target, config, remote, outcome.work)
    except GithubException as error:
        raise cannot(error) from error
    pulls = [f"{target.server}/{target.repository}/pull/{number}" for number in opened]
    lines = list(outcome_lines(outcome, pulls, dry=dry))
    show(lines, console())
    said = [line.text for line in lines if line.indent == 2]  # addresses are an output of their own
    _tell_actions(config, outcome.synced, said, opened)
    return outcome.synced


def _carry_out(target: Target, config: Config, remote: Remote, work: Work) -> list[int]:
    from bot.publish.github import Hand, Manners

    limits = config.proposals
    client = target.client()
    base = client.get("")["default_branch"] if work.opens else ""
    manners = Manners(base, limits.labels, limits.reviewers, limits.assignees, limits.draft)
    return Hand(client, remote, manners).carry_out(work)


def _tell_actions(config: Config, synced: Synced, lines: Sequence[str], opened: Sequence[int]) -> None:
    """The job summary and the step's outputs, where GitHub Actions asks for them."""
    from bot.render.outcome import job_summary, outputs
    from bot.report import counts

    _append("GITHUB_STEP_SUMMARY", job_summary(config.title, counts(synced.plan), lines, synced.plan))
    _append("GITHUB_OUTPUT", outputs(synced.plan, opened))


def _append(name: str, text: str) -> None:
    """Adds to the file that an environment variable of GitHub Actions names, if it names one."""
    if os.environ.get(name):
        with Path(os.environ[name]).open("a", encoding="utf-8") as stream:
            stream.write(text)


def _fetched(
    sources: Sequence[Source],
    root: Path,
    upstreams: Path | None,
    memory: Memory,
    progress: Callable[[str], None],
) -> dict[str, Fetched | CannotFetch]:
    """What the sources have now; one that goes by another name is told of."""
    from bot.render.escape import plain

    seen = {name: remembered.seen for name, remembered in memory.sources.items()}
    found = fetched(sources, root, upstreams, seen, progress)
    for name, one in found.items():
        if not isinstance(one, Exception) and one.moved_to:
            click.echo(
                f"bot: {name} is called {plain(one.moved_to)} now; name it so in the configuration",
                err=True,
            )
    return found


def _given(one: Fetched | CannotFetch) -> Fetched:
    if isinstance(one, Exception):
        raise one
    return one


def _edits(config: Config, folder: Folder, state: State, synced: Synced, memory: Memory) -> Edits:
    """All that a run writes: catalog, decisions, memory, and what is made from them."""
    from bot.publish.desk import remembered
    from bot.store import DECISIONS, KNOWN, MEMORY, decisions_text, known_text, memory_text

    edits = {**state.edits(synced.catalog), **rendered(config, folder, synced.catalog)}
    text = state.texts.get(DECISIONS)
    if synced.declined:
        edits[KNOWN] = known_text(paper.id for paper in synced.catalog)
    for names in synced.declined:
        text = edits[DECISIONS] = decisions_text(text, "decline", names)
    memory = replace(memory, sources=remembered(synced.catalog, memory, synced))
    if memory != state.memory:
        edits[MEMORY] = memory_text(memory)
    return edits


def _shown(synced: Synced, config: Config, form: str, done: str) -> None:
    if form == "json":
        _show_json(synced)
    else:
        _show_plan(synced, config, done)


def _show_plan(synced: Synced, config: Config, done: str) -> None:
    from bot.report import counts, plan_lines, show

    mentions = sum(len(paper.mentions) for paper in synced.catalog)
    header = f"{config.title}: {len(synced.listings)} of {len(config.sources)} lists read"
    footer = (
        f"{counts(synced.plan)}. The catalog: {len(synced.catalog):,} papers, {mentions:,} mentions. {done}"
    )
    show(plan_lines(synced.plan, config.topics, header, footer, synced.declined), console())


def _show_json(synced: Synced) -> None:
    from bot.report import plan_json

    click.echo(json.dumps(plan_json(synced.plan), ensure_ascii=False, indent=1, default=str))
