"""``bot init`` as people run it: what it makes of a folder, what it leaves alone, what it says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import commands
from bot.config import load as load_config
from bot.errors import BotError
from bot.models import Mention, Paper
from bot.store import Folder
from bot.store import load as load_state
from tests.test_cli import files

from .lists import ANN, BOB, BY_HAND, NEWER, PASTED

ENV = {"SOURCE_DATE_EPOCH": "1795400000", "COLUMNS": "100"}
MADE = {".github/bot.yml", ".github/workflows/sync.yml", ".gitignore", "README.md"}


def bot(*words: str | Path, env: Mapping[str, str] = ENV) -> Result:
    """One command; a refusal is the result's exception, and has exit code 2 at the door."""
    result = CliRunner().invoke(commands, [str(word) for word in words], env=dict(env))
    if result.exception and not isinstance(result.exception, SystemExit | BotError):
        raise result.exception
    return result


def refusal(result: Result) -> str:
    """What a refused command says; nothing else may have happened."""
    assert isinstance(result.exception, BotError) or result.exit_code == 2
    return str(result.exception) if isinstance(result.exception, BotError) else result.output


@pytest.fixture
def upstreams(tmp_path: Path) -> Path:
    for name, text in (("ann/awesome-graphs", ANN), ("Bob/Graph-Papers", BOB), ("cy/graph-list", BOB)):
        say(tmp_path / "upstreams", name, text)
    return tmp_path / "upstreams"


def say(upstreams: Path, name: str, text: str) -> None:
    file = upstreams / name / "README.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "graph-list"
    made.mkdir()
    return made


def catalog(root: Path) -> tuple[Paper, ...]:
    return load_state(Folder(root)).catalog


def valid(root: Path, upstreams: Path) -> str:
    """What the first dry run says of a list that is valid."""
    checked = bot("check", "-C", root)
    assert (checked.exit_code, checked.output) == (
        0,
        "Configuration, state and README are valid and agree.\n",
    )
    dry = bot("sync", "--dry-run", "-C", root, "--upstreams", upstreams)
    assert dry.exit_code == 0, dry.output
    return dry.output


# An empty folder ---------------------------------------------------------------------------------


def test_an_empty_folder_becomes_a_list_whose_topics_are_the_lists_own(root: Path, upstreams: Path) -> None:
    said = ["--title", "Graph learning", "--source", "ann/awesome-graphs", "--source", "Bob/Graph-Papers"]
    done = bot("init", "-C", root, *said, "--upstreams", upstreams)
    assert (done.exit_code, set(files(root))) == (0, MADE)
    config = load_config(root)
    assert (config.title, [source.repo for source in config.sources]) == (
        "Graph learning",
        ["ann/awesome-graphs", "Bob/Graph-Papers"],
    )
    assert [topic.title for topic in config.topics] == ["Spectral methods", "Attention", "Sampling", "Tools"]
    assert "8 new, 0 changed." in " ".join(valid(root, upstreams).split())
    for words in ("bot sync --dry-run -C", "git -C", "bot sync --write -C", "does not know where the bot is"):
        assert words in done.output


def test_a_folder_that_is_not_there_is_made(tmp_path: Path, upstreams: Path) -> None:
    root = tmp_path / "new" / "graph-learning"
    assert bot("init", "-C", root, "--source", "ann/awesome-graphs", "--upstreams", upstreams).exit_code == 0
    assert load_config(root).title == "graph learning"


def test_offline_there_is_one_section_for_all(root: Path, upstreams: Path) -> None:
    assert (
        bot("init", "-C", root, "--offline", "--title", "Graphs", "--source", "ann/awesome-graphs").exit_code
        == 0
    )
    assert "Papers (5)" in valid(root, upstreams)


def test_a_list_that_cannot_be_read_is_told_of_and_followed_all_the_same(root: Path, upstreams: Path) -> None:
    say(upstreams, "dee/tree", "# Files\n\nNothing here.\n")
    sources = ["--source", "ann/awesome-graphs", "--source", "no/where", "--source", "dee/tree"]
    done = bot("init", "-C", root, *sources, "--upstreams", upstreams)
    assert done.exit_code == 3
    assert f"bot: no/where: there is no folder {upstreams}/no/where\n" in done.output
    assert (
        "bot: dee/tree: README.md lists nothing; name the files that do under its “paths:”\n" in done.output
    )
    assert len(load_config(root).sources) == 3
    assert done.output.index("no/where: ") < done.output.index("Written.")


def test_when_no_list_can_be_read_nothing_is_written(root: Path, upstreams: Path) -> None:
    words = ["init", "-C", root, "--title", "G", "--source", "no/where", "--source", "not/there"]
    done = bot(*words, "--upstreams", upstreams)
    assert files(root) == {}
    assert str(done.exception).splitlines() == [
        f"no/where: there is no folder {upstreams}/no/where",
        f"not/there: there is no folder {upstreams}/not/there",
        "none of the lists can be read, so nothing was written; with --offline it begins without them",
    ]
    assert bot(*words, "--offline").exit_code == 0


def test_topics_that_people_name_replace_those_proposed(root: Path, upstreams: Path) -> None:
    topics = ["--topic", "Attention", "--topic", "Everything else"]
    bot("init", "-C", root, *topics, "--source", "ann/awesome-graphs", "--upstreams", upstreams)
    assert [topic.id for topic in load_config(root).topics] == ["attention", "everything-else"]
    assert "Attention (2)" in valid(root, upstreams)


def test_a_list_in_the_folder_itself_can_be_followed(root: Path, upstreams: Path) -> None:
    (root / "lists").mkdir()
    (root / "lists/mine.md").write_text(ANN)
    assert bot("init", "-C", root, "--source", "lists/mine.md").exit_code == 0
    assert "5 new" in valid(root, upstreams)


# A list kept by hand -----------------------------------------------------------------------------


def test_g4_a_list_kept_by_hand_is_the_start_and_its_text_stays(root: Path, upstreams: Path) -> None:
    (root / "README.md").write_text(BY_HAND)
    done = bot("init", "-C", root, "--source", "ann/awesome-graphs", "--upstreams", upstreams)
    assert done.exit_code == 0
    assert (root / "README.md").read_text().startswith(BY_HAND)
    assert load_config(root).title == "Graphs, as I read them"
    assert [(paper.topic, paper.title, paper.mentions, paper.topic_reason) for paper in catalog(root)] == [
        ("spectral-methods", "Semi-Supervised Classification with Graph Convolutional Networks", (), "people put it here"),
        ("attention", "Graph Attention Networks", (), "people put it here"),
        ("lists", "awesome-graphs", (), "people put it here"),
        ("tools", "DGL", (), "people put it here"),
    ]  # fmt: skip
    assert "README.md lists your entries twice now" in done.output
    said = valid(root, upstreams)
    assert "3 new, 2 changed." in " ".join(said.split())
    assert bot("sync", "--write", "-C", root, "--upstreams", upstreams).exit_code == 0
    kept = {paper.id: (paper.topic, paper.topic_reason) for paper in catalog(root)}
    assert kept["arxiv:1710.10903"] == ("attention", "people put it here")
    assert (root / "README.md").read_text().startswith(BY_HAND)


def test_papers_that_nothing_places_are_told_of(root: Path) -> None:
    rows = "- [On Wavelets](https://arxiv.org/abs/0912.3848)\n\n## Pooling\n\n- [Pool](https://arxiv.org/abs/1806.08804)\n"
    (root / "README.md").write_text(f"# Mine\n\n{rows}")
    done = bot("init", "-C", root, "--offline", "--source", "ann/graphs")
    assert "1 paper under no topic, as “unsorted”" in done.output


def test_without_importing_it_a_readme_only_gets_markers(root: Path, upstreams: Path) -> None:
    (root / "README.md").write_text(BY_HAND)
    bot("init", "-C", root, "--no-import", "--source", "ann/awesome-graphs", "--upstreams", upstreams)
    assert catalog(root) == ()
    assert "5 new" in valid(root, upstreams)


def test_a_work_that_a_list_has_twice_is_one_paper_under_both_topics(root: Path) -> None:
    twice = "- [Graph Attention Networks](https://arxiv.org/abs/1710.10903)\n"
    (root / "README.md").write_text(f"# Mine\n\n## Pooling\n\n{twice}\n## Attention\n\n{twice}")
    bot("init", "-C", root, "--offline", "--source", "ann/awesome-graphs")
    assert [(paper.id, paper.topic, paper.topics) for paper in catalog(root)] == [
        ("arxiv:1710.10903", "pooling", ("attention",))
    ]


def test_lists_that_a_list_speaks_of_are_not_followed_unasked(root: Path) -> None:
    (root / "README.md").write_text(BY_HAND)
    said = refusal(bot("init", "-C", root, "--offline"))
    assert said == (
        "there is no list to follow yet: name one with --source owner/name; README.md speaks of ann/awesome-graphs"
    )
    assert set(files(root)) == {"README.md"}


# A document into which lists were pasted -----------------------------------------------------------


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    file = tmp_path / "notes.md"
    file.write_text(PASTED)
    return file


def test_pasted_lists_are_followed_and_what_was_pasted_is_the_base(
    root: Path, upstreams: Path, notes: Path
) -> None:
    (upstreams / "cy/graph-list/README.md").write_text(
        "# Graphs\n\n## Attention\n\n- [PyG](https://github.com/pyg-team/pytorch_geometric)\n"
    )
    done = bot("init", "-C", root, "--title", "Graphs", "--from", notes, "--upstreams", upstreams)
    assert done.exit_code == 0, done.output
    assert [source.name for source in load_config(root).sources] == [
        "ann/awesome-graphs", "Bob/Graph-Papers", "cy/graph-list",
    ]  # fmt: skip
    from bot.parse import parse

    mentions = {mention for paper in catalog(root) for mention in paper.mentions}
    assert mentions == {
        Mention.of(name, entry)
        for name, text in (("ann/awesome-graphs", ANN), ("Bob/Graph-Papers", BOB))
        for entry in parse("README.md", text).entries
    }
    assert [paper.title for paper in catalog(root) if not paper.mentions] == ["blog.example.org/graphs"]
    assert "1 link without a title" in done.output
    assert "under no topic" not in done.output
    assert "ann/awesome-graphs: 5 entries below line 5, 5 entries now" in done.output
    assert "0 new, 1 changed." in " ".join(valid(root, upstreams).split())  # PyG, now listed in cy/graph-list


def test_the_first_run_proposes_only_what_changed_since_it_was_pasted(
    root: Path, upstreams: Path, notes: Path
) -> None:
    bot("init", "-C", root, "--from", notes, "--leave-out", "cy/graph-list", "--upstreams", upstreams)
    said = valid(root, upstreams)
    assert "Nothing to do." in said
    say(upstreams, "ann/awesome-graphs", ANN.replace("## Attention\n", f"{NEWER}\n## Attention\n"))
    said = valid(root, upstreams)
    assert "Wavelets on Graphs via Spectral Graph Theory" in said
    assert "1 new, 0 changed." in " ".join(said.split())


def test_g2_the_same_document_makes_the_same_list(tmp_path: Path, upstreams: Path, notes: Path) -> None:
    made = []
    for name in ("a", "b"):
        bot("init", "-C", tmp_path / name, "--title", "G", "--from", notes, "--upstreams", upstreams)
        made.append(files(tmp_path / name))
    assert made[0] == made[1]


def test_a_list_named_in_another_case_than_pasted_is_one(root: Path, upstreams: Path, notes: Path) -> None:
    say(upstreams, "bob/graph-papers", BOB)
    bot(
        "init",
        "-C",
        root,
        "--from",
        notes,
        "--source",
        "bob/graph-papers",
        "--leave-out",
        "cy/graph-list",
        "--upstreams",
        upstreams,
    )
    assert [source.name for source in load_config(root).sources] == ["bob/graph-papers", "ann/awesome-graphs"]
    assert "Nothing to do." in valid(root, upstreams)


def test_what_was_pasted_of_a_list_left_out_is_peoples(root: Path, upstreams: Path, notes: Path) -> None:
    out = ["--leave-out", "Bob/Graph-Papers", "--leave-out", "cy/graph-list"]
    bot("init", "-C", root, "--from", notes, *out, "--upstreams", upstreams)
    assert {mention.source for paper in catalog(root) for mention in paper.mentions} == {"ann/awesome-graphs"}
    assert "Nothing to do." in valid(root, upstreams)


# What is there already -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["empty", "by hand", "pasted"])
def test_g1_a_second_time_nothing_is_changed_and_said_so(
    root: Path, upstreams: Path, notes: Path, kind: str
) -> None:
    if kind == "by hand":
        (root / "README.md").write_text(BY_HAND)
    words = ["init", "-C", root, "--title", "G", "--source", "ann/awesome-graphs", "--upstreams", upstreams]
    words += ["--from", notes] if kind == "pasted" else []
    bot(*words)
    before = files(root)
    again = bot(*words)
    assert (again.exit_code, again.output) == (
        0,
        ".github/bot.yml and all that goes with it are there already; nothing was changed.\n",
    )
    assert files(root) == before


def test_what_the_configuration_does_not_say_is_refused_not_dropped(root: Path) -> None:
    bot("init", "-C", root, "--title", "G", "--source", "ann/graphs", "--offline")
    before = files(root)
    said = refusal(
        bot("init", "-C", root, "--title", "H", "--source", "ann/graphs", "--source", "bob/x", "--offline")
    )
    assert said == (
        ".github/bot.yml is there already and was left alone; to have --source bob/x, --title H, edit it"
    )
    assert files(root) == before


def test_what_is_missing_beside_a_configuration_is_added(root: Path, upstreams: Path) -> None:
    bot("init", "-C", root, "--title", "G", "--source", "ann/awesome-graphs", "--upstreams", upstreams)
    before = files(root)
    for name in (".github/workflows/sync.yml", "README.md", ".gitignore"):
        (root / name).unlink()
    done = bot("init", "-C", root)
    assert done.output.startswith(".github/bot.yml is there already and stays as it is.\nFiles\n")
    assert files(root) == before


def test_the_bots_place_can_be_said_later(root: Path) -> None:
    bot("init", "-C", root, "--title", "G", "--source", "ann/graphs", "--offline")
    bot("init", "-C", root, "--action", "me/list-sync-bot@v1")
    assert "uses: me/list-sync-bot@v1\n" in (root / ".github/workflows/sync.yml").read_text()
    assert refusal(bot("init", "-C", root, "--action", "me/list-sync-bot@v2")) == (
        ".github/workflows/sync.yml runs the bot already; to have it run me/list-sync-bot@v2, edit it"
    )


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("state/catalog/a.yml", "schema: 2\npapers: []\n", "state/catalog holds a list already, but there is no .github/bot.yml"),
        (".github/workflows/sync.yml", "name: Other\n", ".github/workflows/sync.yml is there already and does not run the bot"),
        ("state/known.yml", "schema: 2\n", "state/known.yml is there already, and nothing is overwritten"),
        ("readme.md", "# Mine\n", "readme.md: the bot writes README.md; rename it so first"),
        ("README.md", b"# Mine \xff\n", "README.md: not UTF-8 (byte 7)"),
        ("README.md", "<!-- bot:papers start -->\n", "README.md:1: “bot:papers start” has no end"),
        ("README.md", "# Mine\n\n" + "text " * 100_000, "move it to another file and say --from that file"),
        (".github/bot.yml", "title: [\n", ".github/bot.yml:2: not YAML"),
    ],
    ids=["catalog", "workflow", "known", "lower case", "latin", "markers", "huge", "config"],
)  # fmt: skip
def test_what_stands_in_the_way_is_named_and_nothing_is_written(
    root: Path, notes: Path, path: str, text: str | bytes, said: str
) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    before = files(root)
    done = bot("init", "-C", root, "--from", notes, "--offline")
    assert said in refusal(done)
    assert files(root) == before


def test_a_workflow_that_runs_the_bot_under_another_name_is_enough(root: Path) -> None:
    (root / ".github/workflows").mkdir(parents=True)
    (root / ".github/workflows/mine.yml").write_text("jobs: {a: {steps: [{run: bot sync}]}}\n")
    bot("init", "-C", root, "--source", "ann/graphs", "--offline")
    assert not (root / ".github/workflows/sync.yml").exists()


@pytest.mark.parametrize("at", [1, 2, 5])
def test_g6_cut_off_while_it_writes_the_next_run_ends_where_it_would_have(
    tmp_path: Path, upstreams: Path, notes: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    from bot.store import folder

    words = ["--title", "G", "--from", notes, "--upstreams", upstreams]
    bot("init", "-C", tmp_path / "whole", *words)
    real, calls = folder._replace, 0

    def cut_off(file: Path, text: str) -> None:
        nonlocal calls
        calls += 1
        if calls > at:
            raise SystemExit(9)
        real(file, text)

    with monkeypatch.context() as patched:
        patched.setattr(folder, "_replace", cut_off)
        assert bot("init", "-C", tmp_path / "cut", *words).exit_code == 9
    assert bot("init", "-C", tmp_path / "cut", *words).exit_code == 0
    assert files(tmp_path / "cut") == files(tmp_path / "whole")


# Input that is odd ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "no entries found; this shows why: bot parse --explain"),
        (b"# Mine\n\nProse only.\n", "no entries found; this shows why: bot parse --explain"),
        (b"# Mine\n\nab\xffcd\n", "notes.md:3: not UTF-8 text; save the file as UTF-8."),
        (b"a\0b\n", "notes.md:1: a NUL byte; this is not a text file."),
    ],
    ids=["empty", "prose", "latin", "binary"],
)
def test_a_document_that_lists_nothing_is_refused(root: Path, notes: Path, text: bytes, said: str) -> None:
    notes.write_bytes(text)
    assert said in refusal(bot("init", "-C", root, "--from", notes, "--source", "ann/graphs", "--offline"))
    assert files(root) == {}


def test_ten_thousand_entries_make_a_list_below_githubs_limit(root: Path, notes: Path) -> None:
    rows = "".join(
        f"- [Learning {a} graphs of {b} kinds number {a * b}](https://arxiv.org/abs/{1001 + a:04}.{b:05})\n"
        for a in range(100)
        for b in range(100)
    )
    notes.write_text(f"# Graphs\n\n## Pooling\n\n{rows}")
    done = bot("init", "-C", root, "--from", notes, "--source", "ann/graphs", "--offline")
    assert done.exit_code == 0
    assert len(catalog(root)) == 10_000
    assert (root / "README.md").stat().st_size <= 400_000
    assert bot("check", "-C", root).exit_code == 0


def test_titles_that_mean_something_to_yaml_or_github_are_only_titles(root: Path, upstreams: Path) -> None:
    title = 'no: "Graphs" #1 & *more* @all [x] {{ 1 }} <!-- bot:papers start -->'
    done = bot(
        "init", "-C", root, "--title", title, "--source", "ann/awesome-graphs", "--upstreams", upstreams
    )
    assert done.exit_code == 0, done.output
    assert load_config(root).title == title
    valid(root, upstreams)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--source", "ann"], "“ann” names no list"),
        (["--title", "\x1b[0m", "--source", "a/b"], "--title takes the list's name."),
        (["--leave-out", "a/b", "--source", "a/b"], "the file has no such list; it has none."),
        (["--action", "v1", "--source", "a/b"], "--action takes OWNER/NAME@REF"),
        (["--topic", "…", "--source", "a/b"], "--topic takes a heading"),
        (["--from", "no.md"], "does not exist"),
        ([], "there is no list to follow yet"),
    ],
)
def test_a_mistake_in_the_call_is_said_and_nothing_is_written(
    root: Path, words: list[str], said: str
) -> None:
    assert said in refusal(bot("init", "-C", root, "--offline", *words))
    assert files(root) == {}


def test_g7_a_title_is_no_command_to_actions_and_moves_no_terminal(root: Path) -> None:
    done = bot("init", "-C", root, "--title", "::error::x\x1b[2J", "--source", "a/b", "--offline")
    assert done.output.startswith(": :error::x: 1 list to follow")
    assert "\x1b" not in done.output


def test_a_file_is_no_folder(tmp_path: Path, notes: Path) -> None:
    assert "is a file" in refusal(bot("init", "-C", notes, "--source", "a/b"))


# Dry runs and questions ------------------------------------------------------------------------------


def test_g8_a_dry_run_shows_the_files_and_writes_none(tmp_path: Path, upstreams: Path, notes: Path) -> None:
    words = ["-C", tmp_path / "new", "--title", "G", "--from", notes, "--upstreams", upstreams]
    dry = bot("init", *words, "--dry-run")
    assert not (tmp_path / "new").exists()
    bot("init", *words)
    written = files(tmp_path / "new")
    assert all(f"  {path} (new, " in dry.output for path in written)
    assert written[".github/bot.yml"].decode() in dry.output
    assert dry.output.endswith("Nothing was written (dry run).\n")


def test_templates_are_written_if_wanted_and_used(root: Path, upstreams: Path) -> None:
    words = ["init", "-C", root, "--title", "G", "--source", "ann/awesome-graphs", "--upstreams", upstreams]
    bot(*words, "--templates")
    assert {"templates/row.md", "templates/topic.md", "templates/pull.md"} <= set(files(root))
    (root / "templates/summary.md").write_text("{{ papers }} in all\n")
    bot("render", "-C", root)
    assert "\n0 in all\n" in (root / "README.md").read_text()
    assert bot(*words, "--templates").output.endswith("nothing was changed.\n")


def on_a_terminal(words: list[str | Path], *said: str) -> str:
    """What a person sees who answers with what is ``said``, one line a question."""
    import pty
    import subprocess
    import sys

    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{line}\n" for line in said).encode())
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *map(str, words)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **ENV},
    )
    os.close(theirs)
    seen = b""
    try:
        while read := os.read(ours, 65536):
            seen += read
    except OSError:  # the other end is closed: that is how a terminal ends
        pass
    assert process.wait() == 0
    os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def test_on_a_terminal_only_what_cannot_be_guessed_is_asked(root: Path, upstreams: Path) -> None:
    words: list[str | Path] = ["init", "-C", root, "--upstreams", upstreams]
    seen = on_a_terminal(words, "", "ann/awesome-graphs Bob/Graph-Papers", "", "y")
    assert "The list's name [graph list]: " in seen
    assert "Write them? [Y/n]: " in seen
    assert (load_config(root).title, len(load_config(root).sources)) == ("graph list", 2)


def test_on_a_terminal_no_means_no(root: Path, upstreams: Path) -> None:
    words: list[str | Path] = [
        "init",
        "-C",
        root,
        "--upstreams",
        upstreams,
        "--title",
        "G",
        "--source",
        "ann/awesome-graphs",
        "--action",
        "me/b@v1",
    ]
    assert on_a_terminal(words, "n").endswith("Nothing was written.\n")
    assert files(root) == {}
