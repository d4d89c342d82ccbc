"""Rows of one table → candidates: which column holds the titles is decided once, by header and content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.markup.blocks import Block
from bot.markup.inline import Piece
from bot.parse.entry import Draft, describe, drafted, links_of, solo, tool_of
from bot.parse.evidence import reading
from bot.parse.facts import parts
from bot.parse.item import Item
from bot.parse.labels import choose, is_resource, names_paper, outer
from bot.parse.text import words
from bot.words import sets

_SAMPLE = 40
_NOTHING = re.compile(r"[-–—/\s.✓✔✗✘×√]*$")
# What speaks for a column to hold the titles: each with its weight and an example of it.
_WEIGHTS: Mapping[str, tuple[float, str]] = {
    "called title": (5.0, "| Title |"),
    "called paper": (2.5, "| Paper |"),
    "called nothing": (1.0, "|  | Year |"),
    "called by name": (1.0, "| Method |"),
    "called note": (-4.0, "| Abstract |"),
    "called a fact": (-12.0, "| Authors |"),
    "links by title": (7.0, "[A title](u) in most rows"),
    "words": (0.45, "each word of text, up to twelve"),
    "all differ": (2.5, "no two rows say the same"),
    "facts": (-5.0, "ICML 2020, A. Name"),
    "runs on": (-4.0, "forty words a cell"),
    "each to the right": (-0.3, "the third column"),
}


@dataclass(slots=True)
class Row:
    """One row: an entry's draft, or the reason why it is none."""

    line: int
    text: str
    reason: str | None = None
    draft: Draft | None = None
    item: Item = field(default_factory=lambda: Item([]))


@dataclass(slots=True)
class _Cells:
    block: Block
    cells: list[Sequence[Piece]]

    @property
    def text(self) -> str:
        return self.block.text or " | ".join(c.text for c in self.block.cells)

    @property
    def links(self) -> list[Piece]:
        return [p for c in self.cells for p in outer(c)]


def read(blocks: Sequence[Block]) -> Iterator[Row]:
    """Read the rows of one run of rows, which may hold several tables one after another."""
    table: list[_Cells] = []
    header: _Cells | None = None
    for block in blocks:
        row = _Cells(block, [cell.pieces or () for cell in block.cells])
        if block.kind == "header" or _is_header(row):
            yield from _rows(header, table)
            header, table = row, []
            yield Row(block.line, row.text, "table header")
        else:
            table.append(row)
    yield from _rows(header, table)


def plain(cell: Sequence[Piece]) -> str:
    return " ".join("".join(p.text if p.kind != "break" else " " for p in cell if p.kind != "image").split())


def role(cell: Sequence[Piece]) -> str | None:
    """Return what a header calls its column: title, work, authors, year, venue, paper, code, note."""
    name = re.sub(r"^[^\w#]+|[^\w)]+$", "", plain(cell)).casefold()
    if not name or len(name) > 40:
        return None
    columns, found = sets("columns"), re.findall(r"[^\W_]+", name)
    exact = next((k for k, known in columns.items() if name.replace(" ", "-") in known), None)
    if exact is not None or len(found) > 5:
        return exact
    if not columns["title"].isdisjoint(found):
        return "title"
    if not columns["authors"].isdisjoint(found):
        return "authors"
    if not columns["work"].isdisjoint(found):
        return "work"
    return next((k for word in reversed(found) for k, known in columns.items() if word in known), None)


def _is_header(row: _Cells) -> bool:
    return (
        not row.links
        and sum(role(c) is not None for c in row.cells) >= 2
        and all(words(plain(c)) <= 5 for c in row.cells)
    )


def _rows(header: _Cells | None, rows: Sequence[_Cells]) -> Iterator[Row]:
    roles = [role(c) for c in header.cells] if header is not None else []
    width = max([len(roles), *(len(r.cells) for r in rows)], default=0)
    named = len(roles)
    roles += [None] * (width - len(roles))
    at = _title_column(roles, named, rows, width)
    titled = header is None or any(r in ("title", "work", "name", "authors", "venue", "year") for r in roles)
    legend = not any(r.links for r in rows) and not any(
        titled
        and at is not None
        and at < len(r.cells)
        and (words(plain(r.cells[at])) >= 4 or roles[at] == "title")
        for r in rows
    )
    for row in rows:
        yield Row(row.block.line, row.text, "legend") if legend else _row(row, roles, at)


def _title_column(roles: Sequence[str | None], named: int, rows: Sequence[_Cells], width: int) -> int | None:
    best, best_score = None, 0.0
    for column in range(width):
        score = _score(
            roles[column], column < named, [r.cells[column] for r in rows[:_SAMPLE] if column < len(r.cells)]
        )
        score += _WEIGHTS["each to the right"][0] * column
        if score > best_score:
            best, best_score = column, score
    return best


def _may_be_title(piece: Piece) -> bool:
    return piece.kind == "link" and not is_resource(piece)


def _score(called: str | None, headed: bool, cells: Sequence[Sequence[Piece]]) -> float:
    texts = [plain(c) for c in cells]
    filled = [t for t in texts if not _NOTHING.match(t)]
    if not filled or len(filled) * 4 < len(texts):
        return -99.0
    titled = [
        any(words(p.text) * 2 >= words(t) for p in c if _may_be_title(p))
        for c, t in zip(cells, texts, strict=True)
    ]
    outside = [words("".join(p.text for p in c if p.kind == "text" or not is_resource(p))) for c in cells]
    facts = sum(bool((e := reading(t, False, False)).sure and (e.fact or e.names)) for t in filled) / len(
        filled
    )
    traits = {
        "called title": called == "title",
        "called paper": called == "work",
        "called nothing": called is None and headed,
        "called by name": called == "name",
        "called note": called == "note",
        "called a fact": called in ("authors", "venue", "year", "code", "paper"),
        "links by title": sum(titled) / len(texts),
        "words": min(sum(outside) / len(filled), 12),
        "all differ": len(set(filled)) / len(filled),
        "facts": facts,
        "runs on": sum(outside) / len(filled) > 30,
    }
    total = sum(_WEIGHTS[name][0] * float(value) for name, value in traits.items())
    return total if any(outside) else -99.0


def _row(row: _Cells, roles: Sequence[str | None], at: int | None) -> Row:
    line = row.block.line
    reason = _no_entry(row)
    if reason is not None:
        text = plain([p for c in row.cells for p in c]) if reason == "group heading" else row.text
        return Row(line, text, reason)
    item, draft = _title(row, at)
    if draft is None:
        may_be = (None, "title", "work", "paper", "note")
        others = (i for i, c in enumerate(row.cells) if i != at and roles[i] in may_be and _says(c))
        at = next(others, None)
        item, draft = _title(row, at)
    if draft is None or at is None:
        return Row(line, row.text, "prose")
    draft.line += row.block.cells[at].line - line
    draft.links = links_of([p for c in row.cells for p in c])
    if draft.url is None and not draft.linked:
        draft.url = _url(row, roles) or tool_of(draft, row.links)
    for index, cell in enumerate(row.cells):
        if index != at:
            _learn(draft, cell, roles[index])
    if not draft.links and words(draft.title) < 3 and draft.venue is None and roles[at] != "title":
        return Row(line, row.text, "legend")
    return Row(line, row.text, None, draft, item)


def _says(cell: Sequence[Piece]) -> bool:
    """Whether a cell holds more than a word or a link to a kind of resource."""
    return any(map(_may_be_title, cell)) or words(plain(cell)) > 1


def _title(row: _Cells, at: int | None) -> tuple[Item, Draft | None]:
    if at is None or at >= len(row.cells) or _NOTHING.match(plain(row.cells[at])):
        return Item([]), None
    item = Item(row.cells[at], "row", row.block.line, row.text)
    return item, drafted(item.solo, cell=True)


def _no_entry(row: _Cells) -> str | None:
    """Return why a row is none whatever its columns are: it is empty, names a group, or shows people."""
    filled = [c for c in row.cells if plain(c)]
    links = row.links
    if not filled:
        return "image" if any(p.kind == "image" for c in row.cells for p in c) else "empty"
    if len(filled) == 1 and len(row.cells) > 1 and not links:
        return "group heading"
    if all(c[0].badge for c in filled):
        return "contributors"
    return None


def _url(row: _Cells, roles: Sequence[str | None]) -> str | None:
    for wanted in ("paper", "work", "title"):
        for called, cell in zip(roles, row.cells, strict=False):
            found = outer(cell) if called == wanted else []
            if found:
                return choose(found) or found[0].url
    cells = zip(roles, row.cells, strict=False)
    return choose(p for called, c in cells for p in outer(c) if called != "code" or names_paper(p))


def _learn(draft: Draft, cell: Sequence[Piece], called: str | None) -> None:
    text = plain(cell)
    if _NOTHING.match(text) or called in ("code", "note", "title"):
        return
    found = Draft("")
    if called == "venue":
        stated = parts(text, expected=True)
        found.venue, found.year = stated.venue, stated.year
    else:
        describe(found, solo(cell), due=called == "authors")
    if called == "authors" and not found.authors:
        found.authors = tuple(n.strip() for n in re.split(r"[,;、，]", text) if n.strip())
    draft.learn(found.venue, found.year)
    draft.authors = draft.authors or found.authors
