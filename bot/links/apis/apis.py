"""Which APIs are asked, as whom, and how patiently."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.errors import BotError
from bot.links.apis.services import ARXIV, GITHUB, KEYS, SERVICES, Service
from bot.net.addresses import check_root, is_loopback


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Apis:
    """Where the APIs are asked, and our manners; raises BotError for a root that is unsafe.

    ``roots`` and ``pauses`` by name override those of services.py. All times are in seconds: ``backoff`` is
    the wait before asking again where the API names none, up to ``longest_wait`` where it does; ``silence``
    is the longest time without a byte, ``deadline`` the longest for one answer, of at most ``most`` bytes.
    After ``failures`` in a row an API is left alone.
    """

    roots: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    github_token: str | None = field(default=None, repr=False)
    pauses: Mapping[str, float] = field(default_factory=dict)
    backoff: float = 5.0
    longest_wait: float = 60.0
    connect: float = 10.0
    silence: float = 20.0
    deadline: float = 30.0
    most: int = 5 * 2**20
    failures: int = 3
    sleep: Callable[[float], Awaitable[None]] = _sleep
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        for root in self.roots.values():
            check_root(root, ARXIV.root)
        if not _sendable(self.contact):
            raise BotError("a contact is an e-mail address or a web address, in plain letters")
        if self.github_token is not None and not _sendable(self.github_token):
            raise BotError("GITHUB_TOKEN holds characters that no token has")

    @classmethod
    def of(cls, environ: Mapping[str, str], contact: str = "") -> Apis:
        """The APIs that the environment names.

        BOT_APIS puts all of them on this machine, each below that root under its own name, for trying out.
        GITHUB_TOKEN belongs to the GitHub of GITHUB_API_URL, so it is only used where that is the one asked.
        """
        token = environ.get("GITHUB_TOKEN", "").strip() or None
        if pretended := environ.get("BOT_APIS", "").strip().rstrip("/"):
            check_root(pretended, ARXIV.root)
            if not is_loopback(urlsplit(pretended).hostname):
                raise BotError("BOT_APIS is for APIs on this machine, such as http://127.0.0.1:8000")
            return cls({one.name: f"{pretended}/{one.name}" for one in SERVICES}, contact, token)
        home = environ.get("GITHUB_API_URL", "").strip() or GITHUB.root
        at_home = urlsplit(home).netloc.casefold() == urlsplit(GITHUB.root).netloc
        return cls(contact=contact, github_token=token if at_home else None)

    def batched(self, key: str) -> bool:
        """Whether an API can be asked about ``key`` together with others; GitHub only with a token."""
        kind, _, name = key.partition(":")
        if kind not in KEYS or not KEYS[kind].fullmatch(name):
            return False
        return kind != "github" or self.github_token is not None

    def root(self, service: Service) -> str:
        """The address below which ``service`` is asked."""
        return self.roots.get(service.name, service.root)

    def pause(self, service: Service) -> float:
        """The seconds between two requests to ``service``."""
        return self.pauses.get(service.name, service.pause)

    @property
    def local(self) -> bool:
        """Whether any of them is on this machine, as a test's are."""
        return any(is_loopback(urlsplit(root).hostname) for root in self.roots.values())

    @property
    def mail(self) -> str | None:
        """The contact, if it is an e-mail address."""
        return self.contact if "@" in self.contact and "/" not in self.contact else None


def _sendable(value: str) -> bool:
    return value.isascii() and value.isprintable()
