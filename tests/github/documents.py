"""Values → the JSON documents of GitHub's REST API."""

from __future__ import annotations

import base64
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from .gitstore import FileChange, Identity, Item
from .merging import mergeable, mergeable_state
from .records import Comment, Issue, Label, Protection, Reaction, User
from .repository import SUBMODULE, SYMLINK, Repository
from .rules import REACTIONS, at_least, role

WEB = "https://github.com"
Document = dict[str, Any]

_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_REPOSITORY_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def stamp(moment: datetime | None) -> str | None:
    """A moment as GitHub prints it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def node(kind: str, id_: object) -> str:
    """A node id: opaque, and different for every thing."""
    return f"{kind}_{base64.urlsafe_b64encode(str(id_).encode()).decode().rstrip('=')}"


class Documents:
    """Everything that one server prints; `api` is its root, `users` its accounts by login."""

    def __init__(self, api: str, users: dict[str, User]) -> None:
        self.api = api
        self.users = users

    # people

    def user(self, user: User) -> Document:
        """A user, short."""
        url = f"{self.api}/users/{quote(user.login)}"
        return {
            "login": user.login,
            "id": user.id,
            "node_id": node("BOT" if user.is_bot else "U", user.id),
            "avatar_url": f"https://avatars.githubusercontent.com/u/{user.id}?v=4",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{WEB}/{'apps/' + user.login[:-5] if user.is_bot else user.login}",
            **{key: url + rest for key, rest in _USER_LINKS.items()},
            "type": "Bot" if user.is_bot else "User",
            "user_view_type": "public",
            "site_admin": False,
        }

    def profile(self, user: User) -> Document:
        """A user as others see the whole of it."""
        numbers = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
        texts = dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio"))
        dates = dict.fromkeys(("created_at", "updated_at"), "2020-01-01T00:00:00Z")
        return self.user(user) | texts | numbers | dates

    def account(self, user: User) -> Document:
        """The user whose token asks."""
        keys = ["private_gists", "total_private_repos", "owned_private_repos", "disk_usage", "collaborators"]
        more = dict.fromkeys(keys, 0) | {"two_factor_authentication": True, "user_view_type": "private"}
        return self.profile(user) | more

    def permission(self, repository: Repository, user: User) -> Document:
        """What someone may do in a repository."""
        level = repository.permission(user)
        return {
            "permission": role(level),
            "role_name": level,
            "user": self.user(user) | {"permissions": _rights(level), "role_name": level},
        }

    # repositories

    def repository(self, repository: Repository, level: str | None = None) -> Document:
        """A repository as it stands in other documents; with a level, that token's rights too."""
        url = f"{self.api}/repos/{repository.full_name}"
        web = f"{WEB}/{repository.full_name}"
        open_issues = sum(issue.state == "open" for issue in repository.issues.values())
        counts = ["forks_count", "stargazers_count", "watchers_count", "size", "forks", "watchers"]
        switches = ["has_issues", "has_projects", "has_wiki", "has_downloads"]
        document: Document = {
            "id": repository.id,
            "node_id": node("R", repository.id),
            "name": repository.name,
            "full_name": repository.full_name,
            "private": repository.private,
            "visibility": "private" if repository.private else "public",
            "owner": self.user(repository.owner),
            "html_url": web,
            "description": repository.description,
            "fork": False,
            "url": url,
            **{key: url + rest for key, rest in _REPOSITORY_LINKS.items()},
            "git_url": f"git://github.com/{repository.full_name}.git",
            "ssh_url": f"git@github.com:{repository.full_name}.git",
            "clone_url": f"{web}.git",
            "svn_url": web,
            "mirror_url": None,
            "homepage": None,
            "language": None,
            "license": None,
            "topics": [],
            "default_branch": repository.default_branch,
            "open_issues_count": open_issues,
            "open_issues": open_issues,
            **dict.fromkeys(counts, 0),
            **dict.fromkeys(switches, True),
            **dict.fromkeys(("has_pages", "has_discussions", "archived", "disabled", "is_template"), False),
            "allow_forking": True,
            "web_commit_signoff_required": False,
            "pushed_at": stamp(repository.pushed_at),
            "created_at": stamp(repository.created_at),
            "updated_at": stamp(repository.updated_at),
        }
        return document | ({"permissions": _rights(level)} if level else {})

    def full_repository(self, repository: Repository, level: str | None) -> Document:
        """A repository asked for by itself."""
        document = self.repository(repository, level) | {"subscribers_count": 0, "network_count": 0}
        if level and at_least(level, "write"):
            document |= {
                "allow_merge_commit": "merge" in repository.merge_methods,
                "allow_squash_merge": "squash" in repository.merge_methods,
                "allow_rebase_merge": "rebase" in repository.merge_methods,
                "allow_auto_merge": False,
                "delete_branch_on_merge": repository.delete_branch_on_merge,
            }
        return document

    def _at(self, repository: Repository, path: str) -> str:
        return f"{self.api}/repos/{repository.full_name}/{path}"

    # git

    def ref(self, repository: Repository, name: str) -> Document:
        """A ref."""
        sha = repository.store.tip(name)
        assert sha is not None
        kind = repository.store.kind(sha)
        return {
            "ref": name,
            "node_id": node("REF", f"{repository.id}:{name}"),
            "url": self._at(repository, f"git/{name}"),
            "object": {"sha": sha, "type": kind, "url": self._at(repository, f"git/{kind}s/{sha}")},
        }

    def tree(self, repository: Repository, sha: str, items: list[Item], *, truncated: bool) -> Document:
        """A tree and its entries."""
        return {
            "sha": sha,
            "url": self._at(repository, f"git/trees/{sha}"),
            "tree": [self._tree_item(repository, item) for item in items],
            "truncated": truncated,
        }

    def _tree_item(self, repository: Repository, item: Item) -> Document:
        document: Document = {"path": item.path, "mode": item.mode, "type": item.kind, "sha": item.sha}
        if item.kind == "blob":
            document["size"] = len(repository.store.read(item.sha))
        if item.kind != "commit":
            document["url"] = self._at(repository, f"git/{item.kind}s/{item.sha}")
        return document

    def blob(self, repository: Repository, sha: str) -> Document:
        """A blob with its content."""
        content = repository.store.read(sha)
        return {
            "sha": sha,
            "node_id": node("B", sha),
            "size": len(content),
            "url": self._at(repository, f"git/blobs/{sha}"),
            "content": _wrapped(content),
            "encoding": "base64",
        }

    def git_commit(self, repository: Repository, sha: str) -> Document:
        """A commit as git has it."""
        author, committer = repository.store.identities(sha)
        return {
            "sha": sha,
            "node_id": node("C", sha),
            "url": self._at(repository, f"git/commits/{sha}"),
            "html_url": f"{WEB}/{repository.full_name}/commit/{sha}",
            "author": _identity(author),
            "committer": _identity(committer),
            "tree": self._tree_link(repository, sha),
            "message": repository.store.message(sha),
            "parents": self._parents(repository, sha, "git/commits"),
            "verification": _verification(repository, sha),
        }

    def commit(self, repository: Repository, sha: str) -> Document:
        """A commit as GitHub knows it, with the accounts of its people."""
        author, committer = repository.store.identities(sha)
        url = self._at(repository, f"commits/{sha}")
        return {
            "sha": sha,
            "node_id": node("C", sha),
            "commit": {
                "author": _identity(author),
                "committer": _identity(committer),
                "message": repository.store.message(sha),
                "tree": self._tree_link(repository, sha),
                "url": self._at(repository, f"git/commits/{sha}"),
                "comment_count": 0,
                "verification": _verification(repository, sha),
            },
            "url": url,
            "html_url": f"{WEB}/{repository.full_name}/commit/{sha}",
            "comments_url": f"{url}/comments",
            "author": self._account_of(author),
            "committer": self._account_of(committer),
            "parents": self._parents(repository, sha, "commits"),
        }

    def commit_with_files(self, repository: Repository, sha: str) -> Document:
        """A commit with what it changed against its first parent."""
        parents = repository.store.parents(sha)
        base = repository.store.tree_of(parents[0]) if parents else None
        changes = repository.store.changes(base, repository.store.tree_of(sha))
        additions = sum(change.additions for change in changes)
        deletions = sum(change.deletions for change in changes)
        stats = {"additions": additions, "deletions": deletions, "total": additions + deletions}
        files = [self.change(repository, change, sha) for change in changes[:300]]
        return self.commit(repository, sha) | {"stats": stats, "files": files}

    def _tree_link(self, repository: Repository, commit: str) -> Document:
        tree = repository.store.tree_of(commit)
        return {"sha": tree, "url": self._at(repository, f"git/trees/{tree}")}

    def _parents(self, repository: Repository, commit: str, path: str) -> list[Document]:
        return [
            {
                "sha": sha,
                "url": self._at(repository, f"{path}/{sha}"),
                "html_url": f"{WEB}/{repository.full_name}/commit/{sha}",
            }
            for sha in repository.store.parents(commit)
        ]

    def _account_of(self, identity: Identity) -> Document | None:
        local, _, host = identity.email.partition("@")
        if identity.email == "noreply@github.com":
            return self.user(User(19864447, "web-flow"))
        user = self.users.get(local.rpartition("+")[2]) if host == "users.noreply.github.com" else None
        return self.user(user) if user else None

    def change(self, repository: Repository, change: FileChange, revision: str) -> Document:
        """One file of a comparison."""
        document = {
            "sha": change.sha,
            "filename": change.path,
            "status": change.status,
            "additions": change.additions,
            "deletions": change.deletions,
            "changes": change.additions + change.deletions,
            "blob_url": f"{WEB}/{repository.full_name}/blob/{revision}/{change.path}",
            "raw_url": f"{WEB}/{repository.full_name}/raw/{revision}/{change.path}",
            "contents_url": self._at(repository, f"contents/{change.path}?ref={revision}"),
        }
        document |= {"patch": change.patch} if change.patch else {}
        return document | ({"previous_filename": change.previous} if change.previous else {})

    def branch(self, repository: Repository, name: str) -> Document:
        """A branch in a list."""
        sha = repository.sha(name)
        protected = name in repository.protection
        return {
            "name": name,
            "commit": {"sha": sha, "url": self._at(repository, f"commits/{sha}")},
            "protected": protected,
        }

    def whole_branch(self, repository: Repository, name: str) -> Document:
        """A branch asked for by itself."""
        sha = repository.sha(name)
        assert sha is not None
        rules = repository.protection.get(name)
        checks = {"enforcement_level": "non_admins" if rules and rules.checks else "off"}
        contexts = list(rules.checks) if rules else []
        return {
            "name": name,
            "commit": self.commit(repository, sha),
            "_links": {
                "self": self._at(repository, f"branches/{name}"),
                "html": f"{WEB}/{repository.full_name}/tree/{name}",
            },
            "protected": rules is not None,
            "protection": {
                "enabled": rules is not None,
                "required_status_checks": checks | {"contexts": contexts, "checks": []},
            },
            "protection_url": self._at(repository, f"branches/{name}/protection"),
        }

    def protection(self, repository: Repository, name: str, rules: Protection) -> Document:
        """What a protected branch asks for."""
        url = self._at(repository, f"branches/{name}/protection")
        document: Document = {
            "url": url,
            "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": rules.enforce_admins},
            "allow_force_pushes": {"enabled": rules.allow_force_pushes},
            "allow_deletions": {"enabled": rules.allow_deletions},
        }
        if rules.reviews:
            document["required_pull_request_reviews"] = {
                "url": f"{url}/required_pull_request_reviews",
                "dismiss_stale_reviews": False,
                "require_code_owner_reviews": False,
                "required_approving_review_count": rules.reviews,
            }
        if rules.checks:
            document["required_status_checks"] = {
                "url": f"{url}/required_status_checks",
                "strict": False,
                "contexts": list(rules.checks),
                "contexts_url": f"{url}/required_status_checks/contexts",
                "checks": [{"context": name, "app_id": None} for name in rules.checks],
            }
        return document

    def content(self, repository: Repository, item: Item, revision: str, *, whole: bool) -> Document:
        """A path's entry: alone and whole, or as one line of a directory."""
        url = self._at(repository, f"contents/{item.path}?ref={revision}")
        page = (
            f"{WEB}/{repository.full_name}/{'tree' if item.kind == 'tree' else 'blob'}/{revision}/{item.path}"
        )
        kind = {SYMLINK: "symlink", SUBMODULE: "submodule"}.get(item.mode) or (
            "dir" if item.kind == "tree" else "file"
        )
        git = None if kind == "submodule" else self._at(repository, f"git/{item.kind}s/{item.sha}")
        raw = f"https://raw.githubusercontent.com/{repository.full_name}/{revision}/{item.path}"
        size = len(repository.store.read(item.sha)) if item.kind == "blob" else 0
        document: Document = {
            "name": item.path.rpartition("/")[2],
            "path": item.path,
            "sha": item.sha,
            "size": size,
            "url": url,
            "html_url": page,
            "git_url": git,
            "download_url": raw if item.kind == "blob" else None,
            "type": kind,
            "_links": {"self": url, "git": git, "html": page},
        }
        if not whole:  # GitHub says `file` of a submodule in a directory, for old clients' sake
            return document | {"type": "file" if kind == "submodule" else kind}
        if kind == "submodule":
            return document | {"submodule_git_url": f"https://github.com/elsewhere/{document['name']}.git"}
        content = repository.store.read(item.sha)
        if kind == "symlink":
            return document | {"target": content.decode()}
        if size > 1_000_000:
            return document | {"content": "", "encoding": "none"}
        return document | {"content": _wrapped(content), "encoding": "base64"}

    # issues

    def label(self, repository: Repository, label: Label) -> Document:
        """A label."""
        return {
            "id": label.id,
            "node_id": node("LA", label.id),
            "url": self._at(repository, f"labels/{quote(label.name, safe='')}"),
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def _labels(self, repository: Repository, issue: Issue) -> list[Document]:
        return [self.label(repository, repository.labels[name.lower()]) for name in issue.labels]

    def association(self, repository: Repository, user: User) -> str:
        """How someone belongs to a repository."""
        if user.login == repository.owner.login:
            return "OWNER"
        level = "none" if user.is_bot else repository.collaborators.get(user.login, "none")
        return "COLLABORATOR" if at_least(level, "read") and level != "none" else "NONE"

    def _common(self, repository: Repository, issue: Issue) -> Document:
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
            "labels": self._labels(repository, issue),
            "milestone": None,
            "assignee": assignees[0] if assignees else None,
            "assignees": assignees,
            "author_association": self.association(repository, issue.user),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": stamp(issue.closed_at),
            "comments_url": self._at(repository, f"issues/{issue.number}/comments"),
        }

    def issue(self, repository: Repository, issue: Issue, *, whole: bool = False) -> Document:
        """An issue, or a pull request seen as one."""
        url = self._at(repository, f"issues/{issue.number}")
        kind = "pull" if issue.pull else "issues"
        document = self._common(repository, issue) | {
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
                "url": self._at(repository, f"pulls/{issue.number}"),
                "html_url": page,
                "diff_url": f"{page}.diff",
                "patch_url": f"{page}.patch",
                "merged_at": stamp(issue.pull.merged_at),
            }
        return document

    def comment(self, repository: Repository, comment: Comment) -> Document:
        """A comment."""
        url = self._at(repository, f"issues/comments/{comment.id}")
        kind = "pull" if repository.issues[comment.number].pull else "issues"
        return {
            "id": comment.id,
            "node_id": node("IC", comment.id),
            "url": url,
            "html_url": f"{WEB}/{repository.full_name}/{kind}/{comment.number}#issuecomment-{comment.id}",
            "issue_url": self._at(repository, f"issues/{comment.number}"),
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

    # pull requests

    def pull(self, repository: Repository, issue: Issue) -> Document:
        """A pull request in a list."""
        pull = issue.pull
        assert pull is not None
        url = self._at(repository, f"pulls/{issue.number}")
        page = f"{WEB}/{repository.full_name}/pull/{issue.number}"
        links = {
            "self": url,
            "html": page,
            "issue": self._at(repository, f"issues/{issue.number}"),
            "comments": self._at(repository, f"issues/{issue.number}/comments"),
            "review_comments": f"{url}/comments",
            "review_comment": self._at(repository, "pulls/comments{/number}"),
            "commits": f"{url}/commits",
            "statuses": self._at(repository, f"statuses/{pull.head_sha}"),
        }
        labels = self._labels(repository, issue)
        return self._common(repository, issue) | {
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
            "labels": self._labels(repository, issue),
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


def _rights(level: str) -> dict[str, bool]:
    names = {"admin": "admin", "maintain": "maintain", "push": "write", "triage": "triage", "pull": "read"}
    return {name: at_least(level, needed) for name, needed in names.items()}


def _identity(identity: Identity) -> Document:
    return {"name": identity.name, "email": identity.email, "date": stamp(identity.date)}


def _verification(repository: Repository, sha: str) -> Document:
    signed = sha in repository.signed
    return {
        "verified": signed,
        "reason": "valid" if signed else "unsigned",
        "signature": "-----BEGIN PGP SIGNATURE-----\n…\n-----END PGP SIGNATURE-----" if signed else None,
        "payload": repository.store.message(sha) if signed else None,
        "verified_at": stamp(repository.clock.now()) if signed else None,
    }


def _wrapped(content: bytes) -> str:
    text = base64.b64encode(content).decode()
    return "".join(text[start : start + 60] + "\n" for start in range(0, len(text), 60))
