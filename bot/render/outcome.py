"""What a run did, as Markdown for people who look in from elsewhere: the job summary, the dashboard issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.models import Plan
from bot.propose import Part
from bot.render.escape import log_safe, markdown, plain
from bot.render.templates import Templates
from bot.store.memory import Said

if TYPE_CHECKING:
    from jinja2 import BaseLoader

DASHBOARD_TITLE = "What the list-sync bot is at"
MOST_DECLINED = 100


def dashboard(
    open_: Mapping[str, int],
    waiting: Iterable[Part],
    declined: Sequence[Said],
    plan: Plan,
    loader: BaseLoader,
) -> str:
    """The dashboard's text; ``open_`` are the numbers of the open pull requests by what is in them."""
    more = len(declined) - MOST_DECLINED
    taken = [_declined(one) for one in declined[:MOST_DECLINED]]
    text = Templates(loader).render(
        "dashboard.md",
        open=[f"- {name}: #{number}" for name, number in sorted(open_.items())],
        waiting=[f"- {part.name}: {len(part.rows) + part.waiting:,}" for part in waiting],
        declined=[*taken, *([f"- and {more:,} more"] if more > 0 else [])],
        aside=[f"- {markdown(aside.source)}: {markdown(aside.reason)}" for aside in plan.set_aside],
    )
    return f"{text}\n\n<!-- bot:dashboard -->"


def _declined(one: Said) -> str:
    what = markdown(plain(one.title or str(one.row[0])))
    return f"- {what} in #{one.number}" if one.number else f"- {what}, taken out of the catalog by hand"


def job_summary(title: str, counts: str, lines: Iterable[str], plan: Plan) -> str:
    """The run as the job summary of GitHub Actions shows it."""
    rows = [f"## {markdown(title)}", "", f"{counts}.", "", *(f"- {markdown(line)}" for line in lines)]
    rows += [f"- set aside {markdown(aside.source)}: {markdown(aside.reason)}" for aside in plan.set_aside]
    return "\n".join(rows) + "\n"


def outputs(plan: Plan, opened: Sequence[int]) -> str:
    """The run as outputs of a step of GitHub Actions, one a line."""
    new = sum(1 for change in plan.changes if change.kind == "add")
    values = {
        "new": new,
        "changed": len(plan.changes) - new,
        "set-aside": len(plan.set_aside),
        "opened": ",".join(map(str, opened)),
    }
    return "".join(f"{key}={log_safe(str(value))}\n" for key, value in values.items())
