"""The commands: builds the real collaborators, turns a BotError into a message and an exit code."""

from __future__ import annotations

import gc
import sys

import click

from bot import __version__
from bot.cli import doctor, export, init, links, reading, serve, sources, state, sync
from bot.cli.shared import InOrder, complain
from bot.errors import BotError


def main() -> None:
    """The door: every BotError ends here, as one message."""
    # A command is one pass over values that live to its end: looking for cycles among them finds none, and
    # costs a tenth of the time, a third in large catalogs.
    gc.disable()
    try:
        commands(standalone_mode=False)
    except BrokenPipeError:
        # Whoever reads us (head, less) has seen enough; the interpreter must not flush into the pipe again.
        sys.stdout = None
        sys.exit(0)
    except BotError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        complain(f"{error.filename or 'a file'}: {(error.strerror or str(error)).lower()}")
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        sys.exit(130)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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

    \b
    Examples:
      bot sync --dry-run
      bot sync --help
    """


for command in (
    init.init,
    sync.sync,
    sync.apply,
    reading.parse,
    reading.dedupe,
    reading.explain,
    state.decide,
    state.render,
    state.check,
    export.export,
    links.links,
    sources.sources,
    doctor.doctor,
    serve.serve,
    reading.replay,
):
    commands.add_command(command)
