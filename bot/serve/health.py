"""Whether the server does its work, as a pure function of what was last seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

MISSED = 3  # times that a job may be due without a run before something is wrong


@dataclass(frozen=True, slots=True)
class Last:
    """What was last seen of a job; ``since`` is when the server began to look after it."""

    since: datetime
    outcome: str = ""
    began: datetime | None = None
    ended: datetime | None = None
    succeeded: datetime | None = None
    failures: int = 0


def overdue(trigger: BaseTrigger, last: Last, now: datetime, slack: timedelta) -> bool:
    """Whether a job was due ``MISSED`` times since its last run, and ``slack`` is over too.

    ``trigger`` is one without jitter. A run that fails is a run all the same: it says so elsewhere.
    """
    at = last.ended or last.since
    for _ in range(MISSED):
        following = trigger.get_next_fire_time(at, at)
        if following is None:
            return False
        at = following
    return now > at + slack


def report(
    triggers: Mapping[str, BaseTrigger],
    lasts: Mapping[str, Last],
    upcoming: Mapping[str, datetime | None],
    now: datetime,
    slack: timedelta,
    *,
    alive: bool,
) -> tuple[bool, dict[str, Any]]:
    """Whether all is well, and the document that says so; ``upcoming`` is when each job is next due."""
    late = {name: overdue(trigger, lasts[name], now, slack) for name, trigger in triggers.items()}
    # A scheduler that works never leaves a moment behind that has passed long ago.
    stuck = any(at is not None and now > at + slack for at in upcoming.values())
    well = alive and not stuck and not any(late.values())
    status = "ok" if well else "overdue" if alive else "stopping"
    jobs = {
        name: {
            "overdue": late[name],
            "next": _text(upcoming.get(name)),
            **{key: _text(value) for key, value in asdict(last).items()},
        }
        for name, last in lasts.items()
    }
    return well, {"status": status, "jobs": jobs}


def _text(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
