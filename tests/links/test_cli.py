"""`bot links`, as people and workflows call it: over real HTTP on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import commands
from bot.errors import BotError
from tests.links.served import OUTCOMES, Web, serving

ALLOW = ("--allow-network", "127.0.0.0/8", "--at-first", "500", "--fastest", "500")


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as found:
        yield found


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def run(*words: str) -> Result:
    result = CliRunner().invoke(commands, ["links", *words])
    if result.exception and not isinstance(result.exception, SystemExit | BotError):
        raise result.exception
    return result


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def outcomes(text: str) -> dict[str, object]:
    return {str(row["url"]): row["outcome"] for row in rows(text)}


def listed(folder: Path, urls: Sequence[str]) -> str:
    file = folder / "list.md"
    file.write_text("# List\n\n" + "".join(f"- [Paper {n}]({url})\n" for n, url in enumerate(urls)))
    return str(file)


def every_kind(web: Web, *hosts: int) -> dict[str, str]:
    return {web.url(kind, 1, host): outcome for host in hosts for kind, outcome in OUTCOMES.items()}


def test_every_link_of_a_file_gets_its_outcome(web: Web, tmp_path: Path) -> None:
    truth = every_kind(web, 1)
    result = run("check", "--format", "jsonl", *ALLOW, listed(tmp_path, list(truth)))
    assert outcomes(result.stdout) == truth
    moved = next(row for row in rows(result.stdout) if row["url"] == web.url("moved", 1))
    del moved["seconds"], moved["at"]
    assert moved == {
        "url": web.url("moved", 1),
        "outcome": "moved",
        "status": 301,
        "target": web.url("landed", 1),
        "evidence": "moved permanently (301)",
        "shows": "A paper",
    }


def test_the_text_shows_the_broken_by_host_and_counts_the_rest(web: Web, tmp_path: Path) -> None:
    urls = [web.url("ok", 1), web.url("dead", 2), web.url("dead", 3), web.url("moved", 4)]
    result = run("check", *ALLOW, listed(tmp_path, urls))
    dead, other, moved = (web.url(kind, n) for kind, n in (("dead", 2), ("dead", 3), ("moved", 4)))
    assert result.stdout == (
        f"gone (2)\n  127.0.0.1 (2)\n    {dead}\n      answers 404\n    {other}\n      answers 404\n\n"
        f"moved (1)\n  127.0.0.1 (1)\n    {moved}\n"
        f"      moved permanently (301) → {web.url('landed', 4)}\n\n"
        "4 links: 1 ok, 1 moved, 2 gone.\n"
    )


def test_the_exit_code_speaks_only_where_it_is_asked_to(web: Web, tmp_path: Path) -> None:
    dead, moved = listed(tmp_path, [web.url("dead", 1)]), web.url("moved", 1)
    assert run("check", *ALLOW, dead).exit_code == 0
    assert run("check", "--exit-code", *ALLOW, dead).exit_code == 1
    assert run("check", "--exit-code", *ALLOW, listed(tmp_path, [moved])).exit_code == 0


def test_g9_loopback_is_asked_only_where_that_is_allowed(web: Web, tmp_path: Path) -> None:
    result = run("check", "--format", "jsonl", listed(tmp_path, [web.url("ok", 1)]))
    assert outcomes(result.stdout) == {web.url("ok", 1): "skipped"}
    assert not web.asked


def test_however_a_link_is_written_it_is_asked_once(web: Web, tmp_path: Path) -> None:
    url = web.url("ok", 1)
    result = run(
        "check",
        "--format",
        "jsonl",
        *ALLOW,
        listed(tmp_path, [url, f"{url}#top", f"{url}?utm_source=x", url]),
    )
    assert list(outcomes(result.stdout)) == [url, f"{url}#top", f"{url}?utm_source=x"]
    assert web.asked == {url: 1}


@pytest.mark.parametrize("of", [1, 2, 3, 5])
def test_any_number_of_shards_gives_the_same_verdicts(web: Web, tmp_path: Path, of: int) -> None:
    truth = {url: outcome for url, outcome in every_kind(web, 1, 2, 3).items() if outcome != "error"}
    file = listed(tmp_path, list(truth))
    parts = []
    for number in range(1, of + 1):
        part = tmp_path / f"{number}.jsonl"
        part.write_text(run("check", "--format", "jsonl", "--shard", f"{number}/{of}", *ALLOW, file).stdout)
        parts.append(str(part))
    assert outcomes(run("merge", *parts).stdout) == truth


def test_the_newer_of_two_looks_counts(tmp_path: Path) -> None:
    row = {"url": "https://a.org/1", "status": 404, "target": None, "evidence": "", "seconds": 0.1}
    for day, outcome in ((21, "gone"), (23, "ok"), (22, "error")):
        line = {**row, "outcome": outcome, "at": f"2026-11-{day}T00:00:00Z"}
        (tmp_path / f"{day}.jsonl").write_text(json.dumps(line) + "\n")
    files = [str(tmp_path / f"{day}.jsonl") for day in (21, 23, 22)]
    assert outcomes(run("merge", *files).stdout) == {"https://a.org/1": "ok"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "--shard", "3/2"], "takes K/N, the K-th of N shards, such as 1/4"),
        (["check", "--allow-network", "127.0.0.1/99"], "does not appear to be an IPv4 or IPv6 network"),
        (["check", "--due", "README.md"], "--due and --remember are for the catalog, not for files."),
        (["check", "--from", "due.jsonl", "--due"], "--from says which links; leave --due and files away."),
    ],
)
def test_a_mistake_in_the_call_is_told(words: Sequence[str], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_missing_file_is_named() -> None:
    assert str(run("check", "no/such.md").exception) == "no/such.md: no such file or directory"


# Killed, and started again


def start(words: Sequence[str], env: Mapping[str, str], out: Path) -> subprocess.Popen[bytes]:
    with out.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "links", *words], stdout=stream, env={**os.environ, **env}
        )


@pytest.mark.parametrize("after", [1, 17, 60])
def test_g6_a_run_killed_at_any_moment_goes_on_where_it_was(web: Web, tmp_path: Path, after: int) -> None:
    web.pause = 0.05
    truth = {
        web.url(kind, n, host): OUTCOMES[kind]
        for host in range(1, 9)
        for n in range(5)
        for kind in ("ok", "dead")
    }
    words = ["check", "--format", "jsonl", "--at-once", "4", *ALLOW, listed(tmp_path, list(truth))]
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    first = start(words, env, tmp_path / "first")
    while len(web.asked) < after:
        assert first.poll() is None
        time.sleep(0.005)
    first.send_signal(signal.SIGKILL)
    first.wait()
    time.sleep(0.1)
    second = start(words, env, tmp_path / "second")
    assert second.wait() == 0
    assert outcomes((tmp_path / "second").read_text()) == truth
    assert sum(web.asked.values()) - len(truth) <= 4
    assert list((tmp_path / "cache" / "list-sync-bot").iterdir()) == []


def test_a_run_that_ended_well_is_not_gone_on_from(web: Web, tmp_path: Path) -> None:
    file = listed(tmp_path, [web.url("ok", 1)])
    run("check", *ALLOW, file)
    run("check", *ALLOW, file)
    assert web.asked == {web.url("ok", 1): 2}


def test_a_journal_that_is_none_is_begun_anew(web: Web, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    journal.write_text("not a journal\n")
    result = run(
        "check", "--format", "jsonl", "--journal", str(journal), *ALLOW, listed(tmp_path, [web.url("ok", 1)])
    )
    assert outcomes(result.stdout) == {web.url("ok", 1): "ok"}


def test_what_is_too_old_to_go_on_from_is_swept_away(web: Web, tmp_path: Path) -> None:
    old = tmp_path / "cache/list-sync-bot/links-0123.jsonl"
    old.parent.mkdir(parents=True)
    old.write_text("")
    os.utime(old, (1, 1))
    run("check", *ALLOW, listed(tmp_path, [web.url("ok", 1)]))
    assert not old.exists()


# The catalog

CONFIG = """\
title: Efficient networks
sources: [{path: lists, name: ours}]
topics: [{id: pruning, title: Pruning, headings: [pruning]}]
"""


@pytest.fixture
def folder(web: Web, tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / ".github").mkdir(parents=True)
    (root / ".github/bot.yml").write_text(CONFIG)
    (root / "lists").mkdir()
    kinds = ("ok", "dead", "moved")
    text = "".join(f"- [A Study of Pruning Number {k}]({web.url(k, 1)})\n" for k in kinds)
    (root / "lists/README.md").write_text(f"# Lists\n\n## Pruning\n\n{text}")
    assert CliRunner().invoke(commands, ["sync", "--write", "-C", str(root)]).exit_code == 0
    return root


def test_what_is_seen_of_the_catalog_is_remembered_and_not_due_again(web: Web, folder: Path) -> None:
    seen = run("check", "--remember", "-C", str(folder), "--format", "jsonl", *ALLOW)
    assert sorted(map(str, outcomes(seen.stdout).values())) == ["gone", "moved", "ok"]
    memory = (folder / "state/memory.yml").read_text()
    assert re.findall(r"^  (http\S+):", memory, re.MULTILINE) == sorted(outcomes(seen.stdout))
    asked = sum(web.asked.values())
    assert run("check", "--due", "-C", str(folder), *ALLOW).stdout == "No links.\n"
    assert sum(web.asked.values()) == asked


def test_what_is_due_is_listed_once_checked_in_shards_and_remembered(
    web: Web, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    urls = sorted(web.url(kind, 1) for kind in ("ok", "dead", "moved"))
    due = tmp_path / "due.jsonl"
    due.write_text(run("due", "-C", str(folder)).stdout)
    assert sorted(str(row["asked"]) for row in rows(due.read_text())) == urls
    parts = []
    for number in ("1", "2"):
        part = tmp_path / f"links-{number}.jsonl"
        words = ("--from", str(due), "--shard", f"{number}/2", "--format", "jsonl")
        part.write_text(run("check", "-C", str(folder), *words, *ALLOW).stdout)
        parts.append(part)
    assert [len(rows(part.read_text())) for part in parts] == [3, 0]  # one host, so one shard
    assert {url: web.asked[url] for url in urls} == dict.fromkeys(urls, 1)
    assert run("remember", "-C", str(folder), *map(str, parts)).stdout == "Remembered.\n"
    assert run("due", "-C", str(folder)).stdout == ""


def test_g8_a_dry_run_of_fix_writes_nothing(web: Web, folder: Path, tmp_path: Path) -> None:
    seen = tmp_path / "links.jsonl"
    seen.write_text(run("check", "-C", str(folder), "--format", "jsonl", *ALLOW).stdout)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = run("fix", "--dry-run", "-C", str(folder), "--observations", str(seen), "--most", "0")
    assert "Not certain: right or not? (1)" in result.stdout
    assert "Nothing was written (dry run)." in result.stdout
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
