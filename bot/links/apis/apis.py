"""Which APIs are asked, as whom, and how patiently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot import __version__
from bot.errors import BotError
from bot.links.apis.services import ARXIV, GITHUB, KEYS, SERVICES, Service
from bot.net.addresses import check_root, check_sendable, is_local, token_for
from bot.net.values import Manners


@dataclass(frozen=True, slots=True)
class Apis:
    """Where the APIs are asked, and our manners; raises BotError for a root that is unsafe.

    ``roots`` and ``pauses`` by name override those of services.py.
    """

    roots: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    github_token: str | None = field(default=None, repr=False)
    pauses: Mapping[str, float] = field(default_factory=dict)
    manners: Manners = field(default_factory=Manners)

    def __post_init__(self) -> None:
        for root in self.roots.values():
            check_root(root, ARXIV.root)
        check_sendable(self.contact, "a contact is an e-mail address or a web address, in plain letters")
        check_sendable(self.github_token, "GITHUB_TOKEN holds characters that no token has")

    @classmethod
    def of(cls, environ: Mapping[str, str], contact: str = "") -> Apis:
        """The APIs that the environment names.

        BOT_APIS puts all of them on this machine, each below that root under its own name, for trying out.
        """
        if pretended := environ.get("BOT_APIS", "").strip().rstrip("/"):
            check_root(pretended, ARXIV.root)
            if not is_local(pretended):
                raise BotError("BOT_APIS is for APIs on this machine, such as http://127.0.0.1:8000")
            roots = {one.name: f"{pretended}/{one.name}" for one in SERVICES}
            return cls(roots, contact, environ.get("GITHUB_TOKEN", "").strip() or None)
        return cls(contact=contact, github_token=token_for(GITHUB.root, environ, GITHUB.root))

    def batched(self, key: str) -> bool:
        """Whether an API can be asked about ``key`` together with others; GitHub only with a token."""
        kind, _, name = key.partition(":")
        if kind not in KEYS or not KEYS[kind].fullmatch(name):
            return False
        return kind != "github" or self.github_token is not None

    def root(self, service: Service) -> str:
        """The address below which ``service`` is asked."""
        return self.roots.get(service.name, service.root)

    def manners_with(self, service: Service) -> Manners:
        """Our manners, at the pace that ``service`` asks for."""
        return replace(self.manners, pause=self.pauses.get(service.name, service.pause))

    @property
    def local(self) -> bool:
        """Whether any of them is on this machine, as a test's are."""
        return any(map(is_local, self.roots.values()))

    @property
    def mail(self) -> str | None:
        """The contact, if it is an e-mail address."""
        return self.contact if "@" in self.contact and "/" not in self.contact else None

    @property
    def user_agent(self) -> str:
        """Who asks, and whom to write to."""
        contact = f"; mailto:{self.mail}" if self.mail else f"; +{self.contact}" if self.contact else ""
        return f"list-sync-bot/{__version__} (checks links{contact})"
