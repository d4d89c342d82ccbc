"""One check: what an API knows is asked of it, what it does not know of the page, and nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from bot.links.apis import Record
from bot.links.check import check
from bot.links.harvest import Wanted
from bot.links.values import Observation, Outcome

AT = datetime(2026, 11, 24, tzinfo=UTC)
TITLE = "Learning Efficient Convolutional Networks through Network Slimming"
ARXIV, UNKNOWN, SILENT = (
    Wanted(f"https://arxiv.org/abs/1708.0{n}", (), f"arxiv:1708.0{n}") for n in (6519, 9999, 7777)
)
MOVED = Wanted("https://github.com/ann/slimming", (), "github:ann/slimming")
PAGE = Wanted("https://a.org/1", ())
KNOWN: Mapping[str, Record | None] = {
    "arxiv:1708.06519": Record("arxiv", TITLE, ARXIV.asked, ("arxiv:1708.06519",), note="withdrawn"),
    "arxiv:1708.09999": None,
    "github:ann/slimming": Record(
        "github", "bob/slimming", "https://github.com/bob/slimming", ("github:bob/slimming",), note="renamed"
    ),
}


class World:
    """The APIs and the pages, and what they were asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.visited: list[str] = []
        self.seen: list[Observation] = []

    async def look_up(self, keys: Collection[str]) -> Mapping[str, Record | None]:
        self.asked += keys
        return {key: KNOWN[key] for key in keys if key in KNOWN}

    async def visit(self, urls: Sequence[str]) -> Sequence[Observation]:
        self.visited += urls
        return [Observation(url, Outcome.GONE, 404, None, "answers 404", 0.1, AT) for url in urls]

    def check(
        self, *links: Wanted, done: Mapping[str, Observation] | None = None
    ) -> list[tuple[str, str | None, str]]:
        found = asyncio.run(check(links, done or {}, self.look_up, self.visit, self.seen.append))
        return [(one.outcome.value, one.target, one.evidence) for one in found]


def test_each_link_is_judged_by_whoever_knows_it_best() -> None:
    world = World()
    assert world.check(PAGE, ARXIV, UNKNOWN, SILENT, MOVED) == [
        ("gone", None, "answers 404"),
        ("ok", None, "known to arxiv as arxiv:1708.06519 (withdrawn)"),
        ("gone", None, "answers 404"),
        ("error", None, "the API for arxiv did not answer"),
        ("moved", "https://github.com/bob/slimming", "known to github as github:ann/slimming (renamed)"),
    ]
    assert world.visited == [PAGE.asked, UNKNOWN.asked]


def test_what_an_api_says_is_kept_and_told_at_once() -> None:
    world = World()
    world.check(ARXIV, SILENT)
    assert [(one.url, one.shows, one.says) for one in world.seen] == [
        (ARXIV.asked, TITLE, KNOWN["arxiv:1708.06519"]),
        (SILENT.asked, "", None),
    ]


def test_g6_what_an_earlier_run_found_is_not_asked_again() -> None:
    world = World()
    done = {
        one.asked: Observation(one.asked, Outcome.OK, 200, None, "then", 0.1, AT) for one in (PAGE, ARXIV)
    }
    assert world.check(PAGE, ARXIV, MOVED, done=done)[:2] == [("ok", None, "then"), ("ok", None, "then")]
    assert (world.asked, world.visited) == (["github:ann/slimming"], [])


def test_without_a_key_no_api_is_asked() -> None:
    world = World()
    world.check(PAGE)
    assert world.asked == []
