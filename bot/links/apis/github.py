"""GitHub: many repositories at once: https://docs.github.com/en/graphql/reference/queries#repository"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.links.apis.reading import at, items, text
from bot.links.apis.services import GITHUB, KEYS
from bot.links.apis.values import Known, Lookup, Record
from bot.net.values import Answer, CannotAsk, Question

ASKED = "{ nameWithOwner isArchived isPrivate }"


def asks(keys: Sequence[str]) -> Question:
    """One question about all ``keys``, each under an alias of its own; renames are followed."""
    names: dict[str, object] = {}
    for n, key in enumerate(keys):
        names[f"o{n}"], _, names[f"n{n}"] = key.removeprefix("github:").partition("/")
    types = ", ".join(f"${name}: String!" for name in names)
    fields = " ".join(f"r{n}: repository(owner: $o{n}, name: $n{n}) {ASKED}" for n in range(len(keys)))
    return Question("/graphql", json={"query": f"query ({types}) {{ {fields} }}", "variables": names})


def reads(answer: Answer, keys: Sequence[str]) -> Known:
    """What is said under the aliases of ``keys``; a repository that is forbidden to us is left out."""
    said = json.loads(answer.body)
    if not isinstance(said.get("data"), dict):
        raise CannotAsk(f"GitHub does not answer ({_reason(said)})")
    gone = {at(error, "path", 0) for error in items(said.get("errors")) if at(error, "type") == "NOT_FOUND"}
    found: dict[str, Record | None] = {}
    for n, key in enumerate(keys):
        repository = said["data"].get(f"r{n}")
        if repository is not None:
            found[key] = _record(key, repository)
        elif f"r{n}" in gone:
            found[key] = None
    return found


def _record(key: str, repository: dict[str, Any]) -> Record | None:
    if repository["isPrivate"] is not False:
        return None  # our token may see it, readers cannot
    name = text(repository["nameWithOwner"])
    now = f"github:{name.lower()}"
    if not KEYS["github"].fullmatch(name.lower()):
        raise ValueError("no name of a repository")
    notes = [f"renamed to {name}"] if now != key else []
    notes += ["archived"] if repository["isArchived"] else []
    return Record("github", name, f"https://github.com/{name}", (now,), note=", ".join(notes))


def _reason(said: dict[str, Any]) -> str:
    return text(at(said, "errors", 0, "type")) or "no reason given"


LOOKUP = Lookup(GITHUB, asks, reads)
