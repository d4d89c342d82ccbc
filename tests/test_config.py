"""``.github/bot.yml``: what it says, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Config, Proposals, Schedule, load, matcher, parse
from bot.errors import BotError, Invalid
from bot.models import Source, Topic

GOOD = """\
title: Small networks
sources:
  - repo: someone/awesome-pruning
    ref: main
    paths: [README.md, "notes/**/*.md"]
    topic: pruning
  - path: lists/mine.md
topics:
  - {id: pruning, title: Pruning, headings: [prun*]}
proposals: {open: 2, labels: [bot, papers], draft: true}
"""


def test_a_configuration_becomes_values() -> None:
    assert parse(GOOD) == Config(
        "Small networks",
        (
            Source("someone/awesome-pruning", "someone/awesome-pruning", None, "main", ("README.md", "notes/**/*.md"), "pruning"),
            Source("lists/mine.md", None, "lists", None, ("mine.md",), None),
        ),
        (Topic("pruning", "Pruning", ("prun*",)),),
        Proposals(open=2, labels=("bot", "papers"), draft=True),
    )  # fmt: skip


def test_every_mistake_is_reported_at_once_by_line_with_what_would_be_right() -> None:
    with pytest.raises(Invalid) as caught:
        parse(
            "titel: x\n"
            "sources:\n"
            "- repo: foo\n"
            "- {repo: a/b, pth: x}\n"
            "- {repo: a/c, path: d}\n"
            "- {path: ../etc}\n"
            "- {repo: a/d, topic: prunning}\n"
            "- {repo: a/d}\n"
            "topics:\n"
            "- {id: Pru, title: 3}\n"
            "- {id: pruning, title: Pruning, headings: x}\n"
            "proposals: {opn: 3, papers: 0, draft: yes}\n",
            "bot.yml",
        )
    assert str(caught.value).splitlines() == [
        "bot.yml:1: the configuration has no “titel”; did you mean “title”?",
        "bot.yml:1: the configuration lacks “title”: the list's name",
        "bot.yml:3: “repo” takes owner/name of a GitHub repository, not “foo”",
        "bot.yml:4: a source has no “pth”; did you mean “path”?",
        "bot.yml:5: a source takes one of “repo”, “url” and “path”",
        "bot.yml:6: “path” takes a path that stays inside the folder",
        "bot.yml:7: “topic” names “prunning”, which is not among the topics",
        "bot.yml:8: a source “a/d” stands here twice (first on line 7)",
        "bot.yml:10: “id” takes lower-case letters, digits and hyphens, not “Pru”",
        'bot.yml:10: “title” takes text; put quotes around it: "3"',
        "bot.yml:11: “headings” takes a list of phrases, not “x”",
        "bot.yml:12: “draft” takes true or false, not “yes”",
        "bot.yml:12: “papers” takes a number from 1 to 200, not “0”",
        "bot.yml:12: “proposals” has no “opn”; did you mean “open”?",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "- a\n", "just text\n", "title: x\nsources: 3\ntopics: {}\n", "title: x\nsources: []\ntopics: []\n"],
    ids=["empty", "a list", "text", "wrong types", "no source"],
)
def test_what_is_no_configuration_is_a_mistake_too(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)


def test_a_source_may_be_a_page() -> None:
    rest = "title: T\ntopics: [{id: a, title: A}]\nsources:\n"
    text = f"{rest}- url: https://blog.example/list/?p=2#top\n- {{url: http://a.example/x.csv, name: X, topic: a}}\n"
    assert parse(text).sources == (
        Source("blog.example/list", url="https://blog.example/list/?p=2"),
        Source("X", topic="a", url="http://a.example/x.csv"),
    )


def test_what_no_page_can_be_is_told_by_line() -> None:
    with pytest.raises(Invalid) as caught:
        parse(
            "title: T\ntopics: [{id: a, title: A}]\nsources:\n"
            "- url: ftp://a.example/x\n"
            "- url: https://me:secret@a.example/\n"
            "- url: https://github.com/ann/graphs\n"
            "- {url: https://a.example/x, repo: a/b}\n"
            "- {url: https://a.example/y, ref: main, paths: [x.md]}\n",
            "bot.yml",
        )
    takes = "“url” takes an address that begins with https:// or http://, not “ftp://a.example/x”"
    assert str(caught.value).splitlines() == [
        f"bot.yml:4: {takes}",
        "bot.yml:5: “url” carries a user name or password, which everybody could read here",
        "bot.yml:6: “url” is on GitHub: name its repository with “repo”, and the file with “paths”",
        "bot.yml:7: a source takes one of “repo”, “url” and “path”",
        "bot.yml:8: “paths” is for a repository: a source with “url” is one file",
        "bot.yml:8: “ref” is for a repository: a source with “url” is one file",
    ]


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        BotError,
        match=r"bot\.yml: there is no such file; it says which lists to follow, and `bot init` writes it",
    ):
        load(tmp_path)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("README.md", True), ("notes/2018/a.md", True), ("notes/b.md", True), ("other/README.md", False), ("notes/c.txt", False)],
)  # fmt: skip
def test_paths_are_files_or_patterns(path: str, wanted: bool) -> None:
    assert matcher(["README.md", "notes/**/*.md"])(path) is wanted


def test_a_schedule_for_bot_serve() -> None:
    parsed = parse(GOOD + "schedule: {sync: 17 */4 * * *, links: never, jitter: 0, limit: 60, grace: 1}\n")
    assert parsed.schedule == Schedule("17 */4 * * *", "never", 0, 60, 1)
    assert parse(GOOD + "schedule: {}\n").schedule == Schedule()
    assert parse(GOOD).schedule is None


def test_mistakes_in_a_schedule_are_told_with_what_would_be_right() -> None:
    with pytest.raises(Invalid) as caught:
        parse(
            GOOD + "schedule:\n  sync: every 2 minutes\n  links: 0 0 31 2 *\n  jitter: -1\n  grase: 3\n",
            "bot.yml",
        )
    assert [str(problem).partition(": ")[2] for problem in caught.value.problems] == [
        "“sync” takes five minutes at least",
        "“links” names a day that never comes: “0 0 31 2 *”",
        "“jitter” takes minutes from 0 to 720, not “-1”",
        "“schedule” has no “grase”; did you mean “grace”?",
    ]


@pytest.mark.parametrize(
    ("topic", "hint"),
    [("prunning", "did you mean “pruning”?"), ("vision", "it takes pruning, quantization")],
)
def test_a_topic_that_there_is_not_is_told_with_what_there_is(topic: str, hint: str) -> None:
    topics = "topics: [{id: quantization, title: Q}, {id: pruning, title: P}]\n"
    with pytest.raises(Invalid) as caught:
        parse(f"title: T\n{topics}sources:\n- {{repo: a/b, topic: {topic}}}\n", "bot.yml")
    assert str(caught.value) == f"bot.yml:4: “topic” names “{topic}”, which is not among the topics; {hint}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "title: T\nsources:\ntopics: []\n",
            "bot.yml:2: “sources” names no list to follow\nbot.yml:3: “topics” names no section of the README",
        ),
        (
            "title: T\nsources: [{path: .}]\ntopics: [{id: a, title: A}]\n",
            "bot.yml:2: “path” names the list's own folder: name a file or a folder in it",
        ),
    ],
)
def test_what_names_nothing_is_told(text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(text, "bot.yml")
    assert str(caught.value) == said
