"""G10 and G14: GitHub's no is told as GitHub said it, and one refused step never stops the others."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.github import Fault, Rule
from tests.github.repository import Repository

from .conftest import FILTERS, HAQ, SLIMMING, XNOR, World
from .scene import code, comments, configured, ids, proposed, reactions, rerun, studies, told

PAPERS = {"arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1811.08886"}
FALSE = re.compile(r"another run|somebody (else )?wrote|next run (does|will|sees|tries)|moved on")


@pytest.fixture(params=[True, False], ids=["graphql", "rest"])
def either(request: pytest.FixtureRequest, world: World) -> World:
    """A world whose GitHub has GraphQL, and one that has none."""
    world.github.graphql = request.param
    return world


def tried(world: World, *words: str) -> tuple[int, str, bool]:
    """How a run ended, what it said, and whether it said something that is not so."""
    result = world.run(*words)
    return code(result), told(result), bool(FALSE.search(told(result)))


# rules on the bot's branches

RULES: list[tuple[str, Callable[[Repository], None], str]] = [
    (
        "creation",
        lambda r: r.rules.append(Rule("creation", "bot/**")),
        "Cannot create ref due to creations being restricted",
    ),
    (
        "signatures",
        lambda r: r.rules.append(Rule("required_signatures", "bot/**")),
        "Commits must have verified signatures",
    ),
    (
        "checks",
        lambda r: r.rules.append(
            Rule("required_status_checks", "bot/**", {"required_status_checks": [{"context": "test"}]})
        ),
        'Required status check "test" is expected',
    ),
    ("protected creation", lambda r: r.protect("bot/**", restrict_creations=True), "Reference update failed"),
]


@pytest.mark.parametrize(("rule", "words"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_g14_a_rule_against_new_branches_is_told_at_every_run(
    either: World, rule: Callable[[Repository], None], words: str
) -> None:
    rule(either.repository)
    for _ in range(3):
        ended, said, wrong = tried(either)
        assert (ended, words in said, wrong) == (4, True, False), said
        assert "bot doctor" in said
    assert (either.repository.branches(), either.repository.pulls()) == (["main"], [])


UPDATES: list[tuple[str, Callable[[Repository], None], str]] = [
    (
        "update",
        lambda r: r.rules.append(Rule("update", "bot/**")),
        "Cannot update this protected ref",
    ),
    (
        "force",
        lambda r: r.rules.append(Rule("non_fast_forward", "bot/**")),
        "Cannot force-push to this branch",
    ),
    (
        "pull request",
        lambda r: r.rules.append(Rule("pull_request", "bot/**")),
        "Changes must be made through a pull request",
    ),
    ("protected pattern", lambda r: r.protect("bot/**"), "Cannot force-push to this branch"),
    (
        "restricted pushes",
        lambda r: r.protect("bot/**", restrict_pushes=True, allow_force_pushes=True),
        "You're not authorized to push to this branch",
    ),
]


@pytest.mark.parametrize(("rule", "words"), [rule[1:] for rule in UPDATES], ids=[rule[0] for rule in UPDATES])
def test_g14_a_rule_against_updates_is_told_at_every_run(
    either: World, rule: Callable[[Repository], None], words: str
) -> None:
    either.run()
    rule(either.repository)
    either.say("bob/table", HAQ, FILTERS, XNOR)
    for _ in range(3):
        ended, said, wrong = tried(either)
        assert (ended, words in said, wrong) == (4, True, False), said
        assert "bot doctor" in said
    assert (proposed(either), comments(either)) == ({1: PAPERS}, [])


def test_g14_a_rule_taken_away_ends_it(either: World) -> None:
    either.repository.rules.append(Rule("creation", "bot/**"))
    either.run()
    either.repository.rules.clear()
    assert (code(either.run()), proposed(either)) == (0, {1: PAPERS})
    assert rerun(either) == []


def test_g14_a_branch_called_bot_is_told_as_what_is_in_the_way(either: World) -> None:
    either.github.as_user("ann").push("bot", {"x": "y"})
    for _ in range(2):
        ended, said, wrong = tried(either)
        assert (ended, "Reference update failed" in said, wrong) == (4, True, False), said
        assert re.search(r"branch (called |named )?[“`\"']?bot\b", said), said
    assert either.repository.pulls() == []
    either.github.as_user("ann").delete_branch("bot")
    assert (code(either.run()), proposed(either)) == (0, {1: PAPERS})


def test_g14_a_rule_on_the_memory_alone_stops_nothing_else(either: World) -> None:
    either.repository.rules.append(Rule("creation", "bot/memory"))
    ended, said, wrong = tried(either)
    assert (ended, "creations being restricted" in said, wrong) == (4, True, False)
    assert proposed(either) == {1: PAPERS}
    head = either.repository.head("bot/new-papers")
    either.github.clock.advance(hours=1)
    assert code(either.run()) == 4
    assert (either.repository.head("bot/new-papers"), len(either.repository.pulls())) == (head, 1)


def test_g14_a_rule_on_one_proposal_stops_no_other(either: World) -> None:
    either.run()
    ann = either.github.as_user("ann")
    ann.merge(1)
    either.run()
    either.repository.rules.append(Rule("creation", "bot/new-papers*"))
    ann.delete_branch("bot/new-papers")
    either.say("ann/bullets", SLIMMING.replace("Networks", "Nets"), HAQ, XNOR)
    either.say("bob/table", HAQ, FILTERS.replace("arxiv.org/abs/1608.08710", "example.org/f.html"))
    assert code(either.run()) == 4
    heads = {pull.pull.head_ref for pull in either.repository.pulls("open") if pull.pull}
    assert heads
    assert not any(head.startswith("bot/new-papers") for head in heads)


def test_g14_a_rule_against_deletions_stops_nothing(either: World) -> None:
    either.run()
    either.repository.rules.append(Rule("deletion", "bot/**"))
    either.github.as_user("ann").push(
        "main", {"state/decisions.yml": f"schema: 2\ndecline: [{', '.join(sorted(PAPERS))}]\n"}
    )
    assert code(either.run()) in (0, 4)
    assert either.repository.issues[1].state == "closed"
    wrote = [rerun(either) for _ in range(2)]
    assert [w for writes in wrote for w in writes if "comments" in w or "/pulls" in w] == []


# one refusal stops only its own step


def test_g14_a_reviewer_who_left_stops_nothing(world: World) -> None:
    configured(world, "proposals: {reviewers: [gone], labels: [bot, papers], assignees: [owner]}\n")
    ended, said, wrong = tried(world)
    assert (ended, "gone" in said or "collaborator" in said.casefold(), wrong) == (4, True, False), said
    pull = world.repository.issues[1]
    assert (proposed(world), pull.labels) == ({1: PAPERS}, ["bot", "papers"])
    assert [user.login for user in pull.assignees] == ["owner"]
    assert (rerun(world), code(world.run())) == ([], 0)


def test_g14_a_reviewer_who_left_keeps_nobody_from_being_heard(world: World) -> None:
    configured(world, "proposals: {reviewers: [gone]}\n")
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot decline HAQ")
    ann.comment(1, "/bot dance")
    world.run()
    assert (proposed(world), reactions(world)) == (
        {1: PAPERS - {"arxiv:1811.08886"}},
        [["+1"], ["confused"], []],
    )
    ann.close(1)
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    assert set().union(*proposed(world).values()) == {"arxiv:1603.05279"}


def test_g14_of_two_reviewers_the_one_who_is_there_is_asked(world: World) -> None:
    world.github.as_user("rea")
    configured(world, "proposals: {reviewers: [gone, rea]}\n")
    world.run()
    pull = world.repository.issues[1].pull
    assert pull
    assert [user.login for user in pull.reviewers] == ["rea"]


def test_g14_drafts_that_are_not_to_be_had_are_opened_without(world: World) -> None:
    world.repository.drafts = False
    configured(world, "proposals: {draft: true}\n")
    ended, said, wrong = tried(world)
    assert (ended, "draft" in said.casefold(), wrong) == (4, True, False), said
    assert (proposed(world), world.repository.issues[1].labels) == ({1: PAPERS}, ["bot"])
    assert (rerun(world), code(world.run())) == ([], 0)


def test_g14_a_label_that_may_not_be_made_stops_nothing(world: World) -> None:
    world.repository.labels_may_be_made = False
    configured(world, "proposals: {assignees: [owner]}\n")
    ended, said, wrong = tried(world)
    assert (ended, "label" in said, wrong) == (4, True, False), said
    assert proposed(world) == {1: PAPERS}
    assert [user.login for user in world.repository.issues[1].assignees] == ["owner"]
    world.github.as_user("ann").comment(1, "/bot decline HAQ")
    world.run()
    assert (reactions(world), proposed(world)) == ([["+1"]], {1: PAPERS - {"arxiv:1811.08886"}})
    assert rerun(world) == [
        "POST /repos/owner/list/issues/1/labels"
    ]  # until it may be made, and nothing else
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    assert "arxiv:1603.05279" in proposed(world)[1]
    assert comments(world)[1:] == []


def test_g14_a_dashboard_without_issues_stops_nothing(world: World) -> None:
    configured(world, "dashboard: true\n")
    world.github.faults.arm(Fault.GONE, at=6, writes_only=True)  # as GitHub says where issues are disabled
    ended, said, wrong = tried(world)
    assert (ended, "could not open the dashboard" in said, wrong) == (4, True, False), said
    assert (proposed(world), world.repository.sha("bot/memory") is None) == ({1: PAPERS}, False)


@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize(
    "fault", [Fault.INVALID, Fault.NOT_FOUND, Fault.GONE, Fault.ERROR_500, Fault.CENSORED]
)
def test_g14_a_write_refused_once_is_made_up_for_and_nothing_is_done_twice(
    world: World, fault: Fault, at: int
) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.comment(1, "/bot decline HAQ")
    ann.comment(1, "/bot dance")
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.github.faults.arm(fault, at=at, writes_only=True)
    assert code(world.run()) in (0, 4)
    world.github.faults.clear()
    world.run()
    world.run()
    assert proposed(world) == {1: {"arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1603.05279"}}
    assert (reactions(world), len(comments(world))) == ([["+1"], ["confused"], []], 3)
    assert rerun(world) == []


def test_g14_all_refusals_of_a_run_are_told_at_its_end(world: World) -> None:
    world.repository.labels_may_be_made = False
    configured(world, "proposals: {reviewers: [gone]}\n")
    said = told(world.run())
    assert said.count("could not") == 2


def test_g14_the_job_summary_tells_the_refusals(world: World, tmp_path: Path) -> None:
    world.env["GITHUB_STEP_SUMMARY"] = str(tmp_path / "summary")
    world.repository.labels_may_be_made = False
    world.run()
    assert "could not label" in (tmp_path / "summary").read_text()


# permissions, secrets, settings

ALL = {"contents": "write", "pull_requests": "write", "issues": "write"}


@pytest.mark.parametrize("kind", ["contents", "pull_requests", "issues"])
@pytest.mark.parametrize("login", ["listbot[bot]", "listbot"])
def test_g14_a_missing_permission_is_named(world: World, login: str, kind: str) -> None:
    configured(world, "dashboard: true\n")
    world.token = world.github.token(login, {**ALL, kind: "read"})
    for _ in range(2):
        ended, said, wrong = tried(world)
        assert (ended, "esource not accessible by" in said, wrong) == (4, True, False), said
        assert f"{kind}: write" in said or f"{kind}=write" in said, said
        assert "bot doctor" in said


def test_g14_without_permission_for_issues_the_rest_is_done(world: World) -> None:
    configured(world, "dashboard: true\n")
    world.token = world.github.token("listbot[bot]", {**ALL, "issues": "read"})
    world.run()
    assert proposed(world) == {1: PAPERS}


def test_g14_the_setting_that_keeps_actions_from_opening_pull_requests_is_named(world: World) -> None:
    world.token = world.github.token("github-actions[bot]", ALL)
    world.repository.actions_may_open_pulls = False
    for _ in range(2):
        ended, said, wrong = tried(world)
        assert (ended, wrong) == (4, False), said
        assert "Allow GitHub Actions to create and approve pull requests" in said
    head = world.repository.head("bot/new-papers")
    world.github.clock.advance(hours=1)
    world.run()
    assert world.repository.head("bot/new-papers") == head
    world.repository.actions_may_open_pulls = True
    assert (code(world.run()), proposed(world)) == (0, {1: PAPERS})


def test_g14_a_token_that_is_no_longer_valid_is_told(world: World) -> None:
    world.run()
    world.github.revoke(world.token)
    ended, said, wrong = tried(world)
    assert (ended, "Bad credentials" in said, "GITHUB_TOKEN" in said, wrong) == (4, True, True, False), said
    assert ("bot doctor" in said, world.token in said) == (True, False)


@pytest.mark.parametrize("at", [1, 3, 5])
def test_g14_a_token_revoked_in_the_middle_is_told_once(world: World, at: int) -> None:
    token = world.token
    world.github.faults.call(lambda: world.github.revoke(token), at=at, writes_only=True)
    ended, said, wrong = tried(world)
    assert (ended, said.count("Bad credentials"), wrong) == (4, 1, False), said
    world.token = world.github.token("listbot", "write", "owner/list")
    assert (code(world.run()), proposed(world), len(world.repository.pulls())) == (0, {1: PAPERS}, 1)


def test_g14_an_archived_repository_is_told(either: World) -> None:
    either.repository.archived = True
    for _ in range(2):
        ended, said, wrong = tried(either)
        assert (ended, "archived" in said, wrong) == (4, True, False), said


def test_g14_an_archived_repository_is_told_when_only_a_comment_is_to_answer(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, "/bot dance")
    world.repository.archived = True
    ended, said, wrong = tried(world)
    assert (ended, "archived" in said, wrong) == (4, True, False), said


def test_g14_not_found_says_what_was_not_found(world: World) -> None:
    world.env["GITHUB_REPOSITORY"] = "owner/lost"
    ended, said, _ = tried(world)
    assert (ended, "owner/lost" in said, "Not Found" in said) == (4, True, True), said


def test_g14_a_comment_deleted_meanwhile_is_no_trouble(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    comment = ann.comment(1, "/bot decline HAQ")
    world.github.faults.call(lambda: ann.delete_comment(comment), writes_only=True)
    ended, said, _ = tried(world)
    assert (ended in (0, 4), proposed(world)) == (True, {1: PAPERS - {"arxiv:1811.08886"}}), said
    world.run()
    assert rerun(world) == []


# who may command, where the token may not ask


def refused_look_up(world: World) -> None:
    """The token may not ask for somebody's rights: request six, after the five of a look."""
    world.github.faults.arm(Fault.FORBIDDEN, at=6)


def test_g14_a_token_that_may_not_ask_for_rights_refuses_nobody(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, "/bot decline HAQ")
    refused_look_up(world)
    _, said, _ = tried(world)
    assert "this token may not ask who may command" in said
    assert (proposed(world), reactions(world), len(comments(world))) == ({1: PAPERS}, [[]], 1)
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS - {"arxiv:1811.08886"}}, [["+1"]])


def test_g14_a_token_that_may_not_ask_for_rights_does_the_rest(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, "/bot decline HAQ")
    world.say("bob/table", HAQ, FILTERS, XNOR)
    refused_look_up(world)
    world.run()
    assert proposed(world) == {1: PAPERS | {"arxiv:1603.05279"}}


def test_g14_a_person_who_is_no_account_any_more_is_refused(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, "/bot decline HAQ")
    world.github.faults.arm(Fault.NOT_FOUND, at=6)
    world.run()
    assert (proposed(world), reactions(world)) == ({1: PAPERS}, [["confused"]])


# workflow files


def test_g14_a_branch_over_changed_workflow_files_is_built(world: World) -> None:
    world.token = world.github.token("listbot[bot]", ALL)
    world.run()
    ann = world.github.as_user("ann")
    ann.push("main", {".github/workflows/ci.yml": "on: push\n"})
    world.say("bob/table", HAQ, FILTERS, XNOR)
    assert code(world.run()) == 0
    assert proposed(world) == {1: PAPERS | {"arxiv:1603.05279"}}


def test_g14_workflow_files_on_a_branch_given_back_stop_only_that_step(world: World) -> None:
    world.token = world.github.token("listbot[bot]", ALL)
    world.run()
    ann = world.github.as_user("ann")
    ann.push("bot/new-papers", {".github/workflows/ci.yml": "on: push\n"})
    world.run()
    ann.comment(1, "/bot rebase")
    ann.comment(1, "/bot dance")
    ended, said, wrong = tried(world)
    assert (ended == 0 or ("workflows" in said and "permission" in said), wrong) == (True, False), said
    assert "confused" in reactions(world)[2]


# limits


@pytest.mark.parametrize("fault", [Fault.SECONDARY_LIMIT, Fault.TOO_MANY])
@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize("at", [1, 4])
def test_g10_a_wait_of_an_hour_is_not_slept_through(
    world: World, fault: Fault, at: int, *, writes: bool
) -> None:
    world.github.faults.arm(fault, at=at, writes_only=writes, times=50, retry_after=3600)
    start = time.monotonic()
    ended, said, _ = tried(world)
    assert (ended, "rate limit" in said, time.monotonic() - start < 10) == (4, True, True), said
    world.github.faults.clear()
    assert (code(world.run()), proposed(world), len(world.repository.pulls())) == (0, {1: PAPERS}, 1)


@pytest.mark.parametrize("fault", [Fault.SECONDARY_LIMIT, Fault.TOO_MANY])
def test_g10_after_a_wait_that_is_too_long_nothing_more_is_asked(world: World, fault: Fault) -> None:
    world.github.faults.arm(fault, at=2, writes_only=True, times=50, retry_after=3600)
    since = len(world.github.requests())
    world.run()
    refused = [one for one in world.github.requests(writes=True, since=since) if one.status in (403, 429)]
    assert len(refused) == 1


@pytest.mark.parametrize("fault", [Fault.PRIMARY_LIMIT, Fault.PRIMARY_LIMIT_429])
@pytest.mark.parametrize("writes", [False, True])
def test_g10_a_limit_that_is_used_up_is_called_so(world: World, fault: Fault, *, writes: bool) -> None:
    world.github.faults.arm(fault, at=3, writes_only=writes, times=50, retry_after=3000)
    ended, said, _ = tried(world)
    assert (ended, "limit" in said, "used up" in said) == (4, True, True), said
    assert "ermission" not in said


@pytest.mark.parametrize("status", [403, 429])
def test_g10_the_limit_of_an_hour_is_called_so(world: World, status: int) -> None:
    world.github.limit_status = status
    world.github.limit_of("listbot").used = 4_995
    ended, said, _ = tried(world)
    assert (ended, "5,000 requests an hour is used up" in said) == (4, True), said
    world.github.limit_of("listbot").used = 0
    assert (code(world.run()), proposed(world), len(world.repository.pulls())) == (0, {1: PAPERS}, 1)


def test_g10_the_limit_of_graphql_is_called_so(world: World) -> None:
    world.github.limit_of("listbot", "graphql").used = 5_000
    ended, said, _ = tried(world)
    assert (ended, "rate limit exceeded" in said or "is used up" in said) == (4, True), said
    assert "token lacks" not in said
    world.github.limit_of("listbot", "graphql").used = 0
    assert (code(world.run()), proposed(world)) == (0, {1: PAPERS})


def test_g10_a_short_wait_is_kept_to(world: World) -> None:
    world.github.faults.arm(Fault.TOO_MANY, at=3, writes_only=True, retry_after=1)
    start = time.monotonic()
    assert (code(world.run()), proposed(world)) == (0, {1: PAPERS})
    assert time.monotonic() - start >= 1


# answers that make no sense

NONSENSE = [Fault.CUT, Fault.PAGE, Fault.EMPTY, Fault.NOT_UTF8, Fault.REDIRECT, Fault.REDIRECT_FOUND]


@pytest.mark.parametrize("at", [*range(1, 16), 18])
@pytest.mark.parametrize("fault", [*NONSENSE, Fault.REDIRECT_AWAY])
def test_g14_an_answer_that_makes_no_sense_is_a_sentence_and_made_up_for(
    world: World, fault: Fault, at: int
) -> None:
    world.github.faults.arm(fault, at=at)
    assert code(world.run()) in (0, 4)
    world.github.faults.clear()
    assert code(world.run()) == 0
    world.run()
    pull = world.repository.issues[1]
    assert (proposed(world), len(world.repository.pulls()), pull.labels) == ({1: PAPERS}, 1, ["bot"])
    assert rerun(world) == []


@pytest.mark.parametrize("at", range(1, 8))
@pytest.mark.parametrize("fault", NONSENSE[:4])
def test_g14_an_answer_that_makes_no_sense_in_a_later_run_closes_nothing(
    world: World, fault: Fault, at: int
) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    ann.comment(1, "/bot dance")
    world.github.faults.arm(fault, at=at)
    assert code(world.run()) in (0, 4)
    world.github.faults.clear()
    world.run()
    world.run()
    assert proposed(world) == {1: PAPERS - {"arxiv:1811.08886"}}
    assert len(comments(world)) == 2


@pytest.mark.parametrize("status", [None, 301, 307, 308])
def test_g14_a_renamed_repository_is_followed(either: World, status: int | None) -> None:
    either.run()
    either.github.rename("owner/list", "owner/papers")
    either.github.redirect_status = status
    either.github.as_user("ann", "owner/papers").comment(1, "/bot decline HAQ")
    either.say("bob/table", HAQ, FILTERS, XNOR)
    assert code(either.run()) == 0
    assert proposed(either) == {1: {"arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1603.05279"}}
    assert reactions(either) == [["+1"]]
    assert rerun(either) == []


def test_g14_a_repository_renamed_in_the_middle_is_told_or_followed(world: World) -> None:
    world.github.faults.call(
        lambda: world.github.rename("owner/list", "owner/papers"), at=3, writes_only=True
    )
    assert code(world.run()) in (0, 4)
    assert code(world.run()) == 0
    assert (proposed(world), len(world.repository.pulls())) == ({1: PAPERS}, 1)


def test_g14_a_transferred_repository_is_followed(world: World) -> None:
    world.run()
    world.github.rename("owner/list", "group/list")
    world.say("bob/table", HAQ, FILTERS, XNOR)
    assert (code(world.run()), proposed(world)) == (0, {1: PAPERS | {"arxiv:1603.05279"}})


# README and bodies


@pytest.mark.parametrize("readme", ["# Efficient networks\n", "", None])
def test_g14_a_readme_without_markers_is_told_everywhere(
    world: World, tmp_path: Path, readme: str | None
) -> None:
    world.github.as_user("ann").push("main", {"README.md": readme})
    wanted = "bot:papers start" if readme is not None else "README.md"
    assert wanted in told(world.run("sync", "--dry-run"))
    world.env["GITHUB_STEP_SUMMARY"] = str(tmp_path / "summary")
    result = world.run()
    assert (code(result), proposed(world)) == (0, {1: PAPERS})
    assert wanted in told(result)
    assert wanted in (tmp_path / "summary").read_text()
    assert wanted in told(world.run("check"))


def boxes(world: World, number: int) -> int:
    """The ticked rows of a body."""
    return len(re.findall(r"^- \[x\] ", world.repository.issues[number].body or "", re.MULTILINE))


def wordy(*numbers: int) -> list[str]:
    """Studies with titles as long as some are."""
    more = "with a Long and Careful Comparison of All That Was Ever Tried on Networks of Every Size " * 2
    return [line.replace(" Pruning]", f" Pruning {more.strip()}]") for line in studies(*numbers)]


@pytest.mark.parametrize("lines", [studies, wordy])
def test_g14_rows_without_room_wait_and_none_rides_along(
    world: World, lines: Callable[..., list[str]]
) -> None:
    configured(world, "proposals: {papers: 200}\n")
    world.say("ann/bullets", *lines(*range(200)))
    world.say("bob/table", *lines(*range(200)))
    wanted = {f"arxiv:2101.{n:05}" for n in range(200)}
    for _ in range(8):
        assert code(world.run()) == 0
        if not proposed(world):
            break
        ((number, papers),) = proposed(world).items()
        assert (len(papers), len(world.repository.issues[number].body or "") < 65_536) == (
            boxes(world, number),
            True,
        )
        assert rerun(world) == []
        world.github.as_user("ann").merge(number)
    assert ids(world) == wanted


def test_g14_what_waits_is_counted(world: World) -> None:
    configured(world, "proposals: {papers: 200}\n")
    world.say("ann/bullets", *wordy(*range(200)))
    world.say("bob/table", *studies(0))
    world.run()
    waits = 200 - len(proposed(world)[1])
    assert waits > 0
    assert f"{waits} more wait for their turn" in (world.repository.issues[1].body or "")


def test_g14_what_is_hidden_in_a_body_is_little(world: World) -> None:
    configured(world, "proposals: {papers: 200}\n")
    world.say("ann/bullets", *studies(*range(200)))
    world.run()
    body = world.repository.issues[1].body or ""
    hidden = "".join(re.findall(r"<!-- bot:data.*?-->", body, re.DOTALL))
    rows = boxes(world, 1)
    assert (len(hidden) < 60 * rows, rows >= 150) == (True, True), (len(hidden), rows)
