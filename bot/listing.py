"""What each source says now: its files → mentions, believed or set aside, and what to remember of them;
pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from bot.errors import BotError
from bot.fetch import CannotFetch, Fetched, Seen
from bot.markup import not_as_named
from bot.merge import distrust
from bot.models import Entry, Mention, Paper, SetAside, Source
from bot.parse import parse
from bot.store.memory import Memory, Remembered
from bot.topics.phrases import Phrases
from bot.version import version


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source says, and where: each mention's first line, and the commit since which its file is so.

    The line of a mention is known where the file was read, and of mentions that the catalog lacks.
    ``accepted`` says that people meant it though it looked broken.
    """

    mentions: tuple[Mention, ...]
    lines: Mapping[Mention, int] = field(default_factory=dict)
    seen: Seen | None = None
    since: Mapping[str, str] = field(default_factory=dict)
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What a run knows of the sources: what each says, those set aside, those of which it knows nothing.

    A source that this run did not read, or did not believe, says what it said when it was last read.
    ``fetched`` are those that it did read; ``memory`` has what the next run needs to know.
    """

    listings: Mapping[str, Listing]
    aside: tuple[SetAside, ...]
    unknown: frozenset[str]
    memory: Mapping[str, Remembered]
    fetched: frozenset[str] = frozenset()


class CannotBelieve(BotError):
    """A source looks broken, so that nothing is concluded from it."""


def remembered_of(memory: Memory, catalog: Sequence[Paper]) -> Mapping[str, Remembered]:
    """What is remembered of sources, as far as it goes with ``catalog``.

    What was relative to another catalog (a merge was reverted, papers were deleted, an older memory came
    back) says something false now: that source is read again.
    """
    base = _by_source(catalog)
    return {
        name: one
        for name, one in memory.sources.items()
        if digest_of(_said(one, base.get(name, set()))) == one.said
    }


def seen_of(known: Mapping[str, Remembered], sources: Iterable[Source]) -> Mapping[str, Seen]:
    """What fetching needs to know, to ask only for what changed since it was last read as it would be now."""
    reader = {source.name: reader_of(source) for source in sources}
    return {name: one.seen for name, one in known.items() if one.seen and one.reader == reader.get(name)}


def reader_of(source: Source) -> str:
    """What decides, besides its files, what is read of a source: the reader's version, what is skipped."""
    return " ".join([version(), *(f"-{phrase}" for phrase in source.skip)])


def read(
    sources: Sequence[Source],
    fetched: Mapping[str, Fetched | CannotFetch],
    catalog: Sequence[Paper],
    known: Mapping[str, Remembered],
    accept: Collection[str] = (),
    entries: Callable[[str, bytes, str | None], tuple[Entry, ...]] | None = None,
) -> Read:
    """What ``sources`` say, given what was ``fetched`` of them; those in ``accept`` are believed whatever
    they say. ``entries`` reads a file, if not ``entries_of``."""
    base = _by_source(catalog)
    listings: dict[str, Listing] = {}
    aside: list[SetAside] = []
    memory: dict[str, Remembered] = {}
    done: set[str] = set()
    for source in sources:
        mine, one = base.get(source.name, set()), known.get(source.name)
        try:
            if source.name in fetched:
                meant = source.name in accept
                listing, _ = believed(source, fetched[source.name], mine, one, entries, accept=meant)
                listings[source.name] = listing
                done.add(source.name)
                memory[source.name] = _remembered(source, listing, mine)
                continue
        except BotError as error:
            aside.append(SetAside(source.name, str(error)))
        if one:
            memory[source.name] = one
            listings[source.name] = _as_last_read(one, mine)
    unknown = unread(sources, listings, base.keys())
    return Read(listings, tuple(aside), frozenset(unknown), memory, frozenset(done))


def without(read_: Read, names: Collection[str]) -> Read:
    """``read_`` as if nothing were known of the sources called ``names``, but for what is remembered."""
    return replace(read_, listings={name: one for name, one in read_.listings.items() if name not in names})


def unread(sources: Iterable[Source], known: Collection[str], mentioned: Collection[str]) -> frozenset[str]:
    """The sources whose mentions stay as they are, since nothing is known of what they say now.

    Where a source that was never read before fails, it may be an old one under a new name: then sources
    that are no longer followed keep their mentions too, until that is known.
    """
    names = {source.name for source in sources}
    failed = names - set(known)
    return frozenset(failed | (set(mentioned) - names if failed - set(mentioned) else set()))


def believed(
    source: Source,
    fetched: Fetched | CannotFetch,
    base: Collection[Mention],
    known: Remembered | None = None,
    entries: Callable[[str, bytes, str | None], tuple[Entry, ...]] | None = None,
    *,
    accept: bool = False,
) -> tuple[Listing, str | None]:
    """What the source says, with the doubt that ``accept`` overruled; raises BotError when not believed.

    Files that did not change say what is ``known`` of them. What people accepted once is believed as long
    as the source says just that.
    """
    if isinstance(fetched, Exception):
        raise fetched
    skipped = _skipped(source)
    base = [mention for mention in base if not skipped(mention)]
    lines: dict[Mention, int] = {}
    if known and fetched.same:
        said = {**dict.fromkeys(sorted(set(base) - set(known.gone), key=repr), 0), **dict(known.news)}
        lines = {mention: line for mention, line in said.items() if mention.path in fetched.same}
    for path, data in fetched.files.items():
        for entry in (entries or entries_of)(path, data, fetched.base or source.url):
            mention = Mention.of(source.name, entry)
            if not skipped(mention):
                lines.setdefault(mention, entry.line)
    doubt = distrust(base, lines.keys())
    meant = bool(known and known.accepted and known.said == digest_of(lines))
    if doubt and not (accept or meant):
        raise CannotBelieve(doubt)
    seen = fetched.seen
    if source.url and known and known.seen and known.said == digest_of(lines):
        seen = (
            known.seen
        )  # pages change with every look, in what is no list: that is nothing to write down (G1)
    return Listing(tuple(lines), lines, seen, _since(seen, known), bool(doubt)), doubt


def _skipped(source: Source) -> Callable[[Mention], bool]:
    """Whether a mention stands under a heading that its source is told to skip."""
    phrases = Phrases((phrase, "skip") for phrase in source.skip)
    return lambda mention: bool(source.skip) and any(map(phrases.find, mention.section))


def _since(seen: Seen | None, known: Remembered | None) -> Mapping[str, str]:
    """The commit since which each file is as it is now, as far as is remembered."""
    if seen is None:
        return {}
    before = known.seen.blobs if known and known.seen else {}
    return {
        path: known.since.get(path, seen.commit) if known and before.get(path) == blob else seen.commit
        for path, blob in seen.blobs.items()
    }


def entries_of(path: str, data: bytes, base: str | None = None) -> tuple[Entry, ...]:
    """The entries of one file, with links relative to ``base``; raises BotError when it is no list."""
    if reason := not_as_named(path, data):
        raise CannotBelieve(reason)
    return parse(path, data, base).entries


def digest_of(mentions: Iterable[Mention]) -> str:
    """A fingerprint of what a source says, whatever the order."""
    return sha256("\n".join(sorted(map(repr, set(mentions)))).encode()).hexdigest()[:16]


def _said(known: Remembered, base: Collection[Mention]) -> set[Mention]:
    return (set(base) - set(known.gone)) | {mention for mention, _ in known.news}


def _as_last_read(known: Remembered, base: Collection[Mention]) -> Listing:
    lines = dict(known.news)
    said = tuple(sorted(_said(known, base), key=repr))
    return Listing(said, lines, known.seen, known.since, known.accepted)


def _remembered(source: Source, listing: Listing, base: Collection[Mention]) -> Remembered:
    """What the next run needs to know of a source, given what the catalog has of it."""
    said = set(listing.mentions)
    news = sorted(((mention, listing.lines.get(mention, 0)) for mention in said - set(base)), key=repr)
    gone = sorted(set(base) - said, key=repr)
    return Remembered(
        digest_of(said),
        listing.seen,
        tuple(news),
        tuple(gone),
        listing.accepted,
        listing.since,
        reader_of(source),
    )


def _by_source(catalog: Iterable[Paper]) -> dict[str, set[Mention]]:
    base: dict[str, set[Mention]] = {}
    for paper in catalog:
        for mention in paper.mentions:
            base.setdefault(mention.source, set()).add(mention)
    return base


def relative_to(read_: Read, sources: Iterable[Source], catalog: Sequence[Paper]) -> Read:
    """``read_`` with a memory that goes with ``catalog``, where a run has written that; of folders there is
    none."""
    base = _by_source(catalog)
    memory = {
        source.name: _remembered(source, one, base.get(source.name, set()))
        for source in sources
        if (one := read_.listings.get(source.name)) and one.seen
    }
    return replace(read_, memory=memory)
