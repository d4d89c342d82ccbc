"""Which items are one work: groups formed from the strongest evidence down, never across a veto."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.identify.atoms import Atom, atoms
from bot.identify.evidence import Evidence, Lookout
from bot.models import Described

_MOST_LOOKS = 200  # of one work; a link that everyone pastes would have more
_MOST_NEAR = 3  # shown of one work


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
    together = sorted({(min(pair), max(pair)) for pair in same if pair[0] != pair[1]})
    parted = sorted({(min(pair), max(pair)) for pair in different if pair[0] != pair[1]})
    found = atoms(items, sources, {n for pair in (*together, *parted) for n in pair})
    lookout = Lookout(found)
    atom_of = {n: number for number, atom in enumerate(found) for n in atom.members}
    clusters = _Clusters(lookout, [(atom_of[a], atom_of[b]) for a, b in parted])
    for a, b in together:
        clusters.decide(atom_of[a], atom_of[b])
    for evidence in sorted(lookout.all()):
        clusters.weigh(evidence)
    return _grouping(found, clusters)


@dataclass(slots=True)
class _Cluster:
    """Atoms held to be one work; ``decided`` when a person joined some of them."""

    atoms: list[int]
    looks: dict[object, Atom]
    decided: bool = False
    joins: list[tuple[int, int, str]] = field(default_factory=list)


class _Clusters:
    def __init__(self, lookout: Lookout, parted: Iterable[tuple[int, int]]) -> None:
        self.lookout = lookout
        self.of = {n: _Cluster([n], {atom.look: atom}) for n, atom in enumerate(lookout.atoms)}
        self.enemies: defaultdict[int, set[int]] = defaultdict(set)
        for a, b in parted:
            self.enemies[a].add(b)
            self.enemies[b].add(a)
        self.near: list[tuple[int, int, str]] = []

    def decide(self, a: int, b: int) -> None:
        """Join two atoms because a person said so."""
        if self.of[a] is self.of[b] or self._parted(self.of[a], self.of[b]):
            return
        self._unite(a, b, "said to be the same")
        self.of[a].decided = True

    def weigh(self, evidence: Evidence) -> None:
        """Join two atoms where nothing stands against it."""
        a, b = self.of[evidence.a], self.of[evidence.b]
        if a is b:
            return
        against = evidence.against or self._forbidden(a, b)
        if against is None:
            self._unite(evidence.a, evidence.b, evidence.reason)
        else:
            self.near.append((evidence.a, evidence.b, f"{evidence.reason}, but {against}"))

    def _forbidden(self, a: _Cluster, b: _Cluster) -> str | None:
        if self._parted(a, b):
            return "said to be different"
        if len(a.looks) + len(b.looks) > _MOST_LOOKS:
            return "too many titles share it"
        if a.decided or b.decided:
            # What a person joined may disagree within itself: that one member agrees is enough.
            return None
        vetoes = (self.lookout.veto(x, y) for x in a.looks.values() for y in b.looks.values())
        return min(filter(None, vetoes), default=None)

    def _parted(self, a: _Cluster, b: _Cluster) -> bool:
        if not self.enemies:
            return False
        small, large = (a, b) if len(a.atoms) < len(b.atoms) else (b, a)
        return any(self.of[enemy] is large for n in small.atoms for enemy in self.enemies.get(n, ()))

    def _unite(self, a: int, b: int, reason: str) -> None:
        one, other = self.of[a], self.of[b]
        if len(one.atoms) < len(other.atoms):
            one, other = other, one
        one.atoms += other.atoms
        for look, atom in other.looks.items():
            ours = one.looks.get(look)
            one.looks[look] = replace(atom, sources=ours.sources | atom.sources) if ours else atom
        one.decided |= other.decided
        one.joins += [*other.joins, (a, b, reason)]
        for n in other.atoms:
            self.of[n] = one


def _grouping(found: Sequence[Atom], clusters: _Clusters) -> Grouping:
    unique = {id(cluster): cluster for cluster in clusters.of.values()}.values()
    groups = sorted((_group(found, cluster) for cluster in unique), key=lambda one: one.members)
    return Grouping(tuple(groups), tuple(_near(found, clusters)))


def _near(found: Sequence[Atom], clusters: _Clusters) -> list[Join]:
    """The best of what was not joined: once for two groups, and a few for each."""
    seen: set[frozenset[int]] = set()
    shown: Counter[int] = Counter()
    near: list[Join] = []
    for a, b, reason in clusters.near:
        pair = frozenset((id(clusters.of[a]), id(clusters.of[b])))
        if len(pair) == 2 and pair not in seen and all(shown[one] < _MOST_NEAR for one in pair):
            seen.add(pair)
            shown.update(pair)
            near.append(_join(found, a, b, reason))
    return sorted(near, key=_order)


def _group(found: Sequence[Atom], cluster: _Cluster) -> Group:
    members = sorted(n for number in cluster.atoms for n in found[number].members)
    joins = [
        Join(found[number].members[0], n, _within(found[number]))
        for number in cluster.atoms
        for n in found[number].members[1:]
    ]
    joins += [_join(found, a, b, reason) for a, b, reason in cluster.joins]
    return Group(tuple(members), tuple(sorted(joins, key=_order)))


def _join(found: Sequence[Atom], a: int, b: int, reason: str) -> Join:
    first, second = sorted((found[a].members[0], found[b].members[0]))
    return Join(first, second, reason)


def _order(join: Join) -> tuple[int, int, str]:
    return join.a, join.b, join.reason


def _within(atom: Atom) -> str:
    return f"same title and {min(atom.ids)}" if atom.ids else "same title"
