"""Addresses of APIs, as people give them: what is safe to send a token or a question to."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.errors import BotError


def check_root(root: str, example: str) -> None:
    """Raises BotError unless ``root`` is the root of an API that may be asked; ``example`` is one."""
    try:
        parts = urlsplit(root)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise BotError(f"{root} is not the address of an API") from None
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise BotError(f"{root} is not the address of an API; it looks like {example}")
    if parts.username is not None:
        raise BotError("the address of an API carries no user name or password")
    if parts.scheme == "http" and not is_loopback(host):
        raise BotError(f"{root} would be asked without encryption; use https")


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine, by its address or as ``localhost``."""
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
