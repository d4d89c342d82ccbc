"""Every link of a file, whatever it belongs to: entries, notes, contents, prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import markup
from bot.markup.blocks import Block


def links(text: str | bytes, path: str = "README.md") -> Iterator[tuple[int, str]]:
    """The 1-based line and the target, as written, of each link in a file; images are none."""
    document = markup.document(path, text)
    yield from _links(document.blocks)


def _links(found: Sequence[Block]) -> Iterator[tuple[int, str]]:
    for block in found:
        for part in block.cells or (block,):
            links = (piece for piece in part.pieces or () if piece.kind == "link" and piece.url)
            yield from ((part.line + piece.line, piece.url) for piece in links)
        yield from _links(block.children)
