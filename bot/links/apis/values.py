"""What is asked of the APIs that know of papers, and what they say; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.links.apis.services import Service
from bot.net.values import Answer, CannotAsk, Question

OK = frozenset({200})


@dataclass(frozen=True, slots=True)
class Record:
    """What an API says of one work.

    ``url`` is its landing page, ``ids`` our keys for it, sorted. ``venue`` and ``year`` are those of the
    published version, ``published`` the link to it; without a venue, the year is the preprint's. An API that
    only knows that the work exists leaves ``title`` empty. ``note`` says what else is to be known of it:
    "archived", "withdrawn", "renamed to owner/new".
    """

    api: str
    title: str
    url: str | None
    ids: tuple[str, ...]
    venue: str | None = None
    year: int | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    note: str = ""


class Unfit(CannotAsk):
    """The answer is about ``key`` alone, which the API takes for none; the others have to be asked again."""

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


Known = Mapping[str, Record | None]  # by key; None where the API does not know the work


@dataclass(frozen=True, slots=True)
class Lookup:
    """How an API is asked about many works by their keys, and how its answer is read.

    ``reads`` is given the keys that were asked about, and an answer with one of the statuses ``answers``; it
    raises CannotAsk, or whatever comes of reading what is not there.
    """

    service: Service
    asks: Callable[[Sequence[str]], Question]
    reads: Callable[[Answer, Sequence[str]], Known]
    takes: Callable[[str], bool] = bool  # all of them
    answers: frozenset[int] = OK


@dataclass(frozen=True, slots=True)
class Search:
    """How an API is asked for works by title, and how its answer is read; best matches first."""

    service: Service
    asks: Callable[[str], Question]
    reads: Callable[[Answer], Sequence[Record]]
    answers: frozenset[int] = OK
