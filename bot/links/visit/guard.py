"""Which addresses are never connected to (G9): decided on what a name resolves to, not on the name.

Special-purpose networks: https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 sibling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

from bot.links.values import Forbidden

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS = frozenset({80, 443, 8080, 8443})
LONGEST_URL = 4096
# Addresses that carry an IPv4 address, which is where the packets may end up.
NAT64 = ip_network("64:ff9b::/96")
COMPATIBLE = ip_network("::/96")
# Not public either, though not every version of Python says so.
RESERVED = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses what is not on the public Internet, but for the networks that a person ``allowed``."""

    allowed: tuple[Network, ...] = ()

    def url(self, url: str) -> httpx.URL:
        """``url``, parsed, if it may be asked at all; raises Forbidden with the reason."""
        if len(url) > LONGEST_URL:
            raise Forbidden(f"the address is longer than {LONGEST_URL:,} characters")
        try:
            parsed = httpx.URL(url)
            host = parsed.raw_host.decode("ascii")
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise Forbidden("not a web address") from None
        if parsed.scheme not in ("http", "https"):
            raise Forbidden(f"not a web address ({parsed.scheme or 'no scheme'})")
        if parsed.userinfo:
            raise Forbidden("the address carries a user name or password")
        if not host:
            raise Forbidden("the address names no host")
        if parsed.port is not None and not 0 < parsed.port < 2**16:
            raise Forbidden(f"there is no port {parsed.port}")
        return parsed

    def addresses(self, found: Sequence[str], port: int) -> tuple[str, ...]:
        """``found``, what a host's name resolved to, if all of it may be connected to; raises Forbidden.

        All of it: a name that is public at one look and private at the next has something in mind.
        """
        for text in found:
            address = ip_address(text)
            if any(address in network for network in self.allowed):
                continue
            if reason := private(address):
                raise Forbidden(f"leads to {reason} ({address})")
            if port not in PORTS:
                raise Forbidden(f"port {port} is not one of the web's")
        return tuple(found)


def private(address: Address) -> str | None:
    """What is not public about ``address`` or the address inside it; None where it is."""
    inner = _inside(address)
    if inner is not None:
        return private(inner)
    if address.is_loopback or address.is_unspecified:
        return "this machine"
    if address.is_link_local:
        return "a link-local address"
    if address.is_multicast:
        return "a multicast address"
    public = address.is_global and not _reserved(address)
    return None if public else "a private or reserved address"


def _reserved(address: Address) -> bool:
    """Whether nobody on the Internet has ``address``: ``is_global`` is true of much that nobody was given."""
    local = isinstance(address, IPv6Address) and address.is_site_local
    return local or address.is_reserved or any(address in network for network in RESERVED)


def _inside(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, compatible, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    low = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in NAT64:
        return low
    return low if address in COMPATIBLE and int(address) > 1 else None
