"""Whatever GitHub's description does not allow fails the test that said it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .endpoints import ROUTES
from .openapi import Contract, ContractBroken, _description, schema
from .server import FakeGitHub

LABELS = "/repos/{owner}/{repo}/issues/{issue_number}/labels"


def test_every_route_is_an_operation_of_the_description() -> None:
    paths = _description()["paths"]
    unknown = [(r.method, r.template) for r in ROUTES if r.method.lower() not in paths.get(r.template, {})]
    assert unknown == []


def test_routes_are_unique() -> None:
    assert len({(route.method, route.template) for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize(
    ("method", "path", "body", "problem"),
    [
        ("GET", "/issues?stat=open", None, "no query parameter 'stat'"),
        ("GET", "/issues?state=opened", None, "'opened' is not one of"),
        ("GET", "/issues?per_page=many", None, "'many' is no integer"),
        ("POST", "/issues", {"body": "x"}, 'at /: "title" is a required property'),
        ("POST", "/issues", {"title": "x", "colour": "red"}, "'colour' was unexpected"),
        ("POST", "/issues/1/reactions", {"content": "meh"}, 'at /content: "meh" is not one of'),
        ("DELETE", "/labels/x", {"a": 1}, "takes no body"),
        ("GET", "/nowhere", None, "does not know this operation"),
    ],
    ids=["parameter", "value", "number", "missing", "unknown field", "enum", "body", "operation"],
)
def test_a_wrong_request(method: str, path: str, body: Any, problem: str) -> None:
    with FakeGitHub() as github:
        github.create("owner/list", {"a": "a"})
        headers = {"Authorization": f"Bearer {github.token('ann')}"}
        httpx.request(method, f"{github.url}/repos/owner/list{path}", json=body, headers=headers)
        with pytest.raises(ContractBroken) as raised:
            github.check_contract()
        github.broken.clear()
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("status", "content", "problem"),
    [
        (200, [{"id": "one"}], "answer 200 to GET"),
        (200, [{"id": 1, "naem": "x"}], "'naem'"),
        (418, None, "not a documented status"),
    ],
    ids=["type", "misspelt", "status"],
)
def test_a_wrong_answer(status: int, content: Any, problem: str) -> None:
    broken: list[str] = []
    Contract(broken).check_answer("GET", LABELS, status, "application/json", content)
    assert any(problem in line for line in broken)


def test_a_mistake_of_the_fake_s_own_fails_the_test() -> None:
    with FakeGitHub() as github:
        github.faults.call(lambda: print(1 / 0))
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{github.url}/rate_limit")
        with pytest.raises(ContractBroken, match="ZeroDivisionError"):
            github.check_contract()
        github.broken.clear()


def test_leaving_checks() -> None:
    github = FakeGitHub()
    github.broken.append("something")
    with pytest.raises(ContractBroken, match="something"), github:
        pass


def test_it_can_be_switched_off() -> None:
    with FakeGitHub(strict=False) as github:
        assert httpx.get(f"{github.url}/rate_limit?whatever=1").status_code == 200


@pytest.mark.parametrize(
    ("openapi", "plain"),
    [
        ({"type": "string", "nullable": True}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ({"$ref": "#/components/schemas/label"}, {"$ref": "#/$defs/label"}),
        (
            {"properties": {"nullable": {"type": "string", "example": "x"}}},
            {"properties": {"nullable": {"type": "string"}}, "additionalProperties": False},
        ),
        ({"allOf": [{"properties": {}}]}, {"allOf": [{"properties": {}}]}),
    ],
    ids=["nullable", "reference", "closed", "open in allOf"],
)
def test_the_dialect_is_translated(openapi: Any, plain: Any) -> None:
    assert schema(openapi) == plain
