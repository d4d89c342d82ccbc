"""What looks at a link over days amount to; pure.

One look proves nothing: servers have bad days. A link is dead after three looks that found it gone, on
different days over at least a week, with no success in between; one success clears all that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.links.harvest import spread
from bot.links.values import LIVING, Observation, Outcome

LOOKS, DAYS = 3, 7  # that a link has to be found gone
AGAIN_FAILING = 3  # days; three looks then span a week
JITTER = 0.2  # of the time between two looks, either way
KEPT = 5  # looks
LONGEST = 160  # characters of evidence or of a title


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen on one day."""

    day: date
    outcome: Outcome
    status: int | None = None
    target: str | None = None
    evidence: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What is remembered of a link: the day it was last seen alive, and the looks since then.

    Of a living link one look is kept where it says more than that: where the link leads.
    """

    living: date | None = None
    looks: tuple[Look, ...] = ()

    @property
    def last(self) -> date | None:
        """The day of the last look."""
        return max((look.day for look in self.looks), default=self.living)


class Verdict(StrEnum):
    """What a link's history amounts to: ``lost`` are those whose page says 200 and means “not found”."""

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    LOST = "lost"
    UNSURE = "unsure"


def look_of(one: Observation) -> Look:
    """What is remembered of an observation."""
    return Look(
        one.at.date(), one.outcome, one.status, one.target, one.evidence[:LONGEST], one.shows[:LONGEST]
    )


def after(history: History, one: Observation) -> History:
    """The history with one more look; of one day, only the last counts."""
    look = look_of(one)
    if history.last is not None and look.day < history.last:
        return history  # looks come in from several machines, and an old one says nothing new
    if look.outcome in LIVING:
        return History(look.day, (replace(look, evidence=""),) if look.target else ())
    failures = tuple(old for old in history.looks if old.outcome not in LIVING and old.day != look.day)
    return History(history.living, (*failures, look)[-KEPT:])


def remember(histories: Mapping[str, History], seen: Iterable[Observation]) -> dict[str, History]:
    """The histories after more looks."""
    found = dict(histories)
    for one in seen:
        if one.outcome is not Outcome.SKIPPED:
            found[one.url] = after(found.get(one.url, History()), one)
    return found


def verdict(history: History) -> Verdict:
    """What a history amounts to. Refusals and errors neither count against a link nor for it."""
    for outcome, found in ((Outcome.GONE, Verdict.DEAD), (Outcome.SOFT_404, Verdict.LOST)):
        days = [look.day for look in history.looks if look.outcome is outcome]
        if len(days) >= LOOKS and days[-1] - days[0] >= timedelta(DAYS):
            return found
    last = history.looks[-1] if history.looks else None
    if last is not None and last.outcome not in LIVING:
        return Verdict.UNSURE
    if last is not None and last.outcome is Outcome.MOVED:
        return Verdict.MOVED
    return Verdict.ALIVE if history.living else Verdict.UNSURE


def due(url: str, history: History | None, today: date, recheck: int) -> bool:
    """Whether it is time to look again: after about ``recheck`` days, at a failing link sooner."""
    if history is None or history.last is None:
        return True
    failing = any(look.outcome not in LIVING | {Outcome.REFUSED} for look in history.looks)
    settled = verdict(history) in (Verdict.DEAD, Verdict.LOST)
    if failing and not settled:
        span = (history.last - history.looks[0].day).days
        last_but_one = len(history.looks) == LOOKS - 1
        wait = max(AGAIN_FAILING, DAYS - span if last_but_one else 0)
        return today >= history.last + timedelta(wait)
    wait_days = recheck * (1 + JITTER * (2 * spread(url) - 1))
    return (today - history.last).days >= max(1, round(wait_days))
