"""How far two titles are one title, and what says that they are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.identify.titles import plain, words, words_of
from bot.identify.vocabulary import COMMON, CONFUSABLE, ENDINGS, FILLERS, KINDS, NEGATIONS, SMALL

# Strengths of evidence, best first. Joins are tried in this order, so that weak evidence meets groups
# that strong evidence has already formed.
SAME, TYPED, NAMED, CUT = range(4)

_GENERIC = re.compile(
    r"(?:the|my|our)?(?:paper|pdf|link|code|slide|video|talk|blog|blogpost|post|poster|project|projectpage|website|"
    r"webpage|page|homepage|home|demo|dataset|data|github|repo|repository|readme|arxiv|doi|abstract|survey|"
    r"introduction|intro|overview|summary|papersummary|tutorial|resource|reference|bibliography|appendix|"
    r"supplementary|supplementarymaterial|note|lecture|lecturenote|readinglist|paperlist|reading|list|course|book|"
    r"article|news|implementation|official|officialcode|model|tool|other|misc|more|here|slidedeck|review|"
    r"discussion|week|chapter|part|session|benchmark|result|example|notebook|colab|documentation|doc)\d*"
)
_ABBREVIATIONS = {
    short: tuple(long.split())
    for short, long in {
        "cnn": "convolutional neural network",
        "dcnn": "deep convolutional neural network",
        "dnn": "deep neural network",
        "rnn": "recurrent neural network",
        "gnn": "graph neural network",
        "gcn": "graph convolutional network",
        "ann": "artificial neural network",
        "snn": "spiking neural network",
        "bnn": "binary neural network",
        "gan": "generative adversarial network",
        "vae": "variational autoencoder",
        "lstm": "long short term memory",
        "llm": "large language model",
        "mllm": "multimodal large language model",
        "vlm": "vision language model",
        "plm": "pretrained language model",
        "rl": "reinforcement learning",
        "drl": "deep reinforcement learning",
        "nlp": "natural language processing",
        "nmt": "neural machine translation",
        "nas": "neural architecture search",
        "vit": "vision transformer",
        "vqa": "visual question answering",
        "asr": "automatic speech recognition",
        "moe": "mixture expert",
        "kd": "knowledge distillation",
        "ssl": "self supervised learning",
        "net": "network",
    }.items()
}
_KNOWN = COMMON | CONFUSABLE
_LATIN = re.compile(r"[a-z\d]+")
_WORD_VERSION = re.compile(r"([a-z]{2,}?)v?(\d+)")
_NO_VERSIONS: Mapping[str, frozenset[str]] = {}
_NO_WORDS: frozenset[str] = frozenset()
_UNNUMBERED = frozenset({""})
_VERSION = re.compile(r"v?(\d+)")
_DIGITS = re.compile(r"\d+")
_SPLIT = re.compile(r":\s+|:(?=\S)|\s[-–—|]+\s|[–—]|_(?=[^_]*\s)")
_PARENTHESIS = re.compile(r"^(.{8,}?)\s*[(\[]([^()\[\]]{2,30})[)\]]$|^[(\[]([^()\[\]]{2,30})[)\]]\s*(.{8,})$")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…)\s*$")
_COINED = re.compile(r"[a-z\d][A-Z]|[A-Z]{2,}[a-z]|\d[A-Za-z]|[A-Za-z]\d|[A-Z]{3,}")


@dataclass(frozen=True, slots=True)
class Title:
    """What comparison reads of one title.

    ``content`` are its words without small ones, abbreviations spelled out; ``head`` and ``body`` the content
    before and after its first colon or dash; ``versions`` say which number follows which word.
    """

    key: str
    content: tuple[str, ...]
    loose: str
    head: tuple[str, ...]
    body: tuple[str, ...]
    numbers: frozenset[str]
    words: tuple[str, ...]
    versions: Mapping[str, frozenset[str]]
    negations: frozenset[str]
    cut: bool
    level: int

    @property
    def full(self) -> bool:
        """Whether it is a whole title rather than a nickname or a label."""
        return len(self.content) > 3


def read(title: str) -> Title:
    """The features of ``title``."""
    folded = words(title)
    content = _content(folded)
    head, body = _halves(title)
    key = "".join(folded)
    marked = "plus" in folded or _DIGITS.search(key) is not None
    return Title(
        key,
        content,
        "".join(content),
        head,
        body,
        frozenset(_DIGITS.findall(" ".join(folded))) if marked else frozenset(),
        folded,
        _versions(folded) if marked else _NO_VERSIONS,
        NEGATIONS.intersection(folded) or _NO_WORDS,
        _ELLIPSIS.search(title) is not None,
        _level(key, content, title),
    )


def _content(folded: tuple[str, ...]) -> tuple[str, ...]:
    spelled: list[str] = []
    for word in folded:
        if word not in SMALL:
            spelled.extend(_ABBREVIATIONS.get(word, (word,)))
    latin = [word for word in spelled if _LATIN.fullmatch(word)]
    # Beside a whole title in Latin letters, words in another script are its translation.
    return tuple(latin if len(latin) > 2 else spelled) or folded


def _halves(title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The content before and after a title's first colon or dash, or of a name in brackets and the rest."""
    text = plain(title).strip()
    if match := _PARENTHESIS.match(text) if text[-1:] in ")]" or text[:1] in "([" else None:
        name, rest = (match[2], match[1]) if match[1] else (match[3], match[4])
        return _content(words_of(name)), _content(words_of(rest))
    parts = _SPLIT.split(text, maxsplit=1)
    if len(parts) < 2 or not parts[0].strip() or not parts[1].strip():
        return (), ()
    return _content(words_of(parts[0])), _content(words_of(parts[1]))


def _versions(folded: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The numbers that follow a word of the title, "" where it also stands without one."""
    found: dict[str, set[str]] = {}
    for word, after in zip(folded, (*folded[1:], ""), strict=True):
        if own := _WORD_VERSION.fullmatch(word):
            found.setdefault(own[1], set()).add(own[2] + ("+" if after == "plus" else ""))
        elif word not in SMALL and not word[0].isdigit():
            number = _VERSION.fullmatch(after)
            found.setdefault(word, set()).add(number[1] if number else "+" if after == "plus" else "")
    return {stem: frozenset(found[stem]) for stem in sorted(found) if found[stem] != {""}}


def _level(key: str, content: tuple[str, ...], title: str) -> int:
    """How much a title says by itself: 0 nothing, 1 a topic, 2 a work, 3 a work beyond doubt."""
    if not key or _GENERIC.fullmatch(key):
        return 0
    rare = sum(word not in COMMON for word in content)
    if len(content) == 1:
        return 2 if _COINED.search(title) else 1 if len(key) > 12 else 0
    if len(content) < 3:
        return 2 if rare == 2 or (rare and _COINED.search(title)) else 1
    if rare == 0:
        return 1 if len(content) < 6 else 2
    return 3 if len(content) > 4 else 2


def contradiction(a: Title, b: Title) -> str | None:
    """What says that two titles cannot be of one work, whatever else they share; None where nothing does."""
    if a.key == b.key or not (a.numbers or b.numbers or a.versions or b.versions):
        return None
    for one, other in ((a, b), (b, a)):
        for stem, ours in one.versions.items():
            theirs = other.versions.get(stem) or (_UNNUMBERED if stem in other.words else ours)
            if ours.isdisjoint(theirs):
                return f"“{stem} {_shown(ours)}” is not “{stem} {_shown(theirs)}”"
    if a.numbers - b.numbers and b.numbers - a.numbers and a.full and b.full:
        return f"{_shown(a.numbers - b.numbers)} is not {_shown(b.numbers - a.numbers)}"
    return None


def _shown(values: frozenset[str]) -> str:
    return ", ".join(value or "without number" for value in sorted(values))


def alike(a: Title, b: Title) -> tuple[int, str] | None:
    """The strength and the reason with which two titles that differ are one; None where they are not."""
    if a.key == b.key:
        return SAME, "same title"
    if (a.level < 2 and b.level < 2) or contradiction(a, b) or a.negations != b.negations:
        return None
    if a.numbers == b.numbers:
        if a.loose == b.loose and len(a.content) > (1 if a.content == b.content else 3):
            return TYPED, "same title but for small words or abbreviations"
        if _misspelt(a.content, b.content):
            return TYPED, "title differs by a misspelling"
        if _one_filler(a.content, b.content):
            return CUT, "long title, one without a usual word"
    return (_named(a, b) if a.head or b.head else None) or _contained(a, b)


def _specific(content: tuple[str, ...], least: int) -> bool:
    return len(content) >= least and sum(word not in COMMON for word in content) >= 2


def _named(a: Title, b: Title) -> tuple[int, str] | None:
    """One title with a name or a subtitle that the other leaves out or changes."""
    for one, other in ((a, b), (b, a)):
        if one.body and "".join(one.body) == other.loose and _specific(one.body, 4):
            return (NAMED, "same title but for its short name") if not _adds_kind(one.head) else None
        if one.head and "".join(one.head) == other.loose and _specific(one.head, 4):
            return (NAMED, "same title, one without its subtitle") if not _adds_kind(one.body) else None
    if a.head and b.head and a.numbers == b.numbers:
        if "".join(a.body) == "".join(b.body) and _specific(a.body, 6):
            return NAMED, "same title but for its short name"
        if a.head == b.head and _one_word_apart(a.body, b.body):
            return CUT, "same short name, title differs in one word"
    return None


def _adds_kind(extra: tuple[str, ...]) -> bool:
    """Whether the added words make another work of it: a survey, a reply, a part, the opposite."""
    return not (KINDS.isdisjoint(extra) and NEGATIONS.isdisjoint(extra)) or any(map(str.isdigit, extra))


def _one_word_apart(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return len(a) == len(b) and len(a) > 5 and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _contained(a: Title, b: Title) -> tuple[int, str] | None:
    """One title cut off, or with words in front that the other lacks."""
    short, long = (a, b) if len(a.content) <= len(b.content) else (b, a)
    size = len(short.content)
    if size < 7 and not short.cut:
        return None
    extra: tuple[str, ...]
    if long.content[-size:] == short.content and size > 8:
        extra, reason = long.content[:-size], "same title but for its beginning"
    elif _begins(short, long) and _long_enough(short, size):
        extra, reason = long.content[size:], "one title is cut off"
    else:
        return None
    return None if _adds_kind(extra) else (CUT, reason)


def _begins(short: Title, long: Title) -> bool:
    size = len(short.content)
    if long.content[:size] == short.content:
        return True
    return short.cut and long.content[: size - 1] == short.content[:-1] and long.loose.startswith(short.loose)


def _long_enough(short: Title, size: int) -> bool:
    if short.cut:
        return size > 3
    return size > 9 or 0 < len(short.head) < 3


def _one_filler(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if len(long) - len(short) != 1 or len(short) < 7:
        return False
    n = next((n for n, word in enumerate(short) if word != long[n]), len(short))
    return long[n] in FILLERS and short[n:] == long[n + 1 :]


def _misspelt(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether the titles differ in the letters of at most two long words, the rest being enough."""
    if len(a) != len(b):
        return False
    differing: list[tuple[str, str]] = []
    for x, y in zip(a, b, strict=True):
        if x != y:
            differing.append((x, y))
            if len(differing) > 2 or x[0] != y[0]:
                return False
    rest = len(a) - len(differing)
    return rest > 1 and all(_typo(x, y, short_title=rest < 4) for x, y in differing)


def _typo(x: str, y: str, *, short_title: bool) -> bool:
    length = min(len(x), len(y))
    # A word of the field with a letter lost is a slip; of two rare words, either may be meant.
    slip = (x in _KNOWN) != (y in _KNOWN)
    limit = 2 if length > 7 else 1 if length > 4 and (slip or not short_title) else 0
    if not limit or abs(len(x) - len(y)) > limit or x[-1].isdigit() or y[-1].isdigit():
        return False
    if _other_prefix(x, y, slip) or _other_ending(x, y) or (x in _KNOWN and y in _KNOWN):
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(x, y, score_cutoff=limit) <= limit


def _other_prefix(x: str, y: str, slip: bool) -> bool:
    """Whether words differ so early that both may be meant, as inter- and intra-, or micro- and macro-."""
    return not slip and x[:4] != y[:4]


def _other_ending(x: str, y: str) -> bool:
    """Whether words are two forms of one, as learned and learning, rather than one misspelt."""
    same = next((n for n, (a, b) in enumerate(zip(x, y, strict=False)) if a != b), min(len(x), len(y)))
    return x[same:] in ENDINGS and y[same:] in ENDINGS


def shares_subject(a: Title, b: Title) -> bool:
    """Whether two titles have as much in common as a work and its own earlier title."""
    shared = set(a.content).intersection(b.content)
    return 10 * len(shared) >= 3 * min(len(a.content), len(b.content)) and not shared <= COMMON
