"""Which styles of lists the reader does not read yet: ``python bench/styles.py [--seeds 300] [--show 3]``.

Reads made-up lists (``tests/parse/made_up.py``) and prints for each feature of their styles: entries, the
share found (line and title), the share wholly right (every field), and how many were read where there is
none; worst first. A gap that it shows is worth a rule for all lists, never one for these.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.parse.made_up import made_up
from tests.parse.made_up_score import Judged, judge
from tests.parse.made_up_style import style


def table(judged: Sequence[Judged], least: int) -> Table:
    """The shares by feature, worst first."""
    groups: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    features = {seed: style(seed).features() for seed in {one.seed for one in judged}}
    for one in judged:
        for feature in (*features[one.seed].items(), ("all", "")):
            groups[feature].append(one)
    rows = sorted((row(feature, group) for feature, group in groups.items()), key=lambda row: row[1])
    shown = Table("feature", "lists", "entries", "found", "whole", "extra", "what is wrong")
    for cells, _, entries in rows:
        if entries >= least:
            shown.add_row(*cells)
    return shown


def row(feature: tuple[str, str], group: Sequence[Judged]) -> tuple[list[str], float, int]:
    """The cells of one feature, its share wholly right, and its entries."""
    wanted = [one for one in group if one.wanted is not None]
    faults = Counter(fault for one in group for fault in one.wrong)
    found = sum(one.got is not None for one in wanted) / len(wanted)
    whole = sum(not one.wrong for one in wanted) / len(wanted)
    said = ", ".join(f"{fault} {count}" for fault, count in faults.most_common(4) if fault != "extra")
    lists = len({one.seed for one in group})
    cells = [
        " ".join(feature),
        str(lists),
        str(len(wanted)),
        f"{found:.3f}",
        f"{whole:.3f}",
        str(faults["extra"]),
        said,
    ]
    return cells, whole, len(wanted)


def example(one: Judged) -> str:
    """The source of one failure, what was wanted and what was read."""
    lines = made_up(one.seed)[0].split("\n")
    at = one.line - 1
    source = "\n".join(f"    {number + 1:3} {lines[number]}" for number in range(at, min(at + 3, len(lines))))
    said = [f"  wanted {one.wanted}", f"  got    {one.got}"]
    return "\n".join(
        [f"seed {one.seed}, {', '.join(one.wrong)}: {style(one.seed).features()}", source, *said, ""]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=300, help="how many lists")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--least", type=int, default=1, help="entries below which a feature is not shown")
    parser.add_argument("--show", type=int, default=0, help="how many failures to print, one a list")
    parser.add_argument(
        "--only", default="", help="a feature, as 'container nested', whose lists alone are read"
    )
    args = parser.parse_args()
    seeds = range(args.first, args.first + args.seeds)
    judged = [
        one
        for seed in seeds
        if not args.only or args.only in (" ".join(feature) for feature in style(seed).features().items())
        for one in judge(seed)
    ]
    failed = {one.seed: one for one in reversed(judged) if one.wrong}
    for one in list(failed.values())[::-1][: args.show]:
        sys.stdout.write(example(one) + "\n")
    Console(width=150).print(table(judged, args.least))


if __name__ == "__main__":
    main()
