"""Refs, commits, trees, blobs, branches and files as JSON documents."""

from __future__ import annotations

import base64

from ..gitstore import FileChange, Identity, Item
from ..records import Protection, Rule, User
from ..repository import SUBMODULE, SYMLINK, Repository
from .accounts import Accounts
from .basics import WEB, Document, node, stamp


class History(Accounts):
    """Prints what is in git."""

    def ref(self, repository: Repository, name: str) -> Document:
        """A ref."""
        sha = repository.store.tip(name)
        assert sha is not None
        kind = repository.store.kind(sha)
        return {
            "ref": name,
            "node_id": node("REF", f"{repository.id}:{name}"),
            "url": self.at(repository, f"git/{name}"),
            "object": {"sha": sha, "type": kind, "url": self.at(repository, f"git/{kind}s/{sha}")},
        }

    def tree(self, repository: Repository, sha: str, items: list[Item], *, truncated: bool) -> Document:
        """A tree and its entries."""
        return {
            "sha": sha,
            "url": self.at(repository, f"git/trees/{sha}"),
            "tree": [self._tree_item(repository, item) for item in items],
            "truncated": truncated,
        }

    def _tree_item(self, repository: Repository, item: Item) -> Document:
        document: Document = {"path": item.path, "mode": item.mode, "type": item.kind, "sha": item.sha}
        if item.kind == "blob":
            document["size"] = len(repository.store.read(item.sha))
        if item.kind != "commit":
            document["url"] = self.at(repository, f"git/{item.kind}s/{item.sha}")
        return document

    def blob(self, repository: Repository, sha: str) -> Document:
        """A blob with its content."""
        content = repository.store.read(sha)
        return {
            "sha": sha,
            "node_id": node("B", sha),
            "size": len(content),
            "url": self.at(repository, f"git/blobs/{sha}"),
            "content": _wrapped(content),
            "encoding": "base64",
        }

    def git_commit(self, repository: Repository, sha: str) -> Document:
        """A commit as git has it."""
        author, committer = repository.store.identities(sha)
        return {
            "sha": sha,
            "node_id": node("C", sha),
            "url": self.at(repository, f"git/commits/{sha}"),
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
        url = self.at(repository, f"commits/{sha}")
        return {
            "sha": sha,
            "node_id": node("C", sha),
            "commit": {
                "author": _identity(author),
                "committer": _identity(committer),
                "message": repository.store.message(sha),
                "tree": self._tree_link(repository, sha),
                "url": self.at(repository, f"git/commits/{sha}"),
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
        return {"sha": tree, "url": self.at(repository, f"git/trees/{tree}")}

    def _parents(self, repository: Repository, commit: str, path: str) -> list[Document]:
        return [
            {
                "sha": sha,
                "url": self.at(repository, f"{path}/{sha}"),
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
            "contents_url": self.at(repository, f"contents/{change.path}?ref={revision}"),
        }
        document |= {"patch": change.patch} if change.patch else {}
        return document | ({"previous_filename": change.previous} if change.previous else {})

    def branch(self, repository: Repository, name: str) -> Document:
        """A branch in a list."""
        sha = repository.sha(name)
        protected = repository.protection_for(name) is not None
        return {
            "name": name,
            "commit": {"sha": sha, "url": self.at(repository, f"commits/{sha}")},
            "protected": protected,
        }

    def whole_branch(self, repository: Repository, name: str) -> Document:
        """A branch asked for by itself."""
        sha = repository.sha(name)
        assert sha is not None
        rules = repository.protection_for(name)
        checks = {"enforcement_level": "non_admins" if rules and rules.checks else "off"}
        contexts = list(rules.checks) if rules else []
        return {
            "name": name,
            "commit": self.commit(repository, sha),
            "_links": {
                "self": self.at(repository, f"branches/{name}"),
                "html": f"{WEB}/{repository.full_name}/tree/{name}",
            },
            "protected": rules is not None,
            "protection": {
                "enabled": rules is not None,
                "required_status_checks": checks | {"contexts": contexts, "checks": []},
            },
            "protection_url": self.at(repository, f"branches/{name}/protection"),
        }

    def workflow(self, repository: Repository, path: str) -> Document:
        """A workflow of GitHub Actions, named like its file."""
        id_ = list(repository.workflows).index(path) + 1
        file = path.rpartition("/")[2]
        return {
            "id": id_,
            "node_id": node("W", f"{repository.id}:{id_}"),
            "name": file.partition(".")[0],
            "path": path,
            "state": repository.workflows[path],
            "created_at": stamp(repository.created_at),
            "updated_at": stamp(repository.created_at),
            "url": self.at(repository, f"actions/workflows/{id_}"),
            "html_url": f"{WEB}/{repository.full_name}/blob/{repository.default_branch}/{path}",
            "badge_url": f"{WEB}/{repository.full_name}/workflows/{file}/badge.svg",
        }

    def rule(self, repository: Repository, rule: Rule) -> Document:
        """An active rule of a ruleset, as it stands with the branches that it binds."""
        origin = {"ruleset_source_type": "Repository", "ruleset_source": repository.full_name}
        parameters = {"parameters": rule.parameters} if rule.parameters else {}
        return {"type": rule.kind, **parameters, **origin, "ruleset_id": repository.rules.index(rule) + 1}

    def protection(self, repository: Repository, name: str, rules: Protection) -> Document:
        """What a protected branch asks for."""
        url = self.at(repository, f"branches/{name}/protection")
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
        url = self.at(repository, f"contents/{item.path}?ref={revision}")
        page = (
            f"{WEB}/{repository.full_name}/{'tree' if item.kind == 'tree' else 'blob'}/{revision}/{item.path}"
        )
        kind = {SYMLINK: "symlink", SUBMODULE: "submodule"}.get(item.mode) or (
            "dir" if item.kind == "tree" else "file"
        )
        git = None if kind == "submodule" else self.at(repository, f"git/{item.kind}s/{item.sha}")
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
        if size > repository.inline_limit:
            return document | {"content": "", "encoding": "none"}
        return document | {"content": _wrapped(content), "encoding": "base64"}


def _identity(identity: Identity) -> Document:
    return {"name": identity.name, "email": identity.email, "date": stamp(identity.date)}


def _verification(repository: Repository, sha: str) -> Document:
    signed = sha in repository.signed
    return {
        "verified": signed,
        "reason": "valid" if signed else "unsigned",
        "signature": "-----BEGIN PGP SIGNATURE-----\n…\n-----END PGP SIGNATURE-----" if signed else None,
        "payload": repository.store.message(sha) if signed else None,
        "verified_at": stamp(repository.store.identities(sha)[1].date) if signed else None,
    }


def _wrapped(content: bytes) -> str:
    text = base64.b64encode(content).decode()
    return "".join(text[start : start + 60] + "\n" for start in range(0, len(text), 60))
