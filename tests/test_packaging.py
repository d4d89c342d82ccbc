"""What is published, built and installed as people do: wheel and sdist, the command, its help."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import click
import pytest

from bot import __version__
from bot.cli import commands

ROOT = Path(__file__).parents[1]
STEM = f"list_sync_bot-{__version__}"


def found(command: click.Command, path: str = "bot") -> Iterator[tuple[str, click.Command]]:
    """Every command below ``command``, itself included, by what is typed."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from found(below, f"{path} {name}")


COMMANDS = dict(found(commands))


def run(*words: str | Path, cwd: Path, env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [*map(str, words)],
        cwd=cwd,
        env={**kept, "COLUMNS": "80", **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel made of it."""
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@dataclass(frozen=True, slots=True)
class Installed:
    """The wheel in a virtual environment of its own, used outside the checkout."""

    bin: Path
    home: Path

    def bot(self, *words: str | Path, env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
        return run(
            self.bin / "bot", *words, cwd=self.home, env={"PATH": f"{self.bin}:{os.environ['PATH']}", **env}
        )


@pytest.fixture(scope="session")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    home = tmp_path_factory.mktemp("home")
    venv = home / "venv"
    assert run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=home).returncode == 0
    done = run(
        *(sys.executable, "-m", "pip", "--python", venv / "bin/python", "install", "--quiet"),
        *("--no-deps", "--no-index", "--disable-pip-version-check", dist / f"{STEM}-py3-none-any.whl"),
        cwd=home,
    )
    assert done.returncode == 0, done.stderr
    # Its requirements are those that these tests run with. A .pth file adds the folder behind the wheel's own,
    # and does not follow the .pth files in it, so that the checkout is not on the path.
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "requirements.pth").write_text(sysconfig.get_path("purelib"))
    shutil.copytree(ROOT / "examples/mini", home / "mini")
    return Installed(venv / "bin", home)


def below(folder: Path) -> set[str]:
    """The files in ``folder`` that are not made by running it, relative to the checkout."""
    return {
        file.relative_to(ROOT).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_wheel_holds_the_package_and_its_templates_and_no_more(dist: Path) -> None:
    with zipfile.ZipFile(dist / f"{STEM}-py3-none-any.whl") as wheel:
        names = {name for name in wheel.namelist() if not name.startswith(f"{STEM}.dist-info/")}
    assert names == below(ROOT / "bot") | {f"bot/{path}" for path in below(ROOT / "templates")}
    assert {"bot/py.typed", "bot/templates/topic.md", "bot/templates/pull.md"} <= names


def test_the_sdist_holds_what_the_wheel_is_made_of(dist: Path) -> None:
    with tarfile.open(dist / f"{STEM}.tar.gz") as sdist:
        names = {member.name.removeprefix(f"{STEM}/") for member in sdist.getmembers() if member.isfile()}
    made = below(ROOT / "bot") | below(ROOT / "templates") | below(ROOT / "docs")
    assert names == made | {
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "pyproject.toml",
        "PKG-INFO",
        ".gitignore",
    }


def test_the_index_would_take_them(dist: Path) -> None:
    done = run(
        sys.executable, "-m", "twine", "--no-color", "check", "--strict", *sorted(dist.iterdir()), cwd=dist
    )
    assert (done.returncode, done.stdout.count("PASSED")) == (0, 2), done.stdout + done.stderr


def test_the_metadata_says_what_it_is(dist: Path) -> None:
    with zipfile.ZipFile(dist / f"{STEM}-py3-none-any.whl") as wheel:
        metadata = message_from_bytes(wheel.read(f"{STEM}.dist-info/METADATA"))
    assert (
        metadata["Name"],
        metadata["Version"],
        metadata["Requires-Python"],
        metadata["License-Expression"],
    ) == (
        "list-sync-bot",
        __version__,
        ">=3.11",
        "MIT",
    )
    assert {"Typing :: Typed", "Programming Language :: Python :: 3.11"} <= {
        *metadata.get_all("Classifier", [])
    }
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert needed
    assert [line for line in needed if ">=" not in line] == []


def test_what_runs_is_the_wheel(installed: Installed) -> None:
    done = run(installed.bin / "python", "-c", "import bot; print(bot.__file__)", cwd=installed.home)
    assert Path(done.stdout.strip()).is_relative_to(installed.home / "venv")
    assert installed.bot("--version").stdout == f"bot, version {__version__}\n"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_helps(installed: Installed, path: str) -> None:
    done = installed.bot(*path.split()[1:], "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: {path} ")
    assert re.search(rf"^  Examples?:\n    (?=.*\b{path}\b)", done.stdout, re.MULTILINE)
    assert max(map(len, done.stdout.splitlines())) <= 100


@pytest.mark.parametrize("path", COMMANDS)
def test_every_example_is_a_call_that_exists(path: str) -> None:
    examples = re.split(r"Examples?:\n", COMMANDS[path].help or "")[1].splitlines()
    calls = [
        call for line in examples for call in re.split(r"[|;]|&&", line) if call.strip().startswith("bot ")
    ]
    assert calls
    for call in calls:
        words = shlex.split(call)
        names = [" ".join(words[: at + 1]) for at in range(len(words))]
        command = COMMANDS[max(name for name in names if name in COMMANDS)]
        known = {name for option in command.get_params(click.Context(command)) for name in option.opts}
        assert [
            word for word in words if word.startswith("-") and word != "-" and word not in known | {"--help"}
        ] == []


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_says_what_it_is_for(path: str) -> None:
    assert re.match(r"[A-Z].+[.:]", (COMMANDS[path].help or "").split("\n\n")[0].replace("\n", " "))


def test_a_list_is_rendered_and_compared_outside_the_checkout(installed: Installed) -> None:
    rendered = installed.bot("render", "--check", "-C", "mini")
    assert (rendered.returncode, rendered.stdout, rendered.stderr) == (0, "", "")
    plan = installed.bot("sync", "--dry-run", "-C", "mini")
    assert plan.returncode == 0, plan.stderr
    assert (
        plan.stdout
        == run(sys.executable, "-m", "bot", "sync", "--dry-run", "-C", "mini", cwd=installed.home).stdout
    )


def test_every_format_is_exported_outside_the_checkout(installed: Installed) -> None:
    for form in ("bibtex", "csl", "csv", "json", "atom"):
        done = installed.bot("export", "--format", form, "-C", "mini")
        assert (done.returncode, "Deep Compression" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("shell", "line"), [("bash", "complete "), ("zsh", "compdef "), ("fish", "complete ")]
)
def test_the_shell_completes(installed: Installed, shell: str, line: str) -> None:
    script = installed.bot(env={"_BOT_COMPLETE": f"{shell}_source"})
    assert (script.returncode, script.stderr) == (0, "")
    assert line in script.stdout


def test_bash_completes_commands_and_options(installed: Installed) -> None:
    def completed(words: str) -> list[str]:
        count = str(len(words.split(" ")) - 1)
        env = {"_BOT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": count}
        return [line.removeprefix("plain,") for line in installed.bot(env=env).stdout.splitlines()]

    assert completed("bot exp") == ["explain", "export"]
    assert completed("bot links f") == ["fix"]
    assert completed("bot export --format cs") == ["csl", "csv"]
    assert "--dry-run" in completed("bot sync --")
