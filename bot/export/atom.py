"""An Atom feed of what was added (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from bot.export.record import About, Record
from bot.render.escape import plain

ATOM = "http://www.w3.org/2005/Atom"
SINCE = 2026  # the year in which the names below were ours to give (RFC 4151); it never changes
EMPTY = date(1970, 1, 1)


def write(records: Sequence[Record], about: About) -> str:
    """The newest ``about.most`` papers, newest first; a paper's id stays what it is when the feed moves.

    The catalog knows days, not hours: what was added on one day has one ``updated``, its midnight in UTC.
    """
    newest = sorted(records, key=lambda record: (record.added, record.year or 0, record.id), reverse=True)
    newest = newest[: about.most]
    feed = ET.Element("feed", {"xmlns": ATOM})
    _text(feed, "id", tag(about))
    _text(feed, "title", plain(about.title) or "A list")
    _text(feed, "subtitle", "What was added to the list")
    _text(feed, "updated", _moment(max((record.added for record in newest), default=EMPTY)))
    _author(feed, about.repository.partition("/")[0] or plain(about.title) or "A list")
    if about.repository:
        ET.SubElement(feed, "link", {"rel": "alternate", "href": f"{about.server}/{about.repository}"})
    if about.address:
        link = {"rel": "self", "type": "application/atom+xml", "href": about.address}
        ET.SubElement(feed, "link", link)
    _text(feed, "generator", "list-sync-bot")
    for record in newest:
        feed.append(_entry(record, about))
    ET.indent(feed)
    data: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data.decode() + "\n"


def tag(about: About, key: str = "") -> str:
    """The feed's id, or that of the paper ``key``: a tag URI (RFC 4151) named after the repository.

    Without a repository it is named after the title, below a domain that nobody can own.
    """
    if about.repository:
        authority, name = urlsplit(about.server).hostname or "github.com", about.repository
    else:
        authority, name = "list.invalid", about.title
    named = f"tag:{authority},{SINCE}:{quote(name, errors='replace')}"
    return f"{named}:{key}" if key else named


def _entry(record: Record, about: About) -> ET.Element:
    entry = ET.Element("entry")
    _text(entry, "id", tag(about, record.key))
    _text(entry, "title", record.title)
    _text(entry, "published", _moment(record.added))
    _text(entry, "updated", _moment(record.added))
    for name in record.authors:
        _author(entry, name)
    if record.url:
        ET.SubElement(entry, "link", {"rel": "alternate", "href": record.url})
    for label, target in record.links:
        ET.SubElement(
            entry, "link", {"rel": "related", "href": target, **({"title": label} if label else {})}
        )
    for topic in record.topics:
        ET.SubElement(entry, "category", {"term": topic, "label": _topic(topic, about)})
    _text(entry, "content", ". ".join(_sentences(record, about)) + ".")
    return entry


def _sentences(record: Record, about: About) -> Iterable[str]:
    published = " ".join(filter(None, (record.venue, str(record.year or ""))))
    if published:
        yield published
    yield f"In {_topic(record.topic, about)}"
    if record.sources:
        yield f"Listed by {', '.join(record.sources)}"


def _topic(id_: str, about: About) -> str:
    return plain(about.topics.get(id_, id_))


def _author(parent: ET.Element, name: str) -> None:
    _text(ET.SubElement(parent, "author"), "name", name)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
