"""The fake itself: its state, and the way of a request from the socket to an endpoint and back."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from . import graphql
from .documents import Documents
from .endpoints import Answer, Call, Listing, encoded, match
from .faults import Faults
from .listener import Listener
from .openapi import Contract, ContractBroken
from .people import Person
from .quota import Quota
from .records import Actor, Clock, Request, User
from .repository import Counter, Files, Repository
from .rules import PER_PAGE, PER_PAGE_LIMIT, Refused, at_least

DOCS = "https://docs.github.com/rest"
ANONYMOUS = Actor(None, "read")
_REDIRECTS = {301: "Moved Permanently", 302: "Found", 307: "Temporary Redirect", 308: "Permanent Redirect"}
_IN_REPOSITORY = re.compile(r"/repos/([^/]+/[^/]+)(/.*)?")
_BY_ID = re.compile(r"/repositories/(\d+)(/.*)?")


class FakeGitHub:
    """GitHub on loopback. `strict` compares everything said with GitHub's official description."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        now: datetime | None = None,
        anonymous_limit: int = 60,
        limit: int = 5000,
        strict: bool = True,
    ) -> None:
        self.clock = Clock(now)
        self.faults = Faults()
        self.log: list[Request] = []
        self.users: dict[str, User] = {}
        self.repositories: dict[str, Repository] = {}
        self.lock = threading.RLock()
        self.broken: list[str] = []
        self._contract = Contract(self.broken) if strict else None
        self.limit = limit
        self.limit_status = 403  # of the primary rate limit; GitHub may say 429 too
        self.graphql = True
        self.redirect_status: int | None = (
            None  # of a renamed repository, where not 301 for reads and 307 for writes
        )
        self._quotas: dict[str | None, Quota] = {None: Quota(anonymous_limit)}
        self._tokens: dict[str, Actor] = {}
        self._moved: dict[str, int] = {}
        self._ids = Counter()
        self._given = folder
        self._listener = Listener(self)
        self.url = self._listener.url
        self.documents = Documents(self.url, self.users)

    def __enter__(self) -> FakeGitHub:
        self.folder = self._given or Path(tempfile.mkdtemp(prefix="github-"))
        self._listener.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._listener.stop()
        if self._given is None:
            shutil.rmtree(self.folder)
        if kind is None:
            self.check_contract()

    def check_contract(self) -> None:
        """Raise when something was said that the official description does not allow."""
        if self.broken:
            raise ContractBroken("\n".join(self.broken))

    # setting the scene

    def create(
        self,
        full_name: str,
        files: Files | None = None,
        *,
        branch: str = "main",
        private: bool = False,
        message: str = "Initial commit",
        date: datetime | None = None,
    ) -> Repository:
        """A new repository; with files a first commit in it, else empty."""
        with self.lock:
            owner = self.user(full_name.partition("/")[0])
            path = self.folder / f"{full_name}.git"
            made = Repository(full_name, path, owner, self.clock, self._ids, branch, private=private)
            self.repositories[full_name.lower()] = made
            if files is not None:
                made.commit(files, message, owner, date)
            return made

    def user(self, login: str) -> User:
        """An account, made when there is none."""
        return self.users.setdefault(login, User(self._ids(), login))

    def token(
        self,
        login: str,
        permission: str | Mapping[str, str] = "write",
        repository: str | None = None,
        scopes: tuple[str, ...] = ("repo",),
    ) -> str:
        """A token for a user, who gets this permission on the repository; the oldest one unless named.

        A mapping such as `{"contents": "write", "issues": "read"}` makes a token of an app, or for a person a
        fine-grained one: it has these permissions, `metadata` to read, and no other.
        """
        with self.lock:
            user = self.user(login)
            if isinstance(permission, str):
                self.collaborator(login, permission, repository)
                kind, kinds = "ghs" if user.is_bot else "ghp", None
            else:
                self._repository(repository).collaborators.setdefault(login, "admin")
                kind = "ghs" if user.is_bot else "github_pat"
                kinds = {name.replace("-", "_"): level for name, level in permission.items()}
            value = f"{kind}_{login}_{len(self._tokens)}"
            level = permission if isinstance(permission, str) else "admin"
            given = scopes if kind == "ghp" else None
            self._tokens[value] = Actor(user, level, value, given, kinds)
            return value

    def revoke(self, token: str) -> None:
        """Take a token back: it is bad from now on."""
        del self._tokens[token]

    def _repository(self, full_name: str | None) -> Repository:
        return self.repositories[full_name.lower() if full_name else next(iter(self.repositories))]

    def collaborator(self, login: str, permission: str = "write", repository: str | None = None) -> None:
        """Give a user a permission on a repository."""
        self._repository(repository).collaborators[self.user(login).login] = permission

    def as_user(self, login: str, repository: str | None = None, permission: str | None = None) -> Person:
        """Somebody at work in a browser and a clone, who may do anything and costs no request.

        The API calls them a collaborator with this permission, else with the one they have, else with `write`.
        """
        with self.lock:
            found, user = self._repository(repository), self.user(login)
            level = permission or found.collaborators.get(login, "write")
            found.collaborators[login] = level
            return Person(self, found, user)

    def rename(self, old: str, new: str) -> None:
        """Rename or move a repository; its old name redirects from now on."""
        with self.lock:
            moved = self.repositories.pop(old.lower())
            self._moved[old.lower()] = moved.id
            moved.owner, moved.name = self.user(new.partition("/")[0]), new.partition("/")[2]
            self.repositories[new.lower()] = moved
            self._moved.pop(new.lower(), None)

    def quota(self, actor: Actor = ANONYMOUS, resource: str = "core") -> Quota:
        """What an actor, or by default everybody without a token, may still ask this hour."""
        key = actor.token if resource == "core" else f"{resource} {actor.token}"
        found = self._quotas.setdefault(key, Quota(self.limit, resource))
        found.renew()
        return found

    def limit_of(self, login: str, resource: str = "core") -> Quota:
        """The quota of the newest token of a login, for a test to use up."""
        actors = [actor for actor in self._tokens.values() if actor.user and actor.user.login == login]
        return self.quota(actors[-1], resource)

    def requests(self, *, writes: bool | None = None, since: int = 0) -> list[Request]:
        """The log; only writes, or only reads; only what came after request number `since`."""
        return [r for r in self.log[since:] if writes is None or r.is_write == writes]

    # answering

    def answer(self, request: Request, target: str, headers: dict[str, str], raw: bytes) -> Answer:
        """The effect of a request and the answer to it."""
        with self.lock:
            try:
                actor = self._actor(headers)
                request.user = actor.user.login if actor.user else None
                answer = self._charged(request, target, actor, headers, raw)
            except Refused as refusal:
                answer = self.refusal(refusal)
            request.status = answer.status
            return answer

    def _actor(self, headers: dict[str, str]) -> Actor:
        if not headers.get("user-agent"):
            raise Refused(403, "Request forbidden by administrative rules.")
        given = headers.get("authorization", "")
        if not given:
            return ANONYMOUS
        kind, _, value = given.partition(" ")
        if kind.lower() not in {"bearer", "token"} or value not in self._tokens:
            raise Refused(401, "Bad credentials")
        return self._tokens[value]

    def _charged(
        self, request: Request, target: str, actor: Actor, headers: dict[str, str], raw: bytes
    ) -> Answer:
        if request.path == "/graphql":
            return self._graphql(request, actor, raw)
        quota = self.quota(actor)
        if quota.remaining == 0 and request.path != "/rate_limit":
            message = f"API rate limit exceeded for {_who(actor)}."
            raise Refused(self.limit_status, message, headers=quota.headers())
        try:
            answer = self._dispatch(request, target, actor, headers, raw)
        except Refused as refusal:
            answer = self.refusal(refusal)
        answer = _conditional(request, headers, answer)
        # "does not count … if a 304 response is returned and the request was made while correctly authorized"
        request.cost = 0 if answer.free or (answer.status == 304 and actor.user) else 1
        quota.used += request.cost
        answer.headers.update(quota.headers())
        if actor.scopes is not None:
            answer.headers["X-OAuth-Scopes"] = ", ".join(actor.scopes)
        return answer

    def _graphql(self, request: Request, actor: Actor, raw: bytes) -> Answer:
        request.body = _decoded(raw)
        if not self.graphql or request.method != "POST":
            raise Refused(404, "Not Found")
        if actor.user is None:
            raise Refused(401, "This endpoint requires you to be authenticated.")
        quota = self.quota(actor, "graphql")
        if quota.remaining == 0:
            error = {"type": "RATE_LIMITED", "message": f"API rate limit exceeded for {_who(actor)}."}
            return Answer(200, {"errors": [error]}, headers=quota.headers())
        request.cost = 1
        quota.used += 1
        return Answer(200, graphql.answer(self, actor, request.body), headers=quota.headers())

    def _dispatch(
        self, request: Request, target: str, actor: Actor, headers: dict[str, str], raw: bytes
    ) -> Answer:
        if headers.get("x-github-api-version", "2022-11-28") not in {"2022-11-28", "2026-03-10"}:
            raise Refused(400, "Invalid API version")
        path, query = target.partition("?")[::2]
        if path == "/elsewhere":  # where a redirect that a test ordered leads
            raise Refused(404, "Not Found")
        path, repository = self._located(request, path, query, actor)
        hit = match(request.method, path + "/" if path.endswith("/contents") else path)
        if hit is None:
            self.broken.append(f"{request.method} {path}: the fake does not know this operation")
            raise Refused(404, "Not Found")
        route, params = hit
        request.body = _decoded(raw)
        if self._contract:
            self._contract.check_request(route.method, route.template, request.query, request.body)
        call = Call(self, actor, params, request.query, request.body, headers.get("accept", ""), repository)
        try:
            call.check_access(route)
            given = route.endpoint(call)
            answer = self._paged(request, repository, path, given) if isinstance(given, Listing) else given
        except Refused as refusal:
            answer = self.refusal(refusal)
        if self._contract:
            media, _, _ = answer.media.partition(";")
            self._contract.check_answer(route.method, route.template, answer.status, media, answer.content)
        if actor.user and actor.scopes is None and route.needs:
            answer.headers["X-Accepted-GitHub-Permissions"] = route.needs
        return answer

    def _located(
        self, request: Request, path: str, query: str, actor: Actor
    ) -> tuple[str, Repository | None]:
        """The path as the description has it, and the repository in it."""
        found: Repository | None
        if by_id := _BY_ID.fullmatch(path):
            found = next((r for r in self.repositories.values() if r.id == int(by_id[1])), None)
            rest = by_id[2] or ""
        elif by_name := _IN_REPOSITORY.fullmatch(path):
            name, rest = by_name[1].lower(), by_name[2] or ""
            found = self.repositories.get(name)
            if found is None and name in self._moved:
                raise self._redirect(request, self._moved[name], rest, query)
        else:
            return path, None
        if found is None or not at_least(found.allows(actor), "read"):
            raise Refused(404, "Not Found")
        return f"/repos/{found.full_name}{rest}", found

    def _redirect(self, request: Request, id_: int, rest: str, query: str) -> Refused:
        location = f"{self.url}/repositories/{id_}{rest}" + (f"?{query}" if query else "")
        status = self.redirect_status or (307 if request.is_write else 301)
        return _redirection(status, location)

    def redirection(self, status: int, location: str) -> Answer:
        """The answer that sends a client elsewhere."""
        return self.refusal(_redirection(status, location))

    def refusal(self, refused: Refused) -> Answer:
        """The answer for a refusal."""
        document: dict[str, Any] = {"message": refused.message}
        if refused.errors:
            document["errors"] = refused.errors
        if location := refused.headers.get("Location"):
            document["url"] = location
        document |= {"documentation_url": DOCS, "status": str(refused.status)}
        return Answer(refused.status, document, headers=dict(refused.headers))

    def page(self, query: dict[str, str]) -> tuple[int, int]:
        """Which page is asked for, counted from one, and how long it is."""
        page, size = query.get("page", "1"), query.get("per_page", str(PER_PAGE))
        return (
            max(1, int(page)) if page.isdecimal() else 1,
            min(PER_PAGE_LIMIT, int(size)) or PER_PAGE if size.isdecimal() else PER_PAGE,
        )

    def _paged(self, request: Request, repository: Repository | None, path: str, listing: Listing) -> Answer:
        page, size = self.page(request.query)
        last = max(1, -(-len(listing.items) // size))
        links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        relevant = ["prev", "first"] * (page > 1) + ["next", "last"] * (page < last)
        if repository:
            path = path.replace(f"/repos/{repository.full_name}", f"/repositories/{repository.id}", 1)
        link = ", ".join(
            f'<{self.url}{path}?{urlencode(request.query | {"page": links[name]})}>; rel="{name}"'
            for name in relevant
        )
        items = [listing.print(item) for item in listing.items[(page - 1) * size : page * size]]
        return Answer(200, items, headers={"Link": link} if link else {})


def _redirection(status: int, location: str) -> Refused:
    return Refused(status, _REDIRECTS[status], headers={"Location": location})


def _who(actor: Actor) -> str:
    return f"user ID {actor.user.id}" if actor.user else "127.0.0.1"


def _decoded(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        raise Refused(400, "Problems parsing JSON") from None


def _conditional(request: Request, headers: dict[str, str], answer: Answer) -> Answer:
    if request.method != "GET" or answer.status != 200:
        return answer
    content = encoded(answer.content)
    etag = answer.headers.get("ETag") or f'W/"{hashlib.sha256(content).hexdigest()}"'
    answer.headers.update({"ETag": etag, "Cache-Control": "private, max-age=60, s-maxage=60"})
    asked = {tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")}
    if etag.removeprefix("W/") in asked:
        return Answer(304, headers=answer.headers, free=answer.free)
    return Answer(200, content, answer.media, answer.headers, answer.free)
