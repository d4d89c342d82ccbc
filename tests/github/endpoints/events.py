"""What happened to issues and pull requests: events and timelines."""

from __future__ import annotations

from typing import Any

from .call import REPOSITORY, Call, Listing, route

ISSUES = REPOSITORY + "/issues"
READ = "issues=read; pull_requests=read"


@route("GET", ISSUES + "/{issue_number}/events", READ)
def list_events(call: Call) -> Listing:
    events = call.repository.history(call.issue.number)
    return Listing(events, lambda event: call.documents.event(call.repository, event))


@route("GET", ISSUES + "/events", READ)
def list_all_events(call: Call) -> Listing:
    events = call.repository.events[::-1]
    return Listing(events, lambda event: call.documents.event_of_all(call.repository, event))


@route("GET", ISSUES + "/{issue_number}/timeline", READ)
def list_timeline(call: Call) -> Listing:
    repository, issue = call.repository, call.issue
    entries: list[Any] = [*repository.history(issue.number), *repository.thread(issue.number)]
    entries.sort(key=lambda entry: (entry.created_at, entry.id))
    commits = repository.store.between(issue.pull.base_sha, issue.pull.head_sha) if issue.pull else []
    return Listing([*commits, *entries], lambda entry: call.documents.entry(repository, entry))
