"""What people decide by command: validated, and one line of ``state/decisions.yml`` each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from textwrap import shorten

from bot.errors import BotError
from bot.identify import lasting_names, names_of_paper, plain_name, title_key
from bot.models import KINDS, Paper
from bot.near import called, near
from bot.store import DECISIONS, Edits, State, decisions_text
from bot.store.decisions import PIN_FIELDS, pinnable

MOST_SHOWN = 10
TITLE_SHOWN = 72
VERBS = {
    "decline": ("PAPER",),
    "same": ("PAPER", "PAPER"),
    "different": ("NAME", "NAME"),
    "pin": ("PAPER", "FIELD", "VALUE"),
    "topic": ("PAPER", "TOPIC"),
    "keep": ("PAPER",),
}


def find(catalog: Sequence[Paper], wanted: str) -> Paper:
    """The one paper that ``wanted`` names, or words of its title, or its short name; raises BotError."""
    name = plain_name(wanted)
    exact = [paper for paper in catalog if name == paper.id] or [
        p for p in catalog if name in names_of_paper(p)
    ]
    key = title_key(wanted)
    found = exact or [paper for paper in catalog if key and key in title_key(paper.title)]
    found = found or called(catalog, key)
    if len(found) == 1:
        return found[0]
    if not found:
        raise BotError(f"no paper is called “{wanted}”; {_hint(near(catalog, wanted))}")
    found.sort(key=lambda paper: not title_key(paper.title).startswith(key))
    shown = "\n".join(f"  {paper.id}  {paper.title}" for paper in found[:MOST_SHOWN])
    more = f"\n  and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    raise BotError(f"“{wanted}” fits {len(found)} papers; give the id of one:\n{shown}{more}")


def _hint(papers: Sequence[Paper]) -> str:
    """What to say instead of a name that no paper has."""
    if not papers:
        return "give an id, an identifier, a URL or words of the title"
    *others, last = [f"“{shorten(one.title, TITLE_SHOWN, placeholder=' …')}” ({one.id})" for one in papers]
    return f"did you mean {', '.join(others)}{' or ' if others else ''}{last}?"


def decide(state: State, topics: Collection[str], verb: str, words: Sequence[str]) -> Edits:
    """The edit that records a decision, none if it is recorded already; raises BotError for a mistake."""
    if verb == "keep":
        if len(words) != 1:
            raise BotError("keep takes PAPER")
        return _keep(state, find(state.catalog, words[0]))
    row = decision_row(state.catalog, topics, verb, words)
    known = getattr(state.decisions, verb)
    if (row[0] in known) if verb == "decline" else (tuple(row) in known):
        return {}
    return {DECISIONS: decisions_text(state.texts.get(DECISIONS), verb, row)}


def _keep(state: State, paper: Paper) -> Edits:
    """People adopt a paper that nobody lists any more."""
    if not paper.former:
        raise BotError(f"{paper.id} is still listed; there is no question to answer")
    kept = replace(paper, former=())
    return state.edits([kept if one.id == paper.id else one for one in state.catalog])


def decision_row(
    catalog: Sequence[Paper], topics: Collection[str], verb: str, words: Sequence[str]
) -> list[str | int | None]:
    """The row that records a decision on papers of ``catalog``; raises BotError for what it cannot be."""
    if verb not in VERBS or verb == "keep":
        raise BotError(f"there is no “{verb}”; there are {', '.join(v for v in VERBS if v != 'keep')}")
    if len(words) != len(VERBS[verb]):
        raise BotError(f"{verb} takes {' '.join(VERBS[verb])}")
    if verb == "different":
        return [_name(catalog, word) for word in words]
    found = find(catalog, words[0])
    paper = found.id
    if verb == "decline":
        return [paper, *sorted(lasting_names(found) - {paper})]
    if verb == "same":
        other = find(catalog, words[1]).id
        if paper == other:
            raise BotError(f"{words[0]} and {words[1]} are one paper already: {paper}")
        return [paper, other]
    if verb == "topic":
        if words[1] not in topics:
            raise BotError(f"there is no topic “{words[1]}”; there are {', '.join(topics)}")
        return [paper, words[1]]
    return [paper, words[1], _value(words[1], words[2])]


def _name(catalog: Sequence[Paper], word: str) -> str:
    """A name that some mention answers to, as it will be looked up at every run."""
    name = plain_name(word)
    if not any(name in names_of_paper(paper) for paper in catalog):
        raise BotError(
            f"no paper is called “{word}”; give an id, an identifier, a URL or title:<slug> of an entry"
        )
    return name


def _value(field: str, text: str) -> str | int | None:
    if field not in PIN_FIELDS:
        raise BotError(f"there is no field “{field}” to pin; there are {', '.join(PIN_FIELDS)}")
    value = None if text == "null" else int(text) if field == "year" and text.isdecimal() else text
    if not pinnable(field, value):
        takes = {"year": "a year", "kind": f"one of {', '.join(KINDS)}", "url": "an http(s) address"}
        raise BotError(f"“{field}” takes {takes.get(field, 'text')}, not “{text}”")
    return value
