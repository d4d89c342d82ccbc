"""G4 and G9: a plan is a request and not an order; what people push meanwhile stays; the token goes nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.github import FakeGitHub, Fault

from .conftest import CONFIG, FILTERS, HAQ, SLIMMING, XNOR, World
from .scene import Elsewhere, code, comments, configured, proposed, rerun, seen, told

PAPERS = {"arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1811.08886"}
Work = dict[str, Any]


def planned(world: World) -> tuple[Path, dict[str, Any]]:
    """The file of a plan, and what is in it."""
    file = world.upstreams / "plan.json"
    world.run("sync", "--dry-run", "--out", str(file))
    return file, json.loads(file.read_text())


def everywhere(world: World) -> object:
    """All branches, and all that stands in issues, pull requests and comments."""
    repository = world.repository
    return (
        {branch: repository.head(branch) for branch in repository.branches()},
        {
            issue.number: (issue.title, issue.body, issue.state, list(issue.labels), len(issue.assignees))
            for issue in repository.issues.values()
        },
        {one.id: (one.body, len(one.reactions)) for one in repository.comments.values()},
    )


def scene(world: World) -> None:
    """#1 stands, with a command on it; #2 is a person's, #3 an issue of a person's with a comment."""
    world.run()
    ann = world.github.as_user("ann")
    ann.push("mine", {"x": "y"})
    ann.open_pull("mine", "By hand")
    ann.open_issue("Hm", "What is this?")
    ann.comment(3, "I wonder.")
    ann.comment(1, "/bot dance")
    world.say("bob/table", HAQ, FILTERS, XNOR)


def refused(world: World, change: Callable[[Work], None], *words: str) -> None:
    """A plan with that change is refused as a whole: nothing at all is written."""
    file, plan = planned(world)
    change(plan["work"])
    file.write_text(json.dumps(plan))
    before, since = everywhere(world), len(world.github.requests())
    result = world.run("apply", str(file))
    assert (code(result), world.writes(since), everywhere(world)) == (2, [], before), told(result)
    assert [word for word in words if word not in told(result)] == []


def test_g4_the_plan_as_it_was_made_is_carried_out(world: World) -> None:
    scene(world)
    file, _ = planned(world)
    assert code(world.run("apply", str(file))) == 0
    assert proposed(world)[1] == PAPERS | {"arxiv:1603.05279"}


BRANCHES = [
    *("main", "mine", "bot", "bot/", "bot/memory", "bot/other", "refs/heads/main", "bot/../main", "../main"),
    *("BOT/new-papers", "bot/new-papers\n", "bot/new-papers/x", "bot/new-papers-0", "bot/new-papers-2x"),
    *("heads/main", "", "bot/new-papers-١"),
]


@pytest.mark.parametrize("branch", BRANCHES)
def test_g4_a_plan_that_pushes_elsewhere_is_refused(world: World, branch: str) -> None:
    scene(world)

    def change(work: Work) -> None:
        work["pushes"][0] |= {"branch": branch, "old": world.repository.sha(branch) if branch else None}

    refused(world, change, "the plan asks for what the bot does not do")


def test_g4_a_plan_that_pushes_a_second_branch_besides_is_refused(world: World) -> None:
    scene(world)
    head = world.repository.head("main")
    refused(
        world, lambda work: work["pushes"].append(work["pushes"][0] | {"branch": "main", "old": head}), "main"
    )


def test_g4_a_plan_that_pushes_over_a_persons_commit_is_refused(world: World) -> None:
    scene(world)
    mine = world.github.as_user("ann").push("bot/upkeep", {"NOTES.md": "mine"})
    refused(world, lambda work: work["pushes"][0].update(branch="bot/upkeep", old=mine), "bot/upkeep")


PATHS = [
    ".github/workflows/sync.yml",
    ".github/bot.yml",
    ".github/CODEOWNERS",
    ".git/config",
    ".gitattributes",
    "bot/run.py",
    "LICENSE",
    "/etc/passwd",
    "../x",
    "state/../.github/workflows/x.yml",
    "state/catalog/../../x.yml",
    "state/catalog/x.py",
    "state/memory.yml",
    "state/x.yml",
    "pages/x.html",
    "pages/../README.md",
    "pages/sub/x.md",
    "pages/..md/../../x.md",
    "assets/x.sh",
    "assets/x.html",
    "templates/pull.md",
    "README.md\n",
    "readme.md",
    "README.md/x",
    "docs/README.md",
    "",
    "state\\catalog\\x.yml",
    "action.yml",
    "pyproject.toml",
]


@pytest.mark.parametrize("path", PATHS)
def test_g4_a_plan_that_writes_files_of_others_is_refused(world: World, path: str) -> None:
    scene(world)
    refused(world, lambda work: work["pushes"][0]["edits"].update({path: "owned"}), "to write")


def test_g4_a_plan_that_writes_the_readme_outside_the_markers_is_refused(world: World) -> None:
    scene(world)
    for change in (
        lambda text: text.replace("# Efficient networks", "# Owned"),
        lambda text: f"{text}\nOwned.\n",
        lambda text: "# Owned\n",
        lambda text: text.replace("<!-- bot:papers start -->", "").replace("<!-- bot:papers end -->", ""),
        lambda text: f"<!-- bot:papers start -->\nOwned.\n<!-- bot:papers end -->\n{text}",
        lambda text: None,
    ):
        refused(
            world,
            lambda work, change=change: work["pushes"][0]["edits"].update(  # type: ignore[misc]
                {"README.md": change(work["pushes"][0]["edits"]["README.md"])}
            ),
            "README.md",
        )


@pytest.mark.parametrize("number", [2, 3, 99, 0, -1])
@pytest.mark.parametrize(
    ("kind", "item"),
    [
        ("rewrites", {"branch": "bot/new-papers", "title": "Owned", "body": "Owned"}),
        ("closes", {"body": "Owned"}),
        ("setups", {"labels": ["bot"], "reviewers": [], "assignees": []}),
        ("says", {"body": "Owned", "answers": 0}),
    ],
    ids=["rewrites", "closes", "setups", "says"],
)
def test_g4_a_plan_for_what_is_not_the_bots_is_refused(
    world: World, kind: str, item: dict[str, Any], number: int
) -> None:
    scene(world)
    refused(world, lambda work: work[kind].append({"number": number, **item}))


def test_g4_a_plan_that_replaces_a_persons_words_while_closing_is_refused(world: World) -> None:
    scene(world)
    refused(world, lambda work: work["closes"].append({"number": 1, "body": "Owned"}))


def test_g4_a_plan_that_reacts_to_other_comments_is_refused(world: World) -> None:
    scene(world)
    other, mine = world.repository.thread(3)[0].id, world.repository.thread(1)[0].id
    for comment, content in ((other, "+1"), (99_999, "+1"), (mine, "heart"), (mine, "")):
        refused(
            world,
            lambda work, comment=comment, content=content: work["reacts"].append(  # type: ignore[misc]
                {"comment": comment, "content": content}
            ),
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda work: work["manners"].update(labels=["bot", "security"]),
        lambda work: work["manners"].update(reviewers=["eve"]),
        lambda work: work["manners"].update(assignees=["eve"]),
        lambda work: work["setups"].append(
            {"number": 1, "labels": ["owned"], "reviewers": [], "assignees": []}
        ),
        lambda work: work.update(draft=True),
        lambda work: work.update(dashboard="Owned"),
    ],
    ids=["labels", "reviewers", "assignees", "setup", "draft", "dashboard"],
)
def test_g4_a_plan_with_other_manners_than_configured_is_refused(
    world: World, change: Callable[[Work], None]
) -> None:
    scene(world)
    refused(world, change)


def test_g4_a_plan_that_deletes_branches_of_others_is_refused(world: World) -> None:
    scene(world)
    ann = world.github.as_user("ann")
    mine = ann.push("bot/upkeep", {"NOTES.md": "mine"})
    heads = {name: world.repository.head(name) for name in ("main", "mine", "bot/memory", "bot/new-papers")}
    for name, head in {**heads, "bot/upkeep": mine}.items():
        refused(
            world,
            lambda work, name=name, head=head: work["prunes"].append({"name": name, "head": head}),  # type: ignore[misc]
        )


def test_g4_a_plan_that_makes_other_branches_for_a_memory_is_refused(world: World) -> None:
    scene(world)
    head = world.repository.head("bot/memory")
    for name, sha in (
        ("main", head),
        ("bot/memory", head),
        ("bot/x", head),
        ("bot/memory-0000000", "0" * 40),
    ):
        refused(
            world,
            lambda work, name=name, sha=sha: work["aside"].append({"name": name, "head": sha}),  # type: ignore[misc]
        )


def test_g4_a_plan_that_opens_for_other_branches_is_refused(world: World) -> None:
    scene(world)
    for branch in ("main", "mine", "bot/upkeep", "eve:bot/new-papers"):
        refused(
            world,
            lambda work, branch=branch: work["opens"].append(  # type: ignore[misc]
                {"branch": branch, "title": "Owned", "body": "Owned"}
            ),
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda work: work["says"].append({"number": 1, "body": "x" * 70_000, "answers": 0}),
        lambda work: work["rewrites"].append(
            {"number": 1, "branch": "bot/new-papers", "title": "x" * 300, "body": ""}
        ),
        lambda work: work["rewrites"].append(
            {"number": 1, "branch": "bot/new-papers", "title": "x", "body": "x" * 70_000}
        ),
        lambda work: work["pushes"][0]["edits"].update({"pages/x.md": "x" * 11_000_000}),
        lambda work: work["pushes"][0]["edits"].update({f"pages/{n}.md": "x" for n in range(2_000)}),
        lambda work: work["says"].extend([{"number": 1, "body": "x", "answers": 0}] * 2_000),
        lambda work: work["pushes"][0].update(title="x" * 100_000),
        lambda work: work["pushes"][0].update(word="x" * 3_000_000),
        lambda work: work["memory"].update(answered=["x" * 30_000_000]),
    ],
    ids=["comment", "title", "body", "file", "files", "items", "subject", "word", "memory"],
)
def test_g4_a_plan_beyond_bounds_is_refused(world: World, change: Callable[[Work], None]) -> None:
    scene(world)
    refused(world, change)


@pytest.mark.parametrize(
    "change",
    [
        lambda work: work["pushes"][0].update(word=""),
        lambda work: work["pushes"][0].update(word="x\n\nSigned-off-by: owner"),
        lambda work: work["pushes"][0].update(kept=["main"]),
        lambda work: work["pushes"][0].update(old="0" * 40),
        lambda work: work["pushes"][0].update(old=None),
        lambda work: work["pushes"][0].update(title="Fix\n\nCo-authored-by: owner <o@example.org>"),
    ],
    ids=["no word", "two words", "kept", "old", "no old", "lines in a subject"],
)
def test_g4_a_plan_for_a_commit_that_no_run_makes_is_refused(
    world: World, change: Callable[[Work], None]
) -> None:
    scene(world)
    refused(world, change)


def test_g4_a_plan_that_calls_a_persons_commit_the_bots_gives_nobodys_work_away(world: World) -> None:
    world.run()
    mine = world.github.as_user("ann").push("bot/new-papers", {"NOTES.md": "mine"})
    file, plan = planned(world)
    heads = plan["work"]["memory"]["heads"]
    heads[mine] = {**next(iter(heads.values())), "mine": True}
    file.write_text(json.dumps(plan))
    world.run("apply", str(file))
    world.say("bob/table", HAQ, FILTERS, XNOR)
    for _ in range(2):
        world.run()
    assert mine in world.repository.commits("bot/new-papers")
    assert world.repository.head("bot/new-papers") == mine


def test_g4_a_memory_that_names_a_strangers_issue_as_the_dashboard_is_not_believed(world: World) -> None:
    configured(world, "dashboard: true\n")
    world.github.as_user("eve", permission="read").open_issue("Mine", "My words.")
    world.run()
    file, plan = planned(world)
    plan["work"]["memory"]["dashboard"] = 1
    file.write_text(json.dumps(plan))
    world.run("apply", str(file))
    world.github.as_user("ann").untick(2, "HAQ")
    for _ in range(2):
        world.run()
    assert world.repository.issues[1].body == "My words."


def test_g4_a_plan_of_nonsense_is_an_error_of_its_own(world: World) -> None:
    scene(world)
    file, plan = planned(world)
    for text in (
        "",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps(plan)[:-9],
        json.dumps(plan | {"version": 1}),
        "\0",
    ):
        file.write_text(text)
        before = everywhere(world)
        assert (code(world.run("apply", str(file))), everywhere(world)) == (2, before)


@pytest.mark.parametrize("change", ["push", "main", "comment", "tick", "title", "close", "delete"])
def test_g4_a_plan_is_refused_when_people_did_something_since(world: World, change: str) -> None:
    scene(world)
    file, _ = planned(world)
    ann = world.github.as_user("ann")
    acts: dict[str, Callable[[], object]] = {
        "push": lambda: ann.push("bot/new-papers", {"NOTES.md": "mine"}),
        "main": lambda: ann.push("main", {"NEWS.md": "news"}),
        "comment": lambda: ann.comment(1, "/bot decline HAQ"),
        "tick": lambda: ann.untick(1, "HAQ"),
        "title": lambda: ann.edit_title(1, "Mine"),
        "close": lambda: ann.close(1),
        "delete": lambda: ann.delete_branch("bot/new-papers"),
    }
    acts[change]()
    before, since = everywhere(world), len(world.github.requests())
    result = world.run("apply", str(file))
    assert (code(result), world.writes(since), everywhere(world)) == (5, [], before), told(result)


def test_g4_a_plan_carried_out_twice_does_nothing_more(world: World) -> None:
    file, _ = planned(world)
    assert code(world.run("apply", str(file))) == 0
    before, since = everywhere(world), len(world.github.requests())
    assert (code(world.run("apply", str(file))), world.writes(since), everywhere(world)) == (5, [], before)


# between the look and the write


def writes_of(world: World) -> list[str]:
    since = len(world.github.requests())
    world.run()
    return world.writes(since)


@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("graphql", [True, False])
def test_g4_a_push_between_look_and_write_is_not_lost(world: World, at: int, *, graphql: bool) -> None:
    world.github.graphql = graphql
    world.run()
    ann, made = world.github.as_user("ann"), []
    world.say("bob/table", HAQ, FILTERS, XNOR)
    swap = 3 if graphql else 4  # the write that moves the branch
    if at == swap and not graphql:
        pytest.skip("REST has no compare-and-swap: this moment is the one that is left")
    world.github.faults.call(
        lambda: made.append(ann.push("bot/new-papers", {"NOTES.md": "mine"})), at=at, writes_only=True
    )
    result = world.run()
    if not made:
        pytest.skip("the run has fewer writes")
    assert code(result) in (0, 5)
    world.run()
    assert made[0] in world.repository.commits("bot/new-papers")
    assert world.repository.head("bot/new-papers") == made[0]
    assert "it is yours now" in comments(world)[0]


@pytest.mark.parametrize("graphql", [True, False])
def test_g4_a_branch_of_that_name_made_meanwhile_is_not_overwritten(world: World, *, graphql: bool) -> None:
    world.github.graphql = graphql
    ann, made = world.github.as_user("ann"), []
    world.github.faults.call(
        lambda: made.append(ann.push("bot/new-papers", {"NOTES.md": "mine"})), at=2, writes_only=True
    )
    assert code(world.run()) in (0, 5)
    world.run()
    assert world.repository.head("bot/new-papers") == made[0]
    assert PAPERS in proposed(world).values()


@pytest.mark.parametrize("graphql", [True, False])
def test_g4_a_branch_deleted_meanwhile_is_not_made_again(world: World, *, graphql: bool) -> None:
    world.github.graphql = graphql
    world.run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    ann = world.github.as_user("ann")
    world.github.faults.call(lambda: ann.delete_branch("bot/new-papers"), at=2, writes_only=True)
    assert code(world.run()) in (0, 5)
    for _ in range(2):
        world.run()
    assert "bot/new-papers" not in world.repository.branches()
    assert set().union(*proposed(world).values()) == {"arxiv:1603.05279"}


def test_g4_a_push_to_a_branch_that_is_about_to_be_deleted_is_not_lost(world: World) -> None:
    world.run()
    ann, made = world.github.as_user("ann"), []
    ann.push("main", {"state/decisions.yml": f"schema: 2\ndecline: [{', '.join(sorted(PAPERS))}]\n"})
    world.github.faults.call(
        lambda: made.append(ann.push("bot/new-papers", {"NOTES.md": "mine"})), at=2, writes_only=True
    )
    world.run()
    world.run()
    assert made[0] in world.repository.commits("bot/new-papers")


@pytest.mark.parametrize("at", [1, 2, 3])
def test_g4_a_title_and_words_written_between_look_and_write_are_not_lost(world: World, at: int) -> None:
    world.run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    ann = world.github.as_user("ann")

    def edit() -> None:
        ann.edit_title(1, "For the May edition")
        ann.edit_body(1, f"My words.\n\n{seen(world, 1)[2]}")

    world.github.faults.call(edit, at=at, writes_only=True)
    world.run()
    world.run()
    assert (seen(world, 1)[1], seen(world, 1)[2].startswith("My words.")) == ("For the May edition", True)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_g4_a_row_unticked_between_look_and_write_is_heard(world: World, at: int) -> None:
    world.run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.github.faults.call(lambda: world.github.as_user("ann").untick(1, "HAQ"), at=at, writes_only=True)
    world.run()
    world.run()
    assert "arxiv:1811.08886" not in proposed(world)[1]


def test_g4_a_pull_request_merged_between_look_and_write_is_merged(world: World) -> None:
    world.run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    ann = world.github.as_user("ann")

    def merge() -> None:
        ann.merge(1, "squash")

    world.github.faults.call(merge, at=2, writes_only=True)
    assert code(world.run()) in (0, 4, 5)
    for _ in range(2):
        world.run()
    assert set().union(*proposed(world).values()) == {"arxiv:1603.05279"}
    assert rerun(world) == []


# the token


@pytest.mark.parametrize("words", [["sync"], ["apply", "plan"], ["doctor"]])
@pytest.mark.parametrize(
    "root",
    ["http://api.example.org", "http://10.0.0.1/api/v3", "ftp://api.example.org", "https://u:p@x.org"],
)
def test_g9_a_token_is_not_sent_in_the_open(
    world: World, words: list[str], root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _ = planned(world)
    monkeypatch.setattr(world.github, "url", root)
    since = len(world.github.log)
    result = world.run(*[str(file) if word == "plan" else word for word in words])
    assert (code(result) in (1, 2), len(world.github.log)) == (True, since)
    assert "LeftTheMachine" not in repr(result.exception)
    assert world.token not in told(result)


@pytest.mark.parametrize("root", ["http://api.example.org", "http://169.254.169.254/"])
def test_g9_sources_are_not_read_in_the_open_either(world: World, root: str) -> None:
    world.env["BOT_UPSTREAM_API_URL"] = root
    result = world.run()
    assert (code(result), "without encryption; use https" in told(result)) == (2, True), told(result)
    assert world.repository.pulls() == []


def test_g9_the_api_of_the_sources_gets_no_token_of_the_list(tmp_path: Path) -> None:
    with FakeGitHub() as github, FakeGitHub(anonymous_limit=500) as upstream:
        world = Elsewhere(github, upstream, tmp_path, CONFIG)
        world.say("ann/bullets", SLIMMING, HAQ)
        world.say("bob/table", HAQ, FILTERS)
        for _ in range(2):
            assert code(world.run()) == 0
        asked = upstream.requests()
        assert {(one.user, one.status == 401) for one in asked} == {(None, False)}


@pytest.fixture
def other() -> Iterator[FakeGitHub]:
    with FakeGitHub() as made:
        yield made


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("writes", [False, True])
def test_g9_a_redirect_to_another_host_gets_no_token(
    world: World, other: FakeGitHub, at: int, *, writes: bool
) -> None:
    elsewhere = other.url.replace("127.0.0.1", "localhost") + "/repos/owner/list"
    world.github.faults.arm(Fault.REDIRECT_AWAY, at=at, writes_only=writes, location=elsewhere)
    assert code(world.run()) in (0, 4)
    assert [one for one in other.requests() if one.status == 401 or one.user] == []
    assert [one for one in other.requests() if one.is_write] == []


@pytest.mark.parametrize("at", [1, 4])
def test_g9_a_redirect_to_another_port_gets_no_token(world: World, other: FakeGitHub, at: int) -> None:
    world.github.faults.arm(Fault.REDIRECT, at=at, location=f"{other.url}/repos/owner/list")
    assert code(world.run()) in (0, 4)
    assert [one for one in other.requests() if one.status == 401 or one.user] == []


def test_g9_git_and_its_hooks_do_not_get_the_token(world: World) -> None:
    seen_ = world.checkout.parent / "seen"
    script = f"#!/bin/sh\nenv >> {seen_}\n"
    for name in ("post-index-change", "post-checkout", "reference-transaction", "pre-push", "post-commit"):
        hook = world.checkout / ".git" / "hooks" / name
        hook.write_text(script)
        hook.chmod(0o755)
    monitor = world.checkout / ".git" / "monitor"
    monitor.write_text(script)
    monitor.chmod(0o755)
    with (world.checkout / ".git" / "config").open("a") as stream:
        stream.write(f"[core]\n\tfsmonitor = {monitor}\n")
    world.env |= {"GH_TOKEN": world.token, "BOT_TOKEN": world.token}
    assert code(world.run()) == 0
    file, _ = planned(world)
    world.run("apply", str(file))
    text = seen_.read_text() if seen_.exists() else ""
    assert world.token not in text


@pytest.mark.parametrize("bad", ["a\nb", "a\r\nX-Evil: 1", "ü", "a b\0"])
def test_g9_a_token_that_is_none_is_a_sentence(world: World, bad: str) -> None:
    if "\0" in bad:
        pytest.skip("an environment holds no NUL")
    world.token = bad
    result = world.run()
    assert (code(result) in (2, 4), world.repository.pulls()) == (True, [])
