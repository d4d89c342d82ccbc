"""What is known of a link: one look at it, and what an answer to one request looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.net.values import CannotAsk

if TYPE_CHECKING:
    from bot.links.apis.values import Record


class Outcome(StrEnum):
    """What a look at a link found; a closed set.

    ``refused`` is said of a server that does not want to show the page to us, and never counts against
    the link; ``error`` of one that could not; ``skipped`` of an address that is not asked at all.
    """

    OK = "ok"
    MOVED = "moved"
    REDIRECTED = "redirected"
    GONE = "gone"
    SOFT_404 = "soft-404"
    REFUSED = "refused"
    ERROR = "error"
    SKIPPED = "skipped"


LIVING = frozenset({Outcome.OK, Outcome.MOVED, Outcome.REDIRECTED})


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at a link, at a moment in UTC.

    ``target`` is where it leads if that is elsewhere, ``shows`` the title that the page gives itself or the
    type and length of a file, ``says`` what an API knows of the work.
    """

    url: str
    outcome: Outcome
    status: int | None
    target: str | None
    evidence: str
    seconds: float
    at: datetime
    shows: str = ""
    says: Record | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one request: names of headers are in lower case, ``body`` is its unpacked beginning."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def host_of(url: str) -> str:
    """The host in an address, in lower case; empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


class Forbidden(CannotAsk):
    """The address is one that is never asked (G9)."""


class NoSuchHost(CannotAsk):
    """The name of the host is not one."""


class NoAnswer(CannotAsk):
    """The host could not be reached, or did not answer in time or in HTTP."""
