"""How titles and labels of links are worded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.merge.wording import MENDS, Mend, mended, plain_label


@pytest.mark.parametrize("mend", MENDS, ids=lambda mend: mend.why)
def test_what_a_list_damaged_is_put_right(mend: Mend) -> None:
    damaged, right = mend.example
    assert mended(damaged) == mended(right) == right
    assert mend.pattern.sub(mend.becomes, damaged) != damaged


@pytest.mark.parametrize(
    "title",
    [
        "Memory- and Energy-Efficient Nets",
        "Hungry Hungry Hippos: Towards Language Modeling",
        "Network Slimming: Network Compression by Slimming",
        "Slim: Slim is a library for narrow nets",
        "BERT, GPT",
        "LLM INT8",
    ],
)
def test_what_only_looks_damaged_stays(title: str) -> None:
    assert mended(title) == title


@given(st.text(max_size=60))
def test_what_is_mended_stays_as_it_is(title: str) -> None:
    assert mended(mended(title)) == mended(title)


REPOSITORY = "https://github.com/ann/slim-nets"


@pytest.mark.parametrize(
    ("label", "url", "called"),
    [
        ("[Code]", REPOSITORY, "code"),
        ("GitHub Repo stars", REPOSITORY, "code"),
        ("", REPOSITORY, "code"),
        ("[slim-nets]", REPOSITORY, "code"),
        ("Code (Slim)", REPOSITORY, "code"),
        ("official code", REPOSITORY, "code"),
        ("PyTorch(Author)", REPOSITORY, "PyTorch, author's"),
        ("PyTorch (3rd party)", REPOSITORY, "PyTorch, by others"),
        ("[PyTorch]:star:12", REPOSITORY, "PyTorch"),
        ("Homepage", "https://slim.ann.dev/", "project"),
        ("[YouTube]", "https://www.youtube.com/watch?v=1", "video"),
        ("slide", "https://ann.dev/1.pdf", "slides"),
        ("2019 TPAMI version", "https://ann.dev/2.pdf", "2019 TPAMI version"),
        ("", "https://ann.dev/2.pdf", ""),
    ],
)
def test_what_a_link_is_called(label: str, url: str, called: str) -> None:
    assert plain_label(label, url) == called
