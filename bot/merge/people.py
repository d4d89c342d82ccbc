"""What people said or did, in the terms of a merge (G4).

Decisions name works; here they become pairs of items that belong together or apart, and values that
fields take. Each paper records the decisions that shaped it (``Paper.decided``): so the base of a merge
includes them, and a decision taken back is undone instead of passing for an edit.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any

from bot.identify import names_of, names_of_paper, plain_name
from bot.models import Decisions, Mention, Paper

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """What is grouped: a mention, the paper that it belonged to when last merged, and what it was then."""

    mention: Mention
    paper: str | None = None
    was: Mention | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Indices of items that belong together, and of those that belong apart."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()

    def over(self, edits: Pairs) -> Pairs:
        """These, said outright, and what follows from people's ``edits`` where it does not contradict."""
        parts: dict[int, set[int]] = {}
        for pair in self.same:
            part = set().union(*(parts.get(item, {item}) for item in pair))
            parts |= dict.fromkeys(part, part)
        apart = {(a, b) for a, b in edits.different if b not in parts.get(a, ())}
        return Pairs(self.same | edits.same, self.different | apart)


def deleted(known: Collection[str], catalog: Iterable[Paper]) -> tuple[str, ...]:
    """The ids in ``known`` that no paper answers to any more: people took those papers out."""
    papers = list(catalog)
    missing = set(known).difference(paper.id for paper in papers)
    if missing:
        missing.difference_update(*(names_of_paper(paper) for paper in papers))
    return tuple(sorted(missing))


def shaping(decisions: Decisions, names: Set[str]) -> tuple[str, ...]:
    """The decisions on a paper called ``names``, each as the line that Paper.decided keeps."""
    # Of two rows on one field, the later is what people say now.
    pins = {field: value for name, field, value in decisions.pin if plain_name(name) in names}
    lines = [f"pin {field} {json.dumps(value, ensure_ascii=False)}" for field, value in pins.items()]
    topics = [topic for name, topic in decisions.topic if plain_name(name) in names]
    lines += [f"topic {topic}" for topic in topics[-1:]]
    for verb, pairs in (("same", decisions.same), ("different", decisions.different)):
        about = [pair for pair in pairs if not names.isdisjoint(map(plain_name, pair))]
        lines += [f"{verb} {' '.join(name.replace(' ', '%20') for name in pair)}" for pair in about]
    return tuple(sorted(set(lines)))


def recorded(lines: Iterable[str]) -> Decisions:
    """The decisions on what is one work that ``lines`` of Paper.decided keep."""
    words = [line.split(" ") for line in sorted(set(lines))]
    return Decisions(
        same=tuple((row[1], row[2]) for row in words if row[0] == "same"),
        different=tuple((row[1], row[2]) for row in words if row[0] == "different"),
    )


def shaped(paper: Paper, lines: Iterable[str]) -> Paper:
    """``paper`` with the values that decisions give its fields."""
    values: dict[str, Any] = {}
    for line in lines:
        verb, _, rest = line.partition(" ")
        if verb == "pin":
            field, _, value = rest.partition(" ")
            values[field] = json.loads(value)
        elif verb == "topic":
            values |= {"topic": rest, "topic_reason": "decided by people"}
    if values.get("topic") in paper.topics:
        values["topics"] = tuple(topic for topic in paper.topics if topic != values["topic"])
    return replace(paper, **values) if values else paper


def spoken(decisions: Decisions, items: Sequence[Item], aliases: Mapping[str, str]) -> Pairs:
    """The pairs of ``items`` that decisions name; ``aliases`` maps every name of a paper to its id."""
    if not decisions.same and not decisions.different:
        return Pairs()
    named: dict[str, set[int]] = {}
    of_paper: dict[str, set[int]] = {}
    for index, item in enumerate(items):
        for name in names_of(item.mention):
            named.setdefault(name, set()).add(index)
        if item.paper:
            of_paper.setdefault(item.paper, set()).add(index)

    def meant(name: str) -> set[int]:
        key = plain_name(name)
        paper = aliases.get(key)
        # A paper's own name does not mean what stands in another, though a list gave that its address.
        found = {at for at in named.get(key, ()) if paper is None or items[at].paper in (None, paper)}
        return found or of_paper.get(paper or key, set())

    same: set[Pair] = set()
    different: set[Pair] = set()
    for one, other in decisions.same:
        if meant(one) and meant(other):
            same.update(pairwise(sorted(meant(one) | meant(other))))
    for one, other in decisions.different:
        different.update(_across(*_apart(meant(one), meant(other))))
    return Pairs(frozenset(same), frozenset(different))


def _apart(one: set[int], other: set[int]) -> tuple[set[int], set[int]]:
    """What both names match belongs to the narrower one."""
    return (one - other, other) if len(one) > len(other) else (one, other - one)


def _across(one: Iterable[int], other: Iterable[int]) -> Iterable[Pair]:
    others = sorted(other)
    return ((min(a, b), max(a, b)) for a in one for b in others)


def edited(base: Sequence[Item], groups: Sequence[Sequence[int]], theirs: Sequence[Item]) -> Pairs:
    """How people regrouped the catalog by hand: where ``groups`` of ``base`` and its papers disagree."""
    now: dict[str, list[int]] = {}
    for index, item in enumerate(theirs):
        if item.paper:
            now.setdefault(item.paper, []).append(index)
    group_of = {member: number for number, members in enumerate(groups) for member in members}
    numbers: dict[str, set[int]] = {}
    for index, item in enumerate(base):
        if item.paper:
            numbers.setdefault(item.paper, set()).add(group_of[index])
    same = {pair for paper, of in numbers.items() if len(of) > 1 for pair in pairwise(now.get(paper, ()))}
    different: set[Pair] = set()
    for members in groups:
        papers = sorted({paper for member in members if (paper := base[member].paper)})
        for one, other in combinations(papers, 2):
            different.update(_across(now.get(one, ()), now.get(other, ())))
    return Pairs(frozenset(same), frozenset(different))
