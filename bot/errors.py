"""What could not be done: one base class, caught once at the door of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class BotError(Exception):
    """A failure that a person can mend; the message is one clear sentence."""

    exit_code = 2

    @property
    def plainly(self) -> str:
        """The message without what to do about it, for whoever has an advice of their own."""
        return str(self)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file that people write; ``line`` is 1-based."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class Invalid(BotError):
    """A file does not say what it has to; carries every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
