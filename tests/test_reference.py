"""The reference of the configuration says what the code reads."""

from __future__ import annotations

from pathlib import Path

from bot.config import NESTED, TOP
from bot.reference import reference

PAGE = Path(__file__).parents[1] / "docs/configuration.md"


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == reference(), (
        "bring it up to date: python -m bot.reference > docs/configuration.md"
    )


def test_every_key_has_a_row_and_says_what_it_is_for() -> None:
    text = reference()
    for fields in (TOP, *NESTED.values()):
        for key, field in fields.items():
            assert f"| `{key}` |" in text
            assert field.about, key
