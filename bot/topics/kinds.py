"""What kind of work an entry names: told by where its link leads, its title, and the headings above it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.models import Described
from bot.topics.phrases import Phrases, words

_HOSTS = {
    "paper": """
        aaai.org aaai.press aclanthology.org aclweb.org acm.org arxiv.org biorxiv.org bmva.org computer.org
        doi.org ecva.net elsevier.com hal.inria.fr hal.science ieee.org ijcai.org iop.org isca-archive.org
        isca-speech.org jmlr.org mdpi.com mlr.press mlsys.org nature.com neurips.cc nips.cc
        openaccess.thecvf.com openreview.net pnas.org sciencedirect.com semanticscholar.org springer.com
        thecvf.com usenix.org wiley.com""",
    "article": """
        blogspot.com cnblogs.com csdn.net dev.to distill.pub ghost.io hackernoon.com hashnode.dev infoq.cn
        infoq.com jianshu.com jiqizhixin.com juejin.cn leiphone.com medium.com oschina.net quora.com
        segmentfault.com substack.com techcrunch.com towardsdatascience.com tumblr.com weixin.qq.com
        wikipedia.org wired.com wordpress.com zhihu.com""",
    "talk": """
        bilibili.com coursera.org edx.org slideshare.net slideslive.com speakerdeck.com ted.com udacity.com
        videolectures.net vimeo.com youku.com youtu.be youtube.com""",
    "code": "bitbucket.org gitee.com github.com gitlab.com",
}
HOSTS = {host: kind for kind, hosts in _HOSTS.items() for host in hosts.split()}

ARTICLE_HOST = re.compile(r"(?:blogs?|news|newsletters?)\.")
ARTICLE_PATH = re.compile(
    r"/(?:blogs?|news|posts?)/|/(?:19|20)\d\d/(?:0[1-9]|1[0-2])/\D|/(?:19|20)\d\d/\d\d/\d\d/"
)
DOCUMENT = re.compile(r"\.(?:pdf|ps|ps\.gz|djvu)\Z", re.IGNORECASE)
A_LIST = re.compile(
    r"\bawesome\b|\b(?:reading|paper|link)[ -]?lists?\b|\blist of (?:\w+ ){0,4}papers\b"
    r"|[-_](?:papers|lists?)\Z",
    re.IGNORECASE,
)
A_TALK = re.compile(r"\b(?:slides|lectures?|keynote|video|webinar|course|workshop)\b", re.IGNORECASE)

# What headings call the things under them, by kind.
_CALLED = {
    "article": "article* blog* post posts howto* news 博客 文章 专栏",
    "talk": "talk talks video* lecture* course* slides 视频 课程",
    "tool": "tool* librar* framework* software code codes implementation* repo repos repositor* project*",
    "dataset": "dataset* benchmark*",
    "book": "book books",
    "list": "list lists references resources",
}
_HEADINGS = Phrases((word, kind) for kind, said in _CALLED.items() for word in said.split())
_ELSEWHERE = frozenset({"related", "other", "similar", "further", "awesome"})


def kind_of(work: Described) -> str:
    """The kind of ``work``, one of ``bot.models.KINDS``; a paper where nothing says otherwise."""
    host, path = _place(work.url)
    by_host = _kind_of_host(host)
    if A_LIST.search(work.title) and by_host != "paper":
        return "list"
    if not host or by_host in ("paper", "talk"):
        return by_host or "paper"
    section = _section_kind(work.section)
    if by_host == "code":
        return _of_repository(work, path, section)
    if by_host == "article" or ARTICLE_HOST.match(host) or ARTICLE_PATH.search(path):
        return "article"
    if DOCUMENT.search(path):
        return section if section in ("book", "talk") else "paper"
    if A_TALK.search(work.title):
        return "talk"
    return "article" if section == "list" else section


def _place(url: str | None) -> tuple[str, str]:
    """Host, without ``www.``, and path of a URL; both empty where it is none."""
    try:
        parts = urlsplit(url or "")
        return (parts.hostname or "").removeprefix("www."), parts.path
    except ValueError:
        return "", ""


def _kind_of_host(host: str) -> str:
    """The kind that a host or the domain it belongs to stands for, "code", or nothing."""
    labels = host.split(".")[-4:]
    domains = (".".join(labels[at:]) for at in range(len(labels) - 1))
    return next((HOSTS[domain] for domain in domains if domain in HOSTS), "")


def _section_kind(section: tuple[str, ...]) -> str:
    """What the innermost telling heading says; a paper where none tells."""
    for heading in reversed(section):
        kinds = list(_HEADINGS.find(heading))
        if "tool" in kinds and not _ELSEWHERE.isdisjoint(words(heading)):
            return "list"
        if kinds:
            return kinds[0]
    return "paper"


def _of_repository(work: Described, path: str, section: str) -> str:
    """A list, a document in a repository, the software itself, or a paper known by its code."""
    if DOCUMENT.search(path):
        return "paper"
    owner_and_name = path.strip("/").split("/")[:2]
    if A_LIST.search(owner_and_name[-1].replace("_", "-")) or path.lower().endswith(".md"):
        return "list"
    if section != "paper":
        return section
    return (
        "tool"
        if words(work.title) in (words(owner_and_name[-1]), words(" ".join(owner_and_name)))
        else "paper"
    )
