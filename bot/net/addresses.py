"""Addresses of APIs, as people give them: what is safe to send a token or a question to (G9)."""

from __future__ import annotations

from collections.abc import Mapping
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


def is_local(root: str) -> bool:
    """Whether an API is on this machine, as a test's is."""
    return is_loopback(urlsplit(root).hostname)


def token_for(root: str, environ: Mapping[str, str], github: str) -> str | None:
    """GITHUB_TOKEN if it is for the API at ``root``: it belongs to GITHUB_API_URL, which is else ``github``.

    Raises BotError for an unsafe address.
    """
    home = environ.get("GITHUB_API_URL", "").strip() or github
    check_root(home, github)
    same = urlsplit(root).netloc.casefold() == urlsplit(home).netloc.casefold()
    return (environ.get("GITHUB_TOKEN", "").strip() or None) if same else None


def check_sendable(value: str | None, message: str) -> None:
    """Raises BotError with ``message`` if ``value`` could smuggle something into a header."""
    if value is not None and not (value.isascii() and value.isprintable()):
        raise BotError(message)
