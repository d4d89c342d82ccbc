"""The DOI system itself: whether a DOI exists, whoever registered it.

https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation (Proxy Server REST API)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from bot.identify import canonical_url
from bot.links.apis.services import DOI
from bot.links.apis.values import Known, Lookup, Record
from bot.net.values import Answer, Question

KNOWN, UNKNOWN = 1, 100


def asks(keys: Sequence[str]) -> Question:
    """The question whether the one DOI in ``keys`` exists."""
    doi = quote(keys[0].removeprefix("doi:"), safe="/")
    return Question(f"/api/handles/{doi}")


def reads(answer: Answer, keys: Sequence[str]) -> Known:
    """Whether it does; of a work that exists, no more is known than that."""
    key = keys[0]
    said = json.loads(answer.body)
    if str(said["handle"]).casefold() != key.removeprefix("doi:"):
        raise ValueError("another DOI")
    if said["responseCode"] == UNKNOWN:
        return {key: None}
    if said["responseCode"] != KNOWN:
        raise ValueError("neither known nor unknown")
    return {key: Record("doi", "", canonical_url(f"https://doi.org/{quote(key[4:], safe='/')}"), (key,))}


LOOKUP = Lookup(DOI, asks, reads, answers=frozenset({200, 404}))
