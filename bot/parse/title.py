"""The title of an item: the run of segments that leaves the rest of it best explained."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.identify import kind
from bot.parse.evidence import AFFILIATION, PREFIX, SENTENCE, Evidence
from bot.parse.segments import Segment
from bot.parse.weights import weights
from bot.words import words as vocabulary

_MAX_RUN = 16
# A run of segments as the title.
_RUN = weights(
    ("word", 0.45, "each of the first nine"),
    ("word too many", -0.2, "each beyond twenty-two"),
    ("one word", -1.5, "PyTorch"),
    ("whole link", 6.0, "[A title](u), ICML"),
    ("whole citation", 3.0, "[A. Name, A title, ICML 2020](u)"),
    ("first title link", 1.5, "[A title](u) and [its talk](v)"),
    ("quoted", 4.5, 'Names, "A title", venue'),
    ("bold", 3.0, "**A title** names"),
    ("bold in part", 1.0, "**A title. In two** sentences"),
    ("italic", 2.0, "*A longer title than this* names"),
    ("leads", 0.8, "A title. What it is about"),
    ("starts in brackets", -3.0, "[tag] A title"),
    ("is a bracket", -1.5, "[A title] names"),
    ("ends within brackets", -2.0, "A title (an aside"),
    ("starts lower", -1.0, "for what it is used"),
)


def _by_count(count: int) -> float:
    """Return what a run is worth by the number of its words."""
    many, one = max(0, count - 22) * _RUN["word too many"], (count < 2) * _RUN["one word"]
    return min(count, 9) * _RUN["word"] + many + one


_WORDS = [_by_count(count) for count in range(400)]
# A segment within the title.
_WITHIN = weights(
    ("venue and year", -3.5, "A title ICML 2020"),
    ("year", -2.5, "A title 2020"),
    ("venue", -2.0, "A title, Nature"),
    ("names", -2.2, "A title, A. Name"),
    ("one unsure name", -1.2, "A title, Local Demo"),
    ("sentence", -5.0, "Proposes a way to do it"),
    ("code style", -1.5, "A title `tag`"),
    ("numbers", -2.5, "A title, 12(3):4-5"),
    ("bare number", -0.2, "A title 2"),
    ("affiliation in brackets", -2.5, "A title (Google)"),
    ("bracket", -0.3, "A title (of a kind)"),
)
# An unsure venue or year counts this share.
_UNSURE = 0.6
# A segment outside of the title.
_OUTSIDE = weights(
    ("fact", 0.8, "ICML 2020"),
    ("names", 1.0, "A. Name, B. Name"),
    ("more names", 0.3, ", B. Name"),
    ("likely name before", 0.0, "Jane Demo: A title"),
    ("unsure name before", -0.8, "Local Demo: A title"),
    ("unsure name after", 0.4, "A title. Local Demo"),
    ("kind before", -0.6, "Survey: A title"),
    ("tag before", -1.6, "[Pruning] A title"),
    ("topic before", -0.4, "**Model Compression**: A title"),
    ("rest of a tag", -0.2, "[SP: Ring] A title"),
    ("words before", -2.6, "Some words, A title"),
    ("continues after", -1.0, "A title, continued"),
    ("rest of a link", -1.5, "[A title. Now!](u)"),
    ("words after", -0.25, "A title. What it is about"),
)
# What parts two segments of one title; within one style or link it counts the share below.
_JOINS = {
    "": 0.0, "soft": 0.0, "gap": 0.5, "bracket": 0.6, "emoji": 1.5, "blank": 0.8, "initial": 1.6,
    "comma": 0.6,
    "colon": 0.2, "stop": 2.2, "by": 3.0, "type": 4.0, "dash": 1.2, "bar": 3.0, "line": 4.0, "style": 2.6,
}  # fmt: skip
_ALIKE = 0.15


@dataclass(slots=True)
class Choice:
    """A title's run of segments, and how far ahead of the next best it is."""

    first: int
    last: int
    margin: float = 99.0


def choose(
    segments: Sequence[Segment], found: Sequence[Evidence], bonus: Callable[[int, int], float] | None = None
) -> Choice | None:
    """Choose the title; None if nothing can be one.

    ``bonus`` is what else speaks for a run, by its first and its last segment.
    """
    item = _Item(segments, found)
    best = second = -math.inf
    run: tuple[int, int] | None = None
    for first, one in enumerate(segments):
        if one.resource:
            continue
        for last, worth in item.runs(first):
            score = worth if bonus is None else worth + bonus(first, last)
            if score > best:
                best, second, run = score, best, (first, last)
            elif score > second:
                second = score
    return Choice(*run, best - second) if run is not None else None


class _Item:
    """What the runs of one item are weighed by, each computed once."""

    def __init__(self, segments: Sequence[Segment], found: Sequence[Evidence]) -> None:
        self.segments, self.found = segments, found
        count = range(len(segments))
        self.first_link = next((s.link for s in segments if s.link is not None and not s.resource), None)
        self.cited = _cited(segments, found)
        self.named = [e.fact or e.people.sure for e in found]
        # Whether the link of each ends with it, but for facts in its label.
        self.ends = [True] * len(segments)
        for at in reversed(range(len(segments) - 1)):
            whole = segments[at + 1].link is not segments[at].link
            self.ends[at] = whole or (self.alone(at + 1, segments[at]) and self.ends[at + 1])
        self.opens = self.opens_with_name()
        self.goes_on = [self.continues(at) for at in count]
        self.within = [
            _within(one, shown, one.link is None or id(one.link) in self.cited)
            for one, shown in zip(segments, found, strict=True)
        ]
        self.joins = [self.join(at) if at else 0.0 for at in count]
        # Whether all before is explained, and whether nothing but links to resources is.
        self.led: list[bool] = []
        self.leads: list[bool] = []
        led = leads = True
        outside = [self.outside(at) for at in count]
        self.before = [0.0]
        for at, (one, shown) in enumerate(zip(segments, found, strict=True)):
            self.led.append(led and at > 0)
            self.leads.append(leads)
            led = led and (one.resource or shown.fact or shown.sure or shown.numbers)
            leads = leads and one.resource
            self.before.append(self.before[-1] + outside[at][0])
        self.after = [0.0]
        for _, after in reversed(outside):
            self.after.append(self.after[-1] + after)
        self.after.reverse()

    # runs ----------------------------------------------------------------------------------------

    def runs(self, first: int) -> list[tuple[int, float]]:
        """Return the last segment of each run that begins with one, and the run's worth as the title."""
        out = []
        segments, one, link = self.segments, self.segments[first], self.segments[first].link
        styled = one.quoted or one.bold or one.italic or one.bracket != ""
        begins = self.begins(first)
        part, whole = self.by_link(first)
        count, total = 0, self.before[first]
        linked, named = link is not None, True
        for last in range(first, min(len(segments), first + _MAX_RUN)):
            end = segments[last]
            if end.resource or (self.opens and first == 0 and last > 1 and end.sep in ("bar", "line")):
                break
            count += end.count
            total += self.within[last] + (self.joins[last] if last > first else 0.0)
            linked = linked and (end.link is link or (self.opens and first == 0))
            named = named and self.named[last]
            value = total + begins + _WORDS[min(count, 399)]
            if linked and not named:
                value += whole if self.ends[last] or end.link is not link else part
            if styled:
                value += self.by_style(first, last, count, linked=linked)
            elif end.bracket and self.opened(last):
                value += _RUN["ends within brackets"]
            out.append((last, value + self.after[last + 1]))
        return out

    def begins(self, first: int) -> float:
        """Return what a run is worth by its beginning."""
        one = self.segments[first]
        if self.leads[first]:
            return _RUN["leads"]
        return _RUN["starts lower"] if one.link is None and one.text[:1].islower() else 0.0

    def by_link(self, first: int) -> tuple[float, float]:
        """Return what a run within one link is worth by that: as a part of its label, and as all of it."""
        one = self.segments[first]
        if one.link is None or (one.sep == "" and self.in_sentence(first)):
            return 0.0, 0.0
        part = _RUN["first title link"] if one.link is self.first_link else 0.0
        if not self.alone(first - 1, one):
            return part, part
        return part, part + _RUN["whole citation" if id(one.link) in self.cited else "whole link"]

    def opens_with_name(self) -> bool:
        """Whether a paper's name leads to it, and its title goes on (``[Sled](u): Gliding …``)."""
        if len(self.segments) < 2:
            return False
        one, after = self.segments[:2]
        if one.link is None or one.resource or one.count > 2 or kind(one.link.url) != "paper":
            return False
        return (
            after.link is None
            and after.sep == "colon"
            and sum(s.count for s in takewhile(lambda s: s.sep != "bar", self.segments[1:])) >= 3
            and not after.text[:1].islower()
            and SENTENCE.match(after.text) is None
        )

    def in_sentence(self, first: int) -> bool:
        """Whether a link stands amid running text (``A clone of [Theme Hospital](u)``)."""
        before = self.segments[first - 1]
        return before.link is None and before.text[-1:].islower() and " " in before.text

    def alone(self, at: int, one: Segment) -> bool:
        """Whether the segment beside one is no part of its link, or only a fact in the link's label."""
        if not 0 <= at < len(self.segments) or self.segments[at].link is not one.link:
            return True
        weight = self.found[at].people.weight
        return self.named[at] or (weight >= 1.5 and self.segments[at].sep == "comma")

    def opened(self, last: int) -> bool:
        """Whether the bracket that a run ends in goes on behind it."""
        after = self.after_run(last)
        return after is not None and after.bracket != "" and after.sep != "bracket"

    def after_run(self, last: int) -> Segment | None:
        return self.segments[last + 1] if last + 1 < len(self.segments) else None

    def by_style(self, first: int, last: int, count: int, *, linked: bool) -> float:
        """Return what a run is worth by the quotes, the style or the brackets that set it off."""
        one, run, enough = self.segments[first], self.segments[first : last + 1], count >= 3
        value = 0.0
        if one.bracket:
            whole = first == 0 and enough and all(s.bracket for s in run) and not self.followed(last)
            value = _RUN["is a bracket" if whole else "starts in brackets"]
        elif run[-1].bracket and self.opened(last):
            value = _RUN["ends within brackets"]
        enough = enough or self.led[first]
        if enough and one.quoted and run[-1].quoted and self.edged("quoted", first, last):
            return value + _RUN["quoted"]
        if linked:
            return value
        if not one.bracket and all(s.bold for s in run):
            if self.defined(first, last) or (enough and self.edged("bold", first, last)):
                return value + _RUN["bold"]
            return value + _RUN["bold in part"] * (count > 1)
        if count >= 4 and all(s.italic for s in run) and self.edged("italic", first, last):
            return value + _RUN["italic"]
        return value

    def defined(self, first: int, last: int) -> bool:
        """Whether a name in bold leads, and what it is follows (``**Zelda 3** - a clone of …``)."""
        after = self.after_run(last)
        if after is None or not self.leads[first] or after.bold or after.sep not in ("dash", "colon"):
            return False
        return not _topic(self.segments[first].text)

    def followed(self, last: int) -> bool:
        """Whether text follows right behind a bracket, as a title follows its tag (``[Pruning] A title``)."""
        after = self.after_run(last)
        if after is None or after.sep != "bracket" or after.resource:
            return False
        return not self.found[last + 1].sure

    def edged(self, style: str, first: int, last: int) -> bool:
        """Whether a style begins and ends with the run."""
        after = self.after_run(last)
        opened = first > 0 and getattr(self.segments[first - 1], style)
        if opened and self.segments[first].sep not in ("bracket", "line"):
            return False
        return after is None or not getattr(after, style) or after.sep in ("bracket", "line")

    # segments ------------------------------------------------------------------------------------

    def continues(self, at: int) -> bool:
        """Whether a segment can only go on with what stands before it (``… (LSTMs) on Mobile GPUs``)."""
        one, found = self.segments[at], self.found[at]
        if not at or one.bracket or found.fact:
            return False
        if at == 1 and self.opens:
            return True
        before, shown = self.segments[at - 1], self.found[at - 1]
        if before.link is not one.link:
            return False
        if before.style != one.style:
            # A word in italics amid running text: … for *Video Captioning* with …
            after = self.after_run(at)
            if (
                one.sep == ""
                and one.italic
                and before.style == ""
                and after is not None
                and after.sep == "stop"
            ):
                return True  # … for *Re-Identification*. Names
            return one.sep == "" and (
                before.text.rsplit(" ", 1)[-1] in vocabulary("small")
                or one.text.split(" ", 1)[0] in vocabulary("small")
            )
        if one.sep == "by":
            return not found.names
        lower = one.text[:1].islower()
        if one.sep != "bracket":
            return lower and one.sep in ("gap", "emoji", "initial", "soft", "")
        if before.quoted != one.quoted and (before if before.quoted else one).count < 3:
            return True
        named = before.count <= 3 and not (shown.fact or shown.names)
        return before.bracket != "" and (named or lower)

    def join(self, at: int) -> float:
        """Return what it costs a title to reach over what parts a segment from the one before it."""
        if self.goes_on[at]:
            return 0.0
        before, one = self.segments[at - 1], self.segments[at]
        cost = _JOINS[one.sep]
        if before.style != one.style or before.link is not one.link:
            cost = max(cost, _JOINS["style"])
        if before.link is one.link and (
            (one.link is not None and id(one.link) not in self.cited)
            or (one.bold and before.bold)
            or (one.quoted and before.quoted)
        ):
            cost *= _ALIKE
        return -cost

    def outside(self, at: int) -> tuple[float, float]:
        """Return what a segment is worth before the title, and what it is worth after it."""
        one, found = self.segments[at], self.found[at]
        if one.resource:
            return 0.0, 0.0  # no run holds one, so that it would add the same to each
        if found.fact or found.numbers:
            same = "fact"
        elif found.sure:
            same = "names" if found.names else "more names"
        elif found.people.weight > 0:
            before = "likely name before" if found.people.weight >= 1.5 else "unsure name before"
            return _OUTSIDE[before], _OUTSIDE["unsure name after"]
        else:
            return _OUTSIDE[self.words_before(at)], _OUTSIDE[self.words_after(at)]
        return _OUTSIDE[same], _OUTSIDE[same]

    def words_after(self, at: int) -> str:
        one = self.segments[at]
        inside = one.link is not None and at > 0 and self.segments[at - 1].link is one.link
        if inside and id(one.link) not in self.cited:
            return "rest of a link"
        goes_on = one.sep in ("comma", "colon", "gap", "soft") or self.goes_on[at]
        if at and SENTENCE.match(self.segments[at - 1].text):
            return "words after"
        return "continues after" if goes_on else "words after"

    def words_before(self, at: int) -> str:
        one, after = self.segments[at], self.after_run(at)
        if PREFIX.match(one.text):
            return "kind before"
        if at and one.bracket and self.segments[at - 1].bracket and one.sep != "bracket":
            return "rest of a tag"
        if after is None:
            return "words before"
        if one.bold and not after.bold and after.sep == "colon" and _topic(one.text):
            return "topic before"
        ends = one.bracket or one.style != after.style or after.sep in ("bar", "bracket", "dash", "colon")
        return "tag before" if one.count <= 4 and ends else "words before"


def _cited(segments: Sequence[Segment], found: Sequence[Evidence]) -> set[int]:
    """Return the links whose labels are whole citations, with names and a year, by their ``id``."""
    dated = {id(s.link) for s, e in zip(segments, found, strict=True) if s.link and e.year is not None}
    return dated and {id(s.link) for s, e in zip(segments, found, strict=True) if e.names} & dated


def _within(segment: Segment, found: Evidence, running: bool) -> float:
    """Weigh a segment within the title; ``running`` text may name persons, a link's label seldom does."""
    value = 0.0
    weight = found.people.weight
    if found.fact:
        kind = "venue and year" if found.venue and found.year else "year" if found.year else "venue"
        value += _WITHIN[kind] * (1.0 if found.sure else _UNSURE)
    elif running and weight > 0:
        several = found.sure or len(found.names) > 1
        value += _WITHIN["names" if several else "one unsure name"]
    elif found.people.sure or (weight >= 1.5 and segment.sep == "comma"):
        several = len(found.names) > 1
        value += _WITHIN["names" if several else "one unsure name"]
    if found.numbers:
        value += _WITHIN["numbers" if segment.sep in ("comma", "stop", "bracket") else "bare number"]
    if SENTENCE.match(segment.text):
        value += _WITHIN["sentence"]
    if segment.code:
        value += _WITHIN["code style"]
    if segment.bracket:
        value += _WITHIN["affiliation in brackets" if AFFILIATION.search(segment.text) else "bracket"]
    return value


def _topic(text: str) -> bool:
    """Whether a text reads as a topic, in ordinary words, and not as the name of a method (``XNOR-Net``)."""
    found = text.split()
    return len(found) >= 2 and all(w[1:].islower() for w in found if w.isalpha() or not w.isalnum())
