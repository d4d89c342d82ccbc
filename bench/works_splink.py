"""Match weights of splink (DuckDB), untrained but for its own estimates: works_splink.py ROWS.json OUT.json.

Titles by Jaro-Winkler and words in common, year, authors and address; blocked on title words and addresses,
as its guide says (https://moj-analytical-services.github.io/splink/).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bot.identify import leads_to, title_key
from bot.identify.titles import words

SAMPLE = 1e6  # random pairs for the estimate of chance agreement


def row(n: int, entry: dict[str, Any]) -> dict[str, Any]:
    """What splink compares of an entry."""
    authors = entry.get("authors") or []
    title = entry["title"]
    said = words(title)
    return {
        "unique_id": n,
        "title": " ".join(said),
        "key": title_key(title),
        "first": " ".join(said[:2]),
        "last": " ".join(said[-2:]),
        "year": entry.get("year"),
        "authors": (authors if isinstance(authors, str) else " ".join(authors)).lower() or None,
        "address": leads_to(entry["url"]) if entry.get("url") else None,
    }


def main(given: str, out: str) -> None:
    entries = json.loads(Path(given).read_text("utf-8"))
    table = pd.DataFrame([row(n, entry) for n, entry in enumerate(entries)])
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("title", [0.97, 0.92, 0.85]),
            cl.ExactMatch("year"),
            cl.JaroWinklerAtThresholds("authors", [0.95, 0.8]),
            cl.ExactMatch("address"),
        ],
        blocking_rules_to_generate_predictions=[block_on(key) for key in ("key", "first", "last", "address")],
    )
    linker = Linker(table, settings, DuckDBAPI())
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLE, seed=1)
    for key in ("key", "first"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(key))
    found = linker.inference.predict(threshold_match_weight=-20).as_pandas_dataframe()
    pairs = zip(found.unique_id_l, found.unique_id_r, found.match_weight, strict=True)
    weights = [(int(min(a, b)), int(max(a, b)), float(weight)) for a, b, weight in pairs]
    Path(out).write_text(json.dumps(weights), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
