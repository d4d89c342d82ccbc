"""Which topics a work falls under, and what decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from bot.models import KINDS, Mention, Topic
from bot.topics.phrases import Hit, Phrases
from bot.topics.titles import Titles

UNSORTED = "unsorted"
READS_LIKE = "its title reads like others there"

# Log odds: what a source's word counts for, and what each word does of a heading that the title says too.
_VOTE, _SAID = 2.0, 2.0
# So many titles of a topic say as much of a title as that it says the topic's heading.
_KNOWN = 100
# Below these no topic is likely enough.
_FAR = 0.75

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
    of_kind: Mapping[str, str]

    def best(self, votes: Votes, reading: Mapping[str, float]) -> tuple[str, str]:
        """Of the topics with votes the one that most sources say and that the title reads like clearly."""

        def rank(topic: str) -> tuple[int, int]:
            return -round(_VOTE * len(votes[topic]) + reading.get(topic, _FAR)), self.order[topic]

        topic = min(votes, key=rank)
        return topic, min(votes[topic].values())


def classify(
    title: str,
    kind: str,
    mentions: Sequence[Mention],
    topics: Sequence[Topic],
    defaults: Mapping[str, str] = MappingProxyType({}),
    titles: Titles = Titles(),  # noqa: B008 - frozen, and knows nothing
) -> Placement:
    """The topics of a work; ``defaults`` maps a source to the topic that all its papers are about.

    Articles, talks, tools and lists go to the topic named like their kind, if there is one. Else headings
    decide, then the sources' own topics, then what the title says and reads like, as ``titles`` know it, and
    last vague headings. What is said plainly besides makes a further topic.
    """
    index = _index(tuple(topics))
    kinds = index.of_kind.values()
    named = {topic: hit for topic, hit in index.headings.find(title).items() if topic not in kinds}
    said = {topic: hit for topic, hit in named.items() if hit.weight}
    firm, loose = _headings(mentions, index)
    own = index.of_kind.get(kind)
    subjects = {} if own else _subjects(mentions, defaults, index)
    main, reason = UNSORTED, "neither headings nor title say"
    if own:
        main, reason = own, f"kind {kind}"
    elif votes := firm or subjects:
        main, reason = index.best(votes, _reading(title, votes, said, titles) if len(votes) > 1 else {})
    elif reading := _reading(title, index.order, said, titles):
        main = min(reading, key=lambda topic: (-reading[topic], index.order[topic]))
        reason = _says(said[main]) if main in said else READS_LIKE
    elif loose:
        main, reason = index.best(loose, {})
    elif named:
        main = min(named, key=index.order.__getitem__)
        reason = _says(named[main])
    further = {*firm, *subjects, *said} - {main, *kinds}
    return Placement(main, tuple(sorted(further, key=index.order.__getitem__)), reason)


def _says(hit: Hit) -> str:
    return f"title says “{hit.phrase.replace('*', '…')}”"


def _reading(title: str, topics: Iterable[str], said: Mapping[str, Hit], titles: Titles) -> dict[str, float]:
    """The topics that are likely by what a title says and reads like, with their log odds."""
    reading = {topic: titles.odds(title, topic) for topic in topics}
    for topic in said.keys() & reading.keys():
        known = titles.of.get(topic, 0) / _KNOWN
        reading[topic] = max(reading[topic], _FAR) + _SAID * said[topic].weight / (1 + known)
    return {topic: odds for topic, odds in reading.items() if odds > _FAR}


def examples(
    mentions: Iterable[Mention], topics: Sequence[Topic], defaults: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The titles of mentions with the topics that headings, or else their sources, file them under."""
    index = _index(tuple(topics))
    for mention in mentions:
        firm, _ = _headings([mention], index)
        if found := firm or _subjects([mention], defaults, index):
            yield mention.title, tuple(found)


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
        kinds,
    )
