"""What a change does, in the words of a reviewer: one detail for each thing that a reader would notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.merge.people import Item
from bot.models import Change, Detail, Link, Mention, Paper

# What a change is called after: the first of its details' kinds in this order.
KINDS = (
    "add", "remove", "unlisted", "join", "split", "conflict", "link", "question", "title", "metadata",
    "topic", "mention", "delist", "record",
)  # fmt: skip
FIELDS = {
    "title": "title",
    "url": "link",
    "venue": "metadata",
    "year": "metadata",
    "authors": "metadata",
    "kind": "metadata",
    "links": "metadata",
    "topic": "topic",
    "topics": "topic",
}


def change_of(
    before: Sequence[Paper],
    after: Sequence[Paper],
    conflicts: Iterable[Detail],
    items: Sequence[Item],
    why: Mapping[Mention, str],
    near: Iterable[str],
) -> Change | None:
    """The change from ``before`` to ``after``, ``None`` if there is none.

    ``items`` say who changed what, ``why`` what a new mention was recognised by.
    """
    if tuple(before) == tuple(after):
        return None
    details = [*_whole(before, after), *conflicts]
    kept = {paper.id: paper for paper in before}
    for paper in after:
        if paper.id in kept:
            details += _sources(kept[paper.id], paper, why)
            details += _fields(kept[paper.id], paper, items)
    details = details or [Detail("record", "what a list says changed, but nothing that a reader sees")]
    ranked = sorted(details, key=lambda detail: KINDS.index(detail.kind))
    return Change(ranked[0].kind, tuple(before), tuple(after), tuple(ranked), tuple(sorted(set(near))))


def ranked(changes: Iterable[Change]) -> tuple[Change, ...]:
    """``changes`` in the order in which they are shown."""
    return tuple(sorted(changes, key=lambda c: (KINDS.index(c.kind), c.paper.topic, c.paper.id)))


def removal(paper: Paper) -> Change:
    """The question whether a paper that nobody lists any more should go."""
    lists = ", ".join(sorted({mention.source for mention in paper.former}))
    detail = Detail("unlisted", f"nobody lists it any more; the last was {lists}")
    return Change("unlisted", (paper,), (), (detail,))


def _whole(before: Sequence[Paper], after: Sequence[Paper]) -> Iterable[Detail]:
    """What happens to papers as wholes: they come, go, become one or several."""
    old, new = {paper.id for paper in before}, {paper.id for paper in after}
    if not before:
        yield from (Detail("add", f"new in {_lists(paper.mentions)}") for paper in after)
        return
    gone = sorted(old - new)
    if not after:
        yield from (Detail("remove", "people declined it") for _ in gone)
        return
    yield from (Detail("join", f"{id_} is the same work as {after[0].id}") for id_ in gone)
    yield from (Detail("split", f"{id_} is another work than {before[0].id}") for id_ in sorted(new - old))


def _lists(mentions: Iterable[Mention]) -> str:
    return ", ".join(sorted({mention.source for mention in mentions}))


def _sources(old: Paper, new: Paper, why: Mapping[Mention, str]) -> Iterable[Detail]:
    was, now = ({mention.source for mention in paper.mentions} for paper in (old, new))
    for source in sorted(now - was):
        by = next((why[m] for m in new.mentions if m.source == source and m in why), None)
        yield Detail("mention", f"now listed in {source}{f' ({by})' if by else ''}", source)
    left = "" if now else "; nobody lists it any more"
    yield from (
        Detail("delist", f"no longer listed in {source}{left}", source) for source in sorted(was - now)
    )


def _fields(old: Paper, new: Paper, items: Sequence[Item]) -> Iterable[Detail]:
    for field, kind in FIELDS.items():
        was, now = getattr(old, field), getattr(new, field)
        if was == now:
            continue
        if field == "topic":
            yield Detail(kind, new.topic_reason.partition(": ")[2] or new.topic_reason, None, field, was, now)
        elif isinstance(was, tuple) and field != "authors":
            yield Detail(
                kind, _by(field, new, items), None, field, shown(_less(was, now)), shown(_less(now, was))
            )
        else:
            yield Detail(kind, _by(field, new, items), None, field, shown(was), shown(now))


def _less(these: tuple[object, ...], those: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(item for item in these if item not in those)


def _by(field: str, paper: Paper, items: Sequence[Item]) -> str:
    """Who brought a field's new value: people, or one source's mention."""
    if any(line.startswith(f"pin {field} ") for line in paper.decided):
        return "people say so"
    changed = [
        item
        for item in items
        if item.mention.source
        and item.was != item.mention
        and (
            field in ("topics", "kind")
            or item.was is None
            or getattr(item.was, field) != getattr(item.mention, field)
        )
    ]
    sources = {item.mention.source for item in changed}
    if len(sources) != 1:
        return "from all its lists"
    return f"{sources.pop()} {'changed it' if all(item.was for item in changed) else 'says so'}"


def shown(value: object) -> str | None:
    """A field's value as one line of text, ``None`` when it has none."""
    if isinstance(value, tuple):
        return ", ".join(_link(item) if isinstance(item, Link) else str(item) for item in value) or None
    return None if value is None else str(value)


def _link(link: Link) -> str:
    return f"{link.label}: {link.url}" if link.label else link.url
