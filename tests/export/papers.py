"""Papers to export: one of every kind, and any at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from bot.cli.shared import opened
from bot.export import About
from bot.models import KINDS, Link, Mention, Paper

ROOT = Path(__file__).parents[2]
ABOUT = About("Small models", {"pruning": "Pruning & sparsity", "tools": "Tools"}, "owner/list")
DAY = date(2026, 11, 23)


def paper(id_: str, title: str, **fields: object) -> Paper:
    return Paper(**{"id": id_, "title": title, "topic": "pruning", "added": DAY, "ids": (id_,), **fields})  # type: ignore[arg-type]


PUBLISHED = paper(
    "arxiv:1510.00149",
    "Deep Compression: Compressing DNNs with pruning",
    venue="ICLR",
    year=2016,
    authors=("Song Han", "Huizi Mao", "William J. Dally"),
    url="https://arxiv.org/abs/1510.00149",
    links=(Link("code", "https://github.com/songhan/x"), Link("", "javascript:alert(1)")),
    topics=("quantization",),
    mentions=(Mention("b/list", "README.md", "Deep"), Mention("a/list", "README.md", "Deep")),
)
JOURNAL = paper(
    "doi:10.1109/5.726791",
    "50% less & more_or_so: $5 #1",
    venue="TPAMI",
    year=2019,
    authors=("Laurens van der Maaten et al.",),
    url="https://doi.org/10.1109/5.726791",
)
PREPRINT = paper(
    "arxiv:2210.17323", "GPTQ", venue="arXiv", authors=("Frantar, Elias", "ACME and Sons", "et al.")
)
TOOL = paper(
    "title:distiller", "Distiller", kind="tool", topic="tools", url="https://example.org/a_b?c={d}&e=[f]"
)
BARE = paper("title:压缩", "压缩")
EACH = (PUBLISHED, JOURNAL, PREPRINT, TOOL, BARE)


def real() -> tuple[Paper, ...]:
    """The catalog of this very repository."""
    return opened(ROOT)[2].catalog


HOSTILE = (
    *(
        "{",
        "}",
        "\\",
        "$",
        "%",
        "&",
        "#",
        "_",
        "~",
        "^",
        "@",
        '"',
        "'",
        "`",
        ",",
        "=",
        "+",
        "-",
        "\n",
        "\r",
        "\t",
        "\0",
    ),
    *(
        "\x1b[31m",
        "\u202e",
        "\u200b",
        "\ud800",
        "\uffff",
        "\x85",
        "]]>",
        "<!--",
        "<b>",
        "</title>",
        "<script>",
        "&amp;",
    ),
    *(
        "\\input{/etc/passwd}",
        "\\end{document}",
        "=HYPERLINK(1)",
        "@comment{",
        "@article{x,",
        " and ",
        " et al.",
        "et al",
    ),
    *(
        "MobileNet",
        "3D",
        "GPU",
        "of",
        "von der",
        "压缩",
        "🤗",
        "é",
        "e\u0301",
        "ß",
        " ",
        "  ",
        "<i>",
        "http://[",
        "%zz",
    ),
)
text = st.one_of(st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join), st.text(max_size=30))
url = st.one_of(st.none(), text, text.map(lambda tail: f"https://example.org/{tail}"))


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Any paper that a catalog could hold, and some that it could not."""
    id_ = draw(
        st.one_of(text, text.map(lambda tail: f"title:{tail}"), text.map(lambda tail: f"doi:10.1/{tail}"))
    )
    return Paper(
        id_,
        draw(text),
        draw(st.sampled_from(["pruning", "tools", "other"])),
        draw(st.dates()),
        draw(st.sampled_from(KINDS)),
        draw(url),
        draw(st.one_of(st.none(), st.sampled_from(["ICLR", "arXiv", "TPAMI"]), text)),
        draw(st.one_of(st.none(), st.integers(1900, 2100))),
        tuple(draw(st.lists(text, max_size=3))),
        links=tuple(Link(draw(text), draw(url) or "") for _ in range(draw(st.integers(0, 2)))),
        ids=(id_, *draw(st.lists(text.map(lambda tail: f"arxiv:{tail}"), max_size=1))),
        mentions=tuple(Mention(draw(text), "README.md", "x") for _ in range(draw(st.integers(0, 2)))),
    )


catalogs = st.lists(papers(), max_size=4, unique_by=lambda one: one.id)
