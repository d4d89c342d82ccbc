"""Catalog, fresh mentions and decisions → the changes that a run would make."""

from bot.merge.fields import Rules
from bot.merge.guard import distrust
from bot.merge.people import deleted
from bot.merge.threeway import merge

__all__ = ["Rules", "deleted", "distrust", "merge"]
