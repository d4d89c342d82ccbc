"""What people said → decisions: which words hold, and what the list's own file is to say of them; pure.

A word is pending until a merge brings it into ``state/decisions.yml``. From then on the line there is what
counts: whoever deletes it takes the word back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from bot.models import Decisions
from bot.store.memory import Memory, Said

VERBS = ("decline", "same", "different", "pin", "topic")


def taken_back(said: Iterable[Said], which: Callable[[Said], bool]) -> tuple[Said, ...]:
    """``said`` without what people took back; what the file has already is to be taken out of it."""
    return tuple(
        replace(one, back=True) if which(one) and one.filed else one
        for one in said
        if one.filed or not which(one)
    )


def row_digests(decisions: Decisions) -> tuple[str, ...]:
    """A digest of each row of the list's own file, by which the next run knows the new ones."""
    rows = [(verb, row) for verb in VERBS for row in getattr(decisions, verb)]
    return tuple(sorted({sha256(repr(row).encode()).hexdigest()[:12] for row in rows}))


def in_file(one: Said, decisions: Decisions) -> bool:
    """Whether the list's own file says the same."""
    rows = getattr(decisions, one.verb, ())
    return one.row[0] in rows if one.verb == "decline" else one.row in rows


def reconciled(
    said: Iterable[Said], decisions: Decisions, memory: Memory, *, remembers: bool
) -> tuple[Said, ...]:
    """What of ``said`` still holds beside the file as it is now.

    A line that was there and is gone was deleted by people; a line that is new and says otherwise is the
    later word; a word that the file has already when it is said is the file's.
    """
    newer = list(_subjects(decisions, memory.rows)) if remembers else []
    known = {(one.verb, one.row) for one in memory.said}
    return tuple(
        kept for one in said if (kept := _kept(one, decisions, newer, old=(one.verb, one.row) in known))
    )


def _kept(
    one: Said, decisions: Decisions, newer: Sequence[tuple[object, object]], *, old: bool
) -> Said | None:
    if one.verb == "skip":
        return one
    there = in_file(one, decisions)
    if one.back or one.filed:
        return one if there else None
    if there:
        return replace(one, filed=True) if old else None
    overruled = any(subject == subject_of(one.verb, one.row) and row != one.row for subject, row in newer)
    return None if overruled else one


def _subjects(decisions: Decisions, seen: Collection[str]) -> Iterator[tuple[object, object]]:
    """The subjects of the rows that people wrote into the file since."""
    for verb in VERBS[1:]:
        for row in getattr(decisions, verb):
            if sha256(repr((verb, row)).encode()).hexdigest()[:12] not in seen:
                yield subject_of(verb, row), row


def subject_of(verb: str, row: Sequence[object]) -> object:
    """What a decision is about: of two on one subject, the later holds."""
    if verb in ("same", "different"):
        return frozenset(row)
    return (verb, *row[:2]) if verb == "pin" else (verb, row[0])


def spoken(said: Sequence[Said], new: Said) -> tuple[Said, ...]:
    """``said`` and one word more, which overrules what was said on the same pair of works before."""
    pair = new.verb in ("same", "different")
    about = subject_of(new.verb, new.row)
    before = taken_back(
        said,
        lambda one: (
            pair
            and one.verb in ("same", "different")
            and one.verb != new.verb
            and subject_of(one.verb, one.row) == about
        ),
    )
    again = [one for one in before if one.verb == new.verb and subject_of(one.verb, one.row) == about]
    there = [one for one in again if one.filed and not one.back]
    if any(new.verb == "decline" or one.row == new.row for one in there):
        return before
    return (*(one for one in before if one not in again or one.filed), new)


def effective(decisions: Decisions, said: Iterable[Said]) -> Decisions:
    """``decisions`` as the file has them, with what is pending, without what was taken back."""
    for one in said:
        if one.verb == "skip":
            continue
        rows = getattr(decisions, one.verb)
        mine = one.row if one.verb == "decline" else (one.row,)
        if one.back:
            rows = _less(rows, mine)
        elif not one.filed:
            rows = tuple(dict.fromkeys((*rows, *mine)))
        decisions = replace(decisions, **{one.verb: rows})
    return decisions


def _less(rows: Sequence[object], taken: Iterable[object]) -> tuple[object, ...]:
    """``rows`` without one of each of ``taken``, the last: people may have written another of their own."""
    left = list(rows)
    for row in taken:
        if row in left:
            del left[len(left) - 1 - left[::-1].index(row)]
    return tuple(left)


def skipped(said: Iterable[Said]) -> frozenset[str]:
    """The names and keys of changes that are not to be proposed."""
    return frozenset(
        str(name) for one in said if one.verb in ("decline", "skip") and not one.back for name in one.row
    )


def is_for_file(one: Said, known: Collection[str]) -> bool:
    """Whether the list's own file can take a word now: ``known`` are the names of the papers that there are.

    A decision on a paper that is none of these would be a mistake there; declining one outlives it.
    """
    named = one.row if one.verb in ("same", "different") else one.row[:1]
    return one.back or one.verb == "decline" or all(name in known for name in named)


def decisions_after(text: str | None, words: Iterable[Said]) -> str | None:
    """The text of the list's own file with ``words``; None where it stays as it is."""
    from bot.store.decisions import decisions_text, without

    after = text
    for one in words:
        change = without if one.back else decisions_text
        after = change(after or "", one.verb, one.row)
    return None if after == text else after


def pending(said: Iterable[Said]) -> tuple[Said, ...]:
    """What the list's own file does not say yet, or still says."""
    return tuple(one for one in said if one.verb != "skip" and (one.back or not one.filed))
