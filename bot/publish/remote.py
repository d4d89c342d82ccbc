"""What stands on GitHub, as a run found it: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.render.pull import word_in
from bot.store.memory import Head

BRANCHES = "bot/"
MEMORY_BRANCH = f"{BRANCHES}memory"
MEMORY_FILE = "memory.yml"


def aside(head: str) -> str:
    """The branch that keeps a damaged memory, by the commit that holds it."""
    return f"{MEMORY_BRANCH}-{head[:7]}"


# What the bot writes into texts of its own, to know them again. Only where its own account wrote them.
CLOSED = "<!-- bot:closed -->"
HANDS_OFF = "<!-- bot:hands-off -->"
DASHBOARD = "<!-- bot:dashboard -->"


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request from a branch of the bot; ``head`` is where the branch stands, its ref asked.

    ``word`` is what the bot wrote into its newest commit there; ``mine`` says that this is the head.
    ``unlabelled`` are labels that somebody took off, ``closer`` who closed it, where that had to be asked.
    """

    number: int
    branch: str
    head: str
    title: str
    body: str
    user: str
    open: bool
    merged: bool
    labels: tuple[str, ...] = ()
    word: str = ""
    mine: bool = False
    unlabelled: tuple[str, ...] = ()
    closer: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on an issue or pull request; ``answered`` says that it has some reaction."""

    id: int
    number: int
    user: str
    body: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Remote:
    """The repository as a run found it; two runs that find the same do the same.

    ``refs`` are the bot's branches, ``heads`` what is known of the commits that they stand at. ``pulls``
    are all that are open and those that changed since the last run, ``until`` the newest of their changes;
    ``behind`` says that these were many. ``damaged`` says what is wrong with the memory, ``dashboard`` is
    that issue's number and text.
    """

    repository: str
    head: str
    tree: str
    refs: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, Head] = field(default_factory=dict)
    memory: str | None = None
    damaged: str = ""
    pulls: tuple[Pull, ...] = ()
    comments: tuple[Comment, ...] = ()
    until: str = ""
    behind: bool = False
    dashboard: tuple[int, str] | None = None

    @property
    def remembers(self) -> bool:
        """Whether there is a memory; without one, all that ever happened is read anew."""
        return self.memory is not None and not self.damaged

    @property
    def accounts(self) -> frozenset[str]:
        """The accounts whose texts are the bot's own: those that opened its pull requests."""
        return frozenset(pull.user for pull in self.pulls if pull.word or word_in(pull.body))
