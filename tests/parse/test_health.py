"""How well a list was read: good ones, ones to look at, and what is no list at all."""

from __future__ import annotations

import pytest

from bot.identify import canonical_url
from bot.parse import parse
from bot.parse.findings import Finding
from bot.parse.health import Counts, Health, health

TITLES = (
    "Learning Efficient Convolutional Networks",
    "Pruning Filters for Efficient ConvNets",
    "Channel Pruning for Accelerating Networks",
    "Distilling the Knowledge in a Network",
    "Hints for Thin Deep Networks",
    "Training Binarized Networks from Scratch",
    "Ternary Weight Networks Revisited",
    "Mixed Precision Training at Scale",
    "Searching for Hardware-Aware Networks",
    "The Optimal Brain Surgeon Returns",
)
TEN = "\n".join(
    f"- [{title}](https://arxiv.org/abs/1708.{at:05}), ICLR 2019" for at, title in enumerate(TITLES, 1)
)


def of(text: str) -> Health:
    return health(parse("list.md", text), canonical_url)


def found(line: str) -> list[tuple[str, int, str, str]]:
    """What is found in the eleventh entry of a list."""
    return [(f.kind, f.line, f.title, f.sentence) for f in of(f"{TEN}\n{line}\n").findings]


def verdict(text: str) -> tuple[str, str]:
    told = of(text)
    return told.verdict, told.reason


def test_a_list_that_is_read_well() -> None:
    counts = Counts(
        records=12,
        entries=10,
        odd=0,
        bare=0,
        without_link=0,
        with_venue=10,
        with_year=10,
        with_authors=0,
        links=11,
        chapters=("more/pruning.md",),
    )
    text = f"# A list\n\n- [Papers](#papers)\n- [More on pruning](more/pruning.md)\n\n## Papers\n\n{TEN}\n"
    assert of(text) == Health("good", "nothing stands out", counts, ())


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        pytest.param(
            "- [https://a.org/deep](https://a.org/deep), ICLR 2016",
            ("address", 11, "https://a.org/deep", "its title is an address"),
            id="address",
        ),
        pytest.param(
            "- [Song Han et al.](https://a.org/1), ICLR 2016",
            ("person", 11, "Song Han et al", "its title reads like a person's name"),
            id="person",
        ),
        pytest.param(
            "- [arXiv](https://arxiv.org/abs/1510.00149), ICLR 2016",
            ("label", 11, "arXiv", "its title reads like a link's label"),
            id="label",
        ),
        pytest.param(
            "- [deep-compression-with-pruning](https://a.org/1.pdf), ICLR 2016",
            ("slug", 11, "deep-compression-with-pruning", "its title reads like a file's name"),
            id="slug",
        ),
        pytest.param(
            "- [deep_compression.pdf](https://a.org/deep_compression.pdf), ICLR 2016",
            ("slug", 11, "deep_compression.pdf", "its title reads like a file's name"),
            id="file",
        ),
        pytest.param(
            "- [We prune whole channels of a network](https://a.org/1), ICLR 2016",
            ("sentence", 11, "We prune whole channels of a network", "its title reads like a sentence"),
            id="sentence",
        ),
        pytest.param(
            "- [Deep Compression of Networks in](https://a.org/1), ICLR 2016",
            ("cut", 11, "Deep Compression of Networks in", "its title breaks off"),
            id="cut",
        ),
        pytest.param(
            "- [S3](https://a.org/1), ICLR 2016",
            ("short", 11, "S3", "its title is too short to tell a work by"),
            id="short",
        ),
        pytest.param(
            "- [Another Title of Words](https://arxiv.org/pdf/1708.00002v2.pdf), ICLR 2016",
            (
                "same link",
                11,
                "Another Title of Words",
                "its link is that of line 2, “Pruning Filters for Efficient ConvNets”",
            ),
            id="same-link",
        ),
        pytest.param(
            "- Deep Compression of Networks, ICLR 2016",
            ("no link", 11, "Deep Compression of Networks", "it has no link; 10 of 11 in its section have"),
            id="no-link",
        ),
        pytest.param(
            "- [Deep Compression of Networks](https://a.org/1), 2016",
            ("no venue", 11, "Deep Compression of Networks", "it has no venue; 10 of 11 in its section have"),
            id="no-venue",
        ),
    ],
)
def test_what_to_look_at(line: str, finding: tuple[str, int, str, str]) -> None:
    assert found(line) == [finding]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("- [Docker](https://www.docker.com), ICLR 2016", id="a-tool-that-its-site-is-named-for"),
        pytest.param("- [nn-prune-tool-kit](https://github.com/a/nn-prune-tool-kit), ICLR 2016", id="a-repository"),
        pytest.param("- [S3](https://a.org/s3), ICLR 2016", id="a-short-name-that-its-link-bears"),
        pytest.param("- [To prune, or not to prune: exploring the efficacy of pruning](https://a.org/1), ICLR 2016", id="a-title-in-lower-case"),
        pytest.param("- [Pruning Filters for Efficient Nets](https://arxiv.org/abs/1708.00002), ICLR 2017", id="one-link-under-nearly-one-title"),
        pytest.param(f"- [{TITLES[1]}](https://openreview.net/forum?id=x), ICLR 2017", id="one-title-over-two-links"),
    ],
)  # fmt: skip
def test_what_looks_odd_and_is_not(line: str) -> None:
    assert found(line) == []


def test_a_page_about_several_works_is_no_mistake() -> None:
    accepted = "\n".join(f"- [{title}](https://sosp.org/accepted.html)" for title in TITLES)
    assert of(accepted).findings == ()


def test_a_title_on_many_links_is_a_label() -> None:
    talks = "\n".join(f"- [Recording](https://drive.google.com/file/{at}), ICLR 2019" for at in range(4))
    assert [(f.kind, f.line) for f in of(f"{TEN}\n{talks}\n").findings] == [
        ("label", 11), ("label", 12), ("label", 13), ("label", 14)
    ]  # fmt: skip


def test_a_list_of_contents_that_was_taken_for_entries() -> None:
    contents = "- [Pruning at Last](https://a.org/list#pruning), ICLR 2019"
    told = of(f"{contents}\n\n## Pruning at Last\n\n{TEN}\n")
    assert [(f.kind, f.title) for f in told.findings] == [("heading", "Pruning at Last")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "# A list\n\n- [Pruning](papers/pruning.md)\n- [Quantization](papers/quant.md)\n"
            "- [NAS](papers/nas.md)\n- [Surveys](papers/surveys.md)\n\nSee [CONTRIBUTING](CONTRIBUTING.md).\n",
            "these are files: add `paths:` with papers/pruning.md, papers/quant.md, papers/nas.md, …",
            id="chapters",
        ),
        pytest.param(
            "# A list\n\n* survey\n  * 2018.md\n  * 2019.md\n",
            "these are files: add `paths:` with 2018.md, 2019.md",
            id="chapters-without-links",
        ),
        pytest.param(
            "| Topic | Papers |\n|---|---|\n| [Pruning](https://github.com/me/list/blob/main/pruning.md) | 30 |\n"
            "| [Distillation](https://github.com/me/list/blob/main/kd.md) | 12 |\n",
            "these are files: add `paths:` with pruning.md, kd.md",
            id="chapters-by-their-whole-address",
        ),
        pytest.param("", "it lists nothing", id="empty"),
        pytest.param("Some words about pruning.\n", "it lists nothing", id="prose"),
        pytest.param(
            "# Notes\n\n- `Pruning`_\n" + "- `Net`_\n" * 24,
            "none of 25 items and links is an entry: is it Markdown?",
            id="restructured-text",
        ),
        pytest.param(
            "- [Song Han](https://songhan.mit.edu), 2019\n- [Zhuang Liu](https://liuzhuang13.github.io), 2019\n",
            "2 of 2 titles look wrong",
            id="people",
        ),
        pytest.param(
            "# prune\n\n## Features\n\n- Works with PyTorch 2.0 and newer\n- Supports structured sparsity\n"
            "- Exports to ONNX and TensorRT\n\nSee the [manual](https://prune.readthedocs.io).\n",
            "3 of 3 entries are only words, beside other text: is it a list?",
            id="the-readme-of-a-program",
        ),
        pytest.param(
            f"- [{TITLES[0]}](https://arxiv.org/abs/1708.00001), ICLR 2019\n" + "- `Net`_\n" * 12,
            "only 1 of 13 items and links are entries",
            id="hardly-an-entry",
        ),
    ],
)
def test_what_is_not_read(text: str, reason: str) -> None:
    assert verdict(text) == ("not read", reason)


def test_a_list_of_mere_titles_is_a_list() -> None:
    assert verdict("\n".join(f"- {title}" for title in TITLES)) == ("good", "nothing stands out")


def test_findings_are_counted_in_the_reason() -> None:
    assert verdict(f"{TEN}\n- [S3](https://a.org/1), ICLR 2016\n") == ("look at these", "1 finding")
    assert of(f"{TEN}\n- [S3](https://a.org/1), ICLR 2016\n").findings == (
        Finding("short", 11, "S3", "its title is too short to tell a work by"),
    )


def test_many_titles_over_one_link_take_no_long() -> None:
    text = "\n".join(f"- [{'Pruning ' * 300}{at}](https://a.org/1)" for at in range(300))
    assert of(text).findings == ()
