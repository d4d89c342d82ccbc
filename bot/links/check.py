"""One check: what an API knows is asked of the API, the rest of the pages themselves, all of it once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.links.harvest import Wanted
from bot.links.values import Observation, Outcome
from bot.links.whole import as_a_whole

if TYPE_CHECKING:
    from bot.links.apis import Record

LookUp = Callable[[Collection[str]], Awaitable[Mapping[str, "Record | None"]]]
Visit = Callable[[Sequence[str]], Awaitable[Sequence[Observation]]]


async def check(
    links: Sequence[Wanted],
    done: Mapping[str, Observation],
    look_up: LookUp,
    visit: Visit,
    seen: Callable[[Observation], None],
) -> list[Observation]:
    """An observation for each of ``links``, in their order; those in ``done`` are not asked again.

    ``look_up`` asks the APIs for identifiers, ``visit`` the pages (and tells ``seen`` itself).
    """
    left = [link for link in links if link.asked not in done]
    known = {link.key: link.asked for link in left if link.key}
    pages = [link.asked for link in left if not link.key]
    by_api, visited = await asyncio.gather(_asked(known, look_up, seen), visit(pages))
    unknown = [url for url in known.values() if url not in by_api]
    found = {**done, **by_api, **{one.url: one for one in (*visited, *await visit(unknown))}}
    return as_a_whole([found[link.asked] for link in links if link.asked in found])


async def _asked(
    known: Mapping[str, str], look_up: LookUp, seen: Callable[[Observation], None]
) -> dict[str, Observation]:
    """What the APIs say of the links they know; a link that they do not know is to be visited.

    A page is not visited where its API could not say: the API is there to spare the pages.
    """
    if not known:
        return {}
    started = time.monotonic()
    answers = await look_up(list(known))
    seconds = round((time.monotonic() - started) / len(known), 3)
    now = datetime.now(UTC).replace(microsecond=0)
    found = {}
    for key, url in known.items():
        if key in answers and answers[key] is None:
            continue
        one = _observation(url, key, answers.get(key), seconds, now)
        found[url] = one
        seen(one)
    return found


def _observation(url: str, key: str, record: Record | None, seconds: float, now: datetime) -> Observation:
    if record is None:
        said = f"the API for {key.partition(':')[0]} did not answer"
        return Observation(url, Outcome.ERROR, None, None, said, seconds, now)
    said = f"known to {record.api} as {key}" + (f" ({record.note})" if record.note else "")
    one = Observation(url, Outcome.OK, None, None, said, seconds, now, record.title, record)
    moved = key.startswith("github:") and record.url is not None and key not in record.ids
    return replace(one, outcome=Outcome.MOVED, target=record.url) if moved else one
