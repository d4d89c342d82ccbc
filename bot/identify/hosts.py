"""What is known of hosts, from ``bot/words/hosts.toml``: what is found there, and how addresses are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.words import table

_TRACKING_TEXT = """
_ga _gl _hsenc _hsmi casa_token context dclid fbclid gclid igshid jsessionid mc_cid mc_eid mkt_tok
msclkid phpsessid ref_src ref_url sessionid share_source spm twclid utm_campaign utm_content utm_id
utm_medium utm_name utm_reader utm_source utm_term wfr yclid
"""
TRACKING = frozenset(_TRACKING_TEXT.split())

# What only leads on, and the parameter that says where.
REDIRECT = re.compile(
    r"(?:https?:)?//(?:(?:www\.)?google\.[a-z.]{2,6}/url|scholar\.google\.[a-z.]{2,6}/scholar_url|lm?\.facebook\.com/l\.php"
    r"|l\.instagram\.com/|(?:www\.)?youtube\.com/redirect|link\.zhihu\.com/|link\.jianshu\.com/"
    r"|[\w.]+\.safelinks\.protection\.outlook\.com/)\?(?:[^#]*?&)?(?:q|u|t|url|target)=(https?(?::|%3a)[^&#\s]+)",
    re.IGNORECASE,
)

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    "|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol"
    "|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|stat|supr-con"
)
ARXIV = (
    r"^/(?:(?:abs|pdf|html|format|ps|e-print|src|overview|papers?|arxiv|ftp/arxiv/papers/\d{4})/)?(?:arxiv[:.])?"
    rf"(?:(?P<new>\d{{4}}\.\d{{4,5}})|(?P<archive>{_ARCHIVES})(?:\.[a-z-]{{2,}})?/(?P<old>\d{{7}}))(?!\d)"
)

# DOIs whose end is certain, whatever stands behind it.
DOI_ENDS = re.compile(
    r"10\.(?:1101|64898)/(?:\d{4}\.\d\d\.\d\d\.)?\d{5,}(?!\d)|10\.1371/journal\.[a-z]+\.\d{7}"
    r"|10\.1093/[^/]+/[^/]+|10\.(?:1007|1016|1038|1109)/[^/]+|10\.1155/\d{4}/\d+|10\.1088/\d{4}-\d{3}[\dx]/\d+/\d+/\w+"
    r"|10\.1088/\d{4}-\d{3}[\dx]/\w*[a-z]\w*|10\.(?:18653|3115)/v1/[\w.-]+|10\.24963/ijcai\.\d{4}/\d+"
    r"|10\.1145/\d+\.\d+|10\.1073/pnas\.\d+|10\.3389/\w+\.\d{4}\.\d+|10\.21203/rs\.[\w.-]+/v\d+"
)


A_PAGE, A_FILE = 3, 4  # the ranks of pages and files that no key stands for


class _Part(str):
    """What a group of a pattern holds; ``{name:low}`` and ``{name:up}`` change its case."""

    __slots__ = ()

    def __format__(self, case: str) -> str:
        return self.lower() if case == "low" else self.upper() if case == "up" else str(self)


def filled(form: str, match: re.Match[str]) -> str:
    """``form`` with what the named groups of ``match`` hold."""
    return form.format_map({name: _Part(value or "") for name, value in match.groupdict().items()})


@dataclass(frozen=True, slots=True)
class Key:
    """What a kind of identifier looks like and stands for; see the table."""

    form: str
    page: str
    rank: int = A_PAGE
    kind: str = "paper"
    said: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one form of address is read: the key ``space:form``, and a page."""

    pattern: re.Pattern[str]
    space: str
    form: str
    page: str


@dataclass(frozen=True, slots=True)
class Site:
    """What is found at some hosts, what links there are called, and how their addresses are read."""

    kind: str = ""
    name: str = ""
    rules: tuple[Rule, ...] = ()


KINDS = ("paper", "code", "data", "talk", "course", "article", "page")
_TABLE = table("hosts")
FIRST: tuple[str, ...] = tuple(_TABLE["first"].split())
KEYS = {space: Key(**row) for space, row in _TABLE["keys"].items()}


def spoken(key: str) -> str:
    """An identifier as a sentence says it: “arXiv id 1602.07360”."""
    space, _, rest = key.partition(":")
    return f"{KEYS[space].said or f'{space} id'} {rest}"


def _rule(pattern: str, key: str, page: str = "") -> Rule:
    space, _, form = key.partition(":")
    known = KEYS[space]
    return Rule(
        re.compile(pattern, re.IGNORECASE | re.VERBOSE), space, form or known.form, page or known.page
    )


def _sites(kind: str, rows: list[dict[str, Any]]) -> dict[str, Site]:
    return {
        host: Site(kind, row.get("name", ""), tuple(_rule(*rule) for rule in row.get("rules", ())))
        for row in rows
        for host in row["hosts"].split()
    }


SITES = {host: site for kind in KINDS for host, site in _sites(kind, _TABLE.get(kind, [])).items()}


@cache
def site(host: str) -> Site:
    """What is known of ``host``, else of the nearest host above it; rules only where they hold below it."""
    host = host.removeprefix("www.")
    found = SITES.get(host) or SITES.get(f".{host}")
    if found:
        return found
    while "." in host:
        host = host.partition(".")[2]
        if f".{host}" in SITES:
            return SITES[f".{host}"]
        if host in SITES:
            return Site(SITES[host].kind)
    return Site()


def page(key: str) -> str | None:
    """The page that a key alone leads to; None where it takes more to know it."""
    space, _, rest = key.partition(":")
    known = KEYS.get(space)
    if known is None:
        return None
    groups = re.sub(r"\\\{(\w+)(?::\w+)?\\\}", r"(?P<\1>.*)", re.escape(known.form))
    match = re.fullmatch(groups, rest)
    wanted = set(re.findall(r"\{(\w+)", known.page))
    return filled(known.page, match) if match and wanted <= match.groupdict().keys() else None


def rank(key: str | None) -> int:
    """How well the page of a key serves a reader: the lower, the better."""
    known = KEYS.get(key.partition(":")[0]) if key else None
    return known.rank if known else A_PAGE


def order(key: str) -> tuple[int, str]:
    """By which of its identifiers a work is named first."""
    space = key.partition(":")[0]
    return (FIRST.index(space) if space in FIRST else len(FIRST)), key
