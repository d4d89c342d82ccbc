"""Fixes → changes that people review: what is sure, and what is asked; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from bot.identify import canonical_url
from bot.links.fix import Histories, fixes
from bot.merge.diff import ranked
from bot.merge.fixes import also_fixed
from bot.models import Change, Detail, Fix, Paper, Plan
from bot.store.memory import Suggested


def with_fixes(
    plan: Plan, catalog: Iterable[Paper], histories: Histories, suggested: Mapping[str, Suggested]
) -> Plan:
    """``plan`` with the changes that put links right, of papers that nothing else changes now.

    A paper has one change at a time: what is asked waits until what is sure is merged.
    """
    touched = {paper.id for change in (*plan.changes, *plan.quiet) for paper in change.before}
    more = tuple(
        change
        for paper in catalog
        if paper.id not in touched and (change := _change(paper, histories, suggested))
    )
    if not more:
        return plan
    return replace(plan, changes=ranked((*plan.changes, *more)))


def _change(paper: Paper, histories: Histories, suggested: Mapping[str, Suggested]) -> Change | None:
    found = suggested.get(paper.id)
    pinned = {line.split(" ")[1] for line in paper.decided if line.startswith("pin ")}
    told = [
        _as_people_left_it(paper, fix)
        for fix in fixes(paper, histories, found.fixes if found else ())
        if fix.field not in pinned
    ]
    sure = [fix for fix in told if fix.sure]
    chosen = sure or told[:1]
    after = also_fixed(paper, chosen)
    if after == paper:
        return None
    details = tuple(_detail(fix) for fix in chosen)
    kind = "question" if not sure else "link" if any(d.kind == "link" for d in details) else "metadata"
    return Change(kind, (paper,), (after,), details)


def _as_people_left_it(paper: Paper, fix: Fix) -> Fix:
    """A fix of a link that no list has is a question: people put the link there (G4)."""
    if fix.field not in ("url", "link") or fix.old is None or fix.old in _from_lists(paper):
        return fix
    return replace(fix, sure=False)


def _from_lists(paper: Paper) -> Collection[object]:
    mentions = (*paper.mentions, *paper.former)
    said = {url for m in mentions for url in (m.url, *(link.url for link in m.links)) if url}
    return {*map(canonical_url, said), *(fix.new for fix in paper.fixed)}


def _detail(fix: Fix) -> Detail:
    kind = "link" if fix.field in ("url", "link") else "metadata"
    old, new = (None if value is None else str(value) for value in (fix.old, fix.new))
    return Detail(kind, fix.why, None, "links" if fix.field == "link" else fix.field, old, new)
