"""A source that is new and large comes in as a whole, by one pull request."""

from __future__ import annotations

import pytest

from tests.publish.conftest import CONFIG, HAQ, World

MANY = "cat/many"
ROWS = [
    f"- [A Study of Soft Pruning, Part {n}](https://arxiv.org/abs/2001.{n:05}), ICML 2020\n" for n in range(1, 41)
]  # fmt: skip
BRANCH = "bot/follow"
FOLLOW = f"Follow {MANY}: 41 entries, 40 new works"


@pytest.fixture
def large(world: World) -> World:
    """The list, that has all its two small sources say, and a third that is new to its configuration."""
    world.run()
    world.github.as_user("ann").merge(1)
    world.say(MANY, *ROWS, HAQ)
    config = CONFIG.replace("  - repo: bob/table\n", f"  - repo: bob/table\n  - repo: {MANY}\n")
    world.github.as_user("ann").push("main", {".github/bot.yml": config})
    world.run()
    return world


def papers(world: World, branch: str) -> int:
    files = world.repository.files(branch)
    return sum(str(text).count("- id:") for path, text in files.items() if path.startswith("state/catalog"))


def test_a_new_source_is_one_proposal_with_all_that_is_in_it(large: World) -> None:
    (pull,) = large.repository.pulls("open")
    assert (pull.pull and pull.pull.head_ref, pull.title) == (BRANCH, FOLLOW)
    body = pull.body or ""
    assert "**40\nworks are new here**, and 1 that are here already" in body
    assert "**How it was read:** look at these (2 findings): 41 with link, 40 venue, 40 year" in body
    assert body.count("- [x] [A Study of Soft Pruning") == 3
    assert papers(large, BRANCH) - papers(large, "main") == 40


def test_a_dry_run_says_the_same(large: World) -> None:
    result = large.run("sync", "--dry-run")
    assert f"{FOLLOW}; look at these (2 findings): 41 with link, 40 venue, 40 year" in result.stderr


def test_g1_a_second_run_writes_nothing_whatever_the_day(large: World) -> None:
    before = large.repository.files(BRANCH)
    large.env["SOURCE_DATE_EPOCH"] = "1795600000"
    since = len(large.github.requests())
    assert large.run().exit_code == 0
    assert (large.writes(since), large.repository.files(BRANCH)) == ([], before)


def test_merged_it_is_a_source_like_any_other(large: World) -> None:
    large.github.as_user("ann").merge(2)
    large.say(MANY, *ROWS, HAQ, "- [One More Study of Pruning](https://arxiv.org/abs/2101.00001)\n")
    large.run()
    (pull,) = large.repository.pulls("open")
    assert (pull.pull and pull.pull.head_ref, pull.title) == (
        "bot/new-papers",
        "Add One More Study of Pruning",
    )


def test_g13_closed_it_is_left_alone_and_reopened_it_comes_back(large: World) -> None:
    ann = large.github.as_user("ann")
    ann.close(2)
    for _ in range(2):
        large.run()
        assert large.repository.pulls("open") == []
    ann.reopen(2)
    large.run()
    (pull,) = large.repository.pulls("open")
    assert (pull.number, papers(large, BRANCH) - papers(large, "main")) == (2, 40)


def test_a_row_of_the_sample_that_is_unticked_leaves_one_paper_out(large: World) -> None:
    large.github.as_user("ann").untick(2, "A Study of Soft Pruning, Part 2")
    large.run()
    (pull,) = large.repository.pulls("open")
    assert papers(large, BRANCH) - papers(large, "main") == 39
    assert "Taken out (1)" in (pull.body or "")


def test_several_new_sources_come_one_at_a_time(large: World) -> None:
    large.say("dan/more", *(row.replace("Soft", "Hard").replace("2001", "2002") for row in ROWS))
    config = CONFIG.replace(
        "  - repo: bob/table\n", f"  - repo: bob/table\n  - repo: {MANY}\n  - repo: dan/more\n"
    )
    ann = large.github.as_user("ann")
    ann.push("main", {".github/bot.yml": config})
    assert "dan/more will be taken in one at a time" in large.run().stderr
    assert [pull.title for pull in large.repository.pulls("open")] == [FOLLOW]
    ann.merge(2)
    large.run()
    assert [pull.title for pull in large.repository.pulls("open")] == [
        "Follow dan/more: 40 entries, 40 new works"
    ]
