"""``bot sync`` and ``bot apply``: reads the options, lets a run do its work, shows what it came to."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.shared import complain, console, in_folder, in_form, progress_shown, taking_observations, today

if TYPE_CHECKING:
    from bot.publish.hand import Done
    from bot.publish.target import Target
    from bot.run import Asked, Run

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
    help="Read only this source; may be repeated (or BOT_SOURCES, separated by spaces).",
)
@click.option(
    "--upstreams",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read repositories from DIR/<owner>/<name>, pages from DIR/<host>/<path>.",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="NAME",
    envvar="BOT_ACCEPT",
    help="Believe this source's mass change (or BOT_ACCEPT, separated by spaces); state/catalog: papers "
    "taken out by hand.",
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
    from bot.publish.target import target_of
    from bot.run import Asked

    if dry and write:
        raise click.UsageError("--dry-run writes nothing, --write does: say one of them.")
    target = None if write else target_of(os.environ)
    if not dry and not write and (target is None or not target.token):
        how = "say --dry-run (show) or --write (this folder), or set GITHUB_REPOSITORY and GITHUB_TOKEN."
        raise click.UsageError(how)
    if out and not target:
        raise click.UsageError("--out is for a run on GitHub: set GITHUB_REPOSITORY.")
    asked = Asked(root, today(), only, accept, upstreams, observations)
    code = _on_github(asked, target, out, form, dry=dry) if target else _in_folder(asked, form, write=write)
    if code:
        sys.exit(CHANGES if code == CHANGES and exit_code else code if code != CHANGES else 0)


def _on_github(asked: Asked, target: Target, out: Path | None, form: str, *, dry: bool) -> int:
    from bot.publish.planfile import idle, plan_bytes
    from bot.report import outcome_lines, show
    from bot.run import carried_out, on_github

    with progress_shown() as progress:
        run = on_github(asked, target, progress)
    if out:
        out.write_bytes(plan_bytes(run.remote, run.work))
        _append("GITHUB_OUTPUT", f"idle={json.dumps(idle(run.remote, run.memory, run.work))}\n")
    done = None if dry else carried_out(target, run)
    lines = list(outcome_lines(run, done, f"{target.server}/{run.remote.repository}"))
    show(lines, console(err=form == "json"))
    said = [line.text for line in lines if line.indent == 2]  # addresses are an output of their own
    _tell_actions(run, said, done)
    _shown(run, form, DRY if dry else "")
    return _refusals(done) or _code(run)


def _in_folder(asked: Asked, form: str, *, write: bool) -> int:
    from bot.run import in_folder
    from bot.store import Folder
    from bot.store import write as write_files

    with progress_shown() as progress:
        run, edits = in_folder(asked, progress)
    if write:
        write_files(Folder(asked.root), edits)
    _shown(run, form, DRY if not write else "Written." if edits else "Nothing was written.")
    return _code(run)


@click.command(short_help="Carry out the plan that `bot sync --dry-run --out` wrote.")
@in_folder
@click.argument("plan", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def apply(root: Path, plan: Path) -> None:
    """Carry out exactly the plan that `bot sync --dry-run --out PLAN` wrote.

    Ends with 5, and writes nothing, when the repository is no longer as it was for the plan; with 2 when the
    plan asks for what the bot does not do.

    \b
    Example:
      bot sync --dry-run --out plan.json && bot apply plan.json
    """
    from bot.publish.target import target_of
    from bot.run import applied

    target = target_of(os.environ)
    if target is None or not target.token:
        raise click.UsageError("set GITHUB_REPOSITORY and GITHUB_TOKEN.")
    done = applied(root, plan, target)
    numbers = ", ".join(f"#{number}" for number in done.opened)
    said = (
        f"Done; opened {numbers}."
        if numbers
        else "Done."
        if not done.refused
        else "Done but for what follows."
    )
    click.echo(said)
    refused = "".join(f"- {no}\n" for no in done.refused)
    _append("GITHUB_STEP_SUMMARY", f"{said}\n" + (f"\n{refused}" if refused else ""))
    _append("GITHUB_OUTPUT", f"opened={','.join(map(str, done.opened))}\n")
    sys.exit(_refusals(done))


def _refusals(done: Done | None) -> int:
    """Tells what GitHub refused, and gives the exit code for it."""
    for no in done.refused if done else ():
        complain(no)
    return done.exit_code if done else 0


def _code(run: Run) -> int:
    plan = run.merged.plan
    return SET_ASIDE if plan.set_aside else CHANGES if plan.changes else 0


def _tell_actions(run: Run, lines: Sequence[str], done: Done | None) -> None:
    """The job summary and the step's outputs, where GitHub Actions asks for them."""
    from bot.render.outcome import job_summary, outputs
    from bot.report import counts

    plan, refused = run.merged.plan, done.refused if done else ()
    said = [*lines, *run.notes, *refused]
    _append("GITHUB_STEP_SUMMARY", job_summary(run.config.title, counts(plan), said, plan))
    _append("GITHUB_OUTPUT", outputs(plan, done.opened if done else ()))


def _append(name: str, text: str) -> None:
    """Adds to the file that an environment variable of GitHub Actions names, if it names one."""
    if os.environ.get(name):
        with Path(os.environ[name]).open("a", encoding="utf-8") as stream:
            stream.write(text)


def _shown(run: Run, form: str, done: str) -> None:
    from bot.report import counts, plan_json, plan_lines, show

    for note in run.notes:
        complain(note)
    merged, config = run.merged, run.config
    if form == "json":
        click.echo(json.dumps(plan_json(merged.plan), ensure_ascii=False, indent=1, default=str))
        return
    mentions = sum(len(paper.mentions) for paper in merged.catalog)
    read = sum(1 for name in run.read.fetched)
    header = f"{config.title}: {read} of {len(config.sources)} lists read"
    footer = (
        f"{counts(merged.plan)}. The catalog: {len(merged.catalog):,} papers, {mentions:,} mentions. {done}"
    )
    show(plan_lines(merged.plan, config.topics, header, footer.rstrip(), merged.declined), console())
