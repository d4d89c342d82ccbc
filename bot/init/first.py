"""The first catalog: what people listed is theirs, what was pasted of a list is that list's mentions.

So the first run compares each list with what was pasted of it, and proposes only what changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.init.document import Pasted
from bot.init.topics import PAPERS, Proposed
from bot.merge import Rules, merge
from bot.models import Decisions, Entry, Mention, Paper

SAID = "people"  # what says people's own entries while they are told apart; it stays with no paper
BY_PEOPLE = "people put it here"


def first_catalog(
    own: Sequence[Entry], pasted: Iterable[Pasted], proposed: Proposed, rules: Rules, today: date
) -> tuple[Paper, ...]:
    """The papers of ``own`` entries, added by people, and those that the ``pasted`` lists mention."""
    listings: dict[str, list[Mention]] = {}
    for part in pasted:
        name = part.source.name
        listings.setdefault(name, []).extend(Mention.of(name, entry) for entry in part.entries)
    catalog = _by_people(own, proposed, rules, today)
    return merge(catalog, listings, (), Decisions(), rules, today).apply(catalog)


def _by_people(own: Iterable[Entry], proposed: Proposed, rules: Rules, today: date) -> tuple[Paper, ...]:
    """Papers that no list mentions, each under the topic of the first heading that it stands below."""
    topics: dict[Mention, str | None] = {}
    for entry in own:
        topics.setdefault(Mention.of(SAID, entry), proposed.topic_of(entry))
    places = {mention: place for place, mention in enumerate(topics)}
    papers = merge((), {SAID: topics}, (), Decisions(), rules, today).apply(())
    found = []
    for paper in papers:
        said = [topics[mention] for mention in sorted(paper.mentions, key=places.__getitem__)]
        found.append(_placed(replace(paper, mentions=()), said, proposed))
    return tuple(found)


def _placed(paper: Paper, said: Iterable[str | None], proposed: Proposed) -> Paper:
    topics = list(dict.fromkeys(topic for topic in said if topic))
    if not topics and PAPERS in proposed.topics and paper.kind == "paper":
        topics = [PAPERS.id]
    if not topics:
        return paper
    return replace(paper, topic=topics[0], topics=tuple(topics[1:]), topic_reason=BY_PEOPLE)
