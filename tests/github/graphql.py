"""The GraphQL that the fake knows: who asks, and `updateRefs`. A reader of queries and two fields, no engine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import refs
from .documents.basics import node
from .records import Actor
from .refs import RefChange
from .repository import Repository
from .rules import Refused, at_least

if TYPE_CHECKING:
    from .server import FakeGitHub

ZERO = "0" * 40
_TYPES = {401: "FORBIDDEN", 403: "FORBIDDEN", 404: "NOT_FOUND"}
_TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|[{}()\[\]:!=$]')
_SKIPPED = re.compile(r"(?:\s|,|#[^\n]*)*")
_OID = re.compile(r"[0-9a-f]{40}")


class Unreadable(Exception):
    """A query that does not parse, or that asks for what is not there."""


@dataclass(slots=True)
class Asked:
    """One field of a query: its name, the name of its answer, its arguments, and the fields below."""

    name: str
    alias: str
    arguments: dict[str, Any]
    fields: list[Asked] = field(default_factory=list)


class _Reader:
    """Reads one operation, variables filled in."""

    def __init__(self, query: str, variables: Mapping[str, Any]) -> None:
        self.tokens = list(_tokens(query))
        self.variables = variables
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str | None = None) -> str:
        found = self.peek()
        if not found or wanted not in {None, found}:
            raise Unreadable(f"Expected {wanted or 'more'}, actual: {found or '(end)'}")
        self.at += 1
        return found

    def operation(self) -> tuple[str, list[Asked]]:
        """`query` or `mutation`, and what it asks for."""
        kind = self.take() if self.peek() in {"query", "mutation"} else "query"
        while self.peek() not in {"{", ""}:  # a name, and the types of variables
            self.take()
        fields = self.selection()
        if self.peek():
            raise Unreadable("An operation name is required when there are several")
        return kind, fields

    def selection(self) -> list[Asked]:
        self.take("{")
        found = []
        while self.peek() != "}":
            found.append(self.field())
        self.take("}")
        return found

    def field(self) -> Asked:
        alias = name = self.take()
        if self.peek() == ":":
            self.take()
            name = self.take()
        arguments = self.pairs("(", ")") if self.peek() == "(" else {}
        return Asked(name, alias, arguments, self.selection() if self.peek() == "{" else [])

    def pairs(self, start: str, end: str) -> dict[str, Any]:
        self.take(start)
        found = {}
        while self.peek() != end:
            name = self.take()
            self.take(":")
            found[name] = self.value()
        self.take(end)
        return found

    def value(self) -> Any:
        first = self.peek()
        if first == "{":
            return self.pairs("{", "}")
        self.take()
        if first == "$":
            return self.variables.get(self.take())
        if first == "[":
            found = []
            while self.peek() != "]":
                found.append(self.value())
            self.take("]")
            return found
        try:
            return json.loads(first)
        except ValueError:
            return first  # the word of an enum


def _tokens(query: str) -> list[str]:
    found, at = [], 0
    while (at := _skip(query, at)) < len(query):
        hit = _TOKEN.match(query, at)
        if hit is None:
            raise Unreadable(f"Parse error on {query[at]!r}")
        found.append(hit[0])
        at = hit.end()
    return found


def _skip(query: str, at: int) -> int:
    hit = _SKIPPED.match(query, at)
    return hit.end() if hit else at


def answer(github: FakeGitHub, actor: Actor, body: Any) -> dict[str, Any]:
    """The answer to a query: `data`, and `errors` where there are some."""
    try:
        kind, fields = _read(body)
        data: dict[str, Any] = {}
        errors = []
        for asked in fields:
            data[asked.alias] = None
            try:
                data[asked.alias] = _FIELDS[kind][asked.name](github, actor, asked)
            except Refused as refusal:
                type_ = _TYPES.get(refusal.status, "UNPROCESSABLE")
                errors.append({"type": type_, "path": [asked.alias], "message": refusal.message})
    except Unreadable as problem:
        return {"errors": [{"message": str(problem)}]}
    return {"data": data} | ({"errors": errors} if errors else {})


def _read(body: Any) -> tuple[str, list[Asked]]:
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise Unreadable("A query attribute must be specified and must be a string.")
    kind, fields = _Reader(body["query"], body.get("variables") or {}).operation()
    for asked in fields:
        if asked.name not in _FIELDS[kind]:
            raise Unreadable(f"Field '{asked.name}' doesn't exist on type '{kind.capitalize()}'")
    return kind, fields


def _chosen(asked: Asked, type_: str, values: dict[str, Any]) -> dict[str, Any]:
    """The fields that were asked for."""
    if not asked.fields:
        raise Unreadable(f"Field must have selections (field '{asked.name}' returns {type_})")
    for below in asked.fields:
        if below.name not in values:
            raise Unreadable(f"Field '{below.name}' doesn't exist on type '{type_}'")
    return {below.alias: values[below.name] for below in asked.fields}


def _viewer(github: FakeGitHub, actor: Actor, asked: Asked) -> dict[str, Any]:
    assert actor.user is not None
    return _chosen(asked, "User", {"login": actor.user.login, "__typename": "User"})


def _update_refs(github: FakeGitHub, actor: Actor, asked: Asked) -> dict[str, Any]:
    given = asked.arguments.get("input")
    known = {"repositoryId", "refUpdates", "clientMutationId"}
    _check_object("UpdateRefsInput", given, {"repositoryId", "refUpdates"}, known)
    payload = _chosen(asked, "UpdateRefsPayload", {"clientMutationId": given.get("clientMutationId")})
    if not isinstance(given["refUpdates"], list):
        raise Unreadable("Expected value to be a list of RefUpdate!")
    for update in given["refUpdates"]:
        _check_update(update)
    repository = _repository(github, actor, given["repositoryId"])
    for update in given["refUpdates"]:
        _check_before(repository, update)
    changes = [
        RefChange(update["name"], _oid(update["afterOid"]), bool(update.get("force")))
        for update in given["refUpdates"]
    ]
    refs.write(repository, actor, changes)
    return payload


def _check_object(type_: str, given: Any, required: set[str], known: set[str]) -> None:
    if not isinstance(given, dict):
        raise Unreadable(f"Variable of type {type_}! was provided invalid value")
    if missing := sorted(name for name in required if given.get(name) is None):
        raise Unreadable(f"Argument '{missing[0]}' on InputObject '{type_}' is required.")
    if unknown := sorted(set(given) - known):
        raise Unreadable(f"InputObject '{type_}' doesn't accept argument '{unknown[0]}'")


def _check_update(update: Any) -> None:
    _check_object("RefUpdate", update, {"name", "afterOid"}, {"name", "afterOid", "beforeOid", "force"})
    for name in ("afterOid", "beforeOid"):
        oid = update.get(name)
        if oid is not None and not (isinstance(oid, str) and _OID.fullmatch(oid)):
            raise Unreadable(f"Could not coerce value {json.dumps(oid)} to GitObjectID")
    if not str(update["name"]).startswith("refs/"):
        raise Unreadable(f"Could not coerce value {json.dumps(update['name'])} to GitRefname")


def _repository(github: FakeGitHub, actor: Actor, id_: Any) -> Repository:
    for repository in github.repositories.values():
        level = repository.allows(actor)
        if node("R", repository.id) == id_ and at_least(level, "read"):
            if repository.archived:
                raise Refused(403, "Repository was archived so is read-only.")
            if not at_least(level, "write") or not actor.may("contents", "write"):
                kind = "integration" if actor.user and actor.user.is_bot else "personal access token"
                raise Refused(403, f"Resource not accessible by {kind}")
            return repository
    raise Refused(404, f"Could not resolve to a node with the global id of '{id_}'")


def _oid(given: str) -> str | None:
    return None if given == ZERO else given


def _check_before(repository: Repository, update: dict[str, Any]) -> None:
    """`beforeOid` is what the ref has to be before anything changes; zeros are for one that is not there."""
    wanted = update.get("beforeOid")
    found = repository.store.tip(update["name"]) or ZERO
    if wanted is not None and wanted != found:
        name = update["name"]
        raise Refused(422, f'Reference "{name}" was expected to be at {wanted} but is at {found}.')


_FIELDS: dict[str, dict[str, Any]] = {
    "query": {"viewer": _viewer},
    "mutation": {"updateRefs": _update_refs},
}
