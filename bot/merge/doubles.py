"""Papers of the catalog that may be one work: of one title, or at one address, and told apart by nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.identify import leads_to, names_of_paper, plain_name, stand_in
from bot.identify.run import Run
from bot.identify.scorecard import veto
from bot.identify.sides import read_title, sides
from bot.models import Decisions, Paper

MOST = 10
_TITLE, _ADDRESS = "have one title", "have one address"
_PAGE = 4  # works at one address, from which it is a page that names them and not the work of one


def doubles(catalog: Sequence[Paper], decisions: Decisions) -> list[str]:
    """A sentence for each two, with the commands that settle it."""
    found = list(_doubles(catalog, decisions))
    more = [f"{len(found) - MOST} more papers may be one work with another"] if len(found) > MOST else []
    return [*found[:MOST], *more]


def _doubles(catalog: Sequence[Paper], decisions: Decisions) -> Iterator[str]:
    sharing: defaultdict[tuple[str, str], list[Paper]] = defaultdict(list)
    for paper in catalog:
        title = read_title(paper.title)
        if not title.column:
            sharing[_TITLE, title.key].append(paper)
        if paper.url:
            sharing[_ADDRESS, leads_to(paper.url)].append(paper)
    seen: set[frozenset[str]] = set()
    for (shares, _), papers in sharing.items():
        if len(papers) >= _PAGE and shares == _ADDRESS:
            continue
        for one, other in combinations(papers, 2):
            both = frozenset((one.id, other.id))
            if both not in seen and not _apart(one, other, decisions):
                seen.add(both)
                ids = f"{one.id} {other.id}"
                yield (
                    f"“{one.title}” and “{other.title}” {shares}; settle it with "
                    f"bot decide same {ids}, or bot decide different {ids}"
                )


def _apart(one: Paper, other: Paper, decisions: Decisions) -> bool:
    """Whether people said so, or what cannot be one work says it."""
    ours, theirs = names_of_paper(one), names_of_paper(other)
    for pair in decisions.different:
        a, b = map(plain_name, pair)
        if (a in ours and b in theirs) or (b in ours and a in theirs):
            return True
    run = Run(sides([stand_in(one), stand_in(other)], None, (0, 1)))
    return veto(run.compare(0, 1)) != ""
