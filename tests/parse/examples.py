"""What the examples of these tests share: a title, some links, and short ways to write what is read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from _pytest.mark import ParameterSet

from bot.markup import inline
from bot.models import Entry, Link
from bot.parse import parse
from bot.parse.entry import Solo, weigh
from bot.parse.item import Item

NET = "Learning Tiny Gates for Wide Networks"
OTHER = "Pruning Deep Trees at Once"
PAPER = "https://arxiv.org/abs/2001.00001"
SECOND = "https://arxiv.org/abs/2002.00002"
CODE = "https://github.com/lab/gates"
BLOG = "https://blog.example.org/gates"


def made(
    title: str,
    url: str | None = None,
    *,
    links: Sequence[tuple[str, str]] | None = None,
    venue: str | None = None,
    year: int | None = None,
    authors: tuple[str, ...] = (),
    note: str | None = None,
    section: tuple[str, ...] = (),
    line: int = 1,
) -> Entry:
    """Return an entry; without ``links`` its title is its one link."""
    if links is None:
        links = [(title, url)] if url is not None else []
    found = tuple(Link(label, target) for label, target in links)
    return Entry("list.md", line, title, url, found, section, venue, year, authors, note)


def entries(*lines: str) -> list[Entry]:
    return list(parse("list.md", "\n".join(lines)).entries)


def titles(*lines: str) -> list[str]:
    return [entry.title for entry in entries(*lines)]


def reasons(*lines: str) -> list[tuple[int, str]]:
    """Return the line and the reason of all that is no entry."""
    return [(one.line, one.reason) for one in parse("list.md", "\n".join(lines)).skipped]


def weighed(text: str) -> Solo:
    """Return an item cut and weighed, from its inline source."""
    return weigh(inline.read(text, {}))


def item(text: str) -> Item:
    return Item(inline.read(text, {}), source=text)


def wrong(*values: object, id: str, reason: str) -> ParameterSet:  # noqa: A002  # as pytest.param has it
    """Return an example that the reader does not read right yet."""
    return pytest.param(*values, id=id, marks=pytest.mark.xfail(strict=True, reason=reason))
