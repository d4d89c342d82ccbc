"""Pull requests as JSON documents."""

from __future__ import annotations

from ..gitstore import FileChange
from ..merging import mergeable, mergeable_state
from ..records import Issue
from ..repository import Repository
from .basics import WEB, Document, node, stamp
from .events import Events


class Documents(Events):
    """Prints everything."""

    def pull(self, repository: Repository, issue: Issue) -> Document:
        """A pull request in a list."""
        pull = issue.pull
        assert pull is not None
        url = self.at(repository, f"pulls/{issue.number}")
        page = f"{WEB}/{repository.full_name}/pull/{issue.number}"
        links = {
            "self": url,
            "html": page,
            "issue": self.at(repository, f"issues/{issue.number}"),
            "comments": self.at(repository, f"issues/{issue.number}/comments"),
            "review_comments": f"{url}/comments",
            "review_comment": self.at(repository, "pulls/comments{/number}"),
            "commits": f"{url}/commits",
            "statuses": self.at(repository, f"statuses/{pull.head_sha}"),
        }
        labels = self.labels(repository, issue)
        return self.common(repository, issue) | {
            "node_id": node("PR", issue.id),
            "url": url,
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "issue_url": links["issue"],
            "commits_url": links["commits"],
            "review_comments_url": links["review_comments"],
            "review_comment_url": links["review_comment"],
            "statuses_url": links["statuses"],
            "_links": {key: {"href": link} for key, link in links.items()},
            "labels": [label | {"description": label["description"] or ""} for label in labels],
            "draft": pull.draft,
            "head": self._side(repository, pull.head_ref, pull.head_sha),
            "base": self._side(repository, pull.base_ref, pull.base_sha),
            "requested_reviewers": [self.user(user) for user in pull.reviewers],
            "requested_teams": [],
            "auto_merge": None,
            "merged_at": stamp(pull.merged_at),
            "merge_commit_sha": pull.merge_commit_sha,
        }

    def _side(self, repository: Repository, ref: str, sha: str) -> Document:
        return {
            "label": f"{repository.owner.login}:{ref}",
            "ref": ref,
            "sha": sha,
            "user": self.user(repository.owner),
            "repo": self.repository(repository),
        }

    def whole_pull(self, repository: Repository, issue: Issue) -> Document:
        """A pull request asked for by itself."""
        pull = issue.pull
        assert pull is not None
        changes = pull_changes(repository, issue)
        clean = mergeable(repository, issue)
        return self.pull(repository, issue) | {
            "labels": self.labels(repository, issue),
            "merged": pull.merged_at is not None,
            "merged_by": self.user(pull.merged_by) if pull.merged_by else None,
            "mergeable": clean,
            "rebaseable": clean,
            "mergeable_state": mergeable_state(repository, issue, clean),
            "comments": len(repository.thread(issue.number)),
            "review_comments": 0,
            "maintainer_can_modify": pull.maintainer_can_modify,
            "commits": len(repository.store.between(pull.base_sha, pull.head_sha)),
            "additions": sum(change.additions for change in changes),
            "deletions": sum(change.deletions for change in changes),
            "changed_files": len(changes),
        }


def pull_changes(repository: Repository, issue: Issue) -> list[FileChange]:
    """What a pull request changes, against where it left its base."""
    pull = issue.pull
    assert pull is not None
    store = repository.store
    start = store.merge_base(pull.base_sha, pull.head_sha)
    return store.changes(store.tree_of(start) if start else None, store.tree_of(pull.head_sha))
