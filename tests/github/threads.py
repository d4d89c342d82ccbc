"""What people write in a repository: issues, comments, labels, and the events that come of it."""

from __future__ import annotations

from typing import Any

from .records import Clock, Comment, Event, Issue, Label, User
from .rules import Refused, check_color, check_label, invalid

GHOST = User(10137, "ghost")


class Counter:
    """Hands out ids, never twice."""

    def __init__(self) -> None:
        self.last = 1000

    def __call__(self) -> int:
        self.last += 1
        return self.last


class Threads:
    """The threads of a repository. `by` is who did it; what nobody in particular did is the ghost's."""

    def __init__(self, clock: Clock, ids: Counter) -> None:
        self.clock = clock
        self.ids = ids
        self.issues: dict[int, Issue] = {}
        self.comments: dict[int, Comment] = {}
        self.labels: dict[str, Label] = {}
        self.events: list[Event] = []
        self.labels_may_be_made = True

    # events

    def note(
        self, issue: Issue, kind: str, by: User | None, commit: str | None = None, **details: Any
    ) -> None:
        """Add an event to a thread."""
        now = self.clock.now()
        self.events.append(Event(self.ids(), issue.number, kind, by or GHOST, now, commit, details))

    def history(self, number: int) -> list[Event]:
        """The events of an issue or pull request, oldest first."""
        return [event for event in self.events if event.number == number]

    def touch(self, issue: Issue) -> None:
        """Note that an issue changed now."""
        issue.updated_at = self.clock.now()

    # issues

    def open_issue(self, user: User, title: str, body: str | None) -> Issue:
        """Number and keep a new issue."""
        now = self.clock.now()
        number = len(self.issues) + 1
        self.issues[number] = Issue(self.ids(), number, user, title, body, now, now)
        return self.issues[number]

    def retitle(self, issue: Issue, title: str, by: User | None) -> None:
        """Change a title."""
        if title != issue.title:
            self.note(issue, "renamed", by, rename={"from": issue.title, "to": title})
            issue.title = title
        self.touch(issue)

    def close(
        self, issue: Issue, by: User | None, reason: str | None = None, commit: str | None = None
    ) -> None:
        """Close an issue or pull request."""
        if issue.state == "open":
            issue.state = "closed"
            issue.state_reason = None if issue.pull else reason or "completed"
            issue.closed_at = self.clock.now()
            issue.closed_by = by
            self.note(issue, "closed", by, commit, state_reason=issue.state_reason)
            self.touch(issue)

    def mark_merged(self, issue: Issue, by: User | None, sha: str) -> None:
        """Close a pull request as merged."""
        assert issue.pull is not None
        self.note(issue, "merged", by, sha)
        self.close(issue, by)
        issue.pull.merged_at = issue.closed_at
        issue.pull.merged_by = by
        issue.pull.merge_commit_sha = sha

    def request_review(self, issue: Issue, reviewer: User, by: User) -> None:
        """Ask somebody for a review of a pull request."""
        assert issue.pull is not None
        issue.pull.reviewers.append(reviewer)
        self.note(issue, "review_requested", by, review_requester=by, requested_reviewer=reviewer)
        self.touch(issue)

    # comments

    def thread(self, number: int) -> list[Comment]:
        """The comments of an issue or pull request, oldest first."""
        return [comment for comment in self.comments.values() if comment.number == number]

    def comment(self, issue: Issue, user: User, body: str) -> Comment:
        """Add a comment."""
        now = self.clock.now()
        made = Comment(self.ids(), issue.number, user, body, now, now)
        self.comments[made.id] = made
        self.touch(issue)
        return made

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Change a comment."""
        comment.body = body
        comment.updated_at = self.clock.now()
        self.touch(self.issues[comment.number])

    # labels

    def label(self, name: str, color: str = "ededed", description: str | None = None) -> Label:
        """A label by its name, in any case; made when the repository lacks it."""
        return self.labels.setdefault(name.lower(), Label(self.ids(), check_label(name), color, description))

    def new_label(self, name: str, color: str, description: str | None) -> Label:
        """Make a label that must not exist yet."""
        if name.lower() in self.labels:
            raise invalid("Label", "name", "already_exists")
        return self.label(name, check_color(color), description)

    def rename_label(self, old: str, new: str) -> Label:
        """Rename a label here and on every issue; no issue's events tell of it."""
        label = self.labels.get(old.lower())
        if label is None:
            raise Refused(404, "Not Found")
        if new.lower() != old.lower() and new.lower() in self.labels:
            raise invalid("Label", "name", "already_exists")
        del self.labels[old.lower()]
        label.name = check_label(new)
        self.labels[new.lower()] = label
        for issue in self.issues.values():
            issue.labels = [new if name.lower() == old.lower() else name for name in issue.labels]
        return label

    def remove_label(self, name: str) -> None:
        """Delete a label from the repository and from every issue."""
        if self.labels.pop(name.lower(), None) is None:
            raise Refused(404, "Not Found")
        for issue in self.issues.values():
            issue.labels = [label for label in issue.labels if label.lower() != name.lower()]

    def set_labels(self, issue: Issue, names: list[str], by: User | None = None) -> None:
        """Replace an issue's labels, making those that are new."""
        old = issue.labels
        issue.labels = list(dict.fromkeys(self.label(check_label(name)).name for name in names))
        for name in old:
            if name not in issue.labels:
                self._note_label(issue, "unlabeled", name, by)
        for name in issue.labels:
            if name not in old:
                self._note_label(issue, "labeled", name, by)
        self.touch(issue)

    def drop_label(self, issue: Issue, name: str, by: User | None = None) -> None:
        """Take one label off an issue."""
        kept = [label for label in issue.labels if label.lower() != name.lower()]
        if kept == issue.labels:
            raise Refused(404, "Label does not exist")
        self.set_labels(issue, kept, by)

    def _note_label(self, issue: Issue, kind: str, name: str, by: User | None) -> None:
        color = self.labels[name.lower()].color
        self.note(issue, kind, by, label={"name": name, "color": color})
