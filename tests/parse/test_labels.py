"""Links by their labels: kinds of resources, and which one leads to the work."""

from __future__ import annotations

import pytest

from bot.markup import inline
from bot.markup.inline import Piece
from bot.parse.labels import (
    choose,
    external,
    is_resource,
    leads_to_code,
    local_page,
    names_paper,
    names_repository,
    names_resource,
    repository_of,
)
from tests.parse.examples import BLOG, CODE, PAPER, wrong


def linked(text: str) -> list[Piece]:
    return [p for p in inline.read(text, {}) if p.kind == "link"]


@pytest.mark.parametrize(
    "label",
    [
        "pdf", "Paper", "[code]", "PyTorch", "official code", "Code (PyTorch)", "Code: PyTorch", "slides & video", "Project Page", "blog post",
        "arXiv:2001.00001", "2001.00001v2", "10.1145/12.34", "doi:10.1145/12.34", "12345", "ICML 2020", "IEEE Transactions on Gates", "项目主页", "解读", "", "📄",
        wrong("Reading notes", id="Reading notes", reason="`reading` is no word of labels"),
    ],
)  # fmt: skip
def test_names_of_resources(label: str) -> None:
    assert names_resource(label)


@pytest.mark.parametrize(
    "label",
    ["GateNet", "A title of words", "Gates code for nets", "Song Han's lectures", "TensorFlow Lite", "Distill", "Learning", "MiniMax-01", "x" * 200],
)  # fmt: skip
def test_names_of_works(label: str) -> None:
    assert not names_resource(label)


def test_badges_and_bare_addresses_are_resources() -> None:
    assert [is_resource(p) for p in linked(f"{PAPER} [![GateNet](x.svg)]({CODE}) [GateNet]({CODE})")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"[pdf](u) [code]({CODE})", "u"),
        (f"[code]({CODE}) [paper](u)", "u"),
        (f"[blog]({BLOG}) [ICML](u)", "u"),
        (f"[video](https://youtu.be/x) [link]({PAPER})", PAPER),
        (f"{BLOG} {PAPER}", PAPER),
        (f"[blog]({BLOG})", BLOG),
        ("[project page](u)", "u"),
        ("[official paper link](u)", "u"),
        (f"[code]({CODE})", None),
        ("[slides](u) [poster](v)", None),
        ("[review](https://openreview.net/1)", None),
        ("[pdf]()", None),
        ("", None),
    ],
)
def test_the_link_that_leads_to_the_work(text: str, url: str | None) -> None:
    assert choose(linked(text)) == url


@pytest.mark.parametrize(
    ("text", "found"),
    [("[pdf](u)", True), ("[arXiv](u)", True), ("[ICML 2020](u)", True), ("[2001.00001](u)", True), ("[code](u)", False), ("[code link](u)", False),
     ("[paper review](u)", True), (f"[here]({CODE})", True), (f"[code here]({CODE})", False), ("[GateNet](u)", False)],
)  # fmt: skip
def test_labels_that_promise_the_paper(text: str, found: bool) -> None:
    (link,) = linked(text)

    assert names_paper(link) is found


@pytest.mark.parametrize(
    ("url", "leaves", "page"),
    [("#a", False, False), ("./#a", False, True), ("mailto:a@b.c", False, False), ("other.md#a", True, True), ("docs/", True, True), ("https://a.org/x.md", True, False), ("u", True, False)],
)  # fmt: skip
def test_where_a_link_leads(url: str, leaves: bool, page: bool) -> None:
    link = Piece("link", "x", url)

    assert (external(link), local_page(link)) == (leaves, page)


@pytest.mark.parametrize(
    ("label", "url", "repository", "code"),
    [
        ("lab/gates", CODE, True, True),
        ("lab/gates", BLOG, False, False),
        ("GateNet", CODE, False, True),
        ("slides", CODE, False, False),
        ("weights", "https://huggingface.co/lab/gates", False, True),
        ("page", "https://huggingface.co/papers/2001.00001", False, False),
    ],
)
def test_links_to_code(label: str, url: str, repository: bool, code: bool) -> None:
    link = Piece("link", label, url)

    assert (names_repository(link), leads_to_code(link)) == (repository, code)


@pytest.mark.parametrize(
    ("title", "found"), [("Gates", True), ("The Gates", True), ("Opening All Gates of Nets", False), ("Tree", False)]
)  # fmt: skip
def test_a_repository_that_bears_the_title_s_name(title: str, found: bool) -> None:
    assert repository_of(title, linked(f"[code]({CODE})")) == (CODE if found else None)
