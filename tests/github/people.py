"""People at work in a browser and a clone: what they do shows on the fake at once and costs no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import merging
from .gitstore import Identity
from .records import Actor, Comment, Issue, Pull, User
from .repository import Files, Repository

if TYPE_CHECKING:
    from .server import FakeGitHub


class Person:
    """Somebody with an account. Branches go by name, issues and pull requests by number."""

    def __init__(self, github: FakeGitHub, repository: Repository, user: User) -> None:
        self._github = github
        self._repository = repository
        self.user = user
        self._actor = Actor(user, "admin")

    # a clone

    def push(self, branch: str, files: Files, message: str = "By hand") -> str:
        """Commit on a branch and push; a new branch starts from the default one."""
        with self._github.lock:
            return self._repository.commit(files, message, self.user, branch=branch)

    def amend(self, branch: str, files: Files | None = None, message: str | None = None) -> str:
        """Replace a branch's last commit and push with force; its author stays."""
        with self._github.lock:
            store, old = self._repository.store, self._repository.head(branch)
            author, _ = store.identities(old)
            made = self._repository.make_commit(files or {}, "", self.user, [old])
            me = Identity(self.user.login, self.user.email, self._repository.clock.now())
            text = message or store.message(old)
            amended = store.commit(store.tree_of(made), store.parents(old), text, author, me)
            return self._force(branch, amended)

    def rebase(self, branch: str, onto: str | None = None) -> str:
        """Replay a branch's own commits on another's head and push with force.

        Raises ValueError where git would stop for a conflict.
        """
        with self._github.lock:
            store = self._repository.store
            target = self._repository.head(onto)
            tip = target
            me = Identity(self.user.login, self.user.email, self._repository.clock.now())
            for sha in store.between(target, self._repository.head(branch)):
                if len(store.parents(sha)) > 1:
                    continue
                tree = store.replay(sha, tip)
                if tree is None:
                    raise ValueError(f"{sha} conflicts")
                tip = store.commit(tree, [tip], store.message(sha), store.identities(sha)[0], me)
            return self._force(branch, tip)

    def merge_branch(self, branch: str, other: str | None = None) -> str:
        """Merge another branch, by default the default one, into a branch and push.

        Raises ValueError where git would stop for a conflict.
        """
        with self._github.lock:
            ours, theirs = self._repository.head(branch), self._repository.head(other)
            text = f"Merge {other or self._repository.default_branch} into {branch}"
            made = merging.merge_commit(self._repository, ours, theirs, text, self._actor)
            if made is None:
                raise ValueError(f"{other} conflicts with {branch}")
            return self._force(branch, made)

    def reset(self, branch: str, to: str) -> str:
        """Push a branch with force to any commit."""
        with self._github.lock:
            return self._force(branch, to)

    def delete_branch(self, branch: str) -> None:
        """Delete a branch."""
        with self._github.lock:
            self._repository.delete_ref(f"refs/heads/{branch}", self.user)

    def restore_branch(self, number: int) -> None:
        """Press "Restore branch" on a closed pull request."""
        with self._github.lock:
            pull = self._pull(number)
            self._repository.create_ref(f"refs/heads/{pull.head_ref}", pull.head_sha, self.user)

    def _force(self, branch: str, sha: str) -> str:
        self._repository.move(f"refs/heads/{branch}", sha, self.user)
        return sha

    # a browser

    def _issue(self, number: int) -> Issue:
        return self._repository.issues[number]

    def _pull(self, number: int) -> Pull:
        pull = self._issue(number).pull
        if pull is None:
            raise LookupError(f"#{number} is no pull request")
        return pull

    def open_issue(self, title: str, body: str | None = None) -> Issue:
        """Open an issue."""
        with self._github.lock:
            return self._repository.open_issue(self.user, title, body)

    def open_pull(self, head: str, title: str = "By hand", body: str | None = None) -> Issue:
        """Open a pull request onto the default branch."""
        with self._github.lock:
            base = self._repository.default_branch
            return merging.open_pull(self._repository, self.user, title, body, head, base, draft=False)

    def edit_title(self, number: int, title: str) -> None:
        """Change a title."""
        with self._github.lock:
            self._repository.retitle(self._issue(number), title, self.user)

    def edit_body(self, number: int, body: str) -> None:
        """Change a body."""
        with self._github.lock:
            self._issue(number).body = body
            self._repository.touch(self._issue(number))

    def tick(self, number: int, text: str) -> None:
        """Tick the one empty checkbox whose line has this text in it."""
        self._toggle(number, text, "[ ]", "[x]")

    def untick(self, number: int, text: str) -> None:
        """Untick the one ticked checkbox whose line has this text in it."""
        self._toggle(number, text, "[x]", "[ ]")

    def _toggle(self, number: int, text: str, old: str, new: str) -> None:
        with self._github.lock:
            lines = (self._issue(number).body or "").split("\n")
            hits = [index for index, line in enumerate(lines) if old in line and text in line]
            if len(hits) != 1:
                raise LookupError(f"{len(hits)} lines of #{number} have {old} and {text!r}")
            lines[hits[0]] = lines[hits[0]].replace(old, new, 1)
            self.edit_body(number, "\n".join(lines))

    def comment(self, number: int, body: str) -> Comment:
        """Comment."""
        with self._github.lock:
            return self._repository.comment(self._issue(number), self.user, body)

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Change a comment, by whomever it is."""
        with self._github.lock:
            self._repository.edit_comment(comment, body)

    def delete_comment(self, comment: Comment) -> None:
        """Delete a comment, by whomever it is."""
        with self._github.lock:
            del self._repository.comments[comment.id]

    def rename_label(self, old: str, new: str) -> None:
        """Rename a label, on every issue at once."""
        with self._github.lock:
            self._repository.rename_label(old, new)

    def close(self, number: int, reason: str | None = None) -> None:
        """Close an issue or pull request."""
        with self._github.lock:
            self._repository.close(self._issue(number), self.user, reason)

    def reopen(self, number: int) -> None:
        """Reopen it; refused by the rules that hold for everybody."""
        with self._github.lock:
            merging.reopen(self._repository, self._issue(number), self.user)

    def merge(self, number: int, method: str = "merge") -> str:
        """Press the merge button: `merge`, `squash` or `rebase`."""
        with self._github.lock:
            return merging.merge(self._repository, self._issue(number), self._actor, method)

    def update_branch(self, number: int) -> None:
        """Press "Update branch"."""
        with self._github.lock:
            merging.update_branch(self._repository, self._issue(number), self._actor, None)

    def ready(self, number: int) -> None:
        """Press "Ready for review" on a draft."""
        with self._github.lock:
            self._pull(number).draft = False
            self._repository.note(self._issue(number), "ready_for_review", self.user)
            self._repository.touch(self._issue(number))

    def label(self, number: int, name: str) -> None:
        """Put a label on."""
        with self._github.lock:
            issue = self._issue(number)
            self._repository.set_labels(issue, [*issue.labels, name], self.user)

    def unlabel(self, number: int, name: str) -> None:
        """Take a label off."""
        with self._github.lock:
            self._repository.drop_label(self._issue(number), name, self.user)
