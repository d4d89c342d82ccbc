"""What a person reads on a terminal or in a log: a plan, a paper, entries; 80 columns are enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from bot.merge.diff import KINDS
from bot.models import Change, Detail, Paper, Plan, Reading, Topic
from bot.propose import newest_first, shared
from bot.render import log_safe, plain
from bot.store import plain as values
from bot.topics import untitled

if TYPE_CHECKING:
    from rich.console import Console

    from bot.identify import Grouping
    from bot.publish.hand import Done
    from bot.records import Record
    from bot.replay import Step
    from bot.run import LiveRun


class Line(NamedTuple):
    """One paragraph: ``indent`` columns, then ``hang`` more from its second line on.

    A ``label`` fills those of the first line, so that the text stands under itself.
    """

    text: str
    indent: int = 0
    hang: int = 0
    style: str = ""
    label: str = ""


VERBS = {
    "join": "one work",
    "split": "another work",
    "conflict": "you decide",
    "link": "link",
    "title": "title",
    "metadata": "details",
    "topic": "topic",
    "mention": "listed",
    "delist": "delisted",
    "remove": "declined",
    "unlisted": "unlisted",
    "question": "not certain",
}
LABEL = 13  # columns of the word before a detail


def plan_lines(
    plan: Plan, topics: Sequence[Topic], header: str, footer: str, declined: Sequence[Sequence[str]] = ()
) -> Iterator[Line]:
    """The plan as a reviewer reads it: what is new by topic, what changes and why, what was set aside."""
    yield Line(header, style="bold")
    titles = {topic.id: topic.title for topic in topics}
    look = [change for change in plan.changes if change.looks and not change.asks]
    new = [change for change in plan.changes if change.kind == "add" and not change.looks]
    asked = [change for change in plan.changes if change.kind == "unlisted"]
    unsure = [change for change in plan.changes if change.kind == "question"]
    rest = [c for c in plan.changes if c.kind != "add" and not c.asks and not c.looks]
    if look:
        yield from _heading("Look at these first", len(look))
        for change in look:
            yield from _paper(change) if change.kind == "add" else _change(change)
    yield from _new(new, titles)
    if rest:
        yield from _heading("Changed", len(rest))
        for change in rest:
            yield from _change(change)
    if unsure:
        yield from _heading("Not certain: right or not?", len(unsure))
        for change in unsure:
            yield from _question(change)
    if asked:
        yield from _heading("Listed by nobody any more: keep or remove?", len(asked))
        for change in asked:
            yield Line(f"? {change.paper.title}", 2, 2, "yellow")
            id_ = change.paper.id
            yield Line(f"{change.details[0].reason}; bot decide decline {id_}, or bot decide keep {id_}", 6)
    if declined:
        yield from _heading("Taken out of the catalog by hand, now declined", len(declined))
        yield from (Line(f"- {names[0]}", 2, 2) for names in declined)
    yield from _aside(plan)
    yield Line("")
    yield Line(footer, style="bold")


def _aside(plan: Plan) -> Iterator[Line]:
    """Each reason once: a limit that is used up is one for many lists."""
    if plan.set_aside:
        yield from _heading("Set aside, their papers stay as they are", len(plan.set_aside))
    reasons: dict[str, list[str]] = {}
    for aside in plan.set_aside:
        reasons.setdefault(aside.reason, []).append(aside.source)
    for reason, sources in reasons.items():
        yield Line(f"! {', '.join(sources)}: {reason}", 2, 2, "red")


def _heading(text: str, count: int) -> Iterator[Line]:
    yield Line("")
    yield Line(f"{text} ({count})", style="bold")


def _new(changes: Sequence[Change], titles: dict[str, str]) -> Iterator[Line]:
    if not changes:
        return
    yield from _heading("New", len(changes))
    by_topic: dict[str, list[Change]] = {}
    for change in changes:
        by_topic.setdefault(change.paper.topic, []).append(change)
    order = [*titles, *sorted(by_topic.keys() - titles.keys())]
    for topic in (topic for topic in order if topic in by_topic):
        rows = sorted(by_topic[topic], key=newest_first)
        once = shared(_reason(change) for change in rows)
        yield Line(f"{titles.get(topic) or untitled(topic)} ({len(rows)})", 2, style="cyan")
        if once:
            yield Line(f"topic by {once}", 4, style="dim")
        for change in rows:
            yield from _paper(change, told=once)


def _reason(change: Change) -> str:
    return change.paper.topic_reason.partition(": ")[2]


def _paper(change: Change, told: str = "") -> Iterator[Line]:
    """A new paper; why it has its topic, unless that was ``told``."""
    paper = change.paper
    yield Line(f"+ {paper.title}", 4, 2, "green")
    facts = [f"{paper.venue or ''} {paper.year or ''}".strip(), paper.url or "no link", lists(paper)]
    yield Line(" · ".join(fact for fact in facts if fact), 6)
    if _reason(change) != told:
        yield Line(f"topic by {_reason(change)}", 6, style="dim")
    yield from _near(change)


def lists(paper: Paper) -> str:
    """Which lists mention a paper."""
    return (
        "in " + ", ".join(sorted({mention.source for mention in paper.mentions}))
        if paper.mentions
        else "in no list"
    )


def _change(change: Change) -> Iterator[Line]:
    yield Line(f"~ {change.paper.title}", 2, 2, "yellow")
    for detail in change.details:
        yield Line(_said(detail), 6, LABEL, label=VERBS.get(detail.kind, detail.kind))
    yield from _near(change)


def _question(change: Change) -> Iterator[Line]:
    yield from _change(change)
    new = next((detail.new for detail in change.details if detail.field == "url" and detail.new), None)
    how = f"bot decide pin {change.paper.id} url {new}" if new else "edit its block in state/catalog"
    yield Line(f"if so: {how}", 6, LABEL)


def _near(change: Change) -> Iterator[Line]:
    for alike in change.near:
        yield Line(f"like {alike}", 6, LABEL, "magenta", "look")


def _said(detail: Detail) -> str:
    if detail.field is None:
        return detail.reason
    if detail.kind == "conflict":
        return f"{detail.field}: {detail.reason}, the lists now say “{detail.new}”; yours stays"
    if detail.field in ("links", "topics"):
        parts = [
            f"{sign} {values}" for sign, values in (("no more", detail.old), ("also", detail.new)) if values
        ]
        return f"{'; '.join(parts)} ({detail.reason})"
    name = f"{detail.field}: " if detail.kind == "metadata" else ""
    if detail.old is None:
        return f"{name}{detail.new} ({detail.reason})"
    return f"{name}{detail.old} → {detail.new or 'none'} ({detail.reason})"


def counts(plan: Plan) -> str:
    """The plan in one sentence."""
    new = sum(1 for change in plan.changes if change.kind == "add")
    asked = sum(1 for change in plan.changes if change.asks)
    changed = len(plan.changes) - new - asked
    parts = [f"{new:,} new", f"{changed:,} changed"]
    parts += [f"{asked:,} to decide"] if asked else []
    parts += [f"{len(plan.set_aside):,} set aside"] if plan.set_aside else []
    return ", ".join(parts) if plan.changes or plan.set_aside else "Nothing to do"


def step_line(step: Step) -> Line:
    """One version of a replay in one line."""
    kinds = Counter(change.kind for change in step.plan.changes)
    said = ", ".join(
        f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda item: KINDS.index(item[0]))
    )
    quiet = f"{len(step.plan.quiet)} recorded" if step.plan.quiet else ""
    doubt = (
        f"set aside: {step.failed}" if step.failed else f"accepted: {step.accepted}" if step.accepted else ""
    )
    when = f"{step.version.date:%Y-%m-%d} {step.version.source} {step.version.commit[:7]}"
    return Line(f"{when}: {'; '.join(filter(None, (said, quiet, doubt))) or 'nothing'}", 0, 4)


def outcome_lines(run: LiveRun, done: Done | None, address: str) -> Iterator[Line]:
    """What a run does, or with ``done`` did, on the repository at ``address``."""
    work = run.work
    yield Line("Pull requests", style="bold")
    for part in run.parts:
        more = f", {part.waiting:,} more wait" if part.waiting else ""
        rows = "1 row" if len(part.rows) == 1 else f"{len(part.rows):,} rows"
        yield Line(f"{part.name}: {rows}{more}", 2)
    for part in run.waiting:
        yield Line(f"{part.name}: waits, as many are open as the configuration allows", 2)
    if run.read.unknown:
        yield Line(f"left as it is: all that rests on {', '.join(sorted(run.read.unknown))}", 2)
    counts = {
        "pushed": len(work.pushes),
        "opened": len(done.opened) if done else len(work.opens),
        "rewritten": len(work.rewrites),
        "closed": len(work.closes),
        "answered": len(work.says) + len(work.reacts),
    }
    said = ", ".join(f"{count} {verb}" for verb, count in counts.items() if count)
    if done and done.refused:
        said += f"; but {len(done.refused)} of it refused, see below"
    yield Line(f"{'would be ' if said and done is None else ''}{said or 'nothing to write'}", 2)
    yield from (Line(f"{address}/pull/{number}", 4) for number in (done.opened if done else ()))
    yield Line("")


def reading_lines(reading: Reading, *, explain: bool) -> Iterator[Line]:
    """A file's entries, or with ``explain`` what is none."""
    if explain:
        for skipped in reading.skipped:
            yield Line(f"{skipped.path}:{skipped.line}: {skipped.reason}", style="bold")
            yield Line(skipped.text, 4)
        return
    for entry in reading.entries:
        yield Line(f"{entry.path}:{entry.line}: {entry.title}", 0, 4, "bold")
        facts = [
            ("link", entry.url or "none"),
            *(("also", f"{link.label}: {link.url}") for link in entry.links if link.url != entry.url),
            ("venue", " ".join(str(part) for part in (entry.venue, entry.year) if part)),
            ("authors", ", ".join(entry.authors)),
            ("under", " > ".join(entry.section)),
            ("note", entry.note or ""),
        ]
        yield from (Line(fact, 4, 9, label=label) for label, fact in facts if fact)
    entries, others = len(reading.entries), len(reading.skipped)
    passed = "1 line is none" if others == 1 else f"{others:,} lines are none"
    said = "1 entry" if entries == 1 else f"{entries:,} entries"
    yield Line(f"{said}; {passed}: --explain" if others else said, style="bold")


def grouping_lines(rows: Sequence[Record], grouping: Grouping) -> Iterator[Line]:
    """Which entries are one work and why, then those that only look alike."""
    several = [found for found in grouping.groups if len(found.members) > 1]
    yield Line(
        f"{len(rows):,} entries, {len(grouping.groups):,} works, {len(several):,} of them more than once",
        style="bold",
    )
    for found in several:
        yield Line("")
        yield Line(rows[found.members[0]].entry.title, style="bold")
        yield from (Line(f"{rows[member].id}: {rows[member].entry.title}", 2, 2) for member in found.members)
        yield from (Line(reason, 4) for reason in dict.fromkeys(join.reason for join in found.joins))
    if grouping.near:
        yield from _heading("Alike, but not joined", len(grouping.near))
        for join in grouping.near:
            yield Line(f"{rows[join.a].id}: {rows[join.a].entry.title}", 2, 2)
            yield Line(f"{rows[join.b].id}: {rows[join.b].entry.title}", 2, 2)
            yield Line(join.reason, 4)


def plan_json(plan: Plan) -> dict[str, object]:
    """The plan as JSON values."""
    return {
        "changes": [_change_json(change) for change in plan.changes],
        "quiet": [_change_json(change) for change in plan.quiet],
        "set_aside": [{"source": aside.source, "reason": aside.reason} for aside in plan.set_aside],
    }


def _change_json(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "id": change.paper.id,
        "title": change.paper.title,
        "topic": change.paper.topic,
        "details": [asdict(detail) for detail in change.details],
        "near": list(change.near),
        "before": [values(paper) for paper in change.before],
        "after": [values(paper) for paper in change.after],
    }


def show(lines: Iterable[Line], console: Console) -> None:
    """Prints paragraphs, wrapped to the console's width; nothing from outside is read as markup."""
    from rich.text import Text

    for line in lines:
        room = max(20, console.width - line.indent - line.hang)
        for number, part in enumerate(Text(plain(line.text), line.style).wrap(console, room)):
            part.rstrip()
            start = " " * line.indent + (line.label if not number else "").ljust(
                line.hang * bool(number or line.label)
            )
            console.print(Text(start + log_safe(part.plain), line.style))
