"""How long a server wants to be left alone; pure: status, headers and body in, seconds or a sentence out.

Names of headers are in lower case; ``now`` is in seconds since 1970, as of ``time.time()``. A wait may be
longer than anybody should sleep: that is for the caller to compare.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# At least a minute where GitHub's secondary limit does not say how long:
# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
SECONDARY_WAIT = 60.0
HOUR = 3600.0  # after which GitHub's limit begins anew

_SECONDS = re.compile(r"[0-9]+\Z")


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that Retry-After asks for, as a number or a date; None where it asks for nothing.

    https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    value = headers.get("retry-after", "").strip()
    wait = _seconds(value)
    if wait is not None:
        return wait
    try:
        until = parsedate_to_datetime(value)
        # A date "-0000" has no zone: it means UTC.
        return max(0.0, until.replace(tzinfo=until.tzinfo or UTC).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def asked_to_wait(status: int, headers: Mapping[str, str], body: bytes | str, now: float) -> float | None:
    """The seconds after which GitHub takes the same request; None where it does not ask to wait.

    A request that was answered so was not carried out: it may be sent again. Retry-After comes before the
    limit of an hour, that before the secondary limit.
    """
    if status not in {403, 429} and status < 500:
        return None
    wait = retry_after(headers, now)
    if wait is not None or status >= 500:
        return wait
    if _is_used_up(headers):
        reset = _seconds(headers.get("x-ratelimit-reset", ""))
        # A moment that is past says nothing: one of the two clocks is wrong.
        return HOUR if reset is None else reset - now if reset > now else SECONDARY_WAIT
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    return SECONDARY_WAIT if status == 429 or "secondary rate limit" in text.casefold() else None


def used_up(status: int, headers: Mapping[str, str], now: float) -> str | None:
    """One sentence where the limit of requests an hour is what a wait is for; None where it is not."""
    if status not in {403, 429} or retry_after(headers, now) is not None or not _is_used_up(headers):
        return None
    limit, reset = headers.get("x-ratelimit-limit", ""), _seconds(headers.get("x-ratelimit-reset", ""))
    until = f"until {datetime.fromtimestamp(reset, UTC):%H:%M} UTC" if reset else "for up to an hour"
    which = (
        f"GitHub's limit of {int(limit[:12]):,} requests an hour"
        if _SECONDS.match(limit)
        else "GitHub's limit"
    )
    return f"{which} is used up {until}" + ("; a token in GITHUB_TOKEN raises it" if limit == "60" else "")


def _is_used_up(headers: Mapping[str, str]) -> bool:
    return headers.get("x-ratelimit-remaining") == "0"


def _seconds(value: str) -> float | None:
    # More digits than these would be no moment; so many are as good as for ever.
    return float(value[:11]) if _SECONDS.match(value) else None
