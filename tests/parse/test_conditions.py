"""Conditions that lists have asked for, each by a short item that is read otherwise without it."""

from __future__ import annotations

import pytest

from tests.parse.examples import CODE, NET, OTHER, PAPER, SECOND, entries, reasons

PDF = f"[pdf]({PAPER})"
LINKED = f"[{NET}]({PAPER})"
Facts = tuple[str | None, int | None, tuple[str, ...]]
NONE: Facts = (None, None, ())
TWO = ("Ann Lee", "Bo Kim")

# An item, its title, and its venue, year and names.
ITEMS: list[tuple[str, str, Facts]] = [
    # What a linked bracket before a title is.
    (f"- [[Pruning]({SECOND})] {NET}", NET, NONE),
    (f"- [[GATE]({SECOND})] {NET}", NET, ("GATE", None, ())),
    (f"- [[Opening gates with ease]({SECOND})] {NET}", "Opening gates with ease", NONE),
    (f"- [[GATE]({SECOND})] {LINKED}", NET, NONE),
    (f"- [[GATE]({SECOND})] Tiny Gates", "GATE", NONE),
    # Where and when something came out.
    (f"- {LINKED} (Ann Lee's Gate Conference 2013)", NET, ("Ann Lee's Gate Conference", 2013, ())),
    (f"- {LINKED} (Ann Lee 2013)", NET, (None, 2013, ("Ann Lee",))),
    (f"- {NET}. Google Research 2011. {PDF}", NET, (None, 2011, ())),
    (f"- {NET}, Acme 2019 {PDF}", NET, (None, 2019, ())),
    (f"- {NET} (Lee, 2022. Packt) {PDF}", NET, ("Packt", 2022, ())),
    (f"- {NET} [ICML2020-Oral] {PDF}", NET, ("ICML", 2020, ())),
    (f"- {NET} ![arXiv](https://img.shields.io/badge/arXiv-red) {PDF}", NET, ("arXiv", None, ())),
    (f"- [Nature: {NET}]({PAPER})", f"Nature: {NET}", NONE),
    (f"- {LINKED}\n  - Gate Construction 2012", NET, ("Gate Construction", 2012, ())),
    (f"- {LINKED}\n  - Ann Lee, Gate Construction 2012", NET, ("Gate Construction", 2012, ("Ann Lee",))),
    # Whose it is.
    (f'- Slim, Ann Lee, Jo Foo, and Bo Kim. "{NET}." ICML 2020.', NET, ("ICML", 2020, ("Slim", "Ann Lee", "Jo Foo", "Bo Kim"))),
    (f"- The ATLAS Collaboration. {NET}. {PDF}", NET, (None, None, ("The ATLAS Collaboration",))),
    (f"- Ann Lee, seung-won hwang, Bo Kim. {NET}. {PDF}", NET, (None, None, ("Ann Lee", "seung-won hwang", "Bo Kim"))),
    (f"- Ann Lee, seung-won hwang, Bo Kim et al. {NET}. {PDF}", NET, (None, None, ("Ann Lee", "seung-won hwang", "Bo Kim", "et al."))),
    (f"- {LINKED}\n  - Authors: The Gate Team", NET, (None, None, ("The Gate Team",))),
    (f"- {LINKED}\n  - Authors: Tele, The Gate Team of nets", NET, (None, None, ("Tele", "The Gate Team of nets"))),
    # What a title is made of.
    (f"- Learning Gates e.g. for Nets {PDF}", "Learning Gates e.g. for Nets", NONE),
    (f"- [Learning :fire: Gates]({PAPER})", "Learning :fire: Gates", NONE),
    (f"- a-gate-of-nets {PDF}", "a-gate-of-nets", NONE),
    ("- a-gate-of-nets", "a-gate-of-nets", NONE),
    (f"- My own favourite: {LINKED}, [{OTHER}]({SECOND})", NET, NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "title", "facts"), ITEMS, ids=range(len(ITEMS)))
def test_what_an_item_says(text: str, title: str, facts: Facts) -> None:
    (entry,) = entries(text)

    assert (entry.title, (entry.venue, entry.year, entry.authors)) == (title, facts)


# A text without an entry, and why.
NO_ENTRIES = [
    ("- [GateNet](https://github.com/lab/gatenet#usage)", "table of contents"),
    ("- **Gating**: How many tokens are routed today", "legend"),
    (f"The {LINKED} paper opens gates", "prose"),
    (f"{LINKED} is a gate that opens", "prose"),
    (f"{LINKED}. If you like it, open it", "prose"),
    (f"Partly based on Learning Tiny Gates by others, [link]({CODE})", "prose"),
    ("[local](gates) opens all gates of nets", "prose"),
    ("See it in [the paper]()", "prose"),
]


@pytest.mark.parametrize(("text", "reason"), NO_ENTRIES, ids=range(len(NO_ENTRIES)))
def test_what_is_no_entry(text: str, reason: str) -> None:
    assert entries(text) == []
    assert [why for _, why in reasons(text)] == [reason]
