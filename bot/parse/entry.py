"""One item, row or paragraph, read alone: its title, its link, and what the rest says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.markup.inline import Piece
from bot.models import Link
from bot.parse.evidence import Evidence, evidence
from bot.parse.facts import from_badge
from bot.parse.labels import choose, is_resource, leads_to_code, outer, repository_of
from bot.parse.once import once
from bot.parse.segments import Cut, Segment, between, cut
from bot.parse.text import collapse, words
from bot.parse.title import Choice
from bot.parse.title import choose as choose_title

# Venue, year and names are looked for among this many words beside the title, not in a long text after it.
_NEAR = 12
# How much must speak for names that stand somewhere in a text without a title, and where names are due.
_LIKELY, _DUE = 0.5, -2


@dataclass(slots=True)
class Draft:
    """What one item says before its section, children and path are known."""

    title: str
    url: str | None = None
    links: list[Link] = field(default_factory=list)
    venue: str | None = None
    year: int | None = None
    authors: tuple[str, ...] = ()
    note: str = ""
    line: int = 0
    linked: bool = False
    bracketed: bool = False
    emphasised: bool = False
    before: str = ""

    def learn(self, venue: str | None, year: int | None) -> None:
        """Take a venue and a year where none is known yet."""
        self.venue, self.year = self.venue or venue, self.year or year


@dataclass(eq=False)
class Solo:
    """An item cut; what its segments show and which are its title is read when it is asked for.

    All items of one content share one, so what others make of it they write on a copy that is ``apart``.
    """

    pieces: Sequence[Piece]
    cut: Cut

    def apart(self) -> Solo:
        """Return a copy that may be written on."""
        copy = Solo(self.pieces, Cut(self.cut.flat, list(self.segments)))
        copy.found, copy.choice = list(self.found), self.choice
        return copy

    @property
    def segments(self) -> list[Segment]:
        return self.cut.segments

    @once
    def found(self) -> list[Evidence]:
        return evidence(self.segments)

    @once
    def choice(self) -> Choice | None:
        """The title that was chosen by what the item says itself; None if nothing can be one."""
        firsts = [at for at, one in enumerate(self.segments) if not one.resource]
        if len(firsts) == 1:
            return Choice(firsts[0], firsts[0])
        return choose_title(self.segments, self.found) if firsts else None

    @once
    def draft(self) -> Draft | None:
        return drafted(self)


def solo(pieces: Sequence[Piece]) -> Solo:
    """Cut an item, the same one for all of one content."""
    return _kept(tuple(pieces))


def weigh(pieces: tuple[Piece, ...]) -> Solo:
    """Cut an item, and see what its first segment is by what follows it."""
    item = Solo(pieces, cut(pieces))
    if len(item.segments) < 2:
        return item
    one = item.segments[0]
    if _tags(item.segments):
        item.segments[0] = replace(one, resource=True)
        item.found[0] = Evidence(venue=one.text if _ACRONYM.match(one.text) else None)
    return item


_kept = lru_cache(maxsize=2048)(weigh)
_ACRONYM = re.compile(r"[A-Z][A-Za-z&-]*[A-Z]+[\w&-]*(?: \d{4})?$")


def _tags(segments: Sequence[Segment]) -> bool:
    """Whether a linked bracket leads, and the title follows it unlinked (``[[MICRO](u)] A title``)."""
    one, after = segments[0], segments[1]
    if one.link is None or one.resource or one.bracket != "[" or one.count > 3:
        return False
    return after.link is None and after.sep == "bracket" and after.count >= 3


def drafted(item: Solo, *, cell: bool = False) -> Draft | None:
    """Return what an item says, by the title that was chosen for it; None if there is none.

    A ``cell`` has its link in another, perhaps.
    """
    draft = _titled(item, item.choice, cell=cell) if item.choice is not None else None
    if draft is None:
        draft = _last_resort(item.pieces)
    if draft is None:
        return None
    for piece in item.pieces:
        source = piece.url if piece.kind == "image" else piece.image
        if source:
            draft.learn(*from_badge(source, linked=piece.kind != "image"))
    draft.links = links_of(item.pieces)
    if draft.url is None and not draft.linked and not cell:
        links = outer(item.pieces)
        draft.url = tool_of(draft, links) or choose(links)
    return draft


def tool_of(draft: Draft, pieces: Iterable[Piece]) -> str | None:
    """Return the link to code of what has no venue, year or names: it is no paper but that tool."""
    if draft.venue or draft.year or draft.authors:
        return None
    links = [p for p in pieces if p.url]
    if words(draft.title) > 3:
        return repository_of(draft.title.partition(":")[0], links)
    return next((p.url for p in links if leads_to_code(p)), None)


def links_of(pieces: Iterable[Piece]) -> list[Link]:
    """Return all links that leave the page, each under its label, or else under its address."""
    return [Link(collapse(p.text) or p.url, p.url) for p in outer(pieces) if p.url]


def _last_resort(pieces: Sequence[Piece]) -> Draft | None:
    """Take a bare address, or a label of several words though it could name a resource, for the title."""
    links = outer(pieces)
    link = next((p for p in links if p.bare), None)
    link = link or next((p for p in links if not p.badge and words(p.text) >= 3), None)
    if link is None:
        return None
    return Draft(collapse(link.text), link.url.strip(), line=link.line, linked=True)


def _titled(item: Solo, choice: Choice, *, cell: bool) -> Draft:
    segments = item.segments
    run = segments[choice.first : choice.last + 1]
    link = next((s.link for s in run if s.link is not None), None)
    draft = Draft(
        collapse(between(item.cut, choice.first, choice.last)).rstrip(":： "),
        line=run[0].line,
        linked=link is not None,
        bracketed=all(s.bracket == "[" for s in run),
        emphasised=link is None and (all(s.bold for s in run) or all(s.italic for s in run)),
        before=" ".join(s.text for s in segments[: choice.first] if not s.resource),
    )
    if link is not None:
        draft.url = link.url.strip() or None
    else:
        links = outer(item.pieces)
        named = None if cell else repository_of(draft.title, links)
        draft.url = choose([p for p in links if is_resource(p)]) or named
    for within in item.found[choice.first : choice.last + 1]:
        if within.venue is None:
            draft.learn(None, within.year)  # else a name that ends in a number (``CLUECorpus2020``)
    rest = [at for at in range(choice.last + 1, len(segments)) if not segments[at].resource]
    unread = _facts(draft, item, rest)
    _facts(draft, item, [at for at in range(choice.first) if not segments[at].resource])
    for at, one in enumerate(segments):
        shown = item.found[at] if one.resource else None
        if shown is not None and (shown.year is not None or (shown.venue or "arxiv").casefold() != "arxiv"):
            draft.learn(shown.venue, shown.year)
    if unread:
        draft.note = " ".join(segments[at].text for at in rest)
    return draft


def _facts(draft: Draft, item: Solo, places: Iterable[int]) -> bool:
    """Take venue, year and names from segments beside the title; whether any of them says something else."""
    spoken, unread = 0, False
    for at in places:
        one, shown = item.segments[at], item.found[at]
        if spoken > _NEAR and not (one.bracket and (shown.sure or shown.fact)):
            unread = True
            continue
        if shown.fact:
            draft.learn(shown.venue, shown.year)
        if shown.sure or accepted(item, at):
            draft.authors += shown.names
        elif not shown.fact and not shown.numbers:
            spoken += one.count
            unread = True
    return unread


def accepted(item: Solo, at: int) -> bool:
    """Whether what may be a name is one by its place: after ``by``, in italics, beside a venue or year."""
    found, segments = item.found, item.segments
    shown = found[at]
    if not shown.names or shown.people.weight < 0:
        return False
    if segments[at].sep == "by" or shown.people.weight >= 1.5:
        return True
    if shown.people.weight == 0:
        return False
    if segments[at].italic or (at == 0 and any(e.year is not None for e in found[1:])):
        return True
    after = next((e for e in found[at + 1 :] if e.people.weight < 0 or e.names), None)
    return any(e.fact or e.sure for e in (found[at - 1] if at else None, after) if e is not None)


def describe(draft: Draft, item: Solo, *, due: bool = False) -> None:
    """Take what a text without a title says of venue, year and names; ``due`` says that it lists persons."""
    found = item.found
    names: list[str] = []
    for at, shown in enumerate(found):
        draft.learn(shown.venue, shown.year)
        if shown.sure or shown.people.weight > (_DUE if due else _LIKELY) or accepted(item, at):
            names += shown.names
    draft.authors = draft.authors or tuple(names)
    if draft.venue is None and draft.year is not None and not names and not due:
        # A few words before a year say where (``Compiler Construction (CC) 2012``).
        end = next((at for at, shown in enumerate(found) if shown.year is not None), 0)
        if end and not any(e.names or e.numbers for e in found[:end]):
            draft.venue = collapse(between(item.cut, 0, end - 1)) or None
