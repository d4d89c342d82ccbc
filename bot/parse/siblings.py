"""What the rest of a list says of one item: the same slot elsewhere decides what its words leave open.

Items of a list share a template. So the run that is the title elsewhere is likely the title here, and what
stands where others have their names or their venue is a name or a venue, though no vocabulary knows it. What
is certain (a known venue with its year, a link's label of several words, names of a usual form) nothing here
overturns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.parse.entry import Solo, accepted, drafted
from bot.parse.evidence import Evidence
from bot.parse.names import Names, people
from bot.parse.title import Choice, choose
from bot.parse.walk import Found

# A choice this far ahead of the next best stands, whatever the siblings say, and one of few words where it is
# so many times as far ahead. Below that the share of siblings that agree counts this much.
_CLEAR, _FEW, _CLEARER, _WEIGHT = 2.0, 4, 5, 5.5
# So many siblings that agree to this share make a slot known.
_ENOUGH, _SHARE = 4, 0.6
# A venue has at most so many words, a list of names so many.
_LONGEST = {"V": 9, "A": 5}
# So many segments of one item are labelled by their slots at most.
_ROUNDS = 3


def settle(found: Sequence[Found]) -> None:
    """Read again, by what their siblings show, the items that leave something open."""
    by_kind: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        if one.item.solo.choice is not None:
            by_kind[one.item.kind].append(one)
    for alike in by_kind.values():
        if len(alike) > _ENOUGH:
            solos = [one.item.solo for one in alike]
            _titles(solos)
            _labels(solos)
            for one, solo in zip(alike, solos, strict=True):
                if solo is not one.item.solo:
                    one.item.solo = solo
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


def _titles(alike: list[Solo]) -> None:
    """Choose again the titles that leave something open; what changes is put in the place of the item."""
    chosen = [(at, solo, solo.choice) for at, solo in enumerate(alike) if solo.choice is not None]
    votes = Counter(_run_key(solo, choice.first, choice.last) for _, solo, choice in chosen)
    leading = sum(c.first == 0 and s.segments[0].link is not None for _, s, c in chosen) * 2 > len(alike)
    for at, solo, old in chosen:
        named = leading and solo.segments[0].resource and _may_lead(solo)
        if named:
            solo = solo.apart()
            solo.segments[0] = replace(solo.segments[0], resource=False)
        elif old.margin >= _CLEAR * (1 if _spoken(solo, old) > _FEW else _CLEARER):
            continue
        mine = _run_key(solo, old.first, old.last)
        new = choose(solo.segments, solo.found, partial(_agreed, solo, votes, mine, len(alike) - 1))
        if new is not None and (named or (new.first, new.last) != (old.first, old.last)):
            alike[at] = solo if named else solo.apart()
            alike[at].choice = new


def _agreed(
    solo: Solo, votes: Counter[Hashable], mine: Hashable, others: int, first: int, last: int
) -> float:
    """Return what speaks for a run by how many of the others have theirs in the same slot."""
    if any(e.numbers or e.sure for e in solo.found[first : last + 1]):
        return 0.0  # what is certain is no title, whatever the others have
    key = _run_key(solo, first, last)
    return _WEIGHT * (votes[key] - (key == mine)) / others


def _spoken(solo: Solo, choice: Choice) -> int:
    return sum(one.count for one in solo.segments[choice.first : choice.last + 1])


def _run_key(solo: Solo, first: int, last: int) -> Hashable:
    """What runs of the same slot share: how they are set, what stands before them, what ends them."""
    segments = solo.segments
    one, after = segments[first], segments[last + 1] if last + 1 < len(segments) else None
    before = "".join(sorted({_coarse(segments[at].resource, solo.found[at]) for at in range(first)}))
    ends = ("", "") if after is None else (after.sep, _kind_after(solo, last + 1))
    linked, whole = one.link is not None, after is None or after.link is not one.link
    return linked, whole, one.bold, one.italic, one.quoted, one.bracket, before, ends


def _kind_after(solo: Solo, at: int) -> str:
    """What stands behind a run; an unknown text before a year may be a venue."""
    shown = solo.found[at]
    if solo.segments[at].resource:
        return "R"
    if shown.fact or shown.numbers:
        return "V" if shown.venue else "Y"
    if shown.sure and shown.names:
        return "A"
    return "V" if _dated(solo, at) and solo.segments[at + 1].sep == "comma" else "N"


def _coarse(resource: bool, found: Evidence) -> str:
    named = found.sure or (found.names and found.people.weight > -1)
    return "R" if resource else "F" if found.fact else "A" if named else "N"


def _dated(solo: Solo, at: int) -> bool:
    """Whether a year stands behind a segment."""
    return at + 1 < len(solo.found) and solo.found[at + 1].year is not None


def _last_of(solo: Solo, at: int) -> int:
    """Return the last segment of the names that one begins."""
    after = range(at + 1, len(solo.found))
    return next((n for n in after if solo.found[n].names or solo.found[n].people.weight <= 0), after.stop) - 1


def _may_lead(solo: Solo) -> bool:
    """Whether an item opens with a link whose label is a resource's word, and goes on as after a title."""
    one = solo.segments[0]
    if one.link is None or one.link.badge or one.link.bare or one.bracket:
        return False
    after = solo.segments[1]
    return after.link is None and after.sep in ("dash", "colon", "stop", "comma", "line")


# Names and venues ---------------------------------------------------------------------------------


def _labels(alike: list[Solo]) -> None:
    """Label by its slot what an item leaves open; what changes is put in the place of the item."""
    places = [list(_places(solo, solo.choice)) for solo in alike if solo.choice is not None]
    counts: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for filled in places:
        for _, slot, label in filled:
            counts[slot][label] += 1
    for number, filled in enumerate(places):
        for _ in range(_ROUNDS):
            solo = _labelled(alike[number], filled, counts)
            if solo is None:
                break
            alike[number] = solo
            filled = list(_places(solo, solo.choice)) if solo.choice is not None else []


def _places(solo: Solo, choice: Choice) -> Iterator[tuple[int, Hashable, str]]:
    """Yield the place of each segment beside the title, the slot that it fills, and its label."""
    segments = solo.segments
    for side, places in (("T", range(choice.last + 1, len(segments))), ("^", range(choice.first))):
        last = side
        for at in places:
            one = segments[at]
            sep = one.sep if side == "T" else segments[at + 1].sep
            stands, told = (side, last, sep, one.style, one.bracket, one.link is not None), _dated(solo, at)
            last = _label_of(solo, at)
            yield at, (*stands, told), last
            if last == "A" and not told and _dated(solo, _last_of(solo, at)):
                # Of one who signs alone it is asked what stands there of several.
                yield at, (*stands, True), last


def _label_of(solo: Solo, at: int) -> str:
    """Return what a segment is: R a resource, V a venue, Y a year or numbers, A names, N nothing known."""
    shown = solo.found[at]
    if solo.segments[at].resource:
        return "V" if shown.venue is not None and shown.venue.casefold() != "arxiv" else "R"
    if shown.venue is not None:
        return "V"
    if shown.year is not None or shown.numbers:
        return "Y"
    return "A" if shown.sure or accepted(solo, at) else "N"


def _labelled(
    solo: Solo, filled: Sequence[tuple[int, Hashable, str]], counts: Mapping[Hashable, Counter[str]]
) -> Solo | None:
    """Label the first segment that is open and of whose slot enough is known; None if there is none."""
    for at, slot, label in filled:
        one = solo.segments[at]
        told = _told(solo, at, counts[slot]) if label == "N" or one.resource else ""
        if not told:
            continue
        solo = solo.apart()
        if told == "V":
            solo.found[at] = Evidence(venue=solo.found[at].venue or one.text, sure=True)
            solo.segments[at] = replace(one, resource=False)
        else:
            solo.found[at] = Evidence(people=Names(people(one.text).names or (one.text,), 2.0), sure=True)
        return solo
    return None


def _told(solo: Solo, at: int, slot: Counter[str]) -> str:
    """Return what a slot says an unknown text is, A or V; nothing if it says neither."""
    one, others = solo.segments[at], slot.total() - 1
    if one.resource:
        # Where others name their venue, ``[arXiv](u)`` does, too.
        return "V" if solo.found[at].venue and slot["V"] >= _ENOUGH and slot["V"] * 3 > others else ""
    label = max("VA", key=slot.__getitem__)
    if slot[label] < _ENOUGH or slot[label] < _SHARE * others:
        return ""
    return label if one.text[:1].isupper() and one.count <= _LONGEST[label] else ""
