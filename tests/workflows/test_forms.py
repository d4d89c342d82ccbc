"""The issue forms are as GitHub takes them; a form with a mistake is shown to nobody.

https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from .act import ROOT

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(#[^)]*)?\)")


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.name)
def test_a_form_is_as_github_takes_it(file: Path) -> None:
    form = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
    assert set(form) == {"name", "description", "labels", "body"}
    ids = [field["id"] for field in form["body"]]
    assert (len(set(ids)), {bool(re.fullmatch(r"[\w-]+", one)) for one in ids}) == (len(ids), {True})
    for field in form["body"]:
        assert set(field) == {"type", "id", "attributes", "validations"}
        assert field["type"] in {"input", "textarea"}
        assert set(field["attributes"]) - {"description", "placeholder"} == {"label"}
        assert set(field["validations"]) == {"required"}


@pytest.mark.parametrize("name", ["docs/actions.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_the_files_that_are_linked_to_are_there(name: str) -> None:
    file = ROOT / name
    there = {found[1]: (file.parent / found[1]).exists() for found in LINK.finditer(file.read_text("utf-8"))}
    assert there == dict.fromkeys(there, True)


def test_the_docs_tell_of_every_input_output_and_pin() -> None:
    text = (ROOT / "docs" / "actions.md").read_text("utf-8")
    action = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text("utf-8"))
    assert [name for name in (*action["inputs"], *action["outputs"]) if f"`{name}`" not in text] == []
    pinned = {
        found
        for file in [ROOT / "action.yml", *(ROOT / ".github" / "workflows").iterdir()]
        for found in re.findall(r"uses: (\S+)@(\w+) # v(\S+)", file.read_text("utf-8"))
    }
    assert set(re.findall(r"\| (actions/\S+) \| `(\w+)` \| (\S+) \|", text)) == pinned - {
        found for found in pinned if found[0].startswith("OWNER/")
    }
