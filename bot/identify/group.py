"""Which items are one work: pairs are weighed, and groups formed from the strongest pair down."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from bot.identify.blocks import candidates
from bot.identify.hosts import spoken
from bot.identify.run import Run
from bot.identify.scorecard import score, sentence, veto
from bot.identify.sides import Side, sides
from bot.models import Described

DOUBT = -2.0  # log odds, from which a pair that is not joined is shown to a person
_WORST = 0.5  # of the worst pair's log odds, that count beside the best pair's when two groups may join
_SMALL = 60  # sides of a neighbourhood in which all are compared with all
_MOST_NEAR = 3  # shown of one work
_DECIDED, _PARTED = 99.0, -99.0  # log odds of what a person said
_LAST = 1e-9  # people's joins come when evidence has formed its groups, so that they tear none apart

Place = tuple[int, int]  # positions of two sides, the lower first


@dataclass(frozen=True, slots=True)
class Join:
    """Two items and why they are, or look like, one work."""

    a: int
    b: int
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """One work: its items, and the joins that hold them together, one fewer than items."""

    members: tuple[int, ...]
    joins: tuple[Join, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """All works, and the pairs of items that look alike without being joined."""

    groups: tuple[Group, ...]
    near: tuple[Join, ...]


def group(
    items: Sequence[Described],
    *,
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
    sources: Sequence[str] | None = None,
) -> Grouping:
    """Which of ``items`` are one work, whatever their order.

    ``same`` and ``different`` are people's decisions on pairs of positions and override all evidence; where
    they contradict each other, ``different`` wins. ``sources`` tells which list each item came from: one list
    that gives one link to two titles made a mistake, two lists may know a work by two titles.
    """
    together, parted = ({pair for pair in pairs if pair[0] != pair[1]} for pairs in (same, different))
    run = Run(sides(items, sources, {n for pair in together | parted for n in pair}))
    side_of = {n: number for number, side in enumerate(run.sides) for n in side.members}
    told = {_sorted(side_of[a], side_of[b]): _DECIDED for a, b in together}
    told |= {_sorted(side_of[a], side_of[b]): _PARTED for a, b in parted}
    weighed = _Weighed(run, told)
    works: list[list[int]] = []
    joins: list[Place] = []
    refused: list[Place] = []
    for neighbours in weighed.neighbourhoods():
        clusters = _Clusters(neighbours, weighed)
        clusters.join()
        works += clusters.members.values()
        joins += clusters.joins
        refused += clusters.refused
    return _grouping(weighed, works, joins, refused)


def _sorted(a: int, b: int) -> Place:
    return (a, b) if a < b else (b, a)


class _Weighed:
    """The log odds of every pair that was compared, and whether nothing may join it."""

    def __init__(self, run: Run, told: Mapping[Place, float]) -> None:
        self.run = run
        self.told = told
        self.odds: dict[Place, float] = {}
        self.vetoed: set[Place] = {pair for pair, odds in told.items() if odds < 0}
        self.alike: set[Place] = set(told)
        for pair in sorted(candidates(run.sides) | told.keys()):
            self.weigh(pair)

    def weigh(self, pair: Place) -> float:
        """The log odds of two sides, compared now where they have not been."""
        known = self.odds.get(pair)
        if known is None:
            known = self.odds[pair] = self.told[pair] if pair in self.told else self._weigh(pair)
        return known

    def _weigh(self, pair: Place) -> float:
        compared = self.run.compare(*pair)
        odds = score(compared)
        # What has two arXiv ids and does not look like one work must not become one by what lies between.
        barred = veto(compared) != "" or (compared.clash == "arxiv" and odds < 0)
        if barred:
            self.vetoed.add(pair)
        if odds > DOUBT or compared.at_one_place or (compared.exact and not barred):
            self.alike.add(pair)
        return odds

    def neighbourhoods(self) -> Iterator[list[int]]:
        """The sides that chains of likely pairs connect; only among them may anything be one work."""
        root = list(range(len(self.run.sides)))

        def find(n: int) -> int:
            while root[n] != n:
                root[n] = n = root[root[n]]
            return n

        for a, b in sorted(self.alike):
            if self.odds[a, b] > 0 and (a, b) not in self.vetoed:
                root[find(b)] = find(a)
        found: defaultdict[int, list[int]] = defaultdict(list)
        for n in range(len(root)):
            found[find(n)].append(n)
        yield from found.values()

    def sentence(self, pair: Place) -> str:
        """Why two sides are, or look like, one work."""
        if pair in self.told:
            return "said to be the same" if self.told[pair] > 0 else "alike, but said to be different"
        return sentence(self.run.compare(*pair))


@dataclass(frozen=True, slots=True)
class _Edge:
    """Between two groups: their best pair, and their worst."""

    best: float
    pair: Place
    worst: float
    barred: bool

    @property
    def odds(self) -> float:
        if self.worst == _PARTED or (self.barred and self.best != _DECIDED):
            return _PARTED
        return _LAST if self.best == _DECIDED else self.best + _WORST * min(self.worst, 0.0)

    def with_(self, other: _Edge) -> _Edge:
        """The edge of two groups that became one."""
        best = max(self, other, key=lambda edge: (edge.best, edge.pair))
        return _Edge(best.best, best.pair, min(self.worst, other.worst), self.barred or other.barred)


class _Clusters:
    """The groups of one neighbourhood, joined until no two of them are likelier one work than two."""

    def __init__(self, neighbours: Sequence[int], weighed: _Weighed) -> None:
        self.members = {n: [n] for n in neighbours}
        self.joins: list[Place] = []
        self.edges: dict[int, dict[int, _Edge]] = {n: {} for n in neighbours}
        for pair in self._pairs(neighbours, weighed):
            odds = weighed.weigh(pair)
            self._connect(*pair, _Edge(odds, pair, odds, pair in weighed.vetoed))

    @staticmethod
    def _pairs(neighbours: Sequence[int], weighed: _Weighed) -> Iterable[Place]:
        within = set(neighbours)
        known = (
            [pair for pair in weighed.odds if within.issuperset(pair)]
            if len(neighbours) > _SMALL
            else [pair for pair in combinations(neighbours, 2) if pair in weighed.odds]
        )
        full = [n for n in neighbours if len(weighed.run.sides[n].title.words) > 3]
        if len(full) <= _SMALL:
            known += combinations(full, 2)
        return sorted(set(known))

    def _connect(self, a: int, b: int, edge: _Edge) -> None:
        self.edges[a][b] = self.edges[b][a] = edge

    def join(self) -> None:
        """Join the two groups that are likeliest one work, again and again."""
        heap = [(-edge.odds, a, b) for a, b, edge in self._each() if edge.odds > 0]
        heapq.heapify(heap)
        while heap:
            odds, a, b = heapq.heappop(heap)
            edge = self.edges.get(a, {}).get(b)
            if edge is None or -odds != edge.odds:
                continue  # of groups that are no more
            self.joins.append(edge.pair)
            for c, joined in self._unite(a, b):
                if joined.odds > 0:
                    heapq.heappush(heap, (-joined.odds, *_sorted(a, c)))

    def _unite(self, a: int, b: int) -> Iterator[tuple[int, _Edge]]:
        self.members[a] += self.members.pop(b)
        del self.edges[a][b]
        theirs = self.edges.pop(b)
        for c, edge in theirs.items():
            if c != a:
                del self.edges[c][b]
                ours = self.edges[a].get(c)
                self._connect(a, c, ours.with_(edge) if ours else edge)
                yield c, self.edges[a][c]

    @property
    def refused(self) -> list[Place]:
        """The best pairs of groups that did not join."""
        return [edge.pair for _, _, edge in self._each() if edge.best > DOUBT]

    def _each(self) -> Iterator[tuple[int, int, _Edge]]:
        return ((a, b, edge) for a, edges in self.edges.items() for b, edge in edges.items() if a < b)


def _grouping(
    weighed: _Weighed, works: Collection[list[int]], joins: Sequence[Place], refused: Sequence[Place]
) -> Grouping:
    work_of = {n: number for number, work in enumerate(works) for n in work}
    held: defaultdict[int, list[Join]] = defaultdict(list)
    for pair in joins:
        held[work_of[pair[0]]].append(_join(weighed, pair))
    groups = [_group(weighed.run.sides, work, held[number]) for number, work in enumerate(works)]
    near = {pair for pair in (*weighed.alike, *refused) if work_of[pair[0]] != work_of[pair[1]]}
    return Grouping(
        tuple(sorted(groups, key=lambda one: one.members)), tuple(_near(weighed, work_of, sorted(near)))
    )


def _near(weighed: _Weighed, work_of: Mapping[int, int], pairs: Sequence[Place]) -> list[Join]:
    """The best of what was not joined: once for two works, and a few for each."""
    seen: set[frozenset[int]] = set()
    shown: Counter[int] = Counter()
    near: list[Join] = []
    for pair in sorted(pairs, key=lambda pair: (-weighed.odds[pair], pair)):
        both = frozenset(work_of[n] for n in pair)
        if both not in seen and all(shown[work] < _MOST_NEAR for work in both):
            seen.add(both)
            shown.update(both)
            near.append(_join(weighed, pair))
    return sorted(near, key=_order)


def _group(found: Sequence[Side], work: list[int], joins: list[Join]) -> Group:
    members = sorted(n for number in work for n in found[number].members)
    within = [
        Join(a, b, _within(found[number])) for number in work for a, b in pairwise(found[number].members)
    ]
    return Group(tuple(members), tuple(sorted([*within, *joins], key=_order)))


def _join(weighed: _Weighed, pair: Place) -> Join:
    a, b = sorted(weighed.run.sides[n].members[0] for n in pair)
    return Join(a, b, weighed.sentence(pair))


def _order(join: Join) -> tuple[int, int, str]:
    return join.a, join.b, join.reason


def _within(side: Side) -> str:
    return f"same title and {spoken(min(side.ids))}" if side.ids else "same title"
