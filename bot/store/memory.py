"""What the bot remembers between runs and nobody reviews: a cache, which may be lost at any time (G12).

All that people said stands on GitHub or in the list's own files. The memory only spares reading all of it
anew: it is what the fold over pull requests and comments came to, up to the moment ``until``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

from bot.errors import Invalid, Problem
from bot.fetch.values import Seen
from bot.links.verdict import History
from bot.models import Fix, Mention
from bot.yamlio import read, write

MEMORY = "state/memory.yml"
HEADER = "# What the bot remembers between runs; it may be deleted."
SCHEMA = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One decision of people's that did not come by the list's own file, or not yet.

    ``verb`` and ``row`` are as ``state/decisions.yml`` has them; ``skip`` takes the key of one change.
    ``how`` it was said: ``closed``, ``row:KEY`` (unticked), ``comment:ID`` or ``deleted`` (a paper taken out
    of the catalog), on pull request ``number``. ``filed`` says that the file has had it, ``back`` that
    people took it back, so that the file is to lose it again.
    """

    verb: str
    row: tuple[str | int | None, ...]
    number: int = 0
    how: str = ""
    title: str = ""
    filed: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a source said when it was last read: what the catalog had of it and ``news``, less ``gone``.

    ``said`` is a digest of all that, by which it is noticed when the catalog is no longer the one that this
    was relative to. ``news`` are mentions with their lines, ``since`` the commit since which each file is
    as it is: links to it stay the same for as long. ``accepted`` is set where a person said that this very
    state is meant, though it looked broken. ``reader`` is the version of the reader that read it: another
    may read the same files otherwise.
    """

    said: str
    seen: Seen | None = None
    news: tuple[tuple[Mention, int], ...] = ()
    gone: tuple[Mention, ...] = ()
    accepted: bool = False
    since: Mapping[str, str] = field(default_factory=dict)
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What indexes of papers and archives had for a paper on a day: fixes, none where they had nothing."""

    day: date
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """A commit that a branch stands at: the word of the bot's newest commit in it, whether it is that one,
    and the commit that this was made on."""

    word: str = ""
    mine: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last run left.

    ``until`` is the newest change of a pull request or comment that was taken in. ``open`` are the bot's
    pull requests that stood then, ``told`` what it has said on them once and for all, since ``given_back``,
    the newest comment when people last gave one back; ``settled`` those, closed or merged, whose word was
    taken in; ``branches`` the highest number of a branch of closed ones, by proposal; ``heads`` the commits
    that its branches stand at; ``heard`` a digest of each comment acted on; ``ready`` the labels that a
    pull request was set up with; ``answered`` the questions said yes to, by row key; ``rows`` digests of
    the rows of decisions.yml as last seen; ``dashboard`` the number of that issue. ``links`` is what was
    seen of each link, ``suggested`` what was found for a paper, by its id, ``sources`` what each said.
    """

    until: str = ""
    open: tuple[int, ...] = ()
    said: tuple[Said, ...] = ()
    settled: tuple[int, ...] = ()
    branches: Mapping[str, int] = field(default_factory=dict)
    heads: Mapping[str, Head] = field(default_factory=dict)
    heard: Mapping[int, str] = field(default_factory=dict)
    ready: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    told: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    given_back: Mapping[int, int] = field(default_factory=dict)
    answered: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    dashboard: int = 0
    links: Mapping[str, History] = field(default_factory=dict)
    suggested: Mapping[str, Suggested] = field(default_factory=dict)
    sources: Mapping[str, Remembered] = field(default_factory=dict)


def read_memory(text: str | None, path: str = MEMORY) -> Memory:
    """The memory that ``text`` holds; raises Invalid where it is damaged."""
    import msgspec

    if text is None:
        return Memory()
    head, _, rest = text.partition("\n")
    if head != _head(rest):
        raise Invalid([Problem(path, 1, "not as the bot wrote it")])
    node = read(rest, path)
    try:
        links = {
            url: {"living": row} if isinstance(row, str) else row
            for url, row in (node.get("links") or {}).items()
        }
        return msgspec.convert({**node, "links": links}, Memory, str_keys=True)
    except (msgspec.ValidationError, AttributeError, TypeError) as error:
        raise Invalid([Problem(path, 1, f"not what the bot remembers ({error})")]) from None


def memory_text(memory: Memory) -> str:
    """The file that holds ``memory``: the same text for the same memory, whatever order it came in."""
    values = _plain(memory)
    for key in ("open", "settled", "answered", "rows"):
        if key in values:
            values[key] = sorted(values[key])
    if "links" in values:  # most links are alive, and only their day says anything
        values["links"] = {
            url: row["living"] if row.keys() == {"living"} else row for url, row in values["links"].items()
        }
    text = write(values) if values else "{}\n"
    return f"{_head(text)}\n{text}"


def _head(rest: str) -> str:
    """The first line, which tells whether all of the rest is there and as it was written."""
    return f"{HEADER} Schema {SCHEMA}, {sha256(rest.encode()).hexdigest()[:16]}."


def suggested_of(row: Any) -> Suggested:
    """What was found for a paper, as a row holds it; raises ValueError for a mistake in it."""
    import msgspec

    try:
        return msgspec.convert(row, Suggested)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def suggested_row(one: Suggested) -> dict[str, Any]:
    """The row for what was found for a paper."""
    row: dict[str, Any] = _plain(one)
    return row


def _plain(value: Any) -> Any:
    """``value`` as YAML has it: of a record what differs from its defaults, all keys in order."""
    if is_dataclass(value):
        told = {one.name: (getattr(value, one.name), _default(one)) for one in fields(value)}
        return {name: _plain(told[name][0]) for name in sorted(told) if told[name][0] != told[name][1]}
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value.value if isinstance(value, Enum) else value


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default
