"""What is looked at, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.errors import BotError

Level = Literal["error", "warning", "unknown", "ok"]
LEVELS: tuple[Level, ...] = ("error", "warning", "unknown", "ok")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is as it should be, or is not, or could not be seen; ``fix`` is what puts it right."""

    level: Level
    what: str
    fix: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: ``ask`` gets the facts, ``judge`` says what they mean, and is pure.

    ``otherwise`` is what to do where the facts cannot be had.
    """

    name: str
    ask: Callable[[], Any]
    judge: Callable[[Any], Iterable[Finding]]
    otherwise: str = ""


def ok(what: str) -> Finding:
    return Finding("ok", what)


def warning(what: str, fix: str) -> Finding:
    return Finding("warning", what, fix)


def error(what: str, fix: str) -> Finding:
    return Finding("error", what, fix)


def unknown(what: str, fix: str = "") -> Finding:
    return Finding("unknown", what, fix)


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """What each check has to say; one that cannot look says so, and the others go on."""
    for check in checks:
        for finding in _said(check):
            yield replace(finding, check=check.name)


def _said(check: Check) -> Sequence[Finding]:
    try:
        return list(check.judge(check.ask()))
    except BotError as cannot:
        return [unknown(f"{check.name}: {cannot.plainly}", check.otherwise)]
    except OSError as cannot:
        reason = (cannot.strerror or str(cannot)).lower()
        return [unknown(f"{check.name}: {cannot.filename or 'a file'}: {reason}", check.otherwise)]
    except (LookupError, TypeError, ValueError) as cannot:
        # What answered is not what the documentation says; that is no reason to know nothing else.
        what = f"{check.name}: the answer is not understood ({type(cannot).__name__}: {cannot})"
        return [unknown(what, check.otherwise)]
