"""What looks over days amount to: dead takes three of them over a week, and one success clears all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links.values import Observation, Outcome
from bot.links.verdict import History, Look, Verdict, after, due, remember, verdict

FIRST = date(2026, 11, 1)
URL = "https://a.org/papers/1"


def seen(day: int, outcome: str, **more: object) -> Observation:
    at = datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(day)
    status = {"ok": 200, "gone": 404, "soft-404": 200, "refused": 403, "moved": 301}.get(outcome)
    target = "https://b.org/1" if outcome in ("moved", "redirected") else None
    return Observation(URL, Outcome(outcome), status, target, f"{outcome} then", 0.1, at, **more)  # type: ignore[arg-type]


def history(*looks: tuple[int, str]) -> History:
    found = History()
    for day, outcome in looks:
        found = after(found, seen(day, outcome))
    return found


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        pytest.param([], "unsure", id="never looked"),
        pytest.param([(0, "ok")], "alive", id="alive"),
        pytest.param([(0, "gone")], "unsure", id="one look"),
        pytest.param([(0, "gone"), (7, "gone")], "unsure", id="two looks"),
        pytest.param([(0, "gone"), (2, "gone"), (6, "gone")], "unsure", id="three in six days"),
        pytest.param([(0, "gone"), (3, "gone"), (7, "gone")], "dead", id="three in a week"),
        pytest.param([(7, "gone")] * 9, "unsure", id="nine on one day"),
        pytest.param([(0, "gone"), (3, "ok"), (7, "gone"), (9, "gone")], "unsure", id="cleared"),
        pytest.param([(0, "gone"), (3, "gone"), (7, "gone"), (8, "ok")], "alive", id="back again"),
        pytest.param(
            [(0, "gone"), (3, "gone"), (7, "gone"), (8, "redirected")], "alive", id="back elsewhere"
        ),
        pytest.param([(n, "refused") for n in range(30)], "unsure", id="refused for a month"),
        pytest.param([(n, "error") for n in range(30)], "unsure", id="failing for a month"),
        pytest.param([(0, "ok"), *((n, "refused") for n in range(1, 9))], "unsure", id="refused since"),
        pytest.param([(0, "gone"), (3, "refused"), (5, "gone"), (8, "gone")], "dead", id="refused between"),
        pytest.param([(0, "soft-404"), (3, "soft-404"), (7, "soft-404")], "lost", id="soft three times"),
        pytest.param([(0, "gone"), (3, "soft-404"), (7, "gone")], "unsure", id="gone and soft"),
        pytest.param([(0, "moved")], "moved", id="moved"),
    ],
)
def test_what_looks_amount_to(looks: Sequence[tuple[int, str]], expected: str) -> None:
    assert verdict(history(*looks)).value == expected


def test_a_living_link_costs_one_date() -> None:
    assert history((0, "gone"), (3, "ok")) == History(FIRST + timedelta(3))


def test_evidence_is_kept_and_the_oldest_let_go() -> None:
    looks = history(*((n, "gone") for n in range(9))).looks
    assert looks == tuple(
        Look(FIRST + timedelta(n), Outcome.GONE, 404, evidence="gone then") for n in range(4, 9)
    )


def test_an_old_look_that_comes_in_late_says_nothing() -> None:
    now = history((0, "gone"), (5, "ok"))
    assert after(now, seen(3, "gone")) == now


def test_what_was_not_asked_is_not_remembered() -> None:
    assert remember({}, [seen(0, "skipped")]) == {}


OUTCOMES = st.sampled_from([outcome.value for outcome in Outcome])


@given(st.lists(st.tuples(st.integers(0, 60), OUTCOMES), max_size=30))
def test_a_link_is_dead_only_after_three_gone_looks_in_a_week_without_success(
    looks: list[tuple[int, str]],
) -> None:
    looks.sort(key=lambda look: look[0])
    if verdict(history(*looks)) is not Verdict.DEAD:
        return
    living = [at for at, (_, outcome) in enumerate(looks) if outcome in ("ok", "moved", "redirected")]
    since = looks[living[-1] + 1 :] if living else looks
    days = sorted({day for day, outcome in since if outcome == "gone"})
    assert len(days) >= 3
    assert days[-1] - days[0] >= 7


def days_of_looks(outcome: str, until: int) -> list[int]:
    """The days on which a link is looked at that is always found so."""
    found, past = [], None
    for day in range(until):
        if due(URL, past, FIRST + timedelta(day), 30):
            found.append(day)
            past = after(past or History(), seen(day, outcome))
    return found


def test_a_failing_link_is_looked_at_again_sooner_until_that_is_settled() -> None:
    assert days_of_looks("gone", 20) == [0, 3, 7]
    assert days_of_looks("error", 20)[:4] == [0, 3, 7, 10]
    assert len(days_of_looks("ok", 100)) in (3, 4, 5)
    assert len(days_of_looks("refused", 100)) in (3, 4, 5)


def test_g10_living_links_are_not_all_due_on_one_day() -> None:
    alive = History(FIRST)
    links = [f"https://a.org/{n}" for n in range(300)]
    day = {url: next(d for d in range(99) if due(url, alive, FIRST + timedelta(d), 30)) for url in links}
    assert set(day.values()) == set(range(24, 37))
