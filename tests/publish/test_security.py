"""One test for each threat of docs/security.md; those with a hundred cases of their own are named there.

Each fails when the protection it speaks of is taken out.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import commands
from bot.config import parse as parse_config
from bot.errors import Invalid
from bot.fetch import Api
from bot.links.apis import Apis
from bot.links.visit import guard
from bot.links.visit.engine import Engine
from bot.links.visit.web import Web
from bot.parse import parse
from bot.publish.target import Target
from bot.yamlio import read
from tests.github.faults import Fault
from tests.links.served import serving
from tests.publish.conftest import HAQ, SLIMMING, World

TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - of no use anywhere


def test_ssrf_an_address_of_this_machine_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(url: str) -> str:
        async with Web(guard.Guard()) as web:
            (one,) = await Engine(web).run([url])
        return one.outcome.value

    with serving() as web:
        monkeypatch.setattr(guard, "PORTS", {web.server_address[1]})
        assert asyncio.run(look(web.url("ok", 1))) == "skipped"
        assert not web.asked


def test_a_token_is_in_no_repr() -> None:
    shown = repr([Target("o/r", token=TOKEN), Api(token=TOKEN), Apis(github_token=TOKEN)])
    assert TOKEN not in shown


@pytest.mark.parametrize("fault", [Fault.ERROR_500, Fault.INVALID, Fault.CONFLICT, Fault.RESET_BEFORE])
def test_a_token_is_in_no_output_log_or_file_of_a_run_that_fails(
    world: World, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world.github.faults.arm(fault, at=4, writes_only=True, times=9)
    result = world.run()
    assert result.exit_code
    said = f"{result.output}{result.stderr}{result.exception!r}{caplog.text}"
    files = [path for path in world.checkout.parent.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert world.token not in said
    assert not [path for path in files if world.token.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("bomb", "why"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchors and aliases"),
        ("a: &a [*a]\n", "anchors and aliases"),
        ("x: !!python/object/apply:os.system [id]\n", "the tag"),
        ("[" * 500 + "]" * 500, "nested deeper"),
    ],
    ids=["aliases", "itself", "object", "depth"],
)
def test_a_yaml_bomb_is_refused(bomb: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read(bomb, "bot.yml")


@pytest.mark.parametrize("piece", ["[", "![", "> ", "- ", "`", "*_", "<a ", "| ", "](", "\\", "&#"])
def test_a_markdown_bomb_gives_a_reading(piece: str) -> None:
    assert parse("README.md", piece * 30_000).entries == ()


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\b", "C:/b", "~/../b/.."]
)
def test_a_path_that_leaves_the_folder_is_refused(path: str) -> None:
    text = f"title: T\nsources: [{{path: '{path}'}}]\ntopics: [{{id: a, title: A}}]\n"
    with pytest.raises(Invalid, match="stays inside the folder"):
        parse_config(text)


INJECTION = "- [{{ 7 * 7 }} {% for x in range(99) %}x{% endfor %} {{ config }} ${{ github.token }}](https://arxiv.org/abs/1608.08710)\n"


def test_a_template_in_a_title_stays_text(world: World) -> None:
    world.say("ann/bullets", INJECTION)
    world.run()
    (pull,) = world.repository.pulls("open")
    text = (pull.body or "") + world.repository.files("bot/new-papers")["README.md"]
    assert "49" not in text.replace("{{ 7 \\* 7 }}", "")
    assert "{{ 7 \\* 7 }} {% for x in range(99) %}x{% endfor %}" in text


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_a_terminal_sequence_in_a_list_reaches_no_terminal(tmp_path: Path, form: str) -> None:
    file = tmp_path / "README.md"
    file.write_text(
        "# L\n\n- [A \x1b[2J\x1b]0;owned\x07Study \x9b31mof Pruning](https://arxiv.org/abs/1608.08710)\n"
    )
    shown = CliRunner().invoke(commands, ["parse", "--format", form, str(file)]).output
    assert not {"\x1b", "\x9b", "\x07"} & set(shown)


def test_a_workflow_command_in_a_list_reaches_no_log(world: World, tmp_path: Path) -> None:
    world.say(
        "ann/bullets",
        "- [A Study ##[error]of ::set-output name=opened::9](https://arxiv.org/abs/1608.08710)\n",
    )
    world.env |= {"GITHUB_OUTPUT": str(tmp_path / "out"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    result = world.run("sync", "--dry-run")
    lines = result.output.splitlines()
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert "##[" not in (tmp_path / "summary").read_text()
    keys = [line.partition("=")[0] for line in (tmp_path / "out").read_text().splitlines()]
    assert keys == ["new", "changed", "set-aside", "opened"]


def test_a_comment_by_somebody_without_rights_decides_nothing(world: World) -> None:
    world.run()
    world.repository.collaborators["eve"] = "read"
    world.github.as_user("eve").comment(1, "/bot decline arxiv:1811.08886")
    world.run()
    (pull,) = world.repository.pulls("open")
    assert "HAQ" in (pull.body or "")
    assert "state/decisions.yml" not in world.repository.files("bot/new-papers")


def test_a_strangers_pull_request_that_calls_itself_the_bots_is_left_alone(world: World) -> None:
    world.run()
    (pull,) = world.repository.pulls("open")
    eve = world.github.as_user("eve")
    eve.push("bot/fixed-links", {"README.md": "owned"})
    forged = eve.open_pull("bot/fixed-links", "Fix links", pull.body)
    world.run()
    assert world.repository.files("bot/fixed-links")["README.md"] == "owned"
    assert [one.title for one in world.repository.pulls("open") if one.number == forged.number] == [
        "Fix links"
    ]


def test_a_source_that_was_taken_over_is_set_aside(world: World) -> None:
    many = [f"- [A Study of Pruning, Number {n}](https://arxiv.org/abs/1608.0{n:04})\n" for n in range(20)]
    world.say("ann/bullets", SLIMMING, HAQ, *many)
    world.run()
    world.github.as_user("ann").merge(1)
    world.say("ann/bullets", *(line.replace("arxiv.org/abs", "evil.example") for line in many))
    result = world.run("sync", "--dry-run")
    assert result.exit_code == 3
    assert "ann/bullets:" in result.output
