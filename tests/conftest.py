"""What every test stands on: nothing is left of earlier runs, no connection leaves this machine."""

from __future__ import annotations

import functools
import gc
import ipaddress
import itertools
import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# The same examples at every run: what CI says of a commit must not depend on luck. Look for new ones with
# `pytest --hypothesis-profile=search`.
CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", derandomize=True, **CALM)
settings.register_profile("search", max_examples=2_000, **CALM)
settings.load_profile("default")


def pytest_sessionstart() -> None:
    """Forget what earlier sessions of this process worked out: mutmut forks from one that passed."""
    for found in gc.get_objects():
        if isinstance(found, functools._lru_cache_wrapper):
            found.cache_clear()


class LeftTheMachine(AssertionError):
    """A test tried to reach another host."""


def _local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket file
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


@pytest.fixture(autouse=True)
def _no_connection_off_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if not _local(address):
            raise LeftTheMachine(f"a test wanted to connect to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


TESTS = itertools.count()


@pytest.fixture(autouse=True)
def _a_cache_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "cache" / str(next(TESTS))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
