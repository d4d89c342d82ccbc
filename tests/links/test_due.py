"""The list of links that are due: worked out once, shared out whole, read back as written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.links.due import due_line, due_of, read_due
from bot.links.harvest import Wanted, asked_of, shard_of
from bot.links.verdict import History

DAY = date(2026, 11, 24)


def links(*urls: str) -> list[Wanted]:
    return [Wanted(url, (url,)) for url in urls]


def test_what_is_due_stands_host_by_host() -> None:
    found = links("https://b.org/1", "https://a.org/1", "https://b.org/2", "https://a.org/2")
    seen = {"https://a.org/2": History(DAY - timedelta(1)), "https://b.org/2": History(DAY - timedelta(99))}
    assert due_of(found, seen, DAY, 60) == links("https://a.org/1", "https://b.org/1", "https://b.org/2")


def test_a_line_says_what_is_asked_how_it_is_written_and_by_which_key_an_api_knows_it() -> None:
    link = Wanted("https://arxiv.org/abs/1708.06519", ("arxiv.org/abs/1708.06519v2",), "arxiv:1708.06519")
    assert due_line(link) == (
        '{"asked": "https://arxiv.org/abs/1708.06519", "written": ["arxiv.org/abs/1708.06519v2"],'
        ' "key": "arxiv:1708.06519"}'
    )


@pytest.mark.parametrize(
    "line",
    [
        "due",
        "[]",
        '{"asked": "https://a.org", "written": ["https://a.org"]}',
        '{"asked": "https://a.org", "written": [], "key": null}',
        '{"asked": "https://a.org", "written": [1], "key": null}',
        '{"asked": 1, "written": ["https://a.org"], "key": null}',
        '{"asked": "https://a.org", "written": ["https://a.org"], "key": 7}',
    ],
)
def test_a_line_that_is_none_of_ours_is_named(line: str) -> None:
    with pytest.raises(Invalid, match=r"due.jsonl:2: not a line that `bot links due` wrote"):
        read_due(f"\n{line}\n", "due.jsonl")


WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
LINKS = st.lists(
    st.builds(
        Wanted,
        st.builds("https://h{}.org/{}".format, st.integers(0, 30), WORDS),
        st.lists(WORDS, min_size=1, max_size=3).map(tuple),
        st.none() | st.builds("{}:{}".format, st.sampled_from(["arxiv", "doi", "github"]), WORDS),
    ),
    unique_by=lambda link: link.asked,
)


@given(LINKS, st.integers(1, 9), st.dates(DAY - timedelta(200), DAY))
def test_every_link_that_is_due_is_in_exactly_one_shard_with_its_host(
    found: list[Wanted], of: int, seen: date
) -> None:
    histories = {link.asked: History(seen) for link in found[::2]}
    listed = due_of(found, histories, DAY, 60)
    text = "".join(f"{due_line(link)}\n" for link in listed)
    shards = [shard_of(read_due(text, "due.jsonl"), number, of) for number in range(1, of + 1)]
    assert sorted(link.asked for shard in shards for link in shard) == sorted(link.asked for link in listed)
    homes = [{asked_of(link) for link in shard} for shard in shards]
    assert sum(map(len, homes)) == len(set().union(*homes))


@given(LINKS)
def test_the_list_is_read_back_as_written(found: list[Wanted]) -> None:
    assert read_due("".join(f"{due_line(link)}\n" for link in found), "due.jsonl") == found
