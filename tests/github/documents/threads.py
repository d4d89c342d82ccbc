"""Issues, labels, comments and reactions as JSON documents."""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

from ..records import Comment, Issue, Label, Reaction, User
from ..repository import Repository
from ..rules import REACTIONS, at_least
from .accounts import Accounts
from .basics import WEB, Document, node, stamp


class Threads(Accounts):
    """Prints what people write."""

    def label(self, repository: Repository, label: Label) -> Document:
        """A label."""
        return {
            "id": label.id,
            "node_id": node("LA", label.id),
            "url": self.at(repository, f"labels/{quote(label.name, safe='')}"),
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def labels(self, repository: Repository, issue: Issue) -> list[Document]:
        return [self.label(repository, repository.labels[name.lower()]) for name in issue.labels]

    def association(self, repository: Repository, user: User) -> str:
        """How someone belongs to a repository."""
        if user.login == repository.owner.login:
            return "OWNER"
        level = "none" if user.is_bot else repository.collaborators.get(user.login, "none")
        return "COLLABORATOR" if at_least(level, "read") and level != "none" else "NONE"

    def common(self, repository: Repository, issue: Issue) -> Document:
        assignees = [self.user(user) for user in issue.assignees]
        return {
            "id": issue.id,
            "number": issue.number,
            "state": issue.state,
            "locked": False,
            "active_lock_reason": None,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(issue.user),
            "labels": self.labels(repository, issue),
            "milestone": None,
            "assignee": assignees[0] if assignees else None,
            "assignees": assignees,
            "author_association": self.association(repository, issue.user),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": stamp(issue.closed_at),
            "comments_url": self.at(repository, f"issues/{issue.number}/comments"),
        }

    def issue(self, repository: Repository, issue: Issue, *, whole: bool = False) -> Document:
        """An issue, or a pull request seen as one."""
        url = self.at(repository, f"issues/{issue.number}")
        kind = "pull" if issue.pull else "issues"
        document = self.common(repository, issue) | {
            "node_id": node("PR" if issue.pull else "I", issue.id),
            "url": url,
            "repository_url": f"{self.api}/repos/{repository.full_name}",
            "labels_url": f"{url}/labels{{/name}}",
            "events_url": f"{url}/events",
            "timeline_url": f"{url}/timeline",
            "html_url": f"{WEB}/{repository.full_name}/{kind}/{issue.number}",
            "comments": len(repository.thread(issue.number)),
            "reactions": self.reactions(url, issue.reactions),
            "performed_via_github_app": None,
            "state_reason": issue.state_reason,
        }
        if whole:
            document["closed_by"] = self.user(issue.closed_by) if issue.closed_by else None
        if issue.pull:
            page = f"{WEB}/{repository.full_name}/pull/{issue.number}"
            document["draft"] = issue.pull.draft
            document["pull_request"] = {
                "url": self.at(repository, f"pulls/{issue.number}"),
                "html_url": page,
                "diff_url": f"{page}.diff",
                "patch_url": f"{page}.patch",
                "merged_at": stamp(issue.pull.merged_at),
            }
        return document

    def comment(self, repository: Repository, comment: Comment) -> Document:
        """A comment."""
        url = self.at(repository, f"issues/comments/{comment.id}")
        kind = "pull" if repository.issues[comment.number].pull else "issues"
        return {
            "id": comment.id,
            "node_id": node("IC", comment.id),
            "url": url,
            "html_url": f"{WEB}/{repository.full_name}/{kind}/{comment.number}#issuecomment-{comment.id}",
            "issue_url": self.at(repository, f"issues/{comment.number}"),
            "user": self.user(comment.user),
            "body": comment.body,
            "author_association": self.association(repository, comment.user),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "reactions": self.reactions(url, comment.reactions),
            "performed_via_github_app": None,
        }

    def reactions(self, url: str, reactions: list[Reaction]) -> Document:
        """How many reacted how."""
        counts = Counter(reaction.content for reaction in reactions)
        summary = {content: counts[content] for content in REACTIONS}
        return {"url": f"{url}/reactions", "total_count": len(reactions)} | summary

    def reaction(self, reaction: Reaction) -> Document:
        """One reaction."""
        return {
            "id": reaction.id,
            "node_id": node("REA", reaction.id),
            "user": self.user(reaction.user),
            "content": reaction.content,
            "created_at": stamp(reaction.created_at),
        }
