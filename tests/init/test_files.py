"""The texts of the files: valid whatever is put into them, and what is there already stays as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import BaseLoader

from bot.config import parse
from bot.errors import Invalid
from bot.init.files import (
    PLACEHOLDER,
    action_of,
    config_text,
    first_heading,
    ignore_text,
    readme_text,
    runs_already,
    without_sections,
    workflow_text,
)
from bot.models import Source, Topic
from bot.render.folder import loader_of
from bot.render.markers import names
from bot.store import Folder

SOURCES = (
    Source("ann/graphs", "ann/graphs"),
    Source("bob/papers", "bob/papers", None, "dev", ("docs/a, b.md", "x # y.md"), "pooling"),
    Source("lists/own.md", None, "lists", None, ("own.md",)),
)
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="module")
def loader(tmp_path_factory: pytest.TempPathFactory) -> BaseLoader:
    return loader_of(Folder(tmp_path_factory.mktemp("list")))


LINE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]), min_size=1, max_size=30
)
SAID = LINE.filter(lambda text: text.strip() == text)


@given(SAID, st.lists(SAID, max_size=4))
@example(
    "Graphs: #1 {{ 7*7 }} & *more* [a, b] 'x' \"y\"",
    ["no", "2019", "a, b", "- x", "!x", "@me", "%", "null", "1e3"],
)
def test_whatever_a_list_is_called_its_configuration_says_so(
    loader: BaseLoader, title: str, said: list[str]
) -> None:
    topics = (Topic("pooling", title, tuple(said)), Topic("tools", "Tools"))
    config = parse(config_text(title, SOURCES, topics, loader))
    assert (config.title, config.sources, config.topics) == (title, SOURCES, topics)


def test_a_new_readme_has_the_title_and_the_markers(loader: BaseLoader) -> None:
    text = readme_text(None, "Graphs @all <b>", loader)
    assert text.startswith("# Graphs <span>@</span>all \\<b>\n\n<!-- bot:summary start -->\n")
    assert names(text) == ("summary", "contents", "recent", "papers", "sources")


@pytest.mark.parametrize(
    "text", ["# Mine", "# Mine\n", "# Mine\r\n\r\nText\r\n", "\ufeff# Mine\n\n\n", "a\nb\r\nc"]
)
def test_g4_what_people_wrote_in_a_readme_stays_and_markers_come_below(loader: BaseLoader, text: str) -> None:
    made = readme_text(text, "Other", loader)
    assert made.startswith(text)
    assert names(made) == ("summary", "papers", "sources")
    added = made[len(text) :]
    assert added.count("\r\n") == (added.count("\n") if "\r\n" in text else 0)
    assert readme_text(made, "Other", loader) == made


def test_markers_that_do_not_pair_up_are_said_to(loader: BaseLoader) -> None:
    with pytest.raises(Invalid, match=r"README.md:3: “bot:papers start” has no end"):
        readme_text("# Mine\n\n<!-- bot:papers start -->\n", "Mine", loader)


def test_what_the_bot_made_in_a_readme_is_not_what_people_wrote() -> None:
    text = "# Mine\n<!-- bot:papers start -->\n- made\n<!-- bot:papers end -->\nend\n"
    assert without_sections(text) == text.replace("- made\n", "")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A *b* `c`\n", "A b c"),
        ("<h1 align=center>A</h1>\n", "A"),
        ("## A\n", ""),
        ("text\n\n# A\n", "A"),
        ("", ""),
    ],
)
def test_the_first_heading_is_the_title(text: str, title: str) -> None:
    assert first_heading(text) == title


def test_the_memory_is_kept_out_of_git_once() -> None:
    line = "# what the bot remembers between runs in this folder; nobody reviews it\nstate/memory.yml\n"
    assert ignore_text(None) == line
    assert ignore_text("dist/") == f"dist/\n{line}"
    for text in (line, "/state/memory.yml\n", "dist/\nstate/memory.yml"):
        assert ignore_text(text) == text


def test_the_workflow_runs_the_bot_from_where_it_is_said_to_be(loader: BaseLoader) -> None:
    open_, closed = workflow_text(None, loader), workflow_text("me/bot@v1", loader)
    assert PLACEHOLDER in open_
    assert runs_already(open_)
    jobs = yaml.safe_load(closed)["jobs"].values()
    steps = [step for job in jobs for step in job["steps"] if "command" in step.get("with", {})]
    assert [(step["uses"], step["with"]["command"]) for step in steps] == [
        ("me/bot@v1", "plan"),
        ("me/bot@v1", "apply"),
    ]


def test_the_workflow_may_write_only_in_the_job_that_reads_nothing_of_outsiders(loader: BaseLoader) -> None:
    workflow = yaml.safe_load(workflow_text("me/bot@v1", loader))
    assert workflow["permissions"] == {}
    kinds = ["contents", "issues", "pull-requests"]
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "plan": dict.fromkeys(kinds, "read"),
        "write": dict.fromkeys(kinds, "write"),
    }


@pytest.mark.parametrize(
    ("recorded", "action"),
    [
        ({"url": "https://github.com/me/list-sync-bot", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, f"me/list-sync-bot@{COMMIT}"),
        ({"url": "https://github.com/me/list-sync-bot.git", "vcs_info": {"commit_id": COMMIT}}, f"me/list-sync-bot@{COMMIT}"),
        ({"url": "https://github.com/me/list-sync-bot", "vcs_info": {"commit_id": "main"}}, None),
        ({"url": "https://git.example.org/me/bot", "vcs_info": {"commit_id": COMMIT}}, None),
        ({"url": "file:///home/me/bot", "dir_info": {"editable": True}}, None),
        ([], None),
    ],
)  # fmt: skip
def test_where_the_bot_is_follows_from_how_it_was_installed(recorded: object, action: str | None) -> None:
    assert action_of(json.dumps(recorded)) == action
    assert (action_of(None), action_of("{")) == (None, None)


def test_zizmor_at_its_most_pedantic_finds_only_a_bot_that_is_not_pinned(
    loader: BaseLoader, tmp_path: Path
) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    for name, ref in (("pinned.yml", COMMIT), ("branch.yml", "main")):
        (folder / name).write_text(workflow_text(f"me/list-sync-bot@{ref}", loader))
    zizmor = [Path(sys.executable).with_name("zizmor"), "--offline", "--no-ignores", "--persona=pedantic"]
    found = subprocess.run(
        [*zizmor, "--format=json", "--no-progress", "--no-exit-codes", folder],
        check=True,
        capture_output=True,
    )
    where = [
        (finding["ident"], "branch.yml" in str(place["symbolic"]["key"]))
        for finding in json.loads(found.stdout)
        for place in finding["locations"][:1]
    ]
    assert where == [("unpinned-uses", True)] * 2
