"""What is read of an address whatever its host, and what of it is left out when it is shown."""

from __future__ import annotations

import pytest

from bot.identify import canonical_url, identifier
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
