"""What was seen of links, from `bot sync --observations` to a pull request that people answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.publish.conftest import World

PAGE = "http://papers.example.org/slimming.html"
NEW = "https://proceedings.example.org/2017/slimming"
OTHER = "http://papers.example.org/haq.html"
ELSEWHERE = "https://proceedings.example.org/2019/haq"
SLIMMING = "Learning Efficient Convolutional Networks through Network Slimming"
HAQ = "HAQ: Hardware-Aware Automated Quantization with Mixed Precision"


def moved(url: str, target: str, shows: str) -> str:
    row = {"url": url, "outcome": "moved", "status": 301, "target": target, "evidence": "", "seconds": 0.1}
    return json.dumps({**row, "at": "2026-11-20T10:00:00Z", "shows": shows}) + "\n"


def merge_all(world: World) -> None:
    for pull in world.repository.pulls("open"):
        world.github.as_user("ann").merge(pull.number)


def links(world: World) -> list[str]:
    """The main links on the default branch."""
    return sorted(line[7:] for line in world.catalog().splitlines() if line.startswith("  url: "))


def body(world: World) -> str:
    (pull,) = world.repository.pulls("open")
    return (pull.body or "").partition("<!-- bot:data")[0]


@pytest.fixture
def seen(world: World, tmp_path: Path) -> Sequence[str]:
    """The words of a run that takes in where the pages of the list's two papers moved: one surely, one not."""
    world.say("ann/bullets", f"- [{SLIMMING}]({PAGE})\n")
    world.say("bob/table", f"- [{HAQ}]({OTHER})\n")
    world.run()
    merge_all(world)
    file = tmp_path / "links.jsonl"
    file.write_text(moved(PAGE, NEW, SLIMMING) + moved(OTHER, ELSEWHERE, "Proceedings"))
    return "sync", "--observations", str(file)


def test_what_is_sure_is_a_row_and_what_is_not_a_question(world: World, seen: Sequence[str]) -> None:
    result = world.run(*seen)
    assert result.exit_code == 0, result.output
    questions, _, rows = body(world).partition("### Not certain (1)")[2].partition("### ")
    assert f"- [ ] [{HAQ}]" in questions
    assert f"- [x] [{SLIMMING}]" in rows
    merge_all(world)
    assert links(world) == [OTHER, NEW]


def test_g1_a_second_run_with_the_same_looks_writes_nothing(world: World, seen: Sequence[str]) -> None:
    world.run(*seen)
    world.run(*seen)
    since = len(world.github.requests())
    world.run(*seen)
    world.run()
    assert world.writes(since) == []


def test_a_question_that_is_ticked_becomes_a_row(world: World, seen: Sequence[str]) -> None:
    world.run(*seen)
    (pull,) = world.repository.pulls("open")
    ann = world.github.as_user("ann")
    ann.tick(pull.number, "HAQ")
    world.run()
    assert body(world).count("- [x] ") == 2
    assert "Not certain" not in body(world)
    merge_all(world)
    assert links(world) == [NEW, ELSEWHERE]
    world.run()
    since = len(world.github.requests())
    world.run()
    assert (world.repository.pulls("open"), world.writes(since)) == ([], [])


def test_g4_a_question_of_a_closed_pull_request_is_not_asked_again(world: World, seen: Sequence[str]) -> None:
    world.run(*seen)
    world.github.as_user("ann").close(world.repository.pulls("open")[0].number)
    world.run(*seen)
    world.run(*seen)
    assert world.repository.pulls("open") == []
    assert links(world) == [OTHER, PAGE]


def test_a_question_that_nobody_answers_is_neither_taken_nor_declined(
    world: World, seen: Sequence[str]
) -> None:
    world.run(*seen)
    for _ in range(3):
        world.run()
    assert f"- [ ] [{HAQ}]" in body(world)
    merge_all(world)
    world.run()
    assert links(world) == [OTHER, NEW]


def test_a_row_taken_back_out_after_a_question_was_ticked_is_declined(
    world: World, seen: Sequence[str]
) -> None:
    world.run(*seen)
    (pull,) = world.repository.pulls("open")
    ann = world.github.as_user("ann")
    ann.tick(pull.number, "HAQ")
    world.run()
    ann.untick(pull.number, "HAQ")
    world.run()
    world.run()
    merge_all(world)
    assert links(world) == [OTHER, NEW]


def test_a_line_that_is_none_of_ours_is_named(world: World, seen: Sequence[str]) -> None:
    file = Path(seen[-1])
    file.write_text(file.read_text() + "{}\n")
    result = world.run(*seen)
    said = "not a line that `bot links check --format jsonl` or `bot links fix --out` wrote"
    assert str(result.exception) == f"{file}:3: {said}"
