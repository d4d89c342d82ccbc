"""Keeping on a schedule what otherwise GitHub Actions starts, for those who host the bot themselves."""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.errors import BotError
from bot.serve.http import application, listening
from bot.serve.lock import locked
from bot.serve.log import Bridge, Log
from bot.serve.run import Runner
from bot.serve.service import Service, background
from bot.serve.steps import steps

if TYPE_CHECKING:
    from bot.config import Schedule

__all__ = ["environment", "serve"]

LOOK_EVERY = 0.5  # seconds between two looks whether the last run has finished


def environment(environ: Mapping[str, str], token_file: Path | None) -> Mapping[str, str]:
    """``environ`` with the token that stands in ``token_file``, if one is named; raises BotError."""
    if token_file is None:
        return environ
    try:
        return {**environ, "GITHUB_TOKEN": token_file.read_text("utf-8").strip()}
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(f"{token_file}: the token cannot be read ({type(error).__name__})") from None


def serve(
    root: Path,
    schedule: Schedule,
    environ: Callable[[], Mapping[str, str]],
    stream: TextIO,
    *,
    host: str,
    port: int,
    write: bool,
    at_once: bool,
) -> None:
    """Runs until SIGTERM or SIGINT; then what is under way may finish within the grace time.

    A second signal ends it at once. Raises BotError where ``host`` and ``port`` cannot be had.
    """
    tokens: set[str] = set()  # every one that a run was given, the old ones too

    def given() -> Mapping[str, str]:
        found = environ()
        tokens.update(token for token in [found.get("GITHUB_TOKEN")] if token)
        return found

    given()
    log = Log(stream, lambda: tuple(tokens))
    runner = Runner(lambda job, work: steps(job, root, work, write=write), given, schedule.limit * 60, log)
    service = Service(schedule, runner, lambda: locked(root), log)
    scheduler = background()
    service.schedule_on(scheduler, at_once=at_once)
    with (
        _library_logs(log),
        _signals() as signals,
        listening(host, port, application(service.health, service.metrics.registry)) as address,
    ):
        scheduler.start()
        log("info", "started", address=address, **service.whens)
        signals.came()
        log("info", "stopping", grace_minutes=schedule.grace)
        service.stop()
        _finish(service, runner, signals, schedule.grace * 60)
        log("info", "stopped")


class Signals:
    """SIGTERM and SIGINT as bytes in a pipe, which wakes the main thread whichever thread they reach."""

    def __init__(self) -> None:
        self._out, self._in = os.pipe()
        os.set_blocking(self._in, False)
        self._before = signal.set_wakeup_fd(self._in)

    def came(self, seconds: float | None = None) -> bool:
        """Waits for the next one, at most so long."""
        ready, _, _ = select.select([self._out], [], [], seconds)
        return bool(ready and os.read(self._out, 1))

    def close(self) -> None:
        signal.set_wakeup_fd(self._before)
        os.close(self._out)
        os.close(self._in)


@contextmanager
def _signals() -> Iterator[Signals]:
    signals = Signals()
    # Python has to know them for the pipe to hear of them; there is nothing else to do.
    before = {number: signal.signal(number, _noticed) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signals.close()


def _noticed(*_: object) -> None:
    """The pipe has it."""


@contextmanager
def _library_logs(log: Log) -> Iterator[None]:
    logger, bridge = logging.getLogger("apscheduler"), Bridge(log)
    logger.addHandler(bridge)
    try:
        yield
    finally:
        logger.removeHandler(bridge)


def _finish(service: Service, runner: Runner, signals: Signals, grace: float) -> None:
    """Waits for the run that is under way, and ends it when time, or patience, is over."""
    end = time.monotonic() + grace
    while not service.idle.is_set() and (left := end - time.monotonic()) > 0:
        if signals.came(min(left, LOOK_EVERY)):
            break
    runner.stop()
    service.idle.wait()
