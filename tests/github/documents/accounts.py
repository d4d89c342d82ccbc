"""Accounts and repositories as JSON documents."""

from __future__ import annotations

from urllib.parse import quote

from ..records import User
from ..repository import Repository
from ..rules import at_least, role
from .basics import WEB, Document, node, stamp

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


class Accounts:
    """Prints accounts and repositories; `api` is the root, `users` the accounts by login."""

    def __init__(self, api: str, users: dict[str, User]) -> None:
        self.api = api
        self.users = users

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
            **dict.fromkeys(("has_pages", "has_discussions", "disabled", "is_template"), False),
            "has_issues": repository.has_issues,
            "archived": repository.archived,
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

    def at(self, repository: Repository, path: str) -> str:
        return f"{self.api}/repos/{repository.full_name}/{path}"


def _rights(level: str) -> dict[str, bool]:
    names = {"admin": "admin", "maintain": "maintain", "push": "write", "triage": "triage", "pull": "read"}
    return {name: at_least(level, needed) for name, needed in names.items()}
