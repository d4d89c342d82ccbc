"""``state/catalog/<topic>.yml`` ↔ papers.

The text of a paper that does not change stays as people left it, comments and all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

from bot.errors import Invalid, Problem
from bot.models import KINDS, Fix, Link, Mention, Paper
from bot.store.document import SCHEMA, document
from bot.store.folder import Edits
from bot.yamlio import Form, Map, Seq, read, write

CATALOG = "state/catalog"
HEADER = f"# One block a paper, sorted by id; the bot and people both edit it.\nschema: {SCHEMA}\npapers:\n"


def read_catalog(path: str, text: str, seen: dict[str, tuple[str, int]]) -> tuple[list[Paper], list[Problem]]:
    try:
        node, form, schema = document(path, text, ["papers"])
    except Invalid as invalid:
        return [], list(invalid.problems)
    topic = PurePosixPath(path).stem
    papers = []
    for row, line in form.rows(node.get("papers"), "papers"):
        try:
            paper = _paper(_upgraded(row, schema), topic)
        except (KeyError, TypeError, ValueError, AttributeError):
            _complain(form, row, line)
            continue
        if paper.id in seen:
            first, first_line = seen[paper.id]
            form.complain(line, f"“{paper.id}” stands here twice (first in {first}:{first_line})")
        seen[paper.id] = path, line
        papers.append(paper)
    return papers, form.problems


def _upgraded(row: Any, schema: int) -> Any:
    """A row as the present schema has it. Schema 1 kept links as a list of label and url."""
    if schema >= 2 or not isinstance(row, Map):
        return row
    for holder in (row, *(row.get("mentions") or ()), *(row.get("former") or ())):
        links = holder.get("links")
        if isinstance(links, Seq):
            found = Map(links.line)
            for link, line in zip(links, links.lines, strict=True):
                found[link["url"]] = link.get("label", "")
                found.lines[link["url"]] = line
            holder["links"] = found
    return row


MENTION_KEYS = ("source", "path", "title", "url", "section", "venue", "year", "authors", "links")
PAPER_KEYS = (
    "id", "title", "url", "kind", "venue", "year", "authors", "topics", "topic_reason", "links", "ids",
    "added", "decided", "fixed", "mentions", "former",
)  # fmt: skip


def _paper(row: Map, topic: str) -> Paper:
    """A paper of the catalog; any exception means that the row has a mistake, which _complain names."""
    if not row.keys() <= set(PAPER_KEYS):
        raise KeyError
    return Paper(
        id=_text(row["id"]),
        title=_text(row["title"]),
        topic=topic,
        added=date.fromisoformat(row["added"]),
        kind=KINDS[KINDS.index(row.get("kind", "paper"))],
        url=_maybe(row.get("url")),
        venue=_maybe(row.get("venue")),
        year=_year(row.get("year")),
        authors=_texts(row.get("authors")),
        topics=_texts(row.get("topics")),
        topic_reason=_maybe(row.get("topic_reason")) or "",
        links=_links(row.get("links")),
        ids=_texts(row.get("ids")),
        mentions=tuple(mention_of(mention) for mention in row.get("mentions") or ()),
        decided=_texts(row.get("decided")),
        former=tuple(mention_of(mention) for mention in row.get("former") or ()),
        fixed=_fixes(row.get("fixed")),
    )


def mention_of(row: Map) -> Mention:
    """The mention that a row holds; any exception means that it has a mistake."""
    if not row.keys() <= set(MENTION_KEYS):
        raise KeyError
    return Mention(
        source=_text(row["source"]),
        path=_text(row["path"]),
        title=_text(row["title"]),
        url=_maybe(row.get("url")),
        links=_links(row.get("links")),
        section=_texts(row.get("section")),
        venue=_maybe(row.get("venue")),
        year=_year(row.get("year")),
        authors=_texts(row.get("authors")),
    )


FIX_KEYS = ("field", "old", "new", "why", "sure")
FIX_FIELDS = ("url", "link", "title", "venue", "year")


def fix_of(row: Map) -> Fix:
    """The fix that a row holds; any exception means that it has a mistake."""
    if not row.keys() <= set(FIX_KEYS):
        raise KeyError
    field = FIX_FIELDS[FIX_FIELDS.index(row["field"])]
    check = _year if field == "year" else _maybe
    sure = row.get("sure", True)
    if type(sure) is not bool:
        raise ValueError
    return Fix(field, check(row.get("old")), check(row.get("new")), _text(row["why"]), sure)


def _fixes(value: Any) -> tuple[Fix, ...]:
    if value is not None and type(value) is not Seq:
        raise ValueError
    return tuple(fix_of(row) for row in value or ())


def _text(value: Any) -> str:
    if type(value) is not str or not value:
        raise ValueError
    return value


def _maybe(value: Any) -> str | None:
    return None if value is None else _text(value)


def _year(value: Any) -> int | None:
    if value is not None and (type(value) is not int or not 1800 <= value <= 2200):
        raise ValueError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if value is not None and type(value) is not Seq:
        raise ValueError
    return tuple(_text(item) for item in value or ())


def _links(value: Any) -> tuple[Link, ...]:
    if value is None:
        return ()
    if type(value) is not Map:
        raise ValueError
    return tuple(Link(_maybe(label or None) or "", _text(url)) for url, label in value.items())


def _complain(form: Form, row: Any, line: int) -> None:
    """Says what is wrong with a row that is no paper, key by key."""
    if not isinstance(row, Map):
        form.complain(line, "a paper takes keys and values, from “id:” on")
        return
    checks = {
        "id": (_text, "text"),
        "title": (_text, "text (put quotes around a number)"),
        "added": (date.fromisoformat, "a date such as 2026-11-23"),
        "kind": (KINDS.index, f"one of {', '.join(KINDS)}"),
        "url": (_maybe, "text"),
        "venue": (_maybe, "text (put quotes around a number)"),
        "year": (_year, "a year"),
        "authors": (_texts, "a list of names"),
        "topics": (_texts, "a list of topics"),
        "topic_reason": (lambda value: value is None or _text(value), "text"),
        "links": (_links, "a mapping from URL to label"),
        "ids": (_texts, "a list of identifiers"),
        "decided": (_texts, "a list of decisions"),
        "fixed": (_fixes, "a list of fixes, each with field, why, and old or new"),
    }
    for key in row.keys() - set(PAPER_KEYS):
        form.complain(row.lines[key], f"a paper has no “{key}”; it takes {', '.join(PAPER_KEYS)}")
    for key in ("id", "title", "added"):
        if key not in row:
            form.complain(line, f"a paper needs “{key}”")
    for key, (check, expected) in checks.items():
        if key in row and not _passes(check, row[key]):
            form.complain(row.lines[key], f"“{key}” takes {expected}")
    for key in ("mentions", "former"):
        for mention, at in form.rows(row.get(key), key, row.lines.get(key, line)):
            if not _passes(mention_of, mention):
                optional = ", ".join(MENTION_KEYS[3:])
                form.complain(at, f"a mention takes source, path and title, and may have {optional}")


def _passes(check: Any, value: Any) -> bool:
    try:
        check(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def plain(value: Any) -> Any:
    """A value as YAML holds it: links as ``{url: label}``, empty fields left out."""
    if isinstance(value, Paper | Mention):
        keys = PAPER_KEYS if isinstance(value, Paper) else MENTION_KEYS
        return {key: plain(got) for key in keys if (got := getattr(value, key)) or got == 0}
    if isinstance(value, Fix):
        row = {key: getattr(value, key) for key in FIX_KEYS}
        return {key: got for key, got in row.items() if got is not None and (key != "sure" or not got)}
    if isinstance(value, tuple) and value and isinstance(value[0], Link):
        return {link.url: link.label for link in value}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def catalog_edits(texts: Mapping[str, str], before: Sequence[Paper], after: Sequence[Paper]) -> Edits:
    """The edits of ``state/catalog``, whose files hold ``texts``, that turn ``before`` into ``after``."""
    known = {paper.id: paper for paper in before}
    old, new = _by_topic(before), _by_topic(after)
    edits: dict[str, str | None] = {}
    for topic in sorted(old.keys() | new.keys()):
        papers = new.get(topic, [])
        if papers != old.get(topic):
            path = f"{CATALOG}/{topic}.yml"
            edits[path] = _spliced(texts.get(path), path, papers, known) if papers else None
    return edits


def _by_topic(papers: Sequence[Paper]) -> dict[str, list[Paper]]:
    found: dict[str, list[Paper]] = {}
    for paper in sorted(papers, key=lambda paper: paper.id):
        found.setdefault(paper.topic, []).append(paper)
    return found


def _spliced(text: str | None, path: str, papers: list[Paper], before: Mapping[str, Paper]) -> str:
    """The file's new text, in which the block of an unchanged paper stays byte for byte."""
    head, blocks = _blocks(text, path) if text is not None else (HEADER, {})
    current = text is None or read(text, path).get("schema", SCHEMA) == SCHEMA
    spliced = head if current else HEADER
    for paper in papers:
        block = blocks.get(paper.id, "")
        same = current and block and before.get(paper.id) == paper
        spliced += block if same else f"{_comments(block)}{write([plain(paper)])}"
    if text is None or read_catalog(path, spliced, {}) == (papers, []):
        return spliced
    # People laid the file out in a way that cannot be cut into blocks (flow style, odd indents).
    return HEADER + write([plain(paper) for paper in papers])


def _comments(block: str) -> str:
    """The comment lines that stand above a block."""
    return "".join(takewhile(lambda line: line.startswith("#"), block.splitlines(keepends=True)))


def _blocks(text: str, path: str) -> tuple[str, dict[str, str]]:
    rows = (read(text, path) or {}).get("papers") or Seq(1)
    lines = text.splitlines(keepends=True)
    starts = [_above(lines, line - 1) for line in rows.lines]
    ends = [*starts[1:], len(lines)]
    blocks = {row["id"]: "".join(lines[a:b]) for row, a, b in zip(rows, starts, ends, strict=True)}
    return ("".join(lines[: starts[0]]) if starts else HEADER), blocks


def _above(lines: Sequence[str], start: int) -> int:
    """The first of the comment lines that stand directly above line ``start`` and belong to it."""
    while start and lines[start - 1].startswith("#"):
        start -= 1
    return start
