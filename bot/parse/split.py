"""An item that is several entries: lines parted by breaks, and resources named in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.markup.inline import Piece
from bot.parse.item import Item, key_of, text_of
from bot.parse.labels import external, is_resource
from bot.parse.names import people
from bot.parse.text import words


def split(item: Item) -> list[Item] | None:
    """Part an item or a paragraph whose lines are entries of their own; None if they are not."""
    lines = _lines(item.pieces)
    if len(lines) < 2:
        return None
    leads = [_leads(one) for one in lines]
    if not (leads[0] and sum(leads) * 2 > len(lines)):
        # Without leading links, only lines that their author broke can be entries of their own.
        if sum(p.kind == "break" for p in item.pieces) < len(lines) - 1:
            return None
        forms = [_form(one) for one in lines]
        leads = [form is not None and form == forms[0] for form in forms]
        if sum(leads) * 3 <= len(lines) * 2:
            return None
    out: list[Item] = []
    source = item.source.split("\n")
    for one, led in zip(lines, leads, strict=True):
        if led:
            at = one[0].line
            first = [p._replace(line=p.line - at) for p in one]
            kind = "line" if item.kind == "paragraph" else item.kind
            out.append(Item(first, kind, item.line + at, source[at], forbidden=item.forbidden))
        else:
            base = out[-1].line - item.line
            more = (p._replace(line=p.line - base) for p in one)
            out[-1].pieces = [*out[-1].pieces, Piece("break", "\n", "", one[0].line - base), *more]
    return out


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.kind == "break":
            lines.append([])
        elif piece.kind == "text" and "\n" in piece.text:
            for number, text in enumerate(piece.text.split("\n")):
                if number:
                    lines.append([])
                if text.strip():
                    lines[-1].append(piece._replace(text=text, line=piece.line + number))
        else:
            lines[-1].append(piece)
    return [line for line in lines if any(p.text.strip() or p.kind != "text" for p in line)]


def keyed(item: Item) -> tuple[Item, list[Item]] | None:
    """Read an item whose lines name its parts (``Title: …``): its title, and what stands below it."""
    lines = _lines(item.pieces)
    keys = [key_of(text_of(line)) for line in lines]
    if not keys or keys[0] not in ("title", "work")[: len(lines)]:
        return None
    value = _after_colon(lines[0])
    title = Item(value, item.kind, item.line, item.source, item.kids, forbidden=item.forbidden, backed=True)
    return title, [Item(line, item.kind, item.line + line[0].line) for line in lines[1:]]


def _after_colon(line: Sequence[Piece]) -> list[Piece]:
    for at, piece in enumerate(line):
        _, colon, value = piece.text.replace("：", ":").partition(":")
        if colon:
            first = Piece("text", value.lstrip(" *_"), "", piece.line, piece.bold, piece.italic)
            return [first, *line[at + 1 :]]
    return list(line)


_NUMBERED = re.compile(r"\s*(?:\d{1,4}[.)、]|[-*+•]|\[\d{1,4}\])?\W*$")


def _leads(line: Sequence[Piece]) -> bool:
    """Whether a line opens with a link that may be a title."""
    for piece in line:
        if piece.kind == "link":
            return external(piece) and not is_resource(piece) and not people(piece.text.strip(" *")).sure
        if _NUMBERED.match(piece.text) is None:
            return False
    return False


def _form(line: Sequence[Piece]) -> tuple[bool, ...] | None:
    """How a line with a title of its own is set, and whether facts stand beside it; None without one."""
    solo = Item(list(line)).solo
    if solo.choice is None:
        return None
    run = range(solo.choice.first, solo.choice.last + 1)
    unread = sum(
        words(solo.segments[at].text) for at in run if not (solo.found[at].fact or solo.found[at].sure)
    )
    rest = [at for at in range(len(solo.segments)) if at not in run]
    told = any(solo.segments[at].resource or solo.found[at].fact or solo.found[at].names for at in rest)
    first = solo.segments[solo.choice.first]
    return (first.bold, first.italic, first.quoted, told) if unread >= 2 else None


def gallery(item: Item) -> list[Item]:
    """Part an item that names several resources in a row (``Baidu: [Paddle](u), [Anakin](v)``)."""
    links = item.titled
    if len(links) < 2 or len(links) != len(item.outer) or len({p.url for p in links}) < len(links):
        return []
    first, last = item.pieces.index(links[0]), item.pieces.index(links[-1])
    lead = text_of(item.pieces[:first]).strip()
    between = text_of(item.pieces[first : last + 1])
    after = text_of(item.pieces[last + 1 :])
    if set(between) - set(" ,;，、|·/\n") or set(after.strip()) - set(".,;"):
        return []
    if (lead and not (lead.endswith((":", "：")) and words(lead) <= 2)) or people(
        ", ".join(p.text for p in links)
    ).sure:
        return []
    if not lead and "," not in between and "、" not in between:
        return []
    return [Item([link], item.kind, item.line, link.text, forbidden=item.forbidden) for link in links]
