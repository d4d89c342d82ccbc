"""What one segment shows on its own: venue, year, names, or that it is a tag, a key, an affiliation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.parse.facts import part, parts
from bot.parse.names import CLOSED_INITIALS, NOBODY, Names, begins_name, people, person
from bot.parse.segments import Segment
from bot.parse.text import words
from bot.words import venues

AFFILIATION = re.compile(
    r"\b(?:univ\w*|inc|institut\w*|labs?|research|google|microsoft|facebook|meta|nvidia|intel|ibm|amazon|"
    r"apple|openai|deepmind|baidu|tencent|alibaba|huawei|samsung|qualcomm|mit|stanford|berkeley|cmu|eth|epfl|"
    r"kaist|tsinghua|college|academy|corporation|ltd|team|group)\b|大学|研究院|学院|公司",
    re.IGNORECASE,
)
# Words of kind before a title (``Survey: …``), never a title of their own.
PREFIX = re.compile(
    r"(?:(?:a |latest )?(?:survey|review|paper|title|book|tutorial|talk|video|slides?|blog|article|thesis|"
    r"course|tool|dataset|benchmark|code|library|repo|new|update|must[- ]read|recommended|original|official|"
    r"overview|workshop|lecture|report|arxiv|preprint|论文|标题|综述|教程|书籍|题目)s?)$",
    re.IGNORECASE,
)
# How descriptions begin, and titles do not.
SENTENCE = re.compile(
    r"(?:This (?:work|paper|article|tool|repo\w*|book|course|survey|post|list|is)|We|It|It's|Our|Proposes|Introduces|Presents|"
    r"Provides|Describes|Discusses|Explains|Includes|Contains|Covers|Allows|Lets|Supports|is an?|are|本文|介绍)\b",
)
_JOURNAL_YEAR = re.compile(
    r"([A-Z][\w&-]*(?: (?:of|on|and|in|for|the|[A-Z&][\w&-]*)){0,6}),? ((?:19|20)\d\d)$"
)
_VOLUME = re.compile(
    r"[\s,]*(?:\bvol(?:ume|\.)?\s*\d+.*|\b\d{1,4}\s*\(\d+(?:[-–]\d+)?\)(?:\s*[:,]\s*[\d\w–-]+)?|\bpp?\.?\s*\d+\s*[-–]+\s*\d+|"
    r"\b\d{1,4}\s*:\s*\d+\s*[-–]+\s*\d+|\bno\.?\s*\d+|\bissue\s*\d+|\bart(?:icle)?\.?\s*\w*\d+)$",
    re.IGNORECASE,
)
# A volume behind a journal's name (``Biometrika 70``, ``Science 364.6443``).
_COUNT = re.compile(r"(?<=[A-Za-z)])[\s,]+\d{1,5}(?:\.\d+)?$")
# Words that only lead to what follows, left alone where a style sets that off (``In *ICML*``).
_LEADS = frozenset(["in", "at", "by", "from", "on", "to", "appear", "and"])
# Where something came out, whatever that is: ``(Dropbox's conference 2013)``.
_DATED = re.compile(r"([A-Z].{1,60}?),? ((?:19|20)\d\d)$")
_AND = re.compile(r"\s*(?:,\s*)?(?:&|\band\b|\bet al\b\.?)\s*")
_NUMBERS = re.compile(
    r"(?:vol(?:ume|\.)?|no\.?|pp?\.|pages|issue|isbn|issn|第?)\s*[\d\w]*\d[\d\s:,()–-]*(?:页|期|卷)?$|[\d\s:()–-]+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text is by its own words; ``sure`` says that nothing else can overturn it.

    ``numbers`` are volume, issue and pages; a ``tag`` names the kind of what follows.
    """

    venue: str | None = None
    year: int | None = None
    people: Names = NOBODY
    sure: bool = False
    numbers: bool = False

    @property
    def fact(self) -> bool:
        return self.venue is not None or self.year is not None

    @property
    def names(self) -> tuple[str, ...]:
        return self.people.names


NONE = Evidence()


@lru_cache(maxsize=16384)
def reading(text: str, bracketed: bool, linked: bool) -> Evidence:
    """Read one segment's text; ``bracketed`` text may hold several facts, ``linked`` text is seldom a name."""
    if len(text) > 400:
        return NONE
    if text.casefold() in _LEADS:
        return Evidence(numbers=True)
    if _NUMBERS.match(text) and part(text) is None:
        return Evidence(numbers=True)
    stripped = _VOLUME.sub("", text)
    if bracketed:
        found = parts(stripped)
        named = people(", ".join(found.rest)) if found.rest else NOBODY
        if found.found and (not found.rest or named.names or len(text) < 30):
            return Evidence(found.venue, found.year, named, sure=not found.rest)
        dated = _DATED.match(stripped)
        if dated is not None and words(dated[1]) <= 6:
            named = people(dated[1])
            group = named.weight > 0 or "et al" in dated[1]
            return Evidence(None if group else dated[1], int(dated[2]), named if named.weight > 0 else NOBODY)
    fact = part(stripped) or part(_COUNT.sub("", stripped)) or (None if linked else _cited(stripped))
    persons = people(text)
    if fact is not None and not (persons.sure and fact[1] is None and not _known(fact[0])):
        venue = fact[0] if fact[0] is None or _known(fact[0]) else _COUNT.sub("", fact[0]) or fact[0]
        return Evidence(venue, fact[1], sure=fact[1] is not None or _known(venue))
    return Evidence(people=persons, sure=persons.sure) if persons.names else NONE


def _known(venue: str | None) -> bool:
    return (
        venue is not None and venue.casefold() in venues().usual and venue.casefold() not in venues().common
    )


def _cited(text: str) -> tuple[str | None, int | None] | None:
    """Read a journal that no list of names knows, by its form (``Machine Learning 2011``)."""
    match = _JOURNAL_YEAR.match(text)
    if match is None or AFFILIATION.search(match[1]) or people(match[1]).names:
        return None
    return (match[1], int(match[2])) if " " in match[1] else None


def evidence(segments: Sequence[Segment]) -> list[Evidence]:
    """Read each segment, then what only neighbours make certain."""
    found = [
        reading(s.text, s.bracket != "", s.link is not None) if len(s.text) < 400 else NONE for s in segments
    ]
    for at, (one, after) in enumerate(zip(segments, segments[1:], strict=False)):
        if (
            found[at].venue
            and found[at].year is None
            and after.sep == "colon"
            and after.link is one.link
            and not one.resource
        ):
            found[at] = (
                NONE  # a name before a colon is a method that a venue happens to share (``SOSP: Efficiently …``)
            )
    for at, one in enumerate(segments[1:], start=1):
        # Whose or where, and when: whatever that is, the year is one (``A title, Acme 2019``).
        dated = _DATED.match(one.text) if one.sep in ("comma", "stop") and found[at] is NONE else None
        if dated is not None and words(dated[1]) <= 3:
            found[at] = Evidence(year=int(dated[2]))
    _dated(segments, found)
    _signed(segments, found)
    _listed(segments, found)
    _numbered(segments, found)
    return found


def _dated(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """A name beside its year is a venue, though it is a common word too (``PR, 2020``, ``2020-ICLRo``)."""
    for at, one in enumerate(segments):
        if found[at].fact or found[at].sure or one.resource or words(one.text) > 6:
            continue
        for near, sep in ((at + 1, ""), (at - 1, one.sep)):
            if not 0 <= near < len(segments) or found[near].year is None or found[near].venue is not None:
                continue
            tight = one.start - segments[near].end < 2 or sep == "gap"
            if segments[near].link is not one.link or (
                near < at and not (tight and sep in ("dash", "gap", "bar"))
            ):
                continue
            if at + 1 < len(segments) and segments[at + 1].sep == "colon":
                continue
            if at == 0 and near > at and segments[near].sep in ("line", "soft"):
                continue
            venue = part(f"{one.text} {found[near].year}")
            if venue is not None and venue[0] is not None and venue[1] == found[near].year:
                found[at] = Evidence(_COUNT.sub("", venue[0]), None)
                break


def _signed(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """What stands before a year and joins by ``and`` or ``et al.`` signs what follows (``Lin & Berg, 2024, A title``)."""
    for at, one in enumerate(segments[:1]):
        follows = [
            n
            for n in range(at + 1, min(at + 3, len(segments)))
            if found[n].year is not None and found[n].venue is None
        ]
        if not follows or found[at].fact or found[at].sure or follows[0] + 1 >= len(segments):
            continue
        joined = _AND.search(one.text) is not None and words(one.text) <= 8 and one.text[:1].isupper()
        if joined and sum(words(s.text) for s in segments[follows[0] + 1 :] if s.link is one.link) >= 3:
            found[at] = Evidence(
                people=Names(tuple(n for n in _AND.split(one.text) if n.strip()), 2.0), sure=True
            )


def _numbered(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """A few words before volume, pages or a year in brackets are a journal, if a longer text can be the title."""
    for at, (one, after) in enumerate(zip(segments, segments[1:], strict=False)):
        shown, next_ = found[at], found[at + 1]
        if (
            not at
            or shown.fact
            or shown.sure
            or shown.people.weight > 0
            or one.quoted
            or one.resource
            or "et al" in one.text
            or not one.text[:1].isupper()
        ):
            continue
        cited = one.sep == "type" and (next_.year is not None or next_.numbers)
        bare = next_.year is not None and next_.venue is None
        within = one.italic and not after.italic and after.sep == "comma"
        dated = (
            cited
            or (bare and (after.bracket != "" or within) and not one.bracket)
            or (bare and within and one.bracket != "")
        )
        if not (next_.numbers and after.sep in ("comma", "colon", "stop")) and not dated:
            continue
        count = words(one.text)
        if AFFILIATION.search(segments[at - 1].text) and one.sep == "comma":
            continue  # a place
        longer = any(
            words(s.text) > count and not (e.fact or e.sure or s.resource)
            for s, e in zip(segments[:at], found, strict=False)
        )
        if longer and count <= 8 and one.sep in ("comma", "stop", "type", "bracket", "line", "soft"):
            found[at] = Evidence(venue=_COUNT.sub("", one.text))


def _listed(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """Names that only a run makes certain (``Liu, Z., & Huang, G.``)."""
    at = 0
    while at < len(segments):
        end = at
        while end + 1 < len(segments) and _continues(segments, found, end + 1) and end - at < 120:
            end += 1
        last = (
            next((e for e in range(end, at, -1) if _list(segments, at, e).names), at)
            if _startable(segments[at], found[at])
            else at
        )
        if last > at:
            named = _list(segments, at, last)
            if named.weight > 0:
                found[at] = Evidence(people=named, sure=named.sure)
                for other in range(at + 1, last + 1):
                    found[other] = Evidence(people=replace(named, names=()), sure=named.sure)
        at = max(last, at) + 1


def _startable(segment: Segment, found: Evidence) -> bool:
    return not segment.resource and not found.fact and words(segment.text) <= 4 and begins_name(segment.text)


def _continues(segments: Sequence[Segment], found: Sequence[Evidence], at: int) -> bool:
    one, before = segments[at], segments[at - 1]
    joined = one.sep in ("comma", "initial") or (one.sep == "stop" and len(before.text) <= 3)
    return (
        joined
        and (one.link is before.link or (one.sep == "comma" and words(before.text) <= 4))
        and not one.resource
        and not (found[at].fact and found[at].sure)
        and words(one.text) <= 5
        and (one.style == before.style or (one.sep == "comma" and words(one.text) <= 4))
        and one.quoted == before.quoted
        and one.bracket == before.bracket
    )


def _dotted(text: str) -> str:
    """A letter that stands alone has lost its full stop."""
    return f"{text}." if len(text) == 1 else text


def _list(segments: Sequence[Segment], first: int, last: int) -> Names:
    text = _dotted(segments[first].text)
    for one in segments[first + 1 : last + 1]:
        text += (", " if one.sep == "comma" else " " if text.endswith(".") else ". ") + _dotted(one.text)
    listed = people(text)
    if len(listed.names) > 1 and segments[last].sep == "initial":
        # Names of one list have one form: behind ``Mao H.`` no family name is due.
        closed = [CLOSED_INITIALS.match(n.split()[-1]) is not None for n in listed.names]
        if all(closed[:-1]) and not closed[-1]:
            return NOBODY
    # What follows a list of names is no name of it, though most of the list would carry it.
    ends = (
        listed.names
        and "et al" not in listed.names[-1]
        and " " in listed.names[-1]
        and person(listed.names[-1]) < -1.5
    )
    return NOBODY if ends else listed
