"""What is left of a title once its spelling no longer counts: its key, its words, and a short name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identify import slug, title_key
from bot.identify.titles import LONGEST_SLUG, words

SPELLINGS = [
    ("Efficient Neural Networks", "EFFICIENT NEURAL NETWORK"),
    ("efﬁcient neural net- works", "Efficient neural networks"),
    ("7761-scalable-methods-for-8-bit-training", "Scalable methods for 8-bit training"),
    ("Weightless_Lossy weight encoding", "Weightless: Lossy Weight Encoding"),
    ("Learning through $L_0$ Regularization", "Learning through L0 Regularization"),
    ("$\\ell_0$ Regularization of \\emph{Networks}", "ℓ0 regularization of networks"),
    ("β-VAE: Learning Concepts", "$\\beta$-VAE: Learning Concepts"),
    ("Poincaré Embeddings", "Poincare embeddings"),
    ("Image‐to‐Image Translation", "Image-to-Image Translation"),
    ("Cans & Cannots", "Cans and Cannots"),
    ("A Survey of Pruning", "Survey of Pruning"),
    ("Two-Stream Networks for Video", "2-Stream Networks for Video"),
    ("Models. Part II: quantization", "Models - Part 2: Quantization"),
    ("Models. Part I: quantization", "Models - Part 1: Quantization"),
    ("Optimising the Colour of Behaviour", "Optimizing the Color of Behavior"),
    ("Non-local Neural Networks (CVPR 2018)", "Non-local Neural Networks"),
    ("“Why Should I Trust You?” Explaining", "Why should I trust you? Explaining"),
]
APART = [
    ("PointNet", "PointNet++"),
    ("MobileNet", "MobileNetV2"),
    ("Models. Part I", "Models. Part II"),
    ("One-Shot Detection of Cats", "Few-Shot Detection of Cats"),
    ("剪枝", "量化"),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_spellings_of_a_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_titles_have_other_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@given(st.text())
def test_a_key_is_its_own_key(title: str) -> None:
    assert title_key(title_key(title)) == title_key(title)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Deep Compression: Pruning & Quantization", "deep-compression-pruning-and-quantization"),
        ("Poincaré’s β-VAE", "poincares-beta-vae"),
        ("基于能量效率的裁剪方式", "基于能量效率的裁剪方式"),
        ("🚀", "untitled-ebbc0b28"),
    ],
)
def test_slug(title: str, name: str) -> None:
    assert slug(title) == name


def test_long_slugs_that_begin_alike_differ() -> None:
    title = (
        "Model compression as constrained optimization, with application to neural nets and others. Part {}"
    )
    first, second = slug(title.format("I")), slug(title.format("II"))
    assert first != second
    assert first[:60] == second[:60]


@given(st.text())
def test_a_slug_is_short_and_never_empty(title: str) -> None:
    assert 0 < len(slug(title)) <= 80


@pytest.mark.parametrize("text", ["(" * 1_000_000, "$\\" * 500_000, "a-" * 500_000, "\u0301" * 100_000])
def test_hostile_length_is_cheap(text: str) -> None:
    assert len(title_key(text)) <= 2000


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Networks", "network", id="one word"),
        pytest.param("The Lottery Tickets", "lottery ticket", id="the"),
        pytest.param("An Analysis of the Layers", "analysis of the layer", id="an, and only in front"),
        pytest.param("S", "s", id="a word that is all ending"),
        pytest.param("S/S", "s s", id="nothing but such words"),
        pytest.param("Loss Corpus Basis Bias Chaos Nets", "loss corpus basis bias chaos net", id="no plural"),
        pytest.param("Part I", "part 1", id="a part, and nothing else"),
        pytest.param(
            "Volume V of the X and I Letters", "volume 5 of the x and i letter", id="a part among letters"
        ),
        pytest.param("Models. Parts I and II", "model part 1 and 2", id="parts"),
        pytest.param("V: A Second Volume", "v a second volume", id="a letter that no part precedes"),
        pytest.param("PointNet++ & UNet+", "pointnet plus plus and unet plus", id="signs are words"),
        pytest.param("GPT-3.5 Turbo", "gpt 35 turbo", id="a decimal is one word"),
        pytest.param(
            "Modelling the Centre of Grey Fibres", "modeling the center of gray fiber", id="American"
        ),
        pytest.param("[ICLR'17 oral] Pruning of Filters", "pruning of filter", id="a label in front"),
        pytest.param("Pruning of Filters. In ICLR 2017", "pruning of filter in", id="a venue behind"),
        pytest.param(
            "Pruning Nets, ICLR 2017", "pruning net iclr 2017", id="too little is left without the venue"
        ),
        pytest.param(
            "(PDF) Pruning Filters", "pdf pruning filter", id="too little is left without the label"
        ),
        pytest.param("0123-pruning-of-filters.pdf", "pruning of filter", id="a file name"),
        pytest.param("Straße & Œuvre: Ångström", "strasse and œuvre angstrom", id="accents"),
        pytest.param("🚀", "", id="no word"),
    ],
)
def test_the_words_of_a_title(title: str, expected: str) -> None:
    assert words(title) == tuple(expected.split())


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("GPT-3.5 and the Networks", "gpt-3-5-and-the-networks", id="whole"),
        pytest.param("a" * LONGEST_SLUG, "a" * LONGEST_SLUG, id="just short enough"),
        pytest.param("a" * (LONGEST_SLUG + 1), "a" * 71 + "-DIGEST", id="one letter too long"),
        pytest.param("a" * 41 + " " + "b" * 60, "a" * 41 + "-DIGEST", id="cut before a word"),
        pytest.param(
            "a" * 40 + " " + "b" * 60, "a" * 40 + "-" + "b" * 30 + "-DIGEST", id="or within a long one"
        ),
        pytest.param("ab " * 40, "ab-" * 23 + "DIGEST", id="many words"),
        pytest.param("\ud83d", "untitled-DIGEST", id="half a sign"),
    ],
)
def test_a_name_that_is_cut_ends_in_a_digest(title: str, name: str) -> None:
    found = slug(title)
    digest = found.rpartition("-")[2] if "DIGEST" in name else ""
    assert found == name.replace("DIGEST", digest)
    assert len(digest) in (0, 8)
