"""Which items of a git tree are a source's lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import matcher
from bot.fetch.listed import DEEPEST, Node, in_folders, leads_to, listed, spelt
from bot.fetch.values import LARGEST_FILE, LARGEST_SOURCE, MOST_FILES, CannotFetch

SHA = "0" * 40
FILE = Node("100644", SHA, 10)
FOLDER, LINK, MODULE = (Node(mode, SHA) for mode in ("040000", "120000", "160000"))
DEEP = "/".join(["x"] * (DEEPEST + 2)) + ".md"

TREE = {
    "README.md": FILE,
    "run.md": Node("100755", SHA, 10),
    "notes": FOLDER,
    "notes/2018": FOLDER,
    "notes/2018/b.md": FILE,
    "notes/a.md": FILE,
    "notes/a.txt": FILE,
    "links": FOLDER,
    "links/l.md": LINK,
    "vendor": MODULE,
    "shortcut": LINK,
    "big.md": Node("100644", SHA, LARGEST_FILE + 1),
    DEEP: FILE,
}


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (("README.md",), ["README.md"]),
        (("run.md", "README.md"), ["README.md", "run.md"]),
        (("notes/*.md",), ["notes/a.md"]),
        (("notes/**",), ["notes/2018/b.md", "notes/a.md", "notes/a.txt"]),
        (("notes/2018/*", "README.md"), ["README.md", "notes/2018/b.md"]),
    ],
    ids=str,
)
def test_files_are_found_by_name_and_by_pattern(paths: tuple[str, ...], found: list[str]) -> None:
    assert list(listed(paths, TREE)) == found


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("LIST.md", "it has no LIST.md"),
        ("readme.md", "it has no readme.md"),
        ("papers/*.md", "none of its files is named by papers/*.md"),
        ("notes", "notes is a folder; list its files, or write notes/**/*.md"),
        ("vendor", "vendor is a submodule, another repository; make that a source of its own"),
        ("vendor/a.md", "vendor/a.md: vendor is a submodule, another repository; make that a source of its own"),
        ("vendor/*.md", "vendor/*.md: vendor is a submodule, another repository; make that a source of its own"),
        ("shortcut", "shortcut is a symbolic link; list the file that it leads to"),
        ("shortcut/a.md", "shortcut/a.md: shortcut is a symbolic link; list the file that it leads to"),
        ("links/*", "links/l.md is a symbolic link; list the file that it leads to"),
        ("big.md", "big.md is larger than 10 MiB"),
        (DEEP, f"{DEEP} lies more than {DEEPEST} folders deep"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_one_sentence(path: str, why: str) -> None:
    with pytest.raises(CannotFetch) as refused:
        listed((path,), TREE)
    assert str(refused.value) == why


def test_too_many_files_are_refused() -> None:
    tree = {f"{n}.md": FILE for n in range(MOST_FILES + 1)}
    with pytest.raises(CannotFetch, match=r"^2,001 files, more than 2,000$"):
        listed(("*.md",), tree)


def test_too_much_in_all_is_refused() -> None:
    count = LARGEST_SOURCE // LARGEST_FILE + 1
    tree = {f"{n}.md": Node("100644", SHA, LARGEST_FILE) for n in range(count)}
    with pytest.raises(CannotFetch, match=r"^its files are larger than 50 MiB together$"):
        listed(("*.md",), tree)


@pytest.mark.parametrize(
    ("paths", "deep"),
    [(("README.md", "LIST.md"), False), (("a/b.md",), True), (("*.md",), True), (("a.md", "b?.md"), True)],
)
def test_only_plain_names_at_the_top_need_no_deep_look(paths: tuple[str, ...], deep: bool) -> None:
    assert in_folders(paths) == deep


PATHS = st.lists(st.sampled_from(["a", "b", "ab", "a b"]), min_size=1, max_size=4).map("/".join)
PATTERNS = st.lists(st.sampled_from(["a", "b", "ab", "a*", "?", "[ab]", "**"]), min_size=1, max_size=4).map("/".join)  # fmt: skip


@given(PATHS, PATTERNS)
def test_every_folder_on_the_way_to_a_listed_file_leads_to_it(path: str, pattern: str) -> None:
    steps = path.split("/")
    folders = ["/".join(steps[:depth]) for depth in range(1, len(steps))]
    assert not matcher([pattern])(path) or all(leads_to(folder, [pattern]) for folder in folders)


def test_other_folders_are_left_alone() -> None:
    paths = ["notes/2018*/**/*.md", "docs/list.md"]
    assert [
        folder
        for folder in (
            "notes",
            "notes/2018-a/b",
            "notes/2019",
            "note",
            "docs",
            "docs/old",
            "docs/list.md.d",
            "src",
        )
        if leads_to(folder, paths)
    ] == ["notes", "notes/2018-a/b", "docs"]


@pytest.mark.parametrize(
    ("there", "found"),
    [
        (["readme.md"], ["readme.md"]),
        (["README.rst", "Readme.MD", "docs/README.md"], ["Readme.MD"]),
        (["README.org", "README"], ["README.org"]),
        (["README.md", "readme.md"], ["README.md"]),
        (["README.pdf", "README.zh.md", "docs/readme.md"], ["README.md"]),
    ],
)
def test_a_readme_is_meant_however_it_is_spelt(there: list[str], found: list[str]) -> None:
    assert list(spelt(("README.md",), there)) == found
    assert list(spelt(("LIST.md",), there)) == ["LIST.md"]
