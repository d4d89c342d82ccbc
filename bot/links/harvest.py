"""Which links there are to check, and how they are shared out; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from bot.identify import identifier, tidy_url
from bot.links.values import host_of
from bot.models import Paper

SCHEMES_ELSEWHERE = ("", "file")  # relative links and fragments lead to this very repository


@dataclass(frozen=True, slots=True)
class Wanted:
    """One link to check, however often it stands somewhere: what is asked, and how it is written there.

    ``key`` is the identifier by which an API knows it, None where a page has to be asked.
    """

    asked: str
    written: tuple[str, ...]
    key: str | None = None


def of_catalog(catalog: Iterable[Paper]) -> list[str]:
    """The links of all papers, in the catalog's order."""
    found = (url for paper in catalog for url in (paper.url, *(link.url for link in paper.links)) if url)
    return list(dict.fromkeys(found))


def wanted(urls: Iterable[str], batched: Callable[[str], bool]) -> list[Wanted]:
    """``urls`` as links to check, each once; ``batched`` tells for which identifiers an API is asked."""
    groups: dict[str, list[str]] = {}
    keys: dict[str, str] = {}
    for url in urls:
        if _scheme(url) in SCHEMES_ELSEWHERE:
            continue
        key = identifier(url)
        asked = asked_at(url)
        if key and batched(key):
            asked = keys.setdefault(key, asked)
        groups.setdefault(asked, []).append(url)
    by_url = {asked: key for key, asked in keys.items()}
    return [Wanted(asked, tuple(dict.fromkeys(urls)), by_url.get(asked)) for asked, urls in groups.items()]


def asked_at(url: str) -> str:
    """The address that is asked to check ``url``, and by which its history is remembered."""
    return tidy_url(url).partition("#")[0]


def _scheme(url: str) -> str:
    try:
        return "" if url.startswith(("#", "/", ".")) else urlsplit(url).scheme
    except ValueError:
        return "invalid"


def asked_of(link: Wanted) -> str:
    """Who is asked about a link: an API, or the host in its address."""
    return f"{link.key.partition(':')[0]}:" if link.key else host_of(link.asked)


def shard_of(links: Sequence[Wanted], number: int, of: int) -> list[Wanted]:
    """The links of shard ``number`` (from 1) of ``of``: whole hosts, so that each keeps its pace.

    The same links give the same shards everywhere; the largest host goes to the emptiest shard first.
    """
    sizes: dict[str, int] = {}
    for link in links:
        host = asked_of(link)
        sizes[host] = sizes.get(host, 0) + 1
    loads = [0] * of
    home: dict[str, int] = {}
    for host in sorted(sizes, key=lambda host: (-sizes[host], host)):
        home[host] = min(range(of), key=lambda at: (loads[at], at))
        loads[home[host]] += sizes[host]
    return [link for link in links if home[asked_of(link)] == number - 1]


def digest(links: Sequence[Wanted]) -> str:
    """What two runs over the same links have in common."""
    return sha256("\n".join(link.asked for link in links).encode("utf-8", "replace")).hexdigest()[:16]


def spread(url: str) -> float:
    """A number from 0 to 1 that is the same for a link at every run, so that not all are due on one day."""
    return int.from_bytes(sha256(url.encode("utf-8", "replace")).digest()[:4]) / 2**32
