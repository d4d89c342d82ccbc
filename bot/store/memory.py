"""What the bot remembers between runs and nobody reviews; without it, at worst a question comes twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.errors import Invalid
from bot.store.document import SCHEMA, document
from bot.yamlio import write

MEMORY = "state/memory.yml"


@dataclass(frozen=True, slots=True)
class Memory:
    """The ids that the catalog had after the last run: what is missing since, people took out."""

    papers: frozenset[str] = frozenset()


def read_memory(text: str | None) -> Memory:
    """The memory that ``text`` holds; raises Invalid."""
    if text is None:
        return Memory()
    node, form, _ = document(MEMORY, text, ["papers"])
    rows = form.rows(node.get("papers"), "papers")
    for row, line in rows:
        if not isinstance(row, str):
            form.complain(line, "“papers” takes ids")
    if form.problems:
        raise Invalid(form.problems)
    return Memory(frozenset(row for row, _ in rows))


def memory_text(papers: Collection[str]) -> str:
    """The file that remembers ``papers``."""
    return "# What the bot remembers between runs.\n" + write({"schema": SCHEMA, "papers": sorted(papers)})
