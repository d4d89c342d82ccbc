"""Which work an entry names: identifiers from its links, normal forms of its title, and grouping."""

from bot.identify.group import Group, Grouping, Join, group
from bot.identify.titles import slug, title_key
from bot.identify.urls import canonical_url, identifier, tidy_url
from bot.identify.works import identifiers

__all__ = [
    "Group",
    "Grouping",
    "Join",
    "canonical_url",
    "group",
    "identifier",
    "identifiers",
    "slug",
    "tidy_url",
    "title_key",
]
