"""Which API is asked, and who gets the token (G9)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.errors import BotError
from bot.fetch import Api


@pytest.mark.parametrize(
    ("environ", "root", "token"),
    [
        pytest.param({}, "https://api.github.com", None, id="nothing said"),
        pytest.param({"GITHUB_TOKEN": " t\n"}, "https://api.github.com", "t", id="token"),
        pytest.param({"GITHUB_TOKEN": ""}, "https://api.github.com", None, id="empty token"),
        pytest.param(
            {"GITHUB_TOKEN": "t", "GITHUB_API_URL": "https://api.github.com"},
            "https://api.github.com",
            "t",
            id="as Actions sets it",
        ),
        pytest.param(
            {"GITHUB_TOKEN": "t", "GITHUB_API_URL": "https://ghe.example/api/v3"},
            "https://api.github.com",
            None,
            id="the token of an enterprise stays there",
        ),
        pytest.param(
            {"GITHUB_TOKEN": "t", "BOT_UPSTREAM_API_URL": "https://elsewhere.example/"},
            "https://elsewhere.example",
            None,
            id="a token of github.com stays there",
        ),
        pytest.param(
            {
                "GITHUB_TOKEN": "t",
                "GITHUB_API_URL": "https://ghe.example/api/v3",
                "BOT_UPSTREAM_API_URL": "https://GHE.example/api/v3/",
            },
            "https://GHE.example/api/v3",
            "t",
            id="both on one enterprise",
        ),
    ],
)
def test_the_environment_says_which_api_and_whose_token(
    environ: dict[str, str], root: str, token: str | None
) -> None:
    api = Api.of_upstreams(environ)
    assert (api.root, api.token) == (root, token)


@pytest.mark.parametrize("root", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:1/api/v3"])
def test_without_encryption_only_on_this_machine(root: str) -> None:
    assert Api.of_upstreams({"BOT_UPSTREAM_API_URL": root}).local


@pytest.mark.parametrize(
    "root",
    [
        "http://api.github.com",
        "http://10.0.0.1",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "api.github.com",
        "https://",
        "https://[::1",
        "https://host:port",
        "https://me:secret@api.github.com",
        "https://api.github.com?x=1",
        "https://api.github.com/#x",
    ],
)
@pytest.mark.parametrize("name", ["BOT_UPSTREAM_API_URL", "GITHUB_API_URL"])
def test_an_unsafe_api_is_refused(name: str, root: str) -> None:
    with pytest.raises(BotError):
        Api.of_upstreams({name: root})


@pytest.mark.parametrize("token", ["a\nb", "a\r\nX: y", "tökén", "\x00"])
def test_a_token_cannot_smuggle_a_header(token: str) -> None:
    with pytest.raises(BotError):
        Api(token=token)


def test_the_token_is_not_shown() -> None:
    token = "t0ken"  # noqa: S105 - of no use anywhere
    assert token not in repr(Api(token=token))


def test_what_needs_no_network_does_not_load_it() -> None:
    code = "import sys, bot.fetch; print(sorted({'httpx', 'tenacity', 'asyncio'} & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
