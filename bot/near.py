"""The papers that may be meant where no title has the words that were given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.identify import title_key
from bot.identify.titles import words
from bot.models import Paper

MOST = 3
ALIKE = 85  # of 100: one letter wrong in seven


def called(catalog: Sequence[Paper], key: str) -> list[Paper]:
    """The papers whose short name is ``key``, as title_key gives it."""
    return [paper for paper in catalog if key and key in map(title_key, _short_names(paper))]


def near(catalog: Sequence[Paper], wanted: str) -> list[Paper]:
    """At most MOST papers with a name like ``wanted``: first those whose name begins so."""
    if not title_key(wanted):
        return []
    rows = []
    for paper in catalog:
        scores = [_likeness(wanted, name) for name in (paper.title, *_short_names(paper))]
        begins, within = (max(of) for of in zip(*scores, strict=True))
        if begins or within:
            # Of papers as near as each other, the one that most lists name is the likeliest to be meant.
            rows.append((-begins, -within, -len(paper.mentions), paper.id, paper))
    return [row[-1] for row in sorted(rows, key=lambda row: row[:-1])[:MOST]]


def _short_names(paper: Paper) -> Iterator[str]:
    """What the labels of its links call a paper: “Wanda” is a name, “code” or “PyTorch(Author)” is none."""
    from bot.parse.labels import names_resource

    return (link.label for link in paper.links if not names_resource(link.label))


def _likeness(wanted: str, name: str) -> tuple[float, float]:
    """How much the beginning of ``name`` is like ``wanted``, and how much any part of it; 0 if too little."""
    from rapidfuzz.fuzz import partial_ratio, ratio

    # Without spaces, as “squeze net” is meant for SqueezeNet.
    key = title_key(wanted)
    begins = ratio(key, title_key(name)[: len(key)], score_cutoff=ALIKE)
    # Word by word, as letters that happen to stand in a row in many words are no likeness.
    there, given = words(name), words(wanted)
    best = [max(ratio(one, other, score_cutoff=ALIKE) for other in there) for one in given if there]
    alike = bool(best) and sum(best) / len(best) >= ALIKE
    return begins, partial_ratio(" ".join(given), " ".join(there)) if alike else 0
