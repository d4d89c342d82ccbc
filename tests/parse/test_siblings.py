"""What the rest of a list decides of one item, and what it may not overturn."""

from __future__ import annotations

import pytest

from bot.models import Entry
from tests.parse.examples import NET, entries, wrong

TITLES = ["Gates of Wide Nets", "Trees in Deep Woods", "Nets that Learn Slowly", "Pruning at Low Cost", "Opening Many Gates"]  # fmt: skip
VENUES = ["ICML", "ICLR", "ICML", "CVPR", "NeurIPS"]
NAMES = ["Ann Lee", "Song Han", "Yann LeCun", "Wei Zhang", "Bo Kim"]
TOOLS = [("GateNet", "opens gates"), ("TreeNet", "grows trees"), ("WideNet", "makes nets wide"), ("FlowNet", "lets nets flow"), ("DeepNet", "makes nets deep")]  # fmt: skip


def last(form: str, others: list[tuple[str, str]], *mine: str) -> Entry:
    """Return the last entry of a list whose items all have one form."""
    items = [form.format(*one, f"https://a.org/{at}") for at, one in enumerate([*others, mine])]
    return entries(*items)[-1]


def alone(form: str, *mine: str) -> Entry:
    return entries(form.format(*mine, "https://a.org"))[-1]


def facts(entry: Entry) -> tuple[object, ...]:
    return entry.title, entry.venue, entry.year, entry.authors


WITH_VENUES = list(zip(TITLES, VENUES, strict=True))
WITH_NAMES = list(zip(TITLES, NAMES, strict=True))
WITH_SEVERAL = [(title, f"{name}, Cy Ode") for title, name in WITH_NAMES]


@pytest.mark.parametrize(
    ("form", "others", "mine", "told"),
    [
        pytest.param("- [{0}]({2}). {1}", WITH_VENUES, (NET, "Gate News"), (NET, "Gate News", None, ()), id="unknown-venue"),
        pytest.param("- [{0}]({2}) *{1}*", WITH_VENUES, (NET, "GATECONF"), (NET, "GATECONF", None, ()), id="unknown-venue-in-italics"),
        pytest.param("- {0} [[{1}]({2})]", WITH_VENUES, (NET, "arXiv"), (NET, "arXiv", None, ()), id="arXiv-as-a-venue"),
        pytest.param("- [{0}]({2}), {1}", WITH_NAMES, (NET, "Gulo Gulo"), (NET, None, None, ("Gulo Gulo",)), id="unknown-name"),
        pytest.param("- [{0}]({2}), {1}", WITH_NAMES, (NET, "Gatekeeper"), (NET, None, None, ("Gatekeeper",)), id="name-of-one-word"),
        pytest.param("- [{0}]({2}) - {1} (2020)", WITH_SEVERAL, (NET, "Gulo"), (NET, None, 2020, ("Gulo",)), id="name-alone-where-others-have-several"),
        pytest.param("- [{0}]({2}): {1}", TOOLS, ("Papers with Code", "lists papers"), ("Papers with Code", None, None, ()), id="tool-named-by-words-of-labels"),
        pytest.param("- [{0}]({2}) - {1}", TOOLS, ("PyTorch", "opens tensors"), ("PyTorch", None, None, ()), id="tool-named-as-a-label"),
        wrong("- [{0}]({2}): {1}", TOOLS, ("TACO", "controls gates"), ("TACO", None, None, ()), id="tool-named-as-a-venue", reason="a link that names a venue is never turned into the title that it is elsewhere"),
        wrong("- [[{1}]({2})] {0}", WITH_VENUES, (NET, "GATECONF"), (NET, "GATECONF", None, ()), id="unknown-venue-as-a-link", reason="the link of an unknown venue stays the title where others link their venue"),
    ],
)  # fmt: skip
def test_what_siblings_decide(
    form: str, others: list[tuple[str, str]], mine: tuple[str, str], told: tuple[object, ...]
) -> None:
    assert facts(alone(form, *mine)) != told
    assert facts(last(form, others, *mine)) == told


@pytest.mark.parametrize(
    ("form", "others", "mine"),
    [
        pytest.param("- [{0}]({2}), {1}", WITH_NAMES, (NET, "ICML 2020"), id="venue-and-year-where-others-have-names"),
        pytest.param("- [{0}]({2}), {1}", WITH_VENUES, (NET, "Ann Lee, Bo Kim"), id="names-where-others-have-venues"),
        pytest.param("- [{0}]({2}). {1}", WITH_VENUES, (NET, "it opens the gates of nets that nobody had opened before"), id="text-where-others-have-venues"),
        pytest.param("- [{0}]({2}), {1}", WITH_NAMES, (NET, "with code"), id="lower-case-where-others-have-names"),
        pytest.param("- {1}. {0}. [pdf]({2})", WITH_NAMES, ("Ann Lee, Bo Kim, and Cy Ode", "Learning Tiny Gates for Wide Networks"), id="names-and-title-swapped"),
    ],
)  # fmt: skip
def test_what_siblings_may_not_overturn(
    form: str, others: list[tuple[str, str]], mine: tuple[str, str]
) -> None:
    assert facts(last(form, others, *mine)) == facts(alone(form, *mine))


def test_a_few_siblings_decide_nothing() -> None:
    form = "- [{0}]({2}). {1}"

    assert facts(last(form, WITH_VENUES[:3], NET, "Gate News")) == facts(alone(form, NET, "Gate News"))


def test_the_order_of_siblings_does_not_matter() -> None:
    items = [f"- [{t}](https://a.org/{v}{t[0]}). {v}" for t, v in [*WITH_VENUES, (NET, "Gate News")]]

    told = {facts(e) for e in entries(*items)}

    assert told == {facts(e) for e in entries(*reversed(items))}


def test_rows_keep_what_their_columns_say() -> None:
    rows = [f"| [{t}](https://a.org/{n}) | {n} | ICML 2020 |" for t, n in WITH_NAMES]
    rows.append(f"| [{NET}](https://a.org) | Gatekeeper | PR |")

    (*_, entry) = entries("| Title | Authors | Venue |", "|-|-|-|", *rows)

    assert facts(entry) == (NET, "PR", None, ("Gatekeeper",))
