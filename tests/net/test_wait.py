"""How long a server wants to be left alone, and what people are told of it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.net.wait import HOUR, SECONDARY_WAIT, asked_to_wait, retry_after, used_up

NOW = 1795473660.0  # 22:41 UTC
SPENT = {"x-ratelimit-remaining": "0", "x-ratelimit-limit": "1000", "x-ratelimit-reset": str(int(NOW) + 120)}
SECONDARY = b'{"message": "You have exceeded a Secondary Rate Limit. Please wait."}'


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("\u0663", None),  # a digit, but none of HTTP's
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("9" * 50, 99999999999.0),
        ("Mon, 23 Nov 2026 22:42:00 GMT", 60.0 - NOW % 60),
        ("Mon, 23 Nov 2026 23:42:00 +0100", 60.0 - NOW % 60),
        ("Monday, 23-Nov-26 22:42:00 GMT", 60.0 - NOW % 60),
        ("Fri, 01 Jan 2010 00:00:00 GMT", 0.0),
        ("Fri, 01 Jan 2010 00:00:00 -0000", 0.0),
        ("Fri, 99 Jan 2010 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str | None, wait: float | None) -> None:
    headers = {} if value is None else {"retry-after": value}
    assert retry_after(headers, NOW) == wait


@pytest.mark.parametrize(
    ("status", "headers", "body", "wait"),
    [
        pytest.param(403, {"retry-after": "7"}, b"", 7, id="403 that says when"),
        pytest.param(429, {"retry-after": "3600"}, b"", 3600, id="429 for an hour"),
        pytest.param(503, {"retry-after": "7"}, b"", 7, id="maintenance that says when"),
        pytest.param(503, SPENT, SECONDARY, None, id="maintenance that does not"),
        pytest.param(403, SPENT, b"", 120, id="limit of an hour"),
        pytest.param(429, SPENT, SECONDARY, 120, id="limit of an hour, as 429"),
        pytest.param(403, {**SPENT, "retry-after": "5"}, b"", 5, id="retry-after comes first"),
        pytest.param(403, {**SPENT, "x-ratelimit-reset": "soon"}, b"", HOUR, id="no moment"),
        pytest.param(403, {"x-ratelimit-remaining": "0"}, b"", HOUR, id="no figures"),
        pytest.param(403, {**SPENT, "x-ratelimit-reset": "7"}, b"", SECONDARY_WAIT, id="a moment long past"),
        pytest.param(429, {}, b"", SECONDARY_WAIT, id="429 that does not say when"),
        pytest.param(429, {"retry-after": "-1"}, b"", SECONDARY_WAIT, id="a wait that is none"),
        pytest.param(403, {}, SECONDARY, SECONDARY_WAIT, id="secondary limit that does not say when"),
        pytest.param(403, {}, SECONDARY.decode(), SECONDARY_WAIT, id="the same as text"),
        pytest.param(403, {"x-ratelimit-remaining": "1"}, b'{"message": "Forbidden"}', None, id="forbidden"),
        pytest.param(403, {}, b"\xff\xfe", None, id="a body that is no text"),
        pytest.param(404, {**SPENT, "retry-after": "5"}, SECONDARY, None, id="not there"),
        pytest.param(200, SPENT, b"", None, id="the last that was allowed"),
    ],
)
def test_what_is_asked_for_is_waited_for(
    status: int, headers: dict[str, str], body: bytes | str, wait: float | None
) -> None:
    assert asked_to_wait(status, headers, body, NOW) == wait


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (403, SPENT, "GitHub's limit of 1,000 requests an hour is used up until 22:43 UTC"),
        (429, SPENT, "GitHub's limit of 1,000 requests an hour is used up until 22:43 UTC"),
        (
            403,
            {**SPENT, "x-ratelimit-limit": "60"},
            "GitHub's limit of 60 requests an hour is used up until 22:43 UTC; a token in GITHUB_TOKEN raises it",
        ),
        (403, {"x-ratelimit-remaining": "0"}, "GitHub's limit is used up for up to an hour"),
        (
            403,
            {**SPENT, "x-ratelimit-limit": "?", "x-ratelimit-reset": "9" * 30},
            "GitHub's limit is used up until 09:46 UTC",
        ),
        (403, {**SPENT, "retry-after": "5"}, None),
        (403, {**SPENT, "x-ratelimit-remaining": "1"}, None),
        (403, {}, None),
        (503, SPENT, None),
        (200, SPENT, None),
    ],
)
def test_a_limit_that_is_used_up_is_said(status: int, headers: dict[str, str], said: str | None) -> None:
    assert used_up(status, headers, NOW) == said


NAMES = ["retry-after", "x-ratelimit-remaining", "x-ratelimit-limit", "x-ratelimit-reset"]


@given(
    st.sampled_from([200, 401, 403, 404, 429, 500, 503]),
    st.dictionaries(st.sampled_from(NAMES), st.text() | st.from_regex(r"\A-?\d{1,30}\Z") | st.just("0")),
    st.binary(),
)
def test_any_answer_is_a_wait_or_none(status: int, headers: dict[str, str], body: bytes) -> None:
    wait = asked_to_wait(status, headers, body, NOW)
    assert wait is None or 0 <= wait < 1e12
    assert used_up(status, headers, NOW) is None or wait is not None


def test_what_both_sides_know_of_waiting_loads_no_client() -> None:
    code = "import sys, bot.net.wait; print(sorted({'httpx', 'github', 'asyncio'} & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
