"""What an entry's links say of the work that it names."""

from __future__ import annotations

import pytest

from bot.identify import identifiers
from bot.identify.works import kind, place
from bot.models import Entry, Link

ARXIV = "https://arxiv.org/abs/1510.00149"
ARXIV_TOO = "https://arxiv.org/abs/1601.00001"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (ARXIV, "paper"),
        ("https://doi.org/10.1145/3065386", "paper"),
        ("https://example.org/~han/Slimming.PDF", "paper"),
        ("https://example.org/slimming.ps.gz", "paper"),
        ("https://github.com/han/slimming", "code"),
        ("https://github.com/han/slimming/tree/main/models", "page"),
        ("https://gitlab.com/han/slimming", "code"),
        ("https://youtu.be/dQw4w9WgXcQ", "talk"),
        ("https://www.slideshare.net/han/slimming", "talk"),
        ("https://medium.com/@han/slimming", "article"),
        ("https://han.substack.com/p/slimming", "article"),
        ("https://notmedium.com/@han/slimming", "page"),
        ("https://blog.example.org/slimming", "article"),
        ("https://example.org/Posts/slimming", "article"),
        ("https://example.org/2019/03/slimming", "article"),
        ("https://example.org/slimming", "page"),
        ("https://github.com/han/slimming/blob/main/docs/a.md", "page"),
        ("https://github.com/han/slimming/blob/main/README.md", "code"),
        ("https://gitlab.com/han/slimming/-/blob/main/a.py", "page"),
        ("https://gist.github.com/han/0123456789abcdef", "code"),
        ("https://colab.research.google.com/drive/1abc", "code"),
        ("https://link.springer.com/article/x", "paper"),
        ("https://www.sciencedirect.com/science/article/abs/x", "paper"),
        ("https://www.nature.com/articles/s41586-019-1677-2", "paper"),
        ("https://academic.oup.com/nsr/article/5/1/24/3052720", "paper"),
        ("https://www.cell.com/patterns/article/S2666-3899(20)30001-1", "paper"),
        ("https://www.mdpi.com/2076-3417/9/3/489", "paper"),
        ("https://www.mdpi.com/", "page"),
        ("https://spectrum.ieee.org/slimming", "article"),
        ("https://www.reddit.com/r/slimming/comments/1", "article"),
        ("https://www.linkedin.com/pulse/slimming", "article"),
        ("https://www.google.com/url?q=https://han.medium.com/slimming", "article"),
        ("https://huggingface.co/han/slimming", "data"),
        ("https://huggingface.co/blog/slimming", "article"),
        ("https://huggingface.co/papers/1510.00149", "paper"),
        ("https://www.coursera.org/learn/slimming", "course"),
        ("papers/slimming.pdf", "paper"),
        ("docs/slimming.md", "page"),
        ("http://[", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_what_a_link_leads_to(url: str | None, expected: str) -> None:
    assert kind(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.Example.org/slimming/?utm_source=x", "example.org/slimming"),
        ("http://www.Example.org/Slimming//", "example.org/Slimming"),
        ("https://arxiv.org/pdf/1510.00149v5.pdf", "arxiv.org/abs/1510.00149"),
        ("https://example.org/", ""),
        ("https://example.org", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_place_is_the_page_however_it_was_typed(url: str | None, expected: str) -> None:
    assert place(url) == expected


def entry(url: str | None, **links: str) -> Entry:
    return Entry("README.md", 1, "Slimming", url, links=tuple(Link(label, to) for label, to in links.items()))


def test_the_identifiers_of_a_work_come_best_known_first() -> None:
    found = entry(
        "https://aclanthology.org/P16-1001/",
        paper="https://openreview.net/forum?id=r1rqJyHKg",
        doi="https://doi.org/10.1002/a:b",
        arXiv=ARXIV,
        published="https://www.ijcai.org/proceedings/2018/0336.pdf",
    )
    assert identifiers(found) == (
        "arxiv:1510.00149",
        "doi:10.1002/a:b",
        "openreview:r1rqJyHKg",
        "acl:P16-1001",
        "ijcai:2018/336",
    )


@pytest.mark.parametrize(
    ("label", "names_it"),
    [
        ("**[The Paper]**", True),
        ("`arXiv` 2017", True),
        ("camera-ready version", True),
        ("【论文】", True),
        ("CVPR'17", True),
        ("NeurIPS 2018", True),
        ("paper notes", False),
        ("code", False),
        ("slides 2017b", False),
        ("", False),
    ],
)
def test_a_link_counts_where_its_label_says_that_it_is_the_paper(label: str, names_it: bool) -> None:
    found = entry("https://example.org/slimming.pdf", **{label: ARXIV})
    assert identifiers(found) == (("arxiv:1510.00149",) if names_it else ())


def test_code_and_talks_are_never_what_a_paper_is_known_by() -> None:
    found = entry(ARXIV, paper="https://github.com/han/slimming", pdf="https://youtu.be/dQw4w9WgXcQ")
    assert identifiers(found) == ("arxiv:1510.00149",)


@pytest.mark.parametrize(
    ("url", "links", "expected"),
    [
        (ARXIV, [("code", "https://github.com/a/b")], ("arxiv:1510.00149",)),
        (
            "https://openreview.net/forum?id=r1rqJyHKg",
            [("PDF", ARXIV), ("slides", ARXIV_TOO)],
            ("arxiv:1510.00149", "openreview:r1rqJyHKg"),
        ),
        (
            None,
            [("[paper]", ARXIV), ("CVPR'17", "https://doi.org/10.1/x")],
            ("arxiv:1510.00149",),
        ),
        ("https://github.com/a/b", [("paper", ARXIV)], ("github:a/b",)),
        ("https://medium.com/@a/b", [("paper", ARXIV)], ()),
        (None, [("code", "https://github.com/a/b")], ()),
    ],
)
def test_identifiers_are_those_of_the_work_itself(
    url: str | None, links: list[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    found = Entry("README.md", 1, "Slimming", url, links=tuple(Link(*link) for link in links))
    assert identifiers(found) == expected
