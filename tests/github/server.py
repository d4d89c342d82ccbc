"""The fake itself: its state, and the way of a request from the socket to an endpoint and back."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

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
        permission: str = "write",
        repository: str | None = None,
        scopes: tuple[str, ...] = ("repo",),
    ) -> str:
        """A token for a user, who gets this permission on the repository; the oldest one unless named."""
        with self.lock:
            user = self.user(login)
            self.collaborator(login, permission, repository)
            value = f"ghs_{login}_{len(self._tokens)}" if user.is_bot else f"ghp_{login}_{len(self._tokens)}"
            self._tokens[value] = Actor(user, permission, value, None if user.is_bot else scopes)
            return value

    def collaborator(self, login: str, permission: str = "write", repository: str | None = None) -> None:
        """Give a user a permission on a repository."""
        name = repository.lower() if repository else next(iter(self.repositories))
        self.repositories[name].collaborators[self.user(login).login] = permission

    def as_user(self, login: str, repository: str | None = None) -> Person:
        """Somebody at work in a browser and a clone, who may do anything and costs no request."""
        name = repository.lower() if repository else next(iter(self.repositories))
        with self.lock:
            self.repositories[name].collaborators.setdefault(login, "write")
            return Person(self, self.repositories[name], self.user(login))

    def rename(self, old: str, new: str) -> None:
        """Rename or move a repository; its old name redirects from now on."""
        with self.lock:
            moved = self.repositories.pop(old.lower())
            self._moved[old.lower()] = moved.id
            moved.owner, moved.name = self.user(new.partition("/")[0]), new.partition("/")[2]
            self.repositories[new.lower()] = moved
            self._moved.pop(new.lower(), None)

    def quota(self, actor: Actor = ANONYMOUS) -> Quota:
        """What an actor, or by default everybody without a token, may still ask this hour."""
        found = self._quotas.setdefault(actor.token, Quota(self.limit))
        found.renew()
        return found

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
        quota = self.quota(actor)
        if quota.remaining == 0 and request.path != "/rate_limit":
            who = f"user ID {actor.user.id}" if actor.user else "127.0.0.1"
            raise Refused(403, f"API rate limit exceeded for {who}.", headers=quota.headers())
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

    def _dispatch(
        self, request: Request, target: str, actor: Actor, headers: dict[str, str], raw: bytes
    ) -> Answer:
        if headers.get("x-github-api-version", "2022-11-28") not in {"2022-11-28", "2026-03-10"}:
            raise Refused(400, "Invalid API version")
        path, repository = self._located(request, target.partition("?")[0], actor)
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
            given = route.endpoint(call)
            answer = self._paged(request, repository, path, given) if isinstance(given, Listing) else given
        except Refused as refusal:
            answer = self.refusal(refusal)
        if self._contract:
            media, _, _ = answer.media.partition(";")
            self._contract.check_answer(route.method, route.template, answer.status, media, answer.content)
        return answer

    def _located(self, request: Request, path: str, actor: Actor) -> tuple[str, Repository | None]:
        """The path as the description has it, and the repository in it."""
        found: Repository | None
        if by_id := _BY_ID.fullmatch(path):
            found = next((r for r in self.repositories.values() if r.id == int(by_id[1])), None)
            rest = by_id[2] or ""
        elif by_name := _IN_REPOSITORY.fullmatch(path):
            name, rest = by_name[1].lower(), by_name[2] or ""
            found = self.repositories.get(name)
            if found is None and name in self._moved:
                raise self._redirect(request, self._moved[name], rest)
        else:
            return path, None
        if found is None or not at_least(found.allows(actor), "read"):
            raise Refused(404, "Not Found")
        return f"/repos/{found.full_name}{rest}", found

    def _redirect(self, request: Request, id_: int, rest: str) -> Refused:
        query = f"?{urlencode(request.query)}" if request.query else ""
        location = f"{self.url}/repositories/{id_}{rest}{query}"
        if request.is_write:
            return Refused(307, "Temporary Redirect", headers={"Location": location})
        return Refused(301, "Moved Permanently", headers={"Location": location})

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
