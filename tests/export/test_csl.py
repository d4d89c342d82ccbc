"""CSL-JSON: valid, and rendered by citeproc-py, a citation processor."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from hypothesis import given
from jsonschema_rs import Draft7Validator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

from bot.export import export
from bot.export.csl import text as shown
from bot.export.keys import key_of
from bot.models import Paper
from tests.export.papers import ABOUT, EACH, HOSTILE, catalogs, paper, real, text

# The part of CSL 1.0.2's csl-data.json that we use, narrowed: no empty text, years as numbers. The schema
# itself is not in any package.
TEXT = {"type": "string", "minLength": 1}
NAME = {
    "type": "object",
    "anyOf": [
        {"properties": {"literal": TEXT}, "required": ["literal"], "additionalProperties": False},
        {
            "properties": {"family": TEXT, "given": TEXT, "non-dropping-particle": TEXT, "suffix": TEXT},
            "required": ["family"],
            "additionalProperties": False,
        },
    ],
}
ONE_YEAR = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 1}
YEAR = {
    "type": "object",
    "properties": {"date-parts": {"type": "array", "items": ONE_YEAR, "minItems": 1, "maxItems": 1}},
    "required": ["date-parts"],
    "additionalProperties": False,
}
TYPES = [
    "article",
    "article-journal",
    "book",
    "dataset",
    "document",
    "paper-conference",
    "software",
    "speech",
    "webpage",
]
NAMED = (
    "title",
    "container-title",
    "DOI",
    "URL",
    "archive",
    "archive_location",
    "publisher",
    "number",
    "keyword",
)
ITEM = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "type": {"enum": TYPES},
        "author": {"type": "array", "items": NAME, "minItems": 1},
        "issued": YEAR,
        **dict.fromkeys(NAMED, TEXT),
    },
    "required": ["id", "type", "title"],
    "additionalProperties": False,
}
SCHEMA = Draft7Validator({"type": "array", "items": ITEM})
STYLE = CitationStylesStyle("harvard-cite-them-right", validate=False)


def read(papers: list[Paper] | tuple[Paper, ...]) -> Any:
    return json.loads(export("csl", papers, ABOUT))


def rendered(items: Any) -> list[str]:
    """The bibliography of ``items``, in their order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its style asks for and an item lacks
        bibliography = CitationStylesBibliography(STYLE, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        return [str(line) for line in bibliography.bibliography()]


def test_an_item_of_every_kind() -> None:
    assert read(EACH) == [
        {
            "id": "arxiv:1510.00149",
            "type": "paper-conference",
            "title": "Deep Compression: Compressing DNNs with pruning",
            "author": [
                {"family": "Han", "given": "Song"},
                {"family": "Mao", "given": "Huizi"},
                {"family": "Dally", "given": "William J."},
            ],
            "issued": {"date-parts": [[2016]]},
            "container-title": "ICLR",
            "URL": "https://arxiv.org/abs/1510.00149",
            "archive": "arXiv",
            "archive_location": "1510.00149",
            "keyword": "pruning, quantization",
        },
        {
            "id": "arxiv:2210.17323",
            "type": "article",
            "title": "GPTQ",
            "author": [
                {"family": "Frantar", "given": "Elias"},
                {"literal": "ACME and Sons"},
                {"literal": "others"},
            ],
            "publisher": "arXiv",
            "number": "arXiv:2210.17323",
            "keyword": "pruning",
        },
        {
            "id": "doi:10.1109/5.726791",
            "type": "article-journal",
            "title": "50% less & more_or_so: $5 #1",
            "author": [
                {"family": "Maaten", "given": "Laurens", "non-dropping-particle": "van der"},
                {"literal": "others"},
            ],
            "issued": {"date-parts": [[2019]]},
            "container-title": "TPAMI",
            "DOI": "10.1109/5.726791",
            "URL": "https://doi.org/10.1109/5.726791",
            "keyword": "pruning",
        },
        {
            "id": "title:distiller",
            "type": "software",
            "title": "Distiller",
            "URL": "https://example.org/a_b?c=%7Bd%7D&e=%5Bf%5D",
            "keyword": "tools",
        },
        {"id": key_of("title:压缩"), "type": "document", "title": "压缩", "keyword": "pruning"},
    ]


def test_a_processor_makes_a_bibliography_of_it() -> None:
    assert rendered(read(EACH))[0] == (
        "Han, S., Mao, H. and Dally, W.J. (2016) “Deep Compression: Compressing DNNs with pruning”, ICLR. "
        "Available at: https://arxiv.org/abs/1510.00149."
    )


def test_every_paper_of_the_real_catalog_is_valid_and_renders() -> None:
    papers = real()
    items = read(papers)
    SCHEMA.validate(items)
    assert [item["id"] for item in items] == [key_of(one.id) for one in papers]
    assert len([line for line in rendered(items) if line.strip()]) == len(papers)


@pytest.mark.parametrize(
    "wrong",
    [
        {"titel": "x"},
        {"type": "preprint"},
        {"issued": 2016},
        {"author": ["Song Han"]},
        {"author": []},
        {"DOI": ""},
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_none(wrong: dict[str, Any]) -> None:
    item = read(EACH)[0]
    assert SCHEMA.is_valid([item])
    assert not SCHEMA.is_valid([{**item, **wrong}])


@given(catalogs)
def test_g7_whatever_titles_hold_it_is_valid(papers: list[Paper]) -> None:
    items = read(papers)
    SCHEMA.validate(items)
    assert {item["id"] for item in items} == {key_of(one.id) for one in papers}


@given(text)
def test_g7_no_title_is_markup(hostile: str) -> None:
    held = shown(f"<i>{hostile}</i><SPAN style='x'>{hostile}<sup>2</sup>").lower()
    assert [tag for tag in ("<i>", "</i>", "<b>", "<span", "<sub>", "<sup>", "</sup>") if tag in held] == []


def test_g7_a_processor_renders_whatever_a_title_holds() -> None:
    hostile = "".join(HOSTILE)
    (line,) = rendered(read([paper("title:x", hostile, venue=hostile, authors=(hostile,))]))
    assert "<script>" in line
    assert "压缩" in line


def test_a_comparison_is_not_taken_for_markup() -> None:
    assert read([paper("title:x", "a<b and <i>b</i>, c < d")])[0]["title"] == (
        "a<b and <\N{THIN SPACE}i>b<\N{THIN SPACE}/i>, c < d"
    )
