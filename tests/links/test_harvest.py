"""Which links there are, and how they are shared out."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.links.harvest import Wanted, asked_of, shard_of, wanted
from bot.parse import links

MARKDOWN = """\
# List

- [Slimming](https://arxiv.org/abs/1708.06519) ([code](https://github.com/liuzhuang13/slimming)), a [part](#list)
- <https://a.org/1?utm_source=x> and https://a.org/2.

| Title | Link |
|---|---|
| HAQ | [pdf](https://arxiv.org/pdf/1811.08886.pdf) |

<a href="https://b.org/3">three</a> ![image](https://b.org/4.png) [ref]

    [also](https://b.org/6)

```
https://b.org/7
```

[ref]: https://b.org/5 "five"
"""


def test_every_link_of_a_file_is_found_with_its_line() -> None:
    assert list(links(MARKDOWN)) == [
        (3, "https://arxiv.org/abs/1708.06519"),
        (3, "https://github.com/liuzhuang13/slimming"),
        (3, "#list"),
        (4, "https://a.org/1?utm_source=x"),
        (4, "https://a.org/2"),
        (8, "https://arxiv.org/pdf/1811.08886.pdf"),
        (10, "https://b.org/3"),
        (10, "https://b.org/5"),
        (12, "https://b.org/6"),
    ]


def test_a_link_is_wanted_once_however_it_is_written() -> None:
    urls = [
        "https://arxiv.org/abs/1708.06519",
        "http://a.org/1?utm_source=x#top",
        "https://arxiv.org/pdf/1708.06519v2.pdf",
        "http://a.org/1",
        "docs/README.md",
        "#list",
        "mailto:ann@a.org",
    ]
    assert wanted(urls, lambda key: key.startswith("arxiv:")) == [
        Wanted("https://arxiv.org/abs/1708.06519", (urls[0], urls[2]), "arxiv:1708.06519"),
        Wanted("http://a.org/1", (urls[1], urls[3])),
        Wanted("mailto:ann@a.org", (urls[6],)),
    ]


WANTED = st.lists(
    st.builds(lambda host, n: Wanted(f"https://h{host}.org/{n}", ()), st.integers(0, 30), st.integers(0, 99)),
    unique=True,
)


@given(WANTED, st.integers(1, 9))
def test_shards_are_a_partition_by_host_and_about_even(found: list[Wanted], of: int) -> None:
    shards = [shard_of(found, number, of) for number in range(1, of + 1)]
    assert sorted(link.asked for shard in shards for link in shard) == sorted(link.asked for link in found)
    homes = Counter(host for shard in shards for host in {asked_of(link) for link in shard})
    assert set(homes.values()) <= {1}
    largest = max(Counter(map(asked_of, found)).values(), default=0)
    assert max(map(len, shards)) <= len(found) / of + largest


def test_g10_an_api_is_asked_by_one_shard_only() -> None:
    found = [Wanted(f"https://arxiv.org/abs/1708.0{n:04}", (), f"arxiv:1708.0{n:04}") for n in range(500)]
    assert sorted(len(shard_of(found, number, 4)) for number in range(1, 5)) == [0, 0, 0, 500]
