"""Whether something with a title is an entry, or prose, legend, note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.models import Link
from bot.parse.draft import Draft, collapse, label_words, words
from bot.parse.facts import is_person, part, people
from bot.parse.inline import Piece
from bot.parse.labels import external, is_resource, names_repository, names_resource
from bot.parse.trail import tail

_PROSE = re.compile(
    r"\b(?:[Pp]lease|[Ff]eel free|[Ww]elcome to (?:contribute|add|submit)|[Ww]e (?:are|have|will|also|use|"
    r"recommend|only|rank|list|mark|sort|collect)|"
    r"our (?:paper|work|survey|list)|[Yy]ou (?:can|may|could)|[Ii]f you|[Tt]his (?:repo\w*|list|section|"
    r"page|project|is a|collection)|"
    r"I (?:am|will|have)|[Pp]ull [Rr]equests?|[Tt]hanks to|[Ii]nspired by|[Cc]urated|[Tt]he following|"
    r"[Ss]ee also|"
    r"are welcome|is welcome|(?:was|were|been|got) (?:accepted|released|added|updated)|[Nn]ote that|"
    r"can be found|is available at|are available at)\b|欢迎|如果|本仓库|本项目"
)
_POINTER = re.compile(r"\b(?:see|found|available|check|visit|from|at)\s*\W*$", re.IGNORECASE)
_HERE = frozenset(
    ("here", "this", "link", "this link", "this page", "this list", "join", "contact", "email", "me", "这里")
)
KEY = re.compile(
    r"\s*(authors?|venue|conference|journal|publication|published(?: in)?|year|date|keywords?|abstract|"
    r"institutions?|tl;?dr|summary|作者|会议|期刊|发表|机构)\s*[:：]\s*",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\s*(?:is|are|was|were|has|have|for|and|or|to|in|provides?|contains?|by which|which|that|can|will)\b"
)
_SOURCED = re.compile(
    r"\b(?:based on|adapted from|forked from|borrowed from|taken from|inspired by)\s*$|\b[Pp]artly based\b"
)
_BARE_KEYS = frozenset(
    [
        "code",
        "slides",
        "slide",
        "video",
        "videos",
        "link",
        "links",
        "paper",
        "papers",
        "pdf",
        "website",
        "homepage",
        "blog",
        "demo",
        "text",
        "content",
        "project",
        "page",
        "data",
        "dataset",
    ]
)


def plain_heading(text: str) -> str:
    return re.sub(r"^[^\w]+|:\w+:\s*", "", text).strip(" :：*_.").strip()


def text_of(pieces: Sequence[Piece]) -> str:
    """Return all text outside links."""
    return "".join(
        p.text if p.kind == "text" else " " if p.kind == "link" else "\n" if p.kind == "break" else ""
        for p in pieces
    )


def heading_text(pieces: Sequence[Piece]) -> str:
    kept = [p for p in pieces if p.kind != "image" and not p.badge]
    if any(p.kind == "text" and words(p.text) for p in kept):
        while kept and (kept[-1].kind == "link" or not words(kept[-1].text)) and ")" not in kept[-1].text:
            if kept[-1].kind == "link" and external(kept[-1]):
                break
            kept.pop()
    return collapse("".join(p.text if p.kind != "break" else " " for p in kept)).rstrip(":：").strip()


def links_of(pieces: Sequence[Piece]) -> list[Link]:
    return [
        Link(collapse(p.text) or p.url, p.url) for p in pieces if p.kind == "link" and p.url and external(p)
    ]


def local_page(link: Piece) -> bool:
    """Whether a link leads to another page of the same repository."""
    url = link.url.partition("#")[0].partition("?")[0]
    return "//" not in url and not url.startswith("www.") and url.lower().endswith((".md", ".markdown", "/"))


def has_title_link(pieces: Sequence[Piece]) -> bool:
    return any(p.kind == "link" and external(p) and not is_resource(p) for p in pieces)


def has_long_link(pieces: Sequence[Piece]) -> bool:
    return any(p.kind == "link" and external(p) and not is_resource(p) and words(p.text) >= 2 for p in pieces)


def only_resources(pieces: Sequence[Piece], links: Sequence[Piece]) -> bool:
    if not all(is_resource(p) for p in links):
        return False
    text = text_of(pieces)
    return words(text) <= 4 or KEY.match(text) is not None


def resources_of(pieces: Sequence[Piece], links: Sequence[Piece]) -> bool:
    """Whether a line holds links to the resources of a title above it, and names no other title."""
    text = text_of(pieces).strip(" :：-–—,|[]()\n*")
    keyed = not words(text) or KEY.match(text) is not None or names_resource(text)
    return only_resources(pieces, links) and (keyed or not any(p.bare for p in links))


def own_entry(pieces: Sequence[Piece]) -> bool:
    """Whether an item below an entry names another resource and does not talk about it."""
    at = next(i for i, p in enumerate(pieces) if p.kind == "link" and external(p) and not is_resource(p))
    if names_repository(pieces[at]):
        return False
    before = "".join(p.text for p in pieces[:at] if p.kind == "text")
    after = "".join(p.text for p in pieces[at + 1 :] if p.kind == "text").strip()
    return (
        words(before) == 0
        and not (after and (after[0].isalnum() or after[0] in "，。"))
        and bool(label_words(pieces[at].text))
    )


def has_bold_title(pieces: Sequence[Piece]) -> bool:
    """Whether a paragraph sets a title of its own in bold."""
    return any(p.kind == "text" and p.bold and words(p.text) >= 2 for p in pieces)


def is_bold_line(pieces: Sequence[Piece]) -> bool:
    seen = [p for p in pieces if p.kind == "text" and p.text.strip(" :：\n")]
    return bool(seen) and all(p.bold for p in seen)


def sentence(text: str) -> bool:
    text = text.strip()
    return (text.endswith((".", "。", "！", "!")) and words(text) > 8) or words(text) > 25


def learn(draft: Draft, pieces: Sequence[Piece]) -> None:
    """Take the names, venue and year that a note states by key (``Venue: …``)."""
    text = text_of(pieces)
    key = KEY.match(text)
    if key is None:
        return
    value = text[key.end() :].strip()
    if key[1].casefold().startswith(("author", "作者")):
        draft.authors = (
            draft.authors or people(value) or tuple(v.strip() for v in value.split(",") if v.strip())
        )
    elif not key[1].casefold().startswith(("keyword", "abstract", "tl", "summary", "institution", "机构")):
        found = part(value, expected=True)
        if found is not None:
            draft.venue, draft.year = draft.venue or found[0], draft.year or found[1]


def describe(draft: Draft, pieces: Sequence[Piece]) -> None:
    """Take names, venue and year from a line below a title."""
    text = text_of(pieces)
    if KEY.match(text):
        learn(draft, pieces)
    elif words(text) <= 60:
        facts, authors, _ = tail(text)
        draft.authors = draft.authors or authors
        draft.venue, draft.year = draft.venue or facts.venue, draft.year or facts.year


def refused(draft: Draft, pieces: Sequence[Piece]) -> str | None:
    """Return why an item that has something like a title is still no entry."""
    if draft.linked:
        before = words(draft.before)
        told = (before >= 8 and not draft.authors) or (before > 4 and _PROSE.search(draft.before) is not None)
        return "prose" if told or draft.title.casefold() in _HERE else None
    if draft.links:
        keyed = set(label_words(draft.title)) <= _BARE_KEYS
        told = words(draft.title) > 40 or _PROSE.search(draft.title) is not None
        return "prose" if keyed or told or _points_aside(pieces) else None
    return None if draft.bracketed else _refused_text(draft, pieces)


def _refused_text(draft: Draft, pieces: Sequence[Piece]) -> str | None:
    """Return why an item without any link is no entry: only length and form tell titles from other text."""
    text, count = text_of(pieces), words(draft.title)
    long = sentence(text) and draft.venue is None and not draft.emphasised and count > 25
    if long or _PROSE.search(text):
        return "prose"
    if _CJK.search(draft.title) and not draft.venue:
        return None if count >= 8 and not draft.title.endswith("。") else "prose"
    if text.rstrip().endswith((":", "：")):
        return "group heading"
    if _explains(pieces):
        return "legend"
    slug = draft.title.count("-") + draft.title.count("_") >= 3
    stated = draft.venue is not None or (count >= 2 and (draft.year is not None or bool(draft.authors)))
    return None if count >= 3 or slug or stated else "prose"


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def _explains(pieces: Sequence[Piece]) -> bool:
    """Whether an item explains a word of the list (``**Gating**: how tokens are routed``)."""
    seen = [p for p in pieces if p.kind == "text" and p.text.strip()]
    if len(seen) < 2 or not (seen[0].bold or seen[0].code) or words(seen[0].text) > 3:
        return False
    after = seen[1].text.lstrip()
    colon = seen[0].text.rstrip().endswith((":", "：")) or after.startswith((":", "：", "-", "–"))
    after = after.lstrip(":：-– ")
    ordinary = seen[0].text.strip(" :：").istitle() and " " not in seen[0].text.strip()
    return colon and (after[:1].islower() or (ordinary and words(after) >= 5 and _plain_case(after)))


def _plain_case(text: str) -> bool:
    """Whether a text has few capitals, as running text has and titles have not."""
    long = [w for w in text.split()[1:] if len(w) > 3 and w[0].isalpha()]
    return sum(w[0].isupper() for w in long) * 4 <= len(long)


def _points_aside(pieces: Sequence[Piece]) -> bool:
    """Whether a text's link is a pointer in a sentence (``… , see here for details``)."""
    for index, piece in enumerate(pieces):
        if piece.kind == "link" and collapse(piece.text).casefold() in _HERE:
            before = "".join(p.text for p in pieces[:index] if p.kind == "text")
            return bool(_POINTER.search(before)) or collapse(piece.text).casefold() not in ("link", "here")
    return False


def paragraph_entry(draft: Draft, pieces: Sequence[Piece], several: bool) -> bool:
    """Whether a paragraph is an entry: its title leads, and it does not talk."""
    named = [p.text for p in pieces if p.kind == "link" and external(p)]
    if draft.linked and is_person(named[0].strip(" *")) and people(", ".join(named)):
        return False
    if draft.linked:
        at = next(
            i
            for i, p in enumerate(pieces)
            if p.kind == "link" and p.url.strip() == (draft.url or "") and external(p)
        )
        after = "".join(
            p.text if p.kind == "text" else "\n" if p.kind == "break" else "" for p in pieces[at + 1 :]
        )
        if (words(draft.before) > 4 and not people(draft.before.strip(" .,:;"))) or _PROSE.search(
            draft.before
        ):
            return False
        if "." not in (draft.url or "") and "/" not in (draft.url or ""):
            return False
        if _VERB.match(after) or (_PROSE.search(after[:120]) and not several):
            return False
        return not draft.before or draft.venue is not None or words(draft.title) >= 3
    if not draft.links or (has_title_link(pieces) and not draft.emphasised):
        return False
    text = text_of(pieces)
    if _PROSE.search(text) or _SOURCED.search(text) or words(draft.title) > 30 or _points_aside(pieces):
        return False
    alone = draft.links[0].url == draft.links[0].label and text.rstrip(" \n;；").endswith((":", "："))
    return words(draft.title) >= (1 if alone else 3) or draft.emphasised
