"""What is known of the hosts of papers: the form of their addresses, and the page that each prefers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Fields = dict[str, str]

_TRACKING_TEXT = """
_ga _gl _hsenc _hsmi casa_token context dclid fbclid gclid igshid jsessionid mc_cid mc_eid mkt_tok
msclkid phpsessid ref_src ref_url sessionid share_source spm twclid utm_campaign utm_content utm_id
utm_medium utm_name utm_reader utm_source utm_term wfr yclid
"""
TRACKING = frozenset(_TRACKING_TEXT.split())

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    "|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol"
    "|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|stat|supr-con"
)
ARXIV = (
    r"^/(?:(?:abs|pdf|html|format|ps|e-print|src|overview|papers?|arxiv|ftp/arxiv/papers/\d{4})/)?(?:arxiv[:.])?"
    rf"(?:(?P<new>\d{{4}}\.\d{{4,5}})|(?P<archive>{_ARCHIVES})(?:\.[a-z-]{{2,}})?/(?P<old>\d{{7}}))(?!\d)"
)

# DOIs of hosts whose own addresses are read too: both lead to one key.
DOI_KEYS = (
    (re.compile(r"10\.48550/arxiv\.(?P<id>\S+)"), "https://arxiv.org/abs/{id}"),
    (re.compile(r"10\.18653/v1/(?P<id>\S+)"), "https://aclanthology.org/{id}"),
    (
        re.compile(r"10\.24963/ijcai\.(?P<year>\d{4})/(?P<n>\d+)"),
        "https://ijcai.org/proceedings/{year}/{n}",
    ),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one form of address is read: a key and a page, filled from the pattern's named groups.

    A key of just ``doi`` or ``arxiv`` hands ``page`` on to be read as that. Keys are lower-case unless
    ``keep_case``; ``tidy`` rewrites the groups first.
    """

    pattern: re.Pattern[str]
    key: str
    page: str
    keep_case: bool = False
    tidy: Callable[[Fields], Fields] | None = None
    not_owners: frozenset[str] = frozenset()


def _rule(
    pattern: str,
    key: str,
    page: str,
    *,
    keep_case: bool = False,
    tidy: Callable[[Fields], Fields] | None = None,
    not_owners: frozenset[str] = frozenset(),
) -> Rule:
    return Rule(re.compile(pattern, re.IGNORECASE), key, page, keep_case, tidy, not_owners)


def _number(fields: Fields) -> Fields:
    return fields | {"n": fields["n"].lstrip("0") or "0"}


def _neurips(fields: Fields) -> Fields:
    """Proceedings from 2022 on live below ``paper_files``; older ones at both addresses."""
    folder = "paper_files/paper" if fields["year"] >= "2022" else "paper"
    return fields | {"folder": folder, "hash": fields["hash"].lower()}


def _acl(fields: Fields) -> Fields:
    id_ = fields["id"]
    return fields | {"id": id_.upper() if id_[0].isalpha() else id_.lower()}


def _century(fields: Fields) -> Fields:
    year = fields["year"]
    return _number(fields | {"year": year if len(year) == 4 else f"20{year}"})


def _ecva(fields: Fields) -> Fields:
    return fields | {"stem": fields["stem"].lstrip("0") or "0"}


def _repository(fields: Fields) -> Fields:
    return fields | {"repo": fields["repo"].removesuffix(".git") or "/"}


_NOT_OWNERS_TEXT = """
about apps blog collections contact customer-stories enterprise events explore features issues join
login marketplace new notifications orgs pricing pulls search security settings site sponsors stars
team topics trending users
"""
_NOT_OWNERS = frozenset(_NOT_OWNERS_TEXT.split())
_ARXIV_ANY = _rule(r"^(?P<path>/.*)", "arxiv", "{path}")
_REPOSITORY = (
    r"^/(?P<owner>[\w.-]+)/(?P<repo>[\w.-]+)/?"
    r"(?:(?:tree|blob)/(?:main|master)/?(?:readme(?:\.\w+)?/?)?)?(?:\?|$)"
)
_HASH = (
    r"^/(?:paper|paper_files/paper)/(?P<year>\d{4})/(?:hash|file)/(?P<hash>[\da-f]{32})"
    r"-(?:Paper|Abstract)(?P<track>-[\w&]+)?\.(?:html|pdf)"
)
_ACL = r"(?P<id>[A-Z]\d{2}-\d{4}|\d{4}\.[a-z\d_]+-[a-z\d_]+\.\d+)(?:v\d+)?(?:\.pdf|\.bib|/|\?|$)"
_PMLR = r"/(?P<v>v(?:R?\d+))/(?P<id>[a-z][a-z-]*\d{2}[a-z]*)(?:/[^/]+)?\.(?:html|pdf)"

_TABLE: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    (
        "alphaxiv.org ar5iv.org ar5iv.labs.arxiv.org scirate.com xxx.lanl.gov xxx.itp.ac.cn arxiv-vanity.com",
        (_ARXIV_ANY,),
    ),
    (
        "huggingface.co hf.co",
        (_rule(r"^/papers/(?P<id>\d{4}\.\d{4,5})(?!\d)", "arxiv", "/abs/{id}"),),
    ),
    (
        "openreview.net api.openreview.net api2.openreview.net",
        (
            _rule(
                r"^/(?:forum|pdf|attachment|revisions)\?(?:[^#]*&)?id=(?P<id>[\w-]{5,})",
                "openreview:{id}",
                "https://openreview.net/forum?id={id}",
                keep_case=True,
            ),
        ),
    ),
    (
        "papers.nips.cc papers.neurips.cc proceedings.neurips.cc proceedings.nips.cc books.nips.cc",
        (
            _rule(
                _HASH,
                "neurips:{hash}",
                "https://proceedings.neurips.cc/{folder}/{year}/hash/{hash}-Abstract{track}.html",
                tidy=_neurips,
            ),
            _rule(
                r"^/paper/(?P<n>\d{1,5})-(?P<slug>[\w-]+?)(?:\.pdf|\.html)?/?(?:\?|$)",
                "nips:{n}",
                "https://papers.nips.cc/paper/{n}-{slug}",
            ),
        ),
    ),
    (
        "datasets-benchmarks-proceedings.neurips.cc",
        (
            _rule(
                _HASH,
                "neurips:{hash}",
                "https://{host}/{folder}/{year}/hash/{hash}-Abstract{track}.html",
                tidy=_neurips,
            ),
        ),
    ),
    (
        "proceedings.mlsys.org",
        (
            _rule(
                _HASH,
                "mlsys:{hash}",
                "https://{host}/paper_files/paper/{year}/hash/{hash}-Abstract{track}.html",
                tidy=_neurips,
            ),
        ),
    ),
    (
        "proceedings.iclr.cc",
        (
            _rule(
                _HASH,
                "iclr:{hash}",
                "https://{host}/paper_files/paper/{year}/hash/{hash}-Abstract{track}.html",
                tidy=_neurips,
            ),
        ),
    ),
    (
        "openaccess.thecvf.com cv-foundation.org",
        (
            _rule(
                r"^/(?:openaccess/)?(?P<dir>content[_/][\w/-]*?)/(?:html|papers)/(?P<sub>(?:[\w-]+/)*)"
                r"(?P<stem>[^/?]+)_paper\.(?:html|pdf)",
                "cvf:{stem}",
                "https://openaccess.thecvf.com/{dir}/html/{sub}{stem}_paper.html",
            ),
        ),
    ),
    (
        "proceedings.mlr.press",
        (_rule(f"^{_PMLR}", "pmlr:{v}/{id}", "https://proceedings.mlr.press/{v}/{id}.html"),),
    ),
    (
        "raw.githubusercontent.com",
        (
            _rule(
                r"^/mlresearch/(?P<v>v\d+)/[\w-]+/assets/(?P<id>[a-z][a-z-]*\d{2}[a-z]*)/",
                "pmlr:{v}/{id}",
                "https://proceedings.mlr.press/{v}/{id}.html",
            ),
        ),
    ),
    (
        "jmlr.org jmlr.csail.mit.edu",
        (
            _rule(
                f"^/proceedings/papers{_PMLR}", "pmlr:{v}/{id}", "https://proceedings.mlr.press/{v}/{id}.html"
            ),
            _rule(
                r"^/papers/v(?:olume)?(?P<v>\d+)/(?P<id>[\w-]+)(?:/[\w-]+)?\.(?:html|pdf)",
                "jmlr:v{v}/{id}",
                "https://jmlr.org/papers/v{v}/{id}.html",
            ),
        ),
    ),
    (
        "aclanthology.org aclweb.org aclanthology.info aclanthology.coli.uni-saarland.de",
        (
            _rule(
                rf"^(?:/anthology)?(?:/(?:papers|anthology-files/pdf)|/[A-Z](?:/[A-Z]\d\d)?)?/{_ACL}",
                "acl:{id}",
                "https://aclanthology.org/{id}/",
                keep_case=True,
                tidy=_acl,
            ),
        ),
    ),
    (
        "aaai.org ojs.aaai.org",
        (
            _rule(
                r"^/ocs/index\.php/(?P<org>\w+)/(?P<conf>\w+)/paper/(?:view|viewPaper|viewFile|download)/(?P<n>\d+)",
                "aaai-ocs:{conf}/{n}",
                "https://www.aaai.org/ocs/index.php/{org}/{conf}/paper/view/{n}",
            ),
            _rule(
                r"^/(?:ojs/)?index\.php/(?P<org>[\w-]+)/article/(?:view|download|viewFile)/(?P<n>\d+)",
                "aaai-ojs:{n}",
                "https://ojs.aaai.org/index.php/{org}/article/view/{n}",
            ),
        ),
    ),
    (
        "ieeexplore.ieee.org",
        (
            _rule(
                r"^/(?:abstract/|rest/)?document/0*(?P<n>\d+)",
                "ieee:{n}",
                "https://ieeexplore.ieee.org/document/{n}",
            ),
            _rule(
                r"^/[\w/.]+\?(?:[^#]*&)?arnumber=0*(?P<n>\d+)",
                "ieee:{n}",
                "https://ieeexplore.ieee.org/document/{n}",
            ),
            _rule(
                r"^/iel[x\d]*/(?:\d+/)*0*(?P<n>\d+)\.pdf",
                "ieee:{n}",
                "https://ieeexplore.ieee.org/document/{n}",
            ),
        ),
    ),
    (
        "dl.acm.org portal.acm.org doi.acm.org",
        (
            _rule(
                r"^/citation\.cfm\?(?:[^#]*&)?(?:id|doid)=(?:\d+\.)?(?P<n>\d+)",
                "acmid:{n}",
                "https://dl.acm.org/citation.cfm?id={n}",
            ),
        ),
    ),
    (
        "sciencedirect.com linkinghub.elsevier.com",
        (
            _rule(
                r"/pii/(?P<id>S?[\dX]{16})(?![\dX])",
                "pii:{id}",
                "https://www.sciencedirect.com/science/article/pii/{id}",
                keep_case=True,
                tidy=lambda fields: fields | {"id": fields["id"].upper()},
            ),
        ),
    ),
    (
        "semanticscholar.org api.semanticscholar.org pdfs.semanticscholar.org",
        (
            _rule(r"^/arxiv/(?P<id>\S+)", "arxiv", "/abs/{id}"),
            _rule(
                r"^/(?:paper|reader)/(?:[^/?]*/)?(?P<id>[\da-f]{40})(?![\da-f])",
                "s2:{id}",
                "https://www.semanticscholar.org/paper/{id}",
                tidy=lambda fields: fields | {"id": fields["id"].lower()},
            ),
            _rule(r"^/CorpusId:(?P<n>\d+)", "s2corpus:{n}", "https://api.semanticscholar.org/CorpusID:{n}"),
            _rule(
                r"^/(?P<a>[\da-f]{4})/(?P<b>[\da-f]{36})\.pdf",
                "s2:{a}{b}",
                "https://www.semanticscholar.org/paper/{a}{b}",
                tidy=lambda fields: {name: value.lower() for name, value in fields.items()},
            ),
        ),
    ),
    (
        "ecva.net",
        (
            _rule(
                r"^/papers/(?P<dir>eccv_(?P<year>\d{4})/papers_ECCV)/(?P<kind>html|papers)/"
                r"(?P<file>(?P<stem>[\w-]+?)(?:_ECCV_\d{4}_paper|\.|-)[\w.-]*)",
                "ecva:{year}/{stem}",
                "https://www.ecva.net/papers/{dir}/{kind}/{file}",
                tidy=_ecva,
            ),
        ),
    ),
    (
        "isca-speech.org isca-archive.org",
        (
            _rule(
                r"^(?:/archive(?:_v0)?)?/(?P<conf>[a-z]+_\d{4})/(?:abstracts/|pdfs/|papers/)?(?P<id>\w+)\.(?:html|pdf)",
                "isca:{conf}/{id}",
                "https://www.isca-archive.org/{conf}/{id}.html",
                tidy=lambda fields: {name: value.lower() for name, value in fields.items()},
            ),
        ),
    ),
    (
        "usenix.org",
        (
            _rule(
                r"^/conference/(?P<conf>\w+)/(?:technical-sessions/)?presentation/(?P<id>[\w-]+)",
                "usenix:{conf}/{id}",
                "https://www.usenix.org/conference/{conf}/presentation/{id}",
            ),
            _rule(
                r"^/system/files/(?:conference/\w+/)?(?P<conf>[a-z]+\d\d)[-_](?:paper[-_])?(?P<id>[\w-]+)\.pdf",
                "usenix:{conf}/{id}",
                "https://www.usenix.org/conference/{conf}/presentation/{id}",
            ),
        ),
    ),
    (
        "ijcai.org",
        (
            _rule(
                r"^/(?:proceedings|abstract)/(?P<year>\d{4}|\d\d)/(?:papers/)?(?P<n>\d+)(?:\.pdf)?(?:/|\?|$)",
                "ijcai:{year}/{n}",
                "https://www.ijcai.org/proceedings/{year}/{n}",
                tidy=_century,
            ),
        ),
    ),
    (
        "hal.science .hal.science hal.inria.fr .archives-ouvertes.fr",
        (
            _rule(
                r"^/(?:file/index/docid/)?(?P<id>[a-z]+-\d{6,})(?!\d)",
                "hal:{id}",
                "https://hal.science/{id}",
                tidy=lambda fields: fields | {"id": fields["id"].lower()},
            ),
        ),
    ),
    (
        "papers.ssrn.com ssrn.com",
        (_rule(r"abstract(?:_?id)?=(?P<n>\d+)", "doi", "/10.2139/ssrn.{n}"),),
    ),
    ("zenodo.org", (_rule(r"^/records?/(?P<n>\d+)", "doi", "/10.5281/zenodo.{n}"),)),
    (
        "nature.com",
        (_rule(r"^/articles/(?P<id>[a-z\d][\w.-]{5,}?)(?:\.pdf|/|\?|$)", "doi", "/10.1038/{id}"),),
    ),
    (
        "researchgate.net",
        (
            _rule(
                r"^/publication/(?P<n>\d+)",
                "rg:{n}",
                "https://www.researchgate.net/publication/{n}",
            ),
        ),
    ),
    (
        "youtube.com m.youtube.com",
        (
            _rule(
                r"^/watch\?(?:[^#]*&)?v=(?P<id>[\w-]{11})(?![\w-])",
                "youtube:{id}",
                "https://www.youtube.com/watch?v={id}",
                keep_case=True,
            ),
        ),
    ),
    (
        "youtu.be",
        (
            _rule(
                r"^/(?P<id>[\w-]{11})(?![\w-])",
                "youtube:{id}",
                "https://www.youtube.com/watch?v={id}",
                keep_case=True,
            ),
        ),
    ),
    (
        "github.com",
        (
            _rule(
                _REPOSITORY,
                "github:{owner}/{repo}",
                "https://github.com/{owner}/{repo}",
                tidy=_repository,
                not_owners=_NOT_OWNERS,
            ),
        ),
    ),
)


def _by_host() -> Iterator[tuple[str, tuple[Rule, ...]]]:
    for hosts, rules in _TABLE:
        for host in hosts.split():
            yield host, rules


RULES: dict[str, tuple[Rule, ...]] = dict(_by_host())
