"""The expressions of GitHub Actions, as far as the workflows here use them.

https://docs.github.com/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w-]*)|(?P<mark>&&|\|\||[!=]=|[!().,]))"
)
PLACE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
WORDS = {"true": True, "false": False, "null": None}

Function = Callable[..., Any]


class CannotEvaluate(ValueError):
    """Not an expression, or one that these tests do not know."""


def truthy(value: Any) -> bool:
    """False for false, 0, the empty string and null, as in `if:`."""
    return value not in (False, 0, "", None)


def text(value: Any) -> str:
    """A value where text is wanted."""
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool | list | dict) else str(value)


def evaluate(source: str, contexts: Mapping[str, Any], functions: Mapping[str, Function]) -> Any:
    """The value of an expression without its braces; what a context does not have is null."""
    parser = _Parser(source, contexts, {**FUNCTIONS, **functions})
    value = parser.either()
    if parser.here is not None:
        raise CannotEvaluate(f"{source}: {parser.here[1]} was not expected")
    return value


def filled(source: Any, contexts: Mapping[str, Any], functions: Mapping[str, Function]) -> str:
    """Text with every `${{ … }}` in it replaced."""
    return PLACE.sub(
        lambda found: text(evaluate(found[1], contexts, functions)), text(source) if source != "" else ""
    )


def condition(source: Any, contexts: Mapping[str, Any], functions: Mapping[str, Function]) -> bool:
    """An `if:`, with or without braces; none is `success()`, and one that asks for no status implies it."""
    bare = text(source) if source is not None else "success()"
    if found := PLACE.fullmatch(bare.strip()):
        bare = found[1]
    if not re.search(r"\b(success|failure|cancelled|always)\(\)", bare):
        bare = f"success() && ({bare})"
    return truthy(evaluate(bare, contexts, functions))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one == other if type(one) is type(other) else _number(one) == _number(other)


def _number(value: Any) -> float:
    if value is None or value == "":
        return 0.0
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _contains(where: Any, what: Any) -> bool:
    if isinstance(where, list):
        return any(_same(one, what) for one in where)
    return text(what).casefold() in text(where).casefold()


FUNCTIONS: Mapping[str, Function] = {
    "contains": _contains,
    "format": lambda pattern, *values: re.sub(r"\{(\d+)\}", lambda m: text(values[int(m[1])]), pattern),
    "fromjson": json.loads,
    "startswith": lambda where, what: text(where).casefold().startswith(text(what).casefold()),
}


class _Parser:
    def __init__(self, source: str, contexts: Mapping[str, Any], functions: Mapping[str, Function]) -> None:
        self._source = source
        self._tokens = _tokens(source)
        self._contexts = contexts
        self._functions = functions
        self.here: tuple[str, str] | None = None
        self._step()

    def _step(self) -> str:
        """Goes past a token and gives its text."""
        passed = self.here[1] if self.here else ""
        self.here = next(self._tokens, None)
        return passed

    def _next_is(self, *marks: str) -> bool:
        return self.here is not None and self.here[0] == "mark" and self.here[1] in marks

    def _expect(self, mark: str) -> None:
        if not self._next_is(mark):
            raise CannotEvaluate(f"{self._source}: {mark} is missing")
        self._step()

    def either(self) -> Any:
        value = self._both()
        while self._next_is("||"):
            self._step()
            other = self._both()
            value = value if truthy(value) else other
        return value

    def _both(self) -> Any:
        value = self._compared()
        while self._next_is("&&"):
            self._step()
            other = self._compared()
            value = other if truthy(value) else value
        return value

    def _compared(self) -> Any:
        value = self._single()
        while self._next_is("==", "!="):
            equal = self._step() == "=="
            value = _same(value, self._single()) is equal
        return value

    def _single(self) -> Any:
        if self._next_is("!"):
            self._step()
            return not truthy(self._single())
        if self._next_is("("):
            self._step()
            value = self.either()
            self._expect(")")
            return value
        if self.here is None:
            raise CannotEvaluate(f"{self._source}: ends too early")
        kind, word = self.here
        self._step()
        if kind == "string":
            return word[1:-1].replace("''", "'")
        if kind == "number":
            return float(word)
        if kind != "name":
            raise CannotEvaluate(f"{self._source}: {word} was not expected")
        return self._call(word) if self._next_is("(") else self._looked_up(word)

    def _call(self, name: str) -> Any:
        self._step()
        values = []
        while not self._next_is(")"):
            values.append(self.either())
            if self._next_is(","):
                self._step()
        self._step()
        if name.lower() not in self._functions:
            raise CannotEvaluate(f"{self._source}: there is no function {name}")
        return self._functions[name.lower()](*values)

    def _looked_up(self, name: str) -> Any:
        if name in WORDS:
            return WORDS[name]
        if name not in self._contexts:
            raise CannotEvaluate(f"{self._source}: there is no context {name}")
        value = self._contexts[name]
        while self._next_is("."):
            self._step()
            if self.here is None or self.here[0] != "name":
                raise CannotEvaluate(f"{self._source}: a name is missing after a dot")
            key = self._step().casefold()
            fields = value if isinstance(value, Mapping) else {}
            value = next((one for field, one in fields.items() if str(field).casefold() == key), None)
        return value


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    at = 0
    while source[at:].strip():
        found = TOKEN.match(source, at)
        if found is None:
            raise CannotEvaluate(f"{source}: {source[at:].strip()[:20]} is no token")
        yield str(found.lastgroup), str(found[str(found.lastgroup)])
        at = found.end()


__all__: Sequence[str] = ["CannotEvaluate", "condition", "evaluate", "filled", "text", "truthy"]
