"""What only shows when all links of a run have been seen; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.links.values import LIVING, Observation, Outcome, host_of

SINK = 3  # links of one host that all lead to one page
FEW_HOSTS = 3
NO_SUCH_HOST = "no such host"


def as_a_whole(observations: Sequence[Observation]) -> list[Observation]:
    """``observations`` with what they say together: hosts that send all links to one page, a cut cable."""
    return _unplugged(_sinks(observations))


def _sinks(observations: Sequence[Observation]) -> list[Observation]:
    """A page that several links of one host lead to cannot be what each of them was meant for."""
    ends: dict[tuple[str, str], set[str]] = {}
    for one in observations:
        if one.outcome in LIVING and one.target:
            ends.setdefault(_end(one), set()).add(urlsplit(one.url).path)
    return [
        replace(
            one,
            outcome=Outcome.SOFT_404,
            evidence=f"leads where {len(ends[_end(one)]) - 1} other links of this host lead",
        )
        if one.outcome in LIVING and one.target and len(ends[_end(one)]) >= SINK
        else one
        for one in observations
    ]


def _end(one: Observation) -> tuple[str, str]:
    return host_of(one.url), (one.target or "").partition("?")[0].rstrip("/")


def _unplugged(observations: Sequence[Observation]) -> list[Observation]:
    """Where not one host's name is known, it is this machine that looks nothing up."""
    nameless = {host_of(one.url) for one in observations if one.evidence == NO_SUCH_HOST}
    asked = {host_of(one.url) for one in observations if one.outcome is not Outcome.SKIPPED}
    if len(nameless) < FEW_HOSTS or nameless != asked:
        return list(observations)
    said = "this machine looks up no host at all"
    return [
        replace(one, outcome=Outcome.ERROR, evidence=said) if one.evidence == NO_SUCH_HOST else one
        for one in observations
    ]
