"""Tables of what speaks for and against a reading."""

from __future__ import annotations


def weights(*rows: tuple[str, float, str]) -> dict[str, float]:
    """Return what each thing weighs, by its name; a row is its name, its weight and an example of it."""
    return {name: weight for name, weight, _ in rows}
