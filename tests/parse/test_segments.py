"""How an item is cut: each segment with the separator before it, and how it is set."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import inline
from bot.markup.inline import Piece
from bot.parse import segments
from bot.parse.segments import MAX_SEGMENTS, Cut, Segment, between, cut
from tests.parse.examples import PAPER, wrong


def cut_up(text: str) -> Cut:
    return cut(inline.read(text, {}))


def parted(text: str) -> list[tuple[str, str]]:
    return [(s.sep, s.text) for s in cut_up(text).segments]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("A title, Ann Lee. ICML 2020", [("line", "A title"), ("comma", "Ann Lee"), ("stop", "ICML 2020")]),
        ("A title: a part; Another", [("line", "A title"), ("colon", "a part"), ("comma", "Another")]),
        ("A title | x • y / z", [("line", "A title"), ("bar", "x"), ("bar", "y"), ("bar", "z")]),
        ("A title - what it is — more", [("line", "A title"), ("dash", "what it is"), ("dash", "more")]),
        ("A title by Ann Lee", [("line", "A title"), ("by", "Ann Lee")]),
        ("A title?! Yes. No", [("line", "A title?!"), ("stop", "Yes"), ("stop", "No")]),
        ("A title  Ann Lee", [("line", "A title"), ("blank", "Ann Lee")]),
        ("A title ICLR 2020", [("line", "A title"), ("gap", "ICLR 2020")]),
        ("A title arXiv:2001.00001", [("line", "A title"), ("gap", "arXiv:2001.00001")]),
        ("ACM ICML 2020", [("line", "ACM ICML 2020")]),
        ("Findings of ACL 2020", [("line", "Findings of ACL 2020")]),
        ("2020-ICLR-Tiny gates", [("line", "2020"), ("dash", "ICLR"), ("dash", "Tiny gates")]),
        ("A. Lee and B. Kim", [("line", "A"), ("initial", "Lee and B"), ("initial", "Kim")]),
        ("Commun. ACM. A title", [("line", "Commun. ACM"), ("stop", "A title")]),
        ("A title[J]. Gate News", [("line", "A title"), ("type", "Gate News")]),
        ("A title[C]//ICML", [("line", "A title"), ("type", "ICML")]),
        ("A title (ICML 2020, Oral), Google", [("line", "A title"), ("bracket", "ICML 2020"), ("comma", "Oral"), ("comma", "Google")]),
        ("“A title” [tag]", [("line", "A title"), ("bracket", "tag")]),
        ("《标题》，作者。会议", [("line", "标题"), ("comma", "作者"), ("stop", "会议")]),
        ("A title<br>Ann Lee", [("line", "A title"), ("line", "Ann Lee")]),
        ("A title\nAnn Lee", [("line", "A title"), ("soft", "Ann Lee")]),
        (":fire: :star: A title :ok: Ann Lee", [("line", "A title"), ("emoji", "Ann Lee")]),
        ("🔥 A title 🚀 Ann Lee", [("line", "A title"), ("emoji", "Ann Lee")]),
        ("well-known v1.0 3:4 state-of-the-art", [("line", "well-known v1.0 3:4 state-of-the-art")]),
        ("1. A title", [("line", "A title")]),
        ("[12] A title", [("line", "A title")]),
        ("#12 A title", [("line", "A title")]),
        ("3、A title", [("line", "A title")]),
        ("[ ] A title", [("line", "A title")]),
        ("", []),
        ("— : ,", []),
        wrong("[x] A title", [("line", "A title")], id="ticked", reason="a ticked box is a tag"),
        pytest.param("2020-ICLR-A gate", [("line", "2020"), ("dash", "ICLR"), ("dash", "A gate")], id="one letter"),
        pytest.param("2020-ICLR-GateNet: gates", [("line", "2020"), ("dash", "ICLR"), ("dash", "GateNet"), ("colon", "gates")], id="camel"),
        pytest.param("Gates e.g. in nets", [("line", "Gates e.g. in nets")], id="e.g."),
    ],
)  # fmt: skip
def test_what_parts_segments(text: str, segments: list[tuple[str, str]]) -> None:
    assert parted(text) == segments


def test_a_segment_keeps_its_place_style_link_line_and_brackets() -> None:
    text = f"**A `b`** (*c*)\n“[d]({PAPER})” [pdf]({PAPER}) [e](#f)"

    pieces = inline.read(text, {})
    link, pdf = (p for p in pieces if p.kind == "link" and p.url == PAPER)

    plain = Segment("", 0, 0, "", 0, None, False, False, False, "", "", False, 1)
    assert cut(pieces) == Cut(
        "A b (c)\n“d” pdf  ",
        [
            replace(plain, text="A", end=1, sep="line", bold=True, style="b"),
            replace(plain, text="b", start=2, end=3, bold=True, code=True, style="bc"),
            replace(plain, text="c", start=5, end=6, sep="bracket", italic=True, style="i", bracket="("),
            replace(plain, text="d", start=9, end=10, sep="bracket", line=1, link=link, quoted=True),
            replace(plain, text="pdf", start=12, end=15, sep="bracket", line=1, link=pdf, resource=True),
        ],
    )


@pytest.mark.parametrize(
    ("text", "first", "last", "whole"),
    [
        ("A title (of a kind), Ann Lee", 0, 1, "A title (of a kind)"),
        ("Gates (short: G) in nets", 0, 3, "Gates (short: G) in nets"),
        ("(Tiny) gates", 0, 1, "(Tiny) gates"),
        ("A “quoted” title. Names", 0, 2, "A “quoted” title"),
        ("《标题》会议", 0, 0, "标题"),
        ("Gates, nets and trees", 0, 1, "Gates, nets and trees"),
    ],
)
def test_text_between_segments_closes_what_it_opens(text: str, first: int, last: int, whole: str) -> None:
    assert between(cut_up(text), first, last) == whole


def test_what_nobody_wrote_costs_bounded_time() -> None:
    assert len(cut_up("a, " * 9000).segments) == MAX_SEGMENTS


_MARKS = ["[", "]", "(", ")", "**", "*", "`", '"', "“", "”", ", ", ". ", ": ", " - ", "|", "\n", "<br>", "[J]", ":x:", "《", "。", " by ", " "]  # fmt: skip
_TEXTS = st.lists(
    st.sampled_from(_MARKS) | st.sampled_from(["Ann", "gates", "2020", "A.", f"[t]({PAPER})", "门"]),
    max_size=30,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(_TEXTS | st.text(max_size=80))
def test_segments_lie_in_order_in_the_flat_text(text: str) -> None:
    done = cut_up(text)

    end = 0
    for segment in done.segments:
        assert end <= segment.start < segment.end <= len(done.flat)
        assert done.flat[segment.start : segment.end] == segment.text
        assert segment.sep in segments._RANK
        end = segment.end


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_what_is_between_segments_says_nothing(text: str) -> None:
    done = cut_up(text)
    places = [(s.start, s.end) for s in done.segments]
    gaps = [done.flat[a:b] for (_, a), (b, _) in pairwise(places)]

    assert all(s.text.strip() == s.text for s in done.segments if s.link is None)
    assert not any("gates" in gap or "门" in gap for gap in gaps)


def test_images_and_links_within_the_page_leave_a_blank() -> None:
    pieces = [Piece("text", "a"), Piece("image", "b", "c"), Piece("link", "d", "#e"), Piece("text", "f")]

    assert cut(pieces).flat == "a  f"
