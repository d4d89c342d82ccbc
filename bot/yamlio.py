"""YAML ↔ plain values that remember their lines, so that every mistake can be named by file and line.

PyYAML's C parser does the parsing; this module only builds values from its events. It builds less
than YAML 1.1 allows, on purpose: no anchors, aliases or tags (nothing can expand or construct), no
duplicate keys, and only ``true``/``false`` are booleans.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bot.errors import Invalid, Problem

# No zero in front: 08 is no number of YAML, so text that looks like it is written without quotes.
INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,17})\Z")
CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
MAX_DEPTH = 40


class Map(dict[str, Any]):
    """A mapping; ``lines`` has the 1-based line of each key, ``line`` that of the mapping."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: dict[str, int] = {}

    @classmethod
    def of(cls, other: Map, *, without: str) -> Map:
        """``other`` without one of its keys."""
        made = cls(other.line)
        made.update((key, value) for key, value in other.items() if key != without)
        made.lines.update(other.lines)
        return made


class Seq(list[Any]):
    """A sequence; ``lines`` has the 1-based line of each element."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[int] = []


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message


def read(text: str, path: str) -> Any:
    """The one document in ``text``, or ``None`` when it is empty; raises Invalid, naming ``path``."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = iter(yaml.parse(text, Loader=loader))
        return _document(events)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Invalid([Problem(path, mark.line + 1 if mark else 1, f"not YAML: {error.problem}")]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Invalid([Problem(path, line, f"not YAML: {error.reason}")]) from error
    except _Refused as error:
        raise Invalid([Problem(path, error.line, error.message)]) from error


def _document(events: Iterator[Any]) -> Any:
    next(events)  # stream start
    event: Any = next(events)
    if not isinstance(event, yaml.DocumentStartEvent):
        return None
    value = _value(next(events), events, 0)
    next(events)  # document end
    event = next(events)
    line = event.start_mark.line + 1
    if isinstance(event, yaml.DocumentStartEvent):
        raise _Refused(line, "a second document begins here; one is allowed")
    return value


def _value(event: Any, events: Iterator[Any], depth: int) -> Any:
    kind = type(event)
    if kind is ScalarEvent:
        return _scalar(event)
    line = event.start_mark.line + 1
    if kind is AliasEvent or getattr(event, "anchor", None):
        raise _Refused(
            line, "anchors and aliases (& and *) are not allowed; put quotes around text that begins so"
        )
    if getattr(event, "tag", None):
        raise _Refused(line, f"the tag {event.tag} is not allowed")
    if depth > MAX_DEPTH:
        raise _Refused(line, f"nested deeper than {MAX_DEPTH} levels")
    if kind is SequenceStartEvent:
        return _sequence(Seq(line), events, depth)
    return _mapping(Map(line), events, depth)


def _sequence(values: Seq, events: Iterator[Any], depth: int) -> Seq:
    for event in events:
        if type(event) is SequenceEndEvent:
            break
        values.append(_value(event, events, depth + 1))
        values.lines.append(event.start_mark.line + 1)
    return values


def _mapping(values: Map, events: Iterator[Any], depth: int) -> Map:
    for event in events:
        if type(event) is MappingEndEvent:
            break
        line = event.start_mark.line + 1
        if type(event) is not ScalarEvent:
            raise _Refused(line, "a key has to be plain text")
        key = event.value
        if key in values:
            raise _Refused(line, f"“{key}” stands here twice (first on line {values.lines[key]})")
        values[key] = _value(next(events), events, depth + 1)
        values.lines[key] = line
    return values


def _scalar(event: Any) -> Any:
    if event.anchor or (event.tag and event.tag != "!"):
        raise _Refused(
            event.start_mark.line + 1,
            "anchors and tags (& and !) are not allowed; put quotes around text that begins so",
        )
    text = event.value
    if not event.implicit[0] or event.style:
        return text
    if text in CONSTANTS:
        return CONSTANTS[text]
    return int(text) if INTEGER.match(text) else text


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes a value again wherever it stands: an alias is what read() refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def write(value: Any) -> str:
    """``value`` as YAML: keys in the order given, one line a scalar, any script unescaped."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**30)
    return text


@dataclass(frozen=True, slots=True)
class Field:
    """One key that a mapping may have: what it takes, what it is without it, and what it is for."""

    check: Callable[[Any], Any]
    expected: str
    default: Any = None
    required: bool = False
    about: str = ""


class Wrong(Exception):
    """A check's answer to a value that does not fit; the text says what would be right."""


class Form:
    """Reads mappings by their fields, and collects every mistake instead of stopping at the first."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def complain(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, message))

    def done(self) -> None:
        """Raises Invalid with all that was complained of, if anything was."""
        if self.problems:
            raise Invalid(self.problems)

    def fields(self, node: Any, known: dict[str, Field], name: str, line: int = 1) -> dict[str, Any]:
        """The values of ``known`` fields in ``node``; what is wrong or unknown is complained of."""
        if not isinstance(node, Map):
            self.complain(line, f"{name} takes keys and values: {', '.join(known)}")
            return {key: field.default for key, field in known.items()}
        for key in node.keys() - known.keys():
            self.complain(node.lines[key], f"{name} has no “{key}”{meant(key, known)}")
        return {key: self._field(node, key, field, name) for key, field in known.items()}

    def _field(self, node: Map, key: str, field: Field, name: str) -> Any:
        if key not in node:
            if field.required:
                self.complain(node.line, f"{name} lacks “{key}”: {field.expected}")
            return field.default
        try:
            return field.check(node[key])
        except Wrong as wrong:
            detail = str(wrong) or f"takes {field.expected}, not {_shown(node[key])}"
            self.complain(node.lines[key], f"“{key}” {detail}")
            return field.default

    def rows(self, node: Any, name: str, line: int = 1) -> list[tuple[Any, int]]:
        """The elements of a sequence with their lines; none, and a complaint, for anything else."""
        if node is None:
            return []
        if not isinstance(node, Seq):
            self.complain(line, f"“{name}” takes a list")
            return []
        return list(zip(node, node.lines, strict=True))


def meant(key: str, known: Collection[str]) -> str:
    """What to say of a word that is not among those ``known``: the one like it, or all of them."""
    from difflib import get_close_matches

    close = get_close_matches(key, known, n=1)
    return f"; did you mean “{close[0]}”?" if close else f"; it takes {', '.join(known)}" if known else ""


def _shown(value: Any) -> str:
    if isinstance(value, Map):
        return "keys and values"
    if isinstance(value, Seq):
        return "a list"
    shown = {None: "nothing", True: "true", False: "false"}
    text = shown[value] if value is None or isinstance(value, bool) else f"“{value}”"
    return text if len(text) < 60 else text[:57] + "…”"


def text(value: Any) -> str:
    """A check: text that is not empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        raise Wrong(f'takes text; put quotes around it: "{value}"')
    if not isinstance(value, str) or not value.strip():
        raise Wrong
    return value


def number(lowest: int, highest: int) -> Callable[[Any], int]:
    """A check: a whole number within bounds, both included."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise Wrong
        return value

    return check


def flag(value: Any) -> bool:
    """A check: true or false."""
    if not isinstance(value, bool):
        raise Wrong
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A check: a list of texts."""
    if not isinstance(value, Seq):
        raise Wrong
    return tuple(text(item) for item in value)
