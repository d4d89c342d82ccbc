"""GitHub's rules that need no repository: refusals, permissions, limits on what may be written."""

from __future__ import annotations

import re
from typing import Any

BODY_LIMIT = 65_536
TITLE_LIMIT = 256
LABEL_LIMIT = 50
PER_PAGE = 30
PER_PAGE_LIMIT = 100
LEVELS = ("none", "read", "triage", "write", "maintain", "admin")
REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


class Refused(Exception):
    """An answer other than success, as GitHub words it."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: list[Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = headers or {}


def invalid(resource: str, field: str, code: str = "invalid", message: str | None = None) -> Refused:
    """GitHub's `Validation Failed` with one error in it."""
    error = {"resource": resource, "field": field, "code": code} | ({"message": message} if message else {})
    return Refused(422, "Validation Failed", [error])


def too_large() -> Refused:
    """The refusal of a file that is too large for the API."""
    message = "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git in order to obtain it."
    return Refused(403, message, [{"resource": "Blob", "field": "data", "code": "too_large"}])


def at_least(permission: str, needed: str) -> bool:
    """Whether one permission level includes another."""
    return LEVELS.index(permission) >= LEVELS.index(needed)


def lesser(one: str, other: str) -> str:
    """The weaker of two permission levels."""
    return min(one, other, key=LEVELS.index)


def role(permission: str) -> str:
    """The level as the older `permission` field names it, which knows only four."""
    return {"triage": "read", "maintain": "write"}.get(permission, permission)


def check_title(title: Any, resource: str) -> str:
    """A title that GitHub accepts."""
    if not isinstance(title, str) or not title.strip():
        raise invalid(resource, "title", "missing_field")
    if len(title) > TITLE_LIMIT:
        raise invalid(resource, "title", "custom", f"title is too long (maximum is {TITLE_LIMIT} characters)")
    return title.strip()


def check_body(body: str | None, resource: str, *, required: bool = False) -> str | None:
    """A body that GitHub accepts."""
    if required and not (body or "").strip():
        raise invalid(resource, "body", "custom", "Body cannot be blank")
    if body is not None and len(body) > BODY_LIMIT:
        raise invalid(resource, "body", "custom", f"body is too long (maximum is {BODY_LIMIT} characters)")
    return body


def check_label(name: str) -> str:
    """A label's name that GitHub accepts."""
    if not name.strip():
        raise invalid("Label", "name", "missing_field")
    if len(name) > LABEL_LIMIT:
        raise invalid("Label", "name", "custom", f"name is too long (maximum is {LABEL_LIMIT} characters)")
    return name


def check_color(color: str) -> str:
    """A label's color that GitHub accepts."""
    if len(color) != 6 or set(color.lower()) - set("0123456789abcdef"):
        raise invalid("Label", "color")
    return color


def fits(pattern: str, branch: str) -> bool:
    """Whether a pattern names a branch, by Ruby's `File.fnmatch` with `FNM_PATHNAME`.

    `*` and `**` stop at a slash, so that `bot/**` names `bot/x` and not `bot/x/y`; `bot/**/*` names both.
    """
    if pattern == "~ALL":
        return True
    words = {"**/": "(?:[^/]+/)*", "**": "[^/]*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return bool(re.fullmatch("".join(words.get(part, re.escape(part)) for part in parts), branch))


_BAD_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|^/|[/.]$")


def check_ref(ref: Any) -> str:
    """A full name that git accepts for a ref."""
    if not isinstance(ref, str) or not ref.startswith("refs/") or ref.count("/") < 2 or _BAD_REF.search(ref):
        raise Refused(422, "Reference name must start with 'refs/' and contain at least two slashes.")
    return ref


_BAD_COMPONENT = {"", ".", "..", ".git"}


def check_path(path: Any) -> str:
    """A path that GitHub accepts in a tree."""
    if not isinstance(path, str) or any(part.lower() in _BAD_COMPONENT for part in path.split("/")):
        raise Refused(422, "tree.path contains a malformed path component")
    return path
