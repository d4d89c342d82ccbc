"""A plan is a request: one thing in it that no run would plan, and nothing of it is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.publish.admit import NotAdmitted
from tests.github import FakeGitHub

from .conftest import CONFIG, HAQ, SLIMMING, World

Work = dict[str, Any]
Change = Callable[[Work], None]


@pytest.fixture
def planned(world: World) -> Path:
    """A plan to open one pull request, made where #1 is an issue of somebody's with a comment on it."""
    eve = world.github.as_user("eve", permission="read")
    eve.comment(eve.open_issue("Help", "Please.").number, "Hello?")
    file = world.upstreams / "plan.json"
    assert world.run("sync", "--dry-run", "--out", str(file), token=False).exit_code == 0
    return file


def changed(file: Path, change: Change) -> None:
    plan = json.loads(file.read_text())
    change(plan["work"])
    file.write_text(json.dumps(plan))


def refused(world: World, file: Path) -> str:
    """Why the plan is not carried out; nothing may have been written."""
    since = len(world.github.requests())
    result = world.run("apply", str(file))
    assert isinstance(result.exception, NotAdmitted), result.output
    assert (result.exception.exit_code, world.writes(since)) == (2, [])
    return str(result.exception).removeprefix("the plan asks for what the bot does not do: ")


def test_what_a_run_planned_is_carried_out(world: World, planned: Path) -> None:
    assert world.run("apply", str(planned)).output == "Done; opened #2.\n"


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/x.yml",
        ".github/bot.yml",
        "bot/x.py",
        "templates/pull.md",
        "state/memory.yml",
        "state/catalog/../../setup.py",
        "state/catalog/a.yml\n",
        "state/catalog/Ä.yml",
        "pages/../x.md",
        "pages/a/b.md",
        "assets/x.svg",
        "/README.md",
        "readme.md",
        "",
    ],
)
def test_a_file_that_the_bot_does_not_make(world: World, planned: Path, path: str) -> None:
    changed(planned, lambda work: work["pushes"][0]["edits"].update({path: "x"}))
    assert refused(world, planned) == f"to write {path}"


@pytest.mark.parametrize("text", ["# Mine now\n", None], ids=["written anew", "deleted"])
def test_what_people_wrote_in_the_readme(world: World, planned: Path, text: str | None) -> None:
    changed(planned, lambda work: work["pushes"][0]["edits"].update({"README.md": text}))
    assert refused(world, planned) == "to write README.md outside the bot's markers"


def test_a_readme_that_differs_by_one_letter_outside_the_markers(world: World, planned: Path) -> None:
    def change(work: Work) -> None:
        edits = work["pushes"][0]["edits"]
        edits["README.md"] = edits["README.md"].replace("# Efficient", "# Effcient")

    changed(planned, change)
    assert refused(world, planned) == "to write README.md outside the bot's markers"


@pytest.mark.parametrize(
    "branch",
    [
        "main",
        "bot/memory",
        "bot/new-papers/x",
        "bot/new-papers-0",
        "bot/new-papers\n",
        "ann/x",
        "bot/other",
        "",
    ],
)
def test_a_branch_that_is_not_for_proposals(world: World, planned: Path, branch: str) -> None:
    heads = {name: world.repository.sha(name) for name in world.repository.branches()}

    def change(work: Work) -> None:
        work["pushes"][0].update(branch=branch, old=heads.get(branch))
        work["opens"][0]["branch"] = branch

    changed(planned, change)
    assert refused(world, planned) == f"to write the branch {branch}"


def test_a_branch_where_somebody_else_works(world: World, planned: Path) -> None:
    ann = world.github.as_user("ann")
    head = ann.push("bot/upkeep", {"NEWS.md": "news"})
    world.run("sync", "--dry-run", "--out", str(planned), token=False)

    def change(work: Work) -> None:
        work["pushes"][0].update(branch="bot/upkeep", old=head)
        work["opens"][0]["branch"] = "bot/upkeep"

    changed(planned, change)
    assert refused(world, planned) == "to write bot/upkeep, where somebody else's commits stand"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda work: work["pushes"][0].update(word=""),
            "to push bot/new-papers without saying what it holds",
        ),
        (
            lambda work: work["pushes"][0].update(kept=["main"]),
            "to push bot/new-papers on something that is no commit",
        ),
        (
            lambda work: work["opens"].append({**work["opens"][0], "branch": "main"}),
            "to open a pull request for main, which it does not push",
        ),
        (
            lambda work: work["opens"][0].update(body="x" * 65_537),
            "a text of more than 65,536 characters",
        ),
        (
            lambda work: work["opens"][0].update(title="x" * 257),
            "a title of more than 256 characters, or of more than one line",
        ),
        (
            lambda work: work.update(dashboard="x"),
            "to write a dashboard that the configuration does not ask for",
        ),
        (
            lambda work: work["pushes"][0]["edits"].update({"state/known.yml": "x" * (10 * 2**20 + 1)}),
            "to push more than 1,000 files, or one that is too large, to bot/new-papers",
        ),
        (
            lambda work: work["pushes"][0]["edits"].update({f"pages/{n}.md": "" for n in range(1_001)}),
            "to push more than 1,000 files, or one that is too large, to bot/new-papers",
        ),
        (
            lambda work: work.update(reacts=[{"comment": 1, "content": "+1"}] * 1_001),
            "more than 1,000 items of one kind; to react to the comment 1",
        ),
        (
            lambda work: work.update(says=[{"number": 1, "body": "Hi @eve"}]),
            "to comment on #1, which is no pull request of the bot's",
        ),
        (
            lambda work: work.update(rewrites=[{"number": 1, "branch": "", "title": "Mine", "body": ""}]),
            "to change #1, which is no open pull request of the bot's",
        ),
        (
            lambda work: work.update(closes=[{"number": 1, "body": ""}]),
            "to change #1, which is no open pull request of the bot's",
        ),
        (
            lambda work: work.update(setups=[{"number": 1, "labels": ["bot"]}]),
            "to change #1, which is no open pull request of the bot's",
        ),
        (
            lambda work: work["manners"].update(labels=["bot", "urgent"]),
            "labels or people that the configuration does not name",
        ),
        (
            lambda work: work["manners"].update(reviewers=["eve"]),
            "labels or people that the configuration does not name",
        ),
        (
            lambda work: work.update(draft=True),
            "drafts that the configuration does not ask for",
        ),
    ],
    ids=range(16),
)
def test_anything_else(world: World, planned: Path, change: Change, why: str) -> None:
    changed(planned, change)
    assert refused(world, planned) == why


def test_a_reaction_to_what_is_no_command(world: World, planned: Path) -> None:
    (comment,) = world.repository.comments
    changed(planned, lambda work: work.update(reacts=[{"comment": comment, "content": "+1"}]))
    assert refused(world, planned) == f"to react to the comment {comment}"


@pytest.mark.parametrize("name", ["main", "bot/memory", "ann/work"])
def test_to_delete_a_branch_that_is_not_a_pull_request_of_the_bots(
    world: World, planned: Path, name: str
) -> None:
    for branch in ("ann/work", "bot/memory"):
        world.github.as_user("ann").push(branch, {"NEWS.md": "news"})
    world.run("sync", "--dry-run", "--out", str(planned), token=False)
    head = world.repository.sha(name)
    changed(planned, lambda work: work.update(prunes=[{"name": name, "head": head}], aside=[]))
    assert refused(world, planned) == f"to delete the branch {name}"


@pytest.mark.parametrize("name", ["main", "bot/new-papers", "bot/memory", "bot/memory-0"])
def test_to_keep_a_memory_aside_where_that_is_no_place_for_it(world: World, planned: Path, name: str) -> None:
    head = world.github.as_user("ann").push("bot/memory", {"memory.yml": "damaged: ["})
    world.run("sync", "--dry-run", "--out", str(planned), token=False)
    changed(planned, lambda work: work.update(aside=[{"name": name, "head": head}]))
    assert refused(world, planned) == f"to write the branch {name}"


def test_somebodys_issue_is_no_dashboard_whatever_a_plan_would_have_remembered(tmp_path: Path) -> None:
    with FakeGitHub() as github:
        world = World(github, tmp_path, f"{CONFIG}dashboard: true\n")
        world.say("ann/bullets", SLIMMING)
        world.say("bob/table", HAQ)
        number = github.as_user("eve", permission="read").open_issue("Help", "Please.").number
        file = tmp_path / "plan.json"
        world.run("sync", "--dry-run", "--out", str(file), token=False)
        changed(file, lambda work: work["memory"].update(dashboard=number))
        changed(file, lambda work: work.update(dashboard=None))
        world.run("apply", str(file))
        world.run()
        assert world.repository.issues[number].body == "Please."


def test_many_breaches_are_counted(world: World, planned: Path) -> None:
    changed(
        planned,
        lambda work: work["pushes"][0]["edits"].update({f"bot/{number}.py": "" for number in range(9)}),
    )
    told = "; ".join(f"to write bot/{number}.py" for number in range(5))
    assert refused(world, planned) == f"{told}; and 4 more"
