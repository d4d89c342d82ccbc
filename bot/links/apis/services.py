"""The APIs: where each is, what it asks of its guests, and where that is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """One API and our manners with it; ``etiquette`` is where its own rules are written.

    ``pause`` are the seconds between the end of one request and the next, ``batch`` the most keys in one;
    there is never more than one request at a time. With ``mailto``, it wants an address to write to.
    """

    name: str
    title: str
    root: str
    pause: float
    etiquette: str
    batch: int = 1
    mailto: bool = False


# One request every three seconds on one connection; answers hold at most 2,000 entries.
ARXIV = Service(
    "arxiv",
    "arXiv",
    "https://export.arxiv.org",
    3.0,
    "https://info.arxiv.org/help/api/tou.html#rate-limits",
    batch=200,
)
# The limits of the pools come with each answer; asking for lists is meant to be slower than for one work.
CROSSREF = Service(
    "crossref",
    "Crossref",
    "https://api.crossref.org",
    1.0,
    "https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/",
    batch=50,
    mailto=True,
)
# No limit is published: as slow as the others.
DOI = Service(
    "doi",
    "The DOI resolver",
    "https://doi.org",
    1.0,
    "https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation",
)
# Without a key, a search costs one thousandth of a dollar out of a few cents a day; then it answers 429.
OPENALEX = Service(
    "openalex",
    "OpenAlex",
    "https://api.openalex.org",
    1.0,
    "https://developers.openalex.org/api-reference/authentication",
    mailto=True,
)
# "At least one or two seconds between two consecutive requests"; beyond that 429 and Retry-After.
DBLP = Service("dblp", "DBLP", "https://dblp.org", 2.0, "https://dblp.org/faq/1474706.html")
# Without a key, a pool of some hundred requests in five minutes is shared by all the world.
SEMANTIC_SCHOLAR = Service(
    "semanticscholar",
    "Semantic Scholar",
    "https://api.semanticscholar.org",
    3.0,
    "https://www.semanticscholar.org/product/api/tutorial",
    batch=500,
)
# Guests have some twenty requests a minute, said at https://github.com/openreview/openreview/issues/254
OPENREVIEW = Service(
    "openreview",
    "OpenReview",
    "https://api2.openreview.net",
    3.0,
    "https://docs.openreview.net/getting-started/using-the-api",
    batch=100,
)
# Where venues before 2023 or so still live.
OPENREVIEW_V1 = Service(
    "openreview-v1",
    "OpenReview's first API",
    "https://api.openreview.net",
    3.0,
    "https://docs.openreview.net/getting-started/using-the-api",
    batch=100,
)
# A hundred repositories cost one point of 5,000 an hour.
GITHUB = Service(
    "github",
    "GitHub",
    "https://api.github.com",
    1.0,
    "https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api",
    batch=100,
)
# No limit is published (https://github.com/internetarchive/wayback/issues/274); reports say 15 a minute.
WAYBACK = Service(
    "wayback",
    "The Wayback Machine",
    "https://web.archive.org",
    4.0,
    "https://archive.org/help/wayback_api.php",
)

SERVICES = (
    ARXIV,
    CROSSREF,
    DOI,
    OPENALEX,
    DBLP,
    SEMANTIC_SCHOLAR,
    OPENREVIEW,
    OPENREVIEW_V1,
    GITHUB,
    WAYBACK,
)

# What the keys look like that an API can be asked about, by their kind.
KEYS: Mapping[str, re.Pattern[str]] = {
    "arxiv": re.compile(r"\d\d(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+/\d\d(?:0[1-9]|1[0-2])\d{3}", re.ASCII),
    "doi": re.compile(r"10\.\d{4,9}/\S+"),
    "openreview": re.compile(r"[\w-]{5,64}", re.ASCII),
    "github": re.compile(r"[a-z\d][a-z\d-]*/[\w.-]+", re.ASCII),
    "s2": re.compile(r"[\da-f]{40}"),
}
