"""A run's work as a file: planned where outside text is read, carried out where there is a token to write.

A plan is for one state of the repository: ``apply`` refuses it when anything moved on since.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from bot.errors import BotError
from bot.publish.remote import Remote
from bot.publish.work import Work, remembers
from bot.store.memory import Memory

VERSION = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan file holds; ``made_for`` is the fingerprint of the repository that it was made for."""

    version: int
    made_for: str
    work: Work


def fingerprint(remote: Remote) -> str:
    """What two looks at the same state of the repository have in common, whatever else went on there."""
    import json

    same = replace(remote, until="", behind=False)
    return sha256(json.dumps(asdict(same), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def idle(remote: Remote, memory: Memory, work: Work) -> bool:
    """Whether carrying out ``work`` would write nothing, so that no job needs to be started for it."""
    return work.nothing and not remembers(remote, memory, work.memory)


def plan_bytes(remote: Remote, work: Work) -> bytes:
    """The plan file for ``work`` on the repository as ``remote``."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(Plan(VERSION, fingerprint(remote), work)), indent=1)


def read_plan(file: Path) -> Plan:
    """What a plan file holds; raises BotError when it is none."""
    import msgspec

    try:
        plan = msgspec.json.decode(file.read_bytes(), type=Plan)
    except OSError as error:
        raise BotError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BotError(f"{file}: not a plan as `bot sync --out` writes it ({error})") from None
    if plan.version != VERSION:
        raise BotError(f"{file}: a plan of version {plan.version}; this bot reads {VERSION}")
    return plan
