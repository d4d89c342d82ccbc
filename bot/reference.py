"""``docs/configuration.md``: the configuration's reference, made from the tables that it is read by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.config import CONFIG, NESTED, TOP
from bot.yamlio import Field

HEAD = f"""\
# Configuration

`{CONFIG}` says what the list is made of. Every mistake in it is told at once, by line: `bot check`.
This page is made from the code: `python -m bot.reference > docs/configuration.md`.
"""


def reference() -> str:
    """The page, as Markdown."""
    parts = [HEAD, "## The file\n", *_table(TOP)]
    for key, fields in NESTED.items():
        parts += [f"\n## `{key}`\n", *_table(fields)]
    return "\n".join(parts) + "\n"


def _table(fields: Mapping[str, Field]) -> Iterator[str]:
    yield "| key | takes | default | what for |"
    yield "|---|---|---|---|"
    for key, field in fields.items():
        takes = f"see [below](#{key})" if fields is TOP and key in NESTED else field.expected
        default = "**needed**" if field.required else _shown(field.default)
        yield f"| `{key}` | {takes} | {default} | {field.about} |"


def _shown(value: Any) -> str:
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`[{', '.join(value)}]`" if isinstance(value, tuple) else f"`{value}`"


if __name__ == "__main__":
    print(reference(), end="")
