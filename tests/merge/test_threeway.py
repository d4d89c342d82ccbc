"""What a run proposes where lists are renamed, regroup works, or meet what people wrote: each change whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.merge import merge
from bot.models import Change, Decisions, Detail, Link, Mention, Paper, Plan
from tests.merge.test_merge import HAQ, LATER, RULES, SLIMMING, TODAY, XNOR, catalog_of, run, said

SOFT = Mention(
    "a/one",
    "README.md",
    "Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks",
    "https://arxiv.org/abs/1808.06866",
    section=("Pruning",),
)
SOFT_ONCE = replace(SOFT, title="Progressive Acceleration of Networks")
BINARY = "Binary Weights for All Networks"  # as people call XNOR-Net here
CODE, TALK = Link("code", "https://github.com/a/b"), Link("talk", "https://example.org/talk")


# Of one title under two identifiers only the years tell that they are two works.
YEARS_APART = (
    "same title, one of the addresses may be wrong, but other arXiv ids, years apart, other identifiers"
)


def new_in(*sources: str) -> tuple[Detail, ...]:
    return (Detail("add", f"new in {', '.join(sources)}"),)


def now_in(source: str, reason: str) -> Detail:
    return Detail("mention", f"now listed in {source} ({reason})", source)


def test_changes_that_share_nothing_are_proposed_apart() -> None:
    catalog = catalog_of(SLIMMING, HAQ)
    slimming, haq = catalog
    other, venue = said("b/two", SLIMMING), replace(HAQ, venue="CVPR")
    plan = run(catalog, SLIMMING, other, venue, XNOR, SOFT)
    assert plan == Plan(
        (
            Change("add", (), catalog_of(SOFT), new_in("a/one")),
            Change("add", (), catalog_of(XNOR), new_in("a/one")),
            Change(
                "metadata",
                (haq,),
                (replace(haq, venue="CVPR", mentions=(venue,)),),
                (Detail("metadata", "a/one changed it", None, "venue", None, "CVPR"),),
            ),
            Change(
                "mention",
                (slimming,),
                (replace(slimming, mentions=(SLIMMING, other)),),
                (now_in("b/two", "same title and arXiv id 1708.06519"),),
            ),
        )
    )


def test_an_entry_rewritten_in_place_takes_its_paper_along() -> None:
    catalog = catalog_of(XNOR, HAQ)
    xnor = catalog[1]
    new = replace(XNOR, title="XNOR-Networks: ImageNet Classification With Binary Convolutional Networks")
    assert run(catalog, new, HAQ).changes == (
        Change(
            "title",
            (xnor,),
            (replace(xnor, title=new.title, mentions=(new,)),),
            (Detail("title", "a/one changed it", None, "title", XNOR.title, new.title),),
        ),
    )


def test_what_another_list_changed_is_not_laid_to_one_set_aside() -> None:
    other = said("b/two", SLIMMING)
    (paper,) = catalog_of(SLIMMING, other)
    venue = replace(other, venue="ICCV")
    (change,) = run([paper], venue, aside=["a/one", "c/three"]).changes
    assert change == Change(
        "metadata",
        (paper,),
        (replace(paper, venue="ICCV", mentions=(SLIMMING, venue)),),
        (Detail("metadata", "b/two changed it", None, "venue", None, "ICCV"),),
    )


def test_a_list_under_a_new_name_and_what_else_it_changed() -> None:
    catalog = catalog_of(SLIMMING, HAQ, SOFT, said("b/two", XNOR))
    slimming, soft, haq, xnor = catalog
    slimming_now, haq_now = (paper.topic_reason.replace("a/one", "new/name") for paper in (slimming, haq))
    here = [said("new/name", mention) for mention in (SLIMMING, HAQ, SOFT)]
    moved, venue = replace(here[0], path="papers.md"), replace(here[1], venue="CVPR")
    listings = {"new/name": [moved, venue, here[2]], "b/two": list(xnor.mentions)}
    assert merge(catalog, listings, (), Decisions(), RULES, LATER) == Plan(
        (
            Change(
                "metadata",
                (haq,),
                (replace(haq, venue="CVPR", mentions=(venue,), topic_reason=haq_now),),
                (Detail("metadata", "new/name changed it", None, "venue", None, "CVPR"),),
            ),
        ),
        (
            Change(
                "record",
                (slimming,),
                (replace(slimming, mentions=(moved,), topic_reason=slimming_now),),
                (Detail("record", "what a list says changed, but nothing that a reader sees"),),
            ),
            Change(
                "record",
                (soft,),
                (replace(soft, mentions=(here[2],)),),
                (Detail("record", "a list goes by another name"),),
            ),
        ),
    )


def test_two_lists_may_know_a_work_by_two_titles_but_one_list_made_a_mistake() -> None:
    assert [len(paper.mentions) for paper in catalog_of(SOFT, said("b/two", SOFT_ONCE))] == [2]
    added = run((), SOFT, SOFT_ONCE).changes
    near = (
        "same arXiv id 1808.06866, same year, titles share 7% of what they say, but “progressive acceleration” "
        "against “soft filter pruning accelerating deep convolutional neural”, one list gives one address to both"
    )
    assert [(change.paper.title, change.near) for change in added] == [
        (SOFT_ONCE.title, (f"“{SOFT.title}”: {near}",)),
        (SOFT.title, (f"“{SOFT_ONCE.title}”: {near}",)),
    ]


def test_works_of_one_title_are_numbered_in_their_ids() -> None:
    titled = [replace(XNOR, title="Pruning", year=year) for year in (1990, 2000, 2010, 2020)]
    assert [(paper.id, paper.year) for paper in catalog_of(*titled)] == [
        ("title:pruning", 1990),
        ("title:pruning-2", 2000),
        ("title:pruning-3", 2010),
        ("title:pruning-4", 2020),
    ]


def test_an_id_stays_though_a_link_comes_and_another_work_may_have_that_links_id() -> None:
    (old,) = catalog_of(replace(SOFT, url=None))
    plan = run([old], SOFT, SOFT_ONCE)
    assert [(change.kind, change.paper.id, change.paper.title) for change in plan.changes] == [
        ("add", "arxiv:1808.06866", SOFT_ONCE.title),
        ("link", "title:soft-filter-pruning-for-accelerating-deep-convolutional-neural-networks", SOFT.title),
    ]


def test_a_question_is_asked_again_beside_what_is_new() -> None:
    catalog = catalog_of(SLIMMING, HAQ)
    gone = run(catalog, HAQ).apply(catalog)
    assert run(gone, HAQ, SOFT).changes == (
        Change("add", (), catalog_of(SOFT), new_in("a/one")),
        Change(
            "unlisted",
            (gone[0],),
            (),
            (Detail("unlisted", "nobody lists it any more; the last was a/one"),),
        ),
    )


def test_a_paper_that_nobody_lists_is_known_by_what_was_last_said_of_it() -> None:
    (paper,) = catalog_of(XNOR)
    paper = replace(paper, title=BINARY)
    gone = run([paper]).apply([paper])
    back = said("b/two", XNOR)
    reason = "quantization: heading “Quantization” in b/two"
    for catalog, lost in (
        ([paper], (Detail("delist", "no longer listed in a/one", "a/one"),)),
        (gone, ()),
    ):
        (change,) = run(catalog, back).changes
        assert change.after == (replace(paper, mentions=(back,), topic_reason=reason),)
        assert change.details == (now_in("b/two", "same title"), *lost)


def test_g4_a_paper_that_people_renamed_is_known_by_that_title_too() -> None:
    (paper,) = catalog_of(XNOR)
    paper = replace(paper, title=BINARY)
    other = said("b/two", XNOR, title=BINARY)
    assert run([paper], XNOR, other).changes == (
        Change(
            "mention",
            (paper,),
            (replace(paper, mentions=(XNOR, other)),),
            (now_in("b/two", "same title"),),
        ),
    )


def test_g4_two_titles_said_to_be_two_works_leave_a_paper_where_a_list_has_it() -> None:
    (paper,) = catalog_of(XNOR)
    paper = replace(paper, title=BINARY)
    apart = Decisions(different=((f"title:{'-'.join(BINARY.lower().split())}", paper.id),))
    (change,) = run([paper], XNOR, decisions=apart).quiet
    assert [replace(after, decided=()) for after in change.after] == [paper]


def test_g4_what_people_put_together_stays_so_while_a_list_of_it_is_set_aside() -> None:
    other, third = said("b/two", XNOR), said("b/two", HAQ)
    joined = replace(catalog_of(SLIMMING)[0], mentions=(SLIMMING, other))
    assert run([joined], other, third, aside=["a/one"]) == Plan(
        (Change("add", (), catalog_of(third), new_in("b/two")),)
    )


def test_g4_papers_that_people_added_stay_as_they_are() -> None:
    mine = [
        Paper("title:mine", SOFT.title, "quantization", TODAY, links=(TALK, CODE), topics=("pruning",)),
        Paper("title:yours", SOFT.title, "pruning", TODAY),
    ]
    assert run(mine, HAQ) == Plan((Change("add", (), catalog_of(HAQ), new_in("a/one")),))


def test_g4_a_paper_whose_lists_say_what_they_said_is_as_people_have_it_to_the_letter() -> None:
    catalog = catalog_of(SLIMMING)
    paper = replace(catalog[0], links=(TALK, CODE))  # in an order of their own
    assert run([paper], SLIMMING, HAQ) == Plan((Change("add", (), catalog_of(HAQ), new_in("a/one")),))


def test_g4_a_link_that_people_took_out_stays_out() -> None:
    linked = replace(SLIMMING, links=(CODE, TALK))
    (paper,) = catalog_of(linked)
    paper = replace(paper, links=(CODE,))
    (after,) = run([paper], replace(linked, venue="ICCV")).apply([paper])
    assert (after.links, after.venue) == ((CODE,), "ICCV")


def test_a_work_that_a_list_turns_into_two_keeps_its_paper_first_and_its_conflicts() -> None:
    other = said("b/two", SLIMMING)
    (paper,) = catalog_of(SLIMMING, other)
    paper = replace(paper, venue="ICCV 2017", url="https://arxiv.org/abs/1708.06591")
    venue = replace(SLIMMING, venue="CVPR")
    elsewhere = replace(other, url="https://arxiv.org/abs/1001.0149")
    (new,) = catalog_of(elsewhere)
    assert run([paper], venue, elsewhere).changes == (
        Change(
            "split",
            (paper,),
            (replace(paper, mentions=(venue,)), new),
            (
                Detail("split", "arxiv:1001.0149 is another work than arxiv:1708.06519"),
                Detail("conflict", "people wrote “ICCV 2017”", None, "venue", "ICCV 2017", "CVPR"),
                Detail("delist", "no longer listed in b/two", "b/two"),
            ),
            (f"“{SLIMMING.title}”: {YEARS_APART}",),
        ),
    )


@pytest.mark.parametrize("url", ["https://arxiv.org/abs/1001.0149", "https://arxiv.org/abs/2409.00149"])
def test_of_a_paper_that_becomes_two_the_one_that_most_lists_have_is_its_heir(url: str) -> None:
    mentions = [said(source, SLIMMING) for source in ("a/one", "b/two", "c/three")]
    (paper,) = catalog_of(*mentions)
    paper = replace(paper, id="by-hand", ids=())
    for odd in range(3):
        now = [replace(one, url=url) if n == odd else one for n, one in enumerate(mentions)]
        (change,) = run([paper], *now).changes
        assert [(after.id, len(after.mentions)) for after in change.after] == [
            ("by-hand", 2),
            (f"arxiv:{url.rpartition('/')[2]}", 1),
        ]


def test_papers_that_become_one_keep_every_edit_and_answer_to_every_id() -> None:
    (old,) = catalog_of(replace(XNOR, links=(CODE,)))
    old = replace(old, links=(TALK,), venue="ECCV")
    (new,) = catalog_of(said("b/two", HAQ))
    new = replace(new, added=LATER, venue="CVPR", year=2019, ids=(*new.ids, "my:haq"))
    same = Decisions(same=((old.id, "my:haq"),))
    mentions = [replace(XNOR, links=(CODE,)), said("b/two", HAQ)]
    plan = run([old, new], *mentions, decisions=same)
    (after,) = plan.apply([old, new])
    assert after == replace(
        old,
        year=2019,
        url="https://arxiv.org/abs/1811.08886",
        ids=("arxiv:1811.08886", "my:haq"),
        mentions=tuple(mentions),
        decided=(f"same {old.id} my:haq",),
    )
    assert run([after], *mentions, decisions=same) == Plan()
    apart = run([after], *mentions).apply([after])
    assert [(paper.id, paper.mentions) for paper in apart] == [(new.id, new.mentions), (old.id, old.mentions)]


def test_a_paper_keeps_the_id_of_one_it_takes_in_that_no_list_gives() -> None:
    (soft,) = catalog_of(SOFT)
    mine = Paper("title:mine", "A Note on Soft Filters", "pruning", LATER)
    same = Decisions(same=(("title:mine", soft.id),))
    (change,) = run([soft, mine], SOFT, decisions=same).changes
    assert [after.ids for after in change.after] == [("arxiv:1808.06866", "title:mine")]


def test_what_people_declined_goes_and_all_else_stays() -> None:
    catalog = catalog_of(SLIMMING, HAQ)
    slimming, haq = catalog
    declined = Decisions(decline=("https://arxiv.org/pdf/1811.08886.pdf",))
    plan = run(catalog, SLIMMING, HAQ, XNOR, decisions=declined)
    assert plan.changes == (
        Change("add", (), catalog_of(XNOR), new_in("a/one")),
        Change("remove", (haq,), (), (Detail("remove", "people declined it"),)),
    )
    assert run((slimming, *catalog_of(XNOR)), SLIMMING, HAQ, XNOR, decisions=declined) == Plan()


def test_a_retitled_work_that_moves_from_two_lists_to_a_third_keeps_its_paper() -> None:
    (paper,) = catalog_of(SOFT, said("b/two", SOFT_ONCE))
    third = said("c/three", SOFT)
    (after,) = run([paper], third).apply([paper])
    assert (after.id, after.mentions, after.former) == (paper.id, (third,), ())


def test_g4_a_paper_that_people_renamed_is_known_by_that_title_when_nobody_lists_it() -> None:
    (paper,) = catalog_of(XNOR)
    paper = replace(paper, title=BINARY)
    other = said("b/two", XNOR, title=BINARY)
    for catalog in ([paper], run([paper]).apply([paper])):
        assert [(one.id, one.mentions) for one in run(catalog, other).apply(catalog)] == [
            (paper.id, (other,))
        ]


def test_g4_a_link_that_people_labelled_anew_keeps_their_label() -> None:
    linked = replace(SLIMMING, links=(CODE,))
    (paper,) = catalog_of(linked)
    paper = replace(paper, links=(replace(CODE, label="code by others"),))
    (after,) = run([paper], replace(linked, venue="ICCV")).apply([paper])
    assert (after.links, after.venue) == (paper.links, "ICCV")


def test_g4_two_papers_that_a_decision_makes_one_are_one_though_their_titles_were_made_one_before() -> None:
    haq = said("a/one", HAQ, title="HAQ-net")
    full = said(
        "a/one",
        HAQ,
        title=HAQ.title,
        url="https://openaccess.thecvf.com/content_CVPR_2019/html/Wang_HAQ_CVPR_2019_paper.html",
    )
    catalog = catalog_of(haq, full)
    assert len(catalog) == 2
    pinned = Decisions(pin=((haq.url or "", "title", HAQ.title),))
    catalog = run(catalog, haq, full, decisions=pinned).apply(catalog)
    assert [paper.title for paper in catalog] == [HAQ.title] * 2
    joined = replace(pinned, same=(("arxiv:1811.08886", full.url or ""),))
    (paper,) = run(catalog, haq, full, decisions=joined).apply(catalog)
    assert {mention.title for mention in paper.mentions} == {"HAQ-net", HAQ.title}
