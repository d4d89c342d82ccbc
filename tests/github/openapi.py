"""GitHub's official OpenAPI description, and whether what was said follows it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema_rs

from .packages import installed

VERSION = "23.0.2"
DESCRIPTION = "generated/api.github.com.json"

# What GitHub really answers though the description of the operation does not say so.
UNDOCUMENTED: dict[int, str] = {
    301: "a renamed repository redirects, whatever is asked of it",
    302: "a redirect that promises less",
    304: "every GET honours If-None-Match; the description says so of some",
    307: "a renamed repository redirects writes too, method kept",
    400: "JSON that does not parse, or an API version that is not there",
    401: "no token, or a bad one",
    403: "a token that may not, or a rate limit",
    404: "nothing there, or nothing that this token may see",
    409: "an empty repository",
    429: "a rate limit",
    422: "a body whose fields are of the wrong type",
}
# Requests that GitHub takes though the schema, not the prose, says otherwise: their bodies may be arrays.
ARRAYS_TOO: dict[tuple[str, str], str] = {
    (
        method,
        "/repos/{owner}/{repo}/issues/{issue_number}/labels",
    ): "“You can also pass an array of labels directly”"
    for method in ("POST", "PUT")
}
# Media types that an operation answers with when asked to, in the words of its prose only.
MEDIA = {"application/vnd.github.raw", "application/vnd.github.diff"}


class ContractBroken(AssertionError):
    """Something was asked or answered that GitHub's description does not allow."""


@cache
def _description() -> dict[str, Any]:
    text = (installed("@octokit/openapi", VERSION, DESCRIPTION) / DESCRIPTION).read_bytes()
    description: dict[str, Any] = json.loads(text)
    return description


def _followed(value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        found: Any = _description()
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


def schema(value: Any, *, closed: bool = True) -> Any:
    """OpenAPI 3.0's dialect as plain JSON Schema: `nullable` becomes a type.

    Closed objects have no other fields than those listed, so that a misspelt one shows; parts of an `allOf`
    stay open.
    """
    if isinstance(value, list):
        return [schema(item, closed=closed) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"$ref": value["$ref"].replace("#/components/schemas/", "#/$defs/")}
    # Each part is written out: as a reference it would be closed, and forbid the other parts' fields.
    if len(value.get("allOf", ())) > 1:
        value = value | {"allOf": [_followed(part) for part in value["allOf"]]}
    out = {
        key: item
        if key in {"enum", "required", "default"}
        else schema(item, closed=closed and key != "allOf")
        for key, item in value.items()
        if key not in {"nullable", "example", "examples", "properties"}
    }
    if "properties" in value:
        out["properties"] = {key: schema(item, closed=closed) for key, item in value["properties"].items()}
        if closed:
            out.setdefault("additionalProperties", False)
    return {"anyOf": [out, {"type": "null"}]} if value.get("nullable") is True else out


@cache
def _validator(location: str) -> jsonschema_rs.Validator:
    """The compiled schema at a place in the description.

    Error documents stay open: each has a `status` by now, which few of their schemas know.
    """
    closed = not any(f"|responses|{digit}" in location for digit in "45")
    found: Any = _description()
    for part in location.split("|"):
        found = _followed(found)[part]
    needed: dict[str, Any] = {}
    _collect(found, needed, closed=closed)
    plain = schema(found, closed=closed)
    return jsonschema_rs.Draft202012Validator(plain | {"$defs": needed}, validate_formats=True)


def _collect(value: Any, needed: dict[str, Any], *, closed: bool) -> None:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            name = reference.rpartition("/")[2]
            if name not in needed:
                raw = _description()["components"]["schemas"][name]
                needed[name] = schema(raw, closed=closed)
                _collect(raw, needed, closed=closed)
        for item in value.values():
            _collect(item, needed, closed=closed)
    elif isinstance(value, list):
        for item in value:
            _collect(item, needed, closed=closed)


@cache
def _parameters(method: str, template: str) -> dict[str, dict[str, Any]]:
    path = _description()["paths"][template]
    listed = [*path.get("parameters", []), *path[method.lower()].get("parameters", [])]
    found = [_followed(parameter) for parameter in listed]
    return {p["name"]: p.get("schema", {}) for p in found if p["in"] == "query"}


class Contract:
    """Compares requests and answers with the description, and keeps what breaks it."""

    def __init__(self, broken: list[str]) -> None:
        self.broken = broken

    def check_request(self, method: str, template: str, query: dict[str, str], body: Any) -> None:
        """Compare what a client asks."""
        where = f"request {method} {template}"
        known = _parameters(method, template)
        for name, text in query.items():
            if name not in known:
                self.broken.append(f"{where}: no query parameter {name!r}")
            else:
                self._check_parameter(f"{where} ?{name}", known[name], text)
        operation = _description()["paths"][template][method.lower()]
        if "requestBody" in operation:
            as_array = isinstance(body, list) and (method, template) in ARRAYS_TOO
            if not as_array and (body is not None or operation["requestBody"].get("required")):
                location = f"paths|{template}|{method.lower()}|requestBody|content|application/json|schema"
                self._check(where, location, body)
        elif body:
            self.broken.append(f"{where}: takes no body, got {body!r:.100}")

    def _check_parameter(self, where: str, wanted: dict[str, Any], text: str) -> None:
        wanted = _followed(wanted)
        kind = wanted.get("type")
        if kind == "integer" and not text.lstrip("-").isdecimal():
            self.broken.append(f"{where}: {text!r} is no integer")
        if kind == "boolean" and text not in {"true", "false"}:
            self.broken.append(f"{where}: {text!r} is no boolean")
        if "enum" in wanted and text not in wanted["enum"]:
            self.broken.append(f"{where}: {text!r} is not one of {wanted['enum']}")

    def check_answer(self, method: str, template: str, status: int, media: str, content: Any) -> None:
        """Compare what the fake answers."""
        where = f"answer {status} to {method} {template}"
        operation = _description()["paths"][template][method.lower()]
        documented = operation["responses"].get(str(status))
        if documented is None:
            if status not in UNDOCUMENTED:
                self.broken.append(f"{where}: not a documented status")
            return
        kinds = _followed(documented).get("content", {})
        if not kinds:
            if content is not None and status < 400:
                self.broken.append(f"{where}: has no body, got {content!r:.100}")
        elif media in kinds:
            location = f"paths|{template}|{method.lower()}|responses|{status}|content|{media}|schema"
            self._check(where, location, content)
        elif media not in MEDIA:
            self.broken.append(f"{where}: {media} is not one of {sorted(kinds)}")

    def _check(self, where: str, location: str, value: Any) -> None:
        for error in _validator(location).iter_errors(value):
            pointer = "/" + "/".join(str(part) for part in error.instance_path)
            self.broken.append(f"{where} at {pointer}: {error.message:.300}")
