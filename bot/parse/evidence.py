"""What a segment shows on its own: venue, year, names, numbers; and what its neighbours then make certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
    r"(?:This (?:work|paper|article|tool|repo\w*|book|course|survey|post|list|is)|We|It|It's|Our|Proposes|"
    r"Introduces|Presents|Provides|Describes|Discusses|Explains|Includes|Contains|Covers|Allows|Lets|Supports|"
    r"is an?|are|本文|介绍)\b",
)
_JOURNAL_YEAR = re.compile(
    r"([A-Z][\w&-]*(?: (?:of|on|and|in|for|the|[A-Z&][\w&-]*)){0,6}),? ((?:19|20)\d\d)$"
)
_VOLUME = re.compile(
    r"[\s,]*(?:\bvol(?:ume|\.)?\s*\d+.*|\b\d{1,4}\s*\(\d+(?:[-–]\d+)?\)(?:\s*[:,]\s*[\d\w–-]+)?|"
    r"\bpp?\.?\s*\d+\s*[-–]+\s*\d+|\b\d{1,4}\s*:\s*\d+\s*[-–]+\s*\d+|"
    r"\bno\.?\s*\d+|\bissue\s*\d+|\bart(?:icle)?\.?\s*\w*\d+)$",
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
_DIGIT = re.compile(r"\d")
# What stands in brackets and is no longer than this is facts, though not all of it is known.
_SHORT = 30
# Longer texts are no facts. Of more words is no name, no venue and no journal beside its numbers.
_LONGEST = 400
_NAME, _VENUE, _JOURNAL = 4, 6, 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text is by its own words; ``sure`` says that nothing else can overturn it.

    ``numbers`` are volume, issue and pages; a ``fact`` is a venue or a year.
    """

    venue: str | None = None
    year: int | None = None
    people: Names = NOBODY
    sure: bool = False
    numbers: bool = False
    fact: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fact", self.venue is not None or self.year is not None)

    @property
    def names(self) -> tuple[str, ...]:
        return self.people.names


NONE = Evidence()


@lru_cache(maxsize=16384)
def reading(text: str, bracketed: bool, linked: bool) -> Evidence:
    """Read one segment's text; ``bracketed`` text may hold several facts, a link's seldom cites a journal."""
    if len(text) > _LONGEST:
        return NONE
    if text.casefold() in _LEADS or (_NUMBERS.match(text) and part(text) is None):
        return Evidence(numbers=True)
    persons = people(text)
    numbered = _DIGIT.search(text) is not None
    if persons.sure and not (numbered or bracketed):
        return Evidence(people=persons, sure=True)
    stripped = _VOLUME.sub("", text) if numbered else text
    within = _in_brackets(stripped) if bracketed else None
    if within is not None:
        return within
    fact = part(stripped)
    if fact is None and numbered:
        fact = part(_COUNT.sub("", stripped)) or (None if linked else _cited(stripped))
    if fact is None:
        dated = _DATED.match(text) if numbered and persons.weight > 0 else None
        year = int(dated[2]) if dated is not None else None
        return Evidence(None, year, persons, sure=persons.sure) if persons.names else NONE
    venue, year = fact
    known = venue is not None and venue.casefold() in venues().certain
    if venue is not None and not known:
        venue = _COUNT.sub("", venue)
        known = venue.casefold() in venues().certain
    return Evidence(venue, year, sure=year is not None or known)


def _in_brackets(text: str) -> Evidence | None:
    """Read what stands in brackets, where several facts may, and where and when something came out."""
    found = parts(text)
    named = people(", ".join(found.rest)) if found.rest else NOBODY
    if found.found and (not found.rest or len(text) < _SHORT):
        return Evidence(found.venue, found.year, named, sure=not found.rest)
    dated = _DATED.match(text)
    if dated is None or words(dated[1]) > _VENUE:
        return None
    named = people(dated[1])
    group = named.weight > 0
    return Evidence(None if group else dated[1], int(dated[2]), named)


def _cited(text: str) -> tuple[str, int] | None:
    """Read a journal that no list of names knows, by its form (``Machine Learning 2011``)."""
    match = _JOURNAL_YEAR.match(text)
    if match is None or " " not in match[1] or AFFILIATION.search(match[1]) or people(match[1]).names:
        return None
    return match[1], int(match[2])


def evidence(segments: Sequence[Segment]) -> list[Evidence]:
    """Read each segment, then what only neighbours make certain."""
    found = [
        reading(s.text, s.bracket != "", s.link is not None) if len(s.text) <= _LONGEST else NONE
        for s in segments
    ]
    if len(segments) < 2:
        return found
    _named(segments, found)
    for at, one in enumerate(segments[1:], start=1):
        # Whose or where, and when: whatever that is, the year is one (``A title, Acme 2019``).
        dated = _DATED.match(one.text) if one.sep in ("comma", "stop") and found[at] is NONE else None
        if dated is not None and words(dated[1]) <= 3:
            found[at] = Evidence(year=int(dated[2]))
    if any(e.year is not None for e in found):
        _dated(segments, found)
        _signed(segments, found)
        _paired(segments, found)
    _listed(segments, found)
    if any(e.year is not None or e.numbers for e in found):
        _numbered(segments, found)
    return found


def _named(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """A name before a colon is a method that a venue happens to share (``SOSP: Efficiently …``)."""
    for at, after in enumerate(segments[1:]):
        named = found[at].venue and found[at].year is None and not segments[at].resource
        if named and after.sep == "colon" and after.link is segments[at].link:
            found[at] = NONE


def _dated(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """A name beside its year is a venue, though it is a common word too (``PR, 2020``, ``2020-ICLRo``)."""
    for at, one in enumerate(segments):
        if found[at].fact or found[at].sure or one.resource or one.count > _VENUE:
            continue
        after = segments[at + 1] if at + 1 < len(segments) else None
        if after is not None and after.sep == "colon" and after.bracket == one.bracket:
            continue
        for near in (at + 1, at - 1):
            if not _dates(segments, found, near, at):
                continue
            year = found[near].year
            venue = part(f"{one.text} {year}")
            if venue is not None and venue[0] is not None:
                found[at] = Evidence(_COUNT.sub("", venue[0]))
                break


def _dates(segments: Sequence[Segment], found: Sequence[Evidence], near: int, at: int) -> bool:
    """Whether a segment is the year of the one beside it."""
    if not 0 <= near < len(segments) or found[near].year is None or found[near].venue is not None:
        return False
    one, date = segments[at], segments[near]
    if date.link is not one.link:
        return False
    if near > at:
        return at > 0 or date.sep not in ("line", "soft")
    if one.bracket and one.text.casefold() in venues().names:
        return True  # (A. Name, 2022. Packt)
    return one.sep in ("dash", "bar") and one.start - date.end < 2


def _signed(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """What leads before a year and joins by ``and`` or ``et al.`` signs it (``Lin & Berg, 2024, A``)."""
    one = segments[0]
    year = next((at for at in (1, 2) if _dates_alone(found, at)), 0)
    if not year or found[0].fact or found[0].sure:
        return
    signs = _AND.search(one.text) and one.count <= 2 * _NAME
    if signs and sum(s.count for s in segments[year + 1 :] if s.link is one.link) >= 3:
        names = tuple(n for n in _AND.split(one.text) if n.strip())
        found[0] = Evidence(people=Names(names, 2.0), sure=True)


def _paired(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """Two family names right before a year in brackets sign it (``A title - Lindt, Berg (1948)``)."""
    for at in range(1, len(segments) - 2):
        one, after, date = segments[at : at + 3]
        if found[at] is found[at + 1] is NONE and after.sep == "comma" and date.sep == "bracket":
            named = people(f"{one.text}, {after.text}")
            alone = len(named.names) == 2 and all(" " not in n or n[0].islower() for n in named.names)
            if alone and _dates_alone(found, at + 2):
                found[at] = Evidence(people=replace(named, weight=0.5))
                found[at + 1] = Evidence(people=Names((), 0.5))


def _dates_alone(found: Sequence[Evidence], at: int) -> bool:
    return at < len(found) and found[at].year is not None and found[at].venue is None


def _numbered(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """A few words before volume, pages or a year are a journal, if a longer text can be the title."""
    longest = 0
    for at, one in enumerate(segments[:-1]):
        shown = found[at]
        if shown.fact or shown.sure or one.resource:
            continue
        if shown.people.weight <= 0 and longest > one.count <= _JOURNAL and _cites(segments, found, at):
            found[at] = Evidence(venue=_COUNT.sub("", one.text))
        else:
            longest = max(longest, one.count)


def _cites(segments: Sequence[Segment], found: Sequence[Evidence], at: int) -> bool:
    """Whether a segment stands before numbers or a year as a journal does (``*Nature*, 3(2)``)."""
    one, after, shown = segments[at], segments[at + 1], found[at + 1]
    if one.quoted or not one.text[:1].isupper():
        return False
    before = segments[at - 1]
    if one.sep == "comma" and (AFFILIATION.search(before.text) or (one.count == 1 and before.count < 3)):
        return False  # a place, or a name behind another
    if one.sep not in ("comma", "stop", "type", "bracket", "line", "soft"):
        return False
    if shown.numbers and after.sep in ("comma", "colon", "stop"):
        return True
    if shown.year is None:
        return False
    within = one.italic and after.sep == "comma"
    beside = within or (after.bracket != "" and not one.bracket)
    return one.sep == "type" or (shown.venue is None and beside)


def _listed(segments: Sequence[Segment], found: list[Evidence]) -> None:
    """Names that only a run makes certain (``Liu, Z., & Huang, G.``)."""
    at = 0
    while at < len(segments) - 1:
        end = at
        while end + 1 < len(segments) and _continues(segments, found, end + 1):
            end += 1
        last, named = at, NOBODY
        if end > at and _startable(segments[at], found[at]):
            for last in range(end, at, -1):
                named = _list(segments, at, last)
                if named.names:
                    break
        if at and _family(segments, found, at, last):
            # Slim, Jimmy Lei, Ann Example, and Bo Kim. "Title."
            found[at - 1] = Evidence(people=Names((segments[at - 1].text,), named.weight), sure=True)
        if named.weight > 0:
            found[at] = Evidence(people=named, sure=named.sure)
            found[at + 1 : last + 1] = [Evidence(people=replace(named, names=()), sure=named.sure)] * (
                last - at
            )
        at = last + 1 if named.names else at + 1


def _family(segments: Sequence[Segment], found: Sequence[Evidence], at: int, last: int) -> bool:
    """Whether one word before a list of names belongs to it, as a quoted title follows."""
    one, after = segments[at - 1], segments[last + 1] if last + 1 < len(segments) else None
    alone = all(e.numbers for e in found[: at - 1]) and one.count == 1 and one.text[:1].isupper()
    return alone and segments[at].sep == "comma" and after is not None and after.quoted


def _startable(segment: Segment, found: Evidence) -> bool:
    if segment.resource or found.fact or segment.count > _NAME:
        return False
    return begins_name(segment.text)


def _continues(segments: Sequence[Segment], found: Sequence[Evidence], at: int) -> bool:
    """Whether a segment may go on with the list of names that the one before it belongs to."""
    one, before = segments[at], segments[at - 1]
    if one.sep not in ("comma", "initial") and not (one.sep == "stop" and len(before.text) <= 3):
        return False
    if one.resource or one.count > _NAME + 1 or (found[at].fact and found[at].sure):
        return False
    if one.quoted != before.quoted or one.bracket != before.bracket:
        return False
    if one.link is not before.link and not (one.sep == "comma" and before.count <= _NAME):
        return False
    return one.style == before.style or (one.sep == "comma" and one.count <= _NAME)


def _dotted(text: str) -> str:
    """A letter that stands alone has lost its full stop."""
    return f"{text}." if len(text) == 1 else text


def _list(segments: Sequence[Segment], first: int, last: int) -> Names:
    """Read the names that a run of segments lists."""
    text = _dotted(segments[first].text)
    for one in segments[first + 1 : last + 1]:
        text += (", " if one.sep == "comma" else " " if text.endswith(".") else ". ") + _dotted(one.text)
    listed = people(text)
    if not listed.names:
        return NOBODY
    if len(listed.names) > 1 and segments[last].sep == "initial":
        # Names of one list have one form: behind ``Mao H.`` no family name is due.
        closed = [CLOSED_INITIALS.match(n.split()[-1]) is not None for n in listed.names]
        if all(closed[:-1]) and not closed[-1]:
            return NOBODY
    # What follows a list of names is no name of it, though most of the list would carry it.
    end = listed.names[-1]
    return NOBODY if "et al" not in end and " " in end and end[0].isupper() and person(end) < -1.5 else listed
