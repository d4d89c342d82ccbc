"""G11: what rests on a source that a run has not read stays as it is: no close, no shrink, no rebuild."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.github import FakeGitHub, Fault

from .conftest import FILTERS, HAQ, SLIMMING, XNOR, World
from .scene import Elsewhere, code, comments, configured, ids, proposed, rerun, seen, studies, told

PAPERS = {"arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1811.08886"}
PAGE = "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n"


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Elsewhere]:
    with FakeGitHub() as github, FakeGitHub(anonymous_limit=5000) as upstream:
        made = Elsewhere(github, upstream, tmp_path)
        made.say("ann/bullets", SLIMMING, HAQ)
        made.say("bob/table", HAQ, FILTERS)
        yield made


def touched(world: World) -> None:
    """A pull request that people have given a title and talked about."""
    world.run()
    ann = world.github.as_user("ann")
    ann.edit_title(1, "For the May edition")
    ann.comment(1, "Who reads these?")
    world.run()


def private(world: Elsewhere) -> None:
    world.sources["bob/table"].private = True


def gone(world: Elsewhere) -> None:
    del world.upstream.repositories["bob/table"]


def without_file(world: Elsewhere) -> None:
    world.write("bob/table", None)


def html(world: Elsewhere) -> None:
    world.write("bob/table", PAGE)


def emptied(world: Elsewhere) -> None:
    world.write("bob/table", "")


def without_entries(world: Elsewhere) -> None:
    world.write("bob/table", "# List\n\nComing soon.\n")


def bytes_that_are_no_text(world: Elsewhere) -> None:
    world.sources["bob/table"].commit({"README.md": b"\xff\xfe\x00# L\x00"}, "Break", author="ann")


def failing(world: Elsewhere) -> None:
    world.upstream.faults.arm(Fault.ERROR_502, times=100)


def cut(world: Elsewhere) -> None:
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.upstream.faults.arm(Fault.CUT, times=100)


def limited(world: Elsewhere) -> None:
    world.upstream.quota().used = 5000


def asked_to_slow_down(world: Elsewhere) -> None:
    world.upstream.faults.arm(Fault.TOO_MANY, times=100, retry_after=3600)


OUTAGES = [
    *(private, gone, without_file, html, emptied, without_entries, bytes_that_are_no_text),
    *(failing, cut, limited, asked_to_slow_down),
]


@pytest.mark.parametrize("outage", OUTAGES)
def test_g11_an_outage_leaves_the_pull_request_as_it_is(
    far: Elsewhere, outage: Callable[[Elsewhere], None]
) -> None:
    touched(far)
    before = seen(far, 1)
    outage(far)
    since = len(far.github.requests())
    results = [code(far.run()) for _ in range(3)]
    assert (results, seen(far, 1), comments(far)) == ([3] * 3, before, ["Who reads these?"])
    assert [write for write in far.writes(since) if "memory" not in write] == []
    assert proposed(far) == {1: PAPERS}


@pytest.mark.parametrize("outage", OUTAGES)
def test_g11_an_outage_with_the_memory_lost_leaves_it_too(
    far: Elsewhere, outage: Callable[[Elsewhere], None]
) -> None:
    touched(far)
    before = seen(far, 1)
    outage(far)
    far.github.as_user("ann").delete_branch("bot/memory")
    results = [code(far.run()) for _ in range(2)]
    assert (results, seen(far, 1), comments(far)) == ([3] * 2, before, ["Who reads these?"])
    assert proposed(far) == {1: PAPERS}


@pytest.mark.parametrize("outage", [private, html, failing, limited])
def test_g11_after_an_outage_nothing_has_to_be_mended(
    far: Elsewhere, outage: Callable[[Elsewhere], None]
) -> None:
    touched(far)
    before, head = seen(far, 1), far.sources["bob/table"].head()
    outage(far)
    far.run()
    far.upstream.faults.clear()
    far.upstream.quota().used = 0
    far.sources["bob/table"].private = False
    if outage is html:
        far.sources["bob/table"].store.set("refs/heads/main", head)
    assert code(far.run()) == 0
    assert (seen(far, 1), proposed(far)) == (before, {1: PAPERS})
    assert rerun(far) == []


def test_g11_an_outage_keeps_the_rows_when_another_list_has_news(far: Elsewhere) -> None:
    touched(far)
    private(far)
    far.say("ann/bullets", SLIMMING, HAQ, XNOR)
    far.run()
    assert proposed(far)[1] >= PAPERS
    assert (seen(far, 1)[1], far.repository.issues[1].state) == ("For the May edition", "open")
    far.sources["bob/table"].private = False
    far.run()
    assert set().union(*proposed(far).values()) == PAPERS | {"arxiv:1603.05279"}


def test_g11_an_outage_keeps_the_rows_when_the_default_branch_moved(far: Elsewhere) -> None:
    touched(far)
    private(far)
    far.github.as_user("ann").push("main", {"NEWS.md": "news"})
    far.run()
    assert proposed(far) == {1: PAPERS}
    far.github.as_user("ann").merge(1)
    assert (ids(far), far.repository.files("main")["NEWS.md"]) == (PAPERS, "news")


def test_g11_an_outage_keeps_what_is_merged_and_what_is_asked_about_it(far: Elsewhere) -> None:
    far.run()
    far.github.as_user("ann").merge(1)
    far.run()
    far.say("bob/table", HAQ, FILTERS.replace("Filters", "Filterz"))
    far.run()
    open_ = {number: seen(far, number) for number in proposed(far)}
    html(far)
    far.run()
    far.run()
    assert ({number: seen(far, number) for number in proposed(far)}, ids(far)) == (open_, PAPERS)


def test_g11_an_outage_does_not_keep_people_from_being_heard(far: Elsewhere) -> None:
    touched(far)
    private(far)
    ann = far.github.as_user("ann")
    ann.untick(1, "Network Slimming")
    ann.comment(1, "/bot decline arxiv:1811.08886")
    far.run()
    far.sources["bob/table"].private = False
    far.run()
    far.run()
    assert proposed(far) == {1: {"arxiv:1608.08710"}}


def test_g11_closed_during_an_outage_stays_closed_after_it(far: Elsewhere) -> None:
    touched(far)
    private(far)
    far.github.as_user("ann").close(1)
    far.run()
    far.sources["bob/table"].private = False
    far.run()
    assert PAPERS.isdisjoint(set().union(*proposed(far).values()))


def test_g11_an_outage_in_a_folder_of_sources_leaves_it_alone(world: World) -> None:
    touched(world)
    before = seen(world, 1)
    shutil.rmtree(world.upstreams / "bob")
    assert [code(world.run()) for _ in range(2)] == [3, 3]
    assert (seen(world, 1), proposed(world)) == (before, {1: PAPERS})


def test_g11_all_sources_out_at_once_close_nothing(far: Elsewhere) -> None:
    touched(far)
    before = seen(far, 1)
    for source in far.sources.values():
        source.private = True
    assert code(far.run()) == 3
    assert seen(far, 1) == before


def test_g11_an_outage_under_a_new_name_in_the_configuration_closes_nothing(far: Elsewhere) -> None:
    touched(far)
    far.upstream.rename("bob/table", "bob/tables")
    configured(far, old="bob/table", new="bob/tables")
    far.upstream.repositories["bob/tables"].private = True
    assert code(far.run()) == 3
    assert (proposed(far), far.repository.issues[1].state) == ({1: PAPERS}, "open")
    far.upstream.repositories["bob/tables"].private = False
    assert code(far.run()) == 0
    assert (proposed(far), seen(far, 1)[1]) == ({1: PAPERS}, "For the May edition")


# a run for some sources only


def test_g11_a_run_for_one_source_leaves_the_others_rows(world: World) -> None:
    touched(world)
    before = seen(world, 1)
    for name in ("ann/bullets", "bob/table"):
        assert code(world.run("sync", "--source", name)) == 0
    assert (seen(world, 1), proposed(world)) == (before, {1: PAPERS})
    assert rerun(world) == []


def test_g11_a_run_for_one_source_leaves_the_others_rows_with_the_memory_lost(world: World) -> None:
    touched(world)
    before = seen(world, 1)
    world.github.as_user("ann").delete_branch("bot/memory")
    world.run("sync", "--source", "ann/bullets")
    assert (seen(world, 1), proposed(world)) == (before, {1: PAPERS})


def test_g11_a_run_for_one_source_from_the_environment_leaves_the_others_rows(world: World) -> None:
    touched(world)
    before = seen(world, 1)
    world.env["BOT_SOURCES"] = "ann/bullets"
    world.run()
    assert seen(world, 1) == before


def test_g11_a_first_run_for_one_source_proposes_its_papers_and_the_next_the_rest(world: World) -> None:
    world.run("sync", "--source", "ann/bullets")
    assert proposed(world) == {1: {"arxiv:1708.06519", "arxiv:1811.08886"}}
    world.run()
    assert set().union(*proposed(world).values()) == PAPERS


def test_g11_a_run_for_one_source_takes_its_own_news(world: World) -> None:
    touched(world)
    world.say("ann/bullets", SLIMMING, HAQ, XNOR)
    world.say("bob/table", HAQ)
    world.run("sync", "--source", "ann/bullets")
    assert proposed(world)[1] >= PAPERS
    world.say("bob/table", HAQ, FILTERS)
    world.run()
    assert set().union(*proposed(world).values()) == PAPERS | {"arxiv:1603.05279"}


def test_g11_a_run_for_one_source_leaves_upkeep_of_others(world: World) -> None:
    world.run()
    world.github.as_user("ann").merge(1)
    world.run()
    world.say("bob/table", HAQ, FILTERS.replace("Pruning Filters", "Prunning Filters"))
    world.run()
    before = {number: seen(world, number) for number in proposed(world)}
    assert before
    world.run("sync", "--source", "ann/bullets")
    assert {number: seen(world, number) for number in proposed(world)} == before


# what was accepted


def shrunk(world: World) -> None:
    """A list that lost half of its papers at once."""
    world.say("bob/table", *studies(*range(20)))
    world.run()
    world.github.as_user("ann").merge(1)
    world.run()
    world.say("bob/table", *studies(*range(10)))


def test_g11_what_was_accepted_stays_accepted_at_the_next_runs(world: World) -> None:
    shrunk(world)
    assert code(world.run()) == 3
    assert proposed(world) == {}
    assert code(world.run("sync", "--accept", "bob/table")) == 0
    before = {number: seen(world, number) for number in proposed(world)}
    assert before
    assert [code(world.run()) for _ in range(3)] == [0] * 3
    assert {number: seen(world, number) for number in proposed(world)} == before
    assert rerun(world) == []


def test_g11_what_was_accepted_can_be_merged(world: World) -> None:
    shrunk(world)
    world.run("sync", "--accept", "bob/table")
    ann = world.github.as_user("ann")
    for _ in range(3):
        for number in proposed(world):
            ann.merge(number)
        assert code(world.run()) == 0
    assert {f"arxiv:2101.{n:05}" for n in range(10)} <= ids(world)
    assert ids(world).isdisjoint({f"arxiv:2101.{n:05}" for n in range(10, 20)})
    assert rerun(world) == []


def test_g11_what_was_accepted_and_declined_does_not_return(world: World) -> None:
    shrunk(world)
    world.run("sync", "--accept", "bob/table")
    ann, numbers = world.github.as_user("ann"), list(proposed(world))
    for number in numbers:
        ann.close(number)
    for _ in range(3):
        world.run()
    assert [n for n in proposed(world) if n not in numbers and proposed(world)[n]] == []
    assert {f"arxiv:2101.{n:05}" for n in range(20)} <= ids(world)


def test_g11_what_was_accepted_is_not_what_the_source_says_later(world: World) -> None:
    shrunk(world)
    world.run("sync", "--accept", "bob/table")
    before = {number: seen(world, number) for number in proposed(world)}
    world.say("bob/table", *studies(0))
    assert code(world.run()) == 3
    assert {number: seen(world, number) for number in proposed(world)} == before


def test_g11_what_was_accepted_outlives_the_memory(world: World) -> None:
    shrunk(world)
    world.run("sync", "--accept", "bob/table")
    before = {number: seen(world, number) for number in proposed(world)}
    world.github.as_user("ann").delete_branch("bot/memory")
    world.run()
    world.run()
    assert {number: seen(world, number) for number in proposed(world)} == before


def test_g11_accepted_from_the_environment_on_github(far: Elsewhere) -> None:
    shrunk(far)
    far.env["BOT_ACCEPT"] = "bob/table"
    assert code(far.run()) == 0
    before = {number: seen(far, number) for number in proposed(far)}
    del far.env["BOT_ACCEPT"]
    assert [code(far.run()) for _ in range(2)] == [0, 0]
    assert {number: seen(far, number) for number in proposed(far)} == before
    assert rerun(far) == []


def test_g11_accepting_an_unknown_source_is_an_error_that_names_them(world: World) -> None:
    result = world.run("sync", "--accept", "eve/list")
    assert (code(result), world.repository.pulls()) == (2, [])
    assert "there is no source eve/list; there are ann/bullets, bob/table." in told(result)


# the head of a pull request as lists tell it lags behind the ref


def test_g11_a_head_that_lags_is_not_taken_for_somebody_elses(world: World) -> None:
    world.repository.head_lag = 5
    world.run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    assert rerun(world) == []
    assert (proposed(world), comments(world)) == ({1: PAPERS | {"arxiv:1603.05279"}}, [])


def test_g11_a_head_that_lags_does_not_hide_a_persons_commit(world: World) -> None:
    world.repository.head_lag = 5
    world.run()
    mine = world.github.as_user("ann").push("bot/new-papers", {"NOTES.md": "mine"})
    world.say("bob/table", HAQ, FILTERS, XNOR)
    for _ in range(3):
        world.run()
    assert world.repository.sha("bot/new-papers") == mine
    assert world.repository.issues[1].state == "open"


def test_g11_a_head_that_lags_behind_a_rebuilt_branch_is_no_reason_to_close(world: World) -> None:
    world.run()
    world.repository.head_lag = 20
    world.github.as_user("ann").push("main", {"NEWS.md": "news"})
    for _ in range(4):
        world.run()
    assert (proposed(world), comments(world)) == ({1: PAPERS}, [])


def test_g11_a_head_that_lags_when_closed_and_reopened(world: World) -> None:
    world.run()
    world.repository.head_lag = 20
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    world.run()
    world.run()
    assert proposed(world) == {} or PAPERS.isdisjoint(set().union(*proposed(world).values()))
    ann.reopen(1)
    world.run()
    assert proposed(world)[1] == PAPERS | {"arxiv:1603.05279"}
