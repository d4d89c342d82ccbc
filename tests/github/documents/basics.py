"""What all documents share: roots, dates, node ids."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

WEB = "https://github.com"
Document = dict[str, Any]


def stamp(moment: datetime | None) -> str | None:
    """A moment as GitHub prints it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def node(kind: str, id_: object) -> str:
    """A node id: opaque, and different for every thing."""
    return f"{kind}_{base64.urlsafe_b64encode(str(id_).encode()).decode().rstrip('=')}"
