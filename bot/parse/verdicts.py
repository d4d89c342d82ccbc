"""Why an item is no entry: rules, each with its reason and an example, in the order they are asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.markup.inline import LONGEST
from bot.parse.entry import Draft
from bot.parse.item import Item, key_of, sentence
from bot.parse.labels import external, local_page, only_labels
from bot.parse.names import people, person
from bot.parse.text import collapse, label_words, words
from bot.words import pattern, sets

_FILE_NAME = re.compile(r"[\w./ -]+\.(?:md|py|ipynb|txt|pdf|ya?ml|json|sh)$|[\w-]+/$", re.IGNORECASE)
_TALK = re.compile(
    r"\b(?:[Pp]lease|[Ff]eel free|[Ww]elcome to (?:contribute|add|submit)|[Ww]e (?:are|have|will|also|use|"
    r"recommend|only|rank|list|mark|sort|collect)|"
    r"our (?:paper|work|survey|list)|[Yy]ou (?:can|may|could)|[Ii]f you|[Tt]his (?:repo\w*|list|section|"
    r"page|project|is a|collection)|"
    r"I (?:am|will|have)|[Pp]ull [Rr]equests?|[Tt]hanks to|[Ii]nspired by|[Cc]urated|[Tt]he following|"
    r"[Ss]ee also|"
    r"are welcome|is welcome|(?:was|were|been|got) (?:accepted|released|added|updated)|[Nn]ote that|"
    r"can be (?:found|downloaded)|is available at|are available at)\b|欢迎|如果|本仓库|本项目"
)
_POINTER = re.compile(r"\b(?:see|found|available|check|visit|from|at)\s*\W*$", re.IGNORECASE)
_VERB = re.compile(
    r"\s*(?:is|are|was|were|has|have|for|and|or|to|in|provides?|contains?|by which|which|that|can|will)\b"
)
_SOURCED = re.compile(
    r"\b(?:based on|adapted from|forked from|borrowed from|taken from|inspired by)\s*$|\b[Pp]artly based\b"
)
# How a paragraph begins that speaks to its reader.
_SPEAKS = re.compile(
    r"(?:We|You|I|Our|They|It|There|Here|Note|See|Check|Visit|Join|For more|If|When|Slides are)\b(?![:：-])"
)
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")
_ARTICLES = frozenset(["the", "this", "that", "these", "our", "a", "an", "see"])
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason for which something is no entry; ``example`` is Markdown that it holds for.

    What can be told ``AT_A_GLANCE`` is told by the item alone, all else by its draft, too.
    """

    reason: str
    holds: Callable[..., bool]
    example: str


def verdict(rules: tuple[Rule, ...], item: Item, *draft: Draft) -> str | None:
    """Return the reason of the first rule that holds for an item."""
    for rule in rules:
        if rule.holds(item, *draft):
            return rule.reason
    return None


# What can be told without reading a title ---------------------------------------------------------


def _elsewhere(item: Item) -> bool:
    """Whether most links lead to other places of the same page or list."""
    if not item.links:
        return False
    inner = sum(not external(p) for p in item.links)
    near = [p for p in item.outer if local_page(p)]
    led = not external(item.links[0]) and inner + len(near) == len(item.links)
    pages = len(near) == len(item.links) and all(words(p.text) <= 3 for p in near)
    return led or pages or (inner * 2 >= len(item.links) > 0 < inner and not item.titled)


def too_long(item: Item) -> bool:
    """Whether a text was not read, since nothing that somebody wrote to be read is as long."""
    return len(item.source) > LONGEST


AT_A_GLANCE = (
    Rule("too long", too_long, "- " + "And so on. " * (LONGEST // 10)),
    Rule(
        "table of contents",
        lambda i: i.forbidden == "table of contents" and not any("//" in p.url for p in i.titled),
        "## Contents\n\n- Pruning",
    ),
    Rule(
        "licence or contribution",
        lambda i: i.forbidden == "licence or contribution",
        "## License\n\n- [MIT](https://a.org)",
    ),
    Rule("news", lambda i: i.forbidden == "news", "## News\n\n- [A release of ours](https://a.org)"),
    Rule("table of contents", _elsewhere, "- [Pruning](#pruning)"),
    Rule(
        "empty",
        lambda i: not (i.links or i.plain or any(p.kind == "image" for p in i.pieces)),
        "-",
    ),
    Rule("badge", lambda i: not i.plain and not i.outer, "- ![stars](https://a.org/b.svg)"),
    Rule(
        "placeholder",
        lambda i: (
            not i.links and not i.kids and pattern("headings", "placeholder").match(i.plain) is not None
        ),
        "- To be added",
    ),
    Rule("file name", lambda i: not i.links and _FILE_NAME.match(i.plain) is not None, "- train.py"),
    Rule(
        "badge",
        lambda i: bool(i.links) and all(p.badge for p in i.links) and not words(i.text),
        "- [![stars](https://a.org/b.svg)](https://a.org)",
    ),
)


# What its title and the text beside it tell -------------------------------------------------------


def _told(item: Item, draft: Draft) -> bool:
    """Whether a link stands in a sentence."""
    before = words(draft.before) if draft.linked else 0
    talks = _TALK.search(draft.before) is not None
    return (before >= 8 and not draft.authors and not draft.venue) or (before > 4 and talks)


def _points_aside(item: Item) -> bool:
    """Whether a text's link is a pointer in a sentence (``… , see here for details``)."""
    here = sets("labels")["here"]
    for index, piece in enumerate(item.pieces):
        label = collapse(piece.text).casefold()
        if label in here:
            before = "".join(p.text for p in item.pieces[:index] if p.kind == "text")
            return bool(_POINTER.search(before))
    return False


def _talks(item: Item, draft: Draft) -> bool:
    if draft.linked or not draft.links:
        return False
    keyed = only_labels(label_words(draft.title)) and not draft.emphasised
    return keyed or _TALK.search(draft.title) is not None or _points_aside(item)


def _note(item: Item, draft: Draft) -> bool:
    """Whether an item only tells something of what stands above it."""
    return words(item.text) <= 8 and key_of(item.text) in _NOTES and not draft.linked


_NOTES = ("authors", "venue", "year", "note")


def _person(item: Item, draft: Draft) -> bool:
    """Whether an item only names a person."""
    if not draft.linked or draft.venue or draft.year:
        return False
    return person(_ASIDE.sub("", draft.title)) >= 2 and words(item.text) <= 2


def _bare(item: Item, draft: Draft) -> bool:
    """Whether an item has no link at all and its title is not set off, so that only its words can tell."""
    return not (draft.linked or draft.links or draft.bracketed or item.backed)


def _explains(item: Item) -> bool:
    """Whether an item explains a word of the list (``**Gating**: how tokens are routed``)."""
    seen = [p for p in item.pieces if p.kind == "text" and p.text.strip()]
    if len(seen) < 2 or not (seen[0].bold or seen[0].code) or words(seen[0].text) > 3:
        return False
    after = seen[1].text.lstrip()
    colon = after.startswith((":", "：", "-", "–"))
    after = after.lstrip(":：-– ")
    ordinary = seen[0].text.strip(" :：").istitle() and " " not in seen[0].text.strip()
    return colon and (after[:1].islower() or (ordinary and words(after) >= 5))


def plain_case(text: str) -> bool:
    """Whether a text has few capitals, as running text has and titles have not."""
    long = [w for w in text.split()[1:] if len(w) > 3 and w[0].isalpha()]
    return sum(w[0].isupper() for w in long) * 4 <= len(long)


def _unstated(draft: Draft) -> bool:
    """Whether neither length nor a venue, year or name makes a title of bare words."""
    count = words(draft.title)
    if _CJK.search(draft.title) and not draft.venue:
        return count < 8
    slug = draft.title.count("-") + draft.title.count("_") >= 3
    stated = draft.venue is not None or (count >= 2 and (draft.year is not None or bool(draft.authors)))
    return not (count >= 3 or slug or stated)


def _long(item: Item, draft: Draft) -> bool:
    long = sentence(item.text) and words(draft.title) > 25
    return long or _TALK.search(item.text) is not None


BY_ITS_WORDS = (
    Rule("prose", _told, "- We are grateful to everyone at [this laboratory](https://a.org)"),
    Rule(
        "prose",
        lambda i, d: d.title.casefold() in sets("labels")["here"],
        "- see [here](https://a.org)",
    ),
    Rule("prose", _talks, "- Please look at our list of papers, [link](https://a.org)"),
    Rule("person", _person, "- [Grace Hopper](https://a.org)"),
    Rule("note", _note, "- Date: 3 December"),
    Rule("prose", lambda i, d: _bare(i, d) and _long(i, d), "- We have a list of what you can read"),
    Rule(
        "group heading",
        lambda i, d: _bare(i, d) and i.text.rstrip().endswith((":", "：")),
        "- Papers about it:",
    ),
    Rule("legend", lambda i, d: _bare(i, d) and _explains(i), "- **Gating**: how tokens are routed"),
    Rule("prose", lambda i, d: _bare(i, d) and _unstated(d), "- Two words"),
)


# Paragraphs: their title leads, and they do not talk ----------------------------------------------


def _after_title(item: Item, draft: Draft) -> str:
    at = next((i for i, p in enumerate(item.pieces) if p.url.strip() == draft.url), -1)
    rest = item.pieces[at + 1 :]
    return "".join(p.text if p.kind == "text" else "\n" if p.kind == "break" else "" for p in rest)


def _linked_talk(item: Item, draft: Draft) -> bool:
    if not draft.linked:
        return False
    before, after = draft.before, _after_title(item, draft)
    if people(", ".join(p.text for p in item.titled)).sure or _TALK.search(before):
        return True
    if _SPEAKS.match(before) or pattern("headings", "none").match(before.rstrip(" :：")):
        return True
    if before.casefold() in _ARTICLES and after.lstrip()[:1].islower():
        return True
    if words(before) > 4 and not (draft.authors or draft.year):
        return True
    if draft.url and not {".", "/"} & set(draft.url):
        return True
    if _VERB.match(after) or _TALK.search(after[:120]) is not None:
        return item.kind == "paragraph"
    return draft.venue is None and words(draft.title) < 3 and words(before) > 3


def _unlinked_talk(item: Item, draft: Draft) -> bool:
    if draft.linked or (draft.authors and (draft.venue or draft.year)):
        return False
    if not draft.links or (item.titled and not (draft.emphasised or draft.authors)):
        return True
    if _SPEAKS.match(item.plain) and plain_case(item.plain):
        return True
    told = _TALK.search(item.text) is not None or _SOURCED.search(item.text) is not None
    if told or _points_aside(item):
        return True
    alone = item.text.rstrip(" \n;；").endswith((":", "："))
    return words(draft.title) < (1 if alone else 3) and not draft.emphasised


AS_A_PARAGRAPH = (
    Rule(
        "prose",
        _linked_talk,
        "The authors of this list would like to name [a paper of theirs](https://a.org), too.",
    ),
    Rule("prose", _unlinked_talk, "See the list of papers [here](https://a.org)."),
)
