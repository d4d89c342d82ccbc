"""Branches on GitHub: commits are made, and branches point to them by compare-and-swap."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from bot.publish.client import Client, MovedOn, Refused
from bot.publish.remote import MEMORY_BRANCH, MEMORY_FILE
from bot.store import Edits
from bot.store.memory import Memory, memory_text

NOTHING = (
    "0" * 40
)  # a ref that is not there: https://docs.github.com/en/graphql/reference/input-objects#refupdate
UPDATE_REFS = """
mutation($repository: ID!, $updates: [RefUpdate!]!) {
  updateRefs(input: {repositoryId: $repository, refUpdates: $updates}) { clientMutationId }
}
"""


class Branches:
    """The branches of one repository; ``node`` is its id for GraphQL, empty where there is none."""

    def __init__(self, client: Client, node: str = "") -> None:
        self._client, self._node = client, node

    def head(self, branch: str) -> str | None:
        """The commit that a branch stands at; None where there is no such branch."""
        for row in self._client.get(f"/git/matching-refs/heads/{quote(branch)}"):
            if row["ref"] == f"refs/heads/{branch}":
                return str(row["object"]["sha"])
        return None

    def tree(self, edits: Edits, base: str | None) -> str:
        """A tree with ``edits`` on ``base``."""
        rows = [
            {"path": path, "mode": "100644", "type": "blob"}
            | ({"sha": None} if new is None else {"content": new})
            for path, new in sorted(edits.items())
        ]
        words = {"tree": rows} | ({"base_tree": base} if base else {})
        return str(self._client.post("/git/trees", **words)["sha"])

    def commit(self, text: str, tree: str, parents: Sequence[str]) -> str:
        """A commit that no branch points to yet."""
        return str(self._client.post("/git/commits", message=text, tree=tree, parents=list(parents))["sha"])

    def remember(self, old: str | None, memory: Memory) -> None:
        """The memory as one commit on its own branch, without a past: it is a cache."""
        tree = self.tree({MEMORY_FILE: memory_text(memory)}, None)
        self.swap(MEMORY_BRANCH, old, self.commit("Remember", tree, ()))

    def swap(self, branch: str, old: str | None, new: str | None) -> None:
        """Points a branch from ``old`` to ``new`` (None: not there); raises MovedOn if it moved meanwhile.

        In one step where the server has GraphQL, else with a look right before. What is refused while the
        branch stands as it stood is a rule of GitHub's; where it moved, somebody was faster.
        """
        try:
            if not self._node or not self._at_once(branch, old, new):
                self._after_a_look(branch, old, new)
        except Refused as error:
            if error.ends or error.status >= 500:
                raise
            now = self.head(branch)
            if now == new:  # it was done all the same, and the answer lost
                return
            if now != old:
                raise MovedOn(_faster(branch)) from error
            raise

    def _at_once(self, branch: str, old: str | None, new: str | None) -> bool:
        """By https://docs.github.com/en/graphql/reference/mutations#updaterefs; False without GraphQL."""
        name = f"refs/heads/{branch}"
        update = {"name": name, "beforeOid": old or NOTHING, "afterOid": new or NOTHING, "force": True}
        try:
            self._client.graphql(UPDATE_REFS, {"repository": self._node, "updates": [update]})
        except Refused as error:
            if error.status not in (404, 405, 501):
                raise
            self._node = ""
            return False
        return True

    def _after_a_look(self, branch: str, old: str | None, new: str | None) -> None:
        here = f"/git/refs/heads/{quote(branch)}"
        if self.head(branch) != old:
            raise MovedOn(_faster(branch))
        if new is None:
            self._client.delete(here)
        elif old is None:
            self._client.post("/git/refs", ref=f"refs/heads/{branch}", sha=new)
        else:
            self._client.patch(here, sha=new, force=True)


def _faster(branch: str) -> str:
    return f"somebody wrote {branch} while this run was at work; the next run will see it"
