"""Random years of a list: sources, people and crashes in any order; G1 to G6 hold after every run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.identify import plain_name
from bot.merge import Rules, deleted, distrust, merge
from bot.models import Decisions, Mention, Paper, Topic
from bot.replay import comparable
from bot.store import Folder, load
from bot.store.known import KNOWN

RULES = Rules(
    (
        Topic("pruning", "Pruning", ("prun*",)),
        Topic("quantization", "Quantization", ("quantiz*",)),
    )
)
SOURCES = ("a/one", "b/two", "c/three")
SECTIONS = ((), ("Pruning",), ("Quantization",), ("2018", "Papers"))
WORKS = (
    ("Pruning Filters for Efficient ConvNets", "https://arxiv.org/abs/1608.08710"),
    (
        "Learning Efficient Convolutional Networks through Network Slimming",
        "https://arxiv.org/pdf/1708.06519.pdf",
    ),
    ("HAQ: Hardware-Aware Automated Quantization with Mixed Precision", "https://arxiv.org/abs/1811.08886"),
    ("Distilling the Knowledge in a Neural Network", "http://arxiv.org/abs/1503.02531v1"),
    (
        "XNOR-Net: ImageNet Classification Using Binary Convolutional Neural Networks",
        "https://arxiv.org/abs/1603.05279",
    ),
    ("Trained Ternary Quantization", "https://openreview.net/forum?id=S1_pAu9xl"),
    (
        "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
        "https://arxiv.org/abs/1704.04861",
    ),
    ("MobileNetV2: Inverted Residuals and Linear Bottlenecks", "https://arxiv.org/abs/1801.04381"),
)
MENTIONS = st.builds(
    lambda source, work, link, section, venue: Mention(
        source, "README.md", work[0], work[1] if link else None, (), section, venue
    ),
    st.sampled_from(SOURCES),
    st.sampled_from(WORKS),
    st.booleans(),
    st.sampled_from(SECTIONS),
    st.sampled_from([None, "ICLR", "CVPR"]),
)


class Killed(BaseException):
    """The machine dies here."""


@contextlib.contextmanager
def dying(point: int) -> Iterator[None]:
    """The machine dies at the ``point``-th time that something reaches the disk; 0: never."""
    fsync, calls = os.fsync, 0

    def counted(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == point:
            raise Killed
        fsync(handle)

    os.fsync = counted  # type: ignore[assignment]
    try:
        yield
    except Killed:
        return
    finally:
        os.fsync = fsync


class Years(RuleBasedStateMachine):
    """The world around a list: what the sources say, what people do, and runs that may be killed."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.said: dict[str, set[Mention]] = {source: set() for source in SOURCES}
        self.decisions = Decisions()
        self.day = date(2020, 1, 1)
        self.edits: dict[tuple[str, str], object] = {}
        self.people = False
        self.deleted: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @property
    def catalog(self) -> tuple[Paper, ...]:
        return load(Folder(Path(self.folder.name))).catalog

    def save(self, catalog: tuple[Paper, ...], *, people: bool = False) -> None:
        folder = Folder(Path(self.folder.name))
        self.people |= people
        edits = dict(load(folder).edits(catalog))
        if people:
            edits.pop(KNOWN, None)
        folder.write(edits)

    @rule(mention=MENTIONS)
    def list_an_entry(self, mention: Mention) -> None:
        self.said[mention.source].add(mention)

    @precondition(lambda self: any(self.said.values()))
    @rule(data=st.data(), how=st.sampled_from(["remove", "typo", "section", "unlink", "venue"]))
    def change_an_entry(self, data: st.DataObject, how: str) -> None:
        everything = sorted((mention for said in self.said.values() for mention in said), key=repr)
        mention = data.draw(st.sampled_from(everything))
        said = self.said[mention.source]
        said.remove(mention)
        if how == "typo":
            said.add(replace(mention, title=mention.title.replace("e", "ee", 1)))
        elif how == "section":
            said.add(replace(mention, section=("Quantization",)))
        elif how == "unlink":
            said.add(replace(mention, url=None))
        elif how == "venue":
            said.add(replace(mention, venue="ICML"))

    @precondition(lambda self: self.catalog)
    @rule(data=st.data(), field=st.sampled_from(["title", "venue", "topic"]))
    def edit_by_hand(self, data: st.DataObject, field: str) -> None:
        paper = data.draw(st.sampled_from(self.catalog))
        value = {"title": f"{paper.title} (edited)", "venue": "Mine", "topic": "quantization"}[field]
        if getattr(paper, field) != value:
            self.save(
                tuple(replace(p, **{field: value}) if p == paper else p for p in self.catalog), people=True
            )  # type: ignore[arg-type]
            self.edits[paper.id, field] = value

    @precondition(lambda self: self.catalog)
    @rule(data=st.data())
    def delete_by_hand(self, data: st.DataObject) -> None:
        paper = data.draw(st.sampled_from(self.catalog))
        self.save(tuple(p for p in self.catalog if p != paper), people=True)
        self.deleted.add(paper.id)

    @precondition(lambda self: len(self.catalog) > 1)
    @rule(data=st.data(), verb=st.sampled_from(["decline", "same", "pin", "topic"]))
    def decide(self, data: st.DataObject, verb: str) -> None:
        one, other = data.draw(st.permutations(self.catalog))[:2]
        row = {
            "decline": one.id,
            "same": (one.id, other.id),
            "pin": (one.id, "year", 1999),
            "topic": (one.id, "pruning"),
        }[verb]
        self.decisions = replace(
            self.decisions, **{verb: tuple(dict.fromkeys((*getattr(self.decisions, verb), row)))}
        )
        self.people = True

    @precondition(lambda self: self.decisions != Decisions())
    @rule()
    def take_decisions_back(self) -> None:
        self.decisions = Decisions()
        self.deleted.clear()

    @rule(aside=st.sets(st.sampled_from(SOURCES), max_size=1), killed_at=st.integers(0, 12))
    def run(self, aside: set[str], killed_at: int) -> None:
        self.day += timedelta(days=1)
        before = self.catalog
        known = load(Folder(Path(self.folder.name))).known
        gone = deleted(known, before)
        self.decisions = replace(
            self.decisions, decline=tuple(dict.fromkeys((*self.decisions.decline, *gone)))
        )
        listings = {
            source: sorted(said, key=repr) for source, said in self.said.items() if source not in aside
        }
        plan = merge(before, listings, sorted(aside), self.decisions, RULES, self.day)
        after = plan.apply(before)
        with dying(killed_at):
            self.save(after)
        if killed_at and self.catalog != after:
            assert self.catalog == before, "G6: half of a run was written"
            self.save(after)
        assert self.catalog == after
        again = merge(after, listings, sorted(aside), self.decisions, RULES, self.day + timedelta(days=1))
        assert again.apply(after) == after, "G1: a second run changes something"
        assert all(change.asks for change in again.changes)
        removed = {paper.id for change in plan.changes if change.kind == "remove" for paper in change.before}
        self.nothing_is_lost(before, after, aside, removed)
        self.people_win(after)

    def nothing_is_lost(
        self, before: tuple[Paper, ...], after: tuple[Paper, ...], aside: set[str], removed: set[str]
    ) -> None:
        declined = {plain_name(name) for name in self.decisions.decline}
        answering = {name: paper for paper in after for name in (paper.id, *paper.ids)}
        for paper in before:
            told = paper.id in removed and declined  # recognised, by now, as a work that people declined
            assert paper.id in answering or told, f"{paper} vanished; declined {declined}"
        held = [mention for paper in after for mention in paper.mentions]
        assert len(held) == len(set(held)), "a mention belongs to two papers"
        kept = {
            mention
            for paper in before
            if paper.id in {p.id for p in after}
            for mention in paper.mentions
            if mention.source in aside
        }
        assert kept <= set(held) or declined, "G5: a source set aside lost a mention"
        fresh = {mention for source, said in self.said.items() if source not in aside for mention in said}
        if not declined:
            assert fresh <= set(held), "an entry was dropped"

    def people_win(self, after: tuple[Paper, ...]) -> None:
        papers = {paper.id: paper for paper in after}
        decided = self.decisions != Decisions()
        for (id_, field), value in list(self.edits.items()):
            if id_ not in papers or decided:
                del self.edits[id_, field]  # declined, joined or decided otherwise since
            else:
                assert getattr(papers[id_], field) == value, "G4: an edit was undone"
        assert not self.deleted & papers.keys(), "G4: a deleted paper came back"

    @invariant()
    def ids_are_unique(self) -> None:
        if hasattr(self, "folder"):
            ids = [paper.id for paper in self.catalog]
            assert len(ids) == len(set(ids))

    @precondition(lambda self: not self.people)
    @rule()
    def g3_the_way_makes_no_difference(self) -> None:
        self.run(set(), 0)
        listings = {source: sorted(said, key=repr) for source, said in self.said.items()}
        at_once = merge((), listings, (), self.decisions, RULES, self.day).apply(())
        assert comparable(self.catalog) == comparable(at_once)


TestYears = Years.TestCase
TestYears.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a story that fails reads well enough unshrunk
)


def test_g5_the_guard_knows_a_mass_change_from_an_edit() -> None:
    base = [
        Mention(
            "a/one", "README.md", f"Title number {n} of many papers", f"https://arxiv.org/abs/1608.{n:05}"
        )
        for n in range(30)
    ]
    assert distrust(base, base[3:]) is None
    assert distrust(base, base[4:]) == "4 of its 30 mentions gone at once"
    assert distrust(base, []) == "no entries found, 30 before"
    assert distrust([], []) == "no entries found"
    moved = [replace(mention, url=f"https://evil.example/{n}") for n, mention in enumerate(base)]
    assert distrust(base, moved) == "30 of its 30 links moved to other hosts at once, most to evil.example"
    assert distrust(base, [*base[:20], *moved[20:]]) is None
    assert (
        distrust([], [replace(base[0], title=str(n)) for n in range(20_001)])
        == "20,001 entries, more than 20,000"
    )
