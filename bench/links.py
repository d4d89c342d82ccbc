"""What checking links costs, beside lychee: ``python bench/links.py --linkbench DIR [--seeds 1 2 3]``.

DIR holds ``make_list.py`` and ``server.py``, a web of many hosts on loopback (it needs aiohttp), and
``score.py``, which judges a report. Each round starts that web anew for either checker. Prints wall and CPU
seconds, peak memory, requests, how many were answered 429, and the verdicts; wall time also as a multiple of
lychee's and of the ideal (the largest host's links ÷ its rate).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

PORT = 8099
RATE = 5  # requests a second that the largest host takes


class Cost(NamedTuple):
    """Wall and CPU seconds and peak resident MiB of one process."""

    wall: float
    cpu: float
    mebibytes: float


class Round(NamedTuple):
    """One checker against one web."""

    cost: Cost
    requests: int
    limited: int
    verdict: str


@contextmanager
def web(bench: Path, latency: float, *, limits: bool) -> Iterator[None]:
    """The web while it runs."""
    words = [sys.executable, str(bench / "server.py"), "--latency", str(latency), "--port", str(PORT)]
    server = subprocess.Popen([*words, *(["--limits"] if limits else [])])
    try:
        for _ in range(100):
            try:
                stats()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def stats() -> dict[str, object]:
    """What the web has answered so far."""
    with urllib.request.urlopen(f"http://127.9.9.9:{PORT}/__stats") as answer:
        return dict(json.load(answer))


def cost(command: Sequence[str], out: Path) -> Cost:
    """One whole process, its output in ``out``."""
    began = time.monotonic()
    with out.open("w") as stream:
        child = subprocess.Popen(command, stdout=stream, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def judged(bench: Path, folder: Path, words: Sequence[str]) -> str:
    """The last line of the score."""
    command = [sys.executable, str(bench / "score.py"), str(folder / "truth.json"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()[-1]


def rounds(bench: Path, folder: Path, latency: float, *, limits: bool) -> Iterator[tuple[str, Round]]:
    """Both checkers on the list in ``folder``."""
    bot = [sys.executable, "-m", "bot", "links", "check", "--format", "jsonl"]
    bot += ["--allow-network", "127.0.0.0/8", str(folder / "list.md")]
    lychee = [shutil.which("lychee", path=Path(sys.executable).parent) or "lychee"]
    lychee += ["--no-progress", "--format", "json", str(folder / "list.md")]
    for name, command, flag in (("bot links check", bot, "--bot"), ("lychee", lychee, "--lychee")):
        out = folder / name.replace(" ", "-")
        with web(bench, latency, limits=limits):
            spent = cost(command, out)
            said = stats()
        answered = Counter(said["status"])  # type: ignore[call-overload]
        yield (
            name,
            Round(
                spent, int(str(said["requests"])), answered["429"], judged(bench, folder, [flag, str(out)])
            ),
        )


def made(bench: Path, folder: Path, seed: int, hosts: Sequence[int] = ()) -> int:
    """A list with its truth in ``folder``; returns how many links the largest host has."""
    if hosts:
        shutil.copy(bench / "make_list.py", folder)
        (folder / "hosts.json").write_text(json.dumps(hosts))
    maker = (folder if hosts else bench) / "make_list.py"
    words = [sys.executable, str(maker), "--seed", str(seed), "--out", str(folder), "--port", str(PORT)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    links = json.loads((folder / "truth.json").read_text())
    return max(Counter(urlsplit(url).hostname for url in links).values())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--linkbench", type=Path, required=True)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--latency", type=float, default=0.1)
    parser.add_argument(
        "--wide", type=int, default=500, help="hosts of the round without limits, ten links each"
    )
    args = parser.parse_args()
    table = Table(
        "web",
        "checker",
        "wall s",
        "× lychee",
        "× ideal",
        "CPU s",
        "MiB",
        "requests",
        "429",
        "false",
        "missed",
        "soft",
    )
    webs = [(f"limits, seed {seed}", seed, (), args.latency, True) for seed in args.seeds]
    if args.wide:
        webs.append((f"no limits, {args.wide} hosts", 1, [10] * args.wide, 0.05, False))
    for name, seed, hosts, latency, limits in webs:
        with tempfile.TemporaryDirectory() as folder:
            largest = made(args.linkbench, Path(folder), seed, hosts)
            found = dict(rounds(args.linkbench, Path(folder), latency, limits=limits))
        for checker, one in found.items():
            row(table, name, checker, one, found["lychee"].cost.wall, largest / RATE if limits else 0)
    Console(width=120).print(table)


def row(table: Table, name: str, checker: str, one: Round, lychee: float, ideal: float) -> None:
    score = re.search(r"broken (\d+) .*missed (\d+) .*found (\S+)", one.verdict)
    table.add_row(
        name,
        checker,
        f"{one.cost.wall:.1f}",
        f"{one.cost.wall / lychee:.2f}",
        f"{one.cost.wall / ideal:.2f}" if ideal else "",
        f"{one.cost.cpu:.1f}",
        f"{one.cost.mebibytes:.0f}",
        f"{one.requests:,}",
        f"{one.limited} ({one.limited / one.requests:.1%})",
        *(score.groups() if score else ("?", "?", "?")),
    )


if __name__ == "__main__":
    main()
