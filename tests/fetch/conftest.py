"""What the tests of fetching share: an odd server, and an Api that waits for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.fetch import Api
from bot.fetch.api import MANNERS
from tests.net.odd import Odd, serving


@pytest.fixture
def odd() -> Iterator[Odd]:
    with serving() as server:
        yield server


@pytest.fixture
def waits() -> list[float]:
    """The seconds that ``api`` was told to wait."""
    return []


@pytest.fixture
def api(odd: Odd, waits: list[float]) -> Api:
    """The odd server's API; its waits are written down, not waited for."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return Api(odd.root, manners=replace(MANNERS, silence=10.0, deadline=20.0, sleep=sleep))
