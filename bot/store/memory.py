"""What the bot remembers between runs and nobody reviews; without it, at worst a question comes twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from bot.errors import Invalid
from bot.fetch.values import Seen
from bot.links.values import Outcome
from bot.links.verdict import History, Look
from bot.models import Fix, Mention
from bot.store.catalog import fix_of, mention_of, plain
from bot.store.document import SCHEMA, document
from bot.yamlio import Field, Form, Map, Wrong, texts, write

MEMORY = "state/memory.yml"
HEADER = "# What the bot remembers between runs.\n"


@dataclass(frozen=True, slots=True)
class Declined:
    """A change that people did not want, and the pull request they said so in.

    ``names`` are what it goes by, ``key`` its row there; ``unticked`` tells a row taken out from a pull
    request closed.
    """

    names: tuple[str, ...]
    number: int
    key: str
    title: str
    unticked: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A decision by comment, or by deleting a paper, until a merge brings it into the list's own file."""

    verb: str
    row: tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a source said at the commit last seen: what the catalog has of it and ``news``, less ``gone``.

    ``news`` maps a mention to its line.
    """

    seen: Seen
    news: Mapping[Mention, int] = field(default_factory=dict)
    gone: frozenset[Mention] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggested:
    """What indexes of papers and archives had for a paper on a day: fixes, none where they had nothing."""

    day: date
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last run left.

    ``heads`` are, for each branch, the commits that the bot pushed or was about to; ``ready`` the pull
    requests whose labels and reviewers it set, ``closed`` those it closed itself, ``heard`` the comments it
    acted on, ``answered`` the questions that they said yes to, by row key. ``links`` is what was seen of
    each link, ``suggested`` what was found for a paper, by its id.
    """

    declined: tuple[Declined, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ready: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()
    heard: tuple[int, ...] = ()
    answered: tuple[str, ...] = ()
    links: Mapping[str, History] = field(default_factory=dict)
    suggested: Mapping[str, Suggested] = field(default_factory=dict)
    sources: Mapping[str, Remembered] = field(default_factory=dict)


def _numbers(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(item) is int for item in value):
        raise Wrong
    return tuple(value)


def _heads(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Map):
        raise Wrong
    return {branch: texts(commits) for branch, commits in value.items()}


def _declined(value: Any) -> tuple[Declined, ...]:
    try:
        return tuple(Declined(**{**row, "names": texts(row["names"])}) for row in value)
    except (TypeError, KeyError, AttributeError):
        raise Wrong from None


def _spoken(value: Any) -> tuple[Spoken, ...]:
    try:
        return tuple(Spoken(row["verb"], tuple(row["row"])) for row in value)
    except (TypeError, KeyError, AttributeError):
        raise Wrong from None


def _links(value: Any) -> dict[str, History]:
    try:
        return {url: _history(row) for url, row in value.items()}
    except (TypeError, KeyError, ValueError, AttributeError):
        raise Wrong from None


def _history(row: Any) -> History:
    """A history: of most links, only the day they were last seen alive."""
    if isinstance(row, str):
        return History(date.fromisoformat(row))
    living = date.fromisoformat(row["living"]) if row.get("living") else None
    return History(living, tuple(_look(look) for look in row.get("looks") or ()))


def _look(row: Map) -> Look:
    values = {**row, "day": date.fromisoformat(row["day"]), "outcome": Outcome(row["outcome"])}
    return Look(**values)


def _history_row(history: History) -> Any:
    if not history.looks:
        return history.living.isoformat() if history.living else {}
    living = {"living": history.living.isoformat()} if history.living else {}
    return {**living, "looks": [_look_row(look) for look in history.looks]}


def _look_row(look: Look) -> dict[str, Any]:
    row = {**asdict(look), "day": look.day.isoformat(), "outcome": look.outcome.value}
    return {key: value for key, value in row.items() if value or value == 0}


def _suggested(value: Any) -> dict[str, Suggested]:
    try:
        return {id_: suggested_of(row) for id_, row in value.items()}
    except (TypeError, KeyError, ValueError, AttributeError):
        raise Wrong from None


def suggested_of(row: Map) -> Suggested:
    """What was found for a paper, as a row holds it; any exception means that it has a mistake."""
    return Suggested(date.fromisoformat(row["day"]), tuple(fix_of(fix) for fix in row.get("fixes") or ()))


def suggested_row(one: Suggested) -> dict[str, Any]:
    """The row for what was found for a paper."""
    return {"day": one.day.isoformat()} | ({"fixes": [plain(fix) for fix in one.fixes]} if one.fixes else {})


def _sources(value: Any) -> dict[str, Remembered]:
    try:
        return {name: _remembered(row) for name, row in value.items()}
    except (TypeError, KeyError, ValueError, AttributeError):
        raise Wrong from None


def _remembered(row: Map) -> Remembered:
    news = {mention_of(Map.of(said, without="line")): said["line"] for said in row.get("news", ())}
    gone = frozenset(mention_of(said) for said in row.get("gone", ()))
    seen = Seen(row["commit"], row["etag"], dict(row["blobs"]), row.get("asked", ""), row.get("moved_to"))
    return Remembered(seen, news, gone)


def _source_row(remembered: Remembered) -> dict[str, Any]:
    news = sorted(remembered.news.items(), key=repr)
    row = {
        **asdict(remembered.seen),
        "blobs": dict(sorted(remembered.seen.blobs.items())),
        "news": [{**plain(mention), "line": line} for mention, line in news],
        "gone": [plain(mention) for mention in sorted(remembered.gone, key=repr)],
    }
    return {key: value for key, value in row.items() if value}


FIELDS = {
    "schema": Field(lambda value: value, "a number"),
    "declined": Field(_declined, "a list of names, number and title", ()),
    "spoken": Field(_spoken, "a list of verb and row", ()),
    "heads": Field(_heads, "commits by branch", {}),
    "ready": Field(_numbers, "a list of numbers", ()),
    "closed": Field(_numbers, "a list of numbers", ()),
    "heard": Field(_numbers, "a list of numbers", ()),
    "answered": Field(texts, "a list of row keys", ()),
    "links": Field(_links, "what was seen of each link", {}),
    "suggested": Field(_suggested, "what was found for each paper", {}),
    "sources": Field(_sources, "what each source said", {}),
}


def read_memory(text: str | None, path: str = MEMORY) -> Memory:
    """The memory that ``text`` holds; raises Invalid."""
    if text is None:
        return Memory()
    node, form, _ = document(path, text, list(FIELDS))
    if not form.problems:
        form = Form(path)
        values = form.fields(node, FIELDS, "the memory")
        if not form.problems:
            del values["schema"]
            return Memory(**values)
    raise Invalid(form.problems)


def memory_text(memory: Memory) -> str:
    """The file that holds ``memory``."""
    values = {
        "schema": SCHEMA,
        "declined": [{**asdict(declined), "names": list(declined.names)} for declined in memory.declined],
        "spoken": [{**asdict(spoken), "row": list(spoken.row)} for spoken in memory.spoken],
        "heads": {branch: list(memory.heads[branch]) for branch in sorted(memory.heads)},
        "ready": sorted(memory.ready),
        "closed": sorted(memory.closed),
        "heard": sorted(memory.heard),
        "answered": sorted(memory.answered),
        "links": {url: _history_row(memory.links[url]) for url in sorted(memory.links)},
        "suggested": {id_: suggested_row(memory.suggested[id_]) for id_ in sorted(memory.suggested)},
        "sources": {name: _source_row(memory.sources[name]) for name in sorted(memory.sources)},
    }
    return HEADER + write({key: value for key, value in values.items() if value})
