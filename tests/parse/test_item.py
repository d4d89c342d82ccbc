"""What an item shows at a glance."""

from __future__ import annotations

import pytest

from bot.parse.item import key_of, own_entry, sentence, text_of
from tests.parse.examples import BLOG, CODE, NET, PAPER, SECOND, item


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        (f"[pdf]({PAPER}) [code]({CODE})", "resources"),
        (f"or [pdf]({PAPER})", "resources"),
        ("Authors: Ann Lee", "key"),
        (f"Code: [x]({CODE})", "key"),
        ("Ann Lee, Bo Kim", "facts"),
        ("ICML 2020", "facts"),
        ("Oral at ICML 2020", "facts"),
        (f"[Ann Lee]({BLOG}), [Bo Kim]({CODE})", "facts"),
        (f"[{NET}]({PAPER})", "title"),
        (f"[{NET}]({PAPER}), ICML 2020", "title"),
        (f"[{NET}]({PAPER}) shows how", "text"),
        (f"see [{NET}]({PAPER})", "text"),
        (f"[lab/gates]({CODE})", "text"),
        ("some words of a note on gates that say more", "text"),
        ("![x](y)", "empty"),
        ("", "empty"),
    ],
)
def test_what_an_item_is_beside_a_title_above_it(text: str, aspect: str) -> None:
    assert item(text).aspect == aspect


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Authors: Ann Lee", "authors"), ("**Venue**: ICML", "venue"), ("*Year:* 2020", "year"), ("Title: x", "title"), ("Code: x", "code"), ("Paper link: x", "paper"),
        ("Abstract：x", "note"), ("作者: x", "authors"), ("Ann: Lee", ""), ("Gates of nets: x", ""), ("no colon", ""),
    ],
)  # fmt: skip
def test_keys(text: str, key: str) -> None:
    assert key_of(item(text).text) == key


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"[{NET}]({PAPER})", True),
        (f"[{NET}]({PAPER}), ICML 2020", True),
        (f"a follow-up: [{NET}]({PAPER})", False),
        (f"[{NET}]({PAPER}) has more on it", False),
        (f"[lab/gates]({CODE})", False),
    ],
)
def test_links_below_an_entry_that_are_entries(text: str, own: bool) -> None:
    assert own_entry(item(text)) is own


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (NET, False),
        (f"{NET}.", False),
        ("We show that gates of wide nets open at night.", True),
        ("word " * 26, True),
        ("Gates of nets", False),
    ],
)
def test_sentences(text: str, reads: bool) -> None:
    assert sentence(text) is reads


def test_links_texts_and_titles_of_an_item() -> None:
    one = item(f"**A** [b]({PAPER}) [pdf]({SECOND}) [c](#d) ![e](f)\ng")

    assert [p.text for p in one.links] == ["b", "pdf", "c"]
    assert [p.text for p in one.outer] == ["b", "pdf"]
    assert [p.text for p in one.titled] == ["b"]
    assert " ".join(one.text.split()) == "A g"
    assert one.plain == "A b pdf c g"
    assert text_of(one.pieces) == one.text
