"""How fast one host is asked: politely at first, faster only where that helps, never into a wall.

A host's limit is learned from its first 429: what it had taken in the second before is what it takes. After
that the pace stays just below, since a limit that is met exactly is broken by the jitter of the network.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass

SECOND = 1.0
LATE = 0.01  # seconds by which a request may miss its moment
PATIENCE = 2_000  # answers at a learned rate before a higher one is tried


@dataclass(frozen=True, slots=True)
class Manners:
    """Requests a second and host: at first, at most, at least; and when a host is left alone."""

    first: float = 4.0
    fastest: float = 20.0
    slowest: float = 0.05
    growth: float = 0.25  # requests a second more, for each one answered
    margin: float = 0.98  # of the limit that a host showed
    longest_pause: float = 120.0  # seconds; a host that asks for more is left for another run
    pause: float = 2.0  # seconds, doubled each time, where a host does not say how long
    most_refusals: int = 3  # of one kind in a row


class Pace:
    """The pace of one host, told what was sent and what came of it; all times on one monotonic clock."""

    def __init__(self, manners: Manners, rng: random.Random) -> None:
        self.rate = manners.first
        self._manners = manners
        self._rng = rng
        self._ceiling = manners.fastest
        self._next = 0.0
        self._paused = 0.0
        self._sent: deque[float] = deque()
        self._refused = 0  # in a row
        self._since = 0  # answers since the last limit was met
        self._met = False
        self._held = 0.0  # the rate that held before a higher one was tried
        self._patience = PATIENCE
        self._learned = 0.0

    @property
    def wall(self) -> bool:
        """Whether it refuses again and again, so that nothing more is to be asked."""
        return self._refused >= self._manners.most_refusals

    def turn(self, now: float) -> float:
        """When the next request may be sent; that moment is then taken."""
        # A request that comes a little late does not delay all those after it.
        at = max(now - LATE, self._next, self._paused)
        self._next = at + 1 / self.rate
        return max(now, at)

    def paused(self, now: float) -> bool:
        """Whether the host asked for silence since a turn was given."""
        return now < self._paused

    def sent(self, now: float) -> None:
        self._sent.append(now)
        while self._sent and self._sent[0] < now - 60 * SECOND:
            self._sent.popleft()

    def accepted(self, *, hurry: bool) -> None:
        """An answer that is no refusal came; ``hurry`` if this host is what the whole run waits for."""
        self._refused = 0
        self._since += 1
        if self._met and self._since == self._patience:  # the limit may have been raised meanwhile
            self._held, self._since = self._ceiling, 0
            self._ceiling = min(self._manners.fastest, 1.05 * self._ceiling)
        if hurry:
            self.rate = min(self._ceiling, self.rate + self._manners.growth)

    def limited(self, sent: float, now: float, after: float | None) -> None:
        """A request sent at ``sent`` was one too many; ``after`` are the seconds the host asked for."""
        if sent >= self._learned:  # others were under way when the first came back: they say nothing new
            self._learn(sent)
            self._learned = now
            self._refused += 1
        backoff = self._manners.pause * 2 ** (self._refused - 1) * self._rng.uniform(1, 1.5)
        pause = backoff if after is None else after + self._rng.uniform(0, 0.1)
        if pause > self._manners.longest_pause:
            self._refused = self._manners.most_refusals
            return
        self._paused = max(self._paused, now + pause)
        self._next = max(self._next, self._paused)

    def _learn(self, sent: float) -> None:
        taken = sum(1 for moment in self._sent if sent - SECOND < moment < sent)
        if not self._met:
            ceiling = self._manners.margin * max(1, min(taken, self.rate))
        elif self._held:  # it was not raised: back to what held before, and longer so
            ceiling, self._patience = self._held, 2 * self._patience
        elif self._since < 3 * self.rate + 3:  # the last guess was far off
            ceiling = 0.7 * self.rate
        else:
            ceiling = 0.98 * self.rate
        self._met, self._since, self._held = True, 0, 0.0
        self._ceiling = max(self._manners.slowest, ceiling)
        self.rate = min(self.rate, self._ceiling)
