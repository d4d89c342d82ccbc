"""The bell for comments, and the check that every pull request gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.github import FakeGitHub

from .act import ROOT, WORKFLOWS
from .conftest import Hosted


@pytest.mark.parametrize(
    ("body", "association", "rings"),
    [
        ("/bot rebase", "COLLABORATOR", True),
        ("Thank you!", "OWNER", False),
        ("/bot rebase", "NONE", False),
    ],
)
def test_a_comment_by_someone_who_belongs_here_rings_at_once(
    tmp_path: Path, body: str, association: str, rings: bool
) -> None:
    with FakeGitHub() as github:
        hosted = Hosted(github, tmp_path, ROOT / "examples" / "comments.yml")
        hosted.actions.programs = {"gh": '#!/bin/sh\necho "$GH_TOKEN: $*"\n'}
        comment = {"id": 5, "body": body, "author_association": association}
        payload = {"action": "created", "issue": {"number": 1, "pull_request": {}}, "comment": comment}
        run, group = hosted.happens("issue_comment", payload), hosted.group("issue_comment", payload)
    said = f"{hosted.actions.writes}: workflow run sync.yml --repo owner/list\n"
    assert (run.log, group) == (said if rings else "", "list-sync-bot-comment-5")


def test_the_check_of_a_pull_request_of_the_bots_passes(tmp_path: Path) -> None:
    with FakeGitHub() as github:
        hosted = Hosted(github, tmp_path, WORKFLOWS / "sync.yml")
        hosted.say("ann/bullets", "- [Pruning Filters](https://arxiv.org/abs/1608.08710)\n")
        hosted.say("bob/table", "- [HAQ](https://arxiv.org/abs/1811.08886)\n")
        hosted.hour()
        event = hosted.pull_event("opened", 1)
        run = hosted.actions.run(WORKFLOWS / "ci.yml", "pull_request", event, job="check")
        assert run.jobs["check"].result == "success"
        assert "valid and agree" in run.log
        broken = {
            "README.md": "# Efficient networks\n\n<!-- bot:papers start -->\nby hand\n<!-- bot:papers end -->\n"
        }
        hosted.ann.push("bot/new-papers", broken)
        run = hosted.actions.run(WORKFLOWS / "ci.yml", "pull_request", event, job="check")
        assert run.jobs["check"].result == "failure"
