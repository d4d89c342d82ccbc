"""How two titles differ: what stands in one where the other has something else, and what that says."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identify.align import Difference, Gap, align, is_slip
from bot.identify.rarity import mass, weight
from bot.identify.sides import read_title

FOUR = "Brittle Lattices under Frost"


def difference(one: str, other: str) -> Difference:
    return align(read_title(one), read_title(other))


def gaps(one: str, other: str) -> list[tuple[str, str, str]]:
    found = difference(one, other).gaps
    return [(gap.kind, " ".join(gap.ours), " ".join(gap.theirs)) for gap in found]


def test_what_titles_share_and_what_they_do_not_is_weighed() -> None:
    assert difference("Glacier: Brittle Old Lattices", "Brittle Lattices under Ice") == Difference(
        shared=mass(["brittle", "lattice"]),
        gaps=(
            Gap("name", ("glacier",), (), 1.0),
            Gap("inside", ("old",), (), weight("old")),
            Gap("end", (), ("under", "ice"), mass(["under", "ice"])),
        ),
    )


def test_other_words_weigh_what_the_side_that_says_more_says() -> None:
    assert difference("Lattices of Ice", "Lattices of Deep Glaciers") == Difference(
        weight("lattice"), (Gap("swapped", ("ice",), ("deep", "glacier"), mass(["deep", "glacier"])),)
    )


@pytest.mark.parametrize("other", [FOUR, f"The {FOUR.upper()}", "Brittlelattices Under-Frost", f"{FOUR}!"])
def test_all_of_a_title_is_shared_however_it_is_spelled(other: str) -> None:
    assert difference(FOUR, other) == Difference(mass(["brittle", "lattice", "under", "frost"]))


@pytest.mark.parametrize(("one", "other"), [("🚀", "🎉"), ("", "")])
def test_titles_without_words_share_nothing(one: str, other: str) -> None:
    assert difference(one, other) == Difference(0.0)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Small words stand between nothing.
        ("Lattices on Crystals", "Lattices for Crystals", []),
        ("Pruning of Transformers", "Pruning of LSTMs", [("swapped", "transformer", "lstm")]),
        ("Glacier: Brittle Lattices", "Moraine: Brittle Lattices", [("name", "glacier", "moraine")]),
        ("Glacier: Brittle Lattices", "Moraine Brittle Lattices", [("swapped", "glacier", "moraine")]),
        ("Glacier Brittle Lattices", "Moraine: Brittle Lattices", [("swapped", "glacier", "moraine")]),
        (
            "Old Glacier: Lattices",
            "Old Moraine: Lattices",
            [("swapped", "glacier", "moraine")],  # not all of what stands before the colon
        ),
        ("Glacier: Brittle Lattices", "Brittle Lattices", [("name", "glacier", "")]),
        ("Brittle Lattices", "Glacier: Brittle Lattices", [("name", "", "glacier")]),
        ("Glacier on Ice: Lattices", "Ice: Lattices", [("name", "glacier", "")]),
        ("Brittle Lattices (Glacier)", "Brittle Lattices", [("name", "glacier", "")]),
        ("Brittle Lattices", "Brittle Lattices [Glacier Net]", [("name", "", "glacier net")]),
        ("Brittle Lattices (Old Glacier)", "Brittle Lattices (Old)", [("name", "glacier", "")]),
        ("Brittle Lattices (Glacier)", "Brittle (Glacier)", [("inside", "lattice", "")]),
        ("(Glacier)", "Glacier on Ice", [("end", "", "ice")]),
        ("Brittle Lattices", "Old Brittle Lattices", [("front", "", "old")]),
        ("Glacier: Ice and Old Lattices", "Lattices", [("front", "glacier ice old", "")]),
        ("Brittle Lattices", "Brittle Old Lattices", [("inside", "", "old")]),
        ("Glacier: Ice Lattices", "Glacier: Lattices", [("inside", "ice", "")]),
        ("Brittle Lattices", "Brittle Lattices Bend", [("end", "", "bend")]),
        ("Brittle Lattices: Evidence from Ice", "Brittle Lattices", [("subtitle", "evidence ice", "")]),
        ("Glacier", "Glacier: Brittle Lattices", [("subtitle", "", "brittle lattice")]),
        ("Glacier: Brittle Lattices", "Glacier: Brittle", [("end", "lattice", "")]),
        (
            "Brittle Lattices on Old Ice",
            "Frozen Lattices on Ice Bend",
            [("swapped", "brittle", "frozen"), ("inside", "old", ""), ("end", "", "bend")],
        ),
    ],
)
def test_a_gap_is_named_after_where_it_lies(
    one: str, other: str, expected: list[tuple[str, str, str]]
) -> None:
    assert gaps(one, other) == expected


def test_gaps_of_one_kind_count_together() -> None:
    found = difference("Old Brittle Deep Lattices under Late Frost", "Old Lattices under Frost Bend")
    assert found.masses == {
        "inside": pytest.approx(mass(["brittle", "deep", "late"])),
        "end": weight("bend"),
    }


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("Lattices under Frost 2019", "Lattices under Frost", 0.0),
        ("Lattices under Frost Bend 2019", "Lattices under Frost", weight("bend")),
        ("Lattices under Frost 1949", "Lattices under Frost", weight("1949")),  # no year of a paper
        ("Lattices under Frost 1950", "Lattices under Frost", 0.0),
    ],
)
def test_a_year_that_only_one_title_has_says_nothing(one: str, other: str, says: float) -> None:
    (gap,) = difference(one, other).gaps
    assert gap.mass == says


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Old Convolutional Ice", "Old Convolutinal Ice", [("slip", "convolutional", "convolutinal")]),
        ("GNNs on Ice", "Graph Neural Networks on Ice", [("short", "gnn", "graph neural network")]),
        ("Graph Neural Networks on Ice", "GNNs on Ice", [("short", "graph neural network", "gnn")]),
        ("P2P on Ice", "Peer to Peer on Ice", [("short", "p2p", "peer peer")]),
        (
            "GLACIE on Ice",
            "Goat Lattice Abacus Conga Ice Emu on Ice",
            [("short", "glacie", "goat lattice abacus conga ice emu")],
        ),
        (
            "GLACIER on Ice",
            "Goat Lattice Abacus Conga Ice Emu Ray on Ice",
            [("swapped", "glacier", "goat lattice abacus conga ice emu ray")],
        ),
        ("RL on Ice", "Reinforcement Learning on Ice", [("short", "rl", "reinforcement learning")]),
        ("GNNs on Ice", "Graph Networks on Ice", [("swapped", "gnn", "graph network")]),
        ("Short Ice", "Old Ice", [("swapped", "short", "old")]),
        ("G on Ice", "Glacier on Ice", [("swapped", "g", "glacier")]),
        # One word of several is a slip, the rest is not.
        (
            "Quantizing in Old Ice",
            "Quantized in Late Ice",
            [("slip", "quantizing", "quantized"), ("swapped", "old", "late")],
        ),
        (
            "Late Convolutinal Ice",
            "Convolutional Old Ice",
            [("slip", "convolutinal", "convolutional"), ("swapped", "late", "old")],
        ),
        # A hyphen lost beside a slip.
        (
            "Convolutinal Sub Sets of Ice",
            "Convolutional Subsets of Ice",
            [("slip", "convolutinal", "convolutional"), ("slip", "sub set", "subset")],
        ),
    ],
)
def test_one_thing_written_in_two_ways_is_no_difference(
    one: str, other: str, expected: list[tuple[str, str, str]]
) -> None:
    assert gaps(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Old Convolutional Ice", "Old Convolutinal Ice", 0.8 * weight("convolutional")),
        ("GNNs on Old Ice", "Graph Neural Networks on Old Ice", mass(["graph", "neural", "network"])),
        ("Sub Sets of Old Deep Ice", "Subsets of Old Ice", mass(["sub", "set"])),
        ("Sets of Old Deep Ice", "Layers of Old Ice", 0.0),
    ],
)
def test_what_a_misspelt_word_says_is_nearly_shared(one: str, other: str, shared: float) -> None:
    assert difference(one, other).shared == pytest.approx(mass(["old", "ice"]) + shared)


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("tensor", "tenosr", True),
        ("neural", "eneural", True),
        ("deep", "depp", True),
        ("net", "nest", False),  # too short
        ("lemma", "lemmo", False),  # of two words that no title has, short ones may both be meant
        ("abcdef", "abcdeg", True),
        ("parabola", "parabelo", True),
        ("parabola", "parabeko", False),
        ("parabola", "parabolaxyz", False),
        ("lattice", "lattoke", True),  # two letters of seven
        ("tensor", "tonser", False),  # and of six
        ("parabola2", "parabol2a", False),
        ("parabol2a", "parabola2", False),
        ("network", "netwark2", False),
        ("supervized", "unsupervized", False),  # both are words of titles
        ("macro", "micro", False),
        # Bent, though both are words of titles.
        ("predicted", "predicting", True),
        ("attention", "attentive", False),
        ("prune", "pruning", True),
        ("rate", "rating", False),  # too little is left of them
        ("inter", "intra", False),
        # Letters that a copy out of a PDF loses, whatever else is known of the words.
        ("efficient", "ecient", True),
        ("efficient", "efcient", True),
        ("flat", "at", True),
        ("fit", "t", False),
        ("offer", "oer", True),
    ],
)
def test_what_passes_for_a_misspelling(one: str, other: str, slip: bool) -> None:
    assert is_slip(one, other) is is_slip(other, one) is slip


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("Learningefficientlattices under Frost", "Learning Efficient Lattices under Frost", 1.0),
        # What the longer one has besides counts by its letters.
        (
            "Learningefficientlattices under Frost",
            "Learning Efficient Lattices under Frost and Snow",
            34 / 41,
        ),
    ],
)
def test_a_title_that_lost_its_spaces_is_the_same(one: str, other: str, share: float) -> None:
    for a, b in ((one, other), (other, one)):
        assert difference(a, b).shared == pytest.approx(share * read_title(other).says)
    assert [gap.mass for gap in difference(one, other).gaps] in ([], [0.0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # A rare word that the other has, too, or has misspelt, holds no others.
        ("Glaciological Ice under Frost", "Glaciological Frost under Old Ice"),
        ("Glaciological Ice under Frost", "Glaciologicl Frost under Old Ice"),
        ("Glaciologicalice", "Old Glaciological Ice"),  # sixteen letters
        ("Glaciologicalice and Brittle Lattices", "Glaciological Ice in Old Towns by the Sea"),
    ],
)
def test_a_rare_word_alone_does_not_make_titles_one(one: str, other: str) -> None:
    assert "slip" not in [kind for kind, ours, _ in gaps(one, other) if " " in ours]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Lattices", "A Survey of Lattices", "survey"),
        ("Lattices Revisited: a Survey", "Lattices", "revisited survey"),
        ("Lattices not under Frost", "Lattices under Frost", "not"),
        ("Reply to Lattices: a Survey", "Lattices", "reply"),  # one is enough
        ("A Survey of Lattices", "A Review of Lattices", ""),
        ("A Survey of Lattices", "A Survey of Old Lattices", ""),
    ],
)
def test_what_makes_another_work_of_a_title_is_named(one: str, other: str, words: str) -> None:
    assert sorted(difference(one, other).other.split()) == sorted(words.split())
    assert sorted(difference(other, one).other.split()) == sorted(words.split())


NUMBERS = [
    ("Glacier V2", "Glacier V3", "2 is not 3"),
    ("Glacier 2", "Glacier V2 on Ice", ""),
    ("Glacier", "Glacier2", "glacier is not glacier2"),
    ("Glacier v2 on Ice", "GlacierV2 on Ice", ""),
    ("GlacierV2 on Ice", "Glacier2 on Ice", ""),
    ("GlacierV2 on Ice", "GlacierV3 on Ice", "glacierv2 is not glacierv3"),
    ("GlacierV2 on Ice", "MoraineV3 on Ice", ""),
    ("Glacier", "Glacier+", "only one has a plus"),
    ("Glacier+", "Glacier++", "only one has a plus"),
    ("Glacier2", "Glacier2+", "only one has a plus"),
    ("Glacier+ on Ice", "Glacier on Ice", "only one has a plus"),
    ("Old Glacier+ on Ice", "Old Glacier on Ice", "only one has a plus"),
    # Far from the front a plus is no name's.
    ("Very Old Glacier+ on Ice", "Very Old Glacier on Ice", ""),
    ("Very Old Glacier+: Ice", "Very Old Glacier: Ice", "only one has a plus"),
    ("Very Old Glacier+: Ice", "Very Old Glacier Ice", "only one has a plus"),
    ("Glacier Plus on Ice", "Moraine on Ice", ""),
    ("UNet+ on Ice", "U-Net on Ice", "only one has a plus"),
    ("UNet+ on Ice", "U-Nets on Frost", ""),
    ("Old Glaciers: Ice+ on Snow", "Old Glaciers: Ice + Snow", ""),
    ("Lattices, Part 1", "Lattices, Part II", "1 is not 2"),
    ("Lattices, Part One", "Lattices", "only one is part 1"),
    ("Part 1: Lattices", "Lattices", "only one is part 1"),
    ("Lattices, Part of Ice 2", "Lattices", ""),
    ("Lattices 2", "Lattices", "only one has number 2"),
    ("Lattices v21", "Lattices", "only one has number v21"),
    ("Lattices 19", "Lattices", "only one has number 19"),
    ("Lattices 20", "Lattices", ""),
    ("2 Lattices", "Lattices", ""),
    ("Lattices of Ice 2", "Lattices", ""),
    ("Lattices 2018", "Lattices 2019", "2018 is not 2019"),
    ("Lattices 2018", "Lattices", ""),
    ("3D U-Net: Dense Ice", "2D U-Net: Dense Ice", "3d is not 2d"),
    ("Glacier 7B on Ice", "Glacier 13B on Ice", "7b is not 13b"),
    ("Glacier 7B on Ice", "Glacier 7C on Ice", ""),
    ("Lattices 2018", "Lattices 3", "2018 is not 3"),
    ("Lattices on 2 Old Glaciers", "Lattices on 3 Old Glaciers", "2 is not 3"),
    ("Lattices 2018, 3 Sides", "Lattices 2018, 4 Sides", "3 is not 4"),
    ("2 Lattices, Part 1", "3 Lattices, Part 2", "2 is not 3"),
    ("Lattices 123456", "Lattices 123457", "123456 is not 123457"),
    (FOUR, f"{FOUR} Bend", ""),
]


@pytest.mark.parametrize(("one", "other", "why"), NUMBERS)
def test_numbers_that_make_two_works(one: str, other: str, why: str) -> None:
    assert difference(one, other).veto == why
    # Whichever stands first, only the sentence turns round.
    back = " is not ".join(reversed(why.split(" is not ")))
    assert difference(other, one).veto == back


@pytest.mark.xfail(strict=True, reason="a version that stands apart in one title only is taken for none")
@pytest.mark.parametrize("other", ["Glacier 2 on Ice", "Glacier v2 on Ice"])
def test_a_version_is_the_same_with_a_space_before_it(other: str) -> None:
    title = "Glacier2 on Ice" if "v2" in other else "GlacierV2 on Ice"
    assert difference(title, other).veto == ""


SOME = (
    "glacier",
    "ice",
    "deep",
    "nets",
    "frost",
    "lattices",
    "the",
    ":",
    "2",
    "v3",
    "part",
    "+",
    "gnn",
    "graph",
)
WORDS = st.lists(st.sampled_from(SOME), max_size=7)


@given(WORDS, WORDS)
def test_every_word_of_both_titles_is_shared_or_in_a_gap(x: list[str], y: list[str]) -> None:
    one, other = (read_title(" ".join(words)) for words in (x, y))
    found = align(one, other)
    assert (found.gaps == ()) or one.key != other.key
    for title, sides in (
        (one, [gap.ours for gap in found.gaps]),
        (other, [gap.theirs for gap in found.gaps]),
    ):
        apart = Counter(word for words in sides for word in words)
        assert apart <= Counter(title.words)
        if one.bag.isdisjoint(other.bag) and one.key != other.key:
            assert apart == Counter(title.words)
        shared = Counter(title.words) - apart
        slips = [gap for gap in found.gaps if gap.kind in ("slip", "short")]
        assert found.shared == pytest.approx(mass(list(shared.elements())), abs=sum(map(_said, slips)) + 1e-6)


def _said(gap: Gap) -> float:
    return max(mass(gap.ours), mass(gap.theirs))
