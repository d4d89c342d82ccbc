"""Which work an entry names: identifiers from its links, normal forms of its title, and grouping."""

from bot.identify.group import Group, Grouping, Join, group
from bot.identify.names import lasting_names, names_of, names_of_paper, plain_name, stand_in
from bot.identify.titles import slug, title_key
from bot.identify.urls import canonical_url, host_and_path, identifier, leads_to, tidy_url
from bot.identify.works import identifiers, is_work, kind

__all__ = [
    "Group",
    "Grouping",
    "Join",
    "canonical_url",
    "group",
    "host_and_path",
    "identifier",
    "identifiers",
    "is_work",
    "kind",
    "lasting_names",
    "leads_to",
    "names_of",
    "names_of_paper",
    "plain_name",
    "slug",
    "stand_in",
    "tidy_url",
    "title_key",
]
