"""By which names a work is called, however people write them (G4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identify import lasting_names, names_of, names_of_paper, plain_name, stand_in
from bot.models import Link, Mention, Paper

DAY = date(2026, 11, 23)
ARXIV, DOI = "https://arxiv.org/abs/1708.06519", "https://doi.org/10.1109/iccv.2017.298"
ONE = Mention(
    "a/one", "README.md", "Network Slimming", f"{ARXIV}v2", (Link("code", "https://github.com/Ann/Slim"),)
)
SLIMMING = Paper(
    "title:slimming", "Slimming Nets", "pruning", DAY, "paper", "https://slim.example.org/?utm_source=x", "ICCV", 2017,
    ("Ann Lee",), ("nas", "speech"), "pruning: heading", (Link("doi", DOI),), ("openreview:abc",), (ONE,),
)  # fmt: skip
CANONICAL = "https://slim.example.org/"
LASTING = {
    "title:slimming", "title:slimming-nets", "title:network-slimming", "openreview:abc",
    "doi:10.1109/iccv.2017.298", "arxiv:1708.06519",
}  # fmt: skip


def test_a_paper_that_nobody_lists_speaks_for_itself() -> None:
    assert stand_in(SLIMMING) == Mention(
        source="",
        path="",
        title="Slimming Nets",
        url="https://slim.example.org/?utm_source=x",
        links=(Link("doi", DOI),),
        section=(),
        venue="ICCV",
        year=2017,
        authors=("Ann Lee",),
    )


def test_a_mention_is_called_by_title_identifiers_and_link() -> None:
    assert list(names_of(ONE)) == ["title:network-slimming", "arxiv:1708.06519", ARXIV]
    assert list(names_of(replace(ONE, url=None, links=()))) == ["title:network-slimming"]


def test_a_paper_is_called_by_what_it_says_and_by_what_its_lists_say_or_last_said() -> None:
    former = replace(SLIMMING, mentions=(), former=(ONE,))
    assert names_of_paper(SLIMMING) == names_of_paper(former) == LASTING | {CANONICAL, ARXIV}
    renewed = replace(SLIMMING, former=(replace(ONE, title="Forgotten"),))
    assert names_of_paper(renewed) == names_of_paper(SLIMMING)


def test_names_that_last_are_no_links() -> None:
    assert lasting_names(SLIMMING) == LASTING


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("https://arxiv.org/pdf/1708.06519v2.pdf", "arxiv:1708.06519"),
        ("https://slim.example.org/?utm_source=x", CANONICAL),
        ("http://slim.example.org/", CANONICAL),
        ("slim.example.org/", CANONICAL),
        ("arxiv.org/abs/1708.06519", "arxiv:1708.06519"),
        ("ARXIV.ORG/pdf/1708.06519v2", "arxiv:1708.06519"),
        ("arXiv:1708.06519", "arxiv:1708.06519"),
        ("ARXIV: 1708.06519v2 [cs.CV]", "arxiv:1708.06519"),
        ("1708.06519", "arxiv:1708.06519"),
        ("hep-th/9901001", "arxiv:hep-th/9901001"),
        ("doi:10.1109/ICCV.2017.298", "doi:10.1109/iccv.2017.298"),
        ("DOI 10.1109/ICCV.2017.298", "doi:10.1109/iccv.2017.298"),
        ("10.1109/ICCV.2017.298", "doi:10.1109/iccv.2017.298"),
        ("DOI: https://doi.org/10.1109/ICCV.2017.298", "doi:10.1109/iccv.2017.298"),
        ("DOI%2010.1109/ICCV.2017.298", "doi:10.1109/iccv.2017.298"),
        ("10.48550/arXiv.1708.06519", "arxiv:1708.06519"),
        ("OpenReview:r1rqJyHKg", "openreview:r1rqJyHKg"),
        ("GitHub:Ann/Slim", "github:ann/slim"),
        ("ACL:p16-1001", "acl:P16-1001"),
        ("NeurIPS:2020/ABC", "neurips:2020/abc"),
        ("Title: Network Slimming", "title:network-slimming"),
        ("arxiv:1708.06519", "arxiv:1708.06519"),
        ("title:www-what-why-where", "title:www-what-why-where"),
        ("AMC: AutoML", "AMC: AutoML"),
        ("network slimming", "network slimming"),
        ("arxiv.org", "arxiv.org"),
    ],
)
def test_a_name_may_be_written_in_many_ways(written: str, plain: str) -> None:
    assert plain_name(written) == plain


@given(
    st.text(max_size=30) | st.from_regex(r"(arXiv|DOI|title|http)[: ]/{0,2}[\w./ %-]{0,20}", fullmatch=True)
)
def test_a_plain_name_is_plain(name: str) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)


DIGEST = "703957b6dd9e3a7980e040bee50ded65"


def test_a_paper_answers_to_the_identifier_that_it_had_before_there_was_a_year_in_it() -> None:
    url = f"https://proceedings.neurips.cc/paper/2020/hash/{DIGEST}-Abstract.html"
    found = replace(SLIMMING, url=url, ids=(f"neurips:{DIGEST}",), mentions=())
    assert plain_name(f"NeurIPS:{DIGEST}") in names_of_paper(found)
    assert f"neurips:2020/{DIGEST}" in names_of_paper(found)
    # Of another year, it is another paper: what is written down names only one.
    assert f"neurips:{DIGEST}" not in lasting_names(found)
