"""Which lists to follow next."""

from __future__ import annotations

from datetime import date

from bot.models import Link, Mention, Paper, Source
from bot.suggest import Suggestion, suggestions

SOURCES = (Source("ann/a", repo="ann/a"), Source("bob/b", repo="bob/b"))


def paper(title: str, *mentions: Mention) -> Paper:
    return Paper(f"title:{title}", title, "lists", date(2026, 1, 1), kind="list", mentions=mentions)


def said(source: str, title: str, url: str, *links: str, section: str = "Related lists") -> Mention:
    more = tuple(Link("", link) for link in links)
    return Mention(source, "README.md", title, url, links=more, section=(section,))


def test_lists_that_several_lead_to_come_first_and_those_followed_are_left_out() -> None:
    ice = said("ann/a", "Awesome ice", "https://github.com/Dan/ice-papers/tree/main")
    catalog = [
        paper("Ice", ice, said("bob/b", "Awesome ice", "https://github.com/dan/ice-papers")),
        paper("Sand", said("bob/b", "Sand", "https://github.com/cy/awesome-sand")),
        paper("Ann's", said("bob/b", "Ann's", "https://github.com/Ann/A")),
    ]
    assert suggestions(catalog, SOURCES) == [
        Suggestion("Dan/ice-papers", "Awesome ice", ("ann/a", "bob/b"), True),
        Suggestion("cy/awesome-sand", "Sand", ("bob/b",), True),
    ]


def test_a_link_beside_a_paper_counts_by_its_name() -> None:
    links = ("https://github.com/cy/awesome-ice", "https://github.com/cy/icecode")
    survey = said("ann/a", "A Survey of Ice", "https://arxiv.org/abs/2001.00001", *links, section="Surveys")
    (one,) = suggestions([paper("A Survey of Ice", survey)], SOURCES)
    assert (one.repo, one.listed) == ("cy/awesome-ice", False)
    assert one.reason == "by its name a list, named by 1 of the lists followed: ann/a"
