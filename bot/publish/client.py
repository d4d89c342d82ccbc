"""One repository through PyGithub: reads are tried again, writes never blindly; every no becomes one
sentence."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.errors import BotError
from bot.net.wait import asked_to_wait, used_up

if TYPE_CHECKING:
    from github.Requester import Requester

PAGE = 100
LONGEST_WAIT = 120.0  # seconds for one request; what GitHub asks for beyond it is left to the next run
ATTEMPTS = 4  # at a read, where GitHub fails or does not answer
REDIRECTS, MOST_REDIRECTS = {301, 302, 307, 308}, 5
RAW = "application/vnd.github.raw+json"
NONSENSE = "GitHub's answer makes no sense"


class CannotPublish(BotError):
    """GitHub did not take what was sent, or did not answer."""

    exit_code = 4


class MovedOn(BotError):
    """Somebody was faster: the repository is not as it was when this run looked at it."""

    exit_code = 5


class Refused(CannotPublish):
    """GitHub answered no: with ``status`` (0: not at all) it ``said`` why, to a request for ``path``.

    ``ends`` says that nothing more can be asked in this run: no answer, a limit that is used up, a token that
    is not taken.
    """

    def __init__(
        self, status: int, said: str, path: str = "", *, accepts: str = "", told: str = "", ends: bool = False
    ) -> None:
        self.status, self.said, self.path, self.ends = status, said, path, ends
        super().__init__(told or _told(status, said, path, accepts))

    @property
    def plainly(self) -> str:
        """What GitHub answered, without what to do about it."""
        return f"GitHub answered {self.status}: {self.said.partition(chr(10))[0] or 'no reason given'}"


# What puts right a no that the next run would hear again, by what GitHub says: words, and what to do.
REMEDIES = (
    (
        "archived",
        "the repository is archived; unarchive it, or stop the workflow",
    ),
    (
        "without `workflows` permission",
        "the token may not change workflow files; give it the permission Workflows, or leave them out",
    ),
    (
        "not permitted to create or approve pull requests",
        "tick “Allow GitHub Actions to create and approve pull requests” under Settings, Actions, General",
    ),
    (
        "resource not accessible",
        "the token lacks {accepts}; grant it where it is made (a job's `permissions`), see `bot doctor`",
    ),
    (
        "bad credentials",
        "the token is no longer valid; put a new one where GITHUB_TOKEN comes from, and see `bot doctor`",
    ),
    ("must have admin rights", "the token lacks administration rights; see `bot doctor`"),
    (
        "rule violations",
        "a ruleset keeps the bot from its branches (bot/**); let its account bypass it, and see `bot doctor`",
    ),
    ("protected", "a protection rule keeps the bot from its branches (bot/**); see `bot doctor`"),
    ("creations being restricted", "a ruleset restricts new branches; let the bot's account bypass it"),
    (
        "not authorized to push",
        "a rule restricts who may push to bot/**; see `bot doctor`",
    ),
    (
        "cannot force-push",
        "a rule forbids force-pushes to bot/**, which the bot needs; see `bot doctor`",
    ),
    (
        "reference update failed",
        "a branch called “bot” or a rule is in the way of bot/…; see `bot doctor`",
    ),
    ("not a collaborator", "take who left out of `proposals: reviewers` in the configuration"),
)


def _told(status: int, said: str, path: str, accepts: str) -> str:
    """What to tell people of an answer that is none of those a run expects."""
    line = said.partition("\n")[0].strip().rstrip(".") or "no reason given"
    if status == 404 and line == "Not Found":
        return f"GitHub answered 404 Not Found to {path}: it is gone, or this token may not see it"
    told = f"GitHub answered {status}: {' '.join(said.split()).rstrip('.') or line}"
    remedy = next((remedy for words, remedy in REMEDIES if words in said.casefold()), "")
    if remedy:
        return f"{told}; {remedy.format(accepts=accepts or 'a permission')}"
    return f"{told}; the next run tries again" if status >= 500 else told


class Client:
    """One repository on GitHub's REST API, and its GraphQL for what REST cannot do."""

    def __init__(
        self, requester: Requester, repository: str, *, longest: float = LONGEST_WAIT, pause: float = 1.0
    ) -> None:
        """``longest``: seconds that one request may wait in all; ``pause``: those before a second try."""
        self._requester = requester
        self.repository = repository
        self._longest, self._pause = longest, pause

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, parameters=query or None)

    def raw(self, path: str, **query: Any) -> Any:
        """What a GET gives in raw form: the text of a file, however large."""
        return self._ask("GET", path, parameters=query or None, headers={"Accept": RAW}, raw=True)

    def headers(self, path: str) -> Mapping[str, str]:
        """The headers of the answer to a GET, their names in lower case."""
        return self._answer("GET", path)[1]

    def post(self, path: str, **body: Any) -> Any:
        return self._ask("POST", path, input=body)

    def patch(self, path: str, **body: Any) -> Any:
        return self._ask("PATCH", path, input=body)

    def delete(self, path: str) -> None:
        self._ask("DELETE", path)

    def graphql(self, query: str, variables: Mapping[str, Any]) -> Any:
        """What a GraphQL request gives; raises Refused with GitHub's words where it says no."""
        root = self._requester.graphql_url
        _, _, answer = self._answer(
            "POST", root, absolute=True, input={"query": query, "variables": variables}
        )
        errors = answer.get("errors") if isinstance(answer, dict) else None
        if errors:
            said = "; ".join(str(error.get("message") or "no reason given") for error in errors)
            raise Refused(422, said, "/graphql")
        return answer.get("data") if isinstance(answer, dict) else None

    def pages(self, path: str, **query: Any) -> list[Any]:
        """All elements of a list that comes in pages."""
        found: list[Any] = []
        page = 1
        while True:
            rows = self.get(path, per_page=PAGE, page=page, **query)
            if not isinstance(rows, list):
                raise CannotPublish(f"{NONSENSE} ({path} is no list)")
            found += rows
            if len(rows) < PAGE:
                return found
            page += 1

    def _ask(self, verb: str, path: str, **words: Any) -> Any:
        return self._answer(verb, path, **words)[2]

    def _answer(
        self, verb: str, path: str, *, absolute: bool = False, raw: bool = False, **words: Any
    ) -> tuple[int, Mapping[str, str], Any]:
        url = path if absolute else f"/repos/{self.repository}{path}"
        waited, failures, hops = 0.0, 0, 0
        while True:
            status, headers, body = self._sent(verb, url, words)
            if status in REDIRECTS and hops < MOST_REDIRECTS and self._ours(headers.get("location", "")):
                # PyGithub passes these by. Method and body stay; the query stands in the address already.
                url, words, hops = headers["location"], {**words, "parameters": None}, hops + 1
                continue
            wait = asked_to_wait(status, headers, body, time.time())
            if status and status < 400:
                return (
                    status,
                    headers,
                    body if raw and status < 300 else _read(verb, status, path, headers, body),
                )
            if wait is None and (status == 0 or status >= 500) and verb == "GET" and failures < ATTEMPTS - 1:
                wait = self._pause * 2**failures
                failures += 1
            if wait is None or waited + wait > self._longest:
                where = path if absolute else f"{self.repository}{path}"
                raise _no(status, headers, body, where, wait)
            waited += wait
            time.sleep(wait)

    def _ours(self, location: str) -> bool:
        """Whether an address is one of the same API: the token goes nowhere else."""
        parts = urlsplit(location)
        mine = f"{self._requester.scheme}://{self._requester.hostname_and_port}"
        return f"{parts.scheme}://{parts.netloc}" == mine

    def _sent(self, verb: str, url: str, words: Mapping[str, Any]) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text of an answer; status 0, and why, where there was none."""
        from requests import RequestException

        try:
            status, headers, body = self._requester.requestJson(verb, url, **words)
        except (RequestException, OSError) as error:
            return 0, {}, type(error).__name__
        except (RuntimeError, AssertionError) as error:  # PyGithub's, for a redirect off the host
            raise CannotPublish(f"GitHub leads elsewhere: {error}") from None
        return status, {key.lower(): str(value) for key, value in headers.items()}, str(body or "")


def _read(verb: str, status: int, path: str, headers: Mapping[str, str], body: str) -> Any:
    import json

    if status in (*REDIRECTS, 303):
        where = urlsplit(headers.get("location", "")).path or "elsewhere"
        raise CannotPublish(f"GitHub leads from {path} to {where}, where the bot does not follow")
    if status == 204 or (verb == "DELETE" and not body):
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        what = "a web page" if body.lstrip().startswith("<") else "cut off" if body.strip() else "empty"
        raise CannotPublish(
            f"{NONSENSE} ({status} to {verb} {path} is {what}); the next run tries again"
        ) from None


def _no(status: int, headers: Mapping[str, str], body: str, path: str, wait: float | None) -> Refused:
    import json

    rest = "the next run does what is left"
    if not status:
        told = f"GitHub cannot be reached ({body}); {rest}"
        return Refused(0, body, path, told=told, ends=True)
    if limit := used_up(status, headers, time.time()):
        return Refused(status, limit, path, told=f"{limit}; {rest}", ends=True)
    if wait is not None and status < 500:
        told = f"GitHub asks to slow down (a secondary rate limit, {wait:,.0f} seconds); {rest}"
        return Refused(status, "a secondary rate limit", path, told=told, ends=True)
    try:
        data = json.loads(body)
    except ValueError:
        data = {}
    said = str(data.get("message") or "") if isinstance(data, dict) else ""
    errors = data.get("errors") if isinstance(data, dict) else None
    more = [str(error.get("message") or "") for error in errors or () if isinstance(error, dict)]
    said = ": ".join(filter(None, (said, *more)))
    accepts = headers.get("x-accepted-github-permissions", "").replace("=", ": ")
    return Refused(status, said, path, accepts=accepts, ends=status == 401)
