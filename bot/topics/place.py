"""Which topics a work falls under, and what decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from bot.models import KINDS, Mention, Topic
from bot.topics.phrases import Hit, Phrases

UNSORTED = "unsorted"

# What is said of a topic: the sources that say so, each with its words for it.
Votes = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Placement:
    """A work's main topic, the further ones in the configuration's order, and what decided."""

    topic: str
    topics: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    """The topics of a configuration, made ready for look-ups."""

    order: Mapping[str, int]
    headings: Phrases
    keywords: Phrases
    of_kind: Mapping[str, str]

    def best(self, votes: Votes, named: Mapping[str, Hit]) -> tuple[str, str]:
        """Of the topics with votes the one that the title names too, then that most sources say."""
        topic = min(votes, key=lambda id_: (id_ not in named, -len(votes[id_]), self.order[id_]))
        return topic, min(votes[topic].values())


def classify(
    title: str,
    kind: str,
    mentions: Sequence[Mention],
    topics: Sequence[Topic],
    defaults: Mapping[str, str] = MappingProxyType({}),
) -> Placement:
    """The topics of a work; ``defaults`` maps a source to the topic that all its papers are about.

    Articles, talks, tools and lists go to the topic named like their kind, if there is one. Else headings
    decide, then the sources' own topics, then the title's most telling phrase, and last vague headings.
    Whatever else is said plainly makes a further topic.
    """
    index = _index(tuple(topics))
    said = index.keywords.find(title)
    plain = {topic: hit for topic, hit in said.items() if hit.weight}
    firm, loose = _headings(mentions, index)
    own = index.of_kind.get(kind)
    subjects = {} if own else _subjects(mentions, defaults, index)
    main, reason = UNSORTED, "neither headings nor title say"
    if own:
        main, reason = own, f"kind {kind}"
    elif votes := firm or subjects:
        main, reason = index.best(votes, plain)
    elif plain or (said and not loose):
        main = min(said, key=lambda id_: (-said[id_].weight, index.order[id_]))
        reason = f"title says “{said[main].phrase.replace('*', '…')}”"
    elif loose:
        main, reason = index.best(loose, plain)
    further = {*firm, *subjects, *plain} - {main, *index.of_kind.values()}
    return Placement(main, tuple(sorted(further, key=index.order.__getitem__)), reason)


def untitled(topic: str) -> str:
    """The heading of a topic that the configuration does not know, from its id."""
    return topic.replace("-", " ").capitalize()


def _headings(mentions: Iterable[Mention], index: _Index) -> tuple[Votes, Votes]:
    """What the innermost telling headings say; apart from it, what vague ones and names of kinds do."""
    firm: Votes = {}
    loose: Votes = {}
    for mention in mentions:
        for heading in reversed(mention.section):
            found, telling = _heading(heading, index)
            for topic in found:
                reason = f"heading “{heading.strip(' :')}” in {mention.source}"
                _vote(firm if telling else loose, topic, mention.source, reason)
            if telling:
                break
    return firm, loose


@lru_cache(maxsize=4096)
def _heading(heading: str, index: _Index) -> tuple[list[str], bool]:
    """The topics of a heading, and whether it tells more than a vague one or the name of a kind does."""
    found = index.headings.find(heading)
    kinds = index.of_kind.values()
    plain = [topic for topic, hit in found.items() if hit.weight and topic not in kinds]
    return plain or list(found), bool(plain)


def _subjects(mentions: Iterable[Mention], defaults: Mapping[str, str], index: _Index) -> Votes:
    votes: Votes = {}
    for mention in mentions:
        topic = defaults.get(mention.source)
        if topic and topic in index.order:
            _vote(votes, topic, mention.source, f"all of {mention.source} is about it")
    return votes


def _vote(votes: Votes, topic: str, source: str, reason: str) -> None:
    said = votes.setdefault(topic, {})
    said[source] = min(reason, said.get(source, reason))


@lru_cache(maxsize=4)
def _index(topics: tuple[Topic, ...]) -> _Index:
    order = {topic.id: place for place, topic in enumerate(topics)}
    kinds = {kind: id_ for kind in KINDS for id_ in (kind, f"{kind}s") if kind != "paper" and id_ in order}
    return _Index(
        order,
        Phrases((phrase, topic.id) for topic in topics for phrase in topic.headings),
        Phrases((phrase, topic.id) for topic in topics for phrase in topic.keywords),
        kinds,
    )
