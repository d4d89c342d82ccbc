"""Which kind of work an entry names, and which topics it falls under."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import KINDS, Entry, Mention, Topic
from bot.topics import Placement, classify, kind_of

TOPICS = (
    Topic("surveys", "Surveys", ("survey*",)),
    Topic("pruning", "Pruning", ("prun*", "剪枝", "sparse")),
    Topic("quantization", "Quantization", ("quantiz*", "fixed-point", "low-bit")),
    Topic("binarization", "Binarization", ("binar*", "binary neural")),
    Topic("architectures", "Architectures", ("structure", "architecture", "compact network*")),
    Topic("hardware", "Hardware", ("hardware", "accelerator*")),
    Topic("compression", "Compression", ("compression", "model compression")),
    Topic("articles", "Articles", ("article*",)),
    Topic("lists", "Lists", ("reference*",)),
)


def mention(*section: str, source: str = "a/list") -> Mention:
    return Mention(source, "README.md", "whatever", section=section)


def place(title: str, *mentions: Mention, kind: str = "paper", default: str = "") -> Placement:
    return classify(title, kind, mentions, TOPICS, {"a/list": default})


@pytest.mark.parametrize(
    ("title", "sections", "expected"),
    [
        pytest.param(
            "Deep Compression",
            [("Papers", "Pruning")],
            Placement("pruning", (), "heading “Pruning” in a/list"),
            id="innermost heading",
        ),
        pytest.param(
            "A title",
            [("Papers", "剪枝方法")],
            Placement("pruning", (), "heading “剪枝方法” in a/list"),
            id="chinese heading",
        ),
        pytest.param(
            "A title",
            [("Hardware Accelerator", "Recurrent Neural Networks")],
            Placement("hardware", (), "heading “Hardware Accelerator” in a/list"),
            id="the next heading where the inner one is silent",
        ),
        pytest.param(
            "Training with binary weights",
            [("Quantization and Binarization:",)],
            Placement("binarization", ("quantization",), "heading “Quantization and Binarization” in a/list"),
            id="of one heading's topics the one that the title names",
        ),
        pytest.param(
            "Sparse quantized nets",
            [("NIPS 2016",)],
            Placement("pruning", ("quantization",), "title says “sparse”"),
            id="a heading that says nothing leaves it to the title",
        ),
        pytest.param(
            "Quantized binary neural nets",
            [],
            Placement("binarization", ("quantization",), "title says “binary neural”"),
            id="more words tell more",
        ),
        pytest.param(
            "Pruning of nets",
            [("Structure",)],
            Placement("pruning", (), "title says “prun…”"),
            id="title beats a vague heading",
        ),
        pytest.param(
            "Xception",
            [("Structure",)],
            Placement("architectures", (), "heading “Structure” in a/list"),
            id="vague heading beats nothing",
        ),
        pytest.param(
            "Compression of nets by pruning",
            [],
            Placement("pruning", (), "title says “prun…”"),
            id="vague words make no further topic",
        ),
        pytest.param(
            "Compression of nets",
            [],
            Placement("compression", (), "title says “compression”"),
            id="vague words beat nothing",
        ),
        pytest.param(
            "Anything",
            [("2023",)],
            Placement("unsorted", (), "neither headings nor title say"),
            id="unsorted",
        ),
        pytest.param(
            "Low‐Bit ﬁxed nets",
            [("Fixed Point",)],
            Placement("quantization", (), "heading “Fixed Point” in a/list"),
            id="hyphens",
        ),
    ],
)
def test_topics_of_one_list(title: str, sections: list[tuple[str, ...]], expected: Placement) -> None:
    assert place(title, *(mention(*section) for section in sections)) == expected


def test_lists_that_disagree() -> None:
    """What the title names too, then the majority, then the configuration's order."""
    lists = [
        mention("Quantization", source="b/b"),
        mention("Pruning", source="a/a"),
        mention("Quantization", source="c/c"),
        mention("Quantization", source="c/c"),
    ]
    assert place("A title", *lists) == Placement(
        "quantization", ("pruning",), "heading “Quantization” in b/b"
    )
    assert place("Learned pruning", *lists) == Placement(
        "pruning", ("quantization",), "heading “Pruning” in a/a"
    )
    assert place("A title", *lists[:2]) == Placement("pruning", ("quantization",), "heading “Pruning” in a/a")


def test_the_topic_of_a_whole_list() -> None:
    """After headings, before the title, which adds further topics."""
    assert place("Quantized nets", mention("2023"), default="pruning") == Placement(
        "pruning", ("quantization",), "all of a/list is about it"
    )
    assert place("A title", mention("Hardware"), default="pruning") == Placement(
        "hardware", ("pruning",), "heading “Hardware” in a/list"
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("article", Placement("articles", ("quantization",), "kind article")),
        ("list", Placement("lists", ("quantization",), "kind list")),
        ("tool", Placement("quantization", (), "title says “quantiz…”")),
    ],
)
def test_kinds_go_to_the_topic_of_their_name_if_there_is_one(kind: str, expected: Placement) -> None:
    assert place("A visual guide to quantization", mention("References"), kind=kind, default="pruning") == (
        expected if kind != "tool" else Placement("pruning", ("quantization",), "all of a/list is about it")
    )


SECTION = st.lists(st.sampled_from(["Pruning", "Quantization", "Structure", "2019", "Binary"]), max_size=2)
MENTIONS = st.lists(
    st.builds(lambda s, n: mention(*s, source=n), SECTION, st.sampled_from("abc")), max_size=6
)


@given(mentions=MENTIONS, data=st.data())
def test_the_order_of_mentions_does_not_matter(mentions: list[Mention], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(mentions))
    assert place("Binary nets", *mentions) == place("Binary nets", *shuffled)


@given(title=st.text(), heading=st.text())
def test_any_text_has_a_place(title: str, heading: str) -> None:
    placed = place(title, mention(heading))
    assert placed.topic in {"unsorted", *(topic.id for topic in TOPICS)}
    assert placed.topic not in placed.topics


@pytest.mark.parametrize("hostile", ["a" * 10**6, "quantiz " * 10**5, "list of " * 10**5, "ﷺ" * 10**5])
def test_long_text_takes_no_long(hostile: str) -> None:
    began = time.process_time()
    place(hostile, mention(hostile))
    kind_of(Entry("README.md", 1, hostile, f"https://example.com/{hostile}", section=(hostile,)))
    assert time.process_time() - began < 30  # it would take hours


@pytest.mark.parametrize(
    ("title", "url", "section", "kind"),
    [
        ("Some paper", "https://arxiv.org/abs/1510.00149", ("Articles",), "paper"),
        ("Some paper", "https://proceedings.neurips.cc/paper/2020/hash/1b7.html", (), "paper"),
        ("Some paper", None, ("Tools",), "paper"),
        ("Some paper", "https://example.edu/~who/paper.pdf", ("Articles",), "paper"),
        ("A paper known by its code", "https://github.com/some/code", ("Pruning",), "paper"),
        ("A report", "https://github.com/some/code/raw/main/paper.pdf", ("Tools",), "paper"),
        ("Distributed GPU Inference", "https://raw.githubusercontent.com/a/b/main/paper.pdf", (), "paper"),
        ("XNNPACK", "https://github.com/google/XNNPACK", (), "tool"),
        ("google/XNNPACK", "https://github.com/google/XNNPACK", (), "tool"),
        ("A compiler", "https://github.com/some/tvm", ("Tools", "Libraries"), "tool"),
        ("NNCP", "https://bellard.example/nncp/", ("Software",), "tool"),
        ("Awesome pruning", "https://github.com/he/pruning", ("Tools",), "list"),
        ("Papers", "https://github.com/some/model-compression-papers", (), "list"),
        ("EfficientDNNs", "https://github.com/some/EfficientDNNs", ("Related Repo",), "list"),
        ("On silicon", "https://github.com/some/silicon/blob/master/README.md", ("Hardware",), "list"),
        ("Reading List 3", "http://example.edu/topics.pdf", (), "list"),
        ("Convolutions", "https://towardsdatascience.com/types-1", ("References",), "article"),
        ("Convolutions", "https://zhuanlan.zhihu.com/p/29367273", (), "article"),
        ("Convolutions", "https://blog.example.com/x", (), "article"),
        ("Convolutions", "https://someone.example/2016/05/03/how-to", (), "article"),
        ("Convolutions", "https://someone.example/blog/how-to", (), "article"),
        ("Convolutions", "https://someone.example/how-to", ("Articles", "Howtos"), "article"),
        ("Convolutions", "https://www.youtube.com/watch?v=1", ("Papers",), "talk"),
        ("Lecture 4: pruning", "https://example.edu/4", (), "talk"),
        ("A talk", "https://example.edu/4", ("Videos",), "talk"),
        ("MLPerf", "https://mlperf.org/", ("Benchmark and Platform Analysis",), "dataset"),
        ("A textbook", "https://example.edu/book", ("Books",), "book"),
        ("Broken", "https://[::1", ("Tools",), "paper"),
    ],
)
def test_kind(title: str, url: str | None, section: tuple[str, ...], kind: str) -> None:
    assert kind_of(Entry("README.md", 1, title, url, section=section)) == kind


@given(title=st.text(), url=st.none() | st.text(), section=st.lists(st.text(), max_size=2))
def test_every_entry_has_a_kind(title: str, url: str | None, section: list[str]) -> None:
    assert kind_of(Entry("README.md", 1, title, url, section=tuple(section))) in KINDS
