"""What an endpoint gets and gives, and the table of endpoints."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from ..documents import Document, Documents
from ..records import Actor, Issue, User
from ..repository import Repository
from ..rules import Refused, at_least

if TYPE_CHECKING:
    from ..server import FakeGitHub

T = TypeVar("T")
REPOSITORY = "/repos/{owner}/{repo}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what goes with it; text and bytes are sent as they are, anything else as JSON."""

    status: int
    content: Any = None
    media: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    free: bool = False


def encoded(content: Any) -> bytes:
    """The bytes that go over the wire."""
    if content is None:
        return b""
    if isinstance(content, bytes):
        return content
    return content.encode() if isinstance(content, str) else json.dumps(content).encode()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is sent by the page; only the items of that page are printed."""

    items: Sequence[Any]
    print: Callable[[Any], Document]


@dataclass(slots=True)
class Call:
    """One request, understood."""

    github: FakeGitHub
    actor: Actor
    params: dict[str, str]
    query: dict[str, str]
    body: Any
    accept: str
    found: Repository | None = None

    @property
    def documents(self) -> Documents:
        """The printer."""
        return self.github.documents

    @property
    def repository(self) -> Repository:
        """The repository in the path."""
        assert self.found is not None
        return self.found

    @property
    def user(self) -> User:
        """Whose token it is; refuses when there is none."""
        if self.actor.user is None:
            raise Refused(401, "Requires authentication")
        return self.actor.user

    def allows(self, level: str) -> bool:
        """Whether the token may do what this level may."""
        return at_least(self.repository.allows(self.actor), level)

    def need(self, level: str) -> None:
        """Refuse as GitHub does when the token may not."""
        if not (self.user and self.allows(level)):
            raise self.inaccessible()

    def need_kind(self, kind: str, level: str = "write") -> None:
        """Refuse a token that lacks a permission, such as `contents`."""
        if not self.actor.may(kind, level):
            raise self.inaccessible()

    def inaccessible(self) -> Refused:
        """The refusal of a token that may not."""
        kind = "integration" if self.user.is_bot else "personal access token"
        return Refused(403, f"Resource not accessible by {kind}")

    def check_access(self, route: Route) -> None:
        """Refuse a token without the permission that the documentation names, and all writes to an archive."""
        if self.actor.user is None or self.found is None:
            return
        if self.found.archived and route.method != "GET" and not self._unarchives(route):
            raise Refused(403, "Repository was archived so is read-only.")
        if route.needs and not self._reads_in_public(route):
            wanted = self._wanted(route)
            if not any(self.actor.may(*permission.split("=")) for permission in wanted):
                raise self.inaccessible()

    def _unarchives(self, route: Route) -> bool:
        return route.template == REPOSITORY and self.field("archived", bool) is False

    def _reads_in_public(self, route: Route) -> bool:
        """“Can be used without … the aforementioned permissions if only public resources are requested”."""
        private = self.repository.private or "administration" in route.needs
        return route.method == "GET" and not private and not route.template.endswith("/permission")

    def _wanted(self, route: Route) -> list[str]:
        """The permissions of which one is needed; of two, the one for what the number in the path is."""
        wanted = route.needs.split("; ")
        number = self.params.get("issue_number", "")
        comment = self.params.get("comment_id", "")
        if comment.isdecimal() and (written := self.repository.comments.get(int(comment))):
            number = str(written.number)
        thread = self.repository.issues.get(int(number)) if number.isdecimal() else None
        if thread is None or len(wanted) == 1:
            return wanted
        kind = "pull_requests" if thread.pull else "issues"
        return [permission for permission in wanted if permission.startswith(kind)]

    def number(self, name: str = "issue_number") -> int:
        """A number in the path."""
        try:
            return int(self.params[name])
        except ValueError:
            raise Refused(404, "Not Found") from None

    @property
    def issue(self) -> Issue:
        """The issue or pull request in the path."""
        return found_or_404(self.repository.issues.get(self.number()))

    @property
    def pull(self) -> Issue:
        """The pull request in the path."""
        issue = self.repository.issues.get(self.number("pull_number"))
        return found_or_404(issue if issue and issue.pull else None)

    def field(self, name: str, kind: type | tuple[type, ...] = str, default: Any = None) -> Any:
        """A field of the body, of the right type."""
        value = (self.body or {}).get(name, default)
        if value is not None and not isinstance(value, kind):
            raise Refused(422, f"Invalid request.\n\nFor '{name}', {value!r} is not of the expected type.")
        return value

    def required(self, name: str, kind: type | tuple[type, ...] = str) -> Any:
        """A field that has to be there."""
        value = self.field(name, kind)
        if value is None:
            raise Refused(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')
        return value

    def members(self, logins: Iterable[str]) -> list[User]:
        """The owner and collaborators among these logins, who can be assigned and asked for a review."""
        users = [self.github.users.get(login) for login in logins]
        return [user for user in users if user and self.repository.includes(user)]


def found_or_404(value: T | None) -> T:
    """The value, or `Not Found`."""
    if value is None:
        raise Refused(404, "Not Found")
    return value


Endpoint = Callable[[Call], Answer | Listing]
E = TypeVar("E", bound=Endpoint)


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the official description, what answers it, and the permissions that it takes.

    The permissions are as GitHub's header names them: `issues=write; pull_requests=write` is either.
    """

    method: str
    template: str
    pattern: re.Pattern[str]
    endpoint: Endpoint
    needs: str = ""


ROUTES: list[Route] = []

_WITH_SLASHES = {"ref", "path", "branch", "basehead"}


def route(method: str, template: str, needs: str = "") -> Callable[[E], E]:
    """Let a function answer an operation, named by method and path as the official description has them."""

    def register(endpoint: E) -> E:
        ROUTES.append(Route(method, template, _pattern(template), endpoint, needs))
        return endpoint

    return register


def _pattern(template: str) -> re.Pattern[str]:
    text = ""
    for part in re.split(r"(\{\w+\})", template):
        name = part.strip("{}")
        if part.startswith("{"):
            text += f"(?P<{name}>{'.*' if name == 'path' else '.+' if name in _WITH_SLASHES else '[^/]+'})"
        else:
            text += re.escape(part)
    return re.compile(text)


def match(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route for a request, with what stands in its path; the most literal one where several fit."""
    fits = []
    for candidate in ROUTES:
        if candidate.method == method and (hit := candidate.pattern.fullmatch(path)):
            params = {name: unquote(value) for name, value in hit.groupdict().items()}
            fits.append((sum(map(len, hit.groups())), candidate, params))
    if not fits:
        return None
    _, best, params = min(fits, key=lambda fit: fit[0])
    return best, params
