"""Runs a workflow as GitHub Actions does: its events, conditions, jobs, steps, files, and each job's own token.

What stands in for what is not on this machine: `actions/checkout` is a git clone as deep as it is said to
be, `setup-python` a `python` whose `pip install` gives the tests' own `bot`, artifacts are a folder, an App's
token is one of the fake GitHub, and a token's reach is what the job's `permissions` say. Commands,
environment and event files are the workflow's own; nothing of the tests' environment is handed on.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.github import FakeGitHub, Repository

from .expressions import condition, evaluate, filled, text

ROOT = Path(__file__).parents[2]
WORKFLOWS = ROOT / ".github" / "workflows"
BOT_ACTION = "OWNER/list-sync-bot"
PYTHON = f"""\
#!/usr/bin/env bash
# A runner's Python: what it installs from a checkout of the bot is the bot under test.
set -eu
case "$*" in
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  "-m pip install "*) test -f "${{@: -1}}/pyproject.toml"; ln -sf "{Path(sys.executable).parent}/bot" "$(dirname "$0")/bot" ;;
  *) exec "{sys.executable}" "$@" ;;
esac
"""


class NotLikeThis(AssertionError):
    """The workflow does what these stand-ins do not know, or what GitHub would refuse."""


@dataclass(slots=True)
class Step:
    """A step that ran; ``env`` is what the workflow gave it."""

    name: str
    outcome: str = "success"
    env: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""


@dataclass(slots=True)
class Job:
    """A job; one that was skipped has no steps."""

    name: str
    result: str = "success"
    steps: list[Step] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    @property
    def log(self) -> str:
        return "".join(step.log for step in self.steps)


@dataclass(slots=True)
class Run:
    """A run of a workflow: its concurrency group, and the jobs in the order in which they were looked at."""

    group: str
    jobs: dict[str, Job] = field(default_factory=dict)

    @property
    def results(self) -> dict[str, str]:
        return {name: job.result for name, job in self.jobs.items()}

    @property
    def log(self) -> str:
        return "".join(job.log for job in self.jobs.values())


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
    tools: dict[str, str] = field(default_factory=dict)
    between: dict[str, Callable[[], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name, where = "github-actions[bot]", self.repository.full_name
        self.reads = self.github.token(name, "read", where)
        self.writes = self.github.token(name, "write", where)
        self._runs = itertools.count(1)
        self._jobs = itertools.count(1)

    def run(
        self,
        file: Path,
        event: str,
        payload: Mapping[str, Any] | None = None,
        inputs: Mapping[str, Any] | None = None,
        only: Sequence[str] = (),
    ) -> Run | None:
        """One run for an event, or None if the workflow does not listen to it."""
        workflow = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
        about = {
            "default_branch": self.repository.default_branch,
            "full_name": self.repository.full_name,
        }
        # Of the schedule GitHub did not always tell which repository it is; the workflows have to do without.
        given = {} if event == "schedule" else {"repository": about}
        payload = {**given, **({"inputs": dict(inputs)} if inputs else {}), **(payload or {})}
        if not _listens(workflow["on"], event, payload):
            return None
        number = next(self._runs)
        contexts = {
            "github": self._github(event, payload, number),
            "inputs": {**_defaults(workflow["on"], event), **(inputs or {})},
            "vars": self.variables,
        }
        run = Run(filled(workflow["concurrency"]["group"], contexts, {}))
        home = self.folder / f"run-{number}"
        for name, job in workflow["jobs"].items():
            if only and name not in only:
                continue
            if name in self.between:
                self.between.pop(name)()
            run.jobs[name] = self._job(name, job, run, contexts, home)
        return run

    def _github(self, event: str, payload: Mapping[str, Any], number: int) -> dict[str, Any]:
        head = payload.get("pull_request", {}).get("head", {}).get("ref", "")
        return {
            "event_name": event,
            "event": payload,
            "repository": self.repository.full_name,
            "ref": payload.get("ref", f"refs/heads/{self.repository.default_branch}"),
            "ref_name": payload.get("ref", "").rpartition("/")[2] or self.repository.default_branch,
            "head_ref": head,
            "sha": payload.get("after") or self.repository.sha(),
            "run_id": number,
        }

    def _job(
        self, name: str, job: Mapping[str, Any], run: Run, contexts: Mapping[str, Any], home: Path
    ) -> Job:
        needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
        needed = {one: run.jobs[one] for one in needs}
        before = needed if not needs else run.jobs  # these workflows are chains: all that came first
        done = {
            "success": lambda: all(one.result == "success" for one in before.values()),
            "cancelled": lambda: False,
        }
        told = {one: {"result": found.result, "outputs": found.outputs} for one, found in needed.items()}
        contexts = {**contexts, "needs": told}
        if not condition(job.get("if"), contexts, done):
            return Job(name, "skipped")
        made = Job(name)
        for values in _matrix(job):
            part = _Running(self, job, {**contexts, "matrix": values}, home, next(self._jobs)).carried_out(
                name
            )
            made.steps += part.steps
            made.summary += part.summary
            made.outputs |= part.outputs
            made.result = part.result if made.result == "success" else made.result
        return made


def _listens(on: Mapping[str, Any], event: str, payload: Mapping[str, Any]) -> bool:
    if event not in on:
        return False
    about = on[event] or {}
    if event == "schedule":
        return payload.get("schedule") in [one["cron"] for one in about]
    if event == "push":
        kind, _, name = payload["ref"].removeprefix("refs/").partition("/")
        if about.keys().isdisjoint({"branches", "tags"}):
            return True  # without a filter, whatever is pushed
        wanted = about.get("branches" if kind == "heads" else "tags", [])
        return any(Path(name).match(pattern) for pattern in wanted)
    kinds = about.get("types", ["opened", "synchronize", "reopened"] if event == "pull_request" else [])
    return not kinds or payload["action"] in kinds


def _defaults(on: Mapping[str, Any], event: str) -> dict[str, Any]:
    if event != "workflow_dispatch":
        return {}
    asked = (on[event] or {}).get("inputs", {})
    return {name: one.get("default", "") for name, one in asked.items()}


def _matrix(job: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    axes = job.get("strategy", {}).get("matrix", {})
    yield from (dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values()))


class _Running:
    """A job at work on a runner of its own."""

    def __init__(
        self, actions: Actions, job: Mapping[str, Any], contexts: Mapping[str, Any], home: Path, number: int
    ) -> None:
        self.actions = actions
        self.job = job
        self.artifacts = home / "artifacts"
        self.temp = actions.folder / f"runner-{number}"
        self.workspace = self.temp / "work"
        self.tools = self.temp / "tools"
        for folder in (self.workspace, self.tools, self.temp / "home", self.temp / "temp"):
            folder.mkdir(parents=True)
        for name, script in actions.tools.items():
            self._tool(name, script)
        may_write = "write" in job["permissions"].values()
        self.token = actions.writes if may_write else actions.reads
        self.summary = self.temp / "summary.md"
        self.summary.touch()
        self.event = self.temp / "event.json"
        self.event.write_text(json.dumps(contexts["github"]["event"]), "utf-8")
        self.contexts = {
            **contexts,
            "github": {**contexts["github"], "token": self.token, "workspace": str(self.workspace)},
            "runner": {"temp": str(self.temp / "temp")},
            "secrets": {**actions.secrets, "GITHUB_TOKEN": self.token},
            "steps": {},
        }
        self.path = [
            str(self.tools),
            str(Path(shutil.which("git") or "/usr/bin/git").parent),
            "/usr/bin",
            "/bin",
        ]

    def carried_out(self, name: str) -> Job:
        made = Job(name)
        self._steps(self.job["steps"], self.contexts, made.steps)
        if any(step.outcome == "failure" for step in made.steps):
            made.result = "failure"
        made.summary = self.summary.read_text("utf-8")
        made.outputs = self._filled(self.job.get("outputs", {}), self.contexts)
        return made

    def _steps(
        self, steps: Sequence[Mapping[str, Any]], contexts: Mapping[str, Any], done: list[Step]
    ) -> bool:
        """Runs steps one after the other, into ``done``; tells whether all went well."""
        fine = True
        for step in steps:
            functions = {
                "success": lambda fine=fine: fine,
                "cancelled": lambda: False,
                "always": lambda: True,
            }
            if not condition(step.get("if"), contexts, functions):
                continue
            made = self._step(step, contexts, done)
            done.append(made)
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": made.outputs}
            fine = fine and made.outcome == "success"
        return fine

    def _step(self, step: Mapping[str, Any], contexts: Mapping[str, Any], done: list[Step]) -> Step:
        made = Step(
            str(step.get("name")),
            env=self._filled({**self.job.get("env", {}), **step.get("env", {})}, contexts),
        )
        if "run" in step:
            self._command(step, contexts, made)
            return made
        action, _, pin = step["uses"].partition("@")
        if len(pin) != 40:
            raise NotLikeThis(f"{step['uses']} is not pinned")
        given = self._filled(step.get("with", {}), contexts)
        if action == BOT_ACTION:
            self._bot(given, made, done)
        else:
            made.outputs = STAND_INS[action](self, given) or {}
        return made

    def _filled(self, values: Mapping[str, Any], contexts: Mapping[str, Any]) -> dict[str, str]:
        return {name: filled(value, contexts, {}).strip() for name, value in values.items()}

    def _command(self, step: Mapping[str, Any], contexts: Mapping[str, Any], made: Step) -> None:
        if "${{" in step["run"]:
            raise NotLikeThis(f"{step['run']}: an expression in a command")
        script, output, path = (self.temp / name for name in ("script.sh", "output", "path"))
        script.write_text(step["run"], "utf-8")
        output.write_text("", "utf-8")
        path.write_text("", "utf-8")
        words = (
            ["bash", "-e"] if "shell" not in step else ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
        )
        done = subprocess.run(
            [*words, str(script)],
            cwd=self.workspace,
            env={**self._environment(output, path), **made.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        made.log = done.stdout
        made.outcome = "failure" if done.returncode else "success"
        made.outputs = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
        self.path = [*path.read_text("utf-8").split(), *self.path]

    def _environment(self, output: Path, path: Path) -> dict[str, str]:
        """What GitHub's runners say of themselves and of the run."""
        github = self.contexts["github"]
        return {
            "PATH": os.pathsep.join(self.path),
            "HOME": str(self.temp / "home"),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.actions.github.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": github["repository"],
            "GITHUB_EVENT_NAME": github["event_name"],
            "GITHUB_EVENT_PATH": str(self.event),
            "GITHUB_REF": github["ref"],
            "GITHUB_REF_NAME": github["ref_name"],
            "GITHUB_SHA": github["sha"],
            "GITHUB_RUN_ID": str(github["run_id"]),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(path),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp / "temp"),
            **self.actions.machine,
        }

    def _bot(self, given: Mapping[str, str], made: Step, done: list[Step]) -> None:
        """The action of this repository: its steps, with its inputs and the steps of its own."""
        action = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text("utf-8"))
        unknown = set(given) - set(action["inputs"])
        if unknown:
            raise NotLikeThis(f"the action has no inputs {unknown}")
        contexts = {
            **self.contexts,
            "github": {**self.contexts["github"], "action_path": str(ROOT)},
            "steps": {},
        }
        defaults = {name: filled(one["default"], contexts, {}) for name, one in action["inputs"].items()}
        contexts["inputs"] = {**defaults, **given}
        inner: list[Step] = []
        fine = self._steps(action["runs"]["steps"], contexts, inner)
        made.outcome = "success" if fine else "failure"
        made.outputs = {
            name: text(evaluate(one["value"].strip("${} "), contexts, {}))
            for name, one in action["outputs"].items()
        }
        made.log = "".join(step.log for step in inner)
        made.env = inner[-1].env

    def _tool(self, name: str, script: str) -> None:
        (self.tools / name).write_text(script, "utf-8")
        (self.tools / name).chmod(0o755)

    # what stands in for actions

    def checkout(self, given: Mapping[str, str]) -> None:
        if given.get("persist-credentials") != "false":
            raise NotLikeThis("a checkout that leaves its token on disk")
        depth = given.get("fetch-depth", "1")
        words = [] if depth == "0" else ["--depth", depth, "--single-branch"]
        branch = given.get("ref") or self.contexts["github"]["head_ref"]
        words += ["--branch", branch] if branch else []
        source = self.actions.repository.path.as_uri()
        subprocess.run(["git", "clone", "-q", *words, source, str(self.workspace)], check=True)

    def setup_python(self, given: Mapping[str, str]) -> dict[str, str]:
        self._tool("python", PYTHON)
        if given.get("update-environment") == "false":
            apart = self.temp / "python"
            apart.mkdir(exist_ok=True)
            (self.tools / "python").rename(apart / "python")
            return {"python-path": str(apart / "python")}
        return {"python-path": str(self.tools / "python")}

    def upload(self, given: Mapping[str, str]) -> None:
        where = self.artifacts / given["name"]
        where.mkdir(parents=True)  # a name is used once in a run
        lines = given["path"].splitlines()
        for line in lines:
            source = self.workspace / line.strip()
            if source.is_dir():
                shutil.copytree(source, where / source.name if len(lines) > 1 else where, dirs_exist_ok=True)
            else:
                shutil.copy(source, where)

    def download(self, given: Mapping[str, str]) -> None:
        found = sorted(self.artifacts.glob(given.get("name") or given["pattern"]))
        if "name" in given and not found:
            raise NotLikeThis(f"there is no artifact {given['name']}")
        for one in found:
            shutil.copytree(one, self.workspace / given.get("path", ""), dirs_exist_ok=True)

    def app(self, given: Mapping[str, str]) -> dict[str, str]:
        if not given["app-id"] or not given["private-key"]:
            raise NotLikeThis("an App without its id or key")
        return {"token": self.actions.app_token}


STAND_INS: Mapping[str, Callable[[_Running, Mapping[str, str]], dict[str, str] | None]] = {
    "actions/checkout": _Running.checkout,
    "actions/setup-python": _Running.setup_python,
    "actions/upload-artifact": _Running.upload,
    "actions/download-artifact": _Running.download,
    "actions/create-github-app-token": _Running.app,
}
