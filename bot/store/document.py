"""What every file of ``state/`` has in common: a schema version, and keys that are known."""

from __future__ import annotations

from collections.abc import Sequence

from bot.yamlio import Form, Map, read

SCHEMA = 2


def document(path: str, text: str, keys: Sequence[str]) -> tuple[Map, Form, int]:
    """What the file holds, with the form for its mistakes, and the schema that it was written in."""
    form = Form(path)
    node = read(text, path)
    if node is None:
        node = Map(1)
    if not isinstance(node, Map):
        form.complain(1, f"takes keys and values: schema, {', '.join(keys)}")
        return Map(1), form, SCHEMA
    schema = node.get("schema", SCHEMA)
    if type(schema) is not int or schema < 1:
        form.complain(node.lines["schema"], f"“schema” takes a whole number, {SCHEMA} at present")
        schema = SCHEMA
    elif schema > SCHEMA:
        newer = f"schema {schema} is newer than this version of the bot, which reads up to {SCHEMA}"
        form.complain(node.lines["schema"], f"{newer}; update the bot")
    for key in node.keys() - {"schema", *keys}:
        form.complain(node.lines[key], f"there is no “{key}” here; it takes schema, {', '.join(keys)}")
    return node, form, schema
