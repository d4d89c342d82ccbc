"""Where a link's work is looked for when no list and no identifier has it: in indexes, then in an archive."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.links.apis import Record
from bot.links.seek import seek, unsought
from bot.links.values import Observation, Outcome
from bot.links.verdict import History
from bot.models import Fix, Link
from bot.store.memory import Suggested
from tests.links.test_fix import ALIVE, ARXIV, MENTION, OLD, TITLE, gone, paper

TODAY = date(2026, 11, 24)
KEPT = "https://web.archive.org/web/20200101000000/http://papers.example.org/slimming.html"
FOUND = Record("arxiv", TITLE, ARXIV, ("arxiv:1708.06519",))
EMPTY = paper(replace(MENTION, url=None))
DEAD = paper(MENTION)


@dataclass
class Library:
    """Indexes and an archive: what they have, and what they were asked."""

    record: Record | None = None
    kept: str | None = None
    shows: str = TITLE
    troubles: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def find(self, title: str, authors: tuple[str, ...], year: int | None) -> Record | None:
        del authors, year
        self.asked.append(title)
        return self.record

    async def snapshot(self, url: str) -> str | None:
        self.asked.append(url)
        return self.kept

    async def visit(self, urls: Sequence[str]) -> Sequence[Observation]:
        at = datetime(2026, 11, 24, tzinfo=UTC)
        return [Observation(url, Outcome.OK, 200, None, "", 0.1, at, self.shows) for url in urls]


def sought(
    library: Library, one: object = DEAD, histories: Mapping[str, History] | None = None
) -> dict[str, Suggested]:
    told = {OLD: gone()} if histories is None else histories
    return asyncio.run(seek([one], told, library, library.visit, TODAY))  # type: ignore[list-item]


def test_an_index_that_has_exactly_the_title_fills_an_empty_link() -> None:
    fix = Fix("url", None, ARXIV, "arxiv has it under its title")
    assert sought(Library(FOUND), EMPTY) == {EMPTY.id: Suggested(TODAY, (fix,))}


def test_a_title_that_is_nearly_the_same_is_a_question() -> None:
    near = replace(FOUND, title=TITLE.replace("Networks", "Nets"))
    (fix,) = sought(Library(near), EMPTY)[EMPTY.id].fixes
    assert (fix.new, fix.sure) == (ARXIV, False)


def test_the_archive_is_asked_last_and_only_for_what_was_there() -> None:
    library = Library(kept=KEPT)
    assert sought(library, EMPTY) == {EMPTY.id: Suggested(TODAY)}
    assert library.asked == [TITLE]
    fix = Fix("url", OLD, KEPT, "as the Wayback Machine kept it")
    assert sought(library) == {DEAD.id: Suggested(TODAY, (fix,))}


def test_a_kept_page_that_does_not_show_the_title_is_a_question() -> None:
    (fix,) = sought(Library(kept=KEPT, shows="Account suspended"))[DEAD.id].fixes
    assert (fix.new, fix.sure) == (KEPT, False)


def test_an_index_that_only_knows_the_dead_address_is_of_no_help() -> None:
    dead = paper(replace(MENTION, url=ARXIV))
    assert sought(Library(FOUND), dead, {ARXIV: gone()}) == {dead.id: Suggested(TODAY)}


def test_g10_nobody_is_asked_about_links_that_live() -> None:
    assert unsought([DEAD], {OLD: ALIVE}, {}, TODAY) == []
    assert unsought([DEAD], {OLD: gone()}, {}, TODAY) == [DEAD]


def test_g10_who_had_nothing_is_asked_again_after_a_season() -> None:
    lately, long_ago = Suggested(TODAY - timedelta(89)), Suggested(TODAY - timedelta(90))
    assert unsought([DEAD], {OLD: gone()}, {DEAD.id: lately}, TODAY) == []
    assert unsought([DEAD], {OLD: gone()}, {DEAD.id: long_ago}, TODAY) == [DEAD]


def test_that_somebody_could_not_say_is_not_remembered_as_nothing() -> None:
    assert sought(Library(troubles={"crossref": "Crossref asks to slow down"})) == {}


def test_a_dead_further_link_is_looked_for_in_the_archive_only() -> None:
    code = "https://github.com/ann/slimming"
    one = paper(replace(MENTION, links=(Link("code", code),)))
    library = Library(FOUND, KEPT)
    found = sought(library, one, {OLD: ALIVE, code: gone()})
    assert found == {one.id: Suggested(TODAY, (Fix("link", code, KEPT, "as the Wayback Machine kept it"),))}
    assert library.asked == [code]
