"""A plan → the pull requests as they are to be: which rows, which files, which branch, which text; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.config import Config
from bot.identify import names_of_paper
from bot.models import Change, Mention, Paper, Plan
from bot.propose import Part, Row, dated, parts, sample, sources_of, whole_of
from bot.publish.held import Held, HeldRow, packed, unpacked
from bot.publish.remote import BRANCHES, Remote
from bot.publish.review import COMMITS, Review, Standing, place_of
from bot.publish.words import decisions_after, is_for_file, pending, skipped
from bot.render.pull import Body, Text, Written
from bot.store import DECISIONS, KNOWN, Edits, State, known_text
from bot.store.memory import Said

if TYPE_CHECKING:
    from jinja2 import BaseLoader

    from bot.adopt import Adoption

Make = Callable[[Sequence[Paper]], Edits]
LONGEST_TITLE = 60  # characters of a title that is kept for when its row is taken out


@dataclass(frozen=True, slots=True)
class Proposal:
    """One pull request as it is to be: its rows, its files' edits on the base, and its text.

    ``number`` is that of the one that stands, 0 for a new one.
    """

    branch: str
    number: int
    held: Held
    edits: Edits
    text: Text


@dataclass(frozen=True, slots=True)
class Proposals:
    """Those that may stand now with their parts, the parts that wait, and the pull requests left as they
    are."""

    wanted: tuple[Proposal, ...]
    parts: tuple[Part, ...]
    waiting: tuple[Part, ...]
    frozen: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What proposals are made with: ``make`` gives the edits that a catalog leads to, ``places``
    permalinks."""

    config: Config
    state: State
    make: Make
    loader: BaseLoader
    places: Mapping[Mention, str]
    adopting: Adoption | None = None


def given_back(review: Review, rebuild: Collection[int], newest: int) -> Review:
    """``review`` with the pull requests that somebody wants built anew as the bot's own again.

    Commits of people's stay behind the bot's as a parent: nothing of theirs is ever gone. ``newest`` is the
    newest comment: what the bot said before, it says again when it has to.
    """
    return replace(
        review,
        standing=tuple(_given_back(one) if one.pull.number in rebuild else one for one in review.standing),
        memory=replace(
            review.memory,
            ready={n: labels for n, labels in review.memory.ready.items() if n not in rebuild},
            told={n: markers for n, markers in review.memory.told.items() if n not in rebuild},
            given_back={**review.memory.given_back, **dict.fromkeys(rebuild, newest)},
        ),
    )


def _given_back(one: Standing) -> Standing:
    kept = (*one.held.kept, one.pull.head) if one.theirs == COMMITS else one.held.kept
    return replace(one, theirs="", held=replace(one.held, edits="", kept=kept))


def propose(
    setting: Setting,
    remote: Remote,
    review: Review,
    said: Sequence[Said],
    plan: Plan,
    unknown: Collection[str],
) -> Proposals:
    """The proposals of ``plan``; what rests on ``unknown`` sources, which this run knows nothing of, stays
    (G11)."""
    mine = [one for one in review.standing if not one.theirs]
    followed = {source.name for source in setting.config.sources}
    # While some list cannot be had, one that is no longer followed may be that one under its old name.
    former = {name for one in mine for name in one.held.sources if unknown and name not in followed}
    frozen = tuple(one for one in mine if not one.held.sources.isdisjoint({*unknown, *former}))
    mine = [one for one in mine if one not in frozen]
    left = [one for one in review.standing if one.theirs or one in frozen]
    taken = skipped(said).union(*(row.names for one in left for row in one.held.of("in", "ask")))
    added = [row for one in mine for row in one.held.rows if row.added]
    days = {name: date.fromisoformat(row.added) for row in added for name in row.names}
    adopting = setting.adopting.source if setting.adopting else ""
    whole = whole_of(adopting)[1][0]
    plan = dated(plan, days, adopting, days.get(whole))
    limits, topics = setting.config.proposals, [topic.id for topic in setting.config.topics]
    found = parts(plan, topics, taken, review.memory.answered, adopting)
    mine = [one for one in mine if one.held.proposal != "follow" or whole in one.held.rows[0].names]
    shares, waiting = _in_turn(found, mine, frozen, limits.open - len(left), limits.papers)
    proposals: list[Proposal] = []
    for part, one in shares:
        branch = one.pull.branch if one else free_branch(part.name, review, remote)
        # What no reader sees opens no pull request; it rides in the first that there is.
        quiet = () if proposals else plan.quiet
        proposals.append(_proposal(setting, part, quiet, one, branch, said))
    return Proposals(tuple(proposals), tuple(part for part, _ in shares), tuple(waiting), frozen)


def _in_turn(
    found: Sequence[Part], mine: Sequence[Standing], frozen: Sequence[Standing], room: int, largest: int
) -> tuple[list[tuple[Part, Standing | None]], list[Part]]:
    """Which part goes where, and which wait: what stands keeps standing, whatever the limit is by now.

    Of several pull requests for one part each keeps the rows that it holds; what is new joins the newest.
    """
    held_up = {one.held.proposal for one in frozen}
    room -= len(mine)
    shares: list[tuple[Part, Standing | None]] = []
    waiting = []
    for part in found:
        standing = [one for one in mine if one.held.proposal == part.name]
        for one in standing[:-1]:
            keys = {row.key for row in one.held.of("in", "ask")}
            here = part.less({row.key for row in (*part.rows, *part.asked)} - keys).of(keys, largest)
            part = part.less(keys)
            shares += [(here, one)] if here.rows else []
        if standing and part.rows:
            keys = {row.key for row in standing[-1].held.of("in", "ask")}
            shares.append((part.of(keys, largest), standing[-1]))
        elif part.rows and (part.name in held_up or room <= 0):
            waiting.append(part)
        elif part.rows:
            shares.append((part.of((), largest), None))
            room -= 1
    return shares, waiting


def bots_alone(remote: Remote, branch: str) -> bool:
    """Whether a branch holds nothing of people's: neither at its head nor behind it."""
    head = remote.heads.get(remote.refs.get(branch, ""))
    held = unpacked(head.word) if head and head.mine else None
    return held is not None and not held.kept


def free_branch(name: str, review: Review, remote: Remote) -> str:
    """A branch for a new proposal: none of a pull request that was closed, and none that is somebody
    else's."""
    number = review.memory.branches.get(name, 0) + 1
    used = {one.pull.branch for one in review.standing}
    while True:
        branch = f"{BRANCHES}{name}" if number == 1 else f"{BRANCHES}{name}-{number}"
        if branch not in used and (branch not in remote.refs or bots_alone(remote, branch)):
            return branch
        number += 1


def _proposal(
    setting: Setting,
    part: Part,
    quiet: Sequence[Change],
    one: Standing | None,
    branch: str,
    said: Sequence[Said],
) -> Proposal:
    words = pending(said)
    old = one.held if one else Held(part.name)
    adopting = setting.adopting if part.name == "follow" else None
    rows_shown = sample(part.rows) if adopting else part.rows
    out = _taken_out(old, part, skipped(one for one in said if one.how != "closed"))
    written = Written(
        part.name,
        part.waiting,
        {topic.id: topic.title for topic in setting.config.topics},
        setting.places,
        [(row.key, row.title or row.names[0]) for row in out],
        [line_of(word) for word in words],
        adopting,
    )
    rows, asked = [*map(_held, rows_shown)], [replace(_held(row), state="ask") for row in part.asked]
    whole = _whole(adopting, part.rows) if adopting else ()
    held = Held(part.name, (*whole, *rows, *asked, *out), "0" * 16, tuple(map(place_of, words)), old.kept)
    shown = [(row.key, row.change) for row in rows_shown], [(row.key, row.change) for row in part.asked]
    most, questions = Body(*shown, written, setting.loader).fits(len(packed(held)))
    if not adopting:
        written = replace(written, waiting=part.waiting + len(rows) - most)
    taken_in = part.rows if adopting else part.rows[:most]
    edits, carried = _edits(setting, [row.change for row in taken_in], quiet, words)
    rest = (*whole, *rows[:most], *asked[:questions], *out)
    held = replace(held, rows=rest, edits=digest_of(edits), carried=carried)
    body = Body(shown[0][:most], shown[1][:questions], written, setting.loader)
    return Proposal(branch, one.pull.number if one else 0, held, edits, body.text(packed(held)))


def _whole(adopting: Adoption, rows: Sequence[Row]) -> tuple[HeldRow, ...]:
    """The row that stands for all of a source, dated as its works are."""
    key, names = whole_of(adopting.source)
    days = [row.change.paper.added.isoformat() for row in rows if row.change.kind == "add"]
    return (HeldRow(key, names, (adopting.source,), "in", max(days, default=""), adopting.source),)


def _held(row: Row) -> HeldRow:
    added = row.change.paper.added.isoformat() if row.change.kind == "add" else ""
    title = row.change.paper.title[:LONGEST_TITLE]
    return HeldRow(row.key, row.names, sources_of(row.change), "in", added, title)


def _taken_out(old: Held, part: Part, no: Collection[str]) -> list[HeldRow]:
    """The rows that people took out of this one, which may be ticked to have them back."""
    there = {row.key for row in (*part.rows, *part.asked)}
    return [
        replace(row, state="out")
        for row in old.of("in", "out")
        if row.key not in there and not {row.key, *row.names}.isdisjoint(no)
    ]


def _edits(
    setting: Setting, changes: Sequence[Change], quiet: Sequence[Change], words: Sequence[Said]
) -> tuple[Edits, tuple[str, ...]]:
    """The file edits (catalog, what is made of it, what people decided), and whose words they carry.

    Who merges answers the questions among the changes.
    """
    catalog = Plan(tuple(changes), tuple(quiet)).apply(setting.state.catalog, answered=True)
    edits = dict(setting.make(catalog))
    names = {name for paper in catalog for name in names_of_paper(paper)} if words else set()
    carried = [word for word in words if is_for_file(word, names)]
    text = decisions_after(setting.state.texts.get(DECISIONS), carried)
    if text is not None:
        edits[DECISIONS] = text
    if any(word.how == "deleted" for word in carried):
        edits[KNOWN] = known_text(catalog)
    return edits, tuple(map(place_of, carried))


def digest_of(edits: Edits) -> str:
    """A fingerprint of file edits."""
    import json

    return sha256(json.dumps(sorted(edits.items()), ensure_ascii=False).encode()).hexdigest()[:16]


def line_of(word: Said) -> str:
    """One word of people as a reviewer reads it: what the file says of it from now on, and where it was
    said."""
    row = " ".join(str(cell) for cell in word.row[: 1 if word.verb == "decline" else None])
    where = f"#{word.number}" if word.number else ""
    how = {"closed": "closed", "deleted": "taken out of the catalog by hand"}.get(
        word.how, "unticked" if word.how.startswith("row:") else "a comment"
    )
    said = f"{word.verb} {row}" + (f" “{word.title}”" if word.title else "")
    return f"{'no more: ' if word.back else ''}{said} ({' '.join(filter(None, (where, how)))})"
