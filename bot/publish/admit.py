"""Whether a plan asks only for what the bot may do: it was made where outside text is read, so it is a
request.

Each check is a rule with the sentence that tells of its breach; one breach, and nothing of the plan is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.config import Config
from bot.errors import BotError
from bot.propose import PARTS
from bot.publish.commands import commands_in
from bot.publish.held import unpacked
from bot.publish.proposals import bots_alone
from bot.publish.remote import BRANCHES, CLOSED, MEMORY_BRANCH, Remote
from bot.publish.work import Push, Work
from bot.render.markers import outside
from bot.store.memory import Memory, memory_text

NAMES = "|".join(map(re.escape, PARTS))
BRANCH = re.compile(rf"{re.escape(BRANCHES)}(?:{NAMES})(?:-[1-9]\d{{0,5}})?", re.ASCII)
ASIDE = re.compile(rf"{re.escape(MEMORY_BRANCH)}-[0-9a-f]{{7}}", re.ASCII)
COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)
# What the bot makes: nothing that a workflow or a tool runs.
PATHS = re.compile(
    r"state/(?:catalog/[a-z0-9-]+\.yml|decisions\.yml|known\.yml)|README\.md|pages/[A-Za-z0-9._-]+\.md|assets/chart-\w+\.svg",
    re.ASCII,
)
MOST_ITEMS, MOST_FILES = 1_000, 1_000
LARGEST_TITLE, LARGEST_TEXT, LARGEST_FILE = 256, 65_536, 10 * 2**20  # characters
CONTENTS = ("+1", "confused", "eyes")


class NotAdmitted(BotError):
    """A plan asks for what no run would plan; nothing of it is done."""


def admit(work: Work, remote: Remote, memory: Memory, config: Config, readme: str | None) -> None:
    """Raises NotAdmitted with everything in ``work`` that no run on ``remote`` would plan; ``readme`` is
    the list's, ``memory`` what is remembered there."""
    breaches = list(
        dict.fromkeys(
            (
                *_sizes(work),
                *_titles(work),
                *_branches(work, remote),
                *_threads(work, remote),
                *_manners(work, config),
                *_readme(work, readme),
                *_memory(work, memory),
            )
        )
    )
    if breaches:
        more = f"; and {len(breaches) - 5} more" if len(breaches) > 5 else ""
        raise NotAdmitted(f"the plan asks for what the bot does not do: {'; '.join(breaches[:5])}{more}")


def _sizes(work: Work) -> Iterator[str]:
    lists = (
        work.aside,
        work.pushes,
        work.opens,
        work.rewrites,
        work.setups,
        work.says,
        work.closes,
        work.prunes,
        work.reacts,
    )
    if any(len(items) > MOST_ITEMS for items in lists):
        yield f"more than {MOST_ITEMS:,} items of one kind"
    texts = [text for new in work.opens for text in (new.title, new.body)]
    texts += [text for new in work.rewrites for text in (new.title, new.body)]
    texts += [say.body for say in work.says] + [close.body for close in work.closes] + [work.dashboard or ""]
    if any(len(text) > LARGEST_TEXT for text in texts):
        yield f"a text of more than {LARGEST_TEXT:,} characters"


def _titles(work: Work) -> Iterator[str]:
    titles = [one.title for one in work.pushes] + [one.title for one in work.opens]
    titles += [one.title for one in work.rewrites]
    if any(len(title) > LARGEST_TITLE or len(title.splitlines()) != 1 for title in titles):
        yield f"a title of more than {LARGEST_TITLE} characters, or of more than one line"


def _branches(work: Work, remote: Remote) -> Iterator[str]:
    for push in work.pushes:
        yield from _push(push, remote)
    for one in work.aside:
        if not ASIDE.fullmatch(one.name) or one.head != remote.refs.get(MEMORY_BRANCH):
            yield f"to write the branch {one.name}"
    for one in work.prunes:
        closing = {close.number for close in work.closes}
        mine = any(p.branch == one.name and (not p.open or p.number in closing) for p in remote.pulls)
        if not BRANCH.fullmatch(one.name) or remote.refs.get(one.name) != one.head or not mine:
            yield f"to delete the branch {one.name}"
    pushed = {push.branch for push in work.pushes}
    for opened in work.opens:
        there = BRANCH.fullmatch(opened.branch) and bots_alone(remote, opened.branch)
        if opened.branch not in pushed and not there:
            yield f"to open a pull request for {opened.branch}, which it does not push"


def _push(push: Push, remote: Remote) -> Iterator[str]:
    head = remote.refs.get(push.branch)
    known = remote.heads.get(head or "")
    if not BRANCH.fullmatch(push.branch) or push.old != head:
        yield f"to write the branch {push.branch}"
    elif head and not (known and known.mine) and head not in push.kept:
        yield f"to write {push.branch}, where somebody else's commits stand"
    if not unpacked(push.word):
        yield f"to push {push.branch} without saying what it holds"
    if not all(COMMIT.fullmatch(sha) for sha in push.kept):
        yield f"to push {push.branch} on something that is no commit"
    if len(push.edits) > MOST_FILES or any(len(text or "") > LARGEST_FILE for text in push.edits.values()):
        yield f"to push more than {MOST_FILES:,} files, or one that is too large, to {push.branch}"
    for path in push.edits:
        if not PATHS.fullmatch(path):
            yield f"to write {path}"


def _memory(work: Work, memory: Memory) -> Iterator[str]:
    if work.memory.dashboard != memory.dashboard:
        yield "to take another issue for its dashboard"
    if len(memory_text(work.memory)) > LARGEST_FILE:
        yield "to remember more than there can be"


def _readme(work: Work, readme: str | None) -> Iterator[str]:
    """What stands outside the markers is people's."""
    for push in work.pushes:
        new = push.edits.get("README.md", readme)
        if new != readme and (new is None or readme is None or outside(new) != outside(readme)):
            yield "to write README.md outside the bot's markers"


def _threads(work: Work, remote: Remote) -> Iterator[str]:
    pulls = {pull.number: pull for pull in remote.pulls}
    open_ = {number for number, pull in pulls.items() if pull.open}
    numbers = [one.number for one in work.rewrites] + [one.number for one in work.setups]
    for number in (*numbers, *(one.number for one in work.closes)):
        if number not in open_:
            yield f"to change #{number}, which is no open pull request of the bot's"
    for close in work.closes:
        if close.number in pulls and close.body != f"{pulls[close.number].body.rstrip()}\n{CLOSED}":
            yield f"to write #{close.number} anew while closing it"
    comments = {comment.id: comment for comment in remote.comments}
    for say in work.says:
        if say.number not in pulls:
            yield f"to comment on #{say.number}, which is no pull request of the bot's"
    for react in work.reacts:
        comment = comments.get(react.comment)
        if comment is None or not commands_in(comment) or react.content not in CONTENTS:
            yield f"to react to the comment {react.comment}"


def _manners(work: Work, config: Config) -> Iterator[str]:
    limits = config.proposals
    for one in (work.manners, *work.setups):
        asked = (one.labels, one.reviewers, one.assignees)
        given = (limits.labels, limits.reviewers, limits.assignees)
        if any(not set(mine) <= set(ours) for mine, ours in zip(asked, given, strict=True)):
            yield "labels or people that the configuration does not name"
    if work.dashboard is not None and not config.dashboard:
        yield "to write a dashboard that the configuration does not ask for"
    if work.draft and not limits.draft:
        yield "drafts that the configuration does not ask for"


__all__ = ["NotAdmitted", "admit"]
