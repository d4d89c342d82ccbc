"""Persons' names, in any usual form: ``First Last``, ``Last, F.``, ``Last F``, ``et al.``, in any script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.words import venues
from bot.words import words as vocabulary

_PARTICLES = frozenset(
    ["van", "von", "de", "der", "den", "del", "della", "dan", "di", "da", "do", "dos", "du", "la", "le", "el", "al", "bin", "ben", "ter", "ten", "st", "st.", "y", "e", "jr", "jr.", "sr", "sr.", "ii", "iii"]
)
_BY = re.compile(r"(?:by|authors?\s*[:：]|作者\s*[:：])\s*", re.IGNORECASE)
_ET_AL = re.compile(
    r"[,\s]*(?:\(?\bet\.?\s?al\b\.?\)?|\band (?:others|colleagues)\b|等人?$|…$|\.\.\.$)", re.IGNORECASE
)
_SPLIT = re.compile(
    r"\s*[,;，；、·|\n]\s*(?:and\s|&\s?)?|\s+(?:and|&|und|et|y|и|与|和)\s+|(?<=[\u4e00-\u9fff])[和与](?=[\u4e00-\u9fff])"
)
_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-ЯЁ]"
_JOINED = re.compile(r"[,\s](?:and|&|und|et)\s")
_INNER = re.compile(r"(?:Mc|Mac|De|Di|La|Le|O['’]|D['’]|[A-Z][a-z]+-)")
_GLUED = re.compile(r"(?<=[a-z])\.(?=[A-Z])")
_ENDS_SHORT = re.compile(r"(?:^|[\s.-])[^\W\d_]\.\s*$")
_MARKS = ' .*_†‡§¶#^\n"“”()（）[]0123456789'
_INITIALS = re.compile(rf"(?:{_UPPER}\.[\s-]?){{1,4}}$|{_UPPER}(?:[\s-]{_UPPER}){{0,2}}$")
CLOSED_INITIALS = re.compile(r"[A-Z]{1,3}$")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’‘ʼ`´.-])*$")
_HANDLE = re.compile(r"@[\w-]+$")
# Suffixes that English makes nouns and adjectives with, and hardly any name has.
_MADE = re.compile(
    r"(?:tion|sion|ment|ness|ity|ics|ware|ical|ial|able|ible|ology|ography|ance|ence|ism|ture|ings?|ized?|ised?|less|ful|ous|based|ly)$"
)
_PINYIN = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcswy]|[zcs]h)?(?:i?ang?|i?ong|[iu]?an|u?ai|i?ao|[aeou]|e[inr]g?|eng|i[aeu]?|ing?|ou|u[aio]|un|uang|ve)){2}$"
)
_CJK = re.compile(
    r"[\u4e00-\u9fff]{2,4}$|[\u4e00-\u9fff]{1,4}[ \u3000][\u4e00-\u9fff]{1,4}$|[\uac00-\ud7af]{2,4}$"
)
_CJK_FAMILY = frozenset(
    "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹"
    "熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文張劉陳楊黃趙吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈魏薛葉潘鍾譚鄒陸龍錢湯"
    "김이박최정강조윤장임오한신서권황안송류홍佐鈴高田伊渡山中小吉岡松井木加斎清森池橋"
)
# Bodies that sign papers as persons do.
_BODIES = frozenset(["collaboration", "collaborations", "consortium"])
_NOT = frozenset(["the", "for", "with", "via", "and", "of", "in", "on", "to", "from", "a", "an", "or", "is", "are", "as", "at", "by"])


@dataclass(frozen=True, slots=True)
class Names:
    """Persons a text lists; ``weight`` is how much speaks for it: above 0 likely, 2 and more certain."""

    names: tuple[str, ...]
    weight: float

    @property
    def sure(self) -> bool:
        return self.weight >= (1 if len(self.names) > 1 else 2)


NOBODY = Names((), -9.0)


@lru_cache(maxsize=16384)
def person(text: str) -> float:
    """Weigh whether a text of several words is one person: -9 for no, 0 for perhaps, 2 and more for yes."""
    if len(text) > 60 or not text:
        return -9.0
    if _CJK.match(text):
        return 2.0 if text[0] in _CJK_FAMILY else -1.0 if " " not in text else 0.0
    found = text.split()
    if not 2 <= len(found) <= 6:
        return -9.0
    if found[-1].casefold() in _BODIES:
        return 2.0
    known = found[0].casefold() in vocabulary("given") and found[0].casefold() not in vocabulary("ordinary")
    weight, proper, last, initials = 0.0, 0, len(found) - 1, False
    capitals = text.isupper() and CLOSED_INITIALS.match(found[-1]) is not None
    for at, word in enumerate(found):
        if word.casefold() in _PARTICLES and (at or word.islower()):
            weight += 0.5 if word.islower() else 0.0
        elif _INITIALS.match(word):
            weight += 2.5 if "." in word else 1.5
            initials = True
        elif at == last and CLOSED_INITIALS.match(word) and at:
            weight += 1.0
        elif _WORD.match(word) and word[0].isupper():
            proper += 1
            value = _word(word.title() if capitals else word, first=at == 0, last=at == last)
            value = max(value, -3.5) if "." in text else value
            # Behind a given name hardly any word is too ordinary for a family's.
            weight += max(value, -1.5) if known and at == last else value
        else:
            return -9.0
    return weight if proper and proper + (initials or weight >= 1) >= 2 else -9.0


def _word(word: str, *, first: bool, last: bool) -> float:
    low = word.casefold().strip(".'’")
    parts = low.split("-")
    if first and len(word) == 2 and word.isupper():
        return -3.0
    if low in venues().names and not (low in vocabulary("given") or low in vocabulary("family")):
        return -3.0
    if low in _NOT or low in vocabulary("ordinary") or low.rstrip("s") in vocabulary("ordinary"):
        return -4.0
    if first and (low in vocabulary("given") or all(p in vocabulary("given") for p in parts)):
        return 1.5
    if low in vocabulary("family") and (first or last):
        return 1.5 if last else 1.0
    if word.isupper() and len(word) > 3:
        return -3.0
    if any(c.isupper() for c in word[1:]) and not _INNER.match(word):
        return -2.0
    if _PINYIN.match(low):
        return 0.5
    return -2.5 if _MADE.search(low) and len(low) > 5 else 0.0


def begins_name(text: str) -> bool:
    """Whether a text may open with a name: with a capital, or a particle (``van Merriënboer``)."""
    return text[:1].isupper() or text.split()[0] in _PARTICLES


def _kind(token: str) -> str:
    """I initials, F a full name, S one capitalised word, X anything else."""
    if _INITIALS.match(token) or CLOSED_INITIALS.match(token):
        return "I"
    if (
        token.split()[0].casefold() in _PARTICLES
        and len(token.split()) <= 3
        and not token.split()[-1].endswith(".")
    ):
        return "S"
    if " " in token or _CJK.match(token):
        return "F" if person(token) >= -1.5 else "X"
    if " " not in token and token.isupper() and len(token) > 3:
        return "S" if _word(token.title(), first=True, last=True) > 0 else "X"
    return (
        "S" if _WORD.match(token) and token[0].isupper() and _word(token, first=True, last=True) > -2 else "X"
    )


@lru_cache(maxsize=16384)
def people(text: str) -> Names:
    """Read a text as a list of persons."""
    text = _spaced(text.strip())
    by = _BY.match(text)
    text = text[by.end() :] if by else text
    if not 2 < len(text) < 4000 or "http" in text:
        return NOBODY
    if _HANDLE.match(text):
        return Names((text,), 2.0 if by else 0.5)
    bare = _ET_AL.sub("", text)
    etal = len(bare) < len(text)
    tokens = [t for t in (_token(t) for t in _SPLIT.split(bare)) if t]
    if not tokens or (tokens[0][0].islower() and not etal and tokens[0].split()[0] not in _PARTICLES):
        return NOBODY
    found = _paired(tokens)
    names, kinds = [n for n, _ in found], [k for _, k in found]
    full = kinds.count("F")
    if etal and len(names) <= 4 and "X" not in kinds:
        return Names((*names, "et al.") if len(names) > 1 else (f"{names[0]} et al.",), 3.0)
    strange = [n for n, k in found if k == "X"]
    if strange and not (
        kinds[-1] != "X" and full >= 2 and full * 3 >= len(kinds) * 2 and all(map(_may_be, strange))
    ):
        return NOBODY
    if not full:
        known = sum(n.casefold() in vocabulary("family") for n in names)
        return Names(tuple(names), 0.2 + (known * 2 > len(names))) if len(names) > 1 else NOBODY
    if kinds.count("S") * 2 > len(kinds):
        return NOBODY
    weight = (
        sum(min(person(n), 2.0) if k == "F" else -0.5 for n, k in found)
        + 0.7 * (full - 1)
        + bool(by)
        + 0.8 * (full > 1 and _JOINED.search(bare) is not None)
    )
    return (
        Names((*names, "et al.") if etal else tuple(names), max(weight, -1.0) + 2 * etal)
        if weight > -1.5
        else NOBODY
    )


def _may_be(text: str) -> bool:
    """Whether a text among names may be one though it has no usual form (``seung-won hwang``)."""
    found = text.casefold().split()
    return len(found) <= 3 and not any(w in vocabulary("ordinary") or w in _NOT for w in found)


def _spaced(text: str) -> str:
    return _GLUED.sub(". ", text) if "." in text else text


def _token(text: str) -> str:
    end = "." if _ENDS_SHORT.search(text) else ""
    return text.strip(_MARKS).removeprefix("and ").removeprefix("& ") + end if text.strip(_MARKS) else ""


def _paired(tokens: Sequence[str]) -> list[tuple[str, str]]:
    """Join what a comma parted: ``Liu, Z.`` and ``Hu, Junling, and Michael P. Wellman``."""
    kinds = [_kind(t) for t in tokens]
    out: list[tuple[str, str]] = []
    inverted = (
        len(tokens) % 2 == 0
        and all(k in "SF" for k in kinds[::2])
        and all(
            k in "SI" or CLOSED_INITIALS.match(t.split()[-1])
            for k, t in zip(kinds[1::2], tokens[1::2], strict=True)
        )
    )
    given = sum(t.split()[0].casefold() in vocabulary("given") for t in tokens[1::2])
    surnames = inverted and all(" " not in t or t.split()[0].casefold() in _PARTICLES for t in tokens[::2])
    surnames = surnames and ("I" in kinds or len(tokens) == 2 or given * 4 >= len(tokens))
    at = 0
    while at < len(tokens):
        one, kind = tokens[at], kinds[at]
        after = kinds[at + 1] if at + 1 < len(tokens) else ""
        led = at == 0 and kind == "S" == after and len(tokens) > 2 and all(k == "F" for k in kinds[2:])
        turned = (
            len(tokens) == 2 and kind == "S" and after == "F" and CLOSED_INITIALS.match(tokens[1].split()[-1])
        )
        if kind in "SF" and (after == "I" or led or turned or (surnames and at % 2 == 0)):
            out.append((f"{tokens[at + 1]} {one}", "F"))
            at += 2
        else:
            out.append((one, "X" if kind == "I" else kind))
            at += 1
    return out
