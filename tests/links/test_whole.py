"""What only shows when all links of a run have been seen."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.links.values import Observation, Outcome
from bot.links.whole import as_a_whole

AT = datetime(2026, 11, 24, tzinfo=UTC)


def seen(url: str, outcome: str, target: str | None = None, evidence: str = "") -> Observation:
    return Observation(url, Outcome(outcome), None, target, evidence, 0.1, AT)


def outcomes(*found: Observation) -> list[str]:
    return [one.outcome.value for one in as_a_whole(found)]


def test_a_page_that_all_links_of_a_host_lead_to_is_none_of_them() -> None:
    end = "https://new.org/trending"
    shut = [seen(f"https://old.org/paper/{n}", "redirected", f"{end}?from={n}") for n in range(3)]
    other = seen("https://else.org/1", "redirected", end)
    assert outcomes(*shut, other) == ["soft-404", "soft-404", "soft-404", "redirected"]
    assert as_a_whole(shut)[0].evidence == "leads where 2 other links of this host lead"


def test_two_forms_of_one_link_may_lead_to_one_page() -> None:
    forms = [seen(f"https://old.org/paper/1{form}", "moved", "https://new.org/1") for form in ("", ".pdf")]
    assert outcomes(*forms) == ["moved", "moved"]


def test_where_no_host_has_a_name_the_machine_is_cut_off() -> None:
    gone = [seen(f"https://{host}.org/", "gone", evidence="no such host") for host in "abc"]
    assert outcomes(*gone) == ["error", "error", "error"]
    assert outcomes(*gone, seen("https://d.org/", "ok")) == ["gone", "gone", "gone", "ok"]
    assert outcomes(*gone[:2]) == ["gone", "gone"]
