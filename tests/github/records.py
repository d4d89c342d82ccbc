"""What GitHub keeps beside git: people, issues, pull requests, comments, labels, reactions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .rules import at_least


@dataclass(frozen=True, slots=True)
class User:
    """A person, or a bot when the login ends so."""

    id: int
    login: str

    @property
    def is_bot(self) -> bool:
        """Whether this is an app's account."""
        return self.login.endswith("[bot]")

    @property
    def email(self) -> str:
        """The address that GitHub writes into commits."""
        return f"{self.id}+{self.login}@users.noreply.github.com"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a request: a user through a token, or nobody."""

    user: User | None
    permission: str
    token: str | None = None
    scopes: tuple[str, ...] | None = None  # what a classic token was made for; other kinds have none
    kinds: Mapping[str, str] | None = None  # level by permission; None where all are as `permission`

    def may(self, kind: str, level: str) -> bool:
        """Whether the token has a permission, such as `contents`, at this level."""
        given = self.kinds or {}
        return self.kinds is None or at_least(
            given.get(kind, "read" if kind == "metadata" else "none"), level
        )


@dataclass(slots=True)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str
    description: str | None = None


@dataclass(slots=True)
class Reaction:
    """One person's reaction to a comment or an issue."""

    id: int
    user: User
    content: str
    created_at: datetime


@dataclass(slots=True)
class Comment:
    """A comment on an issue or a pull request."""

    id: int
    number: int
    user: User
    body: str
    created_at: datetime
    updated_at: datetime
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an issue or pull request; `details` are the fields that only its kind has."""

    id: int
    number: int
    kind: str
    user: User
    created_at: datetime
    commit: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A workflow that was started by hand."""

    path: str
    ref: str
    inputs: dict[str, Any]
    user: User


@dataclass(slots=True)
class Pull:
    """What makes an issue a pull request; head and base are branches of one repository."""

    head_ref: str
    base_ref: str
    head_sha: str
    base_sha: str
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: User | None = None
    merge_commit_sha: str | None = None
    reviewers: list[User] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    maintainer_can_modify: bool = False
    settled: tuple[str, str] | None = None  # the head and base for which mergeable is computed
    old_head: str | None = None
    lag: int = 0  # how many answers still tell the old head


@dataclass(slots=True)
class Issue:
    """An issue, or with `pull` a pull request."""

    id: int
    number: int
    user: User
    title: str
    body: str | None
    created_at: datetime
    updated_at: datetime
    labels: list[str] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: User | None = None
    reactions: list[Reaction] = field(default_factory=list)
    pull: Pull | None = None


@dataclass(slots=True)
class Protection:
    """What a protected branch asks for."""

    reviews: int = 0
    checks: tuple[str, ...] = ()
    enforce_admins: bool = False
    allow_force_pushes: bool = False
    allow_deletions: bool = False
    restrict_pushes: bool = False
    restrict_creations: bool = False

    @property
    def needs_pull(self) -> bool:
        """Whether a direct push is refused."""
        return bool(self.reviews or self.checks)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a ruleset, for the branches that a pattern such as `bot/**`, `~ALL` or `~DEFAULT_BRANCH` names."""

    kind: str
    branches: str
    parameters: dict[str, Any] = field(default_factory=dict)


class Clock:
    """GitHub's clock, in whole seconds: the real time unless given a start, and it can be moved forward."""

    def __init__(self, start: datetime | None = None) -> None:
        self._fixed = start
        self._offset = timedelta()

    def now(self) -> datetime:
        """The time now, UTC."""
        return ((self._fixed or datetime.now(UTC)) + self._offset).replace(microsecond=0)

    def advance(self, **delta: float) -> None:
        """Move forward, by `timedelta`'s keywords."""
        self._offset += timedelta(**delta)


@dataclass(slots=True)
class Request:
    """One request in the log; `status` is None where the answer never arrived."""

    number: int
    method: str
    path: str
    query: dict[str, str]
    user: str | None
    conditional: bool
    body: Any = None
    status: int | None = None
    cost: int = 0

    @property
    def is_write(self) -> bool:
        """Whether it could change anything."""
        asks = self.path == "/graphql" and "mutation" not in str(self.body)
        return self.method not in {"GET", "HEAD"} and not asks

    def __str__(self) -> str:
        return f"{self.number} {self.method} {self.path} {self.status}"
