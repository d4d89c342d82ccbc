"""A bare git repository on disk, in the few words that the rest needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pygit2
from pygit2.enums import FileMode, SortMode

KINDS = {FileMode.TREE: "tree", FileMode.COMMIT: "commit"}
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who wrote a commit, and when."""

    name: str
    email: str
    date: datetime

    def signature(self) -> pygit2.Signature:
        """The same for git."""
        offset = self.date.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        return pygit2.Signature(self.name, self.email, int(self.date.timestamp()), minutes)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a tree; `mode` as git prints it."""

    path: str
    mode: str
    kind: str
    sha: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a comparison says of one file."""

    path: str
    status: str
    sha: str
    additions: int
    deletions: int
    patch: str
    previous: str | None


@dataclass(slots=True)
class _Folder:
    """Edits below one folder, by the first part of their path."""

    here: dict[str, tuple[int, str] | None] = field(default_factory=dict)
    below: dict[str, _Folder] = field(default_factory=dict)


class NotInTree(LookupError):
    """A path was to be deleted that the tree does not have."""


class GitStore:
    """Objects and refs. SHAs are strings; refs are full names."""

    def __init__(self, path: Path, default_branch: str) -> None:
        self.path = path
        self.git = pygit2.init_repository(str(path), bare=True, initial_head=default_branch)

    # objects

    def blob(self, content: bytes) -> str:
        """Store a blob."""
        return str(self.git.create_blob(content))

    def read(self, sha: str) -> bytes:
        """A blob's bytes."""
        found = self.git[sha]
        assert isinstance(found, pygit2.Blob)
        return found.data

    def _commit(self, sha: str) -> pygit2.Commit:
        found = self.git[sha]
        assert isinstance(found, pygit2.Commit)
        return found

    def _tree(self, sha: str) -> pygit2.Tree:
        found = self.git[sha]
        assert isinstance(found, pygit2.Tree)
        return found

    def kind(self, sha: str) -> str | None:
        """`blob`, `tree`, `commit` or `tag`; None when there is no such object."""
        try:
            found = self.git.get(sha)
        except ValueError:
            return None
        return None if found is None else found.type_str

    def tree(self, base: str | None, edits: Mapping[str, tuple[str, str] | None]) -> str:
        """A tree: `base` with each path set to (mode, sha), or removed where None."""
        root = _Folder()
        for path, edit in edits.items():
            *parents, name = path.split("/")
            folder = root
            for parent in parents:
                folder = folder.below.setdefault(parent, _Folder())
            folder.here[name] = (int(edit[0], 8), edit[1]) if edit else None
        return self._write(base, root) or str(self.git.TreeBuilder().write())

    def _write(self, base: str | None, folder: _Folder) -> str | None:
        builder = self.git.TreeBuilder(self._tree(base)) if base else self.git.TreeBuilder()
        for name, edit in folder.here.items():
            if edit:
                builder.insert(name, edit[1], edit[0])
            elif builder.get(name):
                builder.remove(name)
            else:
                raise NotInTree(name)
        for name, below in folder.below.items():
            present = builder.get(name)
            is_tree = present is not None and present.filemode == FileMode.TREE
            written = self._write(str(present.id) if is_tree else None, below)
            if written:
                builder.insert(name, written, FileMode.TREE)
            elif present is not None:
                builder.remove(name)
        return str(builder.write()) if len(builder) else None

    def commit(
        self, tree: str, parents: Iterable[str], message: str, author: Identity, committer: Identity
    ) -> str:
        """Store a commit; moves no ref."""
        made = self.git.create_commit(
            None, author.signature(), committer.signature(), message, tree, list(parents)
        )
        return str(made)

    def tree_of(self, commit: str) -> str:
        """A commit's tree."""
        return str(self._commit(commit).tree_id)

    def parents(self, commit: str) -> list[str]:
        """A commit's parents."""
        return [str(sha) for sha in self._commit(commit).parent_ids]

    def message(self, commit: str) -> str:
        """A commit's message."""
        return self._commit(commit).message

    def identities(self, commit: str) -> tuple[Identity, Identity]:
        """A commit's author and committer."""
        found = self._commit(commit)
        return _identity(found.author), _identity(found.committer)

    def items(self, tree: str, *, recursive: bool = False, prefix: str = "") -> Iterator[Item]:
        """A tree's entries in git's order."""
        for entry in self._tree(tree):
            path = f"{prefix}{entry.name}"
            mode = FileMode(entry.filemode)
            yield Item(path, f"{mode:06o}", KINDS.get(mode, "blob"), str(entry.id))
            if recursive and mode == FileMode.TREE:
                yield from self.items(str(entry.id), recursive=True, prefix=path + "/")

    def item(self, tree: str, path: str) -> Item | None:
        """What stands at a path."""
        try:
            entry = self._tree(tree)[path]
        except KeyError:
            return None
        mode = FileMode(entry.filemode)
        return Item(path, f"{mode:06o}", KINDS.get(mode, "blob"), str(entry.id))

    # refs

    def tip(self, ref: str) -> str | None:
        """What a ref points at."""
        found = self.git.references.get(ref)
        return None if found is None else str(found.target)

    def set(self, ref: str, sha: str) -> None:
        """Point a ref at an object, whatever it pointed at before."""
        self.git.references.create(ref, sha, force=True)

    def delete(self, ref: str) -> None:
        """Remove a ref."""
        self.git.references.delete(ref)

    def refs(self, prefix: str) -> list[str]:
        """The refs that begin so, sorted."""
        return sorted(name for name in self.git.references if name.startswith(prefix))

    def clashes(self, ref: str) -> bool:
        """Whether git could not store this ref beside one whose name is a folder of it, or the reverse."""
        return any(ref.startswith(name + "/") or name.startswith(ref + "/") for name in self.git.references)

    def resolve(self, name: str) -> str | None:
        """The commit of a branch, a tag or a (shortened) SHA."""
        for ref in (f"refs/heads/{name}", f"refs/tags/{name}", f"refs/{name}"):
            if sha := self.tip(ref):
                return self._commit_behind(sha)
        try:
            return self._commit_behind(str(self.git[name].id)) if 4 <= len(name) <= 40 else None
        except (KeyError, ValueError):
            return None

    def _commit_behind(self, sha: str) -> str | None:
        try:
            return str(self.git[sha].peel(pygit2.Commit).id)
        except pygit2.InvalidSpecError:
            return None

    # history

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether `new` contains `old`."""
        return old == new or self.git.descendant_of(new, old)

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor."""
        found = self.git.merge_base(one, other)
        return None if found is None else str(found)

    def between(self, base: str, head: str) -> list[str]:
        """The commits in `head` that `base` lacks, oldest first."""
        walker = self.git.walk(head, SortMode.TOPOLOGICAL | SortMode.TIME)
        walker.hide(base)
        return [str(commit.id) for commit in walker][::-1]

    def log(self, start: str, path: str | None = None) -> Iterator[str]:
        """Commits from newest to oldest; with a path, only those that touched it."""
        for commit in self.git.walk(start, SortMode.TOPOLOGICAL | SortMode.TIME):
            sha = str(commit.id)
            if path is None or self._touches(commit, path):
                yield sha

    def _touches(self, commit: pygit2.Commit, path: str) -> bool:
        here = self.item(str(commit.tree_id), path)
        before = [self.item(str(parent.tree_id), path) for parent in commit.parents] or [None]
        return all(here != item for item in before)

    def merge(self, ours: str, theirs: str) -> str | None:
        """The tree that merges two commits; None when they conflict."""
        base = self.merge_base(ours, theirs)
        return self._merged(self.tree_of(base) if base else EMPTY_TREE, ours, theirs)

    def replay(self, commit: str, onto: str) -> str | None:
        """The tree of a commit's own change on top of another; None when it conflicts."""
        parents = self.parents(commit)
        return self._merged(self.tree_of(parents[0]) if parents else EMPTY_TREE, onto, commit)

    def _merged(self, base_tree: str, ours: str, theirs: str) -> str | None:
        if base_tree == EMPTY_TREE:
            self.git.TreeBuilder().write()
        base, one, other = (self._tree(sha) for sha in (base_tree, self.tree_of(ours), self.tree_of(theirs)))
        index = self.git.merge_trees(base, one, other)
        return None if index.conflicts else str(index.write_tree(self.git))

    def diff(self, base_tree: str | None, head_tree: str) -> pygit2.Diff:
        """The difference of two trees, renames found."""
        head = self._tree(head_tree)
        found = self._tree(base_tree).diff_to_tree(head) if base_tree else head.diff_to_tree(swap=True)
        found.find_similar()
        return found

    def changes(self, base_tree: str | None, head_tree: str) -> list[FileChange]:
        """The files that differ between two trees."""
        return [_change(patch) for patch in self.diff(base_tree, head_tree) if patch is not None]


_STATUS = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}


def _change(patch: pygit2.Patch) -> FileChange:
    delta = patch.delta
    status = _STATUS[delta.status_char()]
    side = delta.old_file if status == "removed" else delta.new_file
    _, additions, deletions = patch.line_stats
    _, hunk, text = patch.data.decode("utf-8", "replace").partition("\n@@")
    previous = delta.old_file.path if status == "renamed" else None
    return FileChange(
        side.path, status, str(side.id), additions, deletions, (hunk + text).strip("\n"), previous
    )


def _identity(signature: pygit2.Signature) -> Identity:
    return Identity(signature.name, signature.email, datetime.fromtimestamp(signature.time, UTC))
