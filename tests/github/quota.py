"""The primary rate limit of one token, or of everybody without one."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

WINDOW = 3600


@dataclass(slots=True)
class Quota:
    """What is left of an hour's requests; `reset` in seconds since 1970, real time."""

    limit: int
    resource: str = "core"
    used: int = 0
    reset: int = field(default_factory=lambda: int(time.time()) + WINDOW)

    @property
    def remaining(self) -> int:
        """How many requests are left."""
        return max(0, self.limit - self.used)

    def renew(self) -> None:
        """Start over when the hour is past."""
        if time.time() >= self.reset:
            self.used, self.reset = 0, int(time.time()) + WINDOW

    def document(self) -> dict[str, int | str]:
        """As `GET /rate_limit` prints it."""
        return {"limit": self.limit, "used": self.used, "remaining": self.remaining, "reset": self.reset}

    def headers(self) -> dict[str, str]:
        """As every answer carries it."""
        values = self.document() | {"resource": self.resource}
        return {f"X-RateLimit-{name.capitalize()}": str(value) for name, value in values.items()}
