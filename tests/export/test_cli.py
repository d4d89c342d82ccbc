"""`bot export` as people and workflows run it: whole processes, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.export import FORMATS

MINI = Path(__file__).parents[2] / "examples/mini"
CONFIG = """\
title: Mini
sources:
  - path: list.md
topics:
  - {id: pruning, title: Pruning}
  - {id: tools, title: Tools}
"""
PAPER = """\
schema: 2
papers:
- id: title:{name}
  title: {name}
  kind: paper
  topics: [{also}]
  added: 2026-01-02
"""


def bot(
    *words: str | Path, env: Mapping[str, str] = {}, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", "export", *map(str, words)],
        capture_output=True,
        check=False,
        env={**kept, **env},
        cwd=cwd,
    )


@pytest.fixture
def two_topics(tmp_path: Path) -> Path:
    """A list with one paper under each of its topics, the tool also under the other."""
    for name, text in {
        ".github/bot.yml": CONFIG,
        "state/catalog/pruning.yml": PAPER.format(name="sparse", also=""),
        "state/catalog/tools.yml": PAPER.format(name="pruner", also="pruning"),
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
def test_g2_neither_hash_seed_nor_locale_nor_time_matter(form: str, tmp_path: Path) -> None:
    first = bot("--format", form, "-C", MINI, env={"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"})
    out = tmp_path / "out"
    second = bot("--format", form, "-C", MINI, "--out", out, env={"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"})
    assert (first.returncode, second.returncode, second.stdout) == (0, 0, b"")
    assert first.stdout == out.read_bytes()
    assert "Deep Compression" in first.stdout.decode()


@pytest.mark.parametrize(
    ("words", "papers"),
    [
        ([], ["title:pruner", "title:sparse"]),
        (["--topic", "pruning"], ["title:pruner", "title:sparse"]),
        (["--topic", "tools"], ["title:pruner"]),
        (["--topic", "tools", "--topic", "pruning"], ["title:pruner", "title:sparse"]),
    ],
    ids=str,
)
def test_topics_choose_the_papers(two_topics: Path, words: list[str], papers: list[str]) -> None:
    done = bot("--format", "json", *words, "-C", two_topics)
    assert [paper["id"] for paper in json.loads(done.stdout)["papers"]] == papers


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--topic", "prunning"], "there is no topic prunning; there are pruning, tools"),
        (["--format", "ris"], "'ris' is not one of"),
        (["--format", "atom", "--self", "ftp://example.org"], "takes an http or https address"),
        (["--format", "atom", "--most", "0"], "0 is not in the range"),
        (["--format", "csv", "--most", "9"], "--most and --self are for --format atom, not csv."),
        (["--out", "no/such/folder"], "no/such/folder: no such file or directory"),
        (["bibtex"], "unexpected extra argument (bibtex); say --format bibtex."),
        (["CSV", "x.csv"], "unexpected extra arguments (CSV x.csv); say --format csv."),
        (["x.bib"], "unexpected extra argument (x.bib)."),
    ],
    ids=str,
)
def test_a_mistake_in_the_call_is_told(two_topics: Path, words: list[str], message: str) -> None:
    done = bot(*words, "-C", two_topics)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in " ".join(done.stderr.decode().split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "x"], "2 works written to x\n"),
        (["--out", "x", "--topic", "tools"], "1 work written to x\n"),
        (["-o", "x", "--format", "atom", "--most", "1"], "1 work written to x\n"),
        ([], ""),
    ],
    ids=str,
)
def test_what_is_written_to_a_file_is_told_on_standard_error(
    two_topics: Path, words: list[str], said: str
) -> None:
    done = bot(*words, "-C", two_topics, cwd=two_topics, env={"GITHUB_REPOSITORY": "owner/list"})
    assert (done.returncode, done.stderr.decode(), done.stdout == b"") == (0, said, bool(said))


def test_a_mistake_in_the_catalog_is_told_by_file_and_line(two_topics: Path) -> None:
    (two_topics / "state/catalog/tools.yml").write_text(
        PAPER.format(name="x", also="").replace("2026-01-02", "soon")
    )
    done = bot("-C", two_topics)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"state/catalog/tools.yml:7: " in done.stderr


def test_a_feed_is_named_after_the_repository_that_actions_tell(two_topics: Path) -> None:
    done = bot("--format", "atom", "-C", two_topics, env={"GITHUB_REPOSITORY": "owner/list"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"<id>tag:github.com,2026:owner/list:title:pruner</id>" in done.stdout


def test_a_feed_without_a_repository_says_what_it_lacks(two_topics: Path) -> None:
    done = bot("--format", "atom", "-C", two_topics)
    assert done.returncode == 0
    assert b"<id>tag:list.invalid,2026:Mini:title:pruner</id>" in done.stdout
    assert b"GITHUB_REPOSITORY" in done.stderr


def test_the_reader_of_a_pipe_may_stop_early() -> None:
    line = f"{sys.executable} -m bot export -C {MINI} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert (done.returncode, done.stderr, done.stdout[:1]) == (0, b"", b"@")
