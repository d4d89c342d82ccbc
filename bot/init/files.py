"""The files of a new list: their texts from templates and values; what is there already is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.init.sources import source_of
from bot.markup import blocks
from bot.markup.inline import read as inline
from bot.models import README, Source, Topic
from bot.parse.walk import heading_text
from bot.render import markdown
from bot.render.markers import fill, names
from bot.render.templates import Templates
from bot.store import MEMORY

if TYPE_CHECKING:
    from jinja2 import BaseLoader

WORKFLOW = ".github/workflows/sync.yml"
IGNORE = ".gitignore"
IGNORED = f"# what the bot remembers between runs in this folder; nobody reviews it\n{MEMORY}\n"

# The action that the workflow's template names: whoever uses it says whose copy of the bot that is.
COMMIT = re.compile(r"[0-9a-f]{40}\Z")
PLACEHOLDER = "OWNER/list-sync-bot"
ACTION = re.compile(rf"(?<=uses: ){PLACEHOLDER}@\S+(?: +#.*)?")


def config_text(
    title: str, sources: Iterable[Source], topics: Iterable[Topic], loader: BaseLoader, default: str = ""
) -> str:
    """The configuration, with comments; ``default`` is the topic of what no heading places."""
    rows = [_source(source, default) for source in sources]
    found = [
        {
            "id": topic.id,
            "title": flow(topic.title),
            "headings": topic.headings and flow(topic.headings),
        }
        for topic in topics
    ]
    text = Templates(loader).render("init/bot.yml", title=flow(title), sources=rows, topics=found)
    return f"{text}\n"


def _source(source: Source, default: str) -> Mapping[str, Any]:
    usual = source.paths == README or source.path is not None
    return {
        "key": "repo" if source.repo else "url" if source.url else "path",
        "place": flow(source.repo or source.url or source.name),
        "ref": source.ref and flow(source.ref),
        "paths": None if usual else flow(source.paths),
        "topic": source.topic or default,
    }


def flow(value: str | Sequence[str]) -> str:
    """A text, or a list of texts, as YAML on one line that may stand anywhere in it."""
    import yaml

    listed = [value] if isinstance(value, str) else list(value)
    text: str = yaml.safe_dump(listed, default_flow_style=True, allow_unicode=True, width=2**30)
    return text.strip()[1:-1] if isinstance(value, str) else text.strip()


def readme_text(text: str | None, title: str, loader: BaseLoader) -> str:
    """A README with the bot's markers: a new one, or ``text`` with them below, or as it is if it has some.

    Raises Invalid for markers that do not pair up.
    """
    if text is not None and names(text):
        return text
    if text is None or not text.strip():
        made = Templates(loader).render("init/readme.md", title=markdown(title))
        return f"{text or ''}{made}\n"
    newline = "\r\n" if "\r\n" in text else "\n"
    made = Templates(loader).render("init/readme.md", title="").replace("\n", newline)
    gap = newline if text.endswith("\n") else newline * 2
    return f"{text}{gap}{made}{newline}"


def first_heading(text: str) -> str:
    """The title of a Markdown document, as plain text; empty if it has none."""
    found = next((block for block in blocks.read(text).blocks if block.kind == "heading"), None)
    return heading_text(inline(found.text, {})) if found and found.level == 1 else ""


def without_sections(text: str) -> str:
    """A README as people wrote it: nothing of the bot's between its markers; raises Invalid."""
    return fill(text, dict.fromkeys(names(text), ""))


def with_action(text: str, action: str) -> str:
    """A workflow of ours with ``action`` where it was left open."""
    return ACTION.sub(lambda _: action, text)


def workflow_text(action: str | None, loader: BaseLoader) -> str:
    """The workflow that runs ``action``; without one it names what people have to put in place."""
    from jinja2 import Environment

    text, _, _ = loader.get_source(Environment(autoescape=True), "init/workflow.yml")  # as it stands
    return with_action(text, action) if action else text


def action_of(direct_url: str | None) -> str | None:
    """The action that this very bot is, if it was installed from GitHub at a commit.

    ``direct_url`` is what pip recorded: https://packaging.python.org/specifications/direct-url/
    """
    try:
        recorded = json.loads(direct_url or "{}")
        source = source_of(recorded.get("url", ""))
        commit = recorded.get("vcs_info", {}).get("commit_id", "")
    except (ValueError, AttributeError):
        return None
    return f"{source.repo}@{commit}" if source and COMMIT.match(commit) else None


def runs_already(workflow: str) -> bool:
    """Whether the text of a workflow runs the bot."""
    return re.search(r"\blist-sync-bot@|\bbot (?:sync|serve)\b", workflow) is not None


def ignore_text(text: str | None) -> str:
    """``text`` of a ``.gitignore`` with the line that keeps the bot's memory out of git."""
    lines = (text or "").splitlines()
    if any(line.strip().lstrip("/") in (MEMORY, "state/memory.*") for line in lines):
        return text or ""
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text or ''}{gap}{IGNORED}"
