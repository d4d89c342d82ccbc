"""What happened to issues and pull requests as JSON documents."""

from __future__ import annotations

from typing import Any

from ..records import Comment, Event, User
from ..repository import Repository
from .basics import Document, node, stamp
from .history import History
from .threads import Threads


class Events(History, Threads):
    """Prints events and timelines."""

    def event(self, repository: Repository, event: Event) -> Document:
        """An event of a thread; only timelines tell the reason of a change of state."""
        commit = self.at(repository, f"commits/{event.commit}") if event.commit else None
        return {
            "id": event.id,
            "node_id": node("EV", event.id),
            "url": self.at(repository, f"issues/events/{event.id}"),
            "actor": self.user(event.user),
            "event": event.kind,
            "commit_id": event.commit,
            "commit_url": commit,
            "created_at": stamp(event.created_at),
            "performed_via_github_app": None,
            **{name: self._detail(value) for name, value in event.details.items() if name != "state_reason"},
        }

    def _detail(self, value: Any) -> Any:
        return self.user(value) if isinstance(value, User) else value

    def event_of_all(self, repository: Repository, event: Event) -> Document:
        """An event in the list of the whole repository, which names its issue."""
        issue = self.issue(repository, repository.issues[event.number])
        return self.event(repository, event) | {"issue": issue}

    def entry(self, repository: Repository, entry: Event | Comment | str) -> Document:
        """An entry of a timeline: an event, a comment, or a commit by its SHA."""
        if isinstance(entry, Event):
            reason = {name: event for name, event in entry.details.items() if name == "state_reason"}
            return self.event(repository, entry) | reason
        if isinstance(entry, Comment):
            who = {"event": "commented", "actor": self.user(entry.user)}
            return self.comment(repository, entry) | who
        return self.git_commit(repository, entry) | {"event": "committed"}
