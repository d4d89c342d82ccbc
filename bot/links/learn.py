"""What was seen and found of links → the memory; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.links.enrich import facts
from bot.links.harvest import asked_at, of_catalog
from bot.links.values import Observation
from bot.links.verdict import remember
from bot.models import Paper
from bot.store.memory import Memory, Suggested


@dataclass(frozen=True, slots=True)
class Seen:
    """What the commands on links leave for a sync: looks, and what was found for papers, by their ids."""

    looks: tuple[Observation, ...] = ()
    suggested: Mapping[str, Suggested] = field(default_factory=dict)


def learned(memory: Memory, seen: Seen, catalog: Sequence[Paper], *, enrich: bool) -> Memory:
    """The memory with what was seen since; what it has of links that are no longer there is let go.

    With ``enrich``, what APIs said of the papers becomes suggestions for their fields.
    """
    if seen == Seen():
        return memory
    there = {asked_at(url) for url in of_catalog(catalog)}
    # A line tells how a link is written; remembered it is by what is asked.
    asked = [replace(one, url=asked_at(one.url)) for one in seen.looks]
    looks = [one for one in asked if one.url in there]
    links = {url: one for url, one in remember(memory.links, looks).items() if url in there}
    ids = {paper.id for paper in catalog}
    found = {id_: one for id_, one in {**memory.suggested, **seen.suggested}.items() if id_ in ids}
    if enrich:
        found |= facts(catalog, looks, found)
    return replace(memory, links=links, suggested=found)
