"""The values that pass from step to step. All are frozen: a step returns new ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Link:
    """One link of an entry: its visible label and its target, as the source wrote them."""

    label: str
    url: str


class Described(Protocol):
    """What a list says of a work, in an entry or in a mention: all that identification reads."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str | None: ...
    @property
    def links(self) -> tuple[Link, ...]: ...
    @property
    def section(self) -> tuple[str, ...]: ...
    @property
    def venue(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def authors(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a source that names one resource; ``line`` is 1-based in ``path``."""

    path: str
    line: int
    title: str
    url: str | None = None
    links: tuple[Link, ...] = ()
    section: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    authors: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A list item, table row or link that is not an entry, and why."""

    path: str
    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file holds."""

    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """What one source says of one paper, as last merged; ``links`` are those besides ``url``."""

    source: str
    path: str
    title: str
    url: str | None = None
    links: tuple[Link, ...] = ()
    section: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    authors: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: str, entry: Entry) -> Mention:
        """What ``entry`` says, without what changes at every commit (its line) or is prose (its note)."""
        links = {link.url: link for link in reversed(entry.links) if link.url and link.url != entry.url}
        return cls(
            source,
            entry.path,
            entry.title,
            entry.url,
            tuple(reversed(links.values())),
            entry.section,
            entry.venue,
            entry.year,
            entry.authors,
        )


@dataclass(frozen=True, slots=True)
class Fix:
    """One value put right that the lists have wrong: ``old`` gives way to ``new`` wherever it stands.

    ``field`` is url, link, title, venue or year; without ``old`` the value was missing, without ``new`` a
    link goes. What is not ``sure`` is a question to people.
    """

    field: str
    old: str | int | None
    new: str | int | None
    why: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """One work of the catalog, whatever its kind; ``links`` are those besides ``url``.

    ``decided`` are the decisions that shaped it when it was last merged, each as one line of text; ``fixed``
    are the fixes that hold for as long as the lists say what they put right;
    ``former`` are the last mentions of a paper that nobody lists any more.
    """

    id: str
    title: str
    topic: str
    added: date
    kind: str = "paper"
    url: str | None = None
    venue: str | None = None
    year: int | None = None
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    topic_reason: str = ""
    links: tuple[Link, ...] = ()
    ids: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    decided: tuple[str, ...] = ()
    former: tuple[Mention, ...] = ()
    fixed: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A README section; ``headings`` are the phrases that point to it."""

    id: str
    title: str
    headings: tuple[str, ...] = ()


KINDS = ("paper", "article", "tool", "dataset", "talk", "book", "list")


README = ("README.md",)  # a source's list if nothing else is said, however that is spelt


@dataclass(frozen=True, slots=True)
class Source:
    """One upstream list: a repository on GitHub (``repo``), a file on the web (``url``), or a file or folder
    beside the config (``path``). What stands under a heading that says one of ``skip`` is not taken."""

    name: str
    repo: str | None = None
    path: str | None = None
    ref: str | None = None
    paths: tuple[str, ...] = README
    topic: str | None = None
    url: str | None = None
    skip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people said. A paper is named by its id, any identifier, ``title:<slug>`` or a URL."""

    decline: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    pin: tuple[tuple[str, str, str | int | None], ...] = ()
    topic: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that a change does to its paper, and why.

    ``kind`` is add, remove, join, split, mention, delist, title, link, question, metadata, topic, conflict,
    or record for what no reader sees; ``field`` with ``old`` and ``new`` are set where one field changes.
    """

    kind: str
    reason: str
    source: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a run would do to one paper, or to several that it joins or splits: all of it or nothing."""

    kind: str
    before: tuple[Paper, ...]
    after: tuple[Paper, ...]
    details: tuple[Detail, ...]
    near: tuple[str, ...] = ()

    @property
    def paper(self) -> Paper:
        """The paper that a reader would know it by."""
        return (self.after or self.before)[0]

    @property
    def looks(self) -> bool:
        """Whether a person had better look: it is like another work, or people and lists disagree."""
        return bool(self.near) or any(detail.kind == "conflict" for detail in self.details)

    @property
    def asks(self) -> bool:
        """Whether it is a question, which nothing but a person's word answers."""
        return self.kind in ("unlisted", "question")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A source that this run did not believe, and why; its mentions stay as they were."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would change: ``changes`` that a reader sees, ``quiet`` ones that ride along."""

    changes: tuple[Change, ...] = ()
    quiet: tuple[Change, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def apply(self, catalog: Iterable[Paper], *, answered: bool = False) -> tuple[Paper, ...]:
        """The catalog after it, sorted by id; its questions count only when ``answered`` with yes."""
        changes = [change for change in (*self.changes, *self.quiet) if answered or not change.asks]
        papers = {paper.id: paper for paper in catalog}
        for change in changes:
            for paper in change.before:
                papers.pop(paper.id, None)
        for change in changes:
            papers |= {paper.id: paper for paper in change.after}
        return tuple(papers[id_] for id_ in sorted(papers))
