"""The three-way merge: what a run proposes, given the catalog, the lists and people's decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot.merge import Rules, merge
from bot.models import Decisions, Link, Mention, Paper, Plan, Topic

TODAY = date(2026, 11, 23)
LATER = date(2026, 12, 1)
RULES = Rules(
    (
        Topic("pruning", "Pruning", ("prun*",)),
        Topic("quantization", "Quantization", ("quantiz*",)),
    )
)
SLIMMING = Mention(
    "a/one",
    "README.md",
    "Learning Efficient Convolutional Networks through Network Slimming",
    "https://arxiv.org/pdf/1708.06519.pdf",
    section=("Pruning",),
)
HAQ = Mention(
    "a/one",
    "README.md",
    "HAQ: Hardware-Aware Automated Quantization with Mixed Precision",
    "https://arxiv.org/abs/1811.08886",
    section=("Quantization",),
)
XNOR = Mention(
    "a/one",
    "README.md",
    "XNOR-Net: ImageNet Classification Using Binary Convolutional Neural Networks",
    None,
    section=("Quantization",),
)


def run(
    catalog: Sequence[Paper],
    *mentions: Mention,
    aside: Sequence[str] = (),
    decisions: Decisions = Decisions(),
    today: date = TODAY,
    rules: Rules = RULES,
) -> Plan:
    listings: dict[str, list[Mention]] = {
        name: [] for name in ("a/one", "b/two", "c/three") if name not in aside
    }
    for mention in mentions:
        listings[mention.source].append(mention)
    return merge(catalog, listings, aside, decisions, rules, today)


def catalog_of(*mentions: Mention, decisions: Decisions = Decisions()) -> tuple[Paper, ...]:
    return run((), *mentions, decisions=decisions).apply(())


def told(plan: Plan) -> Mapping[str, list[str]]:
    """What the plan does to each paper, as kinds."""
    return {change.paper.id: [detail.kind for detail in change.details] for change in plan.changes}


def said(source: str, mention: Mention, **changed: object) -> Mention:
    return replace(mention, source=source, **changed)  # type: ignore[arg-type]


def test_what_no_base_has_is_new() -> None:
    plan = run((), SLIMMING)
    assert plan.apply(()) == (
        Paper(
            "arxiv:1708.06519",
            "Learning Efficient Convolutional Networks through Network Slimming",
            "pruning",
            TODAY,
            url="https://arxiv.org/abs/1708.06519",
            topic_reason="pruning: heading “Pruning” in a/one",
            ids=("arxiv:1708.06519",),
            mentions=(SLIMMING,),
        ),
    )
    assert told(plan) == {"arxiv:1708.06519": ["add"]}


def test_g1_what_base_and_theirs_agree_on_is_left_alone() -> None:
    assert run(catalog_of(SLIMMING, HAQ), HAQ, SLIMMING, today=LATER) == Plan()


def test_another_list_mentions_a_known_paper() -> None:
    other = said("b/two", SLIMMING, url="https://openaccess.thecvf.com/x.html", venue="ICCV", year=2017)
    plan = run(catalog_of(SLIMMING), SLIMMING, other, today=LATER)
    assert told(plan) == {"arxiv:1708.06519": ["metadata", "metadata", "metadata", "mention"]}
    (paper,) = plan.apply(catalog_of(SLIMMING))
    assert (paper.venue, paper.year, paper.added) == ("ICCV", 2017, TODAY)
    assert paper.mentions == (SLIMMING, other)


def test_a_delisted_paper_stays_and_is_asked_about_by_itself() -> None:
    catalog = catalog_of(SLIMMING, HAQ)
    plan = run(catalog, HAQ)
    assert told(plan) == {"arxiv:1708.06519": ["delist"]}
    catalog = plan.apply(catalog)
    assert [paper.id for paper in catalog] == ["arxiv:1708.06519", "arxiv:1811.08886"]
    plan = run(catalog, HAQ)
    assert told(plan) == {"arxiv:1708.06519": ["unlisted"]}
    assert plan.apply(catalog) == catalog
    assert [paper.id for paper in plan.apply(catalog, answered=True)] == ["arxiv:1811.08886"]


def test_a_paper_that_comes_back_is_as_it_was() -> None:
    catalog = catalog_of(SLIMMING, HAQ)
    gone = run(catalog, HAQ).apply(catalog)
    plan = run(gone, HAQ, SLIMMING, today=LATER)
    assert told(plan) == {"arxiv:1708.06519": ["mention"]}
    assert plan.apply(gone) == catalog


@pytest.mark.parametrize(
    ("edit", "kinds"),
    [
        pytest.param(
            {"title": "Learning Efficient Convolutional Nets through Network Slimming"},
            ["title"],
            id="retitled",
        ),
        pytest.param({"url": "https://arxiv.org/abs/1708.06519"}, [], id="same place, other form"),
        pytest.param({"url": "https://example.org/slimming.html"}, ["link"], id="link"),
        pytest.param({"section": ("Quantization",)}, ["topic"], id="moved"),
        pytest.param({"section": ("Papers", "Pruning")}, [], id="regrouped"),
        pytest.param({"venue": "ICCV"}, ["metadata"], id="venue"),
        pytest.param({"links": (Link("code", "https://github.com/a/b"),)}, ["metadata"], id="code"),
        pytest.param({"path": "papers.md"}, [], id="another file"),
    ],
)
def test_an_entry_edited_in_place_is_the_same_mention(edit: dict[str, object], kinds: list[str]) -> None:
    catalog = catalog_of(SLIMMING, HAQ)
    new = replace(SLIMMING, **edit)  # type: ignore[arg-type]
    plan = run(catalog, new, HAQ)
    assert told(plan) == ({"arxiv:1708.06519": kinds} if kinds else {})
    after = plan.apply(catalog)
    assert [paper.id for paper in after] == ["arxiv:1708.06519", "arxiv:1811.08886"]
    assert after[0].mentions == (new,)
    assert run(after, new, HAQ) == Plan()


def test_g5_the_mentions_of_a_source_set_aside_stay() -> None:
    catalog = catalog_of(SLIMMING, said("b/two", HAQ))
    assert run(catalog, said("b/two", HAQ), aside=["a/one"]) == Plan()


def test_g4_an_edit_by_a_person_survives_every_later_run() -> None:
    mine = {
        "title": "Network Slimming",
        "venue": "ICCV",
        "year": 2017,
        "links": (Link("talk", "https://example.org/t"),),
    }
    (paper,) = catalog_of(SLIMMING)
    paper = replace(paper, **mine)  # type: ignore[arg-type]
    assert run([paper], SLIMMING) == Plan()
    other = said("b/two", SLIMMING, links=(Link("code", "https://github.com/a/b"),))
    (after,) = run([paper], SLIMMING, other).apply([paper])
    assert (after.title, after.venue, after.year) == ("Network Slimming", "ICCV", 2017)
    assert after.links == (Link("talk", "https://example.org/t"), Link("code", "https://github.com/a/b"))


def test_g4_where_a_source_contradicts_a_person_both_are_shown_and_nothing_is_changed() -> None:
    (paper,) = catalog_of(SLIMMING)
    paper = replace(paper, venue="ICCV 2017")
    new = replace(SLIMMING, venue="CVPR")
    plan = run([paper], new)
    (change,) = plan.changes
    (conflict,) = change.details
    assert (conflict.kind, conflict.field, conflict.old, conflict.new) == (
        "conflict",
        "venue",
        "ICCV 2017",
        "CVPR",
    )
    (after,) = plan.apply([paper])
    assert after == replace(paper, mentions=(new,))
    assert run([after], new) == Plan()


def test_g4_a_paper_moved_to_another_topic_stays_there() -> None:
    (paper,) = catalog_of(SLIMMING)
    paper = replace(paper, topic="quantization")
    assert run([paper], SLIMMING) == Plan()
    (after,) = run([paper], replace(SLIMMING, venue="ICCV")).apply([paper])
    assert after.topic == "quantization"


def test_topics_configured_anew_move_what_people_did_not() -> None:
    catalog = catalog_of(SLIMMING)
    rules = Rules((Topic("sparsity", "Sparsity", ("pruning",)), *RULES.topics))
    assert [paper.topic for paper in run(catalog, SLIMMING, rules=rules).apply(catalog)] == ["sparsity"]


def test_g4_papers_joined_by_hand_stay_one() -> None:
    one, _ = catalog_of(SLIMMING, XNOR)
    joined = replace(one, mentions=(SLIMMING, XNOR))
    assert run([joined], SLIMMING, XNOR) == Plan()
    after = run([joined], SLIMMING, XNOR, said("b/two", XNOR)).apply([joined])
    assert [len(paper.mentions) for paper in after] == [3]


def test_g4_a_paper_split_by_hand_stays_two() -> None:
    twin = said("b/two", SLIMMING)
    (paper,) = catalog_of(SLIMMING, twin)
    split = [replace(paper, mentions=(SLIMMING,)), replace(paper, id="title:twin", mentions=(twin,))]
    assert run(split, SLIMMING, twin) == Plan()
    after = run(split, SLIMMING, twin, HAQ).apply(split)
    assert [paper.id for paper in after] == ["arxiv:1708.06519", "arxiv:1811.08886", "title:twin"]


def test_a_paper_added_by_people_is_joined_by_lists_and_keeps_its_fields() -> None:
    mine = Paper(
        "arxiv:1708.06519",
        "Network Slimming (my note)",
        "quantization",
        TODAY,
        url="https://arxiv.org/abs/1708.06519",
    )
    assert run([mine]) == Plan()
    plan = run([mine], SLIMMING)
    assert told(plan) == {"arxiv:1708.06519": ["mention"]}
    (after,) = plan.apply([mine])
    assert (after.title, after.topic, after.mentions) == (mine.title, "quantization", (SLIMMING,))


DECISIONS = [
    pytest.param(Decisions(decline=("arxiv:1708.06519",)), id="decline"),
    pytest.param(Decisions(pin=(("arxiv:1708.06519", "venue", "ICCV"),)), id="pin"),
    pytest.param(Decisions(topic=(("arxiv:1708.06519", "quantization"),)), id="topic"),
    pytest.param(Decisions(same=(("arxiv:1708.06519", "arxiv:1811.08886"),)), id="same"),
    pytest.param(
        Decisions(
            different=(
                (
                    "title:xnor-net",
                    "title:xnor-net-imagenet-classification-using-binary-convolutional-neural-networks",
                ),
            )
        ),
        id="different",
    ),
]


@pytest.mark.parametrize("decisions", DECISIONS)
def test_g4_a_decision_is_undone_by_deleting_its_line(decisions: Decisions) -> None:
    mentions = (SLIMMING, HAQ, XNOR, said("b/two", XNOR, title="XNOR-Net", url="https://arxiv.org/abs/1603.05279"),
                said("c/three", XNOR, url="https://arxiv.org/abs/1603.05279"))  # fmt: skip
    catalog = catalog_of(*mentions)
    assert len(catalog) == 3
    decided = run(catalog, *mentions, decisions=decisions).apply(catalog)
    assert decided != catalog
    assert run(decided, *mentions, decisions=decisions) == Plan()
    undone = run(decided, *mentions).apply(decided)
    assert {paper.mentions for paper in undone} == {paper.mentions for paper in catalog}
    assert [replace(paper, ids=(), added=TODAY) for paper in undone] == [
        replace(paper, ids=()) for paper in catalog
    ]


def test_same_keeps_the_older_id_and_the_other_as_alias() -> None:
    (old,) = catalog_of(XNOR)
    catalog = run([old], XNOR, said("b/two", HAQ), today=LATER).apply([old])
    same = Decisions(same=((old.id, "arxiv:1811.08886"),))
    plan = run(catalog, XNOR, said("b/two", HAQ), decisions=same)
    (after,) = plan.apply(catalog)
    assert (after.id, after.ids) == (old.id, ("arxiv:1811.08886",))
    assert plan.changes[0].kind == "join"


def test_g2_the_order_of_sources_and_mentions_does_not_matter() -> None:
    mentions = [
        SLIMMING,
        HAQ,
        XNOR,
        said("b/two", SLIMMING),
        said("c/three", XNOR, url="https://arxiv.org/abs/1603.05279"),
    ]
    assert run((), *mentions) == run((), *reversed(mentions))


def test_a_link_pasted_under_two_titles_makes_two_papers_with_ids_of_their_own() -> None:
    wrong = replace(
        HAQ, title="Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks", url=SLIMMING.url
    )
    assert sorted(paper.id for paper in catalog_of(SLIMMING, wrong)) == [
        "arxiv:1708.06519",
        "title:soft-filter-pruning-for-accelerating-deep-convolutional-neural-networks",
    ]


def test_a_source_under_a_new_name_is_followed_and_nothing_is_proposed() -> None:
    catalog = catalog_of(SLIMMING, HAQ, said("b/two", HAQ))
    moved = {"new/name": [said("new/name", SLIMMING), said("new/name", HAQ)], "b/two": [said("b/two", HAQ)]}
    plan = merge(catalog, moved, (), Decisions(), RULES, LATER)
    assert (plan.changes, {change.kind for change in plan.quiet}) == ((), {"record"})
    after = plan.apply(catalog)
    assert [paper.id for paper in after] == [paper.id for paper in catalog]
    assert {mention.source for paper in after for mention in paper.mentions} == {"new/name", "b/two"}
    assert merge(after, moved, (), Decisions(), RULES, LATER) == Plan()


def test_a_source_that_is_no_longer_followed_is_delisted() -> None:
    catalog = catalog_of(SLIMMING, said("b/two", HAQ))
    plan = merge(catalog, {"b/two": [said("b/two", HAQ)]}, (), Decisions(), RULES, LATER)
    assert told(plan) == {"arxiv:1708.06519": ["delist"]}
