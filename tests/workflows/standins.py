"""What stands in for the actions that GitHub has and for Python: small composite actions, and two programs.

A checkout is a git clone as deep as it is said to be, artifacts are folders, an App's token is one of the
fake GitHub. `setup-python` gives a `python` that knows the few calls that install the bot, and gives the tests'
own; whatever it does not know fails.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import indent

BOT = Path(sys.executable).with_name("bot")
PYTHON = """\
#!/usr/bin/env bash
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
case "$*" in
  "-c import sys; print(sys.prefix)") echo "$here" ;;
  "-m venv --without-pip "*) mkdir -p "$4/bin"; cp "$0" "$(dirname "$0")/uv-of-pip" "$4/bin" ;;
  "-m pip "*" --python "*" install "*" --require-hashes -r "*) test -f "${@: -1}"; cp "$(dirname "$0")/uv-of-pip" "$5/bin/uv" ;;
  *) echo "python $*: not like this"; exit 2 ;;
esac
"""
UV = f"""\
#!/usr/bin/env bash
set -eu
case "$*" in
  "pip install --python "*" --require-hashes -r "*) test -f "${{@: -1}}" ;;
  "pip install --python "*" --no-deps --no-build-isolation "*) test -f "${{@: -1}}/pyproject.toml"; ln -sf "{BOT}" "$(dirname "$4")/bot" ;;
  *) echo "uv $*: not like this"; exit 2 ;;
esac
"""

# For each action: the inputs it knows with their defaults, its outputs, and what it does.
Action = tuple[dict[str, str], Iterable[str], str]
ACTIONS: dict[str, Action] = {
    "actions/checkout": (
        {"repository": "", "ref": "", "path": ".", "fetch-depth": "1", "persist-credentials": "true"},
        (),
        """\
        test "$PERSIST_CREDENTIALS" = false || { echo "a checkout that leaves its token on disk"; exit 2; }
        if [ -n "$REPOSITORY" ]; then cp -r "$STANDIN_BOT" "$PATH_"; exit; fi # there is no other that is asked for
        test "$FETCH_DEPTH" = 0 && depth=() || depth=(--depth "$FETCH_DEPTH" --single-branch)
        ref=${REF:-${GITHUB_HEAD_REF:-$GITHUB_REF_NAME}}
        echo "HOME=$RUNNER_TEMP" >> "$GITHUB_ENV" # jobs at the same time are on machines of their own
        git clone -q "${depth[@]}" --branch "$ref" "$STANDIN_REPOSITORY" .
        """,
    ),
    "actions/setup-python": (
        {"python-version": "", "update-environment": "true"},
        ("python-path",),
        """\
        mkdir -p "$RUNNER_TEMP/python/bin"
        cp "$GITHUB_ACTION_PATH"/{python,uv-of-pip} "$RUNNER_TEMP/python/bin"
        chmod +x "$RUNNER_TEMP"/python/bin/*
        test "$UPDATE_ENVIRONMENT" = false || echo "$RUNNER_TEMP/python/bin" >> "$GITHUB_PATH"
        echo "python-path=$RUNNER_TEMP/python/bin/python" >> "$GITHUB_OUTPUT"
        """,
    ),
    "actions/upload-artifact": (
        {"name": "", "path": "", "if-no-files-found": "warn", "retention-days": "90"},
        (),
        """\
        mkdir -p "$STANDIN_ARTIFACTS"
        mkdir "$STANDIN_ARTIFACTS/$NAME" # a name is used once in a run
        test -d "$PATH_" && cp -r "$PATH_/." "$STANDIN_ARTIFACTS/$NAME" || cp "$PATH_" "$STANDIN_ARTIFACTS/$NAME"
        """,
    ),
    "actions/download-artifact": (
        {"name": "", "pattern": "", "path": ".", "merge-multiple": "false"},
        (),
        """\
        mkdir -p "$PATH_"
        if [ -n "$NAME" ]; then cp -r "$STANDIN_ARTIFACTS/$NAME/." "$PATH_"; exit; fi
        test "$MERGE_MULTIPLE" = true
        for found in "$STANDIN_ARTIFACTS"/$PATTERN; do
          if [ -d "$found" ]; then cp -r "$found/." "$PATH_"; fi
        done
        """,
    ),
    "actions/create-github-app-token": (
        {
            "app-id": "",
            "private-key": "",
            "permission-contents": "",
            "permission-issues": "",
            "permission-pull-requests": "",
        },
        ("token",),
        """\
        test -n "$APP_ID" && test -n "$PRIVATE_KEY"
        echo "token=$STANDIN_APP_TOKEN" >> "$GITHUB_OUTPUT"
        """,
    ),
}


# act reads what a step says for as long as the step runs, and where it fails no longer.
LINGER = "trap '[ $? = 0 ] || sleep 0.5' EXIT\n"


def lingering(folder: Path) -> Path:
    """A file for BASH_ENV, with which a command that fails is not over before it was heard."""
    file = folder / "linger"
    file.write_text(LINGER, "utf-8")
    return file


def write(action: str, folder: Path) -> Path:
    """The folder in which a stand-in for an action is, made below ``folder``; KeyError where there is none."""
    inputs, outputs, script = ACTIONS[action]
    home = folder / action.replace("/", "-")
    if not home.exists():
        home.mkdir(parents=True)
        (home / "action.yml").write_text(_text(action, inputs, outputs, script), "utf-8")
        if action == "actions/setup-python":
            (home / "python").write_text(PYTHON, "utf-8")
            (home / "uv-of-pip").write_text(UV, "utf-8")
    return home


def _text(action: str, inputs: dict[str, str], outputs: Iterable[str], script: str) -> str:
    lines = [f"name: {action}", "inputs:"]
    lines += [f'  {name}: {{default: "{default}"}}' for name, default in inputs.items()]
    lines += ["outputs:"] if outputs else []
    lines += [f'  {name}: {{value: "${{{{ steps.it.outputs.{name} }}}}"}}' for name in outputs]
    lines += ["runs:", "  using: composite", "  steps:", "    - id: it", "      shell: bash", "      env:"]
    lines += [f'        {_variable(name)}: "${{{{ inputs.{name} }}}}"' for name in inputs]
    return "\n".join([*lines, "      run: |", indent(script.replace("        ", ""), "        ")])


def _variable(name: str) -> str:
    word = name.upper().replace("-", "_")
    return f"{word}_" if word == "PATH" else word
