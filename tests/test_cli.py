"""The commands as people run them: whole processes, real files."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

MINI = Path(__file__).parents[1] / "examples/mini"


def bot(*words: str | Path, stdin: str = "", env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", "SOURCE_DATE_EPOCH": "1795400000", **env},
    )


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """The small example, as a folder that may be written to."""
    return Path(shutil.copytree(MINI, tmp_path / "mini"))


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_the_example_shows_every_kind_of_change_at_80_columns(mini: Path) -> None:
    before = files(mini)
    done = bot("sync", "--dry-run", "-C", mini)
    assert (done.returncode, files(mini)) == (0, before)
    assert max(map(len, done.stdout.splitlines())) <= 80
    said = " ".join(done.stdout.split())
    for words in (
        "3 of 3 lists read",
        "New (1) Quantization (1) + HAQ: Hardware-Aware Automated Quantization",
        "link http://arxiv.example.org/1803.03635.pdf → https://arxiv.org/abs/1803.03635 (lists/bullets.md changed it)",
        "details also https://openreview.net/forum?id=S1_pAu9xl (lists/numbered.md says so)",
        "~ Distilling the Knowledge in a Neural Network",
        "listed now listed in lists/table.md (same title and arXiv id 1503.02531)",
        "listed now listed in lists/numbered.md (same title, same year)",
        "delisted no longer listed in lists/table.md; nobody lists it any more",
        "1 new, 4 changed.",
        "Nothing was written (dry run).",
    ):
        assert words in said


def test_the_exit_code_tells_of_changes_when_asked(mini: Path) -> None:
    assert bot("sync", "--dry-run", "--exit-code", "-C", mini).returncode == 1
    bot("sync", "--write", "-C", mini)
    bot("decide", "decline", "squeezenet", "-C", mini)
    bot("sync", "--write", "-C", mini)
    assert bot("sync", "--dry-run", "--exit-code", "-C", mini).returncode == 0


def test_g1_a_second_write_changes_nothing(mini: Path) -> None:
    bot("sync", "--write", "-C", mini)
    once = files(mini)
    done = bot("sync", "--write", "-C", mini, env={"SOURCE_DATE_EPOCH": "1800000000"})
    assert files(mini) == once
    assert "0 new, 0 changed, 1 to decide" in done.stdout
    assert bot("check", "-C", mini).stdout == "Configuration, state and README are valid and agree.\n"
    assert bot("render", "--check", "-C", mini).returncode == 0


@pytest.mark.parametrize("seed", range(4))
def test_g2_the_order_of_sources_hash_seed_and_locale_do_not_matter(
    mini: Path, tmp_path: Path, seed: int
) -> None:
    other = Path(shutil.copytree(mini, tmp_path / "other"))
    config = other / ".github/bot.yml"
    text = config.read_text()
    rows = [line for line in text.splitlines() if line.startswith("  - path:")]
    shuffled = random.Random(seed).sample(rows, len(rows))
    for row in rows:
        text = text.replace(f"{row}\n", "", 1)
    config.write_text(text.replace("sources:\n", "sources:\n" + "".join(f"{row}\n" for row in shuffled)))
    bot("sync", "--write", "-C", mini, env={"PYTHONHASHSEED": "0"})
    bot(
        "sync",
        "--write",
        "-C",
        other,
        env={"PYTHONHASHSEED": str(seed + 1), "LC_ALL": "C", "TZ": "Asia/Tokyo"},
    )
    made = {path: data for path, data in files(mini).items() if path.startswith("state/")}
    assert made == {path: data for path, data in files(other).items() if path.startswith("state/")}


def test_g4_a_paper_that_people_delete_is_declined_until_they_take_it_back(mini: Path) -> None:
    bot("sync", "--write", "-C", mini)
    file = mini / "state/catalog/distillation.yml"
    whole = file.read_text()
    start = whole.index("- id: arxiv:1412.6550")
    file.write_text(whole[:start] + whole[whole.index("\n- id:", start) + 1 :])
    done = bot("sync", "--write", "-C", mini)
    assert "FitNets" not in file.read_text()
    assert "Taken out of the catalog by hand, now declined (1) - arxiv:1412.6550" in " ".join(
        done.stdout.split()
    )
    decisions = mini / "state/decisions.yml"
    assert (
        decisions.read_text()
        == "schema: 2\ndecline:\n- [arxiv:1412.6550, title:fitnets-hints-for-thin-deep-nets]\n"
    )
    bot("sync", "--write", "-C", mini)
    assert "FitNets" not in file.read_text()
    decisions.write_text("schema: 1\n")
    assert "+ FitNets: Hints for Thin Deep Nets" in bot("sync", "--write", "-C", mini).stdout
    assert file.read_text().replace("2026-11-23", "2026-11-18") == whole


def test_g5_a_source_that_fails_is_named_and_the_others_go_on(mini: Path) -> None:
    (mini / "lists/table.md").write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    (mini / "lists/numbered.md").unlink()
    done = bot("sync", "--write", "-C", mini)
    assert done.returncode == 3
    said = " ".join(done.stdout.split())
    assert "! lists/table.md: table.md is an HTML page, not Markdown" in said
    assert "! lists/numbered.md: it has no numbered.md" in said
    assert "+ HAQ" in said
    assert "ShuffleNet" in (mini / "state/catalog/architectures.yml").read_text()


def test_g5_a_mass_change_counts_only_when_a_person_accepts_it(mini: Path) -> None:
    (mini / "lists/table.md").write_text(
        "# Compression\n\n## Pruning\n\n- [A New Sparse Thing](https://arxiv.org/abs/2001.00001)\n"
    )
    done = bot("sync", "--dry-run", "-C", mini)
    assert (done.returncode, "! lists/table.md: 6 of its 6 mentions gone at once" in done.stdout) == (3, True)
    done = bot("sync", "--dry-run", "--accept", "lists/table.md", "-C", mini)
    assert (done.returncode, "+ A New Sparse Thing" in done.stdout) == (0, True)


def test_one_source_alone(mini: Path) -> None:
    done = bot("sync", "--dry-run", "--source", "lists/numbered.md", "-C", mini)
    assert "1 of 3 lists read" in done.stdout
    assert "HAQ" not in done.stdout
    done = bot("sync", "--dry-run", "--source", "numbered", "-C", mini)
    assert done.returncode == 2
    assert (
        "there is no source numbered; there are lists/bullets.md, lists/table.md, lists/numbered.md"
        in done.stderr
    )


def test_the_plan_as_json(mini: Path) -> None:
    plan = json.loads(bot("sync", "--dry-run", "--format", "json", "-C", mini).stdout)
    assert [(change["kind"], change["id"]) for change in plan["changes"]] == [
        ("add", "arxiv:1811.08886"),
        ("link", "title:the-lottery-ticket-hypothesis-finding-sparse-trainable-neural-networks"),
        ("metadata", "arxiv:1612.01064"),
        ("mention", "arxiv:1503.02531"),
        ("delist", "arxiv:1602.07360"),
    ]
    assert plan["set_aside"] == []


def test_g8_a_dry_run_writes_no_file_and_shows_what_write_does(mini: Path) -> None:
    before = files(mini)
    dry = json.loads(bot("sync", "--dry-run", "--format", "json", "-C", mini).stdout)
    assert files(mini) == before
    assert json.loads(bot("sync", "--write", "--format", "json", "-C", mini).stdout) == dry


def test_explain_tells_a_papers_story() -> None:
    done = bot("explain", "ternary", "-C", MINI)
    assert done.stdout.splitlines()[0] == "Trained Ternary Quantization"
    assert "  id       arxiv:1612.01064" in done.stdout
    done = bot("explain", "the", "-C", MINI)
    assert done.returncode == 2
    assert "“the” fits" in done.stderr


def test_explain_takes_words_as_they_come_and_suggests_what_is_near() -> None:
    done = bot("explain", "trained", "ternery", "-C", MINI)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "bot: no paper is called “trained ternery”; "
        "did you mean “Trained Ternary Quantization” (arxiv:1612.01064)?\n"
    )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ["decline", "arxiv:1503.02531"],
            "decline:\n- [arxiv:1503.02531, title:distilling-the-knowledge-in-a-neural-network]\n",
        ),
        (["topic", "Trained Ternary", "pruning"], "topic:\n- [arxiv:1612.01064, pruning]\n"),
        (
            ["pin", "https://arxiv.org/pdf/1612.01064v3.pdf", "year", "2016"],
            "pin:\n- [arxiv:1612.01064, year, 2016]\n",
        ),
        (["same", "arxiv:1612.01064", "arxiv:1503.02531"], "same:\n- [arxiv:1612.01064, arxiv:1503.02531]\n"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_decide_writes_one_line(mini: Path, words: list[str], line: str) -> None:
    assert bot("decide", *words, "-C", mini).stdout == (
        "Recorded in state/decisions.yml. The next run follows it; one on GitHub, once it is pushed.\n"
    )
    assert (mini / "state/decisions.yml").read_text() == "schema: 2\n" + line
    assert bot("decide", *words, "-C", mini).stdout == "state/decisions.yml says so already.\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["topic", "arxiv:1612.01064", "prunning"],
            "there is no topic “prunning”; there are surveys, pruning",
        ),
        (["pin", "arxiv:1612.01064", "colour", "red"], "there is no field “colour” to pin"),
        (["pin", "arxiv:1612.01064", "year", "soon"], "“year” takes a year, not “soon”"),
        (["decline", "nothing like it"], "no paper is called “nothing like it”"),
        (["same", "arxiv:1612.01064"], "same takes PAPER PAPER"),
        (["keep", "arxiv:1612.01064"], "arxiv:1612.01064 is still listed"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_decide_refuses_what_cannot_be(mini: Path, words: list[str], message: str) -> None:
    before = files(mini)
    done = bot("decide", *words, "-C", mini)
    assert (done.returncode, files(mini)) == (2, before)
    assert message in done.stderr


def test_parse_prints_entries_and_what_is_none() -> None:
    rows = [
        json.loads(line)
        for line in bot("parse", "--format", "jsonl", MINI / "lists/bullets.md").stdout.splitlines()
    ]
    assert rows[2] == {
        "path": str(MINI / "lists/bullets.md"),
        "line": 12,
        "title": "The Lottery Ticket Hypothesis: Finding Sparse, Trainable Neural Networks",
        "url": "https://arxiv.org/abs/1803.03635",
        "links": [
            {"label": "The Lottery Ticket Hypothesis: Finding Sparse, Trainable Neural Networks", "url": "https://arxiv.org/abs/1803.03635"},
            {"label": "code", "url": "https://github.com/google-research/lottery-ticket-hypothesis"},
        ],
        "section": ["Pruning"],
        "venue": "ICLR",
        "year": 2019,
        "authors": None,
        "note": None,
    }  # fmt: skip
    assert "bullets.md:5: table of contents" in bot("parse", "--explain", MINI / "lists/bullets.md").stdout


def test_parse_names_what_it_cannot_read_and_loses_nothing_else(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"# List\n\n- [A](b) \xff\n")
    done = bot("parse", bad, tmp_path / "none.md", MINI / "lists/bullets.md")
    assert done.returncode == 2
    assert "Pruning Filters for Efficient ConvNets" in " ".join(done.stdout.split())
    assert f"{bad}:3: not UTF-8" in done.stderr
    assert f"{tmp_path}/none.md: no such file or directory" in done.stderr


def test_parse_tells_how_well_a_file_was_read() -> None:
    nets = "".join(f"- [Networks of Width {at}](https://a.org/{at}), ICLR 2019\n" for at in range(30))
    files = "".join(f"- [net-of-width-{at}.pdf](https://b.org/{at}), ICLR 2019\n" for at in range(11))
    done = bot("parse", "--health", "-", stdin=f"{nets}{files}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "-: look at these (11 findings)\n"
        "  entries   41 of 41 items and links\n"
        "  of them   41 with link, 41 with venue, 41 with year, 0 with authors\n"
        "\n"
        "  Its title reads like a file's name (11)\n"
        + "".join(f"    -:{31 + at}: net-of-width-{at}.pdf\n" for at in range(10))
        + "    and 1 more\n\n"
    )
    done = bot("parse", "--health", "-", stdin="- [Pruning](pruning.md)\n- [Surveys](more/surveys.md)\n")
    assert done.returncode == 0
    assert done.stdout == (
        "-: not read (these are files: add `paths:` with pruning.md, more/surveys.md)\n"
        "  entries   0 of 2 items and links\n"
        "  files     2 linked or named\n\n"
    )


def test_parse_tells_programs_how_well_a_file_was_read() -> None:
    done = bot(
        "parse",
        "--health",
        "--format",
        "json",
        "-",
        stdin="- [S3](https://a.org/1)\n- [Net](https://a.org/2)\n- [Nets](https://a.org/3)\n",
    )
    assert json.loads(done.stdout) == {
        "path": "-",
        "verdict": "look at these",
        "reason": "1 finding",
        "records": 3,
        "entries": 3,
        "odd": 1,
        "bare": 0,
        "without_link": 0,
        "with_venue": 0,
        "with_year": 0,
        "with_authors": 0,
        "links": 3,
        "chapters": [],
        "findings": [
            {"kind": "short", "line": 1, "title": "S3", "sentence": "its title is too short to tell a work by"}
        ],
    }  # fmt: skip


def test_parse_answers_one_question_at_a_time() -> None:
    done = bot("parse", "--health", "--explain", "-")
    assert done.returncode == 2
    assert "--explain and --health are two questions: ask one" in done.stderr


def test_dedupe_reads_markdown_and_json_lines() -> None:
    lists = [MINI / f"lists/{name}.md" for name in ("bullets", "table", "numbered")]
    groups = [json.loads(line) for line in bot("dedupe", "--format", "jsonl", *lists).stdout.splitlines()]
    lines = bot("parse", "--format", "jsonl", *lists).stdout
    assert [
        json.loads(line) for line in bot("dedupe", "--format", "jsonl", "-", stdin=lines).stdout.splitlines()
    ] == groups
    assert sorted(len(group["members"]) for group in groups if len(group["members"]) > 1) == [2, 2, 2, 2]


def test_dedupe_names_a_broken_line() -> None:
    done = bot("dedupe", "-", stdin='{"id": "a", "title": "A"}\n{"id": 1\n[]\n')
    assert done.returncode == 2
    assert [line[:10] for line in done.stderr.splitlines()] == ["bot: -:2: ", "bot: -:3: "]


def test_check_reports_problems_of_every_file_at_once(mini: Path) -> None:
    (mini / ".github/bot.yml").write_text(
        (mini / ".github/bot.yml").read_text().replace("id: surveys", "id: Surveys")
    )
    (mini / "state/decisions.yml").write_text("declined: []\n")
    done = bot("check", "-C", mini)
    assert done.returncode == 2
    assert [line.split(" ")[1] for line in done.stderr.splitlines()] == [
        ".github/bot.yml:10:",
        "state/decisions.yml:1:",
    ]


def test_check_finds_dangling_decisions_and_a_stale_readme(mini: Path) -> None:
    (mini / "state/decisions.yml").write_text("same:\n- [arxiv:1612.01064, arxiv:9999.99999]\n")
    done = bot("check", "-C", mini)
    assert done.stderr == "bot: state/decisions.yml:2: no paper is called “arxiv:9999.99999”\n"
    (mini / "state/decisions.yml").unlink()
    text = (mini / "README.md").read_text()
    line = text[: text.index("XNOR-Net")].count("\n") + 1
    (mini / "README.md").write_text(text.replace("XNOR-Net", "XOR-Net"))
    done = bot("check", "-C", mini)
    assert (
        done.stderr
        == f"bot: README.md:{line}: does not say what state/ says; bring it up to date with: bot render\n"
    )
    assert bot("render", "--check", "-C", mini).returncode == 1
    bot("render", "-C", mini)
    assert bot("check", "-C", mini).returncode == 0


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        ("pin:\n- [arxiv:9999.99999, year, 2016]\n", "2: no paper is called “arxiv:9999.99999”"),
        ("topic:\n- [arxiv:1612.01064, nowhere]\n", "2: the configuration has no topic “nowhere”"),
        ("pin:\n- [arxiv:1612.01064, kind, banana]\n", "2: “pin” takes [paper, field, value]"),
        ("pin:\n- [arxiv:1612.01064, year, 99999]\n", "2: “pin” takes [paper, field, value]"),
        ("different:\n- [arxiv:1612.01064, arxiv:1612.01064]\n", "2: “different” takes [one, other]"),
    ],
    ids=["dangling", "no topic", "no kind", "no year", "itself"],
)
def test_sync_refuses_to_start_from_decisions_that_make_no_sense(
    mini: Path, decisions: str, message: str
) -> None:
    (mini / "state/decisions.yml").write_text(decisions)
    before = files(mini)
    done = bot("sync", "--write", "-C", mini)
    assert (done.returncode, files(mini)) == (2, before)
    assert f"state/decisions.yml:{message}" in done.stderr


def test_an_accident_in_the_catalog_declines_nothing(mini: Path) -> None:
    shutil.rmtree(mini / "state/catalog")
    done = bot("sync", "--write", "-C", mini)
    assert done.returncode == 2
    assert done.stderr.startswith("bot: state/catalog lost 13 of 13 papers since the bot wrote it.")
    assert not (mini / "state/decisions.yml").exists()


def test_what_looks_like_an_accident_and_is_meant_is_accepted(mini: Path) -> None:
    shutil.rmtree(mini / "state/catalog")
    done = bot("sync", "--write", "--accept", "state/catalog", "-C", mini)
    assert (done.returncode, done.stderr) == (0, "")
    (file,) = (mini / "state/catalog").glob("*.yml")  # the one paper that is new
    assert [paper["id"] for paper in yaml.safe_load(file.read_text())["papers"]] == ["arxiv:1811.08886"]
    assert len(yaml.safe_load((mini / "state/decisions.yml").read_text())["decline"]) == 13


def test_dry_and_write_exclude_each_other(mini: Path) -> None:
    assert bot("sync", "--dry-run", "--write", "-C", mini).returncode == 2


def test_a_mistyped_path_in_the_configuration_delists_nothing(mini: Path) -> None:
    config = mini / ".github/bot.yml"
    config.write_text(config.read_text().replace("lists/table.md", "lists/tabel.md"))
    done = bot("sync", "--dry-run", "-C", mini)
    assert (done.returncode, "no longer listed in lists/table.md" in " ".join(done.stdout.split())) == (
        3,
        False,
    )


@pytest.mark.parametrize(
    "verb", [["pin", "squeezenet", "year", "1999"], ["topic", "squeezenet", "pruning"]], ids=str
)
def test_g4_a_decision_on_a_paper_that_nobody_lists_is_undone_too(mini: Path, verb: list[str]) -> None:
    bot("sync", "--write", "-C", mini)
    before = {path: data for path, data in files(mini).items() if path.startswith("state/catalog")}
    bot("decide", *verb, "-C", mini)
    bot("sync", "--write", "-C", mini)
    (mini / "state/decisions.yml").unlink()
    bot("sync", "--write", "-C", mini)
    assert {path: data for path, data in files(mini).items() if path.startswith("state/catalog")} == before


def test_g4_a_declined_paper_stays_away_when_its_link_goes(mini: Path) -> None:
    bot("decide", "decline", "arxiv:1503.02531", "-C", mini)
    bot("sync", "--write", "-C", mini)
    for name in ("table", "numbered"):
        file = mini / f"lists/{name}.md"
        file.write_text(
            file.read_text()
            .replace("(https://arxiv.org/abs/1503.02531)", "()")
            .replace("(https://arxiv.org/pdf/1503.02531.pdf)", "()")
        )
    assert "Distilling" not in bot("sync", "--dry-run", "-C", mini).stdout


def test_help_lists_the_commands_as_the_documentation_does_each_in_a_whole_phrase() -> None:
    text = (Path(__file__).parents[1] / "docs/README.md").read_text()
    documented = dict.fromkeys(
        re.findall(r"`bot (\w+)", text[text.index("| command |") : text.index("`-C DIR`")])
    )
    lines = bot("--help").stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == list(documented)
    lines += bot("links", "--help").stdout.partition("Commands:\n")[2].splitlines()
    assert [line for line in lines if not line.endswith(".") or line.endswith("...") or len(line) > 80] == []


def test_a_folder_without_configuration_is_one_sentence(tmp_path: Path) -> None:
    done = bot("sync", "--dry-run", "-C", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"bot: {tmp_path}/.github/bot.yml: there is no such file; it says which lists to follow, and `bot init` writes it\n"
    )


def test_the_commands_load_no_library_before_one_of_them_needs_it() -> None:
    heavy = [
        "apscheduler",
        "asyncio",
        "github",
        "httpx",
        "jinja2",
        "markdown_it",
        "prometheus_client",
        "rapidfuzz",
        "rich",
        "ruamel",
        "yaml",
    ]
    code = f"import sys, bot.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_quality_of_titles_is_told_by_file_and_line(mini: Path) -> None:
    file = mini / "state/catalog/pruning.yml"
    whole = "title: Pruning Filters for Efficient ConvNets"
    file.write_text(file.read_text().replace(whole, "title: Pruning Filters for", 1))
    bot("render", "-C", mini)
    said = bot("check", "--quality", "-C", mini).stdout.splitlines()
    assert said[0] == "Configuration, state and README are valid and agree."
    assert said[1].startswith("state/catalog/pruning.yml:")
    assert said[1].endswith("Pruning Filters for: its title breaks off")


def test_lists_followed_and_suggested(mini: Path) -> None:
    assert bot("sources", "-C", mini).stdout.splitlines()[0] == "lists/bullets.md"
    assert bot("sources", "--suggest", "-C", mini).stdout == (
        "The lists followed lead to no list that is not followed yet.\n"
    )


def test_entries_may_come_as_a_json_array() -> None:
    rows = '[{"id": "1", "title": "Slim nets for phones"}, {"id": "2", "title": "Slim nets for phones"}]'
    assert bot("dedupe", "-", stdin=rows).stdout.startswith("2 entries, 1 works, 1 of them more than once")
    listed = "[Slim nets for phones](https://arxiv.org/abs/2001.00001), ICML 2020\n"
    assert bot("dedupe", "-", stdin=listed).stdout.startswith("1 entries, 1 works")
