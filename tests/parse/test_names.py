"""Persons' names in any usual form, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parse.names import NOBODY, Names, begins_name, people, person
from tests.parse.examples import wrong


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee, Bo Kim", ("Ann Lee", "Bo Kim")),
        ("Ann Lee and Bo Kim", ("Ann Lee", "Bo Kim")),
        ("Ann Lee, Bo Kim, and Cy Ode", ("Ann Lee", "Bo Kim", "Cy Ode")),
        ("Ann Lee; Bo Kim", ("Ann Lee", "Bo Kim")),
        ("Wei Zhang|Na Li", ("Wei Zhang", "Na Li")),
        ("A. Lee, B. Kim, & C. Ode", ("A. Lee", "B. Kim", "C. Ode")),
        ("Lee, A., & Kim, B.", ("A. Lee", "B. Kim")),
        ("Lee, A.; Kim, B.", ("A. Lee", "B. Kim")),
        ("Lee A., Kim B.", ("Lee A.", "Kim B.")),
        ("Lee A, Kim B", ("Lee A", "Kim B")),
        ("Lee, Ann, and Bo Kim", ("Ann Lee", "Bo Kim")),
        ("Hu, Junling, and Michael P. Wellman", ("Junling Hu", "Michael P. Wellman")),
        ("ANN LEE, BO KIM", ("ANN LEE", "BO KIM")),
        ("Ann Lee*, Bo Kim†, Cy Ode1", ("Ann Lee", "Bo Kim", "Cy Ode")),
        ("J. van der Berg, K. Ode", ("J. van der Berg", "K. Ode")),
        ("Seung-won Hwang, Ann Lee, Bo Kim", ("Seung-won Hwang", "Ann Lee", "Bo Kim")),
        ("Liu, Zhuang et al.", ("Zhuang Liu et al.",)),
        ("Ann Lee et al.", ("Ann Lee et al.",)),
        ("Lee, A., Kim, B., et al.", ("A. Lee", "B. Kim", "et al.")),
        ("by Ann Lee", ("Ann Lee",)),
        ("Authors: Ann Lee, Bo Kim", ("Ann Lee", "Bo Kim")),
        ("by @gatekeeper", ("@gatekeeper",)),
        ("The ATLAS Collaboration", ("The ATLAS Collaboration",)),
        ("王伟, 李娜", ("王伟", "李娜")),
        ("王伟、李娜", ("王伟", "李娜")),
        ("王伟和李娜", ("王伟", "李娜")),
        ("李娜 等", ("李娜 et al.",)),
        ("김민수, 이지은", ("김민수", "이지은")),
        wrong("田中 一郎, 鈴木 花子", ("田中 一郎", "鈴木 花子"), id="Japanese", reason="names of two characters with a blank between them are not sure"),
        wrong("Example, A. and Sample, B.", ("A. Example", "B. Sample"), id="ordinary words", reason="families that are ordinary words are nobody, though initials stand behind each"),
        wrong("Lee and Kim", ("Lee", "Kim"), id="two families", reason="two family names joined by `and` are one person"),
        pytest.param("作者：王伟", ("王伟",), id="one behind a key"),
        wrong("De Souza M, Van den Berg K", ("De Souza M", "Van den Berg K"), id="particles first", reason="a particle with a capital before a name with closed initials makes it nobody"),
    ],
)  # fmt: skip
def test_lists_of_persons(text: str, names: tuple[str, ...]) -> None:
    found = people(text)

    assert found.names == names
    assert found.sure


@pytest.mark.parametrize(
    "text",
    [
        "", "Ann", "Smith", "https://a.org", "Gates, Nets, Trees", "Pruning, Quantization",
        "Local Demo", "Best Paper", "Social Simulation", "Civil Engineering", "Deep Learning, Model Compression",
        "\u201c\xa0\u201d, Ann", "Ann Lee, University of Gates", "learning tiny gates", "ICML 2020", "2020",
    ],
)  # fmt: skip
def test_what_is_no_person(text: str) -> None:
    assert people(text) == NOBODY


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@gatekeeper", ("@gatekeeper",)),
        ("LeCun, Denker & Solla", ("LeCun", "Denker", "Solla")),
        ("Иван Петров, Анна Смирнова", ("Иван Петров", "Анна Смирнова")),
    ],
)
def test_what_only_its_place_makes_certain(text: str, names: tuple[str, ...]) -> None:
    found = people(text)

    assert found == Names(names, found.weight)
    assert found.weight > 0
    assert not found.sure


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Zhang, Ann", ("Ann Zhang",)),
        ("Zhang, Zizhao", ("Zizhao Zhang",)),
        ("Zhang, Rostova", ("Rostova Zhang",)),
        ("Zhang, Smith", ("Zhang", "Smith")),
        ("Lindt, Bergen", ("Lindt", "Bergen")),
    ],
)
def test_two_words_are_one_name_turned_or_two_family_names(text: str, names: tuple[str, ...]) -> None:
    assert people(text).names == names


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("Local Demo", "Tele Gramm"),
        ("Tele Gramm", "Song Han"),
        ("Social Simulation", "Ann Simulation"),
        ("Zuzu Zorro", "Z. Zorro"),
        ("人工智能", "李娜"),
        ("ATLAS Detector", "ATLAS Collaboration"),
        ("MNIST Lee", "Mina Lee"),
    ],
)
def test_one_is_more_of_a_person_than_another(less: str, more: str) -> None:
    assert person(less) < person(more)


@pytest.mark.parametrize(("text", "begins"), [("Ann", True), ("van Gates", True), ("of Gates", False)])
def test_how_names_begin(text: str, begins: bool) -> None:
    assert begins_name(text) is begins


_GIVEN = ["Ann", "Bob", "Carlos", "David", "Elena", "Jun", "Michael", "Song", "Wei", "Yann"]
_FAMILY = ["Chen", "Garcia", "Han", "Kim", "Lee", "Liu", "Müller", "Smith", "Wang", "Zhang"]
_PERSONS = st.lists(
    st.tuples(st.sampled_from(_GIVEN), st.sampled_from(_FAMILY)), min_size=2, max_size=9, unique=True
)
_FORMS = {
    "{given} {family}": ", ",
    "{given[0]}. {family}": ", ",
    "{family} {given[0]}": ", ",
    "{family}, {given[0]}.": "; ",
    "{family}, {given}": "; ",
    "{given[0]}. X. {family}": ", ",
}


@settings(max_examples=300, deadline=None)
@given(_PERSONS, st.sampled_from(sorted(_FORMS)), st.sampled_from([" and ", ", and ", " & ", ""]))
def test_as_many_names_are_read_as_were_joined(persons: list[tuple[str, str]], form: str, last: str) -> None:
    written = [form.format(given=given, family=family) for given, family in persons]
    join = _FORMS[form]
    text = join.join(written[:-1]) + (last or join) + written[-1]

    found = people(text)

    assert len(found.names) == len(persons), text
    assert found.sure
    for name, (first, family) in zip(found.names, persons, strict=True):
        assert family in name
        assert first[0] in name


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_weighed(text: str) -> None:
    assert people(text) == people(text)
    assert -9 <= person(text) < 20
    assert all(name.strip() for name in people(text).names)
