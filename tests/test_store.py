"""``state/`` on disk and in memory: nothing lost, nothing half-written, people's text kept."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.models import KINDS, Decisions, Link, Mention, Paper
from bot.store import Folder, load

TEXT = st.text(min_size=1)
LINKS = st.lists(st.builds(Link, st.text(), TEXT), max_size=3, unique_by=lambda link: link.url).map(tuple)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
YEAR = st.none() | st.integers(1800, 2200)
MENTIONS = st.builds(
    Mention, TEXT, TEXT, TEXT, st.none() | TEXT, LINKS, TEXTS, st.none() | TEXT, YEAR, TEXTS
)  # fmt: skip
PAPERS = st.builds(
    Paper,
    id=TEXT,
    title=TEXT,
    topic=st.sampled_from(["pruning", "quantization"]),
    added=st.dates(),
    kind=st.sampled_from(KINDS),
    url=st.none() | TEXT,
    venue=st.none() | TEXT,
    year=YEAR,
    authors=TEXTS,
    topics=TEXTS,
    topic_reason=st.text(),
    links=LINKS,
    ids=TEXTS,
    mentions=st.lists(MENTIONS, max_size=2).map(tuple),
    decided=TEXTS,
    former=st.lists(MENTIONS, max_size=1).map(tuple),
)
CATALOGS = st.lists(PAPERS, max_size=4, unique_by=lambda paper: paper.id).map(
    lambda papers: tuple(sorted(papers, key=lambda paper: paper.id))
)

SLIM = Paper(
    "arxiv:1708.06519",
    "Learning Efficient Convolutional Networks through Network Slimming",
    "pruning",
    date(2026, 11, 23),
    url="https://arxiv.org/abs/1708.06519",
    venue="ICCV",
    year=2017,
    topic_reason="pruning: heading “Pruning” in a/b",
    links=(Link("code", "https://github.com/Eric-mingjie/network-slimming"),),
    ids=("arxiv:1708.06519",),
    mentions=(Mention("a/b", "README.md", "Network Slimming", None, (), ("Papers", "Pruning")),),
)
SLIM_TEXT = """\
- id: arxiv:1708.06519
  title: Learning Efficient Convolutional Networks through Network Slimming
  url: https://arxiv.org/abs/1708.06519
  kind: paper
  venue: ICCV
  year: 2017
  topic_reason: 'pruning: heading “Pruning” in a/b'
  links:
    https://github.com/Eric-mingjie/network-slimming: code
  ids:
  - arxiv:1708.06519
  added: 2026-11-23
  mentions:
  - source: a/b
    path: README.md
    title: Network Slimming
    section:
    - Papers
    - Pruning
"""
HEADER = "# One block a paper, sorted by id; the bot and people both edit it.\nschema: 2\npapers:\n"


def _written(folder: Folder, *papers: Paper) -> None:
    folder.write(load(folder).edits(papers))


def test_a_topic_is_a_file_of_blocks(tmp_path: Path) -> None:
    _written(Folder(tmp_path), SLIM)
    assert (tmp_path / "state/catalog/pruning.yml").read_text() == HEADER + SLIM_TEXT
    assert load(Folder(tmp_path)).catalog == (SLIM,)


@given(CATALOGS, CATALOGS)
def test_any_catalog_is_read_back_as_written(
    tmp_path_factory: pytest.TempPathFactory, one: tuple[Paper, ...], two: tuple[Paper, ...]
) -> None:
    folder = Folder(tmp_path_factory.mktemp("list"))
    for catalog in (one, two):
        _written(folder, *catalog)
        assert load(folder).catalog == catalog
        assert load(folder).edits(catalog) == {}


def test_g4_text_that_people_wrote_stays_where_its_paper_does_not_change(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    _written(folder, SLIM)
    file = tmp_path / "state/catalog/pruning.yml"
    theirs = (
        file.read_text()
        .replace("- id:", "# the classic\n- id:")
        .replace("venue: ICCV", "venue: 'ICCV'  # checked")
    )
    file.write_text(theirs)
    other = replace(SLIM, id="title:another", title="Another")
    _written(folder, SLIM, other)
    assert file.read_text().startswith(theirs)
    assert load(folder).catalog == (SLIM, other)


def test_g4_a_layout_of_their_own_is_read_and_written_in_ours(tmp_path: Path) -> None:
    file = tmp_path / "state/catalog/pruning.yml"
    file.parent.mkdir(parents=True)
    file.write_text('{"papers": [{"id": "title:a", "title": "A", "added": "2026-01-01"}]}\n')
    state = load(Folder(tmp_path))
    _written(Folder(tmp_path), *state.catalog, SLIM)
    assert load(Folder(tmp_path)).catalog == (SLIM, Paper("title:a", "A", "pruning", date(2026, 1, 1)))


def test_an_older_schema_is_read_and_written_anew_with_the_next_change(tmp_path: Path) -> None:
    file = tmp_path / "state/catalog/pruning.yml"
    file.parent.mkdir(parents=True)
    link = "  links:\n  - label: code\n    url: https://github.com/Eric-mingjie/network-slimming\n"
    new = "  links:\n    https://github.com/Eric-mingjie/network-slimming: code\n"
    file.write_text(f"schema: 1\npapers:\n{SLIM_TEXT.replace(new, link)}")
    folder = Folder(tmp_path)
    assert load(folder).catalog == (SLIM,)
    assert load(folder).edits((SLIM,)) == {}
    newer = replace(SLIM, year=2018)
    _written(folder, newer)
    assert file.read_text() == HEADER + SLIM_TEXT.replace("2017", "2018")


def test_an_emptied_topic_has_no_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    _written(folder, SLIM)
    _written(folder, replace(SLIM, topic="surveys"))
    assert folder.list("state/catalog") == ["state/catalog/surveys.yml"]


def test_every_problem_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    catalog = tmp_path / "state/catalog"
    catalog.mkdir(parents=True)
    (catalog / "a.yml").write_text(
        HEADER + SLIM_TEXT + "- id: title:x\n  titel: X\n  added: soon\n  year: MMXX\n"
    )
    (catalog / "b.yml").write_text(HEADER + SLIM_TEXT + "- just text\n")
    (catalog / "c.yml").write_text("schema: 99\npapers: []\n")
    (tmp_path / "state/decisions.yml").write_text(
        "decline: [3]\nsame:\n- [a]\npin:\n- [a, colour, red]\nfoo: 1\n"
    )
    with pytest.raises(Invalid) as caught:
        load(Folder(tmp_path))
    keys = "id, title, url, kind, venue, year, authors, topics, topic_reason, links, ids, added, decided, fixed, mentions, former"
    assert str(caught.value).splitlines() == [
        "state/catalog/a.yml:23: a paper needs “title”",
        f"state/catalog/a.yml:24: a paper has no “titel”; it takes {keys}",
        "state/catalog/a.yml:25: “added” takes a date such as 2026-11-23",
        "state/catalog/a.yml:26: “year” takes a year",
        "state/catalog/b.yml:4: “arxiv:1708.06519” stands here twice (first in state/catalog/a.yml:4)",
        "state/catalog/b.yml:23: a paper takes keys and values, from “id:” on",
        "state/catalog/c.yml:1: schema 99 is newer than this version of the bot, which reads up to 2; update the bot",
        "state/decisions.yml:1: “decline” takes the paper, or a list of names of one paper",
        "state/decisions.yml:3: “same” takes [one, other]: two names of one work",
        "state/decisions.yml:5: “pin” takes [paper, field, value], the field one of title, url, venue, year, kind",
        "state/decisions.yml:6: there is no “foo” here; it takes schema, decline, same, different, pin, topic",
    ]


def test_decisions_become_values(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state/decisions.yml").write_text(
        "schema: 1\n"
        "decline:\n- arxiv:1510.00149  # not for this list\n"
        "same:\n- [arxiv:1, title:b]\n"
        "different:\n- [arxiv:1, openreview:x]\n"
        "pin:\n- [arxiv:1, year, 2016]\n- [arxiv:1, venue, null]\n"
        "topic:\n- [arxiv:1, pruning]\n"
    )
    assert load(Folder(tmp_path)).decisions == Decisions(
        decline=("arxiv:1510.00149",),
        same=(("arxiv:1", "title:b"),),
        different=(("arxiv:1", "openreview:x"),),
        pin=(("arxiv:1", "year", 2016), ("arxiv:1", "venue", None)),
        topic=(("arxiv:1", "pruning"),),
    )


class Killed(BaseException):
    """The machine dies here."""


@pytest.mark.parametrize("point", range(12))
def test_g6_a_write_of_several_files_is_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    before = {"README.md": "old", "state/a.yml": "a", "state/b.yml": "b"}
    after = {"README.md": "new", "state/a.yml": None, "state/c.yml": "c"}
    Folder(tmp_path).write(before)
    calls = 0

    def die_at(function: object) -> object:
        def wrapped(*args: object, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            if calls == point:
                raise Killed
            return function(*args, **kwargs)  # type: ignore[operator]

        return wrapped

    with monkeypatch.context() as patch:
        for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
            patch.setattr(owner, name, die_at(getattr(owner, name)))
        with contextlib.suppress(Killed):
            Folder(tmp_path).write(after)
    folder = Folder(tmp_path)
    seen = {path: folder.read(path) for path in ("README.md", "state/a.yml", "state/b.yml", "state/c.yml")}
    old, new = {**before, "state/c.yml": None}, {**after, "state/b.yml": "b"}
    assert seen in (old, new)
    Folder(tmp_path).write(after)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path).as_posix(): path.read_text() for path in files} == {
        path: text for path, text in new.items() if text is not None
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "state/decisions.yml:1: takes keys and values: schema, decline, same, different, pin, topic"),
        ("schema: two\n", "state/decisions.yml:1: “schema” takes a whole number, 2 at present"),
        ("schema: true\n", "state/decisions.yml:1: “schema” takes a whole number, 2 at present"),
        ("decline: []\nschema: 0\n", "state/decisions.yml:2: “schema” takes a whole number, 2 at present"),
        ("\nkept: []\n", "state/decisions.yml:2: there is no “kept” here; it takes schema, decline, same, different, pin, topic"),
    ],
)  # fmt: skip
def test_a_file_that_is_another_kind_of_document_is_told_by_line(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state/decisions.yml").write_text(text)
    with pytest.raises(Invalid) as caught:
        load(Folder(tmp_path))
    assert str(caught.value) == said


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state/decisions.yml").write_text("# nothing decided yet\n")
    assert load(Folder(tmp_path)).decisions == Decisions()
