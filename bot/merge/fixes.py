"""Fixes, as the merge sees them: what the rules made of the lists, with what was put right since.

A fix speaks of a value, not of a paper's field for good. Once a list says something else, what it put right
is gone, and so is the fix: the list is followed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.identify import leads_to
from bot.models import Fix, Link, Paper


def put_right(paper: Paper, fixes: Iterable[Fix]) -> Paper:
    """``paper`` with those of ``fixes`` that still find what they put right; it keeps only those."""
    kept = []
    for fix in fixes:
        changed = _put_right(paper, fix)
        if changed is not None:
            paper = changed
            kept.append(replace(fix, sure=True))
    return replace(paper, fixed=tuple(kept)) if tuple(kept) != paper.fixed else paper


def also_fixed(paper: Paper, fixes: Iterable[Fix]) -> Paper:
    """A paper of the catalog with more fixes, which it keeps beside those it has."""
    changed = put_right(paper, fixes)
    return replace(changed, fixed=tuple(dict.fromkeys((*paper.fixed, *changed.fixed))))


def _put_right(paper: Paper, fix: Fix) -> Paper | None:
    """``paper`` with one fix; None where there is nothing of the kind to put right."""
    if fix.field == "link":
        return _further_link(paper, fix)
    if getattr(paper, fix.field) != fix.old:
        return None
    value: Any = fix.new
    changed = replace(paper, **{fix.field: value})
    return _without(changed, str(fix.new)) if fix.field == "url" else changed


def _further_link(paper: Paper, fix: Fix) -> Paper | None:
    old = next((link for link in paper.links if link.url == fix.old), None)
    if fix.old is not None and old is None:
        return None
    if fix.new is None:
        return _without(paper, str(fix.old))
    new = Link(old.label if old else "", str(fix.new))
    kept = [link for link in paper.links if link is not old and not _same(link.url, new.url)]
    if paper.url is None or not _same(paper.url, new.url):
        kept.append(new)
    return replace(paper, links=tuple(sorted(kept, key=lambda link: (link.url, link.label))))


def _without(paper: Paper, url: str) -> Paper:
    """``paper`` without a further link to ``url``."""
    return replace(paper, links=tuple(link for link in paper.links if not _same(link.url, url)))


def _same(one: str, other: str) -> bool:
    return leads_to(one) == leads_to(other)
