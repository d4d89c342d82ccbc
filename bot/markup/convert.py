"""reStructuredText, AsciiDoc, Org and their like → the blocks that Markdown becomes, by way of HTML.

docutils reads the first, pandoc (the extra ``formats``) the others. Neither says on which line a text stood:
lines are found again by the words, which both keep in their order.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from bot.markup import html
from bot.markup.blocks import Block, Cell

LARGEST = 2 * 2**20  # characters; GitHub itself shows 512 kB
PATIENCE = 30  # seconds for pandoc
MEMORY = "1G"  # for pandoc
MOST_WORDS = 6  # by which a line is found again
MOST_PLACES = 200  # that are looked at for one line
TELLING = (4, 2, 1)  # words: what is longer is found first, and what is shorter between

_TAGS = re.compile(r"<[^<>]*>|\]\([^()]*\)")
_WORD = re.compile(r"[^\W_]+")


_FIRST = {"org": "#+OPTIONS: tags:nil todo:nil\n"}  # what is no part of a heading


class CannotConvert(Exception):
    """Why a text cannot be read in its form, as a sentence without its subject."""


def read(form: str, name: str, text: str) -> list[Block]:
    """The blocks of ``text``, whose form people call ``name``; raises CannotConvert."""
    if len(text) > LARGEST:
        raise CannotConvert(f"is larger than the {LARGEST // 2**20} MiB of {name} that are read")
    converted = _by_docutils(text) if form == "rst" else _by_pandoc(form, name, text)
    return _located(html.read(converted, page=False), text)


def _by_docutils(text: str) -> str:
    from docutils.core import publish_parts
    from docutils.utils import SystemMessage

    settings: dict[str, Any] = {
        "file_insertion_enabled": False,  # no file of this machine ends up in a list
        "raw_enabled": False,
        "report_level": 5,  # what it does not understand it leaves as it stands
        "halt_level": 5,
        "_disable_config": True,
        "line_length_limit": LARGEST,
        "syntax_highlight": "none",
        "doctitle_xform": False,
        "initial_header_level": 1,
    }
    try:
        parts = publish_parts(text, writer="html5", settings_overrides=settings)
    except (SystemMessage, ValueError, AttributeError, AssertionError, KeyError, IndexError) as error:
        raise CannotConvert(f"cannot be read as reStructuredText ({type(error).__name__})") from None
    return str(parts["body"])


def _by_pandoc(form: str, name: str, text: str) -> str:
    import subprocess

    try:
        import pypandoc

        command = [pypandoc.get_pandoc_path(), "+RTS", f"-M{MEMORY}", "-RTS", "--sandbox", "--wrap=preserve"]
        done = subprocess.run(  # noqa: S603 - pandoc itself; what it reads comes by its standard input
            [*command, "--from", form, "--to", "html"],
            input=(_FIRST.get(form, "") + text).encode(),
            capture_output=True,
            timeout=PATIENCE,
        )
    except (ImportError, OSError):
        extra = "pip install 'list-sync-bot[formats]'"
        raise CannotConvert(f"is {name}, which is read only where pandoc is: {extra}") from None
    except subprocess.TimeoutExpired:
        raise CannotConvert(f"takes longer than {PATIENCE} seconds to read as {name}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [
            f"status {done.returncode}"
        ]
        raise CannotConvert(f"cannot be read as {name}: {said[0][:200]}")
    return done.stdout.decode("utf-8", "replace")


def _located(found: list[Block], text: str) -> list[Block]:
    """``found`` with the lines on which its texts begin in ``text``.

    What stands in one place only says between which lines the rest is to be looked for.
    """
    lines = enumerate(text.casefold().split("\n"), 1)
    words, numbers = zip(
        *[(word, n) for n, line in lines for word in _WORD.findall(line)] or [("", 1)], strict=True
    )
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    parts = list(_parts(found))
    wanted = [_beginning(part.text) for part in parts]
    places = [_places(mine, words, index) for mine in wanted]
    sure = dict(_rising([(number, one[0]) for number, one in enumerate(places) if len(one) == 1]))
    for least in TELLING:
        _between(sure, [mine if len(wanted[n]) >= least else [] for n, mine in enumerate(places)])
    at = 0
    for number, part in enumerate(parts):
        at = sure.get(number, at)
        part.line = numbers[at]
    for block in (part for part in parts if isinstance(part, Block) and part.cells):
        block.line = block.cells[0].line
    return found


def _beginning(text: str) -> tuple[str, ...]:
    """Words of a text that stand side by side in its source, whatever its marks are."""
    runs = [_WORD.findall(unescape(run).casefold())[:MOST_WORDS] for run in _TAGS.split(text)]
    return next((tuple(run) for run in (*(run for run in runs if len(run) > 1), *runs) if run), ())


def _places(wanted: tuple[str, ...], words: Sequence[str], index: Mapping[str, Sequence[int]]) -> list[int]:
    """Where ``wanted`` begins among ``words``; none where even its rarest word is everywhere."""
    if not all(word in index for word in wanted):
        return []
    rarest = min(range(len(wanted)), key=lambda at: len(index[wanted[at]]), default=None)
    if rarest is None or len(index[wanted[rarest]]) > MOST_PLACES:
        return []
    begins = (place - rarest for place in index[wanted[rarest]])
    return [at for at in begins if at >= 0 and tuple(words[at : at + len(wanted)]) == wanted]


def _between(sure: dict[int, int], places: Sequence[Sequence[int]]) -> None:
    """Add to ``sure`` the first of ``places`` that lies between what comes before and what comes behind."""
    highs, high = [0] * len(places), sys.maxsize
    for number in range(len(places) - 1, -1, -1):
        highs[number] = high = sure.get(number, high)
    low = -1
    for number, mine in enumerate(places):
        found = sure.get(number)
        if found is None:
            first = bisect_right(mine, low)
            found = mine[first] if first < len(mine) and mine[first] < highs[number] else None
        if found is not None:
            sure[number] = low = found


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of ``pairs`` whose second values rise as their first do."""
    ends: list[int] = []  # the least place at which a run of each length ends
    last: list[int] = []  # which pair that is
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [place], [at]
    found, at = [], last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _parts(found: Sequence[Block]) -> Iterator[Block | Cell]:
    for block in found:
        yield block
        yield from block.cells
        yield from _parts(block.children)
