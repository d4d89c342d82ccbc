"""Which GitHub is asked, as whom, and how patiently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import BotError
from bot.net.addresses import check_root, is_loopback
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
        if self.token is not None and not (self.token.isascii() and self.token.isprintable()):
            raise BotError("GITHUB_TOKEN holds characters that no token has")

    @classmethod
    def of_upstreams(cls, environ: Mapping[str, str], kept: Path | None = None) -> Api:
        """The API that the sources are read from.

        GITHUB_TOKEN belongs to the GitHub of GITHUB_API_URL, where the list itself lives, so it is only
        used when the sources live there too.
        """
        root = environ.get("BOT_UPSTREAM_API_URL") or GITHUB
        home = environ.get("GITHUB_API_URL") or GITHUB
        for url in (root, home):
            check_root(url, GITHUB)
        token = environ.get("GITHUB_TOKEN", "").strip() or None
        return cls(root.rstrip("/"), token if _host(root) == _host(home) else None, kept=kept)

    @property
    def local(self) -> bool:
        """Whether it is on this machine, as a test's is."""
        return is_loopback(urlsplit(self.root).hostname)


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold()
