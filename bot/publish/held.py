"""What a pull request of the bot's holds, as it stands in the message of the bot's commit and in the body.

The commit is what counts: people may write the body anew, and the memory may be lost. The mark in the
message ties it to the commit's tree and parents, so the bot knows a commit of its own without having to
remember it, and any other commit is somebody else's.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zlib import compress, decompressobj
from zlib import error as ZlibError  # noqa: N812

LARGEST = 2**20  # bytes, unpacked
STATES = ("in", "ask", "out")
COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)
TRAILER = re.compile(r"^List-Sync-Bot: ([0-9a-f]{16}) ([\w=-]+)$", re.MULTILINE | re.ASCII)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row: ``key`` is its own, ``names`` are what declining it declines, ``sources`` what it rests on.

    ``state`` is ``in`` (its change is in the branch), ``ask`` (a question, not in the branch) or ``out``
    (people took it out). ``added`` is the day on which it was first proposed.
    """

    key: str
    names: tuple[str, ...]
    sources: tuple[str, ...] = ()
    state: str = "in"
    added: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """All rows of a proposal, a digest of its file edits, and which words of people its files carry.

    ``kept`` are commits of people's that stand behind the bot's own since they gave the branch back.
    """

    proposal: str
    rows: tuple[HeldRow, ...] = ()
    edits: str = ""
    carried: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def sources(self) -> frozenset[str]:
        """All sources that some row rests on."""
        return frozenset(name for row in self.rows if row.state != "out" for name in row.sources)

    def of(self, *states: str) -> tuple[HeldRow, ...]:
        """The rows in one of ``states``."""
        return tuple(row for row in self.rows if row.state in states)


def packed(held: Held) -> str:
    """``held`` as one word that is inert wherever it stands."""
    import msgspec

    return urlsafe_b64encode(compress(msgspec.json.encode(_lists(held)), 9)).decode()


def _lists(held: Held) -> Sequence[object]:
    """Without the names of fields, and each source once: this goes into bodies that may not grow."""
    sources = sorted({name for row in held.rows for name in row.sources})
    places = {name: place for place, name in enumerate(sources)}
    rows = [
        (row.key, row.names, [places[name] for name in row.sources], row.state, row.added, row.title)
        for row in held.rows
    ]
    return held.proposal, sources, rows, held.edits, held.carried, held.kept


def unpacked(word: str) -> Held | None:
    """What ``packed`` made the word of; None where it did not."""
    import msgspec

    kind = tuple[
        str,
        list[str],
        list[tuple[str, tuple[str, ...], list[int], str, str, str]],
        str,
        tuple[str, ...],
        tuple[str, ...],
    ]
    try:
        raw = decompressobj().decompress(urlsafe_b64decode(word.encode()), LARGEST)
        proposal, sources, rows, edits, carried, kept = msgspec.json.decode(raw, type=kind)
        held = tuple(
            HeldRow(key, names, tuple(sources[place] for place in places), state, added, title)
            for key, names, places, state, added, title in rows
        )
        for row in held:
            if row.state not in STATES or (row.added and not date.fromisoformat(row.added)):
                return None
    except (Error, ValueError, ZlibError, IndexError, msgspec.MsgspecError):
        return None
    if not all(COMMIT.fullmatch(sha) for sha in kept):
        return None
    return Held(proposal, held, edits, carried, kept)


def mark(tree: str, parents: Sequence[str], word: str) -> str:
    """What ties the word in a commit's message to that commit."""
    return sha256(" ".join((tree, *parents, word)).encode()).hexdigest()[:16]


def message(title: str, word: str, tree: str, parents: Sequence[str]) -> str:
    """The message of a commit of the bot's; ``title`` is inert already."""
    return f"{title}\n\nProposed by the list-sync bot.\n\nList-Sync-Bot: {mark(tree, parents, word)} {word}"


def word_of(text: str, tree: str, parents: Sequence[str]) -> str | None:
    """The word in the message of a commit with that tree and those parents; None if it is not the bot's."""
    found = TRAILER.search(text)
    return found[2] if found and found[1] == mark(tree, parents, found[2]) else None
