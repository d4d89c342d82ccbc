"""``state/known.yml``: the ids that the bot left in the catalog; what is missing since, people took out.

It lies beside the catalog and moves with it: a checkout of another day has the list of that day.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.errors import BotError, Invalid
from bot.store.document import SCHEMA, document
from bot.yamlio import write

KNOWN = "state/known.yml"
HEADER = "# Made by the bot: what it left in the catalog. What is missing there since, people took out.\n"
MOST_MISSING = 0.1  # of the papers at once; five may always go


def read_known(text: str | None) -> frozenset[str]:
    """The ids in the text of the file; raises Invalid."""
    if text is None:
        return frozenset()
    node, form, _ = document(KNOWN, text, ["papers"])
    rows = form.rows(node.get("papers"), "papers")
    for row, line in rows:
        if not isinstance(row, str):
            form.complain(line, "“papers” takes ids")
    if form.problems:
        raise Invalid(form.problems)
    return frozenset(row for row, _ in rows)


def known_text(ids: Iterable[str]) -> str:
    """The text of the file for ``ids``."""
    return HEADER + write({"schema": SCHEMA, "papers": sorted(ids)})


def few_missing(known: frozenset[str], missing: int) -> None:
    """Raises BotError when so many papers are missing that it looks like an accident."""
    if missing > max(5, MOST_MISSING * len(known)):
        raise BotError(
            f"{missing:,} of {len(known):,} papers are missing from state/catalog since the bot wrote it: "
            f"bring them back with git, or delete {KNOWN} to have them read anew from the lists"
        )
