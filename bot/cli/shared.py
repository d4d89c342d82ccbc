"""What several commands need: the list in its folder, what is made from it, and where output goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import BotError

if TYPE_CHECKING:
    from rich.console import Console

    from bot.config import Config
    from bot.store import Folder, State

Command = Callable[..., None]


class InOrder(click.Group):
    """Commands that are listed as they were added, the first that people need first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


in_folder = click.option(
    "-C",
    "root",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Run for the list in this folder.",
)

taking_observations = click.option(
    "--observations",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="Take in what `bot links check --format jsonl` found; may be repeated.",
)


def in_form(machine: str) -> Callable[[Command], Command]:
    """The option of a command that prints for people, or ``machine`` for programs."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", machine]),
        default="text",
        show_default=True,
        help="For people, or for programs.",
    )


def opened(root: Path) -> tuple[Config, Folder, State]:
    from bot.config import load as load_config
    from bot.store import Folder, load

    config = load_config(root)
    folder = Folder(root)
    return config, folder, load(folder)


def complain(text: str) -> None:
    """Says on standard error what is no result; nothing obeys the texts of lists that are in it."""
    from bot.render.escape import log_safe

    for line in text.splitlines():
        click.echo(f"bot: {log_safe(line)}", err=True)


def console(*, err: bool = False) -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False, stderr=err)


@contextmanager
def progress_shown() -> Iterator[Callable[[str], None]]:
    """Where a run is, on standard error: one line that changes on a terminal, plain lines in a log."""
    if not sys.stderr.isatty():
        yield lambda text: click.echo(f"{text} …", err=True)
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield status.update


def today() -> date:
    """The day that new papers are dated with; SOURCE_DATE_EPOCH, if set, makes it repeatable."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and not epoch.isdecimal():
        raise BotError(f"SOURCE_DATE_EPOCH takes seconds, not “{epoch}”")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()
