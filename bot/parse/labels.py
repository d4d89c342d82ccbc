"""Links by their labels: which are titles, which name a kind of resource, which lead to the work itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.identify import host_and_path, kind
from bot.identify.hosts import site
from bot.markup.inline import Piece
from bot.parse.facts import part
from bot.parse.text import NOISE, label_words
from bot.words import sets, union, venues

_QUALIFIER = re.compile(r"(?<=\w)\s*[(（][^()（）]{1,40}[)）]$")
_JOURNAL = re.compile(
    r"(?:in )?(?:(?:ieee|acm)(?:/\w+)? )?(?:transactions|journal|proceedings)\b", re.IGNORECASE
)
_KEYED = re.compile(r"(?:code|paper|pdf|project|demo|video|代码|论文)\s*[:：]\s*\S+$", re.IGNORECASE)
_REPOSITORY = re.compile(r"[\w.-]+(?:/[\w.-]+)+$")
_NUMBER = re.compile(
    r"(?:arxiv:?\s*)?\d{4}\.\d{4,5}(?:v\d+)?$|(?:doi:?\s*)?10\.\d{4,}/\S+$|\d{3,}$", re.IGNORECASE
)
_MEDIA = re.compile(r"\.(?:m4v|mp4|pptx?)$|slides\.pdf$", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")


# A heading of a README, by the address of its page.
_OWN = re.compile(
    r"https?://github\.com/[^/#]+/[^/#]+/?(?:blob/[^#]+/README\.md|tree/[^/#]+/?)?#(?!L\d)[\w-]*$",
    re.IGNORECASE,
)


def only_labels(found: Iterable[str]) -> bool:
    """Whether words say nothing but what kind of resource something is."""
    return union("labels", "resource", "filler").issuperset(found)


def external(link: Piece) -> bool:
    """Whether a link leads out of the page."""
    return not link.url.startswith(("#", "./#", "mailto:", "javascript:")) and _OWN.match(link.url) is None


def outer(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the links that lead out of the page."""
    return [p for p in pieces if p.kind == "link" and external(p)]


def local_page(link: Piece) -> bool:
    """Whether a link leads to another page of the same repository."""
    url = link.url.partition("#")[0].partition("?")[0]
    return "//" not in url and url.lower().endswith((".md", ".markdown", "/"))


def is_resource(link: Piece) -> bool:
    """Whether a link's label names a kind of resource (paper, code, video) and not a title."""
    return link.badge or link.bare or names_resource(link.text)


@lru_cache(maxsize=8192)
def names_resource(text: str) -> bool:
    """Whether a text names a kind of resource."""
    if len(text) > 120:
        return False
    label = NOISE.sub(" ", text).strip(" []【】.…:：|,→>«»-")
    label = _QUALIFIER.sub("", label).strip(" ()（）")
    if not label or _NUMBER.match(label) or _KEYED.match(label):
        return True
    if len(label) > 60:
        return False
    resource = sets("labels")["resource"]
    found = [w for whole in label_words(label) for w in ([whole] if whole in resource else whole.split("-"))]
    if len(found) <= 6:
        rest = [w for w in found if not any(form in resource for form in (w, _unnumbered(w), w.rstrip("s")))]
        if len(rest) < len(found) and all(map(_is_filler, rest)):
            return True
    return (len(found) <= 5 or _JOURNAL.match(label) is not None) and part(label) is not None


def _is_filler(word: str) -> bool:
    """Whether a word may stand beside one of a resource (``the``, ``2``, ``ICLR24``)."""
    if word.isdigit() or word in sets("labels")["filler"]:
        return True
    return _unnumbered(word) in venues().names


def _unnumbered(word: str) -> str:
    return word.rstrip("0123456789")


def names_repository(link: Piece) -> bool:
    """Whether a label is the path of a repository of code (``owner/name``)."""
    return _REPOSITORY.match(link.text.strip()) is not None and _on_code_host(link)


def _on_code_host(link: Piece) -> bool:
    """Whether a link's host keeps code, or the link leads to models or data."""
    return kind(link.url) == "data" or site(host_and_path(link.url)[0]).kind == "code"


def _is_shown(link: Piece) -> bool:
    return kind(link.url) == "talk" or _MEDIA.search(link.url) is not None


def _repository(link: Piece) -> str:
    """The name of the repository that a link leads into."""
    names = host_and_path(link.url)[1].split("/")
    return names[2] if len(names) > 2 and _on_code_host(link) else ""


def leads_to_code(link: Piece) -> bool:
    """Whether a link's host keeps code, models or data."""
    return _on_code_host(link) and _says_none(link, "aside")


def choose(links: Iterable[Piece]) -> str | None:
    """Return the link that leads to the resource, not to its code or to talk about it."""
    usable = [link for link in links if link.url]
    for wanted in (lambda p: not p.bare and names_paper(p), _leads_to_paper, _leads_to_work):
        for link in usable:
            if wanted(link):
                return link.url
    return None


def _leads_to_paper(link: Piece) -> bool:
    return kind(link.url) == "paper" and _says_none(link, "aside")


def _leads_to_work(link: Piece) -> bool:
    if link.bare:
        return True
    beside = not _says_none(link, "code", "aside")
    return not (beside or _on_code_host(link) or _is_shown(link))


def _says_none(link: Piece, *kinds: str) -> bool:
    """Whether a link's label has no word of some kinds."""
    found = label_words(link.text)
    return all(sets("labels")[kind].isdisjoint(found) for kind in kinds)


def names_paper(link: Piece) -> bool:
    """Whether a label promises the paper itself: ``pdf``, an arXiv number, a venue; not ``code link``."""
    found, label = set(label_words(link.text)), link.text.strip(" []()")
    if _NUMBER.match(label) or part(label) is not None or found & {"paper", "pdf"}:
        return True
    paper, code = sets("labels")["paper"], sets("labels")["code"]
    if not found & paper:
        return False
    vague = not found & paper - {"link", "url", "here", "html"}
    return not (vague and (found & code or (len(found) > 1 and _on_code_host(link))))


def repository_of(title: str, links: Iterable[Piece]) -> str | None:
    """Return the link to a repository of code that bears the title's name: the resource is that tool."""
    named = [(link, name) for link in links if (name := _repository(link))]
    name = _letters(title) if named else ""
    for link, path in named:
        repo = _letters(path)
        if len(repo) > 2 and name.endswith(repo) and len(name) <= 3 * len(repo):
            return link.url
    return None


def _letters(text: str) -> str:
    return _SIGNS.sub("", text.casefold())
