"""Text and URLs from outside, in every place they go to: inert, and reading as they did (G7)."""

from __future__ import annotations

import json
import re
import sys
import time
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.render import attribute, log_safe, markdown, plain, safe_url
from bot.render.escape import json_line

# What attackers and honest authors write; each goes into the frames below.
PAYLOADS = [
    *(
        "@user",
        "@org/team",
        "a@b.example",
        "mailto:a@b.example",
        "#1",
        "owner/repo#12",
        "GH-3",
        "gh-3",
        "Gh-3",
        "gH-3",
    ),
    *("fixes #4", "Closes: owner/repo#5", "resolves https://github.com/o/r/issues/6", "owner/repo@deadbeef1"),
    *(
        "1234567",
        "deadbeefcafe",
        "DEADBEEFCAFE",
        "0123456789abcdef0123456789abcdef01234567",
        "0123456789abcdef" * 4,
        "CVE-2020-1",
        "GHSA-a1b2-c3d4-e5f6",
    ),
    *(
        "https://evil.example/",
        "http://evil.example",
        "ftp://evil.example",
        "www.evil.example",
        "WWW.EVIL.EXAMPLE",
    ),
    *(
        "javascript:alert(1)",
        "<https://evil.example>",
        "<a@b.example>",
        "xmpp:a@b.example",
        "https://x.example/#1",
    ),
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<b>",
        "</a>",
        "<!-- -->",
        "<!--",
        "-->",
        "<?x?>",
    ),
    *(
        "<![CDATA[x]]>",
        "<!DOCTYPE x>",
        "<svg/onload=x>",
        "<a href='javascript:x'>",
        "<details open>",
        "<br/>",
        "a<b>c",
    ),
    *(
        "[a](https://evil.example)",
        "![a](https://evil.example)",
        "[a][b]",
        "[b]",
        "[^1]",
        "[^1]: x",
        "[ ]",
        "[x]",
    ),
    *(
        "[b]: https://evil.example",
        "](https://evil.example)",
        "]: x",
        "![",
        "a](b",
        "[[wiki]]",
        "[!NOTE]",
        "a]b[c",
    ),
    *(
        "*a*",
        "**a**",
        "_a_",
        "__a__",
        "***",
        "___",
        "~a~",
        "~~a~~",
        "a_b_c",
        "_a b_",
        "*",
        "A* search",
        "snake_case_name",
    ),
    *(
        "`a`",
        "``",
        "```",
        "``` `",
        "~~~",
        "`<b>`",
        "\\",
        "\\\\",
        "\\*a\\*",
        "\\@user",
        "a\\",
        "\\`a`",
        "C:\\dir\\file",
    ),
    *(
        "$x$",
        "$$x$$",
        "$`x`$",
        "costs $5 to $6",
        "$\\frac{1}{2}$",
        ":smile:",
        ":+1:",
        "a:b:c",
        ":a",
        "::warning::x",
    ),
    *(
        "&lt;",
        "&amp;",
        "&copy;",
        "&#64;user",
        "&#x40;user",
        "&notanentity;",
        "AT&T",
        "&copy",
        "R&D;",
        "a & b",
    ),
    *(
        "|",
        "a|b",
        "| a | b |",
        "|--|",
        "\\|",
        "# a",
        "## a ##",
        "a #",
        "#",
        "###### x",
        "C#",
        "a ##",
        "#a",
        "#1#2",
    ),
    *(
        "- a",
        "+ a",
        "* a",
        "1. a",
        "1.",
        "1)",
        "1) a",
        "2023. a",
        "> a",
        ">a",
        "---",
        "***a",
        "===",
        "-",
        "+",
        "=",
        "- [ ] a",
        "-5%",
    ),
    *(
        "a\nb",
        "a\r\nb",
        "a\n\n# b",
        "a\n- b",
        "a  \nb",
        "\ta",
        "    a",
        "a\u2028b",
        "a\x85b",
        "a\x0bb",
        "\n\n",
    ),
    *(
        "a\u202eb",
        "\u2066a\u2069",
        "a\u200bb",
        "@\u200buser",
        "\ufeffa",
        "#\u200d1",
        "a\u00adb",
        "\U000e0041",
        "a\ud800b",
    ),
    *(
        "\x1b[31mred\x1b[0m",
        "\x1b]0;title\x07",
        "a\x00b",
        "a\x08b",
        "\x9b31m",
        "\x7f",
        "::set-output name=a::b",
        "##[error]x",
    ),
    *(
        "{{ config }}",
        "{% include 'x' %}",
        "<!-- bot:papers end -->",
        "\n<!-- bot:papers end -->\n",
        "{#",
        "${{ github.token }}",
    ),
    *(
        "naïve Bayes",
        "神经网络：剪枝",
        "N:M sparsity",
        "W&A 2-bit",
        "<0.5MB",
        "50x > 2x",
        "“Learning-Compression”",
        "👩‍💻 🤗",
    ),
]
FRAMES = ["{}", "a {} b", "({})", "{0} {0}", "x{}y"]
HOSTILE = [frame.format(payload) for payload in PAYLOADS for frame in FRAMES]

PLACES = {
    "paragraph": ("{}", "p"),
    "second line": ("a\n{}", "p"),
    "item": ("- {}", "li"),
    "heading": ("## {}", "h2"),
    "cell": ("| a |\n|--|\n| {} |", "td"),
    "label": ("[{}](https://good.example)", "a"),
    "quoted item": ("> 1. {}", "li"),
}

# What GitHub looks for in each run of text of a finished page.
LATER = re.compile(
    r"@[A-Za-z0-9]|\#\d|\b(?:GH|GHSA|CVE)-\w|(?<![A-Za-z0-9])[0-9a-f]{7,64}(?![A-Za-z0-9])|:[\w+-]+:"
    r"|\w://|\bwww\.\w|\$.*\$",
    re.IGNORECASE,
)


class Page(HTMLParser):
    """The runs of text of a page, the text inside each kind of element, and all tags with attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.inside: dict[str, str] = {}
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        if tag not in ("hr", "br", "img"):
            self._open.append(tag)
            self.inside.setdefault(tag, "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.runs.append(data)
        for tag in set(self._open):
            self.inside[tag] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a live comment: {data}")


def github() -> MarkdownIt:
    markdown_it = MarkdownIt("gfm-like", {"html": True})
    # GitHub links neither bare domains nor URLs without a scheme.
    markdown_it.linkify.set({"fuzzy_link": False})
    markdown_it.linkify.add("//", None)
    return markdown_it


GITHUB = github()


def assert_inert(text: str) -> None:
    escaped, expected = markdown(text), plain(text)
    assert "\n" not in escaped
    for frame, element in PLACES.values() if expected else ():
        page = Page(GITHUB.render(frame.format(escaped)))
        allowed = Page(GITHUB.render(frame.format("x")))
        assert page.inside[element].removeprefix("a\n").strip() == expected
        assert [tag for tag in page.tags if tag[0] != "span"] == allowed.tags
        assert {attributes for tag, attributes in page.tags if tag == "span"} <= {()}
        assert [run for run in page.runs if LATER.search(run)] == []


def test_there_are_enough_of_them() -> None:
    assert len(set(HOSTILE)) > 800


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_and_reads_as_it_did(text: str) -> None:
    assert_inert(text)


@given(st.text() | st.text("ab1 _*`~[]()<>!|\\#@$&;:/.-+=w\n\"'0"))
def test_any_text_is_inert_and_reads_as_it_did(text: str) -> None:
    assert_inert(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deep Compression: Pruning, Trained Quantization (2016)!", None),
        ("SqueezeNet: 50x fewer parameters and <0.5MB model size", None),
        ("To prune, or not to prune - a study of N:M sparsity & more; 3.5% off", None),
        ("snake_case_name", None),
        ("C# and F#", "C# and F\\#"),
        ("A* search", "A\\* search"),
        ("2023. A year", "2023\\. A year"),
        ("AT&T and R&amp;D", "AT&T and R&amp;amp;D"),
    ],
)
def test_only_what_needs_it_is_escaped(text: str, expected: str | None) -> None:
    assert markdown(text) == (text if expected is None else expected)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://arxiv.org/abs/1510.00149", "https://arxiv.org/abs/1510.00149"),
        ("  http://a.example/x?y=1&z=2#w ", "http://a.example/x?y=1&z=2#w"),
        ("https://a.example/x_(y)_*z*", "https://a.example/x_%28y%29_*z*"),
        ("https://a.example/a b<c>\"d'|`\\", "https://a.example/a%20b%3Cc%3E%22d'%7C%60%5C"),
        ("https://a.example/?a&copy;&amp;", "https://a.example/?a&amp;copy;&amp;amp;"),
        ("https://a.example/纸", "https://a.example/%E7%BA%B8"),
        ("ftp://a.example/x", None),
        ("https://a.example/%zz%", "https://a.example/%zz%"),
        ("https://[2001:db8::1]/a b", "https://[2001:db8::1]/a%20b"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        (
            "https://bücher.example/?of=bücher.example",
            "https://xn--bcher-kva.example/?of=b%C3%BCcher.example",
        ),
        ("https://a..example/x y", "https://a..example/x%20y"),
        ("https://a.example/%7Eb", "https://a.example/%7Eb"),
        ("https://a.example/%7E b", "https://a.example/%7E%20b"),
        ("https://a.example/\u202ex\ny", "https://a.example/%E2%80%AEx%0Ay"),
        ("HTTPS://A.example", "HTTPS://A.example"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("mailto:nobody", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("ht\ntp://a.example", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("//a.example", None),
        ("/x", None),
        ("https://", None),
        ("https:///x", None),
        ("https://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_urls(url: str | None, expected: str | None) -> None:
    assert safe_url(url) == expected


@given(st.text() | st.builds("https://a.example/{}".format, st.text("ab ()<>[]\\\"'`*_&;#\n|:$%é")))
def test_any_url_is_one_link_or_none(url: str) -> None:
    safe = safe_url(url)
    if safe is None:
        return
    page = Page(GITHUB.render(f"- [x]({safe}) y"))
    links = [dict(attributes)["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert [urlsplit(link).scheme in ("http", "https", "mailto") for link in links] == [True]
    assert page.inside["li"] == "x y"
    assert safe.isascii()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\x07end", "red end"),
        ("a\u202eb\u200bc\x00d\n\te ", "abcd e"),
        ("\x9b1;31mred\x9bm \x1b[2Kend", "red end"),
        ("a \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x07 b", "a link b"),
        ("\x1bcreset \x1b(0line \x1b#8 \x1bMup", "reset line up"),
        ("神经网络", "神经网络"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


# Formats that are seen: signs of numbers and verses, and what joins shorthand and hieroglyphs.
SEEN = {
    *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
    *range(0x13430, 0x13440), *range(0x1BCA0, 0x1BCA4),
}  # fmt: skip
# Letters and marks that look like nothing: joiners, fillers of Hangul, variation selectors, tags.
BLANK = [
    0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x3164, 0xFFA0, *range(0xFFF0, 0xFFF9),
    *range(0xE0000, 0xE1000),
]  # fmt: skip


def test_no_character_is_left_that_is_not_seen() -> None:
    formats = [
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs") and code not in SEEN
    ]
    assert [hex(code) for code in (*formats, *BLANK) if chr(code) in plain(f"a{chr(code)}.")] == []
    assert [hex(code) for code in SEEN if plain(f"a{chr(code)}b") != f"a{chr(code)}b"] == []


def test_json_leaves_a_terminal_nothing_to_obey() -> None:
    obeyed = [
        *range(0x20),
        *range(0x7F, 0xA0),
        0x200E,
        0x200F,
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        0xFEFF,
    ]
    lines = {code: json_line(chr(code)) for code in obeyed}
    assert [hex(code) for code, line in lines.items() if chr(code) in line] == []
    assert [json.loads(line) for line in lines.values()] == [chr(code) for code in obeyed]


@given(st.text())
def test_plain_is_one_printable_line(text: str) -> None:
    line = plain(text)
    assert plain(line) == line
    assert line.isprintable() or all(c.isprintable() or not c.isspace() for c in line)
    assert not any(ord(c) < 32 for c in line)
    line.encode()


@pytest.mark.parametrize(
    "command", ["::set-output name=x::y", " ::error::x", "\r\n::error::x", "a ##[error]b", "::::x"]
)
def test_a_log_line_is_no_workflow_command(command: str) -> None:
    line = log_safe(command)
    assert not line.startswith("::")
    assert "##[" not in line
    assert line.replace(" ", "") == plain(command).replace(" ", "")


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"title": "神经网络 π", "year": None}, '{"title": "神经网络 π", "year": null}'),
        ("a\x1b[2J\nb", r'"a\u001b[2J\nb"'),
        ("a\x7f\x9b\u202eb é", r'"a\u007f\u009b\u202eb é"'),
        ("\u3000\ue000", '"\u3000\ue000"'),
    ],
)
def test_json_keeps_every_script_and_nothing_that_a_terminal_obeys(value: object, line: str) -> None:
    assert json_line(value) == line
    assert json.loads(line) == value


def test_attributes_cannot_be_left() -> None:
    assert attribute("\"><script>'&\n\u202e") == "&quot;&gt;&lt;script&gt;&#x27;&amp;"


@pytest.mark.parametrize(
    "unit", [":a", "#1", "[", "&a", "_", "0123456 ", "\x1b[", "\x1b]", "-", "1", "www.", "$", "\\"]
)
def test_long_text_takes_no_long(unit: str) -> None:
    began = time.process_time()
    markdown(unit * 200_000)
    log_safe(unit * 200_000)
    safe_url(f"https://a.example/{unit * 200_000}")
    assert time.process_time() - began < 30  # it would take hours
