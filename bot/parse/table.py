"""Rows of one table → drafts; columns are found by header or by content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.models import Link
from bot.parse import entry
from bot.parse.blocks import Block
from bot.parse.draft import Draft, collapse, words
from bot.parse.facts import part, parts, people
from bot.parse.inline import Piece
from bot.parse.inline import read as read_inline
from bot.parse.labels import choose as choose_piece
from bot.parse.labels import external, is_resource, names_paper

_ROLES = (
    (
        "title",
        re.compile(
            r"(?:(?:paper|article|full|论文)?\s*(?:titles?|name|标题|题目|名称|题名)|"
            r"papers?|论文|文章|titles? .*|"
            r"paper .*title.*|works?|resources?|tools?|librar(?:y|ies)|project|dataset|benchmark|book|"
            r"course|タイトル|제목)$",
            re.IGNORECASE,
        ),
    ),
    (
        "authors",
        re.compile(r"(?:first |1st |main )?authors?(?:\(s\)|s)?(?: .*)?$|作者|著者|저자", re.IGNORECASE),
    ),
    (
        "year",
        re.compile(
            r"(?:publish(?:ed)?|publication|release|submitted|first)?\s*(?:date|year|time|day|month)s?$|"
            r"年份?|日期|时间|发表时间|연도",
            re.IGNORECASE,
        ),
    ),
    (
        "venue",
        re.compile(
            r"(?:pub(?:lication)?s?\.?|venues?|conf(?:erence)?s?\.?|journals?|published(?: (?:in|at))?|"
            r"where|publisher|conference\s*/\s*journal|journal\s*/\s*conference|venue.*|conf.*|pub\.?.*|"
            r"source|会议|期刊|会议/期刊|发表|出处|来源|학회)$",
            re.IGNORECASE,
        ),
    ),
    (
        "paper",
        re.compile(
            r"(?:pdf|paper link|link to paper|arxiv|paper url|url|links?|doi|链接|论文链接)$", re.IGNORECASE
        ),
    ),
    (
        "code",
        re.compile(
            r"(?:codes?|github|git|repo\w*|implementations?|official code|code link|code.*|star\w*|代码|源码|"
            r"开源)$",
            re.IGNORECASE,
        ),
    ),
    (
        "note",
        re.compile(
            r"(?:abstract|description|notes?|comments?|summary|keywords?|tasks?|types?|tags?|categor(?:y|"
            r"ies)|methods?|models?|tl;?dr|highlights?|remarks?|details?|no\.?|#|id|index|序号|描述|说明|简介|备注|"
            r"类型|方法|institut\w*|affiliation\w*|organi[sz]ation\w*|company|framework|domain|area|topic|"
            r"overview|figure|teaser|image|intro\w*|contribution\w*|机构|单位|任务|language|license|preview)$",
            re.IGNORECASE,
        ),
    ),
)
_SAMPLE = 24
_AWARD_ONLY = re.compile(r"[-–—/\s.]*$")


@dataclass(slots=True)
class Refused:
    """A row that is no entry."""

    line: int
    text: str
    reason: str


@dataclass(slots=True)
class _Row:
    block: Block
    cells: list[list[Piece]]

    @property
    def text(self) -> str:
        return self.block.text or " | ".join(c.text for c in self.block.cells)


def read(blocks: Sequence[Block], references: Mapping[str, str]) -> Iterator[Draft | Refused]:
    """Read the rows of one run of rows, which may hold several tables one after another."""
    table: list[_Row] = []
    header: _Row | None = None
    for block in blocks:
        row = _Row(block, [read_inline(cell.text, references) for cell in block.cells])
        if block.kind == "header" or (not table and header is None and _is_header(row)):
            yield from _rows(header, table)
            header, table = row, []
            yield from _header(row)
        else:
            table.append(row)
    yield from _rows(header, table)


def _header(row: _Row) -> Iterator[Draft | Refused]:
    titled = [c for c in row.cells if any(p.kind == "link" and external(p) and not is_resource(p) for p in c)]
    if titled and not any(_role(c) for c in row.cells):
        # A first row of content where a header was due.
        yield from _rows(None, [row])
    else:
        yield Refused(row.block.line, row.text, "table header")


def _plain(cell: Sequence[Piece]) -> str:
    return " ".join("".join(p.text if p.kind != "break" else " " for p in cell if p.kind != "image").split())


def _role(cell: Sequence[Piece]) -> str | None:
    name = re.sub(r"^[^\w#]+|[^\w)]+$", "", _plain(cell))
    if not name or len(name) > 40:
        return None
    return next((role for role, pattern in _ROLES if pattern.match(name)), None)


def _is_header(row: _Row) -> bool:
    if any(p.kind == "link" and external(p) for c in row.cells for p in c):
        return False
    return sum(_role(c) is not None for c in row.cells) >= 2


def _rows(header: _Row | None, rows: Sequence[_Row]) -> Iterator[Draft | Refused]:
    roles = [_role(c) for c in header.cells] if header is not None else []
    width = max([len(roles), *(len(r.cells) for r in rows)], default=0)
    roles += [None] * (width - len(roles))
    at = _title_column(roles, rows, width)
    legend = not any(p.kind == "link" and external(p) for r in rows for c in r.cells for p in c) and not any(
        at is not None and at < len(r.cells) and words(_plain(r.cells[at])) >= 4 for r in rows
    )
    for row in rows:
        if legend:
            yield Refused(row.block.line, row.text, "legend")
        else:
            yield _row(row, roles, at)


def _title_column(roles: Sequence[str | None], rows: Sequence[_Row], width: int) -> int | None:
    # A table's columns are alike from top to bottom: its first rows tell them apart.
    rows = rows[:_SAMPLE]
    best, best_score = None, 0.0
    for column in range(width):
        cells = [r.cells[column] for r in rows if column < len(r.cells) and r.cells[column]]
        if not cells:
            continue
        score = sum(_titleness(c) for c in cells) / len(rows)
        role = roles[column]
        if role == "title":
            score = score * 3 + (0.5 if score > 0.3 else 0)
        elif role in ("authors", "venue", "year", "code"):
            score *= 0.1
        elif role == "note":
            score *= 0.25
        if score > best_score:
            best, best_score = column, score
    return best


def _titleness(cell: Sequence[Piece]) -> float:
    links = [p for p in cell if p.kind == "link" and external(p)]
    titled = next((p for p in links if not is_resource(p)), None)
    text = words("".join(p.text for p in cell if p.kind == "text"))
    if titled is not None:
        return min(words(titled.text), 12) + 2.0
    if text > 30:
        return 1.0
    value = min(text, 12) * 0.8
    plain = _plain(cell)
    return value * 0.1 if people(plain) or part(plain) is not None else value


def _row(row: _Row, roles: Sequence[str | None], at: int | None) -> Draft | Refused:
    line = row.block.line
    links = [p for c in row.cells for p in c if p.kind == "link" and external(p)]
    reason = _no_entry(row, links)
    if reason is not None:
        text = _plain([p for c in row.cells for p in c]) if reason == "group heading" else row.text
        return Refused(line, text, reason)
    draft = entry.read(row.cells[at]) if at is not None and at < len(row.cells) else None
    if draft is None and links:
        at = next((i for i, cell in enumerate(row.cells) if i != at and _titleness(cell) > 1), None)
        draft = entry.read(row.cells[at]) if at is not None else None
    if draft is None or at is None:
        return Refused(line, row.text, "prose")
    draft.line += row.block.cells[at].line
    draft.links = [Link(collapse(p.text) or p.url, p.url) for p in links if p.url]
    if draft.url is None and not draft.linked:
        draft.url = _url(row, roles)
    for index, cell in enumerate(row.cells):
        if index != at:
            _learn(draft, cell, roles[index])
    if not draft.links and words(draft.title) < 3 and draft.venue is None and roles[at] != "title":
        return Refused(line, row.text, "legend")
    return draft


def _no_entry(row: _Row, links: Sequence[Piece]) -> str | None:
    """Return why a row is none whatever its columns are: it is empty, names a group, or shows people."""
    filled = [c for c in row.cells if _plain(c) or any(p.kind == "link" for p in c)]
    if not filled:
        return "image" if any(p.kind == "image" for c in row.cells for p in c) else "empty"
    if len(filled) == 1 and len(row.cells) > 1 and not links:
        return "group heading"
    pictured = all(c[0].badge or any(p.kind == "image" for p in c) for c in filled)
    if links and pictured and len(filled) > 1 and all(p.badge or words(p.text) <= 3 for p in links):
        return "contributors"
    return None


def _url(row: _Row, roles: Sequence[str | None]) -> str | None:
    for wanted in ("paper", "title"):
        for index, cell in enumerate(row.cells):
            if index < len(roles) and roles[index] == wanted:
                found = next((p.url for p in cell if p.kind == "link" and p.url and external(p)), None)
                if found is not None:
                    chosen = choose_piece([p for p in cell if p.kind == "link" and external(p)])
                    return chosen or found
    pieces = [
        p
        for i, c in enumerate(row.cells)
        for p in c
        if p.kind == "link" and external(p) and (i >= len(roles) or roles[i] != "code" or names_paper(p))
    ]
    return choose_piece(pieces)


def choose(links: Sequence[Link]) -> str | None:
    """Return the link that leads to the resource itself."""
    return choose_piece([Piece("link", link.label, link.url) for link in links])


def _learn(draft: Draft, cell: Sequence[Piece], role: str | None) -> None:
    text = _plain(cell)
    if not text or len(text) > 600 or _AWARD_ONLY.match(text):
        return
    if role == "authors":
        draft.authors = (
            draft.authors
            or people(text)
            or tuple(n.strip() for n in re.split(r"[,;、，]", text) if n.strip())
        )
        return
    if role in ("venue", "year") or (role is None and any(p.kind == "text" for p in cell)) or role == "paper":
        found = parts(text, expected=role == "venue")
        if role is None and found.rest:
            draft.authors = draft.authors or people(text)
            return
        draft.venue, draft.year = draft.venue or found.venue, draft.year or found.year
