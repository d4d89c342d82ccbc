"""Which answers of a source are believed (G5): a failure must never be read as a wish."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.merge.guard import distrust
from bot.models import Mention


def listed(numbers: Iterable[int], url: str | None = None) -> list[Mention]:
    """Entries that have nothing in common but their numbers, linked to ``url`` with each its number."""
    return [
        Mention("a/one", "README.md", f"Paper {n}", url and url.format(n), section=(f"Section {n}",))
        for n in numbers
    ]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (0, 0, "no entries found"),
        (0, 1, None),
        (0, 20_000, None),
        (0, 20_001, "20,001 entries, more than 20,000"),
        (3, 0, "no entries found, 3 before"),
        (5, 4, None),  # one may always go
        (5, 3, "2 of its 5 mentions gone at once"),
        (20, 18, None),  # and a tenth
        (20, 17, "3 of its 20 mentions gone at once"),
        (20, 40, None),
    ],
)
def test_g5_a_list_that_is_empty_huge_or_shrinks_at_once_is_not_believed(
    before: int, now: int, expected: str | None
) -> None:
    assert distrust(listed(range(before)), listed(range(now))) == expected


def test_g5_what_was_edited_or_only_stood_twice_is_not_gone() -> None:
    before = listed(range(5), "https://example.org/{}")
    assert distrust([*before, *before], listed(range(5), "https://example.org/{}.html")) is None


HERE, THERE = "https://papers.example.org/{}", "https://shop.example.com/{}"


@pytest.mark.parametrize(
    ("linked", "moved", "expected"),
    [
        (7, 7, None),  # so few may have good reasons
        (8, 8, "8 of its 8 links moved to other hosts at once, most to shop.example.com"),
        (15, 8, "8 of its 15 links moved to other hosts at once, most to shop.example.com"),
        (16, 8, None),  # half of them may
    ],
)
def test_g5_a_list_whose_links_move_to_other_hosts_wholesale_is_not_believed(
    linked: int, moved: int, expected: str | None
) -> None:
    unlinked = listed(range(100, 120))
    fresh = [*listed(range(moved), THERE), *listed(range(moved, linked), HERE), *unlinked]
    assert distrust([*listed(range(linked), HERE), *unlinked], fresh) == expected


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(HERE, "https://papers.example.org/view?id={}", id="to other pages of one host"),
        pytest.param(HERE, None, id="to nowhere"),
        pytest.param(None, HERE, id="from nowhere"),
        pytest.param("https://[broken/{}", "papers/{}.pdf", id="and neither has a host"),
    ],
)
def test_links_that_go_to_no_other_host_tell_nothing(before: str | None, now: str | None) -> None:
    assert distrust(listed(range(20), before), listed(range(20), now)) is None


@pytest.mark.parametrize(
    ("counts", "most"),
    [
        ({"z.example": 6, "a.example": 2, "b.example": 3}, "z.example"),
        ({"z.example": 4, "b.example": 4, "a.example": 4, "c.example": 4}, "a.example"),
    ],
)
def test_the_host_that_most_links_moved_to_is_named(counts: dict[str, int], most: str) -> None:
    hosts = [host for host, count in counts.items() for _ in range(count)]
    fresh = [mention for n, host in enumerate(hosts) for mention in listed([n], f"https://{host}/{{}}")]
    moved = len(hosts)
    assert distrust(listed(range(moved), HERE), fresh) == (
        f"{moved} of its {moved} links moved to other hosts at once, most to {most}"
    )
