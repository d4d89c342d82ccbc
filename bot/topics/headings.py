"""What the headings of lists say: their words without numbers, counts and pictures, by their stems.

Some tell nothing in any field ("Full list", "2019", "ICLR"); those name no topic and no part of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bot.parse.facts import from_heading
from bot.parse.outline import plain_heading
from bot.topics.phrases import VAGUE, words

STEM = 4  # letters that a stem needs, or it stands for too many words

# Headings that tell as little as the vague ones, in every field.
_NOT_TELLING = """
after all articles assorted awesome awsome before beyond blog blogs book books code codes collection
conference conferences contents course courses curated dataset datasets earlier early from further
implementation implementations journal journals latest libraries library link links list lists
literature mechanism mechanisms more my new oral orals our poster posters preprint preprints proceedings
project projects publication publications reading recent recommended reference references related
repositories repository resource resources selected software spotlight spotlights table talk talks tool
tools topic topics tutorial tutorials unsorted useful various video videos work works workshop workshops
year years
"""
NOT_TELLING = VAGUE.union(_NOT_TELLING.split())
# Of the vague ones, those that only hold others, or what has no place.
_NOTHING = "and for general in misc miscellaneous of on other others paper papers the"
SAYS_NOTHING = frozenset([*_NOTHING.split(), *_NOT_TELLING.split()])


def says_what(heading: str) -> bool:
    """Whether a heading says what stands below it, and not just when or where that appeared."""
    said = words(heading)
    return bool(said) and "contents" not in said and from_heading(heading) == (None, None)


def clean(heading: str) -> str:
    """A heading without its number, count and pictures."""
    text = re.sub(r"\A(?:\d+(?:\.\d+)*[.):]?|[IVX]+\.)\s+(?=\S)", "", plain_heading(heading))
    text = re.sub(r"\s*[(\[][^()\[\]]*\b(?:back|top)\b[^()\[\]]*[)\]]\W*\Z", "", text, flags=re.IGNORECASE)
    return re.sub(r"\s*[(\[]\s*\d+\s*(?:papers?|entries)?\s*[)\]]\Z", "", text) or heading


def stems_of(heading: str) -> tuple[str, ...]:
    return tuple(map(stemmed, words(clean(heading))))


def telling_stems(heading: str) -> tuple[str, ...]:
    """The stems of a heading's words that tell something; of all of them if none does."""
    telling = [word for word in words(clean(heading)) if word not in NOT_TELLING]
    return tuple(map(stemmed, telling)) or stems_of(heading)


@cache
def _stems() -> Callable[[str], str]:
    """Porter's second algorithm: https://snowballstem.org/algorithms/english/stemmer.html"""
    from snowballstemmer import stemmer  # type: ignore[import-untyped]

    stem: Callable[[str], str] = stemmer("english").stemWord
    return stem


@cache
def stemmed(word: str) -> str:
    """The letters that ``word`` shares with its stem; all of them if the rest says little."""
    stem = _stems()(word)
    common = next((at for at, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), len(stem))
    return word[:common] if common >= STEM else word
