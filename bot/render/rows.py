"""What is shown of one paper, as inert Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.identify import host_and_path
from bot.identify.hosts import site
from bot.models import Link, Paper, Source
from bot.render.escape import markdown, plain, safe_url

LINKS_SHOWN = 5
LONGEST_LABEL = 24

# Labels that only say "here it is" give way to what the host is called.
POINTING = re.compile(
    r"(?:\w{1,12} link|(?:the )?(?:paper|pdf|link|url|html|abs|abstract|here|code|github|website|arxiv)?)\Z",
    re.IGNORECASE,
)

ARXIV = re.compile(r"arxiv:(\d{4})\.(\d{4,5})\Z")

# A link as it is shown: label and target, both inert.
Shown = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Legend:
    """The letters that stand for the sources, in the configuration's order; A to Z, then AA."""

    letters: Mapping[str, str]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Legend:
        return cls({source.name: _letter(place) for place, source in enumerate(sources)})

    def lists(self, paper: Paper) -> int:
        """How many of the lists followed name ``paper``."""
        return len({mention.source for mention in paper.mentions} & self.letters.keys())

    def of_paper(self, paper: Paper, most: int | None = None) -> str:
        """The letters of the sources that mention ``paper``, or how many there are if more than ``most``.

        A source no longer followed has none.
        """
        found = {self.letters[mention.source] for mention in paper.mentions if mention.source in self.letters}
        if most is not None and len(found) > most:
            return f"{len(found)} lists"
        return " ".join(sorted(found, key=lambda letter: (len(letter), letter)))


def _letter(place: int) -> str:
    letter = chr(ord("A") + place % 26)
    return letter if place < 26 else _letter(place // 26 - 1) + letter


def published(paper: Paper, *, dated: bool = True) -> str:
    """Venue and, if ``dated``, year, as far as they are known."""
    year = str(paper.year) if dated and paper.year else ""
    return " ".join(filter(None, (markdown(paper.venue or ""), year)))


def kind_marker(paper: Paper) -> str:
    """The kind, where neither a paper nor told by the topic that the paper stands under."""
    return "" if paper.kind == "paper" or paper.topic in (paper.kind, f"{paper.kind}s") else paper.kind


def shown_links(paper: Paper) -> list[Shown]:
    """The first few links besides the main one, each target once, equal labels told apart by a number."""
    taken = {safe_url(paper.url)}
    labels: dict[str, int] = {}
    shown: list[Shown] = []
    for link in paper.links:
        url = safe_url(link.url)
        if url is None or url in taken:
            continue
        taken.add(url)
        label = _label(link)
        labels[label] = labels.get(label, 0) + 1
        shown.append((label if labels[label] == 1 else f"{label} {labels[label]}", url))
        if len(shown) == LINKS_SHOWN:
            break
    return shown


def _label(link: Link) -> str:
    """What the link is called: its own label if that says something short, else what its host is known as."""
    label = plain(link.label)
    if len(label) <= LONGEST_LABEL and not POINTING.match(label) and "//" not in label:
        return markdown(label)
    host, path = host_and_path(link.url)
    return site(host).name or ("PDF" if path.lower().endswith(".pdf") else markdown(host) or "link")


def agreed_first(papers: Iterable[Paper], legend: Legend) -> list[Paper]:
    """``papers`` by how many of the lists followed name them, and of as many the newest first."""
    return sorted(newest_first(papers), key=lambda paper: -legend.lists(paper))


def newest_first(papers: Iterable[Paper]) -> list[Paper]:
    """``papers`` by year, then venue and title; last those without a year, the latest preprint first."""
    return sorted(papers, key=_age)


def _age(paper: Paper) -> tuple[int, int, bool, str, str, str]:
    venue = (paper.venue or "").casefold()
    submitted = 0 if paper.year else max(map(_submitted, paper.ids), default=0)
    return -(paper.year or 0), -submitted, not venue, venue, paper.title.casefold(), paper.id


def _submitted(id_: str) -> int:
    """A number that grows with the day of submission, for identifiers that tell it."""
    number = ARXIV.match(id_)
    return int(number[1]) * 100_000 + int(number[2]) if number else 0
