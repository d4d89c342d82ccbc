"""One run with real processes: what they print, how they end, and how they are ended."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from bot.serve import run as module
from bot.serve.lock import locked
from bot.serve.log import Log
from bot.serve.run import Result, Runner
from bot.serve.steps import Step, outcome_of, steps


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[int]:
    handle = os.open(tmp_path, os.O_RDONLY)
    yield handle
    os.close(handle)


def python(code: str, **more: object) -> Step:
    return Step((sys.executable, "-c", code), **more)  # type: ignore[arg-type]


class Lab:
    """A runner of given steps, and what it logged."""

    def __init__(self, *given: Step, limit: float = 60, environ: Mapping[str, str] = os.environ) -> None:
        self.stream = io.StringIO()
        self.work: Path | None = None

        def steps(job: str, work: Path) -> Sequence[Step]:
            self.work = work
            return given

        self.runner = Runner(steps, lambda: environ, limit, Log(self.stream))

    def said(self, event: str = "output", key: str = "text") -> list[str]:
        rows = [json.loads(line) for line in self.stream.getvalue().splitlines()]
        return [row[key] for row in rows if row["event"] == event]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (0, "done"),
        (1, "failed"),
        (2, "failed"),
        (3, "set-aside"),
        (4, "partly"),
        (5, "moved-on"),
        (130, "failed"),
        (-11, "crashed"),
    ],
)
def test_exit_codes(code: int, outcome: str) -> None:
    assert outcome_of(code) == outcome


def test_what_both_streams_say_is_logged_and_outputs_are_kept(lock: int) -> None:
    code = (
        "import os, sys\n"
        "print('one'); print('two', file=sys.stderr)\n"
        "open(os.environ['GITHUB_OUTPUT'], 'a').write('new=3\\nset-aside=1\\n')\n"
        "sys.exit(3)"
    )
    lab = Lab(python(code))
    assert lab.runner("sync", lock) == Result("set-aside", {"new": "3", "set-aside": "1"})
    assert sorted(lab.said()) == ["one", "two"]
    assert lab.work is not None
    assert not lab.work.exists()


def test_after_a_step_that_fails_no_other_begins(lock: int) -> None:
    lab = Lab(python("raise SystemExit(1)", failing="that is why"), python("print('never')"))
    assert lab.runner("sync", lock) == Result("failed")
    assert lab.said() == []
    assert lab.said("cannot-run", "reason") == ["that is why"]


def test_a_step_after_a_source_was_set_aside_goes_on(lock: int) -> None:
    lab = Lab(python("raise SystemExit(3)"), python("print('on')"))
    assert lab.runner("links", lock).outcome == "done"
    assert lab.said() == ["on"]


def test_output_goes_to_the_file_that_a_step_names(lock: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    lab = Lab(python("import sys; print('data'); print('progress', file=sys.stderr)", out=out))
    assert lab.runner("links", lock).outcome == "done"
    assert out.read_text() == "data\n"
    assert lab.said() == ["progress"]


def test_a_crash_is_told_as_one(lock: int) -> None:
    assert Lab(python("import os; os.abort()")).runner("sync", lock).outcome == "crashed"


def test_a_run_that_hangs_is_ended_with_all_that_it_started() -> None:
    pipe_out, pipe_in = os.pipe()
    code = (
        "import subprocess, sys, time\n"
        "subprocess.Popen(['sleep', '1000'], close_fds=False)\n"
        "time.sleep(1000)\n"
    )
    # The whole family holds the pipe, in place of a lock; it reads as empty once all of them are gone.
    assert Lab(python(code), limit=1).runner("sync", pipe_in).outcome == "hung"
    os.close(pipe_in)
    assert os.read(pipe_out, 1) == b""
    os.close(pipe_out)


def test_one_that_will_not_listen_is_killed(lock: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    code = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\ntime.sleep(1000)"
    lab = Lab(python(code), limit=1)
    assert lab.runner("sync", lock).outcome == "hung"
    assert lab.said() == ["deaf"]


def test_the_limit_is_for_the_run_as_a_whole(lock: int) -> None:
    nap = python("import time; time.sleep(0.6)")
    assert Lab(nap, nap, nap, limit=1).runner("links", lock).outcome == "hung"


def test_stopping_ends_what_runs_and_begins_nothing_any_more(lock: int) -> None:
    lab = Lab(python("print('here', flush=True)\nimport time; time.sleep(1000)"))
    results: list[Result] = []
    worker = threading.Thread(target=lambda: results.append(lab.runner("sync", lock)))
    worker.start()
    while worker.is_alive() and not lab.said():
        worker.join(0.02)
    lab.runner.stop()
    worker.join()
    assert results == [Result("stopped")]
    assert lab.runner("sync", lock) == Result("stopped")


def test_a_run_holds_the_lock_of_its_server(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    lab = Lab(python("print('here', flush=True)\nimport time; time.sleep(1000)"))
    with locked(tmp_path) as handle:
        assert handle is not None
        worker = threading.Thread(target=lambda: lab.runner("sync", handle))
        worker.start()
        while worker.is_alive() and not lab.said():
            worker.join(0.02)
    with locked(tmp_path) as now:  # as if the server were gone
        assert now is None
    lab.runner.stop()
    worker.join()
    with locked(tmp_path) as now:
        assert now is not None


def test_a_flood_of_output_is_cut_short(lock: int) -> None:
    lab = Lab(python("for n in range(5000): print(n)"))
    lab.runner("sync", lock)
    assert lab.said()[:2] == ["0", "1"]
    assert lab.said()[-1] == "… and 4800 lines more"
    assert len(lab.said()) == 201


def test_git_is_not_given_the_token(lock: int) -> None:
    show = "import os; print(os.environ.get('GITHUB_TOKEN'))"
    lab = Lab(python(show, git=True), python(show), environ={**os.environ, "GITHUB_TOKEN": "t"})
    lab.runner("sync", lock)
    assert lab.said() == ["None", "t"]


def words(job: str, *, write: bool, root: Path, work: Path) -> list[list[str]]:
    """The steps' words from `git` or `bot` on."""
    found = []
    for step in steps(job, root, work, write=write):
        start = step.command.index("git" if step.git else "bot")
        found.append(list(step.command[start:]))
    return found


def test_a_run_is_the_very_commands_that_people_give(tmp_path: Path) -> None:
    root, seen, more = Path("/list"), str(tmp_path / "links.jsonl"), str(tmp_path / "found.jsonl")
    git = ["git", "-C", "/list"]
    newest = [
        [*git, "diff", "--quiet", "HEAD", "--"],
        [*git, "fetch", "--quiet", "origin", "HEAD"],
        [*git, "merge", "--quiet", "--ff-only", "FETCH_HEAD"],
    ]
    assert words("sync", write=False, root=root, work=tmp_path) == [*newest, ["bot", "sync", "-C", "/list"]]
    assert words("sync", write=True, root=root, work=tmp_path) == [["bot", "sync", "-C", "/list", "--write"]]
    assert words("links", write=False, root=root, work=tmp_path) == [
        *newest,
        ["bot", "links", "check", "-C", "/list", "--due", "--remember", "--format", "jsonl"],
        ["bot", "links", "fix", "-C", "/list", "--observations", seen, "--out", more],
        ["bot", "sync", "-C", "/list", "--observations", seen, "--observations", more],
    ]
