"""G12: the memory may be lost, damaged, emptied or rolled back at any time; nothing is lost, nothing made up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.github import FakeGitHub

from .conftest import FILTERS, HAQ, SLIMMING, XNOR, World
from .scene import (
    Elsewhere,
    code,
    comments,
    decisions,
    ids,
    proposed,
    reactions,
    rerun,
    seen,
    studies,
    title,
    told,
)

PAPERS = {"arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1811.08886"}
ONE, TWO = "arxiv:2101.00001", "arxiv:2101.00002"
BRANCH, FILE = "bot/memory", "memory.yml"


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Elsewhere]:
    with FakeGitHub() as github, FakeGitHub(anonymous_limit=5000) as upstream:
        made = Elsewhere(github, upstream, tmp_path)
        made.say("ann/bullets", SLIMMING, HAQ)
        made.say("bob/table", HAQ, FILTERS)
        yield made


def lived(world: World) -> list[str]:
    """A list in which all was said that can be said; gives the memories on the way, oldest first.

    HAQ was unticked, XNOR closed, study 1 taken over, study 2 closed by the bot, since its list took it back.
    """
    ann, memories = world.github.as_user("ann"), []

    def run() -> None:
        assert code(world.run()) == 0
        memories.append(world.repository.head(BRANCH))

    run()
    ann.untick(1, "HAQ")
    run()
    ann.comment(1, "/bot topic arxiv:1608.08710 quantization")
    ann.comment(1, "/bot dance")
    run()
    ann.merge(1)
    run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    run()
    (number,) = [number for number, papers in proposed(world).items() if "arxiv:1603.05279" in papers]
    ann.close(number)
    run()
    world.say("bob/table", HAQ, FILTERS, XNOR, *studies(1))
    run()
    (number,) = [number for number, papers in proposed(world).items() if ONE in papers]
    ann.push(world.repository.issues[number].pull.head_ref, {"NOTES.md": "mine"})  # type: ignore[union-attr]
    run()
    world.say("bob/table", HAQ, FILTERS, XNOR, *studies(1, 2))
    run()
    world.say("bob/table", HAQ, FILTERS, XNOR, *studies(1))
    run()
    run()
    return memories


def thread(world: World) -> dict[int, tuple[list[str], list[list[str]]]]:
    """All that was said on pull requests, and the reactions."""
    return {
        p.number: (comments(world, p.number), reactions(world, p.number)) for p in world.repository.pulls()
    }


def all_seen(world: World) -> dict[int, tuple[str | None, str, str, str]]:
    """What people see of all pull requests."""
    return {pull.number: seen(world, pull.number) for pull in world.repository.pulls()}


Harm = Callable[[World], None]


def written(text: str | bytes | None, name: str) -> Harm:
    """Somebody pushes another file to the memory's branch."""

    def harm(world: World) -> None:
        world.github.as_user("ann").push(BRANCH, {FILE: text})

    harm.__name__ = name
    return harm


def deleted(world: World) -> None:
    world.github.as_user("ann").delete_branch(BRANCH)


def cut(world: World) -> None:
    text = world.repository.files(BRANCH)[FILE]
    world.github.as_user("ann").push(BRANCH, {FILE: text[: len(text) // 2]})


def left(size: int) -> Harm:
    """Only the first bytes of the file arrived."""

    def harm(world: World) -> None:
        world.github.as_user("ann").push(BRANCH, {FILE: world.repository.files(BRANCH)[FILE][:size]})

    harm.__name__ = f"cut_to_{size}"
    return harm


def without(key: str) -> Harm:
    """Somebody cuts a part out of the middle."""

    def harm(world: World) -> None:
        text = world.repository.files(BRANCH)[FILE]
        assert f"\n{key}:" in text
        world.github.as_user("ann").push(
            BRANCH, {FILE: re.sub(rf"^{key}:.*\n(?:[ -].*\n)*", "", text, flags=re.MULTILINE)}
        )

    harm.__name__ = f"without_{key}"
    return harm


def of_another_list(world: World) -> None:
    world.github.as_user("ann").reset(BRANCH, world.repository.head("main"))


def of_another_schema(world: World) -> None:
    text = world.repository.files(BRANCH)[FILE]
    world.github.as_user("ann").push(BRANCH, {FILE: re.sub(r"Schema \d+", "Schema 99", text)})


def a_folder(world: World) -> None:
    world.github.as_user("ann").push(BRANCH, {FILE: None, f"{FILE}/x": "y"})


DAMAGES = [
    cut,
    of_another_list,
    of_another_schema,
    a_folder,
    written("", "empty"),
    written("\n\n", "blank"),
    written(None, "no_file"),
    written(b"\xff\xfe\x00\xe9", "no_utf8"),
    written(b"schema: 3\nuntil: '\xe9'\n", "no_utf8_inside"),
    written("<!DOCTYPE html>\n<html></html>\n", "html"),
    written("[1, 2]\n", "a_list"),
    written("schema: 2\nsaid: []\n", "an_older_schema"),
    written("schema: 3\nuntil: 5\n", "a_wrong_type"),
    written("schema: 3\nuntil: yesterday\n", "a_wrong_moment"),
    written("schema: 3\nsettled: [x]\n", "wrong_numbers"),
    written("schema: 3\nsaid: [{verb: dance, row: [x]}]\n", "a_wrong_verb"),
    written("schema: 3\nsaid: [{verb: decline, row: []}]\n", "an_empty_row"),
    written("a: &a [*a]\n", "a_bomb"),
    written("[" * 3000, "deep"),
    written("schema: 3\nschema: 3\n", "twice"),
]


CUTS = [left(size) for size in (1, 38, 47, 48, 50, 300, 700, 1100)] + [left(-size) for size in (1, 2, 5, 12)]
PARTS = [without(key) for key in ("branches", "heads", "heard", "open", "said", "settled", "sources", "told")]


@pytest.mark.parametrize("harm", [deleted, *DAMAGES, *CUTS, *PARTS])
def test_g12_nothing_is_lost_invented_or_said_anew(world: World, harm: Harm) -> None:
    lived(world)
    before, said, papers = all_seen(world), thread(world), proposed(world)
    harm(world)
    assert code(world.run()) == 0
    assert (proposed(world), all_seen(world), thread(world)) == (papers, before, said)
    assert rerun(world) == []


@pytest.mark.parametrize("age", range(10))
def test_g12_an_older_memory_pushed_back_changes_nothing(world: World, age: int) -> None:
    memories = lived(world)
    before, said, papers = all_seen(world), thread(world), proposed(world)
    world.github.as_user("ann").reset(BRANCH, memories[age])
    assert code(world.run()) == 0
    assert (proposed(world), all_seen(world), thread(world)) == (papers, before, said)
    assert rerun(world) == []


@pytest.mark.parametrize("harm", [deleted, *DAMAGES[:6]])
def test_g12_what_the_bot_closed_was_no_persons_no(world: World, harm: Harm) -> None:
    lived(world)
    harm(world)
    world.say("bob/table", HAQ, FILTERS, XNOR, *studies(1, 2))
    world.run()
    new = set().union(*proposed(world).values())
    assert (TWO in new, {"arxiv:1603.05279", "arxiv:1811.08886"} & new) == (True, set())


@pytest.mark.parametrize("harm", DAMAGES)
def test_g12_a_damaged_memory_is_kept_aside_and_told_once(world: World, harm: Harm) -> None:
    world.run()
    harm(world)
    head = world.repository.head(BRANCH)
    first, second = world.run(), world.run()
    aside = [name for name in world.repository.branches() if name.startswith(f"{BRANCH}-")]
    assert (code(first), code(second)) == (0, 0)
    assert [world.repository.head(name) for name in aside] == [head]
    assert ("the memory is damaged" in told(first), "the memory is damaged" in told(second)) == (True, False)
    assert (BRANCH in told(first), proposed(world)) == (True, {1: PAPERS})


def test_g12_a_memory_damaged_twice_is_kept_aside_twice(world: World) -> None:
    world.run()
    heads = []
    for text in ("[1]\n", "[2]\n"):
        written(text, "x")(world)
        heads.append(world.repository.head(BRANCH))
        assert code(world.run()) == 0
    aside = [name for name in world.repository.branches() if name.startswith(f"{BRANCH}-")]
    assert sorted(world.repository.head(name) for name in aside) == sorted(heads)
    assert rerun(world) == []


def test_g12_a_damaged_memory_is_no_reason_for_a_dry_run_to_fail(world: World) -> None:
    world.run()
    cut(world)
    since = len(world.github.requests())
    result = world.run("sync", "--dry-run", token=False)
    assert (code(result), world.writes(since)) == (0, [])
    assert "the memory is damaged" in told(result)


def test_g12_a_damaged_memory_goes_through_a_plan(world: World) -> None:
    world.run()
    cut(world)
    head, plan = world.repository.head(BRANCH), str(world.upstreams / "plan.json")
    assert code(world.run("sync", "--dry-run", "--out", plan)) == 0
    result = world.run("apply", plan)
    assert (code(result), told(result).split(";")[0]) == (0, "Done.")
    aside = [name for name in world.repository.branches() if name.startswith(f"{BRANCH}-")]
    assert [world.repository.head(name) for name in aside] == [head]
    assert rerun(world) == []


def test_g12_an_untick_that_was_not_merged_outlives_the_memory(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    world.run()
    deleted(world)
    for _ in range(2):
        world.run()
    assert proposed(world) == {1: PAPERS - {"arxiv:1811.08886"}}
    ann.tick(1, "HAQ")
    world.run()
    assert proposed(world) == {1: PAPERS}


def test_g12_a_command_that_was_not_merged_outlives_the_memory(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot decline arxiv:1811.08886")
    world.run()
    deleted(world)
    world.run()
    assert (proposed(world), reactions(world), comments(world)[1:]) == (
        {1: PAPERS - {"arxiv:1811.08886"}},
        [["+1"]],
        [],
    )


@pytest.mark.parametrize("merge", ["merge", "squash", "rebase"])
def test_g12_what_was_merged_is_not_taken_for_a_no(world: World, merge: str) -> None:
    world.run()
    world.github.as_user("ann").merge(1, merge)
    deleted(world)
    world.run()
    assert (ids(world), proposed(world), decisions(world)) == (PAPERS, {}, "")


@pytest.mark.parametrize("words", ["Later.", "", None])
def test_g12_a_closing_without_the_bots_words_outlives_the_memory(world: World, words: str | None) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.edit_body(1, words)  # type: ignore[arg-type]
    ann.close(1)
    ann.delete_branch("bot/new-papers")
    deleted(world)
    for _ in range(2):
        world.run()
    assert PAPERS.isdisjoint(set().union(*proposed(world).values()))


def test_g12_a_reopening_outlives_the_memory(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    world.run()
    deleted(world)
    world.run()
    ann.reopen(1)
    world.run()
    assert proposed(world) == {1: PAPERS}
    deleted(world)
    world.run()
    assert proposed(world) == {1: PAPERS}


def test_g12_a_commit_by_the_bot_is_the_bots_without_the_memory(world: World) -> None:
    world.run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    deleted(world)
    world.run()
    assert (proposed(world), comments(world)) == ({1: PAPERS | {"arxiv:1603.05279"}}, [])


def test_g12_a_persons_commit_is_a_persons_without_the_memory(world: World) -> None:
    world.run()
    mine = world.github.as_user("ann").push("bot/new-papers", {"NOTES.md": "mine"})
    deleted(world)
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    assert (world.repository.sha("bot/new-papers"), len(comments(world))) == (mine, 1)


def test_g12_an_amended_commit_of_the_bots_is_a_persons_without_the_memory(world: World) -> None:
    world.run()
    mine = world.github.as_user("ann").amend("bot/new-papers", {"NOTES.md": "mine"})
    deleted(world)
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    assert world.repository.sha("bot/new-papers") == mine


def test_g12_the_memory_has_no_past(world: World) -> None:
    lived(world)
    assert len(world.repository.commits(BRANCH)) == 1


def test_g12_a_memory_beyond_a_megabyte_is_read(world: World) -> None:
    world.repository.inline_limit = 10  # as if it were that large
    lived(world)
    world.repository.issues[1].body = world.repository.issues[1].body or ""
    assert rerun(world) == []
    assert [name for name in world.repository.branches() if name.startswith(f"{BRANCH}-")] == []


def test_g12_dashboard_is_found_again(world: World) -> None:
    config = world.repository.files("main")[".github/bot.yml"]
    world.github.as_user("ann").push("main", {".github/bot.yml": f"{config}dashboard: true\n"})
    world.run()
    world.run()
    deleted(world)
    world.run()
    world.run()
    issues = [issue for issue in world.repository.issues.values() if issue.pull is None]
    assert [issue.title for issue in issues] == ["What the list-sync bot is at"]


# what is remembered of a source goes with the catalog that it was relative to


def merged(world: World) -> dict[str, str | None]:
    """The first proposal is merged and heard of; gives the files as they were before."""
    world.run()
    before = world.repository.files("main")
    world.github.as_user("ann").merge(1)
    world.run()
    now = world.repository.files("main")
    return {path: before.get(path) for path in now if now[path] != before.get(path)}


def test_g12_a_reverted_merge_is_proposed_again(far: Elsewhere) -> None:
    before = merged(far)
    far.github.as_user("ann").push("main", before)
    assert code(far.run()) == 0
    assert proposed(far) == {2: PAPERS}
    far.github.as_user("ann").merge(2)
    far.run()
    assert (ids(far), rerun(far)) == (PAPERS, [])


def test_g12_a_default_branch_that_was_set_back_is_proposed_again(far: Elsewhere) -> None:
    far.run()
    head = far.repository.head("main")
    far.github.as_user("ann").merge(1)
    far.run()
    far.github.as_user("ann").reset("main", head)
    assert code(far.run()) == 0
    assert proposed(far) == {2: PAPERS}


def test_g12_without_known_yml_what_was_deleted_is_proposed_again(far: Elsewhere) -> None:
    merged(far)
    far.github.as_user("ann").push("main", {"state/catalog/quantization.yml": None, "state/known.yml": None})
    assert code(far.run()) == 0
    assert proposed(far) == {2: {"arxiv:1811.08886"}}


def test_g12_without_state_all_is_proposed_again(far: Elsewhere) -> None:
    merged(far)
    state = {path: None for path in far.repository.files("main") if path.startswith("state/")}
    far.github.as_user("ann").push("main", state)
    assert code(far.run()) == 0
    assert proposed(far) == {2: PAPERS}
    assert rerun(far) == []


def test_g12_without_known_yml_alone_nothing_happens(far: Elsewhere) -> None:
    merged(far)
    far.github.as_user("ann").push("main", {"state/known.yml": None})
    assert code(far.run()) == 0
    assert (proposed(far), decisions(far)) == ({}, "")


def test_g12_a_few_papers_taken_out_by_hand_are_shown_as_declined(far: Elsewhere) -> None:
    merged(far)
    far.github.as_user("ann").push("main", {"state/catalog/quantization.yml": None})
    result = far.run()
    assert (code(result), "arxiv:1811.08886" in told(result)) == (0, True)
    far.say("bob/table", HAQ, FILTERS, XNOR)
    far.run()
    ((number, papers),) = [(n, p) for n, p in proposed(far).items() if "arxiv:1603.05279" in p]
    assert papers == {"arxiv:1603.05279"}
    assert "decline arxiv:1811.08886" in seen(far, number)[2]
    far.github.as_user("ann").merge(number)
    far.run()
    assert "arxiv:1811.08886" in decisions(far)
    assert "arxiv:1811.08886" not in ids(far) | set().union(*proposed(far).values())


def test_g12_a_few_papers_taken_out_by_hand_outlive_the_memory(far: Elsewhere) -> None:
    merged(far)
    far.github.as_user("ann").push("main", {"state/catalog/quantization.yml": None})
    far.run()
    deleted(far)
    far.run()
    assert "arxiv:1811.08886" not in set().union(*proposed(far).values())


def test_g12_a_paper_put_back_by_hand_is_not_declined(far: Elsewhere) -> None:
    merged(far)
    ann, path = far.github.as_user("ann"), "state/catalog/quantization.yml"
    text = far.repository.files("main")[path]
    ann.push("main", {path: None})
    far.run()
    ann.push("main", {path: text})
    far.say("bob/table", HAQ, FILTERS, XNOR)
    far.run()
    for number in proposed(far):
        ann.merge(number)
    far.run()
    assert (ids(far), decisions(far)) == (PAPERS | {"arxiv:1603.05279"}, "")


def emptied_by_hand(world: World, keep: int) -> str:
    """Twenty papers, of which somebody leaves the first ones."""
    world.say("ann/bullets", *studies(*range(20)))
    world.say("bob/table", *studies(0))
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    world.run()
    path = "state/catalog/pruning.yml"
    text = world.repository.files("main")[path]
    head, *blocks = text.split("\n- id: ")
    ann.push("main", {path: "\n- id: ".join([head, *blocks[:keep]]).rstrip() + "\n"})
    return text


@pytest.mark.parametrize("keep", [1, 10])
def test_g12_many_papers_gone_from_the_catalog_stop_the_run_with_a_question(
    far: Elsewhere, keep: int
) -> None:
    text = emptied_by_hand(far, keep)
    since = len(far.github.requests())
    result = far.run()
    assert (code(result), far.writes(since)) == (2, [])
    assert f"lost {20 - keep} of 20 papers since the bot wrote it. Is that meant?" in told(result)
    far.github.as_user("ann").push("main", {"state/catalog/pruning.yml": text})
    assert (code(far.run()), proposed(far)) == (0, {})


def test_g12_a_catalog_file_deleted_whole_stops_the_run_with_a_question(far: Elsewhere) -> None:
    emptied_by_hand(far, 19)
    far.github.as_user("ann").push("main", {"state/catalog/pruning.yml": None})
    since = len(far.github.requests())
    result = far.run()
    assert (code(result), far.writes(since)) == (2, [])
    assert "state/catalog/pruning.yml lost 20 of 20 papers" in told(result)


def test_g12_many_papers_meant_to_be_gone_are_declined(far: Elsewhere) -> None:
    emptied_by_hand(far, 10)
    assert code(far.run("sync", "--accept", "state/catalog")) == 0
    assert code(far.run()) == 0
    assert set().union(*proposed(far).values()) & {f"arxiv:2101.{n:05}" for n in range(10, 20)} == set()
    far.say("bob/table", *studies(0, 30))
    far.run()
    for number in proposed(far):
        far.github.as_user("ann").merge(number)
    assert code(far.run()) == 0
    assert [n for n in range(10, 20) if f"arxiv:2101.{n:05}" not in decisions(far)] == []


def test_g12_many_papers_gone_are_read_anew_without_known_yml(far: Elsewhere) -> None:
    emptied_by_hand(far, 10)
    far.github.as_user("ann").push("main", {"state/known.yml": None})
    assert code(far.run()) == 0
    assert proposed(far) == {2: {f"arxiv:2101.{n:05}" for n in range(10, 20)}}


def test_g12_a_reverted_merge_after_the_memory_was_rolled_back(far: Elsewhere) -> None:
    far.run()
    memory = far.repository.head(BRANCH)
    before = far.repository.files("main")
    ann = far.github.as_user("ann")
    ann.merge(1)
    far.run()
    ann.reset(BRANCH, memory)
    assert (code(far.run()), proposed(far)) == (0, {})
    now = far.repository.files("main")
    ann.push("main", {path: before.get(path) for path in now if now[path] != before.get(path)})
    assert (code(far.run()), proposed(far)) == (0, {2: PAPERS})


def test_g12_a_title_is_told_apart_when_the_memory_is_lost_in_a_list_of_studies(far: Elsewhere) -> None:
    far.say("ann/bullets", *studies(1, 2, 3))
    far.run()
    far.github.as_user("ann").untick(1, title(2))
    deleted(far)
    far.run()
    assert TWO not in set().union(*proposed(far).values())
