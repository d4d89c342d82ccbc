"""When something is to run: every so often, or as cron says, in UTC."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import checked, interval, trigger

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday


def moments(when: str, number: int = 4) -> list[str]:
    """The first moments after START, as weekday, day and time."""
    found = trigger(when, start=START)
    assert found is not None

    def following() -> object:
        at = None
        while True:
            at = found.get_next_fire_time(at, at or START)
            yield f"{at:%a %d %H:%M}"

    return list(islice(following(), number))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("every 6 hours", ["Mon 02 18:00", "Tue 03 00:00", "Tue 03 06:00", "Tue 03 12:00"]),
        ("every day", ["Tue 03 12:00", "Wed 04 12:00", "Thu 05 12:00", "Fri 06 12:00"]),
        ("23 4 * * *", ["Tue 03 04:23", "Wed 04 04:23", "Thu 05 04:23", "Fri 06 04:23"]),
        ("0 */8 * * *", ["Mon 02 16:00", "Tue 03 00:00", "Tue 03 08:00", "Tue 03 16:00"]),
        ("0 3 * * 0", ["Sun 08 03:00", "Sun 15 03:00", "Sun 22 03:00", "Sun 29 03:00"]),
        ("0 3 * * 7", ["Sun 08 03:00", "Sun 15 03:00", "Sun 22 03:00", "Sun 29 03:00"]),
        ("0 3 * * 1-5", ["Tue 03 03:00", "Wed 04 03:00", "Thu 05 03:00", "Fri 06 03:00"]),
        ("0 3 * * fri-7", ["Fri 06 03:00", "Sat 07 03:00", "Sun 08 03:00", "Fri 13 03:00"]),
        ("0 3 * * MON,Thu", ["Thu 05 03:00", "Mon 09 03:00", "Thu 12 03:00", "Mon 16 03:00"]),
        ("0 3 * * */3", ["Wed 04 03:00", "Sat 07 03:00", "Sun 08 03:00", "Wed 11 03:00"]),
        ("0 3 1 * *", ["Wed 01 03:00", "Fri 01 03:00", "Mon 01 03:00", "Wed 01 03:00"]),
    ],
)
def test_moments(when: str, expected: list[str]) -> None:
    assert checked(when) == when
    assert moments(when) == expected


def test_never_has_none() -> None:
    assert checked("never") == "never"
    assert trigger("never") is None


def test_jitter_puts_off_by_at_most_so_much() -> None:
    for when in ("every 6 hours", "0 18 * * *"):
        found = trigger(when, jitter=600, start=START)
        assert found is not None
        late = [
            found.get_next_fire_time(None, START) - datetime(2026, 3, 2, 18, tzinfo=UTC) for _ in range(50)
        ]
        assert timedelta() <= min(late) < max(late) <= timedelta(minutes=10)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("every 2 minutes", "takes five minutes at least"),
        ("every now and then", "takes every N minutes, hours, days or weeks, not “every now and then”"),
        ("soon", "takes “every 6 hours”, five fields of cron, or never, not “soon”"),
        ("* * * *", "takes “every 6 hours”, five fields of cron, or never, not “* * * *”"),
        ("0 0 30 2 *", "names a day that never comes: “0 0 30 2 *”"),
        ("0 0 1 * mon", "takes a day of the month or a day of the week, not both"),
        ("0 0 * * 8", "takes days of the week such as mon-fri or 1-5, not “8”"),
        ("0 0 * * day", "takes days of the week such as mon-fri or 1-5, not “day”"),
        ("0 0 * * sat-mon", "takes days of the week in their order, Sunday first, not “sat-mon”"),
    ],
)
def test_what_names_no_moment_is_told(when: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- its whole message is compared
        checked(when)
    assert str(caught.value) == message


def test_a_field_out_of_its_bounds_is_told() -> None:
    with pytest.raises(ValueError, match=r"does not understand “99 \* \* \* \*”: .*99.*59"):
        checked("99 * * * *")


def test_an_interval_is_a_length_of_time() -> None:
    assert interval("every 2 weeks") == timedelta(weeks=2)
    assert interval("every 90 minutes") == timedelta(minutes=90)


CRON = st.lists(st.text("0123456789*/-,abcdefgjlmnoprstuvwy", min_size=1, max_size=6), min_size=5, max_size=5)


@given(st.text() | CRON.map(" ".join))
def test_any_text_names_moments_or_says_why_not(text: str) -> None:
    with suppress(ValueError):
        found = trigger(checked(text))
        assert found is None or found.get_next_fire_time(None, START) is not None
