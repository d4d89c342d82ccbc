"""Whether configuration, state and README are valid by themselves and agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from itertools import zip_longest
from pathlib import PurePosixPath

from bot.config import Config
from bot.errors import BotError, Invalid, Problem
from bot.identify import names_of_paper, plain_name
from bot.models import Decisions, Entry, Mention
from bot.store import CATALOG, DECISIONS, Edits, Folder, State, load


def problems(
    configure: Callable[[], Config], folder: Folder, render: Callable[[Config, State], Edits]
) -> tuple[Problem, ...]:
    """Every problem there is; the later checks are left out where the earlier make them meaningless."""
    found: list[Problem] = []
    config = state = None
    try:
        config = configure()
    except Invalid as invalid:
        found += invalid.problems
    try:
        state = load(folder)
    except Invalid as invalid:
        found += invalid.problems
    if config and state:
        found += agreement(config, state)
    if config and state and not found:
        found += _stale(folder, lambda: render(config, state))
    return tuple(found)


def agreement(config: Config, state: State, *, dangling: bool = True) -> Iterator[Problem]:
    """Where configuration, catalog and decisions, valid each by itself, contradict each other.

    ``dangling`` decisions, which speak of no paper, harm nothing: pull requests leave some behind when what
    one of them decided on is taken out by another.
    """
    topics = {topic.id for topic in config.topics} | {"unsorted"}
    for path in sorted(state.texts):
        if path.startswith(CATALOG) and PurePosixPath(path).stem not in topics:
            yield Problem(path, 1, f"the configuration has no topic “{PurePosixPath(path).stem}”")
    owner: dict[Mention, str] = {}
    for paper in state.catalog:
        path = f"{CATALOG}/{paper.topic}.yml"
        for mention in paper.mentions:
            if owner.setdefault(mention, paper.id) != paper.id:
                at = _line(state.texts[path], paper.id)
                yield Problem(path, at, f"a mention of “{paper.id}” is one of “{owner[mention]}” too")
    if dangling:
        yield from _dangling(state)
    for _, topic in state.decisions.topic:
        if topic not in topics:
            at = _line(state.texts[DECISIONS], topic)
            yield Problem(DECISIONS, at, f"the configuration has no topic “{topic}”")


def _dangling(state: State) -> Iterator[Problem]:
    """Decisions that speak of nothing. One to decline a paper is meant to outlive it."""
    known = {name for paper in state.catalog for name in (paper.id, *paper.ids)}
    unknown = _unknown(state.decisions, known)
    if unknown:  # by their ids; all their names are many
        unknown = _unknown(state.decisions, known.union(*map(names_of_paper, state.catalog)))
    for name in unknown:
        yield Problem(DECISIONS, _line(state.texts[DECISIONS], name), f"no paper is called “{name}”")


def _unknown(decisions: Decisions, known: Set[str]) -> list[str]:
    """The names in ``decisions`` that are none of the ``known`` ones."""
    known = known | {plain_name(name) for name in decisions.decline}
    named = [name for pair in decisions.same for name in pair]
    named += [pin[0] for pin in decisions.pin] + [topic[0] for topic in decisions.topic]
    # An upstream edit may take away what told two works apart; one of the names is enough then.
    named += [one for one, other in decisions.different if plain_name(other) not in known]
    return [name for name in dict.fromkeys(named) if plain_name(name) not in known]


def quality(state: State) -> Iterator[Problem]:
    """Papers of the catalog whose title or link looks wrong, by file and line: no mistakes, but worth a look.

    They are told by the rules of docs/health.md, but for fields that are missing.
    """
    from bot.identify import canonical_url
    from bot.parse.findings import findings

    lines: dict[str, tuple[str, int]] = {}
    for path in sorted(path for path in state.texts if path.startswith(CATALOG)):
        for number, line in enumerate(state.texts[path].split("\n"), 1):
            if line.startswith("- id: "):
                lines[line.removeprefix("- id: ").strip("'\"")] = path, number
    places = [lines.get(paper.id, (f"{CATALOG}/{paper.topic}.yml", 1)) for paper in state.catalog]
    entries = [
        Entry(place[0], at, paper.title, paper.url, paper.links, (), paper.venue, paper.year, paper.authors)
        for at, (paper, place) in enumerate(zip(state.catalog, places, strict=True))
    ]
    for finding in findings(entries, canonical_url):
        # Two works at one link are told as doubles; a title alone in lower case is often a paper's.
        words = finding.kind == "sentence" and entries[finding.line].url is None
        if not words and not finding.kind.startswith("no ") and finding.kind != "same link":
            path, number = places[finding.line]
            yield Problem(path, number, f"{finding.title}: {finding.sentence}")


def _line(text: str, wanted: str) -> int:
    return next((number for number, line in enumerate(text.split("\n"), 1) if wanted in line), 1)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip_longest(one.split("\n"), other.split("\n")), 1)
    return next((number for number, (a, b) in pairs if a != b), 1)


def _stale(folder: Folder, render: Callable[[], Edits]) -> Iterator[Problem]:
    try:
        for path, text in render().items():
            at = _first_difference(folder.read(path) or "", text or "")
            yield Problem(path, at, "does not say what state/ says; bring it up to date with: bot render")
    except Invalid as invalid:
        yield from invalid.problems
    except BotError as error:
        yield Problem("README.md", 1, str(error))
