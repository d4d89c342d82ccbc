"""G4 and G13: people are heard, whichever way they say it, and can take it back in the same place."""

from __future__ import annotations

import pytest

from tests.github import Fault

from .conftest import FILTERS, HAQ, SLIMMING, XNOR, World
from .scene import (
    code,
    comments,
    configured,
    decisions,
    ids,
    marked,
    proposed,
    reactions,
    rerun,
    seen,
    studies,
)

FILTERS_ID, SLIMMING_ID, HAQ_ID, XNOR_ID = (
    "arxiv:1608.08710",
    "arxiv:1708.06519",
    "arxiv:1811.08886",
    "arxiv:1603.05279",
)
PAPERS = {FILTERS_ID, SLIMMING_ID, HAQ_ID}
HAQ_TITLE = "HAQ: Hardware-Aware Automated Quantization with Mixed Precision"
ONE, TWO, THREE = "arxiv:2101.00001", "arxiv:2101.00002", "arxiv:2101.00003"


def news(world: World, *numbers: int) -> None:
    """What bob's list says besides what it said."""
    world.say("bob/table", HAQ, FILTERS, *studies(*numbers))


def everything(world: World) -> set[str]:
    """All that some open pull request proposes."""
    return set().union(*proposed(world).values())


def merge_all(world: World) -> None:
    """Everything that stands is merged, until nothing is left."""
    for _ in range(6):
        open_ = list(proposed(world))
        for number in open_:
            world.github.as_user("ann").merge(number, "squash")
            world.run()
        if not open_ and not rerun(world):
            return
    raise AssertionError("it never comes to rest")


# closing and reopening


@pytest.mark.parametrize("runs", [0, 1, 2, 5])
def test_g13_reopening_works_after_any_number_of_runs(world: World, runs: int) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    for run in range(runs):
        news(world, *range(1, run + 2))
        world.run()
    ann.reopen(1)
    world.run()
    assert proposed(world)[1] >= PAPERS
    assert everything(world) == PAPERS | {f"arxiv:2101.{n:05}" for n in range(1, runs + 1)}
    merge_all(world)
    assert ids(world) == PAPERS | {f"arxiv:2101.{n:05}" for n in range(1, runs + 1)}
    assert PAPERS & set(decisions(world).replace(",", " ").replace("[", " ").split()) == set()


def test_g13_the_very_run_that_a_closing_starts_leaves_its_branch(world: World) -> None:
    world.run()
    news(world, 1)
    head = world.repository.head("bot/new-papers")
    world.github.as_user("ann").close(1)
    world.run()
    assert world.repository.head("bot/new-papers") == head
    assert proposed(world) == {2: {ONE}}


def test_g13_reopening_closes_nothing_that_came_since(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    news(world, 1)
    world.run()
    ann.edit_title(2, "For the May edition")
    ann.reopen(1)
    for _ in range(2):
        world.run()
    assert proposed(world) == {1: PAPERS, 2: {ONE}}
    assert (seen(world, 2)[1], comments(world, 2)) == ("For the May edition", [])


def test_g13_each_of_three_closings_can_be_taken_back(world: World) -> None:
    ann = world.github.as_user("ann")
    news(world)
    world.run()
    for number in (1, 2, 3):
        ann.close(number)
        news(world, *range(1, number + 1))
        world.run()
    assert proposed(world) == {4: {THREE}}
    for number in (2, 1, 3):
        ann.reopen(number)
        world.run()
    assert proposed(world) == {1: PAPERS, 2: {ONE}, 3: {TWO}, 4: {THREE}}
    assert rerun(world) == []


def test_g13_closed_and_reopened_before_a_run_is_as_if_nothing_happened(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    ann.reopen(1)
    assert rerun(world)[1:] == []
    assert (proposed(world), comments(world), decisions(world)) == ({1: PAPERS}, [], "")


def test_g13_closed_reopened_and_closed_again_is_closed(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    for _ in range(2):
        ann.close(1)
        world.run()
        ann.reopen(1)
        world.run()
    ann.close(1)
    world.run()
    assert everything(world) == set()
    ann.reopen(1)
    world.run()
    assert proposed(world) == {1: PAPERS}


def carried(world: World) -> None:
    """#1 was closed, and the closing was merged into the list's own file with what came next."""
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    news(world, 1)
    world.run()
    assert proposed(world)[2] == {ONE}
    assert all(f"decline {name}" in seen(world, 2)[2] for name in PAPERS)
    ann.merge(2)
    world.run()
    assert [name for name in PAPERS if name not in decisions(world)] == []


def test_g13_a_closing_is_carried_into_the_lists_own_file_and_stays(world: World) -> None:
    carried(world)
    for _ in range(3):
        assert rerun(world) == []
    assert (ids(world), proposed(world)) == ({ONE}, {})


def test_g13_reopening_undoes_a_closing_that_was_merged(world: World) -> None:
    carried(world)
    ann = world.github.as_user("ann")
    ann.reopen(1)
    world.run()
    assert proposed(world)[1] == PAPERS
    merge_all(world)
    assert ids(world) == PAPERS | {ONE}
    assert [name for name in PAPERS if name in decisions(world)] == []


def test_g13_reopening_undoes_a_closing_that_was_merged_with_the_memory_lost(world: World) -> None:
    carried(world)
    ann = world.github.as_user("ann")
    ann.delete_branch("bot/memory")
    ann.reopen(1)
    world.run()
    merge_all(world)
    assert ids(world) == PAPERS | {ONE}
    assert [name for name in PAPERS if name in decisions(world)] == []


def test_g13_deleting_the_lines_undoes_a_closing(world: World) -> None:
    carried(world)
    world.github.as_user("ann").push("main", {"state/decisions.yml": None})
    world.run()
    assert everything(world) == PAPERS
    merge_all(world)
    assert (ids(world), decisions(world)) == (PAPERS | {ONE}, "")


def test_g13_deleting_one_line_undoes_that(world: World) -> None:
    carried(world)
    kept = [line for line in decisions(world).splitlines() if HAQ_ID not in line]
    world.github.as_user("ann").push("main", {"state/decisions.yml": "\n".join(kept) + "\n"})
    world.run()
    assert everything(world) == {HAQ_ID}


@pytest.mark.parametrize("merged", [False, True])
def test_g13_undo_on_a_closed_pull_request_takes_the_closing_back(world: World, *, merged: bool) -> None:
    if merged:
        carried(world)
    else:
        world.run()
        world.github.as_user("ann").close(1)
        world.run()
    world.github.as_user("ann").comment(1, "/bot undo")
    world.run()
    assert (everything(world) | ids(world), reactions(world)) == (
        PAPERS | ({ONE} if merged else set()),
        [["+1"]],
    )
    merge_all(world)
    assert ids(world) >= PAPERS
    assert [name for name in PAPERS if name in decisions(world)] == []


def test_g13_undo_takes_the_last_command_back(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, f"/bot decline {HAQ_ID}")
    ann.comment(1, f"/bot decline {FILTERS_ID}")
    world.run()
    assert proposed(world) == {1: {SLIMMING_ID}}
    ann.comment(1, "/bot undo")
    world.run()
    assert proposed(world) == {1: {SLIMMING_ID, FILTERS_ID}}
    ann.comment(1, "/bot undo")
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS}, [["+1"]] * 4)
    merge_all(world)
    assert (ids(world), decisions(world)) == (PAPERS, "")


def test_g13_undo_takes_a_topic_back_after_it_was_merged(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, f"/bot topic {HAQ_ID} pruning")
    world.run()
    ann.merge(1)
    world.run()
    assert f"topic:\n- [{HAQ_ID}, pruning]\n" in decisions(world)
    ann.comment(1, "/bot undo")
    world.run()
    merge_all(world)
    assert HAQ_ID not in decisions(world)
    assert HAQ_ID in world.repository.files("main")["state/catalog/quantization.yml"]


def test_g13_undo_of_nothing_is_answered(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, "/bot undo")
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS}, [["confused"], []])
    assert comments(world)[1].startswith("> /bot undo\n\n")


def test_g13_an_unticked_row_stays_out_when_its_pull_request_is_closed_and_reopened(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    world.run()
    ann.close(1)
    world.run()
    ann.reopen(1)
    world.run()
    assert proposed(world) == {1: PAPERS - {HAQ_ID}}


def test_g13_reopening_works_when_as_many_are_open_as_may_be(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    configured(world, "proposals: {open: 1}\n")
    news(world, 1)
    world.run()
    ann.reopen(1)
    for _ in range(2):
        world.run()
    assert {number: seen(world, number)[3] for number in (1, 2)} == {1: "open", 2: "open"}
    assert everything(world) == PAPERS | {ONE}


def test_g13_what_was_merged_elsewhere_is_said_when_it_is_reopened(world: World) -> None:
    carried(world)
    ann = world.github.as_user("ann")
    ann.push("main", {"state/decisions.yml": None})
    world.run()
    merge_all(world)
    assert ids(world) == PAPERS | {ONE}
    ann.reopen(1)
    world.run()
    world.run()
    assert world.repository.issues[1].state == "closed"
    assert "3 in the list by now" in comments(world)[-1]
    assert (ids(world), decisions(world), rerun(world)) == (PAPERS | {ONE}, "", [])


def test_g13_branches_deleted_when_merged_take_nothing_with_them(world: World) -> None:
    world.repository.delete_branch_on_merge = True
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    news(world, 1)
    world.run()
    ann.close(2)
    news(world, 1, 2)
    world.run()
    ann.merge(3)
    world.run()
    ann.reopen(2)
    world.run()
    merge_all(world)
    assert ids(world) == PAPERS | {ONE, TWO}
    assert [name for name in (ONE, TWO) if name in decisions(world)] == []


# what a pull request holds is known from its branch


@pytest.mark.parametrize("runs", [0, 1, 3])
@pytest.mark.parametrize("words", ["We talk about this in May.", "", None])
def test_g4_a_body_replaced_and_then_closed_is_a_no(world: World, words: str | None, runs: int) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.edit_body(1, words)  # type: ignore[arg-type]
    for _ in range(runs):
        world.run()
    assert (seen(world, 1)[2]).startswith(words or "")
    ann.close(1)
    for _ in range(3):
        world.run()
    assert (len(world.repository.pulls()), everything(world)) == (1, set())
    ann.reopen(1)
    world.run()
    assert proposed(world) == {1: PAPERS}


def test_g4_a_body_replaced_follows_the_lists_in_its_files(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.edit_body(1, "Mine.")
    news(world, 1)
    world.run()
    assert (proposed(world), seen(world, 1)[2].split("\n")[0]) == ({1: PAPERS | {ONE}}, "Mine.")
    ann.close(1)
    world.run()
    assert everything(world) == set()


def test_g4_a_body_replaced_after_an_untick_was_heard_keeps_it(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    world.run()
    ann.edit_body(1, "Mine.")
    for _ in range(2):
        world.run()
    assert proposed(world) == {1: PAPERS - {HAQ_ID}}


# commands

OBEYED = [
    f"/bot decline {HAQ_TITLE}",
    f'/bot decline "{HAQ_TITLE}"',
    f"/bot decline “{HAQ_TITLE}”",
    "/bot decline hardware-aware automated quantization",
    "/bot decline HAQ",
    f"/bot decline {HAQ_ID}",
    "/bot decline https://arxiv.org/abs/1811.08886",
    "/bot decline https://arxiv.org/pdf/1811.08886v3",
    "/bot  decline   HAQ  ",
    "/bot\tdecline\tHAQ",
    "Thanks!\n/bot decline HAQ\nBye.",
    "Thanks!\r\n\r\n/bot decline HAQ\r\n",
    "   /bot decline HAQ",
    "```\ncode\n```\n/bot decline HAQ",
    "> quoted\n\n/bot decline HAQ",
    "<!-- hm -->\n\n/bot decline HAQ",
    "- a list\n\nand\n\n/bot decline HAQ",
]


@pytest.mark.parametrize("body", OBEYED)
def test_g4_a_command_is_obeyed(world: World, body: str) -> None:
    world.run()
    world.github.as_user("ann").comment(1, body)
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS - {HAQ_ID}}, [["+1"]])


NO_COMMANDS = [
    "/botany decline HAQ",
    "/bot-decline HAQ",
    "/bots decline HAQ",
    "/BOT decline HAQ",
    "please /bot decline HAQ",
    "`/bot decline HAQ`",
    "> /bot decline HAQ",
    ">/bot decline HAQ",
    "> > /bot decline HAQ",
    "```\n/bot decline HAQ\n```",
    "```text\n/bot decline HAQ\n```",
    "~~~\n/bot decline HAQ\n~~~",
    "````\n```\n/bot decline HAQ\n```\n````",
    "```\n/bot decline HAQ",
    "1. so:\n   ```\n   /bot decline HAQ\n   ```",
    "    /bot decline HAQ",
    "\t/bot decline HAQ",
    "<!-- /bot decline HAQ -->",
    "<!--\n/bot decline HAQ\n-->",
    "<!--\n\n/bot decline HAQ\n\n-->",
    "<!--\n/bot decline HAQ",
    "hm <!-- \n/bot decline HAQ\n--> hm",
    "<pre>\n/bot decline HAQ\n</pre>",
    "<pre>\n\n/bot decline HAQ\n\n</pre>",
    "/ bot decline HAQ",
    "//bot decline HAQ",
    "\\/bot decline HAQ",
    "-/bot decline HAQ",
]


@pytest.mark.parametrize("body", NO_COMMANDS)
def test_g4_what_is_no_command_is_not_obeyed(world: World, body: str) -> None:
    world.run()
    world.github.as_user("ann").comment(1, body)
    world.run()
    assert (proposed(world), reactions(world), comments(world)) == ({1: PAPERS}, [[]], [body])


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (f"/bot topic {HAQ_TITLE} pruning", f"topic:\n- [{HAQ_ID}, pruning]\n"),
        (f"/bot pin {HAQ_TITLE} venue CVPR", f"pin:\n- [{HAQ_ID}, venue, CVPR]\n"),
        (f"/bot pin {HAQ_TITLE} year 2019", f"pin:\n- [{HAQ_ID}, year, 2019]\n"),
        (f"/bot pin {HAQ_ID} title A name of mine", f'pin:\n- [{HAQ_ID}, title, "A name of mine"]\n'),
        (f"/bot same {HAQ_ID} {FILTERS_ID}", f"same:\n- [{HAQ_ID}, {FILTERS_ID}]\n"),
    ],
)
def test_g4_commands_with_plain_titles_do_what_they_say(world: World, command: str, line: str) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, command)
    world.run()
    assert (reactions(world), comments(world)) == ([["+1"]], [command])
    ann.merge(1)
    merge_all(world)
    assert decisions(world) == f"schema: 2\n{line}"


@pytest.mark.parametrize(
    ("command", "quoted", "how"),
    [
        ("/bot declin HAQ", "> /bot declin HAQ", "`/bot decline PAPER`"),
        ("/bot decline hardware aware quantzation", "> /bot decline hardware aware quantzation", HAQ_ID),
        ("/bot topic HAQ nowhere", "> /bot topic HAQ nowhere", "pruning, quantization"),
        ("/bot pin HAQ year soon", "> /bot pin HAQ year soon", "year"),
        ("/bot", "> /bot", "`decline`"),
        ("/bot same HAQ", "> /bot same HAQ", "`/bot same PAPER PAPER`"),
        ("/bot decline ing", "> /bot decline ing", "give the id of one"),
    ],
)
def test_g4_what_cannot_be_done_is_quoted_and_answered(
    world: World, command: str, quoted: str, how: str
) -> None:
    world.run()
    world.github.as_user("ann").comment(1, command)
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS}, [["confused"], []])
    answer = comments(world)[1].replace("\\", "")
    assert (answer.split("\n")[0], how in answer) == (quoted, True)
    assert rerun(world) == []


def test_g4_an_answer_makes_nothing_of_the_question_live(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(
        1, "/bot dance @octocat fixes #1 <img src=x> [x](https://evil.example)"
    )
    world.run()
    answer = comments(world)[1]
    assert (answer.count("@octocat"), answer.count("#1"), answer.count("https://")) == (0, 0, 0)
    assert (answer.count("<img"), answer.count("\\<img"), answer.count("\\](")) == (1, 1, 1)


def test_g14_an_answer_names_only_commands_that_there_are(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, "/bot dance HAQ")
    world.run()
    assert reactions(world) == [["confused"], []]
    assert "keep" not in comments(world)[1].partition("\n")[2]


def test_g4_several_commands_in_one_comment(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, f"/bot decline HAQ\n/bot decline {FILTERS_ID}\n")
    world.run()
    assert (proposed(world), reactions(world)) == ({1: {SLIMMING_ID}}, [["+1"]])


def test_g4_an_edited_comment_is_read_again(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    comment = ann.comment(1, "Hm.")
    world.run()
    world.github.clock.advance(minutes=5)
    ann.edit_comment(comment, "Hm.\n\n/bot decline HAQ")
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS - {HAQ_ID}}, [["+1"]])


def test_g4_a_command_put_right_by_an_edit_is_obeyed(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    comment = ann.comment(1, "/bot declien HAQ")
    world.run()
    world.github.clock.advance(minutes=5)
    ann.edit_comment(comment, "/bot decline HAQ")
    world.run()
    assert (proposed(world), "+1" in reactions(world)[0]) == ({1: PAPERS - {HAQ_ID}}, True)
    assert len(comments(world)) == 2


def test_g4_a_comment_edited_long_after_on_a_quiet_pull_request_is_read_again(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    comment = ann.comment(1, "Hm.")
    for _ in range(3):
        world.github.clock.advance(days=1)
        world.run()
    ann.edit_comment(comment, "/bot decline HAQ")
    world.github.clock.advance(minutes=1)
    world.run()
    assert proposed(world) == {1: PAPERS - {HAQ_ID}}


def test_g13_an_edit_beside_a_command_does_not_repeat_it(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    comment = ann.comment(1, "/bot decline HAQ")
    world.run()
    ann.tick(1, "HAQ")
    world.run()
    assert proposed(world) == {1: PAPERS}
    world.github.clock.advance(minutes=5)
    ann.edit_comment(comment, "/bot decline HAQ\n\nNo, wait, it is fine.")
    world.run()
    assert proposed(world) == {1: PAPERS}


# a branch of the bot's, or of people's


def test_g4_update_branch_is_no_persons_commit(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.push("main", {"NEWS.md": "news"})
    ann.update_branch(1)
    news(world, 1)
    world.run()
    assert (proposed(world), comments(world)) == ({1: PAPERS | {ONE}}, [])


@pytest.mark.parametrize("lost", [False, True])
def test_g4_update_branch_twice_and_with_the_memory_lost(world: World, *, lost: bool) -> None:
    world.run()
    ann = world.github.as_user("ann")
    for number in range(2):
        ann.push("main", {"NEWS.md": f"news {number}"})
        ann.update_branch(1)
    if lost:
        ann.delete_branch("bot/memory")
    news(world, 1)
    world.run()
    assert (proposed(world), comments(world)) == ({1: PAPERS | {ONE}}, [])
    ann.merge(1)
    world.run()
    assert (ids(world), world.repository.files("main")["NEWS.md"]) == (PAPERS | {ONE}, "news 1")


def test_g4_update_branch_after_a_merge_of_a_sibling_with_state(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.push("main", {"state/decisions.yml": "schema: 2\ndecline: [arxiv:9999.00001]\n"})
    ann.update_branch(1)
    news(world, 1)
    world.run()
    assert (proposed(world), comments(world)) == ({1: PAPERS | {ONE}}, [])


def test_g4_update_branch_and_closed_is_a_no(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.push("main", {"NEWS.md": "news"})
    ann.update_branch(1)
    ann.close(1)
    for _ in range(2):
        world.run()
    assert everything(world) == set()


def test_g4_update_branch_on_top_of_a_persons_commit_leaves_it_theirs(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.push("bot/new-papers", {"NOTES.md": "mine"})
    ann.push("main", {"NEWS.md": "news"})
    ann.update_branch(1)
    head = world.repository.head("bot/new-papers")
    news(world, 1)
    world.run()
    assert (world.repository.head("bot/new-papers"), len(comments(world))) == (head, 1)


def test_g4_a_persons_commit_on_top_of_update_branch_is_theirs(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.push("main", {"NEWS.md": "news"})
    ann.update_branch(1)
    mine = ann.push("bot/new-papers", {"NOTES.md": "mine"})
    news(world, 1)
    world.run()
    assert (world.repository.head("bot/new-papers"), len(comments(world))) == (mine, 1)


@pytest.mark.parametrize("lost", [False, True])
def test_g4_a_renamed_label_is_not_taken_off(world: World, *, lost: bool) -> None:
    world.run()
    world.run()
    ann = world.github.as_user("ann")
    ann.rename_label("bot", "list bot")
    if lost:
        ann.delete_branch("bot/memory")
    news(world, 1)
    for _ in range(3):
        world.run()
    assert (proposed(world), comments(world)) == ({1: PAPERS | {ONE}}, [])
    assert rerun(world) == []


def test_g4_a_label_renamed_in_the_configuration_too(world: World) -> None:
    world.run()
    world.run()
    world.github.as_user("ann").rename_label("bot", "papers")
    configured(world, "proposals: {labels: [papers]}\n")
    news(world, 1)
    world.run()
    world.run()
    assert (proposed(world), comments(world)) == ({1: PAPERS | {ONE}}, [])
    assert world.repository.issues[1].labels == ["papers"]


def test_g4_a_label_changed_in_the_configuration_is_not_one_taken_off(world: World) -> None:
    world.run()
    world.run()
    configured(world, "proposals: {labels: [papers]}\n")
    news(world, 1)
    for _ in range(2):
        world.run()
    assert (proposed(world), comments(world)) == ({1: PAPERS | {ONE}}, [])
    assert "papers" in world.repository.issues[1].labels
    assert rerun(world) == []


def test_g4_a_label_added_to_the_configuration_and_taken_off_makes_it_theirs(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.unlabel(1, "bot")
    before = world.repository.head("bot/new-papers")
    ann.delete_branch("bot/memory")
    news(world, 1)
    world.run()
    assert (world.repository.head("bot/new-papers"), len(comments(world))) == (before, 1)


@pytest.mark.parametrize("how", ["command", "box", "label"])
def test_g13_a_branch_is_given_back_on_request(world: World, how: str) -> None:
    world.run()
    ann = world.github.as_user("ann")
    mine = ann.push("bot/new-papers", {"NOTES.md": "mine"})
    if how == "label":
        ann.unlabel(1, "bot")
    world.run()
    if how == "box":
        ann.tick(1, "Build it anew")
    else:
        ann.comment(1, "/bot rebase")
    news(world, 1)
    world.run()
    assert proposed(world) == {1: PAPERS | {ONE}}
    assert mine in world.repository.commits("bot/new-papers")
    news(world, 1, 2)
    world.run()
    assert proposed(world) == {1: PAPERS | {ONE, TWO}}
    assert mine in world.repository.commits("bot/new-papers")
    assert rerun(world) == []
    assert "- [x] Build it anew" not in seen(world, 1)[2]


def test_g13_a_branch_given_back_is_theirs_again_with_the_next_commit(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.push("bot/new-papers", {"NOTES.md": "mine"})
    world.run()
    ann.comment(1, "/bot rebase")
    world.run()
    again = ann.push("bot/new-papers", {"MORE.md": "mine"})
    news(world, 1)
    world.run()
    assert world.repository.head("bot/new-papers") == again
    assert len([text for text in comments(world) if "it is yours now" in text]) == 2


def test_g4_a_branch_is_not_given_back_by_a_stranger(world: World) -> None:
    world.run()
    mine = world.github.as_user("ann").push("bot/new-papers", {"NOTES.md": "mine"})
    world.run()
    world.github.as_user("eve", permission="read").comment(1, "/bot rebase")
    world.run()
    assert (world.repository.head("bot/new-papers"), reactions(world)[-1]) == (mine, ["confused"])


def test_g4_an_unlabelled_pull_request_is_given_back_by_the_box(world: World) -> None:
    world.run()
    world.run()
    ann = world.github.as_user("ann")
    ann.unlabel(1, "bot")
    world.run()
    ann.tick(1, "Build it anew")
    news(world, 1)
    for _ in range(2):
        world.run()
    assert (proposed(world), world.repository.issues[1].labels) == ({1: PAPERS | {ONE}}, ["bot"])
    assert rerun(world) == []


def test_g4_rebase_of_what_is_closed_is_not_acknowledged(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    world.run()
    ann.comment(1, "/bot rebase")
    world.run()
    assert (reactions(world)[0], everything(world)) == (["confused"], set())


# of several words the later holds


def test_g4_a_tick_after_a_command_holds(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot decline HAQ")
    world.run()
    ann.tick(1, "HAQ")
    for _ in range(2):
        world.run()
    assert proposed(world) == {1: PAPERS}
    merge_all(world)
    assert (ids(world), decisions(world)) == (PAPERS, "")


def test_g4_a_command_after_a_tick_holds(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot decline HAQ")
    world.run()
    ann.tick(1, "HAQ")
    world.run()
    ann.comment(1, "/bot decline HAQ")
    for _ in range(2):
        world.run()
    assert proposed(world) == {1: PAPERS - {HAQ_ID}}


def test_g4_a_tick_after_an_untick_in_another_pull_request(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    world.run()
    ann.untick(1, "Network Slimming")
    ann.tick(1, "HAQ")
    world.run()
    assert proposed(world) == {1: {HAQ_ID, FILTERS_ID}}


def test_g4_a_tick_at_the_last_moment_before_the_merge_is_heard(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    world.run()
    ann.tick(1, "HAQ")
    ann.merge(1)
    merge_all(world)
    assert ids(world) == PAPERS
    assert HAQ_ID not in decisions(world)


def test_g4_an_untick_at_the_last_moment_before_the_merge_is_heard(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    ann.merge(1)
    merge_all(world)
    assert (ids(world), HAQ_ID in decisions(world)) == (PAPERS - {HAQ_ID}, True)


def test_g4_a_command_at_the_last_moment_before_the_merge_is_heard(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot decline HAQ")
    ann.merge(1)
    world.run()
    assert reactions(world) == [["+1"]]
    merge_all(world)
    assert (ids(world), HAQ_ID in decisions(world)) == (PAPERS - {HAQ_ID}, True)


def test_g4_a_command_on_a_merged_pull_request_is_heard(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    world.run()
    ann.comment(1, "/bot topic HAQ pruning")
    world.run()
    assert reactions(world) == [["+1"]]
    merge_all(world)
    assert decisions(world) == f"schema: 2\ntopic:\n- [{HAQ_ID}, pruning]\n"


def test_g4_a_line_in_the_file_after_a_command_holds(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot topic HAQ pruning")
    world.run()
    world.github.clock.advance(minutes=5)
    ann.push("main", {"state/decisions.yml": f"schema: 2\ntopic:\n- [{HAQ_ID}, quantization]\n"})
    world.run()
    merge_all(world)
    assert decisions(world) == f"schema: 2\ntopic:\n- [{HAQ_ID}, quantization]\n"
    assert HAQ_ID in world.repository.files("main")["state/catalog/quantization.yml"]


def test_g4_a_command_after_a_line_in_the_file_holds(world: World) -> None:
    ann = world.github.as_user("ann")
    ann.push("main", {"state/decisions.yml": f"schema: 2\ntopic:\n- [{HAQ_ID}, quantization]\n"})
    world.run()
    ann.comment(1, "/bot topic HAQ pruning")
    world.run()
    merge_all(world)
    assert HAQ_ID in world.repository.files("main")["state/catalog/pruning.yml"]


def test_g4_of_two_pins_the_later_holds(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot pin HAQ venue ICLR")
    world.run()
    ann.comment(1, "/bot pin HAQ venue CVPR")
    world.run()
    merge_all(world)
    assert "venue: CVPR" in world.catalog()
    assert "ICLR" not in world.catalog()


def test_g4_of_two_pins_in_one_run_the_later_holds(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot pin HAQ venue ICLR\n/bot pin HAQ venue CVPR")
    world.run()
    merge_all(world)
    assert "venue: CVPR" in world.catalog()


def test_g4_of_same_and_different_the_later_holds(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, f"/bot same {HAQ_ID} {FILTERS_ID}")
    world.run()
    assert len(proposed(world)[1]) == 2
    ann.comment(1, f"/bot different {HAQ_ID} {FILTERS_ID}")
    world.run()
    assert (reactions(world), proposed(world)) == ([["+1"], ["+1"]], {1: PAPERS})
    merge_all(world)
    assert (ids(world), "same" in decisions(world)) == (PAPERS, False)


def test_g4_an_edit_on_the_default_branch_after_a_pin_holds(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, f"/bot pin {HAQ_ID} title Quantization by comment")
    world.run()
    ann.merge(1)
    world.run()
    path = "state/catalog/quantization.yml"
    text = world.repository.files("main")[path]
    ann.push("main", {path: text.replace("title: Quantization by comment", "title: Quantization by hand", 1)})
    world.run()
    for number in proposed(world):
        assert "Quantization by comment" not in world.repository.files(
            world.repository.issues[number].pull.head_ref  # type: ignore[union-attr]
        ).get(path, "")
    merge_all(world)
    assert "title: Quantization by hand" in world.repository.files("main")[path]


def test_g4_a_decline_in_the_file_takes_a_row_out_and_deleting_it_brings_it_back(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.push("main", {"state/decisions.yml": f"schema: 2\ndecline: [{HAQ_ID}]\n"})
    world.run()
    assert everything(world) == PAPERS - {HAQ_ID}
    ann.push("main", {"state/decisions.yml": None})
    world.run()
    assert everything(world) == PAPERS


def test_g4_a_line_deleted_after_an_untick_was_merged_brings_the_paper_back(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    world.run()
    ann.merge(1)
    world.run()
    assert HAQ_ID in decisions(world)
    ann.push("main", {"state/decisions.yml": None})
    world.run()
    assert everything(world) == {HAQ_ID}
    merge_all(world)
    assert (ids(world), decisions(world)) == (PAPERS, "")


# what a change of configuration means


def test_g4_fewer_open_pull_requests_close_none(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    world.run()
    world.say(
        "ann/bullets",
        HAQ,
        XNOR,
        FILTERS.replace("Pruning Filters", "Prunning Filters"),
        SLIMMING.replace("arxiv.org/abs/1708.06519", "example.org/s.html"),
    )
    world.run()
    before = {number: seen(world, number)[3] for number in proposed(world)}
    assert len(before) == 3
    configured(world, "proposals: {open: 1}\n")
    for _ in range(2):
        world.run()
    assert {number: seen(world, number)[3] for number in before} == before


def test_g4_fewer_papers_lose_none(world: World) -> None:
    news(world, 1, 2, 3)
    world.run()
    configured(world, "proposals: {papers: 2}\n")
    world.run()
    assert world.repository.issues[1].state == "open"
    merge_all(world)
    assert ids(world) == PAPERS | {ONE, TWO, THREE}


def test_g4_fewer_papers_forget_no_untick(world: World) -> None:
    news(world, 1, 2, 3)
    world.run()
    world.github.as_user("ann").untick(1, "HAQ")
    configured(world, "proposals: {papers: 2}\n")
    world.run()
    merge_all(world)
    assert ids(world) == (PAPERS | {ONE, TWO, THREE}) - {HAQ_ID}


def test_g4_a_source_no_longer_followed_is_said_and_returns_with_it(world: World) -> None:
    world.run()
    configured(world, old="  - repo: bob/table\n")
    world.run()
    assert proposed(world) == {1: {SLIMMING_ID, HAQ_ID}}
    configured(world, old="  - repo: ann/bullets\n", new="  - repo: ann/bullets\n  - repo: bob/table\n")
    world.run()
    assert proposed(world) == {1: PAPERS}


def test_g4_a_pull_request_all_of_a_source_no_longer_followed_says_so(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    world.run()
    news(world, 1)
    world.run()
    configured(world, old="  - repo: bob/table\n")
    world.run()
    assert (world.repository.issues[2].state, len(comments(world, 2))) == ("closed", 1)
    assert "1 from lists that are no longer followed" in comments(world, 2)[0]
    configured(world, old="  - repo: ann/bullets\n", new="  - repo: ann/bullets\n  - repo: bob/table\n")
    world.run()
    assert ONE in everything(world)


def test_g4_a_topic_renamed_keeps_the_pull_request(world: World) -> None:
    world.run()
    world.github.as_user("ann").untick(1, "HAQ")
    configured(world, old="id: quantization, title: Quantization", new="id: low-bit, title: Low bits")
    for _ in range(2):
        assert code(world.run()) == 0
    assert proposed(world) == {1: PAPERS - {HAQ_ID}}
    merge_all(world)
    assert ids(world) == PAPERS - {HAQ_ID}


def test_g4_a_topic_taken_away_keeps_its_papers(world: World) -> None:
    world.run()
    text = "  - {id: quantization, title: Quantization, headings: [quantiz*]}\n"
    configured(world, old=text)
    assert code(world.run()) == 0
    assert proposed(world) == {1: PAPERS}


def test_g4_a_topic_taken_away_after_a_command_named_it_stops_nothing(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, f"/bot topic {FILTERS_ID} quantization")
    world.run()
    text = "  - {id: quantization, title: Quantization, headings: [quantiz*]}\n"
    configured(world, old=text)
    for _ in range(2):
        assert code(world.run()) == 0
    assert everything(world) == PAPERS


# branches deleted by a cleaner, pull requests closed by those who may not push


def test_g13_a_branch_deleted_by_a_cleaner_is_said_and_undone_by_reopening(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.delete_branch("bot/new-papers")
    for _ in range(3):
        world.run()
    assert (len(comments(world)), everything(world)) == (1, set())
    assert "its branch was deleted" in comments(world)[0]
    ann.restore_branch(1)
    ann.reopen(1)
    for _ in range(2):
        world.run()
    assert proposed(world) == {1: PAPERS}


def test_g13_a_branch_deleted_by_a_cleaner_is_not_used_again(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.delete_branch("bot/new-papers")
    world.run()
    news(world, 1)
    world.run()
    assert "bot/new-papers" not in world.repository.branches()
    ann.restore_branch(1)
    ann.reopen(1)
    world.run()
    assert (proposed(world)[1] >= PAPERS, everything(world)) == (True, PAPERS | {ONE})


def test_g13_a_branch_deleted_after_its_closing_can_be_restored(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    world.run()
    ann.delete_branch("bot/new-papers")
    news(world, 1)
    world.run()
    ann.restore_branch(1)
    ann.reopen(1)
    world.run()
    assert proposed(world)[1] >= PAPERS


def test_g13_a_branch_deleted_with_the_memory_is_said_once(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.delete_branch("bot/new-papers")
    world.run()
    ann.delete_branch("bot/memory")
    for _ in range(2):
        world.run()
    assert (len(comments(world)), everything(world)) == (1, set())


@pytest.mark.parametrize("permission", ["triage", "read"])
def test_g13_closed_by_somebody_who_may_not_push_is_said(world: World, permission: str) -> None:
    world.run()
    tim = world.github.as_user("tim", permission=permission)
    tim.close(1)
    for _ in range(2):
        world.run()
    assert len(comments(world)) == 1
    assert "reopen" in comments(world)[0]
    world.github.as_user("ann").reopen(1)
    world.run()
    assert proposed(world) == {1: PAPERS}


def test_g13_closed_by_somebody_who_may_push_needs_no_word(world: World) -> None:
    world.run()
    world.github.as_user("ann", permission="maintain").close(1)
    for _ in range(2):
        world.run()
    assert (comments(world), everything(world)) == ([], set())


# comments and markers count only from whom they must


def test_g4_a_strangers_older_issue_is_not_the_dashboard(world: World) -> None:
    eve = world.github.as_user("eve", permission="read")
    eve.open_issue("What the list-sync bot is at", "<!-- bot:dashboard -->\nmine")
    configured(world, "dashboard: true\n")
    for _ in range(3):
        world.run()
    assert world.repository.issues[1].body == "<!-- bot:dashboard -->\nmine"
    mine = [i for i in world.repository.issues.values() if i.pull is None and i.user.login == "listbot"]
    assert [issue.title for issue in mine] == ["What the list-sync bot is at"]


def test_g4_a_strangers_older_issue_is_not_the_dashboard_with_the_memory_lost(world: World) -> None:
    world.github.as_user("eve", permission="read").open_issue(
        "What the list-sync bot is at", "<!-- bot:dashboard -->"
    )
    configured(world, "dashboard: true\n")
    for _ in range(2):
        world.run()
        world.github.as_user("ann").delete_branch("bot/memory")
    world.run()
    assert world.repository.issues[1].body == "<!-- bot:dashboard -->"
    assert len([i for i in world.repository.issues.values() if i.pull is None]) == 2


MARKERS = "<!-- bot:hands-off -->\n<!-- bot:closed -->\n<!-- bot:closing -->\n<!-- bot:dashboard -->"


def test_g4_a_strangers_marker_does_not_silence_hands_off(world: World) -> None:
    world.run()
    world.github.as_user("eve", permission="read").comment(1, MARKERS)
    world.github.as_user("ann").push("bot/new-papers", {"NOTES.md": "mine"})
    for _ in range(2):
        world.run()
    assert [text for text in comments(world) if "it is yours now" in text] == comments(world)[1:]
    assert len(comments(world)) == 2


def test_g4_a_strangers_marker_does_not_silence_the_goodbye_or_undo_it(world: World) -> None:
    world.run()
    world.github.as_user("eve", permission="read").comment(1, MARKERS)
    world.github.as_user("ann").push(
        "main", {"state/decisions.yml": f"schema: 2\ndecline: [{', '.join(sorted(PAPERS))}]\n"}
    )
    world.run()
    assert (world.repository.issues[1].state, len(comments(world))) == ("closed", 2)
    assert "Nothing of this is left to do" in comments(world)[1]


def test_g4_a_strangers_marker_does_not_make_a_closing_the_bots(world: World) -> None:
    world.run()
    world.github.as_user("eve", permission="read").comment(1, MARKERS)
    world.github.as_user("ann").close(1)
    for _ in range(2):
        world.run()
    assert everything(world) == set()


def test_g4_a_strangers_marker_does_not_silence_an_answer(world: World) -> None:
    world.run()
    comment = world.github.as_user("ann").comment(1, "/bot dance")
    eve = world.github.as_user("eve", permission="read")
    eve.comment(1, f"<!-- bot:answer-{comment.id}-000000000000 --> <!-- bot:answer-{comment.id} -->")
    world.run()
    assert comments(world)[-1].startswith("> /bot dance")


def test_g4_a_strangers_copy_of_the_body_decides_nothing(world: World) -> None:
    world.run()
    body = seen(world, 1)[2].replace("- [x]", "- [ ]")
    world.github.as_user("eve", permission="read").comment(1, body)
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS}, [[]])


@pytest.mark.parametrize("fault", [Fault.ERROR_500, Fault.INVALID, Fault.NOT_FOUND, Fault.SECONDARY_LIMIT])
def test_g4_a_refused_stranger_whose_reaction_failed_is_refused_again(world: World, fault: Fault) -> None:
    world.run()
    world.github.as_user("eve", permission="read").comment(1, "/bot decline HAQ")
    world.github.faults.arm(fault, writes_only=True, times=1, retry_after=600)
    world.run()
    for _ in range(2):
        world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS}, [["confused"]])


@pytest.mark.parametrize("permission", ["none", "read", "triage"])
def test_g4_who_may_not_push_is_refused(world: World, permission: str) -> None:
    world.run()
    world.github.as_user("eve", permission=permission).comment(1, "/bot decline HAQ")
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS}, [["confused"]])
    assert rerun(world) == []


@pytest.mark.parametrize("permission", ["write", "maintain", "admin"])
def test_g4_who_may_push_is_obeyed(world: World, permission: str) -> None:
    world.run()
    world.github.as_user("bea", permission=permission).comment(1, "/bot decline HAQ")
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS - {HAQ_ID}}, [["+1"]])


def test_g4_a_comment_on_an_issue_or_on_a_persons_pull_request_is_no_command(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    issue = ann.open_issue("Hm")
    ann.comment(issue.number, "/bot decline HAQ")
    ann.push("mine", {"x": "y"})
    pull = ann.open_pull("mine")
    ann.comment(pull.number, "/bot decline HAQ")
    world.run()
    assert proposed(world)[1] == PAPERS
    assert (reactions(world, issue.number), reactions(world, pull.number)) == ([[]], [[]])


def test_g4_rows_of_what_was_taken_out_are_shown_without_a_tick(world: World) -> None:
    world.run()
    world.github.as_user("ann").untick(1, "HAQ")
    world.run()
    body = seen(world, 1)[2]
    shown = marked(body[body.index("<!-- bot:rows start") :])
    assert sorted(shown.values()) == [False, True, True]


def test_g4_closing_again_what_was_reopened_says_no_again(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    world.run()
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    ann.merge(2)  # brings the closing into decisions.yml
    ann.reopen(1)
    world.run()
    ann.close(1)
    for _ in range(3):
        world.run()
    assert "arxiv:1811.08886" in world.repository.files("main")["state/decisions.yml"]
    assert [pull.number for pull in world.repository.pulls("open")] == []
