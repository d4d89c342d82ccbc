"""What the tests of the client share: an odd server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.net.odd import Odd, serving


@pytest.fixture
def odd() -> Iterator[Odd]:
    with serving() as server:
        yield server
