"""Which links it is time to look at again ↔ JSON lines: worked out once, for all shards of a check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from bot.errors import Invalid, Problem
from bot.links.harvest import Wanted, asked_of
from bot.links.verdict import History, due
from bot.render.escape import json_line


def due_of(
    links: Iterable[Wanted], histories: Mapping[str, History], today: date, recheck: int
) -> list[Wanted]:
    """The links that it is time to look at again, those of one host beside each other."""
    found = [link for link in links if due(link.asked, histories.get(link.asked), today, recheck)]
    return sorted(found, key=asked_of)


def due_line(link: Wanted) -> str:
    """The line for a link that is due."""
    return json_line({"asked": link.asked, "written": link.written, "key": link.key})


def read_due(text: str, path: str) -> list[Wanted]:
    """The links in the lines of ``text``; raises Invalid with every line that is none of ours."""
    found: list[Wanted] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append(_wanted(json.loads(line)))
            except (ValueError, KeyError, TypeError):
                problems.append(Problem(path, number, "not a line that `bot links due` wrote"))
    if problems:
        raise Invalid(problems)
    return found


def _wanted(row: dict[str, object]) -> Wanted:
    asked, written, key = row["asked"], row["written"], row["key"]
    if not isinstance(asked, str) or not isinstance(written, list) or not isinstance(key, str | None):
        raise TypeError
    if not written or not all(isinstance(url, str) for url in written):
        raise TypeError
    return Wanted(asked, tuple(written), key)
