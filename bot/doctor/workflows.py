"""The workflows of GitHub Actions that run the bot: what they may do, when they run, which bot they run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from bot.doctor.values import Finding, error, ok, unknown, warning
from bot.init.files import PLACEHOLDER

FOLDER = ".github/workflows"
PACKAGE = "list-sync-bot"

COMMAND = re.compile(r"(?:^|[\s;&|(/])(?:bot|python3? -m bot)\s+(?:-C\s+\S+\s+)?(sync|apply|links)\b(.*)")
ACTION = re.compile(rf"(?:^|/){PACKAGE}(?=[@/]|\Z)")
ACTIONS_TOKEN = re.compile(r"\bsecrets\.GITHUB_TOKEN\b|\bgithub\.token\b")
VERSION = re.compile(
    rf"""{PACKAGE} [^\s=@'"]* (?: == \s* | @ (?= v?\d+(?:\.\d+)+ ) | @ [0-9a-f]{{40}} \s* \#\s* | \.git@ )"""
    r""" v? (\d+ (?: \.\d+ )+ [\w.+-]*)""",
    re.VERBOSE,
)
FROM_HERE = re.compile(r"\bpip3? install (?:-\S+ )*['\"]?\.|\bbash \.github/install\b")
NEEDED = {"contents": "write", "pull-requests": "write"}
VERBS = ("plan", "apply", "sync")  # of our action, see action.yml

# Whose token opens pull requests; "either" where that depends on which secrets are set.
Whose = Literal["actions", "either", "own", "none"]


@dataclass(frozen=True, slots=True)
class Job:
    """A job that writes to the repository: by which token, and with which permissions, if it says so."""

    name: str
    whose: Whose
    permissions: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Workflow:
    """One workflow; ``writers`` are its jobs that open pull requests with the bot.

    ``own`` says that it runs the bot of this very repository, whatever its version; ``open`` that nobody has
    put the bot's place into what `bot init` wrote.
    """

    path: str
    scheduled: bool = False
    on_pulls: bool = False
    runs_bot: bool = False
    exclusive: bool = False
    writers: tuple[Job, ...] = ()
    own: bool = False
    versions: tuple[str, ...] = ()
    open: bool = False
    broken: str = ""


def whose_token(workflows: Iterable[Workflow]) -> Whose:
    """Whose token pull requests are opened with; the one with the most trouble where there are several."""
    tokens = {job.whose for workflow in workflows for job in workflow.writers}
    order: tuple[Whose, ...] = ("actions", "either", "own")
    return next((one for one in order if one in tokens), "none")


def workflow(path: str, text: str) -> Workflow:
    """What a workflow file says, as far as the bot is concerned.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
    """
    try:
        # BaseLoader makes text, lists and mappings of it and nothing else; `on` stays a word.
        top = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        return Workflow(path, broken=f"{path}:{mark.line + 1 if mark else 1}: not YAML")
    except RecursionError:
        return Workflow(path, broken=f"{path}:1: nested too deeply")
    top = _map(top)
    jobs = {str(name): _map(job) for name, job in _map(top.get("jobs")).items()}
    starts = top.get("on", ())
    starts = [starts] if isinstance(starts, str) else starts
    ours = {name: job for name, job in jobs.items() if any(_runs(step) for step in _steps(job))}
    writing = {name: [step for step in _steps(job) if _writes(step)] for name, job in ours.items()}
    return Workflow(
        path,
        scheduled="schedule" in starts,
        on_pulls="pull_request" in starts or "pull_request_target" in starts,
        runs_bot=bool(ours),
        exclusive="concurrency" in top or all("concurrency" in jobs[name] for name in ours),
        writers=tuple(
            Job(name, _whose([*steps, jobs[name], top]), _permissions(jobs[name], top))
            for name, steps in writing.items()
            if steps
        ),
        own=any(str(s.get("uses") or "").startswith("./") for job in ours.values() for s in _steps(job))
        or bool(FROM_HERE.search(text)),
        versions=tuple(dict.fromkeys(VERSION.findall(text))) if ours and PLACEHOLDER not in text else (),
        open=PLACEHOLDER in text,
    )


def _map(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _steps(job: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    steps = job.get("steps")
    found = [_map(step) for step in steps] if isinstance(steps, list) else []
    return [*found, *([job] if "uses" in job else [])]  # a job may call a workflow in place of steps


def _commands(step: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The bot's commands that a step runs: the verb, and the rest of the line."""
    script = str(step.get("run") or "").replace("\\\n", " ")
    for line in re.split(r"\n|&&|\|\||;", script):
        found = COMMAND.search(line)
        if found and not line.lstrip().startswith("#"):
            yield found[1], found[2]


def _verb(step: Mapping[str, Any]) -> str:
    """What our action is asked to do in this step; empty where it is another action, or none."""
    uses, given = str(step.get("uses") or ""), _map(step.get("with"))
    if ACTION.search(uses):
        verb = str(given.get("command") or "sync")
    elif uses.startswith("./"):  # the action of this very repository, if it is asked for what ours does
        verb = str(given.get("command") or "")
    else:
        return ""
    return verb if verb in VERBS else ""


def _runs(step: Mapping[str, Any]) -> bool:
    return bool(_verb(step)) or any(_commands(step))


def _writes(step: Mapping[str, Any]) -> bool:
    if verb := _verb(step):
        return verb == "apply" or (verb == "sync" and _map(step.get("with")).get("dry-run") != "true")
    return any(
        verb == "apply" or (verb == "sync" and not re.search(r"--(?:dry-run|write)\b", rest))
        for verb, rest in _commands(step)
    )


def _whose(places: Iterable[Mapping[str, Any]]) -> Whose:
    """Whose token it is; the closest place counts. An action that is given none takes that of Actions."""
    action = False
    for place in places:
        action = action or "uses" in place
        for given in (_map(place.get("with")).get("token"), _map(place.get("env")).get("GITHUB_TOKEN")):
            if given and not ACTIONS_TOKEN.search(str(given)):
                return "own"
            if given:
                return "either" if "||" in str(given) else "actions"
    return "actions" if action else "none"


def _permissions(job: Mapping[str, Any], top: Mapping[str, Any]) -> Mapping[str, str] | None:
    said = job.get("permissions", top.get("permissions"))
    if said in ("write-all", "read-all"):
        return dict.fromkeys([*NEEDED, "issues"], said.removesuffix("-all"))
    return None if said is None else {str(key): str(value) for key, value in _map(said).items()}


def judge(
    workflows: Sequence[Workflow], version: str, *, dashboard: bool = False, served: bool = False
) -> Iterator[Finding]:
    """What is wrong with ``workflows``.

    ``version`` is that of this package; ``served`` says that a schedule for `bot serve` is configured.
    """
    yield from (
        error(found.broken, "Correct that line; GitHub ignores the whole file as it is.")
        for found in workflows
        if found.broken
    )
    ours = [found for found in workflows if found.runs_bot]
    if not ours:
        if served:
            yield ok(
                f"no workflow in {FOLDER} runs the bot; `schedule` in the configuration is for bot serve"
            )
        else:
            what = f"no workflow in {FOLDER} runs the bot, so nothing runs by itself"
            yield warning(what, "Add one, as `bot init` writes it, or keep `bot serve` running.")
        return
    for found in ours:
        if found.open:
            what = f"{found.path} does not say yet where the bot is: {PLACEHOLDER} stands for its repository"
            yield error(what, "Put it in place: bot init --action OWNER/NAME@COMMIT")
    writers = [found for found in ours if found.writers]
    if not any(found.scheduled for found in ours) and not served:
        what = f"{', '.join(found.path for found in ours)}: no workflow that runs the bot has a schedule"
        yield warning(what, "Add `on: {schedule: [{cron: '17 4 * * *'}]}` to one of them.")
    for found in writers:
        yield from _rights(found, dashboard)
        if not found.exclusive:
            what = f"{found.path}: two runs may overlap; the second finds the first's work half done"
            yield warning(what, "Add `concurrency: {group: list-sync-bot, cancel-in-progress: false}`.")
    yield from _checks(workflows)
    yield from _skew(ours, version)


def _rights(found: Workflow, dashboard: bool) -> Iterator[Finding]:
    needed = NEEDED | ({"issues": "write"} if dashboard else {})
    wanted = ", ".join(f"{key}: {value}" for key, value in needed.items())
    for job in found.writers:
        where = f"{found.path}: the job “{job.name}”"
        if job.whose == "none":
            fix = "Add `env: {GITHUB_TOKEN: …}` to its step: an App's token, a personal one or github.token."
            yield error(f"{where} gives the bot no GITHUB_TOKEN, so it cannot open pull requests", fix)
        elif job.whose == "own":
            yield ok(f"{where} writes with a token of its own")
        elif job.permissions is None:
            what = f"{where} says no `permissions`; what its token may do depends on a setting elsewhere"
            yield warning(what, f"Add `permissions: {{{wanted}}}` to the job.")
        else:
            lacks = [key for key in needed if job.permissions.get(key) != "write"]
            if lacks:
                what = f"{where} lacks {', '.join(f'`{key}: write`' for key in lacks)}"
                yield error(what, f"Make it `permissions: {{{wanted}}}`.")
            else:
                yield ok(f"{where} has the permissions that the bot needs")


def _checks(workflows: Sequence[Workflow]) -> Iterator[Finding]:
    checked = ", ".join(found.path for found in workflows if found.on_pulls and not found.runs_bot)
    whose = whose_token(workflows)
    # https://docs.github.com/actions/concepts/security/github_token
    fix = (
        "Give the bot the token of a GitHub App (or a personal one), or press “Approve workflows to run” on"
        " each; do not close and reopen one, that declines it."
    )
    if checked and whose == "actions":
        what = f"{checked}: waits for somebody to approve it on each of the bot's pull requests"
        yield warning(f"{what}: they are opened with the token of GitHub Actions", fix)
    elif checked and whose == "either":
        what = f"{checked}: starts by itself only while a secret gives the bot a token of its own"
        yield unknown(f"{what}; on what GitHub Actions opens it waits for somebody to approve it", fix)


def _skew(ours: Sequence[Workflow], version: str) -> Iterator[Finding]:
    named = [(found.path, pinned) for found in ours for pinned in found.versions]
    for path, pinned in named:
        if _release(pinned) != _release(version):
            what = f"{path} runs {PACKAGE} {pinned}, but this is {version}"
            yield warning(
                what, f"Name {version} there, or install {pinned} here: pip install {PACKAGE}=={pinned}"
            )
        else:
            yield ok(f"{path} runs the same version as this, {version}")
    rest = [found.path for found in ours if not found.versions and not found.own and not found.open]
    if rest:
        yield unknown(
            f"{', '.join(rest)}: names no version of {PACKAGE} to compare with",
            f"Name one, such as {PACKAGE}=={version}, so that an update is a change that you see.",
        )


def _release(version: str) -> str:
    return version.removeprefix("v").partition("+")[0]
