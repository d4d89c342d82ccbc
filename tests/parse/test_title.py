"""The choice of the title: each row of the tables matters to some item, and no row is dead."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parse import title
from bot.parse.segments import between
from bot.parse.title import Choice, choose
from tests.parse.examples import PAPER, weighed


def chosen(text: str) -> str | None:
    item = weighed(text)
    return None if item.choice is None else between(item.cut, item.choice.first, item.choice.last)


# By table and row: an item, and its title, which is another one where the row weighs nothing.
EXAMPLES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "_RUN": {
        "word": ("Gates | `tag`, **Tiny Gates**", "Tiny Gates"),
        "word too many": ("Tele Gramm: Gates of wide nets that open at once for all who come to see them at night and stay there until the early morning",
                          "Gates of wide nets that open at once for all who come to see them at night and stay there until the early morning"),
        "whole citation": ("Gates. [Ann Lee, Bo Kim. GateNet, 2020](u)", "GateNet"),
        "whole link": ("[GateNet](u): what it is for", "GateNet"),
        "first title link": ("[Pruning] [**Gates**](u) [its talk](w)", "Gates"),
        "quoted": ("2020. “Gates”, Tele Gramm", "Gates"),
        "bold": ("**Gates/Nets — Again** `tag`", "Gates/Nets — Again"),
        "bold in part": ("Gates **Tiny Gates**", "Tiny Gates"),
        "italic": ("*Learning Gates. A Survey*, 12(3):4-5", "Learning Gates. A Survey"),
        "one word": ("`tag` - A Survey", "A Survey"),
        "leads": ("Gates<br>More words stand here", "Gates"),
        "starts in brackets": ("[Pruning] Survey: Gates (Google)", "Survey: Gates"),
        "is a bracket": ("[Gates on Nature] (Google) 🚀 More words", "Gates on Nature"),
        "ends within brackets": ("Gates of Nets (an aside. More)", "Gates of Nets"),
        "starts lower": ("Ann Lee, GateNet [pdf](v) - what it is", "GateNet"),
    },
    "_WITHIN": {
        "venue and year": ("ICML 2020 - GateNet<br>Ann Lee", "GateNet"),
        "year": ("2020. [learning tiny gates] `tag`", "learning tiny gates"),
        "venue": ("Gates arXiv:2001.00001", "Gates"),
        "names": ("[pdf](v) GateNet  Ann Lee", "GateNet"),
        "one unsure name": ("`GateNet`, Tele Gramm `tag`", "GateNet"),
        "sentence": ("“GateNet” - is a gate that opens", "GateNet"),
        "code style": ("[Gates] `tag` arXiv:2001.00001", "Gates"),
        "numbers": ("Gates, 12(3):4-5, Nature", "Gates"),
        "bare number": ("[Pruning] | 12", "Pruning"),
        "affiliation in brackets": ("Ann Lee, Gates (Google) `tag`", "Gates"),
        "bracket": ("[SP: Ring] Tiny Gates [pdf](v) (an aside)", "Tiny Gates"),
    },
    "_OUTSIDE": {
        "fact": ("ICML 2020 - [Pruning] | Gates", "Gates"),
        "names": ("[GateNet] [pdf](v)  Ann Lee", "GateNet"),
        "more names": ("A. Lee, Ann Lee: GateNet", "GateNet"),
        "unsure name before": ("Gates<br>Tele Gramm, **Tiny Gates**, Bo Kim and Cy Ode", "Gates"),
        "unsure name after": ("[SP: Ring] `What Ann Lee Saw`, Tele Gramm: what it is for", "What Ann Lee Saw"),
        "kind before": ("ICML 2020 - [Survey: Gates]<br>Ann Lee", "Survey: Gates"),
        "tag before": ("2020. `Tiny Gates`, Nature", "Tiny Gates"),
        "topic before": ("**Gates. In two**: [Gates](u)", "Gates. In two"),
        "rest of a tag": ("Lee, A. & Kim, B. (2020). [GateNet: Learning Tiny Gates]  Ann Lee", "GateNet: Learning Tiny Gates"),
        "words before": ("GateNet[J]. Gate News, 2020", "GateNet"),
        "continues after": ("`Learning Gates: A Survey`", "Learning Gates: A Survey"),
        "rest of a link": ("A Survey [Gates. Now!](u)", "Gates. Now!"),
        "words after": ("*Tiny Gates (an aside. More)*", "Tiny Gates (an aside. More)"),
    },
    "_JOINS": {
        "gap": ("🔥 What Ann Lee Saw arXiv:2001.00001\nMore words stand here", "What Ann Lee Saw"),
        "bracket": ("Gates [Extended] | More words (with Ann Lee and others)", "Gates [Extended]"),
        "emoji": ("Tiny Gates 🚀 More words ICML 2020", "Tiny Gates"),
        "blank": ("Stand by Me  Ann Lee\nMore words stand here", "Stand by Me"),
        "initial": ("Xu Y. Tiny Gates, ICML 2020", "Tiny Gates"),
        "comma": ("Ann Lee, Gates (Google) `tag`", "Gates"),
        "colon": ("Survey: “Gates 2.0. Now!”, Ann Lee for what it is used", "Gates 2.0. Now!"),
        "stop": ("GateNet. Tele Gramm 🚀 More words", "GateNet"),
        "by": ("GateNet by Tele Gramm", "GateNet"),
        "type": ("GateNet[J]. Gate News, 2020", "GateNet"),
        "dash": ("[Gates on Nature] - what it is", "Gates on Nature"),
        "bar": ("**GateNet** | More words, 12(3):4-5", "GateNet"),
        "line": ("Gates<br>More words stand here", "Gates"),
        "style": ("*Tiny Gates* [its talk](w)", "Tiny Gates"),
    },
}  # fmt: skip
# Rows that weigh nothing, and stand there to be looked up.
UNSHOWN = {("_OUTSIDE", "likely name before"), ("_JOINS", ""), ("_JOINS", "soft")}


@pytest.mark.parametrize(
    ("table", "row", "text", "wanted"),
    [
        pytest.param(table, row, *example, id=f"{table[1:].lower()}-{row}")
        for table, rows in EXAMPLES.items()
        for row, example in rows.items()
    ],
)
def test_a_row_decides_an_item(
    table: str, row: str, text: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chosen(text) == wanted

    monkeypatch.setitem(getattr(title, table), row, 0.0)
    monkeypatch.setattr(title, "_WORDS", [title._by_count(count) for count in range(400)])

    assert chosen(text) != wanted


def test_every_row_has_its_item() -> None:
    rows = {(table, row) for table in EXAMPLES for row in getattr(title, table)}

    assert rows - UNSHOWN == {(table, row) for table, shown in EXAMPLES.items() for row in shown}


@pytest.mark.parametrize("row", sorted(UNSHOWN))
def test_a_row_that_is_not_shown_weighs_nothing(row: tuple[str, str]) -> None:
    assert getattr(title, row[0])[row[1]] == 0.0


def test_the_choice_and_its_lead_over_the_next_best() -> None:
    clear, close = (
        weighed(f"[Learning Tiny Gates]({PAPER}), ICML 2020").choice,
        weighed("Gates, Nets").choice,
    )

    assert clear is not None
    assert close is not None
    assert clear == Choice(0, 0, clear.margin)
    assert clear.margin > 5 > close.margin


@pytest.mark.parametrize("text", ["", f"[pdf]({PAPER})", "— : ,", f"[code]({PAPER}) [pdf]({PAPER})"])
def test_where_nothing_can_be_a_title(text: str) -> None:
    assert weighed(text).choice is None


def test_a_bonus_for_a_run_can_turn_the_choice() -> None:
    item = weighed("Gates, Nets")
    turned = choose(item.segments, item.found, lambda first, last: 20.0 * (first == 1))

    assert turned is not None
    assert (turned.first, turned.last) == (1, 1)


_PARTS = st.sampled_from(
    ["Gates of nets", "Ann Lee", "ICML 2020", "(of a kind)", "[tag]", f"[pdf]({PAPER})", f"[A title]({PAPER})", "**b**", "“q”", "Survey:", "-", ",", "."]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PARTS, max_size=8))
def test_a_title_is_a_run_of_segments_without_resources(parts: list[str]) -> None:
    item = weighed(" ".join(parts))

    if item.choice is None:
        assert all(s.resource for s in item.segments)
    else:
        run = item.segments[item.choice.first : item.choice.last + 1]
        assert run
        assert not any(s.resource for s in run)
