"""A change of a field as a row says it: what was and what becomes of it, what differs in bold."""

from __future__ import annotations

import pytest

from bot.render.pull import _becomes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ICLR", "ICML", "ICLR → ICML"),
        (None, "ICML", "ICML, which it lacked"),
        ("ICML", None, "no longer ICML"),
        (
            "Learning Slim Nets for Phones",
            "Slim Nets for Mobile Phones",
            "**Learning** Slim Nets for Phones → Slim Nets for **Mobile** Phones",
        ),
        (
            "Nets @all for #1",
            "Nets @all for #2",
            "Nets <span>@</span>all for **<span>#</span>1** → Nets <span>@</span>all for **<span>#</span>2**",
        ),
    ],
)
def test_what_was_and_becomes(old: str | None, new: str | None, said: str) -> None:
    assert _becomes(old, new) == said
