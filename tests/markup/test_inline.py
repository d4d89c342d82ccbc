"""One way of writing inline text at a time, as pieces."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.markup.inline import Piece, attributes, label_key, read

U = "http://a.b/c"


def text(said: str, **more: bool) -> Piece:
    return Piece("text", said, **more)


def link(label: str, url: str = U, **more: bool) -> Piece:
    return Piece("link", label, url, **more)


def broken(line: int) -> Piece:
    return Piece("break", "\n", line=line)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(f"[T]({U})", U, id="plain"),
        pytest.param("[T]( http://a.b/c 'tip' )", U, id="blanks-and-title"),
        pytest.param(f"[T] ({U})", U, id="blank-before"),
        pytest.param(f"[T]（{U}）", U, id="full-width"),
        pytest.param("[T](http://a.b/x_(1_(2)).pdf)", "http://a.b/x_(1_(2)).pdf", id="parentheses"),
        pytest.param("[T](my papers/a b.pdf)", "my papers/a b.pdf", id="spaces"),
        pytest.param("[T](<my papers/a (b>)", "my papers/a (b", id="angle-brackets"),
        pytest.param("[T](#a (b) c)", "#a (b) c", id="within-the-page"),
        pytest.param("[T](http://a.b/ü%20é?x=1&amp;y)", "http://a.b/ü%20é?x=1&amp;y", id="byte-for-byte"),
        pytest.param("[T]()", "", id="empty"),
        pytest.param("[T][r]", "http://r", id="reference"),
        pytest.param("[T][ R ]", "http://r", id="reference-by-any-case"),
        pytest.param("[T]", "http://t", id="shortcut"),
        pytest.param("[T][]", "http://t", id="collapsed"),
        pytest.param('<a class="x" href="http://a.b/?x=1&amp;y=2">T</a>', "http://a.b/?x=1&y=2", id="html"),
        pytest.param("<A HREF=http://a.b/c>T</A>", U, id="html-without-quotes"),
        pytest.param(f"<a href='{U}'>T", U, id="html-left-open"),
    ],
)
def test_a_link_leads_where_its_author_meant(source: str, target: str) -> None:
    references = {label_key("r"): "http://r", label_key("T"): "http://t"}

    assert list(read(source, references)) == [link("T", target)]


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        pytest.param(f"see {U}.", [text("see "), link(U, bare=True), text(".")], id="bare"),
        pytest.param(f"<{U}>", [link(U, bare=True)], id="in-angle-brackets"),
        pytest.param("http://a.b/x_y_z*", [link("http://a.b/x_y_z", "http://a.b/x_y_z", bare=True), text("*")], id="underscores"),
        pytest.param(f"[http://x.y]({U})", [link("http://x.y")], id="bare-in-a-label"),
        pytest.param(f"[[pdf]({U})]", [text("["), link("pdf"), text("]")], id="in-brackets"),
        pytest.param(f"[a] [b]({U})", [text("[a] "), link("b")], id="brackets-before"),
        pytest.param(f"<a id='x'></a>T[^1] [pdf]({U})", [text("T "), link("pdf")], id="anchor-without-href"),
        pytest.param(f"[T]({U})[^1] x", [link("T"), text(" x")], id="footnote-mark"),
        pytest.param("a[^1][^two], `[^3]`", [text("a, "), text("[^3]", code=True)], id="footnote-marks"),
        pytest.param("a<sup>[1](#x), <a href='#y'>2</a></sup>b", [text("ab")], id="raised-footnote-marks"),
        pytest.param(f"a <!-- [b]({U}) --> c<!-- d", [text("a  c")], id="comments"),
        pytest.param("x&nbsp;&nbsp;y &amp; \xa0z", [text("x y & z")], id="white-space"),
        pytest.param(":rocket: R\\_x \\* 3", [text(":rocket: R_x * 3")], id="short-code-and-escapes"),
        pytest.param("$O(n_1^2)$ for $5 and $6", [text("$O(n_1^2)$ for $5 and $6")], id="math"),
        pytest.param("2 ** 3, a__b, 5*3, ~80%", [text("2 ** 3, a__b, 5*3, ~80%")], id="signs"),
        pytest.param("~~old~~ new", [text("old new")], id="struck-out"),
        pytest.param("a<k> < b > c", [text("a<k> < b > c")], id="no-tags"),
    ],
)  # fmt: skip
def test_what_stands_around_links(source: str, pieces: list[Piece]) -> None:
    assert list(read(source, {})) == pieces


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        pytest.param(f"[**T**]({U})", [link("T", bold=True)], id="bold-in-a-link"),
        pytest.param(f"**[T]({U})**", [link("T", bold=True)], id="link-in-bold"),
        pytest.param(f"<b><a href='{U}'>T</a></b>", [link("T", bold=True)], id="link-in-html-bold"),
        pytest.param(f"<a href='{U}'><strong>T</strong></a>", [link("T", bold=True)], id="html-bold-in-a-link"),
        pytest.param(f"[**T** x]({U})", [link("T x")], id="half-bold-link"),
        pytest.param("**T **x", [text("T ", bold=True), text("x")], id="blank-before-the-end"),
        pytest.param(f"**T **[a]({U}) **b**", [text("T ", bold=True), link("a"), text(" "), text("b", bold=True)], id="blank-and-more"),
        pytest.param("**题：**文", [text("题：", bold=True), text("文")], id="cjk"),
        pytest.param("**T", [text("T")], id="bold-left-open"),
        pytest.param("*T* _U_ *V", [text("T", italic=True), text(" "), text("U", italic=True), text(" *V")], id="italic"),
        pytest.param("***T***", [text("T", bold=True, italic=True)], id="both"),
        pytest.param("A*, B*, C", [text("A*, B*, C")], id="stars-behind-names"),
        pytest.param("``a`b``", [text("a`b", code=True)], id="code"),
    ],
)  # fmt: skip
def test_styles(source: str, pieces: list[Piece]) -> None:
    assert list(read(source, {})) == pieces


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        pytest.param("![a *b*](s.png)", [Piece("image", "a b", "s.png")], id="image"),
        pytest.param("<img alt='a' src='s.png'>", [Piece("image", "a", "s.png")], id="html-image"),
        pytest.param(f"[![a](s.png)]({U})", [Piece("link", "a", U, badge=True, image="s.png")], id="badge"),
        pytest.param(f"<a href='{U}'> <img src=s.png> </a>", [Piece("link", "  ", U, badge=True, image="s.png")], id="html-badge"),
        pytest.param(f"[![a](s.png) T]({U})", [link("a T")], id="image-and-words"),
    ],
)  # fmt: skip
def test_images(source: str, pieces: list[Piece]) -> None:
    assert list(read(source, {})) == pieces


@pytest.mark.parametrize("hard", ["  \n", "\\\n"])
def test_breaks_and_the_lines_that_things_stand_on(hard: str) -> None:
    source = f"a\nb{hard}<b>c</b><br>[d\ne]({U})\n`f\ng`<!-- \n -->\n[h](\n{U})"

    assert list(read(source, {})) == [
        text("a\nb"),
        broken(1),
        Piece("text", "c", line=2, bold=True),
        broken(2),
        Piece("link", "d\ne", U, line=2),
        Piece("text", "\n", line=3),
        Piece("text", "f g", line=4, code=True),
        Piece("text", "\n", line=6),
        Piece("link", "h", U, line=7),
    ]


def test_a_very_long_text_is_read_to_its_end() -> None:
    source = f"word [a]({U})\n" * 5000

    pieces = read(source, {})

    assert [p.line for p in pieces if p.kind == "link"] == list(range(5000))
    assert {p.text for p in pieces if p.kind == "text"} == {"word ", "\nword ", "\n"}


def test_attributes_are_read_as_html_means_them() -> None:
    assert attributes(" HREF='a&amp;b' width=3 alt = \"\" ") == {"href": "a&b", "width": "3", "alt": ""}


_LABELS = st.text(st.sampled_from("ab c中é.,:"), min_size=1, max_size=8).map(lambda s: "x" + s.strip() + "x")
_LINKS = st.tuples(
    _LABELS, st.sampled_from(["[{}]({})", "**[{}]({})**", "[**{}**]({})", "[{}] ({})", "<a href='{}'>{}</a>"])
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_LINKS, max_size=6), st.sampled_from(["", " ", " - ", ", ", "\n", "<br>", " ** "]))
def test_no_mark_up_of_a_link_is_left_in_the_text(links: list[tuple[str, str]], between: str) -> None:
    def written(label: str, form: str) -> str:
        return form.format(U, label) if form.startswith("<") else form.format(label, U)

    pieces = read(between.join(written(*made) for made in links), {})

    assert [p.text for p in pieces if p.kind == "link"] == [label for label, _ in links]
    assert not any(c in p.text for p in pieces for c in "[]()<")


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.sampled_from("[]()!<>*_`~$&\\\n\"'#^ ab:/.-|") | st.characters(), max_size=60))
def test_any_text_is_read(source: str) -> None:
    pieces = read(source, {"a": "b"})

    assert pieces == read(source, {"a": "b"})
    assert all(p.text or p.kind != "text" for p in pieces)
    assert all(0 <= p.line <= source.count("\n") for p in pieces)
