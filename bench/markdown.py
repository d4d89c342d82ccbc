"""What reading Markdown costs beside markdown-it alone: ``python bench/markdown.py DIR…``.

Every ``*.md`` file below each DIR is read for its entries, read into blocks with all their pieces, and parsed
by markdown-it with its own rules. Times are CPU seconds, the best of ``--rounds``, but for entries those of
the first time, as what has been read before is kept. The ratios are what a change is judged by.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.markup import blocks
from bot.parse import parse


def cost(act: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the CPU seconds that doing something with every text takes."""
    start = time.process_time()
    for text in texts:
        act(text)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    alone = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    table = Table("folder", "files", "kB", "markdown-it", "blocks.read", "ratio", "parse", "ratio")
    for folder in options.folders:
        texts = [path.read_text("utf-8", "replace") for path in sorted(folder.rglob("*.md"))]
        size = sum(len(text.encode()) for text in texts) // 1000
        whole = cost(lambda text: parse("README.md", text), texts)
        bare = min(cost(alone.parse, texts) for _ in range(options.rounds))
        ours = min(cost(blocks.read, texts) for _ in range(options.rounds))
        cells = [f"{bare:.2f} s"]
        for spent in (ours, whole):
            cells += [f"{spent:.2f} s", f"{spent / bare:.2f}" if bare else "-"]
        table.add_row(folder.name, str(len(texts)), str(size), *cells)
    Console().print(table)


if __name__ == "__main__":
    main()
