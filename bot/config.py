"""``.github/bot.yml`` → Config; every mistake in it is reported at once, by file and line.

The tables of fields below are the reference of the configuration: what a key takes, its default, and
what it is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from bot.errors import BotError
from bot.models import README, Source, Topic
from bot.yamlio import Field, Form, Map, Wrong, flag, meant, number, read, text, texts

CONFIG = ".github/bot.yml"

REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+\Z")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
TOPIC_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Proposals:
    """Limits and manners of pull requests."""

    open: int = 3
    papers: int = 25
    labels: tuple[str, ...] = ("bot",)
    reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """How links are looked after; ``recheck`` is in days."""

    contact: str = ""
    recheck: int = 30
    search: bool = True
    enrich: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """When `bot serve` runs what, as ``bot.schedule`` reads it; the rest is in minutes."""

    sync: str = "every 6 hours"
    links: str = "23 4 * * *"
    jitter: int = 10
    limit: int = 120
    grace: int = 5


@dataclass(frozen=True, slots=True)
class Config:
    """What the list is made of."""

    title: str
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    proposals: Proposals = Proposals()
    dashboard: bool = False
    links: Links = Links()
    schedule: Schedule | None = None


def _repository(value: Any) -> str:
    if not isinstance(value, str) or not REPOSITORY.match(value):
        raise Wrong
    return value


def _url(value: Any) -> str:
    """The address of a page; what it leads to is looked at when it is asked."""
    try:
        parts = urlsplit(text(value).strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise Wrong
    except ValueError:
        raise Wrong from None
    if parts.username is not None:
        raise Wrong("carries a user name or password, which everybody could read here")
    if parts.hostname.removeprefix("www.") == "github.com":
        raise Wrong("is on GitHub: name its repository with “repo”, and the file with “paths”")
    return parts._replace(fragment="").geturl()


def _inside(value: Any) -> str:
    """A path that stays inside its folder, whatever it is resolved against."""
    path = PurePosixPath(text(value))
    if not path.parts:
        raise Wrong("names the list's own folder: name a file or a folder in it")
    if path.is_absolute() or ".." in path.parts or "\\" in str(value) or ":" in path.parts[0]:
        raise Wrong("takes a path that stays inside the folder")
    return str(path)


def _insides(value: Any) -> tuple[str, ...]:
    return tuple(_inside(item) for item in texts(value))


def _topic_id(value: Any) -> str:
    if not isinstance(value, str) or not TOPIC_ID.match(value):
        raise Wrong
    return value


def _when(value: Any) -> str:
    from bot.schedule import checked

    try:
        return checked(text(value).strip())
    except ValueError as error:
        raise Wrong(str(error)) from None


SOURCE = {
    "repo": Field(_repository, "owner/name of a GitHub repository", about="the list's repository on GitHub"),
    "url": Field(
        _url, "an address that begins with https:// or http://", about="a list on a page, in place of `repo`"
    ),
    "path": Field(
        _inside, "a file or folder beside the config", about="a list in this repository, in place of `repo`"
    ),
    "name": Field(
        text,
        "a name",
        about="what to call it; else its `repo`, its `path`, or the host and path of its `url`",
    ),
    "ref": Field(text, "a branch, tag or commit", about="the default branch if nothing else is said"),
    "paths": Field(
        _insides,
        "a list of files or patterns such as `notes/**/*.md`",
        README,
        about="its files that are lists; of a README any spelling and form will do",
    ),
    "topic": Field(
        _topic_id, "the id of a topic", about="where its papers belong if its headings say nothing"
    ),
    "skip": Field(
        texts, "a list of phrases", (), about="phrases of its headings under which nothing is taken"
    ),
}

TOPIC = {
    "id": Field(
        _topic_id,
        "lower-case letters, digits and hyphens",
        required=True,
        about="its file in `state/catalog`",
    ),
    "title": Field(text, "a heading", required=True, about="its heading in the README"),
    "headings": Field(
        texts,
        "a list of phrases",
        (),
        about="phrases of the lists' headings, and of titles, that mean this topic",
    ),
}

PROPOSALS = {
    "open": Field(number(1, 50), "a number from 1 to 50", 3, about="pull requests open at once"),
    "papers": Field(number(1, 200), "a number from 1 to 200", 25, about="papers in one pull request"),
    "labels": Field(texts, "a list of labels", ("bot",), about="labels of every pull request"),
    "reviewers": Field(texts, "a list of users or org/teams", (), about="whose review is asked for"),
    "assignees": Field(texts, "a list of users", (), about="who is assigned"),
    "draft": Field(flag, "true or false", False, about="open them as drafts"),
}

LINKS = {
    "contact": Field(
        text, "an address", "", about="an e-mail or web address by which the hosts that are asked reach you"
    ),
    "recheck": Field(
        number(1, 365), "a number of days", 30, about="days until a living link is looked at again"
    ),
    "search": Field(
        flag,
        "true or false",
        True,
        about="look for missing and dead links in indexes and web archives",
    ),
    "enrich": Field(flag, "true or false", False, about="propose venues and years that indexes know"),
}

SCHEDULE = {
    "sync": Field(
        _when,
        "`every 6 hours`, five fields of cron, or `never`",
        "every 6 hours",
        about="when `bot serve` compares the lists with the catalog, in UTC",
    ),
    "links": Field(
        _when,
        "`every 6 hours`, five fields of cron, or `never`",
        "23 4 * * *",
        about="when `bot serve` looks at links that are due, in UTC",
    ),
    "jitter": Field(
        number(0, 720), "minutes from 0 to 720", 10, about="minutes that a run is put off by lot, at most"
    ),
    "limit": Field(number(1, 1440), "minutes from 1 to 1440", 120, about="minutes until a run is ended"),
    "grace": Field(
        number(0, 60), "minutes from 0 to 60", 5, about="minutes that a run has to finish when told to stop"
    ),
}

TOP = {
    "title": Field(text, "the list's name", "", required=True, about="the list's name"),
    "sources": Field(lambda value: value, "a list of sources", required=True, about="the lists to follow"),
    "topics": Field(
        lambda value: value, "a list of topics", required=True, about="sections, in README order"
    ),
    "proposals": Field(lambda value: value, "keys and values", about="limits and manners of pull requests"),
    "dashboard": Field(flag, "true or false", False, about="keep one issue that says what the bot is at"),
    "links": Field(lambda value: value, "keys and values", about="how links are looked after"),
    "schedule": Field(lambda value: value, "keys and values", about="when `bot serve` runs what"),
}

# The keys of TOP whose values have fields of their own.
NESTED = {"sources": SOURCE, "topics": TOPIC, "proposals": PROPOSALS, "links": LINKS, "schedule": SCHEDULE}


def load(root: Path) -> Config:
    """The configuration of the list in ``root``; raises BotError when there is none, Invalid for mistakes."""
    file = root / CONFIG
    try:
        return parse(file.read_bytes().decode(), CONFIG)
    except FileNotFoundError:
        raise BotError(
            f"{file}: there is no such file; it says which lists to follow, and `bot init` writes it"
        ) from None
    except UnicodeDecodeError as error:
        raise BotError(f"{file}: not UTF-8 (byte {error.start})") from None


def parse(source: str, path: str = CONFIG) -> Config:
    """The configuration that ``source`` holds; ``path`` is for messages. Raises Invalid."""
    form = Form(path)
    node = read(source, path)
    top = form.fields(node, TOP, "the configuration")
    lines = node.lines if isinstance(node, Map) else {}
    for key, nothing in (("sources", "list to follow"), ("topics", "section of the README")):
        if key in lines and not top[key]:
            form.complain(lines[key], f"“{key}” names no {nothing}")
    sources = _sources(form, top["sources"], lines.get("sources", 1))
    topics = _topics(form, top["topics"], lines.get("topics", 1))
    known = {topic.id for topic in topics}
    for source_, line in sources:
        if source_.topic and source_.topic not in known:
            hint = meant(source_.topic, sorted(known))
            form.complain(line, f"“topic” names “{source_.topic}”, which is not among the topics{hint}")
    proposals = Proposals()
    if top["proposals"] is not None:
        proposals = Proposals(**form.fields(top["proposals"], PROPOSALS, "“proposals”", lines["proposals"]))
    links = Links()
    if top["links"] is not None:
        links = Links(**form.fields(top["links"], LINKS, "“links”", lines["links"]))
    schedule = None
    if top["schedule"] is not None:
        schedule = Schedule(**form.fields(top["schedule"], SCHEDULE, "“schedule”", lines["schedule"]))
    form.done()
    named = tuple(source for source, _ in sources)
    return Config(top["title"], named, topics, proposals, top["dashboard"], links, schedule)


def _sources(form: Form, node: Any, line: int) -> list[tuple[Source, int]]:
    found: list[tuple[Source, int]] = []
    for row, row_line in form.rows(node, "sources", line):
        before = len(form.problems)
        values = form.fields(row, SOURCE, "a source", row_line)
        if len(form.problems) > before:
            continue
        if sum(map(bool, (values["repo"], values["url"], values["path"]))) != 1:
            form.complain(row_line, "a source takes one of “repo”, “url” and “path”")
            continue
        for key in ("ref", "paths"):
            if values["url"] and key in row:
                form.complain(row.lines[key], f"“{key}” is for a repository: a source with “url” is one file")
        found.append((_source(values), row_line))
    _unique(form, [(source.name.casefold(), line) for source, line in found], "a source")
    return found


def _source(values: dict[str, Any]) -> Source:
    repo, url, path, paths = values["repo"], values["url"], values["path"], tuple(values["paths"])
    name = values["name"] or repo or path or place_of(url)
    if path and path.lower().endswith(MARKDOWN):  # whether another name is a file's, only its folder tells
        path, paths = str(PurePosixPath(path).parent), (PurePosixPath(path).name,)
    return Source(name, repo, path, values["ref"], paths, values["topic"], url, values["skip"])


def place_of(url: str) -> str:
    """Host and path of an address, by which people know it."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path.rstrip('/')}"


def _topics(form: Form, node: Any, line: int) -> tuple[Topic, ...]:
    found = []
    for row, row_line in form.rows(node, "topics", line):
        before = len(form.problems)
        values = form.fields(row, TOPIC, "a topic", row_line)
        if len(form.problems) == before:
            found.append((Topic(**values), row_line))
    _unique(form, [(topic.id, line) for topic, line in found], "a topic")
    return tuple(topic for topic, _ in found)


def _unique(form: Form, names: Sequence[tuple[str, int]], what: str) -> None:
    first: dict[str, int] = {}
    for name, line in names:
        if name in first:
            form.complain(line, f"{what} “{name}” stands here twice (first on line {first[name]})")
        first.setdefault(name, line)


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is one that ``patterns`` name: a file as it stands, or a pattern as git writes them."""
    plain = {pattern for pattern in patterns if not set(pattern) & set("*?[")}
    globs = [pattern for pattern in patterns if pattern not in plain]
    if not globs:
        return plain.__contains__
    import pathspec

    spec = pathspec.GitIgnoreSpec.from_lines(f"/{pattern}" for pattern in globs)
    return lambda path: path in plain or spec.match_file(path)
