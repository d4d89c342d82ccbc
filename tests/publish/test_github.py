"""A run against GitHub: pull requests opened, looked after, and left alone where people work."""

from __future__ import annotations

import json
import shutil

import pytest

from .conftest import FILTERS, HAQ, SLIMMING, XNOR, World


def state(world: World) -> object:
    """All that people see of the repository: trees of branches, pull requests, labels, comments."""
    repository = world.repository
    return (
        {branch: repository.files(branch) for branch in repository.branches() if branch != "bot/memory"},
        sorted(
            (
                pull.pull and pull.pull.head_ref,
                pull.title,
                pull.body and pull.body.partition("<!-- bot:data")[0],
                pull.state,
                pull.labels,
                [comment.body for comment in repository.thread(pull.number)],
            )
            for pull in repository.pulls()
        ),
    )


def ids(world: World) -> list[str]:
    """The ids of the papers on the default branch."""
    return sorted(line[6:] for line in world.catalog().splitlines() if line.startswith("- id: "))


def test_a_first_run_opens_one_pull_request_with_a_row_a_paper(world: World) -> None:
    result = world.run()
    assert result.exit_code == 0, result.output
    (pull,) = world.repository.pulls("open")
    assert pull.pull
    assert (pull.pull.head_ref, pull.pull.base_ref, pull.title) == (
        "bot/new-papers",
        "main",
        "Add 3 papers: Pruning, Quantization",
    )
    assert pull.body
    assert pull.body.count("- [x] ") == 3
    assert pull.labels == ["bot"]
    assert len(world.repository.commits("bot/new-papers")) == len(world.repository.commits("main")) + 1


def test_once_merged_nothing_is_left_to_do(world: World) -> None:
    world.run()
    world.github.as_user("ann").merge(1, "squash")
    assert ids(world) == ["arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1811.08886"]
    world.run()
    since = len(world.github.requests())
    result = world.run()
    assert "nothing to write" in result.output
    assert world.writes(since) == []


def test_g1_g10_an_unchanged_run_sends_five_reads_and_no_write(world: World) -> None:
    world.run()
    world.run()
    since = len(world.github.requests())
    world.run()
    asked = world.github.requests(since=since)
    assert [request.method for request in asked] == ["GET"] * 5
    assert len(world.repository.pulls()) == 1


def test_g8_a_dry_run_reads_only_needs_no_token_and_plans_what_a_run_does(world: World) -> None:
    since = len(world.github.requests())
    dry = world.run("sync", "--dry-run", "--out", str(world.upstreams / "plan.json"), token=False)
    assert dry.exit_code == 0, dry.output
    assert {request.method for request in world.github.requests(since=since)} == {"GET"}
    assert all(request.user is None for request in world.github.requests(since=since))
    assert world.run("apply", str(world.upstreams / "plan.json")).output == "Done; opened #1.\n"
    applied = state(world)
    again = world.run("sync", "--dry-run", "--out", str(world.upstreams / "plan2.json"))
    assert "nothing to write" in again.output
    assert applied == state(world)


def test_apply_refuses_a_plan_when_the_repository_moved_on(world: World) -> None:
    world.run("sync", "--dry-run", "--out", str(world.upstreams / "plan.json"))
    world.github.as_user("ann").push("main", {"NEWS.md": "news"})
    since = len(world.github.requests())
    result = world.run("apply", str(world.upstreams / "plan.json"))
    assert (result.exception.exit_code, world.writes(since)) == (5, [])  # type: ignore[union-attr]
    assert "the repository moved on" in str(result.exception)


@pytest.mark.parametrize("text", ["", "{}", '{"version": 9}', '{"version": 1, "for": "x", "work": {}}'])
def test_apply_refuses_what_is_no_plan(world: World, text: str) -> None:
    file = world.upstreams / "plan.json"
    file.write_text(text)
    assert world.run("apply", str(file)).exception.exit_code == 2  # type: ignore[union-attr]


def test_an_unticked_row_is_taken_out_and_remembered(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    world.run()
    (pull,) = world.repository.pulls("open")
    assert pull.body
    assert pull.title == "Add 2 papers: Pruning"
    assert "HAQ" not in pull.body.partition("<details>")[0]
    assert "HAQ" in pull.body.partition("<details>")[2]
    ann.merge(1)
    for _ in range(3):
        world.run()
    assert ids(world) == ["arxiv:1608.08710", "arxiv:1708.06519"]
    assert world.repository.pulls("open") == []


def test_a_row_ticked_again_comes_back(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.untick(1, "HAQ")
    world.run()
    ann.tick(1, "HAQ")
    world.run()
    assert world.repository.pulls("open")[0].title == "Add 3 papers: Pruning, Quantization"


def test_closing_declines_all_of_it_until_it_is_reopened(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    for _ in range(3):
        world.run()
    assert world.repository.pulls("open") == []
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    (pull,) = world.repository.pulls("open")
    assert pull.title.startswith("Add XNOR-Net")
    ann.merge(pull.number)
    world.run()
    assert ids(world) == ["arxiv:1603.05279"]


def test_reopening_takes_closing_back(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.close(1)
    world.run()
    ann.reopen(1)
    world.run()
    ann.merge(1)
    assert len(ids(world)) == 3


def test_complaint_1_human_commits_are_never_overwritten(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    mine = ann.push("bot/new-papers", {"NOTES.md": "mine"})
    world.say("bob/table", HAQ, FILTERS, XNOR)
    for _ in range(3):
        world.run()
    assert world.repository.sha("bot/new-papers") == mine
    said = [comment.body for comment in world.repository.thread(1)]
    assert len(said) == 1
    assert "it is yours now" in said[0]
    titles = [pull.title for pull in world.repository.pulls("open")]
    assert titles[0].startswith("Add 3 papers")
    assert [pull.pull.head_ref for pull in world.repository.pulls("open") if pull.pull] == [
        "bot/new-papers",
        "bot/new-papers-2",
    ]


def test_complaint_2_a_closed_pull_request_does_not_return(world: World) -> None:
    world.run()
    world.github.as_user("ann").close(1)
    for _ in range(10):
        world.run()
    assert len(world.repository.pulls()) == 1


def test_complaint_4_siblings_are_rebuilt_when_one_is_merged(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    world.say(
        "ann/bullets", SLIMMING.replace("arxiv.org/abs/1708.06519", "example.org/slimming.html"), HAQ, XNOR
    )
    world.say("bob/table", HAQ, FILTERS, SLIMMING)
    world.run()
    numbers = {pull.pull.head_ref: pull.number for pull in world.repository.pulls("open") if pull.pull}
    assert sorted(numbers) == ["bot/new-papers", "bot/upkeep"] or sorted(numbers) == [
        "bot/fixed-links",
        "bot/new-papers",
    ]
    ann.merge(numbers["bot/new-papers"], "rebase")
    world.run()
    other = next(iter(set(numbers) - {"bot/new-papers"}))
    assert world.repository.commits(other)[1] == world.repository.sha("main")
    ann.merge(numbers[other], "squash")
    world.run()
    since = len(world.github.requests())
    world.run()
    assert (world.writes(since), world.repository.pulls("open")) == ([], [])


def test_what_people_wrote_in_title_and_body_stays(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    (pull,) = world.repository.pulls("open")
    ann.edit_title(1, "My title")
    ann.edit_body(1, f"My words.\n\n{pull.body}\n\nMore words.")
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    (pull,) = world.repository.pulls("open")
    assert pull.body
    assert pull.title == "My title"
    assert pull.body.startswith("My words.")
    assert "More words." in pull.body
    assert "XNOR-Net" in pull.body
    world.run()
    since = len(world.github.requests())
    world.run()
    assert world.writes(since) == []


def test_taking_the_label_off_takes_the_bots_hands_off(world: World) -> None:
    world.run()
    world.github.as_user("ann").unlabel(1, "bot")
    before = world.repository.sha("bot/new-papers")
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    assert world.repository.sha("bot/new-papers") == before
    assert "the label “bot” taken off" in world.repository.thread(1)[0].body


def test_an_obsolete_pull_request_is_closed_with_a_sentence_and_its_branch_removed(world: World) -> None:
    world.run()
    ids = "decline: [arxiv:1708.06519, arxiv:1811.08886, arxiv:1608.08710]\n"
    world.github.as_user("ann").push("main", {"state/decisions.yml": f"schema: 2\n{ids}"})
    world.run()
    (pull,) = world.repository.pulls()
    assert pull.state == "closed"
    (said,) = (comment.body for comment in world.repository.thread(1))
    assert said.startswith("Nothing of this is left to do (3 declined), so I close it.")
    assert "bot/new-papers" not in world.repository.branches()
    since = len(world.github.requests())
    for _ in range(2):
        world.run()
    assert (world.writes(since), len(world.repository.thread(1))) == ([], 1)


def test_commands_in_comments_are_obeyed_for_those_who_may_write(world: World) -> None:
    world.run()
    ann, eve = world.github.as_user("ann"), world.github.user("eve")
    issue = world.repository.issues[1]
    ann.comment(1, "Thanks!\n/bot topic arxiv:1811.08886 pruning")
    world.repository.comment(issue, eve, "/bot decline arxiv:1608.08710")
    ann.comment(1, "/bot dance")
    world.run()
    (pull,) = world.repository.pulls("open")
    assert pull.title == "Add 3 papers: Pruning"
    thread = world.repository.thread(1)
    assert [[reaction.content for reaction in comment.reactions] for comment in thread] == [
        ["+1"],
        ["confused"],
        ["confused"],
        [],
    ]
    assert "there is no “dance”" in thread[3].body
    world.run()
    since = len(world.github.requests())
    world.run()
    assert world.writes(since) == []
    ann.merge(1)
    world.run()
    assert (
        world.repository.files("main")["state/decisions.yml"]
        == "schema: 2\ntopic:\n- [arxiv:1811.08886, pruning]\n"
    )
    assert ids(world) == ["arxiv:1608.08710", "arxiv:1708.06519", "arxiv:1811.08886"]


def test_a_command_that_misspells_a_paper_is_answered_with_what_is_near(world: World) -> None:
    world.run()
    world.github.as_user("ann").comment(1, '/bot decline "hardware aware quantzation"')
    world.run()
    said, _, known = world.repository.thread(1)[-1].body.partition("? ")
    assert said == (
        '> /bot decline "hardware aware quantzation"\n\nI could not do this: no paper is called “hardware aware quantzation”; did you mean '
        "“HAQ: Hardware-Aware Automated Quantization with Mixed Precision” (arxiv:1811.08886)"
    )
    assert known.startswith("I know `rebase`, `undo`, `decline`")


def test_a_strangers_pull_request_with_forged_metadata_is_nothing_to_the_bot(world: World) -> None:
    world.run()
    (pull,) = world.repository.pulls("open")
    ann = world.github.as_user("ann")
    ann.push("mine", {"x": "y"})
    ann.open_pull("mine", "Forged", pull.body)
    since = len(world.github.requests())
    world.run()
    assert world.writes(since) == []


def test_two_runs_at_once_the_second_loses_cleanly(world: World) -> None:
    other = World.__new__(World)
    other.__dict__ = dict(world.__dict__)
    other.checkout = world.checkout.with_name("other")
    shutil.copytree(world.checkout, other.checkout)
    results = []
    world.github.faults.call(
        lambda: results.append(other.run()), at=7
    )  # while the first is about to remember
    first = world.run()
    print(first.output, first.stderr, results[0].output, results[0].stderr)
    assert sorted([first.exit_code, results[0].exit_code]) == [0, 5]
    world.run()
    assert len(world.repository.pulls()) == 1
    since = len(world.github.requests())
    world.run()
    assert world.writes(since) == []


def test_limits_open_papers_and_order(world: World) -> None:
    config = world.checkout / ".github/bot.yml"
    world.github.as_user("ann").push(
        "main", {".github/bot.yml": config.read_text() + "proposals: {open: 1, papers: 2}\n"}
    )
    result = world.run()
    assert "new-papers: 2 rows, 1 more wait" in result.output
    (pull,) = world.repository.pulls("open")
    assert "1 more waits for its turn" in (pull.body or "")
    world.github.as_user("ann").merge(1)
    world.run()
    world.github.as_user("ann").merge(2)
    assert len(ids(world)) == 3


def test_a_run_of_three_pull_requests_sends_at_most_forty_requests(world: World) -> None:
    world.run()
    world.github.as_user("ann").merge(1)
    world.run()
    world.say(
        "ann/bullets",
        HAQ,
        XNOR,
        FILTERS.replace("Pruning Filters", "Prunning Filters"),
        SLIMMING.replace("arxiv.org/abs/1708.06519", "example.org/s.html"),
    )
    since = len(world.github.requests())
    world.run()
    assert len(world.repository.pulls("open")) == 3
    assert len(world.github.requests(since=since)) <= 40


def test_complaint_11_a_source_that_fails_deletes_nothing(world: World) -> None:
    world.run()
    world.github.as_user("ann").merge(1)
    (world.upstreams / "bob/table/README.md").write_text("<html>404</html>")
    result = world.run()
    assert (result.exit_code, world.repository.pulls("open")) == (3, [])
    assert "README.md is an HTML page" in " ".join(result.output.split())


def test_a_paper_that_people_delete_on_github_is_declined(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    world.run()
    path = "state/catalog/quantization.yml"
    ann.push("main", {path: None})
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    assert [pull.title for pull in world.repository.pulls("open")] == [
        "Add XNOR-Net: ImageNet Classification Using Binary Convolutional Neural Networks"
    ]
    ann.merge(2)
    world.run()
    assert "arxiv:1811.08886" in world.repository.files("main")["state/decisions.yml"]
    assert "arxiv:1811.08886" not in ids(world)


def test_the_plan_file_holds_no_token(world: World) -> None:
    world.run("sync", "--dry-run", "--out", str(world.upstreams / "plan.json"))
    text = (world.upstreams / "plan.json").read_text()
    assert world.token not in text
    assert json.loads(text)["version"] == 2


def test_the_job_summary_and_the_outputs_tell_what_was_done(world: World) -> None:
    summary, output = world.upstreams / "summary.md", world.upstreams / "output"
    world.env = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output)}
    (world.upstreams / "bob/table/README.md").write_text("")
    world.run()
    assert output.read_text() == "new=2\nchanged=0\nset-aside=1\nopened=1\n"
    assert summary.read_text() == (
        "## Efficient networks\n\n2 new, 0 changed, 1 set aside.\n\n- new-papers: 2 rows\n"
        "- left as it is: all that rests on bob/table\n- 1 pushed, 1 opened\n"
        "- set aside bob/table: no entries found\n"
    )


def test_the_dashboard_is_one_issue_kept_up_to_date(world: World) -> None:
    config = (world.checkout / ".github/bot.yml").read_text()
    ann = world.github.as_user("ann")
    ann.push("main", {".github/bot.yml": config + "dashboard: true\n"})
    world.run()
    world.run()
    ann.untick(1, "HAQ")
    world.run()
    issues = [issue for issue in world.repository.issues.values() if issue.pull is None]
    assert [issue.title for issue in issues] == ["What the list-sync bot is at"]
    assert issues[0].body
    assert "- new-papers: #1" in issues[0].body
    assert "HAQ: Hardware-Aware Automated Quantization with Mixed Precis in #1" in issues[0].body
    since = len(world.github.requests())
    world.run()
    assert world.writes(since) == []


def test_what_no_reader_sees_opens_nothing_and_rides_with_the_next_proposal(world: World) -> None:
    world.run()
    world.github.as_user("ann").merge(1)
    world.run()
    world.say("ann/bullets", SLIMMING, HAQ.replace("abs/1811.08886", "pdf/1811.08886.pdf"))
    world.run()
    assert world.repository.pulls("open") == []
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    world.github.as_user("ann").merge(2)
    assert "arxiv.org/pdf/1811.08886.pdf" in world.catalog()


def test_a_body_says_first_what_to_look_at_and_a_reason_once(world: World) -> None:
    things = [
        "Boats",
        "Clocks",
        "Doors",
        "Gates",
        "Hats",
        "Lamps",
        "Mills",
        "Roofs",
        "Shoes",
        "Trees",
        "Violins",
        "Wells",
    ]
    rows = [
        f"- [{thing} of {place}](https://arxiv.org/abs/20{n}.00001), ICML 20{n}\n"
        for n, (thing, place) in enumerate(zip(things, things[::-1], strict=True), 10)
    ]
    near = [
        "- [Gliding over Frozen Gates in Northern Lakes at Night](https://arxiv.org/abs/2301.00001), ICML 2023\n",
        "- [Gliding over Frozen Gates in Northern Lakes at Noon](https://arxiv.org/abs/2302.00001), ICML 2023\n",
    ]
    file = world.upstreams / "ann/bullets/README.md"
    file.write_text("# L\n\n## Pruning\n\n" + "".join([*rows, *near]))
    world.run()
    body = (world.repository.pulls("open")[0].body or "").split("bot:rows start")[1]
    look, _, rest = body.partition("<details><summary><b>Pruning</b>")
    assert "### Look at these first (2)" in look
    assert look.count("**look:** like “Gliding over Frozen Gates") == 2
    assert rest.count("heading “Pruning” in ann/bullets") == 1
    titles = [line.split("](")[0] for line in rest.splitlines() if " of " in line]
    assert titles == [f"- [x] [{thing} of {place}" for thing, place in zip(things[::-1], things, strict=True)]
