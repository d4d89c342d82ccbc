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
    (f"- [Journal of Gates, 12(3):4-5]({PAPER})", "Journal of Gates, 12(3):4-5", NONE),
    (f"- PR, 2020\n*{NET}*", NET, ("PR", 2020, ())),
    (f"- [link]({SECOND}); ICML: {LINKED}", NET, ("ICML", None, ())),
    ("- 小门学习宽网络的方法 | NeurIPS", "小门学习宽网络的方法", ("NeurIPS", None, ())),
    (f"- by by *Journal of Gates, 12(3):4-5* in **{LINKED}**", NET, ("Journal of Gates", None, ())),
    (f"**{NET}**\n\n- Packt, 2021 [notes]({SECOND})", NET, ("Packt", 2021, ())),
    # Whose it is.
    (f'- Slim, Ann Lee, Jo Foo, and Bo Kim. "{NET}." ICML 2020.', NET, ("ICML", 2020, ("Slim", "Ann Lee", "Jo Foo", "Bo Kim"))),
    (f"- The ATLAS Collaboration. {NET}. {PDF}", NET, (None, None, ("The ATLAS Collaboration",))),
    (f"- Ann Lee, seung-won hwang, Bo Kim. {NET}. {PDF}", NET, (None, None, ("Ann Lee", "seung-won hwang", "Bo Kim"))),
    (f"- Ann Lee, seung-won hwang, Bo Kim et al. {NET}. {PDF}", NET, (None, None, ("Ann Lee", "seung-won hwang", "Bo Kim", "et al."))),
    (f"- {LINKED}\n  - Authors: The Gate Team", NET, (None, None, ("The Gate Team",))),
    (f"- {LINKED}\n  - Authors: Tele, The Gate Team of nets", NET, (None, None, ("Tele", "The Gate Team of nets"))),
    (f"- [王小明]({SECOND}); [project]({PAPER}), Lee et al. — Presents gates", "王小明", (None, None, ("Lee et al.",))),
    (f"- **GateNet** - this kit opens many gates for wide nets and all who come. (Ann Lee et al.) {PDF}", "GateNet", (None, None, ("Ann Lee et al.",))),
    (f"- **GateNet** - this kit opens many gates for wide nets and all who come to see them open. (ICML 2020) {PDF}", "GateNet", ("ICML", 2020, ())),
    # What a title is made of.
    (f"- Learning Gates e.g. for Nets {PDF}", "Learning Gates e.g. for Nets", NONE),
    (f"- [Learning :fire: Gates]({PAPER})", "Learning :fire: Gates", NONE),
    (f"- a-gate-of-nets {PDF}", "a-gate-of-nets", NONE),
    ("- a-gate-of-nets", "a-gate-of-nets", NONE),
    (f"**Who Opens the Gates?**\n\n[project]({PAPER})", "Who Opens the Gates?", NONE),
    ("[ACL](https://acl.org/5)", "ACL", NONE),
    ("https://gates.org/z", "https://gates.org/z", NONE),
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
    (f"[Gates 2.0]({CODE}) in [slides]({PAPER})", "prose"),
    (f"[GateNet]({CODE}) — you can open it", "prose"),
    (f"you can open it | [notes]({CODE})", "prose"),
    (f"- We open gates. What gates do, and why: {LINKED}", "prose"),
    ("- you can open it", "prose"),
    ("- []()", "prose"),
    ("[local](gates) opens all gates of nets", "prose"),
    ("See it in [the paper]()", "prose"),
]


@pytest.mark.parametrize(("text", "reason"), NO_ENTRIES, ids=range(len(NO_ENTRIES)))
def test_what_is_no_entry(text: str, reason: str) -> None:
    assert entries(text) == []
    assert [why for _, why in reasons(text)] == [reason]


# A text, and the title, link and section of each of its entries.
LISTS = [
    # What stands below an item is of its own, or makes it a group.
    (f"- Gate Conference 2018\n  - {LINKED}", [(NET, PAPER, ("Gate Conference 2018",))]),
    (f"- [Tag] - Presents gates\n  - [pdf]({SECOND})", [("Tag", SECOND, ())]),
    (f"- Surveys [pdf]({SECOND})\n  - {LINKED}", [(NET, PAPER, ("Surveys",))]),
    (f"## Gates ![stars](s.svg)\n\n- {LINKED}", [(NET, PAPER, ("Gates",))]),
    (f"## Gates, [code]({SECOND})\n\n- {LINKED}", [(NET, PAPER, ("Gates, code",))]),
    (f"## Gates [up](#top)\n\n- {LINKED}", [(NET, PAPER, ("Gates",))]),
    (f"## Gates [(up)](#top)\n\n- {LINKED}", [(NET, PAPER, ("Gates (up)",))]),
    (f"## [Gate Kit]({CODE}) and more of it\n\n- {LINKED}", [(NET, PAPER, ("Gate Kit and more of it",))]),
    (f"<details><summary>Click to see more</summary>\n\n- {LINKED}\n\n</details>", [(NET, PAPER, ())]),
    (f"<details><summary>Gates</summary>\n\n- {LINKED}\n\n</details>", [(NET, PAPER, ("Gates",))]),
    (f"**Gates**:\n\n- {LINKED}", [(NET, PAPER, ("Gates",))]),
    (f"Wide gates:\n\n- {LINKED}", [(NET, PAPER, ("Wide gates",))]),
    # A link within the page leads to no resource.
    (f"| Task | Link |\n|-|-|\n|  | [link]({SECOND}) |\n| - | [GateNet]({PAPER}) |", [("GateNet", PAPER, ())]),
    # A repository bears the name of a title.
    ("- GateNet ([code](https://a.org/c), [GateNet](https://github.com/lab/gatenet))", [("GateNet", "https://github.com/lab/gatenet", ())]),
    (f"- Who Opens the Gates? Nature by [Tiny Gates]({CODE})", [("Who Opens the Gates?", None, ())]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), LISTS, ids=range(len(LISTS)))
def test_where_entries_stand(text: str, found: list[tuple[str, str | None, tuple[str, ...]]]) -> None:
    assert [(entry.title, entry.url, entry.section) for entry in entries(text)] == found
