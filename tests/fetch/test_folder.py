"""A source's files from a folder of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.fetch import CannotFetch, Fetched, from_folder
from bot.models import Source


def source(*paths: str) -> Source:
    return Source("a list", path="lists", paths=paths or ("README.md",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    for path in ("README.md", "notes/a.md", "notes/b.txt"):
        (tmp_path / path).write_text(path, "utf-8")
    return tmp_path


def test_files_are_those_listed(folder: Path) -> None:
    assert from_folder(source("README.md", "notes/*.md"), folder) == Fetched(
        {"README.md": b"README.md", "notes/a.md": b"notes/a.md"}
    )


@pytest.mark.parametrize(
    ("paths", "why"),
    [
        (("LIST.md",), "it has no LIST.md"),
        (("README.md", "x.md", "y.md"), "it has no x.md, y.md"),
        (("notes",), "it has no notes"),
        (("papers/*.md",), "none of its files is named by papers/*.md"),
    ],
)
def test_what_is_not_there_is_named(folder: Path, paths: tuple[str, ...], why: str) -> None:
    with pytest.raises(CannotFetch, match=f"^{why.replace('*', '.')}$"):
        from_folder(source(*paths), folder)


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    secret.write_text("s", "utf-8")
    (folder / "notes/link.md").symlink_to(secret)
    with pytest.raises(CannotFetch, match=r"^notes/link\.md is a link that leads out of "):
        from_folder(source("notes/*.md"), folder)


def test_a_path_may_be_a_file_of_any_name(folder: Path) -> None:
    assert from_folder(source(), folder / "notes/b.txt") == Fetched({"b.txt": b"notes/b.txt"})


def test_a_readme_is_found_however_it_is_spelt(folder: Path) -> None:
    (folder / "README.md").rename(folder / "Readme.rst")
    assert from_folder(source(), folder) == Fetched({"Readme.rst": b"README.md"})


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match=r"^there is no folder "):
        from_folder(source(), tmp_path / "none")


def test_a_huge_file_is_refused(folder: Path) -> None:
    with (folder / "README.md").open("wb") as file:
        file.truncate(10 * 2**20 + 1)
    with pytest.raises(CannotFetch, match=r"^README\.md is larger than 10 MiB$"):
        from_folder(source(), folder)
