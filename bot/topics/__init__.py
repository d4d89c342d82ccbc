"""Where a paper belongs: what kind of work it is, and which topics of the configuration it falls under."""

from bot.topics.kinds import kind_of
from bot.topics.place import READS_LIKE, UNSORTED, Placement, classify, examples, untitled
from bot.topics.titles import Titles

__all__ = ["READS_LIKE", "UNSORTED", "Placement", "Titles", "classify", "examples", "kind_of", "untitled"]
