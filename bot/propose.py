"""A plan → proposals: what goes into one pull request, in which order, and what waits its turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from bot.identify import lasting_names
from bot.models import Change, Paper, Plan

FOLLOW = "follow:"  # before the name of a source that is to be taken in as a whole
SAMPLE, SAMPLES = 3, 40  # works of one topic, and of all, that stand for a source that is taken in
KEEP = "keep:"  # before the names of a paper that is to be removed
MOST_NAMES, LONGEST_NAME = 6, 100  # of a row: they are hidden in a body that may not grow without end
# Which kinds of change go into which proposal, in the order in which proposals are opened.
PARTS: dict[str, tuple[str, ...]] = {
    "follow": (),  # whatever rests on the source that is taken in
    "new-papers": ("add",),
    "fixed-links": ("link", "question"),
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
    """What one proposal is made of: its rows, and how many more wait for their turn.

    ``asked`` are rows that are in it only once people tick them.
    """

    name: str
    rows: tuple[Row, ...]
    waiting: int = 0
    asked: tuple[Row, ...] = ()

    def less(self, keys: Collection[str]) -> Part:
        """The part without the rows that have one of ``keys``."""
        rows, asked = (tuple(r for r in these if r.key not in keys) for these in (self.rows, self.asked))
        return replace(self, rows=rows, asked=asked)

    def of(self, keys: Collection[str], largest: int) -> Part:
        """At most ``largest`` of its rows, those with one of ``keys`` first; the rest waits."""
        largest = len(self.rows) if self.name == "follow" else largest
        chosen = sorted(self.rows, key=lambda row: row.key not in keys)[:largest]
        keys = {row.key for row in chosen}
        rows = tuple(row for row in self.rows if row.key in keys)
        return replace(self, rows=rows, waiting=len(self.rows) - len(rows), asked=self.asked[:largest])


def row_of(change: Change) -> Row:
    """The row of a change; the same change has the same key at every run, whatever the day."""
    content = (change.kind, [_undated(paper) for paper in change.before], [_undated(p) for p in change.after])
    key = sha256(repr(content).encode()).hexdigest()[:16]
    if change.kind == "add":  # declining a new paper declines the paper, not this wording of it
        return Row(key, tuple(dict.fromkeys(n for paper in change.after for n in _names(paper))), change)
    if change.kind == "remove":  # who refuses it wants the paper, whatever was said of it before
        kept = dict.fromkeys(f"{KEEP}{name}" for paper in change.before for name in _names(paper))
        return Row(key, (key, *kept), change)
    return Row(key, (key,), change)


def _undated(paper: Paper) -> Paper:
    return replace(paper, added=paper.added.min)


def _names(paper: Paper) -> list[str]:
    """Its id and some more, identifiers before titles; a fingerprint stands for what is too long."""
    others = sorted(lasting_names(paper) - {paper.id}, key=lambda name: (name.startswith("title:"), name))
    names = [paper.id, *others][:MOST_NAMES]
    return [n if len(n) <= LONGEST_NAME else sha256(n.encode()).hexdigest()[:16] for n in names]


def sources_of(change: Change) -> tuple[str, ...]:
    """The sources that a change rests on: those of the mentions that it brings or takes."""
    before = {mention for paper in change.before for mention in paper.mentions}
    after = {mention for paper in change.after for mention in paper.mentions}
    return tuple(sorted({mention.source for mention in before ^ after}))


def dated(plan: Plan, days: Mapping[str, date], adopting: str = "", day: date | None = None) -> Plan:
    """``plan`` with the day on which each new paper was first proposed, by the names of papers.

    Those of the source that is ``adopting`` have its ``day``. Else every midnight would make another pull
    request of the same papers.
    """
    if not days:
        return plan
    of_source = {id(c) for c in plan.changes if day and adopting in sources_of(c)}
    return replace(
        plan, changes=tuple(_dated(c, days, day if id(c) in of_source else None) for c in plan.changes)
    )


def _dated(change: Change, days: Mapping[str, date], whole: date | None) -> Change:
    names = row_of(change).names if change.kind == "add" else ()
    day = next((days[name] for name in names if name in days), whole if names else None)
    return replace(change, after=tuple(replace(p, added=day) for p in change.after)) if day else change


def whole_of(source: str) -> tuple[str, tuple[str, ...]]:
    """Key and names of the row that stands for all of a source."""
    name = f"{FOLLOW}{source}"
    return sha256(name.encode()).hexdigest()[:16], (name,)


def newest_first(change: Change) -> tuple[int, int, str]:
    """The order in which a reviewer reads changes: the newest work first, then what most lists name."""
    paper = change.paper
    return -(paper.year or 0), -len({mention.source for mention in paper.mentions}), paper.id


def shared(reasons: Iterable[str]) -> str:
    """The reason that more than half of several changes have, and that is said once for them; else ""."""
    found = Counter(reasons)
    reason, count = found.most_common(1)[0]
    return reason if count > 1 and 2 * count > found.total() else ""


def sample(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Of each topic the first few new works, those that look like another first."""
    found: list[Row] = []
    count: Counter[str] = Counter()
    for row in sorted(rows, key=lambda row: not row.change.near):
        topic = row.change.paper.topic
        if row.change.kind == "add" and count[topic] < SAMPLE and len(found) < SAMPLES:
            count[topic] += 1
            found.append(row)
    keys = {row.key for row in found}
    return tuple(row for row in rows if row.key in keys)


def parts(
    plan: Plan,
    topics: Sequence[str],
    taken: Collection[str],
    answered: Collection[str],
    adopting: str = "",
) -> list[Part]:
    """What there is to propose in ``plan``, without rows that have a name in ``taken``, part by part.

    What rests on the source that is ``adopting``, if one is, makes a part of its own. Questions whose keys
    are in ``answered`` are rows like any other; the rest are asked beside other rows.
    """
    order = {topic: place for place, topic in enumerate(topics)}
    rows = [row for row in map(row_of, plan.changes) if not set(row.names) & set(taken)]
    rows.sort(key=lambda row: (order.get(row.change.paper.topic, len(order)), row.change.paper.id))
    found = []
    whole = [row for row in rows if adopting and adopting in sources_of(row.change)]
    if whole:
        found.append(Part("follow", tuple(whole)))
        taken_in = {row.key for row in whole}
        rows = [row for row in rows if row.key not in taken_in]
    for name, kinds in PARTS.items():
        mine = [row for row in rows if row.change.kind in kinds]
        asked = [row for row in mine if row.change.kind == "question" and row.key not in answered]
        mine = [row for row in mine if row not in asked]
        if mine:
            found.append(Part(name, tuple(mine), 0, tuple(asked)))
    return found
