"""How the commands on links ask the world: their options, and what these amount to."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from bot.errors import BotError

if TYPE_CHECKING:
    from bot.links.apis import Apis
    from bot.links.visit.guard import Network
    from bot.links.visit.web import Web


@dataclass(frozen=True, slots=True)
class Ways:
    """How the world is asked: what a person said on the command line, and the configuration."""

    contact: str = ""
    allowed: tuple[Network, ...] = ()
    at_once: int = 128
    at_first: float = 4.0
    fastest: float = 20.0
    proxy: bool = False

    def web(self) -> Web:
        """The connections to the world, not yet open."""
        from bot.links.visit.guard import Guard
        from bot.links.visit.web import Web

        return Web(Guard(self.allowed), self.contact, proxy=_proxy() if self.proxy else None)

    def apis(self) -> Apis:
        """The APIs that know of papers."""
        from bot.links.apis import Apis

        return Apis.of(os.environ, self.contact)


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that asks the world."""
    for option in (
        click.option("--proxy", is_flag=True, help="Use the proxy that HTTPS_PROXY or ALL_PROXY names."),
        click.option(
            "--at-first",
            type=click.FloatRange(0.1, 1000),
            default=4.0,
            show_default=True,
            help="Requests a second to a host of which nothing is known yet.",
        ),
        click.option(
            "--fastest",
            type=click.FloatRange(0.1, 1000),
            default=20.0,
            show_default=True,
            help="Requests a second to one host, at most.",
        ),
        click.option(
            "--at-once",
            type=click.IntRange(1, 1000),
            default=128,
            show_default=True,
            help="Requests under way.",
        ),
        click.option(
            "--allow-network",
            "allowed",
            multiple=True,
            metavar="NETWORK",
            callback=_networks,
            help="Connect to this network although it is not public, such as 127.0.0.0/8.",
        ),
        click.option("--contact", metavar="ADDRESS", help="Where the hosts that are asked reach you."),
    ):
        command = option(command)
    return command


def _networks(_: click.Context, __: click.Parameter, value: Sequence[str]) -> tuple[Network, ...]:
    from ipaddress import ip_network

    try:
        return tuple(ip_network(text) for text in value)
    except ValueError as error:
        raise click.BadParameter(f"{error}") from None


def _proxy() -> str:
    """The proxy that the environment names; raises BotError where it names none."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        if os.environ.get(name):
            return os.environ[name]
    raise BotError("--proxy: neither HTTPS_PROXY nor ALL_PROXY names one")
