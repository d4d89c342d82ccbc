"""Records with named fields → the rows of tables with named columns, which Markdown becomes too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Any

from bot.markup.blocks import Block, Cell
from bot.markup.html import escaped

# fmt: off
# What people call the fields of a record, best first.
TITLE = (
    "title", "paper title", "full title", "article title", "paper", "paper name", "article", "headline",
    "name", "project", "project name", "tool", "dataset", "resource", "标题", "题目", "论文",
    "论文标题", "论文题目", "论文名称", "名称", "タイトル", "제목",
)
AUTHORS = ("authors", "author", "creators", "creator", "author names", "作者", "著者", "저자")
VENUE = (
    "venue", "booktitle", "journal", "journal title", "conference", "conf", "container title", "publication",
    "publication title", "published in", "proceedings", "publisher", "howpublished", "会议", "期刊",
    "出处", "发表", "来源",
)
YEAR = (
    "year", "date", "published", "publication year", "publication date", "pub year", "issued", "年份",
    "年", "日期",
)
NOTE = ("abstract", "description", "summary", "tldr", "notes", "note", "comment", "摘要", "描述", "简介")
SECTION = ("category", "categories", "section", "topic", "group", "分类", "类别", "领域")
SUBSECTION = ("subcategory", "subsection", "sub category", "subtopic", "subgroup")
LINK = (
    "url", "link", "href", "paper url", "url paper", "paper link", "paper", "url abs", "arxiv", "arxiv url",
    "arxiv id", "eprint", "doi", "openreview", "pdf", "pdf url", "url pdf", "pdf link", "html url",
    "homepage", "website", "webpage", "site", "project page", "page", "链接", "论文链接",
)
# fmt: on
# Mappings under these belong to the record that has them; under any other key they are records of their own.
PARTS = frozenset(
    (*AUTHORS, *LINK, "links", "urls", "code", "codes", "files", "tags", "keywords", "images", "repositories")
)
COLUMNS = (("Authors", AUTHORS), ("Venue", VENUE), ("Year", YEAR))
MOST_LINKS = 50  # of one record
LONGEST_SECTION = 100  # characters
DEEPEST = 8  # levels of links within a record

_URL = re.compile(r"https?://[^\s<>]+\Z", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/[^\s<>]+)\Z", re.IGNORECASE)
_ARXIV = re.compile(r"(?:arxiv:\s*)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})\Z", re.IGNORECASE)
_MARKUP = re.compile(r"\]\(\S+?\)|<a\s", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One record with its 1-based line, its fields by their plain names, and the keys that it lies below."""

    line: int
    fields: Mapping[str, Any]
    section: tuple[str, ...] = ()


def blocks_of(records: Iterable[Record]) -> list[Block]:
    """Tables of ``records`` with named columns, a heading above each section."""
    blocks: list[Block] = []
    before: tuple[str, ...] = ()
    for section, group in groupby(filter(_titled, records), key=_section):
        rows = list(group)
        kept = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, section, strict=False))))
        for level, name in list(enumerate(section, 2))[kept:]:
            blocks.append(Block("heading", rows[0].line, escaped(name), level))
        before = section
        blocks += _table(rows)
    return blocks


def _titled(record: Record) -> bool:
    return bool(title_of(record.fields))


def _section(record: Record) -> tuple[str, ...]:
    said = (_text(_first(record.fields, names)) for names in (SECTION, SUBSECTION))
    return (*record.section, *(name for name in said if name and len(name) < LONGEST_SECTION))


def _table(records: Sequence[Record]) -> Iterator[Block]:
    names = [(head, keys) for head, keys in COLUMNS if any(_first(one.fields, keys) for one in records)]
    heads = ["Title", *(head for head, _ in names), "Links", "Description"]
    line = records[0].line
    yield Block("header", line, cells=[Cell(line, head) for head in heads])
    for record in records:
        title, links = title_of(record.fields), _links(record.fields)
        main = _main(links)
        shown = title
        if not _MARKUP.search(title):  # people do write Markdown into tables
            shown = f"[{escaped(title)}](<{main[1]}>)" if main else escaped(title)
        values = [escaped(_text(_first(record.fields, keys))) for _, keys in names]
        others = " ".join(f"[{escaped(label)}](<{url}>)" for label, url in links if (label, url) != main)
        note = escaped(_text(_first(record.fields, NOTE)))
        cells = [Cell(record.line, text) for text in (shown, *values, others, note)]
        yield Block("row", record.line, cells=cells)


def title_of(fields: Mapping[str, Any]) -> str:
    """What a record is called: not an address."""
    texts = (" ".join(text.split()) for name in TITLE if isinstance(text := fields.get(name), str))
    return next((text for text in texts if text and not address("", text)), "")


def _main(links: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The link to the thing itself."""
    rank = {name: place for place, name in enumerate(LINK)}
    return min(links, key=lambda link: rank.get(plain(link[0]), len(rank)), default=None)


def _links(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for label, url in (pair for name, value in fields.items() for pair in _addresses(name, value, 0)):
        found.setdefault(url, label)
    return [(label, url) for url, label in list(found.items())[:MOST_LINKS]]


def _addresses(name: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """The labels and addresses in a field; those in a mapping are called as its keys or its title say."""
    if isinstance(value, str):
        url = address(name, value)
        if url:
            yield name, url
    elif isinstance(value, list) and depth < DEEPEST:
        for item in value:
            yield from _addresses(name, item, depth + 1)
    elif isinstance(value, dict) and depth < DEEPEST:
        label = next((str(value[key]) for key in ("label", "type", "name", "title") if key in value), "")
        for key, item in value.items():
            yield from _addresses(label or plain(key), item, depth + 1)


def address(name: str, value: str) -> str | None:
    """The address that a value is, or that it is an identifier for."""
    value = value.strip()
    if _URL.match(value):
        return value
    if doi := _DOI.match(value):
        return f"https://doi.org/{doi[1]}"
    arxiv = _ARXIV.match(value) if "arxiv" in name or name == "eprint" or "arxiv:" in value.lower() else None
    return f"https://arxiv.org/abs/{arxiv[1]}" if arxiv else None


def _first(fields: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((fields[name] for name in names if fields.get(name) not in (None, "", [])), "")


def _text(value: Any) -> str:
    """A value as people would write it on one line."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        parts = (str(value[key]) for key in ("given", "first", "family", "last") if value.get(key))
        return _text(_first(value, ("name", "full_name", "literal", "title")) or " ".join(parts))
    return "" if value is None or isinstance(value, bool) else " ".join(str(value).split())


def plain(name: Any) -> str:
    """The name of a field without its style: ``paperTitle``, ``Paper Title`` and ``paper_title`` are one."""
    return " ".join(_WORDS.findall(str(name))).casefold()
