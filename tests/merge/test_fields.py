"""What a paper's fields are, given what the lists say of it, and what people changed of them by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest

from bot.merge.fields import (
    Edits,
    Rules,
    best_kind,
    best_title,
    best_url,
    best_venue,
    derive,
    edits,
    other_links,
    place,
    settle,
)
from bot.models import Detail, Link, Mention, Paper, Topic
from tests.merge.test_merge import RULES, SLIMMING, TODAY

IDS = ("pruning", "quantization")


def says(title: str = "Learned Step Size Quantization", source: str = "a/one", **more: Any) -> Mention:
    return Mention(source, "README.md", title, **more)


def titled(*titles: str) -> list[Mention]:
    """A list for each title."""
    return [says(title, f"list/{number}") for number, title in enumerate(titles)]


def in_venues(*said: tuple[str | None, int | None]) -> list[Mention]:
    """A list for each venue and year."""
    return [says(source=f"list/{n}", venue=venue, year=year) for n, (venue, year) in enumerate(said)]


# Each title has its worst and each rank its own blemishes: none, then the lightest.
LADDER = [
    [
        "Learning Efficient Convolutional Networks",
        "ConvolutionalNeuralNetworks for Everyone",
        "HAQ: a U.S.A. Quantization",
        "Pruning … and Growing",
    ],
    ["learning Efficient Convolutional Networks", "Learn- ing Efficient Networks", "Learning Eﬃcient Networks"],
    ["Learning Efficient Convolutional ...", "Soft Filter Pruning of Net… ", "LEARNING EFFICIENT NETWORKS"],
    ["Learning_Efficient Convolutional Networks", "soft Filter Pruning ..."],
    ["Network Slimming", "AMC", "HAQ HAWQ", "ConvolutionalPruning", "PRUNING FILTERS FOR NETS ..."],
    ["network Slimming", "pruneNet"],
    ["Network Slimm..."],
    ["Network_Slimming", "ConvolutionalNetPruning", "LearningConvolutional"],
]  # fmt: skip


def test_a_title_with_fewer_blemishes_is_better_though_most_lists_have_the_other() -> None:
    for better, worse in combinations(LADDER, 2):
        for good, bad in product(better, worse):
            assert best_title(titled(bad, good, bad)) == best_title(titled(good))


def test_among_titles_as_well_formed_the_one_of_most_lists_is_best() -> None:
    for rank in LADDER:
        for one, other in combinations(rank, 2):
            assert best_title(titled(one, other, one)) == best_title(titled(one))
            assert best_title(titled(other, one, other)) == best_title(titled(other))


@pytest.mark.parametrize(
    ("titles", "best"),
    [
        pytest.param(
            ["Pruning Filters for Nets", "Soft Filter Pruning of Networks", "Pruning Filters for Nets: A Survey"],
            "Pruning Filters for Nets: A Survey",
            id="a list that leaves the subtitle out agrees with one that does not",
        ),
        pytest.param(
            ["Soft Filter Pruning", "Pruning Filters for Efficient Nets"],
            "Pruning Filters for Efficient Nets",
            id="the longer of two",
        ),
        pytest.param(
            ["Pruning filters for nets", "Pruning Filters for Nets", "Pruning filters for nets"],
            "Pruning filters for nets",
            id="spelled as most lists do",
        ),
        pytest.param(
            ["Pruning filters for nets", "Pruning Filters for Nets"], "Pruning Filters for Nets", id="in title case"
        ),
        pytest.param(
            ["Pruning Filters for Nets", "Pruning Filters for Nets!"], "Pruning Filters for Nets!", id="the last by code"
        ),
        pytest.param(["Eﬃcient ﬂow"], "Efficient flow", id="without ligatures"),
    ],
)  # fmt: skip
def test_the_best_title(titles: list[str], best: str) -> None:
    assert best_title(titled(*titles)) == best
    assert best_title(titled(*reversed(titles))) == best


def test_a_list_has_one_vote_however_often_it_says_a_title() -> None:
    often = [
        says("Soft Filter Pruning of Networks", url=url) for url in ("https://a.example", "https://b.example")
    ]
    others = ["Pruning Filters for Nets", "Pruning Filters: for Nets"]
    assert best_title([*often, *titled(*others)]) == "Pruning Filters: for Nets"


RANKED_LINKS = [
    "https://arxiv.org/abs/1708.06519",
    "https://openreview.net/forum?id=rJqFGTslg",
    "https://doi.org/10.1109/iccv.2017.298",
    "https://doi.org/10.1023/a:1022627411411",
    "https://a.example/slimming",
    "https://b.example/slimming",
    "https://example.org/network-slimming",
    "https://github.com/a/network-slimming",
    "http://a.example/slimming",
    "https://a.example/slimming.pdf",
    "http://a.example/slimming.PS.GZ",
    "https://www.semanticscholar.org/paper/90a16f34d109b63d95ab4da2d491cbe3a1c8b656",
]


def test_the_link_that_serves_a_reader_best_is_the_papers_link() -> None:
    assert best_url([says(), says(url="")]) is None
    for better, worse in combinations(RANKED_LINKS, 2):
        assert best_url([says(url=worse), says(), says(url=better)]) == better
    assert best_url([says(url="https://www.arxiv.org/pdf/1708.06519v1.pdf")]) == RANKED_LINKS[0]


def test_of_links_as_good_that_of_most_lists_is_best() -> None:
    own, pasted = "https://arxiv.org/abs/1708.06519", "https://arxiv.org/abs/1608.08710"
    links = (("a/one", own), ("b/two", own), ("c/three", pasted), ("c/three", f"{pasted}v2"))
    assert best_url([replace(SLIMMING, source=source, url=url) for source, url in links]) == own


@pytest.mark.parametrize(
    ("said", "best"),
    [
        pytest.param([(None, None)], (None, None), id="nothing"),
        pytest.param([("arXiv", 2016), ("ICLR", 2017)], ("ICLR", 2017), id="published, not preprint"),
        pytest.param([("arxiv", 2016), (None, 2017)], ("arXiv", 2016), id="preprint, if nothing else"),
        pytest.param([("ICLR", None), ("NIPS", 2015)], ("NeurIPS", 2015), id="with a year"),
        pytest.param([("ICLR", None)], ("ICLR", None), id="without a year"),
        pytest.param([("AAAI", 2018), ("ICLR", 2017), ("ICLR", 2017)], ("ICLR", 2017), id="the one of most"),
        pytest.param([("ICLR", 2017), ("AAAI", 2018)], ("AAAI", 2018), id="the first by name"),
        pytest.param([("ICLR", 2018), ("ICLR", 2017)], ("ICLR", 2017), id="the first by year"),
        pytest.param(
            [("nowhr", 2017), ("NoWhR", 2017), ("nowhr", 2017)], ("nowhr", 2017), id="spelled as by most"
        ),
        pytest.param([("nowhr", 2017), ("NoWhR", 2017)], ("NoWhR", 2017), id="rather in capitals"),
        pytest.param([("CORL", 2017), ("CoRL", 2017)], ("CoRL", 2017), id="the last by code"),
        pytest.param([("neurips", 2019)], ("NeurIPS", 2019), id="one spelling known"),
        pytest.param([(None, 2018), (None, 2017), (None, 2018)], (None, 2018), id="only years: of most"),
        pytest.param([(None, 2018), (None, 2017)], (None, 2017), id="only years: the first"),
    ],
)
def test_the_best_venue_and_its_year(
    said: list[tuple[str | None, int | None]], best: tuple[Any, Any]
) -> None:
    assert best_venue(in_venues(*said)) == best
    assert best_venue(in_venues(*reversed(said))) == best


@pytest.mark.parametrize(
    ("urls", "kind"),
    [
        (["https://github.com/a/distiller"], "tool"),
        (["https://medium.com/a", "https://medium.com/b", None], "article"),
        (["https://medium.com/a", None], "paper"),
        (["https://vimeo.com/1", "https://medium.com/a"], "article"),
        (["https://www.youtube.com/watch?v=3OZ5EMcBLZs"], "talk"),
    ],
)
def test_the_kind_is_what_most_mentions_point_to_else_a_paper_or_the_first_by_name(
    urls: list[str | None], kind: str
) -> None:
    mentions = [says("Distiller", f"list/{number}", url=url) for number, url in enumerate(urls)]
    assert best_kind(mentions) == best_kind(mentions[::-1]) == kind


def test_what_has_an_identifier_of_a_work_is_a_paper_whatever_its_title_says() -> None:
    lecture = says("Lectures on Sparsity", url="https://example.org/sparsity")
    assert best_kind([lecture]) == "talk"
    assert best_kind([replace(lecture, links=(Link("pdf", "https://arxiv.org/abs/1708.06519"),))]) == "paper"


def test_every_link_that_leads_elsewhere_is_kept_once_under_its_longest_label() -> None:
    mentions = [
        says(
            url="https://arxiv.org/pdf/1708.06519.pdf",
            links=(
                Link("", "https://github.com/a/slimming"),
                Link("code", "https://github.com/a/slimming/"),
                Link("Code", "https://github.com/a/slimming"),
                Link("pdf", "https://arxiv.org/pdf/1708.06519v2.pdf"),
            ),
        ),
        says(url="https://blog.example/b?utm_source=x"),
        says(
            links=(
                Link("talk", "https://blog.example/a"),
                Link("forum", "https://openreview.net/pdf?id=rJqFGTslg"),
            )
        ),
    ]
    kept = (
        Link("talk", "https://blog.example/a"),
        Link("", "https://blog.example/b"),
        Link("code", "https://github.com/a/slimming"),
        Link("forum", "https://openreview.net/forum?id=rJqFGTslg"),
    )
    assert other_links(mentions, "https://arxiv.org/abs/1708.06519") == kept
    assert other_links(mentions, None) == (Link("PDF", "https://arxiv.org/abs/1708.06519"), *kept)


def test_a_paper_is_what_its_mentions_give_it_and_keeps_the_rest() -> None:
    blank = Paper("arxiv:1708.06519", "?", "?", TODAY, decided=("topic x",))
    other = replace(
        SLIMMING,
        source="b/two",
        title="Learning efficient convolutional networks through network slimming",
        url="https://doi.org/10.1109/ICCV.2017.298",
        links=(Link("code", "https://github.com/a/slimming"),),
        venue="ICCV",
        year=2017,
        authors=("Z. Liu", "J. Li"),
    )
    third = replace(other, source="c/three", authors=("Zhuang Liu",), section=("Quantization",))
    assert derive([SLIMMING, other, third], RULES, blank) == Paper(
        "arxiv:1708.06519",
        "Learning efficient convolutional networks through network slimming",
        "pruning",
        TODAY,
        url="https://arxiv.org/abs/1708.06519",
        venue="ICCV",
        year=2017,
        authors=("Z. Liu", "J. Li"),
        topics=("quantization",),
        topic_reason="pruning: heading “Pruning” in a/one",
        links=(
            Link("", "https://doi.org/10.1109/iccv.2017.298"),
            Link("code", "https://github.com/a/slimming"),
        ),
        ids=("arxiv:1708.06519", "doi:10.1109/iccv.2017.298"),
        decided=("topic x",),
    )


BY_KIND = Rules((*RULES.topics, Topic("tools", "Tools")), {"a/one": "pruning"})


@pytest.mark.parametrize(
    ("title", "topic", "reason"),
    [
        ("Distiller", "tools", "kind tool"),
        ("Faster Networks by Distiller", "pruning", "all of a/one is about it"),
    ],
)
def test_kinds_have_topics_of_their_own_and_so_do_whole_lists(title: str, topic: str, reason: str) -> None:
    mention = says(title, url="https://github.com/a/distiller")
    paper = derive([mention], BY_KIND, Paper("x", "", "", TODAY, mentions=(mention,)))
    assert (paper.topic, paper.topic_reason) == (topic, f"{topic}: {reason}")
    assert place(replace(paper, topic="gone", topic_reason=""), BY_KIND) == paper


SLIM = derive([SLIMMING], RULES, Paper("arxiv:1708.06519", "", "", TODAY, mentions=(SLIMMING,)))
UNSORTED = replace(SLIM, topic="unsorted", topics=("quantization",), topic_reason="unsorted: x")


@pytest.mark.parametrize(
    ("paper", "now"),
    [
        pytest.param(UNSORTED, SLIM, id="where its mentions point"),
        pytest.param(replace(UNSORTED, mentions=(), former=(SLIMMING,)), replace(SLIM, mentions=(), former=(SLIMMING,)),
                     id="where its last mentions pointed"),
        pytest.param(replace(SLIM, topic_reason="pruning: once said"), replace(SLIM, topic_reason="pruning: once said"),
                     id="not for another reason alone"),
        pytest.param(replace(SLIM, topic="quantization"), replace(SLIM, topic="quantization"), id="not if moved by hand"),
        pytest.param(replace(UNSORTED, decided=("pin year 2017", "topic unsorted")),
                     replace(UNSORTED, decided=("pin year 2017", "topic unsorted")), id="not if decided"),
        pytest.param(replace(UNSORTED, decided=("pin year 2017",)), replace(SLIM, decided=("pin year 2017",)),
                     id="though something else is decided"),
        pytest.param(replace(SLIM, topic="gone"), SLIM, id="from a topic that is no longer configured"),
    ],
)  # fmt: skip
def test_a_paper_goes_where_the_topics_as_configured_now_put_it(paper: Paper, now: Paper) -> None:
    assert place(paper, RULES) == now


NO_SETS: Mapping[str, tuple[Any, ...]] = {"links": (), "topics": (), "ids": ()}
CODE, TALK, BLOG = (Link(name, f"https://example.org/{name}") for name in ("code", "talk", "blog"))


def test_all_that_people_wrote_of_a_paper_without_mentions_is_theirs() -> None:
    mine = Paper("x", "HAQ", "quantization", TODAY, year=2019, links=(CODE,), topics=("pruning",))
    assert edits(mine, None, IDS) == Edits(
        {"title": "HAQ", "kind": "paper", "year": 2019, "topic": "quantization"},
        {"links": (CODE,), "topics": ("pruning",), "ids": ()},
    )


def test_an_identifier_in_its_older_form_is_no_edit() -> None:
    base = replace(SLIM, ids=("arxiv:1708.06519", "neurips:2020/" + "a" * 32))
    ours = replace(base, ids=("arxiv:1708.06519", "neurips:" + "a" * 32))
    assert edits(ours, base, IDS) == Edits({}, NO_SETS, NO_SETS)


def test_what_people_edited_is_what_differs_from_what_the_rules_made() -> None:
    base = replace(SLIM, venue="CVPR", year=2017, links=(BLOG, CODE), topics=("quantization",))
    assert edits(base, base, IDS) == Edits({}, NO_SETS, NO_SETS)
    ours = replace(
        base,
        title="Network Slimming",
        venue=None,
        links=(BLOG, TALK),
        topics=(),
        ids=("doi:10.1109/iccv.2017.298",),
    )
    assert edits(ours, base, IDS) == Edits(
        {"title": "Network Slimming", "venue": None},
        {"links": (TALK,), "topics": (), "ids": ("doi:10.1109/iccv.2017.298",)},
        {"links": (CODE,), "topics": ("quantization",), "ids": ("arxiv:1708.06519",)},
    )


@pytest.mark.parametrize(
    ("ours", "by_hand"),
    [
        pytest.param({"topic": "quantization"}, {"topic": "quantization"}, id="its reason speaks of another"),
        pytest.param({"topic": "quantization", "topic_reason": "quantization: title says “quantiz…”"}, {},
                     id="the rules moved it"),
        pytest.param({"topic": "gone"}, {}, id="a topic that is not configured"),
    ],
)  # fmt: skip
def test_a_topic_is_an_edit_only_where_people_moved_the_paper(
    ours: dict[str, Any], by_hand: dict[str, Any]
) -> None:
    assert edits(replace(SLIM, **ours), SLIM, IDS) == Edits(by_hand, NO_SETS, NO_SETS)


def test_edits_are_put_on_top_of_what_the_lists_say_now() -> None:
    theirs = replace(
        SLIM, venue="ICCV", links=(BLOG, CODE), topics=("quantization", "pruning"), ids=("b", "d")
    )
    made = Edits(
        {"title": "Network Slimming"},
        {"links": (Link("", "https://a.example"), replace(CODE, label="our code")), "topics": ("distillation",), "ids": ("c", "a")},
        {"links": (BLOG,), "topics": ("pruning",), "ids": ("d",)},
    )  # fmt: skip
    assert settle(theirs, SLIM, made) == (
        replace(
            theirs,
            title="Network Slimming",
            links=(Link("", "https://a.example"), replace(CODE, label="our code")),
            topics=("quantization", "distillation"),
            ids=("a", "b", "c"),
        ),
        (),
    )
    assert settle(theirs, SLIM, Edits()) == (theirs, ())


@pytest.mark.parametrize(
    ("values", "said", "conflict"),
    [
        pytest.param({"venue": "ICCV 2017"}, {"venue": "CVPR"},
                     Detail("conflict", "people wrote “ICCV 2017”", None, "venue", "ICCV 2017", "CVPR"), id="text"),
        pytest.param({"year": None}, {"year": 2018},
                     Detail("conflict", "people wrote “nothing”", None, "year", "nothing", "2018"), id="nothing"),
        pytest.param({"authors": ("Z. Liu", "J. Li")}, {"authors": ("A. B.", "C. D.")},
                     Detail("conflict", "people wrote “Z. Liu, J. Li”", None, "authors", "Z. Liu, J. Li", "A. B., C. D."),
                     id="names"),
    ],
)  # fmt: skip
def test_a_source_that_contradicts_an_edit_is_a_conflict_and_the_edit_stays(
    values: dict[str, Any], said: dict[str, Any], conflict: Detail
) -> None:
    theirs = replace(SLIM, **said)
    assert settle(theirs, SLIM, Edits(values)) == (replace(SLIM, **values), (conflict,))
    assert settle(theirs, theirs, Edits(values)) == (replace(SLIM, **values), ())  # it says what it said
    assert settle(theirs, SLIM, Edits(said)) == (theirs, ())  # it says what they wrote
    assert settle(theirs, None, Edits(values)) == (replace(SLIM, **values), ())  # it said nothing before


def test_a_paper_that_people_moved_says_so_and_is_not_in_one_topic_twice() -> None:
    theirs = replace(SLIM, topics=("quantization", "distillation"))
    assert settle(theirs, SLIM, Edits({"topic": "quantization"})) == (
        replace(SLIM, topic="quantization", topics=("distillation",), topic_reason="people put it here"),
        (),
    )


def test_g4_that_another_of_its_topics_is_the_main_one_now_is_nobodys_edit() -> None:
    base = replace(SLIM, topic="pruning", topics=("nas", "quantization"), topic_reason="pruning: x")
    ours = replace(base, topic="quantization", topics=("nas", "pruning"), topic_reason="quantization: y")
    known = {"nas", "pruning", "quantization"}
    assert edits(ours, base, known) == Edits({}, NO_SETS, NO_SETS)
    dropped = edits(replace(ours, topics=("pruning",)), base, known)
    assert dropped == Edits({}, NO_SETS, {**NO_SETS, "topics": ("nas",)})
    unsorted = replace(ours, topic="unsorted", topics=("nas", "quantization"), topic_reason="unsorted: z")
    assert edits(unsorted, base, known) == Edits({}, NO_SETS, NO_SETS)
