"""Failures that a test orders: what goes wrong, at which request."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Fault(Enum):
    """What may go wrong with a request. Those in `after` happen when its effect is there already."""

    ERROR_500 = "500"
    ERROR_502 = "502"
    ERROR_502_AFTER = "502 after the effect"
    TIMEOUT_BEFORE = "no answer, no effect"
    TIMEOUT_AFTER = "no answer after the effect"
    RESET_BEFORE = "connection reset, no effect"
    RESET_AFTER = "connection reset after the effect"
    SECONDARY_LIMIT = "403 with Retry-After"
    TOO_MANY = "429 with Retry-After"
    CONFLICT = "409"
    INVALID = "422"
    PRIMARY_LIMIT = "403 with nothing remaining, no Retry-After"
    PRIMARY_LIMIT_429 = "429 with nothing remaining, no Retry-After"
    FORBIDDEN = "403 for want of a permission"
    NOT_FOUND = "404"
    GONE = "410"
    CENSORED = "451"
    REDIRECT = "301 or 307 to elsewhere on this host"
    REDIRECT_FOUND = "302 to elsewhere on this host"
    REDIRECT_AWAY = "301 or 307 to another host"
    PAGE = "200 with a page of HTML, no effect"
    CUT = "the right status, its JSON cut in the middle, after the effect"
    EMPTY = "the right status and no body, after the effect"
    NOT_UTF8 = "the right status, its body no UTF-8, after the effect"

    @property
    def after(self) -> bool:
        """Whether the effect takes place."""
        return self in _AFTER

    @property
    def answer(self) -> tuple[int, str] | None:
        """Status and message, where there is an answer of that kind at all."""
        return _ANSWERS.get(self)

    @property
    def limits(self) -> bool:
        """Whether it is a rate limit, of either kind."""
        return self in _SECONDARY | _PRIMARY

    @property
    def redirects(self) -> bool:
        """Whether it sends the client elsewhere."""
        return self in {Fault.REDIRECT, Fault.REDIRECT_FOUND, Fault.REDIRECT_AWAY}

    def spoilt(self, content: bytes) -> bytes:
        """What becomes of the right answer's body."""
        if self is Fault.EMPTY:
            return b""
        if self is Fault.CUT:
            return content[: len(content) // 2]
        quote = content.find(b'"') + 1 or len(content)
        return content[:quote] + b"\xe9" + content[quote:]


_AFTER = {
    Fault.ERROR_502_AFTER,
    Fault.TIMEOUT_AFTER,
    Fault.RESET_AFTER,
    Fault.CUT,
    Fault.EMPTY,
    Fault.NOT_UTF8,
}
_SECONDARY = {Fault.SECONDARY_LIMIT, Fault.TOO_MANY}
_PRIMARY = {Fault.PRIMARY_LIMIT, Fault.PRIMARY_LIMIT_429}
SPOILT = (Fault.CUT, Fault.EMPTY, Fault.NOT_UTF8)
HTML = "<!DOCTYPE html>\n<html><head><title>Unicorn!</title></head><body><p>This page is taking too long.</p></body></html>\n"

_ANSWERS = {
    Fault.ERROR_500: (500, "Server Error"),
    Fault.ERROR_502: (502, "Server Error"),
    Fault.ERROR_502_AFTER: (502, "Server Error"),
    Fault.SECONDARY_LIMIT: (
        403,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    ),
    Fault.TOO_MANY: (429, "You have exceeded a secondary rate limit. Please wait before you try again."),
    Fault.CONFLICT: (409, "Conflict"),
    Fault.INVALID: (422, "Validation Failed"),
    Fault.PRIMARY_LIMIT: (403, "API rate limit exceeded for user ID 1."),
    Fault.PRIMARY_LIMIT_429: (429, "API rate limit exceeded for user ID 1."),
    Fault.FORBIDDEN: (403, "Resource not accessible by integration"),
    Fault.NOT_FOUND: (404, "Not Found"),
    Fault.GONE: (410, "Gone"),
    Fault.CENSORED: (451, "Repository access blocked"),
}


@dataclass(slots=True)
class Order:
    """A fault, or a call, that is due at one request; `left` counts down to it."""

    left: int
    writes_only: bool
    fault: Fault | None
    times: int = 1
    call: Callable[[], None] | None = None
    after: bool = False
    retry_after: int | None = 1
    location: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers by which a limit says when to come again, if it does."""
        if self.fault in _PRIMARY:
            reset = int(time.time()) + (self.retry_after or 0)
            return {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
        told = self.fault in _SECONDARY and self.retry_after is not None
        return {"Retry-After": str(self.retry_after)} if told else {}


class Faults:
    """The orders not yet carried out."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def arm(
        self,
        fault: Fault,
        at: int = 1,
        *,
        writes_only: bool = False,
        times: int = 1,
        retry_after: int | None = 1,
        location: str | None = None,
    ) -> None:
        """Let request number `at` from now fail, and with `times` those after it too.

        A secondary limit says `retry_after` (None: nothing), a primary one resets then; a redirect leads to
        `location`, by default `/elsewhere`, where there is nothing, here or on another name of this host.
        """
        order = Order(at, writes_only, fault, times, retry_after=retry_after, location=location)
        self.orders.append(order)

    def call(
        self, act: Callable[[], None], at: int = 1, *, after: bool = False, writes_only: bool = False
    ) -> None:
        """Call `act` while request number `at` from now waits: before its effect, or after it."""
        self.orders.append(Order(at, writes_only, None, call=act, after=after))

    def clear(self) -> None:
        """Forget all orders."""
        self.orders.clear()

    def due(self, method: str) -> list[Order]:
        """The orders for the request that has just come."""
        found = []
        for order in list(self.orders):
            if order.writes_only and method in {"GET", "HEAD"}:
                continue
            order.left -= 1
            if order.left <= 0:
                found.append(order)
                order.times -= 1
            if order.times <= 0:
                self.orders.remove(order)
        return found
