"""The body of an HTTP answer, unpacked without ever holding more than was asked for."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, AsyncIterator


class CannotUnpack(Exception):
    """The body is packed in a way that was not asked for."""


class Damaged(CannotUnpack):
    """What arrived is not what was sent."""


async def unpacked(chunks: AsyncIterable[bytes], encoding: str, most: int) -> AsyncIterator[bytes]:
    """The body in pieces of at most ``most`` bytes and one more; raises CannotUnpack, or Damaged.

    An HTTP library would unpack each piece whole, however large it gets: a few kilobytes may become
    gigabytes.
    """
    if encoding in ("", "identity"):
        async for chunk in chunks:
            yield chunk
        return
    if encoding not in ("gzip", "x-gzip"):
        raise CannotUnpack("packed in a way that was not asked for")
    gzip = zlib.decompressobj(wbits=31)
    try:
        async for chunk in chunks:
            yield gzip.decompress(chunk, most + 1)
    except zlib.error:
        raise Damaged("arrived damaged") from None
