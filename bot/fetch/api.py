"""Which GitHub is asked, as whom, and how patiently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.net.addresses import check_root, check_sendable, is_local, token_for
from bot.net.values import Manners

GITHUB = "https://api.github.com"
MANNERS = Manners(
    at_once=6, attempts=4, backoff=1.0, jitter=1.0, connect=20.0, deadline=60.0, failures=0, redirects=5
)


@dataclass(frozen=True, slots=True)
class Api:
    """The root of a GitHub REST API; raises BotError for one that is unsafe.

    ``kept`` is the folder for answers that never change.
    """

    root: str = GITHUB
    token: str | None = field(default=None, repr=False)
    manners: Manners = MANNERS
    kept: Path | None = None

    def __post_init__(self) -> None:
        check_root(self.root, GITHUB)
        check_sendable(self.token, "GITHUB_TOKEN holds characters that no token has")

    @classmethod
    def of_upstreams(cls, environ: Mapping[str, str], kept: Path | None = None) -> Api:
        """The API that the sources are read from; with a token if the list itself lives there too."""
        root = environ.get("BOT_UPSTREAM_API_URL") or GITHUB
        check_root(root, GITHUB)
        return cls(root.rstrip("/"), token_for(root, environ, GITHUB), kept=kept)

    @property
    def headers(self) -> Mapping[str, str]:
        """What goes with each request."""
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"X-GitHub-Api-Version": "2022-11-28"} | token

    @property
    def local(self) -> bool:
        """Whether it is on this machine."""
        return is_local(self.root)
