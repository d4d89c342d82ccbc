"""What people are told of a list that begins: all of it before it is written, then what is left to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote

from bot.identify import canonical_url
from bot.init.document import address
from bot.init.files import PLACEHOLDER, WORKFLOW
from bot.init.start import Started
from bot.models import Entry, Reading
from bot.parse.health import health
from bot.render import log_safe, plain
from bot.topics import UNSORTED

FOUND = 3  # things to look at that are told of a list


def summary(started: Started, listed: Mapping[str, Sequence[Entry]]) -> Iterator[str]:
    """What the list will be; ``listed`` is what its sources have now."""
    config, found = started.config, started.found
    yield (
        f"{log_safe(config.title)}: {count(len(config.sources), 'list')} to follow, "
        f"{count(len(config.topics), 'topic')}, {count(len(started.catalog), 'paper')} to begin with."
    )
    yield "\nLists"
    for source in config.sources:
        parts = [part for part in found.pasted if part.source.name == source.name]
        lines = ", ".join(str(part.line) for part in parts)
        said = [f"{count(sum(len(p.entries) for p in parts), 'entry')} below line {lines}"] if parts else []
        said += [f"{count(len(listed[source.name]), 'entry')} now"] if source.name in listed else []
        yield f"  {plain(source.name)}{': ' if said else ''}{', '.join(said)}"
        read = health(Reading(tuple(listed.get(source.name, ())), ()), canonical_url)
        if source.name in listed and read.verdict != "good":
            yield f"    {plain(read.verdict)}: {plain(read.reason)}"
            yield from (f"      line {one.line}: {plain(one.sentence)}" for one in read.findings[:FOUND])
    if found.own:
        yield f"  added by people: {count(len(found.own), 'entry')}"
    yield "\nTopics"
    yield f"  {', '.join(plain(topic.title) for topic in config.topics)}"


def count(number: int, word: str) -> str:
    """A number of things, in words that fit it."""
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number:,} {word if number == 1 else plural}"


def notes(started: Started, *, by_hand: bool) -> Iterator[str]:
    """What people had better know or do; ``by_hand``: README.md is a list that they keep by hand."""
    own = started.found.own
    if by_hand and own:
        yield (
            "README.md lists your entries twice now: as you wrote them, and below in the bot's sections. "
            "Take yours out when you like; the papers stay in state/catalog."
        )
    untitled = sum(1 for entry in own if entry.url and entry.title == address(entry.url))
    if untitled:
        yield (
            f"{count(untitled, 'link')} without a title: their addresses stand in its place. "
            "Give them titles in state/catalog."
        )
    if PLACEHOLDER in (started.edits.get(WORKFLOW) or ""):
        yield (
            f"{WORKFLOW} does not know where the bot is: put its repository in place of {PLACEHOLDER} there, "
            "or run: bot init --action OWNER/NAME@REF"
        )
    unsorted = sum(1 for paper in started.catalog if paper.topic == UNSORTED)
    if unsorted:
        yield (
            f"{count(unsorted, 'paper')} under no topic, as “{UNSORTED}”: neither headings nor titles say "
            "where. A topic with their headings takes them in."
        )
    followed = {source.name.casefold() for source in started.config.sources}
    others = [source.name for source in started.found.spoken_of if source.name.casefold() not in followed]
    if others:
        yield f"Your list names further lists, which are not followed: {', '.join(others)}."


def next_steps(root: Path, upstreams: Path | None) -> Iterator[str]:
    """The commands that go on from here."""
    here = root.resolve() == Path.cwd()
    where = "" if here else f" -C {quote(str(root))}"
    git = "git" if here else f"git -C {quote(str(root))}"
    where += f" --upstreams {quote(str(upstreams))}" if upstreams else ""
    yield f"  bot sync --dry-run{where}"
    yield "      shows what the lists have that yours lacks"
    yield f"  bot sync --write{where}"
    yield "      takes that over at once; else it comes as pull requests, one for each list"
    yield f"  {git} add -A && {git} commit -m 'Start the list' && {git} push"
    yield "      has the workflow run. Under Settings, Actions, General, GitHub must be allowed to"
    yield "      “create and approve pull requests”."
    yield f"  GITHUB_REPOSITORY=OWNER/NAME GITHUB_TOKEN=… bot sync{where}"
    yield "      opens the pull requests from here, with a token of yours that may write"
