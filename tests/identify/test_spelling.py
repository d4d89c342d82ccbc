"""Which words are left of a title once its spelling no longer counts, and the short name made of them."""

from __future__ import annotations

import pytest

from bot.identify import slug
from bot.identify.titles import LONGEST_SLUG, words


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
