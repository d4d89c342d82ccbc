"""What an entry says of its work: items that say the same are one side, each in the forms that are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identify.rarity import mass
from bot.identify.sides import Person, Side, Title, persons, read_title, read_venue, sides
from bot.models import Entry, Link
from tests.identify.examples import sides_of

SLIMMING = "Learning Efficient Convolutional Networks through Network Slimming"
ARXIV = "https://arxiv.org/abs/1708.06519"
HOME = "https://example.org/slimming.html"


def entry(title: str, url: str | None = None, year: int | None = None, **more: Any) -> Entry:
    return Entry("README.md", 1, title, url, year=year, **more)


def members(items: Sequence[Entry], apart: Sequence[int] = ()) -> list[tuple[int, ...]]:
    return sorted(side.members for side in sides(items, None, apart))


def person(*names: str, initials: str = "") -> Person:
    return Person(frozenset(names), names[-1], initials)


def test_a_side_holds_all_that_its_items_say() -> None:
    items = [
        entry(SLIMMING, ARXIV, 2018, venue="ICCV", authors=("Zhuang Liu", "Jianguo Li")),
        entry("Awesome"),
        entry(SLIMMING, "https://arxiv.org/pdf/1708.06519v1.pdf", venue="TPAMI", authors=("Z. Liu",)),
        entry(SLIMMING, "https://www.example.org/slimming/", authors=("Gao Huang", "Éva Łuczak", "李")),
    ]
    empty: frozenset[Any] = frozenset()
    assert sides(items, ["a/one", "a/one", "b/two", "c/three"], ()) == [
        Side(read_title("Awesome"), empty, "", empty, empty, empty, "", (), frozenset({"a/one"}), (1,)),
        Side(
            read_title(SLIMMING),
            frozenset({"arxiv:1708.06519"}),
            "paper",
            places=frozenset({"arxiv:1708.06519"}),
            years=frozenset({2017, 2018}),
            venues=frozenset({"ICCV", "TPAMI"}),
            form="conference",
            people=(person("zhuang", "liu", initials="z"), person("jianguo", initials="l")),
            sources=frozenset({"a/one", "b/two"}),
            members=(0, 2),
        ),
        Side(
            read_title(SLIMMING),
            empty,
            "page",
            places=frozenset({"example.org/slimming"}),
            years=empty,
            venues=empty,
            form="",
            people=(person("gao", "huang", initials="g"), person("eva", "łuczak", initials="e")),
            sources=frozenset({"c/three"}),
            members=(3,),
        ),
    ]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        pytest.param(entry("Network Slimming"), entry("Network Slimming"), True, id="nothing but a title"),
        pytest.param(entry("Network Slimming"), entry("Network slimming"), False, id="another spelling"),
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
            entry("Network Slimming", ARXIV, 2017, venue="ICCV", authors=("Zhuang Liu",)),
            entry("Network Slimming", ARXIV, 2018),
            True,
            id="one identifier leaves nothing open",
        ),
        pytest.param(entry(SLIMMING, ARXIV), entry(SLIMMING), False, id="one without an identifier"),
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
            entry("Network Slimming", venue="ICCV"),
            entry("Network Slimming", venue="TPAMI"),
            False,
            id="another venue",
        ),
        pytest.param(
            entry("Network Slimming", authors=("Zhuang Liu",)),
            entry("Network Slimming", authors=("Gao Huang",)),
            False,
            id="another author",
        ),
        pytest.param(entry("🚀"), entry("🚀"), True, id="one sign"),
        pytest.param(entry("🚀"), entry("🎉"), False, id="another sign"),
    ],
)
def test_items_that_say_the_same_are_one_side(one: Entry, other: Entry, together: bool) -> None:
    assert members([one, other]) == ([(0, 1)] if together else [(0,), (1,)])


def test_items_that_people_decided_on_stand_alone() -> None:
    assert members([entry(SLIMMING)] * 4, apart=(1, 2)) == [(0, 3), (1,), (2,)]


def test_g2_sides_come_in_an_order_of_their_own() -> None:
    items = [entry(SLIMMING, ARXIV), entry("Awesome"), entry(SLIMMING), entry("EIE", year=2016)]
    titles = [side.title.key for side in sides(items, None, ())]
    assert [side.title.key for side in sides(items[::-1], None, ())] == titles
    assert titles == sorted(titles)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([{"venue": "ICCV"}, {"venue": "TPAMI"}], id="form"),
        pytest.param([{"authors": ("Zhuang Liu",)}, {"authors": ("Z. Liu",)}], id="people"),
    ],
)
def test_g2_a_side_says_the_same_whatever_the_order_of_its_items(said: list[dict[str, Any]]) -> None:
    items = [entry(SLIMMING, ARXIV, **more) for more in said]
    assert sides(items, None, ()) == sides(items[::-1], None, ())


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("hep-th/9108001", 1991),
        ("cs/9901001", 1999),
        ("cs/0001001", 2000),
        ("1708.06519", 2017),
    ],
)
def test_an_arxiv_number_tells_a_year(number: str, year: int) -> None:
    (side,) = sides([entry(SLIMMING, f"https://arxiv.org/abs/{number}")], None, ())
    assert (set(side.ids), set(side.years), side.form) == ({f"arxiv:{number}"}, {year}, "preprint")


def test_a_venue_decides_the_form_of_a_preprint() -> None:
    (side,) = sides([entry(SLIMMING, ARXIV, venue="ICCV")], None, ())
    assert side.form == "conference"


def test_a_venue_of_no_known_form_leaves_it_to_the_others() -> None:
    items = [entry(SLIMMING, ARXIV, venue=venue) for venue in ("Glaciers", "ICCV")]
    (side,) = sides(items, None, ())
    assert (side.form, set(side.venues)) == ("conference", {"ICCV"})


def test_a_row_of_several_works_is_known_by_its_own_link() -> None:
    other = Link("paper", "https://arxiv.org/abs/1510.00149")
    (several,) = sides([entry(SLIMMING, ARXIV, links=(other,))], None, ())
    assert several.ids == {"arxiv:1708.06519"}
    # Of none of them, where its own link is a page.
    (none,) = sides([entry(SLIMMING, HOME, links=(other, Link("paper", ARXIV)))], None, ())
    (linked,) = sides([entry(SLIMMING, links=(other, Link("paper", ARXIV)))], None, ())
    assert (linked.ids, linked.places) == (frozenset(), frozenset())
    assert (none.ids, none.places) == (frozenset(), frozenset({"example.org/slimming.html"}))


def test_identifiers_of_several_spaces_are_all_of_one_work() -> None:
    (side,) = sides([entry(SLIMMING, ARXIV, links=(Link("doi", "https://doi.org/10.1000/a"),))], None, ())
    assert side.ids == side.places == {"arxiv:1708.06519", "doi:10.1000/a"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"{SLIMMING} | | | | https://github.com/a/b", "code"),
        (f"{SLIMMING} | | | 2017 | https://github.com/a/b", ""),
        (f"{SLIMMING} | | ICCV | | https://github.com/a/b", ""),
        (f"{SLIMMING} | Zhuang Liu | | | https://github.com/a/b", ""),
        # The name of a tool, which has years and authors, too.
        ("Slimming | Zhuang Liu | ICCV | 2017 | https://github.com/a/b", "code"),
        (f"{SLIMMING} | Zhuang Liu | ICCV | 2017 | https://youtu.be/dQw4w9WgXcQ", "talk"),
        (f"{SLIMMING} | | | | {ARXIV}", "paper"),
        (f"{SLIMMING} | | ICCV", "paper"),  # what appeared somewhere is one, though it has no link
        (f"{SLIMMING} | | ICCV | | {HOME}", "page"),
        (SLIMMING, ""),
    ],
)
def test_a_published_title_that_links_to_code_is_no_code(text: str, kind: str) -> None:
    assert [side.kind for side in sides_of(text)] == [kind]


def test_a_title_is_read_once_for_all_comparisons() -> None:
    kept = ("mobilenetv2", "inverted", "residual", "3", "cnn", "without", "frost")
    title = read_title("MobileNetV2: Inverted Residuals for 3 CNNs without Frost")
    assert title == Title(
        key="mobilenetv2invertedresidualfor3cnnwithoutfrost",
        words=kept,
        bag=frozenset(kept),
        rarest=("frost", "mobilenetv2", "inverted", "residual"),
        head=1,
        bracket=0,
        says=mass(kept),
        numbered=True,
        runs=(),
        column=False,
    )


@pytest.mark.parametrize(
    ("title", "head", "bracket"),
    [
        ("Glacier: Brittle Lattices", 1, 0),
        ("The Glacier of Nets: a Study", 2, 0),  # small words are not counted
        ("Brittle Lattices — a Study", 2, 0),
        ("Brittle Lattices—a Study", 2, 0),
        ("Brittle Lattices - a Study", 2, 0),
        ("Brittle | Lattices", 1, 0),
        ("Glacier:Brittle Lattices", 1, 0),
        ("Glacier_Brittle lattices", 1, 0),
        ("Glacier: Brittle: Lattices", 1, 0),
        ("Learning Brittle Lattices (Glacier)", 0, 1),
        ("Learning Brittle Lattices [Glacier Net]", 0, 2),
        pytest.param(
            "Learning Brittle Lattices (Glacier).",
            0,
            1,
            marks=pytest.mark.xfail(strict=True, reason="only a title that ends in the bracket is looked at"),
        ),
        ("Glacier: Brittle Lattices (Oh No)", 1, 2),
        ("[Glacier] Learning Brittle Lattices", 0, 0),
        ("Brittle (Glacier) Lattices", 0, 0),
        ("Brittle Lattices (a)", 0, 0),  # no name has one letter
        ("Brittle Lattices:", 0, 0),
        (": Brittle Lattices", 0, 0),
        ("End-to-End Lattices", 0, 0),
        ("Brittle|Lattices", 0, 0),
        ("brittle_lattices", 0, 0),
        ("Brittle Lattices", 0, 0),
    ],
)
def test_a_name_is_told_from_the_rest(title: str, head: int, bracket: int) -> None:
    assert (read_title(title).head, read_title(title).bracket) == (head, bracket)


def test_what_says_most_comes_first_and_is_four_words() -> None:
    assert read_title("Glacier of Deep Networks on Frost and Lattices by Frost").rarest == (
        "glacier",
        "frost",
        "lattice",
        "deep",
    )


@pytest.mark.parametrize(
    ("title", "kept"),
    [("Networks on the Glaciers", ("network", "glacier")), ("From the", ("from", "the")), ("🚀", ())],
)
def test_small_words_count_only_where_there_are_no_others(title: str, kept: tuple[str, ...]) -> None:
    assert read_title(title).words == kept


@pytest.mark.parametrize(
    ("title", "numbered"),
    [("YOLOv3", True), ("UNet+ at Large", True), ("Part Two", True), ("YOLO", False), ("晶格", False)],
)
def test_a_title_that_counts_is_told(title: str, numbered: bool) -> None:
    assert read_title(title).numbered is numbered


@pytest.mark.parametrize(
    ("title", "runs"),
    [
        ("Deepcompression of Networks", ("deepcompression",)),
        ("Glaciologi of Networks", ("glaciologi",)),
        ("Glaciolog of Networks", ()),  # nine letters
        ("Glaciologi2 of Networks", ()),
        ("Convolutional Networks", ()),  # a word of titles, however long
    ],
)
def test_a_long_word_that_no_title_has_may_be_several(title: str, runs: tuple[str, ...]) -> None:
    assert read_title(title).runs == runs


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("Guest Editorial", True),
        ("Editorial 2019", True),
        ("The Slides", True),
        ("Editorial on Glaciers", False),
        ("Glacier", False),
    ],
)
def test_the_title_of_a_column_is_known(title: str, column: bool) -> None:
    assert read_title(title).column is column


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (
            ("Mingjie Sun, Z. Liu",),
            (person("mingjie", "sun", initials="m"), person("liu", initials="z")),
        ),
        (("Y. Wang and Q. Lü",), (person("wang", initials="y"), person("lu", initials="q"))),
        (
            ("Jian Sun; Bo Li | Chao Du & Ann Lee",),
            (
                person("jian", "sun", initials="j"),
                person("li", initials="b"),
                person("chao", initials="d"),
                person("ann", "lee", initials="a"),
            ),
        ),
        (("J. K. Rowling Jr.",), (person("rowling", initials="jk"),)),
        (("Li",), (person("li"),)),
        (("Song Han et al.", "others"), (person("song", "han", initials="s"),)),
        (("et al.", "", "X", "李"), ()),
        (("Anderson",), (person("anderson"),)),  # “and” is a word of its own
    ],
)
def test_persons_are_read_from_names_as_lists_write_them(
    authors: tuple[str, ...], expected: tuple[Person, ...]
) -> None:
    assert persons(authors) == expected


def test_of_items_that_name_persons_the_one_that_names_most_speaks() -> None:
    items = [entry(SLIMMING, ARXIV, authors=names) for names in (("Zhuang Liu",), ("Z. Liu", "Gao Huang"))]
    (side,) = sides(items, None, ())
    assert side.people == (person("liu", initials="z"), person("gao", "huang", initials="g"))


@pytest.mark.parametrize(
    ("text", "names", "form"),
    [
        ("ICLR 2017", {"ICLR"}, "conference"),
        ("NIPS 2017", {"NeurIPS"}, "conference"),
        ("IEEE Transactions on Pattern Analysis and Machine Intelligence", {"TPAMI"}, "journal"),
        ("TPAMI", {"TPAMI"}, "journal"),
        ("Proc. of CVPR Workshops", {"CVPR"}, "conference"),
        ("arXiv preprint", {"arXiv"}, "preprint"),
        ("Transactions on Glaciers", set(), "journal"),  # its form shows, though it is not known
        ("Glacier Conference", set(), "conference"),
        ("Glacier Journal, submitted", set(), "preprint"),
        ("Journal of Glaciers", set(), "journal"),
        ("MLSys", {"MLSys"}, "conference"),
        ("Glaciers", set(), ""),
        ("NIPS'17", {"NeurIPS"}, "conference"),
    ],
)
def test_a_venue_is_known_by_any_of_its_names(text: str, names: set[str], form: str) -> None:
    assert read_venue(text) == (frozenset(names), form)


@given(st.text(max_size=60))
def test_any_text_is_read_as_a_title(text: str) -> None:
    title = read_title(text)
    assert title.head <= len(title.words)
    assert set(title.rarest) | set(title.runs) <= title.bag == set(title.words)
    assert title.says >= 0
