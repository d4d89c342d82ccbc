"""What follows a title: venue, year, names; the rest is a note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.parse.draft import words
from bot.parse.facts import GROUP, Facts, is_person, part, parts, people

# Stands in flattened text where a link stood.
LINK = "\ue000"
_SEGMENT = re.compile(
    r"[,;，；、|·•\n]|\s[-–—~]{1,2}\s|(?<=al\.)\s|(?<=\w{3}[.)])(?<!Proc\.)(?<!Conf\.)(?<!Trans\.)(?<!Int\.)\s|。"
)
AFFILIATION = re.compile(
    r"\b(?:univ\w*|inc|institute\w*|labs?|research|google|microsoft|facebook|meta|nvidia|intel|ibm|amazon|"
    r"apple|openai|deepmind|baidu|tencent|"
    r"alibaba|huawei|samsung|qualcomm|mit|stanford|berkeley|cmu|eth|epfl|kaist|tsinghua|et al|etc)\b",
    re.IGNORECASE,
)
_JOURNAL_YEAR = re.compile(
    r"([A-Z][\w&-]*(?: (?:of|on|and|in|for|the|[A-Z&][\w&-]*)){0,6}),? ((?:19|20)\d\d)$"
)
_GLUED = re.compile(r"\bet al\.(?=[A-Za-z])")
_TITLE_CASE = re.compile(r"[A-Z][\w&-]*(?: (?:of|on|and|in|for|the|[A-Z&][\w&-]*)){0,5}$")
_VENUE_FIRST = re.compile(r"([A-Z][\w&-]{1,12} (?:19|20)\d\d)(?= )")
_DEBRIS = re.compile(rf"[\[(（【][{LINK}\s,/|&·•;:+、-]*[\])）】]")


def without_links(text: str) -> str:
    """Drop the places of links from a flattened text, and the brackets around nothing else."""
    if LINK not in text:
        return text
    for _ in range(2):
        text = _DEBRIS.sub(" ", text)
    return text.replace(LINK, " ")


def tail(text: str) -> tuple[Facts, tuple[str, ...], str]:
    """Read what follows a title: venue, year, names; the rest is a note."""
    facts = Facts()
    authors: tuple[str, ...] = ()
    if not text.strip(" .,;:\n*"):
        return facts, authors, ""
    text = _GLUED.sub("et al. ", text)
    note = " ".join(text.split()).strip(" ,.;:：-–—|[]")
    position = spoken = unread = 0
    outside: list[str] = []
    for group in GROUP.finditer(text):
        outside.append(text[position : group.start()])
        spoken += words(outside[-1])
        position = group.end()
        found = parts(group[1])
        if found.found and (spoken <= 12 or (not found.rest and len(group[1]) < 30)):
            facts.venue, facts.year = facts.venue or found.venue, facts.year or found.year
            outside.append("\n")
            authors = authors or people(", ".join(r for r in found.rest))
            unread += bool(found.rest) and not authors
        elif not authors and spoken <= 12:
            authors = people(group[1])
            unread += not authors
        else:
            unread += 1
    outside.append(text[position:])
    run: list[str] = []
    segments = [s for s in (s.strip(" .:*_[]()") for s in _SEGMENT.split("".join(outside))) if s]
    for index, segment in enumerate(segments):
        found_part = part(segment) or _dated(segments, index) or _cited(segment)
        if found_part is None and run and "et al" in run[-1] and facts.venue is None:
            found_part = _journal(segment) if index == len(segments) - 1 else None
        if found_part is not None:
            facts.venue, facts.year = facts.venue or found_part[0], facts.year or found_part[1]
            continue
        named = people(segment)
        if named or is_person(segment):
            run += list(named or (segment,))
            continue
        unread += bool(words(segment))
        if words(segment) > 6:
            break
    return facts, authors or tuple(run), note if unread else ""


def _journal(segment: str) -> tuple[str | None, int | None] | None:
    """Read what follows ``Names et al.`` as a journal, if it looks like one."""
    named = _TITLE_CASE.match(segment) and not AFFILIATION.search(segment)
    return (segment, None) if named or segment.casefold() in ("nature", "science") else None


def _dated(segments: Sequence[str], index: int) -> tuple[str | None, int | None] | None:
    """Read a segment as a venue because the one after it is its year (``PR, 2020``)."""
    year = part(segments[index + 1]) if index + 1 < len(segments) else None
    if year is None or year[0] is not None or words(segments[index]) > 6:
        return None
    return with_year(segments[index], year[1])


def with_year(name: str, year: int | None) -> tuple[str | None, int | None] | None:
    """Read a name as a venue because its year is known."""
    found = part(f"{name} {year}")
    return found if found is not None and found[0] is not None and found[1] == year else None


def _cited(segment: str) -> tuple[str | None, int | None] | None:
    """Read a journal that no list of names knows, by its form (``Machine Learning 2011``)."""
    match = _JOURNAL_YEAR.match(segment)
    if match is not None:
        named = " " in match[1] and not AFFILIATION.search(match[1]) and not is_person(match[1])
        return match[1] if named else None, int(match[2])
    started = _VENUE_FIRST.match(segment)
    found = part(started[1]) if started is not None else None
    return found if found is not None and None not in found else None
