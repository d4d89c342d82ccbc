"""CSV, read back by a reader of RFC 4180's grammar; no cell is a formula."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from bot.export import export
from bot.export.keys import key_of
from bot.export.table import COLUMNS, cell
from bot.models import Paper
from bot.render import plain
from tests.export.papers import ABOUT, EACH, catalogs, paper, real

FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",\r\n]*)')


def read(text: str) -> list[list[str]]:
    """The rows of ``text`` by the grammar of RFC 4180, section 2; anything else is an error."""
    rows: list[list[str]] = [[]]
    at = 0
    while at < len(text):
        field = FIELD.match(text, at)
        assert field
        rows[-1].append(field[1].replace('""', '"') if field[1] is not None else field[2])
        at = field.end()
        if text.startswith("\r\n", at):
            at += 2
            rows += [[]] if at < len(text) else []
        else:
            assert text.startswith(",", at), f"at {at}: {text[at : at + 20]!r}"
            at += 1
    return rows


def test_the_reader_refuses_what_is_no_csv() -> None:
    assert read('a,"b ""c"", d"\r\n,\r\n') == [["a", 'b "c", d'], ["", ""]]
    with pytest.raises(AssertionError):
        read('a"b,c\r\n')


def test_a_row_of_every_kind() -> None:
    assert export("csv", EACH, ABOUT).split("\r\n") == [
        "key,title,authors,year,venue,kind,topic,topics,url,links,id,ids,added,sources",
        (
            "arxiv:1510.00149,Deep Compression: Compressing DNNs with pruning,Song Han; Huizi Mao; William J. Dally,2016,ICLR,"
            "paper,pruning,pruning; quantization,https://arxiv.org/abs/1510.00149,https://github.com/songhan/x,"
            "arxiv:1510.00149,arxiv:1510.00149,2026-11-23,a/list; b/list"
        ),
        (
            'arxiv:2210.17323,GPTQ,"Frantar, Elias; ACME and Sons; et al.",,arXiv,paper,pruning,pruning,,,arxiv:2210.17323,'
            "arxiv:2210.17323,2026-11-23,"
        ),
        (
            "doi:10.1109/5.726791,50% less & more_or_so: $5 #1,Laurens van der Maaten; et al.,2019,TPAMI,paper,pruning,"
            "pruning,https://doi.org/10.1109/5.726791,,doi:10.1109/5.726791,doi:10.1109/5.726791,2026-11-23,"
        ),
        "title:distiller,Distiller,,,,tool,tools,tools,https://example.org/a_b?c=%7Bd%7D&e=%5Bf%5D,,title:distiller,,2026-11-23,",
        f"{key_of('title:压缩')},压缩,,,,paper,pruning,pruning,,,title:压缩,,2026-11-23,",
        "",
    ]


def test_every_paper_of_the_real_catalog_comes_back() -> None:
    papers = real()
    header, *rows = read(export("csv", papers, ABOUT))
    assert header == [*COLUMNS]
    assert [row[1] for row in rows] == [cell(plain(one.title)) for one in papers]


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_g7_no_cell_is_a_formula(sign: str) -> None:
    row = read(export("csv", [paper("title:x", f'{sign}HYPERLINK("http://e.example")')], ABOUT))[1]
    assert row[1] == f'\'{sign}HYPERLINK("http://e.example")'


@given(catalogs)
def test_g7_whatever_titles_hold_every_row_comes_back(papers: list[Paper]) -> None:
    header, *rows = read(export("csv", papers, ABOUT))
    assert {len(row) for row in [header, *rows]} == {len(COLUMNS)}
    assert sorted(row[0] for row in rows) == sorted(key_of(one.id) for one in papers)
    for row in rows:
        assert not [value for value in row if re.match(r"[=+\-@\t\r\n＝＋－＠]", value)]
        assert all(value == plain(value) for value in row)
