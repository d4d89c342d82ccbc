"""Venues and dates, in a part of an item, a bracket, a heading, a path and a badge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parse import facts
from bot.parse.facts import Facts, from_badge, from_heading, from_path, part, parts
from tests.parse.examples import wrong

Stated = tuple[str | None, int | None] | None


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("ICML 2020", ("ICML", 2020)),
        ("ICML, 2020.", ("ICML", 2020)),
        ("ICML'20", ("ICML", 2020)),
        ("ICML-20", ("ICML", 2020)),
        ("ICML20", ("ICML", 2020)),
        ("CVPR 21", ("CVPR", 2021)),
        ("2020 ICML", ("ICML", 2020)),
        ("@ICML 2020", ("ICML", 2020)),
        ("In Proc. of the ICML, 2019", ("ICML", 2019)),
        ("Accepted to ICLR", ("ICLR", None)),
        ("ICML 2020 Oral", ("ICML", 2020)),
        ("AAAI-20 (Oral)", ("AAAI", 2020)),
        ("ICML/NeurIPS", ("ICML/NeurIPS", None)),
        ("NeurIPS 2020 Workshop", ("NeurIPS Workshop", 2020)),
        ("ICML20 Workshop", ("ICML Workshop", 2020)),
        ("Findings of ACL 2021", ("Findings of ACL", 2021)),
        ("SSL@WWW 2021", ("SSL@WWW", 2021)),
        ("arXiv", ("arXiv", None)),
        ("arXiv 2020", ("arXiv", 2020)),
        ("arXiv:2001.00001", ("arXiv", None)),
        ("arXiv 2001", ("arXiv", None)),  # year and month of a number
        ("arXiv preprint arXiv:1510.00149 (2015)", ("arXiv", 2015)),
        ("GATECONF 2020", ("GATECONF", 2020)),
        ("Journal of Gates", ("Journal of Gates", None)),
        ("IEEE Transactions on Gates", ("IEEE Transactions on Gates", None)),
        ("Annals of Gates", ("Annals of Gates", None)),
        ("International Workshop on Gates 2020", ("International Workshop on Gates", 2020)),
        ("Nature 2020", ("Nature", 2020)),
        ("Jul 2024", (None, 2024)),
        ("3rd of May", None),
        ("12 May 2020", (None, 2020)),
        ("2020-05-03", (None, 2020)),
        ("12/2020", (None, 2020)),
            ("1943", (None, 1943)),
        ("2020年5月", (None, 2020)),
        ("’17", (None, 2017)),
        ("1899", None),
        ("2050", None),
        ("Nature", None),  # a common word
        ("PR", None),
        ("YOLOv10", None),
        ("MiniMax-01", None),
        ("CSE291-I00", None),
        ("MIT 2020", None),
        ("Best Paper", None),
        ("Gates and Nets", None),
        ("", None),
        pytest.param("计算机学报", ("计算机学报", None), id="a Chinese journal"),
        wrong("Best Paper at ICML 2020", ("ICML", 2020), id="an award at a venue", reason="what follows an award is cut off with it"),
    ],
)  # fmt: skip
def test_one_part(text: str, stated: Stated) -> None:
    assert part(text) == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("PR", ("PR", None)),
        ("Nature", ("Nature", None)),
        ("GateNews", ("GateNews", None)),
        ("MIT 2020", ("MIT", 2020)),
        ("Best Paper", None),
        ("a text of more words than any venue has in its name", None),
    ],
)
def test_one_part_where_a_venue_is_due(text: str, stated: Stated) -> None:
    assert part(text, expected=True) == stated


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("ICML, 2020", Facts("ICML", 2020)),
        ("May 2020, arXiv", Facts("arXiv", 2020)),
        ("Google, ICML 2020", Facts("ICML", 2020, ["Google"])),
        ("ICML | 2020 | code", Facts("ICML", 2020, ["code"])),
        ("GateConf 2020", Facts("GateConf", 2020)),
        ("SIG 20", Facts("SIG", 2020)),
        ("Ann Lee 2020", Facts(rest=["Ann Lee 2020"])),
        ("version 2020", Facts(rest=["version 2020"])),
        ("PyTorch", Facts(rest=["PyTorch"])),
        pytest.param("ICLR'20; Ann Lee", Facts("ICLR", 2020, ["Ann Lee"]), id="a name behind"),
    ],
)  # fmt: skip
def test_several_parts(text: str, facts: Facts) -> None:
    assert parts(text) == facts


@pytest.mark.parametrize(
    ("name", "strict", "known"),
    [("ICML", True, True), ("IEEE Nature", False, True), pytest.param("ACM Nature", False, True, id="ACM"), ("Nature", True, False), ("ICML/PR", True, True), ("Gates", False, False)],
)  # fmt: skip
def test_known_venues(name: str, strict: bool, known: bool) -> None:
    assert facts._known(name, strict=strict) is known


@pytest.mark.parametrize(
    ("heading", "stated"),
    [
        ("2020", (None, 2020)),
        ("ICML 2020", ("ICML", 2020)),
        ("2017 - CVPR", ("CVPR", 2017)),
        ("NeurIPS (2020)", ("NeurIPS", 2020)),
        ("ICML", ("ICML", None)),
        ("Nature", ("Nature", None)),
        ("Pruning", (None, None)),
        ("Before 2018", (None, None)),
        ("Papers of 2019 and 2020", (None, None)),
        ("Survey of ICML papers on gates", (None, None)),
    ],
)
def test_what_a_heading_gives(heading: str, stated: Stated) -> None:
    assert from_heading(heading) == stated


@pytest.mark.parametrize(
    ("path", "stated"),
    [
        ("2018-CVPR.md", ("CVPR", 2018)),
        ("ICML2020/list.md", ("ICML", 2020)),
        ("recent conferences/2017-ICCV/pruning.md", ("ICCV", 2017)),
        ("papers/2017/README.md", (None, 2017)),
        ("a2020b.md", (None, None)),
        ("README.md", (None, None)),
    ],
)
def test_what_a_path_gives(path: str, stated: Stated) -> None:
    assert from_path(path) == stated


@pytest.mark.parametrize(
    ("badge", "linked", "stated"),
    [
        ("badge/ICLR-2024-blue", False, ("ICLR", 2024)),
        ("badge/Venue-ICML'22-blue", False, ("ICML", 2022)),
        ("badge/Best_of-AAAI_2020-blue.svg", False, ("AAAI", 2020)),
        ("static/v1?label=x&message=ICML_2020&color=red", False, ("ICML", 2020)),
        ("badge/arXiv-red", False, ("arXiv", None)),
        ("badge/arXiv-red", True, (None, None)),
        ("badge/arXiv-2001.00001-red", True, (None, None)),
        ("github/stars/lab/gates", False, (None, None)),
    ],
)
def test_what_a_badge_gives(badge: str, linked: bool, stated: Stated) -> None:
    assert from_badge(f"https://img.shields.io/{badge}", linked=linked) == stated


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    stated = part(text)

    assert stated is None or stated != (None, None)
    assert all(rest.strip() for rest in parts(text).rest)
    assert from_heading(text) == from_heading(text)
    assert from_path(text) == from_path(text)
