"""Measures and tidying of text."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[.'’+#&-]+[^\W_]+)*\+*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Emoji, arrows, bullets and white space: what stands around words and says nothing.
NOISE = re.compile(
    r"[\s\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    r"\u200b-\u200f\ufe0f\u20e3\u2022·]+"
)
# Texts come again and again, but longer ones are not worth the memory.
_KEPT = 400


def words(text: str) -> int:
    """Count words; every two CJK characters count as one."""
    return _counted(text) if len(text) < _KEPT else _count(text)


def collapse(text: str) -> str:
    """Collapse white space and drop a final full stop."""
    return _collapsed(text) if len(text) < _KEPT else _collapse(text)


@lru_cache(maxsize=8192)
def label_words(label: str) -> tuple[str, ...]:
    """Return a label's words, caseless."""
    return tuple(w.casefold() for w in _WORD.findall(label.replace("_", " ").replace("/", " ")))


def _count(text: str) -> int:
    if text.isascii():
        return len(_WORD.findall(text))
    cjk = len(_CJK.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text) if cjk else text)) + (cjk + 1) // 2


def _collapse(text: str) -> str:
    text = " ".join(text.split()).strip(" \u200b\ufeff")
    if text.endswith((".", "。")) and not text.endswith(("..", "etc.", "al.")):
        text = text[:-1]
    return text.strip(" ,;；")


_counted = lru_cache(maxsize=16384)(_count)
_collapsed = lru_cache(maxsize=8192)(_collapse)
