"""The feed, held against RFC 4287 and read by feedparser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given

from bot.export import About, export
from bot.models import Paper
from bot.render import plain
from tests.export.papers import ABOUT, EACH, PUBLISHED, TOOL, catalogs, paper, real

ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 3987's characters, in ASCII: what a URI may consist of, percent signs only before two digits.
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})*")
# RFC 4151, section 2.1
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(?:-\d\d){0,2}:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
# RFC 4287, sections 4.1.1 and 4.1.2: how often each element may stand in a feed and in an entry.
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {
    "subtitle",
    "generator",
    "icon",
    "logo",
    "rights",
    "published",
    "summary",
    "content",
    "source",
}
IN_FEED = ONCE | {
    "subtitle",
    "generator",
    "icon",
    "logo",
    "rights",
    "author",
    "category",
    "contributor",
    "link",
    "entry",
}
IN_ENTRY = ONCE | {
    "rights",
    "published",
    "summary",
    "content",
    "source",
    "author",
    "category",
    "contributor",
    "link",
}


def faults(text: str) -> list[str]:
    """What RFC 4287 forbids and ``text`` does."""
    feed = ET.fromstring(text.encode())  # noqa: S314 - our own
    if feed.tag != f"{ATOM}feed":
        return [f"the root is {feed.tag}"]
    entries = feed.findall(f"{ATOM}entry")
    found = [*_children(feed, IN_FEED), *(fault for entry in entries for fault in _children(entry, IN_ENTRY))]
    if not all(one.findall(f"{ATOM}author") for one in entries) and not feed.findall(f"{ATOM}author"):
        found.append("an entry has no author")
    ids = [one.findtext(f"{ATOM}id") for one in (feed, *entries)]
    found += [f"{id_} stands twice" for id_ in {*ids} if ids.count(id_) > 1]
    return found


def _children(parent: ET.Element, allowed: Iterable[str]) -> Iterable[str]:
    names = [child.tag.removeprefix(ATOM) for child in parent]
    yield from (f"{name} does not belong in {parent.tag}" for name in names if name not in allowed)
    yield from (f"{name} stands {names.count(name)} times" for name in sorted(ONCE) if names.count(name) != 1)
    yield from (f"{name} stands twice" for name in sorted(AT_MOST_ONCE) if names.count(name) > 1)
    alternates = [one for one in parent.findall(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"]
    if len(alternates) > 1:
        yield "two alternate links of one type"
    if parent.tag == f"{ATOM}entry" and not alternates and "content" not in names:
        yield "neither content nor an alternate link"
    for child in parent:
        yield from _value(child, child.tag.removeprefix(ATOM), child.text or "")


def _value(element: ET.Element, name: str, text: str) -> Iterable[str]:
    if name in ("updated", "published") and datetime.fromisoformat(text).tzinfo is None:
        yield f"{name} has no time zone"
    if name == "id" and not URI.fullmatch(text):
        yield f"{text!r} is no URI"
    if name == "link" and not URI.fullmatch(element.get("href", "")):
        yield f"{element.get('href')!r} is no URI"
    if name == "category" and not element.get("term"):
        yield "a category has no term"
    if name == "author" and not element.findtext(f"{ATOM}name"):
        yield "an author has no name"
    if name in ("title", "content") and element.get("type", "text") != "text":
        yield f"{name} is not text"


def ids(text: str) -> list[str]:
    return [str(entry.id) for entry in feedparser.parse(text.encode()).entries]


def test_an_entry_tells_what_was_added_and_where() -> None:
    about = replace(ABOUT, address="https://example.org/feed.atom")
    assert (
        export("atom", [PUBLISHED], about)
        == """\
<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>tag:github.com,2026:owner/list</id>
  <title>Small models</title>
  <subtitle>What was added to the list</subtitle>
  <updated>2026-11-23T00:00:00Z</updated>
  <author>
    <name>owner</name>
  </author>
  <link rel="alternate" href="https://github.com/owner/list" />
  <link rel="self" type="application/atom+xml" href="https://example.org/feed.atom" />
  <generator>list-sync-bot</generator>
  <entry>
    <id>tag:github.com,2026:owner/list:arxiv:1510.00149</id>
    <title>Deep Compression: Compressing DNNs with pruning</title>
    <published>2026-11-23T00:00:00Z</published>
    <updated>2026-11-23T00:00:00Z</updated>
    <author>
      <name>Song Han</name>
    </author>
    <author>
      <name>Huizi Mao</name>
    </author>
    <author>
      <name>William J. Dally</name>
    </author>
    <link rel="alternate" href="https://arxiv.org/abs/1510.00149" />
    <link rel="related" href="https://github.com/songhan/x" title="code" />
    <category term="pruning" label="Pruning &amp; sparsity" />
    <category term="quantization" label="quantization" />
    <content>ICLR 2016. In Pruning &amp; sparsity. Listed by a/list, b/list.</content>
  </entry>
</feed>
"""
    )


def test_newest_first_and_no_more_than_asked_for() -> None:
    days = [paper(f"title:{day}", f"Paper {day}", added=date(2026, 1, day)) for day in (3, 1, 9, 7)]
    text = export("atom", days, replace(ABOUT, most=3))
    assert ids(text) == [f"tag:github.com,2026:owner/list:title:{day}" for day in (9, 7, 3)]
    assert feedparser.parse(text.encode()).feed.updated == "2026-01-09T00:00:00Z"


def test_the_real_catalog_is_a_valid_feed() -> None:
    text = export("atom", real(), replace(ABOUT, most=10_000))
    parsed = feedparser.parse(text.encode())
    assert faults(text) == []
    assert (parsed.bozo, parsed.version, len(parsed.entries)) == (False, "atom10", len(real()))


@pytest.mark.parametrize(
    ("about", "id_"),
    [
        (ABOUT, "tag:github.com,2026:owner/list:title:distiller"),
        (
            replace(ABOUT, server="https://git.example.org"),
            "tag:git.example.org,2026:owner/list:title:distiller",
        ),
        (About("Small models!", {}), "tag:list.invalid,2026:Small%20models%21:title:distiller"),
    ],
)
def test_an_id_stays_when_the_feed_moves(about: About, id_: str) -> None:
    moved = replace(about, address="https://elsewhere.example/feed")
    assert ids(export("atom", [TOOL], about)) == ids(export("atom", [TOOL], moved)) == [id_]
    assert TAG.fullmatch(id_)


def test_a_list_without_papers_is_a_valid_feed() -> None:
    text = export("atom", [], About("", {}))
    assert faults(text) == []
    assert not feedparser.parse(text.encode()).bozo


@given(catalogs)
def test_g7_whatever_titles_hold_the_feed_is_valid(papers: list[Paper]) -> None:
    text = export("atom", papers, ABOUT)
    assert faults(text) == []
    entries = ET.fromstring(text.encode()).findall(f"{ATOM}entry")  # noqa: S314 - our own
    assert sorted(entry.findtext(f"{ATOM}title") or "" for entry in entries) == sorted(
        plain(one.title) or plain(one.id) or "untitled" for one in papers
    )
    assert all(TAG.fullmatch(entry.findtext(f"{ATOM}id") or "") for entry in entries)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<id>tag:github.com,2026:owner/list</id>", "", "id stands 0 times"),
        ("<subtitle>", "<title>x</title><subtitle>", "title stands 2 times"),
        ("T00:00:00Z</published>", "</published>", "published has no time zone"),
        (
            "owner/list:arxiv",
            "owner/li st:arxiv",
            "'tag:github.com,2026:owner/li st:arxiv:1510.00149' is no URI",
        ),
        ("<name>Song Han</name>", "", "an author has no name"),
        ("<content>", '<content type="html">', "content is not text"),
        ('rel="related"', 'rel="alternate"', "two alternate links of one type"),
        (
            "<generator>",
            "<pubDate/><generator>",
            "pubDate does not belong in {http://www.w3.org/2005/Atom}feed",
        ),
    ],
)
def test_the_rules_find_what_is_wrong(old: str, new: str, fault: str) -> None:
    text = export("atom", EACH, ABOUT)
    assert old in text
    assert fault in faults(text.replace(old, new))
