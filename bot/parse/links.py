"""Every link of a file, whatever it belongs to: entries, notes, contents, prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.parse import forms
from bot.parse.blocks import Block
from bot.parse.inline import read


def links(text: str | bytes, path: str = "README.md") -> Iterator[tuple[int, str]]:
    """The 1-based line and the target, as written, of each link in a file; images are none."""
    document = forms.document(path, text)
    yield from _links(document.blocks, document.references)


def _links(found: Sequence[Block], references: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    for block in found:
        if block.kind != "code":
            for part in block.cells or (block,):
                yield from _targets(part.text, part.line, references)
        yield from _links(block.children, references)


def _targets(text: str, line: int, references: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    for piece in read(text, references):
        if piece.kind == "link" and piece.url:
            yield line + piece.line, piece.url
