"""The repository that the bot writes to, as the environment of GitHub Actions names it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.config import REPOSITORY
from bot.errors import BotError
from bot.git import git
from bot.net.addresses import check_root, is_loopback
from bot.publish.client import Client, MovedOn

API = "https://api.github.com"
# What a plan is made of; what the bot remembers in a folder is no part of it.
READ = ("state", "templates", "README.md", ".github/bot.yml", ":(exclude)state/memory.yml")
PAUSE = 1.0  # seconds between two writes, as GitHub asks for


@dataclass(frozen=True, slots=True)
class Target:
    """A repository, the API it is reached by, and the token to write with, if there is one."""

    repository: str
    api: str = API
    server: str = "https://github.com"
    token: str | None = field(default=None, repr=False)

    def client(self) -> Client:
        """A client of PyGithub that paces writes; what is tried again is the client's own matter."""
        from github import Auth, Github

        logging.getLogger("github").setLevel(logging.WARNING)  # what it refuses is told in a sentence of ours
        local = is_loopback(urlsplit(self.api).hostname)
        github = Github(
            auth=Auth.Token(self.token) if self.token else None,
            base_url=self.api,
            retry=None,
            seconds_between_requests=0 if local else 0.1,
            seconds_between_writes=0 if local else PAUSE,
            user_agent="list-sync-bot",
            timeout=5 if local else 30,
        )
        # A server on this machine is a test's: nobody has to be spared there.
        manners = {"longest": 3.0, "pause": 0.0} if local else {}
        return Client(github.requester, self.repository, **manners)


def target_of(environ: Mapping[str, str]) -> Target | None:
    """The target that the environment names; raises BotError when it names none properly."""
    repository = environ.get("GITHUB_REPOSITORY", "")
    if not repository:
        return None
    if not REPOSITORY.match(repository):
        raise BotError(f"GITHUB_REPOSITORY takes owner/name, not “{repository}”")
    api = environ.get("GITHUB_API_URL") or API
    check_root(api, API)  # the token goes there
    return Target(
        repository,
        api.rstrip("/"),
        environ.get("GITHUB_SERVER_URL", "https://github.com").rstrip("/"),
        environ.get("GITHUB_TOKEN") or None,
    )


def same_commit(root: Path, head: str) -> None:
    """Raises unless ``root`` holds what GitHub has at ``head``, for plans are made of its files.

    MovedOn where the checkout is at another commit, BotError where the files that count are not committed:
    a decision that only this machine knows would shape the pull request and be forgotten by the next run.
    """
    here = git(root, "rev-parse", "HEAD").decode().strip()
    if here != head:
        raise MovedOn(f"the checkout is at {here[:7]}, the default branch at {head[:7]}; pull first")
    changed, *_ = git(root, "status", "--porcelain", "-z", "--no-renames", "--", *READ).split(b"\0")
    if changed:
        name = changed[3:].decode(errors="replace")
        raise BotError(f"{name} has changes that are not committed; commit and push them, or take them back")
