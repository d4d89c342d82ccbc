"""How the catalog's links are put right in a made-up outside world: ``python bench/fixes.py --gold DIR``.

Every link of the catalog in ``state/`` gets a fate, drawn by seed: it lives, dies, moves to the same work, or
moves to where it must not follow (a front page, a login, a sequel, another paper, an unnamed page). The APIs
are stand-ins that know the catalog's works, with sequels, replies and namesakes among them. Three checks over
eight days go the whole way: engine, memory, indexes, fixes. Each fix is then judged against what was drawn,
and against the hand-verified groups in DIR. ``--show N`` prints a sample of fixes to read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.identify import canonical_url, identifier, slug, title_key
from bot.links.apis import Apis
from bot.links.apis.desk import Desk
from bot.links.changes import with_fixes
from bot.links.check import check
from bot.links.harvest import asked_at, of_catalog, wanted
from bot.links.learn import Seen, learned
from bot.links.seek import seek, unsought
from bot.links.values import Answer, NoAnswer, Observation
from bot.links.visit.engine import Engine, Limits
from bot.links.visit.pace import Manners
from bot.models import Detail, Paper, Plan
from bot.store import Folder, Memory, load
from tests.links.apis.standins import Work, World, environ, serving_apis

DAYS = (0, 4, 8)
FATES = {
    "alive": 62, "gone": 14, "soft": 2, "error": 2, "wall": 2, "moved": 8, "moved, other words": 1,
    "front": 2,
    "login": 1, "sequel": 2, "other paper": 2, "unnamed": 1, "temporary": 1,
}  # fmt: skip
SITES = ("{}", "{} | Proceedings of Everything", "[17] {}", "Open Access Library - {}", "{} — The Archive")
INDEXES = ("arxiv", "crossref", "openalex", "dblp", "semanticscholar")


@dataclass(slots=True)
class Outside:
    """The web beyond: what each address answers, and what a link that moved should say."""

    pages: dict[str, Answer] = field(default_factory=dict)
    rightly: dict[str, str] = field(default_factory=dict)
    fates: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, url: str) -> Answer:
        del method
        if self.fates.get(url) == "error":
            raise NoAnswer("no answer within 30 seconds")
        found = self.pages.get(url) or page("Something on the web")
        return replace(found, url=url)

    async def leave(self, host: str) -> None:
        del host


def page(title: str, status: int = 200, **headers: str) -> Answer:
    return Answer("", status, {"content-type": "text/html"} | headers, f"<title>{title}</title>".encode())


def to(url: str, status: int = 301) -> Answer:
    return page("", status, location=url)


def drawn(catalog: Sequence[Paper], rng: random.Random) -> Outside:
    """A fate for every link that is asked by its page."""
    outside = Outside()
    for paper in catalog:
        for url in (paper.url, *(link.url for link in paper.links)):
            if url is None or asked_at(url) in outside.fates:
                continue
            fate = rng.choices(list(FATES), list(FATES.values()))[0]
            befall(outside, paper, asked_at(url), fate, rng)
    return outside


def befall(outside: Outside, paper: Paper, url: str, fate: str, rng: random.Random) -> None:
    """What ``fate`` does to a link."""
    outside.fates[url] = fate
    host = "/".join(url.split("/")[:3])
    new = f"https://proceedings.example.org/{slug(paper.title)}/{rng.randrange(10**6)}"
    shown = rng.choice(SITES).format(paper.title)
    if (identifier(url) or "").startswith("github:"):
        name = f"heirs-{rng.randrange(10**6)}/{url.rpartition('/')[2]}"
        new, shown = f"https://github.com/{name}", f"GitHub - {name}: Official code"
    ends = {
        "moved": (new, shown),
        "moved, other words": (new, "Article view"),
        "front": (f"{host}/", "Welcome"),
        "login": ("https://login.example.org/login", "Sign in"),
        "sequel": (new, f"{paper.title} II: Further Results"),
        "other paper": (new, "On the Migration of Arctic Terns in Winter"),
        "unnamed": (new, ""),
        "temporary": (new, paper.title),
    }
    if fate in ends:
        end, shown = ends[fate]
        outside.pages[url] = to(end, 302 if fate == "temporary" else 301)
        outside.pages[end] = page(shown)
        if fate == "moved":
            outside.rightly[url] = end
    elif fate != "error":
        status = {"gone": 404, "wall": 403}.get(fate, 200)
        outside.pages[url] = page("Page not found" if fate == "soft" else paper.title, status)


def works(catalog: Sequence[Paper], rng: random.Random) -> tuple[Work, ...]:
    """What the indexes know: most of the works, and others that are easily taken for them."""
    found = []
    for number, paper in enumerate(catalog):
        known = next((key[6:] for key in paper.ids if key.startswith("arxiv:")), f"2611.{number:05}")
        where = tuple(name for name in INDEXES if rng.random() < 0.4)
        year = paper.year or 2018
        found.append(
            Work(paper.title, ("Ann Author",), year, arxiv=known, doi=f"10.5555/w.{number}", indexed=where)
        )
        others = {
            0: f"{paper.title} II",
            1: f"A Reply to: {paper.title}",
            2: f"{paper.title}: Extended Abstract of a Different Study",
            3: paper.title.rsplit(" ", 1)[0],
        }
        title = others.get(rng.randrange(8))
        if title:
            found.append(Work(title, ("Eve Else",), year, arxiv=f"2612.{number:05}", indexed=INDEXES))
    rng.shuffle(found)
    return tuple(found)


async def looked(catalog: Sequence[Paper], outside: Outside, apis: Apis, memory: Memory, day: int) -> Memory:
    """The memory after one check; what the APIs say of keys is drawn like everything else."""
    links = [replace(link, key=None) for link in wanted(of_catalog(catalog), lambda _: False)]
    engine = Engine(outside, limits=Limits(backoff=0, silent=10**9, walls=10**9), manners=Manners(1e9, 1e9))

    async def nothing(_: Iterable[str]) -> Mapping[str, None]:
        return {}

    found = await check(links, {}, nothing, engine.run, lambda _: None)
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(day)
    seen = Seen(tuple(replace(one, at=at) for one in found))
    return learned(memory, seen, catalog, enrich=False)


async def played(catalog: Sequence[Paper], outside: Outside, apis: Apis) -> Memory:
    """The memory after all checks, and after the indexes were asked."""
    memory = Memory()
    for day in DAYS:
        memory = await looked(catalog, outside, apis, memory, day)
    today = datetime(2026, 11, 10, tzinfo=UTC).date()
    papers = unsought(catalog, memory.links, memory.suggested, today)

    async def visit(urls: Sequence[str]) -> Sequence[Observation]:
        return await Engine(outside, manners=Manners(1e9, 1e9)).run(urls)

    async with Desk(apis) as desk:
        found = await seek(papers, memory.links, desk, visit, today)
    return learned(memory, Seen(suggested=found), catalog, enrich=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """One fix, and whether it is right."""

    paper: Paper
    detail: Detail
    sure: bool
    right: bool


def judged(plan: Plan, outside: Outside, truth: Mapping[str, str], groups: Mapping[str, int]) -> list[Judged]:
    """Every fix in ``plan``: right is what leads to the work that the link was for."""
    return [
        Judged(change.paper, detail, not change.asks, right(change.before[0], detail, outside, truth, groups))
        for change in plan.changes
        for detail in change.details
    ]


def right(
    paper: Paper, detail: Detail, outside: Outside, truth: Mapping[str, str], groups: Mapping[str, int]
) -> bool:
    if detail.new is None:  # a link that goes: rightly, if it is gone
        return outside.fates[asked_at(detail.old or "")] == "gone"
    old = asked_at(detail.old) if detail.old else ""
    if outside.rightly.get(old) == detail.new:
        return True
    key = identifier(detail.new)
    if key and truth.get(key) == title_key(paper.title):
        return True
    mine = {groups[place(m.url)] for m in paper.mentions if m.url and place(m.url) in groups}
    return groups.get(place(detail.new), -1) in mine or (key is not None and key in paper.ids)


def place(url: str) -> str:
    return identifier(url) or canonical_url(url)


def gold(folder: Path) -> dict[str, int]:
    """The hand-verified group of each address that only one group has."""
    urls: dict[str, str] = {}
    for file in sorted((folder / "parse").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("url"):
                urls[f"{file.stem}:{row['path']}:{row['line']}"] = row["url"]
    found: dict[str, set[int]] = {}
    for number, line in enumerate((folder / "clusters.jsonl").read_text("utf-8").splitlines()):
        for member in json.loads(line)["members"]:
            if member in urls:
                found.setdefault(place(urls[member]), set()).add(number)
    return {where: numbers.pop() for where, numbers in found.items() if len(numbers) == 1}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("-C", dest="root", type=Path, default=Path())
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--wrong", action="store_true", help="print what is wrong")
    args = parser.parse_args()
    catalog, groups = load(Folder(args.root)).catalog, gold(args.gold)
    table = Table(
        "seed",
        "links",
        "dead",
        "moved rightly",
        "empty",
        "put right",
        "filled",
        "wrong",
        "asked",
        "of these wrong",
    )
    for seed in args.seeds:
        rng = random.Random(seed)  # noqa: S311 - it makes test data
        outside, known = drawn(catalog, rng), works(catalog, rng)
        truth = {f"arxiv:{work.arxiv}": title_key(work.title) for work in known}
        truth |= {f"doi:{work.doi}": title_key(work.title) for work in known if work.doi}
        with serving_apis(World(known)) as standins:
            apis = replace(
                Apis.of(environ(standins), "list@example.org"),
                pauses=dict.fromkeys((*INDEXES, "wayback"), 0.0),
            )
            memory = asyncio.run(played(catalog, outside, apis))
        plan = with_fixes(Plan(), catalog, memory.links, memory.suggested)
        found = judged(plan, outside, truth, groups)
        sure, asked = [one for one in found if one.sure], [one for one in found if not one.sure]
        fates = Counter(outside.fates.values())
        filled = sum(1 for one in sure if one.detail.old is None)
        empty = sum(1 for paper in catalog if paper.url is None)
        cells = (len(outside.fates), fates["gone"], fates["moved"], empty, len(sure) - filled, filled)
        wrong = (sum(not one.right for one in sure), len(asked), sum(not one.right for one in asked))
        table.add_row(str(seed), *map(str, (*cells, *wrong)))
        chosen = [one for one in sure if not one.right] if args.wrong else []
        for one in (*chosen, *rng.sample(found, min(args.show, len(found)))):
            show(one)
    Console(width=120).print(table)


def show(one: Judged) -> None:
    """A fix as a person judges it."""
    said = f"{'sure' if one.sure else 'ask '} {'right' if one.right else 'WRONG'}"
    print(f"{said}  {one.paper.title}\n    {one.detail.old} → {one.detail.new}\n    {one.detail.reason}")


if __name__ == "__main__":
    main()
