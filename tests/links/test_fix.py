"""What replaces a link, and what is only asked: one wrong rewrite costs more than ten that are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.links.changes import with_fixes
from bot.links.fix import fixes, same_title, wants_help
from bot.links.values import Outcome
from bot.links.verdict import History, Look
from bot.merge import merge
from bot.merge.fixes import put_right
from bot.models import Decisions, Fix, Link, Mention, Paper, Plan
from bot.store.memory import Suggested
from tests.merge.test_merge import RULES, run

DAY = date(2026, 11, 20)
TITLE = "Learning Efficient Convolutional Networks through Network Slimming"
OLD, NEW = "http://papers.example.org/slimming.html", "https://proceedings.example.org/2017/slimming"
ARXIV = "https://arxiv.org/abs/1708.06519"
MENTION = Mention("a/one", "README.md", TITLE, OLD, section=("Pruning",))
OTHER = Mention("b/two", "README.md", TITLE, "https://arxiv.org/pdf/1708.06519", section=("Pruning",))
ALIVE = History(DAY)


def gone(outcome: str = "gone") -> History:
    days = (DAY - timedelta(n) for n in (8, 4, 0))
    return History(None, tuple(Look(day, Outcome(outcome), 404, evidence="answers 404") for day in days))


def moved(target: str, shows: str = "") -> History:
    return History(DAY, (Look(DAY, Outcome.MOVED, 301, target, shows=shows),))


def paper(*mentions: Mention, **changed: object) -> Paper:
    (change,) = run([], *mentions).changes
    return replace(change.after[0], **changed)


def fixed(
    paper: Paper, histories: dict[str, History], *suggested: Fix
) -> list[tuple[str, object, object, bool]]:
    return [(fix.field, fix.old, fix.new, fix.sure) for fix in fixes(paper, histories, suggested)]


@pytest.mark.parametrize(
    ("target", "shows", "expected"),
    [
        pytest.param(NEW, TITLE, [("url", OLD, NEW, True)], id="same title"),
        pytest.param(NEW, f"[17] {TITLE} | Proceedings", [("url", OLD, NEW, True)], id="title beside a site"),
        pytest.param(NEW, "HAQ: Hardware-Aware Automated Quantization with Mixed Precision", [], id="other title"),
        pytest.param(NEW, f"{TITLE} II", [], id="sequel"),
        pytest.param(NEW, "Article view", [("url", OLD, NEW, False)], id="a title that says nothing"),
        pytest.param(NEW, "", [("url", OLD, NEW, False)], id="no title"),
        pytest.param(OLD.replace("http:", "https:"), "", [("url", OLD, OLD.replace("http:", "https:"), True)], id="https"),
        pytest.param(f"{OLD}/", TITLE, [], id="slash alone"),
        pytest.param("http://papers.example.org/", TITLE, [], id="front page"),
        pytest.param("http://papers.example.org/index.html", TITLE, [], id="front page by name"),
        pytest.param("http://papers.example.org/404.html", TITLE, [], id="error page"),
        pytest.param(f"{NEW}?utm_source=x", TITLE, [("url", OLD, NEW, True)], id="without tracking"),
    ],
)  # fmt: skip
def test_a_link_is_rewritten_only_to_where_the_same_work_is(
    target: str, shows: str, expected: list[tuple[str, str, str, bool]]
) -> None:
    assert fixed(paper(MENTION), {OLD: moved(target, shows)}) == expected


def test_a_redirect_for_the_time_being_changes_nothing() -> None:
    look = Look(DAY, Outcome.REDIRECTED, 302, NEW, shows=TITLE)
    assert fixed(paper(MENTION), {OLD: History(DAY, (look,))}) == []


def test_what_serves_the_same_under_https_is_linked_so() -> None:
    secure = OLD.replace("http:", "https:")
    look = Look(DAY, Outcome.OK, 200, secure, shows="Slimming")
    assert fixed(paper(MENTION), {OLD: History(DAY, (look,))}) == [("url", OLD, secure, True)]


def test_a_dead_link_gives_way_to_what_another_list_has() -> None:
    one = paper(MENTION, OTHER, url=OLD, links=(Link("", ARXIV),))
    assert fixed(one, {OLD: gone(), ARXIV: ALIVE}) == [("url", OLD, ARXIV, True)]
    assert fixes(one, {OLD: gone(), ARXIV: ALIVE})[0].why == (
        "answers 404 at 3 looks, 2026-11-12 to 2026-11-20; b/two links there"
    )


def test_a_dead_link_gives_way_to_the_page_of_an_identifier() -> None:
    assert fixed(paper(MENTION, ids=("arxiv:1708.06519",)), {OLD: gone()}) == [("url", OLD, ARXIV, True)]


def test_a_dead_link_gives_way_to_nothing_that_is_dead_itself() -> None:
    one = paper(MENTION, ids=("arxiv:1708.06519",))
    assert fixed(one, {OLD: gone(), ARXIV: gone()}) == []


def test_a_replacement_is_taken_in_order_from_lists_identifiers_and_indexes() -> None:
    found = Fix("url", OLD, "https://index.example.org/1", "crossref has it under its title")
    assert fixed(paper(MENTION), {OLD: gone()}, found) == [("url", OLD, found.new, True)]
    assert fixed(paper(MENTION, ids=("arxiv:1708.06519",)), {OLD: gone()}, found) == [
        ("url", OLD, ARXIV, True)
    ]


def test_a_page_that_says_not_found_under_200_is_only_asked_about() -> None:
    one = paper(MENTION, ids=("arxiv:1708.06519",))
    assert fixed(one, {OLD: gone("soft-404")}) == [("url", OLD, ARXIV, False)]


def test_two_looks_fix_nothing() -> None:
    twice = History(None, gone().looks[:2])
    assert fixed(paper(MENTION, ids=("arxiv:1708.06519",)), {OLD: twice}) == []


def test_an_empty_link_is_filled() -> None:
    empty = replace(MENTION, url=None, links=(Link("paper", "https://doi.org/10.1109/iccv.2017.298"),))
    doi = "https://doi.org/10.1109/iccv.2017.298"
    assert fixed(paper(empty), {doi: ALIVE}) == [("url", None, doi, True)]
    bare = paper(replace(MENTION, url=None))
    assert wants_help(bare, {}) == [("url", None)]
    assert fixed(bare, {}, Fix("url", None, ARXIV, "arxiv has it")) == [("url", None, ARXIV, True)]


def test_g4_a_link_that_people_took_out_is_not_filled_in_again() -> None:
    assert fixed(paper(MENTION, url=None), {}, Fix("url", None, ARXIV, "arxiv has it")) == []


def test_a_dead_further_link_goes_only_if_people_say_so() -> None:
    code = "https://github.com/ann/slimming"
    one = paper(replace(MENTION, links=(Link("code", code),)))
    assert fixed(one, {OLD: ALIVE, code: gone()}) == [("link", code, None, False)]


@pytest.mark.parametrize(
    ("target", "sure"), [("https://github.com/bob/slimming", True), ("https://github.com/ann/other", False)]
)
def test_a_repository_that_changed_hands_is_followed(target: str, sure: bool) -> None:
    code = "https://github.com/ann/slimming"
    one = paper(replace(MENTION, links=(Link("code", code),)))
    assert fixed(one, {OLD: ALIVE, code: moved(target, f"GitHub - {target[19:]}")}) == [
        ("link", code, target, sure)
    ]
    assert fixed(one, {OLD: ALIVE, code: moved(target, "Shoes")}) == [("link", code, target, False)]


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        (TITLE, True),
        (f"{TITLE} | OpenReview", True),
        (f"OpenReview — {TITLE}", True),
        (f"[1708.06519] {TITLE}", True),
        (TITLE.upper(), True),
        (f"{TITLE} II", False),
        (f"A Reply to {TITLE}", False),
        ("OpenReview", False),
        ("", False),
    ],
)
def test_a_title_is_told_from_its_site_and_from_its_sequels(shown: str, same: bool) -> None:
    assert same_title(TITLE, shown) is same


def test_a_short_title_proves_nothing() -> None:
    assert not same_title("Slimming", "Slimming")


# Through the merge


def changed(catalog: list[Paper], histories: dict[str, History], **suggested: Suggested) -> Plan:
    return with_fixes(Plan(), catalog, histories, suggested)


def test_g1_a_fix_is_proposed_once_and_stays() -> None:
    catalog = [paper(MENTION)]
    plan = changed(catalog, {OLD: moved(NEW, TITLE)})
    assert [(change.kind, change.paper.url) for change in plan.changes] == [("link", NEW)]
    after = list(plan.apply(catalog))
    assert changed(after, {OLD: moved(NEW, TITLE)}) == Plan()
    assert run(after, MENTION) == Plan()


def test_a_fix_stays_when_another_list_comes_to_mention_the_paper() -> None:
    catalog = list(changed([paper(MENTION)], {OLD: moved(NEW, TITLE)}).apply([paper(MENTION)]))
    second = replace(MENTION, source="b/two")
    (after,) = run(catalog, MENTION, second).apply(catalog)
    assert (after.url, after.links, [fix.new for fix in after.fixed]) == (NEW, (), [NEW])


def test_a_fix_ends_when_its_list_says_something_else() -> None:
    catalog = list(changed([paper(MENTION)], {OLD: moved(NEW, TITLE)}).apply([paper(MENTION)]))
    (after,) = run(catalog, replace(MENTION, url=ARXIV)).apply(catalog)
    assert (after.url, after.fixed) == (ARXIV, ())


def test_g4_a_link_that_people_wrote_is_only_asked_about() -> None:
    mine = "http://ann.example.org/slimming.html"
    plan = changed([paper(MENTION, url=mine)], {mine: moved(NEW, TITLE)})
    assert [change.kind for change in plan.changes] == ["question"]


def test_g4_a_pinned_link_is_left_alone() -> None:
    pinned = paper(MENTION, decided=(f'pin url "{OLD}"',))
    assert changed([pinned], {OLD: moved(NEW, TITLE)}) == Plan()


def test_questions_wait_until_what_is_sure_is_merged() -> None:
    code = "https://github.com/ann/slimming"
    catalog = [paper(replace(MENTION, links=(Link("code", code),)))]
    histories = {OLD: moved(NEW, TITLE), code: gone()}
    plan = changed(catalog, histories)
    assert [change.kind for change in plan.changes] == ["link"]
    after = list(plan.apply(catalog))
    (question,) = changed(after, histories).changes
    assert (question.kind, question.asks, question.after[0].links) == ("question", True, ())
    assert changed(after, histories).apply(after) == tuple(after)


def test_a_paper_that_a_list_changes_now_is_put_right_later() -> None:
    catalog = [paper(MENTION)]
    plan = run(catalog, replace(MENTION, title=f"{TITLE}!"), OTHER)
    assert with_fixes(plan, catalog, {OLD: moved(NEW, TITLE)}, {}) == plan


def test_put_right_keeps_only_fixes_that_find_what_they_put_right() -> None:
    one = paper(MENTION)
    kept, idle = Fix("url", OLD, NEW, "moved"), Fix("year", 1999, 2017, "crossref says so")
    after = put_right(one, [kept, idle])
    assert (after.url, after.fixed) == (NEW, (kept,))


def test_venue_and_year_are_filled_in_from_an_index() -> None:
    catalog = [paper(MENTION)]
    found = Suggested(
        DAY, (Fix("venue", None, "ICCV", "crossref says so"), Fix("year", None, 2017, "crossref says so"))
    )
    plan = with_fixes(Plan(), catalog, {OLD: ALIVE}, {catalog[0].id: found})
    assert [(c.kind, c.paper.venue, c.paper.year) for c in plan.changes] == [("metadata", "ICCV", 2017)]
    after = plan.apply(catalog)
    assert merge(after, {"a/one": [MENTION]}, (), Decisions(), RULES, DAY) == Plan()
