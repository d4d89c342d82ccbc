"""Works by their titles: who is asked, in which order, and that nothing is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.links.apis import Apis, Record
from bot.links.apis.match import Sought, chosen, matches
from bot.links.apis.services import WAYBACK
from tests.links.apis.conftest import found, snapshots
from tests.links.apis.standins import CHALLENGE, FORBIDDEN, Standins, Work, World, failing, limited, wrong

TITLE = "Deep Compression: Compressing Deep Neural Networks with Pruning"
AUTHORS = ("Song Han", "Huizi Mao")
EVERYWHERE = ("arxiv", "crossref", "openalex", "dblp", "semanticscholar")
WORK = Work(
    TITLE,
    AUTHORS,
    2015,
    arxiv="1510.00149",
    doi="10.1109/x.2016.1",
    s2="a" * 40,
    venue="ICLR",
    appeared=2016,
)
SAID = {
    "arxiv": Record(
        "arxiv",
        TITLE,
        "https://arxiv.org/abs/1510.00149",
        ("arxiv:1510.00149",),
        year=2015,
        authors=AUTHORS,
    ),
    "crossref": Record(
        "crossref",
        TITLE,
        "https://doi.org/10.1109/x.2016.1",
        ("doi:10.1109/x.2016.1",),
        venue="ICLR",
        year=2016,
        published="https://doi.org/10.1109/x.2016.1",
        authors=AUTHORS,
    ),
    "semanticscholar": Record(
        "semanticscholar",
        TITLE,
        "https://arxiv.org/abs/1510.00149",
        ("arxiv:1510.00149", "doi:10.1109/x.2016.1", f"s2:{'a' * 40}"),
        venue="ICLR",
        year=2016,
        published="https://doi.org/10.1109/x.2016.1",
        authors=AUTHORS,
    ),
}
for _api in ("openalex", "dblp"):
    SAID[_api] = replace(SAID["semanticscholar"], api=_api, ids=("arxiv:1510.00149", "doi:10.1109/x.2016.1"))


@pytest.mark.parametrize("n", range(5))
def test_the_first_that_has_it_is_believed_and_the_rest_are_not_asked(
    standins: Standins, apis: Apis, n: int
) -> None:
    standins.world = World((replace(WORK, indexed=EVERYWHERE[n:]),))
    assert found(apis, TITLE, AUTHORS, 2016) == SAID[EVERYWHERE[n]]
    assert [asked.api for asked in standins.asked] == list(EVERYWHERE[: n + 1])


def test_a_paper_that_nobody_has_is_not_found(standins: Standins, apis: Apis) -> None:
    assert found(apis, TITLE) is None
    assert [asked.api for asked in standins.asked] == list(EVERYWHERE)


def test_a_preprint_has_no_venue_and_no_published_version(standins: Standins, apis: Apis) -> None:
    preprint = Work(TITLE, AUTHORS, 2015, arxiv="1510.00149", s2="a" * 40)
    for api in EVERYWHERE[2:]:
        standins.world = World((replace(preprint, indexed=(api,)),))
        record = found(apis, TITLE)
        assert record is not None
        assert (record.api, record.url, record.venue, record.year, record.published) == (
            api,
            "https://arxiv.org/abs/1510.00149",
            None,
            2015,
            None,
        )


def test_questions_hold_no_orders(standins: Standins, apis: Apis) -> None:
    found(apis, 'Deep "Learning": a AND b, OR|not -c? (Part II) to:everyone filter,x=1&y=2')
    asked = {one.api: one.query for one in standins.asked}
    bare = "Deep Learning a AND b OR not c Part II to everyone filter x 1 y 2"
    assert asked["arxiv"]["search_query"] == f'ti:"{bare}"'
    assert asked["openalex"]["filter"] == f"title.search:{bare}"
    assert asked["dblp"]["q"] == bare
    assert asked["semanticscholar"]["query"] == bare


@pytest.mark.parametrize("title", ["Pruning", "Survey", "", "Model Compression", "Code", "🤗"])
def test_a_title_that_says_too_little_is_not_looked_for(standins: Standins, apis: Apis, title: str) -> None:
    standins.world = World((Work(title, indexed=EVERYWHERE, arxiv="1601.00001"),))
    assert found(apis, title) is None
    assert standins.asked == []


@pytest.mark.parametrize("broken", [CHALLENGE, FORBIDDEN, failing(), limited("900"), wrong])
def test_an_api_that_fails_or_answers_with_another_paper_is_passed_over(
    standins: Standins, apis: Apis, broken: object
) -> None:
    standins.world = World((replace(WORK, indexed=EVERYWHERE),))
    for api in EVERYWHERE[:-1]:
        standins.stays_broken(api, broken)  # type: ignore[arg-type]
    assert found(apis, TITLE, AUTHORS, 2016) == SAID["semanticscholar"]
    standins.stays_broken("semanticscholar", broken)  # type: ignore[arg-type]
    assert found(apis, TITLE, AUTHORS, 2016) is None


# What is the same work

RECORD = Record("x", TITLE, "https://arxiv.org/abs/1510.00149", (), year=2015, authors=AUTHORS)


@pytest.mark.parametrize(
    ("sought", "same"),
    [
        (Sought(TITLE), True),
        (Sought(TITLE.upper(), ("Mao, Huizi",), 2017), True),
        (Sought(TITLE, ("S. Han et al.",)), True),
        (Sought(TITLE, ("Kaiming He", "Jian Sun")), False),
        (Sought(TITLE, AUTHORS, 2018), False),
        (Sought(TITLE, AUTHORS, 2012), False),
        (Sought("Deep Compression: Compresing Deep Neural Networks with Pruning"), True),
        (Sought(f"{TITLE} Part II"), False),
        (Sought(f"{TITLE} II"), False),
        (Sought("Deep CompressionV2: Compressing Deep Neural Networks with Pruning"), False),
        (Sought("Deep Compression: Compressing Deep Neural Networks without Pruning"), False),
        (Sought("Deep Compression"), False),
        (Sought("A Survey of Deep Compression: Compressing Deep Neural Networks with Pruning"), False),
        (Sought("Model Compression"), False),
    ],
)
def test_only_the_same_work_matches(sought: Sought, *, same: bool) -> None:
    assert matches(RECORD, sought) is same


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("MobileNet: Efficient Convolutional Networks", "MobileNetV2: Efficient Convolutional Networks"),
        ("Learning Sparse Networks, Part I", "Learning Sparse Networks, Part II"),
        ("Learned Step Size Quantization", "Learned Step Size Quantisation and Beyond"),
        ("Once for All", "Twice for All"),
        ("Model Compression", "Model Compression"),
    ],
)
def test_a_sequel_or_a_neighbour_is_another_work(ours: str, theirs: str) -> None:
    assert not matches(replace(RECORD, title=theirs), Sought(ours))


def test_two_works_of_one_title_are_left_to_people() -> None:
    other = replace(RECORD, url="https://doi.org/10.1/x", authors=("Someone Else",))
    assert chosen([RECORD, other], Sought(TITLE)) is None
    assert chosen([RECORD, other], Sought(TITLE, AUTHORS)) == RECORD
    assert chosen([replace(RECORD, authors=()), RECORD], Sought(TITLE)) == replace(RECORD, authors=())
    assert chosen([replace(RECORD, url=None)], Sought(TITLE)) is None
    assert chosen([], Sought(TITLE)) is None


# The archive

KEPT = "https://a.example/paper.pdf?id=1&x=%20y"


def test_a_snapshot_is_where_the_archive_leads(standins: Standins, apis: Apis) -> None:
    standins.world = World(snapshots={KEPT: "20200102030405"})
    assert snapshots(apis, f"{KEPT}#page=2", "https://a.example/gone") == [
        f"{standins.root}/wayback/web/20200102030405/{KEPT}",
        None,
    ]
    assert [asked.path for asked in standins.asked] == [f"/web/{KEPT}", "/web/https://a.example/gone"]


def test_the_real_archive_is_where_snapshots_are() -> None:
    assert Apis().root(WAYBACK) == "https://web.archive.org"


@pytest.mark.parametrize(
    "url",
    ["", "mailto:a@b.example", "ftp://a.example/", "https://web.archive.org/web/2020/https://a.example/"],
)
def test_what_no_archive_keeps_is_not_asked_for(standins: Standins, apis: Apis, url: str) -> None:
    assert snapshots(apis, url) == [None]
    assert standins.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "",
        "https://evil.example/",
        "javascript:alert(1)",
        "/web/2020/https://a.example/",
        "/web/20200102030405/x",
    ],
)
def test_g9_a_redirect_to_anything_but_a_snapshot_is_no_answer(
    standins: Standins, apis: Apis, location: str
) -> None:
    from tests.links.apis.standins import Reply

    standins.breaks("wayback", Reply(302, headers={"Location": location}))
    assert snapshots(apis, KEPT) == [None]
    assert len(standins.asked) == 1
