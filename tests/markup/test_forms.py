"""Whatever form a list comes in, its entries are the same; what is no list is named in one sentence."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.markup import NO_LISTS, SUFFIXES, form_of, not_as_named
from bot.models import Entry, Link
from bot.parse import Unreadable, parse

SLIM, THIN = "https://arxiv.org/abs/2101.00101", "https://arxiv.org/abs/2101.00102"


def said(
    path: str, text: str | bytes, base: str | None = None
) -> list[tuple[int, str, str | None, tuple[str, ...]]]:
    """Line, title, address and section of each entry."""
    return [(one.line, one.title, one.url, one.section) for one in parse(path, text, base).entries]


TWO = [("Slim Pruning of Encoders", SLIM), ("Thin Pruning of Decoders", THIN)]
LISTS = {
    "a.md": (f"# List\n\n## Pruning\n\n- [{TWO[0][0]}]({SLIM})\n- [{TWO[1][0]}]({THIN})\n", 5),
    "a.html": (
        ("<!DOCTYPE html><html><head><title>x</title></head><body>\n<h1>List</h1>\n<h2>Pruning</h2>\n<ul>\n"
        f'<li><a href="{SLIM}">{TWO[0][0]}</a></li>\n<li><a href="{THIN}">{TWO[1][0]}</a></li>\n</ul></body></html>'),
        5,
    ),
    "a.rst": (f"List\n====\n\nPruning\n-------\n\n* `{TWO[0][0]} <{SLIM}>`_\n* `{TWO[1][0]} <{THIN}>`__\n", 7),
    "a.org": (f"* List\n** Pruning :tag:\n\n- [[{SLIM}][{TWO[0][0]}]]\n- [[{THIN}][{TWO[1][0]}]]\n", 4),
    "a.adoc": (f"= List\n\n== List\n\n=== Pruning\n\n* {SLIM}[{TWO[0][0]}]\n* {THIN}[{TWO[1][0]}]\n", 7),
    "a.csv": (f"Title,Link,Category\n{TWO[0][0]},{SLIM},Pruning\n{TWO[1][0]},{THIN},Pruning\n", 2),
    "a.tsv": (f"paper title\turl\ttopic\n{TWO[0][0]}\t{SLIM}\tPruning\n{TWO[1][0]}\t{THIN}\tPruning\n", 2),
    "a.json": (json.dumps({"Pruning": [{"name": n, "pdf": u} for n, u in TWO]}, indent=0), 3),
    "a.jsonl": ("".join(json.dumps({"title": n, "url": u, "section": "Pruning"}) + "\n" for n, u in TWO), 1),
    "a.yml": (f"Pruning:\n- title: {TWO[0][0]}\n  url: {SLIM}\n- {{title: {TWO[1][0]}, url: '{THIN}'}}\n", 2),
}  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_list_says_the_same_in_every_form(path: str) -> None:
    text, first = LISTS[path]
    found = said(path, text.encode())
    assert [(title, url) for _, title, url, _ in found] == TWO
    assert found[0][0] == first
    assert {section[-1:] for *_, section in found} == {("Pruning",)}


@pytest.mark.parametrize("path", [path for path in LISTS if path != "a.yml"])
def test_a_name_that_says_nothing_leaves_the_form_to_the_content(path: str) -> None:
    text, _ = LISTS[path]
    more = "\n#+TITLE: x\n" if path == "a.org" else ""
    assert [title for _, title, _, _ in said("list", text + more)] == [title for title, _ in TWO]


def test_restructuredtext_is_read_with_its_tables_and_lines() -> None:
    text = (
        "Slim Resources\n==============\n\n4. Papers\n---------\n\n"
        f"* Lee, A. and Kim, B., 2021. `Slim outlier detection: a survey <{SLIM}>`_. *ACM Computing Surveys*.\n"
        "* `Thin trees`__\n\n__ https://arxiv.org/abs/2101.00102\n\n"
        "==================================  =====  ====  ==========================================\n"
        "Paper Title                         Venue  Year  Materials\n"
        "==================================  =====  ====  ==========================================\n"
        "Slim ensembles of outlier scores    KDD    2020  `[PDF] <https://arxiv.org/pdf/2001.00103>`_\n"
        "==================================  =====  ====  ==========================================\n\n"
        ".. include:: /etc/passwd\n"
    )
    assert said("README.rst", text) == [
        (7, "Slim outlier detection: a survey", SLIM, ("4. Papers",)),
        (8, "Thin trees", THIN, ("4. Papers",)),
        (15, "Slim ensembles of outlier scores", "https://arxiv.org/pdf/2001.00103", ("4. Papers",)),
    ]


def test_bibtex_entries_are_entries_and_a_key_may_be_there_twice() -> None:
    text = (
        '% refs\n@string{nips = "NeurIPS"}\n@inproceedings{han,\n  title = {Deep {C}ompression of {\\"U}ber Nets},\n'
        "  author = {Han, Song and William J. Dally},\n  booktitle = {ICLR}, year = 2016, eprint = {1510.00149}\n}\n"
        '@article{x, title="Slim Nets", author={Bee, Ann}, journal=nips, year={2019}, doi={10.1145/12.34}}\n'
        "@article{x, title={Slim Nets Again}, year={2020}, url={https://a.org/b_c}}\n"
    )
    first = "https://arxiv.org/abs/1510.00149"
    title = "Deep Compression of Über Nets"
    assert parse("refs.bib", text).entries[0] == Entry(
        "refs.bib", 3, title, first, (Link(title, first),), (), "ICLR", 2016, ("Song Han", "William J. Dally")
    )
    assert said("refs.bib", text)[1:] == [
        (8, "Slim Nets", "https://doi.org/10.1145/12.34", ()),
        (9, "Slim Nets Again", "https://a.org/b_c", ()),
    ]


def test_bibtex_within_markdown_is_none() -> None:
    assert said("a.md", "# L\n\n```bibtex\n@article{x, title={Slim Nets of Old}, year={2019}}\n```\n") == []


def test_records_are_found_however_deep_under_the_keys_above_them() -> None:
    text = """{"Pruning": {
  "Deep Compression of Nets": {"url": "https://a.org/1", "year": 2015},
  "Slim Nets Are Thin": "https://a.org/2"},
 "low_rank": [
  {"title": "Eight Bits Are Enough", "links": {"pdf": "https://x.org/a.pdf", "code": "https://github.com/a/b"},
   "authors": [{"name": "Ann Bee"}, {"given": "Cy", "family": "Dee"}], "scores": {"a": 3.0}}],
 "groups": [{"name": "Distillation", "papers": [{"name": "Teacher and Student", "paper": "https://a.org/3"}]}],
 "version": 3}"""
    assert said("a.json", text) == [
        (2, "Deep Compression of Nets", "https://a.org/1", ("Pruning",)),
        (3, "Slim Nets Are Thin", "https://a.org/2", ("Pruning",)),
        (5, "Eight Bits Are Enough", "https://x.org/a.pdf", ("low rank",)),
        (7, "Teacher and Student", "https://a.org/3", ("groups", "Distillation", "papers")),
    ]
    assert parse("a.json", text).entries[2].authors == ("Ann Bee", "Cy Dee")


def test_a_table_cell_over_several_lines_counts_them() -> None:
    text = 'Paper Title;Venue;Date;PDF\n"Slim\nnets; of things";ICML;2020-01-02;https://a.org/x.pdf\nThin nets of old;;2019;\n'
    assert said("a.csv", text) == [
        (2, "Slim nets; of things", "https://a.org/x.pdf", ()),
        (4, "Thin nets of old", None, ()),
    ]


PAGE = f"""<!doctype html><html><head><title>t</title><script>var a = "<li>no";</script></head><body>
<div id="header"><ul id="navList"><li><a href="https://blog.example/">Home of the blog</a></li></ul></div>
<div id="sideBar"><ul><li><a href="/c/1.html">Notes on deep learning</a></li></ul></div>
<div class="post"><h1>模型压缩论文整理</h1>
<p>最近在做深度学习模型压缩，整理了一些相关的论文，包括剪枝、量化与知识蒸馏，希望对大家有所帮助。转载请注明出处。</p>
<h2 id="p">一、剪枝<a class="headerlink" href="#p">¶</a></h2>
<p>1. <a href="{SLIM}">Slim_Pruning of *Wide* Encoders</a>，ICLR 2016<br>
2. <a href="../papers/thin.pdf">Thin Pruning of Decoders</a></p>
<p>这篇文章提出了一种新的方法，用L1范数来判断卷积核的重要性，参见<a href="/u/p/2.html">我的笔记</a>。</p>
<table><tr><th>Title</th><th>Year</th></tr>
<tr><td>Slim Models of Things</td><td><a href="https://x.example/y">2020</a></td></tr></table>
</div></body></html>"""
PAGED = [
    (7, "Slim_Pruning of *Wide* Encoders", SLIM, ("一、剪枝",)),
    (8, "Thin Pruning of Decoders", "https://blog.example/u/papers/thin.pdf", ("一、剪枝",)),
    (11, "Slim Models of Things", "https://x.example/y", ("一、剪枝",)),
]


def test_of_a_page_only_its_content_is_read() -> None:
    assert said("1.html", PAGE, "https://blog.example/u/p/1.html") == PAGED


def test_a_page_in_another_encoding_is_read() -> None:
    data = PAGE.replace("¶", "#").replace("<title>", '<meta charset="gbk"><title>').encode("gbk")
    assert said("1", data, "https://blog.example/u/p/1.html") == PAGED


def test_a_gallery_is_a_paper_a_card() -> None:
    cell = '<td align="center"><a href="{}"><img src="a.png" alt="teaser"><br><b>{}</b></a></td>\n'
    papers = "".join(cell.format(url, title) for title, url in TWO)
    found = said("a.md", f"# G\n## Papers\n<table>\n<tr>\n{papers}</tr>\n</table>\n")
    assert found == [(5, TWO[0][0], SLIM, ("Papers",)), (6, TWO[1][0], THIN, ("Papers",))]


@pytest.mark.parametrize(
    ("path", "data", "why"),
    [
        ("a.ipynb", b"{}", "a.ipynb is a Jupyter notebook, which is not read as a list"),
        ("a.md", b"%PDF-1.4\n\xff", "a.md is a PDF document, which is not read as a list"),
        ("a", b"PK\x03\x04", "a is an archive or office document, which is not read as a list"),
        ("a.csv", b"epoch,loss\n1,0.3\n", "a.csv holds no records with titles, so there is nothing to read in it"),
        ("a.json", b'{"a": ', "a.json is not JSON: Expecting value: line 1 column 7 (char 6)"),
        ("a.json", b"[" * 100_000, "a.json is nested too deeply to be read"),
        ("a.yml", b"a: &x [*x]", "a.yml:1: anchors and aliases (& and *) are not allowed; put quotes around text that begins so"),
        ("a.yml", b"on: push\njobs: {a: {runs-on: b}}\n", "a.yml holds no records with titles, so there is nothing to read in it"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_named_in_one_sentence(path: str, data: bytes, why: str) -> None:
    with pytest.raises(BotError) as caught:
        parse(path, data)
    assert str(caught.value) == why


def test_without_pandoc_it_is_said_where_that_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(Unreadable) as caught:
        parse("a.org", "* x")
    assert str(caught.value) == (
        "a.org is Org, which is read only where pandoc is: pip install 'list-sync-bot[formats]'"
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rst", ".. include:: {}\n\n.. raw:: html\n   :file: {}\n\n.. csv-table::\n   :file: {}\n"),
        ("a.org", '#+INCLUDE: "{}"\n\n- x\n'),
        ("a.adoc", "include::{}[]\n"),
    ],
)
def test_no_list_brings_in_a_file_of_this_machine(path: str, text: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"* `Slim Secret of State <{SLIM}>`_\n* {SLIM}[Slim Secret of State]\n", "utf-8")
    found: object = ""
    with suppress(Unreadable):
        found = parse(path, text.replace("{}", str(secret)))
    assert "Slim Secret" not in repr(found)


def test_a_form_is_told_by_any_spelling_of_its_name() -> None:
    assert [form_of(path, "") for path in ("A.RST", "b.Markdown", "c.YML")] == ["rst", "markdown", "yaml"]
    assert len(set(SUFFIXES)) == len(SUFFIXES)
    assert not set(SUFFIXES) & {suffix for suffixes in NO_LISTS.values() for suffix in suffixes}


def test_g5_a_page_in_place_of_a_file_is_noticed() -> None:
    assert not_as_named("README.md", b"\n<!DOCTYPE html>") == "README.md is an HTML page, not Markdown"
    assert not_as_named("a.csv", b"<html>") == "a.csv is an HTML page, not CSV"
    assert [not_as_named(path, b"<html>") for path in ("index.html", "78441332")] == [None, None]


def test_reading_markdown_needs_none_of_what_reads_other_forms() -> None:
    loaded = "import sys, bot.parse; print(*{'csv', 'yaml', 'lxml', 'docutils', 'bibtexparser'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


TITLES = st.lists(
    st.from_regex(r"[A-Z][a-z]{3,8}( [a-z]{4,9}){3,5}", fullmatch=True), min_size=1, max_size=5, unique=True
)


@given(TITLES, st.sampled_from(",;\t"))
def test_what_csv_was_written_of_is_read(titles: list[str], delimiter: str) -> None:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=delimiter)
    rows.writerows([("title", "url"), *((title, f"https://a.org/{n}") for n, title in enumerate(titles))])
    found = [(n + 2, title, f"https://a.org/{n}", ()) for n, title in enumerate(titles)]
    assert said("a.csv", text.getvalue()) == found


@given(TITLES, st.integers(0, 2))
def test_what_json_was_written_of_is_read(titles: list[str], indent: int) -> None:
    records = [{"title": title, "url": f"https://a.org/{n}"} for n, title in enumerate(titles)]
    found = [(n, title, f"https://a.org/{n}", ()) for n, title in enumerate(titles)]
    text = json.dumps({"papers": records}, indent=indent)
    assert [(title, url) for _, title, url, _ in said("a.json", text)] == [row[1:3] for row in found]
    lines = "\n".join(map(json.dumps, records))
    assert said("a.jsonl", lines) == [(n + 1, *rest) for n, *rest in found]


@given(TITLES)
def test_what_bibtex_was_written_of_is_read(titles: list[str]) -> None:
    text = "".join(
        f"@misc{{k,\n title = {{{{{t}}}}},\n url = {{https://a.org/{n}}}\n}}\n" for n, t in enumerate(titles)
    )
    assert said("a.bib", text) == [(n * 4 + 1, t, f"https://a.org/{n}", ()) for n, t in enumerate(titles)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.html", "<html><body>" + "<div class=nav>x" * 50_000),
        ("a.html", "<html><body>" + '<a href="https://x.y/z">t' * 50_000),
        ("a.html", "<html><body><p>a" + "\n" * 200_000 + "<br>b" + "\n<br>" * 20_000),
        ("a.bib", "@article{" * 5_000),
        ("a.rst", "*a" * 50_000),
        ("a.rst", "* " * 20_000),
        ("a.csv", 'title,url\n"' + "a," * 100_000),
        ("list", "%% \n" * 50_000),
        ("list", "`a<https://" * 20_000),
        ("list", "a," * 100_000),
    ],
)
def test_hostile_files_take_linear_time(path: str, text: str) -> None:
    began = time.monotonic()
    with suppress(BotError):
        parse(path, text.encode())
    assert time.monotonic() - began < 20
