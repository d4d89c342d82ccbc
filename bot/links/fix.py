"""What replaces a link that is dead, missing or has moved; pure: catalog and memory in, fixes out.

A link is rewritten only to where the same work is: the target has the same identifier or gives itself the
same title, and is no front page, no login, and not the same address but for a slash. What replaces a dead or
missing link comes, in this order, from another source's mention, from the paper's identifiers, and from what
was found in indexes and archives. What is not certain is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.identify import canonical_url, identifier, is_work, leads_to, title_key
from bot.identify.hosts import A_PAGE, page, rank
from bot.identify.sides import read_title
from bot.links.harvest import asked_at
from bot.links.values import LIVING, Outcome
from bot.links.verdict import History, Look, Verdict, verdict
from bot.links.visit.ends import lost
from bot.models import Fix, Paper

BEYOND_DOUBT = 2.0  # what a title says that names one work
LEAST_TITLE = 16  # letters and digits of a title that says by itself which work it is
PARTS = re.compile(r"\s+[|·•»«>/\\–—-]+\s+|\s*[|·•]\s*|\s*::\s*|\s*[–—]\s*")
NUMBERED = re.compile(r"^\s*\[[^\]]{1,30}\]\s*")
Histories = Mapping[str, History]


def fixes(paper: Paper, histories: Histories, suggested: Sequence[Fix] = ()) -> tuple[Fix, ...]:
    """The fixes for one paper: one at most for each link, then what ``suggested`` says of other fields."""
    found = []
    main = _main(paper, histories, suggested)
    if main:
        found.append(main)
    for link in paper.links:
        further = _further(paper, link.url, histories, suggested)
        if further:
            found.append(further)
    others = (fix for fix in suggested if fix.field not in ("url", "link") or fix.old is None)
    return (*found, *(fix for fix in others if _is_open(paper, fix)))


def _is_open(paper: Paper, fix: Fix) -> bool:
    """Whether what a suggestion puts right still stands."""
    if fix.field == "url":
        return False  # what replaces the main link was weighed with other replacements
    if fix.field == "link":
        return fix.new is not None and leads_to(str(fix.new)) not in {leads_to(url) for url in _urls(paper)}
    return getattr(paper, fix.field) == fix.old and fix.new != fix.old


def _urls(paper: Paper) -> list[str]:
    return [url for url in (paper.url, *(link.url for link in paper.links)) if url]


def _main(paper: Paper, histories: Histories, suggested: Sequence[Fix]) -> Fix | None:
    url = paper.url
    if url is None:
        if any(mention.url for mention in paper.mentions):
            return None  # people took it out
        return _replaced(paper, None, "it had none", histories, suggested)
    history = histories.get(asked_at(url), History())
    found = verdict(history)
    if found in (Verdict.DEAD, Verdict.LOST):
        fix = _replaced(paper, url, evidence(history), histories, suggested)
        return replace(fix, sure=False) if fix and found is Verdict.LOST else fix
    return _moved(paper, "url", url, history)


def _further(paper: Paper, url: str, histories: Histories, suggested: Sequence[Fix]) -> Fix | None:
    history = histories.get(asked_at(url), History())
    found = verdict(history)
    if found in (Verdict.DEAD, Verdict.LOST):
        kept = next((fix for fix in suggested if (fix.field, fix.old) == ("link", url)), None)
        return kept or Fix("link", url, None, f"{evidence(history)}; nothing replaces it", sure=False)
    return _moved(paper, "link", url, history)


def evidence(history: History) -> str:
    """What was seen of a failing link, and when."""
    outcome = history.looks[-1].outcome
    looks = [look for look in history.looks if look.outcome is outcome]
    return f"{looks[-1].evidence} at {len(looks)} looks, {looks[0].day} to {looks[-1].day}"


def _replaced(
    paper: Paper, old: str | None, why: str, histories: Histories, suggested: Sequence[Fix]
) -> Fix | None:
    """The best replacement of the main link that there is."""
    for new, where in _candidates(paper, histories):
        if old is None or leads_to(new) != leads_to(old):
            return Fix("url", old, new, f"{why}; {where}")
    return next((fix for fix in suggested if (fix.field, fix.old) == ("url", old)), None)


def _candidates(paper: Paper, histories: Histories) -> Iterator[tuple[str, str]]:
    """Living links to the work itself, the best first, each with where it is known from."""
    for mention in paper.mentions:
        for url in (mention.url, *(link.url for link in mention.links)):
            if url and _names_work(url, paper) and _alive(url, histories):
                yield canonical_url(url), f"{mention.source} links there"
    for key in sorted(filter(is_work, paper.ids), key=lambda key: (rank(key), key)):
        url = page(key)
        if url and rank(key) < A_PAGE and not _failing(url, histories):
            yield url, f"the page of {key}"


def _names_work(url: str, paper: Paper) -> bool:
    """Whether a link leads to the work, as its main link in a list or by an identifier of the paper."""
    key = identifier(url)
    main = any(mention.url == url for mention in paper.mentions)
    return (main or (key is not None and key in paper.ids)) and not (key or "").startswith("github:")


def _verdict(url: str, histories: Histories) -> Verdict:
    return verdict(histories.get(asked_at(url), History()))


def _alive(url: str, histories: Histories) -> bool:
    return _verdict(canonical_url(url), histories) in (Verdict.ALIVE, Verdict.MOVED)


def _failing(url: str, histories: Histories) -> bool:
    return asked_at(url) in histories and not _alive(url, histories)


def _moved(paper: Paper, field: str, url: str, history: History) -> Fix | None:
    """The new address of a link that moved for good, or whose host serves the same under https."""
    look = history.looks[-1] if history.looks else None
    if look is None or look.target is None or look.outcome not in LIVING - {Outcome.REDIRECTED}:
        return None
    target = canonical_url(look.target)
    if _slash_only(url, target) or lost(urlsplit(url), urlsplit(target)):
        return None
    why = f"moved there for good, {look.status} on {look.day}"
    if look.outcome is Outcome.OK:
        why = f"serves the same under https, on {look.day}"
    same = _same_work(paper, url, target, look)
    if same is None and not _repositories(url, target) and _names_a_work(look.shows):
        return None  # another work's page: nothing to ask about
    if same is None:
        return Fix(field, url, target, f"{why}; whether it is the same work is not certain", sure=False)
    return Fix(field, url, target, f"{why}; {same}")


def _slash_only(url: str, target: str) -> bool:
    return url.rstrip("/") == target.rstrip("/")


def _same_work(paper: Paper, url: str, target: str, look: Look) -> str | None:
    """What says that a target is what the link was meant for; None where nothing does."""
    was, now = identifier(url), identifier(target)
    if was and was == now:
        return f"same identifier {was}"
    if _but_for_scheme(url, target):
        return "same address"
    if was and now and _repositories(url, target):
        same = was.rpartition("/")[2] == now.rpartition("/")[2]
        return "same repository name" if same and _path(now) in look.shows.casefold() else None
    if same_title(paper.title, look.shows):
        return f"same title “{look.shows}”"
    return None


def _repositories(*urls: str) -> bool:
    """Whether all are repositories on GitHub, whose pages are titled by their names."""
    return all((identifier(url) or "").startswith("github:") for url in urls)


def _path(key: str) -> str:
    return key.partition(":")[2].casefold()


def _but_for_scheme(url: str, target: str) -> bool:
    was, now = urlsplit(url), urlsplit(target)
    host = (was.hostname or "").removeprefix("www."), (now.hostname or "").removeprefix("www.")
    return host[0] == host[1] and (was.path.rstrip("/"), was.query) == (now.path.rstrip("/"), now.query)


def _names_a_work(shown: str) -> bool:
    """Whether what a page shows as its title is surely the title of a work."""
    return read_title(shown).says >= BEYOND_DOUBT


def same_title(title: str, shown: str) -> bool:
    """Whether what a page shows as its title is ``title``, beside the site's name or a number."""
    key = title_key(title)
    if len(key) < LEAST_TITLE:
        return False
    text = NUMBERED.sub("", shown)
    parts = PARTS.split(text)
    ends = range(1, len(parts) + 1)
    runs = (" - ".join(parts[start:end]) for end in ends for start in range(end))
    return title_key(text) == key or any(title_key(run) == key for run in runs)


def wants_help(paper: Paper, histories: Histories) -> list[tuple[str, str | None]]:
    """The field and the address of each link of a paper that only indexes and archives can replace."""
    found: list[tuple[str, str | None]] = []
    missing = paper.url is None or _verdict(paper.url, histories) in (Verdict.DEAD, Verdict.LOST)
    if missing and _replaced(paper, paper.url, "", histories, ()) is None:
        found.append(("url", paper.url))
    dead = (link.url for link in paper.links if _verdict(link.url, histories) is Verdict.DEAD)
    return [*found, *(("link", url) for url in dead)]
