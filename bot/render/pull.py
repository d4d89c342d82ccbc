"""A proposal → title and body of its pull request, and what people changed in them since.

The body carries, in a comment, what the bot needs to know of it again: digests of the title and the text that
it wrote, by which people's own words are told apart, and the word that stands in its commit as well.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.models import Change, Detail, Mention, Paper
from bot.propose import newest_first, shared, whole_of
from bot.render.escape import markdown, plain, safe_url
from bot.render.rows import shown_links
from bot.render.templates import Templates
from bot.topics import untitled

if TYPE_CHECKING:
    from jinja2 import BaseLoader

    from bot.adopt import Adoption

LARGEST_BODY = 60_000  # characters; GitHub refuses 65,536
LARGEST_TITLE, LONGEST_NAMED = 200, 100  # characters of the topics, or of the paper, in a title
LONGEST_URL = 2_000
MOST_SHOWN = 6  # of one kind in a row
LINKS = 2  # beside the main one in a row
FOLDED = 10  # rows of a topic, from which they fold up
FOUND = 10  # things to look at that a body names
LONGEST_SHOWN = 200  # characters of one text from outside; what lists write has no limit
# Each marker is known by its place in a line: text from outside may hold one, but never there.
ROW = re.compile(r"^- \[([ xX])\] .*<!-- (row|out|ask):([0-9a-f]{16}) -->[ \t]*\r?$", re.MULTILINE)
REBASE = re.compile(r"^- \[([ xX])\] .*<!-- bot:rebase -->[ \t]*\r?$", re.MULTILINE)
DATA = re.compile(
    r"^<!-- bot:data ([0-9a-f]{16})\.([0-9a-f]{16})\.([0-9a-f]{16}) ([\w=-]*) -->[ \t]*\r?$",
    re.MULTILINE | re.ASCII,
)
ROWS = re.compile(
    r"^<!-- bot:rows start -->[ \t]*\r?$(.*)^<!-- bot:rows end -->[ \t]*\r?$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Text:
    """Title and body as they are to stand on GitHub."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Written:
    """What goes into a body besides its rows' changes; ``places`` give the permalink of a mention.

    ``taken_out`` are keys and titles, ``carried`` what the files take over of people's words, a line each.
    """

    proposal: str
    waiting: int
    topics: Mapping[str, str]
    places: Mapping[Mention, str]
    taken_out: Sequence[tuple[str, str]] = ()
    carried: Sequence[str] = ()
    adopting: Adoption | None = None


def digest(text: str) -> str:
    """A short fingerprint of a text, whatever the line ends and whichever boxes are ticked."""
    lines = DATA.sub("", text).replace("\r\n", "\n").split("\n")
    unticked = (re.sub(r"^- \[[ xX]\] ", "- [x] ", line.rstrip()) for line in lines)
    return sha256("\n".join(unticked).strip().encode()).hexdigest()[:16]


def word_in(body: str) -> str | None:
    """The word that the bot wrote into a body; None where it stands there no more."""
    found = DATA.search(body)
    return found[4] if found else None


def ticked(body: str) -> Mapping[tuple[str, str], bool]:
    """Whether each box of a body is ticked, by what it is for (``in``, ``ask`` or ``out``) and its key.

    Where people wrote among the rows, a row's old box may stand there beside what became of it.
    """
    kinds = {"row": "in", "ask": "ask", "out": "out"}
    return {(kinds[kind], key): box != " " for box, kind, key in ROW.findall(body)}


def wants_rebase(body: str) -> bool:
    """Whether somebody ticked the box that has the pull request built anew."""
    found = REBASE.search(body)
    return bool(found and found[1] != " ")


Row = tuple[str, Change]  # its key


class Body:
    """The body of one proposal: which rows fit into it, then its text."""

    def __init__(
        self, rows: Sequence[Row], asked: Sequence[Row], written: Written, loader: BaseLoader
    ) -> None:
        self._written, self._templates = written, Templates(loader)
        self._rows = [_line(key, change, written) for key, change in rows]
        self._asked = [_line(key, change, written, ask=True).text() for key, change in asked]
        self._changes = [change for _, change in rows]

    def fits(self, words: int) -> tuple[int, int]:
        """How many rows and questions fit beside a word of ``words`` characters for all of them.

        Rows that find no room wait for the next proposal: none rides along without a box.
        """
        shown, asked = len(self._rows), len(self._asked)
        total = max(1, shown + asked)
        while shown or asked:
            size = len(self._body(shown, asked, len(self._rows) - shown)) + words * (shown + asked) // total
            over = size + 200 - LARGEST_BODY
            if over <= 0:
                break
            if asked:
                asked //= 2
            else:
                longest = max(len(row.text()) for row in self._rows)
                shown -= min(shown, max(1, over // (longest + words // total)))
        return shown, asked

    def text(self, word: str) -> Text:
        """Title and body, with ``word`` hidden in it."""
        adopting = self._written.adopting
        title = _title(self._written.proposal, self._changes, self._written.topics)
        if adopting:
            title = _inert(adopting.line) or f"Follow a list: {adopting.line.rpartition(': ')[2]}"
        body = self._body(len(self._rows), len(self._asked), 0)
        data = f"<!-- bot:data {digest(title)}.{digest(body)}.{digest(_rows_of(body))} {word} -->"
        return Text(title, f"{body}\n\n{data}")

    def _body(self, shown: int, asked: int, left: int) -> str:
        written = self._written
        return self._templates.render(
            "adopt.md" if written.adopting else "pull.md",
            **(_adopted(written.adopting) if written.adopting else {}),
            intro=INTROS[written.proposal],
            look=[row.text() for row in self._rows[:shown] if row.look],
            groups=_groups([row for row in self._rows[:shown] if not row.look]),
            questions=self._asked[:asked],
            taken_out=[f"- [ ] {_shown(text)} <!-- out:{key} -->" for key, text in written.taken_out],
            carried=[f"- {_shown(line)}" for line in written.carried],
            waiting=written.waiting + left,
        )


def _adopted(adopting: Adoption) -> dict[str, object]:
    """What the body says of a source that is taken in, besides a sample of its works."""
    key, _ = whole_of(adopting.source)
    found = adopting.findings
    return {
        "source": _shown(adopting.source),
        "entries": adopting.entries,
        "new": adopting.new,
        "known": adopting.known,
        "read": _shown(adopting.read),
        "findings": [
            f"- line {one.line}: {_shown(one.title)}: {_shown(one.sentence)}" for one in found[:FOUND]
        ],
        "more": max(0, len(found) - FOUND),
        "whole": f"- [x] Follow {_shown(adopting.source)} <!-- row:{key} -->",
    }


def _inert(title: str) -> str:
    """A title that nothing happens at on GitHub; "" where it is not."""
    title = plain(title)
    return title if len(title) <= LARGEST_TITLE and not LIVE_IN_TITLE.search(title) else ""


def rewritten(new: Text, title: str, body: str) -> Text:
    """``new`` as far as people left what the bot wrote: their title and their text stay, the rows follow."""
    old = DATA.search(body)
    data = DATA.search(new.body)
    title = new.title if old and digest(title) == old[1] else title
    if old and digest(body) == old[2]:
        return Text(title, new.body)
    # The box did its work: ticked for good, it would have everything built anew at every run.
    kept = REBASE.sub(
        lambda box: box[0].replace("[x]", "[ ]", 1).replace("[X]", "[ ]", 1), DATA.sub("", body)
    )
    kept = kept.rstrip()
    theirs, ours = ROWS.search(kept), ROWS.search(new.body)
    if old and theirs and ours and digest(theirs[1]) == old[3]:
        kept = f"{kept[: theirs.start(1)]}{ours[1]}{kept[theirs.end(1) :]}"
    return Text(title, f"{kept}\n\n{data[0] if data else ''}")


def _rows_of(body: str) -> str:
    found = ROWS.search(body)
    return found[1] if found else ""


INTROS = {
    "follow": "",
    "new-papers": "Papers that the lists mention and this one does not have yet.",
    "fixed-links": "Links that the lists changed, that moved, or that replace broken ones.",
    "upkeep": "What else the lists changed: titles, venues, topics, who lists what.",
    "removals": "Papers that no list mentions any more. Merge to remove what is ticked; untick to keep.",
}
# What GitHub acts on in a title or a commit message, where nothing can be escaped: mentions, references
# (closing keywords are nothing without one), commits, code, emoji, and words that keep Actions from running
# (https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs).
LIVE_IN_TITLE = re.compile(
    r"[@#`<>]|://|\bwww\.|:(?=[\w+-]{1,64}:)|(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])|\b(?:gh|ghsa|cve)(?=-\w)"
    r"|\[(?=[^\]]{0,40}\b(?:ci|skip)\b)|\*{3}|\bskip-checks\b",
    re.IGNORECASE,
)
NOUNS = {
    "follow": "Follow",
    "new-papers": "Add",
    "fixed-links": "Fix links of",
    "upkeep": "Update",
    "removals": "Remove",
}


def _title(proposal: str, changes: Sequence[Change], topics: Mapping[str, str]) -> str:
    """What it does, to how many papers, on which topics."""
    verb = NOUNS["removals" if {change.kind for change in changes} == {"remove"} else proposal]
    count = f"{len(changes)} {'paper' if len(changes) == 1 else 'papers'}"
    if len(changes) == 1:
        title = plain(changes[0].paper.title)
        inert = len(title) <= LONGEST_NAMED and not LIVE_IN_TITLE.search(title)
        return f"{verb} {title if inert else count}"
    names = list(dict.fromkeys(_topic(change, topics) for change in changes))
    listed = plain(", ".join(names))
    inert = len(listed) <= LARGEST_TITLE and not LIVE_IN_TITLE.search(listed)
    return f"{verb} {count}: {listed}" if inert else f"{verb} {count}"


def _shown(text: str) -> str:
    line = plain(text)
    return markdown(line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…")


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: its box and what it is about, what to judge it by, and why it is filed under its topic.

    ``look`` says that a person has to look at it; ``rank`` puts the newest first, then what most lists name.
    """

    topic: str
    box: str
    marker: str
    facts: Sequence[str]
    reason: str
    look: bool
    rank: tuple[int, int, str]

    def text(self, *, reason: bool = True) -> str:
        """The row as Markdown; its ``reason`` may stand once for several."""
        facts = [*self.facts, *([f"topic: {self.reason}"] if reason and self.reason else [])]
        below = f"\n  <sub>{' · '.join(facts)}</sub>" if facts else ""
        return f"{self.box} {self.marker}{below}"


def _topic(change: Change, topics: Mapping[str, str]) -> str:
    return topics.get(change.paper.topic) or untitled(change.paper.topic)


def _groups(lines: Sequence[_Line]) -> list[dict[str, object]]:
    """The rows by topic, the newest first; a reason that most of one topic share is said once."""
    groups: dict[str, list[_Line]] = {}
    for line in lines:
        groups.setdefault(line.topic, []).append(line)
    return [_group(title, sorted(rows, key=lambda row: row.rank)) for title, rows in groups.items()]


def _group(title: str, rows: Sequence[_Line]) -> dict[str, object]:
    once = shared(row.reason for row in rows)
    return {
        "title": title,
        "reason": once,
        "rows": [row.text(reason=row.reason != once) for row in rows],
        "folded": len(rows) > FOLDED,
    }


def _line(key: str, change: Change, written: Written, *, ask: bool = False) -> _Line:
    """The paper on the line that has the checkbox, ticked unless asked; below it, what to judge it by."""
    paper = change.paper
    url = safe_url(paper.url) if paper.url and len(paper.url) <= LONGEST_URL else None
    title = _shown(paper.title)
    first = [f"[{title}]({url})" if url else title]
    if paper.authors:
        first.append(f"{_shown(paper.authors[0])}{' et al.' if len(paper.authors) > 1 else ''}")
    venue = " ".join(filter(None, (_shown(paper.venue or ""), str(paper.year or ""))))
    first += [venue] if venue else []
    first += [f"[{label}]({target})" for label, target in shown_links(paper)[:LINKS]]
    alike = [f"**look:** like {_shown(one)}" for one in change.near[:MOST_SHOWN]]
    said = [text for detail in change.details if (text := _detail(detail, paper))]
    reason = _shown(paper.topic_reason.partition(": ")[2]) if change.kind == "add" else ""
    box, marker = ("- [ ]", "ask") if ask else ("- [x]", "row")
    return _Line(
        _shown(_topic(change, written.topics)),
        f"{box} {' · '.join(first)}",
        f"<!-- {marker}:{key} -->",
        [*alike, *said, *_where(change, written)],
        reason,
        change.looks,
        newest_first(change),
    )


def _detail(detail: Detail, paper: Paper) -> str:
    if detail.kind == "add":  # that it is new is what the proposal says, and where it is what follows
        return "under several titles" if len({mention.title for mention in paper.mentions}) > 1 else ""
    if detail.field is None:
        return _shown(detail.reason)
    change = _becomes(detail.old, detail.new)
    if detail.kind == "conflict":
        return f"**you decide** {detail.field}: people wrote {change} say the lists"
    return f"{detail.field}: {change} ({_shown(detail.reason)})"


def _becomes(old: str | None, new: str | None) -> str:
    """What a field was and becomes, the words that differ in bold."""
    if not old or not new:
        return f"{_shown(new)}, which it lacked" if new else f"no longer {_shown(old or '')}"
    was, now = plain(old).split(), plain(new).split()
    if len(was) < 3 or max(len(old), len(new)) > LONGEST_SHOWN:
        return f"{_shown(old)} → {_shown(new)}"
    same = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    kept_old = {block.a + step for block in same for step in range(block.size)}
    kept_new = {block.b + step for block in same for step in range(block.size)}
    return f"{_marked(was, kept_old)} → {_marked(now, kept_new)}"


def _marked(words: Sequence[str], kept: Container[int]) -> str:
    return " ".join(
        markdown(word) if at in kept else f"**{markdown(word)}**" for at, word in enumerate(words)
    )


def _where(change: Change, written: Written) -> Iterable[str]:
    """Where the lists say so: each list that is new to the paper or changed, at commit and line."""
    known = {mention for paper in change.before for mention in paper.mentions}
    fresh = [m for paper in change.after for m in paper.mentions if m not in known]
    places = []
    for mention in fresh[:MOST_SHOWN]:
        place = written.places.get(mention)
        # A README, and the one file of an address, go without saying.
        plain = mention.path.lower().startswith("readme.") or mention.source.endswith(mention.path)
        name = _shown(mention.source if plain else f"{mention.source} {mention.path}")
        places.append(f"[{name}]({place})" if place else name)
    if len(fresh) > MOST_SHOWN:
        places.append(f"{len(fresh) - MOST_SHOWN} more")
    return [f"in {', '.join(places)}"] if places else []


def permalink(server: str, repository: str, commit: str, path: str, line: int) -> str:
    """Where a line of a file stood at a commit (https://docs.github.com/repositories/working-with-files/using-files/getting-permanent-links-to-files)."""
    return f"{server}/{repository}/blob/{commit}/{quote(path)}?plain=1#L{line}"
