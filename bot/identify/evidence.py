"""What speaks for two atoms being one work, and what forbids it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.identify.atoms import Atom
from bot.identify.blocks import close_titles, few_pairs
from bot.identify.compare import Title, alike, contradiction, shares_subject

_YEARS_APART = 3  # between a preprint and its journal; beyond it, alike titles are two works
_ALIKE = 90  # percent, from which titles that stay apart are worth a look
_BY_ID, _BY_TITLE, _BY_ID_ALONE, _BY_LIKENESS = range(4)
_NEVER_TOGETHER = {
    frozenset({"code", "paper"}): "one is code, the other a paper",
    frozenset({"article", "paper"}): "one is an article, the other a paper",
    frozenset({"talk", "paper"}): "one is a talk, the other a paper",
    frozenset({"code", "article"}): "one is code, the other an article",
    frozenset({"code", "talk"}): "one is code, the other a talk",
    frozenset({"article", "talk"}): "one is an article, the other a talk",
}
_NAMES = {
    "arxiv": "arXiv id",
    "doi": "DOI",
    "github": "repository",
    "openreview": "OpenReview id",
    "url": "link",
}


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """What speaks for two atoms being one work, strongest first; ``against`` is why it does not count."""

    strength: int
    a: int
    b: int
    reason: str
    against: str | None = None


class Lookout:
    """Evidence between atoms, and the vetoes that hold for every pair of a group."""

    def __init__(self, found: Sequence[Atom]) -> None:
        self.atoms = found
        self.homes: defaultdict[str, set[str]] = defaultdict(set)
        for atom in found:
            self.homes[atom.title.key] |= atom.arxiv
        self.blocks = self._by_id()
        self.copied = {key for key, block in self.blocks.items() if self._is_copied(block)}

    def _by_id(self) -> dict[str, list[int]]:
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for n in self._known_first():
            atom = self.atoms[n]
            for key in sorted(atom.ids):
                blocks[key].append(n)
            for where in sorted(atom.places):
                blocks[f"url:{where}"].append(n)
        return {key: block for key, block in blocks.items() if len(block) > 1}

    def _known_first(self) -> list[int]:
        """Atoms that more items agree on first."""
        return sorted(range(len(self.atoms)), key=lambda n: (-len(self.atoms[n].members), n))

    def _is_copied(self, block: list[int]) -> bool:
        return any(self._strangers(self.atoms[a], self.atoms[b]) for a, b in few_pairs(block))

    @staticmethod
    def _strangers(a: Atom, b: Atom) -> bool:
        """Whether one list gives two titles that are clearly of two works; a nickname is not clearly one."""
        if a.sources.isdisjoint(b.sources) or a.title.key == b.title.key:
            return False
        sizes = sorted((len(a.title.content), len(b.title.content)))
        if sizes[0] < 3 < sizes[1]:
            return False
        return alike(a.title, b.title) is None and not _mostly_shared(a.title, b.title)

    def veto(self, a: Atom, b: Atom) -> str | None:
        """Why no group may hold both; None where one may."""
        if a.look == b.look:
            return None
        if a.kind != b.kind and (against := _NEVER_TOGETHER.get(frozenset({a.kind, b.kind}))):
            return against
        if a.arxiv and b.arxiv and a.arxiv.isdisjoint(b.arxiv):
            return "arXiv ids differ"
        if a.kind == b.kind and a.kind in ("code", "talk") and a.ids and b.ids and a.ids.isdisjoint(b.ids):
            return "links differ"
        if self.copied and any(key in self.copied for key in a.ids & b.ids) and self._strangers(a, b):
            return "one list gives one link to both"
        return contradiction(a.title, b.title)

    def all(self) -> Iterator[Evidence]:
        """All evidence, each pair with its best."""
        for key in sorted(self.blocks):
            for a, b in few_pairs(self.blocks[key]):
                yield self._same_id(key, min(a, b), max(a, b))
        by_key: defaultdict[str, list[int]] = defaultdict(list)
        for n in self._known_first():
            by_key[self.atoms[n].title.key].append(n)
        for key in sorted(by_key):
            yield from self._same_title(by_key[key])
        yield from self._like_titles(by_key)

    def _same_id(self, key: str, a: int, b: int) -> Evidence:
        one, other = self.atoms[a], self.atoms[b]
        space, _, name = key.partition(":")
        same = f"same {_NAMES.get(space, f'{space} id')} {name}"
        likeness = alike(one.title, other.title)
        if likeness:
            reason = same if one.title.key == other.title.key else f"{same}, {likeness[1]}"
            return Evidence(_BY_ID, a, b, reason, self.veto(one, other))
        against = self.veto(one, other)
        if against is None and key in self.copied:
            against = "titles differ clearly"
        labelled = not one.title.full or not other.title.full
        if against is None and not (labelled or shares_subject(one.title, other.title)):
            against = "titles have nothing in common"
        if against is None and (self._at_home_elsewhere(one) or self._at_home_elsewhere(other)):
            against = "the title is known under another one"
        return Evidence(_BY_ID_ALONE, a, b, f"{same}, {'short label' if labelled else 'retitled'}", against)

    def _at_home_elsewhere(self, atom: Atom) -> bool:
        """Whether its title is also listed with an arXiv id that it does not have."""
        return atom.title.level > 1 and not self.homes[atom.title.key] <= atom.arxiv

    def _same_title(self, block: list[int]) -> Iterator[Evidence]:
        level = self.atoms[block[0]].title.level
        if len(block) < 2 or level == 0:
            return
        open_question = level < 3 and self._ids_conflict(block)
        for a, b in few_pairs(block):
            one, other = self.atoms[a], self.atoms[b]
            if one.ids & other.ids:
                continue
            against = self.veto(one, other) or _title_alone(one, other, level, open_question)
            yield Evidence(_BY_TITLE, min(a, b), max(a, b), "same title", against)

    def _ids_conflict(self, block: list[int]) -> bool:
        """Whether works with this title are known to be several."""
        seen: frozenset[str] = frozenset()
        for n in block:
            ours = self.atoms[n].arxiv | _of("doi", self.atoms[n])
            if ours and seen and _differ_in_kind(ours, seen):
                return True
            seen |= ours
        return False

    def _like_titles(self, by_key: dict[str, list[int]]) -> Iterator[Evidence]:
        from rapidfuzz.fuzz import ratio

        keys = sorted(by_key)
        titles = [self.atoms[by_key[key][0]].title for key in keys]
        for m, n in close_titles(titles):
            likeness = alike(titles[m], titles[n])
            if likeness:
                yield from self._likely(likeness, by_key[keys[m]], by_key[keys[n]])
            elif percent := int(ratio(titles[m].loose, titles[n].loose, score_cutoff=_ALIKE)):
                if titles[m].level < 2 or titles[n].level < 2:
                    continue
                a, b = sorted((by_key[keys[m]][0], by_key[keys[n]][0]))
                against = contradiction(titles[m], titles[n]) or "the words differ"
                yield Evidence(_BY_LIKENESS, a, b, f"titles {percent}% alike", against)

    def _likely(self, likeness: tuple[int, str], ours: list[int], theirs: list[int]) -> Iterator[Evidence]:
        strength, reason = likeness
        for a in ours[:8]:
            for b in theirs[:8]:
                one, other = self.atoms[a], self.atoms[b]
                if not one.ids & other.ids:
                    against = self.veto(one, other) or _likeness_alone(one, other)
                    yield Evidence(_BY_LIKENESS + strength, min(a, b), max(a, b), reason, against)


def _of(space: str, atom: Atom) -> frozenset[str]:
    return frozenset(key for key in atom.ids if key.startswith(f"{space}:"))


def _differ_in_kind(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two sets of identifiers hold different ones of one kind, and none in common."""
    spaces = {key.partition(":")[0] for key in a} & {key.partition(":")[0] for key in b}
    return bool(spaces) and a.isdisjoint(b)


def _mostly_shared(a: Title, b: Title) -> bool:
    shared = set(a.content) & set(b.content)
    return 10 * len(shared) >= 7 * max(len(set(a.content)), len(set(b.content)))


def _years_conflict(a: Atom, b: Atom, apart: int = _YEARS_APART) -> bool:
    if not a.years or not b.years:
        return False
    return min(abs(x - y) for x in a.years for y in b.years) > apart


def _strange_authors(a: Atom, b: Atom) -> bool:
    return bool(a.authors and b.authors and a.authors.isdisjoint(b.authors))


def _title_alone(a: Atom, b: Atom, level: int, open_question: bool) -> str | None:
    """Why one title is not enough to join two atoms without a common identifier; None where it is."""
    if level < 3 and _strange_authors(a, b):
        return "authors differ"
    if level < 3 and _years_conflict(a, b):
        return "years differ"
    if level < 3 and _differ_in_kind(a.ids, b.ids):
        return "identifiers differ"
    tolerant = len(a.title.content) > 3 or not (a.kind and b.kind)
    agreed = (
        (tolerant and a.years and b.years and not _years_conflict(a, b, 1))
        or not a.years.isdisjoint(b.years)
        or not a.authors.isdisjoint(b.authors)
    )
    if (level < 2 or open_question) and not (agreed or not a.venues.isdisjoint(b.venues)):
        return "the title is too general"
    return None


def _likeness_alone(a: Atom, b: Atom) -> str | None:
    if _differ_in_kind(a.ids, b.ids):
        return "identifiers differ"
    if _strange_authors(a, b):
        return "authors differ"
    if _years_conflict(a, b):
        return "years differ"
    return None
