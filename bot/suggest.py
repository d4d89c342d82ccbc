"""Which lists to follow next: repositories that the lists followed lead to and that look like lists; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.identify import host_and_path
from bot.models import Mention, Paper, Source
from bot.topics.kinds import A_LIST, kind_of

_REPOSITORY = re.compile(r"/([\w-]+/[\w.-]+?)(?:\.git)?(?:/|\Z)")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A repository that is not followed: the lists that lead to it, what one of them calls it, and why.

    ``listed`` tells whether some list has it as a list, and not only its name says so.
    """

    repo: str
    title: str
    lists: tuple[str, ...]
    listed: bool

    @property
    def reason(self) -> str:
        """What speaks for it, in a sentence."""
        how = "listed as a list" if self.listed else "by its name a list"
        return f"{how}, named by {len(self.lists)} of the lists followed: {', '.join(self.lists)}"


def suggestions(catalog: Iterable[Paper], sources: Iterable[Source]) -> list[Suggestion]:
    """The repositories to look at, those that most lists name first."""
    followed = {(source.repo or source.name).casefold() for source in sources}
    named: defaultdict[str, dict[str, Mention]] = defaultdict(dict)
    listed: set[str] = set()
    spelled: dict[str, str] = {}
    for paper in catalog:
        for mention in paper.mentions:
            for repo, as_list in _repositories(mention):
                key = repo.casefold()
                if key not in followed:
                    spelled.setdefault(key, repo)
                    named[key].setdefault(mention.source, mention)
                    listed |= {key} if as_list else set()
    found = [
        Suggestion(spelled[key], _title(by_source.values()), tuple(sorted(by_source)), key in listed)
        for key, by_source in named.items()
    ]
    return sorted(found, key=lambda one: (-len(one.lists), not one.listed, one.repo.casefold()))


def _repositories(mention: Mention) -> Iterator[tuple[str, bool]]:
    """The repositories of lists that a mention leads to, and whether it has them as a list."""
    as_list = kind_of(mention) == "list"
    for url in dict.fromkeys((mention.url or "", *(link.url for link in mention.links))):
        host, path = host_and_path(url)
        repo = _REPOSITORY.match(path) if host == "github.com" else None
        main = as_list and url == mention.url
        if repo and (main or A_LIST.search(repo[1].partition("/")[2].replace("-", " "))):
            yield repo[1], main


def _title(mentions: Iterable[Mention]) -> str:
    return min((mention.title for mention in mentions), key=lambda title: (len(title), title))
