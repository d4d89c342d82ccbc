"""Failures that a test orders: what goes wrong, at which request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Fault(Enum):
    """What may go wrong with a request. Those that end in AFTER happen when its effect is there already."""

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

    @property
    def after(self) -> bool:
        """Whether the effect takes place."""
        return self in {Fault.ERROR_502_AFTER, Fault.TIMEOUT_AFTER, Fault.RESET_AFTER}

    @property
    def answer(self) -> tuple[int, str] | None:
        """Status and message, where there is an answer at all."""
        return _ANSWERS.get(self)


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
    retry_after: int = 1


class Faults:
    """The orders not yet carried out."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def arm(
        self, fault: Fault, at: int = 1, *, writes_only: bool = False, times: int = 1, retry_after: int = 1
    ) -> None:
        """Let request number `at` from now fail, and with `times` those after it too."""
        self.orders.append(Order(at, writes_only, fault, times, retry_after=retry_after))

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
