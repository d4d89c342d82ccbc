"""How titles and labels of links are worded: what lists damaged is put right where that is certain."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bot.identify import kind
from bot.identify.rarity import SMALL, known
from bot.identify.titles import words_of
from bot.words import sets, words

_LONG = 6  # letters of an acronym, at most

_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))


@dataclass(frozen=True, slots=True)
class Mend:
    """What is put right in a title: where ``pattern`` matches, ``becomes`` says what stands instead."""

    pattern: re.Pattern[str]
    becomes: Callable[[re.Match[str]], str]
    why: str
    example: tuple[str, str]


def _joined(found: re.Match[str]) -> str:
    """A word that was broken at the end of a line, if titles use it whole."""
    whole = found[1] + found[2]
    return whole if any(map(known, words_of(whole))) else found[0]


def _once(found: re.Match[str]) -> str:
    return found[1] if found[1].casefold() in SMALL else found[0]


def _cased(found: re.Match[str]) -> str:
    """A shouted title in title case; capitals stay in acronyms, in short unknown words, in its name."""
    if len(found[0].split()) < 3:
        return found[0]
    name, colon, rest = found[0].partition(": ")
    if not colon or " " in name:
        name, colon, rest = "", "", found[0]
    title = re.sub(r"\b[A-Z]+(?:['’]S)?\b", lambda word: _word(word[0]), rest)
    return f"{name}{colon}{title[0].upper()}{title[1:]}"


def _word(word: str) -> str:
    low, one = word.lower(), word.lower().removesuffix("s")
    if low in SMALL:
        return low
    if low in words("acronyms"):
        return word
    if one in words("acronyms"):
        return f"{word[:-1]}s"
    ordinary = known(low) or {low, one} & words("ordinary") or len(word) > _LONG
    return word.capitalize() if ordinary else word


MENDS = (
    Mend(
        re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]"),
        lambda _: "",
        "characters that nobody sees",
        ("Multi-\u00adExit Architectures", "Multi-Exit Architectures"),
    ),
    Mend(
        re.compile("-?[\u2010\u2011]-?"),
        lambda _: "-",
        "hyphens that look like one",
        ("Self-\u2010Knowledge Distillation", "Self-Knowledge Distillation"),
    ),
    Mend(
        re.compile("[\ufb00-\ufb06]"),
        lambda found: _LIGATURES[found[0]],
        "letters that a font joins",
        ("E\ufb03cient \ufb02ow", "Efficient flow"),
    ),
    Mend(
        re.compile(r"\b([^\W\d_]{2,})- ([a-z]{2,})\b"),
        _joined,
        "a word broken at the end of a line",
        ("Group equivariant convolutional net- works", "Group equivariant convolutional networks"),
    ),
    Mend(
        re.compile(r"^https?://(?:www\.)?(?:github|gitlab)\.com/([\w.-]+/[\w.-]+?)/?$"),
        lambda found: found[1],
        "the address of a repository",
        ("https://github.com/ann/slim-nets", "ann/slim-nets"),
    ),
    Mend(
        re.compile(r"(?<=\w)(?: +:\s*|:)(?=[A-Z][a-z])"),
        lambda _: ": ",
        "a colon with a space too many or too few",
        ("Slim :Narrow Nets for Phones", "Slim: Narrow Nets for Phones"),
    ),
    Mend(
        re.compile(r"^([^\s:]+): \1: "),
        lambda found: f"{found[1]}: ",
        "a name that stands twice",
        ("Slim: Slim: Narrow Nets for Phones", "Slim: Narrow Nets for Phones"),
    ),
    Mend(
        re.compile(r"\b([a-z]+) \1\b"),
        _once,
        "a small word that stands twice",
        ("On the the Pruning of Nets", "On the Pruning of Nets"),
    ),
    Mend(
        re.compile(r"^[^a-z]*[A-Z][^a-z]*$"),
        _cased,
        "a title in capitals",
        ("SLIM: HOW TO PRUNE RNNS ON THE EDGE", "SLIM: How to Prune RNNs on the Edge"),
    ),
)


def mended(title: str) -> str:
    """``title`` with everything put right that MENDS names."""
    for mend in MENDS:
        title = mend.pattern.sub(mend.becomes, title)
    return " ".join(title.split())


_SIGNS = re.compile(r":[a-z_]+:\d*")  # an emoji by its name, and a count behind it
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_WHOSE = (
    (re.compile(r"\s*[(（](?:by )?authors?(?:['’]s?)?[)）]$", re.IGNORECASE), ", author's"),
    (re.compile(r"\s*[(（](?:3rd(?: party)?|unofficial)[)）]$", re.IGNORECASE), ", by others"),
)


def plain_label(label: str, url: str) -> str:
    """What a link is called: one of the kinds of ``kinds.toml``, or the label itself where that says more.

    "" where neither label nor address says anything.
    """
    kinds = {name: said for name, said in sets("kinds").items() if name != "filler"}
    label = _SIGNS.sub("", label).strip(" []【】*|:")
    found = [word.casefold() for word in _WORD.findall(label)]
    code = kind(url) == "code"
    address = unquote(urlsplit(url).path).casefold() if code else ""
    said = sets("kinds")["filler"].union(*kinds.values())
    if not all(word in said or (code and word in address) for word in found):
        for pattern, becomes in _WHOSE:
            label = pattern.sub(becomes, label)
        return label
    return next(
        (name for name, words_ in kinds.items() if words_.intersection(found)), "code" if code else ""
    )
