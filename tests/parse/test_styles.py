"""Ways in which lists of other fields write an entry, one at a time."""

from __future__ import annotations

import pytest

from bot.models import Entry
from bot.parse import parse

NET = "Tiny Gates for Wide Networks"
PAPER = "https://arxiv.org/abs/2001.00001"
CODE = "https://github.com/lab/gates"


def only(text: str) -> Entry:
    (entry,) = parse("list.md", text).entries
    return entry


@pytest.mark.parametrize(
    ("text", "venue", "year"),
    [
        pytest.param(f"- 2017 | {NET} | Ann Lee, Bo Kim | DSAA | [`PDF`]({PAPER})", "DSAA", 2017, id="bars"),
        pytest.param(f"- {NET}. Lee, Ann et al. arXiv:2001.00001 [pdf]({PAPER})", "arXiv", None, id="arxiv"),
        pytest.param(f"- {NET}. Lee, Ann et al.(Acme) CVPR 2020 [pdf]({PAPER})", "CVPR", 2020, id="glued"),
        pytest.param(f"- {NET}. Lee, Ann & Kim, Bob. 2017 [pdf]({PAPER})", None, 2017, id="ampersand"),
        pytest.param(
            f"- {NET}. Ann Lee et al. Applied Sciences, 2019 [pdf]({PAPER})",
            "Applied Sciences",
            2019,
            id="journal",
        ),
        pytest.param(
            f"- Ann Lee, Bo Kim and Cy Ode, {NET}, BMVC, 2014. [pdf]({PAPER})", "BMVC", 2014, id="names-first"
        ),
        pytest.param(f"- [[MICRO]({PAPER})] {NET}", "MICRO", None, id="venue-as-link"),
        pytest.param(f"- **[[RAL 23]({PAPER})]** {NET}", "RAL", 2023, id="dated-venue-as-link"),
        pytest.param(f'- [[ICML15 - **TG**]({PAPER})]: "{NET}";', "ICML", 2015, id="quoted-after-link"),
        pytest.param(
            f'- "{NET}", PR, 2020. [[paper]({PAPER})] [**`tag`**]', "PR", 2020, id="ambiguous-venue"
        ),
        pytest.param(f"- {NET} [**`tag`**] ICLR 2019 [[paper]({PAPER})]", "ICLR", 2019, id="tag"),
        pytest.param(
            f"- {NET} *Ann Lee et al. ICLR* [[paper]({PAPER})]", "ICLR", None, id="names-in-italics"
        ),
        pytest.param(f"- {NET}. In *COLT 2016*. [[pdf]({PAPER})]", "COLT", 2016, id="in-italics"),
        pytest.param(
            f"- {NET} <br> ICLR 2022 [[Paper]]({PAPER}) [[Code (Fast)]]({CODE})", "ICLR", 2022, id="qualifier"
        ),
        pytest.param(f"- **[GATE NET LITE]** {NET} [[pdf]({PAPER})]", None, None, id="tag-of-three-words"),
        pytest.param(f"- [{NET} - CVPR - 2017]({PAPER})", "CVPR", 2017, id="dashes-in-label"),
        pytest.param(f"- {NET} (aiDM2020) [pdf]({PAPER})", "aiDM", 2020, id="unknown-venue"),
        pytest.param(f"- {NET}, TETCI, 2018 (the first one) [pdf]({PAPER})", "TETCI", 2018, id="note-behind"),
        pytest.param(f"- [{NET}]({PAPER}), Acme 2019", None, 2019, id="organisation-and-year"),
    ],
)
def test_reads_title_and_facts(text: str, venue: str | None, year: int | None) -> None:
    entry = only(text)

    assert (entry.title, entry.url, entry.venue, entry.year) == (NET, PAPER, venue, year)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "The work needs experts for the following steps:\n- Clean the data,\n- Choose a model",
            id="introduced",
        ),
        pytest.param(
            "## Principles\n- **Simple**: Say what each part is for, leave out the rest", id="principle"
        ),
        pytest.param("> - Search from scratch over cells\n> - Train every candidate to the end", id="quoted"),
        pytest.param("[Ann Lee](https://a.org), [Bo Kim](https://b.org), and Cy Ode.", id="people"),
        pytest.param("- [Pruning](#pruning) | [[Subpage]](PRUNE.md)", id="contents"),
        pytest.param(
            f"There is none so far, but the makers of [GateNet]({CODE}) and [Tiny]({PAPER}) offer one.",
            id="prose",
        ),
    ],
)
def test_takes_what_is_said_for_no_entry(text: str) -> None:
    assert parse("list.md", text).entries == ()


def test_leaves_out_a_section_that_only_talks() -> None:
    linked = "\n".join(f"- [{NET} {n}]({PAPER}{n})" for n in range(9))
    reading = parse(
        "list.md", f"## Why\n- Automated data cleaning\n- Architecture search\n\n## Papers\n{linked}"
    )

    assert {entry.section for entry in reading.entries} == {("Papers",)}


def test_takes_repositories_below_a_paper_for_its_code() -> None:
    entry = only(f"- [{NET}]({PAPER}) | [ICLR 2019]\n  + [lab/gates]({CODE}) | [Pytorch]")

    assert [link.url for link in entry.links] == [PAPER, CODE]


def test_reads_a_name_before_a_bare_url() -> None:
    reading = parse("list.md", f"Gym：{CODE}\n\nOpen Spinning Up：{PAPER}")

    assert [(e.title, e.url) for e in reading.entries] == [("Gym", CODE), ("Open Spinning Up", PAPER)]


@pytest.mark.parametrize("after", ["(ICLR 2019)", "| [2019/02]", "- *Ann Lee et al*, `ICLR 2019`", ""])
def test_notes_nothing_that_was_read(after: str) -> None:
    assert only(f"- [{NET}]({PAPER}) {after} [code]({CODE})").note is None
