"""What the rest of a list says of one item: the same slot elsewhere decides what its words leave open.

Items of a list share a template. So the run that is the title elsewhere is likely the title here, and what stands
where others have their names or their venue is a name or a venue, though no vocabulary knows it. What is certain
(a known venue with its year, a link's label of several words, names of a usual form) nothing here overturns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace

from bot.parse.entry import Solo, accepted, drafted
from bot.parse.evidence import Evidence
from bot.parse.names import Names, people
from bot.parse.text import words
from bot.parse.title import choose
from bot.parse.walk import Found

# A choice this far ahead of the next best stands, whatever the siblings say; below it their share counts this much.
_CLEAR, _WEIGHT = 2.0, 7.0
# So many siblings that agree to this share make a slot known.
_ENOUGH, _SHARE = 4, 0.6
_LONGEST = 9


def settle(found: Sequence[Found]) -> None:
    """Read again, by what their siblings show, the items that leave something open."""
    by_kind: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        if one.item.solo.choice is not None:
            by_kind[one.item.kind].append(one)
    for alike in by_kind.values():
        if len(alike) > _ENOUGH:
            changed = _titles(alike) | _labels(alike)
            for one in alike:
                if id(one) in changed:
                    _redraft(one)


def _redraft(one: Found) -> None:
    new, old = drafted(one.item.solo, cell=one.item.kind == "row"), one.draft
    if new is None:
        return
    if one.item.kind == "row":
        facts = (new.venue or old.venue, new.year or old.year, new.authors or old.authors)
        new = replace(new, line=old.line, links=old.links, url=new.url if new.linked else old.url)
        new.venue, new.year, new.authors = facts
    one.draft = new


# Titles -------------------------------------------------------------------------------------------


def _run_key(solo: Solo, first: int, last: int) -> Hashable:
    """What runs of the same slot share: how they are set, what stands before them, what ends them."""
    segments, found = solo.segments, solo.found
    one, after = segments[first], segments[last + 1] if last + 1 < len(segments) else None
    before = {_coarse(segments[at].resource, found[at]) for at in range(first)}
    whole = after is None or after.link is not one.link
    ends = ("", "") if after is None else (after.sep, _kind_after(solo, last + 1))
    return (
        one.link is not None,
        whole,
        one.bold,
        one.italic,
        one.quoted,
        one.bracket,
        frozenset(before),
        ends,
    )


def _kind_after(solo: Solo, at: int) -> str:
    """What stands behind a run; an unknown text before a year may be a venue."""
    shown, one = solo.found[at], solo.segments[at]
    if one.resource:
        return "R"
    if shown.fact or shown.numbers:
        return "V" if shown.venue else "Y"
    if shown.sure and shown.names:
        return "A"
    dated = (
        at + 1 < len(solo.found)
        and solo.found[at + 1].year is not None
        and solo.segments[at + 1].sep == "comma"
    )
    return "V" if dated else "N"


def _coarse(resource: bool, found: Evidence) -> str:
    named = found.sure or (found.names and found.people.weight > -1)
    return "R" if resource else "F" if found.fact else "A" if named else "N"


def _titles(alike: Sequence[Found]) -> set[int]:
    votes: Counter[Hashable] = Counter()
    for one in alike:
        solo = one.item.solo
        assert solo.choice is not None
        votes[_run_key(solo, solo.choice.first, solo.choice.last)] += 1
    leading = sum(_leads(one.item.solo) for one in alike)
    changed = set()
    for one in alike:
        solo = one.item.solo
        named = solo.segments[0].resource and _may_lead(solo) and leading * 2 > len(alike)
        if named:
            solo.segments[0].resource = False
        assert solo.choice is not None
        spoken = sum(words(s.text) for s in solo.segments[solo.choice.first : solo.choice.last + 1])
        if not named and solo.choice.margin >= _CLEAR * (1 if spoken > 4 else 5):
            continue
        mine = _run_key(solo, solo.choice.first, solo.choice.last)

        def bonus(first: int, last: int, solo: Solo = solo, mine: Hashable = mine) -> float:
            if any(e.numbers or e.sure for e in solo.found[first : last + 1]):
                return 0.0  # what is certain nothing overturns
            key = _run_key(solo, first, last)
            return _WEIGHT * (votes[key] - (key == mine)) / (len(alike) - 1)

        choice = choose(solo.segments, solo.found, bonus)
        if (
            choice is not None and (choice.first, choice.last) != (solo.choice.first, solo.choice.last)
        ) or named:
            solo.choice = choice or solo.choice
            changed.add(id(one))
    return changed


def _leads(solo: Solo) -> bool:
    choice = solo.choice
    return choice is not None and choice.first == 0 and solo.segments[0].link is not None


def _may_lead(solo: Solo) -> bool:
    """Whether an item opens with a link whose label is a resource's word, and goes on as after a title."""
    one = solo.segments[0]
    after = solo.segments[1] if len(solo.segments) > 1 else None
    plain = one.link is not None and not (one.link.badge or one.link.bare or one.bracket)
    return plain and (
        after is None or (after.link is None and after.sep in ("dash", "colon", "stop", "comma", "line"))
    )


# Names and venues ---------------------------------------------------------------------------------


def _slots(solo: Solo) -> list[tuple[int, Hashable]]:
    """Return the places of the segments beside the title, each with the slot that it fills."""
    choice, segments, out = solo.choice, solo.segments, []
    assert choice is not None
    last = "T"
    for at in range(choice.last + 1, len(segments)):
        one = segments[at]
        dated = at + 1 < len(segments) and solo.found[at + 1].year is not None
        out.append(
            (
                at,
                (
                    "after",
                    last,
                    dated,
                    one.sep,
                    one.bold,
                    one.italic,
                    one.code,
                    one.bracket,
                    one.link is not None,
                ),
            )
        )
        last = _label(solo, at)
    last = "^"
    for at in range(choice.first):
        one, after = segments[at], segments[at + 1]
        dated = solo.found[at + 1].year is not None
        out.append(
            (
                at,
                (
                    "before",
                    last,
                    dated,
                    after.sep,
                    one.bold,
                    one.italic,
                    one.code,
                    one.bracket,
                    one.link is not None,
                ),
            )
        )
        last = _label(solo, at)
    return out


def _label(solo: Solo, at: int) -> str:
    one, shown = solo.segments[at], solo.found[at]
    if one.resource:
        return "V" if shown.venue is not None and shown.venue.casefold() != "arxiv" else "R"
    if shown.venue is not None:
        return "V"
    if shown.year is not None or shown.numbers:
        return "Y"
    return "A" if shown.sure or accepted(solo, at) else "N"


def _labels(alike: Sequence[Found]) -> set[int]:
    counts: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for one in alike:
        for at, slot in _slots(one.item.solo):
            counts[slot][_label(one.item.solo, at)] += 1
    changed = set()
    for one in alike:
        solo = one.item.solo
        for _ in range(3):
            open_ = [
                (at, slot)
                for at, slot in _slots(solo)
                if _label(solo, at) == "N" or solo.segments[at].resource
            ]
            told = next(((at, label) for at, slot in open_ if (label := _told(solo, at, counts[slot]))), None)
            if told is None:
                break
            at, label = told
            text = solo.segments[at].text
            if label == "V":
                solo.found[at] = Evidence(venue=solo.found[at].venue or text, sure=True)
                solo.segments[at].resource = False
            else:
                solo.found[at] = Evidence(people=Names(people(text).names or (text,), 2.0), sure=True)
            changed.add(id(one))
    return changed


def _told(solo: Solo, at: int, slot: Counter[str]) -> str:
    """Return what a slot says an unknown text is, A or V; nothing if it says neither."""
    text = solo.segments[at].text
    total = slot.total() - 1
    label, count = next(((k, n) for k, n in slot.most_common() if k in "AV"), ("", 0))
    if solo.segments[at].resource:
        # Where others name their venue, ``[arXiv](u)`` does, too.
        return "V" if solo.found[at].venue and slot["V"] >= _ENOUGH and slot["V"] * 3 > total else ""
    fits = text[:1].isupper() and words(text) <= _LONGEST and (label != "A" or words(text) <= 5)
    return label if fits and count >= _ENOUGH and count >= _SHARE * total else ""
