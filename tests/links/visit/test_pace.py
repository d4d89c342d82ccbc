"""The pace of one host, on a clock that the test turns: a host that takes so many requests in each second."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass

import pytest

from bot.links.visit.pace import Manners, Pace


@dataclass
class Story:
    """What a host and we went through: requests in all, those that were one too many, and the time taken."""

    taken: int
    refused: int
    seconds: float


def told(
    limit: int | None, links: int, *, hurry: bool = True, after: float | None = 2.0, seed: int = 1
) -> Story:
    """All of ``links`` asked of a host that takes ``limit`` requests in any second, answering at once."""
    rng = random.Random(seed)
    pace = Pace(Manners(), rng)
    window: deque[float] = deque()
    now, taken, refused = 0.0, 0, 0
    while taken < links and not pace.wall:
        now = max(now, pace.turn(now))
        pace.sent(now)
        arrival = now + rng.uniform(0, 0.01)  # the jitter of a network
        while window and arrival - window[0] > 1:
            window.popleft()
        if limit is not None and len(window) >= limit:
            refused += 1
            pace.limited(now, arrival, after)
        else:
            window.append(arrival)
            taken += 1
            pace.accepted(hurry=hurry)
    return Story(taken, refused, now)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 8, 10, 15, 19])
def test_g10_a_limit_is_learned_from_very_few_refusals_and_then_nearly_used_up(limit: int) -> None:
    story = told(limit, 100 * limit)
    assert story.taken == 100 * limit
    assert story.refused <= 4
    assert story.seconds <= 1.15 * 100


def test_without_a_limit_a_host_is_hurried_only_up_to_a_point() -> None:
    story = told(None, 2_000)
    assert story.refused == 0
    assert 2_000 / 20 <= story.seconds < 2_000 / 20 * 1.1


def test_g10_a_host_that_nobody_waits_for_is_never_hurried() -> None:
    assert told(None, 400, hurry=False).seconds == pytest.approx(400 / 4, rel=0.01)


@pytest.mark.parametrize("after", [None, 2.0, 30.0])
def test_g10_a_wall_is_left_alone(after: float | None) -> None:
    story = told(0, 100, after=after)
    assert (story.taken, story.refused) == (0, 3)


def test_g10_a_host_that_asks_for_an_hour_is_left_for_another_run() -> None:
    story = told(0, 100, after=3_600.0)
    assert (story.taken, story.refused, story.seconds) == (0, 1, 0.0)


def test_g10_nothing_is_sent_while_a_host_asks_for_a_pause() -> None:
    pace = Pace(Manners(), random.Random(1))
    pace.turn(10.0)
    pace.sent(10.0)
    pace.limited(10.0, 10.1, 5.0)
    assert not pace.paused(15.3)
    assert pace.paused(15.0)
    assert pace.turn(10.2) >= 15.1


def test_requests_under_way_when_the_first_is_refused_say_nothing_new() -> None:
    pace = Pace(Manners(), random.Random(1))
    for moment in (10.0, 10.1, 10.2, 10.3):
        pace.sent(moment)
    pace.limited(10.2, 10.5, 2.0)
    rate = pace.rate
    pace.limited(10.3, 10.6, 2.0)
    assert (pace.rate, pace.wall) == (rate, False)
