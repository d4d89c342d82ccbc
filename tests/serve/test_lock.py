"""Never two runs at once, with real locks and real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.serve.lock import locked

HOLD = """\
import sys
from pathlib import Path
from bot.serve.lock import locked
with locked(Path(sys.argv[1])) as handle:
    print(handle is not None, flush=True)
    sys.stdin.read()
"""
CROWD = """\
import os, sys, time
from pathlib import Path
from bot.serve.lock import locked
root = Path(sys.argv[1])
done = 0
while done < 50:
    with locked(root) as handle:
        if handle is not None:
            os.mkdir(root / "inside")  # fails when somebody is inside
            time.sleep(0.001)
            os.rmdir(root / "inside")
            done += 1
    time.sleep(0.0005)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".github").mkdir()
    return tmp_path


def start(script: str, root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(root)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_one_process_keeps_another_out_until_it_lets_go(root: Path) -> None:
    with start(HOLD, root) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        with locked(root) as handle:
            assert handle is None
        other.communicate("")
    with locked(root) as handle:
        assert handle is not None
    assert list(root.iterdir()) == [root / ".github"]
    assert list((root / ".github").iterdir()) == []


def test_a_process_that_is_killed_lets_go(root: Path) -> None:
    with start(HOLD, root) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
        other.wait()
        with locked(root) as handle:
            assert handle is not None


def test_a_run_that_outlives_its_server_keeps_the_next_one_away(root: Path) -> None:
    with locked(root) as handle:
        assert handle is not None
        orphan = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=(handle,))
    with locked(root) as now:
        assert now is None
    orphan.communicate()
    with locked(root) as now:
        assert now is not None


def test_of_a_crowd_never_two_are_inside(root: Path) -> None:
    crowd = [start(CROWD, root) for _ in range(4)]
    for one in crowd:
        one.communicate()
    assert [one.returncode for one in crowd] == [0, 0, 0, 0]


def test_flock_takes_the_same_lock(root: Path) -> None:
    with locked(root):
        done = subprocess.run(["flock", "-n", str(root / ".github"), "true"], check=False)
    assert done.returncode == 1
