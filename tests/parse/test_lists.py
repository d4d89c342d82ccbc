"""Whole lists in many styles, each beside the entries that a person reads in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.models import Reading
from bot.parse import parse

LISTS = sorted((Path(__file__).parent / "lists").glob("*.md"))
# Lists that the reader does not read whole yet, each with what it gets wrong.
WRONG = {
    "agents_multiline": "a bold name before a resource or a bracket, then a colon, is lost from the title",
    "hardware_plain": "a bold title whose only other text is an affiliation in italics is no entry",
    "kd_numbered": "a note below a list is given to the last item, and a tool's description to its title",
    "loose_paragraphs": "a short bold title in a paragraph is a note of the one above, and prose is an entry",
    "nas_citations": "a venue ends the title that it belongs to",
    "years_and_venues": "a family name alone, before an initial glued to its name, stays in the title",
}
_URL = re.compile(r"https?://[^\s<>()\[\]\"'`|]+")


def read(path: Path) -> Reading:
    return parse(path.name, path.read_text(encoding="utf-8"))


def expected(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=pytest.mark.xfail(strict=True, reason=WRONG[path.stem]))
        if path.stem in WRONG
        else pytest.param(path, id=path.stem)
        for path in LISTS
    ],
)
def test_reads_what_a_person_reads(path: Path) -> None:
    found = [
        {
            "title": e.title,
            "url": e.url,
            "links": sorted(link.url for link in e.links),
            "section": list(e.section),
            "venue": e.venue,
            "year": e.year,
        }
        for e in read(path).entries
    ]
    wanted = [{**row, "links": sorted(row["links"])} for row in expected(path)]  # type: ignore[call-overload]
    lines = [row.pop("line") for row in wanted]

    assert found == wanted
    assert all(abs(e.line - line) <= 1 for e, line in zip(read(path).entries, lines, strict=True))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_accounts_for_every_link(path: Path) -> None:
    """Each URL of a list is an entry's, or stands in a skipped text; definitions and images aside."""
    reading = read(path)
    entries = {link.url for e in reading.entries for link in e.links}
    skipped = "\n".join(s.text for s in reading.skipped)
    lines = path.read_text(encoding="utf-8").splitlines()
    source = "\n".join(line for line in lines if not re.match(r"\s*\[[^\]]+\]:\s", line))
    source = re.sub(r"!\[[^\]]*\]\([^)]*\)|<img[^>]*>|<!--.*?-->", "", source)

    lost = [u for u in _URL.findall(source) if u not in skipped and not any(e.startswith(u) for e in entries)]
    assert lost == []
