"""``bot serve``: the server for those who host the bot themselves."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bot.cli.shared import in_folder


@click.command(short_help="Keep running on a schedule, on a machine of your own.")
@in_folder
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=9310,
    show_default=True,
    help="The port to answer on; 0 takes one that is free.",
)
@click.option("--write", is_flag=True, help="Write into the list's folder, not to GitHub.")
@click.option("--now", "at_once", is_flag=True, help="Run each job once at the start, too.")
@click.option(
    "--token-file",
    envvar="GITHUB_TOKEN_FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read GITHUB_TOKEN from this file, anew for every run.",
)
def serve(root: Path, host: str, port: int, write: bool, at_once: bool, token_file: Path | None) -> None:
    """Keep running: sync and look after links on the schedule that the configuration sets.

    Runs are the very commands `bot sync` and `bot links`, one at a time, each on the newest default branch.
    /healthz says whether they run, /metrics tells Prometheus how they end. Logs are one JSON object a line.
    SIGTERM or Ctrl-C lets the run that is under way finish first; a second one ends it.

    \b
    Examples:
      GITHUB_REPOSITORY=owner/list GITHUB_TOKEN=… bot serve -C list
      bot serve --write --now -C examples/mini
      bot serve --host 0.0.0.0 --port 8080 --token-file /run/secrets/token
    """
    import gc

    from bot.config import Schedule, load
    from bot.publish.target import target_of
    from bot.serve import environment
    from bot.serve import serve as serve_

    gc.enable()  # one pass needs none (see bot.cli.main), weeks do
    config = load(root)
    schedule = config.schedule or Schedule()
    target = target_of(environment(os.environ, token_file))
    if not write and (target is None or not target.token):
        raise click.UsageError("say --write (this folder), or set GITHUB_REPOSITORY and GITHUB_TOKEN.")
    serve_(
        root.resolve(),
        schedule,
        lambda: environment(os.environ, token_file),
        sys.stdout,
        host=host,
        port=port,
        write=write,
        at_once=at_once,
    )
