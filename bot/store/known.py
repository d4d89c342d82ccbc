"""``state/known.yml``: the ids that the bot left in the catalog; what is missing since, people took out.

It lies beside the catalog and moves with it: a checkout of another day has the list of that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from bot.errors import BotError, Invalid
from bot.models import Paper
from bot.store.document import SCHEMA, document
from bot.yamlio import Map, write

KNOWN = "state/known.yml"
CATALOG = "state/catalog"
HEADER = "# Made by the bot: what it left in the catalog. What is missing there since, people took out.\n"
MOST_MISSING = 0.1  # of the papers of one file at once; five may always go

Known = Mapping[str, str]  # the file's name, which is the topic, by id


def read_known(text: str | None) -> Known:
    """The ids in the text of the file, each with its topic; raises Invalid."""
    if text is None:
        return {}
    node, form, _ = document(KNOWN, text, ["papers"])
    papers = node.get("papers")
    by_topic = papers if isinstance(papers, Map) else {"": papers}
    found: dict[str, str] = {}
    for topic, ids in by_topic.items():
        for row, line in form.rows(ids, "papers"):
            if isinstance(row, str):
                found[row] = topic
            else:
                form.complain(line, "“papers” takes ids")
    if form.problems:
        raise Invalid(form.problems)
    return found


def known_text(catalog: Iterable[Paper]) -> str:
    """The text of the file for ``catalog``."""
    by_topic: dict[str, list[str]] = {}
    for paper in catalog:
        by_topic.setdefault(paper.topic, []).append(paper.id)
    papers = {topic: sorted(by_topic[topic]) for topic in sorted(by_topic)}
    return HEADER + write({"schema": SCHEMA, "papers": papers})


def few_missing(known: Known, missing: Collection[str]) -> None:
    """Raises BotError when so many papers of one file are missing that it looks like an accident."""
    there, gone = Counter(known.values()), Counter(known[id_] for id_ in missing)
    for topic, count in sorted(gone.items()):
        if count > max(5, MOST_MISSING * there[topic]):
            where = f"{CATALOG}/{topic}.yml" if topic else CATALOG
            raise BotError(
                f"{where} lost {count:,} of {there[topic]:,} papers since the bot wrote it. Is that meant? "
                f"If so, run once with --accept {CATALOG}, and they are declined; if not, bring them back "
                f"with git, or delete {KNOWN} to have them read anew from the lists"
            )
