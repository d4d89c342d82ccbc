"""What a paper's fields are, by stated rules, given what the lists say of it.

- Title: the one that most lists give; a nickname, slug, cut or shouted title only if there is no other.
- Link: where the work can be read by anyone and is sure to stay, its landing page rather than a file.
- Venue and year: those of the published version; a preprint's only where nothing else is known.
- Everything else that a list links to is kept, once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.identify import canonical_url, identifier, identifiers, is_work, leads_to, title_key
from bot.identify.hosts import A_FILE, A_PAGE, rank
from bot.identify.names import older_form
from bot.identify.venues import is_preprint, usual_name
from bot.merge.wording import mended, plain_label
from bot.models import Detail, Link, Mention, Paper, Source, Topic
from bot.topics import Titles, classify, examples, kind_of

SCALARS = ("title", "url", "kind", "venue", "year", "authors", "topic")
SETS = ("links", "topics", "ids")


BROKEN_HYPHEN = re.compile(r"\w- \w")
LIGATURE = re.compile("[\ufb00-\ufb06]")
CUT = re.compile(r"(\.\.\.|…)\s*\Z")
FILE = re.compile(r"\.(pdf|ps|ps\.gz|pptx?|docx?)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration says of topics; ``defaults`` maps a source to its own topic.

    ``titles`` is how titles of each topic read, as far as that is known.
    """

    topics: tuple[Topic, ...]
    defaults: Mapping[str, str] = field(default_factory=dict)
    titles: Titles = field(default_factory=Titles)

    @classmethod
    def of(cls, topics: Iterable[Topic], sources: Iterable[Source]) -> Rules:
        """What the configuration says of topics."""
        return cls(tuple(topics), {source.name: source.topic for source in sources if source.topic})

    def reading(self, mentions: Iterable[Mention], catalog: Iterable[Paper]) -> Rules:
        """These, knowing how titles read by what lists say now, and by where people put papers themselves."""
        topics = {topic.id for topic in self.topics}
        people = ((paper.title, paper.topic) for paper in catalog if _by_people(paper, topics))
        titles = Titles.learned(examples(mentions, self.topics, self.defaults), people)
        return replace(self, titles=titles)


def derive(mentions: Sequence[Mention], rules: Rules, added: Paper) -> Paper:
    """``added`` with the fields that ``mentions`` (at least one) give it, by the rules above."""
    title = best_title(mentions)
    url = best_url(mentions)
    venue, year = best_venue(mentions)
    kind = best_kind(mentions)
    placement = classify(title, kind, mentions, rules.topics, rules.defaults, rules.titles)
    return replace(
        added,
        title=title,
        url=url,
        kind=kind,
        venue=venue,
        year=year,
        authors=max((mention.authors for mention in mentions), key=lambda names: (len(names), names)),
        links=other_links(mentions, url),
        topic=placement.topic,
        topics=placement.topics,
        topic_reason=f"{placement.topic}: {placement.reason}",
        ids=tuple(sorted({key for mention in mentions for key in identifiers(mention)})),
    )


def place(paper: Paper, rules: Rules) -> Paper:
    """``paper`` where the topics as configured now put it, unless people put it elsewhere."""
    if _by_people(paper, {topic.id for topic in rules.topics}):
        return paper
    said = paper.mentions or paper.former
    placement = classify(paper.title, paper.kind, said, rules.topics, rules.defaults, rules.titles)
    if placement.topic == paper.topic:
        return paper
    reason = f"{placement.topic}: {placement.reason}"
    return replace(paper, topic=placement.topic, topics=placement.topics, topic_reason=reason)


@dataclass(frozen=True, slots=True)
class Edits:
    """What people changed of a paper by hand: values of fields, and what they added to sets or took out."""

    values: Mapping[str, Any] = field(default_factory=dict)
    added: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    removed: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


def edits(ours: Paper, base: Paper | None, topics: Collection[str]) -> Edits:
    """How ``ours`` differs from what the rules made of its mentions: ``base``, or nothing if it had none."""
    if base is None:
        values = {name: getattr(ours, name) for name in SCALARS if getattr(ours, name)}
        return Edits(values, {name: getattr(ours, name) for name in SETS})
    values = {
        name: getattr(ours, name)
        for name in SCALARS
        if getattr(ours, name) != getattr(base, name) and (name != "topic" or _moved_by_hand(ours, topics))
    }
    if not _moved_by_hand(ours, topics) and ours.topic != base.topic:
        # Other titles say otherwise now which of its topics is the main one; that is nobody's edit.
        known = [topic for topic in (base.topic, *base.topics) if topic in ours.topics or topic != base.topic]
        base = replace(base, topics=tuple(topic for topic in known if topic != ours.topic))
    # A link that people labelled anew is added: it takes the place of the one that it leads to (settle).
    added = {
        name: tuple(item for item in getattr(ours, name) if item not in getattr(base, name)) for name in SETS
    } | {"ids": _less(ours.ids, base.ids)}
    return Edits(values, added, {name: _less(getattr(base, name), getattr(ours, name)) for name in SETS})


def _by_people(paper: Paper, topics: Collection[str]) -> bool:
    """Whether people said where a paper belongs."""
    return _moved_by_hand(paper, topics) or any(line.startswith("topic ") for line in paper.decided)


def _moved_by_hand(ours: Paper, topics: Collection[str]) -> bool:
    """Whether the reason for its topic speaks of another one: people moved the block, not its reason."""
    return ours.topic in topics and not ours.topic_reason.startswith(f"{ours.topic}: ")


def _less(these: tuple[Any, ...], those: tuple[Any, ...]) -> tuple[Any, ...]:
    keys = {_key(item) for item in those}
    return tuple(item for item in these if _key(item) not in keys)


def _key(item: Any) -> str:
    """What two items that are one have in common: the catalog may hold an identifier in its older form."""
    return older_form(_name(item))


def _name(item: Any) -> str:
    return item.url if isinstance(item, Link) else item


def settle(theirs: Paper, base: Paper | None, made: Edits) -> tuple[Paper, tuple[Detail, ...]]:
    """``theirs`` with people's edits, and a detail for each that a source now contradicts."""
    values = dict(made.values)
    for name in SETS:
        added = made.added.get(name, ())
        kept = _less(_less(getattr(theirs, name), made.removed.get(name, ())), added)
        values[name] = tuple(sorted((*kept, *added), key=_name)) if name != "topics" else (*kept, *added)
    conflicts = tuple(
        Detail(
            "conflict",
            f"people wrote “{_shown(made.values[name])}”",
            None,
            name,
            _shown(made.values[name]),
            _shown(new),
        )
        for name in made.values
        if base is not None and (new := getattr(theirs, name)) not in (getattr(base, name), made.values[name])
    )
    paper = replace(theirs, **values)
    if "topic" in made.values:
        paper = replace(
            paper,
            topic_reason="people put it here",
            topics=tuple(t for t in paper.topics if t != paper.topic),
        )
    return paper, conflicts


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "nothing" if value is None else str(value)


def best_title(mentions: Iterable[Mention]) -> str:
    """The title that most sources agree on among the well-formed ones."""
    titles = sorted({(mention.title, mention.source) for mention in mentions})
    keys = {title: title_key(title) for title, _ in titles}

    def votes(key: str) -> int:
        # A list that leaves the subtitle out agrees with one that does not.
        return len({source for title, source in titles if keys[title] in key})

    counted = {key: votes(key) for key in set(keys.values())}
    spelled = Counter(title for title, _ in titles)
    best = max(
        keys,
        key=lambda title: (
            -_blemishes(title),
            counted[keys[title]],
            len(keys[title]),
            spelled[title],
            _case(title),
            title,
        ),
    )
    return mended(best)


def _blemishes(title: str) -> int:
    words = title.split()
    return sum(
        (
            4 * (len(words) < 3),
            3 * ((len(words) == 1 and len(title) > 20) or "_" in title),
            2 * bool(CUT.search(title)),
            2 * (title.isupper() and len(words) > 2),
            bool(BROKEN_HYPHEN.search(title)),
            bool(LIGATURE.search(title)),
            title[0].islower(),
        )
    )


def _case(title: str) -> int:
    """How far a title is in title case; capitals tell names from words."""
    return sum(1 for word in title.split() if word[0].isupper())


def best_url(mentions: Iterable[Mention]) -> str | None:
    """The preferred form of the link that serves a reader best; of as good ones, that of most lists."""
    said = {(canonical_url(mention.url), mention.source) for mention in mentions if mention.url}
    votes = Counter(url for url, _ in said)

    def order(url: str) -> tuple[int, bool, int, int, str]:
        key = identifier(url)
        form = A_FILE if FILE.search(url) else A_PAGE
        return rank(key) if key else form, not url.startswith("https:"), -votes[url], len(url), url

    return min(votes, key=order, default=None)


def best_venue(mentions: Iterable[Mention]) -> tuple[str | None, int | None]:
    """Venue and year of the published version, else of the preprint, else only the year."""
    said: Counter[tuple[str, int]] = Counter()
    spelled: dict[str, Counter[str]] = {}
    years: Counter[int] = Counter()
    for _, venue, year in sorted({(m.source, usual_name(m.venue or ""), m.year or 0) for m in mentions}):
        if venue:
            said[venue.casefold(), year] += 1
            spelled.setdefault(venue.casefold(), Counter())[venue] += 1
        elif year:
            years[year] += 1
    if not said:
        return None, min(years, key=lambda year: (-years[year], year), default=None)
    name, year = min(said, key=lambda key: (is_preprint(key[0]), not key[1], -said[key], key))
    best = max(spelled[name], key=lambda text: (spelled[name][text], not text.islower(), text))
    return best, year or None


def best_kind(mentions: Iterable[Mention]) -> str:
    """The kind that most mentions point to; a paper where an identifier says so."""
    kinds = Counter("paper" if _is_work(mention) else kind_of(mention) for mention in mentions)
    return min(kinds, key=lambda kind: (-kinds[kind], kind != "paper", kind))


def _is_work(mention: Mention) -> bool:
    return any(map(is_work, identifiers(mention)))


def other_links(mentions: Iterable[Mention], url: str | None) -> tuple[Link, ...]:
    """Every link of the mentions that leads elsewhere than ``url``, once each, sorted by URL."""
    found: dict[str, Link] = {}
    taken = {leads_to(url)} if url else set()
    mains = (Link("", m.url) for m in mentions if m.url)
    others = (link for m in mentions for link in m.links)
    for link in sorted(
        {*mains, *others}, key=lambda link: (canonical_url(link.url), -len(link.label), link.label)
    ):
        place = leads_to(link.url)
        if place not in taken and "://" in link.url:  # else a file of the list's own
            taken.add(place)
            found[place] = Link(plain_label(link.label, link.url), canonical_url(link.url))
    return tuple(sorted(found.values(), key=lambda link: (link.url, link.label)))
