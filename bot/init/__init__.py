"""A list of one's own: what people have already → configuration, first catalog, README, workflow."""

from bot.init.document import Contents, Pasted, contents
from bot.init.files import (
    IGNORE,
    PLACEHOLDER,
    WORKFLOW,
    action_of,
    first_heading,
    ignore_text,
    runs_already,
    with_action,
    without_sections,
    workflow_text,
)
from bot.init.report import count, next_steps, notes, summary
from bot.init.sources import named, once
from bot.init.start import Started, shown, start

__all__ = [
    "IGNORE",
    "PLACEHOLDER",
    "WORKFLOW",
    "Contents",
    "Pasted",
    "Started",
    "action_of",
    "contents",
    "count",
    "first_heading",
    "ignore_text",
    "named",
    "next_steps",
    "notes",
    "once",
    "runs_already",
    "shown",
    "start",
    "summary",
    "with_action",
    "without_sections",
    "workflow_text",
]
