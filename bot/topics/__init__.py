"""Where a paper belongs: what kind of work it is, and which topics of the configuration it falls under."""

from bot.topics.kinds import kind_of
from bot.topics.place import UNSORTED, Placement, classify, untitled

__all__ = ["UNSORTED", "Placement", "classify", "kind_of", "untitled"]
