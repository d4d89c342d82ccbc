"""What stands on GitHub: read once at the start of a run, as values, and the client that does it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from bot.errors import BotError
from bot.propose import BRANCHES

if TYPE_CHECKING:
    from github.Requester import Requester

MEMORY_BRANCH = f"{BRANCHES}memory"
MEMORY_FILE = "memory.yml"
PAGE = 100
LONGEST_WAIT = 120  # seconds; what GitHub asks for beyond it is left to the next run


class CannotPublish(BotError):
    """GitHub did not take a write; what is left is for the next run."""

    exit_code = 4


class MovedOn(BotError):
    """Somebody was faster: the repository is not as it was when this run looked at it."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request from a branch of the bot."""

    number: int
    branch: str
    head: str
    title: str
    body: str
    open: bool
    merged: bool
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on an issue or pull request."""

    id: int
    number: int
    user: str
    body: str
    reactions: int


@dataclass(frozen=True, slots=True)
class Remote:
    """The repository as a run found it; two runs that find the same do the same."""

    head: str
    tree: str
    refs: Mapping[str, str] = field(default_factory=dict)
    memory: str | None = None
    pulls: tuple[Pull, ...] = ()
    comments: tuple[Comment, ...] = ()
    dashboard: tuple[int, str] | None = None


class Client:
    """One repository through PyGithub's requester, which authenticates, paces writes and retries reads."""

    def __init__(self, requester: Requester, repository: str, *, patient: bool = True) -> None:
        self._requester = requester
        self._root = f"/repos/{repository}"
        self._patient = patient

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, parameters=query or None)

    def headers(self, path: str) -> Mapping[str, str]:
        """The headers of the answer to a GET, their names in lower case."""
        found = self._answer("GET", path)[0]
        return {name.lower(): value for name, value in found.items()}

    def post(self, path: str, **body: Any) -> Any:
        return self._ask("POST", path, input=body)

    def patch(self, path: str, **body: Any) -> Any:
        return self._ask("PATCH", path, input=body)

    def put(self, path: str, **body: Any) -> Any:
        return self._ask("PUT", path, input=body)

    def delete(self, path: str) -> None:
        self._ask("DELETE", path)

    def pages(self, path: str, **query: Any) -> list[Any]:
        """All elements of a list that comes in pages."""
        found: list[Any] = []
        page = 1
        while True:
            rows = self.get(path, per_page=PAGE, page=page, **query)
            found += rows
            if len(rows) < PAGE:
                return found
            page += 1

    def _ask(self, verb: str, path: str, **words: Any) -> Any:
        return self._answer(verb, path, **words)[1]

    def _answer(self, verb: str, path: str, **words: Any) -> tuple[Mapping[str, str], Any]:
        from github import GithubException
        from requests import RequestException

        waited = 0.0
        while True:
            try:
                return self._requester.requestJsonAndCheck(verb, self._root + path, **words)
            except GithubException as error:
                wait = _asked_to_wait(error)
                if wait is None or not self._patient or waited + wait > LONGEST_WAIT:
                    raise
                waited += wait
                time.sleep(wait)
            except RequestException as error:
                raise CannotPublish(f"GitHub cannot be reached ({type(error).__name__})") from error


def _asked_to_wait(error: Any) -> float | None:
    """The seconds after which GitHub will take the same request, if it said so: it was not carried out."""
    headers = {key.lower(): value for key, value in (error.headers or {}).items()}
    after = headers.get("retry-after", "")
    return float(after) + 1 if error.status in (403, 429) and after.isdecimal() else None


def status_of(error: Exception) -> int:
    """The HTTP status behind an exception of PyGithub, 0 if there is none."""
    return getattr(error, "status", 0)


def cannot(error: Any) -> CannotPublish:
    """What to tell people of an answer that is none of those a run expects."""
    data = error.data if isinstance(error.data, Mapping) else {}
    said = str(data.get("message") or "no reason given").partition("\n")[0]
    return CannotPublish(f"GitHub answered {error.status}: {said}; the next run does what is left")


def observe(client: Client, dashboard: str = "") -> Remote:
    """The repository as it stands: five requests, none of them a write; one more to find a ``dashboard``."""
    from github import UnknownObjectException

    (commit,) = client.get("/commits", per_page=1)  # of the default branch, whatever its name
    refs = {
        row["ref"].removeprefix("refs/heads/"): row["object"]["sha"]
        for row in client.get(f"/git/matching-refs/heads/{BRANCHES}")
    }
    memory = None
    if MEMORY_BRANCH in refs:
        try:
            memory = _text(client, refs[MEMORY_BRANCH])
        except UnknownObjectException:
            memory = None
    pulls = tuple(_pull(row) for row in client.pages("/pulls", state="all", sort="created", direction="desc"))
    pulls = tuple(pull for pull in pulls if pull.branch.startswith(BRANCHES))
    comments: tuple[Comment, ...] = ()
    numbers = {pull.number for pull in pulls}
    if numbers:
        rows = client.pages("/issues/comments", sort="created", direction="asc")
        comments = tuple(comment for row in rows if (comment := _comment(row)).number in numbers)
    found = _dashboard(client, dashboard) if dashboard else None
    return Remote(commit["sha"], commit["commit"]["tree"]["sha"], refs, memory, pulls, comments, found)


def _dashboard(client: Client, marker: str) -> tuple[int, str] | None:
    for row in client.pages("/issues", state="open", sort="created", direction="asc"):
        if "pull_request" not in row and marker in (row["body"] or ""):
            return row["number"], row["body"]
    return None


def _text(client: Client, commit: str) -> str:
    from base64 import b64decode

    found = client.get(f"/contents/{quote(MEMORY_FILE)}", ref=commit)
    if found.get("content") or not found["size"]:
        return b64decode(found["content"]).decode()
    return b64decode(client.get(f"/git/blobs/{found['sha']}")["content"]).decode()  # larger than 1 MB


def _pull(row: Mapping[str, Any]) -> Pull:
    # A fork may have branches of the same names; they are strangers' and never the bot's.
    mine = row["head"]["repo"] and row["head"]["repo"]["full_name"] == row["base"]["repo"]["full_name"]
    return Pull(
        row["number"],
        row["head"]["ref"] if mine else "",
        row["head"]["sha"],
        row["title"],
        row["body"] or "",
        row["state"] == "open",
        bool(row["merged_at"]),
        tuple(label["name"] for label in row["labels"]),
    )


def _comment(row: Mapping[str, Any]) -> Comment:
    number = int(urlsplit(row["issue_url"]).path.rpartition("/")[2])
    user = (row["user"] or {}).get("login", "")
    return Comment(row["id"], number, user, row["body"] or "", row.get("reactions", {}).get("total_count", 0))
