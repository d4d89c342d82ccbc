"""What people read on a terminal of 80 columns: entries, groups, the steps of a replay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO
from textwrap import dedent

import pytest
from rich.console import Console

from bot.history import Version
from bot.identify import group
from bot.models import Change, Detail, Entry, Link, Plan, Reading, Skipped
from bot.records import Record
from bot.replay import Step
from bot.report import Line, grouping_lines, reading_lines, show, step_line

HAQ = Entry(
    "list.md",
    7,
    "HAQ: Hardware-Aware Automated Quantization with Mixed Precision",
    "https://arxiv.org/abs/1811.08886",
    (
        Link("HAQ", "https://arxiv.org/abs/1811.08886"),
        Link("code", "https://github.com/mit-han-lab/haq"),
    ),
    ("Papers", "Quantization"),
    "CVPR",
    2019,
    ("Kuan Wang", "Song Han"),
    "oral",
)
BARE = Entry("list.md", 9, "A technical report that is nowhere to be found")
READING = Reading((HAQ, BARE), (Skipped("list.md", 3, "[Papers](#papers)", "table of contents"),))


def told(lines: Iterable[Line]) -> str:
    out = StringIO()
    show(lines, Console(file=out, width=80, color_system=None))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def test_entries_are_told_with_what_each_part_is() -> None:
    assert told(reading_lines(READING, explain=False)) == dedent(
        """\
        list.md:7: HAQ: Hardware-Aware Automated Quantization with Mixed Precision
            link     https://arxiv.org/abs/1811.08886
            also     code: https://github.com/mit-han-lab/haq
            venue    CVPR 2019
            authors  Kuan Wang, Song Han
            under    Papers > Quantization
            note     oral
        list.md:9: A technical report that is nowhere to be found
            link     none
        2 entries; 1 line is none: --explain"""
    )


def test_what_is_no_entry_is_told_with_the_reason() -> None:
    assert told(reading_lines(READING, explain=True)) == dedent(
        """\
        list.md:3: table of contents
            [Papers](#papers)"""
    )


def test_groups_are_told_with_their_reasons_and_then_what_is_only_alike() -> None:
    titles = [
        ("a", "Distilling the Knowledge in a Neural Network", "https://arxiv.org/abs/1503.02531"),
        ("b", "Distilling the knowledge in a neural network", "https://arxiv.org/abs/1503.02531v1"),
        ("c", "Searching for MobileNetV2 with Platforms in Mind", None),
        ("d", "Searching for MobileNetV3 with Platforms in Mind", None),
    ]
    rows = [Record(id_, "", Entry("x.md", 1, title, url)) for id_, title, url in titles]
    assert told(grouping_lines(rows, group([row.entry for row in rows]))) == dedent(
        """\
        4 entries, 3 works, 1 of them more than once

        Distilling the Knowledge in a Neural Network
          a: Distilling the Knowledge in a Neural Network
          b: Distilling the knowledge in a neural network
            same arXiv id 1503.02531, same title, same year

        Alike, but not joined (1)
          c: Searching for MobileNetV2 with Platforms in Mind
          d: Searching for MobileNetV3 with Platforms in Mind
            titles share 66% of what they say, but mobilenetv2 is not mobilenetv3,
            “mobilenetv2” against “mobilenetv3”"""
    )


VERSION = Version("ann/bullets", "0123456789", datetime(2020, 1, 2, tzinfo=UTC), {}, lambda _: b"")


def changes(*kinds: str) -> tuple[Change, ...]:
    return tuple(Change(kind, (), (), (Detail(kind, ""),)) for kind in kinds)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(VERSION, Plan(), (), None, None, 0.1), "nothing"),
        (Step(VERSION, Plan(changes("title", "add", "add")), (), None, None, 0.1), "2 add, 1 title"),
        (Step(VERSION, Plan((), changes("record")), (), None, None, 0.1), "1 recorded"),
        (
            Step(VERSION, Plan(changes("delist")), (), "9 of 9 gone", None, 0.1),
            "1 delist; accepted: 9 of 9 gone",
        ),
        (Step(VERSION, Plan(), (), None, "not UTF-8", 0.1), "set aside: not UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_step_of_a_replay_is_one_line(step: Step, said: str) -> None:
    assert step_line(step).text == f"2020-01-02 ann/bullets 0123456: {said}"
