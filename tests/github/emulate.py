"""npm `emulate`: somebody else's stateful GitHub, started and stopped for tests.

What it does otherwise than GitHub, so that tests do not trip over it: a ref's `url` says `git/ref`, so
PyGithub's `GitRef.edit` and `GitRef.delete` get 404 (ask for the plural path); a second pull request for one
head is allowed; `pulls/N/files` is empty; issues listed by label leave out pull requests, and `issues/N` of
one is 404; no GraphQL, no ETag.
"""

from __future__ import annotations

import base64
import itertools
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .packages import NODE, installed

VERSION = "0.12.2"
TOKEN = "test_token_admin"  # noqa: S105 -- a fixed word that the emulator knows
PATIENCE = 20.0
_numbers = itertools.count(1)


class CannotStart(RuntimeError):
    """The emulator ended, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class EmulatedRepository:
    """Where a repository is, and a token that may do anything there."""

    url: str
    full_name: str
    token: str = TOKEN


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator; `url` is the API root."""

    url: str

    def create(self, files: Mapping[str, str] | None = None) -> EmulatedRepository:
        """A new repository with a first commit in it, and one more for each file."""
        name = f"list-{next(_numbers)}"
        made = self._ask("POST", "/user/repos", {"name": name, "auto_init": True})
        for path, text in (files or {}).items():
            content = base64.b64encode(text.encode()).decode()
            body = {"message": f"Add {path}", "content": content}
            if path == "README.md":  # `auto_init` wrote one
                body["sha"] = self._ask("GET", f"/repos/{made['full_name']}/contents/{path}")["sha"]
            self._ask("PUT", f"/repos/{made['full_name']}/contents/{path}", body)
        return EmulatedRepository(self.url, made["full_name"])

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 -- loopback
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 -- loopback
            return json.load(response)


@contextmanager
def emulator() -> Iterator[Emulator]:
    """Start `emulate --service github`, wait until it answers, stop it at the end."""
    program = installed("emulate", VERSION) / "dist" / "index.js"
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(NODE), str(program), "--service", "github", "--port", str(port), "--base-url", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            _wait(process, url)
            yield Emulator(url)
        finally:
            process.terminate()
            process.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[str], url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise CannotStart(process.communicate()[0])
        try:
            with urllib.request.urlopen(f"{url}/rate_limit", timeout=PATIENCE):  # noqa: S310 -- loopback
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise CannotStart(f"no answer within {PATIENCE:.0f} s")
