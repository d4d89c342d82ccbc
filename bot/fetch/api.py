"""Which GitHub is asked, as whom, and how patiently."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.errors import BotError

GITHUB = "https://api.github.com"


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Api:
    """The root of a GitHub REST API; all times are in seconds. Raises BotError for a root that is unsafe.

    The n-th wait before asking again is ``pause`` × 2ⁿ⁻¹, and a little more; what the server asks for
    comes first, up to ``longest_wait``. ``silence`` is the longest time without a byte, ``deadline`` the
    longest for one answer.
    """

    root: str = GITHUB
    token: str | None = field(default=None, repr=False)
    at_once: int = 6
    attempts: int = 4
    pause: float = 1.0
    longest_wait: float = 60.0
    silence: float = 20.0
    deadline: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = _sleep

    def __post_init__(self) -> None:
        _safe(self.root)
        if self.token is not None and not (self.token.isascii() and self.token.isprintable()):
            raise BotError("GITHUB_TOKEN holds characters that no token has")

    @classmethod
    def of_upstreams(cls, environ: Mapping[str, str]) -> Api:
        """The API that the sources are read from.

        GITHUB_TOKEN belongs to the GitHub of GITHUB_API_URL, where the list itself lives, so it is only
        used when the sources live there too.
        """
        root = environ.get("BOT_UPSTREAM_API_URL") or GITHUB
        home = environ.get("GITHUB_API_URL") or GITHUB
        for url in (root, home):
            _safe(url)
        token = environ.get("GITHUB_TOKEN", "").strip() or None
        return cls(root.rstrip("/"), token if _host(root) == _host(home) else None)

    @property
    def local(self) -> bool:
        """Whether it is on this machine, as a test's is."""
        return _loopback(urlsplit(self.root).hostname or "")


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold()


def _safe(root: str) -> None:
    try:
        parts = urlsplit(root)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise BotError(f"{root} is not the address of an API") from None
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise BotError(f"{root} is not the address of an API; it looks like {GITHUB}")
    if parts.username is not None:
        raise BotError("the address of an API carries no user name or password; use GITHUB_TOKEN")
    if parts.scheme == "http" and not _loopback(host):
        raise BotError(f"{root} would be asked without encryption; use https")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
