"""The README's sections: what stands between ``<!-- bot:NAME start -->`` and ``<!-- bot:NAME end -->``.

A marker stands on a line of its own. Text outside the pairs belongs to people and is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.errors import Invalid, Problem

# Four blanks before it make it code, where people may show one.
MARKER = re.compile(
    r"^ {0,3}<!--[ \t]*bot:([^\s>]{1,100})[ \t]+(start|end)[ \t]*-->[ \t]*(\r?\n|\Z)", re.MULTILINE
)


def names(readme: str, path: str = "README.md") -> tuple[str, ...]:
    """The sections that ``readme`` has markers for, in its order; raises Invalid if they do not pair up."""
    return tuple(name for name, _, _, _ in _spans(readme, path))


def outside(readme: str) -> str:
    """What people wrote: ``readme`` with nothing between its markers; raises Invalid if they do not pair
    up."""
    return fill(readme, dict.fromkeys(names(readme), ""))


def fill(readme: str, sections: Mapping[str, str], path: str = "README.md") -> str:
    """``readme`` with the text of each of ``sections`` between its markers, if it has them.

    Raises Invalid for markers that do not pair up, or that name none of ``sections``.
    """
    parts: list[str] = []
    at = 0
    problems = []
    for name, start, end, newline in _spans(readme, path):
        if name not in sections:
            problems.append(Problem(path, _line(readme, start) - 1, f"there is no section “{name}”"))
            continue
        text = sections[name].strip("\n")
        lines = [*text.split("\n"), ""] if text else []
        parts += [readme[at:start], newline.join(lines)]
        at = end
    if problems:
        raise Invalid(problems)
    return "".join([*parts, readme[at:]])


def _spans(readme: str, path: str) -> list[tuple[str, int, int, str]]:
    """Name, start and end of what stands between each pair of markers, and the line ending used there."""
    spans: dict[str, tuple[str, int, int, str]] = {}
    problems: list[Problem] = []
    opened: re.Match[str] | None = None
    for marker in MARKER.finditer(readme):
        name, what = marker[1], marker[2]
        wrong = _wrong(name, what, opened, spans)
        if wrong:
            problems.append(Problem(path, _line(readme, marker.start()), wrong))
        if what == "start":
            opened = marker
        elif opened is not None:
            spans[name] = (name, opened.end(), marker.start(), opened[3])
            opened = None
    if opened is not None:
        problems.append(Problem(path, _line(readme, opened.start()), f"“bot:{opened[1]} start” has no end"))
    if problems:
        raise Invalid(problems)
    return list(spans.values())


def _wrong(name: str, what: str, opened: re.Match[str] | None, spans: Mapping[str, object]) -> str | None:
    if what == "start" and opened is not None:
        return f"“bot:{name} start” stands inside “bot:{opened[1]}”, which has no end before it"
    if what == "start" and name in spans:
        return f"“bot:{name}” stands here twice"
    if what == "end" and (opened is None or opened[1] != name):
        return f"“bot:{name} end” has no start"
    return None


def _line(readme: str, at: int) -> int:
    return readme.count("\n", 0, at) + 1
