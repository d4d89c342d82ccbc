"""The commands in a comment: which lines are commands, which words they take, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Mention, Paper
from bot.publish.commands import Heard, commands_in, hear, words_of
from bot.publish.remote import Comment
from bot.store.memory import Said


def paper(id_: str, title: str) -> Paper:
    mention = Mention("ann/bullets", "README.md", title, f"https://{id_.replace(':', '.')}.example.org")
    return Paper(id_, title, "pruning", date(2026, 1, 1), url=mention.url, mentions=(mention,))


HAQ = paper("arxiv:1811.08886", "HAQ: Hardware-Aware Automated Quantization")
HOPES = paper("title:whats-hidden", "What's Hidden in a Randomly Weighted Neural Network")
KNOWN = "`rebase`, `undo`, `decline`, `same`, `different`, `pin`, `topic`"
CATALOG, TOPICS = (HAQ, HOPES), ("pruning", "quantization")
NAMES = ("arxiv:1811.08886", "title:haq-hardware-aware-automated-quantization")


def lines(body: str) -> list[str]:
    return [command.line for command in commands_in(Comment(8, 1, "ann", body))]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("/bot undo", ["undo"]),
        ("   /bot undo  ", ["undo"]),
        ("/bot", [""]),
        ("Thanks!\n/bot rebase\nand\n/bot undo", ["rebase", "undo"]),
        ("/bot undo\r\n/bot rebase\r\n", ["undo", "rebase"]),
        ("/bot undo\r/bot rebase", ["undo", "rebase"]),
        ("/bot\tdecline HAQ", ["decline HAQ"]),
        ("Please /bot undo", []),
        ("/botany is a fine science", []),
        ("/bot: undo", []),
        ("/Bot undo", []),
        ("no command at all", []),
        ("", []),
        ("    /bot undo", []),
        ("\t/bot undo", []),
        ("```\n/bot undo\n```", []),
        ("```\n/bot undo", []),
        ("~~~ text\n/bot undo\n~~~\n/bot rebase", ["rebase"]),
        ("`/bot undo`", []),
        ("> /bot undo", []),
        ("> quoted\n/bot undo", []),  # goes on the quotation, as Markdown has it
        ("> quoted\n\n/bot undo", ["undo"]),
        ("- /bot undo", []),
        ("1. one\n\n   /bot undo", []),
        ("<!-- /bot undo -->", []),
        ("<!--\n/bot undo\n-->\n\n/bot rebase", ["rebase"]),
        ("text <!-- a\n/bot undo\n--> text", []),
        ("text <!-- a --> /bot undo", []),
        ("text <!-- a\n--> \n/bot undo", ["undo"]),
        ("<details>\n/bot undo\n</details>", []),
        ("# /bot undo", []),
        ("| /bot undo |\n|--|", []),
        ("On Monday Ann wrote:\n> /bot undo\n\nNo!", []),
    ],
)
def test_a_command_stands_at_the_start_of_a_line_of_ones_own(body: str, found: list[str]) -> None:
    assert lines(body) == found


def test_what_else_a_comment_says_makes_it_no_other_command() -> None:
    one, other, third = (
        commands_in(Comment(8, 1, "ann", body))[0].digest
        for body in ("/bot undo", "Oh.\n\n/bot undo\n", "/bot rebase")
    )
    assert (one == other, one == third) == (True, False)


@given(st.text(), st.text())
def test_any_comment_is_read(before: str, after: str) -> None:
    lines(f"{before}/bot{after}")


@pytest.mark.parametrize(
    ("verb", "rest", "words"),
    [
        ("decline", "arxiv:1811.08886", ["arxiv:1811.08886"]),
        ("decline", '"HAQ: Hardware-Aware"', ["HAQ: Hardware-Aware"]),
        ("decline", "“HAQ: Hardware-Aware”", ["HAQ: Hardware-Aware"]),
        ("decline", "„HAQ: Hardware-Aware“", ["HAQ: Hardware-Aware"]),
        ("decline", "«HAQ: Hardware-Aware»", ["HAQ: Hardware-Aware"]),
        ("decline", "HAQ: Hardware-Aware", ["HAQ: Hardware-Aware"]),
        ("decline", "What's Hidden in a Network", ["What's Hidden in a Network"]),
        ("decline", "“What's Hidden in a Network”", ["What's Hidden in a Network"]),
        ("decline", "", []),
        ("topic", "HAQ: Hardware-Aware pruning", ["HAQ: Hardware-Aware", "pruning"]),
        ("topic", '"HAQ: Hardware-Aware" pruning', ["HAQ: Hardware-Aware", "pruning"]),
        ("topic", "What's Hidden in a Network pruning", ["What's Hidden in a Network", "pruning"]),
        ("pin", "HAQ year 2019", ["HAQ", "year", "2019"]),
        ("pin", "HAQ: Hardware-Aware venue CVPR 2019", ["HAQ: Hardware-Aware", "venue", "CVPR 2019"]),
        ("pin", "The Year in Review title “Review”", ["The Year in Review", "title", "Review"]),
        ("pin", "What's Hidden venue “CVPR”", ["What's Hidden", "venue", "CVPR"]),
        ("same", '"HAQ" "What is Hidden"', ["HAQ", "What is Hidden"]),
        ("undo", "it all", ["it", "all"]),
    ],
)
def test_a_title_needs_quotation_marks_only_where_it_is_not_clear_where_it_ends(
    verb: str, rest: str, words: list[str]
) -> None:
    assert words_of(verb, rest) == words


def said(verb: str, row: tuple[str | int | None, ...], comment: int = 8) -> Said:
    return Said(verb, row, 1, f"comment:{comment}")


def heard(*bodies: str, before: tuple[Said, ...] = (), rights: dict[str, bool] | None = None) -> Heard:
    """What becomes of comments by ann, the first of which has the number 8."""
    commands = [
        command
        for number, body in enumerate(bodies, 8)
        for command in commands_in(Comment(number, 1, "ann", body))
    ]
    return hear(commands, before, CATALOG, TOPICS, {"ann": True} if rights is None else rights, standing={1})


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ("/bot decline HAQ", ("decline", NAMES)),
        ("/bot decline https://arxiv.org/abs/1811.08886", ("decline", NAMES)),
        ("/bot topic “HAQ: Hardware-Aware” quantization", ("topic", ("arxiv:1811.08886", "quantization"))),
        ("/bot pin What's Hidden year 2020", ("pin", ("title:whats-hidden", "year", 2020))),
        ("/bot pin HAQ venue null", ("pin", ("arxiv:1811.08886", "venue", None))),
        ("/bot same HAQ Hidden", ("same", ("arxiv:1811.08886", "title:whats-hidden"))),
        (
            "/bot different arxiv:1811.08886 title:whats-hidden",
            ("different", ("arxiv:1811.08886", "title:whats-hidden")),
        ),
    ],
)
def test_a_command_becomes_what_somebody_said(
    body: str, row: tuple[str, tuple[str | int | None, ...]]
) -> None:
    found = heard(body)
    assert (found.said, found.answers, found.reactions) == ((said(*row),), (), ((8, "+1"),))
    assert found.digests.keys() == {8}


def test_rebase_is_of_its_own_pull_request() -> None:
    found = heard("/bot rebase")
    assert (found.rebuild, found.said, found.reactions) == ({1}, (), ((8, "+1"),))


def test_rebase_of_what_is_closed_is_answered() -> None:
    (command,) = commands_in(Comment(8, 1, "ann", "/bot rebase"))
    found = hear([command], (), CATALOG, TOPICS, {"ann": True}, standing={2})
    assert (found.rebuild, found.reactions) == (frozenset(), ((8, "confused"),))
    assert "I could not do this: this is closed; reopen it first." in found.answers[0][2]


def test_undo_takes_back_the_last_word_here() -> None:
    found = heard("/bot decline HAQ", "/bot pin HAQ year 2019", "/bot undo")
    assert found.said == (said("decline", NAMES),)
    assert found.reactions == ((8, "+1"), (9, "+1"), (10, "+1"))


def test_undo_of_what_the_file_has_by_now_is_a_word_to_take_it_out_again() -> None:
    filed = replace(said("decline", NAMES, 7), filed=True)
    assert heard("/bot undo", before=(filed,)).said == (replace(filed, back=True),)


def test_undo_where_nothing_was_said_is_answered() -> None:
    others = replace(said("decline", NAMES, 7), number=2)
    found = heard("/bot undo", before=(others,))
    assert (found.said, found.reactions) == ((others,), ((8, "confused"),))
    assert "nothing that was said here can be taken back" in found.answers[0][2]


@pytest.mark.parametrize(
    ("body", "why", "how"),
    [
        (
            "/bot declin HAQ",
            "there is no “declin”",
            "`/bot decline PAPER`, with quotation marks around a title",
        ),
        ("/bot rebaes", "there is no “rebaes”", "`/bot rebase`"),
        ("/bot decline", "decline takes PAPER", "`/bot decline PAPER`, with quotation marks around a title"),
        ("/bot hello", "there is no “hello”", ""),
        ("/bot decline Nothing Like It", "no paper is called “Nothing Like It”", ""),
        ("/bot topic HAQ nowhere", "there is no topic “nowhere”; there are pruning, quantization", ""),
        ("/bot pin HAQ year soon", "“year” takes a year, not “soon”", "`/bot pin PAPER FIELD VALUE`"),
    ],
)
def test_what_cannot_be_done_is_answered_with_how_to_say_it(body: str, why: str, how: str) -> None:
    found = heard(body)
    ((number, comment, text),) = found.answers
    assert (number, comment, found.said, found.reactions) == (1, 8, (), ((8, "confused"),))
    quoted, blank, answer, marker = text.split("\n")
    assert (quoted, blank) == (f"> {body}", "")
    assert answer.startswith(f"I could not do this: {why}")
    assert ("Write " in answer, f"Write {how}" in answer or not how) == (bool(how), True)
    assert answer.endswith(f" I know {KNOWN}.")
    assert marker == f"<!-- bot:answer-8-{found.digests[8]} -->"


@pytest.mark.parametrize("body", ["/bot keep HAQ", "/bot declin HAQ", "/bot rebase now", "/bot undo it"])
def test_an_answer_does_not_contradict_itself(body: str) -> None:
    ((_, _, text),) = heard(body).answers
    said, _, known = text.split("\n")[2].partition(" I know ")
    assert "keep" not in said.replace("“keep”", "")
    verb = body.split()[1]
    assert f"`{verb}`" not in known or f"there is no “{verb}”" not in said


def test_of_two_commands_in_one_comment_the_worse_reaction_is_given() -> None:
    assert heard("/bot decline HAQ\n/bot declin HAQ").reactions == ((8, "confused"),)
    assert heard("/bot declin HAQ\n/bot decline HAQ").reactions == ((8, "confused"),)


def test_who_may_not_push_decides_nothing_and_gets_no_answer() -> None:
    found = heard("/bot decline HAQ", rights={"ann": False})
    assert (found.said, found.answers, found.reactions) == ((), (), ((8, "confused"),))


def test_who_could_not_be_asked_about_waits_for_another_run() -> None:
    assert heard("/bot decline HAQ", rights={}) == Heard(digests={})


def test_the_other_way_round_overrules_what_was_said_of_a_pair() -> None:
    found = heard("/bot same HAQ Hidden", "/bot different title:whats-hidden arxiv:1811.08886")
    assert found.said == (said("different", ("title:whats-hidden", "arxiv:1811.08886"), 9),)


def test_a_box_ticked_after_the_comment_was_answered_is_the_later_word() -> None:
    (command,) = commands_in(Comment(8, 1, "ann", "/bot decline HAQ", answered=True))
    found = hear([command], (), CATALOG, TOPICS, {"ann": True}, standing={1}, back={"arxiv:1811.08886"})
    assert (found.said, found.reactions) == ((), ((8, "+1"),))
