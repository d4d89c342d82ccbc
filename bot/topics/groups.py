"""The parts of a topic, by what the lists' own headings say more narrowly than it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.models import Paper, Topic
from bot.topics.headings import NOT_TELLING, clean, says_what, stemmed
from bot.topics.phrases import Phrases, words

LEAST = 6  # works of one part; fewer stand with the rest
_MOST = 12  # parts of one topic
_LONGEST = 50  # characters of a part's name

_GIANT = 0.9  # of what a list has of a topic: a heading above more of it says what the list is about

Stems = frozenset[str]


def grouped(papers: Sequence[Paper], topics: Sequence[Topic]) -> Mapping[str, list[Paper]]:
    """The papers of one topic by part, the largest first, and last under "" those of none.

    Headings that say the same in other words (“Data-free distillation”, “KD, free of data”) are one part.
    """
    phrases = _phrases(tuple(topics))
    said = [dict(_parts(paper, phrases)) for paper in papers]
    named: defaultdict[Stems, Counter[str]] = defaultdict(Counter)
    for parts in said:
        for stems, name in parts.items():
            named[stems][name] += 1
    giants = _giants(papers, phrases)
    large = [stems for stems in named if named[stems].total() >= LEAST and stems not in giants]
    large.sort(key=lambda stems: (-named[stems].total(), sorted(stems)))
    rank = {stems: place for place, stems in enumerate(large[:_MOST])}
    found: defaultdict[Stems, list[Paper]] = defaultdict(list)
    for paper, parts in zip(papers, said, strict=True):
        found[min(parts.keys() & rank.keys(), key=rank.__getitem__, default=frozenset())].append(paper)
    kept = [stems for stems in rank if len(found[stems]) >= LEAST]
    placed = {paper.id for stems in kept for paper in found[stems]}
    rest = [paper for paper in papers if paper.id not in placed]
    by_name = {_name(named[stems]): found[stems] for stems in kept}
    return {**by_name, "": rest} if rest else by_name


def _parts(paper: Paper, phrases: Phrases) -> Iterator[tuple[Stems, str]]:
    """For each mention the innermost heading that says more than the paper's topic, by its telling stems."""
    for mention in paper.mentions:
        for heading in reversed(mention.section):
            stems, named = _more(heading, paper.topic, phrases)
            if stems:
                yield stems, clean(heading)
            if stems or named:
                break


@lru_cache(maxsize=8192)
def _more(heading: str, topic: str, phrases: Phrases) -> tuple[Stems, bool]:
    """What a heading tells beside the topics that it names, and whether it names this one.

    It tells nothing where it names others and not this one.
    """
    named = phrases.find(heading)
    if not says_what(heading) or len(clean(heading)) > _LONGEST or (named and topic not in named):
        return frozenset(), topic in named
    told = {
        word
        for word in words(clean(heading))
        if word not in NOT_TELLING and len(word) > 2 and not word.isdecimal()
    }
    known = [stemmed(word.rstrip("*")) for name in named for word in phrases.words(name)]
    stems = {stem for stem in map(stemmed, told) if not any(stem.startswith(one) for one in known)}
    return frozenset(stems), topic in named


def _giants(papers: Sequence[Paper], phrases: Phrases) -> set[Stems]:
    """What stands above nearly all that its lists have of the topic."""
    of_list: Counter[str] = Counter()
    under: Counter[tuple[str, Stems]] = Counter()
    for paper in papers:
        for mention in paper.mentions:
            of_list[mention.source] += 1
            for stems, _ in _parts(replace(paper, mentions=(mention,)), phrases):
                under[mention.source, stems] += 1
    parts = {stems for (source, stems), count in under.items() if count <= _GIANT * of_list[source]}
    return {stems for _, stems in under} - parts


def _name(spelled: Counter[str]) -> str:
    return min(spelled, key=lambda name: (-spelled[name], name))


@lru_cache(maxsize=4)
def _phrases(topics: tuple[Topic, ...]) -> Phrases:
    return Phrases((phrase, topic.id) for topic in topics for phrase in (*topic.headings, topic.title))
