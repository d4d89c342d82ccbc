"""Where runs leave what spares later ones work."""

from __future__ import annotations

import os
from pathlib import Path


def cache() -> Path:
    """The folder for it, of which anything may be deleted at any time (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "list-sync-bot"
