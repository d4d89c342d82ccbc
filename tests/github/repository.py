"""One repository of the fake: its git store, what stands beside it, and the rules of refs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from .gitstore import GitStore, Identity
from .records import Actor, Clock, Comment, Issue, Label, Protection, Rule, User
from .rules import Refused, check_label, check_ref, invalid, lesser

WEB_FLOW = ("GitHub", "noreply@github.com")
SYMLINK, SUBMODULE, EXECUTABLE, FILE = "120000", "160000", "100755", "100644"

Files = Mapping[str, str | bytes | None]


class Counter:
    """Hands out ids, never twice."""

    def __init__(self) -> None:
        self.last = 1000

    def __call__(self) -> int:
        self.last += 1
        return self.last


class Repository:
    """A repository. Change it through the API or `as_user`; read any attribute in a test."""

    def __init__(
        self,
        full_name: str,
        path: Path,
        owner: User,
        clock: Clock,
        ids: Counter,
        branch: str,
        *,
        private: bool,
    ) -> None:
        self.id = ids()
        self.owner = owner
        self.name = full_name.partition("/")[2]
        self.store = GitStore(path, branch)
        self.clock = clock
        self.ids = ids
        self.default_branch = branch
        self.private = private
        self.description: str | None = None
        self.created_at = clock.now()
        self.pushed_at = clock.now()
        self.updated_at = clock.now()
        self.issues: dict[int, Issue] = {}
        self.comments: dict[int, Comment] = {}
        self.labels: dict[str, Label] = {}
        self.collaborators: dict[str, str] = {}
        self.protection: dict[str, Protection] = {}
        self.rules: list[Rule] = []
        self.workflows: dict[str, str] = {}  # state by path, such as `disabled_inactivity`
        self.signed: set[str] = set()
        self.merge_methods = {"merge", "squash", "rebase"}
        self.delete_branch_on_merge = False
        self.actions_may_open_pulls = True
        self.actions_may_write = False
        self.actions_allowed = "all"
        self.archived = False
        self.has_issues = True
        self.lazy_mergeable = False
        self.tree_limit = 100_000

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"

    @property
    def path(self) -> Path:
        """The bare repository on disk."""
        return self.store.path

    # people

    def permission(self, user: User | None) -> str:
        """What a user may do here."""
        if user and user.login == self.owner.login:
            return "admin"
        given = self.collaborators.get(user.login) if user else None
        return given or ("none" if self.private else "read")

    def allows(self, actor: Actor) -> str:
        """What a token may do here."""
        if actor.user is None:
            return "none" if self.private else "read"
        return lesser(actor.permission, self.permission(actor.user))

    # reading, for tests

    def sha(self, branch: str | None = None) -> str | None:
        """A branch's newest commit, None without such a branch; the default branch's without a name."""
        return self.store.tip(f"refs/heads/{branch or self.default_branch}")

    def head(self, branch: str | None = None) -> str:
        """The same of a branch that has to be there."""
        sha = self.sha(branch)
        if sha is None:
            raise LookupError(f"no branch {branch or self.default_branch} in {self.full_name}")
        return sha

    def branches(self) -> list[str]:
        """The branches' names, sorted."""
        return [ref.removeprefix("refs/heads/") for ref in self.store.refs("refs/heads/")]

    def files(self, revision: str | None = None) -> dict[str, str]:
        """Path → text of everything at a branch or commit."""
        sha = self.store.resolve(revision or self.default_branch)
        if sha is None:
            return {}
        items = self.store.items(self.store.tree_of(sha), recursive=True)
        return {i.path: self.store.read(i.sha).decode("utf-8", "replace") for i in items if i.kind == "blob"}

    def commits(self, revision: str | None = None) -> list[str]:
        """The commits of a branch, newest first."""
        sha = self.store.resolve(revision or self.default_branch)
        return list(self.store.log(sha)) if sha else []

    def pulls(self, state: str = "all") -> list[Issue]:
        """The pull requests by number."""
        return [i for i in self.issues.values() if i.pull and state in {"all", i.state}]

    def pull_for(self, branch: str) -> Issue:
        """The newest pull request whose head is this branch."""
        return [issue for issue in self.pulls() if issue.pull and issue.pull.head_ref == branch][-1]

    def thread(self, number: int) -> list[Comment]:
        """The comments of an issue or pull request, oldest first."""
        return [comment for comment in self.comments.values() if comment.number == number]

    # git

    def require_commits(self) -> None:
        """Refuse as GitHub does while a repository has no commit."""
        if not self.store.refs("refs/"):
            raise Refused(409, "Git Repository is empty.")

    def commit(
        self,
        files: Files,
        message: str = "Update",
        author: str | User | None = None,
        date: datetime | None = None,
        branch: str | None = None,
    ) -> str:
        """Put a commit on a branch (made from the default branch when new); None deletes a file."""
        branch = branch or self.default_branch
        parent = self.sha(branch) or self.sha()
        made = self.make_commit(files, message, author or self.owner, [parent] if parent else [], date)
        self.move(f"refs/heads/{branch}", made, by=self.owner)
        return made

    def make_commit(
        self,
        files: Files,
        message: str,
        author: str | User,
        parents: list[str],
        date: datetime | None = None,
    ) -> str:
        """Store a commit that no ref points at yet."""
        base = self.store.tree_of(parents[0]) if parents else None
        edits = {path: None if text is None else (FILE, self.blob(text)) for path, text in files.items()}
        name, email = (
            (author.login, author.email) if isinstance(author, User) else (author, f"{author}@example.org")
        )
        who = Identity(name, email, date or self.clock.now())
        return self.store.commit(self.store.tree(base, edits), parents, message, who, who)

    def blob(self, content: str | bytes) -> str:
        """Store a file's content."""
        return self.store.blob(content.encode() if isinstance(content, str) else content)

    def protect(self, branch: str | None = None, **rules: object) -> None:
        """Protect a branch; see `Protection` for the rules."""
        self.protection[branch or self.default_branch] = Protection(**rules)  # type: ignore[arg-type]

    def create_ref(self, ref: str, sha: str, by: User | None) -> None:
        """Make a new ref."""
        if self.store.tip(check_ref(ref)):
            raise Refused(422, "Reference already exists")
        if self.store.kind(sha) not in {"commit", "tag"}:
            raise Refused(422, "Object does not exist")
        if self.store.clashes(ref):
            raise Refused(422, "Reference update failed")
        self.move(ref, sha, by)

    def update_ref(self, ref: str, sha: str, actor: Actor, *, force: bool) -> None:
        """Move a ref, forward only unless forced."""
        old = self.store.tip(ref)
        if old is None:
            raise Refused(422, "Reference does not exist")
        if self.store.kind(sha) not in {"commit", "tag"}:
            raise Refused(422, "Object does not exist")
        forward = self.store.is_ancestor(old, sha)
        self._check_protection(ref, actor, forced=force and not forward)
        if not forward and not force:
            raise Refused(422, "Update is not a fast forward")
        self.move(ref, sha, actor.user)

    def _check_protection(self, ref: str, actor: Actor, *, forced: bool) -> None:
        rules = self.protection.get(ref.removeprefix("refs/heads/"))
        if rules is None or (self.allows(actor) == "admin" and not rules.enforce_admins):
            return
        if forced and not rules.allow_force_pushes:
            raise Refused(422, "Cannot force-push to this branch")
        if rules.needs_pull:
            raise Refused(422, "Changes must be made through a pull request.")

    def delete_ref(self, ref: str, by: User | None) -> None:
        """Remove a ref; a branch's open pull requests close."""
        branch = ref.removeprefix("refs/heads/")
        if self.store.tip(ref) is None:
            raise Refused(422, "Reference does not exist")
        if branch == self.default_branch and ref.startswith("refs/heads/"):
            raise Refused(422, "Cannot delete the default branch")
        rules = self.protection.get(branch)
        if rules and not rules.allow_deletions:
            raise Refused(422, "Cannot delete a protected branch")
        self.store.delete(ref)
        for issue in self._open_on(branch):
            self.close(issue, by)

    def move(self, ref: str, sha: str, by: User | None) -> None:
        """Point a ref somewhere, and let the pull requests on it follow."""
        self.store.set(ref, sha)
        self.pushed_at = self.clock.now()
        if ref.startswith("refs/heads/"):
            branch = ref.removeprefix("refs/heads/")
            for issue in list(self._open_on(branch)):
                self._follow(issue, branch, sha, by)

    def _open_on(self, branch: str) -> Iterator[Issue]:
        for issue in list(self.issues.values()):
            if issue.pull and issue.state == "open" and branch in {issue.pull.head_ref, issue.pull.base_ref}:
                yield issue

    def _follow(self, issue: Issue, branch: str, sha: str, by: User | None) -> None:
        """GitHub closes a pull request whose head has nothing left, and calls it merged if its base got it."""
        pull = issue.pull
        assert pull is not None
        base = self.sha(pull.base_ref)
        assert base is not None
        if branch == pull.head_ref:
            pull.head_sha = sha
            pull.base_sha = base
            issue.updated_at = self.clock.now()
            if self.store.is_ancestor(sha, base):
                self.close(issue, by)
        elif self.store.is_ancestor(pull.head_sha, sha):
            self.mark_merged(issue, by, sha)

    # issues

    def touch(self, issue: Issue) -> None:
        """Note that an issue changed now."""
        issue.updated_at = self.clock.now()

    def close(self, issue: Issue, by: User | None, reason: str | None = None) -> None:
        """Close an issue or pull request."""
        if issue.state == "open":
            issue.state = "closed"
            issue.state_reason = None if issue.pull else reason or "completed"
            issue.closed_at = self.clock.now()
            issue.closed_by = by
            self.touch(issue)

    def mark_merged(self, issue: Issue, by: User | None, sha: str) -> None:
        """Close a pull request as merged."""
        assert issue.pull is not None
        self.close(issue, by)
        issue.pull.merged_at = issue.closed_at
        issue.pull.merged_by = by
        issue.pull.merge_commit_sha = sha

    def label(self, name: str, color: str = "ededed", description: str | None = None) -> Label:
        """A label by its name, in any case; made when the repository lacks it."""
        return self.labels.setdefault(name.lower(), Label(self.ids(), check_label(name), color, description))

    def set_labels(self, issue: Issue, names: list[str]) -> None:
        """Replace an issue's labels, making those that are new."""
        issue.labels = list(dict.fromkeys(self.label(check_label(name)).name for name in names))
        self.touch(issue)

    def drop_label(self, issue: Issue, name: str) -> None:
        """Take one label off an issue."""
        kept = [label for label in issue.labels if label.lower() != name.lower()]
        if kept == issue.labels:
            raise Refused(404, "Label does not exist")
        issue.labels = kept
        self.touch(issue)

    def open_issue(self, user: User, title: str, body: str | None) -> Issue:
        """Number and keep a new issue."""
        now = self.clock.now()
        number = len(self.issues) + 1
        self.issues[number] = Issue(self.ids(), number, user, title, body, now, now)
        return self.issues[number]

    def comment(self, issue: Issue, user: User, body: str) -> Comment:
        """Add a comment."""
        now = self.clock.now()
        made = Comment(self.ids(), issue.number, user, body, now, now)
        self.comments[made.id] = made
        self.touch(issue)
        return made

    def remove_label(self, name: str) -> None:
        """Delete a label from the repository and from every issue."""
        if self.labels.pop(name.lower(), None) is None:
            raise Refused(404, "Not Found")
        for issue in self.issues.values():
            issue.labels = [label for label in issue.labels if label.lower() != name.lower()]

    def new_label(self, name: str, color: str, description: str | None) -> Label:
        """Make a label that must not exist yet."""
        if name.lower() in self.labels:
            raise invalid("Label", "name", "already_exists")
        if len(color) != 6 or set(color.lower()) - set("0123456789abcdef"):
            raise invalid("Label", "color")
        return self.label(name, color, description)
