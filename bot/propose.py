"""A plan → proposals: what goes into one pull request, in which order, and what waits its turn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from bot.merge.people import names_of_paper
from bot.models import Change, Paper, Plan

BRANCHES = "bot/"
MOST_NAMES, LONGEST_NAME = 12, 20  # names by which a row is declined, and characters of each
# Which kinds of change go into which proposal, in the order in which proposals are opened.
PARTS = {
    "new-papers": ("add",),
    "fixed-links": ("link",),
    "upkeep": ("join", "split", "conflict", "title", "metadata", "topic", "mention", "delist", "remove"),
    "removals": ("unlisted",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A change as a row of a proposal: ``key`` is the row's own, ``names`` are what declining it declines."""

    key: str
    names: tuple[str, ...]
    change: Change


@dataclass(frozen=True, slots=True)
class Part:
    """What one proposal is made of: its rows, and how many more wait for their turn."""

    name: str
    rows: tuple[Row, ...]
    waiting: int = 0

    @property
    def plan(self) -> Plan:
        """The rows as a plan; who merges them answers the questions in it with yes."""
        return Plan(tuple(row.change for row in self.rows))


def row_of(change: Change) -> Row:
    """The row of a change; the same change has the same key at every run, whatever the day."""
    content = (change.kind, [_undated(paper) for paper in change.before], [_undated(p) for p in change.after])
    key = sha256(repr(content).encode()).hexdigest()[:16]
    if change.kind == "add":  # declining a new paper declines the paper, not this wording of it
        return Row(key, tuple(sorted({name for paper in change.after for name in _lasting(paper)})), change)
    return Row(key, (key,), change)


def _undated(paper: Paper) -> Paper:
    return replace(paper, added=paper.added.min)


def _lasting(paper: Paper) -> Iterable[str]:
    """Its id and some other names, short enough for a row's hidden data however a list may call it."""
    names = sorted(name for name in names_of_paper(paper) if not name.startswith(("http:", "https:")))
    return map(_short, [paper.id, *names[:MOST_NAMES]])


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else sha256(name.encode()).hexdigest()[:LONGEST_NAME]


def parts(plan: Plan, topics: Sequence[str], taken: Collection[str], largest: int) -> list[Part]:
    """The proposals of ``plan``, without rows that have a name in ``taken``, of ``largest`` rows at most."""
    order = {topic: place for place, topic in enumerate(topics)}
    rows = [row for row in map(row_of, plan.changes) if not set(row.names) & set(taken)]
    rows.sort(key=lambda row: (order.get(row.change.paper.topic, len(order)), row.change.paper.id))
    found = []
    for name, kinds in PARTS.items():
        mine = [row for row in rows if row.change.kind in kinds]
        if mine:
            found.append(Part(name, tuple(mine[:largest]), max(0, len(mine) - largest)))
    return found
