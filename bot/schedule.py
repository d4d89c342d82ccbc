"""When something is to run: `every 6 hours`, or a cron expression, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

NEVER = "never"
EVERY = re.compile(r"every (?:([0-9]{1,4}) )?(minute|hour|day|week)s?\Z")
SHORTEST = timedelta(minutes=5)
FIELD = re.compile(r"[0-9A-Za-z*,/-]+\Z")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")  # as cron counts them
WEEKDAY = re.compile(r"(?P<first>\*|[a-z]{3}|[0-7])(?:-(?P<last>[a-z]{3}|[0-7]))?(?:/(?P<step>[1-7]))?\Z")


def trigger(when: str, jitter: float = 0, start: datetime | None = None) -> BaseTrigger | None:
    """The moments that ``when`` names, each put off by up to ``jitter`` seconds by lot; None for never.

    Intervals are counted from ``start``, or from now. Raises ValueError with what is wrong.
    """
    if when == NEVER:
        return None
    if when.startswith("every"):
        from apscheduler.triggers.interval import IntervalTrigger

        length = interval(when)
        return IntervalTrigger(
            seconds=int(length.total_seconds()),
            start_date=(start or datetime.now(UTC)) + length,
            timezone=UTC,
            jitter=jitter or None,
        )
    return _cron(when, jitter)


def interval(when: str) -> timedelta:
    """How long `every 6 hours` is; raises ValueError."""
    found = EVERY.match(when)
    if not found:
        raise ValueError(f"takes every N minutes, hours, days or weeks, not “{when}”")
    length = int(found[1] or 1) * timedelta(**{f"{found[2]}s": 1})
    if length < SHORTEST:
        raise ValueError("takes five minutes at least")
    return length


def checked(when: str) -> str:
    """``when``, if it names moments; raises ValueError with what is wrong."""
    if when == NEVER:
        return when
    if when.startswith("every"):
        interval(when)
        return when
    # A leap year's first day: what is not found from there on is never.
    if _cron(when).get_next_fire_time(None, datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise ValueError(f"names a day that never comes: “{when}”")
    return when


def _cron(when: str, jitter: float = 0) -> BaseTrigger:
    from apscheduler.triggers.cron import CronTrigger

    fields = when.lower().split()
    if len(fields) != 5 or not all(FIELD.match(field) for field in fields):
        raise ValueError(f"takes “every 6 hours”, five fields of cron, or never, not “{when}”")
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        # cron means either of the two, APScheduler both: nobody should have to know.
        raise ValueError("takes a day of the month or a day of the week, not both")
    days = _weekdays(weekday)
    try:
        return CronTrigger(
            minute=minute,
            hour=hour,
            day=day,
            month=month,
            day_of_week=days,
            timezone=UTC,
            jitter=jitter or None,
        )
    except ValueError as error:
        raise ValueError(f"does not understand “{when}”: {error}") from None


def _weekdays(field: str) -> str:
    """cron's days of the week by name: it counts from Sunday, APScheduler from Monday."""
    if field == "*":
        return field
    days: set[int] = set()
    for part in field.split(","):
        found = WEEKDAY.match(part)
        if not found:
            raise ValueError(f"takes days of the week such as mon-fri or 1-5, not “{part}”")
        every = found["first"] == "*"
        first = 0 if every else _weekday(found["first"])
        last = _weekday(found["last"]) if found["last"] else 6 if every or found["step"] else first
        if last < first:
            raise ValueError(f"takes days of the week in their order, Sunday first, not “{part}”")
        days |= {day % 7 for day in range(first, last + 1, int(found["step"] or 1))}
    return ",".join(WEEKDAYS[day] for day in sorted(days))


def _weekday(name: str) -> int:
    if name.isdecimal():
        return int(name)
    if name not in WEEKDAYS:
        raise ValueError(f"takes days of the week such as mon-fri or 1-5, not “{name}”")
    return WEEKDAYS.index(name)
