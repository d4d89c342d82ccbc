"""Changes of refs: all that are asked for at once, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from .policy import Step, check_step
from .records import Actor
from .repository import Repository
from .rules import Refused


@dataclass(frozen=True, slots=True)
class RefChange:
    """A ref that is to be made, moved or, to None, deleted; `name` is whole."""

    name: str
    new: str | None
    force: bool = False


def write(repository: Repository, actor: Actor, changes: Sequence[RefChange]) -> None:
    """Carry out all changes; none when git, a rule or the token's permissions refuse one."""
    for one, other in permutations(changes, 2):
        if one.name == other.name or one.name.startswith(f"{other.name}/"):
            raise Refused(422, "Reference update failed")
    for change in changes:
        _check(repository, actor, change)
    for change in changes:
        _apply(repository, actor, change)


def _check(repository: Repository, actor: Actor, change: RefChange) -> None:
    old, forward = repository.store.tip(change.name), True
    if change.new is None:
        repository.check_gone(change.name)
    elif old is None:
        repository.check_new(change.name, change.new)
    else:
        if repository.store.kind(change.new) not in {"commit", "tag"}:
            raise Refused(422, "Object does not exist")
        forward = repository.store.is_ancestor(old, change.new)
        if not forward and not change.force:
            raise Refused(422, "Update is not a fast forward")
    if change.name.startswith("refs/heads/"):
        branch = change.name.removeprefix("refs/heads/")
        check_step(repository, actor, Step(branch, old, change.new, forward))


def _apply(repository: Repository, actor: Actor, change: RefChange) -> None:
    if change.new is None:
        repository.delete_ref(change.name, actor.user)
    elif repository.store.tip(change.name) is None:
        repository.create_ref(change.name, change.new, actor.user)
    else:
        repository.move(change.name, change.new, actor.user)
