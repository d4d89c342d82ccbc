"""What an API says of a paper → suggestions for its fields; pure.

An answer counts only where its title is the paper's: an identifier alone may stand at the wrong entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.identify import canonical_url, identifier, title_key
from bot.identify.venues import is_preprint
from bot.links.fix import LEAST_TITLE
from bot.links.values import Observation
from bot.models import Fix, Paper
from bot.store.memory import Suggested

if TYPE_CHECKING:
    from bot.links.apis import Record


def facts(
    catalog: Iterable[Paper], seen: Sequence[Observation], before: Mapping[str, Suggested]
) -> dict[str, Suggested]:
    """What the records in ``seen`` suggest for papers, beside what was suggested before."""
    records = {identifier(one.url): (one.says, one.at.date()) for one in seen if one.says}
    found = {}
    for paper in catalog:
        told = [records[key] for key in (paper.id, *paper.ids) if key in records]
        fixes = tuple(dict.fromkeys(fix for record, _ in told for fix in _fixes(paper, record)))
        if fixes:
            old = before.get(paper.id)
            kept = tuple(fix for fix in old.fixes if fix.field in ("url", "link") and fix.old) if old else ()
            found[paper.id] = Suggested(max(day for _, day in told), (*kept, *fixes))
    return found


def _fixes(paper: Paper, record: Record) -> Iterable[Fix]:
    key = title_key(paper.title)
    if len(key) < LEAST_TITLE or title_key(record.title) != key:
        return
    why = f"{record.api} says so"
    unknown = paper.venue is None or is_preprint(paper.venue)
    if record.venue and unknown and record.venue != paper.venue:
        yield Fix("venue", paper.venue, record.venue, why)
        if record.year and record.year != paper.year:
            yield Fix("year", paper.year, record.year, why)
    elif record.year and paper.year is None:
        yield Fix("year", None, record.year, why)
    if record.published:
        yield Fix("link", None, canonical_url(record.published), f"the published version, {record.api} says")
