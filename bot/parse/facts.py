"""Venues and dates: what a text, a heading, a path or a badge says of where and when a work came out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from bot.parse.names import person
from bot.words import venues

YEAR = r"(?:19\d\d|20[0-4]\d)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|spring|summer|fall|autumn|winter)"
)
_DATE = re.compile(
    rf"(?:(?P<y1>{YEAR})(?:\s*[-/.年]\s*\d{{1,2}}\s*月?(?:\s*[-/.]?\s*\d{{1,2}}\s*日?)?|\s*年)?|"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\.?,?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?P<y2>{YEAR})|"
    rf"(?P<y3>{YEAR})[ ,.-]{{1,2}}{_MONTH}\.?(?:\s*\d{{1,2}})?|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?P<y4>{YEAR})|"
    rf"\d{{1,2}}[/.-](?P<y5>{YEAR})|['’‘`]\s?(?P<y6>\d\d))\.?$",
    re.IGNORECASE,
)
_YEAR_END = re.compile(
    rf"[\s,'’‘`\-–_@:/]*(?:\b|(?<=[A-Za-z_]))(?P<year>{YEAR})\.?$|\s?['’‘`]\s?(?P<short>\d\d)\.?$|"
    rf"-(?P<dash>\d\d)$|(?<=[A-Z]) (?P<spaced>[12]\d)$|(?<=[A-Za-z])(?P<glued>[0-3]\d)$"
)
_YEAR_START = re.compile(
    rf"(?P<year>{YEAR})[\s,:'’\-–_/|]+(?=[A-Za-z])|['’](?P<short>\d\d)[\s-]+(?=[A-Za-z])"
)
_YEAR_MIDDLE = re.compile(
    rf"(?<=[A-Za-z])[\s'’\-_]*(?P<year>{YEAR})\b|(?<=[A-Za-z])\s?['’]\s?(?P<short>\d\d)\b|"
    r"(?<=[A-Z])(?P<glued>\d\d)(?= [Ww]orkshop)"
)
_LEAD = re.compile(
    r"(?:@|(?:(?:accepted|to appear|appeared|published|presented|appears|also|pub|under review|"
    r"submitted)\s*(?:by|to|at|in|as)?|"
    r"in|at|via)\s*:?\s+(?=\S)|(?:in\s+)?proc(?:eedings|\.)?\s+(?:of\s+)?(?:the\s+)?|"
    r"(?:venue|conference|journal|publication|published|pub|date|year|会议|期刊|发表|时间)\s*[:：]\s*)+",
    re.IGNORECASE,
)
# How a work was received or presented, which says nothing of where: by what a text must hold, and the form.
_AWARDS = {
    "oral": r"(?:long |short )?oral(?: presentation)?",
    "spotlight": r"spotlights?",
    "poster": r"posters?",
    "highlight": r"highlights?",
    "best": r"best (?:student )?(?:paper|award)(?:[\w ]*?(?= (?:at|in) )|[\w ]*)|best",
    "outstanding": r"outstanding paper[\w ]*",
    "award|mention|runner|finalist|candidate": (
        r"(?:best |honou?rable )?(?:paper )?(?:award|mention|runner[- ]up|finalist|candidate)[\w ]*"
    ),
    "accept": r"accepted|accept",
    "appear": r"to appear",
    "camera": r"camera[- ]ready",
    "notable": r"notable[\w -]*",
    "top": r"top[- ]\d+%?",
    "long|short|main": r"long(?: paper)?|short(?: paper)?|main",
    "review|submi": r"under review|submission|submitted",
    "talk": r"(?:invited |keynote )?talk",
    "preprint": r"preprint",
}
_AWARD = re.compile(rf"\b(?:{'|'.join(_AWARDS.values())})\b[\s)\]*]*", re.IGNORECASE)
_AWARDED = "|".join(_AWARDS).split("|")
_ARXIV = re.compile(
    r"(arxiv)(?:\s+preprint)?(?:\s*[:,]?\s*(?:arxiv:)?\s*\d{4}\.\d{4,5}(?:v\d+)?|\s*:?\s*[a-z-]+/\d{7}|"
    r"\s+preprint|\s+e-prints?)?(?:\s*\[[\w.]+\])?",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"(?:[A-Z]-[A-Z]{2,}|[A-Z][\w&]*[A-Z][\w&]*|[A-Z]{2,}\w*)(?:[-/ ][A-Z][\w&]*){0,3}$")
_WORKSHOP = re.compile(
    r"(.*?)[\s,-]*\b(workshops?|wksp|wkshp|ws|findings|demo(?: track)?|d&b(?: track)?|datasets? (?:and|"
    r"&) benchmarks?(?: track)?|industry(?: track)?|tutorial|challenge)$",
    re.IGNORECASE,
)
_WORKSHOP_ENDS = (
    *("workshop", "workshops", "wksp", "wkshp", "ws", "findings", "demo", "track"),
    *("d&b", "benchmark", "benchmarks", "industry", "tutorial", "challenge"),
)
_DIGIT = re.compile(r"\d")
_ORGANISATION_NAMES = """
mit nvidia ibm cmu msra kaist ucb ucla ucsd usc eth ethz epfl unist arm amd dji sjtu thu pku ustc cuhk hkust
nus ntu google intel meta fair openai amazon deepmind microsoft baidu tencent alibaba huawei samsung qualcomm
apple
"""
_ORGANISATIONS = frozenset(_ORGANISATION_NAMES.split())


@dataclass(slots=True)
class Facts:
    """What a text says besides the title; ``rest`` is what nothing was made of."""

    venue: str | None = None
    year: int | None = None
    rest: list[str] = field(default_factory=list)

    @property
    def found(self) -> bool:
        return self.venue is not None or self.year is not None

    def add(self, other: Facts) -> None:
        self.venue = self.venue or other.venue
        self.year = self.year or other.year
        self.rest += other.rest


def _short_year(two: str) -> int:
    return 2000 + int(two) if int(two) < 50 else 1900 + int(two)


def _year_of(match: re.Match[str]) -> int:
    value = next(v for v in match.groupdict().values() if v)
    return int(value) if len(value) == 4 else _short_year(value)


def _known(text: str, *, strict: bool) -> bool:
    """Whether the text names a venue that needs no year beside it; ``strict`` leaves out common words."""
    name, known = text.casefold().strip(), venues().certain if strict else venues().names
    if name in known or (name.startswith(("ieee ", "acm ")) and name.partition(" ")[2].lstrip() in known):
        return True
    return any(half.strip() in known for half in name.split("/"))


@lru_cache(maxsize=16384)
def part(text: str, expected: bool = False) -> tuple[str | None, int | None] | None:
    """Read one part (between commas or brackets) as a venue, a date or both; None if it is neither.

    ``expected`` says that a venue is what belongs here, as in a Venue column.
    """
    text = text.strip(' \t\n.,;:*_`|-–—·"“”')
    if not text or len(text) > 160:
        return None
    numbered = _DIGIT.search(text) is not None
    date = _DATE.match(text) if numbered else None
    if date is not None:
        return None, _year_of(date)
    lead = _LEAD.match(text)
    text = text[lead.end() :] if lead is not None else text
    text = _ALSO_ARXIV.sub("", text) if numbered else text
    arxiv = _ARXIV.match(text)
    if arxiv is not None:
        tail = text[arxiv.end() :].strip(" ,'’()[]-")
        if _YEAR_AND_MONTH.fullmatch(tail):
            return arxiv[1], None
        inner = _DATE.match(tail) or _TWO.match(tail) if tail else None
        if not tail or inner is not None:
            return arxiv[1], _year_of(inner) if inner is not None else None
    text, awards = _AWARD.subn(" ", text) if _holds(text, _AWARDED) else (text, 0)
    if awards:
        text = text.replace("(", " ").replace("[", " ").strip(" ,;:|()[]*-")
    return _venue(text, expected, led=lead is not None)


_YEAR_AND_MONTH = re.compile(r"(?!19|20[0-3]\d)\d\d(?:0[1-9]|1[0-2])|20(?:0[1-9]|1[0-2])(?<!20[12]\d)")
_TWO = re.compile(r"(?P<year>\d\d)$")
_AT = re.compile(r"[\w&+-]{2,}@[A-Z]")
_ALSO_ARXIV = re.compile(r"arxiv:\d{4}\.\d{4,5}\s*/\s*(?=\w)", re.IGNORECASE)
_SEVERAL = re.compile(r",|[a-z]\. |\s[-–—]\s|\bet al\b|[()]")


# How journals, conferences and theses are named that no list of names holds: by what such a name must hold.
_FORMS = {
    "ieee|acm|ifip|aaai|usenix|siam|aip|bmc|aps": r"(?:ieee|acm|ifip|aaai|usenix|siam|aip|bmc|aps)(?:/\w+)? ",
    "transactions|trans.": r"(?:[\w&]+ ){0,4}(?:transactions|trans\.) ",
    "journal": r"(?:.{0,60} )?journal\b",
    "quarterly|magazine|gazette": r".{0,40}\b(?:quarterly|magazine|gazette)$",
    "neural information|neural networks|neural computation": (
        r"(?:advances in )?neural (?:information processing|networks$|computation$)"
    ),
    "nature|science": r"nature\b|science$",
    "proc|annals|frontiers|review|advances|trends|progress|archives|bulletin|communications|letters": (
        r"(?:proceedings|proc\.?|annals|frontiers|annual review|advances|trends|progress|archives|bulletin|"
        r"communications|letters|reviews?) (?:of|in|on)\b(?! the art)"
    ),
    "conference|symposium|workshop|letters|magazine|proceedings|international": (
        r"(?:[\w&]+ ){0,5}(?:conference|symposium|workshop|letters|magazine|proceedings)\b"
    ),
    "lecture notes": r"lecture notes",
    "j.|lett.|rev.|proc.": r"[A-Z][\w.]+ (?:J\.|Lett\.|Rev\.|Trans\.|Proc\.)(?: [A-Z]\w*\.?)*$",
    "thesis|dissertation": (
        r"(?:ph\.?\s?d\.?|doctoral|master(?:'?s)?|bachelor(?:'?s)?|[bm]\.?\s?sc\.?) "
        r"(?:thesis|dissertation)\b.*"
    ),
    "proceedings": r"proceedings$",
    "学报|研究与发展|杂志|通报|学刊|论文集": r".*(?:学报|研究与发展|杂志|通报|学刊|论文集)$",
}
_FORM = re.compile("|".join(_FORMS.values()), re.IGNORECASE)
_FORMED = "|".join(_FORMS).split("|")


def _holds(text: str, needs: Sequence[str]) -> bool:
    """Whether a text holds what a pattern needs, which costs less to see than that it does not match."""
    return any(map(text.casefold().__contains__, needs))


def _venue(text: str, expected: bool, led: bool) -> tuple[str | None, int | None] | None:
    if "@" in text and not _AT.match(text):
        text = text.rpartition("@")[2].strip()
    text, year = _without_year(text)
    if not text:
        return (None, year) if year is not None else None
    workshop = _WORKSHOP.match(text) if text.casefold().endswith(_WORKSHOP_ENDS) else None
    name = workshop[1].strip() if workshop is not None and workshop[1] else text
    name = name.rpartition("@")[2] if "@" in name else name
    name = name.removeprefix("Findings of ")
    known = _known(name, strict=year is None and not (expected or led))
    dated = year is not None
    if known or (dated and _holds_venue(name)) or ((dated or expected) and _acronym(name)):
        return text, year
    formed = (len(text) > 5 or not text.isascii()) and _holds(text, _FORMED)
    full = formed and _FORM.match(text) is not None
    if full and (" " in text or not text.isascii()):
        return text, year
    return (text, year) if expected and len(name.split()) <= 8 else None


def _without_year(text: str) -> tuple[str, int | None]:
    year = None
    for pattern in (_YEAR_END, _YEAR_START, _YEAR_MIDDLE) if _DIGIT.search(text) else ():
        match = pattern.match(text) if pattern is _YEAR_START else pattern.search(text)
        if match is not None and any(match.groupdict().get(kind) for kind in ("spaced", "dash", "glued")):
            # Two bare digits are a year only behind a venue (``CVPR 21``, not ``YOLOv10``).
            before = text[: match.start()].split()
            match = match if before and before[-1].casefold() in venues().names else None
        if match is not None:
            year = _year_of(match)
            after = text[match.end() :]
            text = (text[: match.start()] + after).strip(" ,'’-_:|/()[]")
            break
    return " ".join(text.split()), year


def _holds_venue(text: str) -> bool:
    """Whether one of a few words is a venue that is no common word."""
    found = text.casefold().split()
    return len(found) <= 6 and not _SEVERAL.search(text) and any(w in venues().certain for w in found)


def _acronym(text: str) -> bool:
    if len(text) >= 30 or _ACRONYM.match(text) is None or text.casefold() in _ORGANISATIONS:
        return False
    return sum(map(str.isupper, text)) * 2 >= sum(map(str.isalpha, text))


_SERIES = re.compile(
    r"(?P<name>[\w&-]*[A-Z][\w&-]*?(?: (?:of|on|and|in|for|the|[A-Z&][\w&-]*)){0,6})"
    r"(?:,? ?(?P<year>(?:19|20)\d\d)|(?<=[A-Z]{3}) ['’]?(?P<short>[0-3]\d))$"
)


def _series(text: str) -> tuple[str | None, int | None] | None:
    """Read a bracket with a venue that no list of names knows and its year."""
    match = _SERIES.match(text.strip())
    if match is None or person(match["name"]) > 0:
        return None
    name = match["name"].strip()
    known = name.casefold() in _ORGANISATIONS
    return None if known else (name, int(match["year"]) if match["year"] else _short_year(match["short"]))


_PARTS = re.compile(r"[,;|，；、]|\s[-–—·]\s")


def parts(text: str, expected: bool = False) -> Facts:
    """Read a bracket's or a column's content, part by part."""
    facts = Facts()
    whole = None if ";" in text else part(text, expected) or _series(text)
    if whole is not None and (whole[0] is None or "," not in whole[0]):
        return Facts(*whole)
    for piece in _PARTS.split(text):
        found = part(piece, expected)
        if found is not None:
            facts.add(Facts(*found))
        elif piece.strip():
            facts.rest.append(piece.strip())
    return facts


_HEADING_YEAR = re.compile(rf"(?<!\d)({YEAR})(?!\d)")
_OPEN_RANGE = re.compile(
    rf"\b(?:before|until|pre|prior to|since|after|up to|till)[\s-]*{YEAR}|[<>≤≥~]\s*{YEAR}", re.IGNORECASE
)
_HEADING_VENUE = re.compile(r"[A-Za-z][A-Za-z&-]*")


@lru_cache(maxsize=512)
def from_heading(text: str) -> tuple[str | None, int | None]:
    """Return the venue and year that a section's heading gives to what stands below it."""
    if _OPEN_RANGE.search(text):
        return None, None
    years = {int(y) for y in _HEADING_YEAR.findall(text)}
    words = _HEADING_VENUE.findall(text)
    named = [w for w in words if w.casefold() in venues().names]
    strict = [w for w in named if w.casefold() in venues().certain]
    short = part(text)
    year = years.pop() if len(years) == 1 else (short[1] if short is not None else None)
    if short is not None and short[0] is not None and year is not None:
        return short[0], year
    if len(strict) == 1 and len(words) <= 4:
        return strict[0], year
    if len(named) == 1 and len(words) == 1:
        return named[0], year
    return None, year


@lru_cache(maxsize=64)
def from_path(path: str) -> tuple[str | None, int | None]:
    """Return the venue and year that a path's folders or file name state, such as ``2018-CVPR.md``."""
    for piece in reversed(path.replace("\\", "/").split("/")):
        stem = piece.rsplit(".", 1)[0] if piece.lower().endswith((".md", ".markdown", ".txt")) else piece
        if re.fullmatch(YEAR, stem):
            return None, int(stem)
        words = [w for w in re.split(r"[\s_.\-]+|(?<=[A-Za-z])(?=\d{4})|(?<=\d{4})(?=[A-Za-z])", stem) if w]
        years = [int(w) for w in words if re.fullmatch(YEAR, w)]
        named = [w for w in words if w.casefold() in venues().names]
        if len(years) == 1 and len(named) == 1:
            return named[0], years[0]
    return None, None


_SHIELD = re.compile(r"img\.shields\.io/(?:static/v1\?.*?message=|badge/)([^?&\s]{1,120})", re.IGNORECASE)


@lru_cache(maxsize=4096)
def from_badge(source: str, *, linked: bool) -> tuple[str | None, int | None]:
    """Return the venue and year that a shields.io badge shows, from its image's address.

    ``linked`` says that the badge is a link, so that a bare ``arXiv`` on it only says where to.
    """
    match = _SHIELD.search(source)
    if match is None:
        return None, None
    shown = unquote(match[1]).removesuffix(".svg").replace("--", "\0").replace("__", " ").replace("_", " ")
    fields = [f.replace("\0", "-").strip() for f in shown.split("-")]
    fields = fields[:-1] if len(fields) > 1 else fields
    for candidate in (fields[-1], " ".join(fields)):
        found = part(candidate)
        if (
            found is not None
            and found[0] is not None
            and (found[1] is not None or found[0].casefold() != "arxiv" or not linked)
        ):
            return found
    return None, None
