"""The list's own files ↔ values: the catalog, people's decisions, the README.

A write is a mapping from path to new text, carried out all or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from bot.errors import BotError, Invalid, Problem
from bot.models import Decisions, Paper
from bot.net.cache import cache
from bot.store.catalog import CATALOG, catalog_edits, plain, read_catalog
from bot.store.decisions import DECISIONS, decisions_text, read_decisions
from bot.store.folder import Edits, Folder
from bot.store.kept import kept_papers
from bot.store.known import KNOWN, Known, known_text, read_known
from bot.store.memory import MEMORY, Memory, memory_text, read_memory

__all__ = [
    "CATALOG",
    "DECISIONS",
    "KNOWN",
    "MEMORY",
    "Edits",
    "Folder",
    "Memory",
    "State",
    "decisions_text",
    "known_text",
    "load",
    "memory_text",
    "plain",
    "write",
]


@dataclass(frozen=True, slots=True)
class State:
    """The catalog, the decisions and the memory, with the text of the files they came from.

    ``damaged`` says what is wrong with the memory, which then counts as none.
    """

    catalog: tuple[Paper, ...]
    decisions: Decisions
    memory: Memory
    known: Known
    texts: Mapping[str, str]
    damaged: str = ""

    def edits(self, catalog: Sequence[Paper]) -> Edits:
        """The edits of files that turn the catalog into ``catalog``."""
        edits = dict(catalog_edits(self.texts, self.catalog, catalog))
        if edits:
            edits[KNOWN] = known_text(catalog)
        return edits


def load(folder: Folder) -> State:
    """What ``state/`` says; raises Invalid with every problem of every file."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    papers: list[Paper] = []
    for path in folder.list(CATALOG):
        text = folder.read(path)
        if path.endswith(".yml") and text is not None:
            texts[path] = text
    try:
        papers += _catalog(texts)
    except Invalid as invalid:
        problems += invalid.problems
    decisions = Decisions()
    text = folder.read(DECISIONS)
    if text is not None:
        texts[DECISIONS] = text
        decisions, mistakes = read_decisions(text)
        problems += mistakes
    memory, damaged = Memory(), ""
    try:
        memory = read_memory(folder.read(MEMORY))
    except BotError as error:  # it may be lost at any time, so it stops nothing (G12)
        damaged = str(error)
    known: Known = {}
    try:
        known = read_known(folder.read(KNOWN))
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return State(tuple(sorted(papers, key=lambda paper: paper.id)), decisions, memory, known, texts, damaged)


def _catalog(texts: Mapping[str, str]) -> list[Paper]:
    """The papers of all files of the catalog; raises Invalid with every problem of every file."""

    def papers_of(path: str, text: str) -> list[Paper]:
        papers, problems = read_catalog(path, text, {})
        if problems:
            raise Invalid(problems)
        return papers

    known = cache() / "catalog"
    with suppress(Invalid):  # then every file is read below, so that all problems are told at once
        found = [
            paper
            for path, text in texts.items()
            for paper in kept_papers(known, f"{path}\0{text}", partial(papers_of, path, text))
        ]
        if len({paper.id for paper in found}) == len(found):
            return found
    seen: dict[str, tuple[str, int]] = {}
    raise Invalid([problem for path, text in texts.items() for problem in read_catalog(path, text, seen)[1]])


def write(folder: Folder, edits: Edits) -> None:
    """Writes ``edits``; a memory that is damaged is kept beside the new one."""
    if MEMORY in edits:
        file = folder.root / MEMORY
        try:
            read_memory(folder.read(MEMORY))
        except BotError:
            file.rename(file.with_suffix(".damaged.yml"))
    folder.write(edits)
