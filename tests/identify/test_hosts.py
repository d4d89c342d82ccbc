"""Each host's own forms of address, and the page of the paper that they all lead to."""

from __future__ import annotations

import re

import pytest

from bot.identify import canonical_url, identifier
from bot.identify.hosts import KEYS, SITES, page, site, spoken

HASH = "703957b6dd9e3a7980e040bee50ded65"
ADDRESSES = [
    pytest.param(
        f"https://proceedings.neurips.cc/paper/2021/file/{HASH.upper()}-Paper.pdf",
        f"neurips:2021/{HASH}",
        f"https://proceedings.neurips.cc/paper/2021/hash/{HASH}-Abstract.html",
        id="NeurIPS, a digest in capitals",
    ),
    pytest.param(
        f"https://proceedings.neurips.cc/paper/2022/file/{HASH}-Paper-Conference.pdf",
        f"neurips:2022/{HASH}",
        f"https://proceedings.neurips.cc/paper_files/paper/2022/hash/{HASH}-Abstract-Conference.html",
        id="NeurIPS moved in 2022",
    ),
    pytest.param(
        f"https://datasets-benchmarks-proceedings.neurips.cc/paper/2021/file/{HASH}-Paper-round2.pdf",
        f"neurips:2021-datasets/{HASH}",
        f"https://datasets-benchmarks-proceedings.neurips.cc/paper/2021/hash/{HASH}-Abstract-round2.html",
        id="NeurIPS, a track with a host of its own",
    ),
    pytest.param(
        f"https://proceedings.mlsys.org/paper/2021/file/{HASH}-Paper.pdf",
        f"mlsys:2021/{HASH}",
        f"https://proceedings.mlsys.org/paper_files/paper/2021/hash/{HASH}-Abstract.html",
        id="MLSys",
    ),
    pytest.param(
        "https://raw.githubusercontent.com/mlresearch/v139/main/assets/kim21b/kim21b.pdf",
        "pmlr:v139/kim21b",
        "https://proceedings.mlr.press/v139/kim21b.html",
        id="PMLR, the file behind its page",
    ),
    pytest.param(
        "https://www.aclweb.org/anthology/p16-1001",
        "acl:P16-1001",
        "https://aclanthology.org/P16-1001/",
        id="ACL ids of old are in capitals",
    ),
    pytest.param(
        "https://aclanthology.org/2020.ACL-MAIN.1v2.pdf",
        "acl:2020.acl-main.1",
        "https://aclanthology.org/2020.acl-main.1/",
        id="ACL ids since 2020 are not",
    ),
    pytest.param(
        "https://www.ijcai.org/Proceedings/16/Papers/0029.pdf",
        "ijcai:2016/29",
        "https://www.ijcai.org/proceedings/2016/29",
        id="IJCAI, a year of two digits",
    ),
    pytest.param(
        "https://www.ijcai.org/proceedings/2019/000",
        "ijcai:2019/0",
        "https://www.ijcai.org/proceedings/2019/0",
        id="IJCAI, the preface is number nought",
    ),
    pytest.param(
        "https://www.ecva.net/papers/eccv_2020/papers_ECCV/html/0830_ECCV_2020_paper.php",
        "ecva:2020/830",
        "https://www.ecva.net/papers/eccv_2020/papers_ECCV/html/0830_ECCV_2020_paper.php",
        id="ECCV, a padded number",
    ),
    pytest.param(
        "https://www.ecva.net/papers/eccv_2020/papers_ECCV/papers/000_ECCV_2020_paper.pdf",
        "ecva:2020/0",
        "https://www.ecva.net/papers/eccv_2020/papers_ECCV/papers/000_ECCV_2020_paper.pdf",
        id="ECCV, number nought",
    ),
    pytest.param(
        "https://www.ecva.net/papers/eccv_2022/papers_ECCV/papers/136720001-supp.pdf",
        "ecva:2022/136720001",
        "https://www.ecva.net/papers/eccv_2022/papers_ECCV/papers/136720001-supp.pdf",
        id="ECCV, a supplement is of its paper",
    ),
    pytest.param(
        "https://ieeexplore.ieee.org/iel7/34/0087654.pdf",
        "ieee:87654",
        "https://ieeexplore.ieee.org/document/87654",
        id="IEEE, a file",
    ),
    pytest.param(
        "https://dl.acm.org/citation.cfm?doid=3065386.3065387",
        "acmid:3065387",
        "https://dl.acm.org/citation.cfm?id=3065387",
        id="ACM, the paper's number behind its volume's",
    ),
    pytest.param(
        "https://linkinghub.elsevier.com/retrieve/pii/s089360801400213x",
        "pii:S089360801400213X",
        "https://www.sciencedirect.com/science/article/pii/S089360801400213X",
        id="Elsevier",
    ),
    pytest.param(
        "https://www.semanticscholar.org/paper/Deep-Compression/9E56CC1142E71FAD78D1423791F99A5D2D2E61D7",
        "s2:9e56cc1142e71fad78d1423791f99a5d2d2e61d7",
        "https://www.semanticscholar.org/paper/9e56cc1142e71fad78d1423791f99a5d2d2e61d7",
        id="Semantic Scholar",
    ),
    pytest.param(
        "https://www.isca-speech.org/archive_v0/Interspeech_2018/abstracts/1559.html",
        "isca:interspeech_2018/1559",
        "https://www.isca-archive.org/interspeech_2018/1559.html",
        id="ISCA moved",
    ),
    pytest.param(
        "https://a.lab.archives-ouvertes.fr/hal-01234567v2/file/x.pdf",
        "hal:hal-01234567",
        "https://hal.science/hal-01234567",
        id="HAL has a host for every laboratory",
    ),
    pytest.param(
        "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=3331230",
        "doi:10.2139/ssrn.3331230",
        "https://doi.org/10.2139/ssrn.3331230",
        id="SSRN numbers are DOIs",
    ),
    pytest.param(
        "https://zenodo.org/records/1234567/files/x.pdf",
        "doi:10.5281/zenodo.1234567",
        "https://doi.org/10.5281/zenodo.1234567",
        id="Zenodo numbers are DOIs",
    ),
    pytest.param(
        "https://www.nature.com/articles/s41586-019-1677-2.pdf",
        "doi:10.1038/s41586-019-1677-2",
        "https://doi.org/10.1038/s41586-019-1677-2",
        id="Nature's names are DOIs",
    ),
    pytest.param(
        "https://youtu.be/dQw4w9WgXcQ?t=3",
        "youtube:dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        id="YouTube, where case counts",
    ),
    pytest.param(
        "https://github.com/Han/Slimming/blob/master/README.md",
        "github:han/slimming",
        "https://github.com/Han/Slimming",
        id="GitHub, a readme is its repository",
    ),
    pytest.param(
        f"https://proceedings.iclr.cc/paper_files/paper/2024/file/{HASH}-Paper-Conference.pdf",
        f"iclr:2024/{HASH}",
        f"https://proceedings.iclr.cc/paper_files/paper/2024/hash/{HASH}-Abstract-Conference.html",
        id="ICLR",
    ),
    pytest.param(
        "http://delivery.acm.org/10.1145/1390000/1380586/a8-sample.pdf?ip=1.2.3.4&id=1380586&acc=ACTIVE",
        "acmid:1380586",
        "https://dl.acm.org/citation.cfm?id=1380586",
        id="ACM, a path that only looks like a DOI",
    ),
    pytest.param(
        "http://www.mdpi.com/2076-3417/9/3/489/htm",
        "mdpi:2076-3417/9/3/489",
        "https://www.mdpi.com/2076-3417/9/3/489",
        id="MDPI",
    ),
    pytest.param(
        "https://journals.plos.org/plosone/article/file?id=10.1371/journal.pone.0130140&type=printable",
        "doi:10.1371/journal.pone.0130140",
        "https://doi.org/10.1371/journal.pone.0130140",
        id="PLOS, the DOI in the query",
    ),
    *(
        pytest.param(url, "acl:P18-1001", "https://aclanthology.org/P18-1001/", id=f"ACL of old: {url}")
        for url in (
            "http://aclweb.org/anthology/P18-1001",
            "http://aclweb.org/anthology/P/P18/P18-1001.pdf",
            "http://www.aclweb.org/anthology-new/P/P18/P18-1001.pdf",
            "https://aclanthology.info/papers/P18-1001/p18-1001",
            "http://aclanthology.info/pdf/P/P18/P18-1001.pdf",
            "https://www.aclweb.org/anthology/papers/P/P18/P18-1001/",
        )
    ),
    pytest.param(
        "https://github.com/Han/Slimming/tree/master/",
        "github:han/slimming",
        "https://github.com/Han/Slimming",
        id="GitHub, the root of a branch",
    ),
]


@pytest.mark.parametrize(("url", "key", "page"), ADDRESSES)
def test_every_form_of_a_host_leads_to_the_page_it_prefers(url: str, key: str, page: str) -> None:
    assert (identifier(url), canonical_url(url)) == (key, page)
    assert (identifier(page), canonical_url(page)) == (key, page)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://github.com/Sponsors/han", id="one of GitHub's own pages"),
        pytest.param("https://github.com/han/.git", id="no name but an ending"),
        pytest.param("https://github.com/han/slimming/tree/main/models", id="a folder of a repository"),
        pytest.param("https://gist.github.com/han/slimming", id="a host below one whose rules are its own"),
        pytest.param("https://huggingface.co/papers/2401.000011", id="a digit too many"),
        pytest.param("https://www.youtube.com/watch?v=dQw4w9WgXc", id="an id cut short"),
        pytest.param(
            f"https://proceedings.neurips.cc/paper/2021/file/{HASH}-Supplemental.pdf", id="a supplement"
        ),
        pytest.param("https://github.com/han/slimming/blob/master/docs/a.md", id="a page of a repository"),
        pytest.param("https://github.com/han/slimming/blob/dev/README.md", id="a readme of another branch"),
        pytest.param("https://github.com/han/slimming/tree/main/readme", id="a folder called readme"),
        pytest.param("https://docs.github.com/en/rest", id="a host below one whose rules hold for it alone"),
        pytest.param("https://ieeexplore.ieee.org/document/10", id="a number too short for a document"),
        pytest.param("https://ieeexplore.ieee.org/stamp/stamp.jsp?arnumber=0010", id="as it is in a query"),
        pytest.param("https://notarxiv.org/abs/1510.00149", id="a host that ends like another"),
    ],
)
def test_what_is_not_a_work_is_shown_as_it_is(url: str) -> None:
    assert (identifier(url), canonical_url(url)) == (None, url)


def test_one_digest_names_another_paper_in_each_year_and_track() -> None:
    hosts = ("proceedings.neurips.cc", "datasets-benchmarks-proceedings.neurips.cc", "proceedings.mlsys.org")
    keys = {
        identifier(f"https://{host}/paper/{year}/hash/{HASH}-Abstract.html")
        for host in hosts
        for year in (2020, 2021)
    }
    assert len(keys) == 6


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("arxiv:1510.00149", "https://arxiv.org/abs/1510.00149"),
        ("acl:P16-1001", "https://aclanthology.org/P16-1001/"),
        ("pmlr:v70/kim17b", "https://proceedings.mlr.press/v70/kim17b.html"),
        ("doi:10.1016/s0893(98)1", "https://doi.org/10.1016/s0893(98)1"),
        ("github:han/slimming", "https://github.com/han/slimming"),
        ("nips:7382", None),
        (f"neurips:2020/{HASH}", None),
        ("title:slimming", None),
    ],
)
def test_a_key_leads_to_its_page_where_it_says_enough(key: str, url: str | None) -> None:
    assert page(key) == url
    assert url is None or identifier(url) == key


@pytest.mark.parametrize("key", KEYS)
def test_every_rule_gives_what_its_key_and_page_ask_for(key: str) -> None:
    rules = [rule for site in SITES.values() for rule in site.rules if rule.space == key]
    assert rules, "no address has this key"
    for rule in rules:
        wanted = set(re.findall(r"\{(\w+)", rule.form + ("" if key in ("arxiv", "doi") else rule.page)))
        assert wanted <= rule.pattern.groupindex.keys()


@pytest.mark.parametrize(
    ("host", "kind", "name"),
    [
        ("www.openreview.net", "paper", "OpenReview"),
        ("cn.arxiv.org", "paper", "arXiv"),
        ("gist.github.com", "code", ""),
        ("pages.github.com", "code", ""),
        ("han.medium.com", "article", ""),
        ("medium.com.example", "", ""),
        ("", "", ""),
    ],
)
def test_a_host_below_another_is_of_its_kind(host: str, kind: str, name: str) -> None:
    assert (site(host).kind, site(host).name) == (kind, name)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("arxiv:1602.07360", "arXiv id 1602.07360"),
        ("doi:10.1000/a:b", "DOI 10.1000/a:b"),
        ("github:ann/slim", "repository ann/slim"),
        ("pmlr:v70/kim17b", "pmlr id v70/kim17b"),  # a space without a name of its own
    ],
)
def test_a_sentence_says_an_identifier_by_its_name(key: str, said: str) -> None:
    assert spoken(key) == said
