"""One repository of the fake: its git store, what stands beside it, and the rules of refs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from .gitstore import GitStore, Identity
from .records import Actor, Clock, Dispatch, Issue, Protection, Rule, User
from .rules import Refused, check_ref, fits, lesser
from .threads import Counter, Threads

WEB_FLOW = ("GitHub", "noreply@github.com")
SYMLINK, SUBMODULE, EXECUTABLE, FILE = "120000", "160000", "100755", "100644"

Files = Mapping[str, str | bytes | None]


class Repository(Threads):
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
        super().__init__(clock, ids)
        self.id = ids()
        self.owner = owner
        self.name = full_name.partition("/")[2]
        self.store = GitStore(path, branch)
        self.default_branch = branch
        self.private = private
        self.description: str | None = None
        self.created_at = clock.now()
        self.pushed_at = clock.now()
        self.updated_at = clock.now()
        self.collaborators: dict[str, str] = {}
        self.protection: dict[str, Protection] = {}
        self.rules: list[Rule] = []
        self.bypass: set[str] = set()  # logins that rules do not bind
        self.workflows: dict[str, str] = {}  # state by path, such as `disabled_inactivity`
        self.dispatches: list[Dispatch] = []
        self.signed: set[str] = set()
        self.merge_methods = {"merge", "squash", "rebase"}
        self.delete_branch_on_merge = False
        self.actions_may_open_pulls = True
        self.actions_may_write = False
        self.actions_allowed = "all"
        self.archived = False
        self.drafts = True
        self.tells_permissions = True
        self.has_issues = True
        self.lazy_mergeable = False
        self.head_lag = 0  # how many answers still tell a pull request's older head after a push
        self.tree_limit = 100_000
        self.inline_limit, self.blob_limit = 1_000_000, 100_000_000  # bytes, of a file's JSON and of any form

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

    def includes(self, user: User) -> bool:
        """Whether somebody is the owner or a collaborator, who can be assigned and asked for a review."""
        return user.login in self.collaborators or user == self.owner

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
        """Protect a branch, or all that a pattern names; see `Protection` for the rules."""
        self.protection[branch or self.default_branch] = Protection(**rules)  # type: ignore[arg-type]

    def protection_for(self, branch: str) -> Protection | None:
        """What protects a branch: its own rules, else those of the first pattern that names it."""
        own = self.protection.get(branch)
        return own or next((rules for name, rules in self.protection.items() if fits(name, branch)), None)

    def rules_for(self, branch: str) -> list[Rule]:
        """The rules of rulesets that bind a branch, which need not exist."""
        default = branch == self.default_branch
        return [
            rule
            for rule in self.rules
            if fits(rule.branches, branch) or (default and rule.branches == "~DEFAULT_BRANCH")
        ]

    def create_ref(self, ref: str, sha: str, by: User | None) -> None:
        """Make a new ref, by git's rules alone."""
        self.check_new(ref, sha)
        self.move(ref, sha, by)
        for issue in self.pulls("closed"):
            if issue.pull and (issue.pull.head_ref, issue.pull.head_sha) == (_branch(ref), sha):
                self.note(issue, "head_ref_restored", by)

    def check_new(self, ref: str, sha: str) -> None:
        """Refuse a ref that git could not make."""
        if self.store.tip(check_ref(ref)):
            raise Refused(422, "Reference already exists")
        if self.store.kind(sha) not in {"commit", "tag"}:
            raise Refused(422, "Object does not exist")
        if self.store.clashes(ref):
            raise Refused(422, "Reference update failed")

    def check_gone(self, ref: str) -> None:
        """Refuse to delete what is not there, and the default branch."""
        if self.store.tip(ref) is None:
            raise Refused(422, "Reference does not exist")
        if _branch(ref) == self.default_branch:
            raise Refused(422, "Cannot delete the default branch")

    def delete_ref(self, ref: str, by: User | None) -> None:
        """Remove a ref, by git's rules alone; a branch's open pull requests close."""
        self.check_gone(ref)
        branch, tip = _branch(ref), self.store.tip(ref)
        self.store.delete(ref)
        for issue in self._open_on(branch):
            self.close(issue, by)
        for issue in self.pulls("closed"):
            if issue.pull and (issue.pull.head_ref, issue.pull.head_sha) == (branch, tip):
                self.note(issue, "head_ref_deleted", by)

    def move(self, ref: str, sha: str, by: User | None) -> None:
        """Point a ref somewhere, and let the pull requests on it follow."""
        self.store.set(ref, sha)
        self.pushed_at = self.clock.now()
        for issue in list(self._open_on(_branch(ref))):
            self._follow(issue, _branch(ref), sha, by)

    def _open_on(self, branch: str | None) -> Iterator[Issue]:
        for issue in list(self.issues.values()):
            if issue.pull and issue.state == "open" and branch in {issue.pull.head_ref, issue.pull.base_ref}:
                yield issue

    def _follow(self, issue: Issue, branch: str | None, sha: str, by: User | None) -> None:
        """GitHub closes a pull request whose head has nothing left, and calls it merged if its base got it."""
        pull = issue.pull
        assert pull is not None
        base = self.sha(pull.base_ref)
        assert base is not None
        if branch == pull.head_ref:
            if not self.store.is_ancestor(pull.head_sha, sha):
                self.note(issue, "head_ref_force_pushed", by, sha)
            pull.old_head, pull.lag = pull.head_sha, self.head_lag
            pull.head_sha = sha
            pull.base_sha = base
            self.touch(issue)
            if self.store.is_ancestor(sha, base):
                self.close(issue, by)
        elif self.store.is_ancestor(pull.head_sha, sha):
            self.mark_merged(issue, by, sha)


def _branch(ref: str) -> str | None:
    return ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else None
