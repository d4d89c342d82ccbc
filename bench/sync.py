"""What a run costs: ``python bench/sync.py --upstreams DIR [-C DIR] [--scales 1 10 100]``.

Prints, from one run on one machine, CPU seconds and peak memory of whole processes: a bare Python that
only reads the same files and parses them with markdown-it-py, ``bot sync --dry-run`` on them, and both
on made-up lists with the real one's mix of duplicates, at growing numbers of entries. Read the ratios:
machines differ, and a busy one is slow for all.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

BARE = """
import sys, pathlib
from markdown_it import MarkdownIt
markdown = MarkdownIt("commonmark").enable("table")
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.md")):
    markdown.parse(file.read_text(encoding="utf-8", errors="replace"))
"""
BOT = [sys.executable, "-m", "bot"]
LIST_SIZE = 137  # entries; the eight real lists have 1,098
TOPICS = ("Pruning", "Quantization", "Distillation", "Architectures")


class Cost(NamedTuple):
    """CPU seconds (user and system) and peak resident MiB of one process."""

    seconds: float
    mebibytes: float


def cost(command: Sequence[str], times: int = 1) -> Cost:
    """The median of ``times`` whole processes."""
    found = []
    for _ in range(times):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 3):
            sys.exit(f"{' '.join(command)} ended with {child.returncode}: {errors.decode()[-500:]}")
        found.append(Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    return Cost(statistics.median(c.seconds for c in found), statistics.median(c.mebibytes for c in found))


def made_up(folder: Path, scale: int, titles: Sequence[str], copies: Sequence[int], seed: int = 1) -> int:
    """Lists of ``scale`` × 8 × LIST_SIZE entries, each work in as many of them as real ones are."""
    rng = random.Random(seed)  # noqa: S311 - it makes test data
    words = [word for title in titles for word in title.split()]
    lengths = [len(title.split()) for title in titles]
    lists: list[list[str]] = [[] for _ in range(8 * scale)]
    work = 0
    while sum(map(len, lists)) < 8 * LIST_SIZE * scale:
        work += 1
        title = " ".join(rng.choice(words) for _ in range(max(5, rng.choice(lengths))))
        title = title.replace("[", "").replace("]", "")
        number = f"{10 + work // 90_000:02}{1 + work // 10_000 % 9:02}.{work % 10_000:05}"
        for where in rng.sample(range(len(lists)), min(rng.choice(copies), len(lists))):
            form = rng.choice(("abs/{}", "pdf/{}.pdf", "abs/{}v2"))
            link = f"({'https://arxiv.org/' + form.format(number)})" if rng.random() < 0.7 else "()"
            lists[where].append(f"- [{title}]{link} [NIPS'{rng.randrange(12, 24)}]\n")
    sources = []
    for number_, rows in enumerate(lists):
        path = folder / f"upstreams/made/list-{number_}/README.md"
        path.parent.mkdir(parents=True)
        quarter = -(-len(rows) // len(TOPICS))
        parts = (f"## {t}\n\n{''.join(rows[i * quarter :][:quarter])}\n" for i, t in enumerate(TOPICS))
        path.write_text("# List\n\n" + "".join(parts))
        sources.append(f"- repo: made/list-{number_}\n")
    topics = (f"- {{id: {t.lower()}, title: {t}, headings: [{t.lower()}]}}\n" for t in TOPICS)
    config = folder / ".github/bot.yml"
    config.parent.mkdir()
    config.write_text(f"title: Made up\nsources:\n{''.join(sources)}topics:\n{''.join(topics)}")
    return sum(map(len, lists))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--upstreams", type=Path, required=True)
    parser.add_argument("-C", dest="root", type=Path, default=Path())
    parser.add_argument("--scales", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument(
        "--times", type=int, default=5, help="processes per real measurement; their median counts"
    )
    args = parser.parse_args()
    table = Table("lists", "entries", "process", "CPU s", "MiB", "× bare", "× first")
    real = [*BOT, "sync", "--dry-run", "-C", str(args.root), "--upstreams", str(args.upstreams)]
    bare = cost([sys.executable, "-c", BARE, str(args.upstreams)], args.times)
    row(table, "real", "", "read and parse only", bare, bare)
    row(table, "real", "", "bot sync --dry-run", cost(real, args.times), bare)
    titles, copies = mix(args.root)
    first: dict[str, Cost] = {}
    for scale in args.scales:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            entries = made_up(folder, scale, titles, copies)
            there = ["-C", name, "--upstreams", f"{name}/upstreams"]
            runs = {
                "read and parse only": [sys.executable, "-c", BARE, f"{name}/upstreams"],
                "first sync --write": [*BOT, "sync", "--write", *there],
                "bot sync --dry-run": [*BOT, "sync", "--dry-run", *there],
            }
            bare = Cost(1, 1)
            for process, command in runs.items():
                found = cost(command)
                bare = found if process.startswith("read") else bare
                row(
                    table, f"{scale}×", f"{entries:,}", process, found, bare, first.setdefault(process, found)
                )
    Console(width=100).print(table)


def mix(root: Path) -> tuple[list[str], list[int]]:
    """Titles of the real catalog, and in how many places each stands."""
    from bot.store import Folder, load

    catalog = load(Folder(root)).catalog
    return [paper.title for paper in catalog], [len(paper.mentions) or 1 for paper in catalog]


def row(
    table: Table, lists: str, entries: str, process: str, found: Cost, bare: Cost, first: Cost | None = None
) -> None:
    growth = f"{found.seconds / first.seconds:.1f}" if first else ""
    table.add_row(
        lists,
        entries,
        process,
        f"{found.seconds:.2f}",
        f"{found.mebibytes:.0f}",
        f"{found.seconds / bare.seconds:.2f}",
        growth,
    )


if __name__ == "__main__":
    main()
