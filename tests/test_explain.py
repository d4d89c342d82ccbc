"""A paper's story, whole, as `bot explain` tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from textwrap import dedent

import pytest
from rich.console import Console

from bot.explain import explain_lines
from bot.models import Link, Mention, Paper
from bot.report import show

ANN = Mention(
    "ann/bullets",
    "README.md",
    "HAQ: Hardware-Aware Automated Quantization",
    "https://arxiv.org/abs/1811.08886",
    section=("Quantization", "2019"),
)
BOB = Mention(
    "bob/table",
    "papers/all.md",
    "Hardware-aware automated quantization",
    "https://arxiv.org/pdf/1811.08886v2.pdf",
)
CY = Mention("lists/cy.md", "lists/cy.md", "The quantization paper by Wang")

LISTED = Paper(
    "arxiv:1811.08886",
    "HAQ: Hardware-Aware Automated Quantization",
    "quantization",
    date(2026, 11, 23),
    url="https://arxiv.org/abs/1811.08886",
    venue="CVPR",
    year=2019,
    topics=("hardware",),
    topic_reason="quantization: under “Quantization” in ann/bullets",
    links=(Link("code", "https://github.com/mit-han-lab/haq"),),
    ids=("arxiv:1811.08886", "doi:10.1109/cvpr.2019.00881"),
    mentions=(ANN, BOB, CY),
    decided=("same arxiv:1811.08886 title:the-quantization-paper-by-wang",),
)
BY_PEOPLE = Paper("title:x", "A report nobody lists", "tools", date(2026, 11, 23), topic_reason="")
DELISTED = Paper(
    "title:old", "An old entry", "tools", date(2019, 1, 2), topic_reason="pruning: its title", former=(CY,)
)


def told(paper: Paper, *like: str) -> str:
    out = StringIO()
    show(explain_lines(paper, like), Console(file=out, width=80, color_system=None))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


@pytest.mark.parametrize(
    ("paper", "story"),
    [
        (
            LISTED,
            """\
            HAQ: Hardware-Aware Automated Quantization
              id       arxiv:1811.08886
              also     doi:10.1109/cvpr.2019.00881
              kind     paper
              link     https://arxiv.org/abs/1811.08886
              venue    CVPR 2019
              topic    quantization (under “Quantization” in ann/bullets)
              further  hardware
              added    2026-11-23
              decided  same arxiv:1811.08886 title:the-quantization-paper-by-wang
              link     code: https://github.com/mit-han-lab/haq

            Said of it:
              1  HAQ: Hardware-Aware Automated Quantization
                 ann/bullets/README.md > Quantization > 2019 ·
                 https://arxiv.org/abs/1811.08886
              2  Hardware-aware automated quantization
                 bob/table/papers/all.md · https://arxiv.org/pdf/1811.08886v2.pdf
              3  The quantization paper by Wang
                 lists/cy.md · no link

            One work because
              1 and 2: same arXiv id 1811.08886, titles share 86% of what they say, same
                year, but only one has “haq”
              the rest is people's word: a decision, or an edit of the catalog
            """,
        ),
        (
            BY_PEOPLE,
            """\
            A report nobody lists
              id       title:x
              kind     paper
              link     none
              topic    tools (people put it there)
              added    2026-11-23

            No list mentions it; people added it.
            """,
        ),
        (
            DELISTED,
            """\
            An old entry
              id       title:old
              kind     paper
              link     none
              topic    tools (people put it there)
              added    2019-01-02

            Nobody lists it any more; last said:
              1  The quantization paper by Wang
                 lists/cy.md · no link
            """,
        ),
    ],
    ids=["listed", "by people", "delisted"],
)
def test_a_story_says_where_it_came_from_why_it_is_one_and_who_decided(paper: Paper, story: str) -> None:
    assert told(paper) == dedent(story).strip("\n")


def test_a_paper_that_is_filed_by_its_title_tells_which_titles_it_reads_like() -> None:
    paper = replace(BY_PEOPLE, topic_reason="tools: its title reads like others there")
    assert [
        line.strip() for line in told(paper, "A report", "A list").splitlines() if "reads like" in line
    ] == ["topic    tools (its title reads like others there: “A report” and “A list”)"]
