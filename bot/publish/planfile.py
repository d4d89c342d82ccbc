"""A run's work as a file: planned where outside text is read, carried out where there is a token to write.

A plan is for one state of the repository: ``apply`` refuses it when anything moved on since.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.publish.github import Proposal, Push, Work
from bot.publish.remote import Remote
from bot.render.pull import Text
from bot.store.memory import Memory, memory_text, read_memory

VERSION = 1


def fingerprint(remote: Remote) -> str:
    """What two looks at the same state of the repository have in common."""
    return sha256(json.dumps(asdict(remote), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def idle(remote: Remote, work: Work) -> bool:
    """Whether carrying out ``work`` would write nothing, so that no job needs to be started for it."""
    blank = Memory()
    same = memory_text(work.memory) == (remote.memory or memory_text(blank))
    return same and replace(work, memory=blank) == Work(blank)


def plan_text(remote: Remote, work: Work) -> str:
    """The plan file for ``work`` on the repository as ``remote``."""
    # The memory has a text of its own; its tables by mention are none that JSON could hold.
    values = {**asdict(replace(work, memory=Memory())), "memory": memory_text(work.memory)}
    return json.dumps(
        {"version": VERSION, "for": fingerprint(remote), "work": values}, ensure_ascii=False, indent=1
    )


def read_plan(file: Path) -> tuple[str, Work]:
    """The fingerprint and the work that a plan file holds; raises BotError when it is none."""
    try:
        plan = json.loads(file.read_text("utf-8"))
        if plan["version"] != VERSION:
            raise BotError(f"{file}: a plan of version {plan['version']}; this bot reads {VERSION}")
        return plan["for"], _work(plan["work"])
    except OSError as error:
        raise BotError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BotError(f"{file}: not a plan as `bot sync --out` writes it ({error})") from None


def _work(row: dict[str, Any]) -> Work:
    return Work(
        memory=read_memory(row["memory"], "the plan's memory"),
        pushes=tuple(Push(**push) for push in row["pushes"]),
        opens=tuple(_proposal(proposal) for proposal in row["opens"]),
        rewrites=tuple((number, Text(**text)) for number, text in row["rewrites"]),
        setups=tuple(row["setups"]),
        comments=tuple((number, body) for number, body in row["comments"]),
        closes=tuple(row["closes"]),
        prunes=tuple((branch, head) for branch, head in row["prunes"]),
        reactions=tuple((comment, content) for comment, content in row["reactions"]),
        updates=tuple(row["updates"]),
        dashboard=row["dashboard"],
    )


def _proposal(row: dict[str, Any]) -> Proposal:
    return Proposal(row["name"], row["branch"], row["edits"], Text(**row["text"]))
