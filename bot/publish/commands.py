"""The commands in a comment, and what becomes of them; pure.

A command stands at the start of a line of its own words: not in code, a quotation, a list or an HTML comment.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256

from bot.decide import VERBS, decision_row
from bot.errors import BotError
from bot.models import Paper
from bot.publish.remote import Comment
from bot.publish.words import spoken, taken_back
from bot.render.escape import markdown, plain
from bot.store.decisions import PIN_FIELDS
from bot.store.memory import Said

COMMAND = re.compile(r"^ {0,3}/bot(?=\s|$)[ \t]*(.*)$", re.MULTILINE)
HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
CURLY = str.maketrans("“”„«»", '"""""')  # what phones make of quotation marks
TAKES = {"rebase": (), "undo": (), **{verb: words for verb, words in VERBS.items() if verb != "keep"}}
LONGEST_QUOTED = 200  # characters of a command that an answer repeats


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a comment that speaks to the bot; ``digest`` is of all the commands of that comment."""

    comment: Comment
    line: str
    digest: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of commands: what people said by now, pull requests to be built anew, and the answers.

    ``answers`` are texts by pull request and comment, ``reactions`` by comment; ``digests`` are remembered of
    the comments, so that they are acted upon once.
    """

    said: tuple[Said, ...] = ()
    rebuild: frozenset[int] = frozenset()
    answers: tuple[tuple[int, int, str], ...] = ()
    reactions: tuple[tuple[int, str], ...] = ()
    digests: Mapping[int, str] = ()  # type: ignore[assignment]


def commands_in(comment: Comment) -> list[Command]:
    """The commands of a comment, in their order."""
    if "/bot" not in comment.body:
        return []
    found = [line[1].strip() for text in _own_words(comment.body) for line in COMMAND.finditer(text)]
    digest = sha256("\n".join(found).encode()).hexdigest()[:12]
    return [Command(comment, line, digest) for line in found]


def _own_words(body: str) -> Iterator[str]:
    """The paragraphs at the top level of a text in Markdown, without HTML comments."""
    from markdown_it import MarkdownIt

    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for token in MarkdownIt("commonmark").disable("inline").parse("\n".join(lines)):
        if token.type == "paragraph_open" and token.level == 0 and token.map:
            text = "\n".join(lines[slice(*token.map)])
            # What is left of a line that a comment began on is no start of a line.
            yield HTML_COMMENT.sub(lambda found: "\x00" + found[0].count("\n") * "\n\x00", text)


def hear(
    commands: Sequence[Command],
    said: tuple[Said, ...],
    catalog: Sequence[Paper],
    topics: Collection[str],
    rights: Mapping[str, bool],
    *,
    standing: Collection[int],
    back: Collection[str] = (),
    anew: bool = False,
) -> Heard:
    """Acts on ``commands`` of people with ``rights``; those of whom it is not known wait for another run.

    ``standing`` are the numbers of the open pull requests, ``back`` the names that somebody ticked after a
    run had heard an answered comment: the tick is the later. ``anew`` says that all comments there ever were
    are read again: what has a reaction was answered then.
    """
    heard = Heard(said, digests={})
    for command in commands:
        if command.comment.user not in rights:
            continue
        if not rights[command.comment.user]:
            heard = _reacted(heard, command, "confused")
        else:
            heard = _obeyed(heard, command, catalog, topics, standing, back)
    if anew:
        answered = {command.comment.id for command in commands if command.comment.answered}
        heard = replace(
            heard,
            rebuild=frozenset(),
            answers=tuple(one for one in heard.answers if one[1] not in answered),
            reactions=tuple(one for one in heard.reactions if one[0] not in answered),
        )
    return heard


def _reacted(heard: Heard, command: Command, content: str) -> Heard:
    """One reaction a comment: the worse of two."""
    others = {id_: known for id_, known in heard.reactions if id_ != command.comment.id}
    worse = "confused" if (command.comment.id, "confused") in heard.reactions else content
    return replace(
        heard,
        reactions=(*others.items(), (command.comment.id, worse)),
        digests={**heard.digests, command.comment.id: command.digest},
    )


def _obeyed(
    heard: Heard,
    command: Command,
    catalog: Sequence[Paper],
    topics: Collection[str],
    standing: Collection[int],
    back: Collection[str],
) -> Heard:
    verb, rest = (*command.line.split(None, 1), "", "")[:2]
    try:
        heard = _done(heard, command, verb, words_of(verb, rest), catalog, topics, standing, back)
    except BotError as error:
        answer = (command.comment.number, command.comment.id, _answer(command, verb, str(error)))
        return _reacted(replace(heard, answers=(*heard.answers, answer)), command, "confused")
    return _reacted(heard, command, "+1")


def _done(
    heard: Heard,
    command: Command,
    verb: str,
    words: Sequence[str],
    catalog: Sequence[Paper],
    topics: Collection[str],
    standing: Collection[int],
    back: Collection[str],
) -> Heard:
    """What a command does; raises BotError where it cannot be done."""
    number = command.comment.number
    if verb not in TAKES:
        raise BotError(f"there is no “{verb}”")
    if verb in ("undo", "rebase") and words:
        raise BotError(f"{verb} takes nothing more")
    if verb == "undo":
        return replace(heard, said=_undone(heard.said, number))
    if verb == "rebase":
        if number not in standing:
            raise BotError("this is closed; reopen it first")
        return replace(heard, rebuild=heard.rebuild | {number})
    row = tuple(decision_row(catalog, topics, verb, words))
    if command.comment.answered and not set(back).isdisjoint(map(str, row)):
        return heard  # heard before, and taken back by a tick since
    return replace(heard, said=spoken(heard.said, Said(verb, row, number, f"comment:{command.comment.id}")))


def _undone(said: Sequence[Said], number: int) -> tuple[Said, ...]:
    """Takes back the last command or closing on a pull request, also what the file has of it by now."""
    here = [one for one in said if one.number == number and not one.back and not one.how.startswith("row:")]
    if not here:
        raise BotError(
            "nothing that was said here can be taken back; delete a line of state/decisions.yml to undo it"
        )
    last = here[-1].how
    return taken_back(said, lambda one: one.number == number and one.how == last)


def words_of(verb: str, rest: str) -> list[str]:
    """The words that a command takes; a title needs no quotation marks where it is clear where it ends."""
    wanted = len(TAKES.get(verb, ()))
    try:
        words = shlex.split(rest.translate(CURLY))
    except ValueError:  # an apostrophe in a title opens a quotation that nobody closes
        words = rest.split()
    if len(words) <= wanted or wanted == 0:
        return words
    plain_words = rest.strip().split(" ")
    if verb == "decline":
        return [" ".join(plain_words)]
    if verb == "topic":
        return [" ".join(plain_words[:-1]), plain_words[-1]]
    if verb == "pin":
        at = max((place for place, word in enumerate(plain_words[1:-1], 1) if word in PIN_FIELDS), default=0)
        if at:
            return [" ".join(plain_words[:at]), plain_words[at], " ".join(plain_words[at + 1 :]).strip('"“”')]
    return words


def _answer(command: Command, verb: str, error: str) -> str:
    """What the bot could not do, below what it was told, and how to say what was probably meant."""
    quoted = markdown(plain(f"/bot {command.line}")[:LONGEST_QUOTED])
    said = markdown(error.partition("\n")[0])
    end = "" if said.endswith("?") else "."
    close = get_close_matches(verb, TAKES, n=1) if verb not in TAKES else [verb] if " takes " in error else []
    hint = f" Write `/bot {' '.join((close[0], *TAKES[close[0]]))}`" if close else ""
    hint += ", with quotation marks around a title." if close and TAKES[close[0]] else "." if close else ""
    others = ", ".join(f"`{name}`" for name in TAKES)
    marker = f"<!-- bot:answer-{command.comment.id}-{command.digest} -->"
    return f"> {quoted}\n\nI could not do this: {said}{end}{hint} I know {others}.\n{marker}"
