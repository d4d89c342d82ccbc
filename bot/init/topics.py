"""The headings of lists → the topics of a configuration that is to follow them.

A heading becomes a topic if it tells something: not a year or venue, not what every list says of
everything, and not the heading of most of its list. Headings of different lists are one topic where
their words have the same stems, or where one ends in the other ("Distillation", "Knowledge distillation").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import BotError
from bot.identify import slug
from bot.models import Entry, Topic
from bot.render.escape import plain
from bot.topics import kind_of
from bot.topics.headings import NOT_TELLING, SAYS_NOTHING, clean, says_what, stemmed, stems_of, telling_stems
from bot.topics.phrases import Phrases, words

MOST = 20  # topics; a README with more sections is hard to find one's way in
FEW = 2  # entries below a heading that only one list has, for it to be a topic
GIANT = 0.6  # of a list's entries: a heading above more of them says what the list is about
LONGEST = 60  # characters of a topic's title

KINDS = {
    "tool": ("tools", "Tools"),
    "dataset": ("datasets", "Datasets"),
    "article": ("articles", "Articles"),
    "talk": ("talks", "Talks and courses"),
    "book": ("books", "Books"),
    "list": ("lists", "Related lists"),
}
PAPERS = Topic("papers", "Papers")


@dataclass(frozen=True, slots=True)
class Proposed:
    """Topics in README order, and the topic of each heading that became one, or part of one."""

    topics: tuple[Topic, ...]
    of: Mapping[str, str]

    def topic_of(self, entry: Entry) -> str | None:
        """The topic of the innermost of the entry's headings that has one."""
        return next((self.of[heading] for heading in reversed(entry.section) if heading in self.of), None)


@dataclass(slots=True)
class _Heading:
    """What stands below the headings that mean one thing; ``place`` is that of the first of them."""

    telling: tuple[str, ...]
    place: int
    own: str = ""  # as people's own document has it
    spelled: Counter[str] = field(default_factory=Counter)
    documents: set[int] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)

    def take(self, other: _Heading) -> None:
        self.own = self.own or other.own
        self.place = min(self.place, other.place)
        self.spelled += other.spelled
        self.documents |= other.documents
        self.entries += other.entries

    @property
    def title(self) -> str:
        """As people have it, else as most entries do; of two, the one that comes first."""
        return _shortened(self.own or self.spelled.most_common(1)[0][0])


def propose(documents: Sequence[Sequence[Entry]], *, own: bool = False) -> Proposed:
    """The topics for lists of these entries.

    If the first document is people's ``own``, every heading of it with entries is a topic; of other lists
    those are that have more than one entry, the largest twenty of all.
    """
    headings = _merged(_headings(documents, own=own))
    mine = {id(heading) for heading in headings if own and 0 in heading.documents}
    ranked = sorted(headings, key=lambda heading: -len(heading.entries))
    kept = mine | {id(heading) for heading in ranked if len(heading.entries) >= FEW}
    largest = [heading for heading in ranked if id(heading) in (kept or set(map(id, ranked)))][:MOST]
    chosen = [
        heading for heading in headings if id(heading) in mine or any(heading is one for one in largest)
    ]
    entries = [entry for document in documents for entry in document]
    return _topics(chosen, entries, lambda heading: id(heading) in mine)


def _headings(documents: Sequence[Sequence[Entry]], *, own: bool) -> list[_Heading]:
    found: dict[tuple[str, ...], _Heading] = {}
    for number, document in enumerate(documents):
        above = Counter(heading for entry in document for heading in set(entry.section))
        most = GIANT * len(document)
        nested = {heading for entry in document for heading in entry.section[:-1]}
        giants = {heading for heading, count in above.items() if count > most and heading in nested}
        for entry in document:
            heading = _telling(entry.section, giants, own=own and not number)
            if heading is None:
                continue
            mine = heading if own and not number else ""
            row = found.setdefault(stems_of(heading), _Heading(telling_stems(heading), len(found), mine))
            row.spelled[heading] += 1
            row.documents.add(number)
            row.entries.append(entry)
    return list(found.values())


def _telling(section: Sequence[str], giants: Iterable[str], *, own: bool) -> str | None:
    """The outermost heading that tells something, else the innermost that says anything at all.

    What people's ``own`` headings say they meant to say.
    """
    named = [heading for heading in section if says_what(heading)]
    telling = (h for h in named if h not in giants and not NOT_TELLING.issuperset(words(clean(h))))
    saying = (h for h in reversed(named) if own or not SAYS_NOTHING.issuperset(words(clean(h))))
    return next(telling, next(saying, None))


def _shortened(heading: str) -> str:
    title = plain(clean(heading)) or "Untitled"
    if len(title) <= LONGEST:
        return title
    return f"{title[:LONGEST].rsplit(' ', 1)[0]} …"


def _merged(headings: Sequence[_Heading]) -> list[_Heading]:
    """``headings`` with those taken together that say the same, or of which one ends in the other.

    What one list keeps apart stays apart.
    """
    found: dict[tuple[str, ...], list[_Heading]] = {}
    for heading in sorted(headings, key=lambda heading: (len(heading.telling), heading.place)):
        ends = (one for at in range(len(heading.telling)) for one in found.get(heading.telling[at:], ()))
        same = next((one for one in ends if not one.documents & heading.documents), None)
        if same:
            same.take(heading)
        else:
            found.setdefault(heading.telling, []).append(heading)
    return sorted((one for row in found.values() for one in row), key=lambda heading: heading.place)


def _topics(
    headings: Sequence[_Heading], entries: Sequence[Entry], mine: Callable[[_Heading], bool]
) -> Proposed:
    kinds = Counter(kind_of(entry) for entry in entries)
    topics: list[Topic] = []
    named: dict[str, Topic] = {}
    of: dict[str, str] = {}
    taken: set[str] = set()
    phrases, wide = _told_apart(headings)
    # Of two topics that a heading names the first has it, so the wider one comes last.
    for number in sorted(range(len(headings)), key=lambda n: (not mine(headings[n]), n in wide)):
        heading = headings[number]
        kind = _kind(heading)
        if kind in KINDS and kind not in named and KINDS[kind][0] not in taken:
            id_, title = KINDS[kind]
            topic = named[kind] = Topic(id_, heading.title if mine(heading) else title)
        elif kind in KINDS and not mine(heading):
            topic = named.get(kind, Topic(*KINDS[kind]))
        else:
            topic = Topic(_id(heading.title, taken), heading.title, phrases[number])
            topics.append(topic)
        taken.add(topic.id)
        of |= dict.fromkeys(heading.spelled, topic.id)
    if not topics or [topic.id for topic in topics] == [PAPERS.id]:
        topics = [PAPERS]  # no heading says anything: then a section for all is better than none
    for kind, (id_, title) in KINDS.items():
        if kind in named or (kinds[kind] and id_ not in taken):
            topics.append(named.get(kind, Topic(id_, title)))
    return Proposed(tuple(topics), of)


def _told_apart(headings: Sequence[_Heading]) -> tuple[list[tuple[str, ...]], set[int]]:
    """The phrases of each heading, without those that others say too; and those that have no others."""
    phrases = [_phrases(heading) for heading in headings]
    index = Phrases((phrase, str(number)) for number, row in enumerate(phrases) for phrase in row)
    shared: dict[int, set[str]] = {}
    for number, heading in enumerate(headings):
        for spelled in heading.spelled:
            for other, hit in index.find(spelled).items():
                if int(other) != number:
                    shared.setdefault(int(other), set()).add(hit.phrase)
    apart = [
        tuple(phrase for phrase in row if phrase not in shared.get(number, ()))
        for number, row in enumerate(phrases)
    ]
    wide = {number for number, row in enumerate(apart) if not row}
    return [_shortest(row or phrases[number]) for number, row in enumerate(apart)], wide


def _kind(heading: _Heading) -> str:
    """The kind of most of what stands below a heading: the bot files all of a kind in one place."""
    kind, count = Counter(map(kind_of, heading.entries)).most_common(1)[0]
    return kind if count > len(heading.entries) / 2 else "paper"


def _id(title: str, taken: set[str]) -> str:
    """A name for a topic's file: in ASCII, and no other's."""
    ascii_ = slug(title).encode("ascii", "ignore").decode()
    name = "-".join(re.findall(r"[a-z0-9]+", ascii_)) or "topic"
    names = (f"{name}-{copy}" if copy > 1 else name for copy in range(1, len(taken) + 2))
    return next(one for one in names if one not in taken)


def _phrases(heading: _Heading) -> tuple[str, ...]:
    """The phrases that mean a heading, the shortest first."""
    phrases = [_phrase(words(clean(spelled))) for spelled, _ in heading.spelled.most_common()]
    if len(heading.telling) == 1:  # all it tells is one word
        said = (word for spelled in heading.spelled for word in words(clean(spelled)))
        phrases += [_phrase([next(word for word in said if stemmed(word) == heading.telling[0])])]
    return tuple(sorted(dict.fromkeys(phrases), key=lambda text: (text.count(" "), text)))


def _shortest(phrases: Iterable[str]) -> tuple[str, ...]:
    """``phrases`` without those in which a shorter one stands."""
    found: list[str] = []
    for phrase in phrases:
        if not Phrases((one, one) for one in found).find(phrase.replace("*", "")):
            found.append(phrase)
    return tuple(found)


def _phrase(said: Sequence[str]) -> str:
    """Words as a phrase whose last stands for all that begin with its stem."""
    last = stemmed(said[-1])
    return " ".join([*said[:-1], said[-1] if last == said[-1] else f"{last}*"])


def from_titles(titles: Iterable[str]) -> Proposed:
    """The topics that people name outright, each found by its name."""
    taken: set[str] = set()
    topics: list[Topic] = []
    for title in dict.fromkeys(plain(title) for title in titles):
        if not words(title):
            raise BotError(f"--topic takes a heading, not “{title}”")
        heading = _Heading(telling_stems(title), len(topics), title, Counter({title: 1}))
        phrases = _shortest(_phrases(heading))
        topics.append(Topic(_id(title, taken), title, phrases))
        taken.add(topics[-1].id)
    return Proposed(tuple(topics), {topic.title: topic.id for topic in topics})
