"""One paper's story: where it came from, why its mentions are one work, what people decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.identify import group
from bot.models import Mention, Paper
from bot.report import Line


def explain_lines(paper: Paper, like: Sequence[str] = ()) -> Iterator[Line]:
    """The story as paragraphs; ``like`` are titles for which it is filed where it is."""
    yield Line(paper.title, style="bold")
    for label, value in (
        ("id", paper.id),
        ("also", ", ".join(key for key in paper.ids if key != paper.id)),
        ("kind", paper.kind),
        ("link", paper.url or "none"),
        ("venue", " ".join(str(part) for part in (paper.venue, paper.year) if part)),
        ("topic", f"{paper.topic} ({_why(paper, like)})"),
        ("further", ", ".join(paper.topics)),
        ("added", paper.added.isoformat()),
        ("decided", "; ".join(paper.decided)),
    ):
        if value:
            yield Line(value, 2, 9, label=label)
    for link in paper.links:
        yield Line(f"{link.label}: {link.url}", 2, 9, label="link")
    yield from _mentions(paper)


def _why(paper: Paper, like: Sequence[str]) -> str:
    topic, _, reason = paper.topic_reason.partition(": ")
    if topic != paper.topic:
        return "people put it there"
    return f"{reason}: {' and '.join(f'“{title}”' for title in like)}" if like else reason


def _mentions(paper: Paper) -> Iterator[Line]:
    mentions = paper.mentions or paper.former
    yield Line("")
    if not mentions:
        yield Line("No list mentions it; people added it.")
        return
    yield Line("Nobody lists it any more; last said:" if paper.former else "Said of it:", style="bold")
    for number, mention in enumerate(mentions, 1):
        yield Line(mention.title, 2, 3, label=str(number))
        yield Line(_place(mention), 5)
    joins = group(mentions, sources=[mention.source for mention in mentions]).groups
    if len(mentions) > 1:
        yield Line("")
        yield Line("One work because", style="bold")
        for join in (join for found in joins for join in found.joins):
            yield Line(f"{join.a + 1} and {join.b + 1}: {join.reason}", 2, 2)
        if len(joins) > 1:
            yield Line("the rest is people's word: a decision, or an edit of the catalog", 2)


def _place(mention: Mention) -> str:
    file = mention.source if mention.source.endswith(mention.path) else f"{mention.source}/{mention.path}"
    where = " > ".join((file, *mention.section))
    return f"{where} · {mention.url or 'no link'}"
