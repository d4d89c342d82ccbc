"""What a document holds: lists pasted below their links, lists only linked, people's own entries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.init import contents, named
from bot.init.sources import source_of
from bot.models import Source
from bot.parse import parse

from .lists import ANN, BOB, BY_HAND, PASTED


def shape(text: str) -> object:
    """Lists pasted, with line and number of entries; lists only linked; titles of people's own entries."""
    found = contents(text, "notes.md")
    return (
        [(part.source.name, part.line, len(part.entries)) for part in found.pasted],
        [source.name for source in found.linked],
        [entry.title for entry in found.own],
    )


def test_each_list_begins_below_the_link_of_its_repository() -> None:
    assert shape(PASTED) == (
        [("ann/awesome-graphs", 5, 5), ("Bob/Graph-Papers", 28, 4)],
        ["cy/graph-list"],
        ["blog.example.org/graphs"],
    )


def test_what_was_pasted_reads_as_the_list_itself_does() -> None:
    ann, bob = contents(PASTED, "notes.md").pasted
    for part, text in ((ann, ANN), (bob, BOB)):
        alone = parse("README.md", text).entries
        assert [(e.path, e.title, e.url, e.section, e.venue) for e in part.entries] == [
            (e.path, e.title, e.url, e.section, e.venue) for e in alone
        ]
    lines = PASTED.split("\n")
    assert all(entry.title in lines[entry.line - 1] for part in (ann, bob) for entry in part.entries)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_make_no_difference(ending: str) -> None:
    assert contents(PASTED.replace("\n", ending), "notes.md") == contents(PASTED, "notes.md")


def test_a_list_kept_by_hand_is_all_its_keepers() -> None:
    assert shape(BY_HAND) == (
        [],
        [],
        [
            "Semi-Supervised Classification with Graph Convolutional Networks",
            "Graph Attention Networks",
            "DGL",
            "awesome-graphs",
        ],
    )
    assert [source.name for source in contents(BY_HAND, "x").spoken_of] == ["ann/awesome-graphs"]


@pytest.mark.parametrize(
    "between",
    [
        "https://github.com/ann/tool\n\n## Next",
        "Partly taken from https://github.com/ann/tool, for which I am grateful to all who helped\n\n# Next",
        "- https://github.com/ann/tool\n\n# Next",
        "[![Awesome](https://a.example.org/b.svg)](https://github.com/sindresorhus/awesome)\n\n# Next",
        "```\nhttps://github.com/ann/tool\n```\n\n# Next",
        "https://github.com/topics/graphs\n\n# Next",
        "https://github.com/ann/tool/issues\n\n# Next",
        "https://github.com/ann/a https://github.com/ann/b\n\n# Next",
        "### [ann/tool](https://github.com/ann/tool)\n\nA tool.\n\n# Next",
    ],
    ids=["lower", "prose", "item", "badge", "code", "topic", "issues", "two", "project"],
)
def test_a_link_that_heads_no_list_divides_nothing(between: str) -> None:
    paper = "- [Graph Attention Networks](https://arxiv.org/abs/1710.10903)\n"
    found = contents(f"# Mine\n\n## Papers\n\n{paper}\n{between}\n\n{paper}", "notes.md")
    assert (found.pasted, found.linked) == ((), ())


@pytest.mark.parametrize(
    "link",
    [
        "https://github.com/ann/graphs",
        "<https://github.com/ann/graphs/>",
        "From: https://github.com/ann/graphs.git",
        "[ann's list](https://github.com/ann/graphs#readme)",
        "[ann's list](https://github.com/ann/graphs)\n\n[![badge](https://b.example.org/x.svg)](https://b.example.org)",
        "https://github.com/ann/graphs/blob/master/README.md",
    ],
)
def test_links_are_written_in_many_ways(link: str) -> None:
    paper = "- [Graph Attention Networks](https://arxiv.org/abs/1710.10903)\n"
    (part,) = contents(f"{link}\n\n# Graphs\n\n{paper}", "notes.md").pasted
    assert (part.source.repo, part.source.paths, len(part.entries)) == ("ann/graphs", ("README.md",), 1)


def test_a_heading_that_is_a_link_heads_a_list_up_to_the_next_of_its_level() -> None:
    papers = BOB.partition("\n\n")[2].replace("## ", "### ")
    text = f"# All\n\n## [bob/papers](https://github.com/bob/papers)\n\n{papers}\n## Mine\n\n- [Mine](https://a.example.org/x)\n"
    assert shape(text) == ([("bob/papers", 3, 4)], [], ["Mine"])


def test_a_list_that_is_left_out_gives_its_entries_to_people() -> None:
    found = contents(PASTED, "notes.md").without(["BOB/graph-papers", "cy/graph-list"])
    assert [source.name for source in found.sources] == ["ann/awesome-graphs"]
    assert len(found.own) == 1 + 4


def test_a_source_is_named_in_many_ways_and_followed_once() -> None:
    said = [
        "ann/graphs",
        "https://github.com/Ann/Graphs",
        "github.com/bob/papers/blob/dev/docs/a%20list.md",
        "lists/own.md",
    ]
    assert named(said) == (
        Source("ann/graphs", "ann/graphs"),
        Source("bob/papers", "bob/papers", None, "dev", ("docs/a list.md",)),
        Source("lists/own.md", None, "lists", None, ("own.md",)),
    )
    assert named(["lists/own.rst", "https://blog.example/a/"]) == (
        Source("lists/own.rst", None, "lists", None, ("own.rst",)),
        Source("blog.example/a", url="https://blog.example/a/"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "ann",
        "a/b/c",
        "ftp://example.org/a/b",
        "../x.md",
        "/etc/x.md",
        "a b/c",
        "-x/y",
        "https://github.com/a/b/blob/main/..%2fx.md",
        "https://github.com/a/b/issues",
    ],
)
def test_what_names_no_list_is_said_to(text: str) -> None:
    with pytest.raises(BotError, match="names no list: a source is owner/name"):
        named([text])


LINES = st.sampled_from(
    [
        "# A", "## B", "", "text", "https://github.com/ann/a", "## [b/c](https://github.com/b/c)", "> q", "```",
        "- [Graph Attention Networks](https://arxiv.org/abs/1710.10903)", "| a | b |", "https://a.example.org",
        "<details>", "\x0c", "\u2028", "<h1>x</h1>",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=25))
def test_every_line_is_of_one_part_and_no_entry_is_lost_or_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = contents(text, "notes.md")
    entries = [entry.line for part in found.pasted for entry in part.entries] + [e.line for e in found.own]
    assert len(entries) == len(set(entries))
    assert all(1 <= line <= len(lines) for line in entries)
    titled = {at for at, line in enumerate(lines, 1) if line.startswith("- [Graph")}
    whole = {entry.line for entry in parse("notes.md", text).entries}
    assert titled & whole <= set(entries)


@given(st.text(max_size=40))
def test_whatever_is_said_to_be_a_source_has_a_repository(text: str) -> None:
    source = source_of(text)
    assert source is None or (source.repo and source.repo.count("/") == 1)
