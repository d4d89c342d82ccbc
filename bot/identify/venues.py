"""Where and when a work came out: one name for each venue, a preprint's year for want of another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from bot.models import Paper
from bot.words import venue_names

_PREPRINT = re.compile(r"(?:arxiv|corr|preprints?|openreview|biorxiv|techrxiv)(?![a-z])", re.IGNORECASE)
# The number that arXiv gives tells the month: https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV = re.compile(r"arxiv:(?:[a-z.-]+/)?(\d\d)(?:0[1-9]|1[0-2])")


def is_preprint(venue: str) -> bool:
    """Whether a venue is a preprint server, in any case."""
    return _PREPRINT.match(venue) is not None


def usual_name(venue: str) -> str:
    """The name by which most know a venue: ``NIPS`` is NeurIPS, ``cvpr`` is CVPR."""
    return _usual_names().get(venue.casefold(), venue)


@cache
def _usual_names() -> Mapping[str, str]:
    return {name.casefold(): names[0] for names in reversed(venue_names()) for name in names}


def dated(paper: Paper) -> Paper:
    """A paper as readers see it: where no list says when it came, the preprint's number on arXiv does."""
    if paper.year is None and (paper.venue is None or is_preprint(paper.venue)):
        dates = (found[1] for key in paper.ids if (found := _ARXIV.match(key)))
        if date := min(dates, default=None):
            year = (1900 if date > "90" else 2000) + int(date)
            return replace(paper, venue=paper.venue or "arXiv", year=year)
    return paper
