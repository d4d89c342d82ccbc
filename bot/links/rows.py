"""What is seen and found of links ↔ JSON lines: what the commands print, and take in from each other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import BotError, Invalid, Problem
from bot.links.learn import Seen
from bot.links.values import Observation, Outcome
from bot.render.escape import json_line
from bot.store.memory import Suggested, suggested_of, suggested_row

if TYPE_CHECKING:
    from bot.links.apis import Record


def row_of(one: Observation, url: str | None = None) -> str:
    """The line for an observation, told of ``url`` where that is how the link is written."""
    row: dict[str, Any] = {
        "url": url or one.url,
        "outcome": one.outcome.value,
        "status": one.status,
        "target": one.target,
        "evidence": one.evidence,
        "seconds": one.seconds,
        "at": one.at.isoformat().replace("+00:00", "Z"),
    }
    row |= {"shows": one.shows} if one.shows else {}
    row |= {"says": asdict(one.says)} if one.says else {}
    return json_line(row)


def suggested_line(paper: str, found: Suggested) -> str:
    """The line for what was found for a paper."""
    return json_line({"paper": paper, **suggested_row(found)})


def read(text: str, path: str) -> Seen:
    """What the lines of ``text`` hold; raises Invalid with every line that is none of ours."""
    looks: list[Observation] = []
    suggested: dict[str, Suggested] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
                if "paper" in row:
                    suggested[_text(row.pop("paper"))] = suggested_of(row)
                else:
                    looks.append(_observation(row))
            except (ValueError, KeyError, TypeError, AttributeError):
                said = "not a line that `bot links check --format jsonl` or `bot links fix --out` wrote"
                problems.append(Problem(path, number, said))
    if problems:
        raise Invalid(problems)
    return Seen(tuple(looks), suggested)


def _observation(row: dict[str, Any]) -> Observation:
    return Observation(
        _text(row["url"]),
        Outcome(row["outcome"]),
        _number(row["status"]),
        None if row["target"] is None else _text(row["target"]),
        str(row["evidence"]),
        float(row["seconds"]),
        datetime.fromisoformat(row["at"]).astimezone(UTC),
        str(row.get("shows", "")),
        _record(row["says"]) if "says" in row else None,
    )


def _record(row: dict[str, Any]) -> Record:
    from bot.links.apis import Record

    ids, authors = (tuple(_text(item) for item in row.pop(key)) for key in ("ids", "authors"))
    return Record(**row, ids=ids, authors=authors)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int | None:
    if value is not None and type(value) is not int:
        raise TypeError
    return value


def seen_in(names: Iterable[str]) -> Seen:
    """What files hold of links; raises BotError where one cannot be read, Invalid for lines not ours."""
    found = [read(_contents(name), name) for name in names]
    suggested = {id_: one for part in found for id_, one in part.suggested.items()}
    return Seen(tuple(joined(part.looks for part in found)), suggested)


def _contents(name: str) -> str:
    try:
        return (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode()
    except UnicodeDecodeError as error:
        raise BotError(f"{name}: not UTF-8 (byte {error.start})") from None


def joined(parts: Iterable[Iterable[Observation]]) -> Iterator[Observation]:
    """The newest observation of each link, in the order in which links first appear."""
    newest: dict[str, Observation] = {}
    for part in parts:
        for one in part:
            known = newest.get(one.url)
            newest[one.url] = one if known is None or known.at <= one.at else known
    yield from newest.values()
