"""Works by their keys: what each API says of them, in how many requests."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.links.apis import Apis, Record
from bot.links.apis.desk import Desk
from tests.links.apis.conftest import TOKEN, Clock, looked_up, troubles
from tests.links.apis.standins import DATACITE, Repository, Standins, Work, World, empty, moments, said

DEEP = Work(
    "Deep Compression: Compressing Deep Neural Networks",
    ("Song Han", "Huizi Mao", "William J. Dally"),
    2015,
    arxiv="1510.00149",
    published="10.1109/ABC.2016.7",
)
OLD = Work("Ricci Flow & Surgery <on> Manifolds", ("Grisha P.",), 2003, arxiv="math/0309136", withdrawn=True)
HASH = "649def34f8be52c8b66281af98ae884c09aef38b"


def papers(count: int) -> tuple[Work, ...]:
    return tuple(Work(f"Paper Number {n}", ("A B",), arxiv=f"1601.{n:05}") for n in range(count))


def keys(works: tuple[Work, ...]) -> tuple[str, ...]:
    return tuple(f"arxiv:{work.arxiv}" for work in works)


# arXiv


def test_arxiv_tells_of_papers_old_and_new_and_not_of_what_it_does_not_have(
    standins: Standins, apis: Apis
) -> None:
    standins.world = World((DEEP, OLD))
    assert looked_up(apis, "arxiv:1510.00149", "arxiv:math/0309136", "arxiv:1510.99999") == {
        "arxiv:1510.00149": Record(
            "arxiv",
            "Deep Compression: Compressing Deep Neural Networks",
            "https://arxiv.org/abs/1510.00149",
            ("arxiv:1510.00149", "doi:10.1109/abc.2016.7"),
            year=2015,
            published="https://doi.org/10.1109/abc.2016.7",
            authors=("Song Han", "Huizi Mao", "William J. Dally"),
        ),
        "arxiv:math/0309136": Record(
            "arxiv",
            "Ricci Flow & Surgery <on> Manifolds",
            "https://arxiv.org/abs/math/0309136",
            ("arxiv:math/0309136",),
            year=2003,
            authors=("Grisha P.",),
            note="withdrawn",
        ),
        "arxiv:1510.99999": None,
    }
    (asked,) = standins.asked
    assert (asked.method, asked.path, dict(asked.query)) == (
        "GET",
        "/api/query",
        {"id_list": "1510.00149,1510.99999,math/0309136", "start": "0", "max_results": "3"},
    )


@pytest.mark.parametrize(("count", "requests"), [(1, 1), (200, 1), (201, 2), (445, 3), (1000, 5)])
def test_g10_arxiv_links_cost_one_request_for_200_at_least_three_seconds_apart(
    standins: Standins, apis: Apis, count: int, requests: int
) -> None:
    standins.world = World(papers(count))
    known = looked_up(apis, *keys(standins.world.works))
    assert [len(asked.query["id_list"].split(",")) for asked in standins.asked] == [200] * (count // 200) + [
        count % 200
    ] * bool(count % 200)
    assert moments(standins.asked) == [3.0 * n for n in range(requests)]
    assert {key: record and record.ids for key, record in known.items()} == {
        key: (key,) for key in keys(standins.world.works)
    }


def test_an_id_that_arxiv_takes_for_none_does_not_spoil_the_others(
    standins: Standins, apis: Apis, clock: Clock
) -> None:
    standins.world = World((DEEP,))
    known = looked_up(apis, "arxiv:1510.00149", "arxiv:9912.12345")
    assert (known["arxiv:1510.00149"] is not None, known["arxiv:9912.12345"]) == (True, None)
    assert ([len(asked.query["id_list"].split(",")) for asked in standins.asked], clock.slept) == (
        [2, 1],
        [3],
    )


def test_g10_a_feed_of_nothing_but_errors_does_not_set_off_a_request_for_each_id(
    standins: Standins, apis: Apis
) -> None:
    unfit = [f"arxiv:99{n:02}.12345" for n in range(1, 13)]
    known = looked_up(apis, *unfit)
    assert (set(known.values()), len(known), len(standins.asked)) == ({None}, 3, 3)


def test_arxiv_knowing_none_of_many_is_not_believed(standins: Standins, apis: Apis) -> None:
    standins.world = World(papers(9))
    standins.breaks("arxiv", empty)
    assert looked_up(apis, *keys(papers(9))) == {}
    assert len(looked_up(apis, *keys(papers(9)))) == 9
    assert looked_up(apis, "arxiv:1701.00001") == {"arxiv:1701.00001": None}


# DOIs


PUBLISHED = Work(
    "Learning Both Weights: and Connections",
    ("Song Han", "Jeff Pool"),
    doi="10.5555/2969239.2969366",
    venue="Advances in Neural Information Processing Systems",
    appeared=2015,
)
POSTED = Work(
    "A Preprint of Something",
    ("C D",),
    doi="10.1101/2020.01.02",
    preprint=True,
    published="10.1038/S41586-020",
)
ELSEWHERE = Work("A Dataset", doi="10.5281/zenodo.42", agency=DATACITE)
COMMA = Work("A Comma in its DOI", doi="10.1000/a,b")


def test_dois_are_asked_of_crossref_and_what_it_does_not_know_of_the_doi_system(
    standins: Standins, apis: Apis
) -> None:
    standins.world = World((PUBLISHED, POSTED, ELSEWHERE, COMMA))
    known = looked_up(
        apis,
        "doi:10.5555/2969239.2969366",
        "doi:10.1101/2020.01.02",
        "doi:10.5281/zenodo.42",
        "doi:10.1000/a,b",
        "doi:10.1000/nothing",
    )
    assert known == {
        "doi:10.5555/2969239.2969366": Record(
            "crossref",
            "Learning Both Weights: and Connections",
            "https://doi.org/10.5555/2969239.2969366",
            ("doi:10.5555/2969239.2969366",),
            venue="Advances in Neural Information Processing Systems",
            year=2015,
            published="https://doi.org/10.5555/2969239.2969366",
            authors=("Song Han", "Jeff Pool"),
        ),
        "doi:10.1101/2020.01.02": Record(
            "crossref",
            "A Preprint of Something",
            "https://doi.org/10.1101/2020.01.02",
            ("doi:10.1038/s41586-020", "doi:10.1101/2020.01.02"),
            year=2016,
            published="https://doi.org/10.1038/s41586-020",
            authors=("C D",),
        ),
        "doi:10.5281/zenodo.42": Record(
            "doi", "", "https://doi.org/10.5281/zenodo.42", ("doi:10.5281/zenodo.42",)
        ),
        "doi:10.1000/a,b": Record("doi", "", "https://doi.org/10.1000/a,b", ("doi:10.1000/a,b",)),
        "doi:10.1000/nothing": None,
    }
    assert [(asked.api, asked.path) for asked in standins.asked] == [
        ("crossref", "/v1/works"),
        ("doi", "/api/handles/10.1000/a%2Cb"),
        ("doi", "/api/handles/10.1000/nothing"),
        ("doi", "/api/handles/10.5281/zenodo.42"),
    ]
    assert moments(standins.of("doi")) == [0, 1, 2]
    assert standins.asked[0].query == {
        "filter": "doi:10.1000/nothing,doi:10.1101/2020.01.02,doi:10.5281/zenodo.42,doi:10.5555/2969239.2969366",
        "rows": "4",
        "select": "DOI,title,subtitle,author,issued,container-title,type,relation",
        "mailto": "list@example.org",
    }


def test_a_doi_in_other_letters_is_the_same(standins: Standins, apis: Apis) -> None:
    standins.world = World((replace(PUBLISHED, doi="10.1109/TPAMI.2020.ABC"),))
    known = looked_up(apis, "doi:10.1109/tpami.2020.abc")["doi:10.1109/tpami.2020.abc"]
    assert known is not None
    assert known.ids == ("doi:10.1109/tpami.2020.abc",)


def test_g10_fifty_dois_are_one_request(standins: Standins, apis: Apis) -> None:
    works = tuple(Work(f"Paper {n}", doi=f"10.1000/{n:03}") for n in range(120))
    standins.world = World(works)
    assert len(looked_up(apis, *(f"doi:{work.doi}" for work in works))) == 120
    assert [asked.query["rows"] for asked in standins.asked] == ["50", "50", "20"]
    assert moments(standins.asked) == [0, 1, 2]


# OpenReview

NOTES = (
    Work("A New Note", ("E F",), 2023, openreview="abc-DEF_12", venue="ICLR", appeared=2024),
    Work(
        "A Note of Old", ("G H",), 2018, openreview="H1oldNOTE", first_api=True, venue="ICLR", appeared=2019
    ),
    Work("Never Accepted", ("I J",), 2021, openreview="S1sub"),
    Work("Taken Back", ("K L",), 2022, openreview="W1with", withdrawn=True),
)


def test_openreview_is_asked_in_its_new_api_and_then_in_its_first(standins: Standins, apis: Apis) -> None:
    standins.world = World(NOTES)
    known = looked_up(apis, *(f"openreview:{note.openreview}" for note in NOTES), "openreview:nothing")
    page = "https://openreview.net/forum?id="
    assert known == {
        "openreview:abc-DEF_12": Record(
            "openreview",
            "A New Note",
            f"{page}abc-DEF_12",
            ("openreview:abc-DEF_12",),
            venue="ICLR",
            year=2024,
            authors=("E F",),
        ),
        "openreview:H1oldNOTE": Record(
            "openreview",
            "A Note of Old",
            f"{page}H1oldNOTE",
            ("openreview:H1oldNOTE",),
            venue="ICLR",
            year=2019,
            authors=("G H",),
        ),
        "openreview:S1sub": Record(
            "openreview", "Never Accepted", f"{page}S1sub", ("openreview:S1sub",), year=2021, authors=("I J",)
        ),
        "openreview:W1with": Record(
            "openreview",
            "Taken Back",
            f"{page}W1with",
            ("openreview:W1with",),
            year=2022,
            authors=("K L",),
            note="withdrawn",
        ),
        "openreview:nothing": None,
    }
    assert [(asked.api, asked.json["ids"]) for asked in standins.asked] == [
        ("openreview", ["H1oldNOTE", "S1sub", "W1with", "abc-DEF_12", "nothing"]),
        ("openreview-v1", ["H1oldNOTE", "nothing"]),
    ]


# GitHub

REPOSITORIES = (
    Repository("MIT-Han-Lab/Once-for-all"),
    Repository("old/name", now="New/Name.js", archived=True),
    Repository("some/secret", private=True),
    Repository("walled/off", forbidden=True),
)


def test_github_tells_of_repositories_and_of_their_new_names(standins: Standins, apis: Apis) -> None:
    standins.world = World(repositories=REPOSITORIES)
    names = ("mit-han-lab/once-for-all", "old/name", "some/secret", "walled/off", "no/thing")
    assert looked_up(apis, *(f"github:{name}" for name in names)) == {
        "github:mit-han-lab/once-for-all": Record(
            "github",
            "MIT-Han-Lab/Once-for-all",
            "https://github.com/MIT-Han-Lab/Once-for-all",
            ("github:mit-han-lab/once-for-all",),
        ),
        "github:old/name": Record(
            "github",
            "New/Name.js",
            "https://github.com/New/Name.js",
            ("github:new/name.js",),
            note="renamed to New/Name.js, archived",
        ),
        "github:some/secret": None,
        "github:no/thing": None,
    }


def test_g10_a_hundred_repositories_are_one_request(standins: Standins, apis: Apis) -> None:
    standins.world = World(repositories=tuple(Repository(f"o/r{n}") for n in range(250)))
    assert len(looked_up(apis, *(f"github:o/r{n}" for n in range(250)))) == 250
    assert [len(asked.json["variables"]) // 2 for asked in standins.asked] == [100, 100, 50]


def test_names_of_repositories_never_become_part_of_the_query(standins: Standins, apis: Apis) -> None:
    looked_up(apis, "github:o/r")
    (asked,) = standins.asked
    assert asked.json == {
        "query": "query ($o0: String!, $n0: String!) { r0: repository(owner: $o0, name: $n0)"
        " { nameWithOwner isArchived isPrivate } }",
        "variables": {"o0": "o", "n0": "r"},
    }


def test_g9_the_token_goes_to_github_only(standins: Standins, apis: Apis) -> None:
    standins.world = World((DEEP, PUBLISHED, *NOTES), REPOSITORIES, {"https://a.example/": "20200102030405"})

    async def run() -> None:
        async with Desk(apis) as desk:
            await desk.look_up(
                ["arxiv:1510.00149", "doi:10.1000/x", "openreview:nothing", "github:old/name", f"s2:{HASH}"]
            )
            await desk.find("A Wholly Unheard Title about Nothing Whatsoever")
            await desk.snapshot("https://a.example/")

    asyncio.run(run())
    assert {asked.api for asked in standins.asked} == {
        "arxiv", "crossref", "doi", "openalex", "dblp", "semanticscholar", "openreview", "openreview-v1",
        "github", "wayback",
    }  # fmt: skip
    for asked in standins.asked:
        held = asked.headers.get("authorization")
        assert held == (f"Bearer {TOKEN}" if asked.api == "github" else None)
        assert TOKEN not in f"{asked.path}{asked.query}{asked.body!r}"


def test_github_saying_nothing_but_errors_could_not_say(standins: Standins, apis: Apis) -> None:
    standins.stays_broken(
        "github", said({"data": None, "errors": [{"type": "RATE_LIMITED", "message": "…"}]})
    )
    assert looked_up(apis, "github:o/r") == {}
    assert troubles(apis, "github:o/r") == {"github": "GitHub does not answer (RATE_LIMITED)"}


# Semantic Scholar


def test_semantic_scholar_tells_of_its_own_ids(standins: Standins, apis: Apis) -> None:
    other = "b" * 40
    standins.world = World(
        (
            replace(DEEP, s2=HASH, doi="10.1109/x.1", venue="ICLR", appeared=2016),
            Work("Alone", ("M N",), 2017, s2=other),
        )
    )
    assert looked_up(apis, f"s2:{HASH}", f"s2:{other}", f"s2:{'c' * 40}") == {
        f"s2:{HASH}": Record(
            "semanticscholar",
            "Deep Compression: Compressing Deep Neural Networks",
            "https://arxiv.org/abs/1510.00149",
            ("arxiv:1510.00149", "doi:10.1109/x.1", f"s2:{HASH}"),
            venue="ICLR",
            year=2016,
            published="https://doi.org/10.1109/x.1",
            authors=("Song Han", "Huizi Mao", "William J. Dally"),
        ),
        f"s2:{other}": Record(
            "semanticscholar",
            "Alone",
            f"https://www.semanticscholar.org/paper/{other}",
            (f"s2:{other}",),
            year=2017,
            authors=("M N",),
        ),
        f"s2:{'c' * 40}": None,
    }


def test_semantic_scholar_knowing_none_at_all_says_so_in_its_own_way(standins: Standins, apis: Apis) -> None:
    assert looked_up(apis, f"s2:{HASH}") == {f"s2:{HASH}": None}


# All of them


def test_no_key_is_asked_about_twice_and_progress_ends_at_the_whole(standins: Standins, apis: Apis) -> None:
    standins.world = World((*papers(250), PUBLISHED, ELSEWHERE))
    steps: list[tuple[int, int]] = []

    async def run() -> None:
        async with Desk(apis) as desk:
            await desk.look_up(
                [
                    *keys(papers(250)),
                    *keys(papers(9)),
                    "doi:10.5281/zenodo.42",
                    "doi:10.1000/none",
                    "title:x",
                ],
                lambda done, total: steps.append((done, total)),
            )

    asyncio.run(run())
    assert steps == sorted(steps)
    assert steps[-1] == (252, 252)
    assert len(standins.of("arxiv")) == 2


def test_nothing_asked_costs_nothing(standins: Standins, apis: Apis) -> None:
    assert looked_up(apis) == {}
    assert looked_up(apis, "title:something", "arxiv:not an id", "cvf:x", "github:") == {}
    assert standins.asked == []


@pytest.mark.parametrize(
    ("key", "possible"),
    [
        ("arxiv:1510.00149", True),
        ("arxiv:math/0309136", True),
        ("arxiv:1510.00149v2", False),
        ("arxiv:1599.00149", False),
        ("doi:10.1109/5.771073", True),
        ("doi:11.1/x", False),
        ("openreview:r1xyZ-_a", True),
        ("openreview:a b c d e", False),
        ("github:owner/repo.js", True),
        ('github:o"/x', False),
        (f"s2:{HASH}", True),
        ("s2:123", False),
        ("cvf:han_cvpr_2018", False),
        ("", False),
    ],
)
def test_what_can_be_asked_in_batches(apis: Apis, key: str, *, possible: bool) -> None:
    assert apis.batched(key) is possible
    assert replace(apis, github_token=None).batched(key) is (possible and not key.startswith("github:"))
