"""What the reader makes of a made-up list, beside its truth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.models import Entry
from bot.parse import parse
from tests.parse.made_up import Truth, made_up


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry of a list: what was wanted, what was read (if at all), and which fields differ."""

    seed: int
    line: int
    wanted: Truth | None
    got: Entry | None
    wrong: tuple[str, ...]


def norm(text: str | None) -> str:
    """Text without what does not matter."""
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split()).strip(" .")


def words(names: Iterable[str]) -> set[str]:
    """The words of names, without initials and fillers."""
    text = unicodedata.normalize("NFKD", ", ".join(names)).casefold()
    plain = "".join(char for char in text if not unicodedata.combining(char))
    return set(re.findall(r"[^\W\d_]{2,}", plain)) - {"and", "et", "al", "others"}


def path(section: Iterable[str]) -> list[str]:
    """Headings without what does not matter."""
    return [norm(heading).rstrip(":") for heading in section]


def wrong(wanted: Truth, got: Entry) -> tuple[str, ...]:
    """The fields that differ; four fifths of the words of names must agree."""
    mine, yours = words(wanted.authors), words(got.authors)
    same = {
        "url": wanted.url == got.url,
        "links": sorted(wanted.links) == sorted(link.url for link in got.links),
        "section": path(wanted.section) == path(got.section),
        "year": wanted.year == got.year,
        "venue": norm(wanted.venue) == norm(got.venue),
        "authors": len(mine & yours) >= 0.8 * len(mine | yours),
    }
    return tuple(field for field, right in same.items() if not right)


def judge(seed: int) -> list[Judged]:
    """Every entry of one list, and what was read where there is none."""
    text, truths = made_up(seed)
    free, judged = list(parse("list.md", text).entries), []
    for truth in truths:
        lines, title = range(truth.lines[0] - 1, truth.line + 2), norm(truth.title)
        near = [entry for entry in free if entry.line in lines and norm(entry.title) == title]
        got = min(near, key=lambda entry: len(wrong(truth, entry)), default=None)
        if got is not None:
            free.remove(got)
        judged.append(Judged(seed, truth.line, truth, got, ("missed",) if got is None else wrong(truth, got)))
    return judged + [Judged(seed, entry.line, None, entry, ("extra",)) for entry in free]
