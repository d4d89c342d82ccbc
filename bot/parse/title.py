"""The title of an item: the run of segments that leaves the rest of it best explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.parse.evidence import AFFILIATION, PREFIX, SENTENCE, Evidence
from bot.parse.segments import Segment
from bot.parse.text import words

_MAX_RUN = 16


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that speaks for or against a reading, with what it weighs and an example of it."""

    name: str
    weight: float
    example: str


def _table(*rows: tuple[str, float, str]) -> dict[str, float]:
    return {name: Term(name, weight, example).weight for name, weight, example in rows}


# A run of segments as the title. Weights are in the worth of two words of title.
_RUN = _table(
    ("whole link", 6.0, "[A title](u), ICML"),
    ("first title link", 1.5, "[A title](u) and [its talk](v)"),
    ("quoted", 4.5, 'Names, "A title", venue'),
    ("bold", 3.0, "**A title** names"),
    ("italic", 2.0, "*A longer title than this* names"),
    ("one word", -1.5, "PyTorch"),
    ("leads", 0.8, "A title. What it is about"),
    ("starts in brackets", -3.0, "[tag] A title"),
    ("is a bracket", -1.5, "[A title] names"),
    ("ends within brackets", -2.0, "A title (an aside"),
    ("starts lower", -1.0, "for what it is used"),
)
# A segment within the title.
_WITHIN = _table(
    ("venue and year", -3.5, "A title ICML 2020"),
    ("year", -2.5, "A title 2020"),
    ("venue", -2.0, "A title, Nature"),
    ("names", -2.2, "A title, A. Name"),
    ("one unsure name", -1.2, "A title, Local Demo"),
    ("sentence", -4.0, "Proposes a way to do it"),
    ("code style", -1.5, "A title `tag`"),
    ("numbers", -2.5, "A title, 12(3):4-5"),
    ("affiliation in brackets", -2.5, "A title (Google)"),
    ("bracket", -0.3, "A title (of a kind)"),
)
# A segment outside of the title.
_OUTSIDE = _table(
    ("fact", 0.8, "ICML 2020"),
    ("resource", 0.8, "[pdf](u)"),
    ("names", 1.0, "A. Name, B. Name"),
    ("more names", 0.3, ", B. Name"),
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
# What parts two segments of one title.
_JOINS = {
    "": 0.0, "gap": 0.5, "soft": 0.2, "bracket": 0.6, "emoji": 1.5, "blank": 0.8, "initial": 1.6, "comma": 0.6, "colon": 0.2, "stop": 2.2,
    "by": 3.0, "type": 4.0, "dash": 1.2, "bar": 3.0, "line": 4.0, "style": 2.6,
}  # fmt: skip


@dataclass(slots=True)
class Choice:
    """A title's run of segments, how much speaks for it, and how far behind the next best is."""

    first: int
    last: int
    score: float
    margin: float = 99.0


@dataclass(slots=True)
class Context:
    """What the runs of one item are weighed by, each computed once."""

    segments: Sequence[Segment]
    found: Sequence[Evidence]
    bonus: Callable[[int, int], float] | None = None
    within: list[float] = field(default_factory=list)
    joins: list[float] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    first_link: object = None
    cited: list[object] = field(default_factory=list)
    led: list[bool] = field(default_factory=list)
    leads: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        segments, found = self.segments, self.found
        self.counts = [words(s.text) for s in segments]
        self.first_link = next((s.link for s in segments if s.link is not None and not s.resource), None)
        self.cited = [
            link
            for link in {id(s.link): s.link for s in segments if s.link is not None}.values()
            if self._cites(link)
        ]
        self.within = [
            _within(s, e, s.link is None or s.link in self.cited)
            for s, e in zip(segments, found, strict=True)
        ]
        self.joins = [0.0, *(_join(self, at) for at in range(1, len(segments)))]
        self.before, self.after, led, leads = [0.0], [0.0], True, True
        for at, (one, shown) in enumerate(zip(segments, found, strict=True)):
            # Whether all before is explained, and whether nothing but links to resources is.
            self.led.append(led and at > 0)
            self.leads.append(leads)
            led = led and (one.resource or shown.fact or shown.sure or shown.numbers)
            leads = leads and one.resource
            self.before.append(self.before[-1] + _outside(self, at, leads=True))
        for at in range(len(segments) - 1, -1, -1):
            self.after.append(self.after[-1] + _outside(self, at, leads=False))
        self.after.reverse()

    def _cites(self, link: object) -> bool:
        """Whether a link's label is a whole citation, with names and a year, and not a title alone."""
        mine = [e for s, e in zip(self.segments, self.found, strict=True) if s.link is link]
        return any(e.names for e in mine) and any(e.year is not None for e in mine)


def choose(context: Context) -> Choice | None:
    """Choose the title; None if nothing can be one."""
    best: Choice | None = None
    second = -99.0
    for first in range(len(context.segments)):
        run, total = _Run(context, first), context.before[first]
        for last in range(first, min(len(context.segments), first + _MAX_RUN)):
            if context.segments[last].resource:
                break
            run.extend(last)
            total += context.within[last] + (context.joins[last] if last > first else 0.0)
            score = total + run.worth() + context.after[last + 1]
            if context.bonus is not None:
                score += context.bonus(first, last)
            if best is None or score > best.score:
                second = best.score if best is not None else second
                best = Choice(first, last, score)
            elif score > second:
                second = score
    if best is not None:
        best.margin = best.score - second
    return best


class _Run:
    """A run of segments that grows at its end, and what it is worth as a title but for its segments and joins."""

    __slots__ = ("bold", "bracket", "context", "count", "first", "italic", "last", "linked", "named", "one")

    def __init__(self, context: Context, first: int) -> None:
        self.context, self.first, self.one = context, first, context.segments[first]
        self.count, self.last = 0, first
        self.linked = self.one.link is not None
        self.named = self.bold = self.italic = self.bracket = True

    def extend(self, last: int) -> None:
        segment, found = self.context.segments[last], self.context.found[last]
        self.last = last
        self.count += self.context.counts[last]
        self.linked = self.linked and segment.link is self.one.link
        self.named = self.named and (found.fact or found.people.sure)
        self.bold = self.bold and segment.bold
        self.italic = self.italic and segment.italic
        self.bracket = self.bracket and segment.bracket != ""

    def worth(self) -> float:
        count, one = self.count, self.one
        value = min(count, 9) * 0.45 - max(0, count - 22) * 0.2 + (_RUN["one word"] if count < 2 else 0.0)
        if self.linked and not self.named:
            value += self.by_link()
        value += self.by_style() + (self.by_bracket() if one.bracket else 0.0)
        if self.context.leads[self.first]:
            value += _RUN["leads"]
        elif one.link is None and one.text[:1].islower():
            value += _RUN["starts lower"]
        after = self.after()
        if after is not None and after.bracket and after.sep != "bracket" and not one.bracket:
            value += _RUN["ends within brackets"] * (self.context.segments[self.last].bracket != "")
        return value

    def after(self) -> Segment | None:
        return self.context.segments[self.last + 1] if self.last + 1 < len(self.context.segments) else None

    def by_link(self) -> float:
        context, link = self.context, self.one.link
        if self.first and self.one.sep == "" and self.in_sentence():
            return 0.0
        first = _RUN["first title link"] if link is context.first_link else 0.0
        if not (_alone(context, self.first - 1, self.one) and _alone(context, self.last + 1, self.one)):
            return first
        return first + _RUN["whole link"] * (0.5 if link in context.cited else 1.0)

    def in_sentence(self) -> bool:
        """Whether a link stands amid running text (``A clone of [Theme Hospital](u)``)."""
        before = self.context.segments[self.first - 1]
        return (
            before.link is None and not before.bracket and before.text[-1:].islower() and " " in before.text
        )

    def by_style(self) -> float:
        one, enough = self.one, self.count >= 3 or self.context.led[self.first]
        if enough and one.quoted and self.context.segments[self.last].quoted and self.edge("quoted"):
            return _RUN["quoted"]
        if self.linked or not (self.bold or self.italic):
            return 0.0
        after = self.after()
        if self.bold and not one.bracket and self.context.leads[self.first] and after is not None:
            # A name in bold that leads, and what it is: **Zelda 3** - a clone of …
            if after.sep in ("dash", "colon") and not after.bold and not _topic(one.text):
                return _RUN["bold"]
        if self.bold and not one.bracket:
            return _RUN["bold"] if enough and self.edge("bold") else 1.0 * (self.count > 1)
        return _RUN["italic"] if self.italic and self.count >= 4 and self.edge("italic") else 0.0

    def by_bracket(self) -> float:
        whole = (
            self.bracket and self.first == 0 and self.count >= 3 and not _followed(self.context, self.last)
        )
        return _RUN["is a bracket"] if whole else _RUN["starts in brackets"]

    def edge(self, style: str) -> bool:
        """Whether a style begins and ends with the run."""
        before = self.context.segments[self.first - 1] if self.first else None
        after = self.after()
        opened = before is not None and getattr(before, style) and self.one.sep not in ("bracket", "line")
        goes_on = after is not None and getattr(after, style) and after.sep not in ("bracket", "line")
        return not opened and not goes_on


def _followed(context: Context, last: int) -> bool:
    """Whether text follows right behind a bracket, as a title follows its tag (``[Pruning] A title``)."""
    after = context.segments[last + 1] if last + 1 < len(context.segments) else None
    found = context.found[last + 1] if after is not None else None
    return (
        after is not None
        and found is not None
        and after.sep == "bracket"
        and not (after.resource or found.fact or found.sure)
    )


def _alone(context: Context, at: int, one: Segment) -> bool:
    """Whether the segment beside a run is no part of its link, or only a fact in the link's label."""
    if not 0 <= at < len(context.segments) or context.segments[at].link is not one.link:
        return True
    found = context.found[at]
    return (
        found.fact
        or found.people.sure
        or (found.people.weight >= 1.5 and context.segments[at].sep == "comma")
    )


def _within(segment: Segment, found: Evidence, running: bool) -> float:
    """Weigh a segment within the title; ``running`` text may name persons, a link's label seldom does."""
    value = 0.0
    if found.fact:
        kind = "venue and year" if found.venue and found.year else "year" if found.year else "venue"
        value += _WITHIN[kind] * (1.0 if found.sure else 0.6)
    elif found.people.weight > 0 and running:
        value += _WITHIN["names"] if found.sure or len(found.names) > 1 else _WITHIN["one unsure name"]
    elif found.sure and running and not found.numbers:
        value += _WITHIN["names"]
    elif found.people.sure or (found.people.weight >= 1.5 and segment.sep == "comma"):
        value += _WITHIN[
            "names" if len(found.names) > 1 or "et al" in found.names[-1:] else "one unsure name"
        ]
    if found.numbers:
        value += _WITHIN["numbers"] if segment.sep in ("comma", "stop", "bracket") else -0.2
    if SENTENCE.match(segment.text):
        value += _WITHIN["sentence"]
    if segment.code:
        value += _WITHIN["code style"]
    if segment.bracket:
        value += (
            _WITHIN["affiliation in brackets"] if AFFILIATION.search(segment.text) else _WITHIN["bracket"]
        )
    return value


def _continues(context: Context, at: int) -> bool:
    """Whether a segment can only go on with what stands before it (``… (LSTMs) on Mobile GPUs``)."""
    one, found = context.segments[at], context.found[at]
    if not at or one.bracket or found.fact:
        return False
    before, shown = context.segments[at - 1], context.found[at - 1]
    if before.link is not one.link or before.style != one.style:
        return False
    if one.sep == "by":
        return not found.names
    if (
        one.sep == "bracket"
        and context.counts[at - 1 if before.quoted else at] < 3
        and before.quoted != one.quoted
    ):
        return True
    named = before.bracket != "" and context.counts[at - 1] <= 3 and not (shown.fact or shown.names)
    lower = one.text[:1].islower() and one.sep in ("gap", "emoji", "initial", "soft", "")
    return lower or (one.sep == "bracket" and (named or (one.text[:1].islower() and before.bracket != "")))


def _join(context: Context, at: int) -> float:
    before, one = context.segments[at - 1], context.segments[at]
    if _continues(context, at):
        return 0.0
    cost = _JOINS[one.sep]
    if before.style != one.style:
        cost = max(cost, _JOINS["style"])
    if before.link is not one.link:
        cost = max(cost, _JOINS["style"])
    elif (
        (one.link is not None and one.link not in context.cited)
        or (one.bold and before.bold)
        or (one.quoted and before.quoted)
    ):
        cost *= 0.15
    return -cost


def _outside(context: Context, at: int, *, leads: bool) -> float:
    one, found = context.segments[at], context.found[at]
    if one.resource:
        return _OUTSIDE["resource"]
    if found.fact or found.numbers:
        return _OUTSIDE["fact"]
    if found.sure:
        return _OUTSIDE["names"] if found.names else _OUTSIDE["more names"]
    after = context.segments[at + 1] if at + 1 < len(context.segments) else None
    if found.people.weight > 0:
        if leads and found.people.weight >= 1.5:
            return 0.0
        return _OUTSIDE["unsure name before" if leads else "unsure name after"]
    if not leads:
        if (
            one.link is not None
            and at
            and context.segments[at - 1].link is one.link
            and one.link not in context.cited
        ):
            return _OUTSIDE["rest of a link"]
        goes_on = one.sep in ("comma", "colon", "gap", "soft") or _continues(context, at)
        return _OUTSIDE["continues after" if goes_on else "words after"]
    if PREFIX.match(one.text):
        return _OUTSIDE["kind before"]
    if at and one.bracket and context.segments[at - 1].bracket and one.sep != "bracket":
        return _OUTSIDE["rest of a tag"]
    if one.bold and after is not None and after.sep == "colon" and _topic(one.text) and not after.bold:
        return _OUTSIDE["topic before"]
    tag = after is not None and context.counts[at] <= 4 and (
        one.bracket or after.sep in ("bar", "bracket", "dash", "colon") or one.style != after.style
    )  # fmt: skip
    return _OUTSIDE["tag before" if tag else "words before"]


def _topic(text: str) -> bool:
    """Whether a text reads as a topic, in ordinary words, and not as the name of a method (``XNOR-Net``)."""
    found = text.split()
    return len(found) >= 2 and all(w[1:].islower() for w in found if w.isalpha() or not w.isalnum())
