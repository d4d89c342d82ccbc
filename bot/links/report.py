"""What a check found, for a person: the broken first, by host; of living links only how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.links.values import Observation, Outcome, host_of
from bot.report import Line

ORDER = (
    Outcome.GONE, Outcome.SOFT_404, Outcome.MOVED, Outcome.REDIRECTED, Outcome.ERROR, Outcome.REFUSED,
    Outcome.SKIPPED,
)  # fmt: skip


def link_lines(found: Sequence[Observation]) -> Iterator[Line]:
    """The report as paragraphs."""
    for outcome in ORDER:
        those = [one for one in found if one.outcome is outcome]
        if those:
            yield Line(f"{outcome.value} ({len(those):,})", style="bold")
            yield from _by_host(those)
            yield Line("")
    yield Line(f"{summary(found)}.")


def _by_host(those: Sequence[Observation]) -> Iterator[Line]:
    hosts: dict[str, list[Observation]] = {}
    for one in those:
        hosts.setdefault(host_of(one.url), []).append(one)
    for host, mine in sorted(hosts.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Line(f"{host or 'no host'} ({len(mine):,})", 2)
        for one in mine:
            yield Line(one.url, 4, 2)
            target = f" → {one.target}" if one.target else ""
            yield Line(f"{one.evidence}{target}", 6, 2)


def summary(found: Sequence[Observation]) -> str:
    """How many links there are of each outcome, in one sentence."""
    counts = Counter(one.outcome for one in found)
    said = ", ".join(f"{counts[outcome]:,} {outcome.value}" for outcome in Outcome if counts[outcome])
    return f"{len(found):,} links: {said}" if found else "No links"
