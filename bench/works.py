"""How well works are recognised, and at what cost; prints tables. See CONTRIBUTING.md.

    python bench/works.py pairs FILE…        # F1, seconds and MiB on labelled pairs, beside others
    python bench/works.py growth [N…]        # made-up entries, 10,000 100,000 1,000,000
    python bench/works.py groups ENTRIES…    # of real entries, the groups worth reading by eye

Labelled pairs are JSON lines {"a": entry, "b": entry, "same": true}; entries are those of `bot parse --format
jsonl`, with a "source". Beside the bot stand joins by the exact title, and splink on DuckDB where it is
installed, untrained but for its own estimates, at the threshold that is best for each file: more than it
could know.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sync import Cost, cost

from bot.identify import group, title_key
from bot.records import Record, records

BOT = [sys.executable, "-m", "bot", "dedupe", "--format", "jsonl"]
LISTS = 40
SEED = 1
COPIES = (1, 1, 1, 1, 2, 2, 3, 5)  # lists that name a work
SHOWN = 15

Row = dict[str, Any]
Scores = tuple[float, float, float]
Labelled = tuple[list[Row], list[tuple[int, int, bool]]]


def labelled(path: Path) -> Labelled:
    """The entries of a file of pairs, each once, and the pairs as positions with their labels."""
    at: dict[str, int] = {}
    pairs = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        a, b = (at.setdefault(json.dumps(row[side], sort_keys=True), len(at)) for side in "ab")
        pairs.append((a, b, bool(row["same"])))
    entries = [json.loads(text) for text in at]
    return [{"source": row.get("list"), **row, "id": str(n)} for n, row in enumerate(entries)], pairs


def f1(
    pairs: Sequence[tuple[int, int, bool]], joined: Callable[[int, int], bool]
) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean."""
    said = [(joined(a, b), same) for a, b, same in pairs]
    hits = sum(join and same for join, same in said)
    precision, recall = (
        hits / max(1, sum(join for join, _ in said)),
        hits / max(1, sum(same for _, same in said)),
    )
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def bot_groups(rows: Sequence[Row]) -> tuple[Cost, dict[int, int]]:
    """What the whole process costs, and the group of each row."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        command = [*BOT, file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = [json.loads(line)["members"] for line in done.stdout.splitlines()]
        return cost(command), {int(member): n for n, members in enumerate(found) for member in members}


def pairs(names: Sequence[str]) -> None:
    table = Table("pairs", "by", "precision", "recall", "F1", "CPU s", "MiB")
    for name in names:
        rows, told = labelled(Path(name))
        spent, group_of = bot_groups(rows)
        _add(table, name, "bot dedupe", f1(told, _equal(group_of)), spent)
        keys = [title_key(row["title"]) for row in rows]
        _add(table, "", "exact title", f1(told, _equal(dict(enumerate(keys)))), None)
        if (best := _splink(rows, told)) is not None:
            _add(table, "", "splink, best threshold", *best)
    Console(width=110).print(table)


def _equal(known: Mapping[int, object]) -> Callable[[int, int], bool]:
    return lambda a, b: known[a] == known[b]


def _add(table: Table, name: str, by: str, scores: Sequence[float], spent: Cost | None) -> None:
    costs = (f"{spent.seconds:.1f}", f"{spent.mebibytes:.0f}") if spent else ("", "")
    table.add_row(Path(name).name, by, *(f"{score:.4f}" for score in scores), *costs)


def _splink(
    rows: Sequence[Row], told: Sequence[tuple[int, int, bool]]
) -> tuple[tuple[float, float, float], Cost] | None:
    """The best F1 of splink over thresholds on its match weight; None where it is not installed."""
    if find_spec("splink") is None:
        return None
    script = Path(__file__).with_name("works_splink.py")
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "rows.json", Path(folder) / "weights.json"
        given.write_text(json.dumps(rows), "utf-8")
        command = [sys.executable, str(script), str(given), str(found)]
        if subprocess.run(
            [sys.executable, "-c", "import splink"], capture_output=True, check=False
        ).returncode:
            return None
        spent = cost(command)
        weights = {(a, b): weight for a, b, weight in json.loads(found.read_text("utf-8"))}

    def at(threshold: float) -> Callable[[int, int], bool]:
        return lambda a, b: weights.get((min(a, b), max(a, b)), -99.0) > threshold

    return max((f1(told, at(step / 2)) for step in range(-20, 60)), key=lambda of: of[2]), spent


def made_up(size: int) -> Iterator[Row]:
    """Entries of made-up works as lists have them: some without link, titles cut, misspelt or renamed."""
    rng = random.Random(SEED)  # noqa: S311 - it makes test data
    usual = _usual_words()
    words, often = list(usual), list(usual.values())
    n = work = 0
    while n < size:
        work += 1
        title = " ".join(rng.choices(words, often, k=rng.randint(4, 10))).capitalize()
        name = "".join(rng.choices("bcdfghklmnprstvz", k=3)).upper() + rng.choice(
            ("Net", "Former", "Prune", "")
        )
        year, number = (
            rng.randint(2012, 2026),
            f"{rng.randint(12, 26)}{rng.randint(1, 12):02}.{work % 100_000:05}",
        )
        authors = [f"{rng.choice('ABCDEFGHKLM')}. {rng.choice(words).capitalize()}" for _ in range(3)]
        for source in rng.sample(range(LISTS), rng.choice(COPIES)):
            n += 1
            shown = _worn(rng, title if rng.random() < 0.5 else f"{name}: {title}")
            url = f"https://arxiv.org/abs/{number}" if rng.random() < 0.6 else None
            yield {
                "id": str(n),
                "source": f"list {source}",
                "title": shown,
                "url": url,
                "year": year if rng.random() < 0.7 else None,
                "authors": authors if rng.random() < 0.3 else [],
            }


def _worn(rng: random.Random, title: str) -> str:
    """A title as one of several lists may write it."""
    roll = rng.random()
    if roll < 0.1:
        at = rng.randrange(1, len(title))
        return title[:at] + title[at + 1 :]
    if roll < 0.15:
        return title.upper()
    return title.rsplit(" ", 1)[0] + "…" if roll < 0.2 else title


def _usual_words() -> Mapping[str, int]:
    from bot import words

    return {word: number for word, number in words.counts("titles").items() if word.isalpha()}


def growth(sizes: Sequence[str]) -> None:
    table = Table("entries", "CPU s", "MiB", "× first")
    first = 0.0
    for size in map(int, sizes or ("10000", "100000", "1000000")):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.writelines(json.dumps(row) + "\n" for row in made_up(size))
            file.flush()
            spent = cost([*BOT, file.name])
        first = first or spent.seconds
        table.add_row(
            f"{size:,}", f"{spent.seconds:.1f}", f"{spent.mebibytes:.0f}", f"{spent.seconds / first:.1f}"
        )
    Console(width=80).print(table)


def groups(names: Sequence[str]) -> None:
    """The largest groups, those with two identifiers of one kind, and works apart under one title."""
    rows = [row for name in names for row in records(name, Path(name).read_bytes())]
    found = group([row.entry for row in rows], sources=[row.source for row in rows])
    works = [[rows[n] for n in one.members] for one in found.groups]
    print(f"{len(rows)} entries, {len(works)} works, {len(found.near)} near\n\n# The largest groups\n")
    for work in sorted(works, key=len, reverse=True)[:SHOWN]:
        _show(work)
    print("\n# Two identifiers of one kind\n")
    for work in filter(_two_of_a_kind, works):
        _show(work)
    print("\n# One title, several works\n")
    by_title: defaultdict[str, list[list[Record]]] = defaultdict(list)
    for work in works:
        for key in {title_key(row.entry.title) for row in work}:
            by_title[key].append(work)
    for key, same in sorted(by_title.items()):
        if key and len(same) > 1:
            print(f"## {same[0][0].entry.title}")
            for work in same:
                _show(work[:2])


def _two_of_a_kind(work: Sequence[Record]) -> bool:
    from bot.identify import identifiers

    spaces = Counter(key.partition(":")[0] for key in {key for row in work for key in identifiers(row.entry)})
    return any(number > 1 for space, number in spaces.items() if space in ("arxiv", "openreview"))


def _show(work: Sequence[Record]) -> None:
    print(f"- {len(work)}")
    told = Counter((row.entry.title, row.entry.url) for row in work)
    for (title, url), number in told.most_common(12):
        print(f"    {number} × {title[:100]} · {url}")


if __name__ == "__main__":
    {"pairs": pairs, "growth": growth, "groups": groups}[sys.argv[1]](sys.argv[2:])
