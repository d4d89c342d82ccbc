"""Lists through time: the same catalog whatever the way, and every plan no more than that day's commit."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.history import Version, versions
from bot.merge import Rules
from bot.models import Source, Topic
from bot.replay import at_once, comparable, replay

RULES = Rules(
    (Topic("pruning", "Pruning", ("pruning",)), Topic("quantization", "Quantization", ("quantization",)))
)
ONE, TWO = Source("a/one", repo="a/one"), Source("b/two", repo="b/two")
SLIMMING = (
    "- [Learning Efficient Convolutional Networks through Network Slimming](https://arxiv.org/abs/1708.06519)"
)
HAQ = "- [HAQ: Hardware-Aware Automated Quantization with Mixed Precision](https://arxiv.org/abs/1811.08886)"
FILTERS = "- [Pruning Filters for Efficient ConvNets](https://arxiv.org/abs/1608.08710)"


def past(source: Source, *texts: str | bytes, start: int = 0) -> list[Version]:
    blobs = [text if isinstance(text, bytes) else text.encode() for text in texts]
    return [
        Version(
            source.name,
            f"{number:040}",
            datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=start + 2 * number),
            {"README.md": str(number)},
            lambda name: blobs[int(name)],
        )
        for number in range(len(blobs))
    ]


def md(*lines: str) -> str:
    return "\n".join(["# List", "", "## Pruning", "", *lines, ""])


def kinds(steps: list[Version]) -> list[dict[str, int]]:
    return [Counter(change.kind for change in step.plan.changes) for step in replay([ONE, TWO], steps, RULES)]


def test_every_kind_of_change_and_only_real_ones() -> None:
    steps = past(
        ONE,
        md(SLIMMING, HAQ, FILTERS),
        md(FILTERS, HAQ, "", SLIMMING),  # order and white space
        md(SLIMMING + " [code](https://github.com/Eric-mingjie/network-slimming)", HAQ, FILTERS),
        md(SLIMMING.replace("Networks", "Nets"), HAQ, FILTERS),
        md(
            SLIMMING, HAQ.replace("abs/1811.08886", "pdf/1811.08886.pdf"), FILTERS
        ),  # another form of one link
        md(SLIMMING, HAQ, FILTERS.replace("arxiv.org/abs/1608.08710", "example.org/filters.html")),
        md(SLIMMING, HAQ, FILTERS, "", "## Quantization", ""),
        md(SLIMMING, FILTERS, "", "## Quantization", "", HAQ, ""),
        md(SLIMMING, HAQ),
        md(SLIMMING, HAQ),
    )
    assert kinds(steps) == [
        {"add": 3}, {}, {"metadata": 1}, {"title": 1}, {"title": 1}, {"link": 1}, {"link": 1},
        {"topic": 1}, {"delist": 1, "topic": 1}, {"unlisted": 1},
    ]  # fmt: skip


def test_g3_any_interleaving_of_sources_ends_in_the_same_catalog() -> None:
    one = past(ONE, md(SLIMMING, HAQ), md(HAQ, FILTERS), md(FILTERS, HAQ, SLIMMING))
    two = past(TWO, md(HAQ), md(HAQ, SLIMMING.replace("Networks", "Network")), md(SLIMMING, FILTERS))
    for shift in (-10, -1, 0, 1, 10):
        moved = [
            Version(v.source, v.commit, v.date + timedelta(days=shift, hours=1), v.files, v.load) for v in two
        ]
        *_, last = replay([ONE, TWO], [*one, *moved], RULES)
        assert comparable(last.catalog) == comparable(at_once([ONE, TWO], [*one, *moved], RULES))


def test_g1_a_second_pass_changes_nothing() -> None:
    steps = list(replay([ONE], past(ONE, md(SLIMMING), md(SLIMMING, HAQ), md(SLIMMING, HAQ)), RULES))
    assert [len(step.plan.changes) for step in steps] == [1, 1, 0]
    assert steps[2].catalog == steps[1].catalog


def test_a_version_that_cannot_be_read_is_passed_over_and_named() -> None:
    steps = list(replay([ONE], past(ONE, md(SLIMMING), b"# List\n\n- \xff\n", md(SLIMMING, HAQ)), RULES))
    assert [bool(step.failed) for step in steps] == [False, True, False]
    assert steps[1].failed.startswith("README.md:3: not UTF-8")  # type: ignore[union-attr]
    assert steps[1].catalog == steps[0].catalog
    assert len(steps[2].catalog) == 2


def test_history_is_read_from_a_clone_and_from_a_folder_of_blobs(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(clone), *words], check=True, capture_output=True)

    clone = tmp_path / "clone"
    clone.mkdir()
    git("init", "-q", "-b", "main")
    for text in (md(SLIMMING), md(SLIMMING, HAQ)):
        (clone / "README.md").write_text(text)
        git("add", "-A")
        git("-c", "user.name=ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "more")
    (clone / "other.txt").write_text("not a listed file")
    git("add", "-A")
    git("-c", "user.name=ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "unlisted file only")
    cloned = versions(ONE, clone)

    folder = tmp_path / "folder"
    (folder / "blobs").mkdir(parents=True)
    rows = []
    for version in cloned:
        for blob in version.files.values():
            (folder / f"blobs/{blob}.md").write_bytes(version.load(blob))
        rows.append({"commit": version.commit, "date": version.date.isoformat(), "files": version.files})
    (folder / "versions.json").write_text(json.dumps({"versions": rows}))

    def read(found: list[Version]) -> list[tuple[str, datetime, dict[str, bytes]]]:
        return [(v.commit, v.date, {path: v.load(blob) for path, blob in v.files.items()}) for v in found]

    assert read(versions(ONE, folder)) == read(cloned)
    assert [list(files.values()) for _, _, files in read(cloned)] == [
        [md(SLIMMING).encode()],
        [md(SLIMMING, HAQ).encode()],
    ]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"versions": [{"commit": 1}]}'], ids=["no JSON", "a list", "incomplete"]
)
def test_a_broken_history_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "versions.json").write_text(text)
    with pytest.raises(BotError, match=r"versions\.json: not a list of versions"):
        versions(ONE, tmp_path)
    with pytest.raises(BotError, match=r"neither a git repository nor a folder with versions\.json"):
        versions(ONE, tmp_path / "none")
