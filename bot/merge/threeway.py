"""The three-way merge, mention by mention: base (as last merged), theirs (fresh), ours (the catalog).

Works are told apart by one rule, applied to all the mentions there are: so the order in which changes
came makes no difference (G3). What people changed since, in grouping or in fields, is the difference
between ours and what the rules make of the base, and it stays (G4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.identify import Grouping, Join, group, names_of, names_of_paper, plain_name, slug, stand_in
from bot.identify.hosts import FIRST
from bot.merge.diff import change_of, ranked, removal
from bot.merge.fields import SETS, Edits, Rules, derive, edits, place, settle
from bot.merge.fixes import put_right
from bot.merge.match import follow, lineage
from bot.merge.people import (
    Item,
    Pairs,
    edited,
    recorded,
    shaped,
    shaping,
    spoken,
)
from bot.models import Change, Decisions, Detail, Mention, Paper, Plan

Works = Callable[..., Grouping]  # as bot.identify.group


def merge(
    catalog: Sequence[Paper],
    listings: Mapping[str, Iterable[Mention]],
    aside: Collection[str],
    decisions: Decisions,
    rules: Rules,
    today: date,
    works: Works = group,
) -> Plan:
    """The plan that brings ``catalog`` in line with ``listings`` and ``decisions``.

    ``listings`` has the fresh mentions of each source that is believed, ``aside`` the names of those
    whose mentions stay as they are. A source in neither is no longer followed, unless it goes by
    another name now. ``works`` tells which items are one work.
    """
    renamed = follow(catalog, listings, aside)
    items = _theirs(renamed, listings, aside)
    rules = rules.reading((item.mention for item in items if item.mention.source), renamed)
    declined = frozenset(plain_name(name) for name in decisions.decline)
    if _settled(renamed, items, decisions, declined, rules):
        plan = Plan(tuple(removal(paper) for paper in renamed if paper.former))
    else:
        items.sort(key=repr)  # what order the sources came in must not show
        merging = _Merging({paper.id: paper for paper in renamed}, items, decisions, declined, rules, today)
        plan = merging.plan(_grouping(renamed, items, decisions, works))
    return _since(plan, catalog, renamed) if renamed != tuple(catalog) else plan


def _since(plan: Plan, catalog: Sequence[Paper], renamed: Sequence[Paper]) -> Plan:
    """``plan`` told from ``catalog``: papers that only follow a source to its new name are recorded."""
    old = {paper.id: paper for paper in catalog}

    def told(changes: Sequence[Change]) -> tuple[Change, ...]:
        return tuple(
            replace(change, before=tuple(old[paper.id] for paper in change.before)) for change in changes
        )

    touched = {paper.id for change in (*plan.changes, *plan.quiet) for paper in change.before}
    detail = Detail("record", "a list goes by another name")
    follows = tuple(
        Change("record", (old[paper.id],), (paper,), (detail,))
        for paper in renamed
        if paper.id not in touched and paper != old[paper.id]
    )
    return replace(plan, changes=told(plan.changes), quiet=(*told(plan.quiet), *follows))


def _theirs(
    catalog: Sequence[Paper], listings: Mapping[str, Iterable[Mention]], aside: Collection[str]
) -> list[Item]:
    """What is said now, each with the paper it spoke of before; a paper left unsaid stands in for itself."""
    owner = {mention: paper.id for paper in catalog for mention in paper.mentions}
    base: dict[str, list[Mention]] = {}
    for mention in owner:
        base.setdefault(mention.source, []).append(mention)
    items = [Item(mention, owner[mention], mention) for name in aside for mention in base.get(name, ())]
    for source, fresh in listings.items():
        was = lineage(base.get(source, ()), fresh)
        items += (
            Item(mention, owner[was[mention]], was[mention]) if mention in was else Item(mention)
            for mention in dict.fromkeys(fresh)
        )
    said = {item.paper for item in items}
    for paper in catalog:
        if paper.id not in said:
            items += _stand_ins(paper)
        if _renamed(paper):
            items.append(Item(stand_in(paper), paper.id))
    return items


def _stand_ins(paper: Paper) -> Iterable[Item]:
    """What was last said of it, said by nobody now."""
    return (Item(replace(m, source=""), paper.id, m) for m in paper.mentions or paper.former)


def _renamed(paper: Paper) -> bool:
    """Whether people gave it a title that no list does, by which other lists may know it."""
    return all(mention.title != paper.title for mention in paper.mentions or paper.former)


def _settled(
    catalog: Sequence[Paper],
    items: Sequence[Item],
    decisions: Decisions,
    declined: frozenset[str],
    rules: Rules,
) -> bool:
    """Whether base and theirs agree, decisions and topics included: then nothing is to be done."""
    if {item.mention for item in items if item.mention.source} != {m for p in catalog for m in p.mentions}:
        return False
    for paper in catalog:
        names = names_of_paper(paper) if decisions != Decisions() else set()
        if names & declined or paper.decided != shaping(decisions, names) or place(paper, rules) != paper:
            return False
    return True


def _grouping(
    catalog: Sequence[Paper], items: Sequence[Item], decisions: Decisions, works: Works
) -> Grouping:
    """Which items are one work now, people's decisions and their regrouping of the catalog respected."""
    given = [(name, paper.id) for paper in reversed(catalog) for name in paper.ids]
    given += [
        (paper.id, paper.id) for paper in catalog
    ]  # a paper's own id is no other's, whatever lists paste
    aliases = {form: id_ for name, id_ in given for form in (plain_name(name), name)}
    told = spoken(decisions, items, aliases)
    grouping = _grouped(items, told, works)
    if _keeps(grouping, items):
        return grouping
    # Only where rule and catalog disagree does it matter whether a source or a person is behind it.
    base = [Item(mention, paper.id, mention) for paper in catalog for mention in paper.mentions]
    base += [item for paper in catalog if not paper.mentions for item in _stand_ins(paper)]
    base += [Item(stand_in(paper), paper.id) for paper in catalog if _renamed(paper)]
    earlier = recorded(line for paper in catalog for line in paper.decided)
    groups = [found.members for found in _grouped(base, spoken(earlier, base, aliases), works).groups]
    return _grouped(items, told.over(edited(base, groups, items)), works)


def _keeps(grouping: Grouping, items: Sequence[Item]) -> bool:
    """Whether the works are the catalog's papers, but for items that no paper had."""
    works = [{items[member].paper for member in found.members} - {None} for found in grouping.groups]
    papers = [paper for work in works for paper in work]
    return all(len(work) < 2 for work in works) and len(papers) == len(set(papers))


def _grouped(items: Sequence[Item], pairs: Pairs, works: Works) -> Grouping:
    return works(
        [item.mention for item in items],
        same=sorted(pairs.same),
        different=sorted(pairs.different),
        # What nobody says any more counts as said by the list that last did.
        sources=[item.mention.source or (item.was.source if item.was else "") for item in items],
    )


@dataclass(frozen=True, slots=True)
class _Merging:
    """One merge under way: what each of its steps reads. A work is the list of its items."""

    papers: Mapping[str, Paper]
    items: Sequence[Item]
    decisions: Decisions
    declined: frozenset[str]
    rules: Rules
    today: date

    def plan(self, grouping: Grouping) -> Plan:
        works = [[self.items[member] for member in found.members] for found in grouping.groups]
        why = self._why(grouping)
        heirs = self._heirs(works)
        ids = self._new_ids(works, heirs)
        near = _near(grouping)
        changes = []
        for olds, numbers in _units(works):
            before = [self.papers[id_] for id_ in sorted(olds)]
            after: list[Paper] = []
            conflicts: list[Detail] = []
            for number in numbers:
                paper, contradicted = self._paper(works[number], heirs[number], ids.get(number, ""))
                conflicts += contradicted
                if paper and not self._declined(paper, heirs[number]):
                    after.append(paper)
            said = [item for number in numbers for item in works[number]]
            after.sort(key=lambda paper: (paper.id not in olds, paper.id))
            alike = [
                f"“{self.items[join.b].mention.title}”: {join.reason}"
                for n in numbers
                for join in near.get(n, ())
            ]
            change = change_of(before, after, conflicts, said, why, alike)
            changes += [change] if change else [removal(paper) for paper in before if paper.former]
        return _sorted(changes)

    def _why(self, grouping: Grouping) -> dict[Mention, str]:
        """Why a mention that is new speaks of a work that others speak of too."""
        joins = [join for found in grouping.groups for join in found.joins]
        return {
            self.items[member].mention: join.reason
            for join in reversed(joins)
            for member in (join.a, join.b)
            if self.items[member].was is None
        }

    def _heirs(self, works: Sequence[Sequence[Item]]) -> list[list[str]]:
        """For each work, the papers that live on in it, the oldest first: by their id, else by most items."""
        claims: dict[str, Counter[int]] = {}
        for number, work in enumerate(works):
            for item in work:
                if item.paper:
                    claims.setdefault(item.paper, Counter())[number] += 1
        heirs: list[list[str]] = [[] for _ in works]
        for id_, counts in claims.items():
            heirs[self._heir(id_, counts, works)].append(id_)
        for found in heirs:
            found.sort(key=lambda id_: (self.papers[id_].added, id_))
        return heirs

    def _heir(self, id_: str, counts: Mapping[int, int], works: Sequence[Sequence[Item]]) -> int:
        if len(counts) == 1:
            return next(iter(counts))
        named = {number for number in counts if any(id_ in names_of(item.mention) for item in works[number])}
        return min(counts, key=lambda number: (number not in named, -counts[number], repr(works[number])))

    def _new_ids(self, works: Sequence[Sequence[Item]], heirs: Sequence[Sequence[str]]) -> dict[int, str]:
        """An id for each work that has no paper yet; given once, it never changes."""
        taken = set(self.papers)
        found = {}
        fresh = [number for number, work in enumerate(works) if not heirs[number] and _mentions(work)]
        for number in sorted(fresh, key=lambda number: repr(works[number])):
            paper = derive(_mentions(works[number]), self.rules, self._blank(""))
            wanted = [key for space in FIRST for key in paper.ids if key.startswith(f"{space}:")]
            wanted.append(f"title:{slug(paper.title)}")
            id_ = next((key for key in wanted if key not in taken), None)
            copy = 2
            while id_ is None:
                numbered = f"{wanted[-1]}-{copy}"
                id_ = None if numbered in taken else numbered
                copy += 1
            taken.add(id_)
            found[number] = id_
        return found

    def _blank(self, id_: str) -> Paper:
        return Paper(id_, "", "", self.today)

    def _paper(
        self, work: Sequence[Item], heirs: Sequence[str], new_id: str
    ) -> tuple[Paper | None, tuple[Detail, ...]]:
        """The paper that a work makes, and where people's edits contradict what a source changed."""
        mentions = _mentions(work)
        olds = [self.papers[id_] for id_ in heirs]
        if not olds:
            if not mentions:
                return None, ()
            blank = replace(self._blank(new_id), mentions=mentions)
            return self._shaped(derive(mentions, self.rules, blank)), ()
        ours = olds[0]
        said = mentions or ours.mentions or ours.former  # last, where nobody says anything now
        held = replace(ours, mentions=mentions, former=() if mentions else said)
        if not said:
            return self._shaped(held), ()
        same = set(said) == set(ours.mentions or ours.former) and self._decided(ours) == ours.decided
        if same and len(olds) == 1:
            return place(held, self.rules), ()
        bases = [self._base(old) for old in olds]
        topics = {topic.id for topic in self.rules.topics}
        made = [edits(old, base, topics) for old, base in zip(olds, bases, strict=True)]
        aliases = tuple(sorted({id_ for old in olds[1:] for id_ in (old.id, *old.ids)}))
        fixed = tuple(dict.fromkeys(fix for old in olds for fix in old.fixed))
        theirs = put_right(derive(said, self.rules, held), fixed)
        paper, conflicts = settle(theirs, bases[0], _together(made, aliases))
        return self._shaped(paper), conflicts

    def _base(self, paper: Paper) -> Paper | None:
        """What the rules, and the decisions of that time, made of the paper when it was last merged."""
        last = paper.mentions or paper.former
        if not last:
            return None
        return shaped(put_right(derive(last, self.rules, paper), paper.fixed), paper.decided)

    def _decided(self, paper: Paper) -> tuple[str, ...]:
        return shaping(self.decisions, names_of_paper(paper)) if self.decisions != Decisions() else ()

    def _shaped(self, paper: Paper) -> Paper:
        decided = self._decided(paper)
        return replace(shaped(paper, decided), decided=decided)

    def _declined(self, paper: Paper, heirs: Sequence[str]) -> bool:
        """Whether people declined it or one that it takes in; the id of another paper means only that one."""
        if not self.declined:
            return False
        mine = self.declined.intersection({paper.id, *heirs, *names_of_paper(paper)})
        return any(name in (paper.id, *heirs) or name not in self.papers for name in mine)


def _mentions(work: Sequence[Item]) -> tuple[Mention, ...]:
    """What sources say of a work, in the order of the catalog; stand-ins are said by nobody."""
    return tuple(sorted({item.mention for item in work if item.mention.source}, key=repr))


def _together(made: Sequence[Edits], aliases: tuple[str, ...]) -> Edits:
    """People's edits of papers that become one; where they differ, the oldest paper's."""
    values = {name: value for one in reversed(made) for name, value in one.values.items()}
    added = {
        name: tuple(dict.fromkeys(item for one in made for item in one.added.get(name, ()))) for name in SETS
    }
    added["ids"] = tuple(dict.fromkeys((*added["ids"], *aliases)))
    removed = {name: tuple(item for one in made for item in one.removed.get(name, ())) for name in SETS}
    return Edits(values, added, removed)


def _near(grouping: Grouping) -> dict[int, list[Join]]:
    """The near-duplicates of each work."""
    work_of = {member: number for number, found in enumerate(grouping.groups) for member in found.members}
    near: dict[int, list[Join]] = {}
    for join in grouping.near:
        near.setdefault(work_of[join.a], []).append(join)
        near.setdefault(work_of[join.b], []).append(Join(join.b, join.a, join.reason))
    return near


def _units(works: Sequence[Sequence[Item]]) -> list[tuple[set[str], list[int]]]:
    """Papers and works that share items, directly or through others: what can only change together."""
    leader = list(range(len(works)))

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    first: dict[str, int] = {}
    for number, work in enumerate(works):
        for item in work:
            if item.paper is not None:
                leader[lead(number)] = lead(first.setdefault(item.paper, number))
    units: dict[int, tuple[set[str], list[int]]] = {}
    for number, work in enumerate(works):
        papers, numbers = units.setdefault(lead(number), (set(), []))
        papers.update(item.paper for item in work if item.paper is not None)
        numbers.append(number)
    return list(units.values())


def _sorted(changes: Sequence[Change]) -> Plan:
    found = ranked(changes)
    return Plan(
        tuple(change for change in found if change.kind != "record"),
        tuple(change for change in found if change.kind == "record"),
    )
