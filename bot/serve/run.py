"""One run: its steps as processes of their own, so that neither a crash nor a hang takes the server along."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from bot.serve.log import Log
from bot.serve.steps import GOOD, Outcome, Step, outcome_of

PATIENCE = 10.0  # seconds between asking a process to end and ending it
MOST_LINES = 200  # of one run's output that are logged
WIDTH = 400  # columns; a paragraph is one line of the log
LONGEST_LINE = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended; ``outputs`` are what `bot sync` says of itself to GitHub Actions."""

    outcome: Outcome
    outputs: Mapping[str, str] = field(default_factory=dict)


class Runner:
    """Runs steps one after the other; ``limit`` is in seconds, for a run as a whole."""

    def __init__(
        self,
        steps: Callable[[str, Path], Sequence[Step]],
        environ: Callable[[], Mapping[str, str]],
        limit: float,
        log: Log,
    ) -> None:
        self._steps, self._environ, self._limit, self._log = steps, environ, limit, log
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def __call__(self, job: str, lock: int) -> Result:
        """Runs ``job``, whose processes hold ``lock`` too."""
        with TemporaryDirectory(prefix="bot-") as folder:
            work, outputs = Path(folder), Path(folder, "outputs")
            end = time.monotonic() + self._limit
            outcome: Outcome = "done"
            for step in self._steps(job, work):
                outcome = self._step(job, step, lock, end, outputs)
                if outcome not in GOOD:
                    if step.failing and outcome == "failed":
                        self._log("error", "cannot-run", job=job, reason=step.failing)
                    break
            return Result(outcome, _pairs(outputs))

    def _step(self, job: str, step: Step, lock: int, end: float, outputs: Path) -> Outcome:
        environ = {
            **self._environ(),
            "COLUMNS": str(WIDTH),
            "GITHUB_OUTPUT": str(outputs),
            "GIT_TERMINAL_PROMPT": "0",
        }
        environ.pop("GITHUB_STEP_SUMMARY", None)
        if step.git:  # hooks and helpers of git have no business with it
            environ.pop("GITHUB_TOKEN", None)
        out = step.out.open("wb") if step.out else None
        try:
            with self._guard:
                if self._stopped:
                    return "stopped"
                process = self._process = subprocess.Popen(  # noqa: S603
                    step.command,
                    stdin=subprocess.DEVNULL,
                    stdout=out or subprocess.PIPE,
                    stderr=subprocess.PIPE if out else subprocess.STDOUT,
                    env=environ,
                    start_new_session=True,  # a signal to the server is not one to the run
                    pass_fds=(lock,),
                )
        finally:
            if out:
                out.close()
        reader = threading.Thread(
            target=self._read, args=(job, process.stderr or process.stdout), daemon=True
        )
        reader.start()
        try:
            code = process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            _end(process)
            return "stopped" if self._stopped else "hung"
        finally:
            reader.join(PATIENCE)
            with self._guard:
                self._process = None  # its number may be another's soon
        return "stopped" if code and self._stopped else outcome_of(code)

    def _read(self, job: str, stream: IO[bytes] | None) -> None:
        """Logs what a process prints, as it prints it."""
        if stream is None:
            return
        count = 0
        with stream:
            while line := stream.readline(LONGEST_LINE):
                count += 1
                if count <= MOST_LINES and line.strip():
                    self._log("info", "output", job=job, text=line.decode("utf-8", "replace").rstrip())
        if count > MOST_LINES:
            self._log("info", "output", job=job, text=f"… and {count - MOST_LINES} lines more")

    def stop(self) -> None:
        """Ends the run that is under way, and begins no step any more."""
        with self._guard:
            self._stopped = True
            process = self._process
        if process:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Asks a process and all it started to end, then ends them."""
    _signal(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):  # they have ended by themselves
        os.killpg(process.pid, number)


def _pairs(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    lines = file.read_text("utf-8", "replace").splitlines()
    return {name: value for name, found, value in (line.partition("=") for line in lines) if found}
