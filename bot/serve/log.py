"""Structured logs: one JSON object a line, with time, level, event, and what belongs to it."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from bot.render.escape import log_safe

Level = Literal["info", "warning", "error"]

LONGEST = 2_000  # characters of one text
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")


def _now() -> datetime:
    return datetime.now(UTC)


class Log:
    """Writes to ``stream``; nothing in a line is live, and none of the ``secrets`` is ever in one.

    A line that cannot be written is counted in ``lost``: a full disk or a closed pipe is no reason to stop.
    """

    def __init__(
        self, stream: TextIO, secrets: Callable[[], Sequence[str]] = tuple, now: Callable[[], datetime] = _now
    ) -> None:
        self._stream, self._secrets, self._now = stream, secrets, now
        self._lock = threading.Lock()
        self.lost = 0

    def __call__(self, level: Level, event: str, **fields: Any) -> None:
        line = {"time": self._now().isoformat(timespec="milliseconds"), "level": level, "event": event}
        text = json.dumps(line | {name: self._clean(value) for name, value in fields.items()})
        with self._lock:
            try:
                self._stream.write(text + "\n")
                self._stream.flush()
            except (OSError, ValueError):
                self.lost += 1

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            for secret in self._secrets():
                value = value.replace(secret, "***")
            return log_safe(CREDENTIALS.sub("***@", value))[:LONGEST]
        if isinstance(value, datetime):
            return value.isoformat(timespec="seconds")
        if isinstance(value, float):
            return round(value, 3)
        return value if value is None or isinstance(value, bool | int) else self._clean(str(value))


class Bridge(logging.Handler):
    """Brings what a library logs into ours."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        level: Level = "error" if record.levelno >= logging.ERROR else "warning"
        self._log(level, "library", name=record.name, message=record.getMessage())
