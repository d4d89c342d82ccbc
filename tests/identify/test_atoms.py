"""Items that say the same of a work are one; what says something else of it keeps them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.identify.atoms import Atom, atoms
from bot.identify.compare import read
from bot.models import Entry, Link

SLIMMING = "Learning Efficient Convolutional Networks through Network Slimming"
ARXIV = "https://arxiv.org/abs/1708.06519"


def entry(title: str, url: str | None = None, year: int | None = None, **more: Any) -> Entry:
    return Entry("README.md", 1, title, url, year=year, **more)


def members(items: Sequence[Entry], apart: Sequence[int] = ()) -> list[tuple[int, ...]]:
    return sorted(atom.members for atom in atoms(items, None, apart))


def test_an_atom_holds_all_that_its_items_say() -> None:
    items = [
        entry(SLIMMING, ARXIV, 2018, venue="ICCV", authors=("Zhuang Liu", "Jianguo Li")),
        entry("Awesome"),
        entry(SLIMMING.upper(), "https://arxiv.org/pdf/1708.06519v1.pdf", venue="NeurIPS 2017"),
        entry(SLIMMING, "https://www.example.org/slimming/", authors=("Gao Huang", "Éva Łuczak", "李")),
    ]
    ids = frozenset({"arxiv:1708.06519"})
    empty: frozenset[Any] = frozenset()
    assert atoms(items, ["a/one", "a/one", "b/two", "c/three"], ()) == [
        Atom(read("Awesome"), empty, empty, "", empty, empty, empty, empty, frozenset({"a/one"}), (1,)),
        Atom(
            read(SLIMMING),
            empty,
            empty,
            "page",
            places=frozenset({"example.org/slimming"}),
            years=empty,
            venues=empty,
            authors=frozenset({"gao", "huang", "eva"}),
            sources=frozenset({"c/three"}),
            members=(3,),
        ),
        Atom(
            read(SLIMMING),
            ids,
            ids,
            "paper",
            places=empty,
            years=frozenset({2017, 2018}),
            venues=frozenset({"iccv", "nip2017"}),
            authors=frozenset({"zhuang", "liu", "jianguo"}),
            sources=frozenset({"a/one", "b/two"}),
            members=(0, 2),
        ),
    ]


HOME = "https://example.org/slimming.html"


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        pytest.param(entry("Network Slimming"), entry("Network slimming."), True, id="nothing but a title"),
        pytest.param(
            entry("Network Slimming", HOME),
            entry("Network Slimming", HOME.replace("https://", "http://www.")),
            True,
            id="one page",
        ),
        pytest.param(
            entry("Network Slimming", HOME), entry("Network Slimming", HOME[:-5]), False, id="another page"
        ),
        pytest.param(
            entry("Network Slimming", ARXIV),
            entry("Network Slimming", "https://example.org/slimming.pdf", links=(Link("arXiv", ARXIV),)),
            True,
            id="another page, one identifier",
        ),
        pytest.param(
            entry("Network Slimming", year=2017),
            entry("Network Slimming", year=2018),
            False,
            id="another year",
        ),
        pytest.param(
            entry("Network Slimming", year=2017), entry("Network Slimming"), False, id="one without a year"
        ),
        pytest.param(
            entry("Network Slimming", authors=("Zhuang Liu",)),
            entry("Network Slimming", authors=("Liu, Zhuang",)),
            True,
            id="one name in another order",
        ),
        pytest.param(
            entry("Network Slimming", authors=("Zhuang Liu",)),
            entry("Network Slimming", authors=("Gao Huang",)),
            False,
            id="another author",
        ),
        pytest.param(
            entry(SLIMMING, HOME, 2017), entry(SLIMMING, HOME[:-5], 2018), True, id="a long title is enough"
        ),
        pytest.param(entry(SLIMMING, ARXIV), entry(SLIMMING), False, id="one without an identifier"),
        pytest.param(entry("🚀"), entry("🚀"), True, id="one sign"),
        pytest.param(entry("🚀"), entry("🎉"), False, id="another sign"),
    ],
)
def test_the_shorter_a_title_the_more_must_agree(one: Entry, other: Entry, together: bool) -> None:
    assert members([one, other]) == ([(0, 1)] if together else [(0,), (1,)])


def test_items_that_people_decided_on_stand_alone() -> None:
    assert members([entry(SLIMMING)] * 4, apart=(1, 2)) == [(0, 3), (1,), (2,)]


@pytest.mark.parametrize(
    ("number", "year"),
    [("hep-th/9108001", 1991), ("cs/9901001", 1999), ("cs/0001001", 2000), ("1708.06519", 2017)],
)
def test_an_arxiv_number_tells_a_year(number: str, year: int) -> None:
    (atom,) = atoms([entry(SLIMMING, f"https://arxiv.org/abs/{number}")], None, ())
    assert (atom.arxiv, atom.years) == ({f"arxiv:{number}"}, {year})


def test_a_title_is_read_from_the_spelling_that_tells_most() -> None:
    spellings = [
        "SqueezeNet AlexNet-level accuracy",
        "SqueezeNet: AlexNet-level accuracy",
        "squeezenet alexnet level accuracy",
    ]
    (atom,) = atoms([entry(title) for title in spellings], None, ())
    assert (atom.title.head, atom.title.body) == (("squeezenet",), ("alexnet", "level", "accuracy"))


def test_a_venue_is_the_same_under_its_old_name() -> None:
    one, other = (
        atoms([entry(SLIMMING, venue=venue)], None, ())[0] for venue in ("NeurIPS 2017", "NIPS 2017")
    )
    assert one.venues == other.venues == {"nip2017"}
