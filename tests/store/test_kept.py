"""What was read or compared once is not again, as long as it is the same, and so is the code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot import identify
from bot.identify import group
from bot.listing import entries_of
from bot.models import Entry, Link
from bot.store import kept
from bot.store.kept import kept_entries, kept_grouping

LIST = b"# A list\n\n- [Slim networks for phones](https://arxiv.org/abs/2101.00101), ICML 2021\n"
SLIM = Entry(
    "README.md",
    3,
    "Slim networks for phones",
    "https://arxiv.org/abs/2101.00101",
    (Link("Slim networks for phones", "https://arxiv.org/abs/2101.00101"),),
    (),
    "ICML",
    2021,
)


def reader(calls: list[str]):  # type: ignore[no-untyped-def]
    def read(path: str, data: bytes, base: str | None) -> tuple[Entry, ...]:
        calls.append(path)
        return entries_of(path, data, base)

    return read


def test_the_same_bytes_are_read_once(tmp_path: Path) -> None:
    calls: list[str] = []
    entries = kept_entries(tmp_path / "read", reader(calls))
    assert [entries("README.md", LIST, None) for _ in range(3)] == [(SLIM,)] * 3
    assert calls == ["README.md"]


def test_other_bytes_or_another_place_are_read(tmp_path: Path) -> None:
    calls: list[str] = []
    entries = kept_entries(tmp_path, reader(calls))
    entries("README.md", LIST, None)
    entries("README.md", LIST + b"\n", None)
    entries("2020-ICML.md", LIST, None)
    entries("README.md", LIST, "https://a.org/")
    assert calls == ["README.md", "README.md", "2020-ICML.md", "README.md"]


def test_another_reader_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    entries = kept_entries(tmp_path, reader(calls))
    entries("README.md", LIST, None)
    monkeypatch.setattr(kept, "version", lambda: "another")
    entries("README.md", LIST, None)
    assert len(calls) == 2


def test_g12_what_is_damaged_or_cannot_be_written_is_read(tmp_path: Path) -> None:
    calls: list[str] = []
    entries = kept_entries(tmp_path, reader(calls))
    entries("README.md", LIST, None)
    for file in tmp_path.glob("*.json"):
        file.write_bytes(b"[{")
    assert entries("README.md", LIST, None) == (SLIM,)
    (tmp_path / "file").touch()
    assert kept_entries(tmp_path / "file" / "read", reader(calls))("README.md", LIST, None) == (SLIM,)
    assert len(calls) == 3


def test_only_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 3)
    entries = kept_entries(tmp_path, entries_of)
    for number in range(6):
        entries("README.md", LIST + b"\n" * number, None)
    assert len(list(tmp_path.glob("*.json"))) == 3


def test_the_same_works_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [SLIM, replace(SLIM, url=None), replace(SLIM, title="Wide networks for cars", url=None)]
    asked = {"same": [(0, 2)], "different": [], "sources": ["a", "b", "b"]}
    fresh = group(items, **asked)
    assert kept_grouping(tmp_path)(items, **asked) == fresh
    monkeypatch.setattr(identify, "group", None)  # is not called again
    assert kept_grouping(tmp_path)(items, **asked) == fresh
    with pytest.raises(TypeError):
        kept_grouping(tmp_path)(items, **asked | {"same": []})
