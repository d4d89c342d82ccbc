"""People push, rewrite, edit, tick and decide, and it costs no request."""

from __future__ import annotations

import pytest

from .people import Person
from .repository import Repository
from .rules import Refused
from .server import FakeGitHub


@pytest.fixture
def ann(github: FakeGitHub, listing: Repository) -> Person:
    """Somebody with a pull request open, number 1."""
    person = github.as_user("ann")
    person.push("topic", {"a": "1\n"}, "Add a")
    person.open_pull("topic", "Add a", "- [x] [A](https://a.example)\n- [ ] B\n- [x] C\n")
    return person


def test_amend_replaces_the_last_commit(ann: Person, listing: Repository) -> None:
    before = listing.commits("topic")
    ann.amend("topic", {"b": "2\n"})
    assert listing.commits("topic")[1:] == before[1:]
    assert listing.commits("topic")[0] != before[0]
    assert listing.files("topic").items() >= {"a": "1\n", "b": "2\n"}.items()
    assert listing.store.message(listing.head("topic")) == "Add a"


def test_rebase_replays_on_the_base(ann: Person, listing: Repository) -> None:
    base = ann.push("main", {"other": "x"})
    ann.rebase("topic")
    assert listing.commits("topic")[1] == base
    assert listing.issues[1].pull is not None
    assert listing.issues[1].pull.head_sha == listing.head("topic")


def test_rebase_and_merge_stop_at_a_conflict(ann: Person) -> None:
    ann.push("main", {"a": "2\n"})
    with pytest.raises(ValueError, match="conflicts"):
        ann.rebase("topic")
    with pytest.raises(ValueError, match="conflicts"):
        ann.merge_branch("topic", "main")


def test_checkboxes(ann: Person, listing: Repository) -> None:
    ann.untick(1, "a.example")
    ann.tick(1, "B")
    assert listing.issues[1].body == "- [ ] [A](https://a.example)\n- [x] B\n- [x] C\n"
    with pytest.raises(LookupError):
        ann.untick(1, "nowhere")


def test_closing_reopening_and_labels(ann: Person, listing: Repository) -> None:
    ann.label(1, "bot")
    ann.close(1)
    ann.reopen(1)
    ann.unlabel(1, "bot")
    ann.edit_title(1, "New")
    ann.edit_body(1, "New")
    issue = listing.issues[1]
    assert (issue.state, issue.labels, issue.title, issue.body) == ("open", [], "New", "New")


def test_the_rules_hold_for_people_too(ann: Person) -> None:
    ann.delete_branch("topic")
    with pytest.raises(Refused, match="Validation Failed"):
        ann.reopen(1)


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_merging(ann: Person, listing: Repository, method: str) -> None:
    sha = ann.merge(1, method)
    assert listing.head() == sha
    assert listing.files()["a"] == "1\n"


def test_nothing_of_it_is_a_request(ann: Person, github: FakeGitHub) -> None:
    ann.comment(1, "Hello")
    assert github.requests() == []
