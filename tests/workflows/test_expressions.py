"""The expressions that stand in the workflows mean here what they mean there."""

from __future__ import annotations

from typing import Any

import pytest

from .expressions import CannotEvaluate, condition, evaluate, filled

CONTEXTS = {
    "github": {
        "event_name": "push",
        "head_ref": "bot/new-papers",
        "run_id": 7,
        "event": {"pull_request": None},
    },
    "inputs": {"dry-run": False, "sources": ""},
    "steps": {"bot": {"outputs": {"idle": "false"}}},
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("github.event_name == 'PUSH'", True),
        ("github.event_name != 'push' || !inputs.dry-run", True),
        ("!inputs.dry-run && 'one' || 'two'", "one"),
        ("inputs.sources && 'one' || 'two'", "two"),
        ("github.event.pull_request.merged", None),
        ("!github.event.pull_request.merged", True),
        ("steps.none.outputs.token || steps.bot.outputs.idle", "false"),
        ("startsWith(github.head_ref, 'bot/')", True),
        ("contains(fromJSON('[\"OWNER\", \"MEMBER\"]'), 'NONE')", False),
        ("contains('please /bot rebase', '/bot')", True),
        ("format('list-{0}-{1}', github.run_id, 'it''s')", "list-7-it's"),
        ("'' == null && 0 == null && 'x' != null", True),
        ("(1 == 2 || 2 == 2) && true", True),
    ],
)
def test_values(source: str, value: Any) -> None:
    assert evaluate(source, CONTEXTS, {}) == value


def test_text_is_filled_in_and_booleans_are_words() -> None:
    assert filled("a ${{ inputs.dry-run }} b ${{ github.nothing }}c", CONTEXTS, {}) == "a false b c"


@pytest.mark.parametrize(
    ("source", "fine", "value"),
    [
        (None, True, True),
        (None, False, False),
        ("steps.bot.outputs.idle", True, True),
        ("steps.bot.outputs.idle", False, False),
        ("${{ !cancelled() && steps.bot.outputs.idle == 'false' }}", False, True),
    ],
)
def test_a_condition_implies_that_all_went_well(source: str | None, fine: bool, value: bool) -> None:
    functions = {"success": lambda: fine, "cancelled": lambda: False}
    assert condition(source, CONTEXTS, functions) is value


@pytest.mark.parametrize(
    "source", ["github.", "github..event", "nothing.here", "toJSON(github)", "'open", "1 ="]
)
def test_what_is_not_known_is_no_silent_null(source: str) -> None:
    with pytest.raises(CannotEvaluate):
        evaluate(source, CONTEXTS, {})
