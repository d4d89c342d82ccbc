"""When two spellings, a short name, a subtitle or a missing end still leave one title, and when they do not."""

from __future__ import annotations

import pytest

from bot.identify.compare import CUT, NAMED, SAME, TYPED, Title, alike, contradiction, read, shares_subject

SMALL_WORDS = TYPED, "same title but for small words or abbreviations"
MISSPELT = TYPED, "title differs by a misspelling"
USUAL_WORD = CUT, "long title, one without a usual word"
SHORT_NAME = NAMED, "same title but for its short name"
SUBTITLE = NAMED, "same title, one without its subtitle"
ONE_WORD = CUT, "same short name, title differs in one word"
BEGINNING = CUT, "same title but for its beginning"
CUT_OFF = CUT, "one title is cut off"

FOUR = "Brittle Lattices under Frost"
SIX = "Brittle Lattices under Frost Bend Late"
SEVEN = f"{SIX} Today"
NINE = "Brittle Lattices under Frost Bend before Any Walker Notices"
TEN = f"{NINE} Them"


def test_a_title_is_read_once_for_all_comparisons() -> None:
    rest = ("inverted", "residual", "3", "convolutional", "neural", "network", "without", "frost")
    assert read("MobileNetV2: Inverted Residuals for 3 CNNs without Frost…") == Title(
        key="mobilenetv2invertedresidualfor3cnnwithoutfrost",
        content=("mobilenetv2", *rest),
        loose="mobilenetv2invertedresidual3convolutionalneuralnetworkwithoutfrost",
        head=("mobilenetv2",),
        body=rest,
        numbers=frozenset({"2", "3"}),
        words=("mobilenetv2", "inverted", "residual", "for", "3", "cnn", "without", "frost"),
        versions={"mobilenet": frozenset({"2"})},
        negations=frozenset({"without"}),
        cut=True,
        level=3,
    )


@pytest.mark.parametrize(
    ("title", "halves"),
    [
        ("Glacier: Brittle Lattices", (("glacier",), ("brittle", "lattice"))),
        ("Brittle Lattices — a Study", (("brittle", "lattice"), ("study",))),
        ("Learning Brittle Lattices (Glacier)", (("glacier",), ("learning", "brittle", "lattice"))),
        ("[Glacier] Learning Brittle Lattices", (("glacier",), ("learning", "brittle", "lattice"))),
        ("Brittle Lattices:", ((), ())),
        (": Brittle Lattices", ((), ())),
        ("Brittle Lattices", ((), ())),
    ],
)
def test_a_name_is_told_from_the_rest(title: str, halves: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert (read(title).head, read(title).body) == halves


@pytest.mark.parametrize(
    ("title", "content"),
    [
        ("晶格 Brittle Lattices under Frost", ("brittle", "lattice", "under", "frost")),
        ("晶格 Brittle Lattices", ("晶格", "brittle", "lattice")),
        ("From the", ("from", "the")),
    ],
)
def test_a_translation_beside_a_whole_title_does_not_count(title: str, content: tuple[str, ...]) -> None:
    assert read(title).content == content


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("🚀", 0),
        ("The Slides 12", 0),
        ("Glacier", 0),
        ("Glaciologist", 0),
        ("Glaciologists", 0),
        ("Glaciological", 1),
        ("GlacierNet", 2),
        ("Frozen Lattices", 2),
        ("GlacierNet Pruning", 2),
        ("Glacier Pruning", 1),
        ("Network Pruning", 1),
        ("CNN Pruning", 1),
        ("Pruning Deep Neural Networks Fast", 1),
        ("Pruning Deep Neural Networks for Fast Inference", 2),
        ("Pruning Frozen Lattices", 2),
        (FOUR, 2),
        (f"{FOUR} Bend", 3),
    ],
)
def test_how_much_a_title_says_by_itself(title: str, level: int) -> None:
    assert read(title).level == level


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Glacier V2", "Glacier V3", "“glacier 2” is not “glacier 3”"),
        ("Glacier 2", "Glacier V2 of Lattices", None),
        ("Glacier", "Glacier2", "“glacier 2” is not “glacier without number”"),
        ("Glacier", "Glacier+", "“glacier +” is not “glacier without number”"),
        ("Glacier+", "Glacier", "“glacier +” is not “glacier without number”"),
        ("Glacier2", "Glacier2+", "“glacier 2” is not “glacier 2+”"),
        ("Glacier 2 and Glacier 3", "Glacier 4", "“glacier 2, 3” is not “glacier 4”"),
        ("Glacier 2 and Glacier 3", "Glacier 3", None),
        ("Glacier 2 or Glacier", "Glacier", None),
        ("Glacier 2", "Moraine 3", None),
        ("Lattices of 2 Glaciers", "Lattices of 3 Glaciers", None),
        ("Brittle Lattices on 2 Old Glaciers", "Brittle Lattices on 3 Old Glaciers", "2 is not 3"),
        ("Brittle Lattices on 2 Old Glaciers", "Brittle Lattices on Old Glaciers", None),
        (FOUR, SIX, None),
    ],
)
def test_numbers_that_contradict_each_other(one: str, other: str, why: str | None) -> None:
    assert contradiction(read(one), read(other)) == why


SPELLINGS = [
    (FOUR, f"The {FOUR.upper()}", (SAME, "same title")),
    (FOUR, "Brittle Lattices under the Frost", SMALL_WORDS),
    ("Lattices on Crystals", "Lattices for Crystals", SMALL_WORDS),
    ("GANs on Ice", "Generative Adversarial Networks for Ice", SMALL_WORDS),
    ("Deep Learning for Image Recognition", "Deep Learning in Image Recognition", None),  # topics
    ("Deep Learning for Image Recognition", "Deep Learnign for Image Recognition", MISSPELT),
    (FOUR, "Brittle Lattices not under Frost", None),
    ("Neural Network Lemmas", "Nueral Netwrok Lemmas", None),  # one word is left
    (SIX, "Britlte Lattcies under Frost Bend Late", MISSPELT),
    (SEVEN, "Britlte Lattcies under Frosk Bend Late Today", None),
    (SEVEN, "Brittle Lattices under Deep Frost Bend Late Today", USUAL_WORD),
    (SEVEN, f"{SEVEN} Network", USUAL_WORD),
    (SEVEN, "Brittle Lattices under Old Frost Bend Late Today", None),
    (SIX, "Brittle Lattices under Deep Frost Bend Late", None),
]
HALVES = [
    (FOUR, f"Glacier: {FOUR}", SHORT_NAME),
    (FOUR, f"A Survey: {FOUR}", None),
    (FOUR, f"{FOUR}: Evidence from Ice", SUBTITLE),
    (FOUR, f"{FOUR}: A Survey of Ice", None),
    (FOUR, f"{FOUR}: Part Two", None),
    ("Frozen Brittle Lattices", "Glacier: Frozen Brittle Lattices", None),  # three words name no work
    ("Pruning Deep Network Lattices", "Glacier: Pruning Deep Network Lattices", None),  # usual ones neither
    (f"Moraine: {SIX}", f"Glacier: {SIX}", SHORT_NAME),
    (f"Moraine: {FOUR} Bend", f"Glacier: {FOUR} Bend", None),
    (f"Moraine: {SIX}", f"Glacier2: {SIX}", None),
    (f"Glacier: {SIX}", "Glacier: Brittle Lattices under Stress Bend Late", ONE_WORD),
    (f"Glacier: {SIX}", "Glacier: Brittle Lattices under Stress Bend Early", None),
    (f"Glacier: {SIX}", "Moraine: Brittle Lattices under Stress Bend Late", None),
    (f"Glacier: {FOUR} Bend", "Glacier: Brittle Lattices under Stress Bend", None),
    (f"Glacier: {SIX}", "Glacier: Brittle Lattices under Stress Bend", None),
]
ENDS = [
    (NINE, f"How Certain {NINE}", BEGINNING),
    (f"Video {SEVEN} Again", f"How Certain Video {SEVEN} Again", BEGINNING),
    (NINE, f"Survey How Certain {NINE}", None),
    (SEVEN + " Again", f"How Certain {SEVEN} Again", None),
    (TEN, f"{TEN} Together Once", CUT_OFF),
    (TEN, f"{TEN} Extended Version", None),
    (TEN, f"{TEN} v2 Measured Once", None),
    (NINE, f"{NINE} Them Once", None),
    (f"{NINE} Th", f"{NINE} Them Once", None),
    (TEN, "Sparse Crystals over Steam Grow after All Audio Stops for Good Reasons", None),
    (f"Glacier: {SIX}", f"Glacier: {SIX} but Break Early", CUT_OFF),
    (f"Old Glacier: {SIX}", f"Old Glacier: {SIX} but Break Early", CUT_OFF),
    (f"Very Old Glacier: {FOUR}", f"Very Old Glacier: {FOUR} but Break Early", None),
    (SEVEN, f"{SEVEN} but Break Early", None),
    (f"{FOUR}…", f"{SEVEN} Again", CUT_OFF),
    ("Brittle Lattices under Fr...", SEVEN, CUT_OFF),
    ("Brittle Lattices under Fi...", SEVEN, None),
    ("Brittle Lattices under…", SEVEN, None),
    ("Crystals above Old Steam…", SEVEN, None),
]


@pytest.mark.parametrize(("one", "other", "expected"), [*SPELLINGS, *HALVES, *ENDS])
def test_titles_that_are_one_and_titles_that_are_not(
    one: str, other: str, expected: tuple[int, str] | None
) -> None:
    assert alike(read(one), read(other)) == alike(read(other), read(one)) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("tensor", "tenosr", True),
        ("neural", "nueral", True),  # a usual word may be misspelt from its second letter
        ("microscope", "macroscope", False),  # of two rare words either may be meant
        ("neural", "eneural", False),
        ("deep", "depp", False),  # too short
        ("lemma", "lemmo", True),
        ("lattice", "lattoke", False),
        ("parabola", "parabelo", True),
        ("parabola", "parabeko", False),
        ("parabola", "parabolaxyz", False),
        ("parabola2", "parabol2a", False),
        ("quantize", "quantized", True),
        ("predicted", "predicting", False),
        ("casual", "causal", False),
    ],
)
def test_what_passes_for_a_misspelling(one: str, other: str, same: bool) -> None:
    a, b = (read(f"Brittle Sheets under {word} Frost") for word in (one, other))
    assert alike(a, b) == alike(b, a) == (MISSPELT if same else None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("tensor", "tensro", True), ("lemma", "lemmo", False), ("postal", "postel", False)],
)
def test_in_a_short_title_only_usual_words_pass_for_misspelt(one: str, other: str, same: bool) -> None:
    a, b = (read(f"Brittle Sheets under {word}") for word in (one, other))
    assert alike(a, b) == alike(b, a) == (MISSPELT if same else None)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ("Brittle Lattices under Steam", True),
        ("Brittle Lattices above Hot Steam in Old Towns", False),  # two words of seven
        ("Brittle Lattices under Very Hot Steam in Old Iron Pipes Below", True),  # three of ten
        ("Learning Deep Networks Fast", False),  # nothing that others would not have too
    ],
)
def test_a_work_and_its_earlier_title_share_their_subject(other: str, shared: bool) -> None:
    title = read("Brittle Lattices under Frost: Learning Deep Networks for Cold Blue Seas")
    assert shares_subject(title, read(other)) is shared
    assert shares_subject(read(other), title) is shared
