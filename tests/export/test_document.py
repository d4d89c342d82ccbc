"""JSON: the shape that docs/export.md describes."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given

from bot.export import export
from bot.export.keys import key_of
from bot.models import Paper
from bot.render import plain
from tests.export.papers import ABOUT, EACH, catalogs, real

DOCS = Path(__file__).parents[2] / "docs/export.md"


def test_everything_known_of_a_paper() -> None:
    whole = json.loads(export("json", EACH, ABOUT))
    assert (whole["title"], whole["topics"]) == (
        "Small models",
        [{"id": "pruning", "title": "Pruning & sparsity"}, {"id": "tools", "title": "Tools"}],
    )
    assert whole["papers"][0] == {
        "id": "arxiv:1510.00149",
        "key": "arxiv:1510.00149",
        "title": "Deep Compression: Compressing DNNs with pruning",
        "kind": "paper",
        "authors": ["Song Han", "Huizi Mao", "William J. Dally"],
        "more_authors": False,
        "venue": "ICLR",
        "year": 2016,
        "url": "https://arxiv.org/abs/1510.00149",
        "links": [{"label": "code", "url": "https://github.com/songhan/x"}],
        "topic": "pruning",
        "topics": ["pruning", "quantization"],
        "ids": ["arxiv:1510.00149"],
        "sources": ["a/list", "b/list"],
        "added": "2026-11-23",
    }
    assert whole["papers"][1]["authors"] == ["Frantar, Elias", "ACME and Sons"]
    assert whole["papers"][1]["more_authors"]
    assert (whole["papers"][3]["venue"], whole["papers"][3]["year"]) == (None, None)


def test_the_documentation_names_every_key() -> None:
    whole = json.loads(export("json", EACH, ABOUT))
    text = DOCS.read_text("utf-8")
    assert [key for key in (*whole, *whole["papers"][0]) if f"`{key}`" not in text] == []


def test_every_paper_of_the_real_catalog_is_there() -> None:
    papers = real()
    found = json.loads(export("json", papers, ABOUT))["papers"]
    assert [(one["id"], one["title"]) for one in found] == [(one.id, plain(one.title)) for one in papers]


@given(catalogs)
def test_g7_whatever_titles_hold_it_is_json_with_nothing_unseen(papers: list[Paper]) -> None:
    text = export("json", papers, ABOUT)
    found = json.loads(text)["papers"]
    assert sorted(one["key"] for one in found) == sorted(key_of(one.id) for one in papers)
    assert all(plain(line) == " ".join(line.split()) for line in text.splitlines())
