"""What kind of work an entry names: told by where its link leads, its title, and the headings above it."""

from __future__ import annotations

import re

from bot.identify import host_and_path, identifier, kind
from bot.identify.hosts import site
from bot.models import Described
from bot.topics.phrases import Phrases, words

A_LIST = re.compile(
    r"\bawesome\b|\b(?:reading|paper|link)[ -]?lists?\b|\blist of (?:\w+ ){0,4}papers\b"
    r"|[-_](?:papers|lists?)\Z",
    re.IGNORECASE,
)
A_TALK = re.compile(r"\b(?:slides|lectures?|keynote|video|webinar|course|workshop)\b", re.IGNORECASE)

# What headings call the things under them, by kind.
_CALLED = {
    "article": "article* blog* post posts howto* news 博客 文章 专栏",
    "talk": "talk talks video* lecture* course* slides 视频 课程",
    "tool": "tool* librar* framework* software code codes implementation* repo repos repositor* project*",
    "dataset": "dataset* benchmark*",
    "book": "book books",
    "list": "list lists references resources",
}
_HEADINGS = Phrases((word, kind) for kind, said in _CALLED.items() for word in said.split())
_ELSEWHERE = frozenset({"related", "other", "similar", "further", "awesome"})


def kind_of(work: Described) -> str:
    """The kind of ``work``, one of ``bot.models.KINDS``; a paper where nothing says otherwise."""
    linked = kind(work.url)
    host, path = host_and_path(work.url or "")
    if A_LIST.search(work.title) and (linked != "paper" or _is_file(work, host)):
        return "list"
    if linked in ("talk", "course") or not host:
        return "talk" if host else "paper"
    section = _section_kind(work.section)
    if linked == "paper":
        return section if _is_file(work, host) and section in ("book", "talk") else "paper"
    if site(host).kind == "code":
        return _of_repository(work, path, section)
    if linked == "article":
        return "article"
    if A_TALK.search(work.title):
        return "talk"
    return "article" if section == "list" else section


def _is_file(work: Described, host: str) -> bool:
    """Whether nothing but the form of its address says that a link leads to a paper."""
    return site(host).kind != "paper" and identifier(work.url or "") is None


def _section_kind(section: tuple[str, ...]) -> str:
    """What the innermost telling heading says; a paper where none tells."""
    for heading in reversed(section):
        kinds = list(_HEADINGS.find(heading))
        if "tool" in kinds and not _ELSEWHERE.isdisjoint(words(heading)):
            return "list"
        if kinds:
            return kinds[0]
    return "paper"


def _of_repository(work: Described, path: str, section: str) -> str:
    """A list, the software itself, or a paper known by its code."""
    owner_and_name = path.strip("/").split("/")[:2]
    if A_LIST.search(owner_and_name[-1].replace("_", "-")) or path.lower().endswith(".md"):
        return "list"
    if section != "paper":
        return section
    return (
        "tool"
        if words(work.title) in (words(owner_and_name[-1]), words(" ".join(owner_and_name)))
        else "paper"
    )
