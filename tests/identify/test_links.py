"""What is read of an address whatever its host, and what of it is left out when it is shown."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from bot.identify import canonical_url, identifier, leads_to
from bot.identify.urls import LONGEST

COMPRESSION = "https://arxiv.org/abs/1510.00149"


@pytest.mark.parametrize(
    "url",
    [
        "arxiv:1510.00149",
        "doi:10.48550/arXiv.1510.00149",
        "HTTPS://ARXIV.ORG/ABS/1510.00149",
        "arxiv.org/abs/1510.00149?from=https://example.org",
        "https://arxiv.org/ftp/arxiv/papers/1510/1510.00149.pdf",
        "https://arxiv.org/%61bs/1510%2E00149",
        " <https://arxiv.org/abs/1510.00149>\u200b",
        "https://arxiv.org/abs/1510.00149`)]}!",
    ],
)
def test_an_address_may_be_written_many_ways(url: str) -> None:
    assert (identifier(url), canonical_url(url)) == ("arxiv:1510.00149", COMPRESSION)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("0801.0001", True),
        ("0812.0001", True),
        ("0800.0001", False),
        ("0813.0001", False),
        ("1412.6980", True),
        ("1412.06980", False),
        ("1501.0014", False),
        ("1501.00140", True),
        ("hep-th/9901001", True),
        ("hep-th/9913001", False),
    ],
)
def test_arxiv_numbers_hold_a_month_and_since_2015_one_digit_more(number: str, right: bool) -> None:
    assert identifier(f"https://arxiv.org/abs/{number}") == (f"arxiv:{number}" if right else None)


@pytest.mark.parametrize(
    ("url", "key", "page"),
    [
        ("doi:10.1145/3065386", "doi:10.1145/3065386", "https://doi.org/10.1145/3065386"),
        ("https://doi.org/10.1000/X", "doi:10.1000/x", "https://doi.org/10.1000/x"),
        ("https://wiley.com/doi/10.1002/Ab.1/full", "doi:10.1002/ab.1", "https://doi.org/10.1002/ab.1"),
        ("https://doi.org/10.1000/netv2", "doi:10.1000/netv2", "https://doi.org/10.1000/netv2"),
        (
            "https://www.biorxiv.org/content/10.64898/2025.12.01.691234v2.full",
            "doi:10.64898/2025.12.01.691234",
            "https://doi.org/10.64898/2025.12.01.691234",
        ),
        (
            "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "doi:10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
            "https://doi.org/10.1002/(sici)1097-0258(19980815/30)17:15/16%3C1661::aid-sim968%3E3.0.co;2-2",
        ),
        *(
            (url, "doi:10.1101/2020.07.12.199554", "https://doi.org/10.1101/2020.07.12.199554")
            for url in (
                "https://www.biorxiv.org/content/10.1101/2020.07.12.199554v3.full.pdf+html",
                "https://www.biorxiv.org/content/10.1101/2020.07.12.199554v3.full-text",
                "https://www.biorxiv.org/content/10.1101/2020.07.12.199554v1",
            )
        ),
        (
            "https://www.nature.com/articles/nature14539.epdf?sharing_token=x",
            "doi:10.1038/nature14539",
            "https://doi.org/10.1038/nature14539",
        ),
        (
            "https://link.springer.com/article/10.1007/s11263-016-0911-8/figures/1",
            "doi:10.1007/s11263-016-0911-8",
            "https://doi.org/10.1007/s11263-016-0911-8",
        ),
        *(
            (url, "doi:10.1093/bib/bbac566", "https://doi.org/10.1093/bib/bbac566")
            for url in (
                "https://academic.oup.com/bib/advance-article/doi/10.1093/bib/bbac566/6966532",
                "https://academic.oup.com/bib/article-pdf/doi/10.1093/bib/bbac566/48233123/bbac566.pdf",
                "https://doi.org/10.1093/bib/bbac566/6966532",
            )
        ),
        (
            "https://iopscience.iop.org/article/10.1088/1742-6596/1487/1/012003/pdf",
            "doi:10.1088/1742-6596/1487/1/012003",
            "https://doi.org/10.1088/1742-6596/1487/1/012003",
        ),
        ("https://example.org/look?doi=10.1000/x&a=b", "doi:10.1000/x", "https://doi.org/10.1000/x"),
        ("https://doi.org/10.1000/", None, "https://doi.org/10.1000/"),
        ("https://doi.org/10.1000/pdf", None, "https://doi.org/10.1000/pdf"),
        ("https://doi.org/10.123456/pdf", None, "https://doi.org/10.123456/pdf"),
        ("https://doi.org/doi:10.1145/3065386", "doi:10.1145/3065386", "https://doi.org/10.1145/3065386"),
    ],
)
def test_a_doi_ends_before_what_its_host_adds(url: str, key: str | None, page: str) -> None:
    assert (identifier(url), canonical_url(url)) == (key, page)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.org/doi/10.1000/x/unknown", None),
        ("https://example.org/10.1145/1390000/1380586/a8-sample.pdf", None),
        ("https://dl.acm.org/doi/10.1145/3394885.3431659/suppl_file/a.zip", "doi:10.1145/3394885.3431659"),
        ("https://dl.acm.org/doi/10.5555/3298483.3298617", "doi:10.5555/3298483.3298617"),
    ],
)
def test_a_link_that_works_gives_way_to_no_guess(url: str, key: str | None) -> None:
    assert (identifier(url), canonical_url(url)) == (key, url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"https://www.google.com/url?q={quote(COMPRESSION, safe='')}&sa=D&usg=x", COMPRESSION),
        (
            "http://google.co.uk/url?sa=t&url=https://example.org/a%3Fb%3D1%26c%3D2",
            "https://example.org/a?b=1&c=2",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa&h=x", "https://example.org/a"),
        (
            f"https://l.facebook.com/l.php?u={quote('https://www.google.com/url?q=https://example.org/a', safe='')}",
            "https://example.org/a",
        ),
        (
            "https://www.google.com/search?q=https://example.org",
            "https://www.google.com/search?q=https://example.org",
        ),
        ("https://www.google.com/url?q=slimming", "https://www.google.com/url?q=slimming"),
    ],
)
def test_what_only_leads_on_is_left_out(url: str, shown: str) -> None:
    assert (canonical_url(url), identifier(url)) == (shown, identifier(shown))


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://web.archive.org/web/20190101000000/http:/arxiv.org/abs/1510.00149", "arxiv:1510.00149"),
        ("http://web.archive.org/web/2019id_/https://doi.org/10.1000/xyz).", "doi:10.1000/xyz"),
        ("https://web.archive.org/web/2019/https://example.org/a.pdf", None),
        ("https://web.archive.org/web/*/arxiv.org", None),
        (f"https://example.org/save?page=https://web.archive.org/web/2019/{COMPRESSION}", None),
    ],
)
def test_an_archived_page_is_the_work_it_shows(url: str, key: str | None) -> None:
    assert identifier(url) == key


@pytest.mark.parametrize(
    "url",
    ["ftp://arxiv.org/abs/1510.00149", "https://arxiv.org:99999/abs/1510.00149", "https://[x/abs/1510.00149"],
)
def test_what_no_browser_opens_leads_nowhere(url: str) -> None:
    assert (identifier(url), canonical_url(url)) == (None, url)


def test_what_is_longer_than_any_address_is_not_read() -> None:
    longest = f"{COMPRESSION}?".ljust(LONGEST, "a")
    assert (identifier(longest), identifier(f"{longest}a")) == ("arxiv:1510.00149", None)
    stem = "https://example.org/".ljust(LONGEST - len("?utm_id=1"), "a")
    assert canonical_url(f"{stem}?utm_id=1") == stem
    assert canonical_url(f" {stem}a?utm_id=1 ") == f"{stem}a?utm_id=1"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://Example.org/A?FBCLID=1&b=&utm_source=c=d&e", "https://example.org/A?b=&e"),
        ("https://example.org/a?b#:~:text=Some%20words", "https://example.org/a?b"),
        ("https://Reader@Example.org/a", "https://Reader@Example.org/a"),
        ("example.org/a?utm_source=x", "example.org/a?utm_source=x"),
        ("ftp://example.org/a?utm_source=x", "ftp://example.org/a?utm_source=x"),
        ("https://example.org/a_(b))", "https://example.org/a_(b)"),
        ("https://example.org/a[b]{c}]]", "https://example.org/a[b]{c}"),
        ("https://example.org/a_(b", "https://example.org/a_(b"),
        ("https://github.com/han/slimming)).", "https://github.com/han/slimming"),
        ("https://example.org/a?utm_source=b).", "https://example.org/a"),
        ("\t<https://example.org/a>.", "https://example.org/a"),
        ("https://example.org/a b?c=d e", "https://example.org/a%20b?c=d%20e"),
    ],
)
def test_what_tracks_a_reader_and_what_the_text_left_on_it_goes(url: str, shown: str) -> None:
    assert (canonical_url(url), identifier(url)) == (shown, identifier(shown))


def test_a_page_with_letters_beyond_ascii_is_shown_quoted() -> None:
    url = "https://openaccess.thecvf.com/content_CVPR_2020/papers/Müller_X_CVPR_2020_paper.pdf"
    page = "https://openaccess.thecvf.com/content_CVPR_2020/html/M%C3%BCller_X_CVPR_2020_paper.html"
    assert (identifier(url), canonical_url(url)) == ("cvf:müller_x_cvpr_2020", page)
    assert identifier(page) == identifier(url)


def test_all_addresses_of_one_thing_lead_to_one_name() -> None:
    assert leads_to("https://arxiv.org/pdf/1510.00149v5.pdf") == leads_to(COMPRESSION) == "arxiv:1510.00149"
    assert leads_to("https://example.org/a?utm_source=x") == "https://example.org/a"
