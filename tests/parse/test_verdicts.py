"""Why an item is no entry: each rule holds for its own example, and a near miss of it is an entry."""

from __future__ import annotations

import pytest

from bot.parse.verdicts import AS_A_PARAGRAPH, AT_A_GLANCE, BY_ITS_WORDS, Rule, plain_case, verdict
from tests.parse.examples import BLOG, CODE, NET, OTHER, PAPER, item, reasons, titles, wrong

REAL = f"- [{NET}]({PAPER}), ICML 2020"
TABLES = {"at a glance": AT_A_GLANCE, "by its words": BY_ITS_WORDS, "as a paragraph": AS_A_PARAGRAPH}
RULES = [
    pytest.param(rule, id=f"{name}-{at}-{rule.reason}")
    for name, rules in TABLES.items()
    for at, rule in enumerate(rules)
]


@pytest.mark.parametrize("rule", RULES)
def test_the_example_of_a_rule_is_no_entry_beside_one(rule: Rule) -> None:
    text = f"## Papers\n\n{REAL}\n\n{rule.example}"

    assert titles(text) == [NET]
    assert reasons(text) == [(text.count("\n") + 1, rule.reason)]


# Each misses the rule of the same place by little, and is the entry of the title behind it.
NEAR = {
    "at a glance": [
        (f"- [{OTHER}]({BLOG}). " + "It opens. " * 10_000, OTHER),
        (f"## Contents\n\n- [Pruning Deep Trees]({BLOG})", "Pruning Deep Trees"),
        (f"## Licensing Gates to Others\n\n- [MIT's Tiny Gates]({BLOG})", "MIT's Tiny Gates"),
        (f"## News Papers\n\n- [A Release of Gates]({BLOG})", "A Release of Gates"),
        (f"- [Pruning Deep Trees]({BLOG}) ([up](#pruning))", "Pruning Deep Trees"),
        ("- Pruning Deep Trees", "Pruning Deep Trees"),
        (f"- [![stars](s.svg)]({BLOG}) Pruning Deep Trees", "Pruning Deep Trees"),
        (f"- [To be added]({BLOG})", "To be added"),
        (f"- [train.py]({CODE})", "train.py"),
        (f"- [![stars](s.svg)]({BLOG}) GateNet", "GateNet"),
    ],
    "by its words": [
        (f"- Ann Lee, Bo Kim, Cy Ode, Di Wu. [This Laboratory]({BLOG})", "This Laboratory"),
        (f"- [Here and There]({BLOG})", "Here and There"),
        (f"- A List of What Gates Can Do, [link]({BLOG})", "A List of What Gates Can Do"),
        (f"- [Ann Lee on Gates]({BLOG})", "Ann Lee on Gates"),
        ("- Dates: When Wide Gates Open", "Dates: When Wide Gates Open"),
        ("- What Wide Gates Open at Night", "What Wide Gates Open at Night"),
        (f"- Papers about Gates: [pdf]({PAPER})", "Papers about Gates"),
        (f"- **Gating**: how tokens are routed [pdf]({PAPER})", "Gating"),
        ("- Two words, ICML 2020", "Two words"),
    ],
    "as a paragraph": [
        (f"Ann Lee and Bo Kim. [A Paper of Theirs]({BLOG}), 2020.", "A Paper of Theirs"),
        (f"**A List of Papers** [pdf]({PAPER})", "A List of Papers"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "title"),
    [pytest.param(*near, id=f"{name}-{at}") for name, nears in NEAR.items() for at, near in enumerate(nears)],
)
def test_a_near_miss_of_a_rule_is_an_entry(text: str, title: str) -> None:
    assert titles(f"{REAL}\n\n{text}") == [NET, title]


def test_each_rule_has_its_near_miss() -> None:
    assert {name: len(rules) for name, rules in TABLES.items()} == {n: len(near) for n, near in NEAR.items()}


def test_no_rule_holds_for_an_entry() -> None:
    one = item(REAL.removeprefix("- "))

    assert one.draft is not None
    assert not any(rule.holds(one) for rule in AT_A_GLANCE)
    assert not any(rule.holds(one, one.draft) for rule in (*BY_ITS_WORDS, *AS_A_PARAGRAPH))


def test_the_first_rule_that_holds_gives_the_reason() -> None:
    never, first, second = Rule("a", lambda _: False, ""), Rule("b", bool, ""), Rule("c", bool, "")

    assert verdict((never, first, second), item("x")) == "b"
    assert verdict((never,), item("x")) is None


@pytest.mark.parametrize(
    "text",
    [
        f"Join us on [our server]({BLOG}).",
        f"- If you know of more, [open an issue]({BLOG})",
        f"- Welcome to contribute by [a pull request]({BLOG})",
        f"This list is inspired by [another list]({BLOG}).",
        wrong(
            f"For details see [the docs]({BLOG}) of the authors.",
            id="pointer",
            reason="a label of a resource in a sentence makes the words before it a title",
        ),
        f"The gates of [GateNet]({CODE}) are opened one by one.",
        wrong(
            f"- 欢迎加入 [我们]({BLOG})",
            id="Chinese",
            reason="four characters count as two words before the link",
        ),
        wrong(
            f"We meet on Mondays, with [Ann Lee]({BLOG}) and [Bo Kim]({CODE}).",
            id="people",
            reason="linked persons are facts beside the words before them",
        ),
    ],
)
def test_invitations_and_prose_are_no_entries(text: str) -> None:
    assert titles(text) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [("how tokens are routed to experts", True), ("How Tokens Are Routed to Experts", False), ("a", True)],
)
def test_running_text_has_few_capitals(text: str, plain: bool) -> None:
    assert plain_case(text) is plain
