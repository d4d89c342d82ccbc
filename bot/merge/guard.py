"""Whether a source is to be believed: what looks like a failure must never be read as a wish (G5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from urllib.parse import urlsplit

from bot.merge.match import lineage
from bot.models import Mention

MOST_GONE = 0.1  # of a source's mentions at once; one may always go
MOST_MOVED = 0.5  # of a source's links to other hosts at once
FEW_LINKS = 8  # fewer changed links than this tell nothing of a source
MOST_ENTRIES = 20_000


def distrust(base: Collection[Mention], fresh: Collection[Mention]) -> str | None:
    """Why ``fresh`` is not to be believed of a source whose mentions were ``base``; ``None`` if it is."""
    if len(fresh) > MOST_ENTRIES:
        return f"{len(fresh):,} entries, more than {MOST_ENTRIES:,}"
    if not base:
        return None if fresh else "no entries found"
    if not fresh:
        return f"no entries found, {len(base)} before"
    pairs = lineage(base, fresh)
    gone = len(set(base)) - len(set(pairs.values()))
    if gone > max(1, MOST_GONE * len(base)):
        return f"{gone} of its {len(base)} mentions gone at once"
    return _moved(
        [(old, new) for new, old in pairs.items() if old.url and new.url and old.url != new.url], base
    )


def _moved(changed: list[tuple[Mention, Mention]], base: Collection[Mention]) -> str | None:
    """A taken-over list keeps its titles and sends their links elsewhere."""
    targets = Counter(_host(new) for old, new in changed if _host(old) != _host(new))
    linked = sum(1 for mention in base if mention.url)
    moved = sum(targets.values())
    if moved < FEW_LINKS or moved <= MOST_MOVED * linked:
        return None
    host = min(targets, key=lambda name: (-targets[name], name))
    return f"{moved} of its {linked} links moved to other hosts at once, most to {host}"


def _host(mention: Mention) -> str:
    try:
        return urlsplit(mention.url or "").hostname or ""
    except ValueError:
        return ""
