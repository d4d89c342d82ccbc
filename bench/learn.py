"""Learn the weights of the scorecard, and how much words say, from labelled data; see CONTRIBUTING.md.

    python bench/learn.py weights PAIRS…     # JSON lines: {"a": entry, "b": entry, "same": true}
    python bench/learn.py words ENTRIES…     # JSON lines as `bot parse --format jsonl` prints them

Entries are as `bot parse` prints them, with "source" (or "list"). Each file of pairs counts alike, however
many it has. Weights are the coefficients of a logistic regression (scikit-learn), which are log odds.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.identify.run import Run
from bot.identify.scorecard import EVIDENCE, veto
from bot.identify.sides import sides
from bot.identify.titles import words
from bot.records import records

DATA = Path(__file__).parent.parent / "bot" / "words"
RARE = 3  # titles below which a word is unknown, as misspellings are
SHARE = 1000.0  # what the pairs of one file count together

Row = tuple[list[float], bool, bool]  # evidence, the label, whether a veto decides anyway


def rows(path: Path) -> list[Row]:
    """The labelled pairs of a file as evidence; all its entries are one run."""
    labelled = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    items: dict[str, Any] = {}
    for pair in labelled:
        items |= {json.dumps(pair[side], sort_keys=True): pair[side] for side in "ab"}
    lines = [json.dumps({"source": row.get("list"), **row}) for row in items.values()]
    read = records(f"{path.name}.jsonl", "\n".join(lines).encode())
    run = Run(sides([row.entry for row in read], [row.source for row in read], ()))
    at = {n: number for number, side in enumerate(run.sides) for n in side.members}
    where = {text: at[n] for n, text in enumerate(items)}
    found = []
    for pair in labelled:
        a, b = (where[json.dumps(pair[side], sort_keys=True)] for side in "ab")
        if a != b:
            compared = run.compare(a, b)
            found.append(
                ([float(row.measure(compared)) for row in EVIDENCE], pair["same"], bool(veto(compared)))
            )
    return found


def fit(files: Sequence[list[Row]]) -> list[float]:
    """The weight of each evidence; the first is the intercept."""
    from sklearn.linear_model import LogisticRegression

    table, labels, shares = [], [], []
    for file in files:
        open_rows = [row for row in file if not row[2]]
        table += [row[0][1:] for row in open_rows]
        labels += [row[1] for row in open_rows]
        shares += [SHARE / len(open_rows)] * len(open_rows)
    model = LogisticRegression(C=2.0, max_iter=5000).fit(table, labels, sample_weight=shares)
    return [float(model.intercept_[0]), *map(float, model.coef_[0])]


def count(paths: Sequence[Path]) -> Iterator[tuple[str, int]]:
    """Each word and the number of titles that have it, behind the number of titles."""
    titles = [json.loads(line)["title"] for path in paths for line in path.read_text("utf-8").splitlines()]
    found = Counter(word for title in titles for word in set(words(title)))
    yield "#titles", len(titles)
    yield from sorted((word, number) for word, number in found.items() if number >= RARE)


def main(what: str, *names: str) -> None:
    paths = [Path(name) for name in names]
    if what == "words":
        text = "".join(f"{word}\t{number}\n" for word, number in count(paths))
        (DATA / "titles.tsv").write_text(text, "utf-8")
        return
    learned = zip(EVIDENCE, fit([rows(path) for path in paths]), strict=True)
    lines = [f"{row.name} = {weight:.2f}\n" for row, weight in learned]
    (DATA / "weights.toml").write_text(
        f"# Log odds of one unit of each evidence; by bench/learn.py.\n{''.join(lines)}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
