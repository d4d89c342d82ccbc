"""What is learned of links → the memory on GitHub, and nothing else is written there."""

from __future__ import annotations

from collections.abc import Callable

from bot.publish.branches import Branches
from bot.publish.client import Client, MovedOn
from bot.publish.observe import making_sense, memory_at
from bot.publish.remote import MEMORY_BRANCH, aside
from bot.store.memory import Memory

TRIES = 5


def remember_on_github(client: Client, learn: Callable[[Memory], Memory]) -> bool:
    """Puts what ``learn`` makes of the memory in its place, made anew of what other runs write meanwhile.

    False where nothing changes. A damaged memory is kept beside the new one. Raises MovedOn when others are
    always faster, CannotPublish.
    """
    with making_sense():
        branches = Branches(client, client.get("")["node_id"])
        for _ in range(TRIES):
            head = branches.head(MEMORY_BRANCH)
            _, memory, damaged = memory_at(client, head)
            learned = learn(memory)
            if learned == memory:
                return False
            try:
                if damaged and head and branches.head(aside(head)) is None:
                    branches.swap(aside(head), None, head)
                branches.remember(head, learned)
            except MovedOn:
                continue
            return True
    raise MovedOn(f"other runs wrote {MEMORY_BRANCH} first, {TRIES} times; run again")
