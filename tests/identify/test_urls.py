from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identify import canonical_url, identifier

ARXIV = "https://arxiv.org/abs/1510.00149"
WORKS = [
    ("https://arxiv.org/abs/1510.00149", "arxiv:1510.00149", ARXIV),
    ("http://www.arxiv.org/pdf/1510.00149v5.pdf", "arxiv:1510.00149", ARXIV),
    ("arxiv.org/abs/1510.00149", "arxiv:1510.00149", ARXIV),
    ("https://arxiv.org//pdf/1510.00149.pdf#page=3", "arxiv:1510.00149", ARXIV),
    ("http://cn.arxiv.org/abs/1510.00149", "arxiv:1510.00149", ARXIV),
    ("http://export.arxiv.org/pdf/1510.00149", "arxiv:1510.00149", ARXIV),
    ("http://xxx.lanl.gov/abs/1510.00149", "arxiv:1510.00149", ARXIV),
    ("https://ar5iv.labs.arxiv.org/html/1510.00149", "arxiv:1510.00149", ARXIV),
    ("https://www.alphaxiv.org/overview/1510.00149v2", "arxiv:1510.00149", ARXIV),
    ("https://huggingface.co/papers/1510.00149", "arxiv:1510.00149", ARXIV),
    ("https://doi.org/10.48550/arXiv.1510.00149", "arxiv:1510.00149", ARXIV),
    ("https://www.semanticscholar.org/arxiv/1510.00149", "arxiv:1510.00149", ARXIV),
    ("https://arxiv.org/abs/1510.00149?context=cs.CV).", "arxiv:1510.00149", ARXIV),
    ("https://arxiv.org/abs/math.GT/0309136v2", "arxiv:math/0309136", "https://arxiv.org/abs/math/0309136"),
    (
        "https://openreview.net/pdf?noteId=x&amp;id=BkrSv0lA-#discussion",
        "openreview:BkrSv0lA-",
        "https://openreview.net/forum?id=BkrSv0lA-",
    ),
    (
        "https://papers.nips.cc/paper/2020/file/703957b6dd9e3a7980e040bee50ded65-Paper.pdf",
        "neurips:2020/703957b6dd9e3a7980e040bee50ded65",
        "https://proceedings.neurips.cc/paper/2020/hash/703957b6dd9e3a7980e040bee50ded65-Abstract.html",
    ),
    (
        (
            "https://proceedings.neurips.cc/paper_files/paper/2022/file/"
            "703957b6dd9e3a7980e040bee50ded65-Paper-Conference.pdf"
        ),
        "neurips:2022/703957b6dd9e3a7980e040bee50ded65",
        (
            "https://proceedings.neurips.cc/paper_files/paper/2022/hash/"
            "703957b6dd9e3a7980e040bee50ded65-Abstract-Conference.html"
        ),
    ),
    (
        "https://papers.NeurIPS.cc/paper/7382-frequency-domain-dynamic-pruning.pdf",
        "nips:7382",
        "https://papers.nips.cc/paper/7382-frequency-domain-dynamic-pruning",
    ),
    (
        "http://openaccess.thecvf.com/content_ECCV_2018/papers/Yihui_He_AMC_ECCV_2018_paper.pdf",
        "cvf:yihui_he_amc_eccv_2018",
        "https://openaccess.thecvf.com/content_ECCV_2018/html/Yihui_He_AMC_ECCV_2018_paper.html",
    ),
    (
        "http://proceedings.mlr.press/v70/kim17b/kim17b.pdf",
        "pmlr:v70/kim17b",
        "https://proceedings.mlr.press/v70/kim17b.html",
    ),
    (
        "http://jmlr.org/proceedings/papers/v37/ioffe15.pdf",
        "pmlr:v37/ioffe15",
        "https://proceedings.mlr.press/v37/ioffe15.html",
    ),
    (
        "http://www.jmlr.org/papers/volume18/16-456/16-456.pdf",
        "jmlr:v18/16-456",
        "https://jmlr.org/papers/v18/16-456.html",
    ),
    (
        "https://www.aclweb.org/anthology/P/P16/P16-1001.pdf",
        "acl:P16-1001",
        "https://aclanthology.org/P16-1001/",
    ),
    (
        "https://doi.org/10.18653/v1/2020.acl-main.1",
        "acl:2020.acl-main.1",
        "https://aclanthology.org/2020.acl-main.1/",
    ),
    (
        "http://www.aaai.org/ocs/index.php/AAAI/AAAI16/paper/download/11977/12130",
        "aaai-ocs:aaai16/11977",
        "https://www.aaai.org/ocs/index.php/AAAI/AAAI16/paper/view/11977",
    ),
    (
        "https://aaai.org/ojs/index.php/AAAI/article/view/6058/5914",
        "aaai-ojs:6058",
        "https://ojs.aaai.org/index.php/AAAI/article/view/6058",
    ),
    (
        "https://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&amp;arnumber=8953676",
        "ieee:8953676",
        "https://ieeexplore.ieee.org/document/8953676",
    ),
    (
        "https://dl.acm.org/doi/abs/10.1145/3065386).",
        "doi:10.1145/3065386",
        "https://doi.org/10.1145/3065386",
    ),
    (
        "https://link.springer.com/chapter/10.1007%2F978-3-030-58452-8_24",
        "doi:10.1007/978-3-030-58452-8_24",
        "https://doi.org/10.1007/978-3-030-58452-8_24",
    ),
    (
        "https://www.biorxiv.org/content/10.1101/2020.07.12.199554v3.full.pdf",
        "doi:10.1101/2020.07.12.199554",
        "https://doi.org/10.1101/2020.07.12.199554",
    ),
    (
        "https://www.sciencedirect.com/science/article/abs/pii/S0893608014002135?via%3Dihub",
        "pii:S0893608014002135",
        "https://www.sciencedirect.com/science/article/pii/S0893608014002135",
    ),
    (
        "https://pdfs.semanticscholar.org/9e56/cc1142e71fad78d1423791f99a5d2d2e61d7.pdf?_ga=2.2",
        "s2:9e56cc1142e71fad78d1423791f99a5d2d2e61d7",
        "https://www.semanticscholar.org/paper/9e56cc1142e71fad78d1423791f99a5d2d2e61d7",
    ),
    (
        "https://www.usenix.org/system/files/conference/osdi16/osdi16-abadi.pdf",
        "usenix:osdi16/abadi",
        "https://www.usenix.org/conference/osdi16/presentation/abadi",
    ),
    (
        "https://www.ijcai.org/proceedings/2018/0336.pdf",
        "ijcai:2018/336",
        "https://www.ijcai.org/proceedings/2018/336",
    ),
    (
        "https://hal.inria.fr/inria-00514462v2/document",
        "hal:inria-00514462",
        "https://hal.science/inria-00514462",
    ),
    (
        "https://github.com/MIT-Han-Lab/once-for-all.git#readme",
        "github:mit-han-lab/once-for-all",
        "https://github.com/MIT-Han-Lab/once-for-all",
    ),
    ("https://web.archive.org/web/2019/https://arxiv.org/abs/1510.00149", "arxiv:1510.00149", None),
]
UNKNOWN = [
    "https://arxiv.org/abs/1510.0149",
    "https://arxiv.org/abs/1513.00149",
    "https://arxiv.org/list/cs.LG/recent",
    "https://openreview.net/group?id=ICLR.cc/2018/Workshop",
    "http://openaccess.thecvf.com/content_cvpr_2018/html/1103.html",
    "https://github.com/a/b/issues/3",
    "https://github.com/topics/pruning",
    "https://huggingface.co/blog/peft",
    "https://example.org/",
    "mailto:someone@example.org",
    "#pruning",
    "http://[",
    "",
]
SHOWN = [
    ("https://example.org/a?utm_source=x&b=1&_ga=2#top", "https://example.org/a?b=1#top"),
    ("http://Example.org/a_(b)", "http://example.org/a_(b)"),
    ("https://example.org/a).", "https://example.org/a"),
    ("https://example.org/?a=1&amp;amp;b=2", "https://example.org/?a=1&b=2"),
    ("docs/list.md", "docs/list.md"),
    ("#pruning", "#pruning"),
]
STEMS = [
    "https://example.org/a?utm_id=",
    "https://example.org/doi/10.1000/x/",
    "https://academic.oup.com/bib/article/doi/10.1093/bib/bbac566/",
    "https://link.springer.com/article/10.1007/s11263-016-0911-8/",
    "https://www.biorxiv.org/content/10.1101/2020.07.12.199554v3",
    "https://www.nature.com/articles/nature14539",
    "https://dl.acm.org/doi/10.5555/3298483.",
    "http://delivery.acm.org/10.1145/1390000/1380586/",
    "https://www.mdpi.com/2076-3417/9/3/489/",
    "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0130140",
    "https://www.google.com/url?q=https://arxiv.org/abs/1510.00149",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F",
    "https://doi.org/10.5555/",
    "https://github.com/a/b/blob/master/readme",
]
texts = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}{}{}".format,
        st.sampled_from([url for url, _, _ in WORKS] + UNKNOWN + STEMS),
        st.text("/?&#=.%;)2Fvpdf&amp_10x ", max_size=12),
        st.text(max_size=4),
    ),
)


@pytest.mark.parametrize(("url", "key", "page"), WORKS, ids=[url for url, _, _ in WORKS])
def test_forms_of_address_lead_to_one_work(url: str, key: str, page: str | None) -> None:
    assert (identifier(url), canonical_url(url)) == (key, page or url)


@pytest.mark.parametrize("url", UNKNOWN)
def test_what_is_not_known_has_no_key(url: str) -> None:
    assert (identifier(url), canonical_url(url)) == (None, url)


@pytest.mark.parametrize(("url", "shown"), SHOWN)
def test_unknown_hosts_lose_only_what_tracks(url: str, shown: str) -> None:
    assert canonical_url(url) == shown


@given(texts)
def test_canonical_url_is_idempotent_and_keeps_the_work(url: str) -> None:
    shown = canonical_url(url)
    assert (canonical_url(shown), identifier(shown)) == (shown, identifier(url))


@pytest.mark.parametrize("end", ["&amp;" * 200_000, ")" * 1_000_000, "/" * 1_000_000, "a.pdf" * 200_000])
def test_hostile_length_is_cheap(end: str) -> None:
    assert identifier("https://arxiv.org/abs/x" + end) is None
