"""One item, row or paragraph, read alone: its title, its link, and what the rest says of venue, year and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.models import Link
from bot.parse.evidence import Evidence, evidence
from bot.parse.facts import from_badge
from bot.parse.inline import Piece
from bot.parse.labels import choose, external, is_resource, leads_to_code, repository_of
from bot.parse.segments import Cut, Segment, between, cut
from bot.parse.text import collapse, words
from bot.parse.title import Choice
from bot.parse.title import choose as choose_title

# Venue, year and names are looked for among this many words beside the title, not in a long text after it.
_NEAR = 12


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


@dataclass(slots=True)
class Solo:
    """An item cut and weighed, and the title that was chosen for it."""

    pieces: Sequence[Piece]
    cut: Cut
    found: list[Evidence]
    choice: Choice | None

    @property
    def segments(self) -> list[Segment]:
        return self.cut.segments


def solo(pieces: Sequence[Piece]) -> Solo:
    """Cut an item and choose its title by what it says itself."""
    done = cut(pieces)
    found = evidence(done.segments)
    return Solo(pieces, done, found, choose_title(done.segments, found))


def read(pieces: Sequence[Piece]) -> Draft | None:
    """Read an item alone; None if there is no title."""
    return drafted(solo(pieces))


def drafted(item: Solo) -> Draft | None:
    """Return what an item says, by the title that was chosen for it."""
    draft = _titled(item) if item.choice is not None else None
    if draft is None or not any(c.isalnum() for c in draft.title):
        draft = _last_resort(item.pieces)
    if draft is None:
        return None
    for piece in item.pieces:
        source = piece.url if piece.kind == "image" else piece.image
        if source:
            venue, year = from_badge(source, linked=piece.kind != "image")
            draft.venue, draft.year = draft.venue or venue, draft.year or year
    draft.links = links_of(item.pieces)
    if draft.url is None and not draft.linked:
        links = [p for p in item.pieces if p.kind == "link" and external(p)]
        draft.url = tool_of(draft, links) or choose(links)
    return draft


def tool_of(draft: Draft, pieces: Sequence[Piece]) -> str | None:
    """Return the link to code of what has no venue, year or names: it is no paper but that tool."""
    if draft.venue or draft.year or draft.authors or words(draft.title) > 3:
        return None
    return next((p.url for p in pieces if p.kind == "link" and p.url and leads_to_code(p)), None)


def links_of(pieces: Sequence[Piece]) -> list[Link]:
    return [Link(collapse(p.text) or p.url, p.url) for p in pieces if p.kind == "link" and external(p)]


def _last_resort(pieces: Sequence[Piece]) -> Draft | None:
    """Take a bare address, or a label of several words though it could name a resource, for the title."""
    links = [p for p in pieces if p.kind == "link" and external(p)]
    bare = next((p for p in links if p.bare), None)
    link = bare or next((p for p in links if not p.badge and words(p.text) >= 3), None)
    return (
        Draft(collapse(link.text), link.url.strip(), line=link.line, linked=True)
        if link is not None
        else None
    )


def _titled(item: Solo) -> Draft:
    choice, segments = item.choice, item.segments
    assert choice is not None
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
        links = [p for p in item.pieces if p.kind == "link" and external(p)]
        draft.url = choose([p for p in links if is_resource(p)]) or repository_of(draft.title, links)
    _rest(draft, segments, item.found, choice)
    return draft


def _rest(draft: Draft, segments: Sequence[Segment], found: Sequence[Evidence], choice: Choice) -> None:
    """Take venue, year and names from what is not the title; what is left of the text after it is a note."""
    spoken, unread, names = 0, 0, list[str]()
    order = [*range(choice.last + 1, len(segments)), *range(choice.first)]
    for at in order:
        one, shown = segments[at], found[at]
        if at == 0:
            spoken = 0
        if one.resource:
            continue
        if spoken > _NEAR and not (one.bracket and (shown.sure or shown.fact)):
            unread += 1
            continue
        if shown.fact:
            draft.venue, draft.year = draft.venue or shown.venue, draft.year or shown.year
        if shown.sure or accepted(segments, found, at):
            names += shown.names
        elif not shown.fact and not shown.numbers:
            spoken += words(one.text)
            unread += at > choice.last
    for one, shown in zip(segments, found, strict=True):
        if one.resource and (shown.year is not None or (shown.venue or "arxiv").casefold() != "arxiv"):
            draft.venue, draft.year = draft.venue or shown.venue, draft.year or shown.year
    draft.authors = tuple(names)
    after = [s for s in segments[choice.last + 1 :] if not s.resource]
    if unread and after:
        draft.note = " ".join(s.text for s in after)


def accepted(segments: Sequence[Segment], found: Sequence[Evidence], at: int) -> bool:
    """Whether what may be a name is one by its place: after ``by``, in italics, beside a venue or year."""
    shown = found[at]
    if not shown.names or shown.people.weight < 0:
        return False
    if segments[at].sep == "by":
        return True
    after = next(
        (n for n in range(at + 1, len(found)) if found[n].people.weight < 0 or found[n].names), len(found)
    )
    beside = any(0 <= n < len(found) and (found[n].fact or found[n].sure) for n in (at - 1, after))
    leads = at == 0 and any(e.year is not None for e in found[1:])
    return shown.people.weight > 0 and (leads or segments[at].italic or shown.people.weight >= 1.5 or beside)


def describe(draft: Draft, item: Solo, *, due: bool = False) -> None:
    """Take what a text without a title says of venue, year and names; ``due`` says that it lists persons."""
    segments, found = item.segments, item.found
    names: list[str] = []
    for at, shown in enumerate(found):
        draft.venue, draft.year = draft.venue or shown.venue, draft.year or shown.year
        if shown.sure or shown.people.weight > (-2 if due else 0.5) or accepted(segments, found, at):
            names += shown.names
    draft.authors = draft.authors or tuple(names)
    if draft.venue is None and draft.year is not None and not names and segments and not due:
        # A few words before a year say where (``Compiler Construction (CC) 2012``).
        end = next((at for at, shown in enumerate(found) if shown.year is not None), 0)
        if end and all(e.names == () and not e.numbers for e in found[:end]):
            draft.venue = collapse(between(item.cut, 0, end - 1)) or None
