"""BibTeX, read back by pybtex, which did not write it, and set by pylatexenc."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from pybtex.database import BibliographyData, parse_string
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from bot.export import export
from bot.export.bibtex import latex, title
from bot.export.keys import key_of
from bot.models import Paper
from bot.render import plain
from tests.export.papers import ABOUT, EACH, catalogs, paper, real, text

LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "?`": "¿", "!`": "¡"}

# What LaTeX's base prints for these: pylatexenc knows not the first two, and takes the others for accents.
SIGNS = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textasciitilde": "~"}
COMMANDS = get_default_latex_context_db()
COMMANDS.add_context_category(
    "signs", macros=[MacroTextSpec(name, sign) for name, sign in SIGNS.items()], prepend=True
)


def read(papers: list[Paper] | tuple[Paper, ...]) -> BibliographyData:
    return parse_string(export("bibtex", papers, ABOUT), "bibtex")


def typeset(source: str) -> str:
    """What LaTeX prints for ``source``, spaces collapsed as it does."""
    return " ".join(LatexNodes2Text(COMMANDS, math_mode="verbatim").latex_to_text(source).split())


def printed(text: str) -> str:
    """What LaTeX prints for ``text`` if nothing in it is a command: only its fonts' ligatures act."""
    return re.sub("---?|``|''|[?!]`", lambda found: LIGATURES[found[0]], plain(text))


def test_an_entry_of_every_kind() -> None:
    assert (
        export("bibtex", EACH, ABOUT)
        == """\
@inproceedings{arxiv:1510.00149,
  title = {Deep Compression: Compressing {DNNs} with pruning},
  author = {Song Han and Huizi Mao and William J. Dally},
  year = {2016},
  booktitle = {ICLR},
  eprint = {1510.00149},
  archiveprefix = {arXiv},
  url = {https://arxiv.org/abs/1510.00149},
  keywords = {pruning, quantization},
}

@misc{arxiv:2210.17323,
  title = {{GPTQ}},
  author = {Frantar, Elias and {ACME and Sons} and others},
  eprint = {2210.17323},
  archiveprefix = {arXiv},
  keywords = {pruning},
}

@article{doi:10.1109/5.726791,
  title = {50\\% less \\& more\\_or\\_so: \\$5 \\#1},
  author = {Laurens van der Maaten and others},
  year = {2019},
  journal = {TPAMI},
  doi = {10.1109/5.726791},
  url = {https://doi.org/10.1109/5.726791},
  keywords = {pruning},
}

@misc{title:distiller,
  title = {Distiller},
  howpublished = {Software},
  url = {https://example.org/a_b?c=%7Bd%7D&e=%5Bf%5D},
  keywords = {tools},
}

@misc{title+15b423d391,
  title = {压缩},
  keywords = {pruning},
}
"""
    )


def test_pybtex_understands_names_as_they_are_meant() -> None:
    entries = read(EACH).entries
    assert [
        (p.first_names, p.prelast_names, p.last_names)
        for p in entries["doi:10.1109/5.726791"].persons["author"]
    ] == [
        (["Laurens"], ["van", "der"], ["Maaten"]),
        ([], [], ["others"]),
    ]
    assert [p.last_names for p in entries["arxiv:2210.17323"].persons["author"]] == [
        ["Frantar"],
        ["{ACME and Sons}"],
        ["others"],
    ]


def test_every_paper_of_the_real_catalog_comes_back() -> None:
    papers = real()
    entries = read(papers).entries
    assert {key: typeset(entry.fields["title"]) for key, entry in entries.items()} == {
        key_of(one.id): printed(one.title) for one in papers
    }


@given(catalogs)
def test_g7_whatever_titles_hold_every_entry_comes_back(papers: list[Paper]) -> None:
    entries = read(papers).entries
    assert [*entries] == [key_of(one.id) for one in sorted(papers, key=lambda one: plain(one.id))]
    for one in papers:
        entry = entries[key_of(one.id)]
        assert typeset(entry.fields["title"]) == printed(plain(one.title) or plain(one.id) or "untitled")
        assert not set(entry.fields.get("url", "")) & set(' {}\\"<>^`|')


@given(text)
def test_g7_no_text_is_a_command(hostile: str) -> None:
    source = latex(plain(hostile))
    named = re.findall(r"\\([a-z]+|.)", source)
    assert set(named) <= {
        *"&%$#_",
        "textbraceleft",
        "textbraceright",
        "textbackslash",
        "textasciitilde",
        "textasciicircum",
    }
    depths = [source[: at + 1].count("{") - source[: at + 1].count("}") for at in range(len(source))]
    assert min(depths, default=0) >= 0 == (depths or [0])[-1]  # as BibTeX counts, to which \{ is a brace


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("MobileNets: Efficient CNNs", "{MobileNets}: Efficient {CNNs}"),
        ("A 3D-CNN on GPUs", "A {3D}-{CNN} on {GPUs}"),
        ("Deep Rewiring_Training", "Deep Rewiring\\_Training"),
        ("Über alles", "Über alles"),
    ],
)
def test_capitals_that_belong_to_a_word_are_kept(written: str, kept: str) -> None:
    assert title(written) == kept


@pytest.mark.parametrize(
    ("id_", "key"),
    [
        ("arxiv:1510.00149", "arxiv:1510.00149"),
        ("doi:10.1007/978-3-031-19775-8_5", "doi:10.1007/978-3-031-19775-8_5"),
        ("openreview:H1xEtoRqtQ", "openreview:H1xEtoRqtQ"),
        ("doi:10.1016/s0(97)<1>", "doi:10.1016/s0-97-1+f5cd6900d3"),
        ("title:深度学习-mobilenet", "title:-mobilenet+eb57e0b6b1"),
    ],
)
def test_a_key_is_the_id_where_that_is_one(id_: str, key: str) -> None:
    assert key_of(id_) == key


@given(text, text)
def test_keys_are_ascii_and_never_meet(one: str, other: str) -> None:
    assert set(key_of(one)) <= {*string.ascii_letters, *string.digits, *"._:/-+"}
    assert (key_of(one) == key_of(other)) == (one == other)


def test_a_large_catalog_is_no_reason_for_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    assert export("bibtex", [paper(f"title:{n}", "x") for n in range(10_000)], ABOUT).count("@misc") == 10_000
    assert caplog.messages == []


def test_g2_a_key_does_not_depend_on_the_rest_of_the_catalog() -> None:
    alike = [paper(f"title:压缩{n}", "压缩") for n in range(50)]
    together = {entry.fields["title"] + key for key, entry in read(alike).entries.items()}
    alone = {entry.fields["title"] + key for one in alike for key, entry in read([one]).entries.items()}
    assert together == alone
    assert len(alone) == 50
