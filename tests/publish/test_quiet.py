"""G1 and G10: only real changes write, and where nothing changed little is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.github import FakeGitHub
from tests.github.records import Comment, Reaction, Request

from .conftest import CONFIG, FILTERS, HAQ, SLIMMING, XNOR, World
from .scene import (
    DAY,
    START,
    Elsewhere,
    code,
    configured,
    ids,
    proposed,
    rerun,
    seen,
    studies,
)

PAPERS = {"arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1811.08886"}


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Elsewhere]:
    with FakeGitHub() as github, FakeGitHub(anonymous_limit=5000) as upstream:
        made = Elsewhere(github, upstream, tmp_path)
        made.say("ann/bullets", SLIMMING, HAQ)
        made.say("bob/table", HAQ, FILTERS)
        on(made, 0)
        yield made


def on(world: World, day: int) -> None:
    """It is that day now, for the bot and for GitHub."""
    world.env["SOURCE_DATE_EPOCH"] = str(START + day * DAY)
    world.github.clock.advance(days=1)


def fresh(world: World) -> None:
    """New papers are proposed."""
    world.run()


def taken_out(world: World) -> None:
    """Some were taken out, some talked about."""
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    ann.comment(1, "/bot topic arxiv:1608.08710 quantization")
    ann.comment(1, "/bot dance")
    ann.edit_title(1, "For the May edition")
    world.run()


def closed(world: World) -> None:
    """What was closed waits to be carried into the list's own file."""
    world.run()
    world.github.as_user("ann").close(1)
    world.run()


def closed_and_others(world: World) -> None:
    closed(world)
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()


def theirs(world: World) -> None:
    """Somebody pushed to one."""
    world.run()
    world.github.as_user("ann").push("bot/new-papers", {"NOTES.md": "mine"})
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()


def given_back(world: World) -> None:
    theirs(world)
    world.github.as_user("ann").comment(1, "/bot rebase")
    world.run()


def updated(world: World) -> None:
    """Somebody pressed “Update branch”."""
    world.run()
    ann = world.github.as_user("ann")
    ann.push("main", {"NEWS.md": "news"})
    ann.update_branch(1)
    world.run()


def all_kinds(world: World) -> None:
    """New papers, links, upkeep and removals at once."""
    configured(world, "proposals: {open: 9}\n")
    world.say("ann/bullets", SLIMMING, HAQ, XNOR, *studies(*range(12)))
    world.run()
    world.github.as_user("ann").merge(1)
    world.run()
    world.say(
        "ann/bullets",
        SLIMMING.replace("arxiv.org/abs/1708.06519", "example.org/s.html"),
        HAQ.replace("Mixed Precision", "Mixed Precisions"),
        XNOR,
        *studies(*range(11), 40),
    )
    world.run()
    assert len(proposed(world)) >= 3


def with_a_dashboard(world: World) -> None:
    configured(world, "dashboard: true\n")
    taken_out(world)
    world.run()


def by_hand(world: World) -> None:
    """Papers were taken out of the catalog by hand."""
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    world.run()
    ann.push("main", {"state/catalog/quantization.yml": None})
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()


def merged(world: World) -> None:
    world.run()
    world.github.as_user("ann").merge(1)
    world.run()


def waiting(world: World) -> None:
    """More is to come than may stand at once."""
    configured(world, "proposals: {papers: 2}\n")
    world.run()


def set_aside(world: World) -> None:
    """A source cannot be read all month."""
    world.run()
    world.write("bob/table", None)  # type: ignore[attr-defined]
    world.run()


SCENES = [
    *(fresh, taken_out, closed, closed_and_others, theirs, given_back, updated, all_kinds),
    *(with_a_dashboard, by_hand, merged, waiting, set_aside),
]


@pytest.mark.parametrize("scene", SCENES)
def test_g1_a_month_without_a_change_upstream_writes_nothing(
    far: Elsewhere, scene: Callable[[World], None]
) -> None:
    scene(far)
    far.run()
    wrote = {}
    for day in range(1, 32):
        on(far, day)
        wrote[day] = rerun(far)
    assert {day: writes for day, writes in wrote.items() if writes} == {}


@pytest.mark.parametrize("scene", [fresh, taken_out, closed_and_others, all_kinds])
def test_g1_a_month_with_the_memory_lost_each_week_changes_nothing_that_people_see(
    far: Elsewhere, scene: Callable[[World], None]
) -> None:
    scene(far)
    far.run()
    before = {pull.number: seen(far, pull.number) for pull in far.repository.pulls()}
    for day in range(7, 29, 7):
        on(far, day)
        far.github.as_user("ann").delete_branch("bot/memory")
        far.run()
        assert rerun(far) == []
    assert {pull.number: seen(far, pull.number) for pull in far.repository.pulls()} == before


def added(world: World, revision: str) -> dict[str, str]:
    """The day on which each paper was added, by its id."""
    found: dict[str, str] = {}
    for path, text in world.repository.files(revision).items():
        if path.startswith("state/catalog/"):
            for block in text.split("\n- id: ")[1:]:
                found[block.partition("\n")[0]] = block.partition("\n  added: ")[2].partition("\n")[0]
    return found


FIRST, FIFTH = "2026-11-23", "2026-11-28"


def test_g1_added_is_the_day_of_the_first_proposal(far: Elsewhere) -> None:
    far.run()
    on(far, 5)
    far.say("bob/table", HAQ, FILTERS, XNOR)
    far.run()
    days = {**dict.fromkeys(PAPERS, FIRST), "arxiv:1603.05279": FIFTH}
    assert added(far, "bot/new-papers") == days
    on(far, 9)
    far.run()
    far.github.as_user("ann").merge(1)
    on(far, 10)
    far.run()
    assert added(far, "main") == days


def test_g1_added_stays_when_a_list_says_more_of_the_paper(far: Elsewhere) -> None:
    far.run()
    on(far, 5)
    far.say("bob/table", HAQ, FILTERS.replace(")\n", ") (ICLR 2017)\n"))
    far.run()
    assert "ICLR" in "".join(far.repository.files("bot/new-papers").values())
    assert added(far, "bot/new-papers") == dict.fromkeys(PAPERS, FIRST)


def test_g1_added_stays_when_the_default_branch_moves(far: Elsewhere) -> None:
    far.run()
    on(far, 5)
    far.github.as_user("ann").push(
        "main", {"README.md": far.repository.files("main")["README.md"] + "\nMore.\n"}
    )
    far.run()
    assert added(far, "bot/new-papers") == dict.fromkeys(PAPERS, FIRST)


@pytest.mark.parametrize("lost", [False, True])
def test_g1_added_stays_when_closed_and_reopened(far: Elsewhere, *, lost: bool) -> None:
    far.run()
    ann = far.github.as_user("ann")
    ann.close(1)
    on(far, 5)
    far.run()
    if lost:
        ann.delete_branch("bot/memory")
    ann.reopen(1)
    far.run()
    assert added(far, "bot/new-papers") == dict.fromkeys(PAPERS, FIRST)
    assert rerun(far) == []


def test_g1_added_stays_when_the_body_was_replaced(far: Elsewhere) -> None:
    far.run()
    far.github.as_user("ann").edit_body(1, "Mine.")
    on(far, 5)
    far.say("bob/table", HAQ, FILTERS, XNOR)
    far.run()
    assert added(far, "bot/new-papers") == {**dict.fromkeys(PAPERS, FIRST), "arxiv:1603.05279": FIFTH}


def test_g1_added_stays_of_a_row_taken_out_and_back_in(far: Elsewhere) -> None:
    far.run()
    ann = far.github.as_user("ann")
    ann.untick(1, "HAQ")
    on(far, 5)
    far.run()
    ann.tick(1, "HAQ")
    on(far, 7)
    far.run()
    assert added(far, "bot/new-papers") == dict.fromkeys(PAPERS, FIRST)


# what is no change to the papers changes nothing that people see


def all_seen(world: World) -> object:
    return {pull.number: seen(world, pull.number) for pull in world.repository.pulls()}


@pytest.mark.parametrize("scene", [fresh, taken_out, all_kinds])
def test_g1_a_commit_upstream_to_another_file_rewrites_nothing(
    far: Elsewhere, scene: Callable[[World], None]
) -> None:
    scene(far)
    far.run()
    before = all_seen(far)
    for source in far.sources.values():
        source.commit({"LICENSE": "MIT"}, "License", author="bob")
    far.run()
    assert all_seen(far) == before
    assert rerun(far) == []


def test_g1_words_upstream_that_are_no_entry_dismiss_no_approval(far: Elsewhere) -> None:
    far.run()
    head = far.repository.head("bot/new-papers")
    far.say("bob/table", HAQ, FILTERS, "\n_Last updated today._\n")
    far.run()
    assert far.repository.head("bot/new-papers") == head


def test_g1_a_push_to_the_default_branch_that_touches_nothing_dismisses_no_approval(far: Elsewhere) -> None:
    far.run()
    before = all_seen(far)
    far.github.as_user("ann").push("main", {"NEWS.md": "news"})
    far.run()
    assert all_seen(far) == before


def test_g1_what_people_talk_about_writes_nothing(far: Elsewhere) -> None:
    far.run()
    far.run()
    ann = far.github.as_user("ann")
    for number in range(5):
        ann.comment(1, f"I have read {number} of them.")
    ann.open_issue("Hm")
    assert (rerun(far), rerun(far)) == ([], [])


def test_g1_an_unchanged_plan_is_idle(far: Elsewhere, tmp_path: Path) -> None:
    taken_out(far)
    far.run()
    on(far, 3)
    far.env["GITHUB_OUTPUT"] = str(tmp_path / "output")
    far.run("sync", "--dry-run", "--out", str(tmp_path / "plan.json"))
    assert "idle=true" in (tmp_path / "output").read_text()


# few requests


def history(world: World, pulls: int, comments: int) -> None:
    """Old pull requests and comments, as many as a list has after years; the newest a year ago."""
    repository = world.repository
    old = repository.issues[1]
    assert old.pull
    for number in range(len(repository.issues) + 1, len(repository.issues) + 1 + pulls):
        day = repository.clock.now() - timedelta(days=365 + pulls - number)
        made = replace(old.pull, head_ref=f"bot/new-papers-{number}", merged_at=day if number % 3 else None)
        repository.issues[number] = replace(
            old, id=repository.ids(), number=number, state="closed", created_at=day, updated_at=day, pull=made
        )
    for number in range(comments):
        day = repository.clock.now() - timedelta(days=400, minutes=number)
        on_ = number % pulls + 2
        user = world.github.user("ann")
        seen_ = [Reaction(repository.ids(), world.github.user("listbot"), "+1", day)]
        made_ = Comment(
            repository.ids(), on_, user, f"/bot decline arxiv:9{number:03}.00001", day, day, seen_
        )
        repository.comments[made_.id] = made_


def asked(world: World) -> list[Request]:
    """The requests of one more run."""
    since = len(world.github.requests())
    assert code(world.run()) == 0
    return world.github.requests(since=since)


@pytest.mark.parametrize("dashboard", [False, True])
def test_g10_an_unchanged_run_on_an_old_repository_is_small(far: Elsewhere, *, dashboard: bool) -> None:
    if dashboard:
        configured(far, "dashboard: true\n")
    merged(far)
    history(far, 2_000, 5_000)
    far.say("bob/table", HAQ, FILTERS, XNOR)
    for _ in range(3):
        far.run()
    since = len(far.upstream.requests())
    mine = asked(far)
    upstream = far.upstream.requests(since=since)
    assert [(one.conditional, one.status) for one in upstream] == [(True, 304)] * 2
    assert (len(mine) <= 6, {one.method for one in mine}) == (True, {"GET"})


def test_g10_an_old_repository_whose_memory_was_lost_is_read_once(far: Elsewhere) -> None:
    merged(far)
    history(far, 500, 1_000)
    far.github.as_user("ann").delete_branch("bot/memory")
    first, second = len(asked(far)), len(asked(far))
    assert (first <= 40, second <= 6) == (True, True), (first, second)
    assert len(far.repository.comments) == 1_000


def test_g10_open_pull_requests_that_others_overtook_cost_no_more(far: Elsewhere) -> None:
    all_kinds(far)
    assert len(proposed(far)) >= 3
    far.github.clock.advance(days=1)
    repository = far.repository
    far.github.as_user("ann").push("mine", {"x": "y"})
    theirs_ = far.github.as_user("ann").open_pull("mine")
    for minute in range(150):
        number = len(repository.issues) + 1
        now = repository.clock.now() - timedelta(minutes=150 - minute)
        repository.issues[number] = replace(
            theirs_, id=repository.ids(), number=number, created_at=now, updated_at=now
        )
    far.run()
    assert len(asked(far)) <= 6


def test_g10_a_list_of_people_with_many_comments_elsewhere_is_small(far: Elsewhere) -> None:
    far.run()
    issue = far.github.as_user("ann").open_issue("Chat")
    far.github.clock.advance(days=1)
    for number in range(350):
        far.github.as_user("ann").comment(issue.number, f"Hm {number}")
        far.github.clock.advance(minutes=4)
    far.run()
    far.github.clock.advance(days=1)
    far.run()
    assert len(asked(far)) <= 6


HUNDRED = [f"ann/list-{number}" for number in range(100)]


@pytest.fixture
def wide(tmp_path: Path) -> Iterator[World]:
    """A list that follows a hundred others, with the thousand requests an hour of GITHUB_TOKEN for all."""
    sources = "".join(f"  - repo: {name}\n" for name in HUNDRED)
    config = CONFIG.replace("  - repo: ann/bullets\n  - repo: bob/table\n", sources)
    with FakeGitHub(limit=1_000) as github:
        made = World(github, tmp_path, config)
        made.env["BOT_UPSTREAM_API_URL"] = github.url
        for number, name in enumerate(HUNDRED):
            text = f"# List\n\n## Papers\n\n{''.join(studies(number, number + 1))}"
            github.create(name, files={"README.md": text})
        yield made


def test_g10_a_hundred_sources_stay_within_a_thousand_requests(wide: World) -> None:
    first = asked(wide)
    unchanged = asked(wide)
    assert (len(first) < 1_000, len(unchanged) <= 106) == (True, True)
    assert sum(one.cost for one in unchanged) <= 6
    for _ in range(11):  # an hour of runs each five minutes
        asked(wide)
    assert wide.github.limit_of("listbot").used < 1_000
    assert len(ids(wide, "bot/new-papers")) == 25


def test_g10_the_documentation_tells_the_limit_that_there_is() -> None:
    docs = Path(__file__).parents[2] / "docs"
    text = (docs / "operating.md").read_text() + (docs / "actions.md").read_text()
    assert "1,000 requests an hour" in " ".join(text.split())
