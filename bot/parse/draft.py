"""What one item says, and the measures of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.models import Link

_WORD = re.compile(r"[^\W_]+(?:[.'’+#&-]+[^\W_]+)*\+*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class Draft:
    """What one item says before its section, children and path are known."""

    title: str
    url: str | None = None
    links: list[Link] = field(default_factory=list)
    venue: str | None = None
    year: int | None = None
    authors: tuple[str, ...] = ()
    note: str = ""
    line: int = 0
    linked: bool = False
    bracketed: bool = False
    emphasised: bool = False
    before: str = ""


def words(text: str) -> int:
    """Count words; every two CJK characters count as one."""
    if text.isascii():
        return len(_WORD.findall(text))
    cjk = len(_CJK.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text) if cjk else text)) + (cjk + 1) // 2


def collapse(text: str) -> str:
    """Collapse white space and drop a final full stop."""
    text = " ".join(text.split())
    text = text.strip(" \u200b\ufeff")
    if text.endswith((".", "。")) and not text.endswith(("..", "etc.", "al.")):
        text = text[:-1]
    return text.strip(" ,;，；")


def label_words(label: str) -> list[str]:
    """Return a label's words, caseless."""
    return [w.casefold() for w in _WORD.findall(label.replace("_", " ").replace("/", " "))]
