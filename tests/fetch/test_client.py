"""Odd servers: nothing they say costs the run more than this source, and the token stays where it belongs."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.fetch import Api, CannotFetch, Fetched, from_github
from bot.models import Source
from tests.net.odd import Odd, reply

BODY = b"hello world\n"
BLOB = "3b18e512dba79e4c8300dd08aeb37f8e728b8dad"
COMMIT = "c" * 40
SOURCE = Source("a list", repo="o/r")
TOKEN = "t0ken"  # noqa: S105 - of no use anywhere


def tree(**changes: object) -> list[bytes]:
    item = {"path": "README.md", "mode": "100644", "type": "blob", "sha": BLOB, "size": len(BODY)} | changes
    return reply(200, json.dumps({"tree": [item], "truncated": False}).encode())


GOOD = (reply(200, COMMIT.encode()), tree(), reply(200, BODY))


def mannered(api: Api, **manners: float) -> Api:
    return replace(api, manners=replace(api.manners, **manners))


def fetched(api: Api) -> Fetched | str:
    """What comes of SOURCE: its files, or why there are none."""
    result = from_github([SOURCE], {}, api)["a list"]
    return str(result) if isinstance(result, CannotFetch) else result


def files(api: Api) -> dict[str, bytes]:
    result = fetched(api)
    assert isinstance(result, Fetched), result
    return dict(result.files)


def test_a_sane_server_gives_its_files(odd: Odd, api: Api) -> None:
    odd.says(*GOOD)
    assert files(api) == {"README.md": BODY}
    assert [asked.target for asked in odd.asked] == [
        "/repos/o/r/commits/HEAD",
        f"/repos/o/r/git/trees/{COMMIT}",
        f"/repos/o/r/git/blobs/{BLOB}",
    ]


def test_each_request_says_who_asks_and_which_version_of_the_api(odd: Odd, api: Api) -> None:
    odd.says(*GOOD)
    fetched(replace(api, token=TOKEN))
    kept = ("user-agent", "x-github-api-version", "accept-encoding", "authorization", "accept")
    common = ("2022-11-28", "gzip", "Bearer t0ken")
    assert [tuple(asked.headers[name] for name in kept[1:]) for asked in odd.asked] == [
        (*common, "application/vnd.github.sha"),
        (*common, "application/vnd.github+json"),
        (*common, "application/vnd.github.raw+json"),
    ]
    assert all(asked.headers["user-agent"].startswith("list-sync-bot/") for asked in odd.asked)


@pytest.mark.parametrize("ref", ["feature/x", "v1.0 beta", "../../../user", "a?b#c"])
def test_a_ref_stays_one_part_of_the_path(odd: Odd, api: Api, ref: str) -> None:
    from_github([replace(SOURCE, ref=ref)], {}, api)
    prefix, _, last = odd.asked[0].target.rpartition("/")
    assert (prefix, len(odd.asked)) == ("/repos/o/r/commits", 1)
    assert not set(last) & set("/?# ")


# Retries


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(reply(500), id="500"),
        pytest.param(reply(502, b"<html>Bad Gateway", content_type="text/html"), id="502 page"),
        pytest.param([], id="hangs up"),
        pytest.param([b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nccc"], id="breaks off"),
        pytest.param([b"220 mail.example ESMTP\r\n"], id="another protocol"),
        pytest.param(reply(200, b"\x1f\x8bnot gzip", content_encoding="gzip"), id="damaged gzip"),
    ],
)
def test_what_passes_is_tried_again_after_longer_and_longer_waits(
    odd: Odd, api: Api, waits: list[float], failure: list[bytes]
) -> None:
    odd.says(failure, failure, failure, *GOOD)
    assert files(api) == {"README.md": BODY}
    first, second, third = waits
    assert 1 <= first <= 2 <= second <= 3
    assert 4 <= third <= 5


def test_what_stays_is_given_up_after_four_attempts(odd: Odd, api: Api, waits: list[float]) -> None:
    odd.says(*[reply(503)] * 9)
    assert fetched(api) == "GitHub fails (status 503)"
    assert (len(odd.asked), len(waits)) == (4, 3)


def test_no_server_at_all_is_said(api: Api) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = replace(api, root=f"http://127.0.0.1:{free.getsockname()[1]}")
    assert fetched(nobody) == "GitHub cannot be reached (ConnectError)"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 418, 422, 451])
def test_a_refusal_is_not_argued_with(odd: Odd, api: Api, waits: list[float], status: int) -> None:
    odd.says(reply(status, b'{"message": "no"}'))
    assert isinstance(fetched(api), str)
    assert (len(odd.asked), waits) == (1, [])


def test_a_secondary_limit_is_waited_for_as_long_as_asked(odd: Odd, api: Api, waits: list[float]) -> None:
    odd.says(reply(403, retry_after=7), reply(429, retry_after=60), *GOOD)
    assert files(api) == {"README.md": BODY}
    assert waits == [7, 60]


@pytest.mark.parametrize(
    ("status", "after", "why"),
    [
        (429, 900, "GitHub asks to slow down and wants no request for 900 seconds"),
        (403, 61, "GitHub asks to slow down and wants no request for 61 seconds"),
        (503, 3600, "GitHub fails (status 503) and wants no request for 3,600 seconds"),
    ],
)
def test_a_wait_that_is_too_long_ends_the_run_for_all(
    odd: Odd, api: Api, waits: list[float], status: int, after: int, why: str
) -> None:
    sources = [Source(f"list {n}", repo=f"o/{n}") for n in range(10)]
    odd.says(*[reply(status, retry_after=after)] * 10)
    results = from_github(sources, {}, mannered(api, at_once=1))
    assert {str(result) for result in results.values()} == {why}
    assert (len(odd.asked), waits) == (1, [])


def test_a_limit_that_is_soon_over_is_waited_for(odd: Odd, api: Api, waits: list[float]) -> None:
    odd.says(reply(403, x_ratelimit_remaining=0, x_ratelimit_reset=int(time.time()) + 30), *GOOD)
    assert files(api) == {"README.md": BODY}
    [wait] = waits
    assert 25 < wait <= 30


def test_what_closed_the_api_is_said_of_all_that_comes_after(odd: Odd, api: Api) -> None:
    sources = [Source(f"list {n}", repo=f"o/{n}") for n in range(30)]
    odd.says(reply(401), *[reply(404)] * 40)
    results = [str(result) for result in from_github(sources, {}, api).values()]
    said = "GitHub does not accept the token in GITHUB_TOKEN"
    assert results.count(said) >= 30 - api.manners.at_once
    assert len(odd.asked) <= api.manners.at_once


def test_a_used_up_limit_ends_the_run_for_all(odd: Odd, api: Api, waits: list[float]) -> None:
    sources = [Source(f"list {n}", repo=f"o/{n}") for n in range(10)]
    reset = int(time.time()) + 1800
    spent = reply(403, x_ratelimit_remaining=0, x_ratelimit_limit=60, x_ratelimit_reset=reset)
    odd.says(*[spent] * 10)
    results = from_github(sources, {}, mannered(api, at_once=1))
    until = f"{datetime.fromtimestamp(reset, UTC):%H:%M} UTC"
    assert {str(result) for result in results.values()} == {
        f"GitHub's limit of 60 requests an hour is used up until {until}; a token in GITHUB_TOKEN raises it"
    }
    assert (len(odd.asked), waits) == (1, [])


# Redirects


def test_redirects_on_the_host_are_followed_with_the_token(odd: Odd, api: Api) -> None:
    odd.says(
        reply(301, location="/repositories/7/commits/HEAD"),
        reply(307, location=f"{odd.root}/repositories/8/commits/HEAD"),
        GOOD[0],
        reply(200, b'{"full_name": "new/name"}'),
        *GOOD[1:],
    )
    result = fetched(replace(api, token=TOKEN))
    assert isinstance(result, Fetched)
    assert (result.moved_to, dict(result.files)) == ("new/name", {"README.md": BODY})
    assert all(asked.headers["authorization"] == "Bearer t0ken" for asked in odd.asked)
    assert odd.asked[-1].target == f"/repos/new/name/git/blobs/{BLOB}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("said", ["", "?recursive=1"])
def test_a_redirect_keeps_the_question(odd: Odd, api: Api, status: int, said: str) -> None:
    place = "/repositories/7/git/trees"
    odd.says(GOOD[0], reply(status, location=place + said), *GOOD[1:])
    source = replace(SOURCE, paths=("**/*.md",))
    result = from_github([source], {}, api)["a list"]
    assert isinstance(result, Fetched), result
    assert [asked.target for asked in odd.asked][1:3] == [
        f"/repos/o/r/git/trees/{COMMIT}?recursive=1",
        f"{place}?recursive=1",
    ]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/repos",
        "http://localhost:{port}/repos",
        "http://127.0.0.2:{port}/repos",
        "https://127.0.0.1:{port}/repos",
        "//evil.example/repos",
        "http://evil.example/repos",
        "http://127.0.0.1:{port}@evil.example/",
        "http://me:you@127.0.0.1:{port}/repos",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
    ],
)
def test_no_redirect_leaves_the_host(odd: Odd, api: Api, waits: list[float], location: str) -> None:
    port = odd.root.rpartition(":")[2]
    odd.says(reply(302, location=location.format(port=port)))
    assert fetched(replace(api, token=TOKEN)) == "GitHub redirects to another host, which is not followed"
    assert (len(odd.asked), waits) == (1, [])


@pytest.mark.parametrize("location", ["http://[::1", "http://h:x/", "\x7f", "/" + "x" * 2**17])
def test_a_redirect_to_what_is_no_address_is_refused(odd: Odd, api: Api, location: str) -> None:
    odd.says(*[reply(302, location=location)] * 4)
    assert fetched(api) == "GitHub cannot be reached (RemoteProtocolError)"


@pytest.mark.parametrize("location", ["javascript:alert(1)", "mailto:a@b.example"])
def test_a_redirect_to_what_is_no_place_is_refused(odd: Odd, api: Api, location: str) -> None:
    odd.says(*[reply(302, location=location)] * 4)
    assert fetched(api) == "GitHub redirects to what is no address"


@pytest.mark.parametrize("location", ["", "/repos/o/r/commits/HEAD"])
def test_a_circle_of_redirects_ends(odd: Odd, api: Api, location: str) -> None:
    odd.says(*[reply(301, location=location)] * 99)
    assert fetched(api) == "GitHub redirects in a circle"
    assert len(odd.asked) == 6


# Size, time, nonsense


def endless() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    for _ in range(4096):
        yield bytes(64 * 2**10)


def test_an_endless_body_is_cut_off(odd: Odd, api: Api) -> None:
    odd.says(endless())
    assert fetched(api) == "GitHub's answer is larger than 1 MiB"


def test_an_endless_refusal_is_not_listened_to(odd: Odd, api: Api) -> None:
    def refusal() -> Iterator[bytes]:
        yield b"HTTP/1.1 403 Forbidden\r\n\r\n"
        yield from (bytes(64 * 2**10) for _ in range(4096))

    odd.says(refusal())
    assert fetched(api) == "GitHub refuses to show it (status 403)"


def test_a_small_package_cannot_become_large(odd: Odd, api: Api) -> None:
    import tracemalloc

    bomb = gzip.compress(bytes(200 * 2**20))
    assert len(bomb) < 2**18
    odd.says(reply(200, bomb, content_encoding="gzip"))
    tracemalloc.start()
    try:
        assert fetched(api) == "GitHub's answer is larger than 1 MiB"
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    finally:
        tracemalloc.stop()


def test_a_packed_answer_is_unpacked(odd: Odd, api: Api) -> None:
    odd.says(*GOOD[:2], reply(200, gzip.compress(BODY), content_encoding="gzip"))
    assert files(api) == {"README.md": BODY}


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_other_packing_is_refused(odd: Odd, api: Api, encoding: str) -> None:
    odd.says(reply(200, COMMIT.encode(), content_encoding=encoding))
    assert fetched(api) == "GitHub's answer is packed in a way that was not asked for"


def test_silence_is_given_up(odd: Odd, api: Api) -> None:
    def silence() -> Iterator[bytes]:
        time.sleep(0.4)
        yield b""

    odd.says(silence(), silence())
    assert fetched(mannered(api, silence=0.1, attempts=2)) == "GitHub does not answer in time"
    assert len(odd.asked) == 2


def test_a_slow_drip_is_given_up(odd: Odd, api: Api) -> None:
    def drip() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n"
        for _ in range(40):
            time.sleep(0.05)
            yield b"c"

    odd.says(drip(), drip())
    assert fetched(mannered(api, deadline=0.3, attempts=2)) == "GitHub does not answer in time"
    assert len(odd.asked) == 2


@pytest.mark.parametrize(
    ("replies", "why"),
    [
        pytest.param(
            [reply(200, b"<!DOCTYPE html>", content_type="text/html; charset=utf-8")],
            "GitHub answers with a web page where data was asked for",
            id="a web page",
        ),
        pytest.param([reply(200, b"<html>")], "GitHub's answer makes no sense", id="an undeclared page"),
        pytest.param([reply(304)], "GitHub's answer makes no sense", id="304 to no condition"),
        pytest.param([GOOD[0], reply(200, b'{"tree')], "GitHub's answer makes no sense: not JSON", id="half JSON"),
        pytest.param([GOOD[0], reply(200, b"[]")], "GitHub's answer makes no sense", id="another shape"),
        pytest.param([*GOOD[:2], reply(200, BODY[:-1])], "README.md arrived damaged", id="half a file"),
        pytest.param([*GOOD[:2], reply(200, b"")], "README.md arrived damaged", id="an empty file"),
        pytest.param(
            [*GOOD[:2], reply(404)], "its files vanished while they were read (status 404)", id="a lost file"
        ),
        pytest.param(
            [GOOD[0], tree(size=10**8)], "README.md is larger than 10 MiB", id="a huge file, not asked for"
        ),
    ],
)  # fmt: skip
def test_nonsense_is_said_in_one_sentence(odd: Odd, api: Api, replies: list[list[bytes]], why: str) -> None:
    odd.says(*replies)
    assert fetched(api) == why
    assert len(odd.asked) == len(replies)


def test_a_file_larger_than_its_tree_says_is_cut_off(odd: Odd, api: Api) -> None:
    odd.says(*GOOD[:2], endless())
    assert fetched(api) == "GitHub's answer is larger than 10 MiB"


def test_proxies_are_not_asked_for_this_machine(odd: Odd, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    odd.says(*GOOD)
    assert files(api) == {"README.md": BODY}
