"""The pieces of one item, row or paragraph → title, link, venue, year, names, note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.models import Link
from bot.parse.citation import CITED_YEAR, PREFIX, citation, closed, finished, label_title, peel_front
from bot.parse.draft import Draft, collapse, words
from bot.parse.facts import Facts, from_badge, known_venue, part, parts, people
from bot.parse.inline import Piece
from bot.parse.labels import NOISE, choose, external, generic, is_resource
from bot.parse.trail import LINK, tail, without_links

_MAX_PIECES = 400
_MAX_TEXT = 4000
_NUMBER = re.compile(r"(?:\[\s?[xX✓]?\s?\]|\[\d{1,3}\]|\(\d{1,3}\)|#\d{1,3}\b|\d{1,3}[.)、](?=\s|\D))\s*")
_SHORTCODE = re.compile(r"(?<!\S):[a-z0-9_+\-]{2,30}:(?!\S)")
_LEAD_WORD = re.compile(r"(?<=[.?!,])\s+(?:in|at|by)\s*$|(?<=\s)(?:in|at|by):?\s*$", re.IGNORECASE)
_ET_AL = re.compile(r"\bet ?al\b")
_QUOTED = re.compile(r"[\"“”«「『《]([^\"“”«»「」『』《》]{8,400})[\"”“»」』》]")


def read(pieces: Sequence[Piece]) -> Draft | None:
    """Read the title and all that belongs to it; None if there is no title."""
    every, pieces = pieces, _bounded(_trimmed(pieces))
    at = _title_link(pieces)
    draft = _linked(pieces, at) if at is not None else _unlinked(pieces)
    if draft is None:
        bare = [p for p in pieces if p.kind == "link" and p.bare]
        draft = Draft(bare[0].url, bare[0].url, line=bare[0].line, linked=True) if bare else None
        draft = draft or _only_link(pieces)
    if draft is None or not any(c.isalnum() for c in draft.title):
        return None
    for piece in every:
        source = piece.url if piece.kind == "image" else piece.image
        if source:
            venue, year = from_badge(source, linked=piece.kind != "image")
            draft.venue, draft.year = draft.venue or venue, draft.year or year
    draft.links = [
        Link(collapse(p.text) or p.url, p.url) for p in every if p.kind == "link" and p.url and external(p)
    ]
    return draft


def _only_link(pieces: Sequence[Piece]) -> Draft | None:
    """Take a label of several words for the title, though it could name a venue, as nothing else can be."""
    links = [p for p in pieces if p.kind == "link" and external(p) and not p.badge and words(p.text) >= 3]
    return Draft(collapse(links[0].text), links[0].url, line=links[0].line, linked=True) if links else None


def _bounded(pieces: list[Piece]) -> list[Piece]:
    """Cut what no item written by a person reaches, so that reading one costs bounded time."""
    if len(pieces) > _MAX_PIECES:
        pieces = pieces[:_MAX_PIECES]
    if any(len(p.text) > _MAX_TEXT for p in pieces):
        pieces = [replace(p, text=p.text[:_MAX_TEXT]) for p in pieces]
    for piece in pieces:
        if piece.kind == "text" and piece.text.count(":") > 1:
            piece.text = _SHORTCODE.sub(" ", piece.text)
    return pieces


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop images that link nowhere, and leading bullets, numbers and emoji."""
    kept = [p for p in pieces if p.kind != "image"]
    while kept:
        first = kept[0]
        if first.kind == "break":
            kept.pop(0)
            continue
        if first.kind != "text":
            break
        text = first.text
        stripped = NOISE.sub("", text, count=1) if NOISE.match(text) else text
        number = _NUMBER.match(stripped)
        if number is not None and (number.end() < len(stripped) or len(kept) > 1):
            stripped = stripped[number.end() :]
        if stripped == text:
            break
        if stripped:
            kept[0] = Piece(
                "text",
                stripped,
                "",
                first.line + text[: len(text) - len(stripped)].count("\n"),
                first.bold,
                first.italic,
            )
        else:
            kept.pop(0)
    return kept


def _flat(pieces: Sequence[Piece]) -> str:
    return "".join(p.text if p.kind == "text" else LINK if p.kind == "link" else "\n" for p in pieces)


def _title_link(pieces: Sequence[Piece]) -> int | None:
    """Return the index of the link whose label is the title."""
    first_link: int | None = None
    blank = True
    for index, piece in enumerate(pieces):
        if index < 3 and piece.kind == "link" and _states_venue(pieces, index):
            blank = False
        elif piece.kind != "link" or not external(piece):
            blank = blank and (piece.kind != "text" or not piece.text.strip(" -–—:|*.,[]("))
        elif not is_resource(piece):
            if first_link is not None:
                return first_link
            return index if _leads(pieces[:index], without_links(_flat(pieces[:index])), piece) else None
        elif first_link is None and blank and not generic(piece):
            first_link = index
    if first_link is not None:
        after = without_links(_flat(pieces[first_link + 1 :])).strip()
        if not after or not after[0].isalnum() or after[0].islower():
            return first_link
    return None


def _leads(before: Sequence[Piece], text: str, link: Piece) -> bool:
    """Whether what stands before a link is only a prefix of it: tag, number, venue, names."""
    stripped = NOISE.sub(" ", text).strip()
    if not stripped.strip(" -–—:：|.,*[]()"):
        return True
    if not link.bold and any(p.bold and words(p.text) >= 5 and not parts(p.text).found for p in before):
        return False
    count = words(stripped)
    if stripped.endswith((":", "：", "|", "-", "–", "—", ">")) and count <= 8:
        return True
    if count <= 3 and not any(p.bold and words(p.text) >= 2 for p in before):
        return True
    rest, facts, _ = peel_front(stripped + " x x")
    if facts.found and words(rest) <= 4:
        return True
    if people(CITED_YEAR.sub("", stripped).rstrip(" .,:;")):
        return True
    if _QUOTED.search(stripped) or any(p.bold and words(p.text) >= 3 for p in before):
        return False
    return count <= 7 and not stripped.endswith((".", ",", ";", ")", "]", "(", "[")) and words(link.text) >= 1


def _linked(pieces: Sequence[Piece], at: int) -> Draft:
    link = pieces[at]
    title, facts = label_title(link.text)
    before = without_links(_flat(pieces[:at]))
    _rest, lead, names = peel_front(before + " x x") if before.strip() else ("", Facts(), ())
    after, authors, note = tail(without_links(_labelled(pieces[at + 1 :])))
    draft = Draft(title, link.url.strip() or None, line=link.line, linked=True, before=before.strip())
    alone = part(before.strip(" []()【】*|:-"))
    if alone is not None:
        lead = Facts(*alone)
    cited = CITED_YEAR.search(before.strip())
    lead.year = lead.year or (int(cited[1]) if cited is not None else None)
    draft.authors = authors or names or people(CITED_YEAR.sub("", before.strip()).strip(" .,:;"))
    draft.note = note
    for one in (lead, facts, after, _label_facts(pieces)):
        draft.venue, draft.year = draft.venue or one.venue, draft.year or one.year
    return draft


def _labelled(pieces: Sequence[Piece]) -> str:
    """Flatten pieces; links whose labels are no resources stay in the text by their labels."""
    return "".join(
        f"\n{p.text}\n"
        if p.code
        else p.text
        if p.kind == "text" or (p.kind == "link" and not is_resource(p))
        else LINK
        if p.kind == "link"
        else "\n"
        for p in pieces
    )


def _label_facts(pieces: Sequence[Piece]) -> Facts:
    facts = Facts()
    for piece in pieces:
        if piece.kind == "link" and not piece.bare and len(piece.text) < 60:
            found = part(piece.text.strip(" []()"))
            if found is not None and (found[1] is not None or (found[0] or "").casefold() != "arxiv"):
                facts.add(Facts(*found))
    return facts


def _unlinked(pieces: Sequence[Piece]) -> Draft | None:
    """Read a title that is not a link: bold, quoted, bracketed, or the first part of a citation."""
    head, rest = _zone(pieces)
    head, tags = _untagged(head)
    rest = tags + rest
    if not head:
        return None
    line = head[0].line
    bold = _bold_title(head)
    before = ""
    if bold is not None:
        title, after = bold
        draft = finished(title, after + _labelled(rest), line)
        draft.emphasised = True
    else:
        head, named = _unnamed(list(_without_prefix(head)))
        rest = named + rest
        text, opened = closed(without_links(_flat(head)))
        trailing = without_links(opened + _labelled(rest))
        quoted = _QUOTED.search(text)
        if (
            quoted is not None
            and words(quoted[1]) >= 3
            and (
                quoted.start() == 0
                or text[: quoted.start()].rstrip().endswith((",", ".", ":"))
                or people(text[: quoted.start()].strip(" .,:"))
            )
        ):
            before = text[: quoted.start()]
            draft = finished(quoted[1], text[quoted.end() :] + " " + trailing, line)
            draft.authors = people(before.strip(" .,:")) or draft.authors
        else:
            draft = citation(text, trailing, line)
    if not draft.title:
        return None
    links = [p for p in pieces if p.kind == "link" and external(p)]
    draft.url = choose(links)
    labels = _label_facts(pieces)
    if labels.venue is None and links and _states_venue(pieces, pieces.index(links[0])):
        label = parts(links[0].text)
        labels.venue, labels.year = label.venue or collapse(links[0].text), labels.year or label.year
    draft.venue, draft.year = draft.venue or labels.venue, draft.year or labels.year
    return draft


def _states_venue(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a leading link only states where its paper was published (``[[MICRO](u)] Title``)."""
    before = "".join(p.text for p in pieces[:at]).strip()
    after = "".join(p.text for p in pieces[at + 1 : at + 3])
    if before not in ("[", "(", "【") or words(after) < 2:
        return False
    label = pieces[at].text.strip(" []()")
    if known_venue(label, strict=False):
        return True
    return parts(label).found and (words(label) <= 3 or _QUOTED.search(after) is not None)


def _zone(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Split pieces into those that can hold the title and those after it."""
    first = next((i for i, p in enumerate(pieces) if p.kind == "link"), len(pieces))
    text = without_links(_flat(pieces[:first])).strip(" [](){}（）")
    named = bool(words(text)) and part(text) is None and not text.endswith((":", "："))
    if (
        words(text) >= 2
        or named
        or (words(text) and not words(_flat(pieces[first:])))
        or first == len(pieces)
    ):
        head, rest = list(pieces[:first]), list(pieces[first:])
        cut = next((i for i, p in enumerate(head) if p.kind == "break"), len(head))
        return head[:cut], head[cut:] + rest
    start = first
    while start < len(pieces) and (pieces[start].kind == "link" or not words(pieces[start].text)):
        start += 1
    end = next((i for i in range(start, len(pieces)) if pieces[i].kind != "text"), len(pieces))
    after = list(pieces[start:end])
    if after:
        after[0] = Piece(
            "text", after[0].text.lstrip(" ])-–—:|,.*/"), "", after[0].line, after[0].bold, after[0].italic
        )
    return after, list(pieces[:start]) + list(pieces[end:])


def _untagged(head: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Part a title from the tags behind it, which are set as code in brackets (``[`tag`]``)."""
    for index, piece in enumerate(head):
        before = head[index - 1].text if index else ""
        if piece.code and before.rstrip().endswith("[") and words(_flat(head[:index])) >= 2:
            opened = before.rstrip()[:-1]
            last = replace(head[index - 1], text=opened)
            return [*head[: index - 1], last], [replace(last, text="["), *head[index:]]
    return head, []


def _unnamed(head: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Part a title from the names behind it, which are set in italics."""
    for index, piece in enumerate(head):
        if piece.italic and words(_flat(head[:index])) >= 2:
            first = piece.text.strip().split(". ")[0]
            if _ET_AL.search(piece.text) or people(first) or part(first) is not None:
                title = replace(head[index - 1], text=_LEAD_WORD.sub("", head[index - 1].text))
                return [*head[: index - 1], title], [Piece("text", "\n"), *head[index:]]
    return head, []


def _set_off(piece: Piece) -> bool:
    """Whether a piece is styled as a title: bold, or in italics and no list of names."""
    return piece.bold or (
        piece.italic and words(piece.text) >= 4 and not people(piece.text) and part(piece.text) is None
    )


def _bold_title(head: Sequence[Piece]) -> tuple[str, str] | None:
    """Return a title set in bold at the start, and the text after it."""
    at = 0
    while (
        at < len(head)
        and not _set_off(head[at])
        and words(head[at].text) <= 3
        and (part(head[at].text.strip(" []()|:-")) or not head[at].text.strip(" []()|:-"))
    ):
        at += 1
    if at >= len(head) or not _set_off(head[at]):
        return None
    end = at
    while end < len(head) and (
        (head[end].bold == head[at].bold and _set_off(head[end])) or not head[end].text.strip()
    ):
        end += 1
    title = "".join(p.text for p in head[at:end]).strip()
    after = "".join(p.text for p in head[end:])
    following = after.lstrip(" ")
    lead = _flat(head[:at])
    if title[:1] in "[(【" and title[-1:] in ")]】" and words(following) >= 2:
        return None
    if words(title) < 3 and words(after) >= 3:
        return None
    if title.endswith((":", "：")) and words(following) >= 3 and not following.startswith("\n"):
        return None
    stated = part(following.partition("\n")[0].strip(" .")) is not None
    if following[:1].isalnum() and words(title) < 5 and not after.startswith("\n") and not stated:
        return None
    if following.startswith((":", "：")) and words(following) >= 3 and words(title) <= 3:
        return None
    return title, lead + after


def _without_prefix(head: Sequence[Piece]) -> Sequence[Piece]:
    """Drop a topic in bold (``**Model Compression**: …``) but keep a method's name (``**XNOR-Net**: …``)."""
    first = head[0].text.strip()
    topic = first.rstrip(":：").strip()
    ordinary = (
        all(w[1:].islower() for w in topic.split() if w.isalpha() or not w.isalnum()) and words(topic) >= 2
    )
    following = "".join(p.text for p in head[1:]).lstrip()
    separated = first.endswith((":", "：")) or following.startswith((":", "："))
    if head[0].bold and separated and (ordinary or PREFIX.match(topic)) and words(following) >= 2:
        second = Piece("text", following.lstrip(":： "), "", head[0].line)
        return [second]
    return head
