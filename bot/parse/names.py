"""Persons' names, in any usual form: ``First Last``, ``Last, F.``, ``Last F``, ``et al.``, in any script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.parse.weights import weights
from bot.words import venues
from bot.words import words as vocabulary

# Bodies that sign papers as persons do.
_BODIES = frozenset(["collaboration", "collaborations", "consortium"])
_PROSE = re.compile(r"\s(?:the|for|with|via|of|in|on|to|from|an|or|is|are|as|at)\s")
_BY = re.compile(r"(?:by|authors?\s*[:：]|作者\s*[:：])\s*", re.IGNORECASE)
_ET_AL = re.compile(
    r"[,\s]*(?:\(?\bet\.?\s?al\b\.?\)?|\band (?:others|colleagues)\b|等人?$|…$|\.\.\.$)", re.IGNORECASE
)
_MORE = ("others", "colleagues", "等", "…", "...")
_SPLIT = re.compile(
    # Nearly all characters part nothing, and are told so at once.
    r"(?=[\s,;，；、·|与和])(?:\s*[,;，；、·|\n]\s*(?:and\s|&\s?)?|\s+(?:and|&|und|et|y|и|与|和)\s+|"
    r"(?<=[\u4e00-\u9fff])[和与](?=[\u4e00-\u9fff]))"
)
_JOINED = re.compile(r"[,\s](?:and|&|und|et)\s")
_GLUED = re.compile(r"(?<=[a-z])\.(?=[A-Z])")
_ENDS_SHORT = re.compile(r"(?:^|[\s.-])[^\W\d_]\.\s*$")
_MARKS = ' .*_†‡§¶#^\n"“”()（）[]0123456789'
_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-ЯЁ]"
_INITIALS = re.compile(rf"(?:{_UPPER}\.[\s-]?){{1,4}}$|{_UPPER}(?:[\s-]{_UPPER}){{0,2}}$")
CLOSED_INITIALS = re.compile(r"[A-Z]{1,3}$")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’‘ʼ`´.-])*$")
_INNER = re.compile(r"(?:Mc|Mac|De|Di|La|Le|O['’]|D['’]|[A-Z][a-z]+['’-])")
_HANDLE = re.compile(r"@[\w-]+$")
# Suffixes that English makes nouns and adjectives with, and hardly any name has.
_MADE = re.compile(
    r"(?:tion|sion|ment|ness|ity|ics|ware|ical|ial|able|ible|ology|ography|ance|ence|ism|ture|ings?|ized?|ised?|"
    r"less|ful|ous|based|ly)$"
)
_PINYIN = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcswy]|[zcs]h)?(?:i?ang?|i?ong|[iu]?an|u?ai|i?ao|[aeou]|e[inr]g?|eng|i[aeu]?|ing?|ou|"
    r"u[aio]|un|uang|ve)){2}$"
)
_CJK = re.compile(
    r"[\u4e00-\u9fff]{2,4}$|[\u4e00-\u9fff]{1,4}[ \u3000][\u4e00-\u9fff]{1,4}$|[\uac00-\ud7af]{2,4}$"
)
_CJK_FAMILY = frozenset(
    "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任"
    "姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文張劉陳楊黃趙吳孫馬羅鄭謝韓馮蕭鄧許呂"
    "蘇盧蔣賈魏薛葉潘鍾譚鄒陸龍錢湯김이박최정강조윤장임오한신서권황안송류홍佐鈴高田伊渡山中小吉岡松井木加斎清森池橋"
)


# What a part of a person's name weighs for that the whole is one.
_PART = weights(
    ("initials", 2.5, "J. Dean"),
    ("bare initials", 1.5, "J Dean"),
    ("closed initials", 1.0, "Mao HZ"),
    ("particle", 0.5, "Laurens van der Maaten"),
    ("given name", 1.5, "Jane Demo"),
    ("family name", 1.5, "Abcde Smith"),
    ("family name first", 1.0, "Smith Abcde"),
    ("pinyin", 0.5, "Zhuang Liu"),
    ("unknown", 0.0, "Abcde Fghij"),
    ("two capitals first", -3.0, "AI Habitat"),
    ("venue", -3.0, "Nature Smith"),
    ("ordinary", -4.0, "Deep Learning"),
    ("all capitals", -3.0, "PYTORCH Hub"),
    ("inner capital", -2.0, "MobileNet Demo"),
    ("made", -2.5, "Local Quantization"),
)
# The least that any word weighs beside initials, and behind a given name: hardly any is too ordinary there.
_BESIDE_INITIALS, _BEHIND_GIVEN = -3.5, -1.5
# What speaks for a list of persons, beside what each full name weighs, at most this.
_FULL = 2.0
_LIST = weights(
    ("family name alone", -0.5, "Dean, Jane Demo"),
    ("each more full name", 0.7, "Jane Demo, Joe Local"),
    ("by", 1.0, "by Jane Demo"),
    ("joined", 0.8, "Jane Demo and Joe Local"),
    ("et al", 2.0, "Jane Demo, Joe Local, Mao Xyz, Zhi Abc, Dean Fgh et al."),
    ("few and et al", 3.0, "Demo et al."),
    ("single words", 0.2, "Foo, Bar, Baz"),
    ("two single words", -0.3, "Foo, Bar"),
    ("known family names", 1.0, "Wang, Smith"),
)
_NO = -9.0


@dataclass(frozen=True, slots=True)
class Names:
    """Persons a text lists; ``weight`` is how much speaks for it: above 0 likely, 2 and more certain."""

    names: tuple[str, ...]
    weight: float

    @property
    def sure(self) -> bool:
        return self.weight >= (1 if len(self.names) > 1 else 2)


NOBODY = Names((), _NO)


@lru_cache(maxsize=16384)
def person(text: str) -> float:
    """Weigh whether a text of several words is one person: -9 for no, 0 for perhaps, 2 and more for yes."""
    if len(text) > 60 or not text:
        return _NO
    if _CJK.match(text):
        known = text[0] in _CJK_FAMILY and len(text) < 4
        return 2.0 if known else 0.0 if " " in text else _NO
    found = text.split()
    if not 2 <= len(found) <= 6:
        return _NO
    return 2.0 if found[-1].casefold() in _BODIES else _parts(text, found)


def _parts(text: str, found: Sequence[str]) -> float:
    """Weigh the words of a text as the parts of one name."""
    lead = found[0].casefold()
    known = lead in vocabulary("given") and lead not in vocabulary("ordinary")
    weight, proper, last, initials = 0.0, 0, len(found) - 1, False
    capitals = text.isupper() and CLOSED_INITIALS.match(found[-1]) is not None
    for at, word in enumerate(found):
        if word.casefold() in vocabulary("particles") and (at or word.islower()):
            weight += _PART["particle"] if word.islower() else 0.0
        elif _INITIALS.match(word):
            weight += _PART["initials" if "." in word else "bare initials"]
            initials = True
        elif at == last and CLOSED_INITIALS.match(word):
            weight += _PART["closed initials"]
        elif word[0].isupper() and _WORD.match(word):
            proper += 1
            value = _word(word.title() if capitals else word, first=at == 0, last=at == last)
            value = max(value, _BESIDE_INITIALS) if "." in text else value
            weight += max(value, _BEHIND_GIVEN) if known and at == last else value
        else:
            return _NO
    return weight if proper + (initials or weight >= 1) >= 2 else _NO


def _word(word: str, *, first: bool, last: bool) -> float:
    return _PART[_kind_of_word(word, word.casefold().strip(".'’"), first=first, last=last)]


def _kind_of_word(word: str, low: str, *, first: bool, last: bool) -> str:
    given, family, ordinary = vocabulary("given"), vocabulary("family"), vocabulary("ordinary")
    if first and len(word) == 2 and word.isupper():
        return "two capitals first"
    if low in venues().names and low not in family:
        return "venue"
    if (
        (low in vocabulary("small") and not (first and word[0].isupper()))
        or low in ordinary
        or low.rstrip("s") in ordinary
    ):
        return "ordinary"
    if first and (low in given or ("-" in low and given.issuperset(low.split("-")))):
        return "given name"
    if low in family and (first or last):
        return "family name" if last else "family name first"
    return _shape(word, low)


def _shape(word: str, low: str) -> str:
    """Return what the form of a word that no vocabulary knows says of it."""
    if word.isupper() and len(word) > 3:
        return "all capitals"
    if any(map(str.isupper, word[1:])) and not _INNER.match(word):
        return "inner capital"
    if _PINYIN.match(low):
        return "pinyin"
    return "made" if len(low) > 5 and _MADE.search(low) else "unknown"


def begins_name(text: str) -> bool:
    """Whether a text may open with a name: with a capital, or a particle (``van Merriënboer``)."""
    return text[:1].isupper() or text.split()[0] in vocabulary("particles") or _CJK.match(text) is not None


def _kind(token: str) -> str:
    """I initials, F a full name, S one capitalised word, X anything else."""
    if _INITIALS.match(token) or CLOSED_INITIALS.match(token):
        return "I"
    found = token.split()
    if (
        found[0].casefold() in vocabulary("particles")
        and len(found) <= 3
        and not _closed(found[-1].rstrip("."))
    ):
        return "S"
    if " " in token or _CJK.match(token):
        return "F" if person(token) >= -1.5 else "X"
    if token.isupper() and len(token) > 3:
        return "S" if _word(token.title(), first=True, last=True) > 0 else "X"
    if not (token[0].isupper() and _WORD.match(token)):
        return "X"
    return "S" if _word(token, first=True, last=True) > -2 else "X"


@lru_cache(maxsize=16384)
def people(text: str) -> Names:
    """Read a text as a list of persons."""
    text = text.strip()
    text = _GLUED.sub(". ", text) if "." in text else text
    by = _BY.match(text)
    text = text[by.end() :] if by else text
    if not 1 < len(text) < 4000 or "http" in text or (_PROSE.search(text) and "ollaboration" not in text):
        return NOBODY
    if _HANDLE.match(text):
        return Names((text,), 2.0 if by else 0.5)
    bare = _ET_AL.sub("", text) if _may_go_on(text.casefold()) else text
    etal = len(bare) < len(text)
    tokens = [t for t in map(_token, _SPLIT.split(bare)) if t]
    if not tokens or (
        tokens[0][0].islower() and not etal and tokens[0].split()[0] not in vocabulary("particles")
    ):
        return NOBODY
    found = _paired(tokens) if len(tokens) > 1 else [(tokens[0], _kind(tokens[0]))]
    if found[-1][1] in "IX" and len(found) == 1:
        return NOBODY
    names, kinds = tuple(n for n, _ in found), [k for _, k in found]
    if etal and "X" not in kinds:
        return Names(
            (*names, "et al.") if len(names) > 1 else (f"{names[0]} et al.",), _LIST["few and et al"]
        )
    full = kinds.count("F")
    if not _may_list(names, kinds, full):
        return NOBODY
    if not full:
        known = sum(n.casefold() in vocabulary("family") for n in names) * 2 > len(names)
        few = "two single words" if len(names) == 2 else "single words"
        return Names(names, _LIST[few] + known * _LIST["known family names"])
    weight = sum(min(person(n), _FULL) if k == "F" else _LIST["family name alone"] for n, k in found)
    weight += _LIST["each more full name"] * (full - 1) + _LIST["by"] * (by is not None)
    if full > 1 and _JOINED.search(bare):
        weight += _LIST["joined"]
    if weight <= -1.5:
        return NOBODY
    return Names((*names, "et al.") if etal else names, max(weight, -1.0) + _LIST["et al"] * etal)


def _may_go_on(low: str) -> bool:
    """Whether ``et al.`` may stand in a text, which most have not and is dear to look for."""
    return ("et" in low and "al" in low) or any(map(low.__contains__, _MORE))


def _may_list(names: Sequence[str], kinds: Sequence[str], full: int) -> bool:
    """Whether texts can be one list of persons; a few may have no usual form where most are full names."""
    strange = [n for n, k in zip(names, kinds, strict=True) if k == "X"]
    if strange and (
        kinds[-1] == "X" or full < 2 or full * 3 < len(kinds) * 2 or not all(map(_may_be, strange))
    ):
        return False
    return kinds.count("S") * 2 <= len(kinds) if full else len(names) > 1


def _may_be(text: str) -> bool:
    """Whether a text among names may be one though it has no usual form (``seung-won hwang``)."""
    found = text.casefold().split()
    return len(found) <= 3 and not any(w in vocabulary("ordinary") or w in vocabulary("small") for w in found)


def _token(text: str) -> str:
    bare = text.strip(_MARKS).removeprefix("and ").removeprefix("& ")
    end = "." if _ENDS_SHORT.search(text) else ""
    return bare + end if bare.strip() else ""


def _paired(tokens: Sequence[str]) -> list[tuple[str, str]]:
    """Return each name with its kind, joined of what a comma parted (``Liu, Z.``, ``Hu, Junling, and …``)."""
    kinds = [_kind(t) for t in tokens]
    inverted = _inverted(tokens, kinds)
    out: list[tuple[str, str]] = []
    at = 0
    while at < len(tokens):
        one, kind = tokens[at], kinds[at]
        after = kinds[at + 1] if at + 1 < len(tokens) else ""
        led = at == 0 and kind == "S" == after and len(tokens) > 2 and all(k == "F" for k in kinds[2:])
        turned = len(tokens) == 2 and kind == "S" and after == "F" and _closed(tokens[1])
        if kind in "SF" and (after == "I" or led or turned or (inverted and at % 2 == 0)):
            out.append((f"{tokens[at + 1]} {one}", "F"))
            at += 2
        else:
            out.append((one, "X" if kind == "I" else kind))
            at += 1
    return out


def _inverted(tokens: Sequence[str], kinds: Sequence[str]) -> bool:
    """Whether tokens are family names and given names by turns."""
    families, given = tokens[::2], tokens[1::2]
    if len(families) != len(given) or not all(k in "SF" for k in kinds[::2]):
        return False
    if not all(k in "SI" or _closed(t) for k, t in zip(kinds[1::2], given, strict=True)):
        return False
    if not all(" " not in t or t.split()[0].casefold() in vocabulary("particles") for t in families):
        return False
    if kinds == ["S", "S"]:
        family, other = tokens[0].casefold(), tokens[1].casefold()
        known = vocabulary("family")
        return other in vocabulary("given") or (family in known and other not in known)
    named = sum(t.split()[0].casefold() in vocabulary("given") for t in given)
    return "I" in kinds or len(tokens) == 2 or named * 4 >= len(tokens)


def _closed(token: str) -> bool:
    return CLOSED_INITIALS.match(token.split()[-1]) is not None
