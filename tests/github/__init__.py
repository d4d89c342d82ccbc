"""A GitHub for tests: real HTTP on loopback over real bare git repositories.

    with FakeGitHub() as github:                        # or the fixture `github`
        listing = github.create("owner/list", files={"README.md": "# List\\n"})
        upstream = github.create("ann/awesome", files={"README.md": "- [A](https://a.example)\\n"})
        token = github.token("bot", "write")            # on the oldest repository unless named
        ...                                             # the bot runs against github.url
        ann = github.as_user("ann")                     # a person, in a browser and a clone
        ann.untick(1, "Deep compression")
        ann.merge(1, "squash")
        upstream.commit({"README.md": "…"}, "Add B", author="ann", date=...)
        assert github.requests(writes=True) == []

Face, kept stable:

`FakeGitHub(folder=None, *, now=None, anonymous_limit=60, limit=5000, strict=True)`
    `.url`, `.create(full_name, files, branch=, private=, message=, date=)` (no files: an empty repository),
    `.token(login, permission, repository, scopes)`, `.collaborator(…)`, `.as_user(login, repository)`, `.user(login)`,
    `.rename(old, new)` (the old name redirects), `.repositories[full_name.lower()]`,
    `.clock.advance(hours=1)`, `.quota(actor)` (set `.used`, `.reset` of it), `.check_contract()`, `.broken`.
    A login that ends in `[bot]` is an app: `GET /user` refuses it, and its commits are verified when they
    name no author and no committer. `github-actions[bot]` opens no pull request while the repository's
    `actions_may_open_pulls` is off.
`Repository`
    `.commit(files, message, author, date, branch)` (None deletes a file), `.files(revision)`, `.sha(branch)` (or None),
    `.head(branch)` (or LookupError),
    `.branches()`, `.commits(revision)`, `.pulls(state)`, `.pull_for(branch)`, `.thread(number)`,
    `.issues[number]`, `.labels`, `.protect(branch, reviews=1, …)`, `.path` (the bare repository, for git),
    `.store` (plumbing: trees with submodules and symlinks), and switches: `merge_methods`,
    `delete_branch_on_merge`, `lazy_mergeable` (first answer null), `tree_limit` (truncated trees), `archived`,
    `has_issues`, `actions_may_write`, `actions_allowed` ("all", "local_only" or "": none), `rules` (`Rule`s that are reported, not enforced), `workflows` (state by
    path).
`Person` (from `as_user`)
    `push amend rebase merge_branch reset delete_branch restore_branch open_issue open_pull edit_title
    edit_body tick untick comment close reopen merge update_branch ready label unlabel`
Faults
    `github.faults.arm(Fault.RESET_AFTER, at=3, writes_only=True, times=1, retry_after=1)`: request 3 from now.
    `github.faults.call(process.kill, at=3, after=True)`: call something while request 3 waits.
Log
    `github.requests(writes=None, since=0)` → `Request(number, method, path, query, user, conditional, body,
    status, cost)`; `cost` is what it took from the quota: 0 for a 304 to a token (an anonymous 304 costs 1).

Each request and each answer is compared with GitHub's OpenAPI description (`openapi.py`), objects closed;
leaving the `with` raises `ContractBroken` with method, path and pointer. What GitHub does and the
description does not say stands in one table there. Not here, because REST has no such thing or the bot has no
need of it: GraphQL, forks, reviews, checks, timelines, git over HTTP.

Fixtures are in `fixtures.py`: `github`, `emulated_github`, `emulated_repository`.
"""

from .emulate import EmulatedRepository, Emulator, emulator
from .faults import Fault
from .openapi import ContractBroken
from .people import Person
from .records import Clock, Protection, Request, Rule
from .repository import Repository
from .rules import Refused
from .server import FakeGitHub

__all__ = [
    "Clock",
    "ContractBroken",
    "EmulatedRepository",
    "Emulator",
    "FakeGitHub",
    "Fault",
    "Person",
    "Protection",
    "Refused",
    "Repository",
    "Request",
    "Rule",
    "emulator",
]
