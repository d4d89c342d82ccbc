from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identify import slug, title_key

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
