"""Runs a workflow file with `act`, which carries it out on this machine, and reads what happened.

Nothing of the tests' environment is handed on, and no action comes from the network: `standins` has those. What
act does not do is GitHub's part before a run starts (filters of events, concurrency), and it has one
token for all jobs: so a run here takes one, and `job` runs one job and those that it needs.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.github import FakeGitHub, Repository

from . import standins

ROOT = Path(__file__).parents[2]
WORKFLOWS = ROOT / ".github" / "workflows"
OUR_ACTION = "OWNER/list-sync-bot"
OF_ACTION = (".github/as-step", ".github/install", "action.yml", "pyproject.toml")
ACT = Path(sys.executable).with_name("act")
AS_ANN = ("-c", "user.name=ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
CONTROLS = re.compile(r"\x1b\[[\d;?]*[A-Za-z]|\r(?!\n)")  # act gives the steps a terminal
USES = re.compile(r"uses: (\S+)@(\S+)")


def load(file: Path) -> dict[str, Any]:
    """What a workflow or an action says."""
    return dict(YAML(typ="safe", pure=True).load(file.read_text("utf-8")))


@dataclass(slots=True)
class Step:
    """A step that ran."""

    outcome: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""


@dataclass(slots=True)
class Job:
    """A job, with the steps of all its parts; one that was skipped has none."""

    result: str = "skipped"
    steps: dict[str, Step] = field(default_factory=dict)
    summary: str = ""


@dataclass(slots=True)
class Run:
    """A run of a workflow."""

    jobs: dict[str, Job]
    log: str = ""

    @property
    def results(self) -> dict[str, str]:
        return {name: job.result for name, job in self.jobs.items()}


@dataclass
class Actions:
    """GitHub Actions for one repository; ``machine`` is what the runner's own environment adds."""

    github: FakeGitHub
    repository: Repository
    folder: Path
    machine: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    app_token: str = ""
    programs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name, where = "github-actions[bot]", self.repository.full_name
        self.reads = self.github.token(name, "read", where)
        self.writes = self.github.token(name, "write", where)
        self._runs = itertools.count(1)

    def run(
        self,
        file: Path,
        event: str,
        payload: Mapping[str, Any],
        *,
        job: str | None = None,
        token: str | None = None,
    ) -> Run:
        """One run for an event, of all jobs or of ``job`` and those that it needs."""
        number = next(self._runs)
        home = self.folder / f"run-{number}"
        (home / "home").mkdir(parents=True)
        about = {
            "default_branch": self.repository.default_branch,
            "full_name": self.repository.full_name,
        }
        # Of the schedule GitHub did not always tell which repository it is; the workflows have to do without.
        known = {} if event == "schedule" else {"repository": about}
        told = home / "event.json"
        told.write_text(json.dumps({**known, **payload}), "utf-8")
        words: list[str | Path] = [
            ACT,
            event,
            "-C",
            self._somewhere(),
            "-W",
            file.resolve(),
            "-e",
            told,
            "--json",
        ]
        words += ["-P", "ubuntu-24.04=-self-hosted", "--action-cache-path", home / "work"]
        words += ["--no-skip-checkout", "--no-cache-server", "--insecure-secrets"]
        words += ["-j", job] if job else []
        words += self._local(file)
        for option, values in (
            ("--env", self._environment(event, payload, home, number)),
            ("--var", self.variables),
            ("--secret", {**self.secrets, "GITHUB_TOKEN": token or self.writes}),
        ):
            words += itertools.chain.from_iterable(
                (option, f"{name}={value}") for name, value in values.items()
            )
        done = subprocess.run(
            words,
            env={"PATH": f"{self._programs()}:/usr/bin:/bin", "HOME": str(home / "home"), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return _read(load(file)["jobs"], done.stdout)

    def _environment(self, event: str, payload: Mapping[str, Any], home: Path, number: int) -> dict[str, str]:
        branch = self.repository.default_branch
        ref = payload.get("ref", f"refs/heads/{branch}")
        return {
            "GITHUB_API_URL": self.github.url,
            "GITHUB_REPOSITORY": self.repository.full_name,
            "GITHUB_REPOSITORY_OWNER": self.repository.full_name.partition("/")[0],
            "GITHUB_REF": ref,
            "SHA_REF": payload.get("after") or self.repository.head(branch),
            "GITHUB_RUN_ID": str(number),
            "TERM": "dumb",
            "BASH_ENV": str(standins.lingering(self.folder)),
            "STANDIN_REPOSITORY": self.repository.path.as_uri(),
            "STANDIN_BOT": str(self._ours()),
            "STANDIN_ARTIFACTS": str(home / "artifacts"),
            "STANDIN_APP_TOKEN": self.app_token,
            **self.machine,
        }

    def _somewhere(self) -> Path:
        """A folder that act can take for a checkout; what a workflow needs it checks out itself."""
        folder = self.folder / "somewhere"
        if not folder.exists():
            folder.mkdir()
            for words in (["init", "-q"], [*AS_ANN, "commit", "-q", "--allow-empty", "-m", "Nothing"]):
                subprocess.run(["git", *words], cwd=folder, check=True)
        return folder

    def _programs(self) -> Path:
        """The folder of the programs that a runner has beside those of this machine."""
        folder = self.folder / "programs"
        folder.mkdir(exist_ok=True)
        for name, script in self.programs.items():
            (folder / name).write_text(script, "utf-8")
            (folder / name).chmod(0o755)
        return folder

    def _local(self, file: Path) -> Iterator[str]:
        """Where each action is that a workflow uses, and those that our own action uses."""
        text = file.read_text("utf-8") + (ROOT / "action.yml").read_text("utf-8")
        for action, pin in dict.fromkeys(USES.findall(text)):
            assert len(pin) == 40, f"{action}@{pin} is not pinned"
            folder = self._ours() if action == OUR_ACTION else standins.write(action, self.folder / "actions")
            yield from ("--local-repository", f"{action}@{pin}={folder}")

    def _ours(self) -> Path:
        """A checkout of this repository, as far as it is needed to install and run the bot."""
        folder = self.folder / "actions" / "ours"
        for name, text in files_of_action().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        return folder


@cache
def files_of_action() -> Mapping[str, str]:
    """The files of this repository with which the action and the workflows install and run the bot."""
    files = [*(ROOT / name for name in OF_ACTION), *(ROOT / "requirements").iterdir()]
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}


def _read(jobs: Mapping[str, Any], text: str) -> Run:
    """What act tells with ``--json``, line by line; of a job in several parts, one that failed is what counts."""
    run = Run({name: Job() for name in jobs})
    for line in text.splitlines():
        row = json.loads(line)
        if "jobID" not in row:
            continue
        job = run.jobs[row["jobID"]]
        if "jobResult" in row:
            job.result = row["jobResult"] if job.result != "failure" else "failure"
        if row.get("stage") != "Main":
            continue
        step = job.steps.setdefault(row["step"], Step())
        said = CONTROLS.sub("", row["msg"] if row.get("raw_output") else row.get("raw", ""))
        step.log += said
        run.log += said
        if len(row["stepID"]) > 1:  # a step of an action; what it leaves is told again of the action
            continue
        if row.get("command") == "summary":
            job.summary += row["content"]
        if row.get("command") == "set-output":
            step.outputs[row["name"]] = row["arg"]
        if "stepResult" in row:
            step.outcome = row["stepResult"] if step.outcome != "failure" else "failure"
    return run
