"""What speaks for two entries being one work, and what against: a table of evidence that adds up.

Each row has a weight in log odds, as Fellegi and Sunter (1969) weigh the comparison of two records, which
bench/learn.py learns from labelled pairs. Vetoes are for what is certain, whatever else agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz.fuzz import ratio

from bot import words as vocabulary
from bot.identify.hosts import spoken
from bot.identify.pairs import Pair
from bot.identify.sides import Title

_TOLD = 0.3  # log odds, from which evidence is worth a word
_SPELLING = ("slip", "short")  # kinds of gaps
_TWO = frozenset(("journal", "conference"))
_KINDS_APART = frozenset(("code", "article", "talk", "paper"))  # of which one is not the other


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of the scorecard: what is measured, the words that tell it, and where it is seen.

    ``example`` are entries, ``title | authors | venue | year | address | list``, with ``~`` between them: it
    counts between the first two, in the light of the others.
    """

    name: str
    says: str
    measure: Callable[[Pair], float]
    example: str


def _mass(kind: str, most: float) -> Callable[[Pair], float]:
    return lambda pair: min(pair.masses.get(kind, 0.0), most)


def _venues_apart(pair: Pair) -> bool:
    both = pair.a.venues and pair.b.venues
    return bool(both) and pair.a.form == pair.b.form in _TWO and pair.a.venues.isdisjoint(pair.b.venues)


EVIDENCE = (
    Evidence("any", "", lambda _: 1.0, "Deep compression ~ Deep pruning"),
    Evidence(
        "exact",
        "same title",
        lambda p: p.exact and not p.a.title.column,
        "Deep compression ~ deep compressions",
    ),
    Evidence(
        "spelled",
        "same title, but for its spelling",
        lambda p: bool(p.difference.gaps) and all(gap.kind in _SPELLING for gap in p.difference.gaps),
        "Variational quantization ~ Variantional quantisation",
    ),
    Evidence(
        "shared",
        "",
        lambda p: min(p.difference.shared, 3.0),
        "Learning sparse networks ~ Learning sparse nets",
    ),
    Evidence(
        "shared_more",
        "",
        lambda p: min(max(p.difference.shared - 3.0, 0.0), 3.0),
        "Quantization and training of networks for efficient integer-arithmetic-only inference ~ "
        "Quantization and training for efficient integer-arithmetic-only inference",
    ),
    Evidence("swapped", "", _mass("swapped", 3.0), "Pruning of transformers ~ Pruning of LSTMs"),
    Evidence("inside", "", _mass("inside", 3.0), "Pruning of very deep filters ~ Pruning of filters"),
    Evidence("front", "", _mass("front", 3.0), "Improving pruning of filters ~ Pruning of filters"),
    Evidence(
        "several",
        "",
        lambda p: sum(gap.kind not in (*_SPELLING, "name") for gap in p.difference.gaps) > 1,
        "Learning sparse nets for speech ~ Training sparse nets for vision",
    ),
    Evidence("subtitle", "", _mass("subtitle", 3.0), "EIE: efficient inference engine ~ EIE"),
    Evidence(
        "authors",
        "authors agree",
        lambda p: min(p.agree, 4) ** 0.5 * p.agree / p.people if p.people else 0.0,
        "Wanda | Mingjie Sun, Z. Liu ~ Wanda | M. Sun, Zhuang Liu",
    ),
    Evidence(
        "authors_all",
        "",
        lambda p: 0 < p.people == p.agree,
        "Wanda | Sun, M. ~ Wanda | Mingjie Sun",
    ),
    Evidence(
        "authors_other",
        "",
        lambda p: 1.0 - p.agree / p.people if p.people else 0.0,
        "Wanda | Mingjie Sun, Z. Liu ~ Wanda | M. Sun, Anna Bair",
    ),
    Evidence(
        "authors_none",
        "authors differ",
        lambda p: p.people > 0 == p.agree,
        "Deep learning | Ian Goodfellow ~ Deep learning | Yann LeCun",
    ),
    Evidence("year_same", "same year", lambda p: p.gap == 0, "Wanda | | | 2023 ~ Wanda | | | 2023"),
    Evidence(
        "year_2", "two or three years apart", lambda p: p.gap in (2, 3), "Wanda | | | 2023 ~ Wanda | | | 2020"
    ),
    Evidence("year_far", "years apart", lambda p: (p.gap or 0) > 3, "Wanda | | | 2023 ~ Wanda | | | 2010"),
    Evidence(
        "venues_apart",
        "at two conferences, or in two journals",
        _venues_apart,
        "Wanda | | ICLR ~ Wanda | | NeurIPS",
    ),
    Evidence(
        "venue_other",
        "one in a journal, one at a conference",
        lambda p: p.forms == _TWO,
        "Wanda | | ICLR ~ Wanda | | TPAMI",
    ),
    Evidence(
        "journal_later",
        "in another year",
        lambda p: p.forms == _TWO and (p.gap or 0) > 0,
        "Wanda | | ICLR | 2023 ~ Wanda | | TPAMI | 2024",
    ),
    Evidence(
        "pages",
        "at two addresses, neither of a paper",
        lambda p: not p.at_one_place and bool(p.a.places and p.b.places) and not (p.a.ids or p.b.ids),
        "Lua tutorial | | | | https://x.org/lua ~ Lua tutorial | | | | https://y.org/lua",
    ),
    Evidence(
        "same_place",
        "same address",
        lambda p: p.at_one_place,
        "Wanda | | | | https://arxiv.org/abs/2306.11695 ~ Wandas | | | | arxiv.org/pdf/2306.11695",
    ),
    Evidence(
        "place_like",
        "",
        lambda p: p.likeness if p.at_one_place else 0.0,
        "Masked image transformers | | | | https://x.org/a ~ Masked video transformers | | | | https://x.org/a",
    ),
    Evidence(
        "place_venues",
        "",
        lambda p: p.at_one_place and _venues_apart(p),
        "Wanda | | ICLR | | https://x.org/a ~ Wanda | | NeurIPS | | https://x.org/a",
    ),
    Evidence(
        "label",
        "one is a short label",
        lambda p: p.at_one_place and not (p.exact or p.astray) and _is_label(p.a.title, p.b.title),
        "Wanda | | | | https://x.org/a ~ Wanda: a simple and effective pruner | | | | https://x.org/a",
    ),
    Evidence(
        "one_list",
        "one list gives one address to both",
        lambda p: (1 - p.likeness) if p.at_one_place and p.one_list else 0.0,
        "Wanda | | | | https://x.org/a | one ~ Sparse attention | | | | https://x.org/a | one",
    ),
    Evidence(
        "astray",
        "the title is known under another identifier",
        lambda p: (1 - p.likeness) if p.at_one_place and p.astray else 0.0,
        "Wanda | | | | arxiv.org/abs/2306.11695 ~ Gated attention for speech | | | | arxiv.org/abs/2306.11695"
        " ~ Gated attention for speech | | | | arxiv.org/abs/2207.01234",
    ),
    Evidence(
        "clash",
        "other identifiers",
        lambda p: p.clash != "",
        "Wanda | | | | https://doi.org/10.1145/1 ~ Wanda | | | | https://doi.org/10.1145/2",
    ),
    Evidence(
        "clash_arxiv",
        "other arXiv ids",
        lambda p: p.clash == "arxiv",
        "Wanda | | | | arxiv.org/abs/2306.11695 ~ Wanda | | | | arxiv.org/abs/2306.11696",
    ),
    Evidence(
        "clash_exact",
        "one of the addresses may be wrong",
        lambda p: p.clash == "arxiv" and p.exact,
        "Wanda | | | | arxiv.org/abs/2306.11695 ~ Wanda | | | | arxiv.org/abs/2306.11696",
    ),
    Evidence(
        "column",
        "the title is that of a column or a label",
        lambda p: 0.0 if p.at_one_place else max(t.says * t.column for t in (p.a.title, p.b.title)),
        "Guest editorial ~ Guest editorial",
    ),
    Evidence(
        "settled",
        "both titles stand in several lists",
        lambda p: p.settled and not p.at_one_place,
        "Slim nets | | | | | one ~ Slimmed nets | | | | | one ~ "
        "Slim nets | | | | | two ~ Slimmed nets | | | | | two",
    ),
)


def _kinds_apart(pair: Pair) -> str:
    kinds = {pair.a.kind, pair.b.kind}
    apart = len(kinds) == 2 and kinds <= _KINDS_APART
    return f"one is {pair.a.kind}, the other {pair.b.kind}" if apart else ""


def _others_kind(pair: Pair) -> str:
    return f"only one is “{pair.difference.other}”" if pair.difference.other and not pair.at_one_place else ""


def _column(pair: Pair) -> str:
    column = pair.a.title.column and pair.b.title.column
    return "a column of another year" if column and not pair.at_one_place and pair.gap else ""


def _both_forms(pair: Pair) -> str:
    if not (pair.one_list and pair.forms == _TWO and pair.likeness > 0.9) or pair.at_one_place:
        return ""
    return "one list gives both, the journal's and the conference's"


def _label(pair: Pair) -> str:
    apart = pair.a.places and pair.b.places and not pair.at_one_place
    return "one list gives this title to several addresses" if pair.label and apart else ""


def _other_links(pair: Pair) -> str:
    return "links differ" if pair.clash and pair.a.kind == pair.b.kind in ("code", "talk") else ""


@dataclass(frozen=True, slots=True)
class Veto:
    """What forbids a join, whatever else agrees: why, "" where it does not; ``example`` as of Evidence."""

    why: Callable[[Pair], str]
    example: str


VETOES = (
    Veto(lambda pair: pair.difference.veto, "Learning sparse nets, part 1 ~ Learning sparse nets, part 2"),
    Veto(
        _kinds_apart,
        "Sparse nets | | | | https://github.com/a/b ~ Sparse nets | | | | arxiv.org/abs/2306.11695",
    ),
    Veto(_others_kind, "Sparse nets ~ A survey of sparse nets"),
    Veto(_column, "Guest editorial | | | 2001 ~ Guest editorial | | | 2002"),
    Veto(_both_forms, "Sparse nets | | ICLR | | | one ~ Sparse nets | | TPAMI | | | one"),
    Veto(
        _label,
        "Hub | | | | x.org/a | one ~ Hub | | | | x.org/b | one ~ Hub | | | | x.org/c | one",
    ),
    Veto(_other_links, "Nets | | | | https://github.com/a/b ~ Nets | | | | https://github.com/c/d"),
)


@cache
def weights() -> Mapping[str, float]:
    """The log odds of one unit of each evidence."""
    return vocabulary.table("weights")


def score(pair: Pair) -> float:
    """The log odds that a pair is one work."""
    return sum([weight * measure(pair) for weight, measure in _weighed()])


@cache
def _weighed() -> tuple[tuple[float, Callable[[Pair], float]], ...]:
    return tuple((weights()[row.name], row.measure) for row in EVIDENCE)


def veto(pair: Pair) -> str:
    """What forbids that a pair is one work; "" where nothing does."""
    return next(filter(None, (row.why(pair) for row in VETOES)), "")


def sentence(pair: Pair) -> str:
    """What speaks for a pair being one work, the weightiest first, and then what speaks against it."""
    known = weights()
    counted = [(known[row.name] * row.measure(pair), row.says) for row in EVIDENCE if row.says]
    if any(gap.mass for gap in pair.difference.gaps if gap.kind not in _SPELLING):
        shared = known["shared"] * pair.difference.shared
        counted.append((shared, f"titles share {pair.likeness:.0%} of what they say"))
    counted.sort(key=lambda of: -abs(of[0]))
    told = [(weight, _named(pair, says)) for weight, says in counted if abs(weight) > _TOLD]
    speaks = (
        ", ".join(says for weight, says in told if weight > 0)
        or f"titles share {pair.likeness:.0%} of what they say"
    )
    against = [*filter(None, [veto(pair)]), *_gaps(pair), *(says for weight, says in told if weight < 0)]
    return f"{speaks}, but {', '.join(against)}" if against else speaks


def _named(pair: Pair, says: str) -> str:
    shared = min(pair.a.ids & pair.b.ids, default="")
    return f"same {spoken(shared)}" if says == "same address" and shared else says


def _gaps(pair: Pair) -> Iterator[str]:
    for gap in sorted(pair.difference.gaps, key=lambda gap: -gap.mass)[:2]:
        if gap.mass and gap.kind not in _SPELLING:
            ours, theirs = (f"“{' '.join(words)}”" for words in (gap.ours, gap.theirs))
            both = gap.ours and gap.theirs
            yield f"{ours} against {theirs}" if both else f"only one has {max(ours, theirs, key=len)}"


def _is_label(a: Title, b: Title) -> bool:
    """Whether one is a nickname, unless the other title begins with another name."""
    short, long = sorted((a, b), key=lambda title: len(title.words))
    if len(short.words) > 2:
        return False
    name = "".join(long.words[: long.head]) if 0 < long.head < 3 else ""
    return not name or ratio(name, short.key) >= 50
