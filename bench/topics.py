"""How well topics are told by titles alone: headings are hidden of one work in five, and asked for.

    python bench/topics.py [LIST]

Prints, for the list in a folder (default: this one), how many works have a topic by what, how many of the
hidden ones are filed at all, how many of those under a topic that their headings name, and what learning and
asking take beside reading the catalog.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from bot.config import load as load_config
from bot.models import Topic
from bot.store import Folder, load
from bot.topics import READS_LIKE, UNSORTED, Titles, classify, examples

PARTS = 5


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    began = time.perf_counter()
    config, state = load_config(root), load(Folder(root))
    loaded = time.perf_counter() - began
    defaults = {source.name: source.topic for source in config.sources if source.topic}
    filed = {
        paper.title: set().union(*(topics for _, topics in examples(paper.mentions, config.topics, defaults)))
        for paper in state.catalog
        if paper.kind == "paper"
    }
    known = sorted((title, topics) for title, topics in filed.items() if topics)
    told = right = 0
    began = time.perf_counter()
    for part in range(PARTS):
        titles = Titles.learned(one for at, one in enumerate(known) if at % PARTS != part)
        for title, topics in known[part::PARTS]:
            topic = classify(title, "paper", (), without_headings(config.topics), {}, titles).topic
            told += topic != UNSORTED
            right += topic in topics
    took = time.perf_counter() - began
    by = Counter(
        "likeness"
        if READS_LIKE in paper.topic_reason
        else next(iter(paper.topic_reason.split()[1:2]), "people")
        for paper in state.catalog
    )
    print(f"{len(state.catalog):,} works; by " + ", ".join(f"{how} {n}" for how, n in by.most_common()))
    print(f"hidden {len(known):,}, filed {told / len(known):.1%}, right of those {right / max(told, 1):.1%}")
    print(
        f"learned {PARTS} times and asked of each in {took / loaded:.1f} times the time to read the catalog"
    )


def without_headings(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """The topics by their ids alone, so that only what was learned tells."""
    return tuple(Topic(topic.id, topic.title) for topic in topics)


if __name__ == "__main__":
    main()
