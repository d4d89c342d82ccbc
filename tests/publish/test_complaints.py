"""What users of other bots complain of most, one test each; 1, 2, 4 and 11 are in test_github.py.

8 (checks that never start) belongs to the set-up, 12 and 13 (links called dead, pages that pretend to live) to
the link checker.
"""

from __future__ import annotations

import pytest

from tests.github import Fault

from .conftest import FILTERS, HAQ, SLIMMING, XNOR, World


def many(count: int) -> list[str]:
    """Entries that no two of which are alike."""
    syllables = ["ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su"]

    def word(number: int) -> str:
        return "".join(syllables[int(digit)] for digit in f"{number:04}").capitalize()

    return [
        f"- [{word(7 * n)} {word(13 * n + 1)} {word(29 * n + 2)} Pruning](https://arxiv.org/abs/2101.{n:05}) (ICLR 2021)\n"
        for n in range(count)
    ]


def test_complaint_3_many_changes_are_few_pull_requests(world: World) -> None:
    world.run()
    world.github.as_user("ann").merge(1)
    world.say("ann/bullets", SLIMMING, HAQ, *many(120))
    world.run()
    (pull,) = world.repository.pulls("open")
    assert pull.title == "Add 25 papers: Pruning"
    assert "95 more wait for their turn" in (pull.body or "")


def test_complaint_5_and_6_a_title_mentions_nobody_and_closes_nothing(world: World) -> None:
    world.say(
        "ann/bullets",
        "- [@octocat Fixes #1 in Network Pruning for Everyone](https://arxiv.org/abs/2101.00001)\n",
    )
    world.say("bob/table")
    world.run()
    (pull,) = world.repository.pulls("open")
    assert pull.title == "Add 1 paper"
    assert "@octocat" not in (pull.body or "")
    assert "#1" not in (pull.body or "").partition("<!-- bot:data")[0]
    text = world.repository.files("bot/new-papers")["README.md"]
    assert "@octocat" not in text


@pytest.mark.parametrize("fault", [Fault.SECONDARY_LIMIT, Fault.TOO_MANY])
def test_complaint_7_a_secondary_limit_is_waited_for(world: World, fault: Fault) -> None:
    world.github.faults.arm(fault, at=3, writes_only=True, retry_after=0)
    assert world.run().exit_code == 0
    assert len(world.repository.pulls()) == 1


def test_complaint_9_what_no_reader_sees_proposes_nothing(world: World) -> None:
    world.run()
    world.github.as_user("ann").merge(1)
    world.run()
    world.say("ann/bullets", HAQ, "\n\n", SLIMMING.replace("- [", "*   ["), "\n_Last updated today._\n")
    since = len(world.github.requests())
    world.run()
    assert world.writes(since) == []


def test_complaint_10_what_people_merge_meanwhile_is_not_lost(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.push("main", {"NEWS.md": "ours"})
    world.run()
    ann.merge(1)
    assert world.repository.files("main")["NEWS.md"] == "ours"


def test_complaint_14_a_paper_in_many_places_is_one_row_with_all_of_them(world: World) -> None:
    openreview = FILTERS.replace(
        "https://arxiv.org/abs/1608.08710", "https://openreview.net/forum?id=rJqFGTslg"
    )
    world.say("ann/bullets", openreview, "\n## Pruning\n\n", FILTERS)
    world.say("bob/table", FILTERS.replace("abs/1608.08710", "pdf/1608.08710v3.pdf"))
    world.run()
    (pull,) = world.repository.pulls("open")
    assert (pull.body or "").count("- [x] ") == 1
    world.github.as_user("ann").merge(1)
    assert world.catalog().count("- id: ") == 1
    assert world.catalog().count("- source: ") == 3


def test_complaint_15_a_body_is_cut_at_a_row_and_keeps_what_the_bot_needs(world: World) -> None:
    config = (world.checkout / ".github/bot.yml").read_text()
    world.github.as_user("ann").push("main", {".github/bot.yml": config + "proposals: {papers: 200}\n"})
    world.say("ann/bullets", *many(200))
    world.run()
    (pull,) = world.repository.pulls("open")
    assert len(pull.body or "") < 60_000
    since = len(world.github.requests())
    world.run()
    assert world.writes(since) == []


def test_complaint_15_what_people_write_in_the_readme_stays(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    readme = world.repository.files("main")["README.md"]
    ann.push("main", {"README.md": f"Our own words.\n\n{readme}\nMore of them.\n"})
    world.run()
    ann.merge(1)
    world.say("bob/table", HAQ, FILTERS, XNOR)
    world.run()
    ann.merge(2)
    after = world.repository.files("main")["README.md"]
    assert after.startswith("Our own words.\n")
    assert after.endswith("More of them.\n")
    assert "XNOR-Net" in after


def test_labels_reviewers_assignees_and_drafts_are_as_configured(world: World) -> None:
    config = (world.checkout / ".github/bot.yml").read_text()
    world.github.as_user("ann").push(
        "main",
        {
            ".github/bot.yml": config
            + "proposals: {labels: [bot, papers], reviewers: [ann], assignees: [ann], draft: true}\n"
        },
    )
    world.run()
    (pull,) = world.repository.pulls("open")
    assert pull.pull
    assert (pull.labels, pull.pull.draft) == (["bot", "papers"], True)
    assert [user.login for user in pull.pull.reviewers] == ["ann"]
    assert [user.login for user in pull.assignees] == ["ann"]


def test_a_protected_base_branch_is_never_pushed_to(world: World) -> None:
    world.repository.protect("main", reviews=1)
    assert world.run().exit_code == 0
    assert len(world.repository.pulls("open")) == 1


def test_a_title_says_that_what_people_declined_is_removed(world: World) -> None:
    world.run()
    ann = world.github.as_user("ann")
    ann.merge(1)
    ann.push("main", {"state/decisions.yml": "schema: 2\ndecline: [arxiv:1811.08886]\n"})
    world.run()
    (pull,) = world.repository.pulls("open")
    assert pull.title == "Remove HAQ: Hardware-Aware Automated Quantization with Mixed Precision"
